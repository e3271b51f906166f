"""`sheetcrm doctor`: is everything in place for the next run?"""

import sys

import click

from sheetcrm.cli.running import Running, running_command
from sheetcrm.domain_health import examine_domain
from sheetcrm.errors import WorkbookUnusable
from sheetcrm.health import examine
from sheetcrm.mail_health import examine_mail
from sheetcrm.report.text import doctor_view


@click.command()
@click.argument("part", type=click.Choice(["mail"]), required=False)
@running_command
def doctor(running: Running, part: str | None) -> None:
    """Look at config, workbook, journal, outbox and templates, and say what to repair.

    With "mail": only at what letters need, the sender's domain (SPF, DKIM, DMARC), the servers, the mailings.
    """
    if part == "mail":
        domain = examine_domain(running.settings, running.words)
        snapshot, name = running.store.read(), running.store.name
        mail = examine_mail(running.settings, running.words, snapshot, running.today, workbook=name)
        findings = [*domain, *mail]
    else:
        findings = examine(running.settings, running.words, running.today, may_ask=running.may_ask)
    if running.as_json:
        listed = [{"level": f.level, "what": f.what, "repair": f.repair} for f in findings]
        running.say_json({"version": 1, "report": "doctor", "findings": listed})
    else:
        running.say(doctor_view(findings, running.words))
    if any(finding.level == "bad" for finding in findings):
        sys.exit(WorkbookUnusable.exit_code)
