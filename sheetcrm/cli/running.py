"""What every command needs: the settings, the words, two consoles, today; and the one place that prints errors."""

import datetime as dt
import gc
import json
import os
import sys
from collections.abc import Callable, Mapping
from functools import cached_property, update_wrapper
from pathlib import Path
from typing import Any, NoReturn, TypeVar

import click

from sheetcrm.config import CONFIG_NAME, load_settings
from sheetcrm.errors import SheetcrmError, WrongUsage
from sheetcrm.model.settings import Settings
from sheetcrm.report.text import console_for
from sheetcrm.stores.base import Store
from sheetcrm.stores.opening import open_store
from sheetcrm.words import LANGUAGES, Words, words_of

Command = TypeVar("Command", bound=Callable[..., Any])


class Running:
    """One call of the program: what it was told, and where it prints."""

    def __init__(self, config: Path | None) -> None:
        self.config = config if config is not None else Path(CONFIG_NAME)
        self.out = console_for(sys.stdout, os.environ)
        self.err = console_for(sys.stderr, os.environ)
        self.today = dt.date.today()
        self.as_json = False
        self.quiet = False
        self._working: Any = None
        self.force_lock = False

    @cached_property
    def settings(self) -> Settings:
        """The settings; ConfigUnusable tells all faults at once."""
        return load_settings(self.config)

    @cached_property
    def words(self) -> Words:
        """The team's language; before there is a config, the language of the terminal."""
        try:
            return words_of(self.settings.language)
        except SheetcrmError:
            return words_of(terminal_language(os.environ))

    @property
    def store(self) -> Store:
        """The workbook of the settings."""
        return open_store(self.settings, force_lock=self.force_lock)

    @property
    def may_ask(self) -> bool:
        """Whether a person sits there who can be asked."""
        return self.err.is_terminal and not self.as_json

    def say(self, renderable: Any) -> None:
        """Print a report, unless it was asked to be quiet."""
        self.rest()
        if not self.quiet:
            self.out.print(renderable)

    def say_json(self, document: Mapping[str, Any]) -> None:
        """Print the stable form."""
        self.rest()
        click.echo(json.dumps(document, ensure_ascii=False, indent=2))

    def tell(self, step: str) -> None:
        """Show on a terminal what is being done; a pipe gets nothing."""
        if not self.err.is_terminal or self.quiet or self.as_json:
            return
        if self._working is None:
            self._working = self.err.status("", spinner="dots")
            self._working.start()
        self._working.update(f"{self.words.say(step)} …")

    def rest(self) -> None:
        """Take the sign of work off the terminal, before anything is printed."""
        if self._working is not None:
            self._working.stop()
            self._working = None

    def fail(self, error: SheetcrmError) -> NoReturn:
        """Print what is wrong, where, and what to do; end with the error's exit code."""
        self.rest()
        self.err.print(self.words.error(error.code, **error.details), style="bold red", soft_wrap=True)
        faults = error.details.get("faults", ())
        for fault in faults if isinstance(faults, list | tuple) else ():
            self.err.print(f"  {fault}", soft_wrap=True)
        sys.exit(error.exit_code)


def terminal_language(environment: Mapping[str, str]) -> str:
    """The language of the terminal where it is one of ours, else English."""
    for name in ("LC_ALL", "LC_MESSAGES", "LANG"):
        if (code := environment.get(name, "")[:2]) in LANGUAGES:
            return code
    return "en"


def sensible_day(day: dt.date) -> dt.date:
    """The day, when a team can live in it: far from either end of the calendar there is nothing to reckon with."""
    if not 1950 <= day.year <= 2200:
        raise WrongUsage("day-out-of-range", value=day.isoformat())
    return day


def running_command(command: Command) -> Command:
    """Give the command its `Running`, with --today and --json taken in, and turn errors into sentences."""

    @click.option("--today", type=click.DateTime(["%Y-%m-%d"]), help="Take this day for today.")
    @click.option("--json", "as_json", is_flag=True, help="Print the stable JSON form (docs/json.md).")
    @click.pass_obj
    def called(running: Running, /, today: dt.datetime | None, as_json: bool, **arguments: Any) -> None:
        # Millions of cells and no cycles worth finding: the collector would walk them all again and again.
        gc.disable()
        running.as_json = as_json
        try:
            if today is not None:
                running.today = sensible_day(today.date())
            command(running, **arguments)
        except SheetcrmError as error:
            running.fail(error)
        finally:
            running.rest()

    return update_wrapper(called, command)  # type: ignore[return-value]
