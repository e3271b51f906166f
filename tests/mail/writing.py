"""Templates and facts that tests of letters start from; every function gives a fresh value."""

import datetime as dt
from pathlib import Path
from typing import Any

from sheetcrm.mail.guarded_render import Limits
from sheetcrm.mail.letters import LetterFailed, LetterRequest, Rendered, render_letters

SHIPPED = Path(__file__).parents[2] / "templates"
PAGE = "<html><head><title>{{ subject }}</title></head><body>{{ body }}{{ footer }}</body></html>"


def facts(**changed: object) -> dict[str, Any]:
    """What a template sees for one client."""
    known: dict[str, Any] = {
        "greeting": "Dear Ms Novak,",
        "name": "Anna Novak",
        "first_name": "Anna",
        "client": "C-0042",
        "company": None,
        "manager": "Jane Miller",
        "sender_name": "The Tea House",
        "sender_address": "hello@teahouse.example",
        "date": dt.date(2026, 11, 22),
        "age": 40,
        "years": None,
        "product": "Green tea, 500 g",
        "bought_on": dt.date(2026, 8, 25),
        "last_product": None,
        "holiday": None,
        "purpose": None,
        "confirm": "https://crm.example.com/c/WORD",
        "runs_out_on": dt.date(2026, 11, 29),
        "row": {"Shoe size": 38.5, "City": None, "Link": "https://shop.example/a?b=1&c=2"},
    }
    return known | changed


def write_letter(folder: Path, body: str, subject: str = "News", kind: str = "md", name: str = "note") -> Path:
    """A folder of templates with one letter in English."""
    place = folder / name / "en"
    place.mkdir(parents=True, exist_ok=True)
    (place / "subject.txt").write_text(subject, encoding="utf-8")
    (place / f"body.{kind}").write_text(body, encoding="utf-8")
    (folder / "base.html").write_text(PAGE, encoding="utf-8")
    return folder


def write_one(
    folder: Path, body: str, subject: str = "News", kind: str = "md", limits: Limits | None = None, **changed: object
) -> Rendered | LetterFailed:
    """What becomes of one letter with this body."""
    write_letter(folder, body, subject, kind)
    request = LetterRequest("note:C-0042", "note", "en", "ann@x.test", facts(**changed))
    (outcome,) = render_letters([folder], [request], limits=limits or Limits())
    return outcome


def written(outcome: Rendered | LetterFailed) -> Rendered:
    """The letter, or a failure of the test that says why there is none."""
    assert isinstance(outcome, Rendered), outcome
    return outcome


def failed(outcome: Rendered | LetterFailed) -> LetterFailed:
    """The fault, or a failure of the test that shows the letter."""
    assert isinstance(outcome, LetterFailed), outcome
    return outcome


def write_in(folder: Path, language: str, body: str, subject: str = "News") -> Path:
    """A folder of templates with one letter, `note`, in that language."""
    place = folder / "note" / language
    place.mkdir(parents=True, exist_ok=True)
    (place / "subject.txt").write_text(subject, encoding="utf-8")
    (place / "body.md").write_text(body, encoding="utf-8")
    (folder / "base.html").write_text(PAGE, encoding="utf-8")
    return folder
