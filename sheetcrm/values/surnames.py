"""Knows what surnames look like and which show a gender; a shape that both sexes bear shows none."""

import csv
import re
from functools import lru_cache
from importlib.resources import files

from sheetcrm.values.first_names import Gender, family_of, plain_key

_SHAPES = {
    "ru": re.compile(
        r"(?:[оеёє]ва?|[иы]на?|[сц]к(?:ий|ая|ой)|[сц]ьк(?:ий|а)|ый|[ое]нко|[ую]к|[иы]х|[яа]н[цс]?|швили|дзе"
        r"|ич|іч|[еи]ц|ник|ба|ура|[яа]го|заде|[внлтдгкрсш]ая)$"
    ),
    "pl": re.compile(r"(?:[sc]k[ia]|dzk[ia]|icz|czyk|cza[kn]|[in]ak|owa|ówna|enko|czuk|ny|arz|yszyn)$"),
    "ro": re.compile(r"(?:[aoe]scu|eanu|anul|oiu|aru|iuc|ovici|ache|ușu|enco|schi|eț)$"),
    "en": re.compile(
        r"(?:[^aeiou]son|ez|man|berg|stein|ova?|off|sky|ski|enko|oğlu|[iy]an)$|^(?:mc|mac[^aeiouhky]|o['’])"
    ),
}
_MARKED_CYRILLIC: tuple[tuple[re.Pattern[str], Gender], ...] = (
    (re.compile(r".{2,}(?:[оеё]ва|єва|[сц]кая|[сз]ька|цька|[нвлткхшчщ]ая|няя)$"), "f"),
    (re.compile(r".{2,}(?:[оеё]в|єв|[сц]кий|[сц]кой|[сзц]ький)$|.{2,}[бвдзлмнпрстхчшщ]ый$|.{2,}[гкх]ий$"), "m"),
)
_HINTING_CYRILLIC: tuple[tuple[re.Pattern[str], Gender], ...] = (
    (re.compile(r".{3,}[иы]на$"), "f"),
    (re.compile(r".{3,}[иы]н$|.{2,}[вднлрт]ой$"), "m"),
)
_MARKED_POLISH: tuple[tuple[re.Pattern[str], Gender], ...] = (
    (re.compile(r".(?:sk|ck|dzk)a$|.ówna$"), "f"),
    (re.compile(r".(?:sk|ck|dzk)i$"), "m"),
)
_MARKED_LATIN_RUSSIAN: tuple[tuple[re.Pattern[str], Gender], ...] = (
    (re.compile(r".{2,}(?:[oeyi]va|skaya|skaia|ckaja)$"), "f"),
    (re.compile(r".{2,}(?:skiy|skij|skii)$"), "m"),
)
_UNMARKED_TEXT = """
    щербина тычина черемшина калина малина былина лучина скотина лев цой голова сова ива слива корова година кручина
    хвоя гая середа дубина
"""
_UNMARKED = frozenset(_UNMARKED_TEXT.split())


def has_surname_shape(word: str, language: str) -> bool:
    """Tell whether the word is a common surname of the language or ends as its surnames do.

    >>> has_surname_shape("Шевченко", "ru"), has_surname_shape("Ionescu", "ro"), has_surname_shape("Мария", "ru")
    (True, True, False)
    """
    return is_listed_surname(word, language) or looks_derived(word, language)


def is_listed_surname(word: str, language: str) -> bool:
    """Tell whether the word, marks or not, is in the table of common surnames; of a double one both halves.

    >>> is_listed_surname("Zajac", "pl")
    True
    """
    listed = _listed(family_of(word, language))
    return plain_key(word) in listed or ("-" in word and all(plain_key(half) in listed for half in word.split("-")))


def looks_derived(word: str, language: str) -> bool:
    """Tell whether the word ends as only surnames do; words of under four letters never do.

    >>> looks_derived("Kowalska", "pl"), looks_derived("Jan", "pl")
    (True, False)
    """
    return len(word) > 3 and _SHAPES[family_of(word, language)].search(word.lower()) is not None


def is_noun_surname(word: str) -> bool:
    """Tell whether a surname that looks like a woman's is a noun which both sexes bear and decline alike.

    >>> is_noun_surname("Щербина"), is_noun_surname("Никитина")
    (True, False)
    """
    lowered = word.lower()
    return lowered in _UNMARKED and lowered.endswith(("а", "я"))


def surname_gender(word: str, language: str, *, sure: bool = True) -> Gender | None:
    """Give the gender a surname shows; with sure=False also by -ин and -ина, which a few indeclinable surnames share.

    A double surname counts when all halves that show a gender agree.

    >>> surname_gender("Попова", "ru"), surname_gender("Kowalski", "pl"), surname_gender("Коваль", "ru")
    ('f', 'm', None)
    >>> surname_gender("Никитин", "ru"), surname_gender("Никитин", "ru", sure=False)
    (None, 'm')
    """
    genders = {gender for half in word.lower().split("-") if (gender := _half_gender(half, language, sure)) is not None}
    return genders.pop() if len(genders) == 1 else None


def _half_gender(half: str, language: str, sure: bool) -> Gender | None:
    if half in _UNMARKED:
        return None
    family = family_of(half, language)
    if family == "ru":
        marks = _MARKED_CYRILLIC if sure else _MARKED_CYRILLIC + _HINTING_CYRILLIC
    elif language == "pl":
        marks = _MARKED_POLISH
    elif language in ("ru", "uk", "be", "kk"):
        marks = _MARKED_LATIN_RUSSIAN + _MARKED_POLISH
    else:
        marks = ()
    return next((gender for shape, gender in marks if shape.search(half)), None)


@lru_cache(maxsize=8)
def _listed(family: str) -> frozenset[str]:
    text = files("sheetcrm.values").joinpath("data", "surnames.csv").read_text(encoding="utf-8")
    for row in csv.DictReader(text.splitlines()):
        if row["language"] == family:
            return frozenset(plain_key(surname) for surname in row["surnames"].split())
    return frozenset()
