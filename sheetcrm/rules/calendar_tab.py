"""The Calendar tab: the weeks of this month and the next with whose days they hold, kept up by the robot.

In a cell, a line that begins with one of the robot's signs is the robot's, and so is the day above; every other line
is people's and stays with its day for as long as that is shown.
"""

import datetime as dt
from collections.abc import Iterator, Sequence
from itertools import groupby

from sheetcrm.layout.additions import WEEKS
from sheetcrm.layout.colours import DAY_OFF_MARK, WEEK
from sheetcrm.model.cells import CellValue, is_result, same_cell
from sheetcrm.model.changes import AddRow, Change, SetCells
from sheetcrm.model.settings import Settings
from sheetcrm.model.snapshot import Snapshot, Table
from sheetcrm.rules.calendar_days import SIGNS, Event, events_between, sign_of
from sheetcrm.rules.typed import as_text
from sheetcrm.words import LANGUAGES, Words, words_of
from sheetcrm.words.filling import cut

MOST_LINES = 5
"""So many people stand in a cell; of more, the others are counted."""
MORE = "+"
_KEY = "week-"
_LONGEST_NAME = 48
_SIGNS = (*SIGNS.values(), DAY_OFF_MARK)
_LONGEST_LINE, _MOST_NOTES = 300, 20
"""What people write into a day beyond so many signs a line, and so many lines, is left out: no cell is endless."""


def fill_calendar(snapshot: Snapshot, settings: Settings, today: dt.date) -> Iterator[Change]:
    """Yield one change per week that is to say something else, and the weeks that are missing.

    The rows hold the weeks in their order in the sheet, so whoever sorts or deletes some finds all in order after the
    next run. Without the tab, or with one that lost its days, nothing is done.
    """
    table = snapshot.table("calendar")
    if not table.has("week_of") or not table.has("key") or not any(table.has(day) for day in WEEK):
        return
    first = first_monday(today)
    words = words_of(settings.language)
    slots = _slots(table)
    last = first + dt.timedelta(days=7 * WEEKS - 1)
    lines = _robots_lines(events_between(snapshot, settings, words, first, last, today=today), words)
    notes = _peoples_lines(table, slots)
    free = iter([key for key in _keys() if key not in {key for _, key in slots}])
    for number in range(WEEKS):
        monday = first + dt.timedelta(days=7 * number)
        wanted = _row(monday, lines, notes, words)
        if number < len(slots):
            position = slots[number][0]
            cells = {
                field: (was, value)
                for field, value in wanted.items()
                if table.has(field) and not same_cell(was := table.columns[field][position], value)
            }
            if cells:
                yield SetCells("calendar", table.anchors[position], cells, "calendar")
        else:
            key = next(free)
            added = {field: value for field, value in {**wanted, "key": key}.items() if table.has(field)}
            yield AddRow("calendar", added, f"calendar:{key}", "calendar")


def first_monday(today: dt.date) -> dt.date:
    """The Monday of the week in which the month begins.

    >>> first_monday(dt.date(2026, 11, 22))
    datetime.date(2026, 10, 26)
    """
    first = today.replace(day=1)
    return first - dt.timedelta(days=first.weekday())


def day_label(day: dt.date, language: str) -> str:
    """The first line of a cell; it keeps a text from being taken for a formula.

    >>> day_label(dt.date(2026, 12, 8), "en"), day_label(dt.date(2026, 12, 8), "pl")
    ('8 December', '8 grudnia')
    """
    return words_of(language).date((None, day.month, day.day))


def _keys() -> list[str]:
    return [f"{_KEY}{number}" for number in range(1, WEEKS + 1)]


def _slots(table: Table) -> list[tuple[int, str]]:
    """Position and key of the rows that are weeks of ours, each key once, in sheet order."""
    known = set(_keys())
    found: dict[str, int] = {}
    for position, key in enumerate(table.values("key")):
        if isinstance(key, str) and key in known:
            found.setdefault(key, position)
    return sorted((position, key) for key, position in found.items())


def _row(
    monday: dt.date, lines: dict[dt.date, list[str]], notes: dict[dt.date, list[str]], words: Words
) -> dict[str, CellValue]:
    row: dict[str, CellValue] = {"week_of": monday}
    for shift, field in enumerate(WEEK):
        day = monday + dt.timedelta(days=shift)
        row[field] = "\n".join([day_label(day, words.language), *lines.get(day, ()), *notes.get(day, ())])
    return row


def _robots_lines(events: Sequence[Event], words: Words) -> dict[dt.date, list[str]]:
    """Day -> its lines: holidays, then people, then how many tasks are due."""
    found: dict[dt.date, list[str]] = {}
    for day, group in groupby(events, key=lambda event: event.day):
        of_day = list(group)
        tasks = sum(event.kind == "task" for event in of_day)
        people = [
            f"{sign_of(event)} {cut(event.text, _LONGEST_NAME)}"
            for event in of_day
            if event.kind not in ("holiday", "task")
        ]
        shown = people if len(people) <= MOST_LINES else people[: MOST_LINES - 1]
        lines = [f"{sign_of(event)} {event.text}".rstrip() for event in of_day if event.kind == "holiday"]
        lines += shown
        lines += [f"{MORE}{len(people) - len(shown)}"] if len(people) > len(shown) else []
        lines += [f"{SIGNS['task']} {words.count(tasks, 'tasks')}"] if tasks else []
        found[day] = lines
    return found


def _peoples_lines(table: Table, slots: Sequence[tuple[int, str]]) -> dict[dt.date, list[str]]:
    """Day -> the lines in its cell that the robot did not write; the week of the row tells which day that is."""
    found: dict[dt.date, list[str]] = {}
    for position, _ in slots:
        monday = table.columns["week_of"][position]
        if type(monday) is not dt.date or monday.weekday():
            continue
        for shift, field in enumerate(WEEK):
            value = table.values(field)[position]
            if not is_result(value) or (table.anchors[position], field) in table.formulas:
                continue
            try:
                day = monday + dt.timedelta(days=shift)
            except OverflowError:
                continue
            lines = _own_lines(as_text(value) if not isinstance(value, str) else value, day)
            if lines:
                found.setdefault(day, []).extend(lines)
    return {day: list(dict.fromkeys(lines))[:_MOST_NOTES] for day, lines in found.items()}


def _own_lines(text: str, day: dt.date) -> list[str]:
    lines = [line.strip()[:_LONGEST_LINE].rstrip() for line in text.splitlines()]
    labels = {day_label(day, language) for language in LANGUAGES}
    return [
        line
        for at, line in enumerate(lines)
        if line and not line.startswith(_SIGNS) and not (at == 0 and line in labels) and not _is_count(line)
    ]


def _is_count(line: str) -> bool:
    return line.startswith(MORE) and line[1:].isdecimal()
