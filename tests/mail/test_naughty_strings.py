"""Whatever stands in a cell: no header, no tag, no link and no template code gets into a letter by it."""

import datetime as dt
import email
from email.header import decode_header, make_header
from email.utils import getaddresses
from html.parser import HTMLParser
from urllib.parse import parse_qs, urlsplit

import pytest

from sheetcrm.errors import MailUnusable
from sheetcrm.mail.folders import letters_in
from sheetcrm.mail.letters import LetterFailed, LetterRequest, Rendered, render_letters
from sheetcrm.mail.posting import Sender, letter_bytes
from sheetcrm.words import LANGUAGES
from tests.mail.naughty import CODE, NAUGHTY
from tests.mail.writing import SHIPPED, facts

MOMENT = dt.datetime(2026, 11, 22, 9, tzinfo=dt.UTC)
LINKS = ("https://crm.example.com/o/abc", "mailto:stop@example.com")
TAME = "Tame words"
TOLD = {"field-empty", "value-unusable", "letter-too-long", "subject-empty", "body-empty"}
"""Faults that a string may rightly lead to: an unseen value fills no place."""
STRIDE = 7
"""Of all strings each letter gets every so manieth, another start each time; one letter gets all."""


class _Skeleton(HTMLParser):
    """Tags with the names of their attributes, and every address a page leads to."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.tags: list[tuple[str, tuple[str, ...]]] = []
        self.links: set[tuple[str, str, str, tuple[str, ...]]] = set()
        self.feed(page)

    def handle_starttag(self, tag: str, attributes: list[tuple[str, str | None]]) -> None:
        if tag != "br":
            self.tags.append((tag, tuple(name for name, _ in attributes)))
        self.links |= {
            _place(str(value)) for name, value in attributes if name in ("href", "src", "background", "action")
        }


def _place(link: str) -> tuple[str, str, str, tuple[str, ...]]:
    """Where a link leads: what a value may change is what stands behind a question mark, but no name in it."""
    parts = urlsplit(link)
    return parts.scheme, parts.netloc, parts.path, tuple(parse_qs(parts.query, keep_blank_values=True))


def told(text: str) -> dict[str, object]:
    """Facts with that string wherever a sheet may bring one."""
    return facts(
        name=text, first_name=text, greeting=f"Dear {text}", company=text, manager=text, product=text,
        last_product=text, holiday=text, purpose=text, sender_name=text, unsubscribe=LINKS[0],
        confirm=LINKS[0], summary=text, years=3,
        tasks=[dict.fromkeys(("action", "due", "whom", "hour", "say", "gift", "why"), text)],
        row={"Shoe size": text, "City": text, "Link": text},
    )  # fmt: skip


def requests_for(letter: str, language: str, texts: tuple[str, ...]) -> list[LetterRequest]:
    return [
        LetterRequest(f"{letter}:{language}:{at}", letter, language, "ann@example.org", told(text))
        for at, text in enumerate((TAME, *texts))
    ]


def checked(tame: Rendered | LetterFailed, outcome: Rendered | LetterFailed, text: str) -> None:
    assert isinstance(tame, Rendered), tame
    if isinstance(outcome, LetterFailed):
        assert outcome.code in TOLD, (outcome, text)
        return
    usual, page = _Skeleton(tame.html), _Skeleton(outcome.html)
    assert page.tags == usual.tags, text
    assert page.links <= usual.links, text
    sender = Sender("The Tea House", "hello@teahouse.example", "w")
    try:
        content = letter_bytes(outcome, sender, MOMENT, text, False, "", LINKS)
    except MailUnusable:
        return  # refused with a reason: nothing gets out
    usual_names = [
        name for name, _ in email.message_from_bytes(letter_bytes(tame, sender, MOMENT, TAME, False, "", LINKS)).items()
    ]
    parsed = email.message_from_bytes(content)
    assert [name for name, _ in parsed.items()] == usual_names, text
    for name in ("Subject", "To", "From"):
        shown = str(make_header(decode_header(parsed[name])))
        assert not any(ord(sign) < 32 or sign in "\x7f\x85\u2028\u2029" for sign in shown), (name, text)
    assert [address for _, address in getaddresses([parsed["To"]])] == ["ann@example.org"], text
    assert [part.get_content_type() for part in parsed.walk()] == ["multipart/alternative", "text/plain", "text/html"]
    assert max(map(len, content.split(b"\r\n"))) <= 998 and b"\x00" not in content


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_string_in_one_letter(language: str) -> None:
    tame, *outcomes = render_letters([SHIPPED], requests_for("birthday", language, NAUGHTY), team=language)
    for text, outcome in zip(NAUGHTY, outcomes, strict=True):
        checked(tame, outcome, text)


@pytest.mark.parametrize("language", LANGUAGES)
def test_some_strings_in_every_letter(language: str) -> None:
    letters = [letter for letter, spoken in letters_in([SHIPPED]) if spoken == language]
    for at, letter in enumerate(letters):
        texts = NAUGHTY[at % STRIDE :: STRIDE]
        tame, *outcomes = render_letters([SHIPPED], requests_for(letter, language, texts), team=language)
        for text, outcome in zip(texts, outcomes, strict=True):
            checked(tame, outcome, text)


def test_code_in_a_cell_is_shown_and_never_run() -> None:
    outcomes = render_letters([SHIPPED], requests_for("birthday", "en", CODE))[1:]
    for text, outcome in zip(CODE, outcomes, strict=True):
        assert isinstance(outcome, Rendered), outcome
        assert "49" not in outcome.text + outcome.subject
        if text.isprintable():
            assert text in outcome.text
