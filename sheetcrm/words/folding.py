"""How two spellings of a word are told to be the same; every comparison of texts by people folds with `fold`."""

import re
import unicodedata
from collections.abc import Mapping

_INVISIBLE = "\u00ad\u200b\u200c\u200d\u200e\u200f\u2060\ufeff"
"""Soft hyphen, zero-width blanks and joiners, marks of direction."""
_LETTERS: Mapping[int, int | str | None] = {
    **str.maketrans("ёйїґąćęńóśźżłăâîșțşţđøı", "еиігacenoszzlaaiststdoi", _INVISIBLE),
    ord("№"): " no ",
    ord("#"): " no ",
    ord("æ"): "ae",
    ord("œ"): "oe",
}
_PLAIN = re.compile(r"[\x00-\x7fа-яі]*")
_BETWEEN = re.compile(r"[\W_]+")
_INITIALS = re.compile(r"(?:(?<= )|^)[^\W\d](?: [^\W\d](?= |$))+")


def fold(text: str) -> str:
    """The text in small letters, without accents and punctuation, words one blank apart, initials joined.

    Empty when it has neither letter nor digit.

    >>> fold("Ф.И.О. клиента"), fold("Imię  i nazwisko"), fold("Nr. tel./GSM"), fold("Счёт №5")
    ('фио клиента', 'imie i nazwisko', 'nr tel gsm', 'счет no 5')
    """
    folded = text.casefold().translate(_LETTERS)
    if not _PLAIN.fullmatch(folded):
        decomposed = unicodedata.normalize("NFKD", folded)
        folded = "".join(letter for letter in decomposed if not unicodedata.combining(letter)).casefold()
    return _INITIALS.sub(_joined, _BETWEEN.sub(" ", folded).strip())


def fold_choice(text: str) -> str:
    """As `fold`; a text that is one sign only, such as + or a tick, stands for itself.

    >>> fold_choice(" + "), fold_choice("Да!")
    ('+', 'да')
    """
    return fold(text) or text.strip()


def _joined(initials: re.Match[str]) -> str:
    return initials.group().replace(" ", "")
