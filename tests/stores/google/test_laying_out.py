"""What `init` asks of Google, as data: beside what people have, never over it, and never twice."""

import json
from dataclasses import replace
from typing import Any

import pytest

from sheetcrm.errors import WorkbookUnusable
from sheetcrm.layout.additions import Layout, additions
from sheetcrm.layout.columns import column_layout
from sheetcrm.layout.grid import Grid
from sheetcrm.model.cells import CellValue
from sheetcrm.model.settings import TabMapping
from sheetcrm.model.tabs import BY_NAME, TABS
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
from sheetcrm.stores.google.laying_out import places_in, requests_for
from sheetcrm.stores.google.looks import number_format_of
from sheetcrm.stores.google.new_columns import SPARE_COLUMNS, new_sheet_id
from sheetcrm.stores.google.ranges import ENDLESS, area_of, grid_range
from sheetcrm.words import LANGUAGES, words_of

Json = dict[str, Any]
WORDS = words_of("en")
HEADERS = ("Name", "Phone", "Status", "Birthday")
CLIENTS = TabMapping("Customers", 1, {"name": "Name", "phone": "Phone", "status": "Status", "birthday": "Birthday"})
FACTS = SheetFacts(7, 1000, 26)


def grid(*rows: tuple[CellValue, ...], title: str = "Customers") -> Grid:
    return Grid(title, 1, 1, [list(HEADERS), *map(list, rows)])


ANN = ("Ann Lee", "+44 20 7946 0000", "Customer", None)


def layout(mapping: TabMapping = CLIENTS) -> Layout:
    """What a Customers tab needs besides the hidden memory."""
    return additions({"clients": mapping}, WORDS, "GBP", create_tabs=False)


def requests(facts: SheetFacts = FACTS, of: Grid | None = None, wanted: Layout | None = None) -> list[Json]:
    return requests_for(
        wanted or layout(), [of or grid(ANN)], {"clients": CLIENTS}, {"Customers": facts}, WORDS
    )  # fmt: skip


def asked(made: list[Json], kind: str, sheet_id: int | None = None) -> list[Json]:
    """The requests of a kind, those on one sheet."""
    found = [one[kind] for one in made if kind in one]
    return [one for one in found if sheet_id is None or f'"sheetId": {sheet_id}' in json.dumps(one)]


def columns_of(request: Json) -> range:
    return range(request["range"]["startColumnIndex"] + 1, request["range"]["endColumnIndex"] + 1)


def test_new_columns_come_by_insertion_and_the_rest_moves_aside() -> None:
    made = requests()
    (inserted,) = asked(made, "insertDimension")
    assert inserted["range"] == {"sheetId": 7, "dimension": "COLUMNS", "startIndex": 4, "endIndex": 7}
    assert inserted["inheritFromBefore"] is False
    headers = next(one for one in asked(made, "updateCells", 7) if "start" in one)
    assert headers["start"] == {"sheetId": 7, "rowIndex": 0, "columnIndex": 4}
    texts = [cell["userEnteredValue"]["stringValue"] for cell in headers["rows"][0]["values"]]
    assert texts == [column.header for column in layout().new_columns[0].columns]
    assert made.index({"insertDimension": inserted}) < made.index({"updateCells": headers})


def test_nothing_is_written_into_a_column_of_people_but_notes() -> None:
    for written in asked(requests(), "updateCells", 7):
        if "range" in written and written["range"]["startColumnIndex"] < 4:
            assert written["fields"] == "note"
        else:
            assert written["start"]["columnIndex"] >= 4


def test_a_narrow_grid_gets_spare_columns_before_the_insertion() -> None:
    made = requests(replace(FACTS, columns=4))
    (more,) = asked(made, "appendDimension")
    assert more == {"sheetId": 7, "dimension": "COLUMNS", "length": SPARE_COLUMNS}
    assert made.index({"appendDimension": more}) < next(at for at, one in enumerate(made) if "insertDimension" in one)


