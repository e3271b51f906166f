"""Whole workbooks understood: tabs, columns, doubts, language and country."""

import datetime as dt
from collections.abc import Sequence

from sheetcrm.layout.grid import Grid
from sheetcrm.layout.recognition import Recognised, TabFound, recognise
from sheetcrm.model.cells import CellValue
from sheetcrm.words import words_of
from tests.layout.messy import CASES, HELD_OUT, Case

D = dt.date
Rows = Sequence[Sequence[CellValue]]


def grid(title: str, *rows: Sequence[CellValue], **more: object) -> Grid:
    return Grid(title, 1, 1, rows, **more)  # type: ignore[arg-type]


def only(*rows: Sequence[CellValue], title: str = "Клиенты") -> TabFound:
    return recognise([grid(title, *rows)]).tabs[0]


def fields(found: TabFound) -> list[str | None]:
    return [column.field for column in found.columns]


def right_columns(cases: Sequence[Case], with_rows: bool) -> tuple[int, int, int]:
    """Columns understood as their writer meant them, columns in all, and sheets of the right tab."""
    right = total = tabs = 0
    for one in cases:
        rows: list[Sequence[CellValue]] = [[header for header, _ in one.columns], *(one.rows if with_rows else ())]
        seen = recognise([Grid(one.title, 1, 1, rows)])
        found = {column.number: column.field for tab in seen.tabs for column in tab.columns}
        tabs += (seen.tabs[0].tab if seen.tabs else None) == one.tab
        total += len(one.columns)
        right += sum(found.get(at) == field for at, (_, field) in enumerate(one.columns, 1))
    return right, total, tabs


def test_headers_of_people_are_understood_with_their_values() -> None:
    right, total, tabs = right_columns(CASES, with_rows=True)
    assert len(CASES) >= 60
    assert right / total >= 0.97
    assert tabs == len(CASES)


def test_headers_alone_are_nearly_enough() -> None:
    right, total, tabs = right_columns(CASES, with_rows=False)
    assert right / total >= 0.94
    assert tabs >= len(CASES) - 2


def test_headers_that_recognition_was_not_built_on_are_mostly_understood() -> None:
    right, total, tabs = right_columns(HELD_OUT, with_rows=True)
    assert right / total >= 0.85
    assert tabs == len(HELD_OUT)


def test_a_header_that_its_values_contradict_is_doubted() -> None:
    found = only(
        ["Имя", "Телефон", "Город"],
        ["Анна Сергеева", "anna@mail.ru", "Москва"],
        ["Олег Попов", "oleg@mail.ru", "Тула"],
        ["Ольга Белова", "olga@ya.ru", "Тверь"],
    )
    column = found.columns[1]
    assert column.confidence < 0.75
    assert {column.field, *(field for field, _ in column.alternatives)} >= {"phone", "email"}


def test_values_that_agree_with_the_header_raise_the_confidence() -> None:
    alone = only(["Имя", "Телефонный нр", "Город"])
    agreed = only(["Имя", "Телефонный нр", "Город"], *[["Анна С", f"+7 916 123-45-{n}", "Тула"] for n in range(10, 20)])
    assert fields(agreed)[1] == "phone"
    assert agreed.columns[1].evidence == "both"
    assert agreed.columns[1].confidence >= alone.columns[1].confidence


def test_a_column_without_a_telling_header_is_known_by_its_values() -> None:
    rows: list[list[CellValue]] = [[f"Анна {n}", f"anna{n}@mail.ru", f"+7 916 123-45-{n}", "x"] for n in range(10, 20)]
    found = only(["ФИО", "Контакт А", "Контакт Б", "Разное что-то"], *rows)
    email = found.field("email")
    phone = found.field("phone")
    assert email is not None
    assert phone is not None
    assert (email.number, phone.number) == (2, 3)
    assert email.confidence < 0.75


