"""Derived facts: what follows from other tabs, in columns that are the robot's own."""

import datetime as dt
from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, cast

import numpy as np

from sheetcrm.model.cells import CellValue, canonical, same_cell
from sheetcrm.model.changes import Change, SetCells
from sheetcrm.model.settings import OLDEST, Settings
from sheetcrm.model.snapshot import Snapshot, Table
from sheetcrm.rules.duplicates.aliases import aliases_of
from sheetcrm.rules.reading import keys, read_column, texts
from sheetcrm.rules.typed import as_text
from sheetcrm.words import fold, words_of

if TYPE_CHECKING:
    import pandas as pd

SALES = ("first_purchase", "last_purchase", "receipts", "purchases_sum", "average_receipt", "sales_6_months",
         "sales_12_months")  # fmt: skip


_LONGEST_LASTING = 36_500


def derive_facts(snapshot: Snapshot, settings: Settings, today: dt.date) -> Iterator[Change]:
    """Yield one change per row whose derived facts differ: when a purchase runs out, sales of a client, age of data."""
    yield from _run_out_days(snapshot, settings)
    table = snapshot.table("clients")
    wanted: dict[str, list[CellValue]] = {}
    if "purchases" in snapshot:
        sales = _sales(snapshot, settings, today)
        numbers = keys(table, "number")
        for field in SALES:
            if table.has(field):
                by_number = sales.get(field, {})
                wanted[field] = [by_number.get(number) for number in numbers]
    if table.has("data_age") and table.has("verified_on"):
        wanted["data_age"] = _ages(table, settings, today)
    yield from _where_different(table, wanted)


def _where_different(table: Table, wanted: dict[str, list[CellValue]]) -> Iterator[Change]:
    cells: dict[int, dict[str, tuple[CellValue, CellValue]]] = {}
    for field, values in wanted.items():
        for position, (was, becomes) in enumerate(zip(table.values(field), values, strict=True)):
            if was is not becomes and not same_cell(was, becomes):
                cells.setdefault(position, {})[field] = (was, becomes)
    for position in sorted(cells):
        yield SetCells(table.tab, table.anchors[position], cells[position], "derive")


def _sales(snapshot: Snapshot, settings: Settings, today: dt.date) -> dict[str, dict[str, CellValue]]:
    """Field -> client number in capitals -> value. A purchase without a date counts in sums, not in dates."""
    table = snapshot.table("purchases")
    if not len(table):
        return {}
    import pandas as pd

    sums = [cast(float | None, reading.value) for reading in read_column(table, "sum", settings)]
    frame = pd.DataFrame(
        {
            "client": _living(keys(table, "client_number"), aliases_of(snapshot)),
            "sum": pd.array([np.nan if s is None else float(s) for s in sums], dtype="float64"),
            "day": [_ordinal(reading.value) for reading in read_column(table, "bought_on", settings)],
        }
    )
    receipts = texts(table, "receipt")
    frame["receipt"] = pd.Series([text or f"row {at}" for at, text in enumerate(receipts)], dtype=object)
    frame = frame[frame["client"] != ""]
    groups = frame.groupby("client", sort=False)
    totals = groups["sum"].sum(min_count=1)
    counts = groups["receipt"].nunique()
    days = frame.dropna(subset="day").groupby("client", sort=False)["day"]
    found: dict[str, dict[str, CellValue]] = {
        "first_purchase": {k: dt.date.fromordinal(int(v)) for k, v in days.min().items()},  # type: ignore[misc]
        "last_purchase": {k: dt.date.fromordinal(int(v)) for k, v in days.max().items()},  # type: ignore[misc]
        "receipts": {str(k): int(v) for k, v in counts.items()},
        "purchases_sum": _amounts(totals),
        "average_receipt": _amounts(totals / counts),
    }
    for field, months in (("sales_6_months", 6), ("sales_12_months", 12)):
        since = (pd.Timestamp(today) - pd.DateOffset(months=months)).date().toordinal()
        recent = frame[(frame["day"] > since) & (frame["day"] <= today.toordinal())]
        found[field] = _amounts(recent.groupby("client", sort=False)["sum"].sum(min_count=1))
    return found


def _living(numbers: list[str], aliases: Mapping[str, str]) -> list[str]:
    """The numbers as written, an archived client's being that of the client it became part of."""
    return [aliases.get(number, number) for number in numbers] if aliases else numbers


def _amounts(series: "pd.Series[float]") -> dict[str, CellValue]:
    return {str(k): canonical(round(float(v), 2)) for k, v in series.items() if np.isfinite(v)}


def _ordinal(day: object) -> float:
    return float(day.toordinal()) if isinstance(day, dt.date) and day >= OLDEST else float("nan")


def _run_out_days(snapshot: Snapshot, settings: Settings) -> Iterator[Change]:
    """When each purchase is used up: the product's days, once for each piece bought."""
    table, products = snapshot.table("purchases"), snapshot.table("products")
    if not table.has("runs_out_on") or not products.has("run_out_days"):
        return
    days = {
        fold(as_text(name)): reading.value
        for name, reading in zip(
            products.values("product"), read_column(products, "run_out_days", settings), strict=True
        )
        if name is not None and isinstance(reading.value, int | float) and reading.value > 0
    }
    rows = zip(
        table.values("product"),
        read_column(table, "bought_on", settings),
        read_column(table, "quantity", settings),
        strict=True,
    )
    wanted: list[CellValue] = []
    for product, bought, quantity in rows:
        lasts = days.get(fold(as_text(product))) if product is not None else None
        pieces = quantity.value if isinstance(quantity.value, int | float) and quantity.value >= 1 else 1
        if lasts is None or not isinstance(bought.value, dt.date):
            wanted.append(None)
        else:
            wanted.append(bought.value + dt.timedelta(days=int(min(lasts * pieces, _LONGEST_LASTING))))
    yield from _where_different(table, {"runs_out_on": wanted})


def _ages(table: Table, settings: Settings, today: dt.date) -> list[CellValue]:
    """How old each client's facts are, in four steps, so that a day's passing changes few cells."""
    words = words_of(settings.language)
    text = {key: words.choice("data_age", key) for key in ("fresh", "ageing", "stale", "never")}
    stale = today - dt.timedelta(days=settings.stale_after_days)
    ageing = today - dt.timedelta(days=settings.stale_after_days // 2)
    ages: list[CellValue] = []
    for reading in read_column(table, "verified_on", settings):
        day = reading.value
        if not isinstance(day, dt.date):
            ages.append(text["never"])
        else:
            ages.append(text["stale"] if day < stale else text["ageing"] if day < ageing else text["fresh"])
    return ages
