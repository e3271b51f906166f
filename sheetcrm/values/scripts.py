"""Looks at letters: mixed alphabets, the wrong keyboard layout, transliteration, plain keys; a word counts alone."""

import re
from dataclasses import dataclass
from functools import lru_cache
from typing import Literal

from sheetcrm.values.first_names import family_of, find_first_name
from sheetcrm.values.patronymics import patronymic_gender
from sheetcrm.values.surnames import is_listed_surname, looks_derived

Script = Literal["latin", "cyrillic", "greek", "other"]

_WORD = re.compile(r"[^\W\d_]+")
_LATIN_LIKE = "ABCEHIJKMOPSTXYaceijkopsxyhbË ëïÏ".replace(" ", "")
_CYRILLIC_LIKE = "АВСЕНІЈКМОРЅТХУасеіјкорѕхуһьЁёїЇ"
_GREEK_LIKE = dict(zip("ΑΒΕΖΗΙΚΜΝΟΡΤΥΧοαν", "ABEZHIKMNOPTYXoav", strict=True))
_TO_CYRILLIC = dict(zip(_LATIN_LIKE, _CYRILLIC_LIKE, strict=True))
_TO_LATIN = {cyrillic: latin for latin, cyrillic in _TO_CYRILLIC.items() if cyrillic not in "һь"} | _GREEK_LIKE
_TO_CYRILLIC |= {greek: _TO_CYRILLIC[latin] for greek, latin in _GREEK_LIKE.items() if latin in _TO_CYRILLIC}
_TO_CYRILLIC.pop("b")

_LATIN_KEYS = "qwertyuiop[]asdfghjkl;'zxcvbnm,.`QWERTYUIOP{}ASDFGHJKL:\"ZXCVBNM<>~"
_CYRILLIC_KEYS = "йцукенгшщзхъфывапролджэячсмитьбюёЙЦУКЕНГШЩЗХЪФЫВАПРОЛДЖЭЯЧСМИТЬБЮЁ"
_KEYS_TO_CYRILLIC = str.maketrans(_LATIN_KEYS, _CYRILLIC_KEYS)
_KEYS_TO_LATIN = str.maketrans(_CYRILLIC_KEYS, _LATIN_KEYS)


@dataclass(frozen=True, slots=True)
class ScriptCheck:
    """Whether a word mixes alphabets, and the whole text mended (None: nothing to mend, or no way to be sure)."""

    mixed: bool
    fixed: str | None


def check_scripts(text: str) -> ScriptCheck:
    """Find words in which alphabets are mixed; each is mended to the alphabet in which all its letters exist.

    Words are runs of letters: "Иванов-Smith" and "1С" are honest. A word all of whose letters exist in both goes to
    the alphabet of most of its letters, and in a draw to that of the rest of the text.

    >>> check_scripts("Nоwak"), check_scripts("Иванов-Smith")
    (ScriptCheck(mixed=True, fixed='Nowak'), ScriptCheck(mixed=False, fixed=None))
    """
    if text.isascii():
        return ScriptCheck(False, None)
    mixed = False
    mended: list[str] = []
    position = 0
    for found in _WORD.finditer(text):
        word = found.group()
        if len(_scripts_of(word)) < 2:
            continue
        mixed = True
        better = _in_one_script(word, text)
        if better is None:
            return ScriptCheck(True, None)
        mended += [text[position : found.start()], better]
        position = found.end()
    return ScriptCheck(True, "".join(mended) + text[position:]) if mixed else ScriptCheck(False, None)


def meant_in_other_layout(text: str) -> str | None:
    """Give the name that was typed with the wrong Russian or English keyboard layout, None when it was not.

    Only names known in the other layout count, and every word of the cell has to fit.

    >>> meant_in_other_layout("Bdfyjd"), meant_in_other_layout("Ыьшер Офьуы"), meant_in_other_layout("Anna")
    ('Иванов', 'Smith James', None)
    """
    tidy = text.strip()
    if not any(letter.isalpha() for letter in tidy):
        return None
    is_cyrillic = family_of(tidy, "en") == "ru"
    if is_cyrillic and any("a" <= letter <= "z" for letter in tidy.lower()):
        return None
    table, fits = (_KEYS_TO_LATIN, _fits_latin) if is_cyrillic else (_KEYS_TO_CYRILLIC, _fits_cyrillic)
    pairs = [(word, word.translate(table)) for word in tidy.split()]
    if any(_is_fine_as_written(word, is_cyrillic) for word, _ in pairs):
        return None
    verdicts = [fits(meant) for _, meant in pairs]
    if all(verdict > 0 for verdict in verdicts) and any(verdict > 1 for verdict in verdicts):
        return " ".join(meant for _, meant in pairs)
    return None


