"""Several lines at once: each letter is claimed before it is begun, goes once, is settled once; none waits."""

import datetime as dt
import threading
import time
from collections import Counter

import pytest

from sheetcrm.errors import MailUnusable, WorkbookNotWritable
from sheetcrm.letter_journal import FrozenLetter, LetterJournal
from sheetcrm.mail import smtp_connection
from sheetcrm.mail.sending import Limits, send_letters
from sheetcrm.mail.smtp import Login, Server, Timeouts
from sheetcrm.mail.smtp_connection import open_connection
from tests.smtp_server import SmtpServer, cut, say, wait
from tests.smtp_server.certificates import make_authority

NOW = dt.datetime(2026, 11, 22, 9, tzinfo=dt.UTC)
ENOUGH = Timeouts(connect=30, command=30, block=30, final=30)
CONTENT = b"Subject: Hello\r\n\r\nA letter.\r\n"


class Book(LetterJournal):
    """A journal that remembers what was claimed and settled, in order."""

    def __init__(self, path):
        super().__init__(path)
        self.lines, self.commits = [], 0

    def advance(self, now, settled, claims):
        given = super().advance(now, settled, claims)
        self.commits += 1
        self.lines += [*((one.outcome, one.key) for one in settled), *(("claimed", key) for key in given)]
        return given


@pytest.fixture
def book(tmp_path):
    opened = Book(tmp_path / "letters.sqlite")
    yield opened
    opened.close()


def letters(book, number, content=CONTENT):
    book.freeze(
        [
            FrozenLetter(f"k{n:04}", "m", f"C-{n}", "a@shop.test", f"b{n}@x.test", f"<{n}@shop.test>", content)
            for n in range(number)
        ],
        "book",
        NOW,
    )
    return book.open_letters("book", NOW)


def course(sink, book, number, connections=4, *, content=CONTENT, **server):
    where = Server("127.0.0.1", sink.port, server.pop("security", "none"), timeouts=ENOUGH, **server)
    given = letters(book, number, content)
    return send_letters(book, given, lambda: open_connection(where), Limits(connections), lambda: NOW)


def arrived(sink):
    return Counter(address for letter in sink.received for address in letter.to)


def everybody(number):
    return Counter(f"b{n}@x.test" for n in range(number))


def states(book):
    return Counter(letter.state for letter in book.letters("book"))


@pytest.mark.parametrize("offers", [("PIPELINING",), ()], ids=["piped", "in-turn"])
def test_two_thousand_letters_on_eight_lines_arrive_once_each(book, offers):
    with SmtpServer(offers=offers) as sink:
        assert course(sink, book, 2000, connections=8).outcomes == {"sent": 2000}
        assert arrived(sink) == everybody(2000)
        assert sink.connections >= 20
        assert max(Counter(letter.connection for letter in sink.received).values()) <= 100
    assert book.commits < 1900  # several share one


@pytest.mark.parametrize("security", ["tls", "starttls"])
def test_several_encrypted_lines_carry_letters_larger_than_any_buffer(book, tmp_path, security):
    authority = make_authority(tmp_path, "127.0.0.1")
    content = CONTENT + b"x" * 76 * 3 + b"\r\n" + (b"y" * 76 + b"\r\n") * 25_000
    offers = ("STARTTLS", "PIPELINING", "SIZE 9000000")
    with SmtpServer(context=authority.context, implicit=security == "tls", offers=offers) as sink:
        ended = course(sink, book, 12, connections=4, content=content, security=security, certificates=authority.file)
        assert ended.outcomes == {"sent": 12} and arrived(sink) == everybody(12)
        assert {letter.content for letter in sink.received} == {content}
        assert all(letter.encrypted for letter in sink.received)


def test_every_letter_is_claimed_before_and_settled_after_and_one_at_a_time_on_a_line(book):
    with SmtpServer() as sink:
        course(sink, book, 50, connections=1)
    assert book.lines == [line for n in range(50) for line in (("claimed", f"k{n:04}"), ("sent", f"k{n:04}"))]


def test_a_letter_that_somebody_else_claimed_is_passed_over(book):
    given = letters(book, 20)
    taken = ["k0000", "k0007", "k0008", "k0019"]
    book.advance(NOW, [], taken)
    with SmtpServer() as sink:
        where = Server("127.0.0.1", sink.port, "none", timeouts=ENOUGH)
        ended = send_letters(book, given, lambda: open_connection(where), Limits(3), lambda: NOW)
        assert ended.outcomes == {"sent": 16} and ended.left == 0
        assert arrived(sink) == Counter(f"b{n}@x.test" for n in range(20) if f"k{n:04}" not in taken)


