"""The file of answers is read as a stranger's: what does not fit is refused whole, in words."""

import json

import pytest

from sheetcrm.errors import WrongUsage
from sheetcrm.reviewing.answer_file import LARGEST, read_answers
from sheetcrm.reviewing.answers import Answer

ROWS = [{"number": "C-0001", "mark": "a1"}, {"number": "C-0042", "mark": "b2", "decision": "merge", "take": ["city"]}]
GOOD = {
    "version": 1,
    "report": "duplicate-answers",
    "workbook": "clients.xlsx",
    "made_on": "2026-11-22",
    "answers": [{"group": "G-0001", "rows": ROWS}],
}


def read(tmp_path, document, workbook="clients.xlsx"):
    path = tmp_path / "answers.json"
    content = document if isinstance(document, bytes) else json.dumps(document).encode()
    path.write_bytes(content)
    return read_answers(path, workbook)


def refused(tmp_path, document):
    with pytest.raises(WrongUsage) as raised:
        read(tmp_path, document)
    return raised.value.code


def with_rows(*rows):
    return {**GOOD, "answers": [{"group": "G-0001", "rows": list(rows)}]}


def test_a_saved_file_is_read(tmp_path):
    marks = {"C-0001": "a1", "C-0042": "b2"}
    assert read(tmp_path, GOOD) == [Answer("G-0001", marks, {"C-0042": "merge"}, {"C-0042": ("city",)})]
    assert read(tmp_path, b"\xef\xbb\xbf" + json.dumps(GOOD).encode()) == read(tmp_path, GOOD)


def test_an_answer_that_says_nothing_is_none(tmp_path):
    assert read(tmp_path, with_rows(ROWS[0], {"number": "C-0042", "mark": "b2"})) == []


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"\xff\xfe",
        b"[]",
        b"null",
        b"[" * 100_000,
        b"{}",
        b'{"answers": []}',
        b'{"report": "plan"}',
        b"x" * (LARGEST + 1),
    ],
)
def test_what_is_no_file_of_answers_is_refused(tmp_path, content):
    assert refused(tmp_path, content) == "answers-not-ours"


def test_a_file_of_another_version_or_workbook_is_refused(tmp_path):
    assert refused(tmp_path, {**GOOD, "version": 2}) == "answers-other-version"
    assert refused(tmp_path, {**GOOD, "workbook": "other.xlsx"}) == "answers-other-workbook"
    assert refused(tmp_path, {**GOOD, "workbook": ["x"]}) == "answers-other-workbook"


def test_a_file_that_is_not_there_is_told(tmp_path):
    with pytest.raises(WrongUsage, match="answers-unreadable"):
        read_answers(tmp_path / "none.json", "clients.xlsx")
    with pytest.raises(WrongUsage, match="answers-unreadable"):
        read_answers(tmp_path, "clients.xlsx")


@pytest.mark.parametrize(
    "rows",
    [
        [ROWS[0]],
        [ROWS[0], ROWS[0]],
        [ROWS[0], "C-0042"],
        [ROWS[0], {"number": 42, "mark": "b2"}],
        [ROWS[0], {"number": "C-0042", "mark": ""}],
        [ROWS[0], {**ROWS[1], "decision": "delete"}],
        [ROWS[0], {**ROWS[1], "decision": ["merge"]}],
        [ROWS[0], {**ROWS[1], "take": "city"}],
        [ROWS[0], {**ROWS[1], "take": ["number"]}],
        [ROWS[0], {**ROWS[1], "take": [["city"]]}],
        [ROWS[0], {**ROWS[1], "number": "C" * 300}],
        [{**ROWS[0], "decision": "keep"}, {**ROWS[1], "decision": "keep"}],
    ],
)
def test_an_answer_that_cannot_be_is_refused_with_its_place(tmp_path, rows):
    assert refused(tmp_path, with_rows(*rows)) == "answers-damaged"
