"""Over two thousand cases of names, cases, greetings, windows and days, written by hand in four languages."""

from pathlib import Path

import pytest

from tests.cases import run_cases

HERE = Path(__file__).parent


@pytest.mark.parametrize(("file", "at_least"), [("word_cases.jsonl", 1200), ("name_cases.jsonl", 2100)])
def test_every_case_written_by_hand_is_answered(file: str, at_least: int) -> None:
    outcomes = list(run_cases((HERE / file).read_text(encoding="utf-8").splitlines()))
    assert len(outcomes) > at_least
    assert [f"line {outcome.line}, {outcome.area}: {outcome.wrong}" for outcome in outcomes if outcome.wrong] == []
