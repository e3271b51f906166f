"""Every stage and every fault: what is said to have come of a letter is what came of it."""

import itertools
import select
import time
from collections.abc import Iterator

import pytest

from sheetcrm.mail.receipts import Envelope
from sheetcrm.mail.smtp import Delivery, Server, Session, Timeouts, close_session, open_session
from sheetcrm.mail.smtp import deliver as deliver_waiting
from sheetcrm.mail.smtp.delivering import delivering
from sheetcrm.mail.smtp.exchange import Exchange
from tests.smtp_server import Moment, Reaction, SmtpServer, Step, cut, say, wait

ENOUGH = Timeouts(connect=20, command=20, block=20, final=20)
SHORT = Timeouts(connect=20, command=0.7, block=20, final=0.7)
PIPED = ("PIPELINING", "SIZE 100000", "8BITMIME", "SMTPUTF8")
PLAIN = ("SIZE 100000",)
CONTENT = b"From: a@shop.test\r\nTo: b@x.test\r\nSubject: Hello\r\n\r\n.a line\r\n..\r\n.\r\nend\r\n"


def deliver_beside_others(session: Session, envelope: Envelope) -> Delivery:
    """As one line among many is looked after."""
    exchange = Exchange(session.wire, delivering(session, envelope))
    while (over := exchange.advance()) is None:
        events = select.POLLOUT if exchange.writes else select.POLLIN
        ready = select.poll()
        ready.register(session.wire.socket, events)
        ready.poll(max(0, exchange.deadline - time.monotonic()) * 1000 + 1)
    return over[0]


@pytest.fixture(params=[deliver_waiting, deliver_beside_others], autouse=True)
def every_way(request: pytest.FixtureRequest) -> Iterator[None]:
    """All that is told here holds for both ways of waiting."""
    global deliver
    deliver = request.param
    yield


deliver = deliver_waiting


def letter(key: str = "k1", to: str = "b@x.test", content: bytes = CONTENT) -> Envelope:
    return Envelope(key, "a@shop.test", to, content)


def server_at(sink: SmtpServer, timeouts: Timeouts = ENOUGH) -> Server:
    return Server("127.0.0.1", sink.port, "none", timeouts=timeouts)


def session_with(sink: SmtpServer, timeouts: Timeouts = ENOUGH) -> Session:
    opened = open_session(server_at(sink, timeouts))
    assert isinstance(opened, Session), opened
    return opened


def fault_at(step: Step, reaction: Reaction, number: int = 1) -> SmtpServer:
    def react(moment: Moment) -> Reaction | None:
        return reaction if moment.step == step and moment.letter == number else None

    return SmtpServer(react)


def brief(delivery: Delivery) -> tuple[str, str, str, int]:
    return delivery.outcome, delivery.stage, delivery.code, delivery.reply.code if delivery.reply else 0


DROPS = {"end": cut(), "reset": cut(hard=True), "silence": wait(30, ""), "nonsense": say("hello?")}
AFTER_DROP = {"end": "connection-lost", "reset": "connection-lost", "silence": "timed-out", "nonsense": "garbled"}


@pytest.mark.parametrize("offers", [PIPED, PLAIN], ids=["piped", "in-turn"])
@pytest.mark.parametrize(("step", "fault"), [*itertools.product(("mail", "rcpt", "data"), DROPS)])
def test_a_connection_lost_before_the_letter_leaves_it_untouched(
    step: Step, fault: str, offers: tuple[str, ...]
) -> None:
    with fault_at(step, DROPS[fault]) as sink:
        sink.offers = offers
        session = session_with(sink, SHORT if fault == "silence" else ENOUGH)
        delivery = deliver(session, letter())
        assert brief(delivery) == ("untouched", step, AFTER_DROP[fault], 0)
        assert not session.usable
        assert sink.received == []
        close_session(session)


@pytest.mark.parametrize("offers", [PIPED, PLAIN], ids=["piped", "in-turn"])
@pytest.mark.parametrize("hard", [True, False])
def test_a_server_that_dies_within_a_long_letter_has_nothing_of_it(hard: bool, offers: tuple[str, ...]) -> None:
    long = CONTENT + b"a line of the letter\r\n" * 400_000
    with fault_at("body", cut(hard=hard)) as sink:
        sink.offers = tuple(offer for offer in offers if not offer.startswith("SIZE"))
        session = session_with(sink)
        assert brief(deliver(session, letter(content=long))) == ("untouched", "body", "connection-lost", 0)
        assert not session.usable
        assert sink.received == []


def test_a_server_that_stops_reading_within_a_letter_has_nothing_of_it() -> None:
    long = CONTENT + b"a line of the letter\r\n" * 400_000
    with fault_at("body", wait(30)) as sink:
        sink.offers = ()
        session = session_with(sink, Timeouts(20, 20, 0.5, 20))
        assert brief(deliver(session, letter(content=long))) == ("untouched", "body", "timed-out", 0)
        close_session(session)


