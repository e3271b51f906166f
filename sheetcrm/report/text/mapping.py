"""How `init` understood a workbook, as text: each column with what it was taken for and how sure that is."""

from collections.abc import Sequence
from dataclasses import dataclass

from rich.console import RenderableType

from sheetcrm.report.shown import printable
from sheetcrm.report.text.look import DIM, TITLE, FitsWidth, cell, grid, line, stacked
from sheetcrm.words import Words

SURE_FROM = 0.75
_BAR_WIDTH = 10


@dataclass(frozen=True, slots=True)
class MappedColumn:
    """One column: `field` None means the team's own; `confidence` is 0 to 1; `alternatives` are fields."""

    letter: str
    header: str
    field: str | None
    confidence: float = 0.0
    alternatives: Sequence[str] = ()


@dataclass(frozen=True, slots=True)
class MappedTab:
    """One sheet: `tab` None means it is left as it is."""

    title: str
    tab: str | None
    header_row: int
    columns: Sequence[MappedColumn] = ()


_OURS = frozenset(
    {
        "archive", "calendar", "consents", "duplicates", "letters", "lists", "mailings", "memory", "opt_outs", "tasks",
        "templates",
    }
)  # fmt: skip
"""Tabs that `init` itself makes: with the headers they got from it, nobody has to compare them."""


def mapping_view(tabs: Sequence[MappedTab], words: Words) -> RenderableType:
    """Sheet by sheet, what each column is taken for, with a bar of confidence; of our own columns only how many."""
    blocks: list[RenderableType] = [line((words.say("init_mapping"), TITLE))]
    for mapped in tabs:
        if mapped.tab is None:
            blocks += ["", line((printable(mapped.title), TITLE), (f"  {words.say('map_left')}", DIM))]
            continue
        title = f"{printable(mapped.title)} → {words.tab(mapped.tab)}"
        blocks += ["", line((title, TITLE), (f"  {words.say('header_row', row=mapped.header_row)}", DIM))]
        if mapped.tab in _OURS and all(
            column.field and column.header == words.header(mapped.tab, column.field) for column in mapped.columns
        ):
            blocks.append(line((words.say("map_as_named", count=len(mapped.columns)), DIM), indent=2))
            continue
        wide, narrow = [], []
        for column in mapped.columns:
            meaning, style = _meaning(mapped.tab, column, words)
            bar, note = (
                ("", "") if column.field is None else (_bar(column.confidence), _note(mapped.tab, column, words))
            )
            wide.append(
                (
                    cell(column.letter, DIM),
                    cell(printable(column.header)),
                    cell(meaning, style),
                    cell(bar, style),
                    cell(note, style),
                )
            )
            narrow.append(line((f"{column.letter} ", DIM), printable(column.header), indent=2))
            narrow.append(line((f"→ {meaning}  {bar} {note}", style), indent=4))
        heads = ("", words.say("map_header"), words.say("map_meaning"), words.say("map_sureness"), "")
        blocks.append(FitsWidth(grid(heads, (0, 3, 3, 0, 3), wide), stacked(narrow)))
    return stacked(blocks)


def _meaning(tab: str, column: MappedColumn, words: Words) -> tuple[str, str]:
    if column.field is None:
        return words.say("init_own_column"), DIM
    return words.header(tab, column.field), "green" if column.confidence >= SURE_FROM else "yellow"


def _note(tab: str, column: MappedColumn, words: Words) -> str:
    if column.confidence >= SURE_FROM:
        return words.say("init_sure")
    others = ", ".join(words.header(tab, field) for field in column.alternatives[:2])
    return words.say("init_unsure") + (f" ({others}?)" if others else "")


def _bar(confidence: float) -> str:
    share = min(max(confidence, 0.0), 1.0)
    full = round(share * _BAR_WIDTH)
    return "█" * full + "░" * (_BAR_WIDTH - full) + f" {round(share * 100):>3} %"
