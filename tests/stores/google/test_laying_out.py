"""What `init` asks of Google, as data: columns and tabs beside what people have, or nothing at all."""

import json
from dataclasses import replace
from typing import Any

import pytest

from sheetcrm.errors import WorkbookUnusable
from sheetcrm.layout.additions import Layout, additions
from sheetcrm.layout.grid import Grid
from sheetcrm.model.cells import CellValue
from sheetcrm.model.settings import TabMapping
from sheetcrm.model.tabs import BY_NAME, TABS
from sheetcrm.stores.google.facts import (
    Locked,
    SheetFacts,
)
from sheetcrm.stores.google.laying_out import places_in, requests_for
from sheetcrm.stores.google.new_columns import SPARE_COLUMNS, new_sheet_id
from sheetcrm.stores.google.ranges import ENDLESS
from sheetcrm.words import LANGUAGES, words_of
from tests.stores.google.customers import (
    ANN,
    CLIENTS,
    FACTS,
    HEADERS,
    MEMORY,
    WORDS,
    asked,
    columns_of,
    grid,
    layout,
    requests,
)

Json = dict[str, Any]


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


def test_the_places_afterwards_are_those_of_the_insertion() -> None:
    places = places_in(layout(), [grid(ANN)], {"clients": CLIENTS}, {"Customers": FACTS})
    added = {column.field: at for at, column in enumerate(layout().new_columns[0].columns, 5)}
    assert places["Customers"] == {"name": 1, "phone": 2, "status": 3, "birthday": 4, **added}


def test_the_tab_of_duplicates_hides_the_robots_columns_and_shows_what_belongs_together() -> None:
    whole = additions({}, WORDS, "EUR")
    made = requests_for(whole, [], {}, {"Sheet1": SheetFacts(0, 1000, 26)}, WORDS)
    tab = next(tab for tab in whole.new_tabs if tab.tab == "duplicates")
    fields = [column.field for column in tab.columns]
    properties = next(one["properties"] for one in asked(made, "addSheet") if one["properties"]["title"] == tab.title)
    sheet_id = properties["sheetId"]
    assert properties["gridProperties"]["frozenColumnCount"] == fields.index("decision") + 1
    sized = asked(made, "updateDimensionProperties", sheet_id)
    hidden = {fields[one["range"]["startIndex"]] for one in sized if one["properties"]["hiddenByUser"]}
    assert hidden == {"seen", "key"}
    lists = {
        fields[one["range"]["startColumnIndex"]]: one["rule"] for one in asked(made, "setDataValidation", sheet_id)
    }
    assert (lists["decision"]["condition"]["type"], lists["decision"]["strict"]) == ("ONE_OF_RANGE", False)
    assert (lists["take"]["condition"]["type"], lists["take"]["strict"]) == ("ONE_OF_LIST", False)
    rules = [
        one["rule"]
        for one in asked(made, "addConditionalFormatRule")
        if one["rule"]["ranges"][0]["sheetId"] == sheet_id
    ]
    formulas = [rule["booleanRule"]["condition"]["values"][0]["userEnteredValue"] for rule in rules]
    tops = [rule["ranges"][0].get("startRowIndex", 0) for rule in rules]
    differs = [(top, text) for top, text in zip(tops, formulas, strict=True) if "$A1=$A2" in text]
    assert len(differs) == 7 and {top for top, _ in differs} == {1}
    assert formulas[0].startswith("=LEN(TRIM(") or "ROW(" in formulas[0]
    assert formulas[-1] == "=MOD(VALUE(RIGHT($A1;1));2)=1"
    assert {one["startColumnIndex"] for one in rules[-1]["ranges"]} == set(range(len(fields)))