@pytest.mark.parametrize("offers", [PIPED, PLAIN], ids=["piped", "in-turn"])
@pytest.mark.parametrize("fault", DROPS)
@pytest.mark.parametrize("step", ["dot", "taken"])
def test_a_connection_lost_after_the_dot_leaves_it_unclear(step: Step, fault: str, offers: tuple[str, ...]) -> None:
    with fault_at(step, DROPS[fault]) as sink:
        sink.offers = offers
        session = session_with(sink, SHORT if fault == "silence" else ENOUGH)
        delivery = deliver(session, letter())
        assert brief(delivery) == ("unclear", "dot", AFTER_DROP[fault], 0)
        assert not session.usable
        assert len(sink.received) == (step == "taken")
        close_session(session)


@pytest.mark.parametrize("offers", [PIPED, PLAIN], ids=["piped", "in-turn"])
@pytest.mark.parametrize(
    ("step", "answer", "outcome"),
    [
        (step, answer, "deferred" if answer.startswith("4") else "refused")
        for step in ("mail", "rcpt", "data", "dot")
        for answer in ("451 4.3.0 later", "452 4.2.2 full", "550 5.1.1 nobody\n550 5.1.1 at all", "554 no")
    ],
)
def test_an_answer_that_is_no_yes_settles_this_letter_and_the_next_one_goes(
    step: Step, answer: str, outcome: str, offers: tuple[str, ...]
) -> None:
    with fault_at(step, say(answer)) as sink:
        sink.offers = offers
        session = session_with(sink)
        delivery = deliver(session, letter())
        assert brief(delivery) == (outcome, step, "", int(answer[:3]))
        assert delivery.reply is not None
        assert delivery.reply.text == " ".join(line[4:] for line in answer.split("\n"))
        assert sink.received == []
        assert brief(deliver(session, letter("k2"))) == ("accepted", "dot", "", 250)
        assert [one.content for one in sink.received] == [CONTENT]
        close_session(session)


@pytest.mark.parametrize("offers", [PIPED, PLAIN], ids=["piped", "in-turn"])
@pytest.mark.parametrize("step", ["mail", "rcpt", "data", "dot"])
def test_after_421_the_connection_is_not_used_again(step: Step, offers: tuple[str, ...]) -> None:
    with fault_at(step, cut("421 4.3.2 closing")) as sink:
        sink.offers = offers
        session = session_with(sink)
        assert brief(deliver(session, letter())) == ("deferred", step, "", 421)
        assert not session.usable
        assert brief(deliver(session, letter("k2"))) == ("untouched", "mail", "connection-lost", 0)
        assert sink.received == []


def test_a_refusal_stays_a_refusal_when_the_connection_is_lost_right_after_it() -> None:
    def react(moment: Moment) -> Reaction | None:
        if moment.step == "rcpt":
            return say("550 5.1.1 nobody")
        return cut() if moment.step == "data" else None

    with SmtpServer(react) as sink:
        session = session_with(sink)
        delivery = deliver(session, letter())
        assert brief(delivery) == ("refused", "rcpt", "", 550)
        assert not session.usable


def test_a_server_that_wants_a_letter_for_nobody_gets_an_empty_one() -> None:
    def react(moment: Moment) -> Reaction | None:
        if moment.step == "rcpt" and moment.letter == 1:
            return say("550 5.1.1 nobody")
        return say("354 go on") if moment.step == "data" and moment.line == "unasked" else None

    with SmtpServer(react) as sink:
        session = session_with(sink)
        assert brief(deliver(session, letter())) == ("refused", "rcpt", "", 550)
        assert brief(deliver(session, letter("k2"))) == ("accepted", "dot", "", 250)
        close_session(session)
        assert [one.content for one in sink.received] == [CONTENT]


@pytest.mark.parametrize("text", ["552 5.3.4 too big", "451 4.3.1 no room"])
def test_a_server_that_refuses_before_the_end_never_gets_the_dot(text: str) -> None:
    long = CONTENT + b"a line of the letter\r\n" * 400_000
    with fault_at("body", Reaction(text)) as sink:
        sink.offers = ("PIPELINING",)
        session = session_with(sink)
        delivery = deliver(session, letter(content=long))
        assert brief(delivery) == ("refused" if text[0] == "5" else "deferred", "body", "", int(text[:3]))
        assert not session.usable
        assert sink.received == []


@pytest.mark.parametrize("offers", [PIPED, PLAIN], ids=["piped", "in-turn"])
def test_a_letter_arrives_byte_for_byte_whatever_its_dots(offers: tuple[str, ...]) -> None:
    contents = [
        CONTENT,
        b".\r\n",
        b"..\r\n",
        b"\r\n",
        b"a\r\n.\r\n.\r\n",
        b".a\r\n\r\n.b\r\n",
        b"x" * 998 + b"\r\n",
        CONTENT * 800,
    ]
    with SmtpServer() as sink:
        sink.offers = offers
        session = session_with(sink)
        for number, content in enumerate(contents):
            assert deliver(session, letter(f"k{number}", content=content)).outcome == "accepted"
        close_session(session)
        assert [one.content for one in sink.received] == contents
        assert sink.connections == 1


