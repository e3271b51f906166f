"""A mailbox on a real IMAP server: Dovecot on loopback, started for these tests and ended with them."""

import imaplib
import os
from collections.abc import Iterator

import pytest

from sheetcrm.errors import MailUnusable
from sheetcrm.mail.inbox.mailbox import Account, Mailbox, Place
from tests.mail.inbox.server import dovecot, log_in
from tests.smtp_server.programs import free_port

pytestmark = [
    pytest.mark.dovecot,
    pytest.mark.skipif(not hasattr(os, "geteuid") or os.geteuid() != 0, reason="Dovecot is started by root only"),
]


@pytest.fixture(scope="module")
def port() -> Iterator[int]:
    with dovecot() as number:
        yield number


def filled(port: int, user: str, number: int) -> imaplib.IMAP4:
    """A mailbox with so many letters, and one in Sent."""
    mailbox = log_in(port, user)
    for n in range(number):
        mailbox.append("INBOX", "", "", b"Subject: %d\r\n\r\nhi\r\n" % n)
    mailbox.append("Sent", "", "", b"Subject: s\r\nMessage-ID: <sent1@x.test>\r\n\r\nhi\r\n")
    return mailbox


def account(port: int, user: str, password: str = "secret", token: str = "") -> Account:
    return Account("127.0.0.1", user, port, "none", password, token, timeout=10)


def test_new_mail_is_read_once_in_its_order_and_stays_unread(port: int) -> None:
    direct = filled(port, "ann", 60)
    with Mailbox(account(port, "ann")) as mailbox:
        found = list(mailbox.new_mail("INBOX", Place()))
        assert [one.raw.split(b"\r\n")[0] for one, _ in found] == [b"Subject: %d" % n for n in range(60)]
        assert [one.number for one, _ in mailbox.new_mail("INBOX", found[39][1])] == list(range(41, 61))
        assert list(mailbox.new_mail("INBOX", found[-1][1])) == []
        assert len(list(mailbox.new_mail("INBOX", Place(1, 99)))) == 60
    direct.select("INBOX")
    assert len(direct.search(None, "UNSEEN")[1][0].split()) == 60
    direct.logout()


def test_a_letter_is_found_in_sent_by_its_message_id(port: int) -> None:
    filled(port, "bob", 0).logout()
    with Mailbox(account(port, "bob")) as mailbox:
        assert mailbox.find_message_ids(["<sent1@x.test>", "<none@x.test>", '<a"\r\nb>']) == {"<sent1@x.test>"}


def test_what_does_not_work_is_said(port: int) -> None:
    filled(port, "cat", 0).logout()
    codes = []
    for wrong in (account(port, "cat", "wrong"), account(port, "cat", token="t"), account(free_port(), "cat")):
        with pytest.raises(MailUnusable) as refused:
            Mailbox(wrong)
        codes.append(refused.value.code)
    with Mailbox(account(port, "cat")) as mailbox, pytest.raises(MailUnusable) as refused:
        list(mailbox.new_mail("Нет & так", Place()))
    assert [*codes, refused.value.code] == [
        "inbox-login-refused", "inbox-login-refused", "inbox-unreachable", "inbox-no-folder"
    ]  # fmt: skip