def test_a_wide_grid_gets_no_more_columns() -> None:
    assert asked(requests(replace(FACTS, columns=7)), "appendDimension") == []


def test_notes_right_of_a_table_are_pushed_aside_not_written_over() -> None:
    noted = Grid("Customers", 1, 1, [list(HEADERS), [*ANN, None, "call her"]])
    (inserted,) = asked(requests(of=noted), "insertDimension")
    assert inserted["range"]["startIndex"] == 4


def test_another_block_of_cells_further_down_is_not_split() -> None:
    rows: list[list[CellValue]] = [[*HEADERS], [*ANN], [], ["Stock", "Nails", "Screws", "Nuts", "Bolts", "Hooks"]]
    (inserted,) = asked(requests(of=Grid("Customers", 1, 1, rows)), "insertDimension")
    assert inserted["range"]["startIndex"] > 6


def test_a_new_column_never_stands_within_a_merged_header() -> None:
    merged = replace(FACTS, merged=((1, 4, 2, 6),))
    (inserted,) = asked(requests(merged), "insertDimension")
    assert inserted["range"]["startIndex"] == 6


def test_a_list_offers_the_entries_of_the_settings_tab_and_takes_others_too() -> None:
    (rule,) = [one["rule"] for one in asked(requests(), "setDataValidation", 7) if list(columns_of(one)) == [3]]
    (settings,) = [tab for tab in layout().new_tabs if tab.tab == "settings"]
    assert rule["condition"]["type"] == "ONE_OF_RANGE"
    assert rule["condition"]["values"] == [{"userEnteredValue": f"='{settings.title}'!$A$2:$A$500"}]
    assert (rule["strict"], rule["showCustomUi"]) == (False, True)
    assert rule["inputMessage"]


def test_a_list_reaches_rows_that_are_added_later_and_those_hidden_by_a_filter() -> None:
    (request,) = asked(requests(), "setDataValidation", 7)
    assert request["range"]["startRowIndex"] == 1
    assert "endRowIndex" not in request["range"]
    assert request["filteredRowsIncluded"] is True


def test_a_validation_of_people_stays() -> None:
    assert asked(requests(replace(FACTS, validated=frozenset({3}))), "setDataValidation", 7) == []


def test_a_note_is_put_only_where_none_stands() -> None:
    made = requests(replace(FACTS, notes=frozenset({(1, 2)})))
    noted = [one["range"]["startColumnIndex"] + 1 for one in asked(made, "updateCells", 7) if "range" in one]
    assert noted == [1, 3, 4]


def test_a_note_is_not_put_where_a_merged_header_hides_it() -> None:
    made = requests(replace(FACTS, merged=((1, 1, 1, 2),)))
    noted = [one["range"]["startColumnIndex"] + 1 for one in asked(made, "updateCells", 7) if "range" in one]
    assert noted == [1, 3, 4]


def text_columns(made: list[Json]) -> list[int]:
    text = [one for one in asked(made, "repeatCell", 7) if one["fields"] == "userEnteredFormat.numberFormat"]
    assert all(one["cell"]["userEnteredFormat"]["numberFormat"] == {"type": "TEXT"} for one in text)
    return [column for one in text for column in columns_of(one)]


def test_phones_become_text_so_that_no_plus_is_lost() -> None:
    assert text_columns(requests()) == [2]


@pytest.mark.parametrize("number", [442079460000, 4.42e11])
def test_phones_that_are_numbers_already_stay_numbers(number: float) -> None:
    assert text_columns(requests(of=grid(ANN, ("Bob", number, None, None)))) == []


def test_phones_that_a_formula_makes_keep_their_formula() -> None:
    calculated = replace(grid(ANN), formulas=frozenset({(2, 2)}))
    assert text_columns(requests(of=calculated)) == []


def test_a_number_format_of_people_stays() -> None:
    assert text_columns(requests(replace(FACTS, formatted=frozenset({2})))) == []


