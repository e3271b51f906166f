"""The stable form of the answers of `sheetcrm why`; tell them apart by `code`."""

from collections.abc import Sequence

from sheetcrm.report.as_json import VERSION, Form
from sheetcrm.report.text.why import why_text
from sheetcrm.report.text.why_mailing import basis_text, why_mailing_text
from sheetcrm.rules.mailings.why import MailingReason
from sheetcrm.rules.occasions.why import Reason
from sheetcrm.words import Words


def why_form(number: str, reasons: Sequence[Reason], words: Words, became: str | None = None) -> Form:
    """One entry for each answer, in the order of the occasions file."""
    return {
        "version": VERSION,
        "report": "why",
        "client": number,
        "became": became,
        "reasons": [
            {
                "occasion": reason.occasion,
                "code": reason.code,
                "date": reason.date.isoformat() if reason.date is not None else None,
                "message": why_text(reason, words),
            }
            for reason in reasons
        ],
    }


def why_mailing_form(number: str, reason: MailingReason, words: Words) -> Form:
    """The answer about one mailing."""
    return {
        "version": VERSION,
        "report": "why-mailing",
        "client": number,
        "mailing": reason.mailing,
        "code": reason.code,
        "message": why_mailing_text(reason, words),
        "basis": basis_text(reason, words) or None,
    }
