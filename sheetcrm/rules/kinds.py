"""One reader per kind of column: a raw cell in, a `Reading` out.

A reading never guesses: what is doubtful becomes a finding with a suggestion, and the raw value stays as it is.
"""

import datetime as dt
import math
import re
from collections.abc import Callable, Mapping
from decimal import Decimal
from types import MappingProxyType

from sheetcrm.model.cells import CellValue, canonical
from sheetcrm.model.tabs import Kind
from sheetcrm.rules.contact_kinds import read_contacts, read_emails, read_phones
from sheetcrm.rules.typed import Context, Finding, Reading, as_text, squeeze
from sheetcrm.values import call_window, company, date, money, postal_code, scripts, tax_id
from sheetcrm.values.people_in_cell import starts_with_a_name
from sheetcrm.values.person_name import tidy_name
from sheetcrm.words import choice_key, fold

_LINK = re.compile(r"(https?://)?[^\s/@]+\.[^\s/]{2,}(/\S*)?|@?[\w.-]{3,}", re.IGNORECASE)
_REACHES = re.compile(r"\S@\S+\.\S|(?<!\d)(?!\d{4}-\d\d-|\d\d?[.]\d\d?[.]\d{4})(?:\d[\s().-]*){7,}")
_MONTH_FIRST = re.compile(r"\s*(?:0?[1-9]|1[0-2])[./-](?:1[3-9]|2\d|3[01])[./-]\d{2,4}\s*")
_NUMBER = re.compile(r"[-+]?[0-9]+([.,][0-9]+)?")
_MOST = 10**15
"""Above this a cell no longer holds every amount to the cent."""
_LAST_YEAR = 2999


def read_date(value: CellValue, context: Context) -> Reading:
    """A full date."""
    found = date.read_date(_dateable(value), _date_language(value, context))
    if found is None or found.year is None or found.year > _LAST_YEAR:
        return Reading(None, None, (Finding("date-unreadable"),))
    day = found.as_date()
    if isinstance(value, str) and date.is_ambiguous(value) and context.language == "en":
        return Reading(day, day, (Finding("date-ambiguous", found.iso()),))
    return Reading(day, day)


def read_birthday(value: CellValue, context: Context) -> Reading:
    """A date whose year may be absent, as (year or None, month, day)."""
    found = date.read_date(_dateable(value), _date_language(value, context))
    if found is None:
        return Reading(None, None, (Finding(_what_stands_here(as_text(value), context) or "date-unreadable"),))
    normal = found.as_date() if found.year is not None else None
    month_first_there = context.language == "en" and context.region.upper() in ("", "US", "PH")
    doubted = isinstance(value, str) and not month_first_there and _MONTH_FIRST.fullmatch(value)
    findings = (Finding("date-ambiguous", found.iso()),) if doubted else ()
    return Reading((found.year, found.month, found.day), normal, findings)


def _what_stands_here(text: str, context: Context) -> str | None:
    """The code of a name where something else belongs, None where it is no name."""
    return "name-misplaced" if starts_with_a_name(text, context.language) else None


def read_money(value: CellValue, context: Context) -> Reading:
    """An amount as a number; the currency written beside it is left to people."""
    if isinstance(value, int | float) and not isinstance(value, bool):
        return Reading(value) if _is_a_count(value) else Reading(None, None, (Finding("money-unreadable"),))
    found = money.read_money(as_text(value), context.language)
    if found is None or not _is_a_count(found.amount):
        return Reading(None, None, (Finding("money-unreadable"),))
    return Reading(canonical(found.amount), canonical(found.amount) if found.currency is None else None)


def read_number(value: CellValue, context: Context) -> Reading:
    """A plain number."""
    del context
    if isinstance(value, int | float) and not isinstance(value, bool):
        return Reading(value) if _is_a_count(value) else Reading(None, None, (Finding("number-unreadable"),))
    text = as_text(value).replace(" ", "").rstrip("%")
    number = float(text.replace(",", ".")) if _NUMBER.fullmatch(text) else None
    if number is None or not _is_a_count(number):
        return Reading(None, None, (Finding("number-unreadable"),))
    return Reading(canonical(number), None if "%" in as_text(value) else canonical(number))


def _is_a_count(number: float | Decimal) -> bool:
    """Whether a number is small enough to be meant, and to be counted on with: neither endless nor a row of nines."""
    return -_MOST < number < _MOST


def read_percent(value: CellValue, context: Context) -> Reading:
    """A share in per cent, 0 to 100; a cell formatted as a percentage holds 0 to 1."""
    read = read_number(value, context)
    if not isinstance(read.value, int | float):
        return read
    share = read.value * 100 if isinstance(value, float) and 0 < value <= 1 else read.value
    if not 0 <= share <= 100:
        return Reading(None, None, (Finding("percent-range"),))
    return Reading(canonical(share))


