"""`sheetcrm undo RUN`: take a run back, keeping what people changed since."""

import sys

import click

from sheetcrm.cli.running import Running, running_command
from sheetcrm.errors import Incomplete
from sheetcrm.report.outcomes import shown_undo, undo_form
from sheetcrm.report.text import outcome_view
from sheetcrm.undo import undo_run


@click.command()
@click.argument("run", type=int)
@click.option("--force-lock", is_flag=True, help="Write although a left-over lock says the file is open.")
@running_command
def undo(running: Running, run: int, force_lock: bool) -> None:
    """Restore every cell that run RUN wrote, unless a person changed it since."""
    running.force_lock = force_lock
    undone = undo_run(running.store, running.settings, run, running.today)
    if running.as_json:
        running.say_json(undo_form(undone, running.words))
    else:
        report, snapshot = shown_undo(undone, running.settings)
        running.say(outcome_view(report, snapshot, running.words, region=running.settings.region))
    if undone.skipped:
        sys.exit(Incomplete.exit_code)
