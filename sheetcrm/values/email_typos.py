"""The domain somebody meant to type; a domain of the provider list is right by definition."""

import csv
import re
from functools import cache, lru_cache
from importlib.resources import files

from rapidfuzz.distance import OSA

# Endings that are no top-level domain at all, so that whoever typed them slipped.
_NO_SUCH_ENDING = {
    "con": "com", "cmo": "com", "ocm": "com", "comm": "com", "vom": "com", "xom": "com", "cpm": "com", "cim": "com",
    "coom": "com", "ccom": "com", "dom": "com", "clm": "com", "ckm": "com", "com1": "com", "coml": "com", "cop": "com",
    "ry": "ru", "rru": "ru", "ruu": "ru", "ri": "ru", "ur": "ru", "tu": "ru", "rj": "ru", "ru1": "ru", "eu1": "eu",
    "ру": "ru", "ком": "com", "rh": "ru", "r": "ru", "ruo": "ru", "rur": "ru",
    "lp": "pl", "pll": "pl", "ppl": "pl", "pi": "pl", "ol": "pl", "p": "pl", "plo": "pl", "ply": "pl", "pk1": "pl",
    "nett": "net", "ent": "net", "nte": "net", "ner": "net", "nrt": "net", "net1": "net",
    "yb": "by", "au1": "ua", "roo": "ro", "rro": "ro", "rp": "ro",
}  # fmt: skip
# Endings that exist, but with these providers are a slip of the finger.
_ENDINGS_AFTER_COM_NAME = """
co cm om cam c m comp come net org ru pl ro by ua kz md ry
"""
_SLIP_AFTER_COM_NAME = frozenset(_ENDINGS_AFTER_COM_NAME.split())
_ONLY_COM = frozenset(["gmail", "icloud", "googlemail", "protonmail"])
_SLIPPED_COM = frozenset(["co", "cm", "om", "cam", "c", "m", "comp", "come"])
_ONLY_NET = frozenset(["ukr", "bigmir"])
_MISHEARD = {
    "yandeks": "yandex", "jandex": "yandex", "yandx": "yandex", "andex": "yandex", "yndx": "yandex", "яндекс": "yandex",
    "jmail": "gmail", "gmeil": "gmail", "gimail": "gmail", "gmale": "gmail", "gmaile": "gmail", "gamil": "gmail",
    "hotmeil": "hotmail", "autlook": "outlook", "outluk": "outlook", "iclaud": "icloud", "aicloud": "icloud",
    "ramblr": "rambler", "rembler": "rambler", "meil": "mail", "mial": "mail", "mali": "mail",
    "mai": "mail", "mal": "mail", "lst": "list",
}  # fmt: skip
_NAME_ALONE = {
    "gmail": "gmail.com", "hotmail": "hotmail.com", "outlook": "outlook.com", "icloud": "icloud.com",
    "rambler": "rambler.ru", "googlemail": "googlemail.com", "protonmail": "protonmail.com",
}  # fmt: skip
_ROWS = ("1234567890-", "qwertyuiop", "asdfghjkl", "zxcvbnm")
_DOTS = re.compile(r"[.,;\s]+")
_SHORT_NAME = 4
_LONG_NAME = 7


@cache
def providers() -> frozenset[str]:
    """Give every mail provider that is known to be real."""
    return frozenset(domain for domain, _ in _listed())


@lru_cache(maxsize=65536)
def meant_domain(domain: str) -> str | None:
    """Give the domain meant by a lower-case `domain`, or None when it is fine or nothing better is known.

    >>> meant_domain("yadnex.ru"), meant_domain("firma.con"), meant_domain("kmail.ru")
    ('yandex.ru', 'firma.com', None)
    """
    tidy = _DOTS.sub(".", domain).strip(".-").removeprefix("www.")
    known = providers()
    if tidy in known:
        return tidy if tidy != domain else None
    if "." not in tidy:
        return _NAME_ALONE.get(tidy) or _without_dot().get(tidy)
    name, _, ending = tidy.rpartition(".")
    mended = _mend(name, ending)
    if mended in known:
        return mended
    fuzzy = _nearest(mended)
    if fuzzy:
        return fuzzy
    return mended if (mended != domain and _NO_SUCH_ENDING.get(ending)) or tidy != domain else None


def _mend(name: str, ending: str) -> str:
    name = _MISHEARD.get(name, name)
    ending = _NO_SUCH_ENDING.get(ending, ending)
    if (name in _ONLY_COM and ending in _SLIP_AFTER_COM_NAME) or (ending in _SLIPPED_COM and _is_com_name(name)):
        ending = "com"
    if name in _ONLY_NET and len(ending) == 2 and ending[0] == "n":
        ending = "net"
    return f"{name}.{ending}"


def _is_com_name(name: str) -> bool:
    return any(domain.endswith(".com") and _is_slip(name, domain[:-4]) for domain in _offered())


def _nearest(domain: str) -> str | None:
    """Give the most used provider one slip away, the ending being right."""
    name, _, ending = domain.rpartition(".")
    for meant in _offered():
        meant_name, _, meant_ending = meant.rpartition(".")
        if meant_ending == ending and abs(len(name) - len(meant_name)) <= 2 and _is_slip(name, meant_name):
            return meant
    return None


def _is_slip(typed: str, meant: str) -> bool:
    """Tell a slip of the finger from another name: the shorter the name, the fewer slips are believed."""
    if typed == meant:
        return True
    distance = OSA.distance(typed, meant, score_cutoff=2)
    if distance > 1:
        return distance == 2 and len(meant) >= _LONG_NAME and typed[0] == meant[0]
    if sorted(typed) == sorted(meant):
        return len(meant) >= _SHORT_NAME - 1
    if len(meant) < _SHORT_NAME:
        return False
    at = next(
        (place for place, (a, b) in enumerate(zip(typed, meant, strict=False)) if a != b), min(len(typed), len(meant))
    )
    if len(typed) < len(meant):
        return len(meant) > _SHORT_NAME
    if len(typed) == len(meant):
        near = typed[at] in _neighbours(meant[at])
        return near or (at > 0 and len(meant) > _SHORT_NAME)
    around = {typed[at - 1] if at else "", typed[at + 1] if at + 1 < len(typed) else ""}
    if at == 0:
        return typed[at] in around
    near = typed[at] in around or any(typed[at] in _neighbours(letter) for letter in around if letter)
    return near or len(meant) > _SHORT_NAME


@cache
def _neighbours(letter: str) -> frozenset[str]:
    """Give the keys beside a key on a Latin keyboard."""
    beside: set[str] = set()
    for row_number, row in enumerate(_ROWS):
        column = row.find(letter)
        if column < 0:
            continue
        beside.update(row[max(column - 1, 0) : column + 2])
        if row_number:
            beside.update(_ROWS[row_number - 1][column : column + 2])
        if row_number + 1 < len(_ROWS):
            beside.update(_ROWS[row_number + 1][max(column - 1, 0) : column + 1])
    return frozenset(beside - {letter})


@cache
def _listed() -> tuple[tuple[str, bool], ...]:
    text = files("sheetcrm.values").joinpath("data/mail_providers.csv").read_text(encoding="utf-8")
    return tuple((row["domain"], row["suggest"] == "yes") for row in csv.DictReader(text.splitlines()))


@cache
def _offered() -> tuple[str, ...]:
    """Give the providers that may be suggested, the most used first."""
    return tuple(domain for domain, offered in _listed() if offered)


@cache
def _without_dot() -> dict[str, str]:
    return {domain.replace(".", ""): domain for domain in reversed(_offered()) if len(domain) > 5}
