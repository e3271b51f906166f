"""Mailings: each letter once, to whom it may go, all at once; a row tells people what comes of their order."""

import datetime as dt
from dataclasses import replace

import pytest

from sheetcrm.model.changes import SendLetter
from sheetcrm.model.outside import OptOut, Outside
from sheetcrm.model.settings import Mail
from sheetcrm.pipeline import make_plan
from sheetcrm.rules.mailings.orders import occasion_day, read_mailings
from tests.building import TODAY, rows_of, settings, snapshot

NO_OCCASIONS = settings(occasions=())
CLIENTS = [
    {"number": f"C-000{n}", "name": name, "email": mail, "status": "customer", "consent_offers": "yes"}
    for n, (name, mail) in enumerate(
        [("Anna Nowak", "anna@example.com"), ("Jan Kos", "jan@example.com"), ("Ewa Wilk", "ewa@example.com")], 1
    )
]
MAILING = {
    "number": "M-0001", "mailing": "Autumn", "letter": "birthday", "purpose": "Offers", "segment": "Status: customer",
    "order": "Send",
}  # fmt: skip


def planned(clients=CLIENTS, today=TODAY, given=NO_OCCASIONS, outside=None, **tabs):
    found = snapshot(clients=clients, **{"mailings": [MAILING], **tabs})
    return make_plan(replace(found, outside=outside or Outside()), given, today)


def letters(plan):
    return [change for change in plan.changes if isinstance(change, SendLetter)]


def outcome(plan, *fields):
    return rows_of(plan.after, "mailings", *fields)[0]


def test_everybody_in_the_segment_who_agreed_gets_one_letter():
    plan = planned()
    assert [letter.to for letter in letters(plan)] == ["anna@example.com", "jan@example.com", "ewa@example.com"]
    assert {letter.key for letter in letters(plan)} == {f"letter:M-0001:C-000{n}" for n in (1, 2, 3)}
    assert {letter.mailing for letter in letters(plan)} == {"M-0001"}
    assert outcome(plan, "mailing_status", "letters_sent", "members") == ("Finished", 3, 3)


def test_a_mailing_that_was_written_is_not_written_again_whoever_joins_the_segment():
    after = planned().after
    assert make_plan(after, NO_OCCASIONS, TODAY).is_empty
    joined = snapshot(
        clients=[*CLIENTS, {**CLIENTS[0], "number": "C-0009", "name": "Ola Maj", "email": "ola@example.com"}],
        mailings=[MAILING],
    )
    tables = {**joined.tables, "letters": after.table("letters"), "memory": after.table("memory")}
    assert letters(make_plan(replace(joined, tables=tables), NO_OCCASIONS, TODAY)) == []


def test_what_a_killed_run_left_out_is_made_up_for():
    after = planned().after
    memory = after.table("memory")
    keys = list(memory.values("key"))
    at = keys.index("letter:M-0001:C-0002")
    keep = [n for n in range(len(keys)) if n != at]
    half = replace(
        memory, anchors=memory.anchors[keep], row_numbers=memory.row_numbers[keep],
        columns={f: c[keep] for f, c in memory.columns.items()},
    )  # fmt: skip
    rows = after.table("letters")
    keep = [n for n, key in enumerate(rows.values("key")) if not key.endswith("C-0002")]
    lost = replace(
        rows, anchors=rows.anchors[keep], row_numbers=rows.row_numbers[keep],
        columns={f: c[keep] for f, c in rows.columns.items()},
    )  # fmt: skip
    plan = make_plan(replace(after, tables={**after.tables, "memory": half, "letters": lost}), NO_OCCASIONS, TODAY)
    assert [letter.key for letter in letters(plan)] == ["letter:M-0001:C-0002"]


@pytest.mark.parametrize("lost", ["letters", "memory"])
def test_either_of_the_two_memories_is_enough(lost):
    before, after = snapshot(clients=CLIENTS, mailings=[MAILING]), planned().after
    without = replace(after, tables={**after.tables, lost: before.tables[lost]})
    assert letters(make_plan(without, NO_OCCASIONS, TODAY)) == []


@pytest.mark.parametrize(
    ("change", "told"),
    [
        ({"consent_offers": None}, "no-consent"),
        ({"consent_offers": "no"}, "no-consent"),
        ({"email": None}, "no-address"),
        ({"email": "jan@gmial.com"}, "doubtful-address"),
        ({"email": "anna@example.com"}, "same-address"),
    ],
)
def test_a_client_to_whom_it_may_not_go_gets_none_and_the_row_says_why(change, told):
    clients = [CLIENTS[0], {**CLIENTS[1], **change}, CLIENTS[2]]
    plan = planned(clients)
    assert [letter.client for letter in letters(plan)] == ["C-0001", "C-0003"]
    waiting = planned(clients, mailings=[{**MAILING, "order": None}])
    assert outcome(waiting, "members", "mailing_status") == (2, "Planned")
    assert outcome(waiting, "outcome")[0]
    assert outcome(waiting, "opted_out") == (1 if told == "no-consent" else None,)


