"""Letters from an order in the sheet to the server: once, whatever is lost, cut, copied, stopped or decided."""

import datetime as dt
import shutil
from collections import Counter
from dataclasses import replace

import pytest

from sheetcrm.errors import MailUnusable
from sheetcrm.journal import Journal
from sheetcrm.letter_journal import LetterJournal
from sheetcrm.mail.lines import Delivery
from sheetcrm.model.changes import AddRow, SetCells
from sheetcrm.model.settings import Mail
from sheetcrm.pipeline import sync_run
from sheetcrm.report.outcomes import shown_run
from sheetcrm.rules.mailings.counting import count_mailings
from sheetcrm.sending_run import journal_of_letters, send_run
from sheetcrm.stores.memory import MemoryStore
from tests.building import TODAY, rows_of, settings, snapshot

CLIENTS = [
    {"number": f"C-000{n}", "name": name, "email": mail, "status": "customer", "consent_offers": "yes",
     "manager": "Ola", "phone": f"60123456{n}"}
    for n, (name, mail) in enumerate(
        [("Anna Nowak", "anna@example.com"), ("Jan Kos", "jan@example.com"), ("Ewa Wilk", "ewa@example.com")], 1
    )
]  # fmt: skip
MAILING = {
    "number": "M-0001", "mailing": "Autumn", "letter": "birthday", "purpose": "Offers", "segment": "Status: customer",
    "order": "Send",
}  # fmt: skip


class World:
    """A sheet, a team's settings, and a provider that keeps what it took."""

    def __init__(self, folder, **tabs):
        self.settings = replace(
            settings(occasions=()), journal=folder / "state" / "journal.sqlite", outbox=folder / "outbox",
            mail=Mail(transport="smtp", server="localhost", connections=1),
        )  # fmt: skip
        self.store = MemoryStore(snapshot(**{"clients": CLIENTS, "mailings": [MAILING], **tabs}))
        self.took: Counter[str] = Counter()
        self.answer = lambda letter: Delivery("sent")

    def connect(self, given):
        return lambda: self

    def deliver(self, letter, content):
        said = self.answer(letter)
        if said.outcome in ("sent", "unclear"):
            self.took[letter.address] += 1
        return said

    def close(self):
        pass

    def sync(self, **more):
        return sync_run(self.store, self.settings, TODAY, connect=self.connect, **more)

    def rows(self, *fields, tab="letters"):
        return rows_of(self.store.read(), tab, *fields)

    def type(self, tab, position, **cells):
        found = self.store.read().table(tab)
        changes = {field: (found.values(field)[position], value) for field, value in cells.items()}
        self.store.edit([SetCells(tab, found.anchors[position], changes, "person")])


@pytest.fixture
def world(tmp_path):
    return World(tmp_path)


def test_an_order_in_the_sheet_sends_each_letter_once_and_the_sheet_says_so(world):
    outcome = world.sync()
    assert outcome.complete and outcome.posted.sent.outcomes == {"sent": 3}
    assert set(world.took.values()) == {1} and len(world.took) == 3
    assert {row[0] for row in world.rows("letter_status")} == {"Sent"}
    assert {row[0] for row in world.rows("sent_on")} == {dt.datetime.now(dt.UTC).date()}
    assert world.rows("mailing_status", "letters_sent", tab="mailings") == [("Finished", 3)]
    again = world.sync()
    assert again.plan is None or again.plan.is_empty
    assert again.posted is None and world.took.total() == 3


class Killed(BaseException):
    """The process dies here."""


def test_a_run_killed_before_it_sends_is_made_up_for_by_the_next(world):
    def dies(letter):
        raise Killed

    world.answer = dies
    with pytest.raises(Killed):
        world.sync()
    assert {row[0] for row in world.rows("letter_status")} == {"Waiting to be sent"} and not world.took
    world.answer = lambda letter: Delivery("sent")
    outcome = world.sync()
    assert outcome.posted.recovered == 1 and outcome.posted.sent.outcomes == {"sent": 2}
    assert Counter(row[0] for row in world.rows("letter_status")) == {"Sent": 2, "Unclear": 1}


