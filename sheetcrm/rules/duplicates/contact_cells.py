"""Phones and addresses of a row as the texts they are compared by; what is no number and no address gives nothing."""

import re
from functools import lru_cache
from typing import NamedTuple

from sheetcrm.values.email import is_role_name

_NUMBER = re.compile(r"\+?\(?\+?\d[\d\s().\-–—\u00a0]*")
_EXTENSION = re.compile(r"(?:доб|вн|ext|wewn|wew|int|x|#)\.?\s*\d{1,6}\b", re.IGNORECASE)
_SCIENTIFIC = re.compile(r"^\d[.,]\d+e\+?\d+$", re.IGNORECASE)
_SINGLE = re.compile(r"\+?[\d ().\-]{6,19}")
_DIGITS = re.compile(r"\D+")
_SIGNS = str.maketrans("", "", "+ ().-")
_ADDRESS = re.compile(r"[^\s<>()\[\]{},;:|\"«»/]+@[^\s<>()\[\]{},;:|\"«»/@]+\.[^\s<>()\[\]{},;:|\"«»/@.]{2,}")
_ALONE = re.compile(r"[a-z0-9._+\-]+@[a-z0-9\-]+(?:\.[a-z0-9\-]+)*\.[a-z]{2,}")
_TWO_DIGIT_TEXT = """
    20 27 30 31 32 33 34 36 39 40 41 43 44 45 46 47 48 49 51 52 53 54 55 56 57 58 60 61 62 63 64 65 66 81 82 84 86 90
    91 92 93 94 95 98
"""
_TWO_DIGIT_CODES = frozenset(_TWO_DIGIT_TEXT.split())
"""Calling codes of two digits; 1 and 7 have one, all others three (ITU-T E.164)."""
_FEWEST, _MOST = 6, 15
_COMPARED = 9
_LONGEST_PROVIDER = 14
"""Domains of mail providers are short; a longer one is a firm's and was not meant to be another."""


def phone_numbers(text: str) -> tuple[str, ...]:
    """Give the numbers of a cell without country code and trunk prefix, at most three, each once.

    >>> phone_numbers("+7 (916) 123-45-67 / 8 495 1234567"), phone_numbers("0048 601 234 567")
    (('9161234567', '4951234567'), ('601234567',))
    >>> phone_numbers("нет"), phone_numbers("000-000"), phone_numbers("(068) 345214"), phone_numbers("+373 68 345 214")
    ((), (), ('68345214',), ('68345214',))
    """
    if not text:
        return ()
    if _SCIENTIFIC.match(text):
        text = f"{float(text.replace(',', '.')):.0f}"
    elif text.endswith(".0"):
        text = text[:-2]
    if _SINGLE.fullmatch(text):
        national = _national(text)
        return (national,) if national else ()
    runs = _NUMBER.findall(_EXTENSION.sub(" ", text))
    found = dict.fromkeys(national for run in runs if (national := _national(run)))
    return tuple(found)[:3] if len(found) > 3 else tuple(found)


def compared_part(national: str) -> str:
    """Give the part of a national number that tells it: the last nine digits, so that prefixes do not matter."""
    return national[-_COMPARED:]


def _national(run: str) -> str:
    digits = run.translate(_SIGNS)
    digits = digits if digits.isdigit() else _DIGITS.sub("", run)
    with_code = "+" in run or digits.startswith("00")
    digits = digits.lstrip("0") if with_code else digits
    if with_code:
        digits = digits[_code_length(digits) :].lstrip("0")
    else:
        digits = digits.lstrip("0")
        if len(digits) == 11 and digits[0] in "178":
            digits = digits[1:]
        elif len(digits) >= 11:
            digits = digits[_code_length(digits) :].lstrip("0")
    if not _FEWEST <= len(digits) <= _MOST or len(set(digits)) < 3:
        return ""
    return digits


def _code_length(digits: str) -> int:
    if digits[:1] in ("1", "7"):
        return 1
    return 2 if digits[:2] in _TWO_DIGIT_CODES else 3


class Mailbox(NamedTuple):
    """An address as it is compared: mended domain, tag dropped; `role` for info@ and its like."""

    local: str
    domain: str
    role: bool


def mailboxes(text: str) -> tuple[Mailbox, ...]:
    """Give the mailboxes of a cell, at most two, each once.

    >>> mailboxes("mailto:Ivan.Petrov+crm@gmial.con")
    (Mailbox(local='ivanpetrov', domain='gmail.com', role=False),)
    """
    if "@" not in text:
        return ()
    text = text.lower()
    if _ALONE.fullmatch(text):
        return (_mailbox(text),)
    found = dict.fromkeys(_mailbox(address) for address in _ADDRESS.findall(text))
    return tuple(found)[:2]


def _mailbox(address: str) -> Mailbox:
    local, _, domain = address.partition("@")
    domain = _mended(domain)
    local = local.partition("+")[0] or local
    if domain == "gmail.com":
        local = local.replace(".", "")
    return Mailbox(local, domain, is_role_name(local))


@lru_cache(maxsize=1 << 16)
def _mended(domain: str) -> str:
    if len(domain) > _LONGEST_PROVIDER:
        return domain
    from sheetcrm.values.email_typos import meant_domain

    meant = meant_domain(domain) or domain
    return "gmail.com" if meant == "googlemail.com" else meant


@lru_cache(maxsize=1 << 16)
def is_provider(domain: str) -> bool:
    """Whether anybody can have a mailbox at the domain, so that sharing it says nothing.

    >>> is_provider("gmail.com"), is_provider("romashka.ru")
    (True, False)
    """
    from sheetcrm.values.email_typos import providers

    return domain in providers()
