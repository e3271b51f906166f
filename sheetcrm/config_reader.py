"""Taking values out of a parsed config: what does not fit is noted with its path, and the default stands in for it."""

import os
import re
from collections.abc import Callable, Mapping
from typing import Any

_VARIABLE = re.compile(r"\$\{([A-Za-z_][A-Za-z0-9_]*)\}")


class ConfigReader:
    """Takes values out of nested tables, collecting what does not fit instead of stopping at it."""

    def __init__(self, document: Mapping[str, Any]) -> None:
        self.document = document
        self.faults: list[str] = []

    def fault(self, path: str, text: str) -> None:
        """Note what is wrong at a path of the file."""
        self.faults.append(f"{path}: {text}")

    def table(self, path: str) -> Mapping[str, Any]:
        """The table of that dotted path; an empty one where there is none."""
        found: Any = self.document
        for part in path.split("."):
            found = found.get(part, {}) if isinstance(found, Mapping) else {}
        if not isinstance(found, Mapping):
            self.fault(path, "must be a [table]")
            return {}
        return found

    def take(self, table: str, name: str, default: Any, fits: Callable[[Any], bool], wanted: str) -> Any:
        """A value with its variables filled in; the default where there is none or where it does not fit."""
        path = f"{table}.{name}"
        found = self.table(table)
        if name not in found:
            return default
        value = self._filled(path, found[name])
        if not fits(value):
            self.fault(path, f"must be {wanted}, not {found[name]!r}")
            return default
        return value

    def text(self, table: str, name: str, default: str, among: tuple[str, ...] = ()) -> str:
        """A text."""
        wanted = f"one of {', '.join(among)}" if among else "a text"
        return str(self.take(table, name, default, lambda v: isinstance(v, str) and (not among or v in among), wanted))

    def whole(self, table: str, name: str, default: int, least: int = 0, most: int = 1_000_000) -> int:
        """A whole number from `least` to `most`."""

        def fits(value: Any) -> bool:
            return isinstance(value, int) and not isinstance(value, bool) and least <= value <= most

        return int(self.take(table, name, default, fits, f"a whole number from {least} to {most}"))

    def number(self, table: str, name: str, default: float, most: float) -> float:
        """A number from 0 to `most`."""

        def fits(value: Any) -> bool:
            return isinstance(value, int | float) and not isinstance(value, bool) and 0 <= value <= most

        return float(self.take(table, name, default, fits, f"a number from 0 to {most:g}"))

    def share(self, table: str, name: str, default: float) -> float:
        """A number from 0 to 1."""

        def fits(value: Any) -> bool:
            return isinstance(value, int | float) and not isinstance(value, bool) and 0 <= value <= 1

        return float(self.take(table, name, default, fits, "a share between 0 and 1"))

    def flag(self, table: str, name: str, default: bool) -> bool:
        """True or false."""
        return bool(self.take(table, name, default, lambda value: isinstance(value, bool), "true or false"))

    def texts(self, table: str, name: str) -> tuple[str, ...]:
        """A list of texts."""

        def fits(value: Any) -> bool:
            return isinstance(value, list) and all(isinstance(text, str) for text in value)

        return tuple(self.take(table, name, (), fits, "a list of texts"))

    def unknown(self, table: str, known: set[str]) -> None:
        """Note every name in the table that is no setting."""
        for name in self.table(table):
            if name not in known:
                self.fault(f"{table}.{name}", f"is not a setting; known here: {', '.join(sorted(known))}")

    def _filled(self, path: str, value: Any) -> Any:
        if not isinstance(value, str):
            return value

        def variable(match: re.Match[str]) -> str:
            found = os.environ.get(match[1])
            if found is None:
                self.fault(path, f"the environment has no variable {match[1]}")
            return found or ""

        return _VARIABLE.sub(variable, value)
