"""Which found days are due today: windows, days off, lateness, keys; the same rules for every kind of occasion."""

import datetime as dt
from collections.abc import Container, Iterator, Mapping
from dataclasses import replace
from typing import NamedTuple

from sheetcrm.model.settings import Occasion, Settings
from sheetcrm.model.snapshot import Snapshot, Table
from sheetcrm.model.tabs import BY_NAME
from sheetcrm.rules.blocked import blocked_rows
from sheetcrm.rules.clients import ClientIndex
from sheetcrm.rules.occasions.conditions import Conditions
from sheetcrm.rules.occasions.contacts import last_contacts
from sheetcrm.rules.occasions.found import NO_FACTS, Found, client_of
from sheetcrm.rules.occasions.kinds import KINDS
from sheetcrm.rules.occasions.places import LONGEST_CLOSURE, settled_countries, working_day
from sheetcrm.rules.typed import as_text
from sheetcrm.words import fold


class Due(NamedTuple):
    """One occasion of one row. `date` is D, None for a row without a date; `key` makes its acts happen once.

    `act_on`: the day on which somebody is to act. `late`: it went by, so the call begins with an apology.
    """

    occasion: Occasion
    position: int
    date: dt.date | None
    year_born: int | None
    client: str
    key: str
    act_on: dt.date | None = None
    late: bool = False
    facts: Mapping[str, object] = NO_FACTS


class Timing(NamedTuple):
    """When a task about a day is made: from `first` on, to be done on `act_on`, at the latest on `last`."""

    first: dt.date
    act_on: dt.date
    last: dt.date
    is_late: bool


def occasions_due(
    snapshot: Snapshot, settings: Settings, occasion: Occasion, first: int, last: int, today: dt.date
) -> Iterator[Due]:
    """Rows whose day today - D lies within `first`..`last` days, in sheet order.

    Rows that are set aside or repeat another one are left out.
    """
    earliest, latest = today - dt.timedelta(days=last), today - dt.timedelta(days=first)
    for found, client in _candidates(snapshot, settings, occasion, earliest, latest, today):
        if found.last is not None and today > found.last:
            continue
        table = snapshot.table(occasion.tab)
        key = key_of(occasion, table, found, client)
        yield Due(occasion, found.position, found.date, found.year_born, client, key, facts=found.facts)


def acts_due(snapshot: Snapshot, settings: Settings, occasion: Occasion, today: dt.date) -> Iterator[Due]:
    """Rows about which a task is to be made today, in sheet order, each with the day on which somebody is to act."""
    slack = 0 if occasion.on_day_off == "same" else LONGEST_CLOSURE
    earliest = today - dt.timedelta(days=max(occasion.stale_days, occasion.apology_days) + slack)
    latest = today + dt.timedelta(days=occasion.lead_days - occasion.after_days + slack)
    table = snapshot.table(occasion.tab)
    country = _Countries(snapshot, settings, occasion)
    limits = Conditions(snapshot, settings, of_task_alone(occasion)) if occasion.task_only else None
    for found, client in _candidates(snapshot, settings, occasion, earliest, latest, today):
        if limits is not None and not limits.allows(found.position):
            continue
        act_on: dt.date | None = None
        late = False
        if found.date is not None:
            timing = timing_of(occasion, found.date, today, country.of(found.position, client), found.last)
            if timing is None:
                continue
            act_on, late = timing.act_on, timing.is_late
        key = key_of(occasion, table, found, client)
        yield Due(occasion, found.position, found.date, found.year_born, client, key, act_on, late, found.facts)


def was_made(due: Due, known: Container[str], prefix: str = "") -> bool:
    """Whether the act is among the known keys, also under a key that its entry had before; letters have a prefix."""
    if f"{prefix}{due.key}" in known:
        return True
    rest = due.key.removeprefix(due.occasion.key)
    return any(f"{prefix}{former}{rest}" in known for former in due.occasion.formerly)


def of_task_alone(occasion: Occasion) -> Occasion:
    """The occasion with those limits only that its task has and its letter has not."""
    return replace(occasion, only=occasion.task_only, unless={}, countries=(), also={})


def timing_of(
    occasion: Occasion, day: dt.date, today: dt.date, country: str, over: dt.date | None = None
) -> Timing | None:
    """When a task about that day is made, None when today is too early or too late.

    The day to act on is D + `after_days`, moved off days off; a late run acts on the next day on which that may be
    done. It is welcome until D + `stale_days`, and on the moved day itself; then an apology until D + `apology_days`.
    `over`: the day after which none of that counts any more.
    """
    planned = planned_day(occasion, day, country)
    first = planned - dt.timedelta(days=occasion.lead_days)
    if today < first:
        return None
    act_on = max(planned, today)
    if occasion.on_day_off != "same" and act_on != planned:
        act_on = working_day(country, act_on, "after")
    last = max(planned, day + dt.timedelta(days=occasion.stale_days))
    if over is not None and act_on > over:
        return None
    if act_on <= last:
        return Timing(first, act_on, last, False)
    last = day + dt.timedelta(days=occasion.apology_days)
    return Timing(first, act_on, last, True) if act_on <= last else None


