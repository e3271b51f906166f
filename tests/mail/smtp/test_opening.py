"""Opening a session: encryption is never given up silently, no password travels readable, every failure is named."""

import socket
from collections.abc import Iterator
from pathlib import Path

import pytest

from sheetcrm.mail.receipts import Envelope
from sheetcrm.mail.smtp import (
    Login,
    Security,
    Server,
    Session,
    Timeouts,
    Unreachable,
    close_session,
    deliver,
    open_session,
)
from tests.smtp_server import Moment, Reaction, SmtpServer, Step, cut, say, wait
from tests.smtp_server.certificates import Authority, make_authority

ENOUGH = Timeouts(connect=20, command=20, block=20, final=20)
SHORT = Timeouts(connect=1, command=1, block=20, final=20)
LETTER = Envelope("k1", "a@shop.test", "b@x.test", b"Subject: a\r\n\r\nb\r\n")


@pytest.fixture(scope="module")
def authority(tmp_path_factory: pytest.TempPathFactory) -> Authority:
    return make_authority(tmp_path_factory.mktemp("authority"), "127.0.0.1", "localhost")


@pytest.fixture
def sink(authority: Authority) -> Iterator[SmtpServer]:
    with SmtpServer(context=authority.context) as server:
        yield server


def at(
    sink: SmtpServer,
    security: Security,
    authority: Authority | None,
    login: Login | None = None,
    timeouts: Timeouts = ENOUGH,
) -> Server:
    file = authority.file if authority else None
    return Server("127.0.0.1", sink.port, security, login, file, timeouts=timeouts)


def failure(server: Server) -> tuple[str, str, bool]:
    opened = open_session(server)
    assert isinstance(opened, Unreachable), opened
    return opened.stage, opened.code, opened.temporary


def users(server: Server, sink: SmtpServer) -> list[tuple[bool, str]]:
    """Who sent, and whether encrypted, after one letter to that server."""
    session = open_session(server)
    assert isinstance(session, Session), session
    assert deliver(session, LETTER).outcome == "accepted"
    close_session(session)
    return [(letter.encrypted, letter.user) for letter in sink.received]


def test_starttls_encrypts_before_anything_is_said(sink: SmtpServer, authority: Authority) -> None:
    assert users(at(sink, "starttls", authority), sink) == [(True, "")]
    assert [command.split(" ")[0] for command in sink.commands[:4]] == ["EHLO", "STARTTLS", "EHLO", "MAIL"]


def test_tls_from_the_first_byte(authority: Authority) -> None:
    with SmtpServer(context=authority.context, implicit=True) as sink:
        assert users(at(sink, "tls", authority), sink) == [(True, "")]


def test_a_session_over_tls_sends_letters_larger_than_its_records(authority: Authority) -> None:
    with SmtpServer(context=authority.context, implicit=True, offers=("PIPELINING",)) as sink:
        session = open_session(at(sink, "tls", authority))
        assert isinstance(session, Session)
        for number in range(3):
            content = b"Subject: a\r\n\r\n" + b".line\r\n" * 100_000
            assert deliver(session, Envelope(f"k{number}", "a@x.test", "b@x.test", content)).outcome == "accepted"
        close_session(session)
        assert [len(letter.content) for letter in sink.received] == [700_014] * 3


@pytest.mark.parametrize("step", ["mail", "rcpt", "data", "body"])
def test_a_connection_lost_under_tls_leaves_the_letter_untouched(step: Step, authority: Authority) -> None:
    def react(moment: Moment) -> Reaction | None:
        return cut() if moment.step == step else None

    content = b"Subject: a\r\n\r\n" + b"line\r\n" * 1_000_000
    with SmtpServer(react, context=authority.context, implicit=True, offers=()) as sink:
        session = open_session(at(sink, "tls", authority))
        assert isinstance(session, Session)
        delivery = deliver(session, Envelope("k", "a@x.test", "b@x.test", content))
        assert (delivery.outcome, delivery.stage) == ("untouched", step)
        assert sink.received == []


def test_a_connection_lost_under_tls_after_the_dot_is_unclear(authority: Authority) -> None:
    def react(moment: Moment) -> Reaction | None:
        return cut() if moment.step == "taken" else None

    with SmtpServer(react, context=authority.context, implicit=True) as sink:
        session = open_session(at(sink, "tls", authority))
        assert isinstance(session, Session)
        assert deliver(session, LETTER).outcome == "unclear"
        assert len(sink.received) == 1


