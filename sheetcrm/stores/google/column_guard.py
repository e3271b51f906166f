"""The guard against moved columns: entries that make Google refuse a whole write unless every column is in its place.

A row is found by its handle wherever it went, but its cells are counted from the left. So the columns written to bear
tags too, and with the rows go entries that Google cannot carry out as soon as such a tag stands anywhere else: they
select it there and offer more cells than a column has ("if the values exceed any of the ranges matched by the data
filter then the request fails"). While the column is in its place they select nothing. The same trick refuses a robot
that lost its marker: the marker that only another robot can have made is such an entry too.
"""

from collections.abc import Iterable, Mapping
from typing import Literal

from sheetcrm.stores.google.cells import Json

GuardWay = Literal["elsewhere", "in-place"]
"""`elsewhere`: filters that match nothing are passed over (as far as is known). `in-place`: they refuse the write, so
that one entry per column which must match does the same."""

MOST_COLUMNS = 60
"""In wider sheets only the neighbourhood of a column is watched, and the header read back with the write tells."""
_NEIGHBOURS = 12


def guards(
    way: GuardWay, tags: Mapping[int, tuple[int, int]], widths: Mapping[int, int], taken: int, span: int
) -> list[Json]:
    """Entries for a values:batchUpdateByDataFilter.

    `tags`: metadata id -> (sheet id, column index from 0) where that column must be. `widths`: sheet id -> columns.
    `taken`: the id of the marker that another robot would have made, `span` the columns of the sheet it is kept on.
    """  # fmt: skip
    if way == "in-place":
        return [_entry(_at(metadata_id, *place), [None]) for metadata_id, place in tags.items()]
    made = [_entry({"metadataId": taken}, [*[None] * span, "-"])]
    for metadata_id, (sheet_id, index) in tags.items():
        made += [
            _entry(_at(metadata_id, sheet_id, other), [None, "-"])
            for other in _others(index, widths.get(sheet_id, 0))
        ]  # fmt: skip
    return made


def exceeds(message: str) -> bool:
    """Whether Google refused because an entry did not fit the range that it selected: a guard did its work."""
    return "tried writing to" in message or ("exceed" in message and "grid limits" not in message)


def _others(index: int, width: int) -> Iterable[int]:
    first, last = (
        (0, width) if width <= MOST_COLUMNS else (max(0, index - _NEIGHBOURS), min(width, index + _NEIGHBOURS))
    )
    return (other for other in range(first, last) if other != index)


def _at(metadata_id: int, sheet_id: int, index: int) -> Json:
    column = {"sheetId": sheet_id, "dimension": "COLUMNS", "startIndex": index, "endIndex": index + 1}
    return {
        "metadataId": metadata_id, "metadataLocation": {"dimensionRange": column},
        "locationMatchingStrategy": "EXACT_LOCATION",
    }  # fmt: skip


def _entry(lookup: Json, row: list[str | None]) -> Json:
    return {"dataFilter": {"developerMetadataLookup": lookup}, "majorDimension": "ROWS", "values": [row]}
