"""Where a person finds a cell and how they call its row, column and tab; the sheet's own wording comes first."""

from collections.abc import Mapping

from sheetcrm.model.cells import is_result
from sheetcrm.model.problems import Problem
from sheetcrm.model.snapshot import Snapshot, Table
from sheetcrm.model.tabs import TABS
from sheetcrm.report.shown import printable, shown
from sheetcrm.rules.showing import problem_text
from sheetcrm.words import Words
from sheetcrm.words.filling import cut

_NAMING: Mapping[str, tuple[str, ...]] = {
    "clients": ("name", "company", "number"),
    "archive": ("name", "company", "number"),
    "people": ("name", "position", "client_name"),
    "relatives": ("name", "client_name", "client"),
    "deals": ("title", "client_name", "client", "number"),
    "purchases": ("product", "client_name", "client"),
    "log": ("client_name", "client", "deal"),
    "tasks": ("action", "client_name", "number"),
    "duplicates": ("key",),
    "letters": ("client_name", "to", "letter"),
    "consents": ("client_name", "client", "purpose"),
    "products": ("product",),
}
LONGEST_NAME = 80
_ORDER = {tab.key: place for place, tab in enumerate(TABS)}


def tab_title(snapshot: Snapshot, tab: str, words: Words) -> str:
    """The title of the sheet as it stands in the workbook, ours where it does not."""
    return shown(snapshot.table(tab).title, words) if tab in snapshot else words.tab(tab)


def header_text(table: Table, field: str, words: Words) -> str:
    """The header as people wrote it, ours for a column that is not there yet."""
    return shown(table.headers.get(field) or words.header(table.tab, field), words)


def row_name(table: Table, anchor: str | None, words: Words) -> str:
    """What a person would call the row: a client's name, a deal's title; empty when it has none."""
    position = None if anchor is None else table.positions.get(anchor)
    if position is None:
        return ""
    if table.has("surname") and not table.has("name"):
        parts = [table.columns[f][position] for f in ("surname", "first_name") if table.has(f)]
        name = " ".join(shown(part, words) for part in parts if is_result(part))
        if name:
            return cut(name, LONGEST_NAME)
    for field in _NAMING.get(table.tab, ()):
        if table.has(field) and is_result(value := table.columns[field][position]):
            return cut(shown(value, words), LONGEST_NAME)
    return ""


def tab_order(tab: str) -> tuple[int, str]:
    """A key that sorts tabs as the workbook lays them out, unknown ones last."""
    return _ORDER.get(tab, len(_ORDER)), tab


def problem_texts(problem: Problem, snapshot: Snapshot, words: Words) -> tuple[str, str]:
    """What is wrong and how to repair it, in the words in which the sheet itself says it."""
    message, repair = problem_text(problem, snapshot, words)
    return printable(message), printable(repair)


def kind_label(code: str, words: Words) -> str:
    """A few words that name a kind of problem."""
    key = f"kind_{code}"
    text = words.say(key)
    return code.replace("-", " ") if text == key else text
