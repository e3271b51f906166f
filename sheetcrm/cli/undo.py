"""`sheetcrm undo RUN`: take a run back, keeping what people changed since."""

import click

from sheetcrm.cli.running import Running, running_command
from sheetcrm.undo import undo_run
from sheetcrm.report.as_json import undo_document
from sheetcrm.report.text import undo_view


@click.command()
@click.argument("run", type=int)
@click.option("--force-lock", is_flag=True, help="Write although a left-over lock says the file is open.")
@running_command
def undo(running: Running, run: int, force_lock: bool) -> None:
    """Restore every cell that run RUN wrote, unless a person changed it since."""
    running.force_lock = force_lock
    undone = undo_run(running.store, running.settings, run, running.today)
    if running.as_json:
        running.say_json(undo_document(undone, running.words))
    else:
        running.say(undo_view(undone, running.words, region=running.settings.region))
