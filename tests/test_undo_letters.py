"""What taking back does to letters and opt-outs: files go aside, a dropped letter stays dropped, an opt-out stays."""

from dataclasses import replace
from io import StringIO

import pytest
from rich.console import Console

from sheetcrm.errors import MailUnusable
from sheetcrm.model.settings import Mail
from sheetcrm.report.outcomes import shown_undo, undo_form
from sheetcrm.report.text import outcome_view
from sheetcrm.undo import undo_run
from sheetcrm.words import words_of
from tests.building import TODAY
from tests.test_opt_outs_outside import press
from tests.test_sending_run import World


def said(undone, settings):
    """The report as people read it."""
    report, snapshot = shown_undo(undone, settings)
    console = Console(width=200, record=True, file=StringIO())
    console.print(outcome_view(report, snapshot, words_of("en")))
    return console.export_text()


@pytest.fixture
def world(tmp_path):
    return World(tmp_path)


def unreachable():
    raise MailUnusable("mail-server-unreachable", server="localhost", connections=1)


def undo(world, run):
    return undo_run(world.store, world.settings, run, TODAY)


def test_undo_of_a_run_that_only_noted_an_opt_out_says_that_it_stays_and_why(world):
    world.type("mailings", 0, order=None)
    world.sync()
    press(world, "jan@example.com", "C-0002")
    undone = undo(world, world.sync().run)
    assert [(kept.tab, kept.code) for kept in undone.kept] == [("opt_outs", "opt-out-stays")]
    shown = said(undone, world.settings)
    assert "an opt-out stays, whatever is taken back" in shown and "nothing to undo" not in shown


def test_a_letter_that_comes_back_with_an_undone_undo_is_not_to_be_sent(world):
    connect, world.connect = world.connect, lambda given: unreachable
    run = world.sync().run
    assert [row[0] for row in world.rows("letter_status")] == ["Waiting to be sent"] * 3
    back = undo(world, run)
    undo(world, back.number)
    rows = [row for row in world.rows("letter_status", "outcome", "to") if row[2]]
    assert rows and {row[0] for row in rows} == {"Not to be sent"}
    assert {row[1] for row in rows} == {words_of("en").say("letter_undone")}
    world.connect = connect
    world.sync()
    assert not world.took


def test_files_of_letters_that_are_taken_back_leave_the_outbox_and_come_back_with_them(world):
    world.settings = replace(world.settings, mail=Mail())
    run = world.sync().run
    names = {file.name for file in world.settings.outbox.glob("*.eml")}
    assert len(names) == 3
    undone = undo(world, run)
    aside = world.settings.outbox / "taken-back"
    assert undone.files == 3 and undo_form(undone, words_of("en"))["files"] == 3
    assert not list(world.settings.outbox.glob("*.eml")) and {file.name for file in aside.iterdir()} == names
    assert "Taken out of the outbox: 3 letters" in said(undone, world.settings)
    undo(world, undone.number)
    assert {file.name for file in world.settings.outbox.glob("*.eml")} == names and not list(aside.iterdir())


def test_a_file_that_somebody_put_in_the_place_is_not_written_over(world):
    world.settings = replace(world.settings, mail=Mail())
    run = world.sync().run
    name = next(world.settings.outbox.glob("*.eml")).name
    aside = world.settings.outbox / "taken-back"
    aside.mkdir()
    (aside / name).write_bytes(b"mine")
    assert undo(world, run).files == 2
    assert (aside / name).read_bytes() == b"mine" and (world.settings.outbox / name).exists()
