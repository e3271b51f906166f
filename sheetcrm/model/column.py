"""What a column and a tab are, and the short words with which the tabs are written down."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

Kind = Literal[
    "text", "note", "name", "company", "phones", "emails", "contacts", "date", "birthday", "money", "number",
    "percent", "choice", "yes_no", "tags", "reference", "tax_id", "iban", "postal_code", "time_window", "link", "key",
]  # fmt: skip
Group = Literal["core", "model", "flag"]

CARRIED = "client_"
"""Prefix of a column that repeats a field of the client in another tab."""


@dataclass(frozen=True, slots=True)
class Column:
    """One kind of fact about a row.

    `shown`: created by default. `robot`: the job's own, people only look. `group` "flag": sensitive or third persons'
    data, never created unasked and never shown to templates. `choices`: name of the choice list. `refers`: the tab
    whose key it holds. `needs`: a tab (`purchases`) or a column (`clients.verified_on`) without which it would stay
    empty. `sources`: ids of the requirements it serves.
    """

    key: str
    kind: Kind = "text"
    group: Group = "model"
    shown: bool = False
    robot: bool = False
    choices: str | None = None
    refers: str | None = None
    needs: str | None = None
    sources: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Tab:
    """One tab: its columns in the order in which `init` lays them out.

    `shown`: created by default. `hidden`: created as a hidden tab. `robot`: the whole tab is the job's own.
    `key`: the column that names a row.
    """

    key: str
    columns: tuple[Column, ...]
    shown: bool = True
    hidden: bool = False
    robot: bool = False
    key_column: str | None = None
    _by_key: Mapping[str, Column] = field(init=False, repr=False, compare=False, hash=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "_by_key", {column.key: column for column in self.columns})

    def column(self, key: str) -> Column | None:
        """The column of that key, None when the tab has none.

        A tab that refers to a client may carry any field of the client: `client_city` shows the client's `city`. What
        is to be repaired in the client's row is not carried, as it follows from everything else.
        """
        found = self._by_key.get(key)
        if found is None and "client" in self._by_key and key.startswith(CARRIED):
            from sheetcrm.model.client_tabs import CLIENTS

            source = CLIENTS.column(key.removeprefix(CARRIED))
            if source is not None and source.group != "flag" and source.key != "check":
                return Column(key, "text", "core", robot=True, sources=("L02",))
        return found


def core(key: str, kind: Kind = "text", *sources: str, **more: object) -> Column:
    """A column the tool serves directly, made on request."""
    return Column(key, kind, "core", sources=sources, **more)  # type: ignore[arg-type]


def shown(key: str, kind: Kind = "text", *sources: str, **more: object) -> Column:
    """A column the tool serves directly, made by default."""
    return core(key, kind, *sources, shown=True, **more)


def robot(key: str, kind: Kind = "text", *sources: str, **more: object) -> Column:
    """A column of the robot's own, made by default."""
    return core(key, kind, *sources, shown=True, robot=True, **more)


def optional(key: str, kind: Kind = "text", *sources: str, **more: object) -> Column:
    """A ready column for templates, segments and rules, made on request."""
    return Column(key, kind, "model", sources=sources, **more)  # type: ignore[arg-type]


def flagged(key: str, kind: Kind = "text", *sources: str) -> Column:
    """A column of sensitive or third persons' data, never made unasked."""
    return Column(key, kind, "flag", sources=sources)


CLIENT = shown("client", "reference", "L02", refers="clients")
CLIENT_NUMBER = robot("client_number", "key", "L02")
CLIENT_NAME = robot("client_name", "text", "L02")
CHECK = robot("check", "note", "Q05")
COMMENT = shown("comment", "note", "F18")
