"""What `sheetcrm mail preview` makes: letters as they would go, each checked against its row; nothing is sent."""

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any, NamedTuple

from sheetcrm.errors import MailUnusable, WorkbookNotWritable, WrongUsage
from sheetcrm.letters_outside import with_outside
from sheetcrm.mail.headers import ascii_address
from sheetcrm.mail.letter_checks import checked
from sheetcrm.mail.letters import LetterFailed, Rendered, facts_in_use, render_letters
from sheetcrm.mail.opt_out_links import page_of
from sheetcrm.mail.outgoing import requests_of, sender_of, template_folders
from sheetcrm.mail.posting import letter_bytes, shown_as
from sheetcrm.model.changes import SendLetter
from sheetcrm.model.settings import Settings
from sheetcrm.model.snapshot import Snapshot
from sheetcrm.rules.mailings.naming import letters_by_name, named
from sheetcrm.rules.mailings.orders import Mailing
from sheetcrm.rules.mailings.segments import segment_of
from sheetcrm.rules.mailings.telling import fault_told
from sheetcrm.rules.mailings.trying import letters_of_mailing, one_letter
from sheetcrm.rules.mailings.why import mailing_named
from sheetcrm.rules.occasions.why import now_known_as
from sheetcrm.words import Words

_MORNING = dt.time(9, tzinfo=dt.UTC)
_NOBODYS = "preview"
"""Stands in a preview where a letter has the word of its own link: whoever clicks it opts nobody out."""


class Asked(NamedTuple):
    """What is to be shown: a letter by its name, a mailing by number or name, for one client, in one language."""

    letter: str = ""
    mailing: str = ""
    client: str = ""
    language: str = ""


@dataclass(frozen=True, slots=True)
class Previewed:
    """One letter; `rendered` is there whenever its texts could be made, `size` in bytes when it can go as it is.

    `content` is the letter itself; of letters with pictures or attachments only the first one's is kept,
    and that of the client who was asked for.
    `code` and `why` (a sentence) tell why it cannot. `used`: the facts that its templates name.
    """

    letter: SendLetter
    rendered: Rendered | None
    content: bytes = b""
    code: str = ""
    why: str = ""
    used: Mapping[str, Any] = field(default_factory=dict)
    size: int = 0


@dataclass(frozen=True, slots=True)
class Preview:
    """All that was asked for, in sheet order; `mailing` is None for a letter alone.

    `stopped`: so many of the mailing cannot be made that none of it would go. `not_mailed`: clients by reason.
    """

    mailing: Mailing | None
    letters: Sequence[Previewed]
    stopped: bool = False
    not_mailed: Mapping[str, int] = field(default_factory=dict)

    @property
    def fine(self) -> list[Previewed]:
        """The letters that can go as they are."""
        return [each for each in self.letters if not each.code]

    @property
    def refused(self) -> list[Previewed]:
        """The others."""
        return [each for each in self.letters if each.code]


def preview_letters(
    snapshot: Snapshot, settings: Settings, words: Words, today: dt.date, asked: Asked
) -> Preview:  # fmt: skip
    """The letters asked for, rendered and checked.

    WrongUsage: `preview-nothing`, `preview-nobody`, `letter-template-unknown`, `client-unknown`, `mailing-unknown`,
    `mailing-ambiguous`, `mailing-unreadable`, `preview-not-mailed`.
    """
    if not (asked.letter or asked.mailing):
        raise WrongUsage("preview-nothing")
    snapshot = with_outside(snapshot, settings, today)
    if asked.letter:
        asked = asked._replace(letter=_letter_named(asked.letter, snapshot))
    number = ""
    if asked.client:
        number = now_known_as(snapshot, asked.client) or ""
        if not number:
            raise WrongUsage("client-unknown", number=asked.client)
    if asked.mailing:
        return _of_mailing(snapshot, settings, words, today, asked, number)
    letter = one_letter(snapshot, settings, today, asked.letter, number, asked.language)
    if letter is None:
        raise WrongUsage("preview-nobody")
    return Preview(None, _previewed([letter], settings, words, today))


def _letter_named(asked: str, snapshot: Snapshot) -> str:
    """The letter of that name or title."""
    known = letters_by_name(snapshot)
    letter, faults = named(asked, known, "mailing-letter")
    if faults or not known:
        nearest = next((fault.suggestion for fault in faults if fault.suggestion), None)
        titles = sorted(set(known.values())) if nearest is None else None
        raise WrongUsage("letter-template-unknown", letter=asked, other=nearest, titles=titles)
    return letter


