"""Every code has its sentence, and every sentence its code."""

import re
import string
from pathlib import Path

import sheetcrm.stores.excel
from sheetcrm.stores.excel.error_codes import ERROR_CODES, REFUSALS

FOLDER = Path(sheetcrm.stores.excel.__file__).parent
ABOVE = {"store.py", "building.py", "creating.py", "tables_of.py", "error_codes.py"}
FLOOR = [path for path in FOLDER.glob("*.py") if path.name not in ABOVE]


def test_every_code_that_is_raised_has_a_sentence_and_no_sentence_is_idle() -> None:
    source = "\n".join(path.read_text() for path in FLOOR)
    raised = set(re.findall(r"Workbook(?:Unusable|Busy|Changed|NotWritable)\(\s*\"([a-z-]+)\"", source))
    quoted = set(re.findall(r"\"([a-z]+(?:-[a-z]+)*)\"", source))
    assert raised <= set(ERROR_CODES)
    assert set(ERROR_CODES) <= quoted
    assert set(REFUSALS) <= quoted


def test_sentences_are_filled_by_known_details() -> None:
    known = {"path", "part", "reason", "limit", "person", "program", "since", "note", "sheet", "row", "namespace"}
    for sentence in ERROR_CODES.values():
        assert {name for _, name, _, _ in string.Formatter().parse(sentence) if name} <= known
        assert sentence.endswith(".")