def test_of_two_phone_columns_the_better_one_is_the_phone_and_the_other_the_teams_own() -> None:
    found = only(
        ["ФИО", "Телефон", "Телефон"],
        ["Анна Сергеева", None, "+7 916 123-45-67"],
        ["Олег Попов", None, "+7 903 111-22-33"],
    )
    assert fields(found) == ["name", None, "phone"]
    assert found.columns[2].header == "Телефон #2"
    assert found.columns[1].alternatives[0][0] == "phone"


def test_running_row_numbers_are_not_client_numbers() -> None:
    rows: list[list[CellValue]] = [[n, f"Анна Сергеева{'а' * n}", f"+7 916 123-45-{n + 10}"] for n in range(1, 9)]
    assert fields(only(["№ п/п", "ФИО", "Телефон"], *rows))[0] is None
    assert fields(only(["№", "ФИО", "Телефон"], *rows))[0] is None
    assert (
        fields(only(["№", "ФИО", "Телефон"], *[[f"C-{n}", *row[1:]] for n, row in enumerate(rows, 40)]))[0] == "number"
    )


def test_a_column_people_keep_by_hand_is_never_given_to_the_robot() -> None:
    found = only(
        ["ФИО", "Телефон", "Последняя покупка", "Сумма покупок", "Проверка"],
        ["Анна Сергеева", "+7 916 123-45-67", D(2026, 1, 5), 5000, "да"],
        ["Олег Попов", "+7 903 111-22-33", D(2026, 1, 6), 700, "нет"],
    )
    assert fields(found) == ["name", "phone", None, None, None]


def test_name_beside_surname_is_the_first_name_and_alone_the_whole_one() -> None:
    rows: Rows = [["Anna", "Smith", "07700 900123"], ["Bob", "Jones", "07700 900124"]]
    assert fields(only(["Name", "Surname", "Phone"], *rows, title="Clients")) == ["first_name", "surname", "phone"]
    whole: Rows = [["Anna Smith", "07700 900123"], ["Bob Jones", "07700 900124"]]
    assert fields(only(["Name", "Phone"], *whole, title="Clients")) == ["name", "phone"]
    romanian: Rows = [["Popescu", "Ana", "0712 345 678"], ["Ionescu", "Dan", "0722 345 678"]]
    assert fields(only(["Nume", "Prenume", "Telefon"], *romanian, title="Clienți")) == [
        "surname",
        "first_name",
        "phone",
    ]


def test_in_another_tab_the_name_of_the_client_refers_to_him() -> None:
    found = only(
        ["Дата покупки", "ФИО", "Товар", "Сумма"],
        [D(2026, 1, 5), "Анна Сергеева", "Крем", 500],
        [D(2026, 1, 6), "Олег Попов", "Мыло", 90],
        title="Продажи",
    )
    assert found.tab == "purchases"
    assert fields(found) == ["bought_on", "client", "product", "sum"]


def test_a_workbook_of_several_sheets_gets_each_its_tab() -> None:
    people: Rows = [["Анна Сергеева", "+7 916 123-45-67"], ["Олег Попов", "+7 903 111-22-33"]]
    seen = recognise(
        [
            grid(
                "Инструкция",
                ["Как заполнять таблицу"],
                ["Пишите, пожалуйста, по одному клиенту в строке и не объединяйте ячейки."],
            ),
            grid("Лист1", ["ФИО", "Телефон"], *people),
            grid(
                "Сделки", ["Клиент", "Этап", "Сумма"], ["Анна Сергеева", "новая", 500], ["Олег Попов", "оплачена", 90]
            ),
            grid("Сводка", ["Названия строк", "Сумма по полю Сумма"], ["Анна", 500], ["Общий итог", 500]),
            grid("Пусто"),
            grid("Прайс", ["Товар", "Цена"], ["Крем", 500], ["Мыло", 90]),
        ]
    )
    assert {found.title: found.tab for found in seen.tabs} == {
        "Лист1": "clients",
        "Сделки": "deals",
        "Прайс": "products",
    }
    assert dict(seen.without_header) == {"Инструкция": "no-table", "Сводка": "pivot", "Пусто": "empty"}
    assert (seen.language, seen.region) == ("ru", "RU")