@pytest.mark.parametrize(
    ("wrong", "code"),
    [
        (letter(content=b"a\n.\nMAIL FROM:<evil@x.test>\r\n"), "content-unusable"),
        (letter(content=b"a\r.\rb\r\n"), "content-unusable"),
        (letter(content=b"no end"), "content-unusable"),
        (letter(content=b""), "content-unusable"),
        (letter(content=b"a\0b\r\n"), "content-unusable"),
        (letter(content=b"x" * 999 + b"\r\n"), "content-unusable"),
        (letter(content=b"x" * 98 + b"\r\n" + b"y\r\n" * 40_000), "too-large"),
        (letter(content="ä\r\n".encode()), "needs-8bitmime"),
        (letter(to="b@x.test>\r\nRCPT TO:<evil@x.test"), "address-unusable"),
        (letter(to="b c@x.test"), "address-unusable"),
        (letter(to="b@"), "address-unusable"),
        (letter(to="@x.test"), "address-unusable"),
        (letter(to=""), "address-unusable"),
        (letter(to="b\ud800@x.test"), "address-unusable"),
        (letter(to="a,b@x.test"), "address-unusable"),
        (letter(to=f"{'b' * 65}@x.test"), "address-unusable"),
        (letter(to="иван@пример.рф"), "needs-smtputf8"),
        (Envelope("k1", "a@shop.test> SIZE=1", "b@x.test", CONTENT), "address-unusable"),
    ],
)
def test_what_cannot_travel_is_refused_before_a_byte_is_sent(wrong: Envelope, code: str) -> None:
    with SmtpServer(offers=PLAIN) as sink:
        session = session_with(sink)
        assert brief(deliver(session, wrong)) == ("refused", "check", code, 0)
        assert deliver(session, letter("k2")).outcome == "accepted"
        close_session(session)
        assert [command.split(" ")[0] for command in sink.commands[:4]] == ["EHLO", "MAIL", "RCPT", "DATA"]


def test_addresses_and_options_stand_as_the_server_needs_them() -> None:
    raw = "Subject: ä\r\n\r\nцвет\r\n".encode()
    with SmtpServer() as sink:
        session = session_with(sink)
        for to, content in (("ann@пример.рф", CONTENT), ("иван@пример.рф", CONTENT), ('"a b"@x.test', raw)):
            assert deliver(session, letter(to=to, content=content)).outcome == "accepted"
        deliver(session, Envelope("k", "", "b@x.test", "a: b\r\n\r\nцвет\r\n".encode()))
        close_session(session)
        assert [command for command in sink.commands if command.startswith(("MAIL", "RCPT"))] == [
            f"MAIL FROM:<a@shop.test> SIZE={len(CONTENT)}",
            "RCPT TO:<ann@xn--e1afmkfd.xn--p1ai>",
            f"MAIL FROM:<a@shop.test> SIZE={len(CONTENT)} SMTPUTF8",
            "RCPT TO:<иван@xn--e1afmkfd.xn--p1ai>",
            f"MAIL FROM:<a@shop.test> SIZE={len(raw)} BODY=8BITMIME SMTPUTF8",
            'RCPT TO:<"a b"@x.test>',
            "MAIL FROM:<> SIZE=18 BODY=8BITMIME",
            "RCPT TO:<b@x.test>",
        ]


def test_an_answer_that_drips_is_read_whole_but_gets_no_more_time_for_it() -> None:
    with fault_at("taken", say("250-2.0.0 o\n250 k", drip=0.01)) as sink:
        session = session_with(sink)
        delivery = deliver(session, letter())
        assert (brief(delivery), delivery.reply and delivery.reply.text) == (("accepted", "dot", "", 250), "2.0.0 o k")
        close_session(session)
    with fault_at("taken", say("250 2.0.0 Ok", drip=0.2)) as sink:
        assert brief(deliver(session_with(sink, SHORT), letter())) == ("unclear", "dot", "timed-out", 0)


@pytest.mark.parametrize(
    ("said", "code"),
    [
        ("250-a\n250 b", "accepted"),
        ("250", "accepted"),
        ("251 ", "accepted"),
        ("354 more?", "unclear"),
        ("199 odd", "unclear"),
        ("2500 odd", "unclear"),
        ("25 odd", "unclear"),
    ],
)
def test_only_a_whole_yes_after_the_dot_is_a_yes(said: str, code: str) -> None:
    with fault_at("taken", say(said)) as sink:
        session = session_with(sink)
        assert deliver(session, letter()).outcome == code
        close_session(session)


def test_what_a_server_says_reaches_nobody_with_control_characters() -> None:
    with fault_at("rcpt", say("550 5.1.1 \x1b[31mred\x07 \x00\x85")) as sink:
        session = session_with(sink)
        reply = deliver(session, letter()).reply
        assert reply is not None
        assert (reply.enhanced, reply.text.isprintable()) == ("5.1.1", True)
        close_session(session)


def test_an_endless_answer_is_no_answer() -> None:
    with fault_at("rcpt", say("250-" + "x" * 70_000 + "\n250 ok")) as sink:
        session = session_with(sink)
        assert brief(deliver(session, letter())) == ("untouched", "rcpt", "garbled", 0)