def planned_day(occasion: Occasion, day: dt.date, country: str) -> dt.date:
    """The day to act on when no run is missed: D + `after_days`, moved off days off."""
    planned = day + dt.timedelta(days=occasion.after_days)
    if occasion.on_day_off == "same":
        return planned
    return working_day(country, planned, occasion.on_day_off)


def letter_window(occasion: Occasion) -> tuple[int, int]:
    """The first and the last day, counted from D, on which the letter of an occasion may go."""
    first = occasion.after_days - occasion.letter_lead_days
    return first, first + occasion.letter_stale_days


def memory_days(occasion: Occasion, *, of_letter: bool = False) -> int:
    """For how many days after D the key of an act matters: as long as the same act could be planned again."""
    days = max(occasion.stale_days, occasion.apology_days)
    if of_letter:
        days = max(days, letter_window(occasion)[1])
    if occasion.on_day_off != "same":
        days += LONGEST_CLOSURE
    if occasion.when != "date":
        days += _A_YEAR
    return days + 1


_A_YEAR = 366
"""A day that is reckoned from several rows moves when one is added; its key is kept a year longer."""


def is_set_aside(snapshot: Snapshot, tab: str) -> frozenset[int]:
    """Rows of which nothing is made: with a broken number, or repeating an earlier client who is greeted instead."""
    table = snapshot.table(tab)
    blocked = blocked_rows(table, BY_NAME[tab].key_column)
    if tab != "clients" or not table.has("duplicate_of"):
        return blocked
    return blocked | {position for position, mark in enumerate(table.values("duplicate_of")) if mark is not None}


def _candidates(
    snapshot: Snapshot, settings: Settings, occasion: Occasion, earliest: dt.date, latest: dt.date, today: dt.date
) -> Iterator[tuple[Found, str]]:
    table = snapshot.table(occasion.tab)
    if not occasion.enabled or not len(table):
        return
    aside: frozenset[int] | None = None
    conditions = Conditions(snapshot, settings, occasion)
    contacts = last_contacts(snapshot, settings, today) if occasion.contact_days else {}
    for found in KINDS[occasion.when](snapshot, settings, occasion, earliest, latest):
        if aside is None:
            aside = is_set_aside(snapshot, occasion.tab)
        if found.position in aside or not conditions.allows(found.position):
            continue
        client = client_of(table, found.position)
        if not client:
            continue
        if (spoken := contacts.get(client.upper())) is not None:
            if (today - spoken).days < occasion.contact_days:
                continue
            found = found._replace(facts={**found.facts, "contact": spoken})
        yield found, client


class _Countries:
    """The countries of the clients behind the rows, found out only where a day can be moved."""

    def __init__(self, snapshot: Snapshot, settings: Settings, occasion: Occasion) -> None:
        moves = occasion.on_day_off != "same"
        self._countries = settled_countries(snapshot, settings) if moves else []
        self._index = ClientIndex(snapshot, settings) if moves and occasion.tab != "clients" else None
        self._default = settings.country.upper()

    def of(self, position: int, client: str) -> str:
        """The country of the client of a row; the team's where the client is not found."""
        if not self._countries:
            return self._default
        if self._index is None:
            return self._countries[position]
        places = self._index.numbered(client)
        return self._countries[places[0]] if len(places) == 1 else self._default


_SUBJECT = ("name", "relation", "occasion", "product", "purpose")


def key_of(occasion: Occasion, table: Table, found: Found, client: str) -> str:
    """`birthday:C-0042:2027`: the occasion, whose it is, and the year or day it falls on.

    A relative without a name is known by the relation and the day, so that two children are two.
    """
    subject = client.upper()
    own_key = BY_NAME[table.tab].key_column
    nameless = False
    if table.tab != "clients":
        own = as_text(table.values(own_key)[found.position]).upper() if own_key else ""
        parts = {field: fold(as_text(table.values(field)[found.position]))[:60] for field in _SUBJECT}
        nameless = not own and not parts["name"]
        subject = own or "/".join([subject, *filter(None, parts.values())])
    if found.mark is not None:
        when = found.mark
    elif found.date is None:
        when = "never"
    elif occasion.repeat == "yearly" and not nameless:
        when = str(found.date.year)
    else:
        when = found.date.isoformat()
    return f"{occasion.key}:{subject}:{when}"
