"""The day's list as a page to print and take along: a box to tick, whom to call when, what to say, room for notes."""

import datetime as dt
from collections.abc import Sequence
from pathlib import Path

from sheetcrm.errors import WorkbookNotWritable
from sheetcrm.model.settings import Settings
from sheetcrm.report.page.markup import Html, element
from sheetcrm.report.page.shell import whole_page
from sheetcrm.rules.agenda import Entry, by_manager
from sheetcrm.rules.agenda_text import counts_text, due_text, hour_text
from sheetcrm.words import Words


def write_agenda_page(
    path: Path, entries: Sequence[Entry], settings: Settings, words: Words, moment: dt.datetime
) -> None:
    """Write the page of the list. Raises WorkbookNotWritable."""
    try:
        path.write_text(agenda_page(entries, settings, words, moment), encoding="utf-8", errors="replace")
    except OSError as error:
        raise WorkbookNotWritable("not-writable", path=path, reason=error.strerror or str(error)) from error


def agenda_page(entries: Sequence[Entry], settings: Settings, words: Words, moment: dt.datetime) -> str:
    """The page, one part a manager, each on a sheet of its own in print; no script, nothing from elsewhere."""
    title = words.say("today_title", date=moment.date())
    parts = [
        element(
            "section",
            element("h2", name or words.say("today_nobody")),
            element("p", counts_text(listed, words), class_="quiet"),
            element("ol", *(_entry(entry, words, moment) for entry in listed), class_="tasks"),
            class_="of-manager",
        )
        for name, listed in by_manager(entries).items()
    ] or [element("p", words.say("today_none"))]
    body = element("main", element("header", element("h1", title), element("p", settings.title)), *parts)
    return whole_page(body, f"{title} · {settings.title}", words, styles=("page.css", "tasks.css"))


def _entry(entry: Entry, words: Words, moment: dt.datetime) -> Html:
    due = element("span", due_text(entry, words), class_="due late" if entry.late else "due")
    hour = hour_text(entry, words, moment)
    head = element(
        "div",
        element("span", "", class_="box", aria_hidden="true"),
        element("b", entry.action),
        due,
        class_="task-head",
    )
    whom = element(
        "p",
        element("bdi", " ".join(filter(None, (entry.client, entry.client_name)))),
        element("bdi", entry.channel, class_="channel") if entry.channel else None,
        element("span", hour, class_=f"hour {entry.hour}") if hour else None,
    )
    told = [entry.why, words.say("today_gift", note=entry.gift) if entry.gift else "", entry.number]
    return element(
        "li",
        head,
        whom,
        element("blockquote", entry.say) if entry.say else None,
        element("p", " · ".join(filter(None, told)), class_="quiet"),
        element("div", f"{words.say('today_result')}:", class_="notes"),
    )