def test_a_typed_column_of_a_native_table_is_left_as_it_is() -> None:
    table = NativeTable("t", "Table1", (1, 1, 20, 4), frozenset({2, 3}))
    made = requests(replace(FACTS, tables=(table,)))
    assert text_columns(made) == []
    assert asked(made, "setDataValidation", 7) == []


def test_a_native_table_takes_the_new_columns_in_so_that_sorting_it_keeps_rows_whole() -> None:
    made = requests(replace(FACTS, tables=(NativeTable("t9", "Table1", (1, 1, 20, 4)),)))
    (wider,) = asked(made, "updateTable")
    assert wider["table"] == {"tableId": "t9", "range": grid_range(7, (1, 1, 20, 7))}
    assert wider["fields"] == "range"


def test_a_filter_takes_the_new_columns_in_with_all_that_is_set_in_it() -> None:
    specs = [{"columnIndex": 2, "filterCriteria": {"hiddenValues": ["Lost"]}}]
    standing = {"range": grid_range(7, (1, 1, 900, 4)), "filterSpecs": specs}
    (wider,) = asked(requests(replace(FACTS, basic_filter=standing)), "setBasicFilter")
    assert wider["filter"] == {"range": grid_range(7, (1, 1, 900, 7)), "filterSpecs": specs}


def test_a_filter_over_something_else_is_left_alone() -> None:
    standing = {"range": grid_range(7, (40, 1, 90, 4))}
    assert asked(requests(replace(FACTS, basic_filter=standing)), "setBasicFilter") == []


def rules_of(made: list[Json], sheet_id: int = 7) -> list[Json]:
    return asked(made, "addConditionalFormatRule", sheet_id)


def formula_of(request: Json) -> str:
    return str(request["rule"]["booleanRule"]["condition"]["values"][0]["userEnteredValue"])


def test_colours_begin_at_the_header_and_have_no_end() -> None:
    for request in rules_of(requests()):
        for area in request["rule"]["ranges"]:
            assert area["startRowIndex"] == 0
            assert "endRowIndex" not in area
        assert "1" in formula_of(request)


def test_formulas_have_semicolons_which_every_locale_reads() -> None:
    made = requests_for(additions({}, WORDS), [], {}, {}, WORDS)
    formulas = [formula_of(one) for one in rules_of(made, sheet_id=None)]  # type: ignore[arg-type]
    assert formulas
    assert not [text for text in formulas if "," in text]


def test_colours_of_people_stay_ahead_of_ours() -> None:
    made = rules_of(
        requests(replace(FACTS, rules=(StandingRule(((1, 1, 9, 9),)), StandingRule(((1, 1, 9, 9),), "=A1>5"))))
    )
    assert [one["index"] for one in made] == list(range(2, 2 + len(made)))


def test_a_colour_that_stands_there_is_not_added_again_however_it_is_spelled() -> None:
    standing = []
    for one in rules_of(requests()):
        spelled = formula_of(one).replace(";", " , ").replace("LEFT", "left")
        areas = tuple((top, left, 1000, right) for top, left, _, right in map(area_of, one["rule"]["ranges"]))
        standing.append(StandingRule(areas, spelled))
    assert standing
    made = requests_for(
        Layout(dress=(replace(layout().dress[0], columns=layout().dress[0].columns),)), [as_built()], BUILT,
        {"Customers": replace(FACTS, rules=tuple(standing)), **MEMORY}, WORDS,
    )  # fmt: skip
    assert rules_of(made) == []


