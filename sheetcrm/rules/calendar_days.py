"""What stands on which day: birthdays, dates of families and contact persons, name days, holidays, tasks.

Days only; nothing here decides what is to be done about one, and nobody who is set aside or repeats another is shown.
"""

import datetime as dt
import re
from collections.abc import Collection, Iterator, Mapping
from typing import Literal, NamedTuple

from sheetcrm.layout.colours import DAY_OFF_MARK
from sheetcrm.model.cells import is_result
from sheetcrm.model.settings import Settings
from sheetcrm.model.snapshot import Snapshot, Table
from sheetcrm.rules.occasions.dates import days_of_year, is_too_old
from sheetcrm.rules.occasions.due import is_set_aside
from sheetcrm.rules.occasions.kept_days import name_days_kept
from sheetcrm.rules.reading import keys, read_choices, read_column
from sheetcrm.rules.task_rows import open_days
from sheetcrm.rules.typed import as_text, squeeze
from sheetcrm.values.holiday import greeting_name, holiday_name, is_public_holiday
from sheetcrm.words import Words, choice_key
from sheetcrm.words.filling import cut

EventKind = Literal["holiday", "birthday", "date", "name_day", "task"]
KINDS: tuple[EventKind, ...] = ("holiday", "birthday", "date", "name_day", "task")
"""The order in which they stand on a day."""

SIGNS: Mapping[EventKind, str] = {"holiday": "☆", "birthday": "🎂", "date": "♥", "name_day": "✿", "task": "☑"}

LONGEST_NAME = 80
_CONTROLS = re.compile("[\x00-\x1f\x7f-\x9f\u2028\u2029]+")
_CONTACTS = re.compile(r"[,;]?\s*(?:[^\s,;]+@[^\s,;]+|(?<![\w-])\+?\(?\d(?:[\s().\-/]*\d){6,})")
_UNWRITABLE = re.compile("[\ud800-\udfff\ufffe\uffff\u202a-\u202e\u2066-\u2069]")
"""What no file can hold, and what turns the letters that follow round."""
LeapDay = Literal["feb28", "mar1"]
_DATES: tuple[tuple[str, str, EventKind], ...] = (
    ("clients", "birthday", "birthday"),
    ("people", "birthday", "birthday"),
    ("relatives", "date", "date"),
)
_NAMING: Mapping[str, tuple[str, ...]] = {
    "clients": ("name", "company", "number"),
    "people": ("name", "position"),
    "relatives": ("name", "relation", "occasion"),
    "tasks": ("action", "client_name", "number"),
}


class Event(NamedTuple):
    """Something on a day.

    `new`: the plan itself is about to add it. `key_client`: it is about a key client, who comes first. `off`: a
    holiday on which nobody works. `owner`: the number of the client, or of the task.
    """

    day: dt.date
    kind: EventKind
    text: str
    new: bool = False
    key_client: bool = False
    off: bool = False
    owner: str = ""


def sign_of(event: Event) -> str:
    """The sign that stands before the event in a cell, a list or an .ics file."""
    return DAY_OFF_MARK if event.off else SIGNS[event.kind]


class KeptDate(NamedTuple):
    """A date that returns every year. `year` is that of the first one, None where nobody knows it."""

    kind: EventKind
    year: int | None
    month: int
    day: int
    leap_day: LeapDay
    tab: str
    position: int


def events_between(
    snapshot: Snapshot,
    settings: Settings,
    words: Words,
    first: dt.date,
    last: dt.date,
    kinds: Collection[EventKind] = KINDS,
    today: dt.date | None = None,
) -> list[Event]:
    """What stands on the days from `first` to `last`, at most a year, in the order in which it is shown.

    With `today`, tasks that are overdue then stand on today, as they are to be done now.
    """
    found: list[Event] = []
    if "holiday" in kinds:
        found += _holidays(settings.country, first, last)
    if "task" in kinds:
        found += _tasks(snapshot, settings, words, first, last, today)
    important = _key_clients(snapshot)
    for kept, day in _dates_between(snapshot, settings, first, last):
        if kept.kind in kinds:
            found.append(_event(snapshot, words, important, kept.kind, kept.tab, kept.position, day))
    if "name_day" in kinds:
        for position, day in name_days_between(snapshot, settings, first, last):
            found.append(_event(snapshot, words, important, "name_day", "clients", position, day))
    return sorted(found, key=_order)


def _order(event: Event) -> tuple[dt.date, int, bool, str, str]:
    return event.day, KINDS.index(event.kind), not event.key_client, event.text.casefold(), event.owner


def kept_dates(snapshot: Snapshot, settings: Settings) -> Iterator[KeptDate]:
    """Every birthday and family date of the workbook, tab by tab in sheet order; dates that are none are left out."""
    for tab, field, kind in _DATES:
        leap = leap_day_of(settings, tab, field)
        aside = is_set_aside(snapshot, tab)
        for position, reading in enumerate(read_column(snapshot.table(tab), field, settings)):
            value = reading.value
            if isinstance(value, tuple) and position not in aside:
                yield KeptDate(kind, value[0], value[1], value[2], leap, tab, position)


