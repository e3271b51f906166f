"""Problems as text: row by row, the gravest first in each tab, each with its repair; the counts at the end."""

from collections import Counter
from collections.abc import Sequence

from rich.console import RenderableType

from sheetcrm.model.problems import CATALOGUE, Problem
from sheetcrm.model.snapshot import Snapshot
from sheetcrm.report.places import header_text, kind_label, problem_texts, row_name, tab_title
from sheetcrm.report.shown import shown
from sheetcrm.report.sorting import by_row, severity_counts
from sheetcrm.report.text.look import DIM, SEVERITY_MARK, SEVERITY_STYLE, TITLE, FitsWidth, cell, grid, line, stacked
from sheetcrm.words import Words

KINDS_SHOWN = 12


def problems_view(
    problems: Sequence[Problem], snapshot: Snapshot, words: Words, *, region: str = "", limit: int = 40
) -> RenderableType:
    """The problems as something rich can print; when there are more than `limit`, a table of kinds follows."""
    if not problems:
        rows = sum(len(table) for tab, table in snapshot.tables.items() if tab not in ("memory", "settings"))
        return line(words.say("check_clean", rows=rows), wrap=True)
    blocks: list[RenderableType] = []
    left, tab = limit, None
    for group in by_row(problems, snapshot):
        if left <= 0:
            break
        if group.tab != tab:
            tab = group.tab
            blocks += [*([""] if blocks else []), line((tab_title(snapshot, tab, words), TITLE))]
        blocks += _row(group.problems[:left], snapshot, words, region)
        left -= len(group.problems)
    if len(problems) > limit:
        blocks += ["", line((words.say("problems_more", count=len(problems) - limit), DIM), wrap=True)]
        blocks += ["", *_kinds(problems, words)]
    return stacked([*blocks, "", _summary(problems, words)])


def _row(problems: Sequence[Problem], snapshot: Snapshot, words: Words, region: str) -> list[RenderableType]:
    first = problems[0]
    table = snapshot.table(first.tab)
    number = table.place(first.anchor, None)
    where = words.say("row_number", row=number) if number else words.say("whole_tab")
    heading = line((where, TITLE), f"  {row_name(table, first.anchor, words)}", indent=2)
    wide, narrow = [], []
    for problem in problems:
        style, mark = SEVERITY_STYLE[problem.severity], SEVERITY_MARK[problem.severity]
        place = table.place(problem.anchor, problem.field)
        column = header_text(table, problem.field, words) if problem.field else ""
        message, repair = problem_texts(problem, table, words)
        value = shown(problem.value, words, region)
        wide.append((cell(mark, style), cell(place), cell(column), cell(value, DIM), cell(message, style), cell(repair)))
        said = (f"{column}: {value}  ", "") if value else (f"{column}  ", "")
        narrow.append(line((f"{mark} ", style), (f"{place} ", ""), said, indent=4))
        narrow.append(line((message, style), f" {repair}", indent=6, wrap=True))
    wide_table = grid(("",) * 6, (0, 0, 2, 3, 4, 5), wide, indent=4)
    return [heading, FitsWidth(wide_table, stacked(narrow))]


def _kinds(problems: Sequence[Problem], words: Words) -> list[RenderableType]:
    counted = Counter(problem.code for problem in problems).most_common(KINDS_SHOWN)
    rows = [
        (cell(str(count)), cell(SEVERITY_MARK[CATALOGUE[code]], SEVERITY_STYLE[CATALOGUE[code]]),
         cell(kind_label(code, words)), cell(code, DIM))
        for code, count in counted
    ]  # fmt: skip
    return [line((words.say("by_kind"), TITLE)), grid(("",) * 4, (0,) * 4, rows)]


def _summary(problems: Sequence[Problem], words: Words) -> RenderableType:
    whole = line()
    for number, (severity, count) in enumerate(severity_counts(problems).items()):
        text = f"{SEVERITY_MARK[severity]} {count} {words.say(f'severity_{severity}')}"
        whole.append_text(line(("   " if number else "") + "", (text, SEVERITY_STYLE[severity])))
    return whole
