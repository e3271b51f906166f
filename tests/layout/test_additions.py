"""What init adds: to a workbook of people as little as the robot needs, to nobody's workbook everything."""

import pytest

from sheetcrm.layout.additions import LIST, additions
from sheetcrm.layout.columns import number_format
from sheetcrm.layout.example import example_row
from sheetcrm.model.choices import CHOICES
from sheetcrm.model.settings import TabMapping
from sheetcrm.model.tabs import BY_NAME, TABS
from sheetcrm.values.email import is_valid
from sheetcrm.values.phone import read_phones
from sheetcrm.words import LANGUAGES, words_of

RUSSIAN = words_of("ru")
MAPPED = TabMapping("Лист1", 4, {"name": "ФИО", "phone": "Тел.", "number": "Код"}, ("sex", "position"))


def test_a_new_workbook_has_every_shown_tab_then_settings_then_the_memory() -> None:
    tabs = [tab.tab for tab in additions({}, RUSSIAN).new_tabs]
    shown = [tab.key for tab in TABS if tab.shown and not tab.hidden and tab.key != "settings"]
    assert tabs == [*shown, "settings", "memory"]


@pytest.mark.parametrize("language", LANGUAGES)
def test_titles_and_headers_of_a_new_workbook_are_unique_and_fit(language: str) -> None:
    layout = additions({}, words_of(language))
    titles = [tab.title.casefold() for tab in layout.new_tabs]
    assert len(set(titles)) == len(titles)
    assert all(len(title) <= 31 for title in titles)
    for tab in layout.new_tabs:
        headers = [column.header.casefold() for column in tab.columns]
        assert len(set(headers)) == len(headers)


def test_only_the_memory_is_hidden() -> None:
    assert [tab.tab for tab in additions({}, RUSSIAN).new_tabs if tab.hidden] == ["memory"]


def test_columns_of_sensitive_facts_are_never_made_unasked() -> None:
    made = {(tab.tab, column.field) for tab in additions({}, RUSSIAN).new_tabs for column in tab.columns}
    flagged = {(tab.key, column.key) for tab in TABS for column in tab.columns if column.group == "flag"}
    assert not made & flagged


def test_a_mapped_tab_gets_the_robots_columns_and_those_asked_for() -> None:
    layout = additions({"clients": MAPPED}, RUSSIAN)
    (new,) = layout.new_columns
    fields = [column.field for column in new.columns]
    robots = [c.key for c in BY_NAME["clients"].columns if c.robot and c.shown and c.key not in ("number", "data_age")]
    assert (new.title, new.header_row) == ("Лист1", 4)
    assert fields == ["position", "sex", *robots]


def test_a_column_that_would_stay_empty_is_not_made() -> None:
    """No purchases, no sums of them; no date of verification, no age of the data."""
    (new,) = additions({"clients": MAPPED}, RUSSIAN, create_tabs=False).new_columns
    made = {column.field for column in new.columns}
    assert "check" in made and not made & {"first_purchase", "receipts", "purchases_sum", "data_age"}


def test_nothing_is_added_twice() -> None:
    first = additions({"clients": MAPPED}, RUSSIAN)
    columns = {**MAPPED.columns, **{c.field: c.header for new in first.new_columns for c in new.columns}}
    tabs = {t.tab: TabMapping(t.title, 1, {c.field: c.header for c in t.columns}) for t in first.new_tabs}
    again = additions({**tabs, "clients": TabMapping("Лист1", 4, columns)}, RUSSIAN)
    assert again.is_empty


@pytest.mark.parametrize(("tab", "answers"), [("duplicates", {"decision", "take"}), ("archive", {"restore"})])
def test_a_column_in_which_people_answer_comes_back_when_its_header_is_lost(tab: str, answers: set[str]) -> None:
    made = {new.tab: new for new in additions({}, RUSSIAN).new_tabs}
    tabs = {key: TabMapping(t.title, 1, {c.field: c.header for c in t.columns}) for key, t in made.items()}
    kept = {field: header for field, header in tabs[tab].columns.items() if field not in answers | {"comment"}}
    again = additions({**tabs, tab: TabMapping(tabs[tab].title, 1, kept)}, RUSSIAN)
    assert [(new.tab, {column.field for column in new.columns}) for new in again.new_columns] == [(tab, answers)]


def test_a_duplicates_tab_of_the_version_before_gets_all_that_a_new_one_has() -> None:
    (made,) = [new for new in additions({}, RUSSIAN).new_tabs if new.tab == "duplicates"]
    before = {"duplicates": TabMapping("Дубли", 1, {"key": "Ключ", "score": "Сходство", "decision": "Решение"})}
    (again,) = [new for new in additions(before, RUSSIAN, create_tabs=False).new_columns if new.tab == "duplicates"]
    assert {c.field for c in again.columns} | {"key", "score", "decision"} == {c.field for c in made.columns}


def test_a_field_of_the_client_can_be_carried_into_another_tab() -> None:
    mapping = TabMapping("Заказы", 1, {"client": "Клиент", "stage": "Этап"}, ("client_city",))
    (new,) = additions({"deals": mapping}, RUSSIAN, create_tabs=False).new_columns
    assert "client_city" in [column.field for column in new.columns]
    assert all(column.robot for column in new.columns)