@pytest.mark.parametrize(
    ("decision", "expected", "letters"),
    [("Send again", "Sent", 3), ("It was sent", "Sent", 2), ("Do not send", "Not to be sent", 2)],
)
def test_a_person_decides_about_an_unclear_letter(world, decision, expected, letters):
    world.answer = lambda letter: Delivery("unclear" if letter.client == "C-0002" else "sent")
    world.sync()
    world.took.clear()
    assert [row[0] for row in world.rows("letter_status")] == ["Sent", "Unclear", "Sent"]
    world.sync()
    assert not world.took, "an unclear letter is never repeated by itself"
    world.answer = lambda letter: Delivery("sent")
    world.type("letters", 1, letter_decision=decision)
    world.sync()
    assert world.rows("letter_status")[1] == (expected,)
    assert world.took.total() == letters - 2
    world.sync()
    assert world.took.total() == letters - 2


@pytest.mark.parametrize("sends", [0, 1, 2])
def test_with_the_journal_lost_nobody_gets_a_second_letter(world, sends, tmp_path):
    def some(letter):
        if world.took.total() >= sends:
            raise Killed
        return Delivery("sent")

    world.answer = some
    with pytest.raises(Killed):
        world.sync()
    shutil.rmtree(tmp_path / "state")
    world.answer = lambda letter: Delivery("sent")
    world.sync()
    world.sync()
    assert world.took.total() == sends
    assert {row[0] for row in world.rows("letter_status")} == {"Unclear"}
    for position in range(3):
        assert world.rows("outcome")[position][0]


def test_a_copy_of_the_state_folder_sends_nothing(world, tmp_path):
    world.answer = lambda letter: Delivery("waiting", code="421", ends_connection=True)
    world.sync()
    shutil.copytree(tmp_path / "state", tmp_path / "copy")
    world.answer = lambda letter: Delivery("sent")
    world.sync()
    assert world.took.total() == 3
    second = World(tmp_path / "other")
    second.store = world.store
    second.settings = replace(second.settings, journal=tmp_path / "copy" / "journal.sqlite")
    second.sync()
    assert not second.took


def test_a_letter_whose_row_is_gone_is_not_sent(world):
    world.answer = lambda letter: Delivery("waiting", code="421", ends_connection=True)
    world.sync()
    table = world.store.read().table("letters")
    cells = {field: (column[1], None) for field, column in table.columns.items()}
    world.store.edit([SetCells("letters", table.anchors[1], cells, "person")])
    world.answer = lambda letter: Delivery("sent")
    world.sync()
    assert set(world.took) == {"anna@example.com", "ewa@example.com"}
    world.sync()
    assert world.took.total() == 2


@pytest.mark.parametrize("order", ["Stop", "Pause", None])
def test_a_mailing_somebody_stops_ends_at_once_and_can_go_on(world, order):
    world.answer = lambda letter: Delivery("delayed", code="451") if world.took else Delivery("sent")
    world.sync()
    world.type("mailings", 0, order=order)
    world.answer = lambda letter: Delivery("sent")
    letters = LetterJournal(journal_of_letters(world.settings))
    letters._run(lambda db: db.execute("UPDATE letter SET next_at = ''"))
    letters.close()
    world.sync()
    assert world.took.total() == 1
    world.type("mailings", 0, order="Send")
    world.sync()
    assert world.took.total() == 3 and set(world.took.values()) == {1}


def test_a_number_in_two_rows_holds_back_what_waits_until_one_is_cleared(world):
    world.answer = lambda letter: Delivery("waiting", code="421", ends_connection=True)
    world.sync()
    world.store.edit([AddRow("mailings", MAILING, "x", "person")])
    world.answer = lambda letter: Delivery("sent")
    world.sync()
    assert not world.took
    world.type("mailings", 1, number=None, order=None)
    world.sync()
    assert world.took.total() == 3 and set(world.took.values()) == {1}


def test_who_opts_out_between_the_writing_and_the_sending_gets_none(world):
    world.answer = lambda letter: Delivery("waiting", code="421", ends_connection=True)
    world.sync()
    world.store.edit([AddRow("opt_outs", {"address": "JAN@example.com"}, "x", "person")])
    world.answer = lambda letter: Delivery("sent")
    world.sync()
    assert set(world.took) == {"anna@example.com", "ewa@example.com"}
    assert [row[0] for row in world.rows("letter_status")] == ["Sent", "Not to be sent", "Sent"]


def test_a_server_that_is_not_there_is_told_and_the_letters_go_with_the_next_run(world):
    def nobody(given):
        def refuse():
            raise MailUnusable("mail-server-unreachable", server="localhost", connections=1)

        return refuse

    outcome = sync_run(world.store, world.settings, TODAY, connect=nobody)
    assert not outcome.complete and outcome.posted.error.code == "mail-server-unreachable"
    assert {row[0] for row in world.rows("letter_status")} == {"Waiting to be sent"}
    assert world.sync().complete and world.took.total() == 3


