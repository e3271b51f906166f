"""Against real servers: Postfix that relays to our own sink, and Postfix's smtp-sink with its own faults."""

import datetime as dt
import os
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest

from sheetcrm.letter_journal import FrozenLetter, LetterJournal
from sheetcrm.mail.receipts import Envelope
from sheetcrm.mail.sending import Limits, send_letters
from sheetcrm.mail.smtp import Server, Session, Timeouts, close_session, deliver, open_session
from sheetcrm.mail.smtp_connection import open_connection
from tests.smtp_server import SmtpServer
from tests.smtp_server.certificates import make_authority
from tests.smtp_server.programs import postfix, smtp_sink

pytestmark = [
    pytest.mark.postfix,
    pytest.mark.skipif(not hasattr(os, "geteuid") or os.geteuid() != 0, reason="Postfix is started by root only"),
]
NOW = dt.datetime(2026, 11, 22, 9, tzinfo=dt.UTC)
ENOUGH = Timeouts(connect=30, command=60, block=60, final=60)
CONTENT = (
    b"From: a@shop.test\r\nTo: b@x.test\r\nSubject: Hello\r\nDate: Sun, 22 Nov 2026 09:00:00 +0000\r\n"
    b"Message-ID: <1@shop.test>\r\n\r\n.a line\r\n..\r\n.\r\nend\r\n"
)


def letters(number: int) -> Iterator[Envelope]:
    for n in range(number):
        content = b"X-Number: %d\r\n" % n + CONTENT
        yield Envelope(f"k{n}", "a@shop.test", f"b{n}@x.test", content)


def send(port: int, number: int, connections: int) -> Counter[str]:
    """What came of a course of so many letters against that port."""
    server = Server("127.0.0.1", port, "none", timeouts=ENOUGH)
    with TemporaryDirectory() as folder, closing(LetterJournal(Path(folder) / "letters.sqlite")) as journal:
        frozen = [
            FrozenLetter(one.key, "m", f"C-{n}", one.sender, one.to, f"<{n}@shop.test>", one.content)
            for n, one in enumerate(letters(number))
        ]
        journal.freeze(frozen, "book", NOW)
        waiting = journal.open_letters("book", NOW)
        course = send_letters(journal, waiting, lambda: open_connection(server), Limits(connections), lambda: NOW)
        return course.outcomes


def relayed(sink: SmtpServer, number: int, seconds: float = 90) -> Counter[str]:
    """Who got a letter, once so many came through Postfix; a little later, so that one too many would show."""
    end = time.monotonic() + seconds
    while len(sink.received) < number and time.monotonic() < end:
        time.sleep(0.05)
    time.sleep(0.5)
    return Counter(address for letter in sink.received for address in letter.to)


def test_postfix_gets_every_letter_once_and_byte_for_byte() -> None:
    with SmtpServer() as sink, postfix(f"smtp:[127.0.0.1]:{sink.port}") as (port, _):
        assert send(port, 300, 8) == Counter(sent=300)
        assert relayed(sink, 300) == Counter(f"b{n}@x.test" for n in range(300))
        assert all(letter.content.endswith(CONTENT) for letter in sink.received)


def test_postfix_refuses_and_defers_and_we_tell_which() -> None:
    extra = (
        "smtpd_recipient_restrictions = check_recipient_access inline:"
        "{ {b0@x.test=550 5.1.1 nobody} {b1@x.test=450 4.2.0 later} {b2@x.test=421 4.7.0 enough} }\n"
        "message_size_limit = 2000\nsmtpd_soft_error_limit = 100"
    )
    with postfix("discard:", extra) as (port, _):
        session = open_session(Server("127.0.0.1", port, "none", timeouts=ENOUGH))
        assert isinstance(session, Session)
        assert {"PIPELINING", "SIZE", "8BITMIME"} <= set(session.offers)
        told = []
        for letter in [*letters(4)][::-1]:
            delivery = deliver(session, letter)
            told.append((delivery.outcome, delivery.stage, delivery.reply and delivery.reply.enhanced))
        assert told == [
            ("accepted", "dot", "2.0.0"),
            ("deferred", "rcpt", "4.7.0"),
            ("untouched", "mail", None),
            ("untouched", "mail", None),
        ]
        close_session(session)
        session = open_session(Server("127.0.0.1", port, "none", timeouts=ENOUGH))
        assert isinstance(session, Session)
        big = Envelope("big", "a@shop.test", "b9@x.test", b"Subject: x\r\n\r\n" + b"line\r\n" * 1000)
        outcomes = [deliver(session, letter) for letter in (*letters(2), big, *letters(4))][:4]
        assert [(one.outcome, one.stage, one.code) for one in outcomes] == [
            ("refused", "rcpt", ""),
            ("deferred", "rcpt", ""),
            ("refused", "check", "too-large"),
            ("refused", "rcpt", ""),
        ]
        close_session(session)


