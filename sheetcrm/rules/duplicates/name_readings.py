"""A whole name, a person's or a firm's, read into words that can be told apart; what stands beside a name is dropped.

Which word is the surname is not decided here: order says little once names were copied from one form to another.
"""

import re
import unicodedata
from collections.abc import Iterator, Mapping
from functools import cache, lru_cache
from importlib.resources import files
from typing import Literal, NamedTuple

from sheetcrm.rules.duplicates.sounds import sound
from sheetcrm.values.company import split_company
from sheetcrm.values.first_names import Gender
from sheetcrm.values.letter_case import PARTICLES
from sheetcrm.values.patronymics import is_turkic_word, patronymic_gender
from sheetcrm.values.person_name import looks_like_company
from sheetcrm.values.scripts import check_scripts
from sheetcrm.values.surnames import surname_gender
from sheetcrm.values.titles import title_of

Kind = Literal["name", "initial", "father", "number", "generation"]

_PIECE = re.compile(r"[^\W_]+(?:['’ʼ`´ʹ][^\W_]+)*")
_APOSTROPHES = str.maketrans("", "", "'’ʼ`´ʹ‘")
_DOTTED = re.compile(r"(?<!\w)(?:[^\W\d_]\.){2,}(?:[^\W\d_](?!\w))?")
_FEW_CAPITALS = re.compile(r"[A-Z]{2,3}")
_GLUED_DIGITS = re.compile(r"(?<=[^\W\d_]{3})\d+$")
_CYRILLIC = re.compile("[\u0400-\u052f]")
_NUMERAL = re.compile(r"(?:x{0,3})(?:ix|iv|v?i{0,3})")
_LOOK_ALIKE_DIGITS = str.maketrans("013457", "oieast")
_ORDINAL = re.compile(r"(\d+)(?:st|nd|rd|th|й|я|ый|ой|ая)")
_GENERATIONS = {
    "jr": "jr", "junior": "jr", "мл": "jr", "младший": "jr", "молодший": "jr", "młodszy": "jr",
    "sr": "sr", "senior": "sr", "ст": "sr", "старший": "sr", "starszy": "sr",
}  # fmt: skip
_GENERATION_NUMERALS = frozenset(("ii", "iii", "iv", "vii", "viii"))
_HONORIFICS_TEXT = """
    sheikh shaikh shaykh sheik mullah maulvi mawlawi haji hajji hadji sayyid syed president king queen prince princess
    шейх мулла президент хаджи
"""
_HONORIFICS = frozenset(_HONORIFICS_TEXT.split())
_SON_OF = frozenset(("bin", "ben", "ibn", "bint", "бин", "ибн", "бен"))
_MORE_PARTICLES = frozenset(("ul", "ud", "ash", "dos", "dal", "фон"))
_FORMS_MORE = dict.fromkeys(("jsc", "pjsc", "ojsc", "cjsc"), "shares") | {"gmbh": "limited", "ano": "common"}
_NUMBER_WORDS = {
    name: str(number)
    for number, names in enumerate(
        (
            "one first перший первый pierwszy", "two second второй другий drugi", "three third третий третій trzeci",
            "four fourth", "five fifth", "six sixth", "seven seventh", "eight eighth", "nine ninth", "ten tenth",
        ),
        1,
    )
    for name in names.split()
}  # fmt: skip
_WHOLE_SYLLABLES = ("CJK", "HANGUL")
_LONG_FORMS = (
    (re.compile(r"(?i)\b(?:open |closed |public )?joint[- ]stock company\b"), "shares"),
    (re.compile(r"(?i)\blimited liability (?:company|partnership)\b"), "limited"),
)
_SOLE = "sole"
_MOST_WORDS = 12
_SHORTEST_TRADE = 3


class Word(NamedTuple):
    """One word of a name as it is written in small letters, its sound, what it is, and the sex it shows, if any."""

    written: str
    heard: str
    kind: Kind = "name"
    sex: Gender | None = None
    script: str = "LATIN"
    weak: bool = False


class Reading(NamedTuple):
    """A name read: its words, whether it is surely a firm's, and which legal forms stand for its own."""

    words: tuple[Word, ...]
    firm: bool = False
    form: str = ""


@lru_cache(maxsize=1 << 16)
def read_name(text: str) -> Reading:
    """Read a name of either kind; a sole trader is read as the person.

    >>> [word.written for word in read_name("Dr. Белов И. С.").words], read_name("ООО «Ромашка»").form
    (['белов', 'и', 'с'], 'limited')
    """
    form, name, text = _parted(text)
    if form == _SOLE:
        return Reading(tuple(_of_person(name or text)))
    firm = bool(form) or looks_like_company(text) or _says_its_trade(name)
    return read_as_firm(text) if firm else Reading(tuple(_of_person(text)))


@lru_cache(maxsize=1 << 16)
def read_as_firm(text: str) -> Reading:
    """Read a name as a firm's, also when nothing in it says that it is one."""
    form, name, text = _parted(text)
    words = tuple(_of_firm(name or text)) or tuple(_of_firm(text))
    return Reading(words, True, form)


def _parted(text: str) -> tuple[str, str, str]:
    """Give the classes of the legal form, the name without it, and the whole text, all its alphabets in order."""
    text = unicodedata.normalize("NFC", check_scripts(text).fixed or text).strip()
    form, name = split_company(text)
    kinds = _form_class(form)
    return (kinds, name, text) if kinds else (*_form_word(name), text)


def _says_its_trade(name: str) -> bool:
    words = [word for word in name.casefold().split() if len(word) > _SHORTEST_TRADE]
    return any(word in kinds for word in words for kinds in _firm_words().values())


