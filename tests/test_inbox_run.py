"""From a real mailbox into the sheet: what came back, who answered or wants no more, where unclear letters went."""

import datetime as dt
import itertools
import os
from dataclasses import replace

import pytest

from sheetcrm.inbox_run import inbox_file, read_inbox
from sheetcrm.letter_journal import LetterJournal
from sheetcrm.mail.lines import Delivery
from sheetcrm.model.changes import AddRow, SetCells
from sheetcrm.model.settings import Inbox
from sheetcrm.sending_run import journal_of_letters
from tests.mail.inbox.server import dovecot, log_in
from tests.smtp_server.programs import free_port
from tests.test_sending_run import CLIENTS, MAILING, World

pytestmark = [
    pytest.mark.dovecot,
    pytest.mark.skipif(not hasattr(os, "geteuid") or os.geteuid() != 0, reason="Dovecot is started by root only"),
]
USERS = itertools.count()
ANNA, JAN, EWA = ("anna@example.com", "jan@example.com", "ewa@example.com")


@pytest.fixture(scope="module")
def port():
    with dovecot() as number:
        yield number


class Post(World):
    """The world of sending with a mailbox beside it."""

    def __init__(self, folder, port, **tabs):
        super().__init__(folder, **tabs)
        self.user = f"user{next(USERS)}"
        self.mailbox = log_in(port, self.user)
        inbox = Inbox("127.0.0.1", port, "none", self.user, "secret")
        self.settings = replace(self.settings, inbox=inbox)

    def letters(self):
        journal = LetterJournal(journal_of_letters(self.settings))
        try:
            return {letter.address: letter for letter in journal.letters(self.store.name)}
        finally:
            journal.close()

    def arrives(self, *lines, folder="INBOX"):
        self.mailbox.append(folder, "", "", "\r\n".join(lines).encode())

    def comes_back(self, address, status="5.1.1", said="550 5.1.1 User unknown", named=True, number=1):
        identity = self.letters()[address].message_id if named else "<nobody@example.net>"
        self.arrives(
            "From: MAILER-DAEMON@mx.example.org", "To: anna@example.net", f"Subject: Undelivered {number}",
            f"Message-ID: <{number}.{address}>", "MIME-Version: 1.0",
            'Content-Type: multipart/report; report-type=delivery-status; boundary="b"', "", "--b",
            "Content-Type: text/plain", "", "Sorry.", "", "--b", "Content-Type: message/delivery-status", "",
            "Reporting-MTA: dns; mx.example.org", "", f"Final-Recipient: rfc822; {address}", "Action: failed",
            f"Status: {status}", f"Diagnostic-Code: smtp; {said}", "", "--b", "Content-Type: text/rfc822-headers", "",
            f"Message-ID: {identity}", f"To: {address}", "", "--b--", "",
        )  # fmt: skip

    def is_answered(self, address, said, subject="Re: Greetings", number=1):
        self.arrives(
            f"From: Somebody <{address}>", "To: anna@example.net", f"Subject: {subject}",
            f"Message-ID: <r{number}.{address}>", f"In-Reply-To: {self.letters()[address].message_id}",
            "Content-Type: text/plain; charset=utf-8", "", said, "",
        )  # fmt: skip

    def is_complained_about(self, address, number=1):
        self.arrives(
            "From: fbl@provider.example", "Subject: complaint", f"Message-ID: <c{number}.{address}>",
            'Content-Type: multipart/report; report-type=feedback-report; boundary="b"', "", "--b",
            "Content-Type: text/plain", "", "An abuse report.", "", "--b", "Content-Type: message/feedback-report", "",
            "Feedback-Type: abuse", "User-Agent: X/1", "Version: 1", "", "--b", "Content-Type: message/rfc822", "",
            f"Message-ID: {self.letters()[address].message_id}", f"To: {address}", "Subject: x", "", "t", "--b--", "",
        )  # fmt: skip

    def orders(self, number, letter):
        self.store.edit([AddRow("mailings", {**MAILING, "number": number, "letter": letter}, number, "person")])

    def clears(self, tab):
        table = self.store.read().table(tab)
        for position, anchor in enumerate(table.anchors):
            cells = {field: (table.values(field)[position], None) for field in table.columns}
            self.store.edit([SetCells(tab, anchor, cells, "person")])

    def look(self, later=dt.timedelta()):
        journal = LetterJournal(journal_of_letters(self.settings))
        try:
            return read_inbox(self.settings, journal, self.store.name, dt.datetime.now(dt.UTC) + later)
        finally:
            journal.close()


