"""Logging in by a token at a real submission server (Dovecot, XOAUTH2), which hands letters on to a server of ours."""

import time
from collections.abc import Iterator

import pytest

from sheetcrm.errors import MailUnusable
from sheetcrm.mail.receipts import Envelope
from sheetcrm.mail.smtp import Login, Server, Timeouts, close_session, deliver, open_session
from sheetcrm.mail.smtp.session import Session
from sheetcrm.mail.smtp_connection import open_connection
from tests.mail.submission import submission_server, token_of
from tests.smtp_server import SmtpServer

pytestmark = pytest.mark.submission
SOON = Timeouts(5, 5, 5, 5)
ANNA = "anna@shop.test"
LETTER = Envelope("k1", ANNA, "b@x.test", b"From: anna@shop.test\r\nSubject: a\r\n\r\nb\r\n")


@pytest.fixture(scope="module")
def sink() -> Iterator[SmtpServer]:
    with SmtpServer() as server:
        yield server


@pytest.fixture(scope="module")
def port(sink: SmtpServer) -> Iterator[int]:
    with submission_server(sink.port) as number:
        for _ in range(100):
            if isinstance(session := open_session(Server("127.0.0.1", number, "none", timeouts=SOON)), Session):
                close_session(session)
                break
            time.sleep(0.1)
        yield number


def server(port: int, token: str, user: str = ANNA) -> Server:
    return Server("127.0.0.1", port, "none", Login(user, token=token), timeouts=Timeouts(20, 20, 20, 20))


def test_a_letter_goes_through_a_server_that_took_the_token(port: int, sink: SmtpServer) -> None:
    session = open_session(server(port, token_of(ANNA)))
    assert isinstance(session, Session), session
    assert deliver(session, LETTER).outcome == "accepted"
    close_session(session)
    assert [(letter.sender, letter.to) for letter in sink.received] == [(ANNA, ("b@x.test",))]


@pytest.mark.parametrize(
    ("token", "user"),
    [
        (token_of(ANNA, seconds=-3600), ANNA),
        (token_of(ANNA, secret=b"somebody else's"), ANNA),
        (token_of("boris@shop.test"), ANNA),
        ("no token at all", ANNA),
    ],
)
def test_a_token_that_is_over_forged_or_somebody_elses_is_refused(port: int, token: str, user: str) -> None:
    with pytest.raises(MailUnusable) as raised:
        open_connection(server(port, token, user))
    assert raised.value.code == "mail-token-refused" and raised.value.details["user"] == ANNA
    assert token not in str(raised.value)
