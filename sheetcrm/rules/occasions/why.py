"""Why a client did or did not get an occasion this year: the engine's own steps, and the first that decided.

Nothing is decided here; a step that the engine takes and this page does not would be a lie to somebody who asks.
"""

import datetime as dt
from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import NamedTuple

from sheetcrm.model.changes import AddRow
from sheetcrm.model.settings import Occasion, Settings
from sheetcrm.model.snapshot import Snapshot, Table
from sheetcrm.rules.addressees import Addressees
from sheetcrm.rules.duplicates.aliases import aliases_of, with_survivors
from sheetcrm.rules.frequency import recent_letters
from sheetcrm.rules.letters import write_letters
from sheetcrm.rules.mailings.covering import covered_by_mailings
from sheetcrm.rules.memory import Entry, remembered
from sheetcrm.rules.occasions.conditions import Conditions
from sheetcrm.rules.occasions.contacts import last_contacts
from sheetcrm.rules.occasions.due import (
    Due,
    is_set_aside,
    key_of,
    letter_window,
    of_task_alone,
    planned_day,
    timing_of,
    was_made,
)
from sheetcrm.rules.occasions.found import Found, client_of
from sheetcrm.rules.occasions.kinds import KINDS
from sheetcrm.rules.occasions.places import settled_countries
from sheetcrm.rules.reading import keys, texts
from sheetcrm.rules.tasks import make_tasks

CODES = (
    "task", "letter", "due", "by_letter", "limit", "soon", "past", "only", "unless", "spoken", "aside", "repeats",
    "no_day", "no_tab", "off", "letter_due", "letter_soon", "letter_limit", "letter_no_sender", "letter_no_consent",
    "letter_withdrawn", "letter_unconfirmed", "letter_too_many", "letter_opted_out", "letter_no_name",
    "letter_no_address", "letter_doubtful", "letter_returned", "letter_mailing",
)  # fmt: skip
"""What can be the answer, as `why_<code>` in the words of each language."""
MOST_DAYS = 3
"""Of an occasion with many rows (deals, purchases) the latest so many are told."""


class Reason(NamedTuple):
    """One answer: the occasion, what came of it, its day if there is one, and what the sentence needs."""

    occasion: str
    code: str
    date: dt.date | None = None
    details: Mapping[str, object] = {}


class _Asked(NamedTuple):
    """What is known of the client asked about, found out once for all occasions."""

    snapshot: Snapshot
    settings: Settings
    today: dt.date
    number: str
    country: str
    acts: Mapping[str, Entry]
    known: frozenset[str]
    people: Addressees


def now_known_as(snapshot: Snapshot, number: str) -> str | None:
    """The number, in capitals, of the client that lives; None for one that stands nowhere."""
    wanted = number.strip().upper()
    wanted = aliases_of(snapshot).get(wanted, wanted)
    return wanted if wanted in keys(snapshot.table("clients"), "number") else None


def reasons_for(
    snapshot: Snapshot, settings: Settings, today: dt.date, number: str, only: str | None = None
) -> list[Reason]:
    """One or more answers for each occasion (or the one named `only`), in the order of the file.

    Empty for a number that stands nowhere; an archived number stands for the client it became part of.
    """
    wanted = now_known_as(snapshot, number)
    if wanted is None:
        return []
    acts = remembered(snapshot)
    written = {*acts, *texts(snapshot.table("tasks"), "key"), *texts(snapshot.table("letters"), "key")}
    country = settled_countries(snapshot, settings)[keys(snapshot.table("clients"), "number").index(wanted)]
    known = frozenset(with_survivors(written, aliases_of(snapshot), settings))
    asked = _Asked(snapshot, settings, today, wanted, country, acts, known, Addressees(snapshot, settings))
    return [
        reason
        for occasion in settings.occasions
        if only in (None, occasion.key)
        for reason in _of_occasion(asked, occasion)
    ]


def _of_occasion(asked: _Asked, occasion: Occasion) -> Iterator[Reason]:
    table = asked.snapshot.table(occasion.tab)
    if not occasion.enabled:
        yield Reason(occasion.key, "off")
        return
    if occasion.tab not in asked.snapshot:
        yield Reason(occasion.key, "no_tab", details={"tab": occasion.tab})
        return
    aliases = aliases_of(asked.snapshot)
    found = [
        each
        for each in KINDS[occasion.when](asked.snapshot, asked.settings, occasion, *_span(occasion, asked.today))
        if aliases.get(own := client_of(table, each.position).upper(), own) == asked.number
    ]
    found.sort(key=lambda each: (each.date or dt.date.min, each.position), reverse=True)
    if not found:
        yield Reason(occasion.key, "no_day")
    for each in found[:MOST_DAYS]:
        yield from _of_day(asked, occasion, table, each)


def _span(occasion: Occasion, today: dt.date) -> tuple[dt.date, dt.date]:
    """The days asked about: this year, and whatever an act of today may be about."""
    first, last = dt.date(today.year, 1, 1), dt.date(today.year, 12, 31)
    if occasion.repeat == "yearly":
        return first, last
    late = max(occasion.stale_days, occasion.apology_days)
    return min(first, today - dt.timedelta(days=late)), max(last, today + dt.timedelta(days=occasion.lead_days))


