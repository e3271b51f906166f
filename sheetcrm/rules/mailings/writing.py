"""The rule that turns an ordered mailing into letters: all of them at once, each once, none to whom it may not go."""

import datetime as dt
from collections import Counter
from collections.abc import Iterator

from sheetcrm.model.changes import Change
from sheetcrm.model.settings import Occasion, Settings
from sheetcrm.model.snapshot import Snapshot
from sheetcrm.rules.addressees import Addressees
from sheetcrm.rules.duplicates.aliases import aliases_of, with_survivors
from sheetcrm.rules.letters import letter_changes
from sheetcrm.rules.mailings.beginning import reason_not_to_begin
from sheetcrm.rules.mailings.orders import Mailing, next_day, occasion_day, read_mailings, round_of
from sheetcrm.rules.mailings.recipients import WROTE, Recipient, Recipients
from sheetcrm.rules.mailings.same_text import TEXT, text_of
from sheetcrm.rules.mailings.segments import members, segment_of
from sheetcrm.rules.mailings.versions import FIRST, SECOND, is_tried, versions
from sheetcrm.rules.memory import Entry, remember, remembered
from sheetcrm.rules.occasions import Due
from sheetcrm.rules.reading import texts
from sheetcrm.values.email import mailbox_key
from sheetcrm.words import fold

LASTS_DAYS = 30
"""So many days after its day the letters of a mailing that has begun may go; of a repeated one until the next round."""
_REMEMBERED = dt.timedelta(days=LASTS_DAYS + 40)
"""So long after its day the letters of a round are remembered one by one; from then on that it is over is enough."""


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
        if mailing.occasion or mailing.faults or day is None:
            continue
        if reason_not_to_begin(mailing, day, snapshot, settings, today, recipients) is not None:
            continue
        round_ = round_of(mailing, day)
        word = f"mailing:{round_}:{'trial' if is_tried(mailing) else 'all'}"
        if word in memory and (made[round_] >= int(memory[word].value or 0) or _is_over(memory[word], today)):
            continue
        segment = segment_of(mailing.segment, snapshot, settings, today)
        meant = list(recipients.of(mailing, members(segment, snapshot, settings, today)))
        now = list(versions(mailing, round_, [recipient for recipient in meant if recipient.address]))
        had_it = any(recipient.refused == "same-letter" for recipient in meant)
        if word not in memory and (now or had_it):  # nobody left but those who had it: it is over before it began
            entries[word] = str(len(now))
            before = memory[f"{WROTE}{mailing.number}"].value.split() if f"{WROTE}{mailing.number}" in memory else []
            wrote = {*before, *(letter for _, letter in now)}
            entries[f"{WROTE}{mailing.number}"] = " ".join(sorted(wrote))
            if mailing.repeats != "once" and (text := text_of(mailing.letter, snapshot)):
                entries[f"{TEXT}{mailing.number}"] = f"{text} {day}"
        for recipient, letter in now:
            key = f"letter:{round_}:{recipient.number}"
            if key in known:
                continue
            known.add(key)
            version = SECOND if letter == mailing.second_letter else FIRST
            entries[key] = version if is_tried(mailing) else (day + _REMEMBERED).isoformat()
            recipients.note_letter(mailing, recipient.number, letter)
            yield from letter_to(recipient, mailing, letter, round_, day, people, today)
    yield from remember(snapshot, entries, today, live=bool(settings.spreadsheet))


def _is_over(begun: Entry, today: dt.date) -> bool:
    """Whether a round began so long ago that none of its letters could go any more."""
    try:
        return today - dt.date.fromisoformat(begun.day[:10]) > dt.timedelta(days=LASTS_DAYS)
    except ValueError:
        return False


def letter_to(
    recipient: Recipient, mailing: Mailing, letter: str, round_: str, day: dt.date, people: Addressees, today: dt.date,
    language: str = "",
) -> Iterator[Change]:  # fmt: skip
    """The letter of one round of a mailing to one person, and its row; `language` where it is not the client's own."""
    key = f"letter:{round_}:{recipient.number}"
    occasion = Occasion(key="mailing", tab="clients", letter=letter)
    due = Due(occasion, recipient.position, day, None, recipient.number, key)
    once = None if mailing.each else f"{round_}|{mailbox_key(recipient.address)}"
    following = next_day(mailing, day)
    last = day + dt.timedelta(days=LASTS_DAYS)
    until = min(last, following - dt.timedelta(days=1)) if following else last
    name = f"{mailing.name or mailing.number} / {letter}" if is_tried(mailing) else mailing.name
    yield from letter_changes(
        due, key, recipient.address, people, today, mailing=mailing.number, topic=mailing.purpose or "",
        signed_by=manager_of(due, people) if mailing.from_manager else None, until=until, once=once, name=name,
        language=language,
    )  # fmt: skip


def manager_of(due: Due, people: Addressees) -> tuple[str, str] | None:
    """The name and address of the client's own manager as the config has them; None where it does not name him."""
    known = {fold(manager): (manager, address) for manager, address in people.settings.managers.items()}
    return known.get(fold(str(people.manager(due) or "")))
