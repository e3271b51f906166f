"""Letters as they would go, as text: what cannot go first with the reason, then one letter whole."""

from collections.abc import Iterator
from typing import TYPE_CHECKING

from rich.console import RenderableType

from sheetcrm.mail.framed import attached_names
from sheetcrm.mail.letter_checks import LARGEST_HTML
from sheetcrm.mail.remarked import remark_text
from sheetcrm.report.shown import printable
from sheetcrm.report.text.look import DIM, TITLE, cell, grid, line, paragraph, sentence, stacked
from sheetcrm.words import Words

if TYPE_CHECKING:
    from sheetcrm.mail_preview import Preview, Previewed


def preview_view(preview: "Preview", words: Words, *, limit: int = 20) -> RenderableType:
    """The letter with its remarks and its size; of a mailing the refused ones, who gets none, and the first letter."""
    shown = next(iter(preview.fine or preview.letters), None)
    blocks: list[RenderableType] = list(_of_mailing(preview, words, limit))
    if shown is not None:
        blocks += [*([""] if blocks else []), *_letter(shown, words)]
    return stacked(blocks)


def _of_mailing(preview: "Preview", words: Words, limit: int) -> Iterator[RenderableType]:
    mailing = preview.mailing
    if mailing is None:
        return
    yield line((f"{mailing.number} {printable(mailing.name)}".rstrip(), TITLE))
    yield paragraph((words.say("mail_preview_fine", count=len(preview.fine)), "green" if preview.fine else ""))
    refused = preview.refused
    if refused:
        yield paragraph((words.say("mail_preview_refused", count=len(refused)), "bold red"))
        rows = [
            (cell(each.letter.client), cell(printable(each.letter.to)), sentence((printable(each.why), DIM)))
            for each in refused[:limit]
        ]
        yield grid(("",) * 3, (1, 3, 6), rows)
        if len(refused) > limit:
            yield line((words.say("more", count=len(refused) - limit), DIM), indent=2)
    if preview.stopped:
        yield paragraph((words.say("mail_preview_stopped"), "bold red"))
    for reason, count in preview.not_mailed.items():
        yield paragraph((words.say(f"not_mailed_{reason.replace('-', '_')}", count=count), DIM))


def _letter(seen: "Previewed", words: Words) -> Iterator[RenderableType]:
    name = printable(str(seen.letter.facts.get("name") or ""))
    to = f"{name} <{printable(seen.letter.to)}>" if seen.letter.to else name
    language = seen.rendered.language if seen.rendered is not None else seen.letter.language
    yield paragraph((to, TITLE), (f"  {seen.letter.client} · {printable(seen.letter.letter)} · {language}", DIM))
    if seen.code:
        yield paragraph((printable(seen.why), "bold red"))
    if seen.rendered is None:
        return
    yield paragraph((f"{words.say('page_subject')}: ", DIM), (printable(seen.rendered.subject), TITLE))
    yield ""
    for written in seen.rendered.text.rstrip().split("\n"):
        yield paragraph(printable(written), indent=2) if written.strip() else ""
    yield ""
    if seen.rendered.remarks:
        yield paragraph((printable(remark_text(seen.rendered.remarks, words.language)), "yellow"))
    if seen.rendered.attachments:
        yield paragraph((words.say("mail_preview_attached", names=attached_names(seen.rendered)), DIM))
    if seen.size:
        size, page = (-(-count // 1000) for count in (seen.size, len(seen.rendered.html.encode())))
        limit = LARGEST_HTML // 1000
        yield paragraph((words.say("mail_preview_size", size=size, page=page, limit=limit), DIM))
