"""Opt-outs from the page to the sheet and back: one of a second ago counts, and whatever befalls a sheet, they hold."""

import datetime as dt
import shutil
from dataclasses import replace

import pytest

from sheetcrm.mail.lines import Delivery
from sheetcrm.mail.opt_out_links import key_file, load_key
from sheetcrm.model.changes import AddRow, SetCells
from sheetcrm.model.outside import OptOut
from sheetcrm.model.settings import Mail
from sheetcrm.opt_out_store import OptOutStore
from sheetcrm.opt_outs_outside import FreshOptOuts, known_opt_outs, opt_out_file, opt_outs_stamp, remember_opt_outs
from sheetcrm.pipeline import plan_run
from sheetcrm.undo import undo_run
from tests.building import TODAY
from tests.test_sending_run import CLIENTS, World

EVERYBODY = {"anna@example.com", "jan@example.com", "ewa@example.com"}
REAL_TODAY = dt.datetime.now(dt.UTC).date()


@pytest.fixture
def world(tmp_path):
    return World(tmp_path)


def press(world, address, client="", topic="offers", day=TODAY):
    """What the server does when somebody presses the button."""
    key = load_key(key_file(world.settings))
    store = OptOutStore(opt_out_file(world.settings))
    store.add([OptOut(key.mark(address), topic, day, "link", client=client)])
    store.close()


def empty(world, tab):
    """Somebody empties a tab."""
    table = world.store.read().table(tab)
    for position, anchor in enumerate(table.anchors):
        cells = {field: (table.values(field)[position], None) for field in table.columns}
        world.store.edit([SetCells(tab, anchor, cells, "person")])


def test_who_pressed_the_button_gets_none_and_the_sheet_says_so(world):
    press(world, "jan@example.com", "C-0002")
    world.sync()
    assert set(world.took) == EVERYBODY - {"jan@example.com"}
    assert world.rows("address", "client", "topic", "opted_on", "opt_out_source", tab="opt_outs") == [
        ("jan@example.com", "C-0002", "Offers", TODAY, "Link in the letter")
    ]
    assert world.sync().plan.is_empty


def test_the_plan_shows_what_the_sync_does(world):
    press(world, "jan@example.com", "C-0002")
    planned = plan_run(world.store, world.settings, TODAY)
    assert [change.to for change in planned.changes if hasattr(change, "to")] == ["anna@example.com", "ewa@example.com"]
    assert sum(isinstance(change, AddRow) and change.tab == "opt_outs" for change in planned.changes) == 1


def test_an_opt_out_makes_a_settled_sheet_be_looked_at_again(world):
    world.sync()
    for _ in range(2):
        world.sync()
    before = opt_outs_stamp(world.settings)
    press(world, "jan@example.com", "C-0002")
    assert opt_outs_stamp(world.settings) != before
    world.sync()
    assert len(world.rows("address", tab="opt_outs")) == 1


def test_an_opt_out_while_letters_are_going_stops_the_next_one(world):
    def takes_and_somebody_presses(letter):
        if not world.took:
            press(world, "ewa@example.com", "C-0003", day=REAL_TODAY)
        return Delivery("sent")

    world.answer = takes_and_somebody_presses
    world.sync()
    assert set(world.took) == {"anna@example.com", "jan@example.com"}
    assert [row[0] for row in world.rows("letter_status")] == ["Sent", "Sent", "Not to be sent"]


@pytest.mark.parametrize(
    ("address", "client", "topic", "stopped"),
    [
        ("EWA@Example.com", "", "offers", True), ("old@example.com", "C-0003", "offers", True),
        ("ewa@example.com", "C-0003", "all", True), ("ewa@example.com", "C-0003", "news", False),
        ("other@example.com", "C-0009", "all", False),
    ],
)  # fmt: skip
def test_an_opt_out_stops_by_address_and_by_client_and_only_its_topic(world, address, client, topic, stopped):
    press(world, address, client, topic)
    world.sync()
    assert ("ewa@example.com" not in world.took) == stopped


