"""Mends the letter case of names typed in capitals or in small letters; a case somebody chose on purpose is kept."""

import re

_PIECE = re.compile(r"[^-'’ʼ`]+|[-'’ʼ`]")
_SCOTTISH = re.compile(r"^Mc([a-z])")
_SOFT_AFTER_APOSTROPHE = frozenset("яюєїЯЮЄЇ")

_PARTICLES_TEXT = """
    van von der den de del della di da do dos das du la le el al bin ibn ben ter ten zu zur af av y e cel фон ван
    дер де ла ле ди да дю эль аль бен ибн
"""
PARTICLES = frozenset(_PARTICLES_TEXT.split())


def mend_case(word: str) -> str:
    """Give a name word its usual capitals; mixed case such as McDonald or DeVito is left alone.

    >>> mend_case("ПЕТРОВ"), mend_case("o'brien"), mend_case("MCDONALD"), mend_case("nowak-kowalska")
    ('Петров', "O'Brien", 'McDonald', 'Nowak-Kowalska')
    >>> mend_case("DeVito"), mend_case("мар'яна"), mend_case("иВАНОВ")
    ('DeVito', "Мар'яна", 'Иванов')
    """
    if word.istitle() and "'" not in word and "’" not in word:
        return word
    if not (word.isupper() or word.islower() or (word[:1].islower() and word[1:].isupper())):
        return _with_capital_pieces(word)
    pieces = _PIECE.findall(word.lower())
    mended: list[str] = []
    for position, piece in enumerate(pieces):
        after = pieces[position - 1] if position else ""
        if after in ("'", "’", "ʼ", "`") and after:
            before = pieces[position - 2] if position > 1 else ""
            keep_small = len(before) > 1 or piece[0] in _SOFT_AFTER_APOSTROPHE
            mended.append(piece if keep_small else _capital(piece))
        else:
            mended.append(_capital(piece))
    return "".join(mended)


def _capital(piece: str) -> str:
    titled = piece[:1].upper() + piece[1:]
    return _SCOTTISH.sub(lambda found: "Mc" + found.group(1).upper(), titled) if len(titled) > 4 else titled


def _with_capital_pieces(word: str) -> str:
    """Mend each half of a double name by itself ("Иванов-ПЕТРОВ")."""
    if "-" not in word:
        return word
    return "-".join(mend_case(half) if half.isupper() and len(half) > 2 else half for half in word.split("-"))
