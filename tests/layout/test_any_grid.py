"""Whatever stands in a sheet: nothing fails, and what was found once is found again."""

import datetime as dt

from hypothesis import given, settings
from hypothesis import strategies as st

from sheetcrm.layout.grid import Grid
from sheetcrm.layout.header import find_header, locate_header, why_no_header
from sheetcrm.layout.mapping import to_mappings, unsure
from sheetcrm.layout.recognition import recognise
from sheetcrm.model.cells import UNKNOWN, CellError

HEADERS = ["ФИО", "Телефон", "Phone", "E-mail", "Data", "Nume", "№", "Итого", "Статус", "phone / e-mail", "Город", "x"]
CELLS = st.one_of(
    st.none(),
    st.sampled_from(HEADERS),
    st.sampled_from(
        ["Анна Сергеева", "+7 916 123-45-67", "anna@mail.ru", "12.03.1985", "Итого: 5", "C-0042", " \u00a0"]
    ),
    st.text(max_size=12),
    st.integers(-5, 10**12),
    st.floats(allow_nan=False, allow_infinity=False),
    st.booleans(),
    st.dates(),
    st.just(dt.datetime(2026, 1, 5, 10, 30)),
    st.just(dt.time(10, 30)),
    st.just(CellError("#REF!")),
    st.just(UNKNOWN),
)
AREAS = st.tuples(st.integers(1, 6), st.integers(1, 5), st.integers(0, 2), st.integers(0, 3)).map(
    lambda area: (area[0], area[1], area[0] + area[2], area[1] + area[3])
)
GRIDS = st.builds(
    Grid,
    st.sampled_from(["Клиенты", "Sheet1", "", "Deals", "Архив"]),
    st.integers(1, 4),
    st.integers(1, 3),
    st.lists(st.lists(CELLS, max_size=6), max_size=12),
    st.lists(AREAS, max_size=3).map(tuple),
)


@given(GRIDS)
@settings(max_examples=300, deadline=None)
def test_a_sheet_has_a_header_or_a_reason_for_none(grid: Grid) -> None:
    header = find_header(grid)
    assert (header is None) == (why_no_header(grid) is not None)
    if header is not None:
        assert header.row <= header.last_row <= grid.last_row
        assert header.room_below is None or header.room_below >= 0
        names = [(column.text, column.occurrence) for column in header.columns]
        assert len(set(names)) == len(names)


@given(GRIDS)
@settings(max_examples=200, deadline=None)
def test_a_header_that_was_found_is_located_again(grid: Grid) -> None:
    header = find_header(grid)
    if header is None:
        return
    again = locate_header(grid, header.row, {str(column.number): column.name for column in header.columns})
    assert again is not None
    assert again.row == header.row
    assert again.missing == ()


@given(st.lists(GRIDS, max_size=3))
@settings(max_examples=150, deadline=None)
def test_any_workbook_is_mapped_without_a_field_or_a_column_twice(grids: list[Grid]) -> None:
    seen = recognise(grids)
    mapped = [found.tab for found in seen.tabs if found.tab is not None]
    assert len(set(mapped)) == len(mapped)
    for mapping in to_mappings(seen).values():
        assert len(set(mapping.columns.values())) == len(mapping.columns)
    assert all(question.confidence < 0.75 for question in unsure(seen))
