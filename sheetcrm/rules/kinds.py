"""One reader per kind of column: a raw cell in, a `Reading` out.

A reading never guesses: what is doubtful becomes a finding with a suggestion, and the raw value stays as it is.
"""

import datetime as dt
import re
from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import NamedTuple

from sheetcrm.model.cells import CellValue, canonical
from sheetcrm.model.tabs import Kind
from sheetcrm.values import call_window, company, date, email, money, phone, postal_code, scripts, tax_id
from sheetcrm.words import choice_key, fold


class Finding(NamedTuple):
    """What is wrong with a value: a code of the catalogue and, where there is one, what would be right."""

    code: str
    suggestion: str | None = None


class Reading(NamedTuple):
    """`value` typed as its kind asks, `normal` the tidy spelling (None: leave it), `findings` what is wrong."""

    value: object
    normal: CellValue = None
    findings: tuple[Finding, ...] = ()


class Context(NamedTuple):
    """What a reading depends on besides the cell: the team's language, phone region and country."""

    language: str
    region: str
    country: str


NOTHING = Reading(None)
_ZERO_WIDTH = dict.fromkeys((0x200B, 0x200C, 0x200D, 0x2060, 0xFEFF), " ")
_LINK = re.compile(r"(https?://)?[^\s/@]+\.[^\s/]{2,}(/\S*)?|@?[\w.-]{3,}", re.IGNORECASE)
_NUMBER = re.compile(r"[-+]?\d+([.,]\d+)?")


def squeeze(text: str) -> str:
    """The text with every run of blanks made one space, none at the ends.

    >>> squeeze(" Anna \\u00a0 Kowalska ")
    'Anna Kowalska'
    """
    if not text.isascii():
        text = text.translate(_ZERO_WIDTH)
    return " ".join(text.split())


def as_text(value: CellValue) -> str:
    """A cell as the text a person would read aloud: numbers without a trailing `.0`, dates in ISO form.

    >>> as_text(79161234567.0), as_text(None)
    ('79161234567', '')
    """
    if isinstance(value, str):
        return squeeze(value)
    if value is None:
        return ""
    if isinstance(value, bool):
        return "yes" if value else "no"
    plain = canonical(value)
    return plain.isoformat() if isinstance(plain, dt.date | dt.time) else str(plain)


def read_phones(value: CellValue, context: Context) -> Reading:
    """The numbers of a cell as E.164 texts."""
    cell = phone.read_phones(as_text(value), context.region)
    numbers = tuple(number.e164 for number in cell.numbers)
    findings = tuple(Finding("phone-invalid", None) for _ in cell.leftovers[:1])
    if not numbers and not findings:
        findings = (Finding("phone-incomplete", None),)
    normal = None
    if numbers and not cell.leftovers and not cell.note:
        normal = ", ".join(number.national for number in cell.numbers)
    return Reading(numbers, normal, findings)


def read_emails(value: CellValue, context: Context) -> Reading:
    """The usable addresses of a cell."""
    del context
    found = email.read_emails(as_text(value))
    findings: list[Finding] = []
    usable: list[str] = []
    for address in found:
        if not email.is_valid(address):
            mended = scripts.check_scripts(address)
            lookalike = mended.mixed or any(ord(letter) > 127 for letter in address)
            fixed = mended.fixed if mended.fixed and email.is_valid(mended.fixed) else None
            findings.append(Finding("email-lookalike" if lookalike else "email-invalid", fixed))
            continue
        usable.append(address)
        better = email.suggest(address)
        if better is not None:
            findings.append(Finding("email-typo", better))
        elif email.is_disposable(address):
            findings.append(Finding("email-disposable"))
        elif email.is_role(address):
            findings.append(Finding("email-role"))
    if not found:
        findings.append(Finding("email-invalid"))
    normal = ", ".join(found) if usable and len(usable) == len(found) else None
    return Reading(tuple(usable), normal, tuple(findings))


def read_contacts(value: CellValue, context: Context) -> Reading:
    """A cell that mixes phones and addresses, as (phones, addresses)."""
    text = as_text(value)
    pieces = [piece for piece in re.split(r"[\s,;/|]+", text) if "@" in piece]
    rest = text
    for piece in pieces:
        rest = rest.replace(piece, " ")
    rest = rest.strip(" ,;/|")
    mails = read_emails(" ".join(pieces), context) if pieces else Reading(())
    phones = read_phones(rest, context) if any(letter.isdigit() for letter in rest) else Reading(())
    findings = mails.findings + phones.findings
    if not pieces and not phones.value and not findings:
        findings = (Finding("phone-incomplete"),)
    return Reading((phones.value, mails.value), None, findings)


def read_date(value: CellValue, context: Context) -> Reading:
    """A full date."""
    found = date.read_date(_dateable(value), _date_language(value, context))
    if found is None or found.year is None:
        return Reading(None, None, (Finding("date-unreadable"),))
    day = found.as_date()
    if isinstance(value, str) and date.is_ambiguous(value) and context.language == "en":
        return Reading(day, day, (Finding("date-ambiguous", found.iso()),))
    return Reading(day, day)


def read_birthday(value: CellValue, context: Context) -> Reading:
    """A date whose year may be absent, as (year or None, month, day)."""
    found = date.read_date(_dateable(value), _date_language(value, context))
    if found is None:
        return Reading(None, None, (Finding("date-unreadable"),))
    normal = found.as_date() if found.year is not None else None
    return Reading((found.year, found.month, found.day), normal)


def read_money(value: CellValue, context: Context) -> Reading:
    """An amount as a number; the currency written beside it is left to people."""
    if isinstance(value, int | float) and not isinstance(value, bool):
        return Reading(value)
    found = money.read_money(as_text(value), context.language)
    if found is None:
        return Reading(None, None, (Finding("money-unreadable"),))
    return Reading(canonical(found.amount), canonical(found.amount) if found.currency is None else None)


def read_number(value: CellValue, context: Context) -> Reading:
    """A plain number."""
    del context
    if isinstance(value, int | float) and not isinstance(value, bool):
        return Reading(value)
    text = as_text(value).replace(" ", "").rstrip("%")
    if not _NUMBER.fullmatch(text):
        return Reading(None, None, (Finding("number-unreadable"),))
    number = canonical(float(text.replace(",", ".")))
    return Reading(number, number)


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
    if any(letter.isdigit() for letter in text) and not findings:
        findings.append(Finding("name-company"))
    return Reading(fold(text), text, tuple(findings))


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
    tags = dict.fromkeys(squeeze(piece) for piece in re.split(r"[,;\n]", as_text(value)))
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
    return "" if value is None or isinstance(value, bool | dt.time) else value
