"""A call is repeated as long as that can help and no longer, and says honestly when nobody knows what came of it."""

import gzip
import itertools
import json
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from google.oauth2.credentials import Credentials
from hypothesis import given
from hypothesis import strategies as st

from sheetcrm.errors import SheetcrmError, WorkbookBusy, WorkbookUnusable
from sheetcrm.stores.google.calls import Answer, CallRefused, Calls, CallUnclear, Pace
from sheetcrm.stores.google.refusals import Access
from sheetcrm.stores.google.session import SheetsClient
from tests.stores.google.answering import KEY, Reply, Scripted, Time, answering, refused

QUOTA = refused(429, "Quota exceeded for quota metric 'Write requests'", "RESOURCE_EXHAUSTED")
DOWN = refused(503, "The service is currently unavailable.", "UNAVAILABLE")
BROKEN = refused(500, "Internal error encountered.", "INTERNAL")
PAGE = Reply(502, b"<html><title>Error 502 (Server Error)!!1</title></html>", {"Content-Type": "text/html"})
RESET = Reply(cut=0)
DONE = Reply(200, {"done": True})
UNCLEAR = {"503": DOWN, "500": BROKEN, "502 page": PAGE, "reset": RESET, "504": refused(504), "408": refused(408)}

every_unclear_failure = pytest.mark.parametrize("failure", UNCLEAR.values(), ids=UNCLEAR)


@contextmanager
def calling(*replies: Reply, time: Time | None = None, **more: Any) -> Iterator[tuple[Calls, Scripted, Time]]:
    """Calls of a spreadsheet on a server that answers so."""
    time = time or Time()
    with answering(*replies) as server:
        client = SheetsClient(Credentials("token"), Access(), server.address)  # type: ignore[no-untyped-call]
        more.setdefault("pace", Pace(gap=0))
        yield Calls(client, KEY, sleep=time.sleep, clock=time.clock, random=lambda: 0.5, **more), server, time
        client.close()


def test_a_read_names_the_spreadsheet_and_its_parameters() -> None:
    with calling(DONE) as (calls, server, _):
        assert calls.get("/values:batchGet", {"ranges": ["A", "B"], "includeGridData": True}) == Answer({"done": True})
    (asked,) = server.asked
    expected = f"/v4/spreadsheets/{KEY}/values:batchGet?ranges=A&ranges=B&includeGridData=true"
    assert (asked.method, asked.path, asked.headers["Authorization"]) == ("GET", expected, "Bearer token")


def test_a_body_goes_without_blanks_in_utf_8() -> None:
    with calling(DONE) as (calls, server, _):
        calls.write(":batchUpdate", {"a": ["ż", None], "b": 1.5})
    (asked,) = server.asked
    assert asked.body == '{"a":["ż",null],"b":1.5}'.encode()
    assert (asked.method, asked.headers["Content-Type"]) == ("POST", "application/json; charset=UTF-8")


def test_a_packed_answer_is_asked_for_and_unpacked() -> None:
    packed = gzip.compress(json.dumps({"many": "x" * 10_000}).encode())
    with calling(Reply(200, packed, {"Content-Encoding": "gzip"})) as (calls, server, _):
        assert calls.get().body == {"many": "x" * 10_000}
    (asked,) = server.asked
    assert "gzip" in asked.headers["Accept-Encoding"]
    assert "gzip" in asked.headers["User-Agent"]


def test_requests_are_counted_with_their_repetitions_and_a_search_is_a_read() -> None:
    with calling(DOWN, DONE, DONE, QUOTA, DONE) as (calls, _, _):
        assert calls.get().tries == 2
        assert calls.search(":getByDataFilter", {}).tries == 1
        assert calls.write(":batchUpdate", {}).tries == 2
        assert (calls.reads, calls.writes) == (3, 2)


@every_unclear_failure
def test_a_read_is_repeated_until_it_is_answered(failure: Reply) -> None:
    with calling(failure, failure, DONE) as (calls, server, time):
        assert calls.get() == Answer({"done": True}, tries=3)
        assert (len(server.asked), time.waits) == (3, [1.5, 2.5])
        assert calls.slept == 4.0


@every_unclear_failure
def test_a_write_repeated_after_an_unclear_failure_says_so(failure: Reply) -> None:
    with calling(failure, DONE) as (calls, _, _):
        assert calls.write(":batchUpdate", {}) == Answer({"done": True}, tries=2, unclear=True)


