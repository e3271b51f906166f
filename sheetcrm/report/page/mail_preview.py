"""Letters side by side with the rows they were made of, as one page; those that cannot go stand first."""

from collections.abc import Iterator, Mapping
from itertools import accumulate
from pathlib import Path
from typing import TYPE_CHECKING, Any

from sheetcrm.errors import WorkbookNotWritable
from sheetcrm.mail.framed import attached_names
from sheetcrm.mail.framed import preview as framed
from sheetcrm.mail.remarked import remark_text
from sheetcrm.model.settings import Settings
from sheetcrm.report.page.markup import Html, element, joined
from sheetcrm.report.page.shell import whole_page
from sheetcrm.report.shown import printable, shown
from sheetcrm.words import Words

if TYPE_CHECKING:
    from sheetcrm.mail_preview import Preview, Previewed

MOST_OF_PICTURES = 20_000_000
"""So many bytes of pictures stand in one page; letters after that show what stands in their place."""
MOST_LETTERS = 2000
"""So many are shown whole, all refused ones among them first; a page with more opens in no browser in good time."""


def write_preview_page(path: Path, preview: "Preview", settings: Settings, words: Words) -> None:
    """Write the page. WorkbookNotWritable: `not-writable`."""
    try:
        path.write_text(preview_page(preview, settings, words), encoding="utf-8", errors="replace")
    except OSError as error:
        raise WorkbookNotWritable("not-writable", path=path, reason=error.strerror or str(error)) from error


def preview_page(preview: "Preview", settings: Settings, words: Words) -> str:
    """The whole page; letters stand in frames in which nothing runs and nothing is loaded."""
    mailing = preview.mailing
    name = f"{mailing.number} {mailing.name}".strip() if mailing is not None else preview.letters[0].letter.letter
    ordered = [*preview.refused, *preview.fine]
    shown_letters = ordered[:MOST_LETTERS]
    sizes = accumulate(sum(p.size for p in each.rendered.pictures) if each.rendered else 0 for each in shown_letters)
    cards = [
        _card(each, settings, words, pictures=size <= MOST_OF_PICTURES)
        for each, size in zip(shown_letters, sizes, strict=True)
    ]
    left = len(ordered) - len(cards)
    placeholder = words.say("page_filter")
    search = element("input", type="search", id="find", placeholder=placeholder, aria_label=placeholder, hidden=True)
    head = element(
        "header",
        element("div", element("h1", printable(name)), *_counts(preview, words)),
        element("div", search, class_="bar"),
        element("p", words.say("page_filter_none"), id="none", hidden=True),
        class_="top",
    )
    more = element("p", words.say("more", count=left), class_="quiet") if left else None
    body = joined(head, element("main", *cards, more))
    title = f"{printable(name)} · {settings.title}"
    return whole_page(body, title, words, script="page.js", styles=("page.css", "mail_preview.css"))


def _counts(preview: "Preview", words: Words) -> Iterator[Html]:
    yield element("p", words.say("mail_preview_fine", count=len(preview.fine)))
    if preview.refused:
        yield element("p", words.say("mail_preview_refused", count=len(preview.refused)), class_="fault")
    if preview.stopped:
        yield element("p", words.say("mail_preview_stopped"), class_="fault")
    for reason, count in preview.not_mailed.items():
        yield element("p", words.say(f"not_mailed_{reason.replace('-', '_')}", count=count))


def _card(seen: "Previewed", settings: Settings, words: Words, *, pictures: bool) -> Html:
    letter, rendered = seen.letter, seen.rendered
    head = element(
        "header",
        element("b", element("bdi", shown(letter.facts.get("name"), words) or letter.client)),
        element("span", f"{letter.client} · {letter.letter} · {letter.language}", class_="why"),
    )
    left = element(
        "div",
        element("h3", words.say("mail_preview_facts")),
        _listed({name: value for name, value in seen.used.items() if name != "row"}, settings, words, code=True),
        element("h3", words.say("mail_preview_row")),
        _listed(letter.facts.get("row") or {}, settings, words),
        class_="row",
    )
    told = [element("p", printable(seen.why), class_="fault")] if seen.code else []
    right = element("div", *_inside(seen, words, pictures=pictures), class_="written") if rendered is not None else None
    return element(
        "section",
        head,
        element("p", element("bdi", printable(letter.to))),
        *told,
        element("div", left, right, class_="pair"),
        class_="find letter refused" if seen.code else "find letter",
    )


def _inside(seen: "Previewed", words: Words, *, pictures: bool) -> Iterator[Html]:
    rendered = seen.rendered
    if rendered is None:
        return
    subject = printable(rendered.subject)
    yield element("p", f"{words.say('page_subject')}: ", element("b", element("bdi", subject)))
    if rendered.remarks:
        yield element("p", printable(remark_text(rendered.remarks, words.language)), class_="remark")
    if rendered.attachments:
        names = [printable(name) for name in attached_names(rendered)]
        yield element("p", words.say("mail_preview_attached", names=names), class_="quiet")
    frame = framed(rendered, pictures=pictures)
    yield element("iframe", srcdoc=frame, sandbox="", loading="lazy", title=subject, referrerpolicy="no-referrer")


def _listed(facts: Any, settings: Settings, words: Words, *, code: bool = False) -> Html:
    """Names and values, the empty ones left out."""
    pairs: list[Html] = []
    for name, value in facts.items() if isinstance(facts, Mapping) else ():
        told = shown(value, words, settings.region)
        if told:
            pairs += [element("dt", element("code", printable(name)) if code else printable(name)),
                      element("dd", element("bdi", told))]  # fmt: skip
    return element("dl", *pairs)