def transliterate_icao(text: str) -> str:
    """Give Cyrillic in Latin letters as passports do (ICAO Doc 9303); Ukrainian letters follow the same table.

    >>> transliterate_icao("Щукин Юрий"), transliterate_icao("ПОДЪЯЧЕВ СЕМЁН")
    ('Shchukin Iurii', 'PODIEIACHEV SEMEN')
    """
    import iuliia

    ukrainian = {"є": "ie", "і": "i", "ї": "i", "ґ": "g", "ў": "u"}
    ready = text if text.isascii() else "".join(_cased(ukrainian.get(letter.lower()), letter) for letter in text)

    def in_latin(found: re.Match[str]) -> str:
        word = found.group()
        made: str = iuliia.ICAO_DOC_9303.translate(word)
        return made.upper() if word.isupper() and len(word) > 1 else made

    return _WORD.sub(in_latin, ready)


def ascii_fold(text: str) -> str:
    """Give the text in plain ASCII letters, as a key to search by.

    >>> ascii_fold("Ștefan Țurcanu"), ascii_fold("Żółć"), ascii_fold("Müller-Łukasz")
    ('Stefan Turcanu', 'Zolc', 'Muller-Lukasz')
    """
    if text.isascii():
        return text
    from anyascii import anyascii

    folded: str = anyascii(text)
    return folded


def _cased(replacement: str | None, letter: str) -> str:
    if replacement is None:
        return letter
    return replacement.capitalize() if letter.isupper() else replacement


def _scripts_of(word: str) -> set[Script]:
    return {_script_of(letter) for letter in word}


@lru_cache(maxsize=2048)
def _script_of(letter: str) -> Script:
    code = ord(letter)
    if code < 0x0250 or 0x1E00 <= code < 0x1F00:
        return "latin"
    if 0x0400 <= code < 0x0530:
        return "cyrillic"
    return "greek" if 0x0370 <= code < 0x0400 else "other"


def _in_one_script(word: str, text: str) -> str | None:
    as_cyrillic = _mapped(word, _TO_CYRILLIC, "cyrillic")
    as_latin = _mapped(word, _TO_LATIN, "latin")
    if as_cyrillic is None or as_latin is None:
        return as_cyrillic or as_latin
    for sample in (word, text):
        cyrillic = sum(_script_of(letter) == "cyrillic" for letter in sample if letter.isalpha())
        latin = sum(_script_of(letter) == "latin" for letter in sample if letter.isalpha())
        if cyrillic != latin:
            return as_cyrillic if cyrillic > latin else as_latin
    return as_cyrillic


def _mapped(word: str, look_alikes: dict[str, str], script: Script) -> str | None:
    letters = [letter if _script_of(letter) == script else look_alikes.get(letter) for letter in word]
    return None if None in letters else "".join(letter for letter in letters if letter is not None)


def _is_fine_as_written(word: str, is_cyrillic: bool) -> bool:
    bare = word.strip(".,;:'\"`-")
    language = "ru" if is_cyrillic else "pl"
    if len(bare) < 2:
        return False
    if find_first_name(bare, language) is not None or is_listed_surname(bare, "ru" if is_cyrillic else "en"):
        return True
    if not is_cyrillic:
        return any(is_listed_surname(bare, other) for other in ("pl", "ro")) or any(
            looks_derived(bare, other) and _has_vowels(bare) for other in ("pl", "ro", "en")
        )
    from sheetcrm.values.russian_words import is_known_word

    return is_known_word(bare.lower())


def _has_vowels(word: str) -> bool:
    return sum(letter in "aeiou" for letter in word.lower()) * 4 >= len(word)


def _fits_cyrillic(meant: str) -> int:
    """Grade a word read in Russian layout: 2 a known name, 1 the shape of a surname or an initial, 0 no name."""
    pieces = [piece for piece in re.split(r"[-\s]", meant) if piece]
    return min((_grade_cyrillic(piece) for piece in pieces), default=0)


def _grade_cyrillic(piece: str) -> int:
    lowered = piece.lower()
    if not lowered.isalpha():
        return 0
    if find_first_name(piece, "ru") is not None and len(piece) > 2:
        return 2
    if re.search(r"[аеёиоуыэюя]", lowered) is None or len(piece) < 3:
        return 1 if re.fullmatch(r"[а-яё]ю?", lowered) else 0
    from sheetcrm.values.russian_words import is_known_name, is_known_word

    if is_known_name(lowered) or patronymic_gender(piece) is not None:
        return 2
    if len(piece) > 4 and is_known_word(lowered):
        return 2
    return 1 if looks_derived(piece, "ru") else 0


def _fits_latin(meant: str) -> int:
    pieces = [piece for piece in re.split(r"[-\s]", meant) if piece]
    return min((_grade_latin(piece) for piece in pieces), default=0)


def _grade_latin(piece: str) -> int:
    if not piece.isalpha():
        return 1 if re.fullmatch(r"[A-Za-z]\.", piece) else 0
    known = len(piece) > 2 and find_first_name(piece, "en") is not None
    if known or any(is_listed_surname(piece, language) for language in ("en", "pl", "ro")):
        return 2
    derived = any(looks_derived(piece, language) for language in ("pl", "ro", "en"))
    return (2 if len(piece) > 5 and _has_vowels(piece) else 1) if derived else 0
