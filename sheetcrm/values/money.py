"""Amounts of money as people write them; an amount that is not one number (a range, a share, "about") is none."""

import re
from dataclasses import dataclass
from decimal import Decimal
from itertools import pairwise


@dataclass(frozen=True, slots=True)
class Money:
    """An exact amount and, when the cell names it, its ISO currency."""

    amount: Decimal
    currency: str | None = None


_CURRENCY_WORDS = {
    "RUB": "₽ rub rur руб рубль рубля рублей рубли р",
    "PLN": "zł zl pln złoty złote złotych zlotych zloty",
    "RON": "ron lei leu",
    "EUR": "€ eur euro евро євро",
    "USD": "$ us$ usd долл доллар доллара долларов dolar dolary dolarów dolari dollar dollars доларів",
    "GBP": "£ gbp фунт фунтов pound pounds funt funtów lire",
    "UAH": "₴ uah грн гривна гривны гривен гривень гривня гривні hrywien",
    "KZT": "₸ kzt тг тенге теңге tenge",
    "BYN": "byn br белруб",
    "MDL": "mdl",
    "CZK": "czk kč koron",
    "CHF": "chf fr",
    "GEL": "₾ gel лари",
    "TRY": "₺ try",
    "ILS": "₪ ils",
    "CNY": "¥ cny юаней",
    "AMD": "֏ amd",
    "AZN": "₼ azn",
    "UZS": "uzs сум",
}
_SCALE_WORDS = {
    3: "тыс тысяча тысячи тысяч т тис тисяча тисячі тисяч tys tysiąc tysiące tysięcy mii mie k к thousand thou тр",
    6: "млн миллион миллиона миллионов мільйон мільйони мільйонів м mln milion miliony milionów milioane mil mio m"
    " million millions kk кк",
    9: "млрд миллиард миллиарда миллиардов мільярд мільярди мільярдів mld miliard miliardy miliardów miliarde bn"
    " billion billions",
}
_CHANGE = """
коп копеек копейки копейка копійок к gr grosz groszy grosze bani ban cent cents центов тиын
"""
_CHANGE_WORDS = frozenset(_CHANGE.split())
_IDLE = """
netto brutto net gross vat tva ндс пдв без с включая bez z plus incl excl fără cu de
"""
_IDLE_WORDS = frozenset(_IDLE.split())
_CURRENCIES = {word: code for code, words in _CURRENCY_WORDS.items() for word in words.split()}
_SCALES = {word: power for power, words in _SCALE_WORDS.items() for word in words.split()}
_DECIMAL_SIGN = {"en": ".", "ru": ",", "pl": ",", "ro": ",", "uk": ",", "de": ",", "be": ",", "kk": ","}

_SPACES = str.maketrans(
    dict.fromkeys("\u00a0\u202f\u2009\u2007\t\n", " ") | dict.fromkeys("−–—‒", "-") | {"’": "'", "`": "'"}
)
_PLAIN = re.compile(r"-?\d+(?:\.\d{1,2})?")
_NUMBER = r"\d[\d ]*(?:[.,'][\d ]*\d)*"
_PIECE = re.compile(rf"(?P<number>{_NUMBER})|(?P<word>[^\W\d_]+\$?|[₽€$£₴₸₾₺₪¥֏₼])|(?P<sign>.)")
_GROUPED = re.compile(r"\d{1,3}(?:([ .,'])\d{3})(?:\1\d{3})*")
_EMPTY_CENTS = re.compile(r"(?<=\d)(?:[.,]-{1,2}|-00|=(?:00)?)(?=\s*(?:$|[^\W\d]|[₽€$£]))")
_LOCAL_ROUBLE = re.compile(r"бел(?:\.|орусских)?\s*р(?:уб(?:лей|ля)?)?\b|\bт\.\s*р\b|lei\s+moldovenești", re.IGNORECASE)
_LOCAL_ROUBLE_READ = {"б": "белруб", "т": "тыс р", "l": "mdl"}


def read_money(text: str | int | float | Decimal, language: str) -> Money | None:
    """Give the amount in a cell, or None when there is none or more than one reading of it.

    `language` decides only what a lone comma or dot before three digits means. Thousand and million words multiply;
    a minus before or after, the word for it and accountants' brackets make the amount negative.

    >>> read_money("1 234,56 zł", "pl"), read_money("(15 тыс. руб.)", "ru").amount, read_money("100-200", "en")
    (Money(amount=Decimal('1234.56'), currency='PLN'), Decimal('-15000'), None)
    """
    if isinstance(text, bool):
        return None
    if isinstance(text, int | float | Decimal):
        return _from_number(text)
    cell = text.strip()
    if _PLAIN.fullmatch(cell):
        return Money(Decimal(cell))
    cell = cell.translate(_SPACES).strip()
    if not any(letter.isdigit() for letter in cell):
        return None
    cell = _LOCAL_ROUBLE.sub(lambda found: _LOCAL_ROUBLE_READ[found[0][0].lower()], _EMPTY_CENTS.sub("", cell))
    negative = False
    if cell[0] == "(" and cell[-1] == ")":
        negative, cell = True, cell[1:-1].strip()
    pieces = [(found.lastgroup or "", found[0].strip()) for found in _PIECE.finditer(cell) if found[0].strip()]
    return _from_pieces(pieces, negative, _DECIMAL_SIGN.get(language, "."))


