"""The calendars of a workbook: its dates and its open tasks as files that calendar programs subscribe to.

They tell names and numbers of clients and nothing more. No age is told: an event of every year has one text for all
years, and one event for each birthday would have to be renewed every year in calendars that were imported once.
"""

import datetime as dt
import os
import tempfile
from calendar import isleap
from collections import Counter
from collections.abc import Iterator, Sequence
from pathlib import Path

from sheetcrm.errors import WorkbookNotWritable
from sheetcrm.model.settings import Settings
from sheetcrm.model.snapshot import Snapshot
from sheetcrm.report.ics import FIRST_YEAR, CalendarEvent, calendar_file, uid_of, yearly
from sheetcrm.rules.calendar_days import (
    SIGNS,
    kept_dates,
    name_days_between,
    owner_of,
    whose,
)
from sheetcrm.rules.occasions.dates import is_too_old
from sheetcrm.rules.reading import texts
from sheetcrm.rules.task_rows import open_days
from sheetcrm.words import Words, fold, words_of

DATES_FILE, TASKS_FILE = "dates.ics", "tasks.ics"
YEARS_OF_MOVING_DAYS = 4
"""Name days that follow Easter have an event of their own for so many years; one of any four is a leap year."""


def dates_events(snapshot: Snapshot, settings: Settings, words: Words, today: dt.date) -> list[CalendarEvent]:
    """All birthdays, family dates and name days, each returning every year."""
    return [*_dates(snapshot, settings, words, today), *_name_days(snapshot, settings, words, today)]


def tasks_events(
    snapshot: Snapshot, settings: Settings, words: Words, assignee: str | None = None
) -> list[CalendarEvent]:
    """The open tasks that have a day, or those of one `assignee`, on the day on which they are due."""
    table = snapshot.table("tasks")
    wanted = fold(assignee) if assignee is not None else None
    assignees, keys = texts(table, "assignee"), texts(table, "key")
    names = texts(table, "client_name")
    made: Counter[str] = Counter()
    found = []
    for position, due in open_days(snapshot, settings):
        if wanted is not None and fold(assignees[position]) != wanted:
            continue
        number, text = owner_of(table, position), whose(table, position, words)
        uid = _counted(uid_of("task", number or keys[position] or (text, names[position], due)), made)
        clients = texts(table, "client_number")[position] or texts(table, "client")[position]
        told = ", ".join(dict.fromkeys(filter(None, (number, names[position], clients))))
        found.append(CalendarEvent(uid, due, f"{SIGNS['task']} {text}", told, kind=words.say("page_task")))
    return found


def write_feeds(folder: Path, snapshot: Snapshot, settings: Settings, today: dt.date, stamp: dt.datetime) -> list[Path]:
    """Write both files into a folder, and give those that have changed."""
    words = words_of(settings.language)
    feeds = (
        (DATES_FILE, "calendar_feed_dates", dates_events(snapshot, settings, words, today)),
        (TASKS_FILE, "calendar_feed_tasks", tasks_events(snapshot, settings, words)),
    )
    return [
        folder / name for name, title, events in feeds if write_feed(folder / name, events, words.say(title), stamp)
    ]


def write_feed(path: Path, events: Sequence[CalendarEvent], name: str, stamp: dt.datetime) -> bool:
    """Write a calendar in one piece, and only if it says something else than what stands there; give whether it did.

    A new file is for its owner alone; one that is there keeps its rights. Raises WorkbookNotWritable.
    """
    try:
        there = path.read_bytes() if path.exists() else None
        content = calendar_file(events, name, stamp, there)
        if content == there:
            return False
        path.parent.mkdir(parents=True, exist_ok=True)
        number, temporary = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")
        try:
            with os.fdopen(number, "wb") as file:
                file.write(content)
            if there is not None:
                Path(temporary).chmod(path.stat().st_mode & 0o777)
            Path(temporary).replace(path)
        except BaseException:
            Path(temporary).unlink(missing_ok=True)
            raise
    except OSError as error:
        raise WorkbookNotWritable("not-writable", path=path, reason=error.strerror or str(error)) from error
    return True


def _dates(snapshot: Snapshot, settings: Settings, words: Words, today: dt.date) -> Iterator[CalendarEvent]:
    made: Counter[str] = Counter()
    kinds = {kind: words.say(f"page_{kind}") for kind in ("birthday", "date")}
    for kept in kept_dates(snapshot, settings):
        if is_too_old(kept.kind, kept.year, today.year):
            continue
        table = snapshot.table(kept.tab)
        owner, text = owner_of(table, kept.position), whose(table, kept.position, words)
        own = owner if kept.tab == "clients" and owner else (owner, fold(text))
        uid = _counted(uid_of(kept.kind, kept.tab, own), made)
        event = CalendarEvent(uid, dt.date.max, f"{SIGNS[kept.kind]} {text}", owner, kind=kinds[kept.kind])
        yield from yearly(event, kept.month, kept.day, kept.year, kept.leap_day)


def _name_days(snapshot: Snapshot, settings: Settings, words: Words, today: dt.date) -> Iterator[CalendarEvent]:
    """Name days of every year as such; one that moves with Easter as single days, for some years."""
    table = snapshot.table("clients")
    years = range(today.year, today.year + YEARS_OF_MOVING_DAYS)
    days: dict[int, list[dt.date]] = {}
    for year in years:
        for position, day in name_days_between(snapshot, settings, dt.date(year, 1, 1), dt.date(year, 12, 31)):
            days.setdefault(position, []).append(day)
    made: Counter[str] = Counter()
    for position, found in sorted(days.items()):
        owner, text = owner_of(table, position), whose(table, position, words)
        uid = _counted(uid_of("name_day", owner or fold(text)), made)
        kind = words.say("page_name_day")
        event = CalendarEvent(uid, found[0], f"{SIGNS['name_day']} {text}", owner, kind=kind)
        dates = {(day.month, day.day) for day in found}
        common = {(day.month, day.day) for day in found if not isleap(day.year)}
        if len(found) == len(years) and len(dates) == 1:
            yield from yearly(event, *dates.pop())
        elif dates == {(2, 28), (2, 29)}:
            yield from yearly(event, 2, 29)
        elif len(found) == len(years) and len(common) == 1:
            yield from _every_fourth_year(event, found)
        else:
            yield from (event._replace(uid=f"{uid}-{day.year}", day=day) for day in found)


def _every_fourth_year(event: CalendarEvent, found: Sequence[dt.date]) -> Iterator[CalendarEvent]:
    """A day that is another one in leap years only: old style, or 29 February kept on 1 March."""
    for day in found:
        step = (day.year - FIRST_YEAR) % 4
        first = day.replace(year=FIRST_YEAR + step)
        yield event._replace(uid=f"{event.uid}-{step}", day=first, rule="FREQ=YEARLY;INTERVAL=4")


def _counted(uid: str, made: Counter[str]) -> str:
    """The UID, with a count behind it from the second time on: two of one name are two."""
    made[uid] += 1
    return uid if made[uid] == 1 else f"{uid}-{made[uid]}"
