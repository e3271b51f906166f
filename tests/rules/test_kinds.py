"""Readers of the kinds of column: typed values, tidy spellings, findings; never a guess, never a crash."""

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sheetcrm.model.cells import canonical
from sheetcrm.model.problems import CATALOGUE
from sheetcrm.model.tabs import TABS
from sheetcrm.rules.kinds import READERS
from sheetcrm.rules.typed import Context, as_text, squeeze

CONTEXT = Context("en", "PL", "PL")


def codes(reading):
    return [finding.code for finding in reading.findings]


@pytest.mark.parametrize(
    ("kind", "value", "typed"),
    [
        ("phones", "601 234 567, +44 20 7946 0018", ("+48601234567", "+442079460018")),
        ("phones", "601 234 567\n22 123 45 67", ("+48601234567", "+48221234567")),
        ("phones", 601234567.0, ("+48601234567",)),
        ("emails", "Anna@Example.ORG; jan@example.org", ("Anna@example.org", "jan@example.org")),
        ("contacts", "601 234 567 / anna@example.org", (("+48601234567",), ("anna@example.org",))),
        ("contacts", "anna@example.org", ((), ("anna@example.org",))),
        ("contacts", "601 234 567", (("+48601234567",), ())),
        ("date", dt.date(2026, 3, 8), dt.date(2026, 3, 8)),
        ("date", dt.datetime(2026, 3, 8, 9, 30), dt.date(2026, 3, 8)),
        ("date", "28.03.2026", dt.date(2026, 3, 28)),
        ("date", 46089, dt.date(2026, 3, 8)),
        ("birthday", "8 marca", (None, 3, 8)),
        ("birthday", "29.02", (None, 2, 29)),
        ("birthday", dt.date(1985, 3, 8), (1985, 3, 8)),
        ("money", "1,234.56", 1234.56),
        ("money", 12, 12),
        ("money", "1 250 zł", 1250),
        ("number", "-12,5", -12.5),
        ("number", 7.0, 7.0),
        ("percent", "40 %", 40),
        ("percent", 0.4, 40),
        ("percent", 40, 40),
        ("name", "Анна  Ковалёва", "анна ковалева"),
        ("company", "Meblex sp. z o.o.", "meblex"),
        ("tax_id", "526-000-12-46", "5260001246"),
        ("tax_id", 5260001246, "5260001246"),
        ("iban", "GB82 WEST 1234 5698 7654 32", "GB82WEST12345698765432"),
        ("postal_code", "00-950", "00-950"),
        ("time_window", "10:00-14:00", "10:00-14:00"),
        ("yes_no", "Tak", True),
        ("yes_no", "нет", False),
        ("yes_no", True, True),
        ("link", "https://example.org/anna", "https://example.org/anna"),
        ("tags", "vip, tea; vip\nfair,,", ("vip", "tea", "fair")),
        ("text", "  a \u00a0 b ", "a b"),
        ("note", "  as it is ", "  as it is "),
    ],
)
def test_a_clear_value_is_typed_without_a_finding(kind, value, typed):
    reading = READERS[kind](value, CONTEXT)
    assert (reading.value, codes(reading)) == (typed, [])


@pytest.mark.parametrize(
    ("kind", "value", "found"),
    [
        ("phones", "601 234 567, ask Ola", []),
        ("phones", "12 345", ["phone-invalid"]),
        ("phones", "601 234 567, 12345", ["phone-invalid"]),
        ("phones", "601 234 567 8888", ["phone-invalid"]),
        ("phones", "call me", ["phone-incomplete"]),
        ("emails", "anna@", ["email-invalid"]),
        ("emails", "anna at home", ["email-invalid"]),
        ("emails", "anna@gmial.com", ["email-typo"]),
        ("emails", "аnna@mail.ru", ["email-lookalike"]),
        ("emails", "anna@mailinator.com", ["email-disposable"]),
        ("emails", "biuro@example.org", ["email-role"]),
        ("contacts", "nothing yet", ["phone-incomplete"]),
        ("date", "soon", ["date-unreadable"]),
        ("date", "8 marca", ["date-unreadable"]),
        ("date", "31.02.2026", ["date-unreadable"]),
        ("date", dt.date(9999, 12, 31), ["date-unreadable"]),
        ("date", "03.04.2026", ["date-ambiguous"]),
        ("birthday", "spring", ["date-unreadable"]),
        ("money", "a lot", ["money-unreadable"]),
        ("money", "100-200", ["money-unreadable"]),
        ("money", "9" * 400, ["money-unreadable"]),
        ("money", float("inf"), ["money-unreadable"]),
        ("number", "five", ["number-unreadable"]),
        ("number", "9" * 400, ["number-unreadable"]),
        ("number", True, ["number-unreadable"]),
        ("number", dt.date(2026, 1, 1), ["number-unreadable"]),
        ("percent", "140", ["percent-range"]),
        ("percent", -1, ["percent-range"]),
        ("percent", "half", ["number-unreadable"]),
        ("name", "Nоwak", ["name-mixed-script"]),
        ("name", "Bdfyjd Bdfy", ["name-wrong-layout"]),
        ("name", "Meblex sp. z o.o.", ["name-company"]),
        ("name", "Anna 601234567", ["name-company"]),
        ("name", "anna@example.org", ["name-is-contact"]),
        ("name", "+48 601 234 567", ["name-is-contact"]),
        ("name", "2026-11-22", ["name-company"]),
        ("name", "Anna 2", []),
        ("phones", "Anna Nowak", ["name-misplaced"]),
        ("emails", "Anna Nowak", ["name-misplaced"]),
        ("birthday", "Anna", ["name-misplaced"]),
        ("birthday", "12/13/1990", ["date-ambiguous"]),
        ("company", "Мeblex", ["name-mixed-script"]),
        ("tax_id", "123-456-78-90", ["tax-id-invalid"]),
        ("iban", "GB00 WEST 1234 5698 7654 32", ["iban-invalid"]),
        ("postal_code", "00950x", ["postal-code-invalid"]),
        ("time_window", "whenever", ["window-unreadable"]),
        ("yes_no", "perhaps", ["choice-unknown"]),
        ("link", "see the drawer", ["link-unreadable"]),
    ],
)
def test_a_doubtful_value_has_a_finding(kind, value, found):
    assert codes(READERS[kind](value, CONTEXT)) == found