@every_unclear_failure
def test_a_write_that_must_not_go_twice_is_sent_once(failure: Reply) -> None:
    with calling(failure, DONE) as (calls, server, time):
        with pytest.raises(CallUnclear):
            calls.write(":batchUpdate", {}, again=False)
        assert (len(server.asked), time.waits) == (1, [])


@every_unclear_failure
def test_a_write_that_never_gets_through_stays_unclear(failure: Reply) -> None:
    with calling(failure) as (calls, server, _):
        with pytest.raises(CallUnclear):
            calls.write(":batchUpdate", {})
        assert len(server.asked) == (3 if failure is BROKEN else 7)


@every_unclear_failure
def test_a_read_that_never_gets_through_is_an_error_of_ours(failure: Reply) -> None:
    with calling(failure) as (calls, _, _), pytest.raises(WorkbookUnusable) as raised:
        calls.get()
    assert raised.value.code == "google-outage"


@pytest.mark.parametrize("cut", [5, 20])
def test_half_an_answer_counts_as_none(cut: int) -> None:
    with calling(Reply(200, {"values": "x" * 100}, cut=cut), DONE) as (calls, _, _):
        assert calls.write(":batchUpdate", {}) == Answer({"done": True}, tries=2, unclear=True)


@pytest.mark.parametrize("body", [b"", b"<html>sign in to the hotel</html>", b"[1]", b'{"half": ', b'"text"'])
def test_an_answer_that_is_no_object_counts_as_none(body: bytes) -> None:
    with calling(Reply(200, body), DONE) as (calls, _, _):
        assert calls.write(":batchUpdate", {}).unclear
    with calling(Reply(302, body, {"Location": "http://127.0.0.1:1/elsewhere"}), DONE) as (calls, _, _):
        assert calls.get().tries == 2


def test_a_429_was_not_applied_so_its_repetition_is_clear() -> None:
    with calling(QUOTA, QUOTA, DONE) as (calls, _, time):
        assert calls.write(":batchUpdate", {}, again=False) == Answer({"done": True}, tries=3)
        assert time.waits == [2.5, 4.5]


def test_a_quota_that_stays_used_up_means_nothing_was_written() -> None:
    with calling(QUOTA) as (calls, server, time):
        with pytest.raises(WorkbookBusy) as raised:
            calls.write(":batchUpdate", {})
        assert (raised.value.code, len(server.asked)) == ("google-quota", 6)
        assert sum(time.waits) > 60


def test_a_429_after_an_unclear_try_does_not_make_it_clear() -> None:
    with calling(DOWN, QUOTA) as (calls, _, _), pytest.raises(CallUnclear):
        calls.write(":batchUpdate", {})


@pytest.mark.parametrize("code", [400, 403, 404, 409, 413])
def test_a_definite_no_is_never_repeated(code: int) -> None:
    with calling(refused(code, "No.", "STATUS", details=[{"reason": "WHY"}])) as (calls, server, time):
        with pytest.raises(CallRefused) as raised:
            calls.write(":batchUpdate", {})
        assert (len(server.asked), time.waits) == (1, [])
    no = raised.value
    assert (no.code, no.message, no.status, no.details, no.unclear) == (
        code,
        "No.",
        "STATUS",
        [{"reason": "WHY"}],
        False,
    )


def test_a_no_to_a_repetition_says_that_the_first_try_may_have_gone_through() -> None:
    again = refused(400, "already exists", "INVALID_ARGUMENT")
    with calling(RESET, again) as (calls, _, _), pytest.raises(CallRefused) as raised:
        calls.write(":batchUpdate", {})
    assert raised.value.unclear


def test_a_no_tells_nothing_of_its_text_when_it_is_printed() -> None:
    no = refused(400, 'Invalid value "Jan Kowalski"', "INVALID_ARGUMENT")
    with calling(no) as (calls, _, _), pytest.raises(CallRefused) as raised:
        calls.write(":batchUpdate", {})
    assert "Kowalski" not in f"{raised.value} {raised.value!r}"


def test_a_server_that_is_not_there_got_nothing_so_the_write_is_definite() -> None:
    with answering(DONE) as server:
        pass
    client = SheetsClient(Credentials("token"), Access(), server.address)  # type: ignore[no-untyped-call]
    time = Time()
    calls = Calls(client, KEY, pace=Pace(gap=0), sleep=time.sleep, clock=time.clock, random=lambda: 0.0)
    with pytest.raises(SheetcrmError) as raised:
        calls.write(":batchUpdate", {}, again=False)
    assert (raised.value.code, time.waits) == ("google-no-network", [1.0, 2.0, 4.0])


