"""The key file is read with care, the token is fetched without fuss, and nobody is asked who does not sit there."""

import ast
import base64
import dataclasses
import json
import os
import socket
import threading
import urllib.request
import webbrowser
from collections.abc import Mapping
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from gspread.exceptions import APIError

import sheetcrm
from sheetcrm.errors import ConfigUnusable, SheetcrmError
from sheetcrm.model.settings import Settings
from sheetcrm.stores.google.address import address_of
from sheetcrm.stores.google.key_file import read_key
from sheetcrm.stores.google.session import SheetsClient, connect, robot_address
from sheetcrm.stores.google.sign_in import TOKEN_FILE
from tests.stores.google.answering import KEY, TOKEN, Reply, Scripted, answering, refused

ROBOT = "robot@team.iam.gserviceaccount.com"
BOOK = f"https://sheets.googleapis.com/v4/spreadsheets/{KEY}"
CLIENT = {"client_id": "client.apps.googleusercontent.com", "client_secret": "not-so-secret"}
USER = {"type": "authorized_user", "refresh_token": "1//refresh", **CLIENT}

posix_only = pytest.mark.skipif(os.name != "posix", reason="Windows keeps the rights of files elsewhere")


@pytest.fixture(scope="module")
def private_key() -> str:
    made = rsa.generate_private_key(public_exponent=65537, key_size=2048)
    return made.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()).decode()


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    return dataclasses.replace(
        Settings(),
        spreadsheet=KEY,
        credentials=tmp_path / "google-key.json",
        journal=tmp_path / "state" / "journal.sqlite",
    )


