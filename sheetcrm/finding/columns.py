"""Which columns of a table are compared, and as what: told by the person, else understood by header and values."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType

from sheetcrm.errors import WrongUsage
from sheetcrm.layout.grid import Grid
from sheetcrm.layout.header_match import meanings
from sheetcrm.layout.recognition import TabFound, recognise
from sheetcrm.rules.duplicates.records import ROLES, Role
from sheetcrm.words import fold

_LEAST = 0.75
_ALSO: Mapping[str, Role] = MappingProxyType({"whatsapp": "phone", "viber": "phone"})
"""Fields of a client that are compared with another one's."""
_FURTHER: Mapping[str, Role] = MappingProxyType(
    {
        "suburb": "city", "municipality": "city", "site name": "company", "organization name": "company",
        "organisation name": "company", "legal name": "company", "ssn": "tax_id", "soc sec id": "tax_id",
        "social security number": "tax_id", "national id": "tax_id", "passport": "tax_id", "street number": "house",
        "house": "house", "house number": "house", "дом": "house", "номер дома": "house", "nr domu": "house",
        "numar casa": "house", "fax": "phone",
    }
)  # fmt: skip
"""Headers of tables that are no client lists: folded text -> role."""
_MORE_THAN_ONE = frozenset(("phone", "email", "address", "contacts"))
_IDENTIFIERS = ("id", "uid", "uuid", "rec id", "record id", "unique id")


@dataclass(frozen=True, slots=True)
class Chosen:
    """The columns to compare: role -> column numbers; the column that names the rows (None: their order does)."""

    header_row: int
    roles: Mapping[Role, tuple[int, ...]]
    identifier: int | None
    headers: Mapping[int, str]


def choose_columns(grid: Grid, wanted: Mapping[str, Sequence[str]], identifier: str | None) -> Chosen:
    """Choose the columns of a table: those named in `wanted` (role -> headers), or, when it is empty, those understood.

    Raises WrongUsage for a role or a header that does not exist, and when nothing can be compared.
    """
    unknown = [role for role in wanted if role not in ROLES]
    if unknown:
        raise WrongUsage("find-role-unknown", field=unknown[0], list=", ".join(ROLES))
    found = next(iter(recognise([grid], "en").tabs), None)
    header_row, headers = _header(grid, found)
    by_text = {fold(text): number for number, text in reversed(headers.items())}
    by_text |= {text: number for number, text in reversed(headers.items())}
    if wanted:
        roles = {role: tuple(_column(text, by_text) for text in texts) for role, texts in wanted.items()}
    else:
        roles = _understood(headers, found)
    named = _column(identifier, by_text) if identifier else _identifier(headers)
    if identifier is None:
        roles = {role: tuple(n for n in numbers if n != named) for role, numbers in roles.items()}
    told = {role: numbers for role, numbers in roles.items() if numbers}
    if not set(told) & {"name", "surname", "first_name", "company", "phone", "email", "contacts", "tax_id"}:
        raise WrongUsage("find-no-columns", headers=", ".join(headers.values()))
    return Chosen(header_row, told, named, headers)  # type: ignore[arg-type]  # roles were checked above


def _header(grid: Grid, found: TabFound | None) -> tuple[int, dict[int, str]]:
    """Give the row of the header and its texts; of a table without a telling one, the first row."""
    if found is not None:
        return found.header.row, {column.number: column.text for column in found.header.columns}
    row = grid.first_row
    return row, {number: str(value) for number, value in grid.filled(row).items()}


def _column(text: str, by_text: Mapping[str, int]) -> int:
    number = by_text.get(text, by_text.get(fold(text)))
    if number is None:
        raise WrongUsage("find-column-unknown", header=text)
    return number


def _identifier(headers: Mapping[int, str]) -> int | None:
    return next((number for number, text in headers.items() if fold(text) in _IDENTIFIERS), None)


def _understood(headers: Mapping[int, str], found: TabFound | None) -> dict[str, tuple[int, ...]]:
    fields = {column.number: column.field for column in found.columns} if found is not None else {}
    roles: dict[str, tuple[int, ...]] = {}
    for number, text in headers.items():
        role = _role(text, fields.get(number), roles)
        if role is not None:
            roles[role] = (*roles.get(role, ()), number)
    return roles


def _role(text: str, field: str | None, taken: Mapping[str, object]) -> str | None:
    """Give the role of a column; a second one of a kind counts for what a person may have several of."""
    further = _FURTHER.get(fold(text))
    if further is not None:
        return further
    if field in ROLES or field in _ALSO:
        return _ALSO.get(field or "", field)
    for meaning in meanings(text)[:1]:
        fits = meaning.score >= _LEAST and meaning.field in ROLES
        if fits and (meaning.field not in taken or meaning.field in _MORE_THAN_ONE):
            return meaning.field
    return None
