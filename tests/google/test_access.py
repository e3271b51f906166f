"""Signing in, and who may do what: with google-auth itself where it matters."""

import json
import time
from collections.abc import Sequence
from typing import Any

import pytest
import requests
from google.auth.exceptions import RefreshError
from google.auth.transport.requests import Request
from google.oauth2.credentials import Credentials as UserCredentials
from google.oauth2.service_account import Credentials

from tests.google_server.access import SCOPE
from tests.google_server.fixtures import google, strict_google
from tests.google_server.server import UNSHARED, GoogleServer

__all__ = ["google", "strict_google"]
SHEETS = [SCOPE + "spreadsheets"]
ROBOT = "robot@project.iam.gserviceaccount.com"
Key = dict[str, Any]
Headers = dict[str, str]


@pytest.fixture
def key(strict_google: GoogleServer) -> Key:
    return strict_google.service_account(ROBOT)


@pytest.fixture
def robot(key: Key) -> Headers:
    return _signed_in(key)


def _signed_in(key: Key, scopes: Sequence[str] = SHEETS) -> Headers:
    """The headers of a service account that got its token from the server."""
    credentials = Credentials.from_service_account_info(key, scopes=scopes)  # type: ignore[no-untyped-call]
    return _with_token(credentials)


def _person_signed_in(told: Key) -> Headers:
    names = ("refresh_token", "token_uri", "client_id", "client_secret", "scopes")
    return _with_token(UserCredentials(None, **{name: told[name] for name in names}))  # type: ignore[no-untyped-call]


def _with_token(credentials: Any) -> Headers:
    with requests.Session() as session:
        credentials.refresh(Request(session))
    return {"Authorization": f"Bearer {credentials.token}"}


def _read(google: GoogleServer, who: Headers, file_id: str) -> tuple[int, dict[str, Any]]:
    url = f"{google.url}/v4/spreadsheets/{file_id}?fields=properties.title"
    answer = requests.get(url, headers=who, timeout=5)
    return answer.status_code, answer.json()


def _write(google: GoogleServer, who: Headers, file_id: str) -> int:
    url = f"{google.url}/v4/spreadsheets/{file_id}/values/A1?valueInputOption=RAW"
    return requests.put(url, json={"values": [["x"]]}, headers=who, timeout=5).status_code


def test_a_service_account_signs_in_with_its_key_and_sees_what_is_shared(
    strict_google: GoogleServer, robot: Headers
) -> None:
    file = strict_google.create("Clients")
    assert _read(strict_google, robot, file.id) == (
        403,
        {"error": {"code": 403, "message": "The caller does not have permission", "status": "PERMISSION_DENIED"}},
    )
    file.editors.add(ROBOT)
    assert _read(strict_google, robot, file.id) == (200, {"properties": {"title": "Clients"}})
    assert _write(strict_google, robot, file.id) == 200
    assert strict_google.log[-1].person == ROBOT


def test_a_reader_reads_and_does_not_write(strict_google: GoogleServer, robot: Headers) -> None:
    file = strict_google.create()
    file.readers.add(ROBOT)
    assert _read(strict_google, robot, file.id)[0] == 200
    assert _write(strict_google, robot, file.id) == 403


def test_a_file_open_to_anyone_needs_no_share(strict_google: GoogleServer, robot: Headers) -> None:
    file = strict_google.create()
    file.readers.add("anyone")
    assert _read(strict_google, robot, file.id)[0] == 200
    assert requests.get(f"{strict_google.url}/v4/spreadsheets/{file.id}?key=AIza", timeout=5).status_code == 200


def test_a_file_that_does_not_exist_is_not_found(strict_google: GoogleServer, robot: Headers) -> None:
    assert _read(strict_google, robot, "nothing")[1]["error"] == {
        "code": 404,
        "message": "Requested entity was not found.",
        "status": "NOT_FOUND",
    }


def test_a_disabled_api_says_where_to_enable_it(strict_google: GoogleServer, robot: Headers) -> None:
    strict_google.access.disabled.add("sheets.googleapis.com")
    code, told = _read(strict_google, robot, strict_google.create(owner=ROBOT).id)
    assert code == 403
    assert "has not been used in project" in told["error"]["message"]
    assert told["error"]["details"][0]["reason"] == "SERVICE_DISABLED"


