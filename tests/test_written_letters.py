"""Letters written in a tab of the sheet: they go before the folders, their faults stand beside them, none does harm."""

from dataclasses import replace

import pytest

from sheetcrm.model.settings import Mail
from sheetcrm.pipeline import sync_run
from sheetcrm.stores.memory import MemoryStore
from tests.building import TODAY, rows_of, settings, snapshot
from tests.mail.test_hostile_templates import REFUSED
from tests.test_sending_run import CLIENTS, MAILING

OFFER = {
    "letter": "Autumn offer", "language": "English", "subject": "For {{ first_name }}",
    "body": "{{ greeting }},\n\n**Ten per cent** off.",
}  # fmt: skip


def run(tmp_path, *rows, letter="autumn offer", clients=CLIENTS, **more):
    given = replace(settings(occasions=()), journal=tmp_path / "s" / "j.sqlite", outbox=tmp_path / "outbox", **more)
    store = MemoryStore(
        snapshot(
            clients=clients, mailings=[{**MAILING, "letter": letter}], templates=[{**OFFER, **row} for row in rows]
        )
    )
    outcome = sync_run(store, given, TODAY)
    return store, outcome


def letters(tmp_path):
    return [file.read_text(encoding="utf-8") for file in sorted((tmp_path / "outbox").glob("*.eml"))]


def test_a_letter_of_the_sheet_is_made_for_everybody(tmp_path):
    store, outcome = run(tmp_path, {})
    assert outcome.complete and len(letters(tmp_path)) == 3
    assert rows_of(store.read(), "templates", "check") == [("✓",)]
    assert {subject for (subject,) in rows_of(store.read(), "letters", "subject")} == {"For Anna", "For Jan", "For Ewa"}


def test_it_goes_before_a_letter_of_the_folders_and_other_languages_stay_as_they_were(tmp_path):
    clients = [{**CLIENTS[0], "language": "English"}, {**CLIENTS[1], "language": "Polish"}]
    store, _ = run(tmp_path, {"letter": "Birthday"}, letter="birthday", clients=clients)
    subjects = dict(rows_of(store.read(), "letters", "client", "subject"))
    assert subjects["C-0001"] == "For Anna" and subjects["C-0002"] != "For Jan"


def test_without_the_clients_language_the_teams_is_taken(tmp_path):
    store, outcome = run(tmp_path, {}, clients=[{**CLIENTS[0], "language": "Romanian"}])
    assert outcome.complete
    assert rows_of(store.read(), "letters", "subject") == [("For Anna",)]


@pytest.mark.parametrize(
    ("rows", "said"),
    [
        ([{}, {}], "more than once"),
        ([{"subject": None}], "subject"),
        ([{"body": "  "}], "subject and a text"),
        ([{"body": "{{ first_nmae }}"}], "first_name"),
        ([{"body": "{% for %}"}], "line 1"),
        ([{"body": "{{ ''.__class__ }}"}], "No letter can be made"),
    ],
)
def test_a_fault_stands_beside_the_letter_and_nobody_gets_it(tmp_path, rows, said):
    store, _ = run(tmp_path, *rows)
    assert not letters(tmp_path)
    checks = [check for (check,) in rows_of(store.read(), "templates", "check")]
    assert any(said in check for check in checks), checks


def test_hostile_letters_of_the_sheet_end_in_a_sentence_each_and_the_others_go(tmp_path):
    given = replace(
        settings(occasions=()), journal=tmp_path / "s" / "j.sqlite", outbox=tmp_path / "outbox",
        mail=Mail(per_client=1000),
    )  # fmt: skip
    bad = [{**OFFER, "letter": f"bad {at}", "body": body} for at, body in enumerate(REFUSED)]
    mailings = [
        {**MAILING, "number": f"M-{at + 2:04}", "letter": row["letter"]} for at, row in enumerate(bad)
    ] + [{**MAILING, "letter": "good"}]  # fmt: skip
    rows = [*bad, {**OFFER, "letter": "good"}]
    store = MemoryStore(snapshot(clients=CLIENTS[:1], mailings=mailings, templates=rows))
    sync_run(store, given, TODAY)
    assert [mailing for (mailing,) in rows_of(store.read(), "letters", "mailing")] == ["M-0001"]
    *refused, fine = (check for (check,) in rows_of(store.read(), "templates", "check"))
    assert fine == "✓"
    told = dict(rows_of(store.read(), "mailings", "number", "outcome"))
    for at, (body, check) in enumerate(zip(REFUSED, refused, strict=True)):
        assert check != "✓" or "could not be made" in told[f"M-{at + 2:04}"], body
