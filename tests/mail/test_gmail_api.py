"""Letters over the Gmail API: each at most once, whatever Google, the line and the quota do."""

import datetime as dt
import json
import socket
import struct
import threading
import time
from collections import Counter
from dataclasses import replace
from types import SimpleNamespace

import pytest

from sheetcrm.errors import MailUnusable
from sheetcrm.letter_journal import FrozenLetter, LetterJournal
from sheetcrm.mail.gmail_answers import Told, told_by, verdict
from sheetcrm.mail.gmail_api import GmailConnection, gmail_account, sent_already
from sheetcrm.mail.lines import Lines
from sheetcrm.mail.providers import seconds_apart
from sheetcrm.mail.sending import Limits, send_letters
from sheetcrm.mail.transports import connector
from sheetcrm.model.settings import Mail, Settings
from sheetcrm.words import LANGUAGES, words_of
from tests.google_server.fixtures import google  # noqa: F401
from tests.google_server.gmail import GmailBox, GmailError

ANNA = "anna@shop.test"
NOW = dt.datetime(2026, 11, 23, 9, tzinfo=dt.UTC)
SEND = "https://www.googleapis.com/auth/gmail.send"


@pytest.fixture
def settings(google, tmp_path, monkeypatch):  # noqa: F811
    key = tmp_path / "key.json"
    key.write_text(json.dumps(google.service_account()), encoding="utf-8")
    key.chmod(0o600)
    monkeypatch.delenv("SHEETCRM_GOOGLE_KEY", raising=False)
    monkeypatch.setenv("SHEETCRM_GOOGLE_API", google.url)
    google.gmail.boxes[ANNA] = GmailBox()
    google.access.strict = True
    return Settings(sender_address=ANNA, mail=Mail(transport="gmail", credentials=key))


@pytest.fixture
def box(settings, google):  # noqa: F811
    return google.gmail.boxes[ANNA]


@pytest.fixture
def account(settings):
    return gmail_account(settings)


@pytest.fixture
def journal(tmp_path):
    opened = LetterJournal(tmp_path / "letters.sqlite")
    yield opened
    opened.close()


def content(number, size=0):
    head = f"From: Anna <{ANNA}>\r\nTo: c{number}@b.test\r\nSubject: hello\r\nMessage-ID: <{number}@shop.test>\r\n\r\n"
    return head.encode() + b"text\r\n" + b"x" * size


def frozen(journal, count, size=0):
    letters = [
        FrozenLetter(f"letter:m:{n}", "m", f"C-{n}", ANNA, f"c{n}@b.test", f"<{n}@shop.test>", content(n, size))
        for n in range(count)
    ]
    journal.freeze(letters, "book", NOW)


def course(journal, account, limits=None):
    letters = journal.open_letters("book", NOW)
    return send_letters(journal, letters, lambda: GmailConnection(account), limits or Limits(), lambda: NOW)


def states(journal):
    return [journal.letter(f"letter:m:{n}").state for n in range(len(journal.letters("book")))]


def test_letters_travel_as_they_were_made_and_gmails_own_name_for_them_is_kept(journal, account, box):
    frozen(journal, 3)
    sent = course(journal, account)
    assert dict(sent.outcomes) == {"sent": 3} and sent.stop == ""
    assert sorted(one.content for one in box.sent) == sorted(content(n) for n in range(3))
    assert {journal.letter(f"letter:m:{n}").reply for n in range(3)} == {one.identity for one in box.sent}


def test_what_the_config_names_opens_the_connection(settings, box):
    connector(settings)().close()
    assert box.sent == []


def test_a_token_that_ended_is_renewed_once_and_the_letter_goes(journal, account, box, google):  # noqa: F811
    frozen(journal, 1)
    connection = GmailConnection(account)
    google.tokens.given.clear()
    letter = journal.open_letters("book", NOW)[0]
    assert connection.deliver(letter, content(0)).outcome == "sent"
    connection.close()
    assert len(box.sent) == 1 and len(google.tokens.given) == 1


DAY = "User-rate limit exceeded.  Retry after {} (Mail sending)"


def moment(seconds):
    return (dt.datetime.now(dt.UTC) + dt.timedelta(seconds=seconds)).strftime("%Y-%m-%dT%H:%M:%S.000Z")


@pytest.mark.parametrize(
    ("refusal", "state", "stop"),
    [
        (GmailError(400, "Invalid To header", "invalidArgument"), "refused", ""),
        (
            GmailError(400, "Precondition check failed.", "failedPrecondition", "FAILED_PRECONDITION"),
            "delayed",
            "blocked",
        ),
        (GmailError(403, "Daily Limit Exceeded", "dailyLimitExceeded"), "delayed", "blocked"),
        (GmailError(403, "Delegation denied for anna@shop.test", "forbidden"), "delayed", "blocked"),
        (
            GmailError(429, DAY.format(moment(3600)), "userRateLimitExceeded", "RESOURCE_EXHAUSTED"),
            "delayed",
            "blocked",
        ),
        (GmailError(413, "Request Entity Too Large", "uploadTooLarge", "INVALID_ARGUMENT"), "refused", ""),
    ],
)
def test_what_gmail_refuses_it_has_not_sent(journal, account, box, refusal, state, stop):  # fmt: skip
    frozen(journal, 1)
    box.refusals.append(refusal)
    sent = course(journal, account)
    assert (states(journal), sent.stop) == ([state], stop)
    assert box.sent == [] and refusal.message[:20] in journal.letter("letter:m:0").reply


