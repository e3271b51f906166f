"""`sheetcrm tasks`: the list of the day, in the terminal, on paper, for calendars; the sheet stays as it is."""

import datetime as dt
from pathlib import Path

import click

from sheetcrm.cli.running import Running, running_command
from sheetcrm.errors import WrongUsage
from sheetcrm.model.snapshot import Snapshot
from sheetcrm.report.as_json_tasks import agenda_form
from sheetcrm.report.feeds import tasks_events, write_feed
from sheetcrm.report.page.tasks import write_agenda_page
from sheetcrm.report.text.look import sentence
from sheetcrm.report.text.tasks import agenda_view
from sheetcrm.rules.agenda import agenda, managers_of, meant_manager, team_zone

_FILE = click.Path(dir_okay=False, path_type=Path)


@click.group()
def tasks() -> None:
    """See what is to be done."""


@tasks.command()
@click.option("--manager", metavar="NAME", help="Only the tasks of this person.")
@click.option("--page", type=_FILE, help="Write the list as a page to print.")
@click.option("--ics", type=_FILE, help="Write the open tasks for calendar programs.")
@click.option("--at", "clock", metavar="HH:MM", help="Take this hour of your clock for now.")
@running_command
def today(running: Running, manager: str | None, page: Path | None, ics: Path | None, clock: str | None) -> None:
    """Show the tasks that are due, and whom to call now."""
    snapshot, moment = running.store.read(), _moment(running, clock)
    name = _manager(running, snapshot, manager) if manager is not None else None
    entries = agenda(snapshot, running.settings, moment, name)
    if ics is not None:
        events = tasks_events(snapshot, running.settings, running.words, name)
        stamp = dt.datetime.combine(running.today, dt.time(), dt.UTC)
        write_feed(ics, events, running.words.say("calendar_feed_tasks"), stamp)
        _said(running, ics)
    if page is not None:
        write_agenda_page(page, entries, running.settings, running.words, moment)
        _said(running, page)
    if running.as_json:
        running.say_json(agenda_form(entries, moment, name))
    elif page is None and ics is None:
        running.say(agenda_view(entries, running.words, moment, name))


def _said(running: Running, path: Path) -> None:
    if not running.as_json:
        running.say(sentence(running.words.say("today_written", path=str(path))))


def _manager(running: Running, snapshot: Snapshot, asked: str) -> str:
    """The one person meant; several or nobody is told with the names that are known."""
    known = managers_of(snapshot, running.settings)
    found = meant_manager(asked, known)
    if len(found) != 1:
        code = "manager-ambiguous" if found else "manager-unknown"
        raise WrongUsage(code, person=asked, titles=found or known)
    return found[0]


def _moment(running: Running, clock: str | None) -> dt.datetime:
    """Now by the team's clock, on the day that counts as today."""
    zone = team_zone(running.settings)
    now = dt.datetime.now(zone).time().replace(microsecond=0)
    if clock is not None:
        try:
            now = dt.time.fromisoformat(clock.strip().zfill(5))
        except ValueError as error:
            raise WrongUsage("clock-unreadable", value=clock) from error
    return dt.datetime.combine(running.today, now, zone)
