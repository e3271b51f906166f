"""Several connections at once: each letter is claimed before it is begun, goes once, and is settled once."""

import threading
from collections import Counter
from collections.abc import Iterator

import pytest

from sheetcrm.mail.receipts import Envelope
from sheetcrm.mail.smtp import Course, Delivery, Login, Server, Timeouts, send_letters
from tests.smtp_server import Moment, Reaction, SmtpServer, cut, say

ENOUGH = Timeouts(connect=30, command=30, block=30, final=30)
CONTENT = b"Subject: Hello\r\n\r\nA letter.\r\n"


class Book:
    """What a journal would note: claims and outcomes, in their order."""

    def __init__(self, taken: frozenset[str] = frozenset()) -> None:
        self.lock = threading.Lock()
        self.lines: list[tuple[str, str]] = []
        self.deliveries: list[Delivery] = []
        self.taken = set(taken)

    def claim(self, letter: Envelope) -> bool:
        with self.lock:
            return self._claim(letter)

    def settle(self, delivery: Delivery, following: Envelope | None) -> bool:
        with self.lock:
            self.lines.append((delivery.outcome, delivery.key))
            self.deliveries.append(delivery)
            return following is not None and self._claim(following)

    def outcomes(self) -> Counter[str]:
        return Counter(delivery.outcome for delivery in self.deliveries)

    def _claim(self, letter: Envelope) -> bool:
        if letter.key in self.taken:
            return False
        self.taken.add(letter.key)
        self.lines.append(("claimed", letter.key))
        return True


def letters(number: int) -> list[Envelope]:
    return [Envelope(f"k{n}", "a@shop.test", f"b{n}@x.test", CONTENT) for n in range(number)]


def course(sink: SmtpServer, book: Book, number: int, connections: int = 4, each: int = 100) -> Course:
    server = Server("127.0.0.1", sink.port, "none", timeouts=ENOUGH)
    return send_letters(
        server, iter(letters(number)), book.claim, book.settle, connections=connections, letters_per_connection=each
    )


def arrived(sink: SmtpServer) -> Counter[str]:
    return Counter(address for letter in sink.received for address in letter.to)


@pytest.mark.parametrize("offers", [("PIPELINING",), ()], ids=["piped", "in-turn"])
def test_two_thousand_letters_on_eight_connections_arrive_once_each(offers: tuple[str, ...]) -> None:
    book = Book()
    with SmtpServer(offers=offers) as sink:
        assert course(sink, book, 2000, connections=8) == Course("done")
        assert arrived(sink) == Counter(f"b{n}@x.test" for n in range(2000))
        assert sink.connections >= 20
        per_connection = Counter(letter.connection for letter in sink.received)
        assert max(per_connection.values()) <= 100
    assert book.outcomes() == {"accepted": 2000}


def test_every_letter_is_claimed_before_and_settled_after_and_one_at_a_time_on_a_connection() -> None:
    book = Book()
    with SmtpServer() as sink:
        course(sink, book, 50, connections=1)
    assert book.lines == [line for n in range(50) for line in (("claimed", f"k{n}"), ("accepted", f"k{n}"))]


def test_a_letter_that_somebody_else_claimed_is_passed_over() -> None:
    book = Book(taken=frozenset({"k0", "k7", "k8", "k19"}))
    with SmtpServer() as sink:
        assert course(sink, book, 20, connections=3).ended == "done"
        assert arrived(sink) == Counter(f"b{n}@x.test" for n in range(20) if n not in (0, 7, 8, 19))


def test_a_connection_is_given_up_after_so_many_letters() -> None:
    with SmtpServer() as sink:
        course(sink, Book(), 25, connections=1, each=10)
        assert Counter(letter.connection for letter in sink.received) == {1: 10, 2: 10, 3: 5}


@pytest.mark.parametrize("ending", [cut(), cut("421 4.7.0 that is enough"), cut(hard=True)])
@pytest.mark.parametrize("offers", [("PIPELINING",), ()], ids=["piped", "in-turn"])
def test_a_server_that_ends_each_connection_after_five_letters_costs_nothing(
    ending: Reaction, offers: tuple[str, ...]
) -> None:
    book = Book()
    with SmtpServer(lambda moment: ending if moment.step == "mail" and moment.letter == 6 else None, offers) as sink:
        assert course(sink, book, 40, connections=2).ended == "done"
        assert arrived(sink) == Counter(f"b{n}@x.test" for n in range(40))
    assert book.outcomes() == {"accepted": 40}


def test_a_server_that_ends_every_connection_at_the_first_letter_is_not_asked_for_ever() -> None:
    book = Book()
    with SmtpServer(lambda moment: cut("421 4.7.0 no") if moment.step == "mail" else None) as sink:
        assert course(sink, book, 6, connections=2).ended == "done"
    assert book.outcomes() == {"deferred": 6}


def test_letters_that_got_lost_on_their_way_are_told_apart() -> None:
    def react(moment: Moment) -> Reaction | None:
        if moment.letter % 5 == 2 and moment.step == "rcpt":
            return say("550 5.1.1 nobody")
        if moment.letter % 5 == 3 and moment.step == "rcpt":
            return say("450 4.2.0 later")
        if moment.letter == 4 and moment.step == "data":
            return cut()
        return cut() if moment.letter == 5 and moment.step == "taken" else None

    book = Book()
    with SmtpServer(react) as sink:
        assert course(sink, book, 40, connections=1).ended == "done"
        got = arrived(sink)
    fates = {delivery.key: delivery.outcome for delivery in book.deliveries}
    assert len(book.deliveries) == len(fates) == 40
    assert {"k" + address[1:].partition("@")[0] for address in got} == {k for k, o in fates.items() if o == "accepted"}
    assert set(book.outcomes()) == {"accepted", "refused", "deferred", "untouched"}


