"""Wishes of clients that have become cheaper: the words of a wish found again in the name of a product on sale.

Better none than a wrong one: somebody who is told of what he never wanted does not come back.
"""

import datetime as dt
import re
import tomllib
from collections.abc import Iterable, Iterator
from functools import cache, lru_cache
from importlib.resources import files
from typing import NamedTuple

from sheetcrm.model.settings import Occasion, Settings
from sheetcrm.model.snapshot import Snapshot
from sheetcrm.rules.occasions.found import Found
from sheetcrm.rules.reading import read_column, texts
from sheetcrm.words import fold


class Sale(NamedTuple):
    """A product that is cheaper for a while: its row in words, its first and last day, what it costs meanwhile."""

    product: str
    day: dt.date | None
    until: dt.date | None
    price: object
    words: tuple[str, ...]

    @property
    def mark(self) -> str:
        """What tells this sale of this product from every other one."""
        when = self.until or self.day
        return f"{fold(self.product)[:60]}/{when.isoformat() if when is not None else fold(str(self.price))}"


_PHRASES = re.compile(r"[,;\n/|]|\.\s|\.$")
_WORD = re.compile(r"[^\W_]+")
_SHORTEST = 4
"""Shorter words say too little: sizes, prepositions, articles."""


def wishes_on_sale(
    snapshot: Snapshot, settings: Settings, occasion: Occasion, earliest: dt.date, latest: dt.date
) -> Iterator[Found]:
    """Clients whose Wishes or Preferences name a product with a sale price; D is the first day of the sale.

    A sale without a first day counts from `stale_days` before its last one, one without any day has no D. It is over
    after its last day.
    """
    sales = [sale for sale in _sales(snapshot, settings, occasion) if _is_within(sale, earliest, latest)]
    if not sales:
        return
    clients = snapshot.table("clients")
    for position, told in enumerate(zip(texts(clients, "wishes"), texts(clients, "preferences"), strict=True)):
        phrases = [phrase for text in told if text for phrase in _wishes(text)]
        for sale in sales if phrases else ():
            wish = next((phrase for phrase in phrases if _names(phrase, sale)), None)
            if wish is not None:
                facts = {"product": sale.product, "price": sale.price, "until": sale.until, "wish": wish.text}
                yield Found(position, sale.day, mark=sale.mark, facts=facts, last=sale.until)


class _Wish(NamedTuple):
    """One phrase of a wish: as written, and its telling words, folded."""

    text: str
    words: tuple[str, ...]


def _sales(snapshot: Snapshot, settings: Settings, occasion: Occasion) -> Iterator[Sale]:
    table = snapshot.table("products")
    if not table.has("sale_price"):
        return
    rows = zip(
        texts(table, "product"),
        read_column(table, "sale_price", settings),
        read_column(table, "sale_from", settings),
        read_column(table, "sale_until", settings),
        strict=True,
    )
    for product, price, begins, ends in rows:
        words = _telling(product)
        if price.value is None or not words:
            continue
        until = ends.value if isinstance(ends.value, dt.date) else None
        day = begins.value if isinstance(begins.value, dt.date) else None
        if day is None and until is not None:
            day = until - dt.timedelta(days=occasion.stale_days)
        yield Sale(product, day, until, price.value, words)


def _is_within(sale: Sale, earliest: dt.date, latest: dt.date) -> bool:
    return sale.day is None or earliest <= sale.day <= latest


@lru_cache(maxsize=1 << 14)
def _wishes(text: str) -> tuple[_Wish, ...]:
    phrases = (phrase.strip() for phrase in _PHRASES.split(text))
    found = (_Wish(phrase, _telling(phrase)) for phrase in phrases if phrase)
    return tuple(wish for wish in found if wish.words)


@lru_cache(maxsize=1 << 14)
def _telling(phrase: str) -> tuple[str, ...]:
    """The words that say what is meant, folded; none for a refusal."""
    words = [fold(word) for word in _WORD.findall(phrase)]
    if not _words_that("refusals").isdisjoint(words):
        return ()
    idle = _words_that("idle")
    return tuple(word for word in words if len(word) >= _SHORTEST and word not in idle and not word[0].isdigit())


@cache
def _words_that(kind: str) -> frozenset[str]:
    text = files("sheetcrm.rules.occasions").joinpath("wish_words.toml").read_text(encoding="utf-8")
    return frozenset(map(fold, tomllib.loads(text)[kind].split()))


def _names(wish: _Wish, sale: Sale) -> bool:
    """Whether every telling word of a wish is in the name of the product."""
    return all(_has(sale.words, word) for word in wish.words)


def _has(words: Iterable[str], wanted: str) -> bool:
    return any(_is_same_word(word, wanted) for word in words)


def _is_same_word(one: str, other: str) -> bool:
    """Whether two folded words differ by an ending at most.

    >>> _is_same_word("телефоны", "телефон"), _is_same_word("cream", "creams"), _is_same_word("park", "parking")
    (True, True, False)
    """
    shorter, longer = sorted((one, other), key=len)
    ending = 1 if len(shorter) <= _SHORTEST else 2
    stem = max(_SHORTEST, len(shorter) - ending)
    return len(longer) - len(shorter) <= ending and longer.startswith(shorter[:stem])
