"""A column as it comes from a file, cleaned at once, against the rule for a single cell."""

import datetime as dt

from hypothesis import given
from hypothesis import strategies as st

from sheetcrm.model.cells import BLANKS, UNKNOWN, CellError, canonical
from sheetcrm.stores.cells import clean_column

BLANK = st.text(BLANKS, max_size=3)
CELL = st.one_of(
    st.none(), BLANK, st.text("a \u00a0\u2003", max_size=3), st.floats(allow_nan=False), st.booleans(), st.integers(),
    st.dates(), st.just(dt.datetime(2026, 3, 8)), st.just(dt.datetime(2026, 3, 8, 9, 30)),
    st.just(CellError("#REF!")), st.just(UNKNOWN),
)  # fmt: skip


@given(st.one_of(st.lists(CELL, max_size=8), st.lists(st.one_of(st.none(), BLANK, st.just("Anna")), max_size=8)))
def test_a_column_is_cleaned_as_its_cells_are(values):
    cleaned = clean_column(values).tolist()
    expected = [value if value is UNKNOWN else canonical(value) for value in values]
    assert cleaned == expected and list(map(type, cleaned)) == list(map(type, expected))
