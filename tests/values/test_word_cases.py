"""Over a thousand cases of names, cases, greetings, windows and days, written by hand in four languages."""

from pathlib import Path

from tests.cases import run_cases

CASES = Path(__file__).parent / "word_cases.jsonl"


def test_every_case_written_by_hand_is_answered() -> None:
    outcomes = list(run_cases(CASES.read_text(encoding="utf-8").splitlines()))
    assert len(outcomes) > 1200
    assert [f"line {outcome.line}, {outcome.area}: {outcome.wrong}" for outcome in outcomes if outcome.wrong] == []
