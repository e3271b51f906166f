"""Pictures as inline SVG: bars and months; colours come from the style sheet, so that they suit day and night."""

import datetime as dt
from collections.abc import Sequence
from typing import NamedTuple

from sheetcrm.report.calendar import CalendarNames, Day, Event, Month
from sheetcrm.report.page.markup import Html, element
from sheetcrm.words import Words

CELL_WIDTH, CELL_HEIGHT, HEAD = 46, 44, 22
PICTURED = ("birthday", "date", "name_day", "task")
"""The kinds that have a dot of their own."""
_LISTED_PER_DAY = 12


class Bar(NamedTuple):
    """One bar: what it counts, how many, and the class that colours it."""

    label: str
    number: int
    colour: str


def bars(rows: Sequence[Bar], more: str | None = None) -> Html:
    """One bar under the other, the longest as wide as there is room; `more` tells of those that are not drawn."""
    rest = element("li", element("span", more, class_="quiet")) if more else None
    most = max((row.number for row in rows), default=1)
    return element("ul", *(_bar(row, most) for row in rows), rest, class_="bars")


def _bar(row: Bar, most: int) -> Html:
    length = max(1.0, round(100 * row.number / most, 1))
    picture = element(
        "svg",
        element("rect", width=100, height=8, class_="track"),
        element("rect", width=str(length), height=8, class_=row.colour),
        viewBox="0 0 100 8",
        preserveAspectRatio="none",
        aria_hidden="true",
    )
    return element("li", element("span", row.label, class_="label"), element("b", thousands(row.number)), picture)


def month_picture(month: Month, names: CalendarNames, today: dt.date, words: Words) -> Html:
    """The month as a grid of days, each with a dot per kind of event and the events as its title."""
    height = HEAD + CELL_HEIGHT * len(month.weeks)
    heads = [
        element("text", name, x=place * CELL_WIDTH + CELL_WIDTH // 2, y=14, class_="weekday")
        for place, name in enumerate(names.weekdays)
    ]
    days = [
        _day(day, column * CELL_WIDTH, HEAD + row * CELL_HEIGHT, today, words)
        for row, week in enumerate(month.weeks)
        for column, day in enumerate(week)
        if day.of_month
    ]
    title = f"{names.months[month.month - 1]} {month.year}"
    picture = element(
        "svg", *heads, *days, viewBox=f"0 0 {7 * CELL_WIDTH} {height}", role="img", aria_label=title, class_="month"
    )
    return element("figure", element("figcaption", title), picture)


def _day(day: Day, left: int, top: int, today: dt.date, words: Words) -> Html:
    kinds = [kind for kind in PICTURED if any(event.kind == kind for event in day.events)]
    middle = left + CELL_WIDTH / 2
    dots = [
        element("circle", cx=str(middle + 9 * (place - (len(kinds) - 1) / 2)), cy=top + 32, r=3, class_=f"fill-{kind}")
        for place, kind in enumerate(kinds)
    ]
    state = "today" if day.day == today else "past" if day.day < today else "busy" if day.events else "free"
    count = len(day.events)
    return element(
        "g",
        element("title", day_title(day.day, day.events, words)) if count else None,
        element("rect", x=left + 2, y=top + 2, width=CELL_WIDTH - 4, height=CELL_HEIGHT - 4, rx=8),
        element("text", str(day.day.day), x=str(middle), y=top + 21),
        *dots,
        element("text", thousands(count), x=left + CELL_WIDTH - 6, y=top + 13, class_="count") if count > 1 else None,
        class_=f"day {state}",
    )


def day_title(day: dt.date, events: Sequence[Event], words: Words) -> str:
    """What a pointer resting on the day is told, one event a line."""
    texts = [event.text for event in events[:_LISTED_PER_DAY]]
    more = [words.say("more", count=len(events) - len(texts))] if len(events) > len(texts) else []
    return "\n".join([words.date(day), *texts, *more])


def thousands(count: int) -> str:
    """A count with narrow blanks between thousands.

    >>> thousands(100000).split()
    ['100', '000']
    """
    return f"{count:,}".replace(",", "\N{NARROW NO-BREAK SPACE}")