def test_a_scope_that_only_reads_does_not_write(strict_google: GoogleServer, key: Key) -> None:
    file = strict_google.create(owner=ROBOT)
    who = _signed_in(key, [SCOPE + "spreadsheets.readonly"])
    assert _read(strict_google, who, file.id)[0] == 200
    url = f"{strict_google.url}/v4/spreadsheets/{file.id}:batchUpdate"
    refused = requests.post(url, json={"requests": [{}]}, headers=who, timeout=5).json()["error"]
    assert refused["message"] == "Request had insufficient authentication scopes."
    assert refused["details"][0]["reason"] == "ACCESS_TOKEN_SCOPE_INSUFFICIENT"


@pytest.mark.parametrize("hours", [-2, 2])
def test_a_clock_that_is_wrong_gets_no_token(hours: int) -> None:
    with GoogleServer(clock=lambda: time.time() + hours * 3600) as google:
        key = google.service_account(ROBOT)
        with pytest.raises(RefreshError, match="short-lived token"):
            _signed_in(key)


def test_a_deleted_key_and_a_foreign_key_get_no_token(strict_google: GoogleServer, key: Key) -> None:
    other = strict_google.service_account("other@project.iam.gserviceaccount.com")
    mixed = {**key, "private_key": other["private_key"]}
    strict_google.tokens.keys.pop(other["private_key_id"])
    for bad in (mixed, other):
        with pytest.raises(RefreshError, match="Invalid JWT Signature"):
            _signed_in(bad)


def test_a_deleted_account_gets_no_token(strict_google: GoogleServer, key: Key) -> None:
    strict_google.tokens.accounts.discard(ROBOT)
    with pytest.raises(RefreshError, match="account not found"):
        _signed_in(key)


def test_a_person_who_revoked_the_access_gets_no_new_token(strict_google: GoogleServer) -> None:
    told = strict_google.tokens.authorized_user("anna@example.com", frozenset(SHEETS))
    file = strict_google.create(owner="anna@example.com")
    assert _read(strict_google, _person_signed_in(told), file.id)[0] == 200
    strict_google.tokens.refresh.clear()
    with pytest.raises(RefreshError, match="expired or revoked"):
        _person_signed_in(told)


def test_an_expired_token_is_unauthenticated() -> None:
    now = 1_700_000_000.0
    with GoogleServer(clock=lambda: now) as google:
        token = google.tokens.give("anna@example.com", frozenset(SHEETS))
        url = f"{google.url}/v4/spreadsheets/{google.create(owner='anna@example.com').id}"
        headers = {"Authorization": f"Bearer {token}"}
        assert requests.get(url, headers=headers, timeout=5).status_code == 200
        now += 3600
        refused = requests.get(url, headers=headers, timeout=5)
    assert refused.status_code == 401
    assert refused.json()["error"]["status"] == "UNAUTHENTICATED"


def test_without_strictness_any_token_acts_as_the_owner(google: GoogleServer) -> None:
    file = google.create(owner="anna@example.com")
    url = f"{google.url}/v4/spreadsheets/{file.id}/values/A1?valueInputOption=RAW"
    headers = {"Authorization": "Bearer anything"}
    assert requests.put(url, json={"values": [["x"]]}, headers=headers, timeout=5).status_code == 200
    assert file.past[-1][0] == "anna@example.com"
    assert requests.get(f"{google.url}/v4/spreadsheets/{UNSHARED}", headers=headers, timeout=5).status_code == 403


def test_a_strict_server_refuses_unknown_tokens_and_those_without(strict_google: GoogleServer) -> None:
    url = f"{strict_google.url}/v4/spreadsheets/{strict_google.create().id}"
    assert requests.get(url, headers={"Authorization": "Bearer x"}, timeout=5).status_code == 401
    assert requests.get(url, timeout=5).status_code == 403


def test_a_key_file_is_what_google_hands_out(google: GoogleServer) -> None:
    key = json.loads(json.dumps(google.service_account()))
    assert key["type"] == "service_account"
    assert key["token_uri"] == f"{google.url}/token"
    assert key["private_key"].startswith("-----BEGIN PRIVATE KEY-----")


def test_a_token_for_own_files_sees_only_what_its_project_made(strict_google: GoogleServer, key: Key) -> None:
    who = _signed_in(key, [SCOPE + "drive.file"])
    other = strict_google.create(owner=ROBOT)
    assert _read(strict_google, who, other.id)[0] == 404
    made = requests.post(f"{strict_google.url}/v4/spreadsheets", json={}, headers=who, timeout=5).json()
    assert _read(strict_google, who, made["spreadsheetId"])[0] == 200
    listed = requests.get(f"{strict_google.url}/drive/v3/files", headers=who, timeout=5).json()
    assert [file["id"] for file in listed["files"]] == [made["spreadsheetId"]]