def test_a_line_is_given_up_after_so_many_letters(book, monkeypatch):
    monkeypatch.setattr(smtp_connection, "LETTERS_PER_CONNECTION", 10)
    with SmtpServer() as sink:
        course(sink, book, 25, connections=1)
        assert Counter(letter.connection for letter in sink.received) == {1: 10, 2: 10, 3: 5}


@pytest.mark.parametrize("ending", [cut(), cut("421 4.7.0 that is enough"), cut(hard=True)])
@pytest.mark.parametrize("offers", [("PIPELINING",), ()], ids=["piped", "in-turn"])
def test_a_server_that_ends_each_line_after_five_letters_costs_nothing(book, ending, offers):
    def react(moment):
        return ending if moment.step == "mail" and moment.letter == 6 else None

    with SmtpServer(react, offers) as sink:
        course(sink, book, 40, connections=2)
        assert arrived(sink) == everybody(40)
    assert states(book) == {"sent": 40}


def test_a_server_that_ends_every_line_at_the_first_letter_is_not_asked_for_ever(book):
    with SmtpServer(lambda moment: cut() if moment.step == "mail" else None) as sink:
        ended = course(sink, book, 6, connections=2)
        assert sink.connections <= 6 * 3
    assert states(book) == {"waiting": 6} and not sink.received and ended.left == 0


def test_letters_that_got_lost_on_their_way_are_told_apart(book):
    def react(moment):
        if moment.letter % 5 == 2 and moment.step == "rcpt":
            return say("452 4.2.2 full")
        if moment.letter % 5 == 3 and moment.step == "rcpt":
            return say("450 4.2.0 later")
        if moment.letter == 4 and moment.step == "data":
            return cut()
        return cut() if moment.letter == 5 and moment.step == "taken" else None

    with SmtpServer(react) as sink:
        course(sink, book, 40, connections=1)
        got = arrived(sink)
    known = {letter.address: letter.state for letter in book.letters("book")}
    assert {address for address in got if known[address] != "unclear"} == {a for a, s in known.items() if s == "sent"}
    assert set(known.values()) == {"sent", "delayed"} and max(got.values()) == 1


def test_answers_lost_after_the_dot_are_never_sent_again(book):
    with SmtpServer(lambda moment: cut() if moment.step == "taken" and moment.letter == 3 else None) as sink:
        course(sink, book, 30, connections=3)
        assert arrived(sink) == everybody(30)
    assert states(book).total() == 30 and 8 <= states(book)["unclear"] <= 10


@pytest.mark.parametrize("text", ["550 5.7.1 spam", "450 4.2.1 shut", "550 5.4.5 daily limit"])
def test_a_block_stops_the_course_and_the_rest_stays_unclaimed(book, text):
    def react(moment):
        return say(text) if moment.step == "dot" and moment.letter == 5 else None

    with SmtpServer(react) as sink:
        ended = course(sink, book, 500, connections=3)
        assert ended.stop == "blocked" and len(sink.received) < 30
    begun = Counter(key for word, key in book.lines if word == "claimed")
    assert begun == Counter(key for word, key in book.lines if word != "claimed")
    assert states(book)["waiting"] == 500 - begun.total() == ended.left


def test_a_server_that_is_not_there_claims_nothing(book):
    with SmtpServer(lambda moment: cut() if moment.step == "connect" else None) as sink:
        with pytest.raises(MailUnusable):
            course(sink, book, 10, connections=5)
        assert sink.connections == 1
    assert book.lines == []


def test_a_wrong_password_is_tried_once(book):
    with SmtpServer(users={"anna": "right"}) as sink:
        with pytest.raises(MailUnusable) as told:
            course(sink, book, 20, connections=6, login=Login("anna", "wrong"))
        assert sum(command.startswith("AUTH") for command in sink.commands) == 1
    assert told.value.code == "mail-login-refused"
    assert book.lines == []


def test_a_server_that_allows_fewer_lines_gets_all_over_those(book):
    def react(moment):
        return cut("421 4.7.0 too many connections") if moment.step == "connect" and moment.connection > 2 else None

    with SmtpServer(react) as sink:
        ended = course(sink, book, 90, connections=6)
        assert arrived(sink) == everybody(90) and not ended.stop
        assert {letter.connection for letter in sink.received} == {1, 2} and sink.connections <= 6


