"""Readers of the ways to reach somebody: phones, addresses, and cells that mix both."""

import re

from sheetcrm.model.cells import CellValue
from sheetcrm.rules.typed import Context, Finding, Reading, as_text
from sheetcrm.values import email, phone, scripts


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
