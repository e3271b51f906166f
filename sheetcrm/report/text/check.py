"""Problems as text: row by row, the gravest first in each tab, each with its repair; the counts at the end."""

from collections import Counter
from collections.abc import Sequence
from itertools import groupby

from rich.console import RenderableType

from sheetcrm.model.problems import CATALOGUE, Problem
from sheetcrm.model.snapshot import Snapshot
from sheetcrm.report.places import header_text, kind_label, problem_texts, row_name, tab_title
from sheetcrm.report.shown import shown
from sheetcrm.report.sorting import by_row, severity_counts
from sheetcrm.report.text.look import (
    DIM,
    SEVERITY_MARK,
    SEVERITY_STYLE,
    TITLE,
    FitsWidth,
    cell,
    grid,
    line,
    paragraph,
    sentence,
    stacked,
)
from sheetcrm.words import Words

KINDS_SHOWN = 12


def problems_view(
    problems: Sequence[Problem], snapshot: Snapshot, words: Words, *, region: str = "", limit: int = 40
) -> RenderableType:
    """The problems as something rich can print; when there are more than `limit`, a table of kinds follows."""
    if not problems:
        rows = sum(len(table) for tab, table in snapshot.tables.items() if tab not in ("memory", "settings"))
        return sentence(words.say("check_clean", rows=rows))
    blocks: list[RenderableType] = []
    left = limit
    for tab, groups in groupby(by_row(problems, snapshot), key=lambda group: group.tab):
        if left <= 0:
            break
        shown_groups = []
        for group in groups:
            shown_groups.append(group.problems[: max(left, 0)])
            left -= len(group.problems)
        blocks += [*([""] if blocks else []), line((tab_title(snapshot, tab, words), TITLE))]
        blocks.append(_rows([group for group in shown_groups if group], snapshot, words, region))
    if len(problems) > limit:
        blocks += ["", paragraph((words.say("problems_more", count=len(problems) - limit), DIM))]
        blocks += ["", *_kinds(problems, words)]
    return stacked([*blocks, "", _summary(problems, words)])


def _rows(groups: Sequence[Sequence[Problem]], snapshot: Snapshot, words: Words, region: str) -> RenderableType:
    wide: list[Sequence[RenderableType]] = []
    narrow: list[RenderableType] = []
    for group in groups:
        table = snapshot.table(group[0].tab)
        number = table.place(group[0].anchor, None)
        name = row_name(table, group[0].anchor, words) if number else words.say("whole_tab")
        narrow.append(line((f"{words.say('row_number', row=number)}  " if number else "", TITLE), name, indent=2))
        for place_in_row, problem in enumerate(group):
            style, mark = SEVERITY_STYLE[problem.severity], SEVERITY_MARK[problem.severity]
            place = table.place(problem.anchor, problem.field)
            column = header_text(table, problem.field, words) if problem.field else ""
            message, repair = problem_texts(problem, snapshot, words)
            value = shown(problem.value, words, region)
            wide.append(
                (
                    cell(mark, style),
                    cell(place),
                    cell(name if place_in_row == 0 else ""),
                    cell(column),
                    cell(value, DIM),
                    sentence((message, style), f" {repair}"),
                )
            )
            said = " ".join(piece for piece in (place, column) if piece)
            narrow.append(line((f"{mark} ", style), said, (f"  {value}", DIM), indent=2))
            narrow.append(paragraph((message, style), f" {repair}", indent=4))
    return FitsWidth(grid(("",) * 6, (0, 0, 3, 2, 3, 8), wide), stacked(narrow))


def _kinds(problems: Sequence[Problem], words: Words) -> list[RenderableType]:
    counted = Counter(problem.code for problem in problems).most_common(KINDS_SHOWN)
    rows = [
        (
            cell(str(count)),
            cell(SEVERITY_MARK[CATALOGUE[code]], SEVERITY_STYLE[CATALOGUE[code]]),
            cell(kind_label(code, words)),
            cell(code, DIM),
        )
        for code, count in counted
    ]
    return [line((words.say("by_kind"), TITLE)), grid(("",) * 4, (0,) * 4, rows)]


def _summary(problems: Sequence[Problem], words: Words) -> RenderableType:
    whole = sentence()
    for number, (severity, count) in enumerate(severity_counts(problems).items()):
        text = f"{SEVERITY_MARK[severity]} {count} {words.say(f'severity_{severity}')}"
        whole.append_text(line("   " if number else "", (text, SEVERITY_STYLE[severity])))
    return whole