@pytest.fixture
def post(tmp_path, port):
    found = Post(tmp_path, port)
    yield found
    found.mailbox.logout()


def test_an_address_from_which_a_letter_came_back_gets_no_more_until_it_is_changed(post):
    post.sync()
    post.comes_back(JAN)
    outcome = post.sync()
    assert outcome.inbox.kinds["bounce"] == 1
    rows = dict(post.rows("to", "letter_status"))
    assert rows == {ANNA: "Sent", JAN: "Came back", EWA: "Sent"}
    assert "User unknown" in dict(post.rows("to", "outcome"))[JAN]
    assert post.rows("bounced", tab="mailings") == [(1,)]
    checks = dict(post.rows("email", "check", tab="clients"))
    assert JAN in checks[JAN] and checks[ANNA] == "✓"
    assert post.sync().plan is None or post.sync().plan.is_empty
    post.orders("M-0002", "easter")
    post.sync()
    assert post.took[JAN] == 1 and post.took[ANNA] == 2
    post.type("clients", 1, email="jan.new@example.com")
    post.orders("M-0003", "new_year")
    post.sync()
    assert post.took["jan.new@example.com"] == 1


def test_people_may_say_that_an_address_is_right(post):
    post.sync()
    post.comes_back(JAN)
    post.sync()
    post.type("letters", [to for (to,) in post.rows("to")].index(JAN), letter_decision="The address is right")
    post.orders("M-0002", "easter")
    post.sync()
    assert post.took[JAN] == 2
    assert dict(post.rows("email", "check", tab="clients"))[JAN] == "✓"


def test_the_sheet_remembers_a_dead_address_when_the_mailbox_is_forgotten(post):
    post.sync()
    post.comes_back(JAN)
    post.sync()
    inbox_file(post.settings).unlink()
    post.mailbox.select("INBOX")
    post.mailbox.store("1:*", "+FLAGS", "\\Deleted")
    post.mailbox.expunge()
    post.orders("M-0002", "easter")
    post.sync()
    assert post.took[JAN] == 1 and post.took[ANNA] == 2


def test_a_full_mailbox_is_told_and_tried_again_three_times_in_a_row_it_is_dead(post):
    post.sync()
    post.comes_back(JAN, "4.2.2", "452 4.2.2 Mailbox full")
    post.sync()
    assert dict(post.rows("to", "letter_status"))[JAN] == "Sent"
    assert "full" in dict(post.rows("to", "outcome"))[JAN]
    for number in (2, 3):
        post.comes_back(JAN, "4.2.2", "452 4.2.2 Mailbox full", number=number)
    post.sync()
    assert dict(post.rows("to", "letter_status"))[JAN] == "Came back"


def test_a_bounce_of_somebody_elses_letter_changes_nothing(post):
    post.sync()
    post.arrives("From: MAILER-DAEMON@x.example", "Subject: Undelivered", "", "stranger@example.org: User unknown")
    post.comes_back(JAN, named=True, status="4.4.7", said="delayed")
    outcome = post.sync()
    assert outcome.inbox.kinds["other"] >= 1
    assert {status for (status,) in post.rows("letter_status")} == {"Sent"}


def test_an_answer_becomes_one_task_for_the_manager_and_does_not_come_back(post):
    post.sync()
    post.is_answered(EWA, "=HYPERLINK(1) Call me tomorrow at five, please!\n\nOn Monday we wrote:\n> Hello")
    post.sync()
    ((action, client, assignee, key),) = post.rows("action", "client", "assignee", "key", tab="tasks")
    assert "Ewa Wilk" in action and "Call me tomorrow at five" in action and not action.startswith("=")
    assert (client, assignee) == ("C-0003", "Ola") and key.startswith("reply:letter:M-0001:C-0003:")
    again = post.sync()
    assert again.plan is None or again.plan.is_empty
    post.clears("tasks")
    inbox_file(post.settings).unlink()  # the whole mailbox is read anew
    post.sync()
    assert post.rows("key", tab="tasks") == []


