"""What the terminal says of plans, checks, runs and mappings: whole screens, and nothing that breaks them."""

import datetime as dt
import io
from dataclasses import replace

import pytest
from rich.cells import cell_len

from sheetcrm.journal import Run
from sheetcrm.model.changes import AddRow, Change, SendLetter, SetCells
from sheetcrm.model.plan import Plan
from sheetcrm.model.problems import Problem
from sheetcrm.report.text import (
    Finding,
    MappedColumn,
    MappedTab,
    Outcome,
    as_text,
    console_for,
    doctor_view,
    history_view,
    mapping_view,
    outcome_view,
    plan_view,
    problems_view,
)
from sheetcrm.words import Words, words_of
from tests.report.conftest import changes, plan_of, table, workbook

HOSTILE = "\x1b[31mred\x1b]0;title\x07[bold]not bold[/bold]\r\n\u202eevil\ud800 👩‍👩‍👧 שלום 漢字 " + "x" * 5000


def test_a_plan_is_one_screen_by_tab_with_what_was_and_becomes(plan: Plan, words: Words) -> None:
    assert as_text(plan_view(plan, words, region="GB"), 100) == (
        "What will be done  05/03/2026\n"
        "\n"
        "Klienci\n"
        "  Nr: 7 rows get C-0002 … C-0008  gives the row its number\n"
        "      Row           Column  Was                 Becomes           Why\n"
        "  C6  Jan Nowak     Tel.     600100201          600 100 201       the same value, tidily written\n"
        "  C7  Ewa 🎂 Zając  Tel.    600100202 (number)  600100202 (text)  the same value, tidily written\n"
        "\n"
        "Zadania\n"
        "  + New row  birthday\n"
        "      Termin: 08/03/2026 · Co zrobić: Congratulate: Anna\n"
        "\n"
        "Memory\n"
        "  The robot's own notes: 1 row\n"
        "\n"
        "Letters\n"
        "  anna@example.com  C-0001 Anna Kowalska  birthday (pl)  a letter to the client\n"
        "\n"
        "9 cells in 7 rows, 1 new, 1 letter\n"
    )


def test_an_empty_plan_says_that_all_is_in_place(words: Words) -> None:
    assert as_text(plan_view(plan_of([]), words)) == words.say("plan_empty") + "\n"


@pytest.mark.parametrize("limit", range(1, 9))
def test_what_the_limit_leaves_out_is_counted_to_the_last_line(plan: Plan, words: Words, limit: int) -> None:
    text = as_text(plan_view(plan, words, limit=limit))
    entries = 1 + 2 + 1 + 1 + 1
    more = words.say("plan_more", count=entries - limit)
    assert (more in text) == (limit < entries)


@pytest.mark.parametrize("language", ["en", "ru", "pl", "ro"])
@pytest.mark.parametrize("width", [20, 40, 75, 76, 100, 200])
def test_no_line_is_wider_than_the_terminal(plan: Plan, language: str, width: int) -> None:
    words = words_of(language)
    views = [plan_view(plan, words), problems_view(plan.problems, plan.before, words)]
    for view in views:
        assert max(cell_len(line) for line in as_text(view, width).splitlines()) <= width


@pytest.mark.parametrize("width", [40, 120])
def test_hostile_values_stay_on_their_line_and_order_the_terminal_nothing(words: Words, width: int) -> None:
    clients = table("clients", HOSTILE, {"name": (HOSTILE, [HOSTILE]), "comment": ("C", ["old"])})
    before = replace(workbook(), tables={"clients": clients})
    intended: list[Change] = [
        SetCells("clients", "r1", {"comment": ("old", HOSTILE)}, "tidy"),
        AddRow("clients", {"name": HOSTILE}, HOSTILE, "task"),
        SendLetter(HOSTILE, HOSTILE, HOSTILE, HOSTILE, "en"),
    ]
    found = [Problem("email-invalid", "clients", "r1", "name", HOSTILE, HOSTILE, {"other": HOSTILE})]
    plan = plan_of(intended, found, before)
    for view in (plan_view(plan, words), problems_view(found, before, words)):
        text = as_text(view, width)
        assert not any(sign in text for sign in "\x1b\x07\r\u202e\ud800")
        assert max(cell_len(line) for line in text.splitlines()) <= width
        assert "[bold]" in text


def test_a_pipe_gets_no_colours_and_one_width(plan: Plan, words: Words) -> None:
    stream = io.StringIO()
    console = console_for(stream, {"COLUMNS": "33", "TERM": "xterm-256color", "FORCE_COLOR": "1"})
    console.print(plan_view(plan, words))
    assert "\x1b" not in stream.getvalue()
    assert console.width == 120


@pytest.mark.parametrize(
    ("environment", "coloured"), [({"TERM": "xterm"}, True), ({"TERM": "xterm", "NO_COLOR": "1"}, False)]
)
def test_a_terminal_gets_colours_unless_told_otherwise(
    plan: Plan, words: Words, environment: dict[str, str], coloured: bool
) -> None:
    class Terminal(io.StringIO):
        def isatty(self) -> bool:
            return True

    stream = Terminal()
    console_for(stream, {**environment, "COLUMNS": "100", "LINES": "30"}).print(plan_view(plan, words))
    assert ("\x1b[32m" in stream.getvalue()) == coloured


