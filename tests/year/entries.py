"""The entries of `config/occasions.toml` as their comments explain them; read here anew, without the tool's reader."""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, fields
from dataclasses import field as made_of
from functools import cached_property
from pathlib import Path
from typing import Any

FILE = Path(__file__).parents[2] / "config" / "occasions.toml"
TAB_OF = {"silence": "clients", "replenish": "purchases", "stage_idle": "deals", "consent_ends": "consents",
          "task_untouched": "tasks"}  # fmt: skip
"""Whose rows a kind of day is about, where it is not Clients and the entry need not say it."""


@dataclass(frozen=True)
class Entry:
    """One entry; what it does not name has the value the comments give for "nothing said"."""

    key: str
    tab: str = ""
    when: str = "date"
    field: str = ""
    else_field: str = ""
    repeat: str = ""
    leap_day: str = "feb28"
    holiday: str = ""
    rites: list[str] = made_of(default_factory=list)
    times: float = 2
    from_purchases: int = 3
    valid_days: int = 730
    empty_means_due: bool = False
    lead_days: int = 0
    after_days: int = 0
    stale_days: int = 0
    apology_days: int = 0
    on_day_off: str = "same"
    limit_per_day: int = 0
    letters_per_day: int = 0
    contact_days: int = 0
    only: Mapping[str, list[str]] = made_of(default_factory=dict)
    unless: Mapping[str, list[str]] = made_of(default_factory=dict)
    also: Mapping[str, list[str]] = made_of(default_factory=dict)
    task_only: Mapping[str, list[str]] = made_of(default_factory=dict)
    always_task: Mapping[str, list[str]] = made_of(default_factory=dict)
    countries: list[str] = made_of(default_factory=list)
    formerly: list[str] = made_of(default_factory=list)
    task: bool = True
    letter: str = ""
    consent: str = ""
    letter_lead_days: int = 0
    letter_stale_days: int = 0

    @property
    def rows_of(self) -> str:
        """The tab whose rows it goes through."""
        return self.tab or TAB_OF.get(self.when, "clients")

    @cached_property
    def is_yearly(self) -> bool:
        """Whether its day comes back every year: greetings do."""
        return self.repeat == "yearly" or self.when in ("name_day", "holiday", "profession_day")

    @cached_property
    def reach(self) -> int:
        """No act is ever so many days away from D."""
        return 40 + max(self.lead_days, self.after_days, self.stale_days, self.apology_days, self.letter_lead_days,
                        self.after_days + self.letter_stale_days)  # fmt: skip


def shipped_entries() -> list[Entry]:
    """All of them, also those that are off until a team switches them on."""
    return [_entry(each) for each in tomllib.loads(FILE.read_text(encoding="utf-8"))["occasion"]]


def _entry(written: Mapping[str, Any]) -> Entry:
    known = {each.name for each in fields(Entry)}
    worded = {"enabled", "action", "gift", "assignee"}
    unknown = set(written) - known - worded
    if unknown:
        raise AssertionError(f"the oracle does not know {unknown} of {written['key']}: teach it")
    return Entry(**{name: value for name, value in written.items() if name in known})
