"""What people read, per language: tab names, headers, choices, problems, tasks; the texts are data in the .toml files.

Nothing here decides anything; a language is one file, and all files have the same keys.
"""

import datetime as dt
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from types import MappingProxyType
from typing import Any

from sheetcrm.model.tabs import CARRIED, Kind
from sheetcrm.words.counting import counted
from sheetcrm.words.filling import cut, fill, placeholders
from sheetcrm.words.folding import fold

__all__ = ["LANGUAGES", "Words", "choice_key", "fold", "header_index", "tab_index", "words_of"]

LANGUAGES = ("en", "ru", "pl", "ro")

_OWN = "own:"
"""The prefix `model.snapshot.OWN`, spelled again so that a text needs no numpy."""
_WHOLE = frozenset(
    "address backup command error faults file folder folders headers line note path reason titles".split()  # noqa: SIM905
)
"""Details that keep up to 500 characters: a shortened path helps nobody."""

Section = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Words:
    """Everything people read in one language; `sections` is the file as it stands."""

    language: str
    sections: Mapping[str, Section]

    def tab(self, tab: str) -> str:
        """The title of a tab."""
        return _first(self.sections["tabs"].get(tab), tab)

    def header(self, tab: str, field: str) -> str:
        """The header of a field in that tab; a team's own column keeps the one it has."""
        if field.startswith(_OWN):
            return field.removeprefix(_OWN)
        headers = self.sections["headers"]
        texts = headers.get(f"{tab}.{field}") or headers.get(field)
        if texts is None and field.startswith(CARRIED):
            source = self.header("clients", field.removeprefix(CARRIED))
            if source[1:2].islower():
                source = source[0].lower() + source[1:]
            return str(headers["carried"]).replace("{header}", source)
        return _first(texts, field)

    def choice(self, list_name: str, key: str) -> str:
        """The text of an entry; one the team added stands for itself."""
        return _first(self.sections["choices"].get(list_name, {}).get(key), key)

    def choices(self, list_name: str) -> tuple[str, ...]:
        """The texts of all entries of a list, in their order."""
        return tuple(_first(texts, key) for key, texts in self.sections["choices"].get(list_name, {}).items())

    def hint(self, tab: str, field: str, kind: Kind) -> tuple[str, str]:
        """Title and text shown while a cell is being filled."""
        hints = self.sections["hints"]
        single = hints["column"]
        title, text = single.get(f"{tab}.{field}") or single.get(field) or hints["kind"][kind]
        return title, text

    def example(self, field: str) -> str | None:
        """What the example row of a new workbook shows in that column of the Clients tab, None for nothing."""
        found = self.sections["example"].get(field)
        return None if found is None else str(found)

    def problem(self, code: str, /, **details: object) -> tuple[str, str]:
        """What is wrong and how to repair it, one short sentence each."""
        message, repair = self.sections["problems"].get(code, (code, ""))
        return self._filled(message, details), self._filled(repair, details)

    def reason(self, why: str) -> str:
        """The phrase that tells why something changes."""
        return str(self.sections["reasons"].get(why, why))

    def task(self, occasion: str, /, **details: object) -> tuple[str, str]:
        """What to do and why; a team's own occasion gets the general text with its name."""
        tasks = self.sections["tasks"]
        texts = tasks.get(occasion)
        if texts is None:
            texts, details = tasks["other"], {"occasion": occasion, **details}
        return self._filled(texts["action"], details), self._filled(texts["why"], details)

    def spoken(self, occasion: str, /, **details: object) -> str:
        """What to tell the client about an occasion, to stand behind the greeting; empty where it has no words."""
        return self._filled(str(self.sections["spoken"].get(occasion, "")), details)

    def say(self, key: str, /, **details: object) -> str:
        """A text of the terminal or the page."""
        return self._filled(str(self.sections["ui"].get(key, key)), details)

    def error(self, code: str, /, **details: object) -> str:
        """The sentence for an error: what, where, what to do."""
        text = self.sections["errors"].get(code)
        if text is None:
            listed = ", ".join(f"{name}={self.show(value)}" for name, value in details.items())
            return f"{code} ({listed})" if listed else code
        return self._filled(text, details)

    def years(self, number: int) -> str:
        """A number of years, "40 years"."""
        return self.count(number, "years")

    def days(self, number: int) -> str:
        """A number of days, "3 days"."""
        return self.count(number, "days")

    def count(self, number: int, noun: str) -> str:
        """A number with one of the nouns of [counts]."""
        return counted(number, self.sections["counts"][noun], self.language)

    def date(self, day: dt.date | tuple[int | None, int, int]) -> str:
        """A day as people say it, "8 March 2026"; (None, month, day) gives it without the year."""
        year, month, number = (day.year, day.month, day.day) if isinstance(day, dt.date) else day
        dates = self.sections["dates"]
        pattern = dates["day_month"] if year is None else dates["day_month_year"]
        return str(pattern).format(day=number, month=dates["months"][month - 1], year=year)

    def show(self, value: object, noun: str | None = None) -> str:
        """A value as it stands in a sentence: dates and yes/no in words, whole numbers without a fraction."""
        if isinstance(value, bool):
            return self.choice("yes_no", "yes" if value else "no")
        if isinstance(value, float) and value.is_integer():
            value = int(value)
        if isinstance(value, int):
            return str(value) if noun is None else self.count(value, noun)
        if isinstance(value, dt.datetime):
            return f"{self.date(value.date())}, {value:%H:%M}"
        if isinstance(value, dt.date):
            return self.date(value)
        if isinstance(value, set | frozenset):
            value = sorted(value, key=str)
        if isinstance(value, list | tuple):
            return ", ".join(self.show(single) for single in value)
        return str(value)

    def _filled(self, text: str, details: Mapping[str, object]) -> str:
        wanted = placeholders(text)
        shown = {
            name: None if value is None else value if isinstance(value, int | float) else self._short(name, value)
            for name, value in details.items()
            if name in wanted
        }
        filled = fill(text, shown, self.show)
        return filled[:1].upper() + filled[1:] if text.startswith("[[") else filled

    def _short(self, name: str, value: object) -> str:
        return cut(self.show(value), 500) if name in _WHOLE else cut(self.show(value))


def words_of(language: str) -> Words:
    """The words of a language; one that is not there is answered in English."""
    return _words(language if language in LANGUAGES else "en")


def choice_key(list_name: str, text: str) -> str | None:
    """The key meant by a text in any of the languages, None when it is not of that list.

    >>> choice_key("sex", "Ж"), choice_key("yes_no", "TAK "), choice_key("deal_stage", "?")
    ('f', 'yes', None)
    """
    from sheetcrm.words.indexes import choice_key as find

    return find(list_name, text)


def header_index() -> Mapping[str, tuple[tuple[str | None, str, str, bool], ...]]:
    """Folded header -> (tab or None for any, field, language, whether it is the title we create), all languages."""
    from sheetcrm.words.indexes import header_index as index

    return index()


def tab_index() -> Mapping[str, str]:
    """Folded title -> tab, all languages."""
    from sheetcrm.words.indexes import tab_index as index

    return index()


@cache
def _words(language: str) -> Words:
    text = Path(__file__).with_name(f"{language}.toml").read_text(encoding="utf-8")
    return Words(language, MappingProxyType(tomllib.loads(text)))


def _first(texts: object, otherwise: str) -> str:
    return str(texts[0]) if isinstance(texts, list) and texts else otherwise
