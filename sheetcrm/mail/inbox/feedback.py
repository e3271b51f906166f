"""Complaints: what providers send when a person pressed "this is spam" (RFC 5965 and the forms before it).

A report about authentication, or one that says the letter was no spam after all, is no complaint.
"""

import re
from dataclasses import dataclass
from email.message import Message

from sheetcrm.mail.inbox.mail_systems import encloses_a_letter
from sheetcrm.mail.inbox.opened import Opened, addresses, header, kind_of, text_of
from sheetcrm.mail.inbox.phrases import phrase
from sheetcrm.mail.inbox.returned import letter_in

_FIELD = re.compile(r"^([\w-]{3,40}):[ \t]*([^\n]{1,400})", re.MULTILINE)
_REPORT = re.compile(r"^Feedback-Type:", re.IGNORECASE | re.MULTILINE)
_BY_PERSON = frozenset({"abuse", "fraud", "opt-out", "opt-out-list", "miscategorized", "virus", "complaint", "spam"})
_DESKS = frozenset({"staff@hotmail.com", "scomp@aol.net", "abuse@rr.com", "feedbackloop@comcastfbl.senderscore.net"})
_MARKED = ("x-hmxmroriginalrecipient", "x-hmxmr-originalrecipient")


@dataclass(frozen=True, slots=True)
class Feedback:
    """What was reported, about which letter of ours, and by whom (empty where the provider hides it)."""

    kind: str
    letter: str
    address: str


def feedback_in(opened: Opened) -> tuple[bool, Feedback | None]:
    """Whether a message is a provider's report at all, and the complaint in it, if it is one."""
    told = _told(opened)
    if told is not None:
        kind = told.get("feedback-type", "").lower().strip()
        if kind not in _BY_PERSON:
            return True, None
        letter, written_to = letter_in(opened)
        given = (
            told.get("original-rcpt-to", "") or told.get("removal-recipient", "") or told.get("original-recipient", "")
        )
        address = given.strip("<> ").lower() if "@" in given else next(iter(written_to), "")
        return True, Feedback(kind, letter, address)
    marked = _marked(opened)
    if marked is None and not _from_a_desk(opened):
        return False, None
    letter, written_to = letter_in(opened)
    return True, Feedback("abuse", letter or header(opened.message, "message-id"), marked or next(iter(written_to), ""))


def _told(opened: Opened) -> dict[str, str] | None:
    """The fields of the report, in lower case; None when there is no report."""
    for part in opened.own:
        if kind_of(part) == "message/feedback-report":
            return _fields(_text_within(part))
    for part in opened.own[1:]:
        text = "" if part.is_multipart() else text_of(part)[:4000]
        if "feedback-type:" in text.lower() and "user-agent:" in text.lower():
            return _fields(text)
    if str(opened.message.get_param("report-type") or "").lower() == "feedback-report":
        fields = _fields(opened.text[:8000])
        return fields if "feedback-type" in fields else {"feedback-type": "abuse"}
    told = opened.text[:8000]
    if _REPORT.search(told) and "user-agent:" in told.lower() and "version:" in told.lower():
        return _fields(told)
    return None


def _text_within(part: Message) -> str:
    payload = part.get_payload()
    inner = payload[0] if isinstance(payload, list) and payload else None
    text = text_of(part)
    if not text and isinstance(inner, Message):
        text = "\n".join(f"{name}: {header(inner, name)}" for name in dict.fromkeys(inner.keys()))
        beneath = inner.get_payload()
        text += "\n" + (beneath if isinstance(beneath, str) else "")
    return text[:8000]


def _fields(text: str) -> dict[str, str]:
    fields: dict[str, str] = {}
    for name, value in _FIELD.findall(text):
        fields.setdefault(name.lower(), value.strip())
    return fields


def _marked(opened: Opened) -> str | None:
    """The address in the mark that Outlook.com puts on a letter it reports; None without such a mark.

    The mark counts on the message itself, and on a letter that is enclosed without a word.
    """
    marked = opened.parts[:4] if not opened.text.strip() else (opened.message,)
    for part in marked:
        for name in _MARKED:
            if name in part:
                return next(iter(addresses(part, name)), "")
    return None


def _from_a_desk(opened: Opened) -> bool:
    """Whether a provider's desk for complaints wrote it: by address, or by subject, words and the enclosed letter."""
    message = opened.message
    if _DESKS & {*addresses(message, "from", "return-path", "sender")}:
        return True
    if not encloses_a_letter(opened):
        return False
    by_subject = phrase("subject of a complaint").search(header(message, "subject")) is not None
    return by_subject and (
        phrase("a complaint speaking").search(opened.text[:1500]) is not None or not opened.text.strip()[:80]
    )
