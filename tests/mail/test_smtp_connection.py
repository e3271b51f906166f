"""What a server's answers come to in the course of sending, and which words tell that there is no server."""

import pytest

from sheetcrm.errors import MailUnusable
from sheetcrm.mail.lines import Delivery
from sheetcrm.mail.smtp import Delivery as SmtpDelivery
from sheetcrm.mail.smtp import Reply, Server, Timeouts
from sheetcrm.mail.smtp_connection import as_delivery, open_connection
from tests.smtp_server import SmtpServer
from tests.smtp_server.moments import say


@pytest.mark.parametrize(
    ("outcome", "stage", "code", "text", "expected"),
    [
        ("accepted", "dot", 250, "2.0.0 Ok", ("sent", False)),
        ("deferred", "rcpt", 450, "4.2.0 greylisted", ("delayed", False)),
        ("deferred", "mail", 421, "4.3.2 closing", ("waiting", False)),
        ("deferred", "rcpt", 450, "4.2.1 too fast", ("delayed", True)),
        ("refused", "rcpt", 550, "5.1.1 nobody", ("refused", False)),
        ("refused", "rcpt", 550, "5.7.1 not for you", ("refused", True)),
        ("refused", "rcpt", 550, "5.4.5 daily limit", ("delayed", True)),
        ("refused", "dot", 550, "5.7.26 not authenticated", ("delayed", True)),
        ("refused", "mail", 530, "5.7.0 log in first", ("delayed", True)),
    ],
)
def test_an_answer_becomes_a_state_and_a_block_stops_the_course(outcome, stage, code, text, expected):
    found = as_delivery(SmtpDelivery("k", outcome, stage, reply=Reply(code, (text,))), ends=False)
    assert (found.outcome, found.stops) == expected
    assert found.reply == f"{code} {text}" and found.stage == stage


@pytest.mark.parametrize(
    ("stage", "code", "text", "dead"),
    [
        ("rcpt", 550, "5.1.1 no such user", True),
        ("rcpt", 550, "User unknown", True),
        ("rcpt", 550, "Нет такого пользователя (No such user here)", True),
        ("rcpt", 550, "5.1.10 RESOLVER.ADR.RecipientNotFound", True),
        ("rcpt", 552, "5.2.2 mailbox full", False),
        ("rcpt", 550, "5.2.1 The account is disabled", False),
        ("rcpt", 550, "5.7.1 <b@x.pl>: Recipient address rejected: Access denied", False),
        ("rcpt", 550, "5.1.8 bad sender address", False),
        ("dot", 550, "5.1.1 unclear whose", False),
        ("mail", 550, "User unknown", False),
    ],
)
def test_an_address_that_is_said_to_be_none_is_told_apart_from_other_refusals(stage, code, text, dead):
    found = as_delivery(SmtpDelivery("k", "refused", stage, reply=Reply(code, (text,))), ends=False)
    assert (found.code == "no-such-mailbox") is dead


def test_a_line_that_breaks_leaves_a_letter_waiting_before_its_end_and_unclear_after_it():
    before = as_delivery(SmtpDelivery("k", "untouched", "body", "connection-lost"), ends=True)
    after = as_delivery(SmtpDelivery("k", "unclear", "dot", "timed-out"), ends=True)
    assert before == Delivery("waiting", "body", "connection-lost", ends_connection=True)
    assert after == Delivery("unclear", "dot", "timed-out", ends_connection=True)


@pytest.mark.parametrize(
    ("security", "answer", "code"),
    [
        ("none", "554 5.3.2 go away", "mail-server-refused"),
        ("none", "HTTP/1.1 400 Bad Request", "mail-server-no-smtp"),
        ("starttls", None, "mail-tls-missing"),
    ],
)
def test_why_there_is_no_connection_is_told_by_a_code_with_the_server(security, answer, code):
    react = lambda m: say(answer) if answer and m.step == "connect" else None  # noqa: E731
    with SmtpServer(react) as server, pytest.raises(MailUnusable) as error:
        open_connection(Server("127.0.0.1", server.port, security, timeouts=Timeouts(5, 5, 5, 5)))
    assert error.value.code == code and error.value.details["server"] == "127.0.0.1"
