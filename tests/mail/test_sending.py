"""The course of sending: each letter once at most, whatever the server, the line, the disk and the quota do."""

import datetime as dt
import random
import threading
from collections import Counter

import pytest

from sheetcrm.errors import MailUnusable, WorkbookNotWritable
from sheetcrm.letter_journal import FrozenLetter, LetterJournal
from sheetcrm.mail.lines import Delivery
from sheetcrm.mail.sending import Limits, send_letters

NOW = dt.datetime(2026, 11, 22, 9, tzinfo=dt.UTC)
SENT, LATER, NEVER = Delivery("sent"), Delivery("delayed", code="451"), Delivery("refused", code="550")
CUT, LOST = Delivery("waiting", ends_connection=True), Delivery("unclear", ends_connection=True)


class Server:
    """A provider that keeps what it took, and answers as it is told."""

    def __init__(self, answer=lambda letter, nth: SENT):
        self.answer, self.took, self.tried, self.opened = answer, Counter(), Counter(), 0
        self._lock = threading.Lock()

    def open(self):
        with self._lock:
            self.opened += 1
        return self

    def deliver(self, letter, content):
        with self._lock:
            self.tried[letter.key] += 1
            said = self.answer(letter, self.tried[letter.key])
            if said.outcome in ("sent", "unclear"):
                self.took[letter.key] += 1
        return said

    def close(self):
        pass


@pytest.fixture
def journal(tmp_path):
    opened = LetterJournal(tmp_path / "letters.sqlite")
    yield opened
    opened.close()


def frozen(journal, count, until=None, sender="we@a.test"):
    letters = [
        FrozenLetter(f"letter:m:C-{n:04}", "m", f"C-{n:04}", sender, f"c{n}@b.test", f"<{n}@a.test>", b"x", until)
        for n in range(count)
    ]
    journal.freeze(letters, "book", NOW)


def sent(journal, server, *, now=NOW, limits=None, **more):
    letters = journal.open_letters("book", now)
    return send_letters(journal, letters, server.open, limits or Limits(), lambda: now, **more)


@pytest.mark.parametrize("connections", [1, 4, 16])
def test_every_letter_goes_once_over_any_number_of_connections(journal, connections):
    frozen(journal, 200)
    server = Server()
    course = sent(journal, server, limits=Limits(connections))
    assert course.outcomes == {"sent": 200} and course.left == 0 and not course.stop
    assert set(server.took.values()) == {1} and len(server.took) == 200
    assert sent(journal, server).outcomes == {} and server.took.total() == 200


def test_two_courses_at_once_send_each_letter_once(journal):
    frozen(journal, 120)
    server = Server()
    courses = [threading.Thread(target=sent, args=(journal, server)) for _ in range(4)]
    for course in courses:
        course.start()
    for course in courses:
        course.join()
    assert set(server.took.values()) == {1} and len(server.took) == 120


def test_a_line_cut_before_the_end_is_tried_again_and_one_cut_after_it_is_unclear(journal):
    frozen(journal, 3)
    server = Server(lambda letter, nth: LOST if letter.key.endswith("1") else CUT if nth == 1 else SENT)
    course = sent(journal, server, limits=Limits(1))
    assert course.outcomes["sent"] == 2 and course.outcomes["unclear"] == 1
    assert journal.letter("letter:m:C-0001").state == "unclear"
    assert sent(journal, server).outcomes == {}


def test_a_delayed_letter_is_tried_later_and_later_and_given_up_in_the_end(journal):
    frozen(journal, 1)
    server, now, waits = Server(lambda letter, nth: LATER), NOW, []
    for _ in range(40):
        sent(journal, server, now=now)
        known = journal.letter("letter:m:C-0000")
        if known.state != "delayed":
            break
        assert sent(journal, server, now=known.next_at - dt.timedelta(seconds=1)).outcomes == {}
        waits.append(known.next_at - now)
        now = known.next_at
    assert known.state == "refused" and server.tried.total() == 12
    assert waits == sorted(waits)


def test_a_letter_that_would_come_too_late_does_not_go(journal):
    frozen(journal, 1, until=NOW.date())
    assert sent(journal, Server(), now=NOW + dt.timedelta(days=1)).outcomes == {"dropped": 1}
    frozen(journal, 2, until=NOW.date())
    night = NOW.replace(hour=23, minute=50)
    assert sent(journal, Server(lambda letter, nth: LATER), now=night).outcomes == {"dropped": 1}


