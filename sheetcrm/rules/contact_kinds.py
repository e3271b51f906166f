"""Readers of the ways to reach somebody: phones, addresses, and cells that mix both."""

import re
from collections.abc import Sequence

from sheetcrm.model.cells import CellValue
from sheetcrm.rules.typed import Context, Finding, Reading, as_text
from sheetcrm.values import email, phone, scripts
from sheetcrm.values.people_in_cell import starts_with_a_name


def read_phones(value: CellValue, context: Context) -> Reading:
    """The numbers of a cell as E.164 texts."""
    text = _in_one_line(value)
    cell = phone.read_phones(text, context.region)
    numbers = tuple(number.e164 for number in cell.numbers)
    findings: tuple[Finding, ...] = ()
    if cell.leftovers or not numbers:
        misplaced = not numbers and starts_with_a_name(text, context.language)
        code = "name-misplaced" if misplaced else "phone-invalid" if cell.leftovers else "phone-incomplete"
        findings = (Finding(code),)
    normal = None
    if numbers and not cell.leftovers and not cell.note and _all_told(_digits(text), list(cell.numbers)):
        normal = ", ".join(number.national for number in cell.numbers)
    return Reading(numbers, normal, findings)


def _in_one_line(value: CellValue) -> str:
    """The cell as one text; its lines, typed one below the other, are pieces of a list."""
    if isinstance(value, str) and "\n" in value:
        return ", ".join(filter(None, map(as_text, value.splitlines())))
    return as_text(value)


def _digits(text: str) -> str:
    return "".join(filter(str.isdigit, text))


def _all_told(written: str, numbers: Sequence[phone.Phone]) -> bool:
    """Whether the digits of a cell are those of the numbers and no others: tidying may not lose a digit."""
    if not numbers:
        return not written
    full, national = _digits(numbers[0].e164), _digits(numbers[0].national)
    forms = {
        full,
        national,
        f"00{full}",
        f"0{national}",
        f"8{national}",
        national[1:] if national[:1] in "08" else full,
    }
    return any(written.startswith(form) and _all_told(written[len(form) :], numbers[1:]) for form in forms)


def read_emails(value: CellValue, context: Context) -> Reading:
    """The usable addresses of a cell."""
    text = _in_one_line(value)
    found = email.read_emails(text)
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
        misplaced = starts_with_a_name(text, context.language)
        findings.append(Finding("name-misplaced" if misplaced else "email-invalid"))
    normal = ", ".join(found) if usable and len(usable) == len(found) and not _beside(text) else None
    return Reading(tuple(usable), normal, tuple(findings))


def _beside(text: str) -> bool:
    """Whether words stand beside the addresses of a cell: tidying may not lose them."""
    pieces = (piece.strip("<>()[]\"'.") for piece in re.split(r"[\s,;/|]+", text.replace("mailto:", " ")))
    return any(piece and "@" not in piece for piece in pieces)


def read_contacts(value: CellValue, context: Context) -> Reading:
    """A cell that mixes phones and addresses, as (phones, addresses)."""
    text = _in_one_line(value)
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
