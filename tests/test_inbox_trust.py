"""What the mailbox is not believed, and when: forgers, strangers, broken bytes, old mail that is read anew."""

import datetime as dt
import shutil
from dataclasses import replace
from pathlib import Path

import pytest

from sheetcrm.inbox_run import inbox_file
from sheetcrm.letter_journal import LetterJournal
from sheetcrm.mail.lines import Delivery
from sheetcrm.sending_run import inbox_run, journal_of_letters, send_run
from tests.test_inbox_run import ANNA, EWA, JAN, Post, port, post, pytestmark

__all__ = ["port", "post", "pytestmark"]
YESTERDAY = dt.datetime.now(dt.UTC) - dt.timedelta(days=1)


def arrived(post: Post, at: dt.datetime, *lines: str) -> None:
    """A message that the server took at that moment."""
    told = at.strftime('"%d-') + at.strftime("%b") + at.strftime('-%Y %H:%M:%S +0000"')
    post.mailbox.append("INBOX", "", told, "\r\n".join(lines).encode())


def answer(post: Post, address: str, said: str = "Call me", **headers: str) -> list[str]:
    """An answer to the letter that went to that address."""
    given = {"From": address, "Subject": "Re: x", "In-Reply-To": post.letters()[address].message_id, **headers}
    return [*(f"{name.replace('_', '-')}: {value}" for name, value in given.items()), "", said, ""]


def test_a_bounce_that_names_no_letter_of_ours_changes_nothing_even_for_an_address_we_wrote_to(post: Post) -> None:
    post.sync()
    before = post.rows("to", "letter_status", "outcome")
    post.comes_back(JAN, named=False)
    post.arrives("From: MAILER-DAEMON@x.example", "Subject: Undelivered", "", f"<{JAN}>: 550 5.1.1 User unknown")
    outcome = post.sync()
    assert outcome.inbox.kinds == {"other": 2}
    assert post.rows("to", "letter_status", "outcome") == before


def test_a_complaint_that_names_no_letter_of_ours_takes_nobody_off(post: Post) -> None:
    post.sync()
    real = post.letters
    post.letters = lambda: {EWA: replace(real()[EWA], message_id="<another@example.net>")}
    post.is_complained_about(EWA)
    assert post.sync().inbox.kinds == {"other": 1}
    assert post.rows("address", tab="opt_outs") == []


def test_a_bounce_of_one_letter_never_kills_the_address_of_another(post: Post) -> None:
    post.sync()
    real = post.letters
    post.letters = lambda: {ANNA: real()[JAN]}  # Jan's letter is named, Anna's address stands in the report
    post.comes_back(ANNA)
    post.sync()
    assert {to for to, status in post.rows("to", "letter_status") if status == "Came back"} == {JAN}


def test_stop_from_a_client_counts_though_no_letter_is_known_and_from_a_stranger_it_does_not(post: Post) -> None:
    post.answer = lambda letter: Delivery("waiting", code="421", ends_connection=True)
    post.sync()
    for sender in (EWA, "stranger@example.org"):
        post.arrives(f"From: {sender}", "Subject: stop", f"Message-ID: <s.{sender}>", "", "stop", "")
    assert post.sync().inbox.kinds == {"opt_out": 1, "other": 1}
    post.answer = lambda letter: Delivery("sent")
    post.sync()
    assert post.rows("address", tab="opt_outs") == [(EWA,)]
    assert EWA not in post.took


@pytest.mark.parametrize(
    "headers",
    [
        {"Content_Type": "text/plain; charset=utf-7"},
        {"Content_Type": "text/plain; charset=unicode_escape"},
        {"Subject": "Re: =?utf-8?q?x?= \\ud800"},
        {"Subject": "Re: =?unicode_escape?q?=5Cud800?="},
        {"References": "=?unicode_escape?q?<=5Cud800@x.test>?="},
        {"From": "=?unicode_escape?q?=5Cud800?= <jan@example.com>"},
    ],
    ids=["utf-7", "escapes", "raw subject", "encoded subject", "references", "sender"],
)
def test_no_message_stops_the_reading_of_the_next_one(post: Post, headers: dict[str, str]) -> None:
    post.sync()
    post.arrives(*answer(post, JAN, "hello +2AA- \\ud800 there \x01", **headers))
    post.arrives(*answer(post, EWA, "Call me tomorrow"))
    post.sync()
    actions = [action for (action,) in post.rows("action", tab="tasks")]
    assert len(actions) == 2 and any("Call me tomorrow" in action for action in actions)
    assert all("\ud800" not in action and action.isprintable() for action in actions)


def test_a_mailbox_read_anew_on_another_day_makes_no_second_task(post: Post) -> None:
    post.sync()
    arrived(post, YESTERDAY, *answer(post, EWA))
    post.sync()
    ((key,),) = post.rows("key", tab="tasks")
    assert key.endswith(YESTERDAY.date().isoformat())
    inbox_file(post.settings).unlink()
    assert post.look(dt.timedelta(days=2)).kinds["reply"] == 1
    outcome = post.sync()
    assert len(post.rows("key", tab="tasks")) == 1 and (outcome.plan is None or outcome.plan.is_empty)


