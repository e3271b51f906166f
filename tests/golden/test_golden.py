"""Whole runs on whole workbooks: what `sheetcrm plan` shows is compared with plan.txt of the case, letter by letter.

`pytest --update-golden` writes plan.txt anew and fails, so that the difference is read before it is believed.
"""

import importlib
from pathlib import Path

import pytest

from sheetcrm.config import CONFIG_NAME
from tests.calling import init, run
from tests.conftest import Golden

CASES = sorted(place.parent.name for place in Path(__file__).parent.glob("*/input.py"))


@pytest.mark.parametrize("case", CASES)
def test_the_plan_is_the_one_that_was_read_and_agreed_on(case: str, tmp_path: Path, golden: Golden) -> None:
    given = importlib.import_module(f"tests.golden.{case}.input")
    given.build(tmp_path)
    assert init(tmp_path).code == 0
    name_a_sender(tmp_path / CONFIG_NAME)
    if hasattr(given, "EARLIER"):
        assert run(tmp_path, "sync", today=given.EARLIER).code == 0
        given.between(tmp_path)
    checked = run(tmp_path, "check", "--limit", 1000, today=given.TODAY)
    planned = run(tmp_path, "plan", "--limit", 1000, today=given.TODAY)
    assert planned.code == 0 and checked.code in (0, 5)
    golden(Path(__file__).parent / case / "plan.txt", f"{planned.out}\n{'=' * 40} check\n\n{checked.out}")
    assert run(tmp_path, "sync", today=given.TODAY).code == 0
    assert run(tmp_path, "sync", "--json", today=given.TODAY).document["run"] is None


def name_a_sender(config: Path) -> None:
    """Let letters be made."""
    text = config.read_text(encoding="utf-8")
    assert 'name = ""\naddress = ""' in text
    text = text.replace('name = ""\naddress = ""', 'name = "Studio"\naddress = "studio@example.com"')
    config.write_text(text, encoding="utf-8")
