"""From the letters of a plan to files in the outbox: rendered, assembled, laid down; one receipt each."""

import datetime as dt
from collections.abc import Sequence
from pathlib import Path

from sheetcrm.mail.letters import LetterRequest, render_letters
from sheetcrm.mail.outbox import open_outbox
from sheetcrm.mail.posting import Sender, post_letters
from sheetcrm.mail.receipts import Receipt
from sheetcrm.model.changes import SendLetter
from sheetcrm.model.settings import Settings
from sheetcrm.shipped import shipped_folder

_MORNING = dt.time(9, tzinfo=dt.UTC)
"""The Date of a letter is fixed, so that every attempt makes the same bytes."""


def template_folders(settings: Settings) -> list[Path]:
    """Where templates are looked for: the team's own folder before the shipped one."""
    return [*([settings.templates] if settings.templates else []), shipped_folder("templates")]


def prepare_letters(letters: Sequence[SendLetter], settings: Settings, today: dt.date) -> list[Receipt]:
    """Lay every letter into the outbox; again for the same key changes nothing. One receipt per letter, in order."""
    if not letters:
        return []
    requests = [LetterRequest(c.key, c.letter, c.language, c.to, c.facts) for c in letters]
    rendered = render_letters(template_folders(settings), requests, fallback=settings.language)
    workbook = settings.spreadsheet or settings.workbook.stem
    sender = Sender(settings.sender_name or settings.sender_address, settings.sender_address, workbook)
    moment = dt.datetime.combine(today, _MORNING)
    names = [str(letter.facts.get("name") or "") for letter in letters]
    return list(post_letters(rendered, sender, moment, open_outbox(settings.outbox), names))
