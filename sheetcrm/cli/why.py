"""`sheetcrm why`: why a client did or did not get an occasion this year, or a mailing; writes nothing."""

import click

from sheetcrm.cli.running import Running, running_command
from sheetcrm.errors import WrongUsage
from sheetcrm.letters_outside import with_outside
from sheetcrm.model.snapshot import Snapshot
from sheetcrm.report.as_json_why import why_form, why_mailing_form
from sheetcrm.report.text.why import why_view
from sheetcrm.report.text.why_mailing import why_mailing_view
from sheetcrm.rules.mailings.why import mailing_named, why_mailing
from sheetcrm.rules.occasions.why import now_known_as, reasons_for


@click.command()
@click.argument("number")
@click.option("--occasion", help="Tell of this occasion only, by its key.")
@click.option("--mailing", help="Tell of this mailing instead, by its number or name.")
@running_command
def why(running: Running, number: str, occasion: str | None, mailing: str | None) -> None:
    """Say why a client got an occasion this year, or a mailing, or not."""
    _check_occasion(running, occasion)
    asked = number.strip().upper()
    snapshot = with_outside(running.store.read(), running.settings, running.today)
    living = now_known_as(snapshot, asked)
    if living is None:
        raise WrongUsage("client-unknown", number=number)
    if mailing is not None:
        _say_of_mailing(running, snapshot, living, mailing)
    else:
        _say_of_occasions(running, snapshot, asked, living, occasion)


def _say_of_occasions(running: Running, snapshot: Snapshot, asked: str, living: str, occasion: str | None) -> None:
    reasons = reasons_for(snapshot, running.settings, running.today, living, occasion)
    became = living if living != asked else None
    if running.as_json:
        running.say_json(why_form(asked, reasons, running.words, became))
    else:
        running.say(why_view(asked, reasons, running.words, became))


def _check_occasion(running: Running, occasion: str | None) -> None:
    known = [each.key for each in running.settings.occasions]
    if occasion is not None and occasion not in known:
        raise WrongUsage("occasion-unknown", occasion=occasion, titles=known)


def _say_of_mailing(running: Running, snapshot: Snapshot, number: str, asked: str) -> None:
    meant = mailing_named(snapshot, running.settings, asked)
    reason = why_mailing(snapshot, running.settings, running.today, number, meant)
    if reason is None:
        raise WrongUsage("client-unknown", number=number)
    if running.as_json:
        running.say_json(why_mailing_form(number, reason, running.words))
    else:
        running.say(why_mailing_view(number, reason, running.words))
