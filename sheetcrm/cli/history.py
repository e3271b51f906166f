"""`sheetcrm history`: the runs so far."""

import click

from sheetcrm.cli.running import Running, running_command
from sheetcrm.journal import Journal
from sheetcrm.report.as_json import runs_form
from sheetcrm.report.text import history_view


@click.command()
@click.option("--limit", default=20, show_default=True, help="Show at most so many runs.")
@running_command
def history(running: Running, limit: int) -> None:
    """List the runs that wrote into the workbook, newest first."""
    journal = Journal(running.settings.journal)
    runs = journal.runs(limit)
    journal.close()
    if running.as_json:
        running.say_json(runs_form(runs))
    else:
        running.say(history_view(runs, running.words, region=running.settings.region))