def test_of_two_client_sheets_one_is_chosen_and_the_doubt_is_told() -> None:
    row: list[CellValue] = ["Анна Сергеева", "+7 916 123-45-67"]
    seen = recognise(
        [grid("Клиенты 2024", ["ФИО", "Телефон"], *[row] * 30), grid("Клиенты 2025", ["ФИО", "Телефон"], *[row] * 40)]
    )
    chosen, other = seen.tab("clients"), seen.tabs[0]
    assert chosen is not None
    assert (chosen.title, chosen.remark, chosen.rival) == ("Клиенты 2025", "like-another", "Клиенты 2024")
    assert chosen.confidence < 0.75
    assert (other.tab, other.remark, other.rival) == (None, "second-of-its-kind", "Клиенты 2025")


def test_a_sheet_that_people_hid_is_left_alone() -> None:
    seen = recognise([grid("Клиенты", ["ФИО", "Телефон"], ["Анна", "+7 916 123-45-67"], hidden=True)])
    assert [(found.tab, found.remark) for found in seen.tabs] == [(None, "hidden")]


def test_a_workbook_we_laid_out_is_known_again_with_the_robots_columns() -> None:
    from sheetcrm.layout.additions import additions

    for language in ("en", "ru", "pl", "ro"):
        layout = additions({}, words_of(language))
        grids = [
            grid(tab.title, [column.header for column in tab.columns], hidden=tab.hidden) for tab in layout.new_tabs
        ]
        seen = recognise(grids)
        known = {found.tab: fields(found) for found in seen.tabs}
        laid_out = {tab.tab: [column.field for column in tab.columns] for tab in layout.new_tabs}
        assert known == laid_out, language


def test_language_and_country_are_told_by_headers_letters_and_phones() -> None:
    def told(*rows: Sequence[CellValue]) -> tuple[str, str]:
        seen: Recognised = recognise([grid("Sheet1", *rows)])
        return seen.language, seen.region

    assert told(["Imię i nazwisko", "Telefon"], ["Anna", "601 234 567"]) == ("pl", "PL")
    assert told(["Nume și prenume", "Telefon"], ["Ana", "0712 345 678"]) == ("ro", "RO")
    assert told(["Name", "Phone"], ["Anna", "07700 900123"]) == ("en", "GB")
    assert told(["ФИО", "Телефон"], ["Анна", "+380 67 123 45 67"], ["Олег", "+380 50 123 45 67"]) == ("ru", "UA")
    assert told(["ФИО", "Телефон"], ["Анна", "+7 701 123 45 67"], ["Олег", "+7 701 123 45 68"]) == ("ru", "KZ")


def test_what_is_given_is_not_guessed() -> None:
    seen = recognise([grid("Klienci", ["Imię i nazwisko", "Telefon"], ["Anna", "601 234 567"])], "en", "GB")
    assert (seen.language, seen.region) == ("en", "GB")


def test_columns_under_a_group_heading_are_understood_with_it() -> None:
    found = recognise(
        [
            grid(
                "Клиенты",
                ["ФИО", "Телефон", None, "Город"],
                [None, "мобильный", "рабочий", None],
                ["Анна Сергеева", "+7 916 123-45-67", "+7 495 123-45-67", "Москва"],
                ["Олег Попов", "+7 903 111-22-33", None, "Тула"],
                merged=((1, 1, 2, 1), (1, 2, 1, 3), (1, 4, 2, 4)),
            )
        ]
    ).tabs[0]
    assert found.tab == "clients"
    assert fields(found) == ["name", "phone", None, "city"]


def test_recognising_a_hundred_thousand_rows_takes_less_than_two_seconds() -> None:
    import time

    rows: list[list[CellValue]] = [
        [f"Иванов Иван {n}", f"+7916{n:07}", f"a{n}@mail.ru", D(1980, 1, 1), "Москва"] for n in range(100_000)
    ]
    begun = time.process_time()
    seen = recognise([grid("Клиенты", ["ФИО", "Телефон", "E-mail", "ДР", "Город"], *rows)])
    assert fields(seen.tabs[0]) == ["name", "phone", "email", "birthday", "city"]
    assert time.process_time() - begun < 2