@pytest.fixture(autouse=True)
def no_variables(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("SHEETCRM_GOOGLE_API", "SHEETCRM_GOOGLE_KEY"):
        monkeypatch.delenv(name, raising=False)


def keep(path: Path, content: object, mode: int = 0o600) -> None:
    path.parent.mkdir(exist_ok=True)
    path.write_text(content if isinstance(content, str) else json.dumps(content), encoding="utf-8")
    path.chmod(mode)


def robot_key(private_key: str, server: Scripted) -> Mapping[str, Any]:
    return {
        "type": "service_account", "client_email": ROBOT, "private_key_id": "1", "private_key": private_key,
        "token_uri": f"{server.address}/token",
    }  # fmt: skip


def connected(
    settings: Settings, server: Scripted, patch: pytest.MonkeyPatch, *, may_ask: bool = False
) -> SheetsClient:
    patch.setenv("SHEETCRM_GOOGLE_API", server.address)
    return connect(settings, may_ask=may_ask)


def code_of(settings: Settings) -> str:
    with pytest.raises(SheetcrmError) as raised:
        connect(settings)
    assert not any("secret" in str(value) or "BEGIN" in str(value) for value in raised.value.details.values())
    return raised.value.code


def test_a_service_account_fetches_one_token_with_one_scope(
    settings: Settings, private_key: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    with answering(Reply(200, {"spreadsheetId": KEY})) as server:
        keep(settings.credentials, robot_key(private_key, server))
        client = connected(settings, server, monkeypatch)
        assert client.access.place == address_of(KEY)
        for _ in range(2):
            assert client.request("get", BOOK).json() == {"spreadsheetId": KEY}
        client.close()
    assert [asked.headers["Authorization"] for asked in server.asked] == ["Bearer ya29.test"] * 2
    (token,) = server.token_requests
    (assertion,) = parse_qs(token.body.decode())["assertion"]
    claims = claims_of(assertion)
    assert (claims["iss"], claims["scope"]) == (ROBOT, "https://www.googleapis.com/auth/spreadsheets")


def claims_of(assertion: str) -> dict[str, Any]:
    middle = assertion.split(".")[1]
    found: dict[str, Any] = json.loads(base64.urlsafe_b64decode(middle + "=" * (-len(middle) % 4)))
    return found


def test_connecting_asks_nothing_of_the_network(settings: Settings, private_key: str) -> None:
    with answering() as server:
        keep(settings.credentials, robot_key(private_key, server))
        connect(settings).close()
    assert (server.asked, server.token_requests) == ([], [])


def test_a_token_that_google_forgot_is_renewed_once(
    settings: Settings, private_key: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    with answering(refused(401, "", "UNAUTHENTICATED"), Reply(200, {"a": 1})) as server:
        keep(settings.credentials, robot_key(private_key, server))
        client = connected(settings, server, monkeypatch)
        assert client.request("post", f"{BOOK}:batchUpdate", json={"requests": []}).json() == {"a": 1}
        client.close()
    assert (len(server.asked), len(server.token_requests)) == (2, 2)
    assert server.asked[1].body == b'{"requests":[]}'
    with answering(refused(401, "", "UNAUTHENTICATED")) as server:
        keep(settings.credentials, robot_key(private_key, server))
        client = connected(settings, server, monkeypatch)
        with pytest.raises(APIError):
            client.request("get", BOOK)
        client.close()
    assert len(server.asked) == 2


def test_a_redirect_does_not_take_the_token_along(
    settings: Settings, private_key: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    with answering() as elsewhere, answering(Reply(302, b"", {"Location": f"{elsewhere.address}/x"})) as server:
        keep(settings.credentials, robot_key(private_key, server))
        client = connected(settings, server, monkeypatch)
        assert client.request("get", BOOK).status_code == 302
        client.close()
    assert elsewhere.asked == []


def test_the_key_may_stand_in_a_variable(settings: Settings, private_key: str, monkeypatch: pytest.MonkeyPatch) -> None:
    with answering() as server:
        monkeypatch.setenv("SHEETCRM_GOOGLE_KEY", json.dumps(robot_key(private_key, server)))
        connect(settings).close()
    assert robot_address(settings) == ROBOT
    monkeypatch.setenv("SHEETCRM_GOOGLE_KEY", "{")
    with pytest.raises(ConfigUnusable) as raised:
        connect(settings)
    assert (raised.value.code, raised.value.details["path"]) == ("google-key-unusable", "SHEETCRM_GOOGLE_KEY")


def test_the_robot_is_named_by_its_key_and_a_person_is_not(settings: Settings) -> None:
    assert robot_address(settings) is None
    keep(settings.credentials, {"type": "service_account", "client_email": ROBOT, "private_key": "x"})
    assert robot_address(settings) == ROBOT
    keep(settings.credentials, USER)
    assert robot_address(settings) is None


def test_a_key_shows_nothing_of_itself(settings: Settings) -> None:
    keep(settings.credentials, USER)
    assert "secret" not in repr(read_key(settings))


def test_a_missing_key_is_told(settings: Settings) -> None:
    assert code_of(settings) == "google-key-missing"


@posix_only
@pytest.mark.parametrize("mode", [0o644, 0o640, 0o604, 0o660])
def test_a_key_that_others_can_read_is_refused(settings: Settings, mode: int) -> None:
    keep(settings.credentials, USER, mode)
    assert code_of(settings) == "google-key-readable"


@pytest.mark.parametrize(
    "content",
    [
        "", "not JSON", "[]", "{}", "null", "AIzaSyA-not-so-secret",
        {"type": "service_account", "client_email": ROBOT},
        {"type": "service_account", "client_email": ROBOT, "private_key": 7},
        {"type": "service_account", "client_email": ROBOT, "private_key": "-----BEGIN PRIVATE KEY-----\nsecret\n"},
        {"type": "external_account", "audience": "secret"},
        {"type": "authorized_user", "client_id": "secret"},
        {"type": ["service_account"]},
        {"installed": {"client_id": "secret"}},
        {"installed": []},
        {**USER, "token_uri": "http://example.com/token"},
        {**USER, "token_uri": "file:///etc/passwd"},
    ],
)  # fmt: skip
def test_whatever_is_no_key_is_told(settings: Settings, content: object) -> None:
    keep(settings.credentials, content)
    assert code_of(settings) == "google-key-unusable"


def test_a_folder_or_bytes_in_the_place_of_the_key_are_told(settings: Settings) -> None:
    settings.credentials.mkdir()
    settings.credentials.chmod(0o700)
    assert code_of(settings) == "google-key-unreadable"
    settings.credentials.rmdir()
    settings.credentials.write_bytes(b"\xff\xfe\x00")
    settings.credentials.chmod(0o600)
    assert code_of(settings) == "google-key-unusable"


@pytest.mark.parametrize(
    "address", ["http://example.com", "http://127.0.0.1.example.com", "ftp://127.0.0.1", "x", "//"]
)
def test_a_key_is_never_sent_in_the_open(settings: Settings, address: str, monkeypatch: pytest.MonkeyPatch) -> None:
    keep(settings.credentials, USER)
    monkeypatch.setenv("SHEETCRM_GOOGLE_API", address)
    assert code_of(settings) == "google-api-address"


def test_an_authorised_user_file_is_used_as_it_is(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    with answering(Reply(200, {"a": 1})) as server:
        keep(settings.credentials, {**USER, "token_uri": f"{server.address}/token"})
        client = connected(settings, server, monkeypatch)
        assert client.request("get", BOOK).json() == {"a": 1}
        client.close()
    sent = parse_qs(server.token_requests[0].body.decode())
    assert (sent["refresh_token"], sent["scope"]) == (["1//refresh"], ["https://www.googleapis.com/auth/spreadsheets"])
    assert not settings.state_folder.exists()


def test_nobody_is_asked_to_sign_in_under_cron(settings: Settings) -> None:
    keep(settings.credentials, {"installed": CLIENT})
    assert code_of(settings) == "google-sign-in-needed"
    keep(settings.state_folder / TOKEN_FILE, {"client_id": "of another client", "refresh_token": "1//x"})
    assert code_of(settings) == "google-sign-in-needed"
    keep(settings.state_folder / TOKEN_FILE, "damaged {")
    assert code_of(settings) == "google-sign-in-needed"


@posix_only
def test_a_token_that_others_can_read_is_refused(settings: Settings) -> None:
    keep(settings.credentials, {"installed": CLIENT})
    keep(settings.state_folder / TOKEN_FILE, {"client_id": CLIENT["client_id"], "refresh_token": "1//x"}, 0o644)
    assert code_of(settings) == "google-key-readable"


class Person(webbrowser.BaseBrowser):
    """Somebody who opens the page and lets the program in, or answers something else."""

    def __init__(self, answer: str = "code=4%2Fabc") -> None:
        super().__init__()
        self.answer = answer
        self.seen: dict[str, list[str]] = {}
        self.page = ""

    def open(self, url: str, new: int = 0, autoraise: bool = True) -> bool:
        self.seen = parse_qs(urlsplit(url).query)
        back = f"{self.seen['redirect_uri'][0]}?state={self.seen['state'][0]}&{self.answer}"
        threading.Thread(target=self._go, args=(back,), daemon=True).start()
        return True

    def _go(self, address: str) -> None:
        with urllib.request.urlopen(address, timeout=10) as answer:
            self.page = answer.read().decode()


def seated(person: Person, monkeypatch: pytest.MonkeyPatch) -> Person:
    """That person sits at the browser of this machine; the token server is one on loopback, without TLS."""
    webbrowser.register("person", None, person, preferred=True)
    monkeypatch.setenv("OAUTHLIB_INSECURE_TRANSPORT", "1")
    return person


GRANTED = {**TOKEN, "refresh_token": "1//new", "scope": "https://www.googleapis.com/auth/spreadsheets"}


def test_a_person_signs_in_once_and_later_runs_need_nobody(
    settings: Settings, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    person = seated(Person(), monkeypatch)
    with answering(Reply(200, {"a": 1}), tokens=[Reply(200, GRANTED), Reply(200, TOKEN)]) as server:
        keep(settings.credentials, {"installed": {**CLIENT, "token_uri": f"{server.address}/token"}})
        connected(settings, server, monkeypatch, may_ask=True).close()
        assert person.seen["scope"] == ["https://www.googleapis.com/auth/spreadsheets"]
        assert (person.seen["access_type"], person.seen["code_challenge_method"]) == (["offline"], ["S256"])
        said = capsys.readouterr()
        assert said.out == ""
        assert "https://accounts.google.com/o/oauth2/auth?" in said.err
        token = settings.state_folder / TOKEN_FILE
        assert os.name != "posix" or token.stat().st_mode & 0o777 == 0o600
        assert [path.name for path in token.parent.iterdir()] == [TOKEN_FILE]
        assert "ya29" not in token.read_text(encoding="utf-8")
        client = connected(settings, server, monkeypatch)
        assert client.request("get", BOOK).json() == {"a": 1}
        client.close()
    assert parse_qs(server.token_requests[1].body.decode())["refresh_token"] == ["1//new"]


def test_a_sign_in_that_ended_is_renewed_only_by_somebody_who_is_there(
    settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    seated(Person(), monkeypatch)
    over = Reply(400, {"error": "invalid_grant", "error_description": "Token has been expired or revoked."})
    with answering(tokens=[over, Reply(200, GRANTED)]) as server:
        keep(settings.credentials, {"installed": {**CLIENT, "token_uri": f"{server.address}/token"}})
        keep(settings.state_folder / TOKEN_FILE, {"client_id": CLIENT["client_id"], "refresh_token": "1//old"})
        connected(settings, server, monkeypatch, may_ask=True).close()
    assert "1//new" in (settings.state_folder / TOKEN_FILE).read_text(encoding="utf-8")
    assert len(server.token_requests) == 2


def test_a_sign_in_that_still_holds_is_not_asked_for_again(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    person = seated(Person(), monkeypatch)
    with answering() as server:
        keep(settings.credentials, {"installed": {**CLIENT, "token_uri": f"{server.address}/token"}})
        keep(settings.state_folder / TOKEN_FILE, {"client_id": CLIENT["client_id"], "refresh_token": "1//old"})
        connected(settings, server, monkeypatch, may_ask=True).close()
    assert person.seen == {}


def test_an_outage_while_signing_in_is_told_and_the_old_sign_in_is_kept(
    settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    person = seated(Person(), monkeypatch)
    with answering(tokens=[Reply(200, b"<html>Welcome to the hotel</html>")]) as server:
        keep(settings.credentials, {"installed": {**CLIENT, "token_uri": f"{server.address}/token"}})
        keep(settings.state_folder / TOKEN_FILE, {"client_id": CLIENT["client_id"], "refresh_token": "1//old"})
        with pytest.raises(SheetcrmError) as raised:
            connected(settings, server, monkeypatch, may_ask=True)
    assert (raised.value.code, person.seen) == ("google-outage", {})
    assert "1//old" in (settings.state_folder / TOKEN_FILE).read_text(encoding="utf-8")


@pytest.mark.parametrize(
    ("answer", "granted", "code"),
    [
        ("error=access_denied", GRANTED, "google-sign-in-failed"),
        ("code=4", {**GRANTED, "scope": "openid"}, "google-scope-missing"),
        ("code=4", {**TOKEN, "scope": GRANTED["scope"]}, "google-sign-in-failed"),
        ("state=another&code=4", GRANTED, "google-sign-in-failed"),
    ],
)
def test_a_sign_in_that_does_not_come_about_is_told(
    settings: Settings, monkeypatch: pytest.MonkeyPatch, answer: str, granted: Mapping[str, Any], code: str
) -> None:
    seated(Person(answer), monkeypatch)
    with answering(tokens=[Reply(200, granted)]) as server:
        keep(settings.credentials, {"installed": {**CLIENT, "token_uri": f"{server.address}/token"}})
        with pytest.raises(SheetcrmError) as raised:
            connected(settings, server, monkeypatch, may_ask=True)
    assert raised.value.code == code
    assert not settings.state_folder.exists()


def test_a_web_client_needs_an_address_on_this_machine(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    keep(settings.credentials, {"web": {**CLIENT, "redirect_uris": ["https://example.com/back", "http://localhost"]}})
    with pytest.raises(ConfigUnusable) as raised:
        connect(settings, may_ask=True)
    assert raised.value.code == "google-client-web"
    person = seated(Person(), monkeypatch)
    with answering(tokens=[Reply(200, GRANTED)]) as server:
        port = free_port()
        web = {**CLIENT, "token_uri": f"{server.address}/token", "redirect_uris": [f"http://127.0.0.1:{port}"]}
        keep(settings.credentials, {"web": web})
        connected(settings, server, monkeypatch, may_ask=True).close()
    assert person.seen["redirect_uri"] == [f"http://127.0.0.1:{port}"]


def free_port() -> int:
    with socket.socket() as asked:
        asked.bind(("127.0.0.1", 0))
        port: int = asked.getsockname()[1]
        return port


def test_the_libraries_of_google_are_imported_only_here() -> None:
    libraries = {"gspread", "google", "google_auth_oauthlib", "oauthlib", "requests", "urllib3"}
    package = Path(sheetcrm.__file__).parent
    users = {path for path in package.rglob("*.py") if imported_by(path) & libraries}
    letters = {package / "mail" / name for name in ("gmail_api.py", "oauth.py")}
    assert {path.parent for path in users - letters} == {package / "stores" / "google"}


def imported_by(path: Path) -> set[str]:
    """The libraries that a module imports, also inside its functions."""
    nodes = list(ast.walk(ast.parse(path.read_text(encoding="utf-8"))))
    plain = {alias.name for node in nodes if isinstance(node, ast.Import) for alias in node.names}
    return {name.split(".")[0] for name in plain | {n.module or "" for n in nodes if isinstance(n, ast.ImportFrom)}}


def test_a_request_waits_ten_seconds_for_a_connection_and_longer_than_google_works(
    settings: Settings, private_key: str
) -> None:
    with answering() as server:
        keep(settings.credentials, robot_key(private_key, server))
        client = connect(settings)
        assert client.timeout == (10.0, 190.0)
        client.close()