def _from_number(number: int | float | Decimal) -> Money | None:
    amount = Decimal(float.__repr__(number)) if isinstance(number, float) else Decimal(number)
    if not amount.is_finite():
        return None
    whole = amount.to_integral_value()
    return Money(whole if whole == amount else amount)


def _from_pieces(pieces: list[tuple[str, str]], negative: bool, decimal_sign: str) -> Money | None:
    """Add up what was written: number, scale, number, scale ..., currency, number, change."""
    parts: list[tuple[Decimal, int]] = []
    currency: str | None = None
    change = Decimal(0)
    open_number: str | None = None
    for place, (kind, piece) in enumerate(pieces):
        word = piece.lower()
        if kind == "number":
            if open_number is not None:
                parts.append(_scaled(open_number, 0, decimal_sign))
            open_number = piece
        elif kind == "word" and open_number is not None and _is_change(word, currency, open_number, parts):
            change, open_number = Decimal(open_number).scaleb(-2), None
        elif kind == "word" and open_number is not None and word in _SCALES:
            parts.append(_scaled(open_number, _SCALES[word], decimal_sign))
            open_number = None
        elif kind == "word" and word in _CURRENCIES and currency in (None, _CURRENCIES[word]):
            currency = _CURRENCIES[word]
            if open_number is not None:
                parts.append(_scaled(open_number, 0, decimal_sign))
                open_number = None
        elif piece == "-" and (place in (0, len(pieces) - 1) or (place == 1 and not parts and open_number is None)):
            negative = not negative
        elif word in ("минус", "minus", "мінус") and place == 0:
            negative = True
        elif not (
            (kind == "word" and word in _IDLE_WORDS and (parts or open_number))
            or (piece == "." and place)
            or (piece == "+" and not place)
        ):
            return None
    if open_number is not None:
        parts.append(_scaled(open_number, 0, decimal_sign))
    return _total(parts, change, negative, currency)


def _is_change(word: str, currency: str | None, number: str, parts: list[tuple[Decimal, int]]) -> bool:
    """Tell whether a number after the currency counts kopecks, groszy or bani."""
    return word in _CHANGE_WORDS and currency is not None and bool(parts) and number.isdigit() and len(number) <= 2


def _total(parts: list[tuple[Decimal, int]], change: Decimal, negative: bool, currency: str | None) -> Money | None:
    powers = [power for _, power in parts]
    falling = all(earlier > later for earlier, later in pairwise(powers))
    if not parts or not falling or any(amount.is_nan() for amount, _ in parts):
        return None
    amount = parts[0][0] if len(parts) == 1 else sum((amount for amount, _ in parts), Decimal(0))
    amount += change
    return Money(-amount if negative and amount else amount, currency)


def _scaled(number: str, power: int, decimal_sign: str) -> tuple[Decimal, int]:
    amount = _decimal(number, decimal_sign, whole_is_likely=power == 0)
    if power and not amount.is_nan():
        amount *= 10**power
        amount = amount.to_integral_value() if amount == amount.to_integral_value() else amount.normalize()
    return amount, power


def _decimal(number: str, decimal_sign: str, *, whole_is_likely: bool) -> Decimal:
    """Read one number; NaN when its groups are not of three digits or its signs contradict each other."""
    signs = [letter for letter in number if letter in ".,'"]
    whole, fraction = number, ""
    last = signs[-1] if signs else ""
    if last in (".", ",") and signs.count(last) == 1:
        head, _, tail = number.rpartition(last)
        grouping = len(tail) == 3 and whole_is_likely and (last != decimal_sign) and not set(signs) - {last}
        if not (grouping and head.strip("0") and _GROUPED.fullmatch(number)):
            whole, fraction = head, tail
    if " " in fraction or (not whole.isdigit() and not _GROUPED.fullmatch(whole)):
        return Decimal("NaN")
    digits = "".join(letter for letter in whole if letter.isdigit())
    return Decimal(f"{digits}.{fraction}" if fraction else digits)
