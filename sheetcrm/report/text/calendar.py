"""A month in the terminal: a grid of days as wide as the screen, and below it everything in full, day by day."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from rich.box import ROUNDED
from rich.console import Console, ConsoleOptions, RenderableType, RenderResult
from rich.table import Table
from rich.text import Text

from sheetcrm.report.calendar import CalendarNames, Day, Event, Month, calendar_names
from sheetcrm.report.text.look import DIM, TITLE, cell, line, paragraph, stacked
from sheetcrm.rules.calendar_days import sign_of
from sheetcrm.words import Words

LINES_PER_DAY = 4
WIDEST = 150
"""On wider screens the grid stays this wide, so that a week is still seen at a glance."""
_TOO_NARROW = 56
_STYLES = {"holiday": "yellow", "birthday": "magenta", "date": "magenta", "name_day": "green", "task": "cyan"}


def month_view(month: Month, words: Words, today: dt.date, *, limit: int = 60) -> RenderableType:
    """The grid, where there is room for one, and the list, of which at most `limit` lines are shown."""
    first_weekday = month.weeks[0][0].day.weekday()
    names = calendar_names(words.language, sunday=first_weekday == 6)
    days = [day for week in month.weeks for day in week if day.of_month and day.events]
    title = f"{names.months[month.month - 1]} {month.year}"
    parts: list[RenderableType] = [line((title, TITLE)), _Grid(month, names, today)]
    if not days:
        return stacked([*parts, line((words.say("calendar_empty"), DIM))])
    rows = [(day.day, event) for day in days for event in day.events]
    parts += ["", line((words.say("calendar_list"), TITLE))]
    before: dt.date | None = None
    for day, event in rows[:limit]:
        if day != before:
            parts.append(_heading(day, names, today, words))
            before = day
        parts.append(
            paragraph((f"{sign_of(event)} ", _STYLES[event.kind]), event.text or "–", *_number(event), indent=4)
        )
    left = len(rows) - limit
    return stacked([*parts, line((words.say("more", count=left), DIM), indent=2)] if left > 0 else parts)


def _heading(day: dt.date, names: CalendarNames, today: dt.date, words: Words) -> RenderableType:
    said = words.say("page_today") if day == today else names.weekday(day)
    return line((words.date((None, day.month, day.day)), TITLE if day == today else ""), (f"  {said}", DIM), indent=2)


def _number(event: Event) -> Sequence[tuple[str, str]]:
    return [(f"  {event.owner}", DIM)] if event.owner else []


@dataclass(frozen=True, slots=True)
class _Grid:
    """The month as a table; on a screen too narrow for seven columns there is only the list."""

    month: Month
    names: CalendarNames
    today: dt.date

    def __rich_console__(self, console: Console, options: ConsoleOptions) -> RenderResult:
        if options.max_width < _TOO_NARROW:
            return
        width = (min(options.max_width, WIDEST) - 8) // 7 - 2
        table = Table(box=ROUNDED, show_lines=True, padding=(0, 1), border_style=DIM)
        for name in self.names.weekdays:
            table.add_column(Text(name), width=width, overflow="ellipsis", no_wrap=True)
        for week in self.month.weeks:
            table.add_row(*(_cell(day, self.today) for day in week))
        yield table


def _cell(day: Day, today: dt.date) -> Text:
    if not day.of_month:
        return Text("")
    off = any(event.off for event in day.events) or day.day.weekday() >= 5
    style = "bold reverse" if day.day == today else "red" if off else DIM if day.day < today else "bold"
    whole = Text(str(day.day.day), style=style, no_wrap=True, overflow="ellipsis")
    shown = day.events if len(day.events) <= LINES_PER_DAY else day.events[: LINES_PER_DAY - 1]
    for event in shown:
        whole.append("\n").append_text(cell(f"{sign_of(event)} {event.text}", _STYLES[event.kind]))
    if len(shown) < len(day.events):
        whole.append("\n").append_text(cell(f"+{len(day.events) - len(shown)}", DIM))
    return whole
