"""Unclear letters looked for where the provider keeps what was sent; "found" is final, "not found" must be proven.

A letter that is not there goes again only when the provider had time to store it, and the place is proven to keep our
letters: one that surely went about the same time, by the same way, lies in it.
"""

import datetime as dt
from collections.abc import Sequence

from sheetcrm.errors import MailUnusable
from sheetcrm.inbox_store import InboxStore
from sheetcrm.letter_journal import LetterJournal
from sheetcrm.mail.inbox.mailbox import Mailbox
from sheetcrm.model.settings import Settings

MOST_ASKED = 200
"""So many unclear letters are looked for in one run, those that wait longest first."""
SETTLE = dt.timedelta(minutes=10)
"""So long a provider may still be storing a letter that it took: before it "not found" says nothing."""
PROOF = dt.timedelta(days=1)
_PROOFS = 3
_CANNOT_SAY = frozenset({"inbox-no-sent-folder", "inbox-no-folder", "mail-scope-missing"})


def clear_up(
    settings: Settings, letters: LetterJournal, workbook: str, now: dt.datetime, store: InboxStore,
    mailbox: Mailbox | None,
) -> int:  # fmt: skip
    """Ask about the unclear letters of a workbook; how many were cleared up. To be called before anything is sent."""
    began = store.route_since(_route(settings), now)
    unclear = letters.letters(workbook, ("unclear",))[:MOST_ASKED]
    if not unclear or (mailbox is None and settings.mail.transport != "gmail"):
        return 0
    sent = [one for one in letters.letters(workbook, ("sent",)) if one.code != "person" and one.at >= began]
    first, last = min(one.at for one in unclear) - PROOF, max(one.at for one in unclear) + PROOF
    proofs = [one for one in sent if first <= one.at <= last][-_PROOFS:]
    there = _found(settings, mailbox, [one.message_id for one in (*unclear, *proofs)])
    cleared = 0
    for letter in unclear:
        if letter.message_id in there:
            cleared += letters.decide(letter.key, "sent", now, "witness")
        elif (
            now - letter.at > SETTLE
            and letter.at >= began
            and letter.code != "copied"  # another computer may still send it
            and any(proof.message_id in there and abs(proof.at - letter.at) <= PROOF for proof in proofs)
        ):
            cleared += letters.decide(letter.key, "waiting", now, "witness")
    return cleared


def _route(settings: Settings) -> str:
    """The way letters take, in a word: what one server keeps says nothing of letters that another one took."""
    mail = settings.mail
    way = (mail.transport, mail.server, str(mail.port), mail.user or settings.sender_address)
    return " ".join((*way, settings.inbox.server, settings.inbox.user, settings.inbox.sent_folder))


def _found(settings: Settings, mailbox: Mailbox | None, message_ids: Sequence[str]) -> set[str]:
    """Those that the provider holds as sent; none where it cannot say."""
    try:
        if settings.mail.transport == "gmail":
            from sheetcrm.mail.gmail_api import sent_already

            return sent_already(settings, message_ids)
        return mailbox.find_message_ids(message_ids, settings.inbox.sent_folder) if mailbox is not None else set()
    except MailUnusable as error:
        if error.code in _CANNOT_SAY:
            return set()
        raise