def test_a_header_that_reads_like_an_entry_is_not_coloured_itself() -> None:
    tasks = TabMapping("Tasks", 3, {"action": "What", "task_status": "Done"})
    wanted = additions({"tasks": tasks}, WORDS, create_tabs=False)
    rows: list[list[CellValue]] = [[], [], ["What", "Done"], ["Call", "Open"]]
    made = requests_for(wanted, [Grid("Tasks", 1, 1, rows)], {"tasks": tasks}, {"Tasks": FACTS}, WORDS)
    texts = [formula_of(one) for one in rules_of(made)]
    assert any(text.startswith("=AND(ROW($B3)>ROW($B$3);OR(TRIM($B3)=") for text in texts)
    assert all(text.startswith("=AND(ROW(") for text in texts if "TRIM($B3)" in text and "ISNUMBER" not in text)


def protections(made: list[Json], sheet_id: int = 7) -> list[Json]:
    return [one["protectedRange"] for one in asked(made, "addProtectedRange", sheet_id)]


def test_the_robots_columns_warn_and_bind_nobody() -> None:
    (one,) = protections(requests())
    assert one == {
        "range": grid_range(7, (1, 5, ENDLESS, 7)), "description": WORDS.say("protected_columns"), "warningOnly": True,
    }  # fmt: skip


def test_columns_that_are_protected_already_get_no_second_protection() -> None:
    facts = replace(FACTS, protected=((1, 5, 1000, 6),))
    made = requests_for(Layout(dress=layout().dress), [as_built()], BUILT, {"Customers": facts, **MEMORY}, WORDS)
    assert [one["range"] for one in protections(made)] == [grid_range(7, (1, 7, ENDLESS, 7))]


def test_people_who_number_their_clients_themselves_are_not_warned_off() -> None:
    mapping = replace(CLIENTS, columns={**CLIENTS.columns, "number": "Code"})
    numbered = Grid("Customers", 1, 1, [[*HEADERS, "Code"], [*ANN, "A-1"]])
    made = requests_for(layout(mapping), [numbered], {"clients": mapping}, {"Customers": FACTS}, WORDS)
    assert all(5 not in columns_of(one) for one in protections(made))


@pytest.mark.parametrize(
    ("facts", "row", "frozen"),
    [
        (FACTS, 1, True),
        (replace(FACTS, frozen_rows=2), 1, False),
        (replace(FACTS, merged=((1, 1, 2, 1),)), 1, False),
        (replace(FACTS, rows=1), 1, False),
        (FACTS, 2, False),
    ],
)
def test_a_header_in_row_1_is_frozen_where_nothing_is_and_nothing_stands_across(
    facts: SheetFacts, row: int, frozen: bool
) -> None:
    mapping = replace(CLIENTS, header_row=row)
    rows: list[list[CellValue]] = [*([[]] * (row - 1)), [*HEADERS], [*ANN]]
    made = requests_for(
        layout(mapping), [Grid("Customers", 1, 1, rows)], {"clients": mapping}, {"Customers": facts}, WORDS
    )  # fmt: skip
    asked_for = [one["properties"]["gridProperties"] for one in asked(made, "updateSheetProperties")]
    assert asked_for == ([{"frozenRowCount": 1}] if frozen else [])


def as_built() -> Grid:
    """The Customers tab once the layout was carried out."""
    added = [column.header for column in layout().new_columns[0].columns]
    return Grid("Customers", 1, 1, [[*HEADERS, *added], [*ANN]])


BUILT = {
    "clients": replace(
        CLIENTS, columns={**CLIENTS.columns, **{c.field: c.header for c in layout().new_columns[0].columns}}
    ),
    "memory": TabMapping("Memory"),
}
MEMORY = {"Memory": SheetFacts(99, 100, 6)}


def test_the_memory_is_there_afterwards_whatever_the_layout_says() -> None:
    made = requests_for(Layout(), [], {}, {"Customers": FACTS}, WORDS)
    (added,) = asked(made, "addSheet")
    assert added["properties"]["hidden"] is True
    assert added["properties"]["title"] == WORDS.tab("memory")
    headers = asked(made, "updateCells")[0]["rows"][0]["values"]
    assert len(headers) == len(BY_NAME["memory"].columns)


