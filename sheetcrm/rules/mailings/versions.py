"""Two versions of a letter tried on a part of the people: who gets which, and what came of each.

Whether a letter was opened is not known and not asked; what people did of their own will is compared.
"""

import hashlib
from collections import Counter
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from sheetcrm.model.settings import Settings
from sheetcrm.model.snapshot import Snapshot
from sheetcrm.rules.mailings.orders import Mailing
from sheetcrm.rules.mailings.recipients import Recipient
from sheetcrm.rules.memory import remembered
from sheetcrm.rules.opt_outs import OptOuts
from sheetcrm.rules.reading import keys, read_choices, texts
from sheetcrm.rules.replies import REPLY, answered_letter

FIRST, SECOND = "A", "B"
"""What the memory keeps beside the key of a letter of the trial: which version it was."""


def is_tried(mailing: Mailing) -> bool:
    """Whether two versions are to be tried on a share of the people first; over as soon as somebody chose one."""
    return bool(mailing.second_letter and mailing.share and mailing.winner is None)


def versions(mailing: Mailing, round_: str, chosen: Sequence[Recipient]) -> Iterator[tuple[Recipient, str]]:
    """Who gets which letter now. With a second version only the share on whom both are tried, half of them each.

    Who is of the trial follows from the round and the number alone, so the next run chooses the same people.
    """
    if not is_tried(mailing):
        yield from ((recipient, mailing.letter) for recipient in chosen)
        return
    ordered = sorted(chosen, key=lambda r: hashlib.sha256(f"{round_}:{r.number}".encode()).digest())
    tried = ordered[: max(2, round(len(ordered) * mailing.share / 100))]
    second = {recipient.number for recipient in tried[1::2]}
    among = {recipient.number for recipient in tried}
    for recipient in chosen:
        if recipient.number in among:
            yield recipient, mailing.second_letter if recipient.number in second else mailing.letter


class Result(NamedTuple):
    """What came of one version: how many got it, and of them answered, opted out since, or have an address no more."""

    letter: str
    sent: int
    replied: int
    opted_out: int
    bounced: int


def results(mailing: Mailing, round_: str, snapshot: Snapshot, settings: Settings) -> tuple[Result, Result] | None:
    """What came of the first and of the second version in that round; None where nothing was tried."""
    begins = f"letter:{round_}:"
    tried = {
        key: entry.value
        for key, entry in remembered(snapshot).items()
        if entry.value in (FIRST, SECOND) and key.startswith(begins)
    }
    if not tried:
        return None
    table, opt_outs = snapshot.table("letters"), OptOuts(snapshot, settings)
    statuses = read_choices(snapshot, "letters", "letter_status", "letter_status")
    answered = answered_letters(snapshot)
    counts = {version: Counter[str]() for version in (FIRST, SECOND)}
    rows = zip(texts(table, "key"), keys(table, "client"), texts(table, "to"), statuses, strict=True)
    for key, client, address, status in rows:
        if key not in tried or status not in _WENT:
            continue
        count = counts[tried[key]]
        count["sent"] += 1
        count["bounced"] += status == "bounced"
        count["replied"] += key in answered
        count["opted_out"] += opt_outs.binds(client, (address,), mailing.purpose or "")
    first, second = (counts[version] for version in (FIRST, SECOND))
    return (
        Result(mailing.first_letter, first["sent"], first["replied"], first["opted_out"], first["bounced"]),
        Result(mailing.second_letter, second["sent"], second["replied"], second["opted_out"], second["bounced"]),
    )


_WENT = frozenset({"sent", "prepared", "bounced"})


def answered_letters(snapshot: Snapshot) -> frozenset[str]:
    """Keys of the letters that somebody answered by hand, as the tasks about answers tell, done ones too."""
    told = (*texts(snapshot.table("tasks"), "key"), *remembered(snapshot))
    return frozenset(answered_letter(key) for key in told if key.startswith(REPLY))
