"""The problems on the page: how many of each kind, then row by row with the repair."""

from collections import Counter
from collections.abc import Sequence
from itertools import groupby

from sheetcrm.model.problems import CATALOGUE, Problem
from sheetcrm.model.snapshot import Snapshot
from sheetcrm.report.page.markup import Html, element
from sheetcrm.report.page.pictures import Bar, bars, thousands
from sheetcrm.report.places import header_text, kind_label, problem_texts, row_name, tab_title
from sheetcrm.report.shown import shown
from sheetcrm.report.sorting import RowProblems, by_row, severity_counts
from sheetcrm.words import Words

ROWS_SHOWN = 2000
KINDS_SHOWN = 14


def kinds_picture(problems: Sequence[Problem], words: Words) -> Html:
    """The problems by kind as bars, the most frequent first."""
    counted = Counter(problem.code for problem in problems).most_common()
    rows = [Bar(kind_label(code, words), count, f"fill-{CATALOGUE[code]}") for code, count in counted[:KINDS_SHOWN]]
    rest = sum(count for _, count in counted[KINDS_SHOWN:])
    return bars(rows, words.say("more", count=rest) if rest else None)


def problems_section(problems: Sequence[Problem], snapshot: Snapshot, words: Words, region: str) -> Html:
    """Every row that has problems, with buttons that leave only one severity."""
    heading = element("h2", words.say("page_problems"))
    if not problems:
        return element("section", heading, element("p", words.say("page_problems_empty"), class_="good"), id="problems")
    groups = by_row(problems, snapshot)
    blocks: list[Html] = []
    for tab, rows in groupby(groups[:ROWS_SHOWN], key=lambda group: group.tab):
        cards = [_row(group, snapshot, words, region) for group in rows]
        blocks.append(
            element(
                "div",
                element("h3", tab_title(snapshot, tab, words)),
                element("div", *cards, class_="rows"),
                class_="tab",
            )
        )
    left = sum(len(group.problems) for group in groups[ROWS_SHOWN:])
    more = element("p", words.say("page_limit", count=left), class_="quiet") if left else None
    return element("section", heading, _buttons(problems, words), *blocks, more, id="problems")


def _buttons(problems: Sequence[Problem], words: Words) -> Html:
    counts = severity_counts(problems)
    whole = element(
        "button",
        f"{words.say('page_all')} {thousands(len(problems))}",
        type="button",
        aria_pressed="true",
        data_severity="",
    )
    single = [
        element(
            "button",
            element("i", class_=f"mark {severity}"),
            f"{words.say(f'severity_{severity}')} {thousands(count)}",
            type="button",
            aria_pressed="false",
            data_severity=severity,
        )
        for severity, count in counts.items()
    ]
    return element("div", whole, *single, class_="buttons", role="group")


def _row(group: RowProblems, snapshot: Snapshot, words: Words, region: str) -> Html:
    table = snapshot.table(group.tab)
    number = table.place(group.anchor, None)
    name = row_name(table, group.anchor, words) if number else words.say("whole_tab")
    place = element("span", words.say("row_number", row=number), class_="place") if number else None
    head = element("header", element("b", element("bdi", name or "–")), place)
    found = [_problem(problem, snapshot, words, region) for problem in group.problems]
    return element("article", head, element("ul", *found), class_="card find")


def _problem(problem: Problem, snapshot: Snapshot, words: Words, region: str) -> Html:
    table = snapshot.table(problem.tab)
    message, repair = problem_texts(problem, snapshot, words)
    column = header_text(table, problem.field, words) if problem.field else ""
    value, place = shown(problem.value, words, region), table.place(problem.anchor, problem.field)
    where = element(
        "span",
        element("i", class_=f"mark {problem.severity}", title=words.say(f"severity_{problem.severity}")),
        element("span", place, class_="place") if place else None,
        element("bdi", column, class_="column") if column else None,
        element("bdi", value[:300], class_="value") if value else None,
        class_="where",
    )
    return element(
        "li", where, element("span", element("b", message), " ", repair, class_="what"), data_severity=problem.severity
    )
