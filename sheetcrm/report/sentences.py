"""Sentences that text and page both say: a bunch of like changes, the count of a plan."""

from collections.abc import Mapping

from sheetcrm.model.snapshot import Table
from sheetcrm.model.tabs import BY_NAME
from sheetcrm.report.arrangement import Bunch
from sheetcrm.report.places import header_text
from sheetcrm.report.shown import shown, shown_pair
from sheetcrm.words import Words


def bunch_sentence(table: Table, bunch: Bunch, words: Words, region: str) -> str:
    """One sentence for all of a bunch, such as "Number: 198 rows get C-0001 … C-0198"."""
    column, count = header_text(table, bunch.field, words), len(bunch.lines)
    first, last = bunch.lines[0], bunch.lines[-1]
    if all(line.becomes is None for line in bunch.lines):
        return words.say("bunch_clear", column=column, count=count)
    filling = all(line.was is None for line in bunch.lines)
    if bunch.same:
        was, becomes = shown_pair(first.was, first.becomes, words, region)
        if filling:
            return words.say("bunch_get_same", column=column, count=count, value=becomes)
        return words.say("bunch_change_same", column=column, count=count, was=was or "–", becomes=becomes)
    if filling:
        value = shown(first.becomes, words, region)
        if not _counts_up(table.tab, bunch.field):
            return words.say("bunch_get_example", column=column, count=count, value=value)
        return words.say("bunch_get", column=column, count=count, first=value, last=shown(last.becomes, words, region))
    example = next((line for line in bunch.lines if line.was is not None and line.becomes is not None), None)
    if example is None:
        return words.say("bunch_mixed", column=column, count=count)
    was, becomes = shown_pair(example.was, example.becomes, words, region)
    return words.say("bunch_change", column=column, count=count, was=was, becomes=becomes)


def count_sentence(counts: Mapping[str, int], words: Words) -> str:
    """How much a plan or a run is, only what there is of it: "214 cells in 198 rows, 12 new rows, 3 letters"."""
    pieces = []
    if counts.get("cells"):
        pieces.append(words.say("count_cells", cells=counts["cells"], rows=counts.get("rows", 0)))
    if counts.get("added"):
        pieces.append(words.say("count_added", count=counts["added"]))
    if counts.get("letters"):
        pieces.append(words.count(counts["letters"], "letters"))
    return ", ".join(pieces) or words.say("count_nothing")


def _counts_up(tab: str, field: str) -> bool:
    column = BY_NAME[tab].column(field) if tab in BY_NAME else None
    return column is not None and column.kind == "key"
