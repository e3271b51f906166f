"""`sheetcrm mail preview`: letters as they would go, before any goes; nothing is sent and the sheet stays as it is."""

import sys
from pathlib import Path

import click

from sheetcrm.cli.running import Running, running_command
from sheetcrm.errors import Incomplete
from sheetcrm.mail_preview import Asked, Preview, preview_letters, write_letter
from sheetcrm.report.as_json_preview import preview_form
from sheetcrm.report.page.mail_preview import write_preview_page
from sheetcrm.report.text.look import sentence
from sheetcrm.report.text.mail_preview import preview_view
from sheetcrm.words import LANGUAGES

_FILE = click.Path(dir_okay=False, path_type=Path)


@click.command()
@click.argument("letter", default="")
@click.option("--client", default="", metavar="NUMBER", help="The letter to this client, such as C-0042.")
@click.option(
    "--language", default="", type=click.Choice(["", *LANGUAGES]), metavar="LANGUAGE", help="In this language."
)
@click.option("--mailing", default="", metavar="NUMBER", help="All letters of this mailing, by its number or name.")
@click.option("--out", type=_FILE, help="Write the first letter that can go, for a mail program to open (.eml).")
@click.option("--page", type=_FILE, help="Write a page with every letter beside its row.")
@running_command
def preview(
    running: Running, letter: str, client: str, language: str, mailing: str, out: Path | None, page: Path | None
) -> None:  # fmt: skip
    """Show LETTER, or the letters of a mailing, as they would go."""
    asked = Asked(letter, mailing, client, language)
    seen = preview_letters(running.store.read(), running.settings, running.words, running.today, asked)
    if running.as_json:
        running.say_json(preview_form(seen, running.words.language))
    else:
        running.say(preview_view(seen, running.words))
    _write(running, seen, out, page)
    if seen.refused or seen.stopped:
        sys.exit(Incomplete.exit_code)


def _write(running: Running, seen: Preview, out: Path | None, page: Path | None) -> None:
    written = []
    if out is not None and write_letter(out, seen):
        written.append(running.words.say("mail_preview_written", path=str(out)))
    if page is not None:
        write_preview_page(page, seen, running.settings, running.words)
        written.append(running.words.say("mail_preview_page", path=str(page)))
    for told in [] if running.as_json else written:
        running.say(sentence(told))
