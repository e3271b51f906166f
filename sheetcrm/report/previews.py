"""The page of a plan, written to a file, with its letters as they would look."""

from pathlib import Path

from sheetcrm.errors import WorkbookNotWritable
from sheetcrm.mail.letters import LetterRequest, Rendered, preview, render_letters
from sheetcrm.mail.outgoing import template_folders
from sheetcrm.model.changes import SendLetter
from sheetcrm.model.plan import Plan
from sheetcrm.model.settings import Settings
from sheetcrm.report.page import LetterPreview, page
from sheetcrm.words import Words

MOST_PREVIEWS = 12


def write_page(path: Path, plan: Plan, settings: Settings, words: Words) -> None:
    """Write the plan as one HTML page; the first letters are shown whole."""
    letters = [change for change in plan.changes if isinstance(change, SendLetter)][:MOST_PREVIEWS]
    requests = [LetterRequest(c.key, c.letter, c.language, c.to, c.facts) for c in letters]
    rendered = render_letters(template_folders(settings), requests, fallback=settings.language) if requests else []
    made = [letter for letter in rendered if isinstance(letter, Rendered)]
    previews = {letter.key: LetterPreview(letter.subject, preview(letter)) for letter in made}
    try:
        path.write_text(page(plan, words, settings, previews), encoding="utf-8")
    except OSError as error:
        raise WorkbookNotWritable("not-writable", path=path, reason=error.strerror or str(error)) from error