def test_once_the_days_limit_is_reached_no_other_letter_is_tried(journal, account, box):
    frozen(journal, 5)
    box.refusals.extend([None, None, GmailError(429, DAY.format(moment(9000)), "rateLimitExceeded")])
    sent = course(journal, account, Limits(connections=1))
    assert sent.stop == "blocked" and states(journal) == ["sent", "sent", "delayed", "waiting", "waiting"]
    assert len(box.sent) == 2


def test_who_was_only_too_fast_waits_and_goes_on(journal, account, box, monkeypatch):
    monkeypatch.setattr("sheetcrm.mail.gmail_answers._HOLD", 0.05)
    frozen(journal, 2)
    box.refusals.append(GmailError(403, "Rate Limit Exceeded", "userRateLimitExceeded"))
    sent = course(journal, account, Limits(connections=1))
    assert sent.outcomes["sent"] == 2 and len(box.sent) == 2


@pytest.mark.parametrize("fault", ["500", "502", "503", "504", "500 after", "503 after", "reset after", "truncated"])
def test_an_error_of_gmails_own_may_hide_a_letter_that_went_so_it_is_not_repeated(
    journal, account, box, google, fault  # noqa: F811
):  # fmt: skip
    frozen(journal, 3)
    google.faults.plan("ok", fault)
    sent = course(journal, account, Limits(connections=1))
    assert states(journal) == ["unclear", "sent", "sent"] and sent.outcomes["unclear"] == 1
    went = ["<0@shop.test>"] if fault.endswith("after") or fault == "truncated" else []
    assert [one.message_id for one in box.sent] == [*went, "<1@shop.test>", "<2@shop.test>"]
    account.pace.hold(0)


def test_an_outage_ends_the_course_after_one_unclear_letter(journal, account, google):  # noqa: F811
    frozen(journal, 5)
    google.faults.plan("ok", "503", "503")
    sent = course(journal, account, Limits(connections=1))
    assert states(journal) == ["unclear", "waiting", "waiting", "waiting", "waiting"]
    assert sent.stop == "unreachable" and sent.error.code == "google-outage"


class Cutting:
    """A server that lets the client in and cuts a letter off after its first bytes."""

    _over = False

    def __enter__(self):
        self._listener = socket.create_server(("127.0.0.1", 0))
        self.url = f"http://127.0.0.1:{self._listener.getsockname()[1]}"
        self._thread = threading.Thread(target=self._serve, daemon=True)
        self._thread.start()
        return self

    def __exit__(self, *_):
        self._over = True
        socket.create_connection(self._listener.getsockname()).close()
        self._thread.join(5)
        self._listener.close()

    def _serve(self):
        while not self._over:
            one, _ = self._listener.accept()
            with one:
                one.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
                head = b""
                while b"\r\n\r\n" not in head and (more := one.recv(1024)):
                    head += more
                if head.startswith(b"GET"):
                    body = json.dumps({"emailAddress": ANNA}).encode()
                    one.sendall(
                        b"HTTP/1.1 200 OK\r\nConnection: close\r\nContent-Length: %d\r\n\r\n" % len(body) + body
                    )
                else:
                    one.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))


def test_a_line_that_breaks_within_the_letter_leaves_it_waiting(journal, account):
    frozen(journal, 1, size=9_000_000)
    with Cutting() as server:
        account.base = server.url
        connection = GmailConnection(account)
        came = connection.deliver(journal.open_letters("book", NOW)[0], content(0, 9_000_000))
        connection.close()
    assert (came.outcome, came.stage, came.ends_connection) == ("waiting", "body", True)


def test_the_mailbox_knows_what_it_sent(journal, account, box, settings):
    frozen(journal, 2)
    course(journal, account)
    assert sent_already(settings, ["<0@shop.test>", "<1@shop.test>", "<9@shop.test>"]) == {
        "<0@shop.test>", "<1@shop.test>",
    }  # fmt: skip
    assert box.asked[0] == "rfc822msgid:0@shop.test in:sent"


def test_where_gmail_gave_letters_names_of_its_own_none_is_found_and_that_shows(journal, account, box, settings):
    box.renames = True
    frozen(journal, 1)
    course(journal, account)
    assert len(box.sent) == 1 and sent_already(settings, ["<0@shop.test>"]) == set()


def refused_connection(account):
    with pytest.raises(MailUnusable) as raised:
        GmailConnection(account)
    for language in LANGUAGES:
        assert "{" not in words_of(language).error(raised.value.code, **raised.value.details)
    return raised.value


