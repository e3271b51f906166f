"""Where the rows of a table end: footers are no data, gaps are allowed, and the free room below is told."""

import datetime as dt

import pytest

from sheetcrm.layout.data_region import is_totals_line
from sheetcrm.layout.grid import Grid
from sheetcrm.layout.header import find_header
from sheetcrm.model.cells import CellValue

Row = list[CellValue]
HEADER: Row = ["Имя", "Телефон", "Город", "Сумма"]
ROWS: list[Row] = [
    ["Анна Сергеева", "+7 916 123-45-67", "Москва", 500],
    ["Олег Попов", "+7 903 111-22-33", "Тула", 700],
    ["Ольга Белова", "+7 926 000-11-22", "Тверь", None],
]
BLANK: Row = [None] * 4


def region(*below: Row, **more: object) -> tuple[int, int | None]:
    header = find_header(Grid("Клиенты", 1, 1, [HEADER, *ROWS, *below], **more))  # type: ignore[arg-type]
    assert header is not None
    return header.last_row, header.room_below


def test_without_anything_below_there_is_endless_room() -> None:
    assert region() == (4, None)
    assert region(BLANK, BLANK) == (4, None)


@pytest.mark.parametrize(
    "footer",
    [
        ["Итого: 25", None, None, None],
        ["Итого", None, None, 1200],
        [None, None, "Всего клиентов:", 3],
        ["Razem", None, None, 1200],
        ["Suma końcowa", None, None, 1200],
        ["Total", 3, None, None],
        ["TOTAL GENERAL:", None, None, 1200],
        ["* цены указаны без учёта доставки", None, None, None],
        ["Примечание: звонить только по будням", None, None, None],
        ["Uwaga: dane z 2025 roku", None, None, None],
        ["Подпись ____________", None, None, None],
    ],
)
def test_totals_and_notes_right_below_are_no_data(footer: Row) -> None:
    assert region(footer) == (4, 0)
    assert region(BLANK, BLANK, footer) == (4, 2)


@pytest.mark.parametrize(
    "footer",
    [
        ["Директор", None, "Попов О. И.", None],
        ["Составила: Лена", None, None, None],
        [None, None, None, "01.03.2026"],
        ["Лист обновляется по пятницам.", None, None, None],
        ["Intocmit: Dan", None, None, None],
    ],
)
def test_a_lone_cell_or_two_after_a_gap_are_no_data(footer: Row) -> None:
    assert region(BLANK, footer) == (4, 1)


def test_a_footer_of_several_lines_is_left_out_as_a_whole() -> None:
    footer: list[Row] = [
        ["Итого", None, None, 1200],
        BLANK,
        ["Директор", "Попов", None, None],
        ["Бухгалтер", "Лис", None, None],
    ]
    assert region(BLANK, *footer) == (4, 1)


def test_text_merged_over_the_table_is_no_data() -> None:
    assert region(["Спасибо за работу", None, None, None], merged=((5, 1, 5, 4),)) == (4, 0)


def test_blank_rows_among_the_data_are_tolerated() -> None:
    more: Row = ["Иван Котов", "+7 916 555-00-11", "Омск", 20]
    assert region(BLANK, BLANK, BLANK, more) == (8, None)


@pytest.mark.parametrize(
    "row",
    [
        ["Иван Котов", "+7 916 555-00-11", None, None],
        [None, "+7 916 555-00-11", None, None],
        ["Иван Котов", None, None, None],
        ["Иван Котов", None, "Омск", None],
    ],
)
def test_a_client_typed_after_one_blank_row_is_data(row: Row) -> None:
    assert region(BLANK, row) == (6, None)


def test_a_client_of_whom_only_the_name_is_known_is_data() -> None:
    assert region(["Иван Котов", None, None, None]) == (5, None)


def test_a_firm_named_total_is_data() -> None:
    assert region(["Total Sp. z o.o.", "+48 22 123 45 67", "Warszawa", 10])[0] == 5


def test_another_table_below_ends_the_first() -> None:
    second: list[Row] = [["Товар", "Цена", "Комментарий", None], ["Крем", 500, None, None], ["Мыло", 90, None, None]]
    assert region(BLANK, BLANK, *second) == (4, 2)


