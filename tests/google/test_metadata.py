"""Developer metadata: how it is found, what is refused, and that it goes where its row goes."""

from typing import Any

import pytest

from tests.google_server import dimensions, metadata, sorting
from tests.google_server.area import Area
from tests.google_server.errors import ApiError
from tests.google_server.model import Book, Json, Spreadsheet
from tests.google_server.new_book import new_book


def spreadsheet() -> Spreadsheet:
    rows: list[list[Any]] = [["name", "age"], ["Cid", 3], ["Ann", 1], ["Bob", 2]]
    return Spreadsheet("id", new_book("Test", sheets={"People": rows, "Other": [["x"]]}))


def row(index: int, sheet: int = 0) -> Json:
    return {"dimensionRange": {"sheetId": sheet, "dimension": "ROWS", "startIndex": index, "endIndex": index + 1}}


def column(index: int) -> Json:
    return {"dimensionRange": {"dimension": "COLUMNS", "startIndex": index, "endIndex": index + 1}}


def tag(book: Book, location: Json, number: int | None = None, key: str = "r", **more: str) -> Json:
    given: Json = {"metadataKey": key, "visibility": "DOCUMENT", "location": location, **more}
    return metadata.create(book, given if number is None else {**given, "metadataId": number}, "requests[0].create")


def tagged() -> Spreadsheet:
    made = spreadsheet()
    with made.transaction("robot") as book:
        for index in (1, 2, 3):
            tag(book, row(index), 100 + index)
        tag(book, column(1), 200, "c")
        tag(book, {"sheetId": 0}, 300, "s")
        tag(book, {"spreadsheet": True}, 400, "b", metadataValue="whole")
        tag(book, row(0, 1), 500)
    return made


def found(made: Spreadsheet, **lookup: object) -> list[int]:
    told = metadata.metadata_search(made, {"dataFilters": [{"developerMetadataLookup": lookup}]})
    return [one["developerMetadata"]["metadataId"] for one in told.get("matchedDeveloperMetadata", ())]


def area(made: Spreadsheet, number: int) -> tuple[str, int, int, int, int]:
    (one,) = metadata.areas_of(made.book, {"developerMetadataLookup": {"metadataId": number}})
    return one.sheet.title, one.top, one.left, one.bottom, one.right


def refusal(made: Spreadsheet, **lookup: object) -> str:
    with pytest.raises(ApiError) as refused:
        found(made, **lookup)
    assert refused.value.code == 400
    return refused.value.message


def test_a_tag_is_told_with_its_location_and_sheet_zero_left_out() -> None:
    made = spreadsheet()
    with made.transaction("robot") as book:
        told = tag(book, row(3), 7, metadataValue="v")
    assert told == {
        "metadataId": 7,
        "metadataKey": "r",
        "metadataValue": "v",
        "location": {
            "locationType": "ROW",
            "dimensionRange": {"dimension": "ROWS", "startIndex": 3, "endIndex": 4},
        },
        "visibility": "DOCUMENT",
    }
    assert metadata.metadata_get(made, 7) == told


def test_an_id_that_is_not_given_is_positive_and_new() -> None:
    made = spreadsheet()
    with made.transaction("robot") as book:
        numbers = {tag(book, row(index))["metadataId"] for index in range(50)}
    assert len(numbers) == 50
    assert all(0 < number < 2**31 for number in numbers)


def test_an_id_in_use_is_refused_and_the_whole_transaction_rolls_back() -> None:
    made = tagged()

    def again() -> None:
        with made.transaction("robot") as book:
            tag(book, row(5), 999)
            tag(book, row(6), 101)

    with pytest.raises(ApiError) as refused:
        again()
    assert refused.value.code == 400
    assert refused.value.message == (
        "Invalid requests[0].create: Cannot add developer metadata with ID [101] "
        "because developer metadata with that ID already exists."
    )
    assert found(made, metadataId=999) == []
    assert found(made, metadataId=101) == [101]


WHOLE: Json = {"metadataKey": "r", "visibility": "DOCUMENT", "location": row(1)}
TWO_ROWS: Json = {"dimensionRange": {"dimension": "ROWS", "startIndex": 1, "endIndex": 3}}
OPEN: Json = {"dimensionRange": {"dimension": "ROWS", "startIndex": 1}}


@pytest.mark.parametrize(
    ("given", "text"),
    [
        ({"metadataKey": ""}, "always have a key specified"),
        ({"visibility": None}, "always have visibility specified"),
        ({"location": {}}, "always have a location specified"),
        ({"metadataId": 0}, "positive"),
        ({"location": row(5000)}, "outside"),
        ({"location": TWO_ROWS}, "must represent a single row or column"),
        ({"location": OPEN}, "must specify both a startIndex and an endIndex"),
    ],
)
def test_what_is_no_whole_tag_is_refused(given: Json, text: str) -> None:
    made = spreadsheet()
    with made.transaction("robot") as book, pytest.raises(ApiError, match=text):
        metadata.create(book, WHOLE | given, "requests[0].createDeveloperMetadata")


