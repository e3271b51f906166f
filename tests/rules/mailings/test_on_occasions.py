"""Mailings on an occasion: each client on the own day, one greeting and never two, whatever is switched meanwhile."""

import datetime as dt
from dataclasses import replace

import pytest

from sheetcrm.model.changes import SendLetter
from sheetcrm.model.settings import Mail
from sheetcrm.pipeline import make_plan
from sheetcrm.rules.mailings.trying import letters_of_mailing
from sheetcrm.rules.mailings.why import mailing_named, why_mailing
from sheetcrm.rules.occasions.why import reasons_for
from tests.building import TODAY, rows_of, settings, snapshot

GIVEN = settings()
CLIENTS = [
    {"number": "C-0001", "name": "Anna Nowak", "email": "anna@example.com", "status": "customer", "tier": "Key",
     "birthday": "1990-11-22", "consent_greetings": "yes", "consent_offers": "yes"},
    {"number": "C-0002", "name": "Jan Kos", "email": "jan@example.com", "status": "customer",
     "birthday": "1985-11-22", "consent_greetings": "yes"},
    {"number": "C-0003", "name": "Ewa Wilk", "email": "ewa@example.com", "status": "customer",
     "birthday": "1985-11-25", "consent_greetings": "yes", "consent_offers": "yes"},
]  # fmt: skip
MAILING = {
    "number": "M-0001", "mailing": "Birthday offer", "letter": "easter", "purpose": "Offers", "segment": "everyone",
    "order": "Send", "on_occasion": "Birthday",
}  # fmt: skip


def planned(clients=CLIENTS, mailing=MAILING, today=TODAY, given=GIVEN, **tabs):
    mailings = [mailing] if mailing is not None else []
    return make_plan(snapshot(clients=clients, mailings=mailings, **tabs), given, today)


def went(plan):
    return [(c.client, c.letter, c.mailing) for c in plan.changes if isinstance(c, SendLetter)]


def carried(plan, mailing, **tabs):
    """The workbook after a plan, with another row of Mailings; `tabs` replace its own."""
    fresh = snapshot(clients=CLIENTS, mailings=[mailing] if mailing else [])
    kept = {tab: plan.after.table(tab) for tab in ("letters", "memory", "tasks") if tab not in tabs}
    return replace(fresh, tables={**fresh.tables, **kept, **tabs})


def test_the_ordered_letter_takes_the_place_of_the_occasions_own_one():
    assert went(planned()) == [("C-0002", "birthday", ""), ("C-0001", "easter", "M-0001")]
    assert went(planned(mailing={**MAILING, "purpose": "Greetings"})) == [
        ("C-0001", "easter", "M-0001"), ("C-0002", "easter", "M-0001"),
    ]  # fmt: skip


def test_who_is_not_meant_gets_the_occasions_own_letter():
    narrow = {**MAILING, "segment": "Tier: key", "purpose": "Greetings"}
    assert went(planned(mailing={**narrow, "segment": "Importance: Key"})) == [
        ("C-0002", "birthday", ""), ("C-0001", "easter", "M-0001"),
    ]  # fmt: skip


def test_nothing_more_is_planned_once_it_went_and_next_year_it_goes_again():
    plan = planned()
    assert make_plan(plan.after, GIVEN, TODAY).is_empty
    assert went(make_plan(carried(plan, MAILING), GIVEN, TODAY)) == []
    assert went(make_plan(carried(plan, MAILING), GIVEN, dt.date(2027, 11, 22)))[1:] == [
        ("C-0001", "easter", "M-0001")
    ]  # fmt: skip


@pytest.mark.parametrize(
    "then",
    [None, {**MAILING, "order": "Stop"}, {**MAILING, "number": "M-0009"}, {**MAILING, "letter": "birthday"},
     {**MAILING, "segment": "Stauts: x"}],
)  # fmt: skip
def test_whoever_the_mailing_greeted_is_not_greeted_again_whatever_becomes_of_the_row(then):
    assert went(make_plan(carried(planned(), then), GIVEN, TODAY)) == []


@pytest.mark.parametrize("lost", ["letters", "memory"])
def test_one_of_the_two_memories_is_enough_for_one_greeting(lost):
    plan = planned()
    emptied = {lost: snapshot().table(lost)}
    assert went(make_plan(carried(plan, None, **emptied), GIVEN, TODAY)) == []
    assert went(make_plan(carried(plan, MAILING, **emptied), GIVEN, TODAY)) == []


def test_whom_the_occasion_greeted_already_the_mailing_leaves_alone():
    own = planned(mailing=None)
    assert went(own) == [("C-0001", "birthday", ""), ("C-0002", "birthday", "")]
    assert went(make_plan(carried(own, MAILING), GIVEN, TODAY)) == []


def test_an_occasion_that_the_config_switched_off_is_greeted_by_whoever_ordered_it():
    off = replace(GIVEN, occasions=tuple(replace(each, enabled=False) for each in GIVEN.occasions))
    assert went(planned(given=off)) == [("C-0001", "easter", "M-0001")]
    assert went(planned(given=off, mailing=None)) == []
    on_again = make_plan(carried(planned(given=off), MAILING), GIVEN, TODAY)
    assert went(on_again) == [("C-0002", "birthday", "")]


