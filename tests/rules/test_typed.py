"""Texts squeezed one by one and judged all at once must never disagree."""

from hypothesis import given
from hypothesis import strategies as st

from sheetcrm.rules.typed import are_squeezed, squeeze

TEXTS = st.lists(st.text("aБ \t\n\0\u00a0\u200b\u2060", max_size=6), max_size=5)


@given(TEXTS)
def test_texts_that_pass_together_are_squeezed_each(texts):
    if are_squeezed(texts):
        assert [squeeze(text) for text in texts] == texts


def test_ordinary_texts_pass_together():
    assert are_squeezed({"Anna Kowalska", "Ирина Петрова", "C-0042", ""})
    assert not any(are_squeezed({"fine", text}) for text in ("two  blanks", " before", "after ", "a\tb", "a\u200bb"))
