"""Checks of formulas: broken results, and formulas that fetch from or send to the web."""

import datetime as dt
import re
from collections.abc import Iterator

from sheetcrm.model.cells import UnknownResult
from sheetcrm.model.problems import Problem
from sheetcrm.model.settings import Settings
from sheetcrm.model.snapshot import Snapshot
from sheetcrm.model.tabs import BY_NAME

WEB = re.compile(
    r"\b(WEBSERVICE|FILTERXML|IMPORTDATA|IMPORTXML|IMPORTHTML|IMPORTFEED|IMPORTRANGE|IMAGE|RTD|DDE)\s*\("
    r"|\bcmd\s*\||\b[a-z]+\|'|\b(?:https?|ftp)://",
    re.IGNORECASE,
)
_TEXT = r'"(?:[^"]|"")*"'
_CELL = r"\$?[A-Z]{1,3}\$?[0-9]{1,7}"
_PLAIN_LINK = re.compile(rf"=?\s*HYPERLINK\s*\(\s*{_TEXT}\s*(?:[,;]\s*(?:{_TEXT}|{_CELL})\s*)?\)\s*", re.IGNORECASE)
"""A link whose address is one text as it stands; an address put together from cells could carry them away."""


def check_formulas(snapshot: Snapshot, settings: Settings, today: dt.date) -> Iterator[Problem]:
    """Formulas that failed, that nobody has calculated yet, and that reach out to the web.

    A failed formula in a key column is found by `check_keys`, as it blocks the row.
    """
    del settings, today
    for tab, table in snapshot.tables.items():
        key = BY_NAME[tab].key_column if tab in BY_NAME else None
        for (anchor, field), text in table.formulas.items():
            if WEB.search(text) and not _PLAIN_LINK.fullmatch(text):
                yield Problem("web-formula", tab, anchor, field, text)
            elif isinstance(table.cell(anchor, field), UnknownResult):
                yield Problem("formula-unknown", tab, anchor, field)
        for anchor, field in sorted(table.errors):
            if field != key:
                yield Problem("broken-formula", tab, anchor, field, table.cell(anchor, field))
        for anchor, field in sorted(table.merged):
            yield Problem("merged-cells", tab, anchor, field)
