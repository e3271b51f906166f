"""Marks: words that stand in a text in place of template code, and the way back.

Markdown and HTML leave a mark alone; the code returns to its place only when all else has been done to the text.
"""

import hashlib
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from types import MappingProxyType

_LETTERS_ONLY = str.maketrans("0123456789", "ghijklmnop")


Place = tuple[str, int]
"""A file as people see it, and a line in it, counted from 1."""


@dataclass(slots=True)
class Marks:
    """The pieces of template code of a letter: `code[n]` stands where the mark n stands; `files[n]` and `lines[n]`
    tell where a person wrote it."""

    word: str
    code: list[str] = field(default_factory=list)
    lines: list[int] = field(default_factory=list)
    files: list[str] = field(default_factory=list)
    modes: dict[int, str] = field(default_factory=dict)

    def add(self, code: str, line: int, file: str = "") -> str:
        """Keep one piece and give its mark."""
        self.code.append(code)
        self.lines.append(line)
        self.files.append(file)
        return f"{self.word}{len(self.code) - 1}z"

    @property
    def pattern(self) -> re.Pattern[str]:
        """Finds marks; the group is the number."""
        return re.compile(self.word + r"(\d+)z")


def marks_for(texts: Iterable[str]) -> Marks:
    """Marks whose word does not occur in the texts; the same texts always get the same word."""
    digest = hashlib.sha256("\0".join(texts).encode("utf-8", "replace"))
    return Marks("q" + digest.hexdigest()[:12].translate(_LETTERS_ONLY))


def join_code(text: str, marks: Marks) -> tuple[str, Mapping[int, Place]]:
    """The template with its code back in place, and for every line the place where a person wrote it.

    Each piece starts on a line of its own (a line break within the braces changes nothing), so that lines tell pieces.
    """
    pieces: list[str] = []
    lines: dict[int, Place] = {}
    at, here = 1, 0
    for found in marks.pattern.finditer(text):
        number = int(found[1])
        code = marks.code[number]
        before = text[here : found.start()]
        here = found.end()
        opened = 3 if code[2] in "-+" else 2
        body, closing = code[opened:-2], code[-2:]
        if code.startswith("{{") and number in marks.modes:
            closed = body[-1] if body.endswith(("-", "+")) else ""
            body = f" ({body.removesuffix(closed)})|{marks.modes[number]} {closed}"
        whole = code[:opened] + "\n" + body + closing
        at += before.count("\n") + 1
        for step in range(whole.count("\n")):
            lines[at + step] = (marks.files[number], marks.lines[number] + step)
        at += whole.count("\n") - 1
        pieces += [before, whole]
    pieces.append(text[here:])
    return "".join(pieces), MappingProxyType(lines)