def test_an_opt_out_counts_more_than_a_yes_by_address_by_client_and_by_hash():
    for line in ({"address": "JAN@example.com"}, {"client": "C-0002"}, {"client": "Jan Kos", "topic": "Offers"}):
        assert [letter.client for letter in letters(planned(opt_outs=[line]))] == ["C-0001", "C-0003"]
    other = [{"address": "jan@example.com", "topic": "News"}]
    assert len(letters(planned(opt_outs=other))) == 3
    hashed = Outside(opt_outs=(OptOut("h1", "all", TODAY, "link"),), marks={"jan@example.com": "h1"})
    plan = planned(outside=hashed)
    assert [letter.client for letter in letters(plan)] == ["C-0001", "C-0003"]
    assert rows_of(plan.after, "opt_outs", "topic", "opt_out_source", "mark") == [
        ("Everything", "Link in the letter", "h1")
    ]


def test_a_service_letter_needs_no_consent_and_is_not_stopped_by_an_opt_out():
    clients = [{**CLIENTS[0], "consent_offers": "no"}]
    mailing = {**MAILING, "purpose": "Service letter"}
    assert len(letters(planned(clients, mailings=[mailing], opt_outs=[{"client": "C-0001"}]))) == 1


def test_consent_for_news_stands_in_the_consents_tab():
    mailing = {**MAILING, "purpose": "News"}
    given = {"client": "C-0002", "purpose": "News", "given": "Given", "given_on": "2026-01-01"}
    assert [x.client for x in letters(planned(mailings=[mailing], consents=[given]))] == ["C-0002"]
    withdrawn = {**given, "given": "Withdrawn", "given_on": "2026-02-01"}
    assert letters(planned(mailings=[mailing], consents=[given, withdrawn])) == []


def test_nobody_gets_more_letters_than_the_team_allows():
    had = [
        {"key": f"letter:x:{n}", "client": "C-0001", "made_on": TODAY - dt.timedelta(days=n), "letter_status": "Sent"}
        for n in (1, 5, 40)
    ]
    given = replace(NO_OCCASIONS, mail=Mail(per_client=2))
    assert [x.client for x in letters(planned(given=given, letters=had))] == ["C-0002", "C-0003"]
    assert len(letters(planned(given=replace(given, mail=Mail(per_client=3)), letters=had))) == 3


@pytest.mark.parametrize(
    ("change", "status"),
    [
        ({"order": "Pause"}, "Paused"),
        ({"order": "Stop"}, "Stopped"),
        ({"order": None}, "Planned"),
        ({"order": "perhaps"}, "Not started"),
        ({"send_on": "2026-12-01"}, "Planned"),
        ({"send_on": "2026-11-10"}, "Not started"),
        ({"send_on": "tomorrow or so"}, "Not started"),
        ({"segment": "Stauts: customer"}, "Not started"),
        ({"segment": None}, "Not started"),
        ({"segment": "Status: lost"}, "Not started"),
        ({"letter": None}, "Not started"),
        ({"purpose": None}, "Not started"),
    ],
)
def test_a_mailing_that_is_not_to_begin_says_so_and_why(change, status):
    plan = planned(mailings=[{**MAILING, **change}])
    assert letters(plan) == []
    assert outcome(plan, "mailing_status") == (status,)
    if status == "Not started":
        assert outcome(plan, "outcome")[0]


def test_each_client_of_one_address_gets_a_letter_where_that_is_wanted():
    clients = [CLIENTS[0], {**CLIENTS[1], "email": "Anna@example.com"}]
    assert len(letters(planned(clients))) == 1
    both = letters(planned(clients, mailings=[{**MAILING, "per_address": "A letter for each"}]))
    assert len(both) == 2 and {letter.once for letter in both} == {None}


def test_two_versions_are_tried_on_a_share_and_the_rest_gets_the_better_one():
    clients = [
        {**CLIENTS[0], "number": f"C-{n:04}", "name": f"Anna {n}", "email": f"anna{n}@example.com"}
        for n in range(1, 41)
    ]
    tried = {**MAILING, "second_letter": "call_back", "test_share": 20}
    plan = planned(clients, mailings=[tried])
    assert sorted(letter.letter for letter in letters(plan)) == ["birthday"] * 4 + ["call_back"] * 4
    assert outcome(plan, "mailing_status") == ("Paused",) and outcome(plan, "outcome")[0]
    assert make_plan(plan.after, NO_OCCASIONS, TODAY).is_empty
    chosen = snapshot(clients=clients, mailings=[{**tried, "letter": "call_back", "test_share": None}])
    tables = {**chosen.tables, "letters": plan.after.table("letters"), "memory": plan.after.table("memory")}
    rest = make_plan(replace(chosen, tables=tables), NO_OCCASIONS, TODAY)
    assert {letter.letter for letter in letters(rest)} == {"call_back"} and len(letters(rest)) == 32
    assert make_plan(rest.after, NO_OCCASIONS, TODAY).is_empty