def test_the_fresh_look_knows_topics_service_letters_and_what_was_weighed_before(world):
    press(world, "jan@example.com", "C-0002")
    told, _ = known_opt_outs(world.store.read(), world.settings, TODAY)
    fresh = FreshOptOuts(world.settings, told)
    assert not fresh.binds("C-0002", "jan@example.com", "offers"), "the rules have weighed that one"
    press(world, "jan@example.com", "C-0002", "all", TODAY)
    assert fresh.binds("C-0002", "jan@example.com", "offers") and fresh.binds("C-0002", "x@example.com", "news")
    assert fresh.binds("C-0009", "JAN@example.com", "greetings")
    assert not fresh.binds("C-0002", "jan@example.com", "service") and not fresh.binds("C-1", "a@b.example", "offers")
    fresh.close()


def test_an_emptied_tab_lets_nobody_in_again(world):
    world.store.edit([AddRow("opt_outs", {"address": "Jan@example.com", "opted_on": TODAY}, "x", "person")])
    world.store.edit([AddRow("opt_outs", {"client": "C-0003"}, "y", "person")])
    press(world, "anna@example.com", "C-0001", "all")
    world.sync()
    assert not world.took and len([row for row in world.rows("address", "client", tab="opt_outs") if any(row)]) == 3
    empty(world, "opt_outs")
    world.type("mailings", 0, order="Stop")
    world.sync()
    world.type("mailings", 0, order="Send")
    world.sync()
    assert not world.took
    rows = [row for row in world.rows("address", "client", "opt_out_source", tab="opt_outs") if row[0]]
    assert sorted(rows) == [
        ("anna@example.com", "C-0001", "Link in the letter"), ("ewa@example.com", "C-0003", "Told us"),
        ("jan@example.com", None, "Told us"),
    ]  # fmt: skip


def test_an_opt_out_outlives_the_state_folder(world, tmp_path):
    press(world, "jan@example.com", "C-0002")
    world.type("mailings", 0, order=None)
    world.sync()
    shutil.rmtree(tmp_path / "state")
    world.type("mailings", 0, order="Send")
    world.sync()
    assert set(world.took) == EVERYBODY - {"jan@example.com"}
    assert len([row for row in world.rows("mark", tab="opt_outs") if row[0]]) == 1


def test_an_opt_out_outlives_a_new_import_of_the_clients(world):
    press(world, "jan@example.com", "C-0002")
    world.type("mailings", 0, order=None)
    world.sync()
    empty(world, "opt_outs")
    world.type("clients", 1, number="C-0077", name="Jan K.")
    world.type("mailings", 0, order="Send")
    world.sync(force=True)
    assert set(world.took) == EVERYBODY - {"jan@example.com"}


def test_a_row_of_the_team_is_remembered_once_and_shown_once(world):
    world.store.edit([AddRow("opt_outs", {"address": "jan@example.com", "client": "Ewa Wilk"}, "x", "person")])
    for _ in range(3):
        world.sync()
    assert len(world.rows("address", tab="opt_outs")) == 1
    assert remember_opt_outs(world.store.read(), world.settings, TODAY) == 0
    assert set(world.took) == {"anna@example.com"}


def test_who_agrees_anew_on_a_later_day_gets_letters_again(tmp_path):
    later = TODAY - dt.timedelta(days=1)
    consent = {
        "client": "C-0002", "client_number": "C-0002", "purpose": "Offers", "given": "Given", "given_on": later,
    }  # fmt: skip
    world = World(tmp_path, consents=[consent])
    press(world, "jan@example.com", "C-0002", day=later - dt.timedelta(days=1))
    press(world, "ewa@example.com", "C-0003", day=later - dt.timedelta(days=1))
    world.sync()
    assert set(world.took) == {"anna@example.com", "jan@example.com"}


