"""`sheetcrm doctor`: is everything in place for the next run?"""

import sys

import click

from sheetcrm.cli.running import Running, running_command
from sheetcrm.errors import WorkbookUnusable
from sheetcrm.health import examine
from sheetcrm.report.text import doctor_view


@click.command()
@running_command
def doctor(running: Running) -> None:
    """Look at config, workbook, journal, outbox and templates, and say what to repair."""
    findings = examine(running.settings, running.words, running.today, may_ask=running.may_ask)
    if running.as_json:
        listed = [{"level": f.level, "what": f.what, "repair": f.repair} for f in findings]
        running.say_json({"version": 1, "report": "doctor", "findings": listed})
    else:
        running.say(doctor_view(findings, running.words))
    if any(finding.level == "bad" for finding in findings):
        sys.exit(WorkbookUnusable.exit_code)
