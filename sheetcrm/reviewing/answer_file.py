"""The file of answers that the page saves: read as if a stranger had written it, because anybody may have."""

import json
from pathlib import Path
from typing import Any

from sheetcrm.errors import WrongUsage
from sheetcrm.reviewing.answers import DECISIONS, Answer
from sheetcrm.reviewing.groups import FACTS

VERSION = 1
REPORT = "duplicate-answers"
LARGEST = 4_000_000
"""Bytes; a page of groups makes a few thousand."""
_LONGEST = 200
_MOST_ROWS = 1000


def read_answers(path: Path, workbook: str) -> list[Answer]:
    """The answers in a file that a page about this workbook saved; WrongUsage says what is wrong with any other."""
    document = _document(path)
    if document.get("report") != REPORT or not isinstance(document.get("answers"), list):
        raise WrongUsage("answers-not-ours", path=path)
    if document.get("version") != VERSION:
        raise WrongUsage("answers-other-version", path=path)
    if document.get("workbook") != workbook:
        raise WrongUsage("answers-other-workbook", path=path, title=_text(document.get("workbook")) or "?")
    answers = [_answer(entry) for entry in document["answers"]]
    if None in answers:
        raise WrongUsage("answers-damaged", path=path, count=answers.index(None) + 1)
    return [answer for answer in answers if answer is not None and (answer.decisions or answer.take)]


def _document(path: Path) -> dict[str, Any]:
    try:
        with path.open("rb") as file:
            content = file.read(LARGEST + 1)
    except OSError as error:
        raise WrongUsage("answers-unreadable", path=path, reason=error.strerror or str(error)) from error
    if len(content) > LARGEST:
        raise WrongUsage("answers-not-ours", path=path)
    try:
        document = json.loads(content.decode("utf-8-sig"))
    except (ValueError, RecursionError) as error:
        raise WrongUsage("answers-not-ours", path=path) from error
    if not isinstance(document, dict):
        raise WrongUsage("answers-not-ours", path=path)
    return document


def _answer(entry: object) -> Answer | None:
    if not isinstance(entry, dict) or not isinstance(entry.get("rows"), list):
        return None
    group, rows = _text(entry.get("group")), entry["rows"]
    if not group or not 2 <= len(rows) <= _MOST_ROWS:
        return None
    marks: dict[str, str] = {}
    decisions: dict[str, str] = {}
    take: dict[str, tuple[str, ...]] = {}
    for row in rows:
        number, mark = (_text(row.get(name)) for name in ("number", "mark")) if isinstance(row, dict) else ("", "")
        decision, fields = (row.get("decision"), row.get("take", [])) if isinstance(row, dict) else (None, [])
        if not number or not mark or number in marks or decision not in (None, *DECISIONS):
            return None
        if not isinstance(fields, list) or not all(isinstance(name, str) and name in FACTS for name in fields):
            return None
        marks[number] = mark
        if decision is not None:
            decisions[number] = decision
        if "take" in row:
            take[number] = tuple(dict.fromkeys(fields))
    if sum(decision == "keep" for decision in decisions.values()) > 1:
        return None
    return Answer(group, marks, decisions, take)


def _text(value: object) -> str:
    return value if isinstance(value, str) and 0 < len(value) <= _LONGEST else ""
