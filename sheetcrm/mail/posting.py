"""From finished letters to receipts: each is assembled and handed over; a letter that cannot travel stops no other."""

import datetime as dt
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from sheetcrm.errors import MailUnusable
from sheetcrm.mail.clean_text import one_line
from sheetcrm.mail.enclosures import enclosed
from sheetcrm.mail.letters import LetterFailed, Rendered
from sheetcrm.mail.message import Message, message_bytes
from sheetcrm.mail.receipts import Envelope, Receipt, Transport
from sheetcrm.words import words_of


@dataclass(frozen=True, slots=True)
class Sender:
    """Who writes. `workbook` is the workbook's own id: it keeps the Message-IDs of two teams apart."""

    name: str
    address: str
    workbook: str
    reply_to: str = ""
    unsubscribe: tuple[str, ...] = ()
    one_click: bool = False


def post_letters(
    letters: Sequence[Rendered | LetterFailed],
    sender: Sender,
    moment: dt.datetime,
    transport: Transport,
    names: Sequence[str] = (),
    draft: bool = False,
    replies: Sequence[str] = (),
    unsubscribe: Sequence[tuple[str, ...]] = (),
    writers: Sequence[str] = (),
    team: str = "en",
) -> Iterator[Receipt]:
    """Yield one receipt per letter, in their order, as soon as it is known; `names` are the persons', in that order,
    `replies` the addresses for answers and `writers` the names shown where they are not the sender's, `unsubscribe` the
    links of List-Unsubscribe where they are not the sender's; of them one that begins with https is one-click (RFC
    8058).

    A letter that failed to render is refused with the same code; `team` is the language of reasons. MailUnusable when
    the transport takes none at all.
    """
    shown = [*names, *[""] * (len(letters) - len(names))]
    answers = [*replies, *[""] * (len(letters) - len(replies))]
    links = [*unsubscribe, *[()] * (len(letters) - len(unsubscribe))]
    written_by = [*writers, *[""] * (len(letters) - len(writers))]
    for letter, name, reply_to, own, writer in zip(letters, shown, answers, links, written_by, strict=True):
        if isinstance(letter, LetterFailed):
            yield Receipt(letter.key, "refused", code=letter.code, reason=letter.sentence)
            continue
        try:
            content = letter_bytes(letter, shown_as(sender, writer), moment, name, draft, reply_to, own)
        except MailUnusable as error:
            reason = words_of(team).error(error.code, **error.details)
            yield Receipt(letter.key, "refused", code=error.code, reason=reason)
            continue
        receipt = transport(Envelope(letter.key, sender.address, letter.to, content))
        yield replace(receipt, remarks=letter.remarks, subject=letter.subject)


def shown_as(sender: Sender, writer: str) -> Sender:
    """The sender under another name; the address stays, for it is what the domain answers for."""
    return replace(sender, name=writer) if writer else sender


def letter_bytes(
    letter: Rendered, sender: Sender, moment: dt.datetime, name: str = "", draft: bool = False, reply_to: str = "",
    unsubscribe: tuple[str, ...] = (),
) -> bytes:  # fmt: skip
    """One letter as it travels; the rest is said of `post_letters`. MailUnusable when a header cannot be written, or a
    file that travels with it cannot be read any more."""
    links = unsubscribe
    told = replace(sender, unsubscribe=links, one_click=links[0].startswith("https:")) if links else sender
    return message_bytes(_message(letter, told, moment, name, draft, reply_to))


def _message(letter: Rendered, sender: Sender, moment: dt.datetime, name: str, draft: bool, reply_to: str) -> Message:
    return Message(
        key=letter.key,
        workbook=sender.workbook,
        to=letter.to,
        to_name=one_line(name),
        sender_address=sender.address,
        sender_name=one_line(sender.name),
        subject=letter.subject,
        text=letter.text,
        html=letter.html,
        moment=moment,
        language=letter.language,
        reply_to=reply_to or sender.reply_to,
        unsubscribe=sender.unsubscribe,
        one_click=sender.one_click,
        draft=draft,
        pictures=tuple(map(enclosed, letter.pictures)),
        attachments=tuple(map(enclosed, letter.attachments)),
    )