def test_the_same_header_printed_again_does_not_end_the_table() -> None:
    assert region(BLANK, HEADER, *ROWS)[0] == 9


def test_formulas_filled_down_in_advance_are_no_data() -> None:
    filled: list[Row] = [[None, None, None, 0] for _ in range(50)]
    places = frozenset((row, 4) for row in range(5, 55))
    assert region(*filled, formulas=places) == (4, None)


def test_running_numbers_and_ticks_filled_down_in_advance_are_no_data() -> None:
    header: Row = ["№", "Имя", "Телефон", "Согласие"]
    rows: list[Row] = [
        [n, "Анна" if n < 4 else None, "+7 916 123-45-67" if n < 4 else None, False] for n in range(1, 30)
    ]
    found = find_header(Grid("Клиенты", 1, 1, [header, *rows]))
    assert found is not None
    assert (found.last_row, found.room_below) == (4, None)


def test_a_sheet_made_of_formulas_only_keeps_its_rows() -> None:
    places = frozenset((row, column) for row in range(2, 5) for column in range(1, 5))
    assert region(formulas=places) == (4, None)


def test_cells_beside_the_table_are_not_below_it() -> None:
    rows: list[Row] = [HEADER, *ROWS, BLANK, [*BLANK, None, None, "легенда"]]
    found = find_header(Grid("Клиенты", 1, 1, rows))
    assert found is not None
    assert (found.last_row, found.room_below) == (4, None)


def test_a_hundred_thousand_rows_take_less_than_a_second() -> None:
    import time

    row: Row = ["Анна Сергеева", "+7 916 123-45-67", "Москва", 5, *([None] * 26)]
    grid = Grid("Клиенты", 1, 1, [[*HEADER, *([None] * 26)], *([row] * 100_000)])
    begun = time.process_time()
    found = find_header(grid)
    assert found is not None
    assert found.last_row == 100_001
    assert time.process_time() - begun < 1


@pytest.mark.parametrize(
    "line", [["Иванов", 5], [dt.date(2026, 1, 1), 5], [5, 6], ["Total Sp. z o.o.", 5], ["Suma Anna", "x"]]
)
def test_a_line_that_sums_nothing_up_is_no_totals_line(line: Row) -> None:
    assert not is_totals_line(line)


NUMBERED: list[Row] = [[1000 + n, f"Анна Сергеева {n}"[: 13 if n % 2 else None], "Тула", 5 * n] for n in range(1, 9)]


@pytest.mark.parametrize("gaps", [(1,), (2, 3), (7,), (1, 4, 5, 7), (1, 2, 3, 4, 5, 6, 7)])
@pytest.mark.parametrize("last", [[1009, "Ольга Белова", None, None], ["1009", "Ольга", None, None]])
def test_rows_that_moved_away_cut_no_row_off(gaps: tuple[int, ...], last: Row) -> None:
    rows = [BLANK if at in gaps else row for at, row in enumerate(NUMBERED)]
    found = find_header(Grid("Клиенты", 1, 1, [["№", *HEADER[:3]], *rows, last]))
    assert found is not None
    assert (found.last_row, found.room_below) == (10, None)


def test_rows_numbered_beforehand_are_free_also_when_the_first_client_moved_away() -> None:
    lines: list[Row] = [[n, None, None, None] for n in range(1, 30)]
    for at in range(8):
        lines[at] = [at + 1, "Анна Сергеева", "Тула", "+7 916 123-45-67"]
    lines[0] = lines[4] = BLANK
    found = find_header(Grid("Клиенты", 1, 1, [["№", "Имя", "Город", "Телефон"], *lines]))
    assert found is not None
    assert found.last_row == 9


def test_a_number_of_lines_under_the_numbers_is_still_no_row() -> None:
    rows: list[Row] = [["№", *HEADER[:3]], *NUMBERED, BLANK, [8, None, None, None]]
    found = find_header(Grid("Клиенты", 1, 1, rows))
    assert found is not None
    assert found.last_row == 9
