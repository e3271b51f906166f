"""Double opt-in: one letter, one reminder, thirty days; a later no counts more than any button."""

import datetime as dt
from dataclasses import replace

import pytest

from sheetcrm.model.changes import AddRow, SendLetter
from sheetcrm.model.outside import Confirmed, OptOut, Outside
from sheetcrm.model.settings import Mail
from sheetcrm.pipeline import make_plan
from sheetcrm.rules.unconfirmed import asked_consents
from tests.building import TODAY, rows_of, settings, snapshot

URL = "https://crm.example.com/mail"
MAIL = Mail(transport="smtp", server="localhost", confirm_consents=True, unsubscribe_url=URL)
CHOSEN = settings(occasions=(), mail=MAIL)
ANNA = {"number": "C-0001", "name": "Anna Nowak", "email": "anna@example.com", "status": "customer"}
CONSENT = {
    "client": "C-0001", "client_number": "C-0001", "purpose": "News", "given": "Given", "given_on": TODAY,
    "consent_source": "form", "confirmed_on": None, "proof": None,
}  # fmt: skip
MAILING = {
    "number": "M-0001", "mailing": "Autumn", "letter": "birthday", "purpose": "News", "segment": "everyone",
    "order": "Send",
}  # fmt: skip


def days(count):
    return TODAY + dt.timedelta(days=count)


def sheet(*, clients=(ANNA,), consents=(CONSENT,), **tabs):
    return snapshot(clients=list(clients), consents=list(consents), **tabs)


def sent(plan):
    return [change.key for change in plan.changes if isinstance(change, SendLetter)]


def knowing(found, **outside):
    return replace(found, outside=Outside(**outside))


def pressed(day=TODAY, asked=TODAY, mark="", client="C-0001"):
    return Confirmed(mark, client, "news", asked, day, "1 en")


def test_one_letter_and_one_reminder_go_and_never_more():
    found, keys = sheet(), []
    for day in (0, 1, 6, 7, 8, 29, 30, 31, 45, 100, 400):
        plan = make_plan(found, CHOSEN, days(day))
        keys += [(day, key) for key in sent(plan)]
        found = plan.after
    assert keys == [(0, "letter:confirm:C-0001:NEWS-20261122"), (7, "letter:confirm:C-0001:NEWS-20261122-2")]


def test_a_plan_that_asks_settles():
    plan = make_plan(sheet(), CHOSEN, TODAY)
    assert sent(plan) and make_plan(plan.after, CHOSEN, TODAY).is_empty


def test_the_letter_asks_about_its_consent_until_thirty_days_after_the_first():
    plan = make_plan(sheet(), CHOSEN, TODAY)
    (first,) = [change for change in plan.changes if isinstance(change, SendLetter)]
    assert (first.letter, first.topic, first.confirms) == ("confirm_consent", "service", ("news", TODAY, days(30)))
    (second,) = [c for c in make_plan(plan.after, CHOSEN, days(9)).changes if isinstance(c, SendLetter)]
    assert second.confirms == ("news", TODAY, days(30)) and second.until == days(30)
    row = next(c.cells for c in plan.changes if isinstance(c, AddRow) and c.tab == "letters")
    assert row["letter"] == "Confirmation of a consent" and row["allowed_by"] == "asks whether the consent is right"


def test_an_unconfirmed_consent_lets_no_newsletter_go_and_a_confirmed_one_does():
    found = sheet(mailings=[MAILING])
    assert [key for key in sent(make_plan(found, CHOSEN, TODAY)) if "M-0001" in key] == []
    plan = make_plan(knowing(found, confirmed=(pressed(),)), CHOSEN, TODAY)
    assert sent(plan) == ["letter:M-0001:C-0001"]
    assert rows_of(plan.after, "letters", "allowed_by") == [
        ("consent of 22 November 2026, form, confirmed on 22 November 2026",)
    ]


def test_the_row_tells_when_and_by_what_it_was_confirmed_and_keeps_it_when_all_else_is_lost():
    plan = make_plan(knowing(sheet(), confirmed=(pressed(days(2)),)), CHOSEN, days(3))
    assert rows_of(plan.after, "consents", "confirmed_on", "proof") == [
        (days(2), "button in our letter, 24 November 2026, consent of 22 November 2026, wording 1 en")
    ]
    lost = replace(plan.after, outside=Outside())
    assert list(asked_consents(lost, CHOSEN, days(3))) == [] and make_plan(lost, CHOSEN, days(3)).is_empty


def test_a_confirmation_finds_its_client_by_the_address_when_the_rows_were_pasted_anew():
    anew = [{**ANNA, "number": "C-0077"}], [{**CONSENT, "client": "C-0077", "client_number": "C-0077"}]
    found = sheet(clients=anew[0], consents=anew[1])
    known = {"confirmed": (pressed(mark="m1", client=""),), "marks": {"anna@example.com": "m1"}}
    assert list(asked_consents(knowing(found, **known), CHOSEN, TODAY)) == []