def joined(one: Word, other: Word) -> Word:
    """Give two words as one: Jong Un, Jongun."""
    return _word(one.written + other.written)


def _of_person(text: str) -> Iterator[Word]:
    capitals = text.isupper()
    pieces = _PIECE.findall(text)
    plenty = sum(len(piece) > 1 for piece in pieces) > 1
    before = ""
    for place, piece in enumerate(pieces[:_MOST_WORDS]):
        lowered = _GLUED_DIGITS.sub("", piece.translate(_APOSTROPHES).casefold())
        son, before = before in _SON_OF, lowered
        if not lowered or (lowered in _SON_OF and place):
            continue
        if place and (lowered in _GENERATIONS or (piece.isupper() and lowered in _GENERATION_NUMERALS)):
            yield Word(_GENERATIONS.get(lowered, lowered), "", "generation")
        elif lowered.isdigit() or (plenty and (lowered in _HONORIFICS or _is_beside(lowered, place))):
            continue
        elif not capitals and _FEW_CAPITALS.fullmatch(piece) and not set(piece) & set("AEIOU"):
            yield from (Word(letter, letter, "initial") for letter in lowered)
        else:
            word = _word(lowered.translate(_LOOK_ALIKE_DIGITS) if piece[0].isalpha() else lowered)
            yield word._replace(kind="father") if son and word.kind == "name" else word


@lru_cache(maxsize=1 << 14)
def _is_beside(lowered: str, place: int) -> bool:
    if len(lowered) < 2:
        return False
    if lowered in PARTICLES or (lowered in _MORE_PARTICLES and place) or is_turkic_word(lowered):
        return True
    return (title_of(lowered, "") is not None and len(lowered) > 2) or title_of(lowered + ".", "") is not None


def _of_firm(name: str) -> Iterator[Word]:
    text = _DOTTED.sub(lambda found: found.group().replace(".", "") + " ", name)
    for place, piece in enumerate(_PIECE.findall(text)[:_MOST_WORDS]):
        lowered = piece.translate(_APOSTROPHES).casefold()
        ordinal = _ORDINAL.fullmatch(lowered)
        if lowered in _firm_words()["ignored"]:
            continue
        if lowered.isdigit() or ordinal or lowered in _NUMBER_WORDS:
            number = ordinal.group(1) if ordinal else _NUMBER_WORDS.get(lowered, lowered)
            yield Word(number.lstrip("0"), "", "number")
        elif place and piece.isupper() and _NUMERAL.fullmatch(lowered):
            yield Word(str(_roman(lowered)), "", "number")
        else:
            yield _word(lowered)._replace(kind="name", weak=lowered in _firm_words()["kind"], sex=None)


def _roman(numeral: str) -> int:
    """Give the number of a Roman numeral below forty.

    >>> _roman("xiv"), _roman("vi")
    (14, 6)
    """
    worth = [{"i": 1, "v": 5, "x": 10}[letter] for letter in numeral]
    return sum(-one if one < after else one for one, after in zip(worth, [*worth[1:], 0], strict=True))


@lru_cache(maxsize=1 << 16)
def _word(lowered: str) -> Word:
    script = _script(lowered)
    heard = sound(lowered)
    if len(lowered) == 1 and script in ("LATIN", "CYRILLIC"):
        return Word(lowered, heard, "initial", None, script)
    sex = patronymic_gender(lowered) if len(lowered) > 5 else None
    if sex:
        return Word(lowered, heard, "father", sex, script)
    language = "ru" if script == "CYRILLIC" or not lowered.endswith(("ski", "cki", "ska", "cka")) else "pl"
    return Word(lowered, heard, "name", surname_gender(lowered, language, sure=False), script)


def _script(word: str) -> str:
    if word.isascii():
        return "LATIN"
    if _CYRILLIC.search(word):
        return "CYRILLIC"
    letter = next((letter for letter in word if not letter.isascii()), "a")
    name = unicodedata.name(letter, "LATIN").split(" ")[0].split("-")[0]
    return "IDEOGRAPHS" if name in _WHOLE_SYLLABLES else name


def _form_word(name: str) -> tuple[str, str]:
    """Give the class of a form that the table of forms does not hold, and the name without it."""
    words = name.split()
    for at in (0, -1):
        key = words[at].strip(".,").casefold() if len(words) > 1 else ""
        if key in _FORMS_MORE:
            return _FORMS_MORE[key], " ".join(words[1:] if at == 0 else words[:-1])
    for long_form, kind in _LONG_FORMS:
        if (found := long_form.search(name)) is not None:
            return kind, name[: found.start()] + " " + name[found.end() :]
    return "", name


def _form_class(form: str) -> str:
    """Give the classes a legal form belongs to, "" for none, "other" for one of its own."""
    return _forms().get(form, "other") if form else ""


@cache
def _forms() -> Mapping[str, str]:
    found: dict[str, str] = {}
    for name, text in _lines("legal_forms.txt"):
        for form in text.split("|"):
            found[form] = f"{found[form]} {name}" if form in found else name
    return found


@cache
def _firm_words() -> Mapping[str, frozenset[str]]:
    found: dict[str, set[str]] = {"ignored": set(), "kind": set()}
    for name, text in _lines("firm_words.txt"):
        found[name].update(text.split())
    return {name: frozenset(words) for name, words in found.items()}


def _lines(file: str) -> Iterator[tuple[str, str]]:
    text = files("sheetcrm.rules.duplicates").joinpath(file).read_text(encoding="utf-8")
    for line in text.splitlines():
        if not line.startswith("#"):
            name, _, words = line.partition(": ")
            yield name, words