def test_keys_and_values_of_a_sheet_may_take_30000_characters_and_ids_none() -> None:
    made = spreadsheet()
    with made.transaction("robot") as book:
        tag(book, row(1), 1, "k" * 100, metadataValue="v" * 29_899)
        tag(book, row(2), 2, "r")
        tag(book, {"spreadsheet": True}, 3, "k" * 30_000)
        tag(book, row(1, 1), 4, "k" * 30_000)
        with pytest.raises(ApiError, match="limit of 30000 characters"):
            tag(book, {"sheetId": 0}, 5, "r")
        metadata.delete(book, {"developerMetadataLookup": {"metadataId": 2}})
        tag(book, {"sheetId": 0}, 5, "r")


def test_storage_of_deleted_rows_is_free_again() -> None:
    made = spreadsheet()
    with made.transaction("robot") as book:
        tag(book, row(1), 1, "k" * 30_000)
        dimensions.delete_dimension(book, book.sheets[0], "ROWS", 1, 2)
        tag(book, row(1), 1, "k" * 30_000)
    assert found(made) == [1]


def test_an_empty_lookup_finds_everything() -> None:
    assert sorted(found(tagged())) == [101, 102, 103, 200, 300, 400, 500]


def test_all_fields_of_a_lookup_must_agree() -> None:
    made = tagged()
    assert found(made, metadataKey="r") == [101, 102, 103, 500]
    assert found(made, metadataKey="r", metadataId=200) == []
    assert found(made, metadataKey="b", metadataValue="whole") == [400]
    assert found(made, metadataKey="b", metadataValue="other") == []
    assert found(made, locationType="ROW") == [101, 102, 103, 500]
    assert found(made, locationType="COLUMN") == [200]
    assert found(made, visibility="PROJECT") == []
    assert found(made, locationType="ROW", metadataLocation={"sheetId": 1}) == [500]


def test_a_location_matches_what_touches_it_unless_exactly_it_is_asked_for() -> None:
    made = tagged()
    assert found(made, metadataLocation=row(1)) == [300, 200, 101]
    assert found(made, metadataLocation=column(1)) == [300, 200, 101, 102, 103]
    assert found(made, metadataLocation=column(0)) == [300, 101, 102, 103]
    assert found(made, metadataLocation={"sheetId": 0}) == [300, 200, 101, 102, 103]
    assert found(made, metadataLocation={"spreadsheet": True}) == [400]
    exact = "EXACT_LOCATION"
    assert found(made, metadataLocation=row(1), locationMatchingStrategy=exact) == [101]
    assert found(made, metadataLocation={"sheetId": 0}, locationMatchingStrategy=exact) == [300]


def test_lookups_that_contradict_themselves_are_refused() -> None:
    made = tagged()
    touching = "INTERSECTING_LOCATION"
    assert refusal(made, metadataLocation={"spreadsheet": True}, locationMatchingStrategy=touching).endswith(
        "DeveloperMetadataLookup.spreadsheet is true, but locationMatchingStrategy was specified as INTERSECTING"
    )
    assert "metadataLocation" in refusal(made, locationMatchingStrategy=touching)
    assert "SPREADSHEET" in refusal(made, locationType="SPREADSHEET", metadataLocation={"sheetId": 0})
    exact = {"metadataLocation": row(1), "locationMatchingStrategy": "EXACT_LOCATION"}
    assert "EXACT" in refusal(made, locationType="ROW", **exact)


def test_several_filters_find_a_tag_once_and_say_which_of_them_did() -> None:
    made = tagged()
    filters = [{"developerMetadataLookup": {"metadataId": 101}}, {"a1Range": "People!A2:B2"}]
    told = metadata.metadata_search(made, {"dataFilters": filters})["matchedDeveloperMetadata"]
    assert [one["developerMetadata"]["metadataId"] for one in told] == [101, 300, 200]
    assert told[0]["dataFilters"] == filters
    assert metadata.metadata_search(made, {"dataFilters": [{"developerMetadataLookup": {"metadataId": 9}}]}) == {}


def test_a_search_takes_at_least_one_filter() -> None:
    with pytest.raises(ApiError, match=r"^\(400, 'At least one data filter must be specified\.'\)$"):
        metadata.metadata_search(tagged(), {})