def test_a_mailing_most_of_whose_letters_cannot_be_made_is_stopped_whole(world):
    world.type("mailings", 0, letter="run_out")
    outcome = world.sync()
    assert not outcome.complete and not world.took and not world.rows("key")
    ((status, waiting, told),) = world.rows("mailing_status", "letters_waiting", "outcome", tab="mailings")
    assert (status, waiting) == ("Not started", None)
    assert told.startswith("3 letters could not be made. The first, to C-0001:") and "`product` is empty" in told
    assert {receipt.outcome for receipt in outcome.receipts} == {"refused"}
    ((check,),) = world.rows("check", tab="mailings")
    assert check.startswith("⚠ Letter: 3 letters could not be made.")
    world.type("mailings", 0, letter="birthday")
    world.sync()
    assert world.took.total() == 3


def test_the_fault_that_is_told_is_one_of_a_letter_and_not_that_the_others_were_stopped(world):
    world.store = MemoryStore(
        snapshot(
            clients=[{**CLIENTS[0], "company": "Meblex"}, *CLIENTS[1:]],
            mailings=[{**MAILING, "letter": "hello"}],
            templates=[{"letter": "hello", "language": "English", "subject": "From {{ company }}", "body": "Good day"}],
        )
    )
    outcome = world.sync()
    ((told,),) = world.rows("outcome", tab="mailings")
    assert told.startswith("2 letters could not be made. The first, to C-0002: ") and "`company` is empty" in told
    shown, _ = shown_run(outcome, world.settings)
    assert [to for to, _ in shown.failed_letters] == ["jan@example.com", "ewa@example.com"]
    assert shown.stopped_mailings == ("M-0001",)


def test_a_run_that_sends_stands_in_the_history(world):
    world.sync()
    journal = Journal(world.settings.journal)
    kinds = [(run.kind, run.state, run.letters) for run in journal.runs()]
    journal.close()
    assert kinds[0] == ("send", "done", 3)


def test_a_mailing_with_a_cap_goes_over_several_days_and_says_what_waits(world):
    world.store = MemoryStore(snapshot(clients=CLIENTS, mailings=[{**MAILING, "daily_cap": 2}]))
    world.sync()
    assert world.took.total() == 2
    assert world.rows("letters_sent", "letters_waiting", tab="mailings") == [(2, 1)]
    world.sync()
    assert world.took.total() == 2


@pytest.mark.parametrize("status", ["Waiting to be sent", "Delayed", "Unclear"])
def test_an_older_workbook_put_back_after_the_letters_went_is_told_so_and_nobody_gets_a_second_one(world, status):
    world.sync()
    for row in range(3):
        world.type("letters", row, letter_status=status, sent_on=None)
    world.sync()
    assert world.rows("letter_status") == [("Sent",)] * 3 and all(day for (day,) in world.rows("sent_on"))
    assert world.rows("letters_sent", "letters_waiting", tab="mailings") == [(3, None)]
    assert set(world.took.values()) == {1}
    assert world.sync().plan.is_empty


def test_the_row_tells_the_subject_of_its_letter(world):
    world.sync()
    assert all("birthday" in row[0].lower() for row in world.rows("subject"))


def test_the_bytes_of_letters_that_went_do_not_stay_in_the_journal_for_ever(world):
    world.sync()
    journal = LetterJournal(journal_of_letters(world.settings))
    keys = [key for (key,) in world.rows("key")]
    assert all(journal.content(key) for key in keys)
    journal.close()
    month_later = dt.datetime.now(dt.UTC) + dt.timedelta(days=31)
    send_run(world.store, world.settings, lambda: month_later, connect=world.connect)
    journal = LetterJournal(journal_of_letters(world.settings))
    assert [journal.content(key) for key in keys] == [None, None, None]
    assert {journal.letter(key).state for key in keys} == {"sent"}
    journal.close()


def test_the_list_of_the_day_is_sent_to_the_manager_as_well(world):
    task = {"number": "T-0001", "due_on": TODAY, "action": "Call Anna", "client": "C-0001", "assignee": "Ola"}
    world.store = MemoryStore(snapshot(clients=CLIENTS, tasks=[task]))
    world.settings = replace(world.settings, managers={"Ola": "ola@example.com"})
    working_day = dt.date(2026, 11, 23)
    sync_run(world.store, world.settings, working_day, connect=world.connect)
    assert world.took == {"ola@example.com": 1}
    assert world.rows("to", "letter_status") == [("ola@example.com", "Sent")]