def test_a_confirmation_of_one_consent_does_not_confirm_a_later_one():
    later = {**CONSENT, "given_on": days(5)}
    found = knowing(sheet(consents=[later]), confirmed=(pressed(),))
    assert [asked.code for asked in asked_consents(found, CHOSEN, days(5))] == ["soon"]


@pytest.mark.parametrize(("said", "letters"), [(-1, 1), (0, 0), (1, 0)])
def test_an_opt_out_since_the_consent_ends_it_and_an_older_one_lets_the_question_go(said, letters):
    opted = OptOut("", "news", days(said), "link", client="C-0001")
    plan = make_plan(knowing(sheet(), opt_outs=(opted,)), CHOSEN, days(2))
    assert len(sent(plan)) == letters


@pytest.mark.parametrize(("said", "goes"), [(-1, True), (0, False), (3, False)])
def test_a_confirmation_never_lifts_an_opt_out_that_is_later_than_the_consent(said, goes):
    opted = OptOut("", "all", days(said), "link", client="C-0001")
    found = knowing(sheet(mailings=[MAILING]), opt_outs=(opted,), confirmed=(pressed(days(2)),))
    assert (sent(make_plan(found, CHOSEN, days(4))) == ["letter:M-0001:C-0001"]) is goes


@pytest.mark.parametrize(
    ("consent", "client", "mail", "code"),
    [
        ({"given_on": None}, {}, {}, "no_day"),
        ({"given_on": days(-31)}, {}, {}, "late"),
        ({}, {"email": None}, {}, "no_address"),
        ({}, {"email": "anna@gmial.com"}, {}, "no_address"),
        ({}, {}, {"unsubscribe_url": ""}, "no_page"),
        ({}, {}, {"unsubscribe_url": "https://script.google.com/exec?t={token}"}, "no_page"),
    ],
)
def test_what_keeps_the_question_back_is_told_in_the_row(consent, client, mail, code):
    chosen = replace(CHOSEN, mail=replace(MAIL, **mail))
    found = sheet(clients=[{**ANNA, **client}], consents=[{**CONSENT, **consent}])
    assert [asked.code for asked in asked_consents(found, chosen, TODAY)] == [code]
    plan = make_plan(found, chosen, TODAY)
    assert not sent(plan) and "Not confirmed yet" in rows_of(plan.after, "consents", "check")[0][0]


def test_after_thirty_days_without_an_answer_the_row_says_so():
    found = make_plan(sheet(), CHOSEN, TODAY).after
    told = rows_of(make_plan(found, CHOSEN, days(31)).after, "consents", "check")[0][0]
    assert "had no answer in 30 days; no further one goes" in told


@pytest.mark.parametrize("row", [
    {"purpose": "Greetings"}, {"purpose": "Surveys"}, {"given": "Withdrawn"}, {"channel": "Phone"},
    {"basis": "Contract"}, {"basis": "Existing customer"}, {"basis": "???"}, {"confirmed_on": TODAY},
])  # fmt: skip
def test_nobody_is_asked_about_what_needs_no_button(row):
    assert not sent(make_plan(sheet(consents=[{**CONSENT, **row}]), CHOSEN, TODAY))


def test_without_the_setting_nobody_is_asked_and_the_consent_counts():
    plain = replace(CHOSEN, mail=replace(MAIL, confirm_consents=False))
    assert sent(make_plan(sheet(mailings=[MAILING]), plain, TODAY)) == ["letter:M-0001:C-0001"]


def test_a_yes_in_the_clients_row_alone_is_not_enough_for_offers_when_a_button_is_asked_for():
    client, offer = {**ANNA, "consent_offers": "yes"}, {**MAILING, "purpose": "Offers"}
    found = sheet(clients=[client], consents=[], mailings=[offer])
    plan = make_plan(found, CHOSEN, TODAY)
    assert not sent(plan)
    assert "1 client without a confirmed consent" in rows_of(plan.after, "mailings", "outcome")[0][0]
    greeting = {**MAILING, "purpose": "Greetings"}
    found = sheet(clients=[{**ANNA, "consent_greetings": "yes"}], consents=[], mailings=[greeting])
    assert sent(make_plan(found, CHOSEN, TODAY)) == ["letter:M-0001:C-0001"]


def test_a_lost_memory_asks_nobody_twice_while_the_row_of_the_letter_stands():
    plan = make_plan(sheet(), CHOSEN, TODAY)
    rows = [dict(zip(("key", "client", "letter_status"), row, strict=True))
            for row in rows_of(plan.after, "letters", "key", "client", "letter_status")]  # fmt: skip
    assert sent(make_plan(sheet(letters=rows), CHOSEN, TODAY)) == []
