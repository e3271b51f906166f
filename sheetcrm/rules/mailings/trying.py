"""Letters as they would be written now, for whoever wants to look at them first; nothing of it enters a plan."""

import datetime as dt
from collections import Counter
from collections.abc import Mapping
from typing import NamedTuple

from sheetcrm.model.changes import SendLetter
from sheetcrm.model.settings import Occasion, Settings
from sheetcrm.model.snapshot import Snapshot
from sheetcrm.rules.addressees import Addressees
from sheetcrm.rules.letters import letter_changes
from sheetcrm.rules.mailings.on_occasions import letters_of_the_year
from sheetcrm.rules.mailings.orders import Mailing, occasion_day, round_of
from sheetcrm.rules.mailings.recipients import Recipients
from sheetcrm.rules.mailings.segments import members, segment_of
from sheetcrm.rules.mailings.versions import versions
from sheetcrm.rules.mailings.writing import letter_to
from sheetcrm.rules.occasions import Due, occasions_due
from sheetcrm.rules.reading import keys

_YEAR = 366


class Tried(NamedTuple):
    """The letters of one mailing, and how many of its clients get none, by reason as in `recipients`."""

    letters: tuple[SendLetter, ...]
    not_mailed: Mapping[str, int]


def one_letter(
    snapshot: Snapshot, settings: Settings, today: dt.date, letter: str, number: str = "", language: str = ""
) -> SendLetter | None:
    """The letter to the client with that number, else to the first one for whom there is a reason to write it.

    An occasion that sends this letter lends it its day and facts: the next such day, else the latest one. Whether the
    client agreed to letters is not asked. None where no client has such a number, or none has any.
    """
    people = Addressees(snapshot, settings)
    due = _due(snapshot, settings, today, letter, number)
    at = people.position(due) if due is not None else None
    if due is None or at is None:
        return None
    topic = (due.occasion.consent or "greetings").removeprefix("consent_")
    found = people.mail[at].value
    address = found[0] if isinstance(found, tuple) and found else ""
    changes = letter_changes(
        due, f"preview:{due.key}", address, people, today, topic=topic, language=language
    )  # fmt: skip
    return next((change for change in changes if isinstance(change, SendLetter)), None)


def letters_of_mailing(
    snapshot: Snapshot, settings: Settings, today: dt.date, mailing: Mailing, letter: str = "", language: str = ""
) -> Tried:
    """Every letter of a mailing as if all of it were written today, whether it is ordered or not.

    `letter` stands in for the one that the row names. Where two versions are tried, each gets the one that is his; who
    is not of the trial gets the first. On an occasion each gets the letter of his next day within a year.
    """
    people = Addressees(snapshot, settings)
    day = occasion_day(mailing, today) or mailing.send_on or today
    round_ = round_of(mailing, day)
    segment = segment_of(mailing.segment, snapshot, settings, today)
    meant = list(Recipients(snapshot, settings, today).of(mailing, members(segment, snapshot, settings, today)))
    chosen = [recipient for recipient in meant if recipient.address]
    refused = Counter(recipient.refused for recipient in meant if recipient.refused)
    if mailing.occasion:
        shown = mailing._replace(letter=letter or mailing.letter)
        found = letters_of_the_year(shown, snapshot, settings, today, chosen, language)
        on_days = tuple(change for change in found if isinstance(change, SendLetter))
        return Tried(on_days, refused + Counter({"no-day": len(chosen) - len(on_days)}))
    version = {r.number: letter or own for r, own in versions(mailing, round_, chosen)}
    letters = tuple(
        change
        for recipient in chosen
        for change in letter_to(
            recipient, mailing, version.get(recipient.number, letter or mailing.letter), round_, day, people, today,
            language,
        )
        if isinstance(change, SendLetter)
    )  # fmt: skip
    return Tried(letters, refused)


def _due(snapshot: Snapshot, settings: Settings, today: dt.date, letter: str, number: str) -> Due | None:
    """The occasion of this letter for that client, or a day without one where there is none."""
    for occasion in settings.occasions:
        if occasion.letter != letter:
            continue
        found = [
            due
            for due in occasions_due(snapshot, settings, occasion, -_YEAR, _YEAR, today)
            if not number or due.client == number
        ]
        if found:
            return min(found, key=lambda due: _distance(due.date, today))
    numbers = keys(snapshot.table("clients"), "number")
    at = next((at for at, own in enumerate(numbers) if own and (not number or own == number)), None)
    if at is None:
        return None
    plain = Occasion(key="mailing", tab="clients", letter=letter)
    return Due(plain, at, today, None, numbers[at], f"{letter}:{numbers[at]}")


def _distance(day: dt.date | None, today: dt.date) -> tuple[bool, int]:
    """Days to come before days gone by, the nearest first."""
    return (False, 0) if day is None else (day < today, abs((day - today).days))