def test_a_server_that_dies_half_way_leaves_each_letter_settled_or_unclaimed(book):
    def react(moment):
        if moment.step == "connect" and moment.connection > 2:
            return cut()
        return cut() if moment.step == "data" and moment.letter == 10 else None

    with SmtpServer(react) as sink:
        ended = course(sink, book, 100, connections=2)
        assert len(sink.received) in (9, 18)  # the second line may never have come about
    assert ended.stop == "unreachable" and isinstance(ended.error, MailUnusable)
    assert states(book) == {"sent": len(sink.received), "waiting": 100 - len(sink.received)}


def test_one_slow_line_keeps_no_other_waiting(book):
    """The first line answers one byte in a while, the third takes long to open."""

    def react(moment):
        if moment.step == "connect" and moment.connection == 3:
            return wait(3)
        slow = moment.connection == 1 and moment.step == "taken"
        return say("250 2.0.0 in my own time", drip=0.1) if slow else None

    with SmtpServer(react) as sink:
        began = time.monotonic()
        course(sink, book, 60, connections=4)
        assert arrived(sink) == everybody(60) and time.monotonic() - began < 20
        assert Counter(letter.connection for letter in sink.received)[1] <= 3


def test_a_server_that_falls_silent_is_left_after_a_while_and_the_letter_is_not_repeated_after_its_dot(book):
    quick = Timeouts(connect=5, command=0.5, block=0.5, final=0.5)

    def react(moment):
        silent = {1: "taken", 2: "rcpt", 3: "body"}.get(moment.connection)
        return wait(3) if moment.step == silent else None

    with SmtpServer(react) as sink:
        where = Server("127.0.0.1", sink.port, "none", timeouts=quick)
        given = letters(book, 9)
        ended = send_letters(book, given, lambda: open_connection(where), Limits(3), lambda: NOW)
        assert max(arrived(sink).values()) == 1
    found = states(book)
    assert found["unclear"] >= 1 and found["sent"] + found["unclear"] == 9 and ended.left == 0


def test_a_line_that_is_closed_while_nothing_is_to_be_sent_is_opened_anew(book):
    closed = threading.Event()

    def react(moment):
        if moment.step == "taken" and moment.letter == 1 and moment.connection == 1:
            closed.set()
            return cut("250 2.0.0 taken, and goodbye")
        return None

    with SmtpServer(react) as sink:
        where = Server("127.0.0.1", sink.port, "none", timeouts=ENOUGH)
        limits = Limits(1, apart=0.2)
        ended = send_letters(book, letters(book, 3), lambda: open_connection(where), limits, lambda: NOW)
        assert ended.outcomes == {"sent": 3} and closed.is_set() and arrived(sink) == everybody(3)
        assert sink.connections == 2


def test_an_interrupted_course_hears_out_what_is_on_its_way(book):
    """Ctrl-C in the middle: nothing that had begun stays unclear, nothing else begins."""

    def react(moment):
        return wait(0.05) if moment.step == "taken" else None

    def interrupted(done, total):
        if done == 10:
            raise KeyboardInterrupt

    with SmtpServer(react) as sink:
        where = Server("127.0.0.1", sink.port, "none", timeouts=ENOUGH)
        given = letters(book, 60)
        with pytest.raises(KeyboardInterrupt):
            send_letters(book, given, lambda: open_connection(where), Limits(4), lambda: NOW, tell=interrupted)
        assert 10 <= len(sink.received) <= 14
    told = states(book)
    assert told == {"sent": len(sink.received), "waiting": 60 - len(sink.received)}


@pytest.mark.parametrize("kind", [WorkbookNotWritable("journal-not-writable"), RuntimeError("ours")])
def test_an_error_of_the_journal_stops_every_line_and_is_raised(book, kind):
    advance = book.advance

    def failing(now, settled, claims):
        if any(key >= "k0020" for key in claims):
            raise kind
        return advance(now, settled, claims)

    book.advance = failing
    with SmtpServer() as sink:
        with pytest.raises(type(kind)):
            course(sink, book, 500, connections=3)
        assert len(sink.received) <= 23
    assert states(book)["waiting"] >= 477


def test_no_more_lines_are_opened_than_letters_need(book):
    with SmtpServer() as sink:
        assert course(sink, book, 1, connections=8).outcomes == {"sent": 1}
        assert sink.connections == 1
