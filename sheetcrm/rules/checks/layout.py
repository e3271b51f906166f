"""Checks of the tabs themselves: headers, missing columns, columns that hold what should not be collected."""

import datetime as dt
from collections.abc import Iterator

from sheetcrm.model.problems import Problem
from sheetcrm.model.settings import Settings
from sheetcrm.model.snapshot import OWN, Snapshot
from sheetcrm.model.tabs import BY_NAME
from sheetcrm.words import fold, header_index


def check_layout(snapshot: Snapshot, settings: Settings, today: dt.date) -> Iterator[Problem]:
    """Headers that stand twice, columns and tabs of the config that are no longer in the workbook."""
    del today
    for tab, mapping in settings.tabs.items():
        if tab not in snapshot:
            yield Problem("tab-missing", tab, value=mapping.title)
            continue
        table = snapshot.table(tab)
        for header in table.repeated_headers:
            yield Problem("header-twice", tab, value=header)
        for field, header in mapping.columns.items():
            if not table.has(field):
                yield Problem("column-missing", tab, value=header, field=field)


def check_sensitive_columns(snapshot: Snapshot, settings: Settings, today: dt.date) -> Iterator[Problem]:
    """Columns on health, faith, weak points and the like: allowed only where the team said so in the config.

    A team's own column counts by its header: `Религия` is sensitive whoever made it.
    """
    del today
    for tab, table in snapshot.tables.items():
        for field, header in table.headers.items():
            if field in settings.sensitive_allowed or header in settings.sensitive_allowed:
                continue
            if is_sensitive(tab, field):
                yield Problem("sensitive-column", tab, field=field, value=header)


def is_sensitive(tab: str, field: str) -> bool:
    """Whether the field is of group "flag", by its key or, for a team's own column, by what its header says.

    >>> is_sensitive("people", "religion"), is_sensitive("clients", "own:Religion"), is_sensitive("clients", "phone")
    (True, True, False)
    """
    if not field.startswith(OWN):
        column = BY_NAME[tab].column(field) if tab in BY_NAME else None
        return column is not None and column.group == "flag"
    meant = header_index().get(fold(field.removeprefix(OWN)), ())
    return any(_group(entry_tab, entry_field) == "flag" for entry_tab, entry_field, *_ in meant)


def _group(tab: str | None, field: str) -> str:
    tabs = [BY_NAME[tab]] if tab is not None and tab in BY_NAME else list(BY_NAME.values())
    return next((column.group for each in tabs if (column := each.column(field)) is not None), "model")
