"""Readings: each unique value read once, kept between runs, never mixed up."""

import datetime as dt
import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sheetcrm.model.cells import UNKNOWN, CellError
from sheetcrm.rules import reading
from sheetcrm.rules.kinds import READERS
from sheetcrm.rules.reading import keep_readings, keys, read_column, read_values, recall_readings, texts
from sheetcrm.rules.typed import NOTHING, Context
from tests.building import settings, snapshot, table

CONTEXT = Context("en", "PL", "PL")
KEPT = ("phones", "emails", "name", "company", "tax_id")


@pytest.fixture(autouse=True)
def forget():
    """Each test begins with nothing read."""
    for memo in (reading._MEMO, reading._RECALLED, reading._FRESH, reading._MET, reading._COLUMNS):
        memo.clear()
    yield
    for memo in (reading._MEMO, reading._RECALLED, reading._FRESH, reading._MET, reading._COLUMNS):
        memo.clear()


@pytest.mark.parametrize("order", [[1, 1.0, True], [True, 1.0, 1], [1.0, True, 1]])
@pytest.mark.parametrize("kind", ["number", "yes_no", "percent", "phones", "date"])
def test_one_and_true_are_never_mixed_up(order, kind):
    alone = [READERS[kind](value, CONTEXT) for value in order]
    assert read_values(order, kind, CONTEXT) == alone
    assert [read_values([value], kind, CONTEXT)[0] for value in order] == alone


def test_a_typed_error_text_is_not_the_error():
    found = read_values([CellError("#REF!"), "#REF!"], "phones", CONTEXT)
    assert found[0] is NOTHING and found[1].findings


@pytest.mark.parametrize("nothing", [None, "", UNKNOWN, CellError("#N/A")])
@pytest.mark.parametrize("kind", sorted(READERS))
def test_what_has_no_result_reads_as_nothing(nothing, kind):
    assert read_values([nothing, "x", nothing], kind, CONTEXT)[::2] == [NOTHING, NOTHING]


@pytest.mark.parametrize("kind", KEPT)
@given(values=st.lists(st.one_of(
    st.text(max_size=20),
    st.sampled_from(["😀", "-", "601 234 567", "601234567, 602345678 ext 12", "a@b.example, c@d.example", "\t",
                     "Anna\tK", "anna@gmial.com", "5260001246", "Meblex sp. z o.o.", "Nоwak", "C:\\x", "[]", "null"]),
), max_size=8))  # fmt: skip
def test_kept_readings_come_back_as_they_were(tmp_path_factory, kind, values):
    path = tmp_path_factory.mktemp("kept") / "readings.json"
    for memo in (reading._MEMO, reading._RECALLED, reading._FRESH, reading._MET):
        memo.clear()
    first = read_values(values, kind, CONTEXT)
    keep_readings(path)
    reading._MEMO.clear()
    recall_readings(path)
    recalled = dict(reading._RECALLED.get((kind, CONTEXT), {}))
    assert read_values(values, kind, CONTEXT) == first
    for value, was in zip(values, first, strict=True):
        if was is not NOTHING:
            assert recalled[value] == was


def test_the_readings_of_another_context_are_not_taken():
    (polish,) = read_values(["601 234 567"], "phones", CONTEXT)
    (british,) = read_values(["601 234 567"], "phones", Context("en", "GB", "GB"))
    assert polish.value == ("+48601234567",) and british.value != polish.value


@pytest.mark.parametrize(
    "text", ["", "{}", "[]", "[1]", "[3, 2, 1]", '[3, "1", [[1]]]', "null", "\x00", '{"a": 1}', "[" * 90_000]
)
def test_a_file_that_does_not_fit_is_passed_over(tmp_path, text):
    path = tmp_path / "readings.json"
    path.write_text(text)
    assert recall_readings(path) == 0


def test_readings_of_another_version_are_passed_over(tmp_path):
    path = tmp_path / "readings.json"
    read_values(["601 234 567"], "phones", CONTEXT)
    keep_readings(path)
    form, version, kept = json.loads(path.read_text())
    path.write_text(json.dumps([form, version + "x", kept]))
    reading._RECALLED.clear()
    assert recall_readings(path) == 0


def test_a_place_that_cannot_be_written_stops_no_run(tmp_path):
    (tmp_path / "file").write_text("in the way")
    read_values(["601 234 567"], "phones", CONTEXT)
    keep_readings(tmp_path / "file" / "readings.json")


def test_half_a_letter_of_a_broken_file_is_kept_too(tmp_path):
    path = tmp_path / "readings.json"
    read_values(["Anna \ud800"], "name", CONTEXT)
    keep_readings(path)
    assert recall_readings(path) == 1


def test_the_file_is_for_its_owner_only(tmp_path):
    path = tmp_path / "readings.json"
    read_values(["601 234 567"], "phones", CONTEXT)
    keep_readings(path)
    assert path.stat().st_mode & 0o077 == 0


def test_a_changed_column_is_read_anew():
    from sheetcrm.model.changes import SetCells

    before = snapshot(clients=[{"number": "C-0001", "phone": "601 234 567"}])
    after = before.after([SetCells("clients", "C-0001", {"phone": ("601 234 567", "602 345 678")}, "x")])
    (first,), (second,) = (read_column(s.table("clients"), "phone", settings()) for s in (before, after))
    assert (first.value, second.value) == (("+48601234567",), ("+48602345678",))


def test_keys_are_compared_without_case_and_blanks():
    found = table(
        "clients", [{"number": " c-0001\u00a0"}, {"number": 7.0}, {"number": None}, {"number": CellError("#N/A")}]
    )
    assert keys(found, "number") == ["C-0001", "7", "", ""]
    assert texts(found, "number") == ["c-0001", "7", "", ""]
    assert keys(found, "nothing") == texts(found, "nothing") == [""] * 4


def test_a_choice_is_known_in_every_language_and_own_entries_stand_for_themselves():
    rows = [{"status": value} for value in ("customer", "Клиент", "hibernating ", "?", None, True, 1)]
    before = snapshot(
        clients=rows, settings=[{"list_client_status": "Hibernating"}, {"list_client_status": "customer"}]
    )
    found = reading.read_choices(before, "clients", "status", "client_status")
    assert found == ["customer", "customer", "Hibernating", None, None, None, None]


def test_dates_and_times_of_one_day_are_two_values():
    day, moment = dt.date(2026, 1, 1), dt.datetime(2026, 1, 1, 8, 30)
    found = read_values([day, moment], "date", CONTEXT)
    assert [r.value for r in found] == [day, day]
