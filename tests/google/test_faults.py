"""Faults that strike on purpose, and the quotas: each before or after the commit, as a caller sees them."""

import time

import pytest
import requests

from tests.google_server.faults import KINDS, fault_of
from tests.google_server.fixtures import google
from tests.google_server.server import GoogleServer

__all__ = ["google"]


class Clock:
    """A clock that stands until it is moved."""

    def __init__(self) -> None:
        self.now = 1_700_000_000.0

    def __call__(self) -> float:
        return self.now


def _write(google: GoogleServer, spreadsheet_id: str, text: str, timeout: float = 5) -> requests.Response:
    url = f"{google.url}/v4/spreadsheets/{spreadsheet_id}/values/A1?valueInputOption=RAW"
    return requests.put(url, json={"values": [[text]]}, timeout=timeout)


def _written(google: GoogleServer, spreadsheet_id: str) -> object:
    return google.spreadsheets[spreadsheet_id].book.sheets[0].value(0, 0)


@pytest.mark.parametrize(("kind", "code"), [("500", 500), ("502", 502), ("503", 503), ("504", 504)])
@pytest.mark.parametrize("moment", ["before", "after"])
def test_a_server_error_strikes_before_or_after_the_commit(
    google: GoogleServer, kind: str, code: int, moment: str
) -> None:
    file = google.create()
    google.faults.plan(f"{kind} {moment}")
    answer = _write(google, file.id, "x")
    assert answer.status_code == code
    assert _written(google, file.id) == ("x" if moment == "after" else None)
    assert google.log[-1].fault == f"{kind} {moment}"
    assert _write(google, file.id, "y").status_code == 200


def test_a_bad_gateway_answers_with_a_page_and_not_with_json(google: GoogleServer) -> None:
    file = google.create()
    google.faults.plan("502")
    answer = _write(google, file.id, "x")
    assert answer.headers["Content-Type"].startswith("text/html")
    with pytest.raises(requests.JSONDecodeError):
        answer.json()


def test_an_unavailable_service_says_so_in_googles_form(google: GoogleServer) -> None:
    file = google.create()
    google.faults.plan("503")
    assert _write(google, file.id, "x").json() == {
        "error": {"code": 503, "message": "The service is currently unavailable.", "status": "UNAVAILABLE"}
    }


@pytest.mark.parametrize("moment", ["before", "after"])
def test_a_connection_may_be_reset(google: GoogleServer, moment: str) -> None:
    file = google.create()
    google.faults.plan(f"reset {moment}")
    with pytest.raises(requests.ConnectionError):
        _write(google, file.id, "x")
    assert _written(google, file.id) == ("x" if moment == "after" else None)


@pytest.mark.parametrize("moment", ["before", "after"])
def test_an_answer_may_never_come(google: GoogleServer, moment: str) -> None:
    file = google.create()
    google.faults.plan(f"timeout {moment}")
    with pytest.raises(requests.Timeout):
        _write(google, file.id, "x", timeout=0.2)
    assert _written(google, file.id) == ("x" if moment == "after" else None)


def test_others_are_served_while_one_waits_for_a_slow_answer(google: GoogleServer) -> None:
    file = google.create()
    google.faults.plan("slow 0.3")
    began = time.monotonic()
    assert _write(google, file.id, "x").status_code == 200
    assert time.monotonic() - began >= 0.3
    assert _written(google, file.id) == "x"


def test_a_truncated_answer_is_shorter_than_it_says(google: GoogleServer) -> None:
    file = google.create()
    google.faults.plan("truncated")
    with pytest.raises(requests.exceptions.ChunkedEncodingError):
        _write(google, file.id, "x")
    assert _written(google, file.id) == "x"


def test_faults_by_chance_are_the_same_for_the_same_seed() -> None:
    struck = []
    for _ in range(2):
        with GoogleServer() as google:
            file = google.create()
            google.faults.at_random(0.4, ["503 after", "500"], seed=3)
            struck.append([_write(google, file.id, str(number)).status_code for number in range(30)])
    assert struck[0] == struck[1]
    assert 5 < sum(code != 200 for code in struck[0]) < 25


def test_faults_may_concern_only_some_requests(google: GoogleServer) -> None:
    file = google.create()
    google.faults.concerns = lambda call, kind: kind == "write"
    google.faults.plan("503")
    assert requests.get(f"{google.url}/v4/spreadsheets/{file.id}", timeout=5).status_code == 200
    assert _write(google, file.id, "x").status_code == 503


def test_an_unknown_fault_is_an_error_and_429_never_comes_after_the_commit() -> None:
    with pytest.raises(ValueError, match="no such fault"):
        fault_of("418")
    with pytest.raises(ValueError, match="before the commit"):
        fault_of("429 after")
    assert {fault_of(kind).kind for kind in KINDS} == set(KINDS)


def test_the_sixty_first_write_within_a_minute_is_refused_before_it_is_applied() -> None:
    clock = Clock()
    with GoogleServer(clock=clock) as google:
        file = google.create()
        google.quotas.enforced = True
        codes = [_write(google, file.id, str(number)).status_code for number in range(60)]
        refused = _write(google, file.id, "one too many")
        assert codes == [200] * 60
        assert refused.status_code == 429
        assert _written(google, file.id) == "59"
        error = refused.json()["error"]
        assert error["status"] == "RESOURCE_EXHAUSTED"
        assert error["message"].startswith(
            "Quota exceeded for quota metric 'Write requests' and limit 'Write requests per minute per user' of "
            "service 'sheets.googleapis.com' for consumer 'project_number:"
        )
        clock.now += 60
        assert _write(google, file.id, "next minute").status_code == 200


def test_reads_and_writes_have_quotas_of_their_own() -> None:
    with GoogleServer(clock=Clock()) as google:
        file = google.create()
        google.quotas.enforced = True
        for number in range(60):
            _write(google, file.id, str(number))
        assert requests.get(f"{google.url}/v4/spreadsheets/{file.id}", timeout=5).status_code == 200
        search = f"{google.url}/v4/spreadsheets/{file.id}/developerMetadata:search"
        assert requests.post(search, json={"dataFilters": []}, timeout=5).status_code != 429


def test_a_project_is_refused_when_its_users_together_exceed_three_hundred() -> None:
    with GoogleServer(clock=Clock()) as google:
        google.quotas.enforced = True
        for number in range(300):
            google.quotas.count("read", "1", f"user{number % 6}")
        with pytest.raises(Exception, match="per minute' of service") as refused:
            google.quotas.count("read", "1", "somebody")
        assert "ReadRequestsPerMinutePerProject" in str(refused.value.details)  # type: ignore[attr-defined]
        google.quotas.count("read", "2", "somebody")


def test_drive_requests_do_not_count_to_the_sheets_quota() -> None:
    with GoogleServer(clock=Clock()) as google:
        google.quotas.enforced = True
        codes = {requests.get(f"{google.url}/drive/v3/files", timeout=5).status_code for _ in range(70)}
        assert codes == {200}
