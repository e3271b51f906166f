"""`sheetcrm demo`: a realistic messy workbook, put in order before your eyes."""

from pathlib import Path

import click

from sheetcrm.cli.running import Running, running_command
from sheetcrm.words import LANGUAGES


@click.command()
@click.argument("folder", type=click.Path(file_okay=False, path_type=Path), default=Path("demo"))
@click.option("--language", type=click.Choice(LANGUAGES), default="en", show_default=True)
@running_command
def demo(running: Running, folder: Path, language: str) -> None:
    """Write a workbook of about 200 clients into FOLDER, run the course, and say which files to open."""
    from sheetcrm.showcase import show_demo

    show_demo(folder, language, running.today, running.say, as_json=running.say_json if running.as_json else None)
