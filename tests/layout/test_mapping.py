"""What was recognised as config entries, and the questions that go with it."""

import datetime as dt

from sheetcrm.layout.grid import Grid
from sheetcrm.layout.mapping import SURE, to_mappings, unsure
from sheetcrm.layout.recognition import recognise
from sheetcrm.model.settings import TabMapping

CLIENTS = Grid(
    "База",
    1,
    1,
    [
        ["Наша база"],
        ["ФИО", "Телефон", "Телефон", "Скидка", "ДР"],
        ["Анна Сергеева", None, "+7 916 123-45-67", 5, dt.date(1985, 3, 8)],
        ["Олег Попов", None, "+7 903 111-22-33", 10, None],
    ],
)


def test_a_mapping_names_fields_by_the_headers_people_wrote() -> None:
    assert to_mappings(recognise([CLIENTS])) == {
        "clients": TabMapping("База", 2, {"name": "ФИО", "phone": "Телефон #2", "birthday": "ДР"})
    }


def test_sheets_that_are_no_tab_are_not_mapped() -> None:
    other = Grid(
        "Расписание", 1, 1, [["Кабинет", "Понедельник", "Вторник"], ["5", "занят", None], ["6", None, "занят"]]
    )
    assert set(to_mappings(recognise([CLIENTS, other]))) == {"clients"}


def test_what_is_sure_is_not_asked() -> None:
    assert unsure(recognise([CLIENTS])) == []


def test_a_doubtful_column_is_asked_with_what_else_it_could_be() -> None:
    rows = [["Имя", "Телефон", "Город"], *[[f"Анна {n}", f"anna{n}@mail.ru", "Тула"] for n in range(5)]]
    questions = unsure(recognise([Grid("Клиенты", 1, 1, rows)]))
    asked = [question for question in questions if question.header == "Телефон"]
    assert len(asked) == 1
    assert asked[0].tab == "clients"
    assert asked[0].confidence < SURE
    assert {asked[0].field, *(field for field, _ in asked[0].alternatives)} >= {"phone", "email"}


def test_a_doubtful_sheet_is_asked_before_its_columns() -> None:
    row = ["Анна Сергеева", "+7 916 123-45-67"]
    sheets = [Grid(f"Клиенты {year}", 1, 1, [["ФИО", "Телефон"], *[row] * 9]) for year in (2024, 2025)]
    question = unsure(recognise(sheets))[0]
    assert (question.header, question.field, question.remark) == (None, None, "like-another")
    assert question.rival is not None