def test_a_server_without_starttls_gets_no_letter_unless_that_was_allowed() -> None:
    with SmtpServer() as sink:
        assert failure(at(sink, "starttls", None)) == ("tls", "starttls-missing", False)
        assert users(at(sink, "starttls-if-offered", None), sink) == [(False, "")]


def test_starttls_that_is_offered_and_fails_is_not_passed_over(authority: Authority) -> None:
    def react(moment: Moment) -> Reaction | None:
        return say("454 4.7.0 not now") if moment.step == "starttls" else None

    with SmtpServer(react, context=authority.context) as sink:
        assert failure(at(sink, "starttls-if-offered", authority)) == ("tls", "refused", True)
        assert failure(at(sink, "starttls", authority)) == ("tls", "refused", True)
        assert not any(command.startswith("MAIL") for command in sink.commands)


def test_what_was_slipped_in_before_the_encryption_is_not_believed(authority: Authority) -> None:
    def react(moment: Moment) -> Reaction | None:
        return say("220 go ahead\r\n250-evil.test\r\n250 AUTH PLAIN\r\n") if moment.step == "starttls" else None

    with SmtpServer(react, context=authority.context) as sink:
        assert failure(at(sink, "starttls", authority)) == ("tls", "starttls-injected", False)


@pytest.mark.parametrize("security", ["tls", "starttls", "starttls-if-offered"])
def test_a_certificate_that_nobody_vouches_for_is_refused(authority: Authority, security: Security) -> None:
    with SmtpServer(context=authority.context, implicit=security == "tls") as sink:
        assert failure(at(sink, security, None)) == ("tls", "certificate-unusable", False)
        assert not any(command.startswith(("MAIL", "AUTH")) for command in sink.commands)


@pytest.mark.parametrize(("name", "days"), [("other.test", 30), ("127.0.0.1", -1)])
def test_a_certificate_of_another_or_run_out_is_refused(tmp_path: Path, name: str, days: int) -> None:
    other = make_authority(tmp_path, name, days=days)
    with SmtpServer(context=other.context) as sink:
        opened = open_session(at(sink, "starttls", other))
        assert isinstance(opened, Unreachable)
        assert opened.code == "certificate-unusable"
        assert ("expired" if days < 0 else "IP address mismatch") in opened.detail


def test_certificates_that_cannot_be_read_are_named(tmp_path: Path) -> None:
    (tmp_path / "empty.pem").write_text("nothing")
    for name in ("none.pem", "empty.pem"):
        server = Server("127.0.0.1", 1, certificates=tmp_path / name)
        assert failure(server) == ("tls", "certificates-unreadable", False)


def test_tls_with_a_server_that_speaks_none_is_named() -> None:
    with SmtpServer() as sink:
        assert failure(at(sink, "tls", None)) == ("tls", "tls-unusable", False)


@pytest.mark.parametrize(
    ("login", "ways", "secret"),
    [
        (Login("anna", "s3cret"), "PLAIN LOGIN", "s3cret"),
        (Login("anna", "s3cret"), "LOGIN", "s3cret"),
        (Login("анна", "пароль"), "LOGIN PLAIN", "пароль"),
        (Login("anna", token="ya29.x"), "PLAIN XOAUTH2", "token ya29.x"),
    ],
)
def test_each_way_to_log_in_works(authority: Authority, login: Login, ways: str, secret: str) -> None:
    with SmtpServer(context=authority.context, users={login.user: secret}, auth=ways) as sink:
        assert users(at(sink, "starttls", authority, login), sink) == [(True, login.user)]


@pytest.mark.parametrize(
    ("login", "ways"),
    [
        (Login("anna", "wrong"), "PLAIN"),
        (Login("anna", "wrong"), "LOGIN"),
        (Login("anna", token="wrong"), "XOAUTH2"),
        (Login("nobody", ""), "PLAIN LOGIN"),
    ],
)
def test_a_wrong_secret_is_told_and_not_shown(authority: Authority, login: Login, ways: str) -> None:
    with SmtpServer(context=authority.context, users={"anna": "s3cret"}, auth=ways) as sink:
        server = at(sink, "starttls", authority, login)
        opened = open_session(server)
        assert isinstance(opened, Unreachable)
        assert (opened.stage, opened.code, opened.reply and opened.reply.code) == ("login", "login-refused", 535)
        assert "wrong" not in f"{opened!r} {server!r} {server}"
        assert sum(command.startswith("AUTH") for command in sink.commands) == 1


