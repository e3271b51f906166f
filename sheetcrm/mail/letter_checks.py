"""Each finished letter against its own row, before the first one goes: what a careful person would have noticed.

A fault refuses this letter alone. Only what is surely wrong counts: a doubtful letter that is right costs trust, too.
"""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise
from urllib.parse import urlsplit

from sheetcrm.mail.letters import LetterFailed, LetterRequest, Rendered
from sheetcrm.words import fold

LONGEST_SUBJECT = 150
"""Signs; programs show 40 to 80 of them, and a subject longer than this was a value, not a subject."""
LARGEST_HTML = 102_000
"""Bytes; Gmail cuts longer letters off, and with them the way to opt out."""
_UNFILLED = re.compile(
    r"\{\{|\}\}|\{%|%\}|\[\[|\]\]|(?<![\w.])(?:None|NaN|nan|NaT|undefined|null|#REF!|#N/A|#VALUE!|#NAME\?|#DIV/0!)(?![\w.])"
)
_LINK = re.compile(r"""\b(?:href|src)\s*=\s*("([^"]*)"|'([^']*)')""", re.IGNORECASE)
_ADDRESS = re.compile(r"[\w.+-]{1,64}@[\w-]+(?:\.[\w-]+)+")
_WORD = re.compile(r"[^\W\d_]+(?:[-'’][^\W\d_]+)*")
_SCHEMES = frozenset({"http", "https", "mailto", "tel", "cid", "data", "sms", "viber", "tg", "whatsapp"})


@dataclass(frozen=True, slots=True)
class Crowd:
    """Everybody a batch of letters is for: full names as pairs of folded words, and addresses."""

    names: Mapping[tuple[str, str], frozenset[str]]
    addresses: Mapping[str, frozenset[str]]


def crowd_of(requests: Iterable[LetterRequest]) -> Crowd:
    """Who the letters are for, so that each can be searched for the others; by key of the letter."""
    names: dict[tuple[str, str], set[str]] = {}
    addresses: dict[str, set[str]] = {}
    for request in requests:
        for pair in _pairs(str(request.facts.get("name") or "")):
            names.setdefault(pair, set()).add(request.key)
        addresses.setdefault(request.to.casefold(), set()).add(request.key)
    return Crowd(
        {pair: frozenset(keys) for pair, keys in names.items()},
        {address: frozenset(keys) for address, keys in addresses.items()},
    )


def checked(
    letters: Sequence[Rendered | LetterFailed], requests: Sequence[LetterRequest], team: str = "en"
) -> list[Rendered | LetterFailed]:
    """The letters in their order, each with a fault as a failed one that says what is wrong with it."""
    crowd = crowd_of(requests)
    found: list[Rendered | LetterFailed] = []
    for letter, request in zip(letters, requests, strict=True):
        if isinstance(letter, Rendered):
            fault = fault_of(letter, request, crowd)
            if fault is not None:
                code, details = fault
                found.append(LetterFailed(letter.key, letter.letter, letter.language, code, details, team))
                continue
        found.append(letter)
    return found


def fault_of(letter: Rendered, request: LetterRequest, crowd: Crowd) -> tuple[str, Mapping[str, object]] | None:
    """The first thing that is wrong with a letter, as a code with details; None when nothing is."""
    own = _own_texts(request)
    if not letter.subject.strip():
        return "letter-subject-empty", {}
    if len(letter.subject) > LONGEST_SUBJECT:
        return "letter-subject-long", {"count": len(letter.subject), "most": LONGEST_SUBJECT}
    if not letter.text.strip():
        return "letter-body-empty", {}
    for text in (letter.subject, letter.text):
        for unfilled in _UNFILLED.finditer(text):
            if unfilled.group() not in own:
                return "letter-unfilled", {"part": _around(text, unfilled)}
    if (size := len(letter.html.encode("utf-8", "replace"))) > LARGEST_HTML:
        return "letter-too-large", {"count": size // 1024, "most": LARGEST_HTML // 1000}
    for link in _links(letter.html):
        if not _is_link(link):
            return "letter-link-broken", {"part": link[:80]}
    return _foreign(letter, request, crowd, own)


def _foreign(
    letter: Rendered, request: LetterRequest, crowd: Crowd, own: str
) -> tuple[str, Mapping[str, object]] | None:
    """The name or the address of somebody else among the recipients, unless this person's own row speaks of him."""
    text = f"{letter.subject}\n{letter.text}"
    for address in _ADDRESS.findall(text):
        keys = crowd.addresses.get(address.casefold())
        if keys and request.key not in keys and address.casefold() not in own.casefold():
            return "letter-foreign", {"name": address}
    words = _WORD.findall(text)
    folded = [_folded(word) for word in words]
    for place, pair in enumerate(pairwise(folded)):
        keys = crowd.names.get(pair)
        if keys and request.key not in keys and not _mentions(own, pair):
            return "letter-foreign", {"name": " ".join(words[place : place + 2])}
    return None


def _own_texts(request: LetterRequest) -> str:
    """All that the row and the team say themselves: what stands there may stand in the letter."""
    parts: list[str] = []
    for value in request.facts.values():
        parts += [str(each) for each in value.values()] if isinstance(value, Mapping) else [str(value or "")]
    return "\n".join(part for part in parts if part)


def _mentions(own: str, pair: tuple[str, str]) -> bool:
    words = {_folded(word) for word in _WORD.findall(own)}
    return words.issuperset(pair)


def _pairs(name: str) -> list[tuple[str, str]]:
    """Each two words of a full name that stand side by side, both ways round; one word alone is nobody's name."""
    words = [_folded(word) for word in _WORD.findall(name) if len(word) > 1]
    return [pair for one, other in pairwise(words) for pair in ((one, other), (other, one))]


@lru_cache(maxsize=65536)
def _folded(word: str) -> str:
    return fold(word)


@lru_cache(maxsize=64)
def _split_links(html: str) -> tuple[str, ...]:
    return tuple((double or single) for _, double, single in _LINK.findall(html))


def _links(html: str) -> tuple[str, ...]:
    return _split_links(html) if "href" in html or "src" in html else ()


@lru_cache(maxsize=4096)
def _is_link(link: str) -> bool:
    """Whether a program can follow it: a known scheme and somewhere to go; a place within the letter is one as well."""
    link = link.strip()
    if link.startswith("#") and len(link) > 1:
        return True
    if any(sign.isspace() or sign in "{}<>" for sign in link):
        return False
    try:
        parts = urlsplit(link)
    except ValueError:
        return False
    if parts.scheme.lower() not in _SCHEMES:
        return False
    if parts.scheme.lower() in ("http", "https"):
        return "." in (parts.hostname or "") or parts.hostname == "localhost"
    return bool(parts.path)


def _around(text: str, found: re.Match[str]) -> str:
    """The unfilled place with a little of what stands about it."""
    return " ".join(text[max(0, found.start() - 20) : found.end() + 20].split())
