"""The commands: parse, call, print; nothing is decided here, and exit codes are set nowhere else."""

from pathlib import Path

import click

from sheetcrm import __version__
from sheetcrm.cli.calendar import calendar
from sheetcrm.cli.check import check
from sheetcrm.cli.demo import demo
from sheetcrm.cli.doctor import doctor
from sheetcrm.cli.duplicates import duplicates
from sheetcrm.cli.history import history
from sheetcrm.cli.init import init
from sheetcrm.cli.mail import mail
from sheetcrm.cli.plan import plan
from sheetcrm.cli.running import Running
from sheetcrm.cli.serve import serve_command
from sheetcrm.cli.sync import sync
from sheetcrm.cli.tasks import tasks
from sheetcrm.cli.undo import undo
from sheetcrm.cli.why import why


@click.group(context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__, prog_name="sheetcrm")
@click.option("--config", type=click.Path(path_type=Path), help="The config file (default: ./sheetcrm.toml).")
@click.pass_context
def main(context: click.Context, config: Path | None) -> None:
    """Keep a team's client spreadsheet in order: checks, numbers, links, tasks and letters, safely and undoably."""
    context.obj = Running(config)


for _command in (
    init, check, plan, sync, undo, why, tasks, calendar, mail, history, duplicates, doctor, demo, serve_command,
):  # fmt: skip
    main.add_command(_command)