def test_postfix_over_starttls(tmp_path: Path) -> None:
    authority = make_authority(tmp_path, "127.0.0.1")
    with SmtpServer() as sink, postfix(f"smtp:[127.0.0.1]:{sink.port}", "", tmp_path / "server.pem") as (port, log):
        session = open_session(Server("127.0.0.1", port, "starttls", certificates=authority.file, timeouts=ENOUGH))
        assert isinstance(session, Session), session
        assert session.encrypted
        assert [deliver(session, letter).outcome for letter in letters(20)] == ["accepted"] * 20
        close_session(session)
        assert relayed(sink, 20) == Counter(f"b{n}@x.test" for n in range(20))
        assert "with ESMTPS" in sink.received[0].content.decode()
        assert "SSL_accept error" not in log.read_text()


def test_postfix_sees_our_commands_in_groups_and_never_out_of_turn() -> None:
    """Postfix cuts the line of a client that talks before it was its turn."""
    extra = "smtpd_data_restrictions = reject_unauth_pipelining\nsmtpd_forbid_bare_newline = yes"
    with postfix("discard:", extra) as (port, log):
        assert send(port, 40, 2) == Counter(sent=40)
        assert "improper command pipelining" not in log.read_text()


@pytest.mark.parametrize("options", [(), ("-p",)], ids=["piped", "in-turn"])
def test_two_thousand_letters_on_eight_connections_lie_in_the_sink_once_each(
    tmp_path: Path, options: tuple[str, ...]
) -> None:
    tmp_path.chmod(0o777)
    with smtp_sink(*options, "-u", "root", "-d", f"{tmp_path}/%M.") as port:
        assert send(port, 2000, 8) == Counter(sent=2000)
    numbers = Counter(
        line for file in tmp_path.iterdir() for line in file.read_bytes().split(b"\n") if line.startswith(b"X-Number: ")
    )
    assert numbers == Counter(b"X-Number: %d" % n for n in range(2000))


@pytest.mark.parametrize("piped", [True, False])
@pytest.mark.parametrize(
    ("fault", "outcome", "stage"),
    [
        (("-q", "mail"), "untouched", "mail"),
        (("-q", "rcpt"), "untouched", "rcpt"),
        (("-q", "data"), "untouched", "data"),
        (("-q", "."), "unclear", "dot"),
        (("-Q", "mail"), "deferred", "mail"),
        (("-Q", "rcpt"), "deferred", "rcpt"),
        (("-r", "rcpt"), "deferred", "rcpt"),
        (("-r", "data"), "deferred", "data"),
        (("-r", "."), "deferred", "dot"),
        (("-f", "mail"), "refused", "mail"),
        (("-f", "rcpt"), "refused", "rcpt"),
        (("-f", "data"), "refused", "data"),
        (("-f", "."), "refused", "dot"),
    ],
)
def test_the_faults_of_smtp_sink_are_told_apart(fault: tuple[str, str], outcome: str, stage: str, piped: bool) -> None:
    with smtp_sink(*fault, *(() if piped else ("-p",)), "-u", "root") as port:
        session = open_session(Server("127.0.0.1", port, "none", timeouts=ENOUGH))
        assert isinstance(session, Session)
        assert ("PIPELINING" in session.offers) is (piped and fault[0] in ("-q", "-Q"))
        delivery = deliver(session, next(letters(1)))
        assert (delivery.outcome, delivery.stage) == (outcome, stage)
        close_session(session)
