"""`sheetcrm duplicates levels`: what the settings `sure` and `probable` come to in this workbook; writes nothing."""

import click

from sheetcrm.cli.running import Running, running_command


@click.command()
@running_command
def levels(running: Running) -> None:
    """Show what each value of `sure` and `probable` would call a duplicate here, and how often that would be right."""
    from sheetcrm.report.duplicates_levels import levels_form, levels_view
    from sheetcrm.rules.duplicates.client_pairs import levels_of
    from sheetcrm.rules.duplicates.known import FILE, recall_known

    running.tell("progress_reading")
    recall_known(running.settings.state_folder / FILE)
    snapshot = running.store.read()
    running.tell("duplicates_comparing")
    found = levels_of(snapshot, running.settings)
    if running.as_json:
        running.say_json(levels_form(found))
    else:
        running.say(levels_view(found, running.words))
