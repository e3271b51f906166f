"""Days that follow from what a client bought, or never did: silence, the last purchase, replenishment.

The usual interval is the median between days of purchase, so that one long pause does not make a client a slow one.
"""

import datetime as dt
import math
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from statistics import median
from typing import NamedTuple, cast

from sheetcrm.model.settings import Occasion, Settings
from sheetcrm.model.snapshot import Cells, Snapshot
from sheetcrm.rules.duplicates.aliases import aliases_of
from sheetcrm.rules.occasions.found import Found
from sheetcrm.rules.reading import keys, read_column, texts
from sheetcrm.rules.typed import Reading
from sheetcrm.words import fold


class Bought(NamedTuple):
    """The purchases of one client, or of one product by one client: days in order, each once, and their rows."""

    days: tuple[dt.date, ...]
    rows: tuple[int, ...]
    last_row: int

    @property
    def interval(self) -> float:
        """The median number of days between two purchases; 0 with fewer than two."""
        gaps = [(after - before).days for before, after in zip(self.days, self.days[1:], strict=False)]
        return float(median(gaps)) if gaps else 0.0


def silences(
    snapshot: Snapshot, settings: Settings, occasion: Occasion, earliest: dt.date, latest: dt.date
) -> Iterator[Found]:
    """Clients whose last purchase is more than `times` their own usual interval ago, on the first day it is so."""
    for position, bought in _of_clients(snapshot, settings):
        last = bought.days[-1]
        if last > latest or len(bought.days) < occasion.from_purchases:
            continue
        interval = bought.interval
        day = last + dt.timedelta(days=min(math.floor(occasion.times * interval) + 1, _LONGEST))
        if earliest <= day <= latest:
            facts = {**_facts(bought, snapshot, settings), "interval": round(interval)}
            yield Found(position, day, mark=last.isoformat(), facts=facts)


def last_purchases(
    snapshot: Snapshot, settings: Settings, occasion: Occasion, earliest: dt.date, latest: dt.date
) -> Iterator[Found]:
    """Clients whose last purchase lies within the days."""
    del occasion
    for position, bought in _of_clients(snapshot, settings):
        if earliest <= bought.days[-1] <= latest:
            yield Found(position, bought.days[-1], facts=_facts(bought, snapshot, settings))


def leads_that_never_bought(
    snapshot: Snapshot, settings: Settings, occasion: Occasion, earliest: dt.date, latest: dt.date
) -> Iterator[Found]:
    """Clients without a purchase whose last sign (registered, or a line in the contact log) lies within the days."""
    del occasion
    table = snapshot.table("clients")
    buyers = set(_numbers(snapshot, "purchases"))
    bought = read_column(table, "first_purchase", settings)
    signs: dict[str, dt.date] = {}
    log = snapshot.table("log")
    for number, reading in zip(_numbers(snapshot, "log"), read_column(log, "contacted_on", settings), strict=True):
        if isinstance(reading.value, dt.date):
            signs[number] = max(reading.value, signs.get(number, reading.value))
    rows = zip(keys(table, "number"), read_column(table, "registered_on", settings), bought, strict=True)
    for position, (number, registered, purchase) in enumerate(rows):
        if number in buyers or purchase.value is not None:
            continue
        day = signs.get(number)
        if isinstance(registered.value, dt.date):
            day = max(registered.value, day or registered.value)
        if day is not None and earliest <= day <= latest:
            yield Found(position, day)


def replenishments(
    snapshot: Snapshot, settings: Settings, occasion: Occasion, earliest: dt.date, latest: dt.date
) -> Iterator[Found]:
    """The last purchase of a product + the client's own usual interval for it, if the product has no days of its own.

    The row is that of the last purchase.
    """
    table = snapshot.table("purchases")
    known = _products_that_run_out(snapshot, settings)
    for (_, product), bought in _bought(snapshot, settings, by_product=True).items():
        last = bought.days[-1]
        if last > latest or len(bought.days) < occasion.from_purchases or product in known:
            continue
        day = last + dt.timedelta(days=min(round(bought.interval), _LONGEST))
        if earliest <= day <= latest and table.values("runs_out_on")[bought.last_row] is None:
            facts = {**_facts(bought, snapshot, settings), "interval": round(bought.interval)}
            yield Found(bought.last_row, day, mark=last.isoformat(), facts=facts)