def test_undo_takes_no_opt_out_back(world):
    press(world, "jan@example.com", "C-0002")
    world.type("mailings", 0, order=None)
    run = world.sync().run
    undo_run(world.store, world.settings, run, TODAY)
    assert [row for row in world.rows("address", "topic", tab="opt_outs") if row[0]] == [("jan@example.com", "Offers")]


def test_without_any_opt_out_nothing_is_made(world):
    world.settings = replace(world.settings, mail=Mail())
    world.sync()
    assert not opt_out_file(world.settings).exists() and not key_file(world.settings).exists()
    assert known_opt_outs(world.store.read(), world.settings, TODAY) == ((), {})


def test_words_that_a_web_app_posted_count_when_they_are_ours(tmp_path):
    world = World(tmp_path)
    token = load_key(key_file(world.settings)).token("jan@example.com", "offers", "C-0002")
    rows = [
        {"token": f"o/{token}", "posted_on": TODAY}, {"token": "o/" + "A" * 60, "posted_on": TODAY},
        {"token": token}, {"token": "=1+1"}, {"token": f"o/{token}", "posted_on": None}, {"token": None},
    ]  # fmt: skip
    world = World(tmp_path, opt_out_post=rows)
    world.sync()
    assert set(world.took) == EVERYBODY - {"jan@example.com"}
    assert world.rows("address", "client", "topic", "opted_on", tab="opt_outs") == [
        ("jan@example.com", "C-0002", "Offers", TODAY)
    ]
    world.store.edit([AddRow("opt_out_post", {"token": f"o/{token} all", "posted_on": TODAY}, "z", "person")])
    world.sync()
    assert [row[0] for row in world.rows("topic", tab="opt_outs")] == ["Offers", "Everything"]
    empty(world, "opt_out_post")
    world.sync()
    assert set(world.took) == EVERYBODY - {"jan@example.com"}


def test_everybody_of_a_large_sheet_is_found_by_the_hash(tmp_path):
    many = [{**CLIENTS[0], "number": f"C-{n:04}", "name": None, "email": f"p{n}@example.com"} for n in range(1, 400)]
    world = World(tmp_path, clients=many)
    press(world, "p7@example.com")
    _, marks = known_opt_outs(world.store.read(), world.settings, TODAY)
    assert len(marks) == len(set(marks.values())) == 399


def test_an_opt_out_follows_the_client_into_the_one_he_became_part_of(tmp_path):
    archived = {**CLIENTS[1], "merged_into": "C-0001", "archived_on": TODAY}
    world = World(tmp_path, clients=[CLIENTS[0], CLIENTS[2]], archive=[archived])
    press(world, "gone@example.com", "C-0002")
    world.sync()
    assert set(world.took) == {"ewa@example.com"}


def test_an_erased_client_who_comes_back_is_still_left_in_peace(world):
    press(world, "jan@example.com")
    world.type("mailings", 0, order=None)
    world.type("clients", 1, email=None)
    world.sync()
    assert world.rows("address", "client", tab="opt_outs") == [(None, None)]
    world.type("clients", 1, email="jan@example.com")
    world.type("mailings", 0, order="Send")
    world.sync()
    assert set(world.took) == EVERYBODY - {"jan@example.com"}


def test_the_store_tells_by_address_and_by_client_and_its_stamp_changes_with_the_day(tmp_path):
    store = OptOutStore(tmp_path / "o.sqlite")
    assert store.told("", "") == ()
    one, other = OptOut("m1", "news", TODAY, "link", client="C-1"), OptOut("", "all", dt.date.max, "team", client="C-2")
    store.add([one, other])
    assert store.told("m1", "") == store.told("", "C-1") == store.told("m1", "C-1") == (one,)
    assert store.told("m9", "C-2") == (other,) and store.told("", "C-9") == ()
    stamp = store.stamp()
    store.add([one])
    assert store.stamp() == stamp
    store.add([replace(one, day=TODAY + dt.timedelta(days=1))])
    assert store.stamp() != stamp
    store.close()
