"""The whole way to Google, unpatched: key, token, request and refusal, against the server that stands in for it."""

import dataclasses
import json
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from google.oauth2.credentials import Credentials

from sheetcrm.errors import SheetcrmError
from sheetcrm.model.settings import Settings
from sheetcrm.stores.google.calls import CallRefused, Calls, Pace
from sheetcrm.stores.google.refusals import Access
from sheetcrm.stores.google.session import SheetsClient, connect
from tests.google_server.fixtures import google, strict_google
from tests.google_server.model import Json, Spreadsheet
from tests.google_server.server import GoogleServer
from tests.stores.google.answering import Time

ROBOT = "robot@team.iam.gserviceaccount.com"
SPREADSHEETS = "https://www.googleapis.com/auth/spreadsheets"
ONE_VALUE = {"valueInputOption": "RAW", "data": [{"range": "Clients!A1", "values": [["x"]]}]}

__all__ = ["google", "strict_google"]


@pytest.fixture
def book(google: GoogleServer) -> Spreadsheet:
    return google.create(sheets={"Clients": [["Name"], ["Anna"]]})


@pytest.fixture
def settings(google: GoogleServer, book: Spreadsheet, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Settings:
    monkeypatch.setenv("SHEETCRM_GOOGLE_API", google.url)
    monkeypatch.delenv("SHEETCRM_GOOGLE_KEY", raising=False)
    made = dataclasses.replace(Settings(), spreadsheet=book.id, credentials=tmp_path / "google-key.json")
    keep(made, google.service_account(ROBOT))
    return made


def keep(settings: Settings, key: Json) -> None:
    settings.credentials.write_text(json.dumps(key), encoding="utf-8")
    settings.credentials.chmod(0o600)


@pytest.fixture
def calls(settings: Settings) -> Iterator[Calls]:
    client = connect(settings)
    yield Calls(client, settings.spreadsheet, pace=Pace(gap=0), sleep=Time().sleep)
    client.close()


def code_of(calls: Calls, *, writing: bool = False) -> str:
    """The code that a person is told."""
    with pytest.raises((CallRefused, SheetcrmError)) as raised:
        calls.write("/values:batchUpdate", ONE_VALUE) if writing else calls.get()
    error = calls.as_error(raised.value)
    assert error.details.get("address", ROBOT) == ROBOT or "console" in str(error.details["address"])
    return error.code


def test_a_sheet_shared_with_the_robot_is_read_and_written(
    strict_google: GoogleServer, book: Spreadsheet, calls: Calls
) -> None:
    book.editors.add(ROBOT)
    assert calls.get(params={"fields": "properties.title"}).body == {"properties": {"title": "Test"}}
    calls.write("/values:batchUpdate", ONE_VALUE)
    assert calls.get("/values/Clients!A1:A2").body["values"] == [["x"], ["Anna"]]
    assert {record.person for record in strict_google.log} == {ROBOT}
    assert calls.server_time is not None
    assert abs(calls.server_time - time.time()) < 60


def test_a_sheet_not_shared_with_the_robot(strict_google: GoogleServer, calls: Calls) -> None:
    assert code_of(calls) == "google-not-shared"


def test_a_sheet_shared_for_reading_only(strict_google: GoogleServer, book: Spreadsheet, calls: Calls) -> None:
    book.readers.add(ROBOT)
    assert calls.get().tries == 1
    assert code_of(calls, writing=True) == "google-read-only"


def test_a_sheet_that_is_not_there(strict_google: GoogleServer, settings: Settings) -> None:
    client = connect(settings)
    assert code_of(Calls(client, "1" * 44, pace=Pace(gap=0))) == "google-not-found"
    client.close()


def test_an_api_that_is_not_switched_on(google: GoogleServer, calls: Calls) -> None:
    google.access.disabled.add("sheets.googleapis.com")
    assert code_of(calls) == "google-api-off"


def test_a_key_that_was_deleted(google: GoogleServer, calls: Calls) -> None:
    google.tokens.keys.clear()
    assert code_of(calls, writing=True) == "google-key-dead"


def test_an_account_that_was_deleted(google: GoogleServer, calls: Calls) -> None:
    google.tokens.accounts.clear()
    assert code_of(calls) == "google-key-dead"


@pytest.mark.parametrize("hours", [-2, 2])
def test_a_clock_that_is_wrong(google: GoogleServer, calls: Calls, hours: int) -> None:
    google.tokens.clock = lambda: time.time() + 3600 * hours
    assert code_of(calls) == "google-clock-wrong"


def test_a_tab_that_is_gone(google: GoogleServer, book: Spreadsheet, calls: Calls) -> None:
    book.editors.add(ROBOT)
    with pytest.raises(CallRefused) as raised:
        calls.get("/values/Removed!A1")
    assert calls.as_error(raised.value).code == "google-tab-gone"


@pytest.mark.parametrize(
    ("granted", "revoked", "code"),
    [
        (SPREADSHEETS, True, "google-sign-in-expired"),
        ("https://www.googleapis.com/auth/drive.file", False, "google-scope-missing"),
    ],
)
def test_a_sign_in_that_no_longer_lets_in(
    google: GoogleServer, settings: Settings, granted: str, revoked: bool, code: str
) -> None:
    keep(settings, google.tokens.authorized_user("anna@example.com", frozenset({granted})))
    if revoked:
        google.tokens.refresh.clear()
    client = connect(settings)
    assert code_of(Calls(client, settings.spreadsheet, pace=Pace(gap=0))) == code
    client.close()


def test_a_token_that_ends_in_the_middle_of_a_run_is_renewed(
    strict_google: GoogleServer, book: Spreadsheet, calls: Calls
) -> None:
    book.editors.add(ROBOT)
    calls.get()
    strict_google.tokens.given.clear()
    assert calls.write("/values:batchUpdate", ONE_VALUE).tries == 1


def test_the_pace_stays_within_the_quota_of_google(google: GoogleServer, book: Spreadsheet) -> None:
    passing = Time()
    google.quotas.enforced = True
    google.quotas.clock = passing.clock
    client = SheetsClient(Credentials("token"), Access(), google.url)  # type: ignore[no-untyped-call]
    calls = Calls(client, book.id, pace=Pace(), sleep=passing.sleep, clock=passing.clock)
    for _ in range(140):
        calls.get(params={"fields": "spreadsheetId"})
    client.close()
    assert (google.quotas.refused, calls.reads) == (0, 140)
    assert passing.now - 1000.0 < 180


def test_a_quota_used_up_by_somebody_else_is_outwaited(google: GoogleServer, book: Spreadsheet) -> None:
    passing = Time()
    google.quotas.enforced = True
    google.quotas.clock = passing.clock
    google.quotas.per_user["read"] = 1
    client = SheetsClient(Credentials("token"), Access(), google.url)  # type: ignore[no-untyped-call]
    calls = Calls(client, book.id, pace=Pace(gap=0), sleep=passing.sleep, clock=passing.clock)
    passing.now = 1020.0
    assert [calls.get(params={"fields": "spreadsheetId"}).tries for _ in range(2)] == [1, 6]
    client.close()


def test_what_is_written_gets_through_although_a_third_of_all_requests_fails(
    google: GoogleServer, book: Spreadsheet
) -> None:
    google.faults.at_random(
        1 / 3, ["429", "500", "500 after", "502", "502 after", "503", "503 after", "504 after", "reset", "reset after"]
    )
    passing = Time()
    client = SheetsClient(Credentials("token"), Access(), google.url)  # type: ignore[no-untyped-call]
    calls = Calls(client, book.id, pace=Pace(per_minute=1000, gap=0), sleep=passing.sleep, clock=passing.clock)
    unclear = 0
    for number in range(60):
        data = [{"range": f"Clients!B{number + 1}", "values": [[number]]}]
        unclear += calls.write("/values:batchUpdate", {"valueInputOption": "RAW", "data": data}).unclear
    google.faults.clear()
    answer = calls.get("/values/Clients!B1:B60", {"valueRenderOption": "UNFORMATTED_VALUE"})
    client.close()
    assert answer.body["values"] == [[number] for number in range(60)]
    assert (unclear > 5, calls.writes > 70) == (True, True)