def test_a_memory_that_is_there_is_not_made_again() -> None:
    assert requests_for(Layout(), [], {"memory": TabMapping("Memory")}, MEMORY, WORDS) == []


def test_a_new_tab_has_an_id_that_is_the_same_on_every_try_and_free() -> None:
    ids = [one["properties"]["sheetId"] for one in asked(requests(), "addSheet")]
    assert ids == [one["properties"]["sheetId"] for one in asked(requests(), "addSheet")]
    assert len(ids) == len(set(ids)) == 2
    taken = SheetFacts(new_sheet_id("memory", ()), 10, 10)
    assert ids[1] == taken.sheet_id
    again = requests_for(layout(), [grid(ANN)], {"clients": CLIENTS}, {"Customers": FACTS, "Old": taken}, WORDS)
    assert asked(again, "addSheet")[1]["properties"]["sheetId"] == taken.sheet_id + 1


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_whole_new_workbook_fits_into_one_request_of_google(language: str) -> None:
    words = words_of(language)
    whole = additions({}, words, "EUR", also={tab.key for tab in TABS})
    made = requests_for(whole, [], {}, {"Sheet1": SheetFacts(0, 1000, 26)}, words)
    assert len(json.dumps(made, ensure_ascii=False).encode()) < 2_000_000
    titles = [one["properties"]["title"] for one in asked(made, "addSheet")]
    assert titles == [tab.title for tab in whole.new_tabs]


def test_a_new_tab_has_headers_looks_an_example_and_room() -> None:
    whole = additions({}, WORDS, "EUR")
    made = requests_for(whole, [], {}, {"Sheet1": SheetFacts(0, 1000, 26)}, WORDS)
    properties = next(one["properties"] for one in asked(made, "addSheet"))
    sheet_id, clients = properties["sheetId"], whole.new_tabs[0]
    assert properties["gridProperties"]["frozenRowCount"] == 1
    assert properties["gridProperties"]["frozenColumnCount"] == clients.freeze[1]
    assert properties["gridProperties"]["columnCount"] == len(clients.columns) + SPARE_COLUMNS
    written = asked(made, "updateCells", sheet_id)
    assert written[0]["rows"][0]["values"][0]["userEnteredValue"] == {"stringValue": clients.columns[0].header}
    assert any(cell.get("note") for cell in written[0]["rows"][0]["values"])
    example = {column.field: cell["userEnteredValue"] for column, cell in zip(
        clients.columns, written[1]["rows"][0]["values"], strict=True)}  # fmt: skip
    assert isinstance(example["birthday"]["numberValue"], int)
    assert example["number"] == {}
    formats = {
        at: one["cell"]["userEnteredFormat"] for one in asked(made, "repeatCell", sheet_id) for at in columns_of(one)
    }
    kinds = {
        column.kind: formats[at].get("numberFormat", {}).get("type") for at, column in enumerate(clients.columns, 1)
    }
    assert (kinds["birthday"], kinds["phones"], kinds["note"]) == ("DATE", "TEXT", None)


def test_the_lists_stand_in_the_settings_tab() -> None:
    (settings,) = [tab for tab in layout().new_tabs if tab.tab == "settings"]
    made = requests()
    sheet_id = next(
        o["properties"]["sheetId"] for o in asked(made, "addSheet") if o["properties"]["title"] == settings.title
    )
    entries = next(one for one in asked(made, "updateCells", sheet_id) if one["start"]["rowIndex"] == 1)
    texts = tuple(row["values"][0]["userEnteredValue"]["stringValue"] for row in entries["rows"])
    assert texts == layout().lists["client_status"]