def test_a_repeated_mailing_goes_once_in_each_round_and_not_when_it_grew_tenfold():
    weekly = {**MAILING, "repeats": "Every week", "send_on": TODAY}
    after = planned(mailings=[weekly]).after
    assert letters(make_plan(after, NO_OCCASIONS, TODAY + dt.timedelta(days=6))) == []
    given = replace(NO_OCCASIONS, mail=Mail(per_client=99))
    assert len(letters(make_plan(after, given, TODAY + dt.timedelta(days=7)))) == 3
    crowd = [
        {**CLIENTS[0], "number": f"C-{n:04}", "name": f"Ola {n}", "email": f"ola{n}@example.com"} for n in range(30)
    ]
    grown = snapshot(clients=crowd, mailings=[weekly])
    tables = {**grown.tables, "letters": after.table("letters"), "memory": after.table("memory")}
    plan = make_plan(replace(grown, tables=tables), given, TODAY + dt.timedelta(days=7))
    assert letters(plan) == []


@pytest.mark.parametrize(
    ("first", "repeats", "today", "day"),
    [
        ("2026-01-31", "Every month", "2026-02-28", "2026-02-28"),
        ("2026-01-31", "Every month", "2026-03-30", "2026-02-28"),
        ("2026-01-31", "Every month", "2026-03-31", "2026-03-31"),
        ("2026-01-31", "Every month", "2027-01-30", "2026-12-31"),
        ("2026-01-05", "Every week", "2026-01-18", "2026-01-12"),
        ("2026-01-05", None, "2026-03-01", "2026-01-05"),
        ("2026-01-05", "Every week", "2026-01-04", None),
    ],
)
def test_the_day_of_a_repeated_mailing(first, repeats, today, day):
    found = snapshot(mailings=[{**MAILING, "send_on": first, "repeats": repeats}])
    (mailing,) = read_mailings(found, NO_OCCASIONS)
    assert occasion_day(mailing, dt.date.fromisoformat(today)) == (dt.date.fromisoformat(day) if day else None)


def test_only_a_consent_of_a_later_day_lifts_an_opt_out():
    out = {"client": "C-0002", "topic": "Offers", "opted_on": "2026-05-01"}
    again = {"client": "C-0002", "purpose": "Offers", "given": "Given", "given_on": "2026-05-02"}
    assert len(letters(planned(opt_outs=[out], consents=[{**again, "given_on": "2026-04-01"}]))) == 2
    assert len(letters(planned(opt_outs=[out], consents=[again]))) == 3
    assert len(letters(planned(opt_outs=[{**out, "opted_on": None}], consents=[again]))) == 2


def test_an_opt_out_of_a_client_that_became_part_of_another_one_binds_the_other():
    moved = {**CLIENTS[1], "number": "C-0009", "merged_into": "C-0002", "archived_on": "2026-01-01"}
    plan = planned(opt_outs=[{"client": "C-0009"}], archive=[moved])
    assert [letter.client for letter in letters(plan)] == ["C-0001", "C-0003"]


def test_a_finished_mailing_is_over_for_good_though_its_letters_are_long_forgotten():
    after = planned().after
    kept = [line for line in rows_of(after, "memory", "key", "value", "day") if not str(line[0]).startswith("letter:")]
    forgotten = snapshot(
        clients=CLIENTS,
        mailings=[MAILING],
        memory=[dict(zip(("key", "value", "day"), line, strict=True)) for line in kept],
    )
    assert letters(make_plan(forgotten, NO_OCCASIONS, TODAY + dt.timedelta(days=100))) == []


def test_a_newsletter_of_every_week_does_not_make_the_memory_grow_for_ever():
    weekly = {**MAILING, "repeats": "Every week", "send_on": TODAY}
    before = snapshot(clients=[{**c, "consent_offers": "yes"} for c in CLIENTS], mailings=[weekly])
    given = replace(NO_OCCASIONS, mail=Mail(per_client=100))
    sizes, made = [], 0
    for week in range(30):
        plan = make_plan(before, given, TODAY + dt.timedelta(days=7 * week))
        made += len(letters(plan))
        tables = dict(plan.after.tables)
        before = replace(plan.after, tables={**tables, "letters": snapshot().table("letters")})
        lines = rows_of(before, "memory", "key")
        sizes.append(sum(1 for (key,) in lines if str(key).startswith("letter:")))
    assert made == 90
    assert max(sizes) == sizes[-1] == 3 * 11