def test_a_row_copied_with_its_number_while_letters_wait_holds_them_back_until_it_is_mended(world):
    world.store = MemoryStore(snapshot(clients=CLIENTS, mailings=[{**MAILING, "daily_cap": 1}]))
    world.settings = replace(world.settings, mail=replace(world.settings.mail, per_day=1))
    world.sync()
    assert world.took.total() == 1
    world.settings = replace(world.settings, mail=replace(world.settings.mail, per_day=400))
    world.type("mailings", 0, daily_cap=None)
    world.store.edit([AddRow("mailings", {**MAILING, "order": None, "mailing": "Copy"}, "copy", "person")])
    world.sync()
    assert world.took.total() == 1
    assert {row[0] for row in world.rows("mailing_status", tab="mailings")} == {"Not started"}
    world.type("mailings", 1, number=None)
    world.sync()
    assert world.took.total() == 3 and set(world.took.values()) == {1}
    assert world.rows("number", "mailing_status", tab="mailings") == [("M-0001", "Finished"), ("M-0002", "Planned")]


def test_why_a_mailing_made_no_letter_stays_told_when_letters_of_another_one_go(world):
    good = {**MAILING, "number": "M-0002", "letter": "birthday"}
    world.store = MemoryStore(snapshot(clients=CLIENTS, mailings=[{**MAILING, "letter": "run_out"}, good]))
    world.sync()
    assert world.took.total() == 3
    bad, fine = world.rows("mailing_status", "outcome", tab="mailings")
    assert bad[0] == "Not started" and bad[1].startswith("3 letters could not be made.")
    assert fine[0] == "Finished"


@pytest.mark.parametrize(
    ("decision", "expected", "outcome"),
    [
        ("Send again", "Unclear", "The letter itself is lost with its journal, so it cannot go again."),
        ("It was sent", "Sent", "Decided by a person."),
        ("Do not send", "Not to be sent", "Decided by a person."),
    ],
)
def test_what_a_person_decides_holds_for_a_letter_whose_journal_is_lost(world, tmp_path, decision, expected, outcome):
    world.answer = lambda letter: Delivery("waiting", code="421", ends_connection=True)
    world.sync()
    shutil.rmtree(tmp_path / "state")
    world.answer = lambda letter: Delivery("sent")
    world.sync()
    world.type("letters", 1, letter_decision=decision)
    world.sync()
    status, told = world.rows("letter_status", "outcome")[1]
    assert status == expected and told.startswith(outcome)
    assert world.sync().plan.is_empty and not world.took


def test_a_letter_of_a_journal_put_back_goes_once_a_person_says_send_again(world, tmp_path):
    world.answer = lambda letter: Delivery("waiting", code="421", ends_connection=True)
    world.sync()
    kept = shutil.copytree(tmp_path / "state", tmp_path / "kept")
    shutil.rmtree(tmp_path / "state")
    shutil.copytree(kept, tmp_path / "state")
    world.answer = lambda letter: Delivery("sent")
    world.sync()
    assert {row[0] for row in world.rows("letter_status")} == {"Unclear"}
    world.type("letters", 1, letter_decision="Send again")
    for _ in range(3):
        world.sync()
    assert world.took == {"jan@example.com": 1}
    assert [row[0] for row in world.rows("letter_status")] == ["Unclear", "Sent", "Unclear"]


def test_a_mailing_keeps_what_its_row_told_while_the_state_of_its_letters_cannot_be_read(world):
    world.answer = lambda letter: Delivery("waiting", code="421", ends_connection=True)
    world.sync()
    before = world.store.read()
    assert world.rows("mailing_status", "letters_waiting", tab="mailings") == [("Under way", 3)]
    letters = before.table("letters")
    columns = {name: column for name, column in letters.columns.items() if name != "letter_status"}
    renamed = replace(before, tables={**before.tables, "letters": replace(letters, columns=columns)})
    assert not list(count_mailings(renamed, world.settings, TODAY))


def test_a_row_spoiled_after_its_letters_were_made_tells_what_became_of_them(world):
    world.settings = replace(world.settings, mail=replace(world.settings.mail, per_day=1))
    world.sync()
    world.settings = replace(world.settings, mail=replace(world.settings.mail, per_day=400))
    world.type("mailings", 0, letter="no such letter")
    world.sync()
    state, sent, waiting, told = world.rows(
        "mailing_status", "letters_sent", "letters_waiting", "outcome", tab="mailings"
    )[0]
    assert (state, sent, waiting) == ("Finished", 3, None)
    assert "no such letter" in told
    assert set(world.took.values()) == {1}