def test_an_old_stop_that_is_read_anew_does_not_outweigh_a_newer_consent(post: Post) -> None:
    post.sync()
    arrived(post, YESTERDAY - dt.timedelta(days=3), *answer(post, EWA, "stop", Subject="stop"))
    post.sync()
    ((day,),) = post.rows("opted_on", tab="opt_outs")
    assert day == (YESTERDAY - dt.timedelta(days=3)).date()
    inbox_file(post.settings).unlink()
    post.sync()
    assert post.rows("opted_on", tab="opt_outs") == [(day,)]


def test_an_address_that_was_confirmed_is_given_up_again_when_a_later_letter_comes_back(post: Post) -> None:
    post.sync()
    first = post.letters()[JAN]
    bounce = [
        "From: MAILER-DAEMON@mx.example.org", "Subject: Undelivered", "MIME-Version: 1.0",
        'Content-Type: multipart/report; report-type=delivery-status; boundary="b"', "", "--b",
        "Content-Type: message/delivery-status", "", "Reporting-MTA: dns; mx.example.org", "",
        f"Final-Recipient: rfc822; {JAN}", "Action: failed", "Status: 5.1.1", "", "--b",
        "Content-Type: text/rfc822-headers", "", "Message-ID: %s", "", "--b--", "",
    ]  # fmt: skip
    arrived(post, YESTERDAY, *(line.replace("%s", first.message_id) for line in bounce))
    post.sync()
    post.type("letters", [to for (to,) in post.rows("to")].index(JAN), letter_decision="The address is right")
    post.orders("M-0002", "easter")
    post.sync()
    assert post.took[JAN] == 2
    journal = LetterJournal(journal_of_letters(post.settings))
    (second,) = (one for one in journal.letters(post.store.name) if one.address == JAN and one.mailing == "M-0002")
    journal.close()
    post.arrives(*(line.replace("%s", second.message_id) for line in bounce))
    post.orders("M-0003", "new_year")
    post.sync()
    assert post.took[JAN] == 2 and post.took[ANNA] == 3


def test_mail_that_came_before_the_letter_is_no_answer_to_it(post: Post) -> None:
    post.sync()
    arrived(post, YESTERDAY, f"From: {EWA}", "Subject: Re: our call", "", "See you", "")
    assert post.sync().inbox.kinds == {"other": 1}


def test_the_mailbox_alone_can_be_read_and_tells_the_sheet_nothing(post: Post) -> None:
    post.sync()
    post.comes_back(JAN)
    before = post.store.read().tables
    found = inbox_run(post.store, post.settings, lambda: dt.datetime.now(dt.UTC))
    assert found.kinds == {"bounce": 1}
    assert post.store.read().tables == before


def unclear(post: Post, address: str) -> None:
    """The letter to that address ends unclear, the others surely went; later ones go well."""
    post.answer = lambda letter: Delivery("unclear" if letter.address == address else "sent")
    post.sync()
    post.answer = lambda letter: Delivery("sent")


def in_sent(post: Post, address: str) -> None:
    post.arrives(f"Message-ID: {post.letters()[address].message_id}", "Subject: x", "", "y", folder="Sent")


def test_letters_that_another_server_took_prove_nothing_about_those_of_this_one(post: Post) -> None:
    unclear(post, JAN)
    in_sent(post, ANNA)
    post.settings = replace(post.settings, mail=replace(post.settings.mail, server="smtp.example.net"))
    post.look(dt.timedelta(minutes=11))
    assert post.letters()[JAN].state == "unclear"


def test_a_letter_that_only_people_called_sent_proves_nothing(post: Post) -> None:
    post.answer = lambda letter: Delivery("unclear")
    post.sync()
    journal = LetterJournal(journal_of_letters(post.settings))
    journal.decide(post.letters()[ANNA].key, "sent", dt.datetime.now(dt.UTC), "person")
    journal.close()
    in_sent(post, ANNA)
    post.look(dt.timedelta(minutes=11))
    assert post.letters()[JAN].state == "unclear"


def test_sending_alone_asks_the_witness_first(post: Post) -> None:
    unclear(post, JAN)
    in_sent(post, ANNA)
    later = dt.datetime.now(dt.UTC) + dt.timedelta(minutes=11)
    posted = send_run(post.store, post.settings, lambda: later, connect=post.connect)
    assert posted is not None and posted.sent.outcomes == {"sent": 1} and post.took[JAN] == 2
    in_sent(post, JAN)
    assert send_run(post.store, post.settings, lambda: later, connect=post.connect) is None


def test_sending_alone_goes_on_without_a_witness_that_cannot_be_had(post: Post) -> None:
    unclear(post, JAN)
    post.settings = replace(post.settings, inbox=replace(post.settings.inbox, password="wrong"))
    send_run(post.store, post.settings, lambda: dt.datetime.now(dt.UTC), connect=post.connect)
    assert post.letters()[JAN].state == "unclear" and post.took[JAN] == 1


def test_a_copy_of_the_journal_sends_nothing_again_though_the_folder_is_proven(post: Post, tmp_path: Path) -> None:
    post.answer = lambda letter: Delivery("sent" if letter.address == ANNA else "waiting", code="421")
    post.sync()
    in_sent(post, ANNA)
    folder = journal_of_letters(post.settings).parent
    shutil.copytree(folder, tmp_path / "copy")
    post.settings = replace(post.settings, journal=tmp_path / "copy" / "journal.sqlite")
    post.answer = lambda letter: Delivery("sent")
    post.look(dt.timedelta(hours=1))
    assert {one.state for one in post.letters().values()} == {"sent", "unclear"}
    post.sync()
    assert post.took.total() == 1
