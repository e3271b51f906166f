"""How a word sounds, in plain Latin letters: spellings of one name in any alphabet or romanisation come out alike.

Coarse on purpose: what the key joins is told apart later, what it parts is lost.
"""

import re
import unicodedata

_CYRILLIC = {
    "а": "a", "б": "b", "в": "v", "г": "g", "ґ": "g", "ѓ": "g", "д": "d", "ђ": "d", "е": "e", "ё": "e", "є": "e",
    "ж": "z", "з": "z", "и": "i", "і": "i", "ї": "i", "й": "i", "ј": "i", "к": "k", "қ": "k", "л": "l", "љ": "l",
    "м": "m", "н": "n", "њ": "n", "ң": "n", "о": "o", "ө": "o", "п": "p", "р": "r", "с": "s", "т": "t", "ћ": "k",
    "у": "u", "ў": "u", "ұ": "u", "ү": "u", "ф": "f", "х": "h", "һ": "h", "ц": "k", "ч": "k", "џ": "z", "ш": "s",
    "щ": "s", "ъ": "", "ы": "i", "ь": "", "э": "e", "ә": "a", "ю": "u", "я": "a", "ғ": "g",
}  # fmt: skip
_LATIN = {
    "ł": "l", "đ": "d", "ø": "o", "ß": "ss", "æ": "e", "œ": "e", "ı": "i", "þ": "t", "ð": "d", "č": "k", "ć": "k",
    "ç": "s", "š": "s", "ś": "s", "ș": "s", "ş": "s", "ț": "k", "ţ": "k", "ž": "z", "ź": "z", "ż": "z", "ą": "a",
    "ę": "e", "ñ": "n", "ă": "a", "â": "a", "î": "i", "ü": "u", "ö": "o", "ä": "a",
}  # fmt: skip
_LETTERS = str.maketrans(_CYRILLIC | _LATIN)
_GROUPS = {
    "shch": "s", "szcz": "s", "tsch": "k", "sch": "s", "chr": "kr", "sh": "s", "sz": "s", "zh": "z", "rz": "z",
    "kh": "h", "ch": "k", "cz": "k", "ck": "k", "ts": "k", "tz": "k", "ph": "f", "th": "t", "gh": "g", "ee": "i",
    "oo": "u", "x": "ks", "q": "k", "c": "k", "w": "v", "y": "i", "j": "i",
}  # fmt: skip
_GROUP = re.compile("|".join(sorted(_GROUPS, key=len, reverse=True)))
_GLIDE = re.compile(r"i+(?=[aeou])")
_LONG = re.compile(r"(.)\1+")
_SOFT_END = re.compile(r"[ei]?i$")
_VOWELS = re.compile(r"(?<!^)[aeiouh]+")


def sound(word: str) -> str:
    """Give the sound of one word; digits and other alphabets are kept as far as they can be read.

    >>> sound("Щербаков"), sound("Szczerbakow"), sound("Shcherbakov")
    ('serbakov', 'serbakov', 'serbakov')
    >>> sound("Юлия"), sound("Iuliia"), sound("Julia"), sound("Достоевский"), sound("Dostoevskiy")
    ('ula', 'ula', 'ula', 'dostoevski', 'dostoevski')
    """
    lowered = word.casefold()
    if not lowered.isascii():
        lowered = lowered.translate(_LETTERS)
        if not lowered.isascii():
            lowered = _read(lowered)
    grouped = _GROUP.sub(_spelt, lowered)
    heard = _LONG.sub(r"\1", _GLIDE.sub("", grouped))
    return _SOFT_END.sub("i", heard) if len(heard) > 2 else heard or lowered


def skeleton(heard: str) -> str:
    """Give the consonants of a sound, its first letter kept whatever it is: vowels are what typing slips most in.

    >>> skeleton("dostoevski"), skeleton("ula"), skeleton("o")
    ('dstvsk', 'ul', 'a')
    """
    if heard[:1] in ("a", "e", "i", "o", "u"):
        heard = "a" + heard[1:] if heard[0] in "eao" else heard
    return _VOWELS.sub("", heard)


def _spelt(found: re.Match[str]) -> str:
    return _GROUPS[found.group()]


def _read(text: str) -> str:
    """Take marks off, and letters of further alphabets to the Latin ones nearest to them."""
    plain = "".join(letter for letter in unicodedata.normalize("NFKD", text) if not unicodedata.combining(letter))
    return plain if plain.isascii() else ascii_letters(text)


def ascii_letters(text: str) -> str:
    """Give a text of any script in small plain letters, syllables of Chinese, Japanese and Korean in one.

    >>> ascii_letters("Κυριάκος"), ascii_letters("바락"), ascii_letters("Łódź")
    ('kyriakos', 'balag', 'lodz')
    """
    from sheetcrm.values.scripts import ascii_fold

    return ascii_fold(text).lower()
