"""`sheetcrm mail`: letters on their way: send what waits, see how they stand, decide about unclear ones."""

import datetime as dt
import sys
from functools import partial
from typing import Literal

import click

from sheetcrm.cli.mail_preview import preview
from sheetcrm.cli.running import Running, running_command
from sheetcrm.errors import Incomplete, MailUnusable, WrongUsage
from sheetcrm.mail.transports import connector
from sheetcrm.mail_health import examine_mail
from sheetcrm.mail_status import mail_status
from sheetcrm.report.as_json_mail import mail_read_form, mail_resolve_form, mail_send_form, mail_status_form
from sheetcrm.report.text import doctor_view
from sheetcrm.report.text.inbox import inbox_view
from sheetcrm.report.text.look import sentence
from sheetcrm.report.text.posting import mail_status_view, posted_view
from sheetcrm.sending_run import inbox_run, resolve_letter, send_run

Decision = Literal["sent", "waiting", "dropped"]


@click.group()
def mail() -> None:
    """Letters on their way: send them, see how they stand, decide."""


@mail.command()
@click.option("--force-lock", is_flag=True, help="Write although a left-over lock says the file is open.")
@click.option("--quiet", "-q", is_flag=True, help="Print nothing when all went well, for cron.")
@running_command
def send(running: Running, force_lock: bool, quiet: bool) -> None:
    """Send the letters that wait, and nothing else; a sync does this too."""
    running.quiet, running.force_lock = quiet, force_lock
    posted = send_run(running.store, running.settings, _now, running.tell)
    complete = posted is None or posted.complete
    running.quiet = quiet and complete
    if running.as_json:
        running.say_json(mail_send_form(posted))
    else:
        shown = posted_view(posted, running.words, running.settings.region)
        running.say(shown if shown is not None else sentence(running.words.say("mail_nothing_waits")))
    if not complete:
        sys.exit(Incomplete.exit_code)


@mail.command()
@running_command
def status(running: Running) -> None:
    """Show how many letters went, wait or need you, and how many may still go today."""
    found = mail_status(running.settings, running.store.name, _now())
    if running.as_json:
        running.say_json(mail_status_form(found))
    else:
        running.say(mail_status_view(found, running.words, running.settings.region))


@mail.command()
@click.argument("key")
@click.option("--sent", "decision", flag_value="sent", help="It did arrive: never send it again.")
@click.option("--again", "decision", flag_value="waiting", help="It did not arrive: send it with the next run.")
@click.option("--drop", "decision", flag_value="dropped", help="It is not to go any more.")
@running_command
def resolve(running: Running, key: str, decision: Decision | None) -> None:
    """Say what became of the unclear letter KEY; the next run notes it in the sheet."""
    if decision is None:
        raise WrongUsage("decision-missing", key=key)
    letter = resolve_letter(running.store, running.settings, key, decision, _now)
    if running.as_json:
        running.say_json(mail_resolve_form(letter))
    else:
        running.say(sentence(running.words.say(f"mail_resolved_{decision}", address=letter.address)))


@mail.command()
@running_command
def read(running: Running) -> None:
    """Read the mailbox: bounces, answers, opt-outs; the next sync tells the sheet."""
    found = inbox_run(running.store, running.settings, _now, running.tell)
    if running.as_json:
        running.say_json(mail_read_form(found))
    else:
        named = bool(running.settings.inbox.server)
        running.say(inbox_view(found, running.words, alone=True, named=named))
    if found is not None and found.error is not None:
        sys.exit(found.error.exit_code)


@mail.command()
@click.option("--online", is_flag=True, help="Also open the opt-out page as a reader would.")
@running_command
def check(running: Running, online: bool) -> None:
    """Look at mailings, templates and the mail server, log in, and send nothing."""
    store, opener = running.store, partial(connector, may_ask=running.may_ask)
    findings = examine_mail(
        running.settings, running.words, store.read(), running.today, opener, workbook=store.name, online=online
    )
    if running.as_json:
        listed = [{"level": f.level, "what": f.what, "repair": f.repair} for f in findings]
        running.say_json({"version": 1, "report": "mail-check", "findings": listed})
    else:
        running.say(doctor_view(findings, running.words))
    if any(finding.level == "bad" for finding in findings):
        sys.exit(MailUnusable.exit_code)


mail.add_command(preview)


def _now() -> dt.datetime:
    return dt.datetime.now(dt.UTC)
