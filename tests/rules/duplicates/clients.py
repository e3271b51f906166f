"""Clients tabs for the tests of suspects: strangers, some of whom stand twice, numbered in order."""

from collections.abc import Iterable, Mapping, Sequence

from sheetcrm.model.snapshot import Snapshot
from sheetcrm.rules.duplicates.suspects import Suspects, forget_suspects, suspects
from tests.building import settings, snapshot
from tests.rules.duplicates.records import strangers

Row = Mapping[str, object]


def private(count: int) -> list[dict[str, object]]:
    """Strangers with mailboxes where everybody has one, so that no two seem to work for one firm."""
    return [{**row, "email": row["email"].replace("example.org", "gmail.com")} for row in strangers(count)]


def numbered(rows: Iterable[Row], first: int = 1) -> list[dict[str, object]]:
    """Rows with the numbers C-0001, C-0002 ..."""
    return [{"number": f"C-{number:04}", **row} for number, row in enumerate(rows, first)]


def many(count: int, twice: int) -> list[dict[str, object]]:
    """People of whom the first `twice` stand again at the end, their phones in another form.

    From the 601st on, phones of `strangers` would repeat, so they get a mailbox and a phone of their own.
    """
    people: list[dict[str, object]] = []
    for at, row in enumerate(strangers(count)):
        name = "".join("bcdfghjklm"[int(digit)] + "aeiou"[(at + int(digit)) % 5] for digit in f"{at:04}")
        own = {"surname": f"{row['surname']}{name}", "phone": f"+48 5{at * 7919 % 100000000:08d}"}
        people.append({**row, **own, "email": f"{name}.{at}@gmail.com"})
    again = [{**row, "phone": str(row["phone"]).replace("+48 ", "0048"), "email": None} for row in people[:twice]]
    return numbered([*people, *again])


def afresh(found: Snapshot, **asked: object) -> Suspects:
    """Suspects with nothing known before."""
    forget_suspects()
    return suspects(found, settings(**asked))


def among(rows: Sequence[Row], beside: int = 300, **tabs: Sequence[Row]) -> Suspects:
    """Suspects of the rows with so many strangers after them."""
    return afresh(snapshot(clients=numbered([*rows, *private(beside)]), **tabs))
