"""Addresses, cities and postal codes as the parts they are compared by; words for "street" and "flat" say nothing."""

import re
from functools import lru_cache
from typing import NamedTuple

from sheetcrm.rules.duplicates.sounds import sound

_PIECE = re.compile(r"\d+(?=(?:st|nd|rd|th|-?(?:я|й|ая|ый|го))\b)|\d+[^\W\d_]?(?![^\W\d_])|[^\W\d_]+")
_BESIDE_TEXT = """
    ул улица пр просп проспект пер переулок пл площадь бул бульвар ш шоссе наб набережная проезд туп тупик мкр
    микрорайон д дом стр строение корп корпус к кв квартира оф офис пом помещение этаж эт подъезд г город обл область р
    н район вул вулиця буд будинок
    ul ulica al aleja aleje os osiedle pl plac nr m mieszkanie lok lokal dom
    str strada bd bul bulevardul calea sos soseaua aleea ap apt apartament apartamentul bl bloc sc scara et etaj nr
    numarul
    street st road rd avenue ave av blvd boulevard lane ln drive dr court ct place pl square sq parkway pkwy highway hwy
    phố đường caddesi cad sokak sok sokağı mahallesi mah bulvarı corso piazza viale vicolo көшесі даңғылы
    terrace ter circle cir flat unit suite ste floor fl no number building bldg rst rua via calle platz strasse straße
    n s e w north south east west
"""
_BESIDE = frozenset(_BESIDE_TEXT.split())
_ORDINAL_ENDS = frozenset(("st", "nd", "rd", "th", "я", "й", "ая", "ый", "го"))
_HOUSE_FIRST_TEXT = "st street rd road ave av lane ln drive dr court ct apt unit suite ste floor fl rue"
_HOUSE_FIRST = frozenset(_HOUSE_FIRST_TEXT.split())
"""Words of addresses that begin with the number of the house."""
_LAST_DAY, _YEAR, _MONTH = 31, 4, "tháng"
_LONGEST_HOUSE = 5
_NOWHERE: frozenset[int] = frozenset()
_CITY_TEXT = """
    г гор город пос поселок с село д деревня m miasto or oras mun municipiul city town of
"""
_CITY_BESIDE = frozenset(_CITY_TEXT.split())
_WORD = re.compile(r"[^\W\d_]+")


class Place(NamedTuple):
    """A street by sound, and house and flat as they are written; "" where the cell does not say."""

    street: str = ""
    house: str = ""
    flat: str = ""


def read_address(text: str, house: str = "") -> Place:
    """Give street, house and flat of an address; `house` when a column of its own has it.

    >>> read_address("ул. Лесная, д. 12, кв. 7") == read_address("Lesnaya 12-7")
    True
    >>> read_address("115 Oak St."), read_address("W 53rd Street 4")
    (Place(street='oak', house='115', flat=''), Place(street='53', house='4', flat=''))
    >>> read_address("ул. 8 Марта, д. 15, кв. 3"), read_address("str. 31 August 1989, nr. 12")
    (Place(street='8 marta', house='15', flat='3'), Place(street='31 august 1989', house='12', flat=''))
    """
    words: list[str] = []
    numbers: list[str] = []
    pieces = _PIECE.findall(text.casefold())
    dated = _dated(pieces)
    for at, piece in enumerate(pieces):
        if at in dated:
            words.append(piece)
        elif not piece[0].isdigit():
            if piece not in _BESIDE and piece not in _ORDINAL_ENDS:
                words.append(_word_heard(piece))
        elif at + 1 < len(pieces) and pieces[at + 1] in _ORDINAL_ENDS and piece.isdigit():
            words.append(piece)
        elif len(piece) <= _LONGEST_HOUSE:
            numbers.append(piece)
    if not words and pieces:
        words = [piece for piece in pieces if not piece[0].isdigit()][:1]
    if house.strip():
        return Place(" ".join(words), house.strip().casefold(), numbers[0] if numbers else "")
    return Place(" ".join(words), numbers[0] if numbers else "", numbers[-1] if len(numbers) > 1 else "")


def _dated(pieces: list[str]) -> frozenset[int]:
    """Give the places of numbers that belong to a street's name: before its word, when the house comes after it.

    A street is often called after a day: 8 Марта, 3 Maja, 31 August 1989. "115 Oak St, apt 4" begins with the house.
    """
    at = 0
    while at < len(pieces) and pieces[at] in _BESIDE:
        at += 1
    if len(pieces) < at + 3 or not pieces[at].isdigit() or int(pieces[at]) > _LAST_DAY:
        return _NOWHERE
    if pieces[at + 1] in _BESIDE or pieces[at + 1][0].isdigit() or any(piece in _HOUSE_FIRST for piece in pieces):
        return _NOWHERE
    later = [place for place in range(at + 2, len(pieces)) if pieces[place][0].isdigit()]
    if not later:
        return _NOWHERE
    told = len(pieces[later[0]]) == _YEAR or pieces[at + 1] == _MONTH
    year = len(later) > 1 and later[0] == at + 2 and told
    return frozenset((at, later[0]) if year else (at,))


def read_city(text: str) -> str:
    """Give the sound of a city's name, names in other languages taken to its own.

    >>> read_city("г. Москва"), read_city("Moscow"), read_city("Łódź")
    ('moskva', 'moskva', 'lodz')
    """
    words = [word for word in _WORD.findall(text.casefold()) if word not in _CITY_BESIDE]
    heard = " ".join(sound(word) for word in words)
    return _other_names().get(heard, heard)


def read_postal_code(text: str) -> str:
    """Give the letters and digits of a postal code, without the four digits that follow an American one.

    >>> read_postal_code("00-950"), read_postal_code("60302-1234"), read_postal_code("TQ13 8df")
    ('00950', '60302', 'tq138df')
    """
    found = "".join(letter for letter in text.casefold() if letter.isalnum())
    if found.endswith("0") and text.endswith(".0"):
        found = found[:-1]
    return found[:5] if len(found) == 9 and found.isdigit() else found


@lru_cache(maxsize=1)
def _other_names() -> dict[str, str]:
    """Map the sounds of a city's names in other languages, and its usual abbreviations, to that of its own."""
    from importlib.resources import files

    names: dict[str, str] = {}
    text = files("sheetcrm.rules.duplicates").joinpath("city_names.txt").read_text(encoding="utf-8")
    for line in text.splitlines():
        if line and not line.startswith("#"):
            own, *others = (_heard(name) for name in line.split("|"))
            for other in others:
                names.setdefault(other, own)
    return names


@lru_cache(maxsize=1 << 16)
def _word_heard(word: str) -> str:
    return sound(word)


def _heard(name: str) -> str:
    return " ".join(sound(word) for word in _WORD.findall(name.casefold()))
