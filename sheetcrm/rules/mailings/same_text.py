"""Whether the text of a letter is still the one that went last time; only its fingerprint is kept, never the text."""

import datetime as dt
import hashlib

from sheetcrm.model.snapshot import Snapshot
from sheetcrm.rules.mailings.orders import Mailing
from sheetcrm.rules.memory import remembered
from sheetcrm.rules.reading import texts
from sheetcrm.words import fold

TEXT = "text:"
"""Prefix of the memory's line about a repeated mailing: the fingerprint of its last text, and the day it went."""


def text_of(letter: str, snapshot: Snapshot) -> str:
    """The fingerprint of a letter's text, of the sheet's own rows and of the folders; empty where neither is known."""
    table = snapshot.table("templates")
    rows = zip(*(texts(table, field) for field in ("letter", "language", "subject", "body")), strict=True)
    written = sorted(row[1:] for row in rows if row[0] and fold(row[0]) == fold(letter))
    folder = snapshot.outside.letter_texts.get(letter, "")
    return hashlib.sha256(repr((written, folder)).encode()).hexdigest()[:16] if written or folder else ""


def unchanged_since(mailing: Mailing, snapshot: Snapshot) -> dt.date | None:
    """The day on which the text of a repeated mailing went as it still is; None when it changed, or never went."""
    entry = remembered(snapshot).get(f"{TEXT}{mailing.number}")
    text, _, day = entry.value.partition(" ") if entry is not None else ("", "", "")
    return dt.date.fromisoformat(day) if text and text == text_of(mailing.letter, snapshot) else None
