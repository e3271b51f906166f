"""What stands in a sheet besides values is read whole, and asked for sparingly."""

from sheetcrm.layout.grid import Grid
from sheetcrm.stores.google.facts import (
    FACTS_FIELDS,
    Locked,
    NativeTable,
    SheetFacts,
    StandingRule,
    after_insertion,
    facts_of,
    facts_ranges,
)
from sheetcrm.stores.google.ranges import ENDLESS, grid_range
from tests.stores.google.customers import ANN, CLIENTS, grid, layout


def test_the_facts_are_read_out_of_what_google_tells() -> None:
    told = {
        "sheets": [
            {
                "properties": {
                    "sheetId": 7, "title": "Customers", "hidden": True,
                    "gridProperties": {"rowCount": 50, "columnCount": 9, "frozenRowCount": 1},
                },
                "merges": [grid_range(7, (1, 3, 1, 4))],
                "protectedRanges": [
                    {"range": {"sheetId": 7, "startColumnIndex": 4, "endColumnIndex": 6}, "warningOnly": True},
                    {"range": {"sheetId": 7}, "unprotectedRanges": [{"sheetId": 7, "startRowIndex": 1}]},
                    {"range": {"sheetId": 7, "endRowIndex": 1}, "requestingUserCanEdit": True},
                    {"tableId": "t1"},
                ],
                "conditionalFormats": [
                    {"ranges": [{"sheetId": 7, "endColumnIndex": 1}]},
                    {
                        "ranges": [{"sheetId": 7, "startRowIndex": 1, "endRowIndex": 9}],
                        "booleanRule": {
                            "condition": {"type": "CUSTOM_FORMULA", "values": [{"userEnteredValue": "=A2>1"}]}
                        },
                    },
                ],
                "tables": [
                    {
                        "tableId": "t1", "name": "Table1",
                        "range": grid_range(7, (1, 2, 9, 4)),
                        "columnProperties": [{"columnName": "a"}, {"columnIndex": 2, "columnType": "DATE"}],
                    },
                ],
                "data": [
                    {"rowData": [{"values": [{}, {"note": "n"}]}]},
                    {
                        "startRow": 1, "startColumn": 3,
                        "rowData": [
                            {}, {"values": [{"dataValidation": {"condition": {"type": "BOOLEAN"}}}]},
                            {"values": [{"userEnteredFormat": {"numberFormat": {"type": "TEXT"}}}]},
                        ],
                    },
                ],
            },
            {"properties": {"sheetId": 8, "title": "Chart1", "sheetType": "OBJECT"}},
        ]
    }  # fmt: skip
    whole = (1, 1, ENDLESS, ENDLESS)
    assert facts_of(told) == {
        "Customers": SheetFacts(
            7, 50, 9, 1, True,
            merged=((1, 3, 1, 4),),
            tables=(NativeTable("t1", "Table1", (1, 2, 9, 4), frozenset({4})),),
            protected=((1, 5, ENDLESS, 6), whole, (1, 1, 1, ENDLESS)),
            locked=(Locked(whole, ((2, 1, ENDLESS, ENDLESS),)),),
            rules=(StandingRule(((1, 1, ENDLESS, 1),)), StandingRule(((2, 1, 9, ENDLESS),), "=A2>1")),
            validated=frozenset({4}), formatted=frozenset({4}), notes=frozenset({(1, 2)}),
        )
    }  # fmt: skip


def test_only_headers_and_columns_that_may_get_something_are_asked_for() -> None:
    sheets = [grid(ANN), Grid("Ann's notes", 1, 1, [["x"]])]
    ranges = facts_ranges(layout(), sheets, {"clients": CLIENTS})
    assert ranges == ["'Customers'!1:1", "'Customers'!B1:B", "'Customers'!C1:C", "'Ann''s notes'!A1"]


def test_of_a_long_sheet_only_the_first_rows_are_asked_for() -> None:
    ranges = facts_ranges(layout(), [grid(*[ANN] * 6000)], {"clients": CLIENTS})
    assert ranges[1:] == ["'Customers'!B1:B5000", "'Customers'!C1:C5000"]


def test_the_mask_has_a_bracket_for_every_bracket() -> None:
    assert FACTS_FIELDS.count("(") == FACTS_FIELDS.count(")")


def test_facts_move_with_inserted_columns() -> None:
    before = SheetFacts(
        7, 10, 5, merged=((1, 3, 1, 4),), protected=((1, 1, ENDLESS, ENDLESS),), locked=(Locked((1, 4, 9, 4)),),
        rules=(StandingRule(((1, 2, 9, 3),)),), validated=frozenset({2, 3}), formatted=frozenset({4}),
        notes=frozenset({(1, 3)}), tables=(NativeTable("t", "T", (1, 1, 9, 4), frozenset({3})),),
        basic_filter={"range": grid_range(7, (1, 1, 9, 4)), "sortSpecs": [{"dimensionIndex": 2}],
                      "filterSpecs": [{"columnIndex": 1}, {}]},
    )  # fmt: skip
    after = after_insertion(before, 3, 2)
    assert after == SheetFacts(
        7, 10, 7, merged=((1, 5, 1, 6),), protected=((1, 1, ENDLESS, ENDLESS),), locked=(Locked((1, 6, 9, 6)),),
        rules=(StandingRule(((1, 2, 9, 5),)),), validated=frozenset({2, 5}), formatted=frozenset({6}),
        notes=frozenset({(1, 5)}), tables=(NativeTable("t", "T", (1, 1, 9, 6), frozenset({5})),),
        basic_filter={"range": grid_range(7, (1, 1, 9, 6)), "sortSpecs": [{"dimensionIndex": 4}],
                      "filterSpecs": [{"columnIndex": 1}, {"columnIndex": 0}]},
    )  # fmt: skip
