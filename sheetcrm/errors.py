"""The one family of exceptions: what could not be done, with the exit code on the class and the sentence elsewhere.

An error carries a stable code and its details; `words` turns them into a sentence in the person's language.
"""

from typing import ClassVar


class SheetcrmError(Exception):
    """Something could not be done; `code` names it for ever, `details` fill the sentence (path, tab, person ...)."""

    exit_code: ClassVar[int] = 1

    def __init__(self, code: str, **details: object) -> None:
        super().__init__(code, details)
        self.code = code
        self.details = details

    def __str__(self) -> str:
        listed = ", ".join(f"{name}={value}" for name, value in self.details.items())
        return f"{self.code} ({listed})" if listed else self.code


class WrongUsage(SheetcrmError):
    """The command line asks for something that does not fit."""

    exit_code = 2


class ConfigUnusable(SheetcrmError):
    """The config cannot be used; `details["faults"]` holds every fault at once, each with its path."""

    exit_code = 3


class WorkbookUnusable(SheetcrmError):
    """The workbook cannot be read as one: damaged, protected by a password, of another type, hostile."""

    exit_code = 4


class WorkbookBusy(SheetcrmError):
    """Somebody has the workbook open in a program that would not see our changes."""

    exit_code = 4


class WorkbookChanged(SheetcrmError):
    """The workbook is not the one that was read; what was decided no longer holds."""

    exit_code = 4


class WorkbookNotWritable(SheetcrmError):
    """The workbook was read but cannot be saved: disk full, no permission."""

    exit_code = 4


class MailUnusable(SheetcrmError):
    """A letter cannot be made or handed over."""

    exit_code = 4


class BlockingProblems(SheetcrmError):
    """A strict run found problems that block rows."""

    exit_code = 5


class PlanRefused(SheetcrmError):
    """A guard refused the plan; only --force lifts it."""

    exit_code = 6


class Incomplete(SheetcrmError):
    """The run ended, but some rows or letters did not go through."""

    exit_code = 7


class RunLocked(SheetcrmError):
    """Another run holds the lock."""

    exit_code = 75
