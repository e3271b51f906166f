"""Derived facts: sales of a client, when a purchase runs out, age of data."""

import datetime as dt

import pytest

from sheetcrm.rules.deriving import derive_facts
from tests.building import TODAY, rows_of, settings, snapshot

SALES = ("first_purchase", "last_purchase", "receipts", "purchases_sum")
ANNA = {"number": "C-0001", "name": "Anna", "verified_on": dt.date(2026, 11, 1)}


def bought(**cells):
    return {"client": "C-0001", "client_number": "C-0001", **cells}


def derived(before, *fields, tab="clients", today=TODAY, **more):
    return rows_of(before.after(derive_facts(before, settings(**more), today)), tab, *fields)


def test_sales_are_counted_over_all_purchases_of_the_client():
    purchases = [
        bought(bought_on=dt.date(2026, 5, 1), sum="1 200,50"),
        bought(bought_on="3.02.2025", sum=99.5, receipt="R1"),
        bought(bought_on=dt.date(2026, 1, 1), sum=None, receipt="R1"),
        {"client_number": "C-0009", "bought_on": dt.date(2020, 1, 1), "sum": 5},
    ]
    assert derived(snapshot(clients=[ANNA], purchases=purchases), *SALES) == [
        (dt.date(2025, 2, 3), dt.date(2026, 5, 1), 2, 1300)
    ]


def test_a_client_without_purchases_has_no_sales_and_old_figures_go():
    before = snapshot(clients=[{**ANNA, "receipts": 4, "purchases_sum": 12}])
    assert derived(before, *SALES) == [(None, None, None, None)]


def test_a_number_in_small_letters_is_the_same_client():
    purchases = [bought(client_number="c-0001 ", sum=5, bought_on=dt.date(2026, 5, 1))]
    assert derived(snapshot(clients=[ANNA], purchases=purchases), "purchases_sum") == [(5,)]


def test_the_last_months_are_counted_from_today():
    purchases = [
        bought(sum=1, bought_on=TODAY),
        bought(sum=10, bought_on=dt.date(2026, 5, 23)),
        bought(sum=100, bought_on=dt.date(2026, 5, 22)),
        bought(sum=1000, bought_on=dt.date(2025, 11, 22)),
        bought(sum=10_000, bought_on=TODAY + dt.timedelta(days=1)),
    ]
    before = snapshot(
        extra={"clients": ["average_receipt", "sales_6_months", "sales_12_months"]}, clients=[ANNA], purchases=purchases
    )
    assert derived(before, "sales_6_months", "sales_12_months", "average_receipt") == [(11, 111, 2222.2)]


def test_cents_add_up_without_a_rest():
    purchases = [bought(sum=0.1, bought_on=TODAY) for _ in range(3)]
    assert derived(snapshot(clients=[ANNA], purchases=purchases), "purchases_sum") == [(0.3,)]


@pytest.mark.parametrize(
    ("cells", "runs_out"),
    [
        ({"quantity": 1}, dt.date(2026, 11, 21)),
        ({"quantity": 3}, dt.date(2027, 1, 20)),
        ({"quantity": None}, dt.date(2026, 11, 21)),
        ({"quantity": "a few"}, dt.date(2026, 11, 21)),
        ({"quantity": "9" * 400}, dt.date(2026, 11, 21)),
        ({"quantity": 9e14}, dt.date(2126, 9, 28)),
        ({"product": "VITAMINS  "}, dt.date(2026, 11, 21)),
        ({"product": "Tea"}, None),
        ({"bought_on": None}, None),
        ({"bought_on": dt.date(9999, 12, 31)}, None),
    ],
)
def test_a_purchase_runs_out_after_the_days_of_its_product(cells, runs_out):
    row = bought(product="Vitamins", bought_on=dt.date(2026, 10, 22)) | cells
    before = snapshot(clients=[ANNA], purchases=[row], products=[{"product": "Vitamins", "run_out_days": 30}])
    assert derived(before, "runs_out_on", tab="purchases") == [(runs_out,)]


@pytest.mark.parametrize("sums", [["9" * 400], [1e300, 1e300], [float("inf")], [float("nan")], ["many"]])
def test_amounts_nobody_can_mean_do_not_stop_the_run(sums):
    purchases = [bought(sum=amount, bought_on=TODAY) for amount in sums]
    assert derived(snapshot(clients=[ANNA], purchases=purchases), "purchases_sum") == [(None,)]


@pytest.mark.parametrize(
    ("verified", "age"),
    [
        (TODAY, "fresh"),
        (dt.date(2026, 5, 1), "ageing"),
        (dt.date(2025, 11, 21), "stale"),
        (None, "never"),
        ("?", "never"),
    ],
)
def test_the_age_of_data_has_four_steps(verified, age):
    from sheetcrm.words import words_of

    before = snapshot(clients=[{**ANNA, "verified_on": verified}])
    assert derived(before, "data_age") == [(words_of("en").choice("data_age", age),)]


def test_true_is_not_taken_for_one_receipt():
    before = snapshot(clients=[{**ANNA, "receipts": True}], purchases=[bought(sum=5, bought_on=TODAY)])
    ((receipts,),) = derived(before, "receipts")
    assert receipts is not True and receipts == 1


def test_without_a_purchases_tab_nothing_is_emptied():
    before = snapshot(clients=[{**ANNA, "receipts": 4}])
    tables = {tab: table for tab, table in before.tables.items() if tab != "purchases"}
    without = type(before)(tables, before.stamp)
    assert derived(without, "receipts") == [(4,)]
