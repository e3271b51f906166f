"""The letters of a plan as they would look: the first on its page, and what is to be said of each before it goes."""

from collections.abc import Sequence
from pathlib import Path

from sheetcrm.errors import MailUnusable, WorkbookNotWritable
from sheetcrm.mail.framed import preview
from sheetcrm.mail.letters import LetterFailed, LetterRequest, Rendered, render_letters
from sheetcrm.mail.outgoing import template_folders
from sheetcrm.mail.remarked import remark_text
from sheetcrm.model.changes import SendLetter
from sheetcrm.model.plan import Plan
from sheetcrm.model.settings import Settings
from sheetcrm.report.page import LetterPreview, page
from sheetcrm.words import Words

MOST_PREVIEWS = 12
MOST_TRIED = 200
"""So many letters are made for a plan that is only shown, to tell which would fail or want to be looked at."""

Told = Sequence[tuple[str, str]]


def letters_told(plan: Plan, settings: Settings) -> tuple[Told, Told]:
    """The letters to look at and those that cannot be made, each as (address, sentence), of the first `MOST_TRIED`.

    Empty where no letter can be made on this machine at all: the sync will say why.
    """
    try:
        rendered = _rendered(plan, settings, MOST_TRIED)
    except MailUnusable:
        return (), ()
    by_key = {change.key: change.to for change in plan.changes if isinstance(change, SendLetter)}
    language = settings.language
    look_at = [(r.to, remark_text(r.remarks, language)) for r in rendered if isinstance(r, Rendered) and r.remarks]
    return look_at, [(by_key[r.key], r.sentence) for r in rendered if isinstance(r, LetterFailed)]


def write_page(path: Path, plan: Plan, settings: Settings, words: Words) -> None:
    """Write the plan as one HTML page; the first letters are shown whole."""
    made = [letter for letter in _rendered(plan, settings, MOST_PREVIEWS) if isinstance(letter, Rendered)]
    previews = {letter.key: LetterPreview(letter.subject, preview(letter)) for letter in made}
    try:
        path.write_text(page(plan, words, settings, previews), encoding="utf-8")
    except OSError as error:
        raise WorkbookNotWritable("not-writable", path=path, reason=error.strerror or str(error)) from error


def _rendered(plan: Plan, settings: Settings, most: int) -> list[Rendered | LetterFailed]:
    letters = [change for change in plan.changes if isinstance(change, SendLetter)][:most]
    links = ["" if c.topic == "service" else settings.mail.unsubscribe_url for c in letters]
    requests = [
        LetterRequest(c.key, c.letter, c.language, c.to, {**c.facts, "unsubscribe": link}, c.written)
        for c, link in zip(letters, links, strict=True)
    ]
    folders, files = template_folders(settings), settings.mail.attachments
    return render_letters(folders, requests, fallback=settings.language, attachments=files) if requests else []
