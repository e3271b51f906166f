"""A market: the names, wording and habits of the people who keep a demo workbook, from `markets/<language>.toml`."""

import datetime as dt
import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from random import Random
from typing import Any

from sheetcrm.model.cells import CellValue

MARKETS = ("en", "ru", "pl", "ro")


@dataclass(frozen=True, slots=True)
class Formula:
    """A formula with the result a spreadsheet would have stored beside it; an empty result was never calculated."""

    text: str
    result: str | int | float = 0


Cell = CellValue | Formula
Row = dict[str, Cell]
"""Field of the tab (or `own:...`) -> what stands in the cell."""


@dataclass(frozen=True, slots=True)
class Market:
    """One market; `sections` is the file as it stands."""

    language: str
    sections: Mapping[str, Any]

    def __getitem__(self, name: str) -> Any:
        return self.sections[name]

    def title(self, tab: str) -> str:
        """The name of a sheet."""
        return str(self.sections["titles"][tab])

    def headers(self, tab: str) -> Mapping[str, str]:
        """Field -> header, in the order of the columns."""
        headers: Mapping[str, str] = self.sections["headers"][tab]
        return headers

    def choice(self, name: str, key: str) -> str:
        """How these people write one entry of a list."""
        return str(self.sections["choices"][name][key])

    def texts(self, name: str) -> Sequence[str]:
        """A list of texts to draw from."""
        texts: Sequence[str] = self.sections["texts"][name]
        return texts

    def label(self, name: str) -> str:
        """A word of the summary sheet."""
        return str(self.sections["texts"]["labels"][name])

    def planted(self, name: str) -> Any:
        """The text, or texts, of a deliberate slip."""
        return self.sections["planted"][name]

    def date_text(self, day: dt.date) -> str:
        """A date typed as text in the usual short form."""
        return day.strftime(self.sections["date_text"])

    def long_date(self, day: dt.date) -> str:
        """A date typed out with the name of its month."""
        return str(self.sections["long_date"]).format(
            day=day.day, month=self.sections["month_names"][day.month - 1], year=day.year
        )

    def money_text(self, amount: int) -> str:
        """An amount typed as text with its currency; amounts below a thousand are for cells with numbers only."""
        thousands, rest = divmod(amount, 1000)
        return str(self.sections["money_text"]).format(thousands=thousands, rest=f"{rest:03d}")


@cache
def market_of(language: str) -> Market:
    """The market of a language; a language without one raises KeyError."""
    if language not in MARKETS:
        raise KeyError(language)
    text = files("sheetcrm.demo").joinpath("markets", f"{language}.toml").read_text(encoding="utf-8")
    return Market(language, tomllib.loads(text))


def drawn(random: Random, weighted: Mapping[str, int]) -> str:
    """One of the keys, as often as its weight says."""
    return random.choices(list(weighted), list(weighted.values()))[0]