def _of_mailing(
    snapshot: Snapshot, settings: Settings, words: Words, today: dt.date, asked: Asked, number: str
) -> Preview:
    mailing = mailing_named(snapshot, settings, asked.mailing)
    faults = _faults(mailing, snapshot, settings, words, today, asked)
    if faults:
        raise WrongUsage("mailing-unreadable", number=mailing.number, faults=faults)
    tried = letters_of_mailing(snapshot, settings, today, mailing, asked.letter, asked.language)
    seen = _previewed(
        tried.letters, settings, words, today, number
    )  # all of them: each is searched for the others' names
    refused = sum(1 for each in seen if each.code)
    if number:
        seen = [each for each in seen if each.letter.client == number]
        if not seen:
            raise WrongUsage("preview-not-mailed", number=number, mailing=mailing.number)
    stopped = refused > settings.mail.refused_share * len(tried.letters)
    return Preview(mailing, seen, stopped, tried.not_mailed)


def _faults(
    mailing: Mailing, snapshot: Snapshot, settings: Settings, words: Words, today: dt.date, asked: Asked
) -> list[str]:
    """What keeps anybody from knowing whom the mailing is for, or what it says."""
    faults = [fault for fault in mailing.faults if not (asked.letter and fault.code == "mailing-letter-none")]
    segment = segment_of(mailing.segment, snapshot, settings, today)
    return [fault_told(fault, words) for fault in (*faults, *segment.faults)]


def _previewed(
    letters: Sequence[SendLetter], settings: Settings, words: Words, today: dt.date, client: str = ""
) -> list[Previewed]:
    """The letters in their order; `client` is whose letter is asked for among them."""
    folders, team = template_folders(settings), settings.language
    button = f"{settings.mail.unsubscribe_url or 'https://example.com'}".rstrip("/") + f"/c/{_NOBODYS}"
    letters = [replace(letter, facts={"confirm": button, **letter.facts}) for letter in letters]
    links = [_links(letter, settings) for letter in letters]
    requests = requests_of(letters, links)
    made = render_letters(folders, requests, fallback=team, attachments=settings.mail.attachments)
    outcomes = checked(made, requests, team)
    seen: list[Previewed] = []
    for letter, request, first, outcome, own in zip(letters, requests, made, outcomes, links, strict=True):
        rendered = first if isinstance(first, Rendered) else None
        content, code, why = _content(letter, outcome, settings, words, today, own)
        used, size = facts_in_use(folders, request, team), len(content)
        heavy = rendered is not None and (rendered.pictures or rendered.attachments)
        if heavy and letter.client != client and any(each.content for each in seen):
            content = b""
        seen.append(Previewed(letter, rendered, content, code, why, used, size))
    return seen


def _content(
    letter: SendLetter, outcome: Rendered | LetterFailed, settings: Settings, words: Words, today: dt.date,
    links: tuple[str, ...],
) -> tuple[bytes, str, str]:  # fmt: skip
    """The bytes of a letter, or none with the code and the sentence of what is wrong."""
    if isinstance(outcome, LetterFailed):
        return b"", outcome.code, outcome.sentence
    moment = dt.datetime.combine(today, _MORNING)
    name = str(letter.facts.get("name") or "")
    # A Message-ID of its own: found in some mailbox, a preview must never count as a letter that was sent.
    outcome = replace(outcome, key=f"preview {letter.key}")
    try:
        content = letter_bytes(
            outcome, shown_as(sender_of(settings), letter.from_name), moment, name, reply_to=letter.reply_to,
            unsubscribe=links,
        )  # fmt: skip
    except MailUnusable as error:
        return b"", error.code, words.error(error.code, **error.details)
    return content, "", ""


def _links(letter: SendLetter, settings: Settings) -> tuple[str, ...]:
    """The ways to opt out as the letter shows them, without a word that means anybody."""
    mail = settings.mail
    if letter.topic == "service":
        return ()
    page = (page_of(mail.unsubscribe_url, _NOBODYS),) if mail.unsubscribe_url else ()
    by_mail = (
        (f"mailto:{ascii_address(mail.unsubscribe_mail)}?subject=unsubscribe%20{_NOBODYS}",)
        if mail.unsubscribe_mail
        else ()
    )
    return (*page, *by_mail)


def write_letter(path: Path, preview: Preview) -> bool:
    """Write the first letter that can go as an .eml file; False when none can. WorkbookNotWritable: `not-writable`."""
    fine = preview.fine
    if not fine:
        return False
    try:
        path.write_bytes(fine[0].content)
    except OSError as error:
        raise WorkbookNotWritable("not-writable", path=path, reason=error.strerror or str(error)) from error
    return True
