"""What answers of real providers come to: this recipient is refused, or the whole course had better stop."""

import datetime as dt
import re
from importlib.resources import files

import pytest

from sheetcrm.letter_journal import FrozenLetter, LetterJournal
from sheetcrm.mail.sending import Limits, send_letters
from sheetcrm.mail.smtp import Delivery, Reply, Server, block_of
from sheetcrm.mail.smtp_connection import as_delivery, open_connection
from tests.smtp_server import SmtpServer, say

NOW = dt.datetime(2026, 11, 23, 9, tzinfo=dt.UTC)

LIMITS = [
    ("mail", 550, "5.4.5 Daily user sending limit exceeded. For more information on Gmail sending limits go to"),
    ("rcpt", 550, "5.7.1 Daily SMTP relay sending limit exceeded for customer."),
    ("rcpt", 450, "4.2.1 Peak SMTP relay limit exceeded for customer."),
    ("dot", 550, "5.7.1 anna@icloud.com: You have exceeded your daily sending limit. Please try again later."),
    ("dot", 554, "5.2.0 STOREDRV.Submission.Exception:SubmissionQuotaExceededException; Failed to process message"),
    ("dot", 550, "5.1.90 Your message can't be sent because you've reached your daily limit for message recipients"),
    ("dot", 454, "Throttling failure: Daily message quota exceeded."),
    ("dot", 454, "Throttling failure: Maximum sending rate exceeded."),
    ("rcpt", 550, "Domain shop.pl has exceeded the max emails per hour (500/500 (100%)) allowed. Message discarded."),
    ("rcpt", 451, "Ratelimit exceeded for mailbox anna@mail.ru. Try again later."),
    ("rcpt", 450, "4.7.1 Error: too many messages from anna@shop.pl"),
    ("mail", 550, "5.7.705 Access denied, tenant has exceeded threshold"),
    ("rcpt", 451, "4.7.650 The mail server [192.0.2.1] has been temporarily rate limited due to IP reputation."),
    ("dot", 550, "Превышен суточный лимит отправки писем"),
    ("rcpt", 550, "5.7.1 Przekroczono dzienny limit wysylki"),
]
BLOCKS = [
    (
        "dot",
        421,
        "4.7.28 Our system has detected an unusual rate of unsolicited mail originating from your IP address.",
    ),
    ("dot", 550, "5.7.26 Your email has been blocked because the sender is unauthenticated."),
    ("dot", 550, "5.7.1 [192.0.2.1] Our system has detected that this message is likely unsolicited mail."),
    ("dot", 554, "5.7.1 Message rejected under suspicion of SPAM; https://ya.cc/1IrBc"),
    ("dot", 550, "spam message rejected. Please visit http://help.mail.ru/notspam-support/id?c=8"),
    ("mail", 553, "5.7.1 Sender address rejected: not owned by auth user."),
    ("mail", 550, "5.1.8 Access denied, bad outbound sender AS(42003)"),
    ("dot", 554, "5.2.0 STOREDRV.Submission.Exception:OutboundSpamException; Failed to process message: spam"),
    ("rcpt", 554, "5.7.1 Service unavailable; Client host [192.0.2.1] blocked using zen.spamhaus.org"),
    ("rcpt", 550, "5.7.606 Access denied, banned sending IP [192.0.2.1]. To request removal from this list"),
    ("rcpt", 550, "5.7.708 Access denied, traffic not accepted from this IP"),
    ("rcpt", 554, "5.7.1 <b@x.pl>: Relay access denied"),
    ("mail", 530, "5.7.0 Authentication Required. For more information, go to"),
    ("dot", 554, "Message rejected: Email address is not verified. Your account is suspended"),
    ("dot", 550, "5.7.60 SMTP; Client does not have permissions to send as this sender"),
    ("rcpt", 550, "Your mail server is on our blacklist"),
    ("dot", 550, "5.1.0 piWs1j00 policy violation"),
]
RECIPIENTS = [
    ("rcpt", 550, "5.1.1 The email account that you tried to reach does not exist."),
    ("rcpt", 550, "5.1.1 <antispam@firm.pl>: Recipient address rejected: User unknown in virtual mailbox table"),
    ("rcpt", 550, "<spam@firm.pl>: no such user here"),
    ("rcpt", 554, "5.7.1 <b@x.pl>: Recipient address rejected: Access denied"),
    ("rcpt", 550, "5.7.129 RESOLVER.RST.RestrictedToRecipientsPermission; not authorized to send to the recipient"),
    ("rcpt", 450, "4.2.1 The user you are trying to contact is receiving mail too quickly."),
    ("rcpt", 452, "4.2.2 The email account that you tried to reach is over quota."),
    ("rcpt", 550, "5.2.1 The email account that you tried to reach is disabled."),
    ("rcpt", 550, "5.2.2 <b@x.pl> Mailbox is full; storage limit exceeded"),
    ("rcpt", 450, "4.7.1 Greylisted, see http://postgrey.schweikert.ch/help/x.pl.html"),
    ("rcpt", 451, "4.7.1 Greylisting in action, please come back later"),
    (
        "rcpt",
        550,
        "Message was not accepted -- invalid mailbox. Local mailbox b@mail.ru is unavailable: user not found",
    ),
    ("dot", 552, "5.3.4 Message too big for system"),
    ("dot", 451, "4.3.0 Temporary system problem. Try again later"),
    ("rcpt", 421, "4.4.2 timeout exceeded"),
    ("rcpt", 451, "4.5.1 The recipient <b@yandex.ru> has exceeded message rate limit. Try again later."),
    ("rcpt", 550, "5.4.1 Recipient address rejected: Access denied. AS(201806281)"),
    ("dot", 552, "message size exceeds maximum message size of sending server"),
]


