"""Where a header stands, and that data, cards, letters and pivot tables have none."""

import datetime as dt
from collections.abc import Sequence

from sheetcrm.layout.grid import Grid, TableArea
from sheetcrm.layout.header import HeaderFound, find_header, locate_header, why_no_header
from sheetcrm.model.cells import CellValue

D = dt.date
Row = list[CellValue]
PEOPLE: list[Row] = [
    ["Сергеева Анна", "+7 916 123-45-67", D(1985, 3, 8)],
    ["Попов Олег", "+7 903 111-22-33", None],
    ["Белова Ольга", "8 926 000-11-22", D(1990, 1, 2)],
]
HEADER: Row = ["ФИО", "Телефон", "Дата рождения"]


def sheet(*rows: Sequence[CellValue], **more: object) -> Grid:
    return Grid("Лист1", 1, 1, rows, **more)  # type: ignore[arg-type]


def found(grid: Grid) -> HeaderFound:
    header = find_header(grid)
    assert header is not None, why_no_header(grid)
    return header


def texts(header: HeaderFound) -> list[tuple[int, str]]:
    return [(column.number, column.name) for column in header.columns]


def test_a_header_in_the_first_row_is_found() -> None:
    header = found(sheet(HEADER, *PEOPLE))
    assert (header.row, header.last_row, header.room_below) == (1, 4, None)
    assert texts(header) == [(1, "ФИО"), (2, "Телефон"), (3, "Дата рождения")]


def test_a_header_in_row_four_under_a_merged_banner_is_found() -> None:
    grid = sheet(
        ["Клиенты ООО «Ромашка», 2026 год", None, None],
        ["обновлено:", D(2026, 3, 1), None],
        [None, None, None],
        HEADER,
        *PEOPLE,
        merged=((1, 1, 1, 3),),
    )
    assert (found(grid).row, found(grid).last_row) == (4, 7)


def test_empty_rows_and_columns_before_the_table_do_not_matter() -> None:
    grid = Grid("x", 7, 4, [[None, *HEADER], *([None, *row] for row in PEOPLE)])
    header = found(grid)
    assert (header.row, header.last_row, header.columns[0].number) == (7, 10, 5)


def test_a_header_without_any_rows_below_has_itself_as_last_row() -> None:
    header = found(sheet(HEADER))
    assert (header.row, header.last_row, header.room_below) == (1, 1, None)


def test_two_headers_of_the_same_name_are_numbered() -> None:
    header = found(sheet(["Name", "Phone", "Phone", "phone "], ["Anna", "07700 900123", None, None]))
    assert [column.name for column in header.columns] == ["Name", "Phone", "Phone #2", "phone #3"]


def test_a_header_merged_over_two_columns_names_both() -> None:
    grid = sheet(
        ["ФИО", "Телефон", None, "Город"],
        ["Анна Сергеева", "+7 916 123-45-67", "+7 495 123-45-67", "Москва"],
        ["Олег Попов", "+7 903 111-22-33", None, "Тула"],
        merged=((1, 2, 1, 3),),
    )
    assert texts(found(grid)) == [(1, "ФИО"), (2, "Телефон"), (3, "Телефон #2"), (4, "Город")]


def test_of_two_header_rows_the_lower_one_counts_and_the_upper_one_names_groups() -> None:
    grid = sheet(
        ["№", "ФИО", "Контакты", None, "Город"],
        [None, None, "Телефон", "E-mail", None],
        [1, "Анна Сергеева", "+7 916 123-45-67", "anna@mail.ru", "Москва"],
        [2, "Олег Попов", "+7 903 111-22-33", None, "Тула"],
        merged=((1, 1, 2, 1), (1, 2, 2, 2), (1, 3, 1, 4), (1, 5, 2, 5)),
    )
    header = found(grid)
    assert header.row == 2
    assert texts(header) == [(1, "№"), (2, "ФИО"), (3, "Телефон"), (4, "E-mail"), (5, "Город")]
    assert header.groups == {3: "Контакты", 4: "Контакты"}


