"""Why a client did or did not get an occasion this year: the engine's own steps, and the first that decided.

Nothing is decided here; a step that the engine takes and this page does not would be a lie to somebody who asks.
"""

import datetime as dt
from collections.abc import Iterator, Mapping
from typing import NamedTuple

from sheetcrm.model.settings import Occasion, Settings
from sheetcrm.model.snapshot import Snapshot, Table
from sheetcrm.rules.duplicates.aliases import aliases_of, with_survivors
from sheetcrm.rules.memory import Entry, remembered
from sheetcrm.rules.occasions.conditions import Conditions
from sheetcrm.rules.occasions.due import is_set_aside, key_of, planned_day, timing_of
from sheetcrm.rules.occasions.found import Found, client_of
from sheetcrm.rules.occasions.kinds import KINDS
from sheetcrm.rules.occasions.places import settled_countries
from sheetcrm.rules.reading import keys, texts

CODES = ("task", "letter", "due", "soon", "past", "only", "unless", "aside", "repeats", "no_day", "no_tab")
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


def reasons_for(
    snapshot: Snapshot, settings: Settings, today: dt.date, number: str, only: str | None = None
) -> list[Reason]:
    """One or more answers for each occasion (or the one named `only`), in the order of the file.

    Empty for a number that stands nowhere; an archived number stands for the client it became part of.
    """
    aliases = aliases_of(snapshot)
    wanted = aliases.get(number.strip().upper(), number.strip().upper())
    numbers = keys(snapshot.table("clients"), "number")
    if wanted not in numbers:
        return []
    acts = remembered(snapshot)
    written = {*acts, *texts(snapshot.table("tasks"), "key"), *texts(snapshot.table("mailings"), "key")}
    country = settled_countries(snapshot, settings)[numbers.index(wanted)]
    known = frozenset(with_survivors(written, aliases, settings))
    asked = _Asked(snapshot, settings, today, wanted, country, acts, known)
    return [
        reason
        for occasion in settings.occasions
        if only in (None, occasion.key)
        for reason in _of_occasion(asked, occasion)
    ]


def _of_occasion(asked: _Asked, occasion: Occasion) -> Iterator[Reason]:
    table = asked.snapshot.table(occasion.tab)
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
        yield _of_day(asked, occasion, table, each)


def _span(occasion: Occasion, today: dt.date) -> tuple[dt.date, dt.date]:
    """The days asked about: this year, and whatever an act of today may be about."""
    first, last = dt.date(today.year, 1, 1), dt.date(today.year, 12, 31)
    if occasion.repeat == "yearly":
        return first, last
    late = max(occasion.stale_days, occasion.apology_days)
    return min(first, today - dt.timedelta(days=late)), max(last, today + dt.timedelta(days=occasion.lead_days))


def _of_day(asked: _Asked, occasion: Occasion, table: Table, found: Found) -> Reason:
    key = key_of(occasion, table, found, client_of(table, found.position))
    for code, act in (("task", key), ("letter", f"letter:{key}")):
        if act in asked.known:
            told = asked.acts.get(act)
            return Reason(occasion.key, code, found.date, {"made": _day(told.day) if told else None})
    if found.position in is_set_aside(asked.snapshot, occasion.tab):
        repeats = table.values("duplicate_of")[found.position] if table.has("duplicate_of") else None
        if occasion.tab == "clients" and repeats is not None:
            return Reason(occasion.key, "repeats", found.date, {"other": str(repeats)})
        return Reason(occasion.key, "aside", found.date)
    broken = next(Conditions(asked.snapshot, asked.settings, occasion).broken(found.position), None)
    if broken is not None:
        wanted, field = broken
        return Reason(occasion.key, "only" if wanted else "unless", found.date, {"field": field})
    if found.date is None or timing_of(occasion, found.date, asked.today, asked.country) is not None:
        return Reason(occasion.key, "due", found.date)
    planned = planned_day(occasion, found.date, asked.country)
    first = planned - dt.timedelta(days=occasion.lead_days)
    if asked.today < first:
        return Reason(occasion.key, "soon", found.date, {"first": first})
    late = max(occasion.stale_days, occasion.apology_days)
    return Reason(occasion.key, "past", found.date, {"last": max(planned, found.date + dt.timedelta(days=late))})


def _day(text: str) -> dt.date | None:
    try:
        return dt.date.fromisoformat(text)
    except ValueError:
        return None
