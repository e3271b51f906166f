"""`sheetcrm check`: what is wrong in the workbook, with the repair; writes nothing."""

import sys

import click

from sheetcrm.cli.running import Running, running_command
from sheetcrm.errors import BlockingProblems
from sheetcrm.pipeline import plan_run
from sheetcrm.report.as_json import problems_form
from sheetcrm.report.text import problems_view


@click.command()
@click.option("--limit", default=40, show_default=True, help="Show at most so many problems.")
@running_command
def check(running: Running, limit: int) -> None:
    """Show what is wrong in the workbook; exit code 5 when a problem blocks a row."""
    found = plan_run(running.store, running.settings, running.today, running.tell)
    if running.as_json:
        running.say_json(problems_form(found.problems, found.after, running.words))
    else:
        view = problems_view(found.problems, found.after, running.words, region=running.settings.region, limit=limit)
        running.say(view)
    if any(problem.severity == "blocking" for problem in found.problems):
        sys.exit(BlockingProblems.exit_code)