def test_a_header_or_title_that_is_taken_is_not_made_again() -> None:
    layout = additions(
        {"clients": MAPPED},
        RUSSIAN,
        taken_titles=["Лист1", "сделки"],
        taken_headers={"clients": ["ФИО", RUSSIAN.header("clients", "check").upper()]},
    )
    check = next(column for column in layout.new_columns[0].columns if column.field == "check")
    assert check.header == f"{RUSSIAN.header('clients', 'check')} (2)"
    deals = next(tab for tab in layout.new_tabs if tab.tab == "deals")
    assert deals.title == f"{RUSSIAN.tab('deals')} 2"


def test_without_new_tabs_only_the_memory_and_the_lists_are_made() -> None:
    layout = additions({"clients": MAPPED}, RUSSIAN, create_tabs=False)
    assert [tab.tab for tab in layout.new_tabs] == ["settings", "memory"]


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_list_a_column_uses_stands_filled_in_the_settings_tab(language: str) -> None:
    layout = additions({}, words_of(language))
    settings = next(tab for tab in layout.new_tabs if tab.tab == "settings")
    used = {column.choices for dress in layout.dress for column in dress.columns if column.choices}
    used -= {name for name, keys in CHOICES.items() if not keys}
    assert {field.removeprefix(LIST) for field in settings.lists} == used == set(layout.lists)
    assert [column.field for column in settings.columns] == list(settings.lists)
    assert settings.lists["list_yes_no"] == tuple(words_of(language).choice("yes_no", key) for key in CHOICES["yes_no"])


def test_an_existing_settings_tab_gets_the_lists_it_lacks() -> None:
    settings = TabMapping("Списки", 1, {"list_tier": "Важность"})
    mapping = TabMapping("Л", 1, {"name": "ФИО", "tier": "Группа", "source": "Откуда"})
    layout = additions({"clients": mapping, "settings": settings}, RUSSIAN, create_tabs=False)
    fields = [c.field for new in layout.new_columns if new.tab == "settings" for c in new.columns]
    assert "list_source" in fields
    assert "list_tier" not in fields


def test_columns_people_have_are_dressed_under_their_own_header() -> None:
    mapping = TabMapping("Л", 3, {"name": "ФИО", "birthday": "ДР", "tier": "Группа"})
    dress = next(d for d in additions({"clients": mapping}, RUSSIAN).dress if d.tab == "clients")
    birthday = next(column for column in dress.columns if column.field == "birthday")
    tier = next(column for column in dress.columns if column.field == "tier")
    assert (dress.title, dress.header_row, birthday.header) == ("Л", 3, "ДР")
    assert (birthday.number_format, tier.choices) == ("dd.mm.yyyy", "tier")
    assert all(len(column.prompt[0]) <= 32 and len(column.prompt[1]) <= 255 for column in dress.columns)


@pytest.mark.parametrize("kind", ["phones", "contacts", "tax_id", "iban", "postal_code", "key"])
def test_what_may_begin_with_a_zero_or_a_plus_is_text(kind: str) -> None:
    assert number_format(kind, "ru") == "@"  # type: ignore[arg-type]


@pytest.mark.parametrize(("language", "region"), [("en", "GB"), ("ru", "RU"), ("pl", "PL"), ("ro", "RO")])
def test_the_example_row_is_plausible_and_asks_for_no_letter(language: str, region: str) -> None:
    row = example_row(words_of(language))
    assert read_phones(str(row["phone"]), region).numbers
    assert is_valid(str(row["email"]))
    assert str(row["email"]).endswith("@example.com")
    assert row["consent_greetings"] == words_of(language).choice("yes_no", "no")
    assert set(row) <= {column.key for column in BY_NAME["clients"].columns if column.shown and not column.robot}


def test_only_a_new_workbook_has_an_example_row() -> None:
    def examples(mappings: dict[str, TabMapping]) -> list[str]:
        return [tab.tab for tab in additions(mappings, RUSSIAN).new_tabs if tab.example_row]

    assert examples({}) == ["clients"]
    assert examples({"deals": TabMapping("Сделки", 1, {"client": "Клиент"})}) == []


def test_what_only_the_robot_reads_is_hidden_and_takes_no_room() -> None:
    made = {tab.tab: tab for tab in additions({}, words_of("en")).new_tabs}
    hidden = {(tab.tab, column.field) for tab in made.values() for column in tab.columns if column.hidden}
    assert hidden == {
        ("duplicates", "seen"),
        ("duplicates", "key"),
        ("archive", "kept"),
        ("calendar", "key"),
        ("tasks", "key"),
    }


def test_the_facts_of_a_duplicate_can_be_chosen_by_the_headers_they_stand_under() -> None:
    for language in ("en", "ru", "pl", "ro"):
        made = next(tab for tab in additions({}, words_of(language)).new_tabs if tab.tab == "duplicates")
        take = next(column for column in made.columns if column.field == "take")
        headers = [column.header for column in made.columns]
        assert take.options[-1] == "*" and set(take.options[:-1]) <= set(headers) and len(take.options) > 7
        assert len(",".join(take.options)) <= 255
        assert made.freeze == (1, 4) and headers[3] == words_of(language).header("duplicates", "decision")
