"""Names of firms as they are compared: without legal form, by sound; a number in a name belongs to it."""

import re
from functools import lru_cache
from typing import NamedTuple

from sheetcrm.rules.duplicates.sounds import sound
from sheetcrm.values.company import split_company

_PIECE = re.compile(r"\d+|[^\W\d_]+")
_WEAK_TEXT = """
    the of and und et и i si și oraz company co firma фирма компания компанія group grupa группа групп inc ltd llc corp
    corporation limited
"""
_WEAK = frozenset(_WEAK_TEXT.split())


class Firm(NamedTuple):
    """A firm's name by sound: its words, and all of them in one without blanks; and the legal form as it is usual."""

    words: str = ""
    joined: str = ""
    form: str = ""


def read_firm(text: str) -> Firm:
    """Give the name of a firm without its legal form.

    >>> read_firm("ООО «Ромашка Плюс»"), read_firm("Romashka-plus LLC").joined
    (Firm(words='romaska plus', joined='romaskaplus', form='ООО'), 'romaskaplus')
    """
    form, name = split_company(text)
    pieces = _PIECE.findall((name or text).casefold())
    words = [piece if piece.isdigit() else _heard(piece) for piece in pieces if piece not in _WEAK] or pieces
    return Firm(" ".join(words), "".join(words), form)


@lru_cache(maxsize=1 << 16)
def _heard(word: str) -> str:
    return sound(word)