def test_another_sender_than_the_account_is_told_before_a_letter_goes(settings, box):
    account = gmail_account(replace(settings, sender_address="shop@shop.test", mail=replace(settings.mail, user=ANNA)))
    error = refused_connection(account)
    assert (error.code, error.details) == ("mail-not-the-account", {"address": "shop@shop.test", "user": ANNA})
    box.aliases["shop@shop.test"] = "pending"
    assert refused_connection(account).code == "mail-not-the-account"
    box.aliases["shop@shop.test"] = "accepted"
    GmailConnection(account).close()


def test_a_key_that_may_only_send_sends_without_asking_whose_mailbox_it_is(settings, tmp_path, google, box):  # noqa: F811
    key = tmp_path / "person.json"
    key.write_text(json.dumps(google.tokens.authorized_user(ANNA, frozenset({SEND}))), encoding="utf-8")
    key.chmod(0o600)
    GmailConnection(gmail_account(replace(settings, mail=replace(settings.mail, credentials=key)))).close()
    with pytest.raises(MailUnusable) as raised:
        sent_already(replace(settings, mail=replace(settings.mail, credentials=key)), ["<0@shop.test>"])
    assert raised.value.code == "mail-scope-missing"


def test_the_api_that_is_switched_off_is_named_with_its_page(account, google):  # noqa: F811
    google.access.disabled.add("gmail.googleapis.com")
    error = refused_connection(account)
    assert error.code == "mail-api-off" and error.details["address"].startswith("https://console.developers.google.com")


def test_a_user_without_gmail_and_a_busy_one_are_told_apart(account, google, box):  # noqa: F811
    google.faults.plan("429")
    assert refused_connection(account).code == "mail-gmail-busy"
    google.gmail.boxes.clear()
    assert refused_connection(account).code == "mail-no-gmail"


def test_nobody_at_the_other_end_is_no_network(account, google):  # noqa: F811
    account.tokens.fresh()
    google.stop()
    assert refused_connection(account).code == "google-no-network"


@pytest.mark.parametrize("content_of_200", [b"<html>log in to the hotel</html>", b"", b"{}", b"[1]", b'{"id": ""}'])
def test_a_yes_without_a_name_for_the_letter_is_unclear(content_of_200):
    assert verdict(told_by(200, content_of_200, {}), whole=True).outcome == "unclear"


@pytest.mark.parametrize(
    ("status", "message", "headers", "wait"),
    [
        (429, "Retry after 2026-11-23T09:10:00.000Z", {}, 600.0),
        (429, "slow down", {"Retry-After": "7"}, 7.0),
        (503, "", {"Retry-After": "Mon, 23 Nov 2026 09:01:00 GMT"}, 60.0),
        (429, "Retry after 2026-11-23T08:00:00Z", {}, 0.0),
        (429, "no time", {"Retry-After": "soon"}, None),
    ],
)
def test_how_long_to_wait_is_read_from_the_header_or_the_sentence(status, message, headers, wait):
    body = json.dumps({"error": {"code": status, "message": message}}).encode()
    assert told_by(status, body, headers, NOW).wait == wait


def test_a_short_wait_holds_the_pace_and_a_long_one_ends_the_day():
    assert Told(429, wait=30.0).pause == 30.0 and not Told(429, wait=30.0).day_over
    assert Told(429, wait=600.0).pause is None and Told(429, wait=600.0).day_over
    assert Told(403, reasons=frozenset({"domainpolicy"})).pause is None


def test_all_connections_together_keep_the_pace(journal, account, box):
    frozen(journal, 6)
    began = time.monotonic()
    course(journal, account, Limits(connections=3, apart=0.05))
    assert len(box.sent) == 6 and time.monotonic() - began >= 5 * 0.05


def test_while_a_letter_waits_for_its_turn_nothing_is_claimed(journal, account, box, monkeypatch):
    frozen(journal, 4)
    seen, wait = [], Lines.wait

    def looked_at(lines, seconds):
        if not lines.underway:
            seen.append(Counter(letter.state for letter in journal.letters("book")))
        return wait(lines, seconds)

    monkeypatch.setattr(Lines, "wait", looked_at)
    account.pace = SimpleNamespace(wait=lambda: None, hold=lambda seconds: None)
    course(journal, account, Limits(connections=1, apart=0.1))
    told = [state for place, state in enumerate(seen) if state not in seen[:place]]
    assert told == [{"waiting": 3, "sent": 1}, {"waiting": 2, "sent": 2}, {"waiting": 1, "sent": 3}]
    assert len(box.sent) == 4


def test_the_pace_is_the_providers(settings):
    assert seconds_apart(settings) == 1.0
    assert seconds_apart(replace(settings, mail=Mail("smtp", "smtp.office365.com"))) == 2.0
    assert seconds_apart(replace(settings, mail=Mail("smtp", "mail.shop.test"))) == 0.0