def test_a_tag_stands_for_its_whole_row_column_or_sheet() -> None:
    made = tagged()
    assert area(made, 101) == ("People", 1, 0, 2, 26)
    assert area(made, 200) == ("People", 0, 1, 1000, 2)
    assert area(made, 300) == ("People", 0, 0, 1000, 26)
    assert metadata.areas_of(made.book, {"developerMetadataLookup": {"metadataId": 400}}) == []
    assert metadata.areas_of(made.book, {"developerMetadataLookup": {"metadataId": 9}}) == []
    (one,) = metadata.areas_of(made.book, {"gridRange": {"sheetId": 1, "startRowIndex": 2, "endRowIndex": 4}})
    assert (one.sheet.title, one.top, one.bottom) == ("Other", 2, 4)


def test_two_tags_on_a_row_give_its_area_once() -> None:
    made = tagged()
    with made.transaction("robot") as book:
        tag(book, row(1), 900)
    areas = metadata.areas_of(made.book, {"developerMetadataLookup": {"metadataKey": "r"}})
    assert [one.top for one in areas] == [1, 2, 3, 0]


def test_a_tag_follows_its_row_through_inserting_deleting_moving_and_sorting() -> None:
    made = tagged()
    with made.transaction("anna") as book:
        sheet = book.sheets[0]
        dimensions.insert_dimension(book, sheet, "ROWS", 1, 3)
        assert area(made, 101)[1] == 3
        dimensions.delete_dimension(book, sheet, "ROWS", 1, 2)
        assert area(made, 101)[1] == 2
        dimensions.move_dimension(book, sheet, "ROWS", 2, 3, 10)
        assert area(made, 101)[1] == 9
        sorting.sort_range(book, Area(sheet, 1, 0, 1000, 26), [{"dimensionIndex": 0, "sortOrder": "ASCENDING"}])
    places = {number: area(made, number)[1] for number in (101, 102, 103)}
    names = {number: made.book.sheets[0].value(place, 0) for number, place in places.items()}
    assert places == {102: 1, 103: 2, 101: 3}
    assert names == {101: "Cid", 102: "Ann", 103: "Bob"}


def test_a_tag_is_deleted_with_its_row_and_its_id_is_free_again() -> None:
    made = tagged()
    with made.transaction("anna") as book:
        dimensions.delete_dimension(book, book.sheets[0], "ROWS", 1, 3)
    assert found(made, metadataKey="r") == [103, 500]
    with made.transaction("robot") as book:
        tag(book, row(7), 101)
    assert area(made, 101)[1] == 7


def test_a_tag_on_a_column_follows_it_and_goes_with_it() -> None:
    made = tagged()
    with made.transaction("anna") as book:
        dimensions.insert_dimension(book, book.sheets[0], "COLUMNS", 0, 1)
    assert area(made, 200)[2] == 2
    with made.transaction("anna") as book:
        dimensions.delete_dimension(book, book.sheets[0], "COLUMNS", 2, 3)
    assert found(made, metadataId=200) == []


def test_an_update_changes_only_the_named_fields_and_can_move_a_tag() -> None:
    made = tagged()
    request: Json = {
        "dataFilters": [{"developerMetadataLookup": {"metadataId": 101}}],
        "developerMetadata": {"metadataKey": "k", "metadataValue": "new", "location": row(8)},
        "fields": "metadataValue,location",
    }
    with made.transaction("robot") as book:
        (told,) = metadata.update(book, request)
    assert (told["metadataId"], told["metadataKey"], told["metadataValue"]) == (101, "r", "new")
    assert area(made, 101)[1] == 8
    assert made.book.sheets[0].rows[1].tags == ()


@pytest.mark.parametrize("fields", ["", "metadataId", "visibility", "nonsense"])
def test_an_update_of_nothing_or_of_what_is_fixed_is_refused(fields: str) -> None:
    made = tagged()
    request = {"dataFilters": [{"developerMetadataLookup": {}}], "developerMetadata": {}, "fields": fields}
    with made.transaction("robot") as book, pytest.raises(ApiError):
        metadata.update(book, request)


def test_delete_tells_what_it_deleted_and_finding_nothing_is_no_error() -> None:
    made = tagged()
    with made.transaction("robot") as book:
        gone = metadata.delete(book, {"developerMetadataLookup": {"metadataKey": "r"}})
        assert metadata.delete(book, {"developerMetadataLookup": {"metadataKey": "r"}}) == []
    assert [one["metadataId"] for one in gone] == [101, 102, 103, 500]
    assert found(made) == [400, 300, 200]


def test_getting_a_tag_that_is_not_there_is_a_404() -> None:
    with pytest.raises(ApiError) as refused:
        metadata.metadata_get(tagged(), 12345)
    assert refused.value.code == 404
