"""Lists, notes, formats, colours and warnings: beside what people set up, never over it, and never twice."""

from dataclasses import replace
from typing import Any

import pytest

from sheetcrm.layout.additions import Layout, additions
from sheetcrm.layout.columns import column_layout
from sheetcrm.layout.grid import Grid
from sheetcrm.model.cells import CellValue
from sheetcrm.model.settings import TabMapping
from sheetcrm.model.tabs import BY_NAME
from sheetcrm.stores.google.facts import (
    Locked,
    NativeTable,
    SheetFacts,
    StandingRule,
)
from sheetcrm.stores.google.laying_out import requests_for
from sheetcrm.stores.google.looks import number_format_of
from sheetcrm.stores.google.ranges import ENDLESS, area_of, grid_range
from tests.stores.google.customers import (
    ANN,
    BUILT,
    CLIENTS,
    FACTS,
    HEADERS,
    MEMORY,
    WORDS,
    as_built,
    asked,
    columns_of,
    formula_of,
    grid,
    layout,
    requests,
    text_columns,
)

Json = dict[str, Any]


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


def rules_of(made: list[Json], sheet_id: int | None = 7) -> list[Json]:
    return asked(made, "addConditionalFormatRule", sheet_id)


def test_colours_begin_at_the_header_and_have_no_end() -> None:
    for request in rules_of(requests()):
        for area in request["rule"]["ranges"]:
            assert area["startRowIndex"] == 0
            assert "endRowIndex" not in area
        assert "1" in formula_of(request)


def test_formulas_have_semicolons_which_every_locale_reads() -> None:
    made = requests_for(additions({}, WORDS), [], {}, {}, WORDS)
    formulas = [formula_of(one) for one in rules_of(made, sheet_id=None)]
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
    coloured = [text for text in texts if 'TRIM($B3)="Done"' in text and "ISNUMBER" not in text]
    assert coloured and all(text.startswith("=AND(ROW(") for text in coloured)


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
        (FACTS, 4, True),
        (FACTS, 7, False),
        (replace(FACTS, merged=((4, 1, 5, 1),)), 4, False),
        (replace(FACTS, merged=((1, 1, 2, 9),)), 4, True),
    ],
)
def test_a_header_is_frozen_with_its_banner_where_nothing_is_and_nothing_stands_across(
    facts: SheetFacts, row: int, frozen: bool
) -> None:
    mapping = replace(CLIENTS, header_row=row)
    rows: list[list[CellValue]] = [*([[]] * (row - 1)), [*HEADERS], [*ANN]]
    made = requests_for(
        layout(mapping), [Grid("Customers", 1, 1, rows)], {"clients": mapping}, {"Customers": facts}, WORDS
    )  # fmt: skip
    asked_for = [one["properties"]["gridProperties"] for one in asked(made, "updateSheetProperties")]
    assert asked_for == ([{"frozenRowCount": row}] if frozen else [])


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