def _dates_between(
    snapshot: Snapshot, settings: Settings, first: dt.date, last: dt.date
) -> Iterator[tuple[KeptDate, dt.date]]:
    for tab, field, kind in _DATES:
        leap = leap_day_of(settings, tab, field)
        window = days_of_year(leap, first, last)
        aside: Collection[int] | None = None
        for position, reading in enumerate(read_column(snapshot.table(tab), field, settings)):
            value = reading.value
            if not isinstance(value, tuple):
                continue
            year, month, number = value
            day = window.get((month, number))
            if day is None or (year is not None and day.year < year) or is_too_old(field, year, day.year):
                continue
            if aside is None:
                aside = is_set_aside(snapshot, tab)
            if position not in aside:
                yield KeptDate(kind, year, month, number, leap, tab, position), day


def name_days_between(
    snapshot: Snapshot, settings: Settings, first: dt.date, last: dt.date
) -> Iterator[tuple[int, dt.date]]:
    """Positions of clients whose name day lies within the days, by the calendars of the team's name day occasions."""
    aside: Collection[int] | None = None
    seen: set[int] = set()
    for occasion in settings.occasions:
        if occasion.when != "name_day" or not occasion.enabled:
            continue
        for found in name_days_kept(snapshot, settings, occasion, first, last):
            if aside is None:
                aside = is_set_aside(snapshot, "clients")
            if found.date is not None and found.position not in aside and found.position not in seen:
                seen.add(found.position)
                yield found.position, found.date


def leap_day_of(settings: Settings, tab: str, field: str) -> LeapDay:
    """Where the team keeps 29 February in other years: as its occasion about that column says."""
    return next((one.leap_day for one in settings.occasions if (one.tab, one.field) == (tab, field)), "feb28")


def day_name(country: str, day: dt.date) -> str | None:
    """What the country calls a day, None for an ordinary one; remarks in brackets are left out.

    >>> day_name("PL", dt.date(2026, 12, 25)), day_name("PL", dt.date(2026, 12, 17)), day_name("??", dt.date.max)
    ('Boże Narodzenie', None, None)
    """
    try:
        name = greeting_name(country, day) or holiday_name(country, day)
    except ValueError:
        return None
    return name.split(" (")[0] if name else None


def whose(table: Table, position: int, words: Words) -> str:
    """Whose day it is, on one line: `Anna Nowak`, `Ola (Jan Nowak)`, `Jan Nowak: Wedding`."""
    name = _name(table, position)
    if table.tab not in ("people", "relatives"):
        return name
    client = next(filter(None, (_text(table, field, position) for field in ("client_name", "client"))), "")
    occasion = _text(table, "occasion", position)
    key = choice_key("date_occasion", occasion) if occasion else None
    said = words.choice("date_occasion", key) if key else occasion
    shown = f"{name} ({client})" if client and name and client != name else name or client
    return f"{shown}: {said}" if said and key != "birthday" and said != name else shown


def without_contacts(text: str) -> str:
    """The text without phone numbers and addresses: a calendar is seen by many.

    >>> without_contacts("Call back: Anna Nowak, +48 (601) 234-567; anna@x.pl, D-0042, 5 May")
    'Call back: Anna Nowak, D-0042, 5 May'
    """
    return _CONTACTS.sub("", text).strip(" ,;:")


def owner_of(table: Table, position: int) -> str:
    """The number of the client the row belongs to, in the form in which numbers are compared."""
    return _text(table, "number" if table.tab in ("clients", "tasks") else "client_number", position).upper()


def _holidays(country: str, first: dt.date, last: dt.date) -> Iterator[Event]:
    for shift in range((last - first).days + 1):
        day = first + dt.timedelta(days=shift)
        name, off = day_name(country, day), is_public_holiday(country, day)
        if name is not None or off:
            yield Event(day, "holiday", name or "", off=off)


def _tasks(
    snapshot: Snapshot, settings: Settings, words: Words, first: dt.date, last: dt.date, today: dt.date | None
) -> Iterator[Event]:
    table = snapshot.table("tasks")
    for position, due in open_days(snapshot, settings):
        day = max(due, today) if today is not None else due
        if first <= day <= last:
            new = not table.row_numbers[position]
            yield Event(day, "task", whose(table, position, words), new, owner=owner_of(table, position))


def _event(
    snapshot: Snapshot, words: Words, important: Collection[str], kind: EventKind, tab: str, position: int, day: dt.date
) -> Event:
    table = snapshot.table(tab)
    owner = owner_of(table, position)
    return Event(day, kind, whose(table, position, words), key_client=owner in important, owner=owner)


def _key_clients(snapshot: Snapshot) -> Collection[str]:
    table = snapshot.table("clients")
    if not table.has("tier"):
        return ()
    tiers = read_choices(snapshot, "clients", "tier", "tier")
    return {number for number, tier in zip(keys(table, "number"), tiers, strict=True) if tier == "key" and number}


def _name(table: Table, position: int) -> str:
    if table.has("surname") and not table.has("name"):
        name = " ".join(filter(None, (_text(table, field, position) for field in ("surname", "first_name"))))
        if name:
            return cut(name, LONGEST_NAME)
    texts = (without_contacts(_text(table, field, position)) for field in _NAMING[table.tab])
    return cut(next(filter(None, texts), ""), LONGEST_NAME)


def _text(table: Table, field: str, position: int) -> str:
    if not table.has(field):
        return ""
    value = table.columns[field][position]
    if not is_result(value):
        return ""
    text = _CONTROLS.sub(" ", as_text(value))
    return squeeze(text if text.isascii() else _UNWRITABLE.sub("", text))
