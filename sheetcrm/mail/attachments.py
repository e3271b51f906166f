"""Attachments of one person: the lines of attachments.txt, filled, and the files that fit them.

What a cell says is taken letter by letter: a * in it is no pattern, and a pattern beside it never reaches into a
longer word, so that C-100 does not get what is for C-1001.
"""

import re
import unicodedata
from bisect import bisect_left
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple
from urllib.parse import unquote

from sheetcrm.errors import MailUnusable
from sheetcrm.mail.attachment_kinds import kind_of
from sheetcrm.mail.enclosures import MEGABYTE, Enclosure, file_below, look_at, parts_of

MOST_TOGETHER = 10 * MEGABYTE
MOST_FILES = 20
_TOKENS = re.compile(r"\{([^}]*)\}|([*?])|([^*?{]+)")
_WORD = re.compile(r"[^\W_]")

Listings = dict[Path, list[tuple[str, str]]]
"""What folders hold, listed once for many letters: folded names with the names themselves, sorted."""


class _Token(NamedTuple):
    """A piece of a line: what the team wrote, what a field said, or * and ?."""

    kind: str
    text: str


def attachments_of(lines: str, folder: Path, listings: Listings) -> tuple[Enclosure, ...]:
    """The files that fit the filled lines, in the order of the lines, each once.

    MailUnusable: `attachment-missing`, `file-forbidden`, `file-name-unusable`, `file-unreadable`, `file-too-large`,
    `files-too-large`, `files-too-many`.
    """
    found: dict[Path, Enclosure] = {}
    for line in (line.strip() for line in lines.split("\n")):
        if not line or line.startswith("#"):
            continue
        paths = list(_fitting(line.removeprefix("?").strip(), folder, listings))
        if not paths and not line.startswith("?"):
            raise MailUnusable("attachment-missing", name=_plain(line)[:80], folder=folder)
        for path, name in paths:
            if len(found) >= MOST_FILES and path not in found:
                raise MailUnusable("files-too-many", most=MOST_FILES)
            found[path] = found.get(path) or _attachment(path, name)
    if sum(each.size for each in found.values()) > MOST_TOGETHER:
        raise MailUnusable("files-too-large", most=MOST_TOGETHER // MEGABYTE)
    return tuple(found.values())


def _attachment(path: Path, name: str) -> Enclosure:
    known, start = look_at(path, name, MOST_TOGETHER)
    kind = kind_of(path, name, start)
    if kind is None:
        raise MailUnusable("file-forbidden", name=name[:80])
    return Enclosure(path, unicodedata.normalize("NFC", name), kind, known.st_size, known.st_mtime_ns)


def _fitting(line: str, folder: Path, listings: Listings) -> Iterator[tuple[Path, str]]:
    """Yield each file that fits, with the name it is shown by."""
    steps = _steps(line)
    if not any(token.kind == "wild" for step in steps for token in step):
        name = "/".join("".join(token.text for token in step) for step in steps)
        path = file_below([folder], name)
        if path is not None and not path.is_dir():
            yield path, parts_of(name)[-1]
        return
    places = [""]
    for step in steps:
        places = [name for place in places for name in _next(place, step, folder, listings)]
    for name in places:
        path = file_below([folder], name)
        if path is not None and path.is_file():
            yield path, name.rpartition("/")[2]


def _next(place: str, step: list[_Token], folder: Path, listings: Listings) -> Iterator[str]:
    """Yield what fits a step of a line within a place below the folder, by name."""
    before = f"{place}/" if place else ""
    literal = "".join(token.text for token in step if token.kind != "wild")
    parts_of("x" + literal.replace("/", "_") + "x")  # no signs that do not show
    if not any(token.kind == "wild" for token in step):
        parts_of(literal)
        yield before + literal
        return
    here = folder if not place else file_below([folder], place)
    if here is None:
        return
    listed = listings.get(here)
    if listed is None:
        listed = listings[here] = _listing(here)
    start = _folded(step[0].text) if step[0].kind != "wild" else ""
    fits = re.compile("".join(_as_pattern(step)), re.S)
    at = bisect_left(listed, (start, ""))
    while at < len(listed) and listed[at][0].startswith(start):
        if fits.fullmatch(listed[at][0]):
            yield before + listed[at][1]
        at += 1


def _listing(folder: Path) -> list[tuple[str, str]]:
    try:
        return sorted((_folded(path.name), path.name) for path in folder.iterdir() if not path.name.startswith("."))
    except OSError:
        return []


def _steps(line: str) -> list[list[_Token]]:
    """The line as folders and a file, each of them tokens; a / that a field said parts as well."""
    steps: list[list[_Token]] = [[]]
    for value, wild, text in _TOKENS.findall(line):
        if wild:
            steps[-1].append(_Token("wild", wild))
            continue
        kind, whole = ("text", text) if text else ("value", value)
        first, *more = unquote(whole).split("/")
        if first:
            steps[-1].append(_Token(kind, first))
        steps.extend([_Token(kind, piece)] if piece else [] for piece in more)
    if not all(steps):
        raise MailUnusable("file-name-unusable", name=_plain(line)[:80])
    return steps


def _as_pattern(step: list[_Token]) -> Iterator[str]:
    """Yield the step as a regular expression over a folded name."""
    for at, token in enumerate(step):
        if token.kind == "wild":
            yield ".*" if token.text == "*" else "."
            continue
        text = _folded(token.text)
        before = token.kind == "value" and at > 0 and step[at - 1].kind == "wild"
        after = token.kind == "value" and at + 1 < len(step) and step[at + 1].kind == "wild"
        yield r"(?<![^\W_])" if before and _WORD.match(text[0]) else ""
        yield re.escape(text)
        yield r"(?![^\W_])" if after and _WORD.match(text[-1]) else ""


def _folded(name: str) -> str:
    return unicodedata.normalize("NFC", name).casefold()


def _plain(line: str) -> str:
    """The line as a person reads it."""
    return unquote(re.sub(r"[{}]", "", line))
