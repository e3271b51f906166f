"""Field masks: what they keep, how they may be written, and what is refused."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.google_server.errors import ApiError
from tests.google_server.masks import answers, mask_of, masked, paths_of, wants

WRITTEN_ALIKE = (
    "sheets.properties.sheetId,sheets.properties.title",
    "sheets/properties/sheetId,sheets/properties/title",
    "sheets(properties(sheetId,title))",
    "sheets.properties(sheet_id, title)",
    "sheets.properties.title,sheets(properties.sheetId)",
)


@pytest.mark.parametrize("text", WRITTEN_ALIKE)
def test_a_mask_means_the_same_in_all_its_spellings(text: str) -> None:
    assert mask_of(text, "Spreadsheet") == {"sheets": {"properties": {"sheetId": {}, "title": {}}}}


def test_a_wider_path_wins_over_a_narrower_one_whatever_their_order() -> None:
    assert mask_of("sheets.properties.title,sheets", "Spreadsheet") == {"sheets": {}}
    assert mask_of("sheets,sheets.properties.title", "Spreadsheet") == {"sheets": {}}


def test_a_star_asks_for_everything() -> None:
    assert mask_of("*", "Spreadsheet") == {}
    assert mask_of("sheets(*)", "Spreadsheet") == mask_of("sheets", "Spreadsheet") == {"sheets": {}}


@pytest.mark.parametrize(
    "text", ["shets", "sheets.properties.colour", "spreadsheetId.more", "sheets(", "sheets)", "a,,b"]
)
def test_an_unknown_field_and_a_broken_mask_are_refused_in_googles_words(text: str) -> None:
    with pytest.raises(ApiError) as refused:
        mask_of(text, "Spreadsheet")
    assert refused.value.code == 400
    assert refused.value.message == "Request contains an invalid argument."
    assert f"Cannot find matching fields for path '{text}'" in str(refused.value.body())


def test_messages_on_the_way_stay_even_when_they_become_empty() -> None:
    told = {"sheets": [{"properties": {"title": "A"}}, {"properties": {"tabColor": {"red": 1}}}]}
    mask = mask_of("sheets.properties.tabColor", "Spreadsheet")
    assert masked(told, mask) == {"sheets": [{"properties": {}}, {"properties": {"tabColor": {"red": 1}}}]}


def test_what_is_not_asked_for_is_known_beforehand() -> None:
    mask = mask_of("sheets.properties,namedRanges", "Spreadsheet")
    assert wants(mask, "sheets", "properties", "title")
    assert not wants(mask, "sheets", "data")
    assert wants(None, "sheets", "data")


_names = st.sampled_from(sorted(answers()["SheetProperties"]))


@given(st.lists(_names, min_size=1, unique=True))
def test_a_mask_keeps_exactly_the_named_fields(names: list[str]) -> None:
    told = dict.fromkeys(answers()["SheetProperties"], 1)
    assert masked(told, mask_of(",".join(names), "SheetProperties")) == dict.fromkeys(names, 1)


@given(st.recursive(st.just(""), lambda inner: inner.map(lambda text: f"a({text})" if text else "a"), max_leaves=5))
def test_brackets_and_dots_say_the_same(text: str) -> None:
    if text:
        assert paths_of(text) == paths_of(text.replace("(", ".").replace(")", ""))
