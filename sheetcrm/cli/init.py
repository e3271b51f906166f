"""`sheetcrm init WORKBOOK`: understand a workbook, ask where unsure, add what is missing, write sheetcrm.toml."""

from pathlib import Path

import click

from sheetcrm.adoption import Adopted, adopt, take_the_guess
from sheetcrm.cli.running import Running, running_command
from sheetcrm.config import CONFIG_NAME, is_address
from sheetcrm.layout.mapping import Question
from sheetcrm.report.adopted import adopted_document, adopted_view, mapped_tabs, question_text
from sheetcrm.report.text import mapping_view
from sheetcrm.stores.google.address import spreadsheet_key
from sheetcrm.words import LANGUAGES, words_of


def _workbook(text: str) -> Path | str:
    """What was named: an address or a key stays a text, anything else is the path of a file."""
    if is_address(text) or spreadsheet_key(text) is not None:
        return text
    path = click.Path(dir_okay=False, path_type=Path).convert(text, None, None)
    assert isinstance(path, Path)
    return path


@click.command()
@click.argument("workbook", type=_workbook, metavar="[WORKBOOK]", required=False)
@click.option("--language", type=click.Choice(LANGUAGES), help="The team's language (default: that of the workbook).")
@click.option("--region", help="The country of phones without a code, such as PL.")
@click.option("--all-tabs", is_flag=True, help="Add every usual tab, not only those the robot needs.")
@click.option("--yes", is_flag=True, help="Ask nothing: take likely guesses, leave unlikely ones as own columns.")
@running_command
def init(
    running: Running, workbook: Path | str | None, language: str | None, region: str | None, all_tabs: bool, yes: bool
) -> None:
    """Make WORKBOOK (or that of the config) ready: find its columns, add the robot's, write sheetcrm.toml beside it.

    WORKBOOK is an .xlsx file or the address of a Google spreadsheet, whose sheetcrm.toml comes into this folder."""
    if workbook is None:
        workbook = running.settings.spreadsheet or running.settings.workbook
    elif isinstance(workbook, Path) and running.config == Path(CONFIG_NAME):
        running.config = workbook.parent / CONFIG_NAME
    ask = take_the_guess if yes or not running.may_ask else _asker(language or "en")
    done = adopt(
        workbook, running.config, language=language, fresh_language=running.words.language, region=region,
        all_tabs=all_tabs, ask=ask, may_ask=running.may_ask,
    )  # fmt: skip
    if running.as_json:
        running.say_json(adopted_document(done))
    else:
        _show(running, done)


def _show(running: Running, done: Adopted) -> None:
    words = words_of(done.settings.language)
    if done.recognised is not None:
        running.say(mapping_view(mapped_tabs(done), words))
    running.say(adopted_view(done, running.config, words))


def _asker(language: str):  # type: ignore[no-untyped-def]
    words = words_of(language)

    def ask(question: Question) -> str | None:
        """Offer the guess, the other readings, and the team's own column."""
        offers = [f for f in dict.fromkeys([question.field, *(name for name, _ in question.alternatives)]) if f]
        click.echo(question_text(question, offers, words), err=True)
        answer = click.prompt("", type=click.IntRange(0, len(offers)), default=1 if question.field else 0, err=True)
        return offers[answer - 1] if answer else None

    return ask