def came(stage, code, text):
    outcome = "deferred" if code < 500 else "refused"
    return Delivery("k", outcome, stage, reply=Reply(code, (text,)))


@pytest.mark.parametrize(("stage", "code", "text"), LIMITS)
def test_a_limit_stops_the_course_and_the_letter_goes_later(stage, code, text):
    assert block_of(came(stage, code, text)) == "limit"
    found = as_delivery(came(stage, code, text), ends=False)
    assert (found.outcome, found.stops) == ("delayed", True)


@pytest.mark.parametrize(("stage", "code", "text"), BLOCKS)
def test_a_block_stops_the_course_and_the_recipient_is_not_to_blame(stage, code, text):
    assert block_of(came(stage, code, text)) == "block"
    found = as_delivery(came(stage, code, text), ends=False)
    assert (found.outcome, found.stops) == ("delayed", True)


@pytest.mark.parametrize(("stage", "code", "text"), RECIPIENTS)
def test_what_is_about_one_recipient_or_one_letter_stops_nothing(stage, code, text):
    assert block_of(came(stage, code, text)) == ""


@pytest.mark.parametrize("pipelining", [True, False])
@pytest.mark.parametrize("text", ["550 5.7.26 not authenticated", "550 5.4.5 limit", "421 4.7.28 unusual rate"])
@pytest.mark.parametrize("stage", ["mail", "rcpt", "data", "dot"])
def test_a_block_at_any_stage_ends_the_course_and_the_rest_waits(tmp_path, stage, text, pipelining):
    def react(moment):
        told = moment.step == stage and moment.letter == 2 and moment.line != "unasked"
        return say(text) if told else None

    offers = ("PIPELINING", "ENHANCEDSTATUSCODES") if pipelining else ()
    journal = LetterJournal(tmp_path / "letters.sqlite")
    letters = [
        FrozenLetter(f"k{n}", "m", f"C-{n}", "we@a.test", f"c{n}@b.test", f"<{n}@a.test>", b"Subject: a\r\n\r\nb\r\n")
        for n in range(5)
    ]
    journal.freeze(letters, "book", NOW)
    with SmtpServer(react, offers=offers) as server:
        where = Server("127.0.0.1", server.port, "none")
        open_letters = journal.open_letters("book", NOW)
        sent = send_letters(journal, open_letters, lambda: open_connection(where), Limits(1), lambda: NOW)
    assert sent.stop == "blocked" and len(server.received) == 1
    assert [journal.letter(f"k{n}").state for n in range(5)] == ["sent", "delayed", "waiting", "waiting", "waiting"]
    journal.close()


def test_a_bare_code_of_policy_at_a_recipient_refuses_it_and_stops():
    found = as_delivery(came("rcpt", 550, "5.7.1 no"), ends=False)
    assert (found.outcome, found.stops) == ("refused", True)


def test_a_letter_that_was_taken_is_no_block_whatever_the_server_says():
    assert block_of(Delivery("k", "accepted", "dot", reply=Reply(250, ("2.0.0 queued, not spam",)))) == ""


@pytest.mark.parametrize("name", ["blocks.txt", "recipients.txt"])
def test_every_pattern_can_be_read(name):
    lines = files("sheetcrm.mail.smtp").joinpath(name).read_text(encoding="utf-8").splitlines()
    found = [line for line in lines if line and not line.startswith("#")]
    assert len(found) > 5
    for line in found:
        if name == "blocks.txt":
            kind, _, line = line.partition(" ")
            assert kind in ("limit", "block")
        re.compile(line.strip())
