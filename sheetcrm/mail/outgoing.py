"""From the letters of a plan to files in the outbox: rendered, assembled, laid down; one receipt each."""

import datetime as dt
import tempfile
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from typing import IO

from sheetcrm.letter_journal import FrozenLetter, LetterJournal
from sheetcrm.mail.confirm_links import confirm_link
from sheetcrm.mail.dkim import Signer, read_signer, signed
from sheetcrm.mail.letter_checks import checked
from sheetcrm.mail.letters import LetterRequest, render_letters
from sheetcrm.mail.message import message_id
from sheetcrm.mail.opt_out_links import key_file, load_key, opt_out_links
from sheetcrm.mail.outbox import open_outbox
from sheetcrm.mail.posting import Sender, post_letters
from sheetcrm.mail.receipts import Envelope, Receipt, Transport
from sheetcrm.model.changes import SendLetter
from sheetcrm.model.settings import Settings
from sheetcrm.shipped import shipped_folder

_MORNING = dt.time(9, tzinfo=dt.UTC)
"""The Date of a letter is fixed, so that every attempt makes the same bytes."""
_IN_MEMORY = 64_000_000
"""Bytes of letters that are held in memory at once, while they are being made."""


def template_folders(settings: Settings) -> list[Path]:
    """Where templates are looked for: the team's own folder before the shipped one."""
    return [*([settings.templates] if settings.templates else []), shipped_folder("templates")]


def freeze_letters(
    letters: Sequence[SendLetter], settings: Settings, journal: LetterJournal, workbook: str, now: dt.datetime
) -> list[Receipt]:
    """Render every letter and keep its bytes in the journal of letters; one receipt each, nothing is sent.

    Signing belongs to it, so that every try sends the same bytes. One that was tried before stays as it was. A mailing
    of which too large a share cannot be made is refused whole. `workbook` is the name under which the journals know it.
    """
    if not letters:
        return []
    signers = signers_of(settings)
    places: dict[str, tuple[int, int]] = {}
    with tempfile.SpooledTemporaryFile(_IN_MEMORY) as kept:  # letters with attachments are more than memory holds

        def keep(envelope: Envelope) -> Receipt:
            content = signed(envelope.content, signers, now) if signers else envelope.content
            places[envelope.key] = kept.tell(), len(content)
            kept.write(content)
            return Receipt(envelope.key, "prepared")

        receipts = _stopped(letters, list(_posted(letters, settings, now, keep)), settings.mail.refused_share)
        fine = {receipt.key for receipt in receipts if receipt.outcome == "prepared"}
        going = [letter for letter in letters if letter.key in fine]
        for batch in _batches(going, [places[letter.key][1] for letter in going]):
            journal.freeze([_frozen(letter, settings, kept, *places[letter.key]) for letter in batch], workbook, now)
    return receipts


def _batches(letters: Sequence[SendLetter], sizes: Sequence[int]) -> Iterator[list[SendLetter]]:
    """Yield the letters in their order, together only as many as memory holds well."""
    batch: list[SendLetter] = []
    size = 0
    for letter, own in zip(letters, sizes, strict=True):
        if batch and size + own > _IN_MEMORY:
            yield batch
            batch, size = [], 0
        batch.append(letter)
        size += own
    if batch:
        yield batch


def _frozen(letter: SendLetter, settings: Settings, kept: IO[bytes], at: int, size: int) -> FrozenLetter:
    domain, identity = settings.sender_address.rpartition("@")[2], workbook_id(settings)
    kept.seek(at)
    return FrozenLetter(
        letter.key, letter.mailing, letter.client, settings.sender_address, letter.to,
        message_id(letter.key, identity, domain), kept.read(size), letter.until, letter.once, letter.topic,
    )  # fmt: skip


def signers_of(settings: Settings) -> list[Signer]:
    """Who signs the letters: nobody, or the key of the settings for the sender's domain. MailUnusable: `dkim-...`."""
    mail = settings.mail
    if mail.dkim_key is None:
        return []
    return [read_signer(mail.dkim_key, settings.sender_address.rpartition("@")[2], mail.dkim_selector)]


