"""A month as a page to print and hang up: a grid on one landscape sheet, and behind it every day in full."""

import datetime as dt
from collections.abc import Sequence
from pathlib import Path

from sheetcrm.errors import WorkbookNotWritable
from sheetcrm.model.settings import Settings
from sheetcrm.report.calendar import CalendarNames, Day, Event, Month, calendar_names
from sheetcrm.report.page.markup import Html, element
from sheetcrm.report.page.shell import whole_page
from sheetcrm.rules.calendar_days import KINDS, sign_of
from sheetcrm.words import Words

LINES_PER_DAY = 5


def write_month_page(path: Path, month: Month, settings: Settings, words: Words, today: dt.date) -> None:
    """Write the page of a month. Raises WorkbookNotWritable."""
    try:
        path.write_text(month_page(month, settings, words, today), encoding="utf-8", errors="replace")
    except OSError as error:
        raise WorkbookNotWritable("not-writable", path=path, reason=error.strerror or str(error)) from error


def month_page(month: Month, settings: Settings, words: Words, today: dt.date) -> str:
    """The page; it needs no script and nothing from elsewhere."""
    names = calendar_names(words.language, sunday=month.weeks[0][0].day.weekday() == 6)
    title = f"{names.months[month.month - 1]} {month.year}"
    days = [day for week in month.weeks for day in week if day.of_month and day.events]
    body = element(
        "main",
        element(
            "section",
            element("header", element("h1", title), element("p", settings.title), class_="month-head"),
            _grid(month, names, today),
            _legend(days, words),
            class_="sheet",
        ),
        _list(days, names, words, today),
    )
    return whole_page(body, f"{title} · {settings.title}", words, styles=("page.css", "month.css"))


def _grid(month: Month, names: CalendarNames, today: dt.date) -> Html:
    heads = element("thead", element("tr", *(element("th", name, scope="col") for name in names.weekdays)))
    rows = [element("tr", *(_cell(day, today) for day in week)) for week in month.weeks]
    return element("table", heads, element("tbody", *rows), class_=f"grid weeks-{len(rows)}")


def _cell(day: Day, today: dt.date) -> Html:
    if not day.of_month:
        return element("td", class_="other")
    holidays = [event for event in day.events if event.kind == "holiday"]
    rest = [event for event in day.events if event.kind != "holiday"]
    state = ["off"] if day.day.weekday() >= 5 or any(event.off for event in holidays) else []
    state += ["today"] if day.day == today else []
    room = LINES_PER_DAY - bool(holidays)
    shown = rest if len(rest) <= room else rest[: room - 1]
    named = "; ".join(filter(None, (event.text for event in holidays)))
    head = element("div", element("b", str(day.day.day)), element("span", named) if named else None, class_="day-head")
    more = [element("li", f"+{len(rest) - len(shown)}", class_="quiet")] if len(shown) < len(rest) else []
    lines = element("ul", *(_line(event) for event in shown), *more) if rest else None
    return element("td", head, lines, class_=" ".join(state) or None)


def _line(event: Event) -> Html:
    mark = element("i", sign_of(event), class_=f"sign {event.kind}", aria_hidden="true")
    return element("li", mark, element("bdi", event.text or "–"))


def _legend(days: Sequence[Day], words: Words) -> Html:
    """What the signs mean, of those that are there."""
    signs = {
        (KINDS.index(event.kind), not event.off, sign_of(event)): "page_day_off" if event.off else f"page_{event.kind}"
        for day in days
        for event in day.events
    }
    parts = [element("li", element("i", sign), " ", words.say(key)) for (_, _, sign), key in sorted(signs.items())]
    return element("ul", *parts, class_="signs")


def _list(days: Sequence[Day], names: CalendarNames, words: Words, today: dt.date) -> Html:
    blocks = [
        element(
            "div",
            element(
                "h4",
                words.date((None, day.day.month, day.day.day)),
                " ",
                element("small", words.say("page_today") if day.day == today else names.weekday(day.day)),
            ),
            element("ul", *(_listed(event) for event in day.events)),
            class_="day-list",
        )
        for day in days
    ]
    nothing = None if blocks else element("p", words.say("calendar_empty"), class_="quiet")
    heading = element("h2", words.say("calendar_list"))
    return element("section", heading, element("div", *blocks, class_="listed"), nothing, class_="list")


def _listed(event: Event) -> Html:
    number = element("small", event.owner) if event.owner else None
    mark = element("i", sign_of(event), class_=f"sign {event.kind}", aria_hidden="true")
    return element("li", mark, element("bdi", event.text or "–"), " ", number)
