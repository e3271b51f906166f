"""The changes on the page: bunches that open, a table of was and becomes, new rows as cards."""

import re
from collections.abc import Sequence

from sheetcrm.model.changes import AddRow
from sheetcrm.model.plan import Plan
from sheetcrm.report.arrangement import Arrangement, Bunch, CellLine, TabPart
from sheetcrm.report.page.markup import Html, element, joined
from sheetcrm.report.page.pictures import thousands
from sheetcrm.report.places import header_text, row_name, tab_title
from sheetcrm.report.sentences import bunch_sentence
from sheetcrm.report.shown import shown, shown_pair
from sheetcrm.words import Words

LINES_PER_TAB = 3000
LINES_PER_BUNCH = 200
_PIECES = re.compile(r"\w+|\W", re.DOTALL)
_LONGEST_MARKED = 400


def changes_section(plan: Plan, arrangement: Arrangement, words: Words, region: str) -> Html:
    """Every tab with what happens in it."""
    parts = [_part(plan, part, words, region) for part in arrangement.parts]
    return element("section", element("h2", words.say("plan_title")), *parts, id="changes")


def _part(plan: Plan, part: TabPart, words: Words, region: str) -> Html:
    table = plan.after.table(part.tab)
    title = element("h3", tab_title(plan.after, part.tab, words), " ", element("small", thousands(_size(part))))
    blocks: list[Html | None] = [title]
    if part.notes:
        blocks.append(element("p", words.say("bunch_notes", count=part.notes), class_="quiet"))
    blocks += [_bunch(plan, part.tab, bunch, words, region) for bunch in part.bunches]
    for several in part.row_bunches:
        cards = [_card(plan, row, words, region) for row in several.rows[:LINES_PER_BUNCH]]
        said = words.say("bunch_add", count=len(several.rows))
        inside = joined(element("div", *cards, class_="cards"), _more(len(several.rows) - len(cards), words))
        blocks.append(_opening(said, words.reason(several.why), inside))
    if part.lines:
        blocks.append(_lines(plan, part.tab, part.lines[:LINES_PER_TAB], words, region, with_why=True))
        blocks.append(_more(len(part.lines) - LINES_PER_TAB, words))
    if part.cards:
        cards = [_card(plan, row, words, region) for row in part.cards[:LINES_PER_TAB]]
        blocks += [element("div", *cards, class_="cards"), _more(len(part.cards) - LINES_PER_TAB, words)]
    return element("div", *blocks, class_="tab", data_tab=table.tab)


def _size(part: TabPart) -> int:
    bunched = sum(len(bunch.lines) for bunch in part.bunches) + sum(len(several.rows) for several in part.row_bunches)
    return bunched + len(part.lines) + len(part.cards) + part.notes


def _bunch(plan: Plan, tab: str, bunch: Bunch, words: Words, region: str) -> Html:
    said = bunch_sentence(plan.before.table(tab), bunch, words, region)
    table = _lines(plan, tab, bunch.lines[:LINES_PER_BUNCH], words, region, with_why=False)
    inside = joined(table, _more(len(bunch.lines) - LINES_PER_BUNCH, words))
    return _opening(said, words.reason(bunch.why), inside)


def _opening(said: str, why: str, inside: Html) -> Html:
    summary = element("summary", element("bdi", said), element("span", why, class_="why"))
    return element("details", summary, inside, class_="bunch")


def _lines(plan: Plan, tab: str, lines: Sequence[CellLine], words: Words, region: str, *, with_why: bool) -> Html:
    before, after = plan.before.table(tab), plan.after.table(tab)
    keys = ("row", "column", "was", "becomes", *(("why",) if with_why else ()))
    heads = element("tr", element("th"), *(element("th", words.say(key), scope="col") for key in keys))
    rows = []
    for line in lines:
        was, becomes = marked(*shown_pair(line.was, line.becomes, words, region))
        empty = element("i", words.say("page_was_empty"))
        rows.append(
            element(
                "tr",
                element("td", before.place(line.anchor, line.field), class_="place"),
                element("td", element("bdi", row_name(after, line.anchor, words)), class_="name"),
                element("td", element("bdi", header_text(before, line.field, words)), class_="column"),
                element("td", was or empty, class_="was", data_label=words.say("was")),
                element("td", becomes or empty, class_="becomes", data_label=words.say("becomes")),
                element("td", words.reason(line.why), class_="why") if with_why else None,
                class_="find",
            )
        )
    return element("table", element("thead", heads), element("tbody", *rows), class_="diff")


def _card(plan: Plan, row: AddRow, words: Words, region: str) -> Html:
    table = plan.after.table(row.tab)
    facts = [
        joined(
            element("dt", header_text(table, field, words)),
            element("dd", element("bdi", shown(value, words, region))),
        )
        for field, value in row.cells.items()
        if value is not None and field != "key"
    ]
    head = element("header", element("b", words.say("new_row")), element("span", words.reason(row.why), class_="why"))
    return element("article", head, element("dl", *facts), class_="card find")


def _more(count: int, words: Words) -> Html | None:
    return element("p", words.say("page_limit", count=count), class_="quiet") if count > 0 else None


def marked(was: str, becomes: str) -> tuple[Html | None, Html | None]:
    """Both texts with the part that differs marked, word by word; None for an empty side.

    >>> marked("gmial.com", "gmail.com")[1]
    '<bdi><ins>gmail</ins>.com</bdi>'
    """
    if not was or not becomes or len(was) + len(becomes) > _LONGEST_MARKED:
        return (element("bdi", was) if was else None), (element("bdi", becomes) if becomes else None)
    old, new = _PIECES.findall(was), _PIECES.findall(becomes)
    start = _common(old, new)
    end = _common(old[start:][::-1], new[start:][::-1])
    return _with_mark(old, start, end, "del"), _with_mark(new, start, end, "ins")


def _common(one: Sequence[str], other: Sequence[str]) -> int:
    return next((at for at, (a, b) in enumerate(zip(one, other, strict=False)) if a != b), min(len(one), len(other)))


def _with_mark(pieces: Sequence[str], start: int, end: int, mark: str) -> Html:
    stop = len(pieces) - end
    middle = element(mark, "".join(pieces[start:stop])) if stop > start else None
    return element("bdi", "".join(pieces[:start]), middle, "".join(pieces[stop:]))
