"""`sheetcrm calendar`: a month with whose days it holds, in the terminal, as a page or for calendar programs."""

import datetime as dt
from pathlib import Path

import click

from sheetcrm.cli.running import Running, running_command, sensible_day
from sheetcrm.errors import WrongUsage
from sheetcrm.model.snapshot import Snapshot
from sheetcrm.report.as_json_calendar import calendar_form
from sheetcrm.report.calendar import ONLY_TASKS, month_of
from sheetcrm.report.feeds import dates_events, tasks_events, write_feed
from sheetcrm.report.page.month import write_month_page
from sheetcrm.report.text.calendar import month_view
from sheetcrm.report.text.look import sentence
from sheetcrm.rules.calendar_days import KINDS


@click.command()
@click.option("--month", metavar="YYYY-MM", help="This month (default: the present one).")
@click.option("--page", type=click.Path(dir_okay=False, path_type=Path), help="Write the month as a page to print.")
@click.option("--ics", type=click.Path(dir_okay=False, path_type=Path), help="Write all dates for calendar programs.")
@click.option("--tasks", is_flag=True, help="The tasks only; with --ics, they are written in place of the dates.")
@click.option("--limit", default=60, show_default=True, help="Show at most so many lines below the month.")
@running_command
def calendar(running: Running, month: str | None, page: Path | None, ics: Path | None, tasks: bool, limit: int) -> None:
    """Show a month: birthdays, name days, family dates, holidays and tasks."""
    first, snapshot = _month(month, running.today), running.store.read()
    if ics is not None:
        _write_feed(running, snapshot, ics, tasks=tasks)
    kinds = ONLY_TASKS if tasks else KINDS
    shown = month_of(snapshot, running.settings, running.words, first, running.today, kinds)
    if page is not None:
        write_month_page(page, shown, running.settings, running.words, running.today)
        _said(running, "calendar_written", page)
    if running.as_json:
        running.say_json(calendar_form(shown))
    elif page is None and ics is None:
        running.say(month_view(shown, running.words, running.today, limit=limit))


def _write_feed(running: Running, snapshot: Snapshot, path: Path, *, tasks: bool) -> None:
    settings, words = running.settings, running.words
    if tasks:
        events, name = tasks_events(snapshot, settings, words), words.say("calendar_feed_tasks")
    else:
        events, name = dates_events(snapshot, settings, words, running.today), words.say("calendar_feed_dates")
    stamp = dt.datetime.combine(running.today, dt.time(), dt.UTC)
    _said(running, "calendar_written" if write_feed(path, events, name, stamp) else "calendar_same", path)


def _said(running: Running, key: str, path: Path) -> None:
    """Tell what was written; a program that reads JSON needs no sentence."""
    if not running.as_json:
        running.say(sentence(running.words.say(key, path=str(path))))


def _month(text: str | None, today: dt.date) -> dt.date:
    """The first day of the month that was named."""
    if text is None:
        return today.replace(day=1)
    try:
        return sensible_day(dt.datetime.strptime(text.strip(), "%Y-%m").date())
    except ValueError as error:
        raise WrongUsage("month-unreadable", value=text) from error
