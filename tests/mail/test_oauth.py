"""Tokens in the place of a password: from a robot's key, from a person; renewed in time, refused in plain words."""

import json
from dataclasses import replace

import pytest

from sheetcrm.errors import ConfigUnusable, MailUnusable
from sheetcrm.mail.oauth import SCOPE, TOKEN_FILE, open_tokens
from sheetcrm.mail.smtp_connection import open_with_token
from sheetcrm.mail.transports import connector
from sheetcrm.model.settings import Mail, Settings
from sheetcrm.words import LANGUAGES, words_of
from tests.google_server.fixtures import google, strict_google  # noqa: F401
from tests.smtp_server import SmtpServer
from tests.stores.google.answering import TOKEN, Reply, answering
from tests.stores.google.test_session import CLIENT, GRANTED, Person, seated

ROBOT = "robot@project.iam.gserviceaccount.com"
ANNA = "anna@shop.test"


@pytest.fixture(autouse=True)
def no_variables(monkeypatch):
    for name in ("SHEETCRM_GOOGLE_API", "SHEETCRM_GOOGLE_KEY"):
        monkeypatch.delenv(name, raising=False)


def settings_with(tmp_path, content, **mail):
    key = tmp_path / "mail-key.json"
    key.write_text(json.dumps(content), encoding="utf-8")
    key.chmod(0o600)
    usual = {"transport": "smtp", "login": "oauth", "user": ANNA, "credentials": key}
    return Settings(sender_address=ANNA, mail=Mail(**{**usual, **mail}), journal=tmp_path / "state" / "journal.sqlite")


@pytest.fixture
def robot(google, tmp_path):  # noqa: F811
    return settings_with(tmp_path, google.service_account(ROBOT))


@pytest.fixture
def person(google, tmp_path):  # noqa: F811
    return settings_with(tmp_path, google.tokens.authorized_user(ANNA, frozenset({SCOPE})))


def grants(server):
    return [(grant.person, grant.scopes) for grant in server.tokens.given.values()]


def test_a_robot_gets_a_token_in_the_name_of_the_sender(robot, google):  # noqa: F811
    token = open_tokens(robot, ANNA).fresh()
    assert grants(google) == [(ANNA, frozenset({SCOPE}))] and token in google.tokens.given


def test_a_token_is_asked_for_once_and_anew_before_it_ends(robot, google):  # noqa: F811
    tokens = open_tokens(robot, ANNA)
    assert tokens.fresh() == tokens.fresh() and len(google.tokens.given) == 1
    tokens._credentials.expiry = tokens._credentials.expiry.replace(year=2001)
    assert tokens.fresh() == list(google.tokens.given)[1]


def test_a_token_that_a_server_refused_is_replaced_once_for_all_connections(robot, google):  # noqa: F811
    tokens = open_tokens(robot, ANNA)
    refused = tokens.fresh()
    assert tokens.instead_of(refused) == tokens.instead_of(refused) != refused
    assert len(google.tokens.given) == 2


def test_a_person_needs_no_more_scopes_than_were_given(person, google):  # noqa: F811
    open_tokens(person, ANNA).fresh()
    assert grants(google) == [(ANNA, frozenset({SCOPE}))]


def no_delegation(google, settings):  # noqa: F811
    google.tokens.delegated = {}


def another_scope(google, settings):  # noqa: F811
    google.tokens.delegated = {ROBOT: frozenset({"https://www.googleapis.com/auth/gmail.send"})}


def no_such_user(google, settings):  # noqa: F811
    google.tokens.users = {"boris@shop.test"}


def deleted_key(google, settings):  # noqa: F811
    google.tokens.keys.clear()


def wrong_clock(google, settings):  # noqa: F811
    google.tokens.clock = lambda: 0.0


def silent_server(google, settings):  # noqa: F811
    google.stop()


@pytest.mark.parametrize(
    ("happens", "code"),
    [
        (no_delegation, "mail-delegation-missing"),
        (another_scope, "mail-delegation-missing"),
        (no_such_user, "mail-user-unknown"),
        (deleted_key, "google-key-dead"),
        (wrong_clock, "google-clock-wrong"),
        (silent_server, "google-no-network"),
    ],
)
def test_why_a_robot_gets_no_token_is_told_in_every_language(robot, google, happens, code):  # noqa: F811
    happens(google, robot)
    with pytest.raises(MailUnusable) as raised:
        open_tokens(robot, ANNA).fresh()
    assert raised.value.code == code
    told = {words_of(language).error(code, **raised.value.details) for language in LANGUAGES}
    assert len(told) == 4 and not any("{" in text or "PRIVATE KEY" in text for text in told)


def test_a_delegation_that_is_missing_names_the_client_and_the_scope_to_enter(robot, google):  # noqa: F811
    google.tokens.delegated = {}
    with pytest.raises(MailUnusable) as raised:
        open_tokens(robot, ANNA).fresh()
    told = words_of("en").error(raised.value.code, **raised.value.details)
    client = json.loads(robot.mail.credentials.read_text())["client_id"]
    assert client in told and SCOPE in told and ANNA in told


def test_a_sign_in_that_was_withdrawn_says_how_to_sign_in_again(person, google):  # noqa: F811
    google.tokens.refresh.clear()
    with pytest.raises(MailUnusable) as raised:
        open_tokens(person, ANNA).fresh()
    assert raised.value.code == "mail-sign-in-needed"
    assert "sheetcrm mail check" in words_of("en").error(raised.value.code, **raised.value.details)