def test_a_known_header_above_an_empty_cell_counts_even_when_nothing_is_merged() -> None:
    grid = sheet(
        ["Имя", None, None, "Город"],
        [None, "Телефон", "Почта", None],
        ["Анна", "+7 916 123-45-67", "anna@mail.ru", "Тула"],
        ["Олег", "+7 903 111-22-33", None, "Омск"],
    )
    header = found(grid)
    assert header.row == 2
    assert [column.text for column in header.columns] == ["Имя", "Телефон", "Почта", "Город"]


def test_the_header_of_a_formal_table_is_taken_and_other_cells_are_not() -> None:
    grid = sheet(
        ["Лист клиентов", None, None, None],
        [None, "Client", "Mobile", "Legend"],
        [None, "Anna", "07700 900123", "red = late"],
        [None, "Bob", "07700 900124", None],
        [None, "Total", 2, None],
        tables=(TableArea("Table1", 2, 2, 5, 3, 1, 1),),
    )
    header = found(grid)
    assert (header.why, header.row, header.last_row, header.room_below) == ("formal-table", 2, 4, 0)
    assert texts(header) == [(2, "Client"), (3, "Mobile")]


def test_rows_typed_right_below_a_formal_table_belong_to_it() -> None:
    rows: list[Row] = [["Name", "Phone"], ["Anna", "07700 900123"], ["Bob", "07700 900124"], ["Carl", "07700 900125"]]
    assert found(sheet(*rows, tables=(TableArea("T", 1, 1, 3, 2),))).last_row == 4


def test_a_small_formal_list_beside_the_clients_does_not_win_over_them() -> None:
    grid = sheet(
        ["Name", "Phone", "E-mail", "Birthday", None, "Colours"],
        ["Anna", "07700 900123", "a@example.com", D(1985, 3, 8), None, "red"],
        ["Bob", "07700 900124", None, None, None, "blue"],
        tables=(TableArea("Colours", 1, 6, 3, 6),),
    )
    assert [column.text for column in found(grid).columns][:4] == ["Name", "Phone", "E-mail", "Birthday"]


def test_an_unknown_header_is_told_by_the_columns_below_it() -> None:
    header = found(
        sheet(["Kennel", "Puppies", "Whelped"], ["Red Oak", 5, D(2026, 1, 2)], ["Blue Sea", 7, D(2026, 2, 2)])
    )
    assert (header.row, header.why) == (1, "shape")
    assert header.confidence < 0.75


def test_years_may_stand_in_a_header() -> None:
    header = found(sheet(["Клиент", "Телефон", 2024, 2025], ["Анна", "+7 916 123-45-67", 5, 7], ["Олег", None, 1, 2]))
    assert [column.text for column in header.columns] == ["Клиент", "Телефон", "2024", "2025"]


def test_a_list_of_one_column_has_a_header() -> None:
    assert found(sheet(["E-mail"], ["anna@example.com"], ["bob@example.com"])).row == 1


def test_a_first_row_that_is_data_is_no_header() -> None:
    grid = sheet(*PEOPLE)
    assert find_header(grid) is None
    assert why_no_header(grid) == "data-in-first-row"


def test_rows_of_numbers_have_no_header() -> None:
    grid = sheet([1, 2, 3], [4, 5, 6])
    assert (find_header(grid), why_no_header(grid)) == (None, "numbers-only")


def test_an_empty_sheet_has_no_header() -> None:
    empty: list[list[Row]] = [[], [[None, None]], [["  ", "\u00a0"]]]
    for rows in empty:
        assert why_no_header(sheet(*rows)) == "empty"


def test_a_letter_is_no_table() -> None:
    grid = sheet(
        ["Уважаемая Анна Петровна!"],
        [None],
        ["Сообщаем, что с 1 марта изменится наш телефон и адрес электронной почты."],
        ["С уважением,"],
        ["Попов Олег, директор"],
    )
    assert (find_header(grid), why_no_header(grid)) == (None, "no-table")


def test_a_card_of_one_client_is_no_table() -> None:
    grid = sheet(["Имя", "Анна"], ["Телефон", "+7 916 123-45-67"], ["Почта", "anna@mail.ru"], ["Город", "Москва"])
    assert (find_header(grid), why_no_header(grid)) == (None, "card")


