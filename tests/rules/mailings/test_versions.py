"""Two versions tried on a part of the people: the row tells what came of each, and the choice goes to the rest."""

import datetime as dt
from collections import Counter
from dataclasses import replace

from sheetcrm.model.changes import SendLetter
from sheetcrm.model.settings import Mail
from sheetcrm.pipeline import make_plan
from tests.building import TODAY, rows_of, settings, snapshot

GIVEN = replace(settings(occasions=()), mail=Mail(transport="smtp", server="localhost"))
CLIENTS = [
    {"number": f"C-{n:04}", "name": f"Anna {n}", "email": f"anna{n}@example.com", "status": "customer",
     "consent_offers": "yes"}
    for n in range(1, 41)
]  # fmt: skip
TRIED = {
    "number": "M-0001", "mailing": "Autumn", "letter": "birthday", "purpose": "Offers", "segment": "Status: customer",
    "order": "Send", "second_letter": "easter", "test_share": 20, "winner": None,
}  # fmt: skip


def letters(plan):
    return [change for change in plan.changes if isinstance(change, SendLetter)]


def went(plan, statuses=("Sent",) * 99):
    """The rows of Letters as they are when all has gone out."""
    rows = rows_of(plan.after, "letters", "key", "client", "to", "mailing", "letter", "made_on")
    fields = ("key", "client", "to", "mailing", "letter", "made_on", "letter_status")
    return [dict(zip(fields, (*row, status), strict=True)) for row, status in zip(rows, statuses, strict=False)]


def later(plan, mailing, rows=None, today=TODAY, **tabs):
    fresh = snapshot(clients=CLIENTS, mailings=[mailing], letters=went(plan) if rows is None else rows, **tabs)
    found = replace(fresh, tables={**fresh.tables, "memory": plan.after.table("memory")})
    return make_plan(found, GIVEN, today)


def first():
    return make_plan(snapshot(clients=CLIENTS, mailings=[TRIED]), GIVEN, TODAY)


def told(plan):
    return rows_of(plan.after, "mailings", "mailing_status", "outcome")[0]


def test_each_version_goes_to_half_of_the_share_and_its_rows_name_it():
    plan = first()
    assert Counter(letter.letter for letter in letters(plan)) == {"birthday": 4, "easter": 4}
    assert Counter(row["letter"] for row in went(plan)) == {"Autumn / birthday": 4, "Autumn / easter": 4}


def test_the_row_compares_what_people_did_and_asks_for_a_choice():
    plan = first()
    rows = went(plan)
    of_first = [row for row in rows if row["letter"].endswith("birthday")]
    of_second = [row for row in rows if row["letter"].endswith("easter")]
    of_first[0]["letter_status"] = "Came back"
    opted = [{"client": of_second[0]["client"], "topic": "Offers", "opted_on": TODAY}]
    answered = [
        {"number": "T-0001", "key": f"reply:{of_second[1]['key']}:2026-11-23", "client": of_second[1]["client"]}
    ]
    found = later(plan, TRIED, rows, TODAY + dt.timedelta(days=2), opt_outs=opted, tasks=answered)
    assert letters(found) == []
    status, sentence = told(found)
    assert status == "Paused"
    assert sentence == (
        "birthday: 4 sent, 0 answered, 0 opted out, 1 came back; easter: 4 sent, 1 answered, 1 opted out, 0 came back. "
        "Choose one in “Better version”, and the others get it."
    )


def test_the_chosen_version_goes_to_the_rest_and_to_nobody_twice():
    plan = first()
    rest = later(plan, {**TRIED, "winner": "The second"})
    assert Counter(letter.letter for letter in letters(rest)) == {"easter": 32}
    assert {x.key for x in letters(rest)}.isdisjoint(x.key for x in letters(plan))
    rows = [*went(plan), *went(rest)[len(went(plan)) :]]
    again = later(rest, {**TRIED, "winner": "The second"}, rows, TODAY + dt.timedelta(days=1))
    assert letters(again) == [] and told(again)[0] == "Finished"
    assert told(again)[1].startswith("birthday: 4 sent")
    assert {letter.letter for letter in letters(later(plan, {**TRIED, "winner": "The first"}))} == {"birthday"}


def test_while_letters_of_the_trial_wait_nobody_is_asked_to_choose():
    plan = first()
    status, sentence = told(plan)
    assert status == "Under way" and "Better version" not in sentence


def test_without_the_column_the_better_letter_is_written_into_letter():
    row = {key: value for key, value in TRIED.items() if key != "winner"}
    plan = make_plan(snapshot(clients=CLIENTS, mailings=[row]), GIVEN, TODAY)
    found = later(plan, row)
    assert told(found)[1].endswith("Put the better one into Letter, clear “Try on”, and the others get it.")
    assert len(letters(later(plan, {**row, "letter": "easter", "test_share": None}))) == 32