_LONGEST = 36_500


def _facts(bought: Bought, snapshot: Snapshot, settings: Settings) -> dict[str, object]:
    """What texts may say: how often, for how much, when last and what, what else most often."""
    table = snapshot.table("purchases")
    sums = read_column(table, "sum", settings)
    products = texts(table, "product")
    amounts = [amount for at in bought.rows if isinstance(amount := sums[at].value, int | float)]
    names = Counter(products[at] for at in bought.rows if products[at])
    last_product = products[bought.last_row]
    favourite = min(names, key=lambda name: (-names[name], name)) if names else ""
    last_product = products[bought.last_row]
    favourite = min(names, key=lambda name: (-names[name], name)) if names else ""
    last_product = products[bought.last_row]
    favourite = min(names, key=lambda name: (-names[name], name)) if names else ""
    return {
        "count": len(bought.days),
        "last": bought.days[-1],
        "sum": round(math.fsum(amounts), 2) if amounts else None,
        "product": favourite if favourite != last_product else "",
        "last_product": last_product,
    }


def _of_clients(snapshot: Snapshot, settings: Settings) -> Iterator[tuple[int, Bought]]:
    """Position in Clients -> what was bought, in sheet order."""
    found = _bought(snapshot, settings, by_product=False)
    if found:
        for position, number in enumerate(keys(snapshot.table("clients"), "number")):
            bought = found.get((number, "")) if number else None
            if bought is not None:
                yield position, bought


def _numbers(snapshot: Snapshot, tab: str) -> list[str]:
    """The client of each row, an archived one being the client it became part of."""
    numbers = keys(snapshot.table(tab), "client_number")
    aliases = aliases_of(snapshot)
    return [aliases.get(number, number) for number in numbers] if aliases else numbers


def _products_that_run_out(snapshot: Snapshot, settings: Settings) -> frozenset[str]:
    products = snapshot.table("products")
    rows = zip(texts(products, "product"), read_column(products, "run_out_days", settings), strict=True)
    return frozenset(fold(name) for name, days in rows if isinstance(days.value, int | float) and days.value > 0)


_LAST: list[tuple[tuple[Cells | None, ...], bool, Mapping[tuple[str, str], Bought]]] = []
"""What was bought as the last snapshots tell it, kept because several occasions ask in one run."""


def _bought(snapshot: Snapshot, settings: Settings, *, by_product: bool) -> Mapping[tuple[str, str], Bought]:
    table = snapshot.table("purchases")
    archive = snapshot.table("archive")
    columns = (*(table.columns.get(field) for field in ("client_number", "bought_on", "product")),
               archive.columns.get("merged_into"), snapshot.table("clients").columns.get("number"))  # fmt: skip
    for kept, wanted, found in _LAST:
        if wanted is by_product and all(a is b for a, b in zip(kept, columns, strict=True)):
            return found
    made = _count(snapshot, settings, by_product)
    del _LAST[3:]
    _LAST.insert(0, (columns, by_product, made))
    return made


def _count(snapshot: Snapshot, settings: Settings, by_product: bool) -> Mapping[tuple[str, str], Bought]:
    table = snapshot.table("purchases")
    products = texts(table, "product")
    folded = {name: fold(name) for name in set(products)} if by_product else {}
    days = read_column(table, "bought_on", settings)
    rows: dict[tuple[str, str], list[int]] = {}
    for at, (number, product, day) in enumerate(zip(_numbers(snapshot, "purchases"), products, days, strict=True)):
        if number and isinstance(day.value, dt.date) and (product or not by_product):
            rows.setdefault((number, folded[product] if by_product else ""), []).append(at)
    return {who: _told(places, days) for who, places in rows.items()}


def _told(rows: Sequence[int], days: Sequence[Reading]) -> Bought:
    if len(rows) == 1:
        return Bought((cast(dt.date, days[rows[0]].value),), (rows[0],), rows[0])
    dated = [cast(dt.date, days[at].value) for at in rows]
    last = max(dated)
    return Bought(tuple(sorted(set(dated))), tuple(rows), rows[dated.index(last)])