def _stopped(letters: Sequence[SendLetter], receipts: Sequence[Receipt], share: float) -> list[Receipt]:
    """The receipts, those of a mailing with too many refusals all refused: something is wrong with it as a whole."""
    mailings = {letter.key: letter.mailing for letter in letters if letter.mailing and _is_of_a_round(letter)}
    made = Counter(mailings[r.key] for r in receipts if r.key in mailings)
    refused = Counter(mailings[r.key] for r in receipts if r.key in mailings and r.outcome != "prepared")
    stopped = {mailing for mailing, count in refused.items() if count > share * made[mailing]}
    return [
        replace(receipt, outcome="refused", code="mailing-stopped", reason=mailings[receipt.key])
        if receipt.outcome == "prepared" and mailings.get(receipt.key) in stopped
        else receipt
        for receipt in receipts
    ]


def _is_of_a_round(letter: SendLetter) -> bool:
    """Whether all letters of its mailing are made at once; those on an occasion come one by one and stop no other."""
    return letter.key.startswith(f"letter:{letter.mailing}")


def workbook_id(settings: Settings) -> str:
    """What keeps the Message-IDs of two workbooks apart."""
    return settings.spreadsheet or settings.workbook.stem


def prepare_letters(letters: Sequence[SendLetter], settings: Settings, today: dt.date) -> list[Receipt]:
    """Lay every letter into the outbox; again for the same key changes nothing. One receipt per letter, in order."""
    if not letters:
        return []
    moment = dt.datetime.combine(today, _MORNING)
    return list(_posted(letters, settings, moment, open_outbox(settings.outbox)))


def _posted(
    letters: Sequence[SendLetter], settings: Settings, moment: dt.datetime, transport: Transport
) -> Iterator[Receipt]:
    letters = _with_confirm_links(letters, settings)
    links = _opt_out_links(letters, settings)
    requests = requests_of(letters, links)
    folders, files = template_folders(settings), settings.mail.attachments
    rendered = render_letters(folders, requests, fallback=settings.language, attachments=files)
    rendered = checked(rendered, requests, settings.language)
    names = [str(letter.facts.get("name") or "") for letter in letters]
    yield from post_letters(
        rendered, sender_of(settings), moment, transport, names, replies=[c.reply_to for c in letters],
        unsubscribe=links, writers=[c.from_name for c in letters], team=settings.language,
    )  # fmt: skip


def requests_of(letters: Sequence[SendLetter], links: Sequence[tuple[str, ...]]) -> list[LetterRequest]:
    """The letters as the renderer wants them; `links` are each one's own ways to opt out, the page first."""
    return [
        LetterRequest(c.key, c.letter, c.language, c.to, {**c.facts, "unsubscribe": own[0] if own else ""}, c.written)
        for c, own in zip(letters, links, strict=True)
    ]


def sender_of(settings: Settings) -> Sender:
    """Who writes all letters of a team."""
    return Sender(settings.sender_name or settings.sender_address, settings.sender_address, workbook_id(settings))


def _with_confirm_links(letters: Sequence[SendLetter], settings: Settings) -> Sequence[SendLetter]:
    """The letters, those that ask for a confirmation with the link that gives it."""
    if all(letter.confirms is None for letter in letters):
        return letters
    key, url = load_key(key_file(settings)), settings.mail.unsubscribe_url
    return [
        replace(each, facts={**each.facts, "confirm": confirm_link(url, key, each)}) if each.confirms else each
        for each in letters
    ]


def _opt_out_links(letters: Sequence[SendLetter], settings: Settings) -> list[tuple[str, ...]]:
    """The links of every letter; the team's key is made with the first one that needs it."""
    if not (settings.mail.unsubscribe_url or settings.mail.unsubscribe_mail):
        return [()] * len(letters)
    key = load_key(key_file(settings))
    return [opt_out_links(settings, key, letter) for letter in letters]
