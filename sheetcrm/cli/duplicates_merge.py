"""`sheetcrm duplicates merge` and `unmerge`: two clients made one by number, and one brought back."""

import sys

import click

from sheetcrm.cli.running import Running, running_command
from sheetcrm.deciding import Decided, merge_by_number, unmerge_by_number
from sheetcrm.errors import Incomplete
from sheetcrm.report.duplicates_decided import decided_form, decided_view


@click.command()
@click.argument("number")
@click.option("--into", required=True, metavar="NUMBER", help="The client that stays.")
@click.option("--force", is_flag=True, help="Merge although somebody judged the two to be different.")
@click.option("--force-lock", is_flag=True, help="Write although a left-over lock says the file is open.")
@running_command
def merge(running: Running, number: str, into: str, force: bool, force_lock: bool) -> None:
    """Make client NUMBER part of another: both are united, the row goes to the archive, the number still works."""
    running.force_lock = force_lock
    running.tell("progress_writing")
    _show(running, merge_by_number(running.store, running.settings, running.today, number, into, force=force))


@click.command()
@click.argument("number")
@click.option("--force-lock", is_flag=True, help="Write although a left-over lock says the file is open.")
@running_command
def unmerge(running: Running, number: str, force_lock: bool) -> None:
    """Bring client NUMBER back out of the archive as it was; what people changed since stays."""
    running.force_lock = force_lock
    running.tell("progress_writing")
    _show(running, unmerge_by_number(running.store, running.settings, running.today, number))


def _show(running: Running, decided: Decided) -> None:
    if running.as_json:
        running.say_json(decided_form(decided, running.words))
    else:
        running.say(decided_view(decided, running.words, running.settings))
    if not decided.complete:
        sys.exit(Incomplete.exit_code)