def test_what_a_pivot_table_wrote_is_no_table_of_clients() -> None:
    for first, second, end in (
        ("Названия строк", "Сумма по полю Сумма", "Общий итог"),
        ("Row Labels", "Sum of Amount", "Grand Total"),
        ("Etykiety wierszy", "Suma z Kwota", "Suma końcowa"),
        ("Etichete de rânduri", "Sumă din Suma", "Total general"),
    ):
        grid = sheet([None, None], [first, second], ["Анна", 500], ["Олег", 700], [end, 1200])
        assert (find_header(grid), why_no_header(grid)) == (None, "pivot")


def test_headers_that_begin_as_a_pivots_do_are_headers_still() -> None:
    rows: list[Row] = [
        ["Klient", "Telefon", "Suma zakupów", "Liczba zakupów"],
        ["Anna", "601 234 567", 500, 3],
        ["Jan", None, 90, 1],
    ]
    assert found(sheet(*rows)).row == 1


def test_choices_that_are_also_headers_do_not_make_a_row_a_header() -> None:
    grid = sheet(
        ["Клиент", "Дата", "Канал", "Результат"],
        ["Анна", D(2026, 1, 5), "Телефон", "перезвонить"],
        ["Олег", D(2026, 1, 6), "Почта", "отказ"],
    )
    assert found(grid).row == 1


WANTED = {"name": "ФИО", "phone": "Телефон", "birthday": "Дата рождения"}


def test_a_known_header_is_found_where_it_stood() -> None:
    header = locate_header(sheet(HEADER, *PEOPLE), 1, WANTED)
    assert header is not None
    assert (header.row, header.why, header.confidence, header.missing) == (1, "same-row", 1.0, ())


def test_a_known_header_is_found_after_banner_rows_were_put_above_it() -> None:
    header = locate_header(sheet(["Наши клиенты"], [None], [None], HEADER, *PEOPLE), 1, WANTED)
    assert header is not None
    assert (header.row, header.why, header.last_row) == (4, "moved", 7)


def test_a_known_header_is_found_after_rows_above_it_were_deleted() -> None:
    header = locate_header(sheet(HEADER, *PEOPLE), 5, WANTED)
    assert header is not None
    assert header.row == 1


def test_a_column_that_was_renamed_is_told_as_missing() -> None:
    header = locate_header(sheet(["ФИО", "Номер мобильного", "Дата  рождения"], *PEOPLE), 1, WANTED)
    assert header is not None
    assert header.missing == ("phone",)
    assert header.confidence == 0.67


def test_a_sheet_with_another_table_is_not_taken_for_the_known_one() -> None:
    assert locate_header(sheet(["Товар", "Цена"], ["Крем", 500]), 1, WANTED) is None


def test_capitals_and_line_breaks_in_a_known_header_do_not_matter() -> None:
    header = locate_header(sheet(["фио ", "ТЕЛЕФОН", "Дата\nрождения"], *PEOPLE), 1, WANTED)
    assert header is not None
    assert header.missing == ()


def test_the_second_of_two_like_headers_is_found_by_its_number() -> None:
    grid = sheet(["Name", "Phone", "Phone"], ["Anna", "07700 900123", None])
    header = locate_header(grid, 1, {"name": "Name", "phone": "Phone #2"})
    assert header is not None
    column = header.column("Phone #2")
    assert (header.missing, column and column.number) == ((), 3)


def test_values_that_repeat_a_header_do_not_move_it() -> None:
    rows: list[Row] = [HEADER, *PEOPLE, ["ФИО", "Телефон", "Дата рождения"], *PEOPLE]
    header = locate_header(sheet(*rows), 1, WANTED)
    assert header is not None
    assert (header.row, header.last_row) == (1, 8)


def test_a_two_row_header_is_found_again_with_the_same_texts() -> None:
    rows: list[Row] = [
        ["ФИО", "Контакты", None],
        [None, "Телефон", "E-mail"],
        ["Анна", "+7 916 123-45-67", "anna@mail.ru"],
        ["Олег", "+7 903 111-22-33", None],
    ]
    merged = ((1, 1, 2, 1), (1, 2, 1, 3))
    first = found(sheet(*rows, merged=merged))
    wanted = {str(column.number): column.name for column in first.columns}
    moved = Grid("x", 4, 1, rows, tuple((a + 3, b, c + 3, d) for a, b, c, d in merged))
    again = locate_header(moved, first.row, wanted)
    assert again is not None
    assert (again.row, again.missing) == (first.row + 3, ())
