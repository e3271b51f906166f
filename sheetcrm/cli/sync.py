"""`sheetcrm sync`: do what `sheetcrm plan` shows."""

import sys

import click

from sheetcrm.cli.running import Running, running_command
from sheetcrm.errors import Incomplete
from sheetcrm.pipeline import Outcome, sync_run
from sheetcrm.report.outcomes import outcome_form, shown_run
from sheetcrm.report.text import outcome_view
from sheetcrm.report.text.inbox import inbox_view
from sheetcrm.report.text.look import stacked
from sheetcrm.report.text.posting import posted_view


@click.command()
@click.option("--force", is_flag=True, help="Lift the guards against accidents.")
@click.option("--force-lock", is_flag=True, help="Write although a left-over lock says the file is open.")
@click.option("--strict", is_flag=True, help="Write nothing when a problem blocks a row (exit code 5).")
@click.option("--quiet", "-q", is_flag=True, help="Print nothing when all went well, for cron.")
@running_command
def sync(running: Running, force: bool, force_lock: bool, strict: bool, quiet: bool) -> None:
    """Bring the workbook in order."""
    running.quiet, running.force_lock = quiet, force_lock
    outcome = sync_run(running.store, running.settings, running.today, force=force, strict=strict, tell=running.tell)
    running.quiet = quiet and outcome.complete
    if running.as_json:
        running.say_json(outcome_form(outcome, running.words))
    else:
        _show(running, outcome)
    if not outcome.complete:
        sys.exit(Incomplete.exit_code)


def _show(running: Running, outcome: Outcome) -> None:
    """What was done in the sheet, and what came of the letters; nothing of the sheet where only letters went."""
    region = running.settings.region
    report, snapshot = shown_run(outcome, running.settings)
    posted = posted_view(outcome.posted, running.words, region)
    done = any(report.counts.values()) or report.skipped or report.failed_letters
    if posted is None or done:
        running.say(outcome_view(report, snapshot, running.words, region=region))
    if posted is not None:
        running.say(stacked(["", posted]) if done else posted)
    inbox = inbox_view(outcome.inbox, running.words)
    if inbox is not None:
        running.say(stacked(["", inbox]))
