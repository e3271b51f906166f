"""The kinds of days, one by one, and what a task says of them."""

import datetime as dt

import pytest

from sheetcrm.model.settings import WHENS, Occasion
from sheetcrm.rules.occasions.due import acts_due, timing_of
from sheetcrm.rules.occasions.kinds import KINDS
from sheetcrm.rules.tasks import make_tasks
from tests.building import TODAY, marked, rows_of, settings, snapshot

D = dt.date


def made(before, occasion, today, **more):
    chosen = settings(occasions=(occasion,), **more)
    return rows_of(before.after(make_tasks(before, chosen, today)), "tasks", "key", "due_on", "action", "why")


def keys(before, occasion, today, **more):
    return [key for key, *_ in made(before, occasion, today, **more)]


def test_every_kind_of_day_in_the_settings_can_be_found():
    assert set(KINDS) == set(WHENS)


NAME_DAY = Occasion("name_day", "clients", when="name_day", repeat="yearly", rites=("PL", "RO"))


@pytest.mark.parametrize(
    ("row", "day"),
    [
        ({"name": "Barbara Lis"}, D(2026, 12, 4)),
        ({"name": "Lis Barbara", "country": "Polska"}, D(2026, 12, 4)),
        ({"first_name": "Barbara", "surname": "Lis"}, D(2026, 12, 4)),
        ({"name": "Andrei Stan", "country": "Romania"}, D(2026, 11, 30)),
        ({"name": "Barbara Lis", "name_day": "16.12"}, D(2026, 12, 16)),
        ({"name": "Иван Петров", "country": "RU"}, None),
        ({"name": "Barbara Lis", "country": "Atlantis"}, None),
        ({"name": "Barbara Lis", "country": "GB"}, None),
        ({"name": "Barbara i Jan Lis"}, None),
        ({"name": "Qwerty Uiop"}, None),
    ],
)
def test_a_name_day_is_that_of_the_country_or_the_one_written_down(row, day):
    before = snapshot(clients=[{"number": "C-0001", **row}])
    days = [D(2026, 11, 20) + dt.timedelta(days=n) for n in range(40)]
    assert [each for each in days if keys(before, NAME_DAY, each)] == ([day] if day else [])


def test_a_holiday_is_that_of_the_country():
    christmas = Occasion("christmas", "clients", when="holiday", repeat="yearly", holiday="christmas")
    rows = [{"number": f"C-{n}", "country": c} for n, c in enumerate(("PL", "RU", "Россия", "Nowhere", None))]
    before = snapshot(clients=rows)
    assert keys(before, christmas, D(2026, 12, 25)) == ["christmas:C-0:2026", "christmas:C-4:2026"]
    assert keys(before, christmas, D(2027, 1, 7)) == ["christmas:C-1:2027", "christmas:C-2:2027"]


def test_the_day_of_a_profession_comes_from_the_post_else_from_the_trade():
    day = Occasion("professional_day", "clients", when="profession_day", repeat="yearly")
    before = snapshot(
        clients=[
            {"number": "C-1", "country": "RU", "position": "Главный бухгалтер"},
            {"number": "C-2", "country": "RU", "position": "Директор", "industry": "Строительство"},
            {"number": "C-3", "country": "RU", "position": "Директор"},
        ]
    )
    assert keys(before, day, D(2026, 11, 21)) == ["professional_day:C-1:2026"]
    assert keys(before, day, D(2026, 8, 9)) == ["professional_day:C-2:2026"]
    assert "Builders' Day" in made(before, day, D(2026, 8, 9))[0][2]
    assert "День строителя" in made(before, day, D(2026, 8, 9), language="ru")[0][2]
    assert "Dzień Budowlańca" in made(before, day, D(2026, 8, 9), language="pl")[0][2]


def purchases(*days, product="Cream", client="C-0001"):
    return [
        {"client": client, "client_number": client, "bought_on": day, "product": product, "sum": 100.5} for day in days
    ]


def test_a_regular_is_silent_after_more_than_n_times_the_own_usual_interval():
    silent = Occasion("silent", "clients", when="silence", times=2, from_purchases=3, stale_days=5)
    rows = purchases(D(2026, 9, 1), D(2026, 9, 11), D(2026, 9, 11), D(2026, 9, 21), D(2026, 10, 11))
    before = snapshot(clients=[{"number": "C-0001", "name": "Anna"}], purchases=rows)
    assert keys(before, silent, D(2026, 10, 31)) == []
    ((key, _, _, why),) = made(before, silent, D(2026, 11, 1))
    assert key == "silent:C-0001:2026-10-11"
    assert why.startswith("Usually buys every 10 days; last purchase on 11 October 2026")
    assert keys(before, silent, D(2026, 11, 7)) == []


