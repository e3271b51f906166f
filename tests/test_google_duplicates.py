"""Duplicates on a Google spreadsheet: judged, merged and brought back by the whole program, killed at every write."""

import json
import re
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from sheetcrm.config import CONFIG_NAME
from tests.calling import TODAY, Called, call
from tests.google_server.errors import ApiError
from tests.google_server.server import GoogleServer, Record
from tests.stores.google.firm import Firm, Rows, found_firm, server

__all__ = ["server"]

ROOT = Path(__file__).parents[1]
SHEETS: dict[str, Any] = {
    "Clients": (
        ("Name", "Phone", "E-mail", "City", "Shoe size"),
        ("Anna Kowalska", "601 234 567", "anna@example.com", "Łódź", 38),
        ("Jan Nowak", "+48602345678", "jan@example.com", "Kraków", None),
        ("Kowalska Anna", "+48 601 234 567", None, "Łódź", 39),
    ),
    "Deals": (
        ("Client", "Deal", "Stage", "Amount", "Next step on"),
        ("C-0003", "Kitchen", "Talks", "800", "01.12.2026"),
    ),
}
WRITES = range(1, 8)
"""A merge is six writes; the seventh is never made."""


@pytest.fixture(scope="module")
def firm(server: GoogleServer, tmp_path_factory: pytest.TempPathFactory) -> Firm:
    """A firm whose sheet was synchronised once."""
    found = found_firm(server, tmp_path_factory.mktemp("firm"), SHEETS)
    assert found.call("sync").code == 0
    return found


@pytest.fixture
def one(firm: Firm, tmp_path: Path) -> Iterator[Firm]:
    made = firm.again(tmp_path / "one")
    yield made
    made.close()


def duplicates(one: Firm, *arguments: object) -> Called:
    return call("--config", one.folder / CONFIG_NAME, "duplicates", *arguments, "--today", TODAY)


def of_people(rows: Rows) -> dict[str, Any]:
    """What stands in the tabs that belong to people, and in the archive, without empty ones."""
    return {tab: rows[tab] for tab in ("Clients", "Deals", "Archive")}


def test_a_merge_is_taken_back_by_unmerge_and_by_undo(one: Firm) -> None:
    before = of_people(one.rows())
    merged = duplicates(one, "merge", "C-0003", "--into", "C-0001", "--json")
    assert (merged.code, merged.document["complete"], merged.document["skipped"]) == (0, True, [])
    assert "C-0003" in one.column("Archive", "No.") and "C-0003" not in one.column("Clients", "No.")
    assert one.left_over() == []
    undone = one.call("undo", merged.document["run"], "--json").document
    assert (undone["kept"], undone["skipped"], of_people(one.rows())) == ([], [], before)
    assert duplicates(one, "merge", "C-0003", "--into", "C-0001").code == 0
    assert one.call("sync").code == 0
    assert one.column("Deals", "Client No.")[0] == "C-0001"
    assert duplicates(one, "unmerge", "C-0003").code == 0
    assert one.call("sync").code == 0
    now = of_people(one.rows())
    assert [row[:6] for row in now["Clients"]] == [row[:6] for row in before["Clients"]]
    assert "C-0001" not in one.column("Clients", "Duplicate of"), "an unmerge is a judgement"
    assert (now["Deals"], now["Archive"], one.twice(), one.left_over()) == (before["Deals"], before["Archive"], [], [])


def test_answers_are_written_and_carried_out(one: Firm) -> None:
    page = one.folder / "page.html"
    assert duplicates(one, "review", "--page", page).code == 0
    html = page.read_text(encoding="utf-8")
    workbook = re.search(r'data-workbook="([^"]+)"', html)
    assert workbook is not None
    rows = [{"number": n, "mark": m} for n, m in re.findall(r'data-number="([^"]+)" data-mark="([^"]+)"', html)]
    rows[1] |= {"decision": "keep"}
    answers = one.folder / "answers.json"
    document = {"version": 1, "report": "duplicate-answers", "workbook": workbook.group(1),
                "answers": [{"group": "G-0001", "rows": rows}]}  # fmt: skip
    answers.write_text(json.dumps(document), encoding="utf-8")
    done = duplicates(one, "review", "--answers", answers, "--now", "--json")
    assert (done.code, done.document["left_alone"], done.document["sync"]["complete"]) == (0, [], True)
    assert one.column("Archive", "No.") == [rows[0]["number"]] and one.left_over() == []
    assert one.call("sync", "--json").document["run"] is None


def test_a_person_at_work_in_the_very_moment_is_not_written_over(one: Firm) -> None:
    """Somebody types into the row that is about to leave, right before the program writes."""
    typed = []

    def type_once(record: Record) -> None:
        if record.kind == "write" and one.spreadsheet.id in record.path and not typed:
            typed.append(record)
            one.people.type("Clients", "D4", "Gdynia")

    one.server.before_request.append(type_once)
    try:
        done = duplicates(one, "merge", "C-0003", "--into", "C-0001", "--json")
    finally:
        one.server.before_request.remove(type_once)
    assert typed and done.code == 7
    assert "Gdynia" in one.column("Clients", "City")


@pytest.mark.parametrize("write", WRITES)
@pytest.mark.parametrize("after", [False, True], ids=["before", "after"])
def test_a_merge_that_was_killed_at_a_write_loses_nothing_and_can_be_finished(
    one: Firm, write: int, after: bool
) -> None:
    killed(one, write, "merge", "C-0003", "--into", "C-0001", after=after)
    with one.server.lock:
        numbers = [*one.column("Clients", "No."), *one.column("Archive", "No.")]
        assert "C-0003" in numbers, "the client is in neither tab"
        everything = [cell for rows in one.rows().values() for row in rows for cell in row if cell is not None]
    assert 39 in everything or any("39" in str(cell) for cell in everything)
    assert one.call("sync").code == 0
    if "C-0003" in one.column("Clients", "No."):
        assert duplicates(one, "merge", "C-0003", "--into", "C-0001", "--force").code == 0
        assert one.call("sync").code == 0
    assert one.column("Archive", "No.") == ["C-0003"] and "C-0003" not in one.column("Clients", "No.")
    assert (one.twice(), one.left_over()) == ([], [])
    assert one.call("sync", "--json").document["run"] is None


def killed(one: Firm, write: int, *arguments: str, after: bool) -> None:
    """A command on duplicates in a program of its own, killed at its n-th write where it comes that far."""
    command = [sys.executable, "-m", "sheetcrm", "--config", str(one.folder / CONFIG_NAME), "duplicates", *arguments]
    writes: list[Record] = []

    def kill(record: Record) -> None:
        if record.kind == "write" and one.spreadsheet.id in record.path:
            writes.append(record)
            if len(writes) == write:
                child.kill()
                child.wait()
                if not after:
                    raise ApiError(503, "Nobody waits for this any more.")

    hooks = one.server.after_request if after else one.server.before_request
    with one.server.lock:
        child = subprocess.Popen(
            [*command, "--today", TODAY], cwd=ROOT, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
        )
        hooks.append(kill)
    try:
        child.wait(60)
    finally:
        hooks.remove(kill)
        child.kill()
    assert child.returncode == (-signal.SIGKILL if len(writes) >= write else 0)
