"""Why a client got the letter of a mailing or not, as one sentence."""

from collections.abc import Mapping

from rich.console import RenderableType

from sheetcrm.report.shown import printable
from sheetcrm.report.text.look import TITLE, line, paragraph, stacked
from sheetcrm.rules.bases import Basis, basis_told
from sheetcrm.rules.mailings.why import MailingReason
from sheetcrm.words import Words

_SAID: Mapping[str, str] = {
    "letter": "why_mailing_letter",
    "made": "why_letter",
    "not_ordered": "why_mailing_not_ordered",
    "soon": "why_mailing_soon",
    "due": "why_letter_due",
    "fault": "why_mailing_not_begun",
    "not_begun": "why_mailing_not_begun",
    "begun": "why_mailing_begun",
    "tried": "why_mailing_tried",
    "no_day": "why_mailing_no_day",
    "not_member": "why_mailing_not_member",
    "set-aside": "why_mailing_set_aside",
    "opted-out": "why_letter_opted_out",
    "no-consent": "why_mailing_no_consent",
    "unconfirmed": "why_mailing_unconfirmed",
    "no-address": "why_letter_no_address",
    "doubtful-address": "why_letter_doubtful",
    "returned": "why_letter_returned",
    "too-many": "why_mailing_too_many",
    "same-address": "why_mailing_same_address",
    "same-letter": "why_mailing_same_letter",
}
"""Answer -> the sentence of the words."""


def why_mailing_text(reason: MailingReason, words: Words) -> str:
    """The answer as a sentence."""
    details = dict(reason.details)
    if reason.code == "letter":
        details["status"] = words.choice("letter_status", str(details["status"] or "held"))
        details["reason"] = details.pop("outcome")
    if reason.code in ("fault", "not_begun"):
        code = str(details.pop("code")).replace("-", "_")
        if code == "mailing_letter" and not details.get("other"):
            details["tab"] = words.tab("templates")
        details = {"reason": words.say(code, **details)}
    if isinstance(details.get("purpose"), str):
        details["purpose"] = words.choice("mailing_purpose", str(details["purpose"]))
    known = {"tab": words.tab("opt_outs"), "order": words.choice("mailing_order", "send")}
    return words.say(_SAID[reason.code], **{**known, **details})


def basis_text(reason: MailingReason, words: Words) -> str:
    """On what basis the letter went or may go; empty without one."""
    return basis_told(reason.basis, words) if isinstance(reason.basis, Basis) else reason.basis


def why_mailing_view(number: str, reason: MailingReason, words: Words) -> RenderableType:
    """The client, the mailing, the answer."""
    title = words.say("why_mailing", number=printable(number), mailing=printable(reason.mailing))
    told = [why_mailing_text(reason, words)]
    if basis := basis_text(reason, words):
        told.append(words.say("why_basis", reason=basis.rstrip(".")))
    return stacked([line((title, TITLE)), *(paragraph(printable(text), indent=2) for text in told)])
