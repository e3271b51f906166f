"""Mailings on an occasion: each client gets the letter on his own day, under the key that the occasion's letter has.

One key for both is what greets once, whatever is ordered, switched on or off, or lost in between.
"""

import datetime as dt
from collections.abc import Collection, Iterable, Iterator

from sheetcrm.model.changes import Change
from sheetcrm.model.settings import Occasion, Settings
from sheetcrm.model.snapshot import Snapshot
from sheetcrm.rules.addressees import Addressees
from sheetcrm.rules.duplicates.aliases import aliases_of, with_survivors
from sheetcrm.rules.letters import letter_changes
from sheetcrm.rules.mailings.covering import occasion_of, on_occasions
from sheetcrm.rules.mailings.orders import Mailing
from sheetcrm.rules.mailings.recipients import Recipient, Recipients
from sheetcrm.rules.mailings.segments import members, segment_of
from sheetcrm.rules.mailings.writing import manager_of
from sheetcrm.rules.memory import remember, remembered
from sheetcrm.rules.occasions import Due, letter_window, memory_days, occasions_due, was_made
from sheetcrm.rules.reading import texts
from sheetcrm.values.email import mailbox_key
from sheetcrm.words import Words

_YEAR = 364
"""Within so many days each day of the year comes once."""
AHEAD_DAYS = 30
"""So many days ahead the row of a mailing tells how many letters are to come."""


def write_occasion_mailings(snapshot: Snapshot, settings: Settings, today: dt.date) -> Iterator[Change]:
    """Yield the letters of mailings on an occasion whose clients have their day, and what is to be remembered.

    Of two mailings on one occasion the one that stands higher greets a client whom both mean. A late run sends what
    the occasion itself still would.
    """
    if "mailings" not in snapshot or "letters" not in snapshot or not settings.sender_address:
        return
    ordered = [found for found in on_occasions(snapshot, settings, today) if found[0].order == "send"]
    if not ordered:
        return
    known = _known(snapshot, settings)
    recipients, people = Recipients(snapshot, settings, today), Addressees(snapshot, settings)
    entries: dict[str, str] = {}
    for mailing, positions in ordered:
        occasion = occasion_of(mailing, settings)
        if occasion is None:
            continue
        window = letter_window(occasion)
        days: dict[int, list[Due]] = {}
        for at, due in _days(snapshot, settings, occasion, window, today, known, positions, people):
            days.setdefault(at, []).append(due)
        matters = dt.timedelta(days=memory_days(occasion, of_letter=True))
        for recipient in recipients.of(mailing, sorted(days)):
            for due in days[recipient.position] if recipient.address else ():
                key = f"letter:{due.key}"
                if key in known:
                    continue
                known.add(key)
                entries[key] = (due.date + matters).isoformat() if due.date is not None else ""
                recipients.note_letter(mailing, recipient.number, mailing.letter)
                yield from _letter(due, key, mailing, recipient.address, people, today, window[1])
    yield from remember(snapshot, entries, today, live=bool(settings.spreadsheet))


def letters_ahead(
    mailing: Mailing, snapshot: Snapshot, settings: Settings, recipients: Recipients, today: dt.date, words: Words
) -> str:
    """How many letters of a mailing on an occasion are to come in the next days."""
    occasion = occasion_of(mailing, settings)
    if occasion is None:
        return ""
    segment = segment_of(mailing.segment, snapshot, settings, today)
    meant, people = frozenset(members(segment, snapshot, settings, today)), Addressees(snapshot, settings)
    first, last = letter_window(occasion)
    window = (first - AHEAD_DAYS, last)
    found = [
        at for at, _ in _days(snapshot, settings, occasion, window, today, _known(snapshot, settings), meant, people)
    ]
    count = sum(1 for at in found if not recipients.why_not(mailing, at))
    return words.say("mailing_ahead", days=AHEAD_DAYS, count=count)


def letters_of_the_year(
    mailing: Mailing, snapshot: Snapshot, settings: Settings, today: dt.date, chosen: Iterable[Recipient], language: str
) -> Iterator[Change]:
    """The letter of each of them to his next day of the coming year, whether he had it already or not; to look at."""
    occasion = occasion_of(mailing, settings)
    if occasion is None:
        return
    people = Addressees(snapshot, settings)
    addresses = {recipient.position: recipient.address for recipient in chosen if recipient.address}
    first, last = letter_window(occasion)
    window = (first - _YEAR, last)
    days: dict[int, Due] = {}
    for at, due in _days(snapshot, settings, occasion, window, today, (), addresses.keys(), people):
        days[at] = min(days.get(at, due), due, key=lambda each: each.date or today)
    for at, due in sorted(days.items()):
        yield from _letter(due, f"letter:{due.key}", mailing, addresses[at], people, today, last, language)


def day_of(
    mailing: Mailing, snapshot: Snapshot, settings: Settings, today: dt.date, position: int, ahead: int
) -> dt.date | None:
    """The first day from today on, at most so many days ahead, on which that client is to get the letter."""
    occasion = occasion_of(mailing, settings)
    if occasion is None:
        return None
    first, last = letter_window(occasion)
    people = Addressees(snapshot, settings)
    found = _days(
        snapshot, settings, occasion, (first - ahead, last), today, _known(snapshot, settings), {position}, people
    )
    return min((max(today, (due.date or today) + dt.timedelta(days=first)) for _, due in found), default=None)


def _known(snapshot: Snapshot, settings: Settings) -> set[str]:
    written = {*remembered(snapshot), *texts(snapshot.table("letters"), "key")}
    return set(with_survivors(written, aliases_of(snapshot), settings))


def _days(
    snapshot: Snapshot, settings: Settings, occasion: Occasion, window: tuple[int, int], today: dt.date,
    known: Collection[str], positions: Collection[int], people: Addressees,
) -> Iterator[tuple[int, Due]]:  # fmt: skip
    """What is due to the clients meant and was never written, each with the client's position."""
    for due in occasions_due(snapshot, settings, occasion, *window, today):
        at = people.position(due)
        if at is not None and at in positions and not was_made(due, known, "letter:"):
            yield at, due


def _letter(
    due: Due, key: str, mailing: Mailing, address: str, people: Addressees, today: dt.date, last: int,
    language: str = "",
) -> Iterator[Change]:  # fmt: skip
    once = None if mailing.each else f"{due.occasion.key}:{due.date}|{mailbox_key(address)}"
    yield from letter_changes(
        due, key, address, people, today, mailing=mailing.number, topic=mailing.purpose or "",
        signed_by=manager_of(due, people) if mailing.from_manager else None,
        until=due.date + dt.timedelta(days=last) if due.date is not None else None, once=once, name=mailing.name,
        language=language,
    )  # fmt: skip
