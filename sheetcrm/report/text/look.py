"""What all text reports share: the console, the colours, and tables that fit the width; values are never markup."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from io import StringIO
from typing import IO, Any

from rich.cells import cell_len
from rich.console import Console, ConsoleOptions, Group, RenderableType, RenderResult
from rich.segment import Segment
from rich.table import Table
from rich.text import Text

PIPED_WIDTH = 120
"""The width where there is no terminal, so that a log reads the same everywhere."""
NARROW_BELOW = 76
GAP = 2
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
    return _Indented(sentence(*pieces), indent)


def grid(
    heads: Sequence[str], weights: Sequence[int], rows: Sequence[Sequence[Any]], indent: int = 2
) -> RenderableType:
    """A table without lines, each column as wide as its content where there is room.

    Where there is not, columns share it by their weights; one of weight 0 never gives way. A cell made by `sentence`
    goes on in the next line, any other is cut.
    """
    return _Indented(_Grid(tuple(heads), tuple(weights), rows), indent)


@dataclass(frozen=True, slots=True)
class _Grid:
    heads: tuple[str, ...]
    weights: tuple[int, ...]
    rows: Sequence[Sequence[Text]]

    def __rich_console__(self, console: Console, options: ConsoleOptions) -> RenderResult:
        natural = [
            max(cell_len(head), *(row[column].cell_len for row in self.rows), 1)
            for column, head in enumerate(self.heads)
        ]
        table = Table(
            box=None, show_header=any(self.heads), header_style=HEAD, pad_edge=False, padding=(0, GAP, 0, 0)
        )  # fmt: skip
        room = options.max_width - GAP * (len(self.heads) - 1)
        for head, width in zip(self.heads, shared_widths(natural, self.weights, room), strict=True):
            table.add_column(Text(head, no_wrap=True), overflow="ellipsis", width=width)
        for row in self.rows:
            table.add_row(*row)
        yield table


def shared_widths(natural: Sequence[int], weights: Sequence[int], room: int) -> list[int]:
    """The width of each column: its natural one where that is no more than its share, else its share of what is left.

    >>> shared_widths([4, 10, 90], [0, 1, 1], 100), shared_widths([4, 10, 90], [0, 1, 1], 40)
    ([4, 10, 86], [4, 10, 26])
    """
    widths = [width if weight == 0 else 0 for width, weight in zip(natural, weights, strict=True)]
    left = room - sum(widths)
    open_columns = [column for column, weight in enumerate(weights) if weight]
    while open_columns:
        whole = sum(weights[column] for column in open_columns)
        fitting = [column for column in open_columns if natural[column] * whole <= left * weights[column]]
        for column in fitting or open_columns:
            widths[column] = natural[column] if fitting else max(left * weights[column] // whole, 1)
        left -= sum(widths[column] for column in fitting)
        open_columns = [column for column in open_columns if column not in fitting] if fitting else []
    return widths


@dataclass(frozen=True, slots=True)
class _Indented:
    """Something moved to the right, without blanks at the ends of its lines."""

    inner: RenderableType
    indent: int

    def __rich_console__(self, console: Console, options: ConsoleOptions) -> RenderResult:
        room = max(10, options.max_width - self.indent)
        for segments in console.render_lines(self.inner, options.update(width=room), pad=False):
            yield Segment(" " * self.indent)
            yield from _without_blanks_at_end(segments)
            yield Segment.line()


def _without_blanks_at_end(segments: list[Segment]) -> list[Segment]:
    while segments and not segments[-1].text.strip(" "):
        segments = segments[:-1]
    if segments:
        last = segments[-1]
        segments = [*segments[:-1], Segment(last.text.rstrip(" "), last.style, last.control)]
    return segments


def stacked(parts: Sequence[RenderableType]) -> Group:
    """One part under the other."""
    return Group(*parts)