@pytest.mark.parametrize(
    ("kind", "value", "suggestion"),
    [("emails", "anna@gmial.com", "anna@gmail.com"), ("name", "Nоwak", "Nowak"), ("postal_code", "00950", "00-950")],
)
def test_where_one_repair_is_likely_it_is_suggested(kind, value, suggestion):
    assert [finding.suggestion for finding in READERS[kind](value, CONTEXT).findings] == [suggestion]


@pytest.mark.parametrize("text", ["601 234 567, 12", "601 234 567 lub 12", "601 234 567, 601 234 567", "601 234 567 7"])
def test_no_digit_is_lost_by_tidying_a_phone(text):
    assert READERS["phones"](text, CONTEXT).normal is None


@pytest.mark.parametrize(
    "text",
    ["anna@example.org (home)", "Anna Kowalska <anna@example.org>", "anna@example.org or jan@example.org, ask first"],
)
def test_no_word_is_lost_by_tidying_an_address(text):
    reading = READERS["emails"](text, CONTEXT)
    assert "anna@example.org" in reading.value and reading.normal is None


def test_the_sign_of_a_share_is_not_lost():
    assert READERS["number"]("12 %", CONTEXT) == (12, None, ())


@pytest.mark.parametrize(
    ("text", "region", "tidy"),
    [
        ("+48601234567", "PL", "601 234 567"),
        ("0048 601 234 567", "PL", "601 234 567"),
        ("601234567 w. 5", "PL", "601 234 567 wew. 5"),
        ("8 (916) 1234567", "RU", "8 (916) 123-45-67"),
        ("+7 916 123 45 67", "RU", "8 (916) 123-45-67"),
        ("9161234567", "RU", "8 (916) 123-45-67"),
        ("0721 234 567", "RO", "0721 234 567"),
        ("+40 721234567", "RO", "0721 234 567"),
        ("020 7946 0018; +44 20 7946 0019", "GB", "020 7946 0018, 020 7946 0019"),
    ],
)
def test_a_whole_phone_has_a_national_form(text, region, tidy):
    assert READERS["phones"](text, Context("en", region, region)).normal == tidy


def test_dates_are_ambiguous_only_for_a_team_that_may_mean_the_month_first():
    assert codes(READERS["date"]("03.04.2026", Context("pl", "PL", "PL"))) == []


def test_every_kind_of_column_has_a_reader():
    kinds = {column.kind for tab in TABS for column in tab.columns}
    assert kinds - {"choice"} <= set(READERS)


CELLS = st.one_of(
    st.text(max_size=25),
    st.text(alphabet="0123456789+-() .,/@zł%\u00a0\u200b٣²", max_size=20),
    st.booleans(),
    st.integers(-(10**20), 10**20),
    st.floats(),
    st.dates(),
    st.datetimes(),
    st.times(),
)


@pytest.mark.parametrize("kind", sorted(READERS))
@given(value=CELLS)
def test_no_cell_stops_a_reader_and_its_findings_are_in_the_catalogue(kind, value):
    reading = READERS[kind](value, CONTEXT)
    assert set(codes(reading)) <= set(CATALOGUE)
    if isinstance(reading.value, float) and kind != "note":
        assert reading.value == reading.value and abs(reading.value) < 10**16


@pytest.mark.parametrize("kind", sorted(READERS))
@given(value=CELLS)
def test_a_tidy_spelling_is_tidy(kind, value):
    first = READERS[kind](value, CONTEXT)
    if first.normal is None or first.findings or canonical(first.normal) is None:
        return
    again = READERS[kind](canonical(first.normal), CONTEXT)
    assert again.findings == ()
    assert again.value == first.value
    assert again.normal in (None, canonical(first.normal))


@given(st.text(max_size=30))
def test_squeezing_twice_is_squeezing_once(text):
    assert squeeze(squeeze(text)) == squeeze(text) == as_text(text)


@pytest.mark.parametrize(
    ("value", "text"),
    [(79161234567.0, "79161234567"), (2.5, "2.5"), (True, "yes"), (None, ""), (dt.date(2026, 3, 8), "2026-03-08"),
     (dt.time(9, 30), "09:30:00"), ("\u200b a\ufeff", "a")],
)  # fmt: skip
def test_a_cell_is_read_aloud(value, text):
    assert as_text(value) == text
