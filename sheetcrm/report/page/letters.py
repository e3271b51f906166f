"""The letters on the page: to whom and why, and the letter itself in a frame that may do nothing."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from sheetcrm.model.changes import SendLetter
from sheetcrm.model.snapshot import Table
from sheetcrm.report.page.markup import Html, element
from sheetcrm.report.places import row_name
from sheetcrm.report.shown import printable, shown
from sheetcrm.words import Words

LETTERS_SHOWN = 500


@dataclass(frozen=True, slots=True)
class LetterPreview:
    """How a letter looks: its subject and whole HTML document, or the sentence why it cannot be made."""

    subject: str = ""
    html: str | None = None
    fault: str | None = None


def letters_section(
    letters: Sequence[SendLetter], previews: Mapping[str, LetterPreview], clients: Table, words: Words
) -> Html | None:
    """Every letter as a card; `previews` is by the key of the letter. None when there are no letters."""
    if not letters:
        return None
    numbers = {shown(number, words): at for at, number in enumerate(clients.values("number")) if number is not None}
    cards = [_letter(one, previews.get(one.key), clients, numbers, words) for one in letters[:LETTERS_SHOWN]]
    left = len(letters) - len(cards)
    more = element("p", words.say("page_limit", count=left), class_="quiet") if left > 0 else None
    heading = element("h2", words.say("letters_title"))
    return element("section", heading, element("div", *cards, class_="letters"), more, id="letters")


def _letter(
    letter: SendLetter, preview: LetterPreview | None, clients: Table, numbers: Mapping[str, int], words: Words
) -> Html:
    at = numbers.get(letter.client)
    name = "" if at is None else row_name(clients, clients.anchors[at], words)
    to = shown(letter.to, words)
    head = element(
        "header",
        element("b", element("bdi", name or to)),
        element("span", f"{shown(letter.letter, words)} · {letter.language}", class_="why"),
    )
    address = element("p", element("bdi", to), " ", element("span", shown(letter.client, words), class_="place"))
    return element("article", head, address, *_inside(preview, words), class_="card letter find")


def _inside(preview: LetterPreview | None, words: Words) -> list[Html]:
    if preview is None:
        return []
    if preview.fault is not None or preview.html is None:
        return [element("p", printable(preview.fault or words.say("page_preview_missing")), class_="fault")]
    subject = printable(preview.subject)
    frame = element(
        "iframe", srcdoc=preview.html, sandbox="", loading="lazy", title=subject, referrerpolicy="no-referrer"
    )
    return [
        element("p", f"{words.say('page_subject')}: ", element("b", element("bdi", subject))),
        element("details", element("summary", words.say("page_preview")), frame),
    ]
