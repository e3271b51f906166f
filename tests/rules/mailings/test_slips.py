"""Slips in a row of Mailings: said in the row in plain words, and nothing goes twice or to a crowd nobody meant."""

import datetime as dt
from dataclasses import replace

import pytest

from sheetcrm.model.cells import UNKNOWN
from sheetcrm.model.changes import SendLetter
from sheetcrm.model.outside import Outside
from sheetcrm.model.settings import Mail
from sheetcrm.pipeline import make_plan
from tests.building import TODAY, rows_of, settings, snapshot

GIVEN = settings(occasions=())
CLIENTS = [
    {"number": f"C-{n:04}", "name": f"Anna {n}", "email": f"anna{n}@example.com", "status": "customer",
     "consent_offers": "yes"}
    for n in range(1, 4)
]  # fmt: skip
MAILING = {
    "number": "M-0001", "mailing": "Autumn", "letter": "birthday", "purpose": "Offers", "segment": "Status: customer",
    "order": "Send",
}  # fmt: skip
KNOWN = Outside(letter_texts={"birthday": "b", "easter": "e"})


AN_ADDRESS = (
    "“anna1@example.com, anna2@example.com” is an address, not a condition. Write, for example: "
    "E-mail: anna@example.com, jan@example.com"
)


def plan_of(*mailings, clients=CLIENTS, given=GIVEN, today=TODAY, outside=KNOWN, **tabs):
    found = snapshot(clients=clients, mailings=mailings, **tabs)
    return make_plan(replace(found, outside=outside), given, today)


def letters(plan):
    return [change for change in plan.changes if isinstance(change, SendLetter)]


def told(plan):
    return rows_of(plan.after, "mailings", "mailing_status", "outcome")


def after(plan, *mailings, clients=CLIENTS, today=TODAY, given=GIVEN):
    fresh = snapshot(clients=clients, mailings=mailings)
    kept = {tab: plan.after.table(tab) for tab in ("letters", "memory")}
    return make_plan(replace(fresh, tables={**fresh.tables, **kept}, outside=KNOWN), given, today)


def test_a_row_copied_with_its_number_holds_both_back_and_says_how_to_mend_it():
    plan = plan_of(MAILING, {**MAILING, "mailing": "Winter", "letter": "easter"})
    assert letters(plan) == []
    sentence = "This number stands in two rows, so neither goes on. Clear it in the copy, and the copy gets its own."
    assert told(plan) == [("Not started", sentence)] * 2


def test_two_rows_alike_write_to_each_client_once():
    plan = plan_of(MAILING, {**MAILING, "number": None})
    assert [letter.key for letter in letters(plan)] == [f"letter:M-0001:C-{n:04}" for n in range(1, 4)]
    assert told(plan)[1] == ("Finished", "3 clients had this very letter from another mailing these days")
    again = make_plan(plan.after, GIVEN, TODAY)
    assert again.is_empty
    month = make_plan(plan.after, GIVEN, TODAY + dt.timedelta(days=30))
    assert letters(month) == []


def test_another_letter_to_the_same_people_goes():
    assert len(letters(plan_of(MAILING, {**MAILING, "number": "M-0002", "letter": "easter"}))) == 6


def test_the_same_letter_goes_again_by_a_new_mailing_when_a_week_is_over():
    first = plan_of(MAILING)
    second = {**MAILING, "number": "M-0002"}
    assert letters(after(first, MAILING, second, today=TODAY + dt.timedelta(days=6))) == []
    assert len(letters(after(first, MAILING, second, today=TODAY + dt.timedelta(days=7)))) == 3


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        ({"letter": "brithday"}, "There is no letter “brithday”. Did you mean “birthday”?"),
        ({"letter": "xyz"}, "There is no letter “xyz”. Write it in the tab Letter texts."),
        ({"second_letter": "Easterr", "test_share": 20}, "There is no letter “Easterr”. Did you mean “easter”?"),
        ({"number": "M:1"}, "“M:1” cannot be a number, for it holds a colon. Clear it, and the row gets one."),
        ({"segment": UNKNOWN}, "Whom it is for is a formula that has no result."),
        (
            {"segment": "anna1@example.com, anna2@example.com"},
            AN_ADDRESS,
        ),
        ({"segment": "Stauts: customer"}, "There is no column “Stauts” in the Clients tab. Did you mean “Status”?"),
        ({"repeats": "Every week"}, "What repeats needs its first day: fill in “Send on”."),
        ({"winner": "The second"}, "The second version is chosen, but none is named."),
    ],
)
def test_a_slip_is_told_in_the_row_and_nobody_is_written_to(change, sentence):
    for order in ("Send", None):
        plan = plan_of({**MAILING, "order": order, **change})
        assert letters(plan) == []
        assert told(plan) == [("Not started", sentence)]


@pytest.mark.parametrize("written", ["Birthday", "BIRTHDAY ", "День рождения", "urodziny"])
def test_a_letter_is_known_by_its_title_too(written):
    assert {letter.letter for letter in letters(plan_of({**MAILING, "letter": written}))} == {"birthday"}


def test_a_letter_written_in_the_sheet_is_one_of_the_letters():
    own = [{"letter": "autumn", "language": "English", "subject": "Hello", "body": "Autumn"}]
    assert len(letters(plan_of({**MAILING, "letter": "Autumn"}, templates=own))) == 3


def test_a_segment_by_addresses_and_by_numbers_is_understood():
    some = "E-mail: anna1@example.com, ANNA3@example.com"
    assert [letter.client for letter in letters(plan_of({**MAILING, "segment": some}))] == ["C-0001", "C-0003"]