def test_answers_lost_after_the_dot_are_never_sent_again() -> None:
    book = Book()
    with SmtpServer(lambda moment: cut() if moment.step == "taken" and moment.letter == 3 else None) as sink:
        assert course(sink, book, 30, connections=3).ended == "done"
        assert max(arrived(sink).values()) == 1
        assert len(sink.received) == 30
    assert book.outcomes().total() == 30
    assert 8 <= book.outcomes()["unclear"] <= 10


@pytest.mark.parametrize("text", ["550 5.7.1 spam", "450 4.2.1 shut", "550 5.4.5 daily limit"])
def test_a_block_stops_the_course_and_the_rest_stays_unclaimed(text: str) -> None:
    def react(moment: Moment) -> Reaction | None:
        return say(text) if moment.step == "dot" and moment.letter == 5 else None

    book = Book()
    with SmtpServer(react) as sink:
        ended = course(sink, book, 500, connections=3)
        assert ended.ended == "blocked"
        assert ended.delivery is not None
        assert ended.delivery.reply is not None
        assert ended.delivery.reply.code == int(text[:3])
        assert len(sink.received) < 30
    begun = {key for word, key in book.lines if word == "claimed"}
    assert begun == {delivery.key for delivery in book.deliveries}
    assert not begun & {letter.key for letter in ended.left}


def test_a_server_that_is_not_there_claims_nothing() -> None:
    book = Book()
    with SmtpServer(lambda moment: cut() if moment.step == "connect" else None) as sink:
        ended = course(sink, book, 10, connections=5)
        assert sink.connections == 1
    assert (ended.ended, ended.failure and ended.failure.code) == ("unreachable", "connection-lost")
    assert book.lines == []
    assert [letter.key for letter in ended.left] == ["k0"]


def test_a_wrong_password_is_tried_once() -> None:
    book = Book()
    with SmtpServer(users={"anna": "right"}) as sink:
        server = Server("127.0.0.1", sink.port, "none", Login("anna", "wrong"), timeouts=ENOUGH)
        ended = send_letters(server, letters(20), book.claim, book.settle, connections=6)
        assert sum(command.startswith("AUTH") for command in sink.commands) == 1
    assert (ended.ended, ended.failure and ended.failure.code) == ("unreachable", "login-refused")
    assert book.lines == []


def test_a_server_that_allows_fewer_connections_gets_all_over_those() -> None:
    def react(moment: Moment) -> Reaction | None:
        return cut("421 4.7.0 too many connections") if moment.step == "connect" and moment.connection > 2 else None

    book = Book()
    with SmtpServer(react) as sink:
        ended = course(sink, book, 90, connections=6)
        left = Counter(letter.to for letter in ended.left)  # given back when the others had finished
        assert arrived(sink) + left == Counter(f"b{n}@x.test" for n in range(90))
        assert left.total() <= 4
    assert ended.ended == ("unreachable" if left else "done")
    if ended.failure is not None:
        assert ended.failure.reply is not None
        assert ended.failure.reply.code == 421


def test_a_server_that_dies_half_way_leaves_each_letter_settled_or_unclaimed() -> None:
    def react(moment: Moment) -> Reaction | None:
        if moment.step == "connect" and moment.connection > 2:
            return cut()
        return cut() if moment.step == "data" and moment.letter == 10 else None

    book = Book()
    with SmtpServer(react) as sink:
        ended = course(sink, book, 100, connections=2)
        assert len(sink.received) == 18
    assert ended.ended == "unreachable"
    assert {key for word, key in book.lines if word == "claimed"} == {one.key for one in book.deliveries}
    assert book.outcomes() == {"accepted": 18, "untouched": 2}


@pytest.mark.parametrize("where", ["claim", "settle", "letters"])
def test_an_error_of_the_journal_stops_every_connection_and_is_raised(where: str) -> None:
    class DiskFull(Exception):
        pass

    class Failing(Book):
        def claim(self, letter: Envelope) -> bool:
            if where == "claim" and letter.key == "k20":
                raise DiskFull
            return super().claim(letter)

        def settle(self, delivery: Delivery, following: Envelope | None) -> bool:
            if (where == "settle" and delivery.key == "k20") or (
                where == "claim" and following is not None and following.key == "k20"
            ):
                raise DiskFull
            return super().settle(delivery, following)

    def given() -> Iterator[Envelope]:
        for letter in letters(5000):
            if where == "letters" and letter.key == "k20":
                raise DiskFull
            yield letter

    book = Failing()
    with SmtpServer() as sink:
        server = Server("127.0.0.1", sink.port, "none", timeouts=ENOUGH)
        with pytest.raises(DiskFull):
            send_letters(server, given(), book.claim, book.settle, connections=3)
        assert len(sink.received) < 100
    claimed = {key for word, key in book.lines if word == "claimed"}
    settled = {delivery.key for delivery in book.deliveries}
    assert len(claimed - settled) == {"claim": 1, "settle": 1, "letters": 0}[where]


def test_no_more_connections_are_opened_than_letters_need() -> None:
    with SmtpServer() as sink:
        assert course(sink, Book(), 1, connections=8).ended == "done"
        assert sink.connections == 1
        assert course(sink, Book(), 0, connections=8) == Course("done")
        assert sink.connections == 1