def test_what_has_no_run_out_days_is_offered_again_at_the_usual_interval():
    again = Occasion("replenish", "purchases", when="replenish", from_purchases=3, lead_days=2, stale_days=3)
    rows = purchases(D(2026, 9, 1), D(2026, 9, 11), D(2026, 9, 21)) + purchases(D(2026, 9, 25), product="Tea")
    before = snapshot(clients=[{"number": "C-0001"}], purchases=rows)
    assert keys(before, again, D(2026, 9, 28)) == []
    assert keys(before, again, D(2026, 9, 29)) == ["replenish:C-0001/cream:2026-09-21"]
    lasting = snapshot(
        clients=[{"number": "C-0001"}], purchases=rows, products=[{"product": "cream", "run_out_days": 30}]
    )
    assert keys(lasting, again, D(2026, 9, 29)) == []


def test_a_lost_buyer_is_won_back_with_the_facts_and_a_lead_is_not_one():
    back = Occasion("win_back", "clients", when="last_purchase", after_days=100, stale_days=200)
    lead = Occasion("dormant_lead", "clients", when="no_purchase", after_days=60, stale_days=90)
    rows = purchases(D(2026, 6, 1), D(2026, 8, 1))
    people = [
        {"number": "C-0001", "registered_on": D(2026, 1, 1)},
        {"number": "C-0002", "registered_on": D(2026, 9, 1)},
    ]
    before = snapshot(clients=people, purchases=rows)
    ((key, _, _, why),) = made(before, back, TODAY)
    assert key == "win_back:C-0001:2026-08-01"
    assert why.startswith("2 purchases for 201, last on 1 August 2026: Cream. Step by step: 1) find out why")
    tea = purchases(D(2026, 8, 2), product="Tea")
    ((_, _, _, why),) = made(snapshot(clients=people, purchases=rows + tea), back, TODAY)
    assert why.startswith("3 purchases for 301.50, last on 2 August 2026: Tea, mostly Cream. Step by step")
    assert keys(before, lead, TODAY) == ["dormant_lead:C-0002:2026-09-01"]
    log = [{"client": "C-0002", "client_number": "C-0002", "contacted_on": D(2026, 11, 1)}]
    assert keys(snapshot(clients=people, purchases=rows, log=log), lead, TODAY) == []


def test_a_deal_that_waits_for_a_planned_day_is_not_idle():
    idle = Occasion("stage_idle", "deals", when="stage_idle", after_days=21, stale_days=90)
    deal = {"number": "D-1", "client": "C-1", "client_number": "C-1", "stage": "talks", "opened_on": D(2026, 10, 1)}
    rows = [
        deal,
        {**deal, "number": "D-2", "next_step_on": D(2026, 12, 1)},
        {**deal, "number": "D-3", "stage": "done"},
        {**deal, "number": "D-4"},
    ]
    log = [{"client": "C-1", "deal": "D-4", "contacted_on": D(2026, 11, 20)}]
    before = snapshot(clients=[{"number": "C-1"}], deals=rows, log=log)
    assert keys(before, idle, TODAY) == ["stage_idle:D-1:2026-10-01"]


def test_a_consent_given_anew_or_withdrawn_does_not_end():
    ends = Occasion("consent_expiring", "consents", when="consent_ends", valid_days=365, lead_days=30)

    def told(n, given, day):
        return {"client": f"C-{n}", "client_number": f"C-{n}", "purpose": "offers", "given": given, "given_on": day}

    old = D(2025, 12, 1)
    rows = [told(1, "given", old), told(2, "given", old), told(2, "given", D(2026, 5, 1)), told(3, "given", old),
            told(3, "withdrawn", D(2026, 5, 1))]  # fmt: skip
    before = snapshot(clients=[{"number": f"C-{n}"} for n in (1, 2, 3)], consents=rows)
    assert keys(before, ends, TODAY) == ["consent_expiring:C-1/offers:2026-12-01"]


