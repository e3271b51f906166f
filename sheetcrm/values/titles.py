"""Takes titles and suffixes off a name and knows how their bearer is addressed; the table is data/titles.csv."""

import csv
import re
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files
from typing import Literal

from sheetcrm.values.first_names import Gender, family_of

_RUSSIAN_DEGREE = re.compile(r"\b[дк]\.\s?(?:[а-я]{1,5}\.?[\s-]?){1,3}\s?н\.?(?=[\s,]|$)", re.IGNORECASE)

_BETWEEN_TITLES = (",", "and", "&", "и", "i", "și", "si")


@dataclass(frozen=True, slots=True)
class Title:
    """One title: a courtesy (Pani), a title proper (prof.) or a suffix (Jr.); rank 0 is never used to address."""

    kind: Literal["courtesy", "title", "suffix"]
    gender: Gender | None
    rank: int
    male: str
    female: str


def take_titles(text: str, language: str) -> tuple[list[str], list[str], list[str]]:
    """Split a cell into title words, name words (commas kept as words of their own) and suffix words.

    >>> take_titles("mgr inż. Piotr Zając", "pl")
    (['mgr', 'inż.'], ['Piotr', 'Zając'], [])
    >>> take_titles("Иванов И. И., д.м.н.", "ru")
    (['д.м.н.'], ['Иванов', 'И.', 'И.'], [])
    >>> take_titles("Mr. John Smith, Jr.", "en")
    (['Mr.'], ['John', 'Smith'], ['Jr.'])
    """
    table = _table(family_of(text, language))
    titles: list[str] = []
    if "н" in text and "." in text:
        titles = [found.group().strip() for found in _RUSSIAN_DEGREE.finditer(text)]
        text = _RUSSIAN_DEGREE.sub(" ", text) if titles else text
    words = [piece for word in text.replace(",", " , ").split() for piece in _unglued(word, table)]
    start = 0
    while (
        start < len(words)
        and not _may_be_initial(words[start:])
        and (
            words[start] == ","
            or (titles and words[start] in _BETWEEN_TITLES)
            or _leads(words[start], table)
            or (titles and titles[-1].casefold() == "sz." and words[start] == "P.")
        )
    ):
        if words[start] not in _BETWEEN_TITLES:
            titles.append(words[start])
        start += 1
    end = len(words)
    suffixes: list[str] = []
    while end > start and (words[end - 1] == "," or _trails(words, end - 1, table)):
        word = words[end - 1]
        if word != ",":
            found = table[_key(word)]
            (suffixes if found.kind == "suffix" else titles).append(word)
        end -= 1
    inner = words[start:end]
    if "," in inner:
        inner, more_titles, more_suffixes = _around_commas(inner, table)
        titles += more_titles
        suffixes += more_suffixes
    return titles, inner, suffixes[::-1]


def title_gender(title: str, language: str) -> Gender | None:
    """Give the gender a title shows.

    >>> title_gender("Pani prof.", "pl"), title_gender("dr", "pl"), title_gender("Mrs.", "ru")
    ('f', None, 'f')
    """
    found = [title_of(word, language, title) for word in title.split()]
    return next((known.gender for known in found if known is not None and known.gender is not None), None)


def address_title(title: str, language: str, gender: Gender | None) -> str:
    """Give the highest title as its bearer is addressed in the language, "" when there is none to use.

    >>> address_title("prof. dr hab.", "pl", "m"), address_title("prof.", "pl", "f"), address_title("mgr", "pl", "m")
    ('Profesorze', 'Profesor', '')
    """
    ranked = [known for word in title.split() if (known := title_of(word, language, title)) is not None and known.rank]
    best = max(ranked, key=lambda known: known.rank, default=None)
    if best is None:
        return ""
    return best.female if gender == "f" else best.male


def title_of(word: str, language: str, context: str = "") -> Title | None:
    """Find one written title, dots and case aside; Cyrillic ones are looked up as Russian."""
    return _table(family_of(context or word, language)).get(_key(word))


def _unglued(word: str, table: dict[str, Title]) -> list[str]:
    """Split "prof.dr." or "Dr.Smith" after each title at its head; "Ph.D." and "r.pr." stay whole."""
    if "." not in word[:-1] or _key(word) in table:
        return [word]
    head, rest = word.split(".", 1)
    if len(head) > 1 and _key(head) in table:
        return [head + ".", *_unglued(rest, table)]
    return [word]


def _leads(word: str, table: dict[str, Title]) -> bool:
    found = table.get(_key(word))
    return found is not None and found.kind != "suffix" and not _is_capital_initial(word)


def _is_capital_initial(word: str) -> bool:
    return len(word.rstrip(".")) == 1 and word[0].isupper()


def _may_be_initial(words: list[str]) -> bool:
    """Tell whether a small letter at the head ("s. nowak") may be an initial, as where all is written small."""
    return len(words[0].rstrip(".")) == 1 and words[0] != "p." and all(word.islower() for word in words)


def _trails(words: list[str], position: int, table: dict[str, Title]) -> bool:
    """Tell whether a last word is a suffix, or a title set off by a comma, a full stop or small letters."""
    word = words[position]
    found = table.get(_key(word))
    if found is None or position == 0 or _is_capital_initial(word):
        return False
    if found.kind == "suffix":
        return position >= 2 or words[position - 1] == "," or len(words) > 2
    set_off = "," in words[:position] or word.endswith(".") or word.islower()
    return set_off and position >= 2 and not (word.islower() and all(other.islower() for other in words))


def _around_commas(words: list[str], table: dict[str, Title]) -> tuple[list[str], list[str], list[str]]:
    kept: list[str] = []
    titles: list[str] = []
    suffixes: list[str] = []
    for position, word in enumerate(words):
        found = table.get(_key(word))
        by_comma = "," in (words[position - 1 : position] or [""]) or "," in words[position + 1 : position + 2]
        if found is None or not by_comma or position == 0:
            kept.append(word)
        else:
            (suffixes if found.kind == "suffix" else titles).append(word)
    while kept and kept[-1] == ",":
        kept.pop()
    tidy = [word for position, word in enumerate(kept) if word != "," or kept[position - 1 : position] != [","]]
    return tidy, titles, suffixes


def _key(word: str) -> str:
    lowered = word.casefold()
    return lowered if len(lowered) <= 2 and lowered.endswith(".") else lowered.replace(".", "")


@lru_cache(maxsize=32)
def _table(family: str) -> dict[str, Title]:
    text = files("sheetcrm.values").joinpath("data", "titles.csv").read_text(encoding="utf-8")
    wanted = ("ru",) if family == "ru" else ("en", family)
    genders: dict[str, Gender] = {"m": "m", "f": "f"}
    kinds: dict[str, Literal["courtesy", "title", "suffix"]] = {"courtesy": "courtesy", "title": "title"}
    rows = list(csv.DictReader(text.splitlines()))
    return {
        row["written"]: Title(
            kinds.get(row["kind"], "suffix"), genders.get(row["gender"]), int(row["rank"]), row["male"], row["female"]
        )
        for source in wanted
        for row in rows
        if row["language"] == source
    }
