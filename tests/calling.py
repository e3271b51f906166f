"""The program called as people call it, within this process: exit code and both outputs; a traceback fails the test."""

import gc
import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any, NamedTuple

from click.testing import CliRunner

from sheetcrm.cli import main
from sheetcrm.config import CONFIG_NAME

TODAY = "2026-11-22"


class Called(NamedTuple):
    """What came of a call."""

    code: int
    out: str
    err: str

    @property
    def document(self) -> dict[str, Any]:
        """The JSON on stdout."""
        found: dict[str, Any] = json.loads(self.out)
        return found


def call(*arguments: object, environment: Mapping[str, str] | None = None, answers: str | None = None) -> Called:
    """Call `sheetcrm` with these arguments in a terminal that speaks English, or as `environment` says."""
    spoken = {"LC_ALL": "", "LC_MESSAGES": "", "LANG": "en_GB.UTF-8", "COLUMNS": "120", **(environment or {})}
    try:
        result = CliRunner(env=spoken).invoke(
            main, [str(argument) for argument in arguments], input=answers, prog_name="sheetcrm"
        )
    finally:
        gc.enable()
    if result.exception is not None and not isinstance(result.exception, SystemExit):
        raise result.exception
    assert "Traceback" not in result.stderr
    return Called(result.exit_code, result.stdout, result.stderr)


def run(folder: Path, command: str, *arguments: object, today: str = TODAY) -> Called:
    """Call a command on the config in a folder, on a fixed day."""
    return call("--config", folder / CONFIG_NAME, command, *arguments, "--today", today)


def init(folder: Path, *arguments: object, workbook: str = "clients.xlsx") -> Called:
    """Adopt the workbook of a folder, asking nothing."""
    return run(folder, "init", folder / workbook, "--yes", *arguments)
