"""What all text reports share: the console, the colours, and tables that fit the width; values are never markup."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from io import StringIO
from typing import IO, Any

from rich.console import Console, ConsoleOptions, Group, RenderableType, RenderResult
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

PIPED_WIDTH = 120
"""The width where there is no terminal, so that a log reads the same everywhere."""
NARROW_BELOW = 76
LONGEST_CELL = 500
"""Longer values are cut before they are measured."""

WAS, BECOMES, ADDED, DIM, HEAD, TITLE = "red", "green", "green", "dim", "bold dim", "bold"
SEVERITY_STYLE: Mapping[str, str] = {"blocking": "bold red", "warning": "yellow", "hint": "cyan"}
SEVERITY_MARK: Mapping[str, str] = {"blocking": "✖", "warning": "!", "hint": "·"}


def console_for(stream: IO[str], environment: Mapping[str, str]) -> Console:
    """A console on that stream: colours and its width on a terminal only, plain and of one width when piped.

    `NO_COLOR` and `TERM=dumb` are heeded; a stream that cannot spell a sign gets a question mark in its place.
    """
    reconfigure = getattr(stream, "reconfigure", None)
    if reconfigure is not None:
        reconfigure(errors="replace")
    terminal = bool(getattr(stream, "isatty", lambda: False)())
    plain = bool(environment.get("NO_COLOR")) or environment.get("TERM") == "dumb" or not terminal
    return Console(
        file=stream,
        width=None if terminal else PIPED_WIDTH,
        force_terminal=terminal and environment.get("TERM") != "dumb",
        color_system=None if plain else "auto",
        no_color=plain,
        markup=False,
        highlight=False,
        emoji=False,
        legacy_windows=False if not terminal else None,
        _environ=dict(environment),
    )


def as_text(renderable: RenderableType, width: int = PIPED_WIDTH) -> str:
    """What a pipe would get: no colours, no blanks at the ends of lines."""
    stream = StringIO()
    console = Console(
        file=stream,
        width=width,
        color_system=None,
        force_terminal=False,
        markup=False,
        highlight=False,
        emoji=False,
        legacy_windows=False,
        _environ={},
    )
    console.print(renderable)
    return "\n".join(line.rstrip() for line in stream.getvalue().splitlines()) + "\n"


@dataclass(frozen=True, slots=True)
class FitsWidth:
    """Shows one of two forms, by the room there is."""

    wide: RenderableType
    narrow: RenderableType

    def __rich_console__(self, console: Console, options: ConsoleOptions) -> RenderResult:
        """The form for this console."""
        yield self.wide if options.max_width >= NARROW_BELOW else self.narrow


def cell(text: str, style: str = "") -> Text:
    """A value as it may stand in a table: cut at the width, and before when it is endless."""
    if len(text) > LONGEST_CELL:
        text = text[:LONGEST_CELL] + "…"
    return Text(text, style=style, no_wrap=True, overflow="ellipsis", end="")


def line(*pieces: tuple[str, str] | str, indent: int = 0) -> Text:
    """One line of pieces, each a text or (text, style), cut at the width."""
    whole = Text(" " * indent, no_wrap=True, overflow="ellipsis")
    for piece in pieces:
        text, style = (piece, "") if isinstance(piece, str) else piece
        whole.append_text(cell(text, style))
    return whole


def sentence(*pieces: tuple[str, str] | str) -> Text:
    """The same, going on in the next line where the width ends."""
    whole = line(*pieces)
    whole.no_wrap, whole.overflow = False, "fold"
    return whole


def paragraph(*pieces: tuple[str, str] | str, indent: int = 0) -> RenderableType:
    """A sentence moved to the right, all of its lines."""
    return Padding(sentence(*pieces), (0, 0, 0, indent), expand=False)


def grid(heads: Sequence[str], ratios: Sequence[int], rows: Sequence[Sequence[Any]], indent: int = 2) -> RenderableType:
    """A table without lines; a column of ratio 0 is as wide as its content, the others share what is left.

    A cell made by `sentence` goes on in the next line, any other is cut.
    """
    table = Table(
        box=None,
        show_header=any(heads),
        header_style=HEAD,
        pad_edge=False,
        padding=(0, 2, 0, 0),
        expand=False,
        collapse_padding=True,
    )
    for head, ratio in zip(heads, ratios, strict=True):
        table.add_column(Text(head, no_wrap=True), overflow="ellipsis", ratio=ratio or None, min_width=1)
    for row in rows:
        table.add_row(*row)
    return _Indented(table, indent, bool(any(ratios)))


@dataclass(frozen=True, slots=True)
class _Indented:
    """A table moved to the right; it takes the whole width only when its content asks for that."""

    table: Table
    indent: int
    shared: bool

    def __rich_console__(self, console: Console, options: ConsoleOptions) -> RenderResult:
        room = max(20, options.max_width - self.indent)
        natural = self.table.__rich_measure__(console, options.update(width=100_000)).maximum
        self.table.expand = self.shared and natural > room
        for segments in console.render_lines(self.table, options.update(width=room), pad=False):
            yield Text(" " * self.indent, end="")
            yield from segments
            yield Text("")


def stacked(parts: Sequence[RenderableType]) -> Group:
    """One part under the other."""
    return Group(*parts)
