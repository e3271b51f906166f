"""How two spellings of a word are told to be the same; every comparison of texts by people folds with `fold`."""

import re
import unicodedata

_BEFORE = str.maketrans(
    {
        "№": " no ",
        "#": " no ",
        "\N{SOFT HYPHEN}": None,
        "\N{ZERO WIDTH SPACE}": None,
        "\N{ZERO WIDTH NON-JOINER}": None,
        "\N{ZERO WIDTH JOINER}": None,
        "\N{LEFT-TO-RIGHT MARK}": None,
        "\N{RIGHT-TO-LEFT MARK}": None,
        "\N{WORD JOINER}": None,
        "\N{ZERO WIDTH NO-BREAK SPACE}": None,
    }
)
_AFTER = str.maketrans({"ł": "l", "đ": "d", "ø": "o", "ı": "i", "æ": "ae", "œ": "oe"})
_BETWEEN = re.compile(r"[\W_]+")
_INITIALS = re.compile(r"\b[^\W\d](?: [^\W\d]\b)+")


def fold(text: str) -> str:
    """The text in small letters, without accents and punctuation, words one blank apart, initials joined.

    Empty when it has neither letter nor digit.

    >>> fold("Ф.И.О. клиента"), fold("Imię  i nazwisko"), fold("Nr. tel./GSM"), fold("Счёт №5")
    ('фио клиента', 'imie i nazwisko', 'nr tel gsm', 'счет no 5')
    """
    text = text.translate(_BEFORE)
    if not text.isascii():
        decomposed = unicodedata.normalize("NFKD", text)
        text = "".join(letter for letter in decomposed if not unicodedata.combining(letter))
    folded = _BETWEEN.sub(" ", text.casefold().translate(_AFTER)).strip()
    return _INITIALS.sub(_joined, folded)


def fold_choice(text: str) -> str:
    """As `fold`; a text that is one sign only, such as + or a tick, stands for itself.

    >>> fold_choice(" + "), fold_choice("Да!")
    ('+', 'да')
    """
    return fold(text) or text.strip()


def _joined(initials: re.Match[str]) -> str:
    return initials.group().replace(" ", "")