def test_the_quota_of_a_rolling_day_is_kept_over_runs(journal):
    frozen(journal, 10)
    server, limits = Server(), Limits(3, per_day=4)
    first = sent(journal, server, limits=limits)
    assert (first.outcomes["sent"], first.stop, first.left) == (4, "quota", 6)
    assert first.room_again == NOW + dt.timedelta(days=1)
    assert sent(journal, server, limits=limits, now=NOW + dt.timedelta(hours=23)).outcomes == {}
    later = NOW + dt.timedelta(hours=24, seconds=1)
    assert sent(journal, server, limits=limits, now=later).outcomes == {"sent": 4}


@pytest.mark.parametrize("connections", [1, 3, 8])
def test_a_letter_that_did_not_go_takes_nothing_of_the_quota(journal, connections):
    frozen(journal, 12)
    server = Server(lambda letter, nth: LATER if letter.key.endswith(("0", "1", "2")) else SENT)
    course = sent(journal, server, limits=Limits(connections, per_day=4))
    assert course.outcomes["sent"] == 4 and course.stop == "quota"
    assert journal.sent_since("we@a.test", NOW - dt.timedelta(days=1)) == 4
    assert course.left + course.outcomes.total() == 12


def test_two_courses_at_once_keep_to_one_quota_and_come_to_an_end(journal):
    frozen(journal, 60)
    server = Server()
    limits = Limits(3, per_day=20)
    courses = [threading.Thread(target=sent, args=(journal, server), kwargs={"limits": limits}) for _ in range(3)]
    for course in courses:
        course.start()
    for course in courses:
        course.join(60)
        assert not course.is_alive()
    assert set(server.took.values()) == {1}


def test_a_block_ends_the_course(journal):
    frozen(journal, 50)
    blocked = Delivery("delayed", code="5.7.26", stops=True)
    course = sent(journal, Server(lambda letter, nth: blocked), limits=Limits(1))
    assert (course.stop, course.outcomes["delayed"], course.left) == ("blocked", 1, 49)


def test_too_many_refusals_end_the_course(journal):
    frozen(journal, 100)
    course = sent(journal, Server(lambda letter, nth: NEVER), limits=Limits(1))
    assert (course.stop, course.outcomes["refused"]) == ("refusals", 10)


def test_who_opted_out_meanwhile_gets_none(journal):
    frozen(journal, 5)
    server = Server()
    course = sent(journal, server, why_not=lambda letter: "opted-out" if letter.client == "C-0003" else "")
    assert course.outcomes == {"sent": 4, "dropped": 1} and "letter:m:C-0003" not in server.took


def test_a_server_that_is_not_there_leaves_all_as_it_was(journal):
    frozen(journal, 5)

    def unreachable():
        raise MailUnusable("mail-server-unreachable")

    with pytest.raises(MailUnusable):
        send_letters(journal, journal.open_letters("book", NOW), unreachable, Limits(), lambda: NOW)
    assert {letter.state for letter in journal.letters("book")} == {"waiting"}


def test_a_server_that_goes_away_leaves_the_rest_open(journal):
    frozen(journal, 20)
    server = Server(lambda letter, nth: SENT if server.tried.total() <= 5 else CUT)

    def open_once():
        if server.opened:
            raise MailUnusable("mail-server-unreachable")
        return server.open()

    course = send_letters(journal, journal.open_letters("book", NOW), open_once, Limits(1), lambda: NOW)
    assert course.stop == "unreachable" and course.outcomes["sent"] == 5
    assert Counter(letter.state for letter in journal.letters("book")) == {"sent": 5, "waiting": 15}


def test_without_a_journal_nothing_further_is_sent(journal):
    frozen(journal, 30)
    server = Server()
    advance = journal.advance

    def full(*acts):
        if server.took.total() == 7:
            raise WorkbookNotWritable("journal-not-writable")
        return advance(*acts)

    journal.advance = full
    with pytest.raises(WorkbookNotWritable):
        sent(journal, server, limits=Limits(1))
    assert server.took.total() == 7
    del journal.advance
    assert journal.recover(NOW) == ["letter:m:C-0006"]
    assert sent(journal, server).outcomes == {"sent": 23} and set(server.took.values()) == {1}


@pytest.mark.parametrize("seed", range(12))
def test_whatever_the_server_does_no_letter_is_taken_twice_and_none_is_forgotten(journal, seed):
    frozen(journal, 60)
    chance = random.Random(seed)
    server = Server(lambda letter, nth: chance.choice([SENT, SENT, SENT, LATER, NEVER, CUT, LOST]))
    now = NOW
    for _ in range(30):
        sent(journal, server, now=now, limits=Limits(chance.choice([1, 3, 8])))
        now += dt.timedelta(hours=13)
    assert max(server.took.values()) == 1
    states = Counter(letter.state for letter in journal.letters("book"))
    assert sum(states.values()) == 60 and states["sent"] + states["unclear"] == server.took.total()
    assert not states["sending"]
