"""What people write is understood in every language, however they write it."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sheetcrm.model.tabs import TABS
from sheetcrm.words import LANGUAGES, choice_key, fold, header_index, tab_index, words_of


def fields(header: str) -> set[str]:
    return {field for _tab, field, _language, _title in header_index().get(fold(header), ())}


@pytest.mark.parametrize(
    ("header", "field"),
    [
        ("ТЕЛ.", "phone"), ("моб", "phone"), ("Nr tel.", "phone"), ("gsm", "phone"), ("Nr. telefon", "phone"),
        ("Ф.И.О.", "name"), ("фио", "name"), ("Imię i  Nazwisko", "name"), ("NUME ȘI PRENUME", "name"),
        ("Nume si prenume", "name"), ("E-MAIL", "email"), ("эл.почта", "email"), ("mail", "email"),
        ("Д.Р.", "birthday"), ("д/р", "birthday"), ("data ur.", "birthday"), ("Data nasterii", "birthday"),
        ("DOB", "birthday"), ("NIP", "tax_id"), ("инн", "tax_id"), ("C.U.I.", "tax_id"), ("cif", "tax_id"),
        ("контакты", "contacts"), ("тел/почта", "contacts"), ("telefon / e-mail", "contacts"),
        ("Date de contact", "contacts"), ("Miasto:", "city"), ("#", "number"), ("№", "number"),
        ("Кем приходится", "relation"), ("Szt.", "quantity"), ("Кол-во", "quantity"), ("Buc.", "quantity"),
        ("Etap", "stage"), ("Стадия", "stage"), ("Client: city", "client_city"), ("Klient: miasto", "client_city"),
    ],
)  # fmt: skip
def test_a_header_as_people_write_it_is_known(header: str, field: str) -> None:
    assert field in fields(header)


@pytest.mark.parametrize("header", ["№ п/п", "Lp.", "L.p.", "Nr crt.", "Nr. crt."])
def test_a_counter_of_rows_is_no_client_number(header: str) -> None:
    assert fields(header) == set()


def test_an_accented_header_is_known_without_its_accents() -> None:
    assert fold("Źródło pozyskania") == "zrodlo pozyskania"
    assert fold("Țară") == fold("ţara") == "tara"
    assert fold("Счёт") == fold("СЧЕТ")


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_title_we_create_leads_back_to_its_column(language: str) -> None:
    words, index = words_of(language), header_index()
    lost = [
        (tab.key, column.key)
        for tab in TABS
        for column in tab.columns
        if not any(
            field == column.key and where in (None, tab.key) and told == language and title
            for where, field, told, title in index[fold(words.header(tab.key, column.key))]
        )
    ]
    assert lost == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_title_of_ours_leads_back_to_its_tab(language: str) -> None:
    assert [tab.key for tab in TABS if tab_index()[fold(words_of(language).tab(tab.key))] != tab.key] == []


def test_the_core_columns_are_known_by_many_names() -> None:
    core = (
        "name",
        "phone",
        "email",
        "contacts",
        "company",
        "birthday",
        "address",
        "manager",
        "comment",
        "tier",
        "source",
    )
    few = {
        (language, field): len(words_of(language).sections["headers"][field])
        for language in LANGUAGES
        for field in core
        if len(words_of(language).sections["headers"][field]) < 7
    }
    assert few == {}


@pytest.mark.parametrize(
    ("list_name", "text", "key"),
    [
        ("sex", "муж.", "m"), ("sex", "ЖЕН", "f"), ("sex", "М", "m"), ("sex", "Ж", "f"), ("sex", "K", "f"),
        ("sex", "M", "m"), ("sex", "kobieta", "f"), ("sex", "Mężczyzna", "m"), ("sex", "barbat", "m"),
        ("sex", "Femeie", "f"), ("yes_no", "ДА", "yes"), ("yes_no", "нет.", "no"), ("yes_no", "+", "yes"),
        ("yes_no", " - ", "no"), ("yes_no", "Tak", "yes"), ("yes_no", "nie", "no"), ("yes_no", "nu", "no"),
        ("yes_no", "x", "yes"), ("yes_no", "х", "yes"), ("yes_no", "✓", "yes"), ("yes_no", "✗", "no"),
        ("yes_no", "1", "yes"), ("yes_no", "0", "no"), ("deal_stage", "Выиграна", "done"),
        ("deal_stage", "закрыта", "done"), ("deal_stage", "оплачено", "paid"), ("deal_stage", "Wygrana", "done"),
        ("deal_stage", "castigat", "done"), ("deal_stage", "КП", "offer"), ("tier", "vip", "key"),
        ("relation", "Жена", "spouse"), ("relation", "córka", "child"), ("channel", "ВАТСАП", "whatsapp"),
        ("deal_stage", "done", "done"), ("duplicate_decision", "merge", "merge"),
    ],
)  # fmt: skip
def test_an_entry_in_any_language_means_its_key(list_name: str, text: str, key: str) -> None:
    assert choice_key(list_name, text) == key


@pytest.mark.parametrize("text", ["", " ", "…", "может быть", "Платиновый", "не знаю"])
def test_what_is_in_no_list_means_nothing(text: str) -> None:
    assert [name for name in ("sex", "yes_no", "tier", "deal_stage", "no such list") if choice_key(name, text)] == []


def test_every_text_we_show_means_its_own_key() -> None:
    wrong = [
        (language, name, key)
        for language in LANGUAGES
        for name, entries in words_of(language).sections["choices"].items()
        for key in entries
        if choice_key(name, words_of(language).choice(name, key)) != key
    ]
    assert wrong == []


@given(st.text())
def test_folding_a_folded_text_changes_nothing(text: str) -> None:
    assert fold(fold(text)) == fold(text)


@given(st.text(alphabet="абвёйіABcdłąęșțăîzŻ .-'#№_"))
def test_case_accents_and_invisible_signs_do_not_matter(text: str) -> None:
    decomposed = unicodedata.normalize("NFD", text)
    assert fold(text) == fold(decomposed) == fold("\ufeff" + "\u200b".join(text)) == fold(text.swapcase())