def test_where_nobody_sits_nobody_is_asked_to_sign_in(tmp_path):
    client = {"installed": {"client_id": "c.apps.googleusercontent.com", "client_secret": "s"}}
    with pytest.raises(MailUnusable) as raised:
        open_tokens(settings_with(tmp_path, client), ANNA)
    assert raised.value.code == "mail-sign-in-needed"


def test_a_person_signs_in_once_for_letters_and_the_sign_in_for_sheets_stays_as_it_is(tmp_path, monkeypatch, capsys):
    person = seated(Person(), monkeypatch)
    granted = {**GRANTED, "scope": SCOPE}
    with answering(tokens=[Reply(200, granted), Reply(200, TOKEN)]) as server:
        client = {"installed": {**CLIENT, "token_uri": f"{server.address}/token"}}
        settings = settings_with(tmp_path, client)
        open_tokens(settings, ANNA, may_ask=True)
        assert person.seen["scope"] == [SCOPE]
        assert "send mail from your mailbox" in capsys.readouterr().err
        kept = settings.state_folder / TOKEN_FILE
        assert kept.stat().st_mode & 0o777 == 0o600 and not (settings.state_folder / "google-token.json").exists()
        assert open_tokens(settings, ANNA).fresh() == TOKEN["access_token"]


def test_who_does_not_tick_the_right_is_told_which_one_is_missing(tmp_path, monkeypatch):
    seated(Person(), monkeypatch)
    granted = {**GRANTED, "scope": "https://www.googleapis.com/auth/userinfo.email"}
    with answering(tokens=[Reply(200, granted)]) as server:
        settings = settings_with(tmp_path, {"installed": {**CLIENT, "token_uri": f"{server.address}/token"}})
        with pytest.raises(MailUnusable) as raised:
            open_tokens(settings, ANNA, may_ask=True)
    assert raised.value.code == "mail-scope-missing" and not settings.state_folder.exists()


def test_a_key_that_others_can_read_is_not_used(robot):
    robot.mail.credentials.chmod(0o644)
    with pytest.raises(ConfigUnusable) as raised:
        open_tokens(robot, ANNA)
    assert raised.value.code == "google-key-readable"


def test_the_key_of_the_sheet_serves_where_the_config_names_no_other(robot, google):  # noqa: F811
    same = replace(robot, credentials=robot.mail.credentials, mail=replace(robot.mail, credentials=None))
    open_tokens(same, ANNA).fresh()
    assert grants(google) == [(ANNA, frozenset({SCOPE}))]


def with_server(settings, sink):
    return replace(settings, mail=replace(settings.mail, server="127.0.0.1", port=sink.port, security="none"))


def test_a_server_is_shown_the_token_and_the_users_name(robot, google):  # noqa: F811
    tokens = open_tokens(robot, ANNA)
    with SmtpServer(users={ANNA: f"token {tokens.fresh()}"}, auth="PLAIN XOAUTH2") as sink:
        open_with_token(with_server(robot, sink), tokens).close()
    assert [line.split(" ")[:2] for line in sink.commands if line.startswith("AUTH")] == [["AUTH", "XOAUTH2"]]


def test_a_token_the_server_no_longer_knows_is_replaced_and_shown_once_more(robot, google):  # noqa: F811
    tokens = open_tokens(robot, ANNA)
    tokens.fresh()
    sink = SmtpServer(users={ANNA: "token of tomorrow"}, auth="XOAUTH2")
    asked = tokens.instead_of

    def known_now(refused):
        made = asked(refused)
        sink.users[ANNA] = f"token {made}"
        return made

    tokens.instead_of = known_now
    with sink:
        open_with_token(with_server(robot, sink), tokens).close()
    assert len(google.tokens.given) == 2


def test_a_mailbox_that_is_not_the_tokens_own_is_refused_with_what_the_server_said(robot):
    with SmtpServer(users={"boris@shop.test": "token x"}, auth="XOAUTH2") as sink:
        opener = connector(with_server(robot, sink))
        with pytest.raises(MailUnusable) as raised:
            opener()
    assert raised.value.code == "mail-token-refused"
    assert "status 400" in raised.value.details["reason"] and "5.7.8" in raised.value.details["reason"]
    assert not any("ya29" in str(detail) for detail in raised.value.details.values())


def test_a_server_without_this_way_of_logging_in_is_told(robot):
    with SmtpServer(users={ANNA: "password"}, auth="PLAIN LOGIN") as sink, pytest.raises(MailUnusable) as raised:
        connector(with_server(robot, sink))()
    assert raised.value.code == "mail-login-missing" and raised.value.details["reason"] == "PLAIN LOGIN"


def test_no_token_travels_readable_to_another_machine(robot, monkeypatch):
    monkeypatch.setattr("sheetcrm.mail.smtp.login._is_here", lambda session: False)
    with SmtpServer(users={ANNA: "token x"}, auth="XOAUTH2") as sink, pytest.raises(MailUnusable) as raised:
        connector(with_server(robot, sink))()
    assert raised.value.code == "mail-login-unprotected"
    assert not [line for line in sink.commands if line.startswith("AUTH")]