def test_a_task_nobody_took_is_told_on_once_and_never_on_itself():
    told = Occasion("escalation", "tasks", when="task_untouched", after_days=7, stale_days=60, assignee=("Olga",))
    task = {"number": "T-0001", "due_on": D(2026, 11, 10), "client": "C-0001", "client_number": "C-0001",
            "action": "Call", "task_status": "Open", "key": "call_back:C-0001:2026-11-10"}  # fmt: skip
    clients = [{"number": "C-0001", "name": "Anna", "manager": "Marek"}]
    before = snapshot(clients=clients, tasks=[task, {**task, "number": "T-0002", "task_status": "Done"}])
    chosen = settings(occasions=(told,))
    after = before.after(make_tasks(before, chosen, TODAY))
    assert rows_of(after, "tasks", "key", "assignee", "action")[2:] == [
        ("escalation:T-0001:2026-11-10", "Olga", "Nobody has taken this: Anna: Call")
    ]
    assert list(make_tasks(after, chosen, TODAY + dt.timedelta(days=30))) == []


def test_a_task_that_names_the_client_is_told_on_without_naming_him_again():
    told = Occasion("escalation", "tasks", when="task_untouched", after_days=7, stale_days=60)
    task = {"number": "T-0001", "due_on": D(2026, 11, 10), "client": "C-0001", "client_number": "C-0001",
            "action": "Call back: Anna", "task_status": "Open", "key": "call_back:C-0001:2026-11-10"}  # fmt: skip
    before = snapshot(clients=[{"number": "C-0001", "name": "Anna"}], tasks=[task])
    assert [action for _, _, action, _ in made(before, told, TODAY)][1:] == ["Nobody has taken this: Call back: Anna"]


def test_a_birthday_that_nobody_can_have_is_not_kept():
    birthday = Occasion("birthday", "clients", field="birthday", repeat="yearly")
    rows = [
        {"number": f"C-{n}", "name": "Anna", "birthday": f"{year}-01-01"} for n, year in enumerate((1900, 1980, 2090))
    ]
    assert keys(snapshot(clients=rows), birthday, D(2027, 1, 1)) == ["birthday:C-1:2027"]


SATURDAY, SUNDAY = D(2026, 11, 21), D(2026, 11, 22)


@pytest.mark.parametrize(
    ("rule", "day", "today", "act_on"),
    [
        ("same", SUNDAY, SUNDAY, SUNDAY),
        ("before", SUNDAY, D(2026, 11, 20), D(2026, 11, 20)),
        ("before", SUNDAY, SATURDAY, None),
        ("after", SATURDAY, SATURDAY, None),
        ("after", SATURDAY, D(2026, 11, 23), D(2026, 11, 23)),
        ("after", SATURDAY, D(2026, 11, 24), None),
        ("before", D(2027, 1, 1), D(2026, 12, 31), D(2026, 12, 31)),
        ("after", D(2026, 12, 25), D(2026, 12, 28), D(2026, 12, 28)),
    ],
)
def test_a_day_off_moves_the_day_to_act_on(rule, day, today, act_on):
    timing = timing_of(Occasion("x", "clients", "birthday", "yearly", on_day_off=rule), day, today, "PL")
    assert (timing.act_on if timing else None) == act_on


def test_after_the_last_welcome_day_comes_an_apology_and_then_nothing():
    late = Occasion("birthday", "clients", "birthday", "yearly", stale_days=1, apology_days=5)
    before = snapshot(clients=[{"number": "C-0001", "name": "Anna", "birthday": "20.11"}])
    told = {n: made(before, late, D(2026, 11, 20 + n)) for n in (0, 1, 2, 5, 6)}
    assert [bool(told[n]) for n in told] == [True, True, True, True, False]
    assert told[1][0][2].startswith("Congratulate")
    assert told[2][0][2] == "Call with late wishes: Anna, birthday was on 20 November"
    first = before.after(make_tasks(before, settings(occasions=(late,)), D(2026, 11, 20)))
    assert next(iter(acts_due(first, settings(), late, D(2026, 11, 22)))).late
    assert list(make_tasks(first, settings(occasions=(late,)), D(2026, 11, 22))) == []


def test_action_and_gift_go_by_tier_and_the_clients_own_action_comes_first():
    greet = Occasion("birthday", "clients", "birthday", "yearly", action={"key": "Call and visit", "": "Write"},
                     gift={"key": "T-shirt"})  # fmt: skip
    rows = [{"number": "C-1", "name": "Anna", "tier": "key"}, {"number": "C-2", "name": "Ewa"},
            {"number": "C-3", "name": "Jan", "action": "Golf club", "preferred_channel": "WhatsApp"}]  # fmt: skip
    before = snapshot(clients=[{"birthday": "22.11", **row} for row in rows])
    columns = {name: column for name, column in before.table("tasks").columns.items() if name != "gift"}
    assert rows_of(before.after(make_tasks(before, settings(occasions=(greet,)), TODAY)), "tasks", "gift") == [
        ("T-shirt",), (None,), (None,),
    ]  # fmt: skip
    before = marked(before, "tasks", columns=columns)
    assert [action for _, _, action, _ in made(before, greet, TODAY)] == [
        "Call and visit: Anna, 22 November; gift: T-shirt",
        "Write: Ewa, 22 November",
        "Golf club: Jan, 22 November; prefers: WhatsApp",
    ]