def test_a_read_that_takes_too_long_is_tried_again_within_the_budget() -> None:
    with calling(DOWN, time=Time(per_look=50.0)) as (calls, server, _):
        with pytest.raises(SheetcrmError):
            calls.get()
        assert len(server.asked) == 3


@given(st.floats(0, 200), st.lists(st.sampled_from([DOWN, QUOTA, PAGE]), min_size=1, max_size=3))
def test_waiting_never_outlasts_the_budget(budget: float, replies: list[Reply]) -> None:
    with calling(*replies, budget=budget) as (calls, server, _):
        with pytest.raises((SheetcrmError, CallUnclear)):
            calls.write(":batchUpdate", {})
        assert calls.slept <= budget
        assert 1 <= len(server.asked) <= 7


@pytest.mark.parametrize(
    ("told", "waited"),
    [
        ("7", 7.0),
        ("Sun, 22 Nov 2026 12:00:09 GMT", 9.0),
        ("0", 1.5),
        ("Sun, 22 Nov 2026 11:00:00 GMT", 1.5),
        ("x", 1.5),
    ],
)
def test_the_server_may_ask_for_a_longer_wait_in_seconds_or_by_its_own_clock(told: str, waited: float) -> None:
    with calling(refused(503, headers={"Retry-After": told}), DONE) as (calls, _, time):
        calls.get()
        assert time.waits == [waited]


def test_a_wait_beyond_the_budget_is_not_begun() -> None:
    with calling(refused(429, headers={"Retry-After": "3600"})) as (calls, _, time), pytest.raises(WorkbookBusy):
        calls.get()
    assert time.waits == []


def test_the_time_of_the_server_is_known_after_any_answer() -> None:
    with calling(DONE) as (calls, _, _):
        assert calls.server_time is None
        calls.get()
        assert calls.server_time == 1795348800.0
    with calling(refused(404, "", "NOT_FOUND")) as (calls, _, _):
        with pytest.raises(CallRefused):
            calls.get()
        assert calls.server_time == 1795348800.0


class LockLost(Exception):
    """What a run raises that lost its lock."""


def test_nothing_is_written_once_the_lock_is_lost_but_reading_goes_on() -> None:
    def lost() -> None:
        raise LockLost

    with calling(DONE) as (calls, server, _):
        calls.holding = lost
        with pytest.raises(LockLost):
            calls.write(":batchUpdate", {})
        assert (server.asked, calls.writes) == ([], 0)
        assert calls.get().body == {"done": True}


def test_a_lock_lost_while_waiting_leaves_an_unclear_write_unclear() -> None:
    answers = iter([True, False])

    def held() -> None:
        if not next(answers):
            raise LockLost

    with calling(DOWN, DONE) as (calls, server, _):
        calls.holding = held
        with pytest.raises(CallUnclear) as raised:
            calls.write(":batchUpdate", {})
        assert isinstance(raised.value.__cause__, LockLost)
        assert len(server.asked) == 1


def test_a_run_keeps_its_own_limits_of_reads_and_writes_a_minute() -> None:
    pace = Pace(per_minute=3, gap=0)
    with calling(DONE, pace=pace) as (calls, _, time):
        for _ in range(3):
            calls.get()
        calls.write(":batchUpdate", {})
        assert time.waits == []
        calls.get()
        assert time.waits == [60.0]


@given(st.lists(st.tuples(st.sampled_from(["read", "write"]), st.floats(0, 40)), max_size=40))
def test_no_minute_holds_more_requests_than_allowed(wishes: list[tuple[Any, float]]) -> None:
    pace, now = Pace(per_minute=4, gap=0.2), 0.0
    sent: list[tuple[str, float]] = []
    for kind, later in wishes:
        now += later
        now += pace.delay(kind, now)
        assert pace.delay(kind, now) < 1e-6
        pace.note(kind, now)
        sent.append((kind, now))
    for kind in ("read", "write"):
        times = [at for which, at in sent if which == kind]
        assert all(later - earlier > 60 - 1e-6 for earlier, later in zip(times, times[4:], strict=False))
    assert all(later - earlier > 0.2 - 1e-6 for (_, earlier), (_, later) in itertools.pairwise(sent))
