"""The rule that turns an ordered mailing into letters: all of them at once, each once, none to whom it may not go."""

import datetime as dt
import hashlib
from collections import Counter
from collections.abc import Iterator, Sequence

from sheetcrm.model.changes import Change
from sheetcrm.model.settings import Occasion, Settings
from sheetcrm.model.snapshot import Snapshot
from sheetcrm.rules.addressees import Addressees
from sheetcrm.rules.duplicates.aliases import aliases_of, with_survivors
from sheetcrm.rules.letters import letter_changes
from sheetcrm.rules.mailings.orders import Mailing, occasion_day, read_mailings, round_of
from sheetcrm.rules.mailings.recipients import Recipient, Recipients
from sheetcrm.rules.mailings.segments import members, segment_of
from sheetcrm.rules.memory import Entry, remember, remembered
from sheetcrm.rules.occasions import Due
from sheetcrm.rules.reading import texts
from sheetcrm.values.email import mailbox_key

LATE_DAYS = 3
"""So many days after its day a mailing may still begin; once it has begun, its letters go for LASTS_DAYS."""
LASTS_DAYS = 30
_REMEMBERED = dt.timedelta(days=LASTS_DAYS + 40)
"""So long after its day the letters of a round are remembered one by one; from then on that it is over is enough."""
GROWN = 10
"""A repeated mailing that grew to so many times the last one is not begun before somebody orders it anew."""


def write_mailings(snapshot: Snapshot, settings: Settings, today: dt.date) -> Iterator[Change]:
    """Yield the letters of every mailing whose day has come, a row in Letters for each, and what is to be remembered.

    All letters of a mailing are made in one run, so nobody is added to it while it goes out over days. How many there
    are to be is remembered: a run that died half way is made up for, a finished one never begins again.
    """
    if "mailings" not in snapshot or "letters" not in snapshot or not settings.sender_address:
        return
    wanted = [mailing for mailing in read_mailings(snapshot, settings) if mailing.order == "send"]
    if not wanted:
        return
    memory = remembered(snapshot)
    known = with_survivors({*memory, *texts(snapshot.table("letters"), "key")}, aliases_of(snapshot), settings)
    made = Counter(key.split(":")[1] for key in known if key.startswith("letter:") and key.count(":") == 2)
    recipients, people = Recipients(snapshot, settings, today), Addressees(snapshot, settings)
    entries: dict[str, str] = {}
    for mailing in wanted:
        day = occasion_day(mailing, today)
        if mailing.faults or day is None or reason_not_to_begin(mailing, day, snapshot, settings, today) is not None:
            continue
        round_ = round_of(mailing, day)
        word = f"mailing:{round_}:{'trial' if is_tried(mailing) else 'all'}"
        if word in memory and (made[round_] >= int(memory[word].value or 0) or _is_over(memory[word], today)):
            continue
        segment = segment_of(mailing.segment, snapshot, settings, today)
        chosen = [r for r in recipients.of(mailing, members(segment, snapshot, settings, today)) if r.address]
        now = list(versions(mailing, round_, chosen))
        if word not in memory and now:
            entries[word] = str(len(now))
        for recipient, letter in now:
            key = f"letter:{round_}:{recipient.number}"
            if key in known:
                continue
            known.add(key)
            entries[key] = "" if is_tried(mailing) else (day + _REMEMBERED).isoformat()
            yield from letter_to(recipient, mailing, letter, round_, day, people, today)
    yield from remember(snapshot, entries, today, live=bool(settings.spreadsheet))


def reason_not_to_begin(
    mailing: Mailing, day: dt.date, snapshot: Snapshot, settings: Settings, today: dt.date
) -> tuple[str, dict[str, object]] | None:
    """Why a mailing that was ordered does not begin today, as a code with details; None when it does, or has begun."""
    memory = remembered(snapshot)
    begun = any(f"mailing:{round_of(mailing, day)}:{stage}" in memory for stage in ("all", "trial"))
    if not begun and today - day > dt.timedelta(days=LATE_DAYS):
        return "mailing-past", {"date": day}
    segment = segment_of(mailing.segment, snapshot, settings, today)
    if segment.faults:
        return segment.faults[0].code, {"part": segment.faults[0].part, "other": segment.faults[0].suggestion}
    if begun:
        return None
    found = members(segment, snapshot, settings, today)
    if not found:
        return "mailing-empty", {}
    earlier = sorted((k, e.value) for k, e in memory.items() if k.startswith(f"mailing:{mailing.number}-"))
    last = int(earlier[-1][1]) if earlier and earlier[-1][1].isdigit() else 0
    if last and len(found) >= GROWN * last:
        return "mailing-grown", {"count": len(found), "before": last}
    return None


def _is_over(begun: Entry, today: dt.date) -> bool:
    """Whether a round began so long ago that none of its letters could go any more."""
    try:
        return today - dt.date.fromisoformat(begun.day[:10]) > dt.timedelta(days=LASTS_DAYS)
    except ValueError:
        return False


def is_tried(mailing: Mailing) -> bool:
    """Whether two versions are to be tried on a share of the people first."""
    return bool(mailing.second_letter and mailing.share)


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


def letter_to(
    recipient: Recipient, mailing: Mailing, letter: str, round_: str, day: dt.date, people: Addressees, today: dt.date,
    language: str = "",
) -> Iterator[Change]:  # fmt: skip
    """The letter of one round of a mailing to one person, and its row; `language` where it is not the client's own."""
    key = f"letter:{round_}:{recipient.number}"
    occasion = Occasion(key="mailing", tab="clients", letter=letter)
    due = Due(occasion, recipient.position, day, None, recipient.number, key)
    reply_to = people.settings.managers.get(str(people.manager(due) or ""), "") if mailing.from_manager else ""
    once = None if mailing.each else f"{round_}|{mailbox_key(recipient.address)}"
    yield from letter_changes(
        due, key, recipient.address, people, today, mailing=mailing.number, topic=mailing.purpose or "",
        reply_to=reply_to, until=day + dt.timedelta(days=LASTS_DAYS), once=once, name=mailing.name, language=language,
    )  # fmt: skip