def test_while_it_is_paused_nobody_it_means_is_greeted_and_a_stopped_one_stands_for_nobody():
    assert went(planned(mailing={**MAILING, "order": "Pause"})) == [("C-0002", "birthday", "")]
    for order in ("Stop", None):
        assert len(went(planned(mailing={**MAILING, "order": order}))) == 2
        assert {letter for _, letter, _ in went(planned(mailing={**MAILING, "order": order}))} == {"birthday"}


def test_a_late_run_greets_nobody_after_the_day():
    assert went(planned(today=TODAY + dt.timedelta(days=1))) == []


def test_it_begins_on_the_day_written_and_counts_what_is_to_come():
    later = {**MAILING, "send_on": "2026-11-24"}
    assert went(planned(mailing=later)) == [("C-0001", "birthday", ""), ("C-0002", "birthday", "")]
    assert [client for client, _, _ in went(planned(mailing=later, today=dt.date(2026, 11, 25)))] == ["C-0003"]
    told = rows_of(planned().after, "mailings", "mailing_status", "letters_sent", "outcome")[0]
    assert told[:2] == ("Under way", 1) and told[2].startswith("In the next 30 days: 1 letter.")


def test_of_two_mailings_on_one_occasion_the_upper_one_greets():
    rows = [MAILING, {**MAILING, "number": "M-0002", "letter": "birthday"}]
    plan = make_plan(snapshot(clients=CLIENTS, mailings=rows), GIVEN, TODAY)
    assert ("C-0001", "easter", "M-0001") in went(plan) and len(went(plan)) == 2


def test_an_opt_out_and_the_cap_of_letters_count_here_too():
    assert went(planned(opt_outs=[{"client": "C-0001", "topic": "Offers"}])) == [("C-0002", "birthday", "")]
    had = [{"key": "letter:x:1", "client": "C-0001", "made_on": TODAY, "letter_status": "Sent"}]
    capped = replace(GIVEN, mail=Mail(per_client=1))
    assert went(planned(letters=had, given=capped)) == [("C-0002", "birthday", "")]


@pytest.mark.parametrize("written", ["Birthday", "birthday", "День рождения", "urodziny", " zi de naștere "])
def test_an_occasion_is_known_by_its_title_in_any_language(written):
    assert ("C-0001", "easter", "M-0001") in went(planned(mailing={**MAILING, "on_occasion": written}))


@pytest.mark.parametrize(
    ("change", "told"),
    [
        ({"on_occasion": "birthdya"}, "“birthdya” is none of your occasions. Did you mean “birthday”?"),
        ({"repeats": "Every week"}, "An occasion comes back by itself: leave either “Repeats” or the occasion empty."),
        (
            {"second_letter": "birthday"},
            "Two versions cannot be tried on an occasion, as its letters go one by one. Clear “Second version”.",
        ),
    ],
)
def test_a_row_that_contradicts_itself_says_so_and_the_own_letters_go(change, told):
    plan = planned(mailing={**MAILING, **change})
    assert {letter for _, letter, _ in went(plan)} == {"birthday"}
    assert rows_of(plan.after, "mailings", "mailing_status", "outcome") == [("Not started", told)]


def test_the_day_of_a_deal_belongs_to_its_client():
    deal = {"number": "D-0001", "client": "C-0001", "client_number": "C-0001", "title": "Lamp", "deal_stage": "Done",
            "stage": "Done", "closed_on": "2026-11-12"}  # fmt: skip
    mailing = {**MAILING, "on_occasion": "a question after the sale", "letter": "review_request"}
    plan = planned(mailing=mailing, deals=[deal], today=dt.date(2026, 11, 15))
    assert went(plan) == [("C-0001", "review_request", "M-0001")]
    assert went(planned(mailing=None, deals=[deal], today=dt.date(2026, 11, 15))) == [("C-0001", "after_sale", "")]


def test_why_names_the_mailing_and_the_day():
    before = snapshot(clients=CLIENTS, mailings=[MAILING])
    mailing = mailing_named(before, GIVEN, "M-0001")
    reason = why_mailing(before, GIVEN, TODAY, "C-0003", mailing)
    assert (reason.code, reason.details) == ("soon", {"date": dt.date(2026, 11, 25)})
    assert why_mailing(before, GIVEN, TODAY, "C-0001", mailing).code == "due"
    assert why_mailing(before, GIVEN, TODAY, "C-0002", mailing).code == "no-consent"
    found = [r for r in reasons_for(before, GIVEN, TODAY, "C-0001", "birthday") if r.code.startswith("letter")]
    assert [(r.code, dict(r.details)) for r in found] == [("letter_mailing", {"mailing": "M-0001"})]


def test_a_preview_shows_each_letter_of_the_next_day_with_its_facts():
    dayless = {**CLIENTS[0], "number": "C-0004", "email": "x@example.com", "birthday": None}
    before = snapshot(clients=[*CLIENTS, dayless], mailings=[MAILING])
    tried = letters_of_mailing(before, GIVEN, TODAY, mailing_named(before, GIVEN, "M-0001"))
    assert [(x.key, x.facts["age"]) for x in tried.letters] == [
        ("letter:birthday:C-0001:2026", 36), ("letter:birthday:C-0003:2026", 41),
    ]  # fmt: skip
    assert tried.not_mailed == {"no-consent": 1, "no-day": 1}