def test_a_settings_tab_that_lacks_a_list_and_rows_for_it_gets_both() -> None:
    mapped = TabMapping("Lists", 1, {"list_tier": "Groups"})
    lists = Grid("Lists", 1, 1, [["Groups"], ["Key"]])
    wanted = additions({"clients": CLIENTS, "settings": mapped}, WORDS, create_tabs=False)
    made = requests_for(
        wanted, [grid(ANN), lists], {"clients": CLIENTS, "settings": mapped},
        {"Customers": FACTS, "Lists": SheetFacts(8, 5, 26)}, WORDS,
    )  # fmt: skip
    (rows,) = [one for one in asked(made, "appendDimension", 8) if one["dimension"] == "ROWS"]
    assert rows["length"] == 1 + len(wanted.lists["client_status"]) + 30 - 5
    (inserted,) = asked(made, "insertDimension", 8)
    assert inserted["range"]["startIndex"] == 1
    (rule,) = [one["rule"] for one in asked(made, "setDataValidation", 7)]
    assert rule["condition"]["values"][0]["userEnteredValue"].startswith("='Lists'!$B$2:$B$")


WHOLE_SHEET = Locked((1, 1, ENDLESS, ENDLESS))


def code_of(facts: dict[str, SheetFacts], wanted: Layout | None = None) -> str:
    with pytest.raises(WorkbookUnusable) as raised:
        requests_for(wanted or layout(), [grid(ANN)], {"clients": CLIENTS}, facts, WORDS)
    return raised.value.code


@pytest.mark.parametrize(
    ("facts", "code"),
    [
        ({"Customers": replace(FACTS, locked=(WHOLE_SHEET,))}, "sheet-protected"),
        ({"Customers": replace(FACTS, locked=(Locked((1, 3, ENDLESS, 6)),))}, "sheet-protected"),
        ({"Other": FACTS}, "tab-lost"),
        ({"Customers": replace(FACTS, columns=18_277)}, "no-columns-left"),
        ({"Customers": replace(FACTS, rows=450_000)}, "no-cells-left"),
        ({"Customers": FACTS, "LISTS": SheetFacts(3, 10, 10)}, "title-taken"),
    ],
)
def test_what_cannot_be_done_is_said_and_nothing_is_asked_for(facts: dict[str, SheetFacts], code: str) -> None:
    assert code_of(facts) == code
    assert all(f"{code} (" not in words_of(language).error(code, sheet="x", title="x") for language in LANGUAGES)


def test_cells_that_people_protected_are_left_as_they_are() -> None:
    header = Locked((1, 1, 1, 4))
    made = requests(replace(FACTS, locked=(header,)))
    assert [one for one in asked(made, "updateCells", 7) if "range" in one] == []
    assert asked(made, "insertDimension", 7)
    assert text_columns(made) == [2]
    phones = Locked((2, 2, ENDLESS, 2))
    assert text_columns(requests(replace(FACTS, locked=(phones,)))) == []
    open_again = replace(phones, open=((2, 2, ENDLESS, 2),))
    assert text_columns(requests(replace(FACTS, locked=(open_again,)))) == [2]


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


def test_the_places_afterwards_are_those_of_the_insertion() -> None:
    places = places_in(layout(), [grid(ANN)], {"clients": CLIENTS}, {"Customers": FACTS})
    added = {column.field: at for at, column in enumerate(layout().new_columns[0].columns, 5)}
    assert places["Customers"] == {"name": 1, "phone": 2, "status": 3, "birthday": 4, **added}


@pytest.mark.parametrize(
    ("field", "currency", "expected"),
    [
        ("birthday", "", {"type": "DATE", "pattern": "dd mmm yyyy"}),
        ("phone", "", {"type": "TEXT"}),
        ("purchases_sum", "GBP", {"type": "CURRENCY", "pattern": "[$£]#,##0.00"}),
        ("purchases_sum", "PLN", {"type": "CURRENCY", "pattern": '#,##0.00 "zł"'}),
        ("name", "", None),
    ],
)
def test_number_formats_are_those_that_google_knows(field: str, currency: str, expected: Json | None) -> None:
    tab = BY_NAME["clients"]
    column = tab.column(field)
    assert column is not None
    assert number_format_of(column_layout(tab, column, WORDS, currency)) == expected