def test_the_hours_of_calling_stand_in_the_text_where_the_tab_has_no_column_for_them():
    call = Occasion("call_back", "clients", "next_contact")
    row = {"number": "C-1", "name": "Anna", "next_contact": TODAY, "call_window": "10:00-14:00"}
    assert made(snapshot(clients=[row]), call, TODAY)[0][2] == "Call back: Anna; call: 10:00-14:00"
    beside = snapshot(extra={"tasks": ["call_window"]}, clients=[row])
    assert made(beside, call, TODAY)[0][2] == "Call back: Anna"


def test_conditions_look_at_the_client_consents_tags_and_own_columns():
    base = {"key": "call_back", "tab": "clients", "field": "next_contact", "stale_days": 5}
    rows = [
        {"number": "C-1", "next_contact": TODAY, "consent_offers": "tak", "tags": "VIP, fair", "own:Segment": "Gold"},
        {"number": "C-2", "next_contact": TODAY, "consent_offers": "no", "tags": "fair", "own:Segment": "silver"},
    ]
    before = snapshot(clients=rows)
    for only in ({"consent_offers": ("yes",)}, {"tags": ("vip",)}, {"own:Segment": ("gold",)}):
        assert keys(before, Occasion(**base, only=only), TODAY) == ["call_back:C-1:2026-11-22"], only
    deal = {"number": "D-1", "client": "C-1", "client_number": "C-1", "next_step_on": TODAY}
    before = snapshot(clients=[{"number": "C-1", "tier": "key"}], deals=[deal])
    step = {"key": "step", "tab": "deals", "field": "next_step_on"}
    assert len(keys(before, Occasion(**step, only={"client.tier": ("key",)}), TODAY)) == 1
    assert keys(before, Occasion(**step, unless={"client.tier": ("key",)}), TODAY) == []


def test_an_empty_sex_is_read_off_the_name_only_without_doubt():
    day = Occasion("womens_day", "clients", when="holiday", repeat="yearly", holiday="womens_day", only={"sex": ("f",)})
    rows = [{"number": "C-1", "name": "Anna Nowak"}, {"number": "C-2", "name": "Jan Nowak"}, {"number": "C-3"},
            {"number": "C-4", "name": "Jan Nowak", "sex": "f"}]  # fmt: skip
    assert keys(snapshot(clients=rows), day, D(2027, 3, 8)) == ["womens_day:C-1:2027", "womens_day:C-4:2027"]


def spoken(day, result="reached", client="C-0001"):
    return {"client": client, "client_number": client, "contacted_on": day, "result": result}


@pytest.mark.parametrize(
    ("line", "waits"),
    [
        (spoken(D(2026, 10, 25)), True),
        (spoken(D(2026, 10, 25), "no_answer"), False),
        (spoken(D(2026, 10, 25), "wrong number"), False),
        (spoken(D(2026, 10, 10)), False),
        (spoken(D(2026, 11, 20)), False),
        (spoken(D(2026, 10, 25), client="C-0002"), False),
    ],
)
def test_whoever_was_spoken_to_of_late_is_not_silent(line, waits):
    silent = Occasion("silent", "clients", when="silence", times=2, from_purchases=3, stale_days=30, contact_days=14)
    rows = purchases(D(2026, 9, 1), D(2026, 9, 11), D(2026, 9, 21), D(2026, 10, 11))
    before = snapshot(clients=[{"number": "C-0001", "name": "Anna"}], purchases=rows, log=[line])
    assert bool(keys(before, silent, D(2026, 11, 2))) is not waits
    later = made(before, silent, D(2026, 11, 8))
    assert [key for key, *_ in later] == ["silent:C-0001:2026-10-11"]
    assert ("last talk on 25 October 2026" in later[0][3]) is waits


def test_a_saturday_that_is_worked_is_no_day_off():
    back = Occasion("call_back", "clients", "next_contact", on_day_off="before")
    before = snapshot(clients=[{"number": "C-1", "next_contact": D(2027, 2, 20), "country": "RU"}])
    assert [day for _, day, *_ in made(before, back, D(2027, 2, 20))] == [D(2027, 2, 20)]
    assert keys(snapshot(clients=[{"number": "C-1", "next_contact": D(2027, 2, 20)}]), back, D(2027, 2, 20)) == []
