"""What stands around the cells of a spreadsheet and is no robot's business: other tabs, filters, sizes, protections.

Adding rows may stretch and shift ranges; nothing else may change.
"""

from collections.abc import Iterator

from tests.google_server.model import Book, Row, Sheet

_LISTS = (
    "merges", "conditional_formats", "filter_views", "protected_ranges", "charts", "banded_ranges", "row_groups",
    "column_groups", "slicers", "tables", "comment_anchors",
)  # fmt: skip


def changed_surroundings(before: Book, after: Book, robots: frozenset[int]) -> list[str]:
    """What a write of a robot changed besides cells and tags; `robots`: ids of the tabs it may write to."""
    found = []
    if [(sheet.id, sheet.title) for sheet in before.sheets] != [(sheet.id, sheet.title) for sheet in after.sheets]:
        return ["tabs were added, removed, renamed or moved"]
    if before.properties != after.properties:
        found.append("the properties of the spreadsheet")
    for old, new in zip(before.sheets, after.sheets, strict=True):
        if new.id not in robots and any(one is not other for one, other in zip(old.rows, new.rows, strict=False)):
            found.append(f"{new.title}: the tab is nobody's but the team's")
        found += [f"{new.title}: {what}" for what in _changed(old, new)]
    return found


def _changed(old: Sheet, new: Sheet) -> Iterator[str]:
    grown = len(old.rows) != len(new.rows)
    if _properties(old, frozen=not grown) != _properties(new, frozen=not grown):
        yield "properties"
    if [(c.size, c.hidden_by_user) for c in old.columns] != [(c.size, c.hidden_by_user) for c in new.columns]:
        yield "columns"
    shown = {row.serial: _shown(row) for row in old.rows}
    if any(shown.get(row.serial, _shown(row)) != _shown(row) for row in new.rows):
        yield "height or hiding of rows"
    for name in _LISTS:
        one, other = getattr(old, name), getattr(new, name)
        if len(one) != len(other) or (one != other and not grown):
            yield name.replace("_", " ")
    if (old.basic_filter is None) != (new.basic_filter is None) or (old.basic_filter != new.basic_filter and not grown):
        yield "filter"


def _shown(row: Row) -> tuple[int | None, bool]:
    return row.size, row.hidden_by_user


def _properties(sheet: Sheet, *, frozen: bool) -> dict[str, object]:
    """The properties; the number of frozen rows only where no row was added among them."""
    grid = dict(sheet.properties.get("gridProperties", {}))
    if not frozen:
        grid.pop("frozenRowCount", None)
    return {**sheet.properties, "gridProperties": grid}
