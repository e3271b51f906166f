"""`sheetcrm why`: for every occasion why a client did or did not get it this year; writes nothing."""

import click

from sheetcrm.cli.running import Running, running_command
from sheetcrm.errors import WrongUsage
from sheetcrm.report.as_json_why import why_form
from sheetcrm.report.text.why import why_view
from sheetcrm.rules.occasions.why import now_known_as, reasons_for


@click.command()
@click.argument("number")
@click.option("--occasion", help="Tell of this occasion only, by its key.")
@running_command
def why(running: Running, number: str, occasion: str | None) -> None:
    """Say why a client got an occasion this year, or not."""
    known = [each.key for each in running.settings.occasions]
    if occasion is not None and occasion not in known:
        raise WrongUsage("occasion-unknown", occasion=occasion, titles=known)
    snapshot, asked = running.store.read(), number.strip().upper()
    living = now_known_as(snapshot, asked)
    if living is None:
        raise WrongUsage("client-unknown", number=number)
    reasons = reasons_for(snapshot, running.settings, running.today, living, occasion)
    became = living if living != asked else None
    if running.as_json:
        running.say_json(why_form(asked, reasons, running.words, became))
    else:
        running.say(why_view(asked, reasons, running.words, became))
