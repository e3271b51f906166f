"""What the values of a column speak for: shares of a sample that read as a phone, an address, a date and so on."""

import datetime as dt
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from types import MappingProxyType

from sheetcrm.layout.grid import Grid
from sheetcrm.layout.header_texts import squeeze
from sheetcrm.layout.shapes import shape
from sheetcrm.model.cells import CellValue, canonical, is_result
from sheetcrm.model.tabs import Kind
from sheetcrm.values import call_window, company, date, email, money, phone, postal_code, tax_id
from sheetcrm.values.first_names import find_first_name
from sheetcrm.words import LANGUAGES, choice_key

SAMPLE_ROWS = 200
_SPARSE = 12
_ROWS_FOR_SPARSE = 3000


@dataclass(frozen=True, slots=True)
class Market:
    """The language people write in and the country whose phones, taxes and posts they use."""

    language: str
    region: str


def sample(grid: Grid, first: int, last: int, column: int) -> tuple[CellValue, ...]:
    """Up to 200 values of a column that can be worked with: half from the top, half spread over the rest.

    A column with next to nothing in those rows is looked at more closely.
    """
    rows = last - first + 1
    if rows <= SAMPLE_ROWS:
        numbers: Sequence[int] = range(first, last + 1)
    else:
        half = SAMPLE_ROWS // 2
        numbers = [*range(first, first + half), *range(first + half, last + 1, max(1, (rows - half) // half))]
    values = _values(grid, numbers, column)
    if len(values) < _SPARSE and rows > SAMPLE_ROWS:
        values = _values(grid, range(first, last + 1, max(1, rows // _ROWS_FOR_SPARSE)), column)
    return values[:SAMPLE_ROWS]


def _values(grid: Grid, numbers: Sequence[int], column: int) -> tuple[CellValue, ...]:
    found = (grid.cell(number, column) for number in numbers)
    return tuple(value for value in found if is_result(value) and not (isinstance(value, str) and not squeeze(value)))


class Evidence:
    """The sample of one column with the shares of it that fit a kind; each share is measured when first asked for."""

    def __init__(self, values: Sequence[CellValue], market: Market) -> None:
        self.values = values
        self._texts = tuple(_text(value) for value in values)
        self._market = market
        self._shares: dict[str, float] = {}

    def __len__(self) -> int:
        return len(self.values)

    def share(self, kind: str) -> float:
        """The share of the values that read as that kind; 0 when there are none."""
        if kind not in self._shares:
            test = _TESTS[kind]
            self._shares[kind] = self._measure(lambda value, text: test(value, text, self._market))
        return self._shares[kind]

    def choice_share(self, list_name: str) -> float:
        """The share of the values that are entries of a choice list, in any language."""
        key = f"choice {list_name}"
        if key not in self._shares:
            self._shares[key] = self._measure(lambda value, text: choice_key(list_name, text) is not None)
        return self._shares[key]

    def _measure(self, test: Callable[[CellValue, str], bool]) -> float:
        if not self.values:
            return 0.0
        seen: dict[str, bool] = {}
        hits = 0
        for value, text in zip(self.values, self._texts, strict=True):
            if text not in seen:
                seen[text] = test(value, text)
            hits += seen[text]
        return hits / len(self.values)

    @cached_property
    def different(self) -> float:
        """How many of the values differ, as a share."""
        return len(set(self._texts)) / len(self._texts) if self._texts else 0.0

    @cached_property
    def is_counter(self) -> bool:
        """Whether the values number the rows: 1, 2, 3."""
        whole = [canonical(float(text)) for text in self._texts if re.fullmatch(r"\d+(\.0)?", text)]
        return len(whole) >= 2 and len(whole) * 10 >= len(self._texts) * 9 and whole[:3] == [1, 2, 3][: len(whole)]

    @cached_property
    def looks_like(self) -> str | None:
        """The kind that nearly all values have, where that can be told from the values alone."""
        if len(self.values) < 2:
            return None
        for kind in ("emails", "iban", "link", "date", "phones", "contacts", "company", "name", "number"):
            if self.share(kind) >= 0.7 and (kind != "contacts" or self.share("emails") >= 0.15):
                return kind
        return None


def fit(evidence: Evidence, kind: Kind, field: str, choices: str | None) -> float | None:
    """How well the values fit a field, 0 to 1; None when values say nothing about it."""
    if not evidence.values:
        return None
    if kind == "yes_no":
        return evidence.choice_share("yes_no")
    if kind == "choice":
        share = evidence.choice_share(choices or "")
        return share if choices not in (None, "legal_form") and (share >= 0.3 or evidence.different > 0.7) else None
    if field in ("surname", "first_name", "patronymic"):
        return evidence.share("one_word")
    if kind == "birthday":
        return evidence.share("birthday")
    return evidence.share(kind) if kind in _TELLING else None


_TELLING = frozenset(
    {
        "phones", "emails", "contacts", "date", "name", "company", "money", "number", "percent", "tax_id", "iban",
        "postal_code", "time_window",
    }
)  # fmt: skip

_LINK = re.compile(r"(https?://|www\.)\S+|[\w-]+(\.[\w-]+)*\.[a-z]{2,}(/\S*)?", re.IGNORECASE)
_NUMBER = re.compile(r"[-+]?\d[\d \u00a0]*([.,]\d+)?\s*%?")
_WORD = re.compile(r"[^\W\d_]+(?:['’.\-][^\W\d_]*)*")
_IBAN = re.compile(r"[A-Z]{2}\d{2}[A-Z0-9 ]{10,}", re.IGNORECASE)
_NEIGHBOURS = ("RU", "PL", "RO", "UA", "BY", "KZ", "MD", "GB", "DE")
_YOUNGEST, _OLDEST = 2024, 1915


def _text(value: CellValue) -> str:
    if isinstance(value, str):
        return squeeze(value)
    if isinstance(value, bool):
        return "yes" if value else "no"
    plain = canonical(value)
    return plain.isoformat() if isinstance(plain, dt.date | dt.time) else str(plain)


def _digits(text: str) -> int:
    return sum(letter.isdigit() for letter in text)


def _is_phone(value: CellValue, text: str, market: Market) -> bool:
    if isinstance(value, dt.date | dt.time | bool) or _digits(text) < 6 or "@" in text:
        return False
    if _looks_dated(value, text):
        return False
    cell = phone.read_phones(text, market.region)
    if cell.numbers:
        return len(cell.note) <= 40
    return bool(cell.leftovers) and isinstance(value, str) and shape(text) == "phone" and not text.isdigit()


def _looks_dated(value: CellValue, text: str) -> bool:
    return isinstance(value, dt.date) or shape(text) == "date"


def _is_email(value: CellValue, text: str, market: Market) -> bool:
    return "@" in text and bool(email.read_emails(text))


def _is_contact(value: CellValue, text: str, market: Market) -> bool:
    return _is_email(value, text, market) or _is_phone(value, text, market)


def _read_date(value: CellValue, text: str, market: Market) -> date.PartialDate | None:
    if isinstance(value, dt.date):
        return date.PartialDate(value.year, value.month, value.day)
    if not isinstance(value, str) or not 3 <= len(text) <= 40 or not _digits(text) or _digits(text) > 8:
        return None
    return None if _NUMBER.fullmatch(text) and text.count(".") < 1 else date.read_date(text, market.language)


def _is_date(value: CellValue, text: str, market: Market) -> bool:
    return _read_date(value, text, market) is not None


def _is_birthday(value: CellValue, text: str, market: Market) -> bool:
    found = _read_date(value, text, market)
    return found is not None and (found.year is None or _OLDEST <= found.year <= _YOUNGEST)


def _is_number(value: CellValue, text: str, market: Market) -> bool:
    if isinstance(value, int | float) and not isinstance(value, bool):
        return True
    return isinstance(value, str) and bool(_NUMBER.fullmatch(text)) and _digits(text) <= 12


def _is_money(value: CellValue, text: str, market: Market) -> bool:
    if isinstance(value, bool) or isinstance(value, dt.date | dt.time) or value is None:
        return False
    if isinstance(value, int | float):
        return abs(value) < 10**9
    return shape(text) != "date" and _digits(text) > 0 and money.read_money(text, market.language) is not None


def _is_percent(value: CellValue, text: str, market: Market) -> bool:
    if isinstance(value, int | float) and not isinstance(value, bool):
        return 0 <= value <= 100
    return bool(re.fullmatch(r"\d{1,3}([.,]\d+)?\s*%?", text))


def _is_name(value: CellValue, text: str, market: Market) -> bool:
    words = _person_words(text)
    if not 2 <= len(words) <= 5:
        return False
    return any(_is_first_name(word, market) for word in words) or (len(words) == 3 and _is_patronymic(words[-1]))


def _is_one_word(value: CellValue, text: str, market: Market) -> bool:
    return isinstance(value, str) and len(text.split()) == 1 and len(_person_words(text)) == 1


def _is_one_first_name(value: CellValue, text: str, market: Market) -> bool:
    return _is_one_word(value, text, market) and _is_first_name(text, market)


def _is_first_name(word: str, market: Market) -> bool:
    languages = (market.language, *(language for language in LANGUAGES if language != market.language))
    return len(word) > 1 and any(find_first_name(word, language) is not None for language in languages)


def _is_patronymic(word: str) -> bool:
    return word.casefold().endswith(("вич", "вна", "ична", "инична", "оглы", "кызы"))


def _person_words(text: str) -> list[str]:
    if len(text) > 60 or any(sign in text for sign in '@:"«»/\\') or _digits(text):
        return []
    words = text.replace(",", " ").split()
    return words if all(_WORD.fullmatch(word) for word in words) else []


def _is_company(value: CellValue, text: str, market: Market) -> bool:
    return isinstance(value, str) and company.is_company(text)


def _is_tax_id(value: CellValue, text: str, market: Market) -> bool:
    if isinstance(value, dt.date | dt.time | bool) or not 7 <= _digits(text) <= 15 or len(text) > 22:
        return False
    countries = dict.fromkeys((market.region, *_NEIGHBOURS))
    kinds = (kind for country in countries for firm in (True, False) for kind in tax_id.kinds_for(country, firm))
    return any(tax_id.is_valid(kind, text) for kind in kinds)


def _is_iban(value: CellValue, text: str, market: Market) -> bool:
    return bool(_IBAN.fullmatch(text)) and tax_id.is_valid("iban", text)


def _is_postal_code(value: CellValue, text: str, market: Market) -> bool:
    return 3 <= len(text) <= 10 and _digits(text) >= 2 and postal_code.is_valid(market.region, text)


def _is_link(value: CellValue, text: str, market: Market) -> bool:
    return isinstance(value, str) and "@" not in text and bool(_LINK.fullmatch(text))


def _is_window(value: CellValue, text: str, market: Market) -> bool:
    return (
        isinstance(value, str)
        and 0 < _digits(text) <= 16
        and shape(text) != "date"
        and (call_window.read_window(text) is not None)
    )


def _is_note(value: CellValue, text: str, market: Market) -> bool:
    return shape(text) == "sentence"


_TESTS: Mapping[str, Callable[[CellValue, str, Market], bool]] = MappingProxyType(
    {
        "phones": _is_phone,
        "emails": _is_email,
        "contacts": _is_contact,
        "date": _is_date,
        "birthday": _is_birthday,
        "number": _is_number,
        "money": _is_money,
        "percent": _is_percent,
        "name": _is_name,
        "one_word": _is_one_word,
        "first_name": _is_one_first_name,
        "company": _is_company,
        "tax_id": _is_tax_id,
        "iban": _is_iban,
        "postal_code": _is_postal_code,
        "link": _is_link,
        "time_window": _is_window,
        "note": _is_note,
    }
)
