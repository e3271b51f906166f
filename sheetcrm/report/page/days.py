"""The days ahead on the page: months as pictures, and the list of what is due."""

import datetime as dt
from collections.abc import Sequence
from itertools import groupby

from sheetcrm.report.calendar import CalendarNames, Event, calendar_names, months, sunday_first
from sheetcrm.report.page.markup import Html, element
from sheetcrm.report.page.pictures import PICTURED, month_picture
from sheetcrm.words import Words

LISTED_DAYS = 14
LISTED_PER_DAY = 8


def days_section(events: Sequence[Event], words: Words, today: dt.date, region: str) -> Html:
    """A picture of each month that has events, the present one always, and the first days in words."""
    heading = element("h2", words.say("page_calendar"))
    sunday = sunday_first(region)
    names = calendar_names(words.language, sunday)
    last = max((event.day for event in events), default=today)
    pictures = [month_picture(month, names, today, words) for month in months(events, today, last, sunday_first=sunday)]
    by_day = [(day, list(found)) for day, found in groupby(events, key=lambda event: event.day)]
    listed = [_day(day, found, names, words, today) for day, found in by_day[:LISTED_DAYS]]
    nothing = None if events else element("p", words.say("page_calendar_empty"), class_="quiet")
    legend = [
        element("li", element("i", class_=f"dot {kind}"), words.say(f"page_{kind}"))
        for kind in PICTURED
        if any(event.kind == kind for event in events)
    ]
    left = sum(len(found) for _, found in by_day[LISTED_DAYS:])
    more = element("p", words.say("more", count=left), class_="quiet") if left else None
    side = element("div", element("ul", *legend, class_="legend"), *listed, more, nothing, class_="agenda")
    return element(
        "section", heading, element("div", element("div", *pictures, class_="months"), side, class_="days"), id="days"
    )


def _day(day: dt.date, events: Sequence[Event], names: CalendarNames, words: Words, today: dt.date) -> Html:
    said = words.say("page_today") if day == today else names.weekday(day)
    rows = [
        element(
            "li",
            element("i", class_=f"dot {event.kind}"),
            element("bdi", event.text or "–"),
            element("em", "+") if event.new else None,
            class_="find",
        )
        for event in events[:LISTED_PER_DAY]
    ]
    left = len(events) - len(rows)
    more = element("li", words.say("more", count=left), class_="quiet") if left > 0 else None
    head = element("h4", words.date((None, day.month, day.day)), " ", element("small", said))
    return element("div", head, element("ul", *rows, more), class_="day-list")
