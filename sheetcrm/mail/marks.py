"""Marks: words that stand in a text in place of template code, and the way back.

Markdown and HTML leave a mark alone; the code returns to its place only when all else has been done to the text.
"""

import hashlib
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType

_LETTERS_ONLY = str.maketrans("0123456789", "ghijklmnop")


@dataclass(slots=True)
class Marks:
    """The pieces of template code of one file: `code[n]` stands where the mark n stands; `lines[n]` is its line."""

    word: str
    code: list[str] = field(default_factory=list)
    lines: list[int] = field(default_factory=list)
    modes: dict[int, str] = field(default_factory=dict)

    def add(self, code: str, line: int) -> str:
        """Keep one piece and give its mark."""
        self.code.append(code)
        self.lines.append(line)
        return f"{self.word}{len(self.code) - 1}z"

    @property
    def pattern(self) -> re.Pattern[str]:
        """Finds marks; the group is the number."""
        return re.compile(self.word + r"(\d+)z")


def marks_for(text: str) -> Marks:
    """Marks whose word does not occur in the text; the same text always gets the same word."""
    return Marks("q" + hashlib.sha256(text.encode("utf-8", "replace")).hexdigest()[:12].translate(_LETTERS_ONLY))


def join_code(text: str, marks: Marks) -> tuple[str, Mapping[int, int]]:
    """The template with its code back in place, and for every line the line of the person's file.

    Each piece starts on a line of its own (a line break within the braces changes nothing), so that lines tell pieces.
    """
    pieces: list[str] = []
    lines: dict[int, int] = {}
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
            lines[at + step] = marks.lines[number] + step
        at += whole.count("\n") - 1
        pieces += [before, whole]
    pieces.append(text[here:])
    return "".join(pieces), MappingProxyType(lines)