def test_an_automatic_answer_is_no_task(post):
    post.sync()
    post.is_answered(EWA, "I am on holiday until Monday.", subject="Automatic reply: Greetings")
    assert post.sync().inbox.kinds["auto_reply"] == 1
    assert post.rows("key", tab="tasks") == []


@pytest.mark.parametrize("how", ["stop", "complaint"])
def test_who_answers_stop_or_calls_it_spam_gets_nothing_more(post, how):
    post.sync()
    if how == "stop":
        post.is_answered(EWA, "stop", subject="stop")
    else:
        post.is_complained_about(EWA)
    post.sync()
    ((address, topic, source),) = post.rows("address", "topic", "opt_out_source", tab="opt_outs")
    assert (address, topic) == (EWA, "Everything") and source
    post.orders("M-0002", "easter")
    post.sync()
    assert post.took[EWA] == 1 and post.took[ANNA] == 2


def test_a_mailbox_that_cannot_be_read_is_told_and_the_rest_goes_on(post):
    post.settings = replace(post.settings, inbox=replace(post.settings.inbox, port=free_port()))
    outcome = post.sync()
    assert outcome.inbox.error.code == "inbox-unreachable" and not outcome.complete
    assert post.took.total() == 3


def test_what_was_read_before_a_kill_is_told_by_the_next_run(post):
    post.sync()
    post.comes_back(JAN)
    assert post.look().kinds["bounce"] == 1
    assert post.look().kinds.total() == 0
    post.sync()
    assert dict(post.rows("to", "letter_status"))[JAN] == "Came back"


def lies_in_sent(post, letter):
    post.arrives(f"Message-ID: {letter.message_id}", "Subject: x", "", "y", folder="Sent")


def unclear_for(post, address):
    post.answer = lambda letter: Delivery("unclear" if letter.address == address else "sent")
    post.sync()
    post.answer = lambda letter: Delivery("sent")


def test_an_unclear_letter_that_lies_in_sent_was_sent(post):
    unclear_for(post, JAN)
    lies_in_sent(post, post.letters()[JAN])
    outcome = post.sync()
    assert outcome.inbox.cleared == 1
    assert dict(post.rows("to", "letter_status"))[JAN] == "Sent" and post.took[JAN] == 1


@pytest.mark.parametrize(
    ("proven", "later", "expected"),
    [(True, 11, "waiting"), (True, 5, "unclear"), (False, 11, "unclear")],
    ids=["a neighbour lies there", "too early", "nothing of ours lies there"],
)
def test_one_that_lies_not_there_goes_again_only_where_the_folder_is_proven(post, proven, later, expected):
    unclear_for(post, JAN)
    if proven:
        lies_in_sent(post, post.letters()[ANNA])
    post.look(dt.timedelta(minutes=later))
    assert post.letters()[JAN].state == expected


def test_whoever_answers_an_unclear_letter_has_got_it(post):
    unclear_for(post, JAN)
    post.is_answered(JAN, "Thank you!")
    post.sync()
    assert dict(post.rows("to", "letter_status"))[JAN] == "Sent" and post.took[JAN] == 1


def test_a_mailing_that_comes_back_too_often_stops_itself_until_people_decide(tmp_path, port):
    many = [
        {**CLIENTS[0], "number": f"C-{n:04}", "name": f"Anna {'ABCDEFGHIJKLMNOPQRST'[n]}nowak",
         "phone": f"6012345{n:02}", "email": f"c{n}@example.com"}
        for n in range(1, 20)
    ]  # fmt: skip
    post = Post(tmp_path, port, clients=many, mailings=[{**MAILING, "daily_cap": 10}])
    post.sync()
    gone = [address for address, letter in post.letters().items() if letter.state == "sent"]
    assert len(gone) == 10
    for number, address in enumerate(gone[:5]):
        post.comes_back(address, number=number)
    post.settings = replace(post.settings, mail=replace(post.settings.mail, per_day=400))
    post.type("mailings", 0, daily_cap=100)
    post.sync()
    assert post.took.total() == 10
    ((status, outcome),) = post.rows("mailing_status", "outcome", tab="mailings")
    assert status == "Stopped" and "5" in outcome
    for position, (state,) in enumerate(post.rows("letter_status")):
        if state == "Came back":
            post.type("letters", position, letter_decision="Do not send")
    post.sync()
    assert post.took.total() == 19
    post.mailbox.logout()
