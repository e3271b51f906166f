"""Bounces and complaints that Amazon SES tells as JSON in a mail from its notification service.

The JSON is anybody's: a wrong type anywhere makes it no notice.
"""

import json
from dataclasses import dataclass
from typing import Any

from sheetcrm.mail.inbox.opened import Opened

_SENDER = "no-reply@sns.amazonaws.com"


@dataclass(frozen=True, slots=True)
class Notice:
    """What happened ("bounce" or "complaint"), to whom, to which letter, and the words for it."""

    kind: str
    address: str
    letter: str
    status: str
    said: str


def notice_in(opened: Opened, senders: list[str]) -> Notice | None:
    """The notice in a message of the notification service; None for all else."""
    if _SENDER not in senders:
        return None
    told = _object(opened.text)
    if isinstance(told.get("Message"), str):
        told = _object(told["Message"])
    kind = str(told.get("notificationType") or told.get("eventType") or "").lower()
    if kind not in ("bounce", "complaint"):
        return None
    body, mail = _dict(told.get(kind)), _dict(told.get("mail"))
    listed = body.get("bouncedRecipients" if kind == "bounce" else "complainedRecipients")
    first = _dict(listed[0]) if isinstance(listed, list) and listed else {}
    address = str(first.get("emailAddress") or "").strip("<> ").lower()
    if "@" not in address:
        return None
    letter = str(_dict(mail.get("commonHeaders")).get("messageId") or "")
    said = str(first.get("diagnosticCode") or "").removeprefix("smtp;").strip()
    if not said and str(body.get("bounceType")) == "Transient":
        said = "temporary failure"
    return Notice(kind, address, letter if letter.startswith("<") else "", str(first.get("status") or ""), said)


def _object(text: str) -> dict[str, Any]:
    start = text.find("{")
    try:
        return _dict(json.JSONDecoder(strict=False).raw_decode(text, start)[0]) if start >= 0 else {}
    except (ValueError, RecursionError):
        return {}


def _dict(value: object) -> dict[str, Any]:
    return value if isinstance(value, dict) else {}