def _of_day(asked: _Asked, occasion: Occasion, table: Table, found: Found) -> Iterator[Reason]:
    client = client_of(table, found.position)
    due = Due(occasion, found.position, found.date, found.year_born, client, key_of(occasion, table, found, client))
    made = list(_made(asked, due))
    kept_back = _kept_back(asked, due, table)
    yield from made
    if kept_back is not None:
        if not made:
            yield kept_back
        return
    if not any(reason.code == "letter" for reason in made):
        letter = _of_letter(asked, due)
        if letter is not None and not (made and letter.code.startswith("letter_no")):
            yield letter
    if not made and occasion.task:
        yield _of_task(asked, due, found.last)


def _made(asked: _Asked, due: Due) -> Iterator[Reason]:
    """What was done already, with its day."""
    for code, prefix in (("task", ""), ("letter", "letter:")):
        if was_made(due, asked.known, prefix):
            told = asked.acts.get(f"{prefix}{due.key}")
            yield Reason(due.occasion.key, code, due.date, {"made": _day(told.day) if told else None})


def _kept_back(asked: _Asked, due: Due, table: Table) -> Reason | None:
    """What keeps letter and task back alike: the row itself, the limits of the entry, a talk not long ago."""
    occasion = due.occasion
    if due.position in is_set_aside(asked.snapshot, occasion.tab):
        repeats = table.values("duplicate_of")[due.position] if table.has("duplicate_of") else None
        if occasion.tab == "clients" and repeats is not None:
            return Reason(occasion.key, "repeats", due.date, {"other": str(repeats)})
        return Reason(occasion.key, "aside", due.date)
    broken = _broken(asked, due, occasion)
    if broken is not None or not occasion.contact_days:
        return broken
    spoken = last_contacts(asked.snapshot, asked.settings, asked.today).get(asked.number)
    if spoken is None or (asked.today - spoken).days >= occasion.contact_days:
        return None
    return Reason(occasion.key, "spoken", due.date, {"spoken": spoken, "days": occasion.contact_days})


def _broken(asked: _Asked, due: Due, occasion: Occasion) -> Reason | None:
    broken = next(Conditions(asked.snapshot, asked.settings, occasion).broken(due.position), None)
    if broken is None:
        return None
    return Reason(occasion.key, "only" if broken[0] else "unless", due.date, {"field": broken[1]})


def _of_letter(asked: _Asked, due: Due) -> Reason | None:
    """What becomes of the letter; None where the occasion has none or its days are over."""
    occasion = due.occasion
    if occasion.letter is None or "letters" not in asked.snapshot:
        return None
    first, last = (dt.timedelta(days=days) for days in letter_window(occasion))
    if due.date is not None and asked.today > due.date + last:
        return None
    obstacle = asked.people.obstacle(due)
    if obstacle is not None:
        code, details = obstacle
        return Reason(occasion.key, f"letter_{code}", due.date, details)
    if due.date is not None and asked.today < due.date + first:
        return Reason(occasion.key, "letter_soon", due.date, {"first": due.date + first})
    mailing = covered_by_mailings(asked.snapshot, asked.settings, asked.today, asked.people)(due)
    if mailing:
        return Reason(occasion.key, "letter_mailing", due.date, {"mailing": mailing})
    alone = replace(asked.settings, occasions=(occasion,))
    made = {change.key for change in write_letters(asked.snapshot, alone, asked.today) if isinstance(change, AddRow)}
    mail = asked.settings.mail
    if f"letter:{due.key}" not in made and recent_letters(*asked[:3])[asked.number] >= mail.per_client:
        details = {"count": mail.per_client, "days": mail.per_client_days}
        return Reason(occasion.key, "letter_too_many", due.date, details)
    if f"letter:{due.key}" in made or occasion.letters_per_day is None:
        return Reason(occasion.key, "letter_due", due.date)
    return Reason(occasion.key, "letter_limit", due.date, {"count": occasion.letters_per_day})


def _of_task(asked: _Asked, due: Due, over: dt.date | None) -> Reason:
    """What becomes of the task, asked of the engine itself where today is one of its days."""
    occasion = due.occasion
    if occasion.task_only and (broken := _broken(asked, due, of_task_alone(occasion))) is not None:
        return broken
    if due.date is not None and timing_of(occasion, due.date, asked.today, asked.country, over) is None:
        planned = planned_day(occasion, due.date, asked.country)
        first = planned - dt.timedelta(days=occasion.lead_days)
        if asked.today < first:
            return Reason(occasion.key, "soon", due.date, {"first": first})
        late = dt.timedelta(days=max(occasion.stale_days, occasion.apology_days))
        last = max(planned, due.date + late)
        return Reason(occasion.key, "past", due.date, {"last": last if over is None else min(last, over)})
    alone = replace(asked.settings, occasions=(occasion,))
    made = {change.key for change in make_tasks(asked.snapshot, alone, asked.today) if isinstance(change, AddRow)}
    if due.key in made:
        return Reason(occasion.key, "due", due.date)
    if asked.people.gets_letter(due) and not asked.people.always_gets_task(due):
        return Reason(occasion.key, "by_letter", due.date)
    if occasion.limit_per_day is not None:
        return Reason(occasion.key, "limit", due.date, {"count": occasion.limit_per_day})
    return Reason(occasion.key, "due", due.date)


def _day(text: str) -> dt.date | None:
    try:
        return dt.date.fromisoformat(text)
    except ValueError:
        return None