def read_name(value: CellValue, context: Context) -> Reading:
    """A person's name; the value is its folded form, under which two spellings count as the same."""
    text = as_text(value)
    findings: list[Finding] = []
    mended = scripts.check_scripts(text)
    if mended.mixed:
        findings.append(Finding("name-mixed-script", mended.fixed))
    meant = None if mended.mixed else scripts.meant_in_other_layout(text)
    if meant is not None:
        findings.append(Finding("name-wrong-layout", meant))
    if company.is_company(text):
        findings.append(Finding("name-company"))
    if not findings and (_REACHES.search(text) is not None or any(letter.isdigit() for letter in text)):
        findings.extend(_beside_a_name(text))
    return Reading(fold(text), text, tuple(findings))


def _beside_a_name(text: str) -> list[Finding]:
    """What is wrong with figures or an address in a cell of names; "Anna 2" is the second Anna and all right."""
    reaches, is_name = _REACHES.search(text) is not None, bool(tidy_name(text))
    if reaches and not is_name:
        return [Finding("name-is-contact")]
    return [] if is_name and not reaches else [Finding("name-company")]


def read_company(value: CellValue, context: Context) -> Reading:
    """A firm's name; the value is its folded form without the legal form."""
    del context
    text = as_text(value)
    mended = scripts.check_scripts(text)
    findings = (Finding("name-mixed-script", mended.fixed),) if mended.mixed else ()
    return Reading(fold(company.split_company(text).name or text), text, findings)


def read_tax_id(value: CellValue, context: Context) -> Reading:
    """A tax or registration number of the team's country or one of its neighbours, without blanks and dashes."""
    text = as_text(value)
    bare = tax_id.compact(text)
    for country in (context.country, *_TAX_COUNTRIES):
        kinds = (*tax_id.kinds_for(country, True), *tax_id.kinds_for(country, False))
        if any(tax_id.is_valid(kind, text) for kind in kinds):
            return Reading(bare)
    return Reading(None, None, (Finding("tax-id-invalid"),))


def read_iban(value: CellValue, context: Context) -> Reading:
    """A bank account number in the international form."""
    del context
    text = as_text(value)
    if tax_id.is_valid("iban", text):
        return Reading(tax_id.compact(text))
    return Reading(None, None, (Finding("iban-invalid"),))


def read_postal_code(value: CellValue, context: Context) -> Reading:
    """A postal code of the team's country."""
    text = as_text(value)
    if postal_code.is_valid(context.country, text):
        return Reading(text)
    return Reading(None, None, (Finding("postal-code-invalid", postal_code.suggest(context.country, text)),))


def read_window(value: CellValue, context: Context) -> Reading:
    """The hours in which a call is welcome, as the text itself once it is understood."""
    del context
    text = as_text(value)
    if call_window.read_window(text) is None:
        return Reading(None, None, (Finding("window-unreadable"),))
    return Reading(text)


def read_yes_no(value: CellValue, context: Context) -> Reading:
    """True, False, or None when it cannot be told."""
    del context
    if isinstance(value, bool):
        return Reading(value)
    key = choice_key("yes_no", as_text(value))
    if key is None:
        return Reading(None, None, (Finding("choice-unknown"),))
    return Reading(key == "yes")


def read_link(value: CellValue, context: Context) -> Reading:
    """An address in the web or the name of a page."""
    del context
    text = as_text(value)
    return Reading(text) if _LINK.fullmatch(text) else Reading(text, None, (Finding("link-unreadable"),))


def read_tags(value: CellValue, context: Context) -> Reading:
    """The tags of a cell, in their order, each once."""
    del context
    tags = dict.fromkeys(
        squeeze(piece) for piece in re.split(r"[,;\n\r]", value if isinstance(value, str) else as_text(value))
    )
    return Reading(tuple(tag for tag in tags if tag))


def read_text(value: CellValue, context: Context) -> Reading:
    """Any text, blanks squeezed."""
    del context
    return Reading(as_text(value), squeeze(value) if isinstance(value, str) else None)


def read_note(value: CellValue, context: Context) -> Reading:
    """Free text of a person, never touched."""
    del context
    return Reading(value)


READERS: Mapping[Kind, Callable[[CellValue, Context], Reading]] = MappingProxyType(
    {
        "phones": read_phones,
        "emails": read_emails,
        "contacts": read_contacts,
        "date": read_date,
        "birthday": read_birthday,
        "money": read_money,
        "number": read_number,
        "percent": read_percent,
        "name": read_name,
        "company": read_company,
        "tax_id": read_tax_id,
        "iban": read_iban,
        "postal_code": read_postal_code,
        "time_window": read_window,
        "yes_no": read_yes_no,
        "link": read_link,
        "tags": read_tags,
        "text": read_text,
        "reference": read_text,
        "key": read_text,
        "note": read_note,
    }
)

_TAX_COUNTRIES = ("RU", "PL", "RO", "UA", "BY", "KZ", "MD")


def _date_language(value: CellValue, context: Context) -> str:
    return "xlsx" if isinstance(value, int | float) else context.language


def _dateable(value: CellValue) -> str | int | float | dt.date | dt.datetime:
    if value is None or isinstance(value, bool | dt.time) or (isinstance(value, float) and not math.isfinite(value)):
        return ""
    return value