def test_a_stream_that_cannot_spell_gets_question_marks(plan: Plan, words: Words) -> None:
    buffer = io.BytesIO()
    stream = io.TextIOWrapper(buffer, encoding="ascii")
    console_for(stream, {}).print(plan_view(plan, words))
    stream.flush()
    assert b"Klienci" in buffer.getvalue()


def test_problems_stand_by_row_with_the_gravest_first(plan: Plan, words: Words) -> None:
    lines = as_text(problems_view(plan.problems, plan.before, words), 120).splitlines()
    assert [line.split()[:2] for line in lines if line.startswith(("  ✖", "  !", "  ·"))] == [
        ["·", "The"],
        ["✖", "A5"],
        ["·", "F5"],
        ["!", "C9"],
    ]
    assert lines[-1] == "✖ 1 blocking   ! 1 to repair   · 2 worth a look"


def test_more_problems_than_fit_are_told_by_kind(plan: Plan, words: Words) -> None:
    many = [Problem("phone-invalid", "clients", f"r{n}", "phone", "x") for n in range(1, 9)]
    text = as_text(problems_view([*many, *plan.problems], plan.before, words, limit=3))
    assert words.say("problems_more", count=9) in text
    assert "9  !  Phones to look at" in text


def test_a_clean_check_says_so(words: Words) -> None:
    assert as_text(problems_view([], workbook(), words)) == words.say("check_clean", rows=9) + "\n"


def test_the_history_shows_each_run_in_local_time(words: Words) -> None:
    started = dt.datetime(2026, 3, 5, 23, 30, tzinfo=dt.UTC)
    runs = [
        Run(2, started, "sync", "clients.xlsx", "done", cells=9, rows=7, added=2, letters=1),
        Run(1, started, "init", "clients.xlsx", "undone", note="by Anna"),
    ]
    lines = as_text(history_view(runs, words, timezone=dt.timezone(dt.timedelta(hours=1)))).splitlines()
    assert " ".join(lines[2].split()) == "2 06/03/2026 00:30 sync 9 cells in 7 rows, 2 new, 1 letter done"
    assert lines[3].endswith("undone  by Anna")
    assert as_text(history_view([], words)) == words.say("history_empty") + "\n"


def test_an_outcome_names_what_was_left_alone_and_where_the_copy_is(words: Words) -> None:
    from sheetcrm.stores.base import Skipped

    change = changes()[7]
    outcome = Outcome(
        "sync", {"cells": 9, "rows": 7}, run=4, skipped=[Skipped(change, "phone", "changed")],
        failed_letters=[("anna@example.com", "No first name.")], set_aside=2, backup="/b/1.xlsx", outbox="/o",
    )  # fmt: skip
    assert as_text(outcome_view(outcome, workbook(), words)).splitlines() == [
        "Done: 9 cells in 7 rows.",
        "Set aside until repaired: 2 rows",
        "",
        "Left alone: 1",
        "  Klienci C6  Jan Nowak  Tel.  somebody changed it meanwhile",
        "",
        "Letters that could not be made: 1",
        "  anna@example.com  No first name.",
        "",
        "The letters are here: /o",
        "A copy of the workbook as it was: /b/1.xlsx",
        "To take it back: sheetcrm undo 4",
    ]


@pytest.mark.parametrize(("kind", "key"), [("sync", "sync_nothing"), ("undo", "undo_nothing")])
def test_an_outcome_of_nothing_is_one_sentence(words: Words, kind: str, key: str) -> None:
    view = outcome_view(Outcome(kind, {"cells": 0}, run=3), workbook(), words)  # type: ignore[arg-type]
    assert as_text(view) == words.say(key) + "\n"


def test_the_doctor_sums_up_with_the_worst_finding(words: Words) -> None:
    findings = [Finding("ok", "The workbook can be read."), Finding("warn", "The copy is old.", "Run sync.")]
    assert as_text(doctor_view(findings, words)).splitlines() == [
        "✓ The workbook can be read.",
        "! The copy is old.",
        "  Run sync.",
        "",
        words.say("doctor_warn"),
    ]


def test_a_mapping_shows_how_sure_each_column_is(words: Words) -> None:
    columns = [
        MappedColumn("A", "Tel.", "phone", 0.96),
        MappedColumn("B", "Kontakt", "email", 0.5, ["contacts"]),
        MappedColumn("C", "Rozmiar buta", None),
    ]
    tabs = [MappedTab("Baza", "clients", 4, columns), MappedTab("Wykres", None, 0)]
    lines = as_text(mapping_view(tabs, words), 140).splitlines()
    assert "██████████  96 %" in lines[4]
    assert "█████░░░░░  50 %" in lines[5]
    assert words.header("clients", "contacts") in lines[5]
    assert "%" not in lines[6]
    assert lines[-1] == f"Wykres  {words.say('map_left')}"
