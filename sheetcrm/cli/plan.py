"""`sheetcrm plan`: what a sync would change, as a diff; writes nothing into the workbook."""

from pathlib import Path

import click

from sheetcrm.cli.running import Running, running_command
from sheetcrm.pipeline import plan_run
from sheetcrm.report.as_json import plan_form
from sheetcrm.report.previews import letters_told, write_page
from sheetcrm.report.text import plan_view


@click.command()
@click.option("--page", type=click.Path(dir_okay=False, path_type=Path), help="Write the plan as one HTML page.")
@click.option("--limit", default=40, show_default=True, help="Show at most so many lines.")
@running_command
def plan(running: Running, page: Path | None, limit: int) -> None:
    """Show what `sheetcrm sync` would do."""
    made = plan_run(running.store, running.settings, running.today, running.tell)
    if page is not None:
        write_page(page, made, running.settings, running.words)
    if running.as_json:
        running.say_json(plan_form(made, running.words))
    else:
        look_at, failed = letters_told(made, running.settings)
        region = running.settings.region
        running.say(plan_view(made, running.words, region=region, limit=limit, looked_at=look_at, failed=failed))
