"""`sheetcrm why`: for every occasion why a client did or did not get it this year; writes nothing."""

import click

from sheetcrm.cli.running import Running, running_command
from sheetcrm.errors import WrongUsage
from sheetcrm.report.as_json_why import why_form
from sheetcrm.report.text.why import why_view
from sheetcrm.rules.occasions.why import reasons_for


@click.command()
@click.argument("number")
@click.option("--occasion", help="Tell of this occasion only, by its key.")
@running_command
def why(running: Running, number: str, occasion: str | None) -> None:
    """Say why a client got an occasion this year, or not."""
    known = [each.key for each in running.settings.occasions]
    if occasion is not None and occasion not in known:
        raise WrongUsage("occasion-unknown", occasion=occasion, titles=known)
    reasons = reasons_for(running.store.read(), running.settings, running.today, number, occasion)
    if not reasons:
        raise WrongUsage("client-unknown", number=number)
    if running.as_json:
        running.say_json(why_form(number, reasons, running.words))
    else:
        running.say(why_view(number, reasons, running.words))
