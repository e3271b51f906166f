import json
from pathlib import Path

from tests.cases import answers_match, main, run_cases

CASES = Path(__file__).parent / "data" / "values.jsonl"


def test_every_known_case_is_answered():
    outcomes = list(run_cases(CASES.read_text(encoding="utf-8").splitlines()))
    assert len(outcomes) > 200
    assert [f"line {outcome.line}, {outcome.area}: {outcome.wrong}" for outcome in outcomes if outcome.wrong] == []


def test_a_wrong_answer_an_exception_and_an_unknown_area_all_fail(tmp_path, capsys):
    file = tmp_path / "cases.jsonl"
    cases = [
        {"area": "easter", "input": {"year": 2024}, "expect": {"western": "2024-03-31", "orthodox": "2024-05-05"}},
        {"area": "easter", "input": {"year": 2024}, "expect": {"western": "2024-03-30", "orthodox": "2024-05-05"}},
        {"area": "easter", "input": {}, "expect": {}},
        {"area": "weather", "input": {}, "expect": None},
    ]
    file.write_text("\n".join(map(json.dumps, cases)), encoding="utf-8")
    assert main(str(file)) == 1
    lines = capsys.readouterr().out.splitlines()
    assert lines[:2] == ["easter 1/3", "weather 0/1"]
    assert lines[-1] == "1 passed, 3 failed"


def test_answers_are_compared_by_the_rules_of_their_area():
    assert answers_match("greeting_en", "Dear Mr Smith", {"one_of": ["Dear Mr Smith", "Dear Mr. Smith"]})
    assert answers_match("company", {"form": "S.R.L.", "name": "A"}, {"form": "srl", "name": "A"})
    assert not answers_match("company", {"form": "S.R.L.", "name": "a"}, {"form": "srl", "name": "A"})
    assert answers_match("name_day", ["01-01", "02-02"], {"dates_include": "02-02"})
    assert not answers_match("name_day", ["01-01", "02-02"], {"dates": ["02-02"]})
    assert not answers_match("holiday", None, {"is_holiday": True})
    assert not answers_match("holiday", "Name", {"is_holiday": False})
    assert not answers_match(
        "greeting_ru", "Уважаемый(ая)", {"must_contain": ["Уважаемый"], "must_not_contain": ["(ая)"]}
    )
    assert answers_match("mixed_script", {"mixed": False, "fixed": None}, {"mixed": False})
    assert not answers_match("tax_id", 1, True)
