"""What the rules must know of letters besides the sheet: opt-outs of a moment ago, the names of letters, the news.

Nothing is written here.
"""

import datetime as dt
from dataclasses import replace

from sheetcrm.inbox_run import told_by_inbox
from sheetcrm.letter_journal import KnownLetter, LetterJournal
from sheetcrm.mail.letter_names import letter_texts
from sheetcrm.mail.letters import faults_of_written
from sheetcrm.mail.outgoing import template_folders
from sheetcrm.model.outside import LetterNews, Outside
from sheetcrm.model.settings import Settings
from sheetcrm.model.snapshot import Snapshot
from sheetcrm.opt_outs_outside import known_confirmations, known_opt_outs
from sheetcrm.rules.reading import read_choices, texts
from sheetcrm.rules.written import written_letters

_OPEN = ("waiting", "delayed", "unclear")
"""What a row says of a letter that is not settled."""


def outside_of(
    journal: LetterJournal | None, workbook: str, snapshot: Snapshot, settings: Settings, today: dt.date
) -> Outside:
    """What the rules must know besides the sheet; nothing is written."""
    opt_outs, marks = known_opt_outs(snapshot, settings, today)
    confirmed = known_confirmations(settings)
    names = letter_texts(template_folders(settings)) if len(snapshot.table("mailings")) else {}
    own = written_letters(snapshot, settings)
    faults = faults_of_written(template_folders(settings), own, settings.language)
    if journal is None:
        return Outside(opt_outs=opt_outs, marks=marks, letter_texts=names, letter_faults=faults, confirmed=confirmed)
    came_back, replies = told_by_inbox(settings, workbook)
    news = tuple(
        LetterNews(letter.key, letter.state, letter.at.date(), letter.code, letter.reply)
        for letter in (*journal.unnoted(workbook), *_forgotten(journal, snapshot))
    )
    return Outside(
        news, opt_outs, marks, journal.mark, names, faults, came_back=came_back, replies=replies, confirmed=confirmed
    )


def _forgotten(journal: LetterJournal, snapshot: Snapshot) -> list[KnownLetter]:
    """Letters that are settled, but not in the sheet, as when an older version of the workbook was put back.

    Unclear ones are told as well: by that a row is known of whose letter no journal is left.
    """
    table = snapshot.table("letters")
    statuses = read_choices(snapshot, "letters", "letter_status", "letter_status")
    told = {key: status for key, status in zip(texts(table, "key"), statuses, strict=True) if status in _OPEN and key}
    return [
        letter
        for letter in journal.among(list(told))
        if letter.state == "unclear" or (letter.state not in (*_OPEN, "sending") and letter.state != told[letter.key])
    ]


def with_outside(snapshot: Snapshot, settings: Settings, today: dt.date) -> Snapshot:
    """The same sheet for who only looks: with opt-outs of a moment ago and the names of letters, without news."""
    seen = outside_of(None, "", snapshot, settings, today)
    return replace(snapshot, outside=replace(seen, letter_texts=letter_texts(template_folders(settings))))
