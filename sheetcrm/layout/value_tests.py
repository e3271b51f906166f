"""Whether one value reads as a phone, an address, a name and so on; one test a kind, quick ones before slow ones."""

import datetime as dt
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from types import MappingProxyType

from sheetcrm.layout.header_texts import squeeze
from sheetcrm.layout.shapes import shape
from sheetcrm.model.cells import CellValue, canonical
from sheetcrm.values import call_window, company, date, email, money, phone, postal_code, tax_id
from sheetcrm.values.first_names import find_first_name
from sheetcrm.words import LANGUAGES


@dataclass(frozen=True, slots=True)
class Market:
    """The language people write in and the country whose phones, taxes and posts they use."""

    language: str
    region: str


_LINK = re.compile(r"(https?://|www\.)\S+|[\w-]+(\.[\w-]+)*\.[a-z]{2,}(/\S*)?", re.IGNORECASE)
_NUMBER = re.compile(r"[-+]?\d[\d \u00a0]*([.,]\d+)?\s*%?")
_WORD = re.compile(r"[^\W\d_]+(?:['’.\-][^\W\d_]*)*")
_IBAN = re.compile(r"[A-Z]{2}\d{2}[A-Z0-9 ]{10,}", re.IGNORECASE)
_NEIGHBOURS = ("RU", "PL", "RO", "UA", "BY", "KZ", "MD", "GB", "DE")
_YOUNGEST, _OLDEST = 2024, 1915


def plain_text(value: CellValue) -> str:
    """A value as the text that the tests look at."""
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
    if value is None or isinstance(value, bool | dt.date | dt.time):
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


TESTS: Mapping[str, Callable[[CellValue, str, Market], bool]] = MappingProxyType(
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
"""Kind -> whether a value, given with its plain text, is of that kind in a market."""