def test_a_server_that_cannot_log_in_now_is_asked_later(authority: Authority) -> None:
    def react(moment: Moment) -> Reaction | None:
        return say("454 4.7.0 temporary failure") if moment.step == "auth" else None

    with SmtpServer(react, context=authority.context, users={"anna": "s3cret"}) as sink:
        assert failure(at(sink, "starttls", authority, Login("anna", "s3cret"))) == ("login", "refused", True)


def test_a_server_that_offers_no_known_way_to_log_in(authority: Authority) -> None:
    with SmtpServer(context=authority.context, users={"anna": "s3cret"}, auth="CRAM-MD5") as sink:
        assert failure(at(sink, "starttls", authority, Login("anna", "s3cret"))) == ("login", "login-missing", False)
        assert failure(at(sink, "starttls", authority, Login("anna", token="t"))) == ("login", "login-missing", False)


def test_a_password_goes_in_the_clear_to_this_machine_only(monkeypatch: pytest.MonkeyPatch) -> None:
    with SmtpServer(users={"anna": "s3cret"}) as sink:
        server = at(sink, "none", None, Login("anna", "s3cret"))
        assert users(server, sink) == [(False, "anna")]
        sink.commands.clear()
        monkeypatch.setattr("socket.socket.getpeername", lambda self: ("192.0.2.7", 25))
        assert failure(server) == ("login", "login-unprotected", False)
        assert not any(command.startswith("AUTH") for command in sink.commands)


@pytest.mark.parametrize("step", ["connect", "ehlo", "tls", "auth"])
@pytest.mark.parametrize(
    ("reaction", "code", "temporary"),
    [
        (cut(), "connection-lost", True),
        (wait(30, ""), "timed-out", True),
        (say("hello?"), "garbled", False),
        (cut("421 4.3.2 too many connections"), "refused", True),
        (cut("554 5.7.1 go away"), "refused", False),
    ],
)
def test_every_fault_on_the_way_to_a_session_is_named(
    step: Step, reaction: Reaction, code: str, temporary: bool, authority: Authority
) -> None:
    def react(moment: Moment) -> Reaction | None:
        return reaction if moment.step == step else None

    with SmtpServer(react, context=authority.context, users={"anna": "s3cret"}) as sink:
        timeouts = SHORT if reaction.seconds else ENOUGH
        opened = open_session(at(sink, "starttls", authority, Login("anna", "s3cret"), timeouts))
        assert isinstance(opened, Unreachable)
        stages = {"connect": "greeting", "auth": "login"}
        if step == "tls" and reaction.text:
            assert (opened.stage, opened.code) in (("tls", "tls-unusable"), ("tls", "starttls-injected"))
        else:
            wanted = "login-refused" if (step, code, temporary) == ("auth", "refused", False) else code
            assert (opened.stage, opened.code) == (stages.get(step, step), wanted)
            assert opened.temporary is temporary


def test_a_server_that_knows_only_helo_gets_its_letters() -> None:
    def react(moment: Moment) -> Reaction | None:
        return say("502 5.5.1 unknown") if moment.step == "ehlo" else None

    with SmtpServer(react) as sink:
        assert users(at(sink, "starttls-if-offered", None), sink) == [(False, "")]
        assert "MAIL FROM:<a@shop.test>" in sink.commands


def test_a_host_that_does_not_answer_is_named() -> None:
    with socket.create_server(("127.0.0.1", 0)) as busy:
        port = int(busy.getsockname()[1])
    assert failure(Server("127.0.0.1", port, timeouts=ENOUGH)) == ("connect", "not-connected", True)


@pytest.mark.parametrize("host", ["", "a..b", "x\0y", "\ud800"])
def test_a_host_that_is_no_name_is_named(host: str) -> None:
    assert failure(Server(host, 25)) == ("connect", "host-unknown", False)


def test_we_introduce_ourselves_as_configured_or_by_address() -> None:
    with SmtpServer() as sink:
        for name in ("", "mail.shop.test", "evil\r\nMAIL FROM:<x@y.test>"):
            session = open_session(Server("127.0.0.1", sink.port, "none", name=name, timeouts=ENOUGH))
            assert isinstance(session, Session)
            close_session(session)
        assert [c for c in sink.commands if c != "QUIT"] == [
            "EHLO [127.0.0.1]",
            "EHLO mail.shop.test",
            "EHLO [127.0.0.1]",
        ]


def test_an_old_spelling_of_the_ways_to_log_in_is_understood() -> None:
    with SmtpServer(users={"anna": "s3cret"}) as sink:
        sink.react = lambda moment: say("250-x\n250 AUTH=LOGIN PLAIN") if moment.step == "ehlo" else None
        assert users(at(sink, "none", None, Login("anna", "s3cret")), sink) == [(False, "anna")]
