"""Cells of people, replaced only while they hold what was read: find-and-replace is Google's one compare-and-set.

It looks at one cell, so it never strays; but it enters the new text as typing would, so it is used only where typing
gives back exactly that text. Everything else is compared with the fresh answer and written by handle.
"""

import re
from collections import Counter
from collections.abc import Mapping

from sheetcrm.model.cells import CellError, CellValue, canonical
from sheetcrm.model.snapshot import Table
from sheetcrm.model.tabs import BY_NAME
from sheetcrm.stores.google.cells import Json
from sheetcrm.stores.google.targets import RowTarget, is_peoples

_KEPT_AS_TYPED = re.compile(r"[^\W\d_][^\d\n]*")
"""Begins with a letter and has no digit: no number, date, formula or amount can be read into it."""
_BOOLEANS = frozenset(
    {"true", "false", "истина", "ложь", "prawda", "fałsz", "falsz", "adevărat", "adevarat", "fals", "wahr", "falsch"}
)
_TEXT_KINDS = frozenset({"phones", "contacts", "tax_id", "iban", "postal_code", "key", "time_window"})
"""Kinds of which a cell is best a text cell, in which whatever is entered stays as it is."""


class Replacing:
    """Find-and-replace for the cells of one table; texts that stand in other columns too are left to the other way."""

    def __init__(self, table: Table, sheet_id: int, columns: Mapping[str, int]) -> None:
        self._table = table
        self._sheet_id = sheet_id
        self._columns = columns
        self._homes: Counter[str] | None = None

    def requests(self, row: RowTarget, row_number: int) -> list[Json]:
        """Requests for the cells of a row that can be replaced this way; the row as it stood when it was read."""
        made: list[Json] = []
        for name, (was, becomes) in row.open.items():
            if not is_peoples(self._table.tab, name):
                continue
            new = canonical(becomes)
            as_text = self._kind(name) in _TEXT_KINDS
            if not isinstance(was, str) or isinstance(was, CellError) or not isinstance(new, str):
                continue
            if not (as_text or _stays_as_typed(new)) or new.startswith(("=", "'")) or self._stands_elsewhere(was):
                continue
            cell = {
                "sheetId": self._sheet_id, "startRowIndex": row_number - 1, "endRowIndex": row_number,
                "startColumnIndex": self._columns[name] - 1, "endColumnIndex": self._columns[name],
            }  # fmt: skip
            if as_text:
                text = {"userEnteredFormat": {"numberFormat": {"type": "TEXT"}}}
                made.append({"repeatCell": {"range": cell, "cell": text, "fields": "userEnteredFormat.numberFormat"}})
            replaced = {"find": was, "replacement": new, "matchCase": True, "matchEntireCell": True, "range": cell}
            made.append({"findReplace": replaced})
        return made

    def _kind(self, name: str) -> str:
        spec = BY_NAME.get(self._table.tab)
        column = spec.column(name) if spec is not None else None
        return column.kind if column is not None else ""

    def _stands_elsewhere(self, text: str) -> bool:
        """Whether another column holds the text too: were a column inserted meanwhile, it would be hit."""
        if self._homes is None:
            self._homes = Counter()
            for column in self._table.columns.values():
                self._homes.update({value for value in column if isinstance(value, str)})
        return self._homes[text] > 1


def _stays_as_typed(text: CellValue) -> bool:
    return isinstance(text, str) and bool(_KEPT_AS_TYPED.fullmatch(text)) and text.casefold() not in _BOOLEANS