def test_a_number_that_a_person_typed_is_as_good_as_ours():
    plan = plan_of({**MAILING, "number": "Easter 27"})
    assert [letter.key for letter in letters(plan)] == [f"letter:EASTER 27:C-{n:04}" for n in range(1, 4)]


def crowd(count):
    return [
        {**CLIENTS[0], "number": f"C-{n:04}", "name": f"Jan {n}", "email": f"jan{n}@example.com"}
        for n in range(1, count)
    ]


def test_thirty_rows_that_became_five_hundred_wait_until_somebody_looked():
    seen = plan_of({**MAILING, "order": None})
    assert rows_of(seen.after, "mailings", "members") == [(3,)]
    ordered = {**MAILING, "members": 3}
    grown = after(seen, ordered, clients=crowd(60))
    assert letters(grown) == []
    ((status, sentence),) = told(grown)
    assert status == "Not started" and sentence.startswith(
        "It would go to 59 clients; when the row last told, 3 clients"
    )
    assert rows_of(grown.after, "mailings", "members") == [(3,)]
    assert letters(make_plan(grown.after, GIVEN, TODAY)) == []
    looked = after(grown, {**ordered, "order": None}, clients=crowd(60))
    assert rows_of(looked.after, "mailings", "members") == [(59,)]
    assert len(letters(after(looked, {**MAILING, "members": 59}, clients=crowd(60)))) == 59


def test_a_mailing_that_was_paused_half_way_writes_nobody_twice_when_it_goes_on():
    first = plan_of(MAILING)
    paused = after(first, {**MAILING, "order": "Pause"})
    assert letters(paused) == [] and told(paused)[0][0] == "Paused"
    assert letters(after(first, MAILING)) == []


def test_a_row_that_was_deleted_and_written_anew_gets_another_number_and_no_one_a_second_letter():
    first = plan_of(MAILING)
    anew = after(first, {**MAILING, "number": None})
    assert rows_of(anew.after, "mailings", "number") == [("M-0002",)]
    assert letters(anew) == []
    assert len(letters(after(first, {**MAILING, "number": None, "letter": "easter"}))) == 3


def test_letters_taken_back_do_not_go_again_and_the_row_says_so():
    first = plan_of(MAILING)
    fresh = snapshot(clients=CLIENTS, mailings=[MAILING])
    undone = replace(fresh, tables={**fresh.tables, "memory": first.after.table("memory")}, outside=KNOWN)
    plan = make_plan(undone, GIVEN, TODAY)
    assert letters(plan) == []
    ((status, sentence),) = told(plan)
    assert status == "Stopped" and sentence.startswith("It began on 22 November 2026, and none of its letters")


def test_letters_that_only_lie_in_the_outbox_are_not_called_sent():
    assert told(plan_of(MAILING)) == [("Finished", "3 letters laid into the outbox to be looked at; nothing was sent.")]
    travels = replace(GIVEN, mail=Mail(transport="smtp", server="localhost"))
    assert told(plan_of(MAILING, given=travels)) == [("Under way", None)]


def test_letters_whose_row_was_deleted_say_so_and_go_on_when_it_is_back():
    travels = replace(GIVEN, mail=Mail(transport="smtp", server="localhost"))
    given = replace(KNOWN, journal="j1")
    first = plan_of(MAILING, given=travels, outside=given)

    def then(found, *mailings):
        fresh = snapshot(clients=CLIENTS, mailings=mailings)
        kept = {tab: found.after.table(tab) for tab in ("letters", "memory")}
        return make_plan(replace(fresh, tables={**fresh.tables, **kept}, outside=given), travels, TODAY)

    gone = then(first)
    sentence = "Its mailing does not stand in the sheet any more, so it does not go."
    assert set(rows_of(gone.after, "letters", "letter_status", "outcome")) == {("Waiting to be sent", sentence)}
    back = then(gone, MAILING)
    assert set(rows_of(back.after, "letters", "letter_status", "outcome")) == {("Waiting to be sent", None)}


@pytest.mark.parametrize(
    ("cells", "said"),
    [
        ({"send_on": TODAY - dt.timedelta(days=9)}, "Send on: Its day, "),
        ({"segment": "Status: lost"}, "To whom: No client is meant by this"),
    ],
)
def test_the_check_of_an_ordered_mailing_says_why_it_does_not_begin(cells, said):
    (row,) = rows_of(plan_of({**MAILING, **cells}).after, "mailings", "mailing_status", "check")
    assert row[0] == "Not started" and said in row[1], row
    (idle,) = rows_of(plan_of({**MAILING, **cells, "order": None}).after, "mailings", "check")
    assert idle == ("✓",)
    assert rows_of(plan_of(MAILING).after, "mailings", "check") == [("✓",)]


def test_what_a_row_lacks_is_said_once_and_as_a_sentence():
    ((check,),) = rows_of(plan_of({**MAILING, "letter": None, "segment": None}).after, "mailings", "check")
    assert check.count("Letter:") == 1 and check.count("To whom:") == 1
    assert "or “everyone”. So this" in check


def test_letters_whose_rows_are_gone_are_told_and_do_not_go_again():
    first = plan_of(MAILING)
    whole = first.after.table("letters")
    fresh = snapshot(
        clients=CLIENTS, mailings=[MAILING],
        letters=[{"key": f"letter:M-0001:C-{n:04}", "mailing": "M-0001", "client": f"C-{n:04}", "letter_status": "Sent"}
                 for n in (1,)],
    )  # fmt: skip
    assert len(whole) == 3
    kept = replace(fresh, tables={**fresh.tables, "memory": first.after.table("memory")}, outside=KNOWN)
    again = make_plan(kept, GIVEN, TODAY)
    assert letters(again) == []
    ((status, outcome),) = told(again)
    assert status == "Finished" and outcome.startswith("2 letters of it no longer stand in the sheet")
