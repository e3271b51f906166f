"""Small sheets for the tests of duplicates: a few rows among strangers, so that chance can be counted."""

from collections.abc import Mapping, Sequence

from sheetcrm.rules.duplicates.records import ROLES, Found, Options, Records
from sheetcrm.rules.duplicates.searching import find_duplicates

Row = Mapping[str, str]

_GIVEN_TEXT = "Anna Piotr Maria Jan Ewa Adam Olga Igor Vera Denis Ion Elena Mark Lucy Tom Sara Hugo Nina Oskar Rita"
_FAMILY_TEXT = """
    Lipowski Kowalczuk Brzoza Wrona Sokolov Zimin Orlov Markin Lupu Ceban Munteanu Rusu Baker Mason Fields Turner
    Weaver Stone Gajda Pietras Bielak Krupin Savin Belov Donici Vrabie Cazacu Harper Nolan Pike
"""
_GIVEN, _FAMILY = _GIVEN_TEXT.split(), _FAMILY_TEXT.split()
_CITIES = ("Kraków", "Poznań", "Łódź", "Gdynia", "Lublin")


def strangers(count: int) -> list[dict[str, str]]:
    """People of whom no two are the same: no name, phone or mailbox stands twice among the first 600."""
    return [
        {
            "first_name": _GIVEN[at % 20],
            "surname": _FAMILY[(at // 20 + at % 20 * 7) % 30],
            "phone": f"+48 6{at * 2654435761 % 100000000:08d}",
            "email": "".join("bdfghklmnprstvz"[at * 48271 * (n + 3) // 7 % 15] for n in range(9)) + "@example.org",
            "city": _CITIES[at % 5],
        }
        for at in range(count)
    ]


def sheet(rows: Sequence[Row]) -> Records:
    """Rows as records."""
    columns = {role: [[row.get(role, "") for row in rows]] for role in ROLES if any(role in row for row in rows)}
    return Records(columns)


def found_among(rows: Sequence[Row], beside: int = 300, options: Options | None = None) -> Found:
    """What is found among the rows with so many strangers below them."""
    return find_duplicates(sheet([*rows, *strangers(beside)]), options)


def groups(found: Found, count: int, sure: bool = False) -> list[list[int]]:
    """The groups of two or more among the first rows."""
    clusters = (found.sure_clusters if sure else found.clusters).tolist()[:count]
    gathered: dict[int, list[int]] = {}
    for row, cluster in enumerate(clusters):
        gathered.setdefault(cluster, []).append(row)
    return [rows for rows in gathered.values() if len(rows) > 1]
