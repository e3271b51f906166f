"""How one column looks that we make: width, number format, list and prompt; text stays text so that no zero is lost."""

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

from sheetcrm.model.cells import CellValue
from sheetcrm.model.tabs import CARRIED, Column, Kind, Tab
from sheetcrm.words import Words


@dataclass(frozen=True, slots=True)
class ColumnLayout:
    """One column: its field and header, width in characters, number format (None: the sheet's own), list and prompt.

    `choices` names the list to choose from. `prompt` is title and text shown while a cell is filled. `robot`: people
    only look at it. `example` is what the example row of a new workbook shows there. `options`: what may be chosen
    beside whatever is typed, where no list of the workbook is meant. `hidden`: only the robot reads it.
    """

    field: str
    header: str
    kind: Kind
    width: float
    number_format: str | None
    choices: str | None
    prompt: tuple[str, str]
    robot: bool
    example: CellValue = None
    options: tuple[str, ...] = ()
    hidden: bool = False

    @property
    def wraps(self) -> bool:
        """Whether its texts are sentences, which are read line below line."""
        return not self.hidden and (self.kind == "note" or self.field == "action")


DATE_FORMATS: Mapping[str, str] = MappingProxyType(
    {"en": "dd mmm yyyy", "ru": "dd.mm.yyyy", "pl": "dd.mm.yyyy", "ro": "dd.mm.yyyy"}
)
"""A form of date that cannot be misread in the language: English readers differ on whether day or month comes first."""

_TEXT = "@"
_FORMATS: Mapping[Kind, str] = MappingProxyType(
    {
        "phones": _TEXT, "contacts": _TEXT, "tax_id": _TEXT, "iban": _TEXT, "postal_code": _TEXT, "key": _TEXT,
        "time_window": _TEXT, "number": "General", "percent": '0"%"',
    }
)  # fmt: skip
_WIDTHS: Mapping[Kind, float] = MappingProxyType(
    {
        "name": 28, "company": 28, "phones": 20, "emails": 28, "contacts": 30, "date": 13, "birthday": 13, "money": 13,
        "number": 10, "percent": 10, "choice": 16, "yes_no": 12, "tags": 20, "reference": 26, "tax_id": 16, "iban": 30,
        "postal_code": 10, "time_window": 16, "link": 26, "key": 10, "note": 34, "text": 18,
    }
)  # fmt: skip
_WIDTHS_OF: Mapping[str, float] = MappingProxyType(
    {
        "check": 60,
        "action": 46,
        "title": 28,
        "next_step": 28,
        "response": 28,
        "product": 28,
        "client_name": 26,
        "say": 60,
    }
)
"""Columns whose texts are longer than most of their kind."""
_NARROW: Mapping[tuple[str, str], float] = MappingProxyType(
    {
        ("duplicates", "group"): 9, ("duplicates", "part"): 13, ("duplicates", "number"): 11,
        ("duplicates", "decision"): 22, ("duplicates", "level"): 12, ("duplicates", "score"): 9,
        ("duplicates", "seen"): 8, ("duplicates", "key"): 8, ("archive", "kept"): 8, ("calendar", "week_of"): 13,
        **{("calendar", day): 27 for day in ("mon", "tue", "wed", "thu", "fri", "sat", "sun")}, ("calendar", "key"): 8,
    }
)  # fmt: skip
"""Columns as wide as their texts, whatever stands above them."""
_HIDDEN = frozenset(
    {("duplicates", "seen"), ("duplicates", "key"), ("archive", "kept"), ("calendar", "key"), ("tasks", "key")}
)
"""What only the robot reads."""
FACTS = (
    "name", "company", "phone", "email", "city", "address", "birthday", "tax_id", "position", "manager",
)  # fmt: skip
"""The fields of a client that stand in the Duplicates tab, for people to compare and to choose from."""
_SYMBOLS: Mapping[str, tuple[str, str]] = MappingProxyType(
    {"GBP": ("[$£-809]", ""), "EUR": ("", ' "€"'), "USD": ("[$$-409]", ""), "RUB": ("", ' "₽"'), "PLN": ("", ' "zł"'),
     "RON": ("", ' "lei"'), "UAH": ("", ' "₴"'), "KZT": ("", ' "₸"'), "BYN": ("", ' "Br"'), "MDL": ("", ' "lei"')}
)  # fmt: skip
_WIDEST = 60


def column_layout(
    tab: Tab, column: Column, words: Words, currency: str = "", header: str | None = None
) -> ColumnLayout:
    """The layout of a column; `header` when people call it otherwise than we do."""
    text = words.header(tab.key, column.key) if header is None else header
    carried = column.key.startswith(CARRIED) and column.robot
    usual = _WIDTHS_OF.get(column.key, _WIDTHS[column.kind])
    width = _NARROW.get((tab.key, column.key)) or max(usual, min(_WIDEST, 1.15 * len(text) + 3))
    example = words.example(column.key) if tab.key == "clients" and not column.robot else None
    return ColumnLayout(
        field=column.key,
        header=text,
        kind=column.kind,
        width=round(width, 1),
        number_format=_TEXT if carried else number_format(column.kind, words.language, currency),
        choices="yes_no" if column.kind == "yes_no" else column.choices,
        prompt=words.hint(tab.key, column.key, column.kind),
        robot=column.robot,
        example=example,
        options=_options(tab, words) if (tab.key, column.key) == ("duplicates", "take") else (),
        hidden=(tab.key, column.key) in _HIDDEN,
    )


def _options(tab: Tab, words: Words) -> tuple[str, ...]:
    """The facts that may be taken from a row, and all of them at once."""
    facts = [fact for fact in FACTS if (column := tab.column(fact)) is not None and column.shown]
    return (*(words.header(tab.key, fact) for fact in facts), "*")


def number_format(kind: Kind, language: str, currency: str = "") -> str | None:
    """The number format for a kind of value; None leaves the sheet's own.

    Phones, tax numbers, postal codes and keys are text, or leading zeros and plus signs would be lost.

    >>> number_format("date", "pl"), number_format("phones", "pl"), number_format("money", "pl", "PLN")
    ('dd.mm.yyyy', '@', '#,##0.00 "zł"')
    """
    if kind in ("date", "birthday"):
        return DATE_FORMATS.get(language, DATE_FORMATS["en"])
    if kind == "money":
        before, after = _SYMBOLS.get(currency, ("", ""))
        return f"{before}#,##0.00{after}"
    return _FORMATS.get(kind)
