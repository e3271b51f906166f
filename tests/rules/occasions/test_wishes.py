"""Wishes on sale: told where every telling word of a wish is in the product's name, once for each sale."""

import datetime as dt

import pytest

from sheetcrm.model.settings import Occasion
from sheetcrm.rules.tasks import make_tasks
from tests.building import TODAY, rows_of, settings, snapshot

D = dt.date
SALE = Occasion("wish_on_sale", "clients", when="wish_on_sale", stale_days=14)
TAHITI = {"product": "Tour to Tahiti, 7 nights", "sale_price": 3990, "sale_from": D(2026, 11, 20),
          "sale_until": D(2026, 12, 10)}  # fmt: skip


def told(wishes, product, today=TODAY, **client):
    """The tasks made of one client and one product: key, day, action, why."""
    row = {"number": "C-0001", "name": "Anna Lis", "wishes": wishes, **client}
    before = snapshot(clients=[row], products=[product])
    after = before.after(make_tasks(before, settings(occasions=(SALE,)), today))
    return rows_of(after, "tasks", "key", "due_on", "action", "why")


@pytest.mark.parametrize(
    ("wish", "product"),
    [
        ("dreams of a trip to Tahiti with her husband", "Tour to Tahiti, 7 nights"),
        ("мечтает о поездке на Таити с женой", "Тур на Таити"),
        ("Хочет новый телефон", "Телефон Samsung A15"),
        ("marzy o podróży na Tahiti", "Wycieczka Tahiti, 7 nocy"),
        ("Krem do rąk", "Krem do rąk z aloesem"),
        ("ar dori o excursie la Roma", "Roma, 4 nopți"),
        ("skis; a red dress", "Dress, red"),
        ("телефоны", "Телефон"),
        ("zielona herbata", "Herbata zielona 100 g"),
    ],
)
def test_a_wish_is_found_in_the_name_of_the_product(wish, product):
    assert len(told(wish, {**TAHITI, "product": product})) == 1


@pytest.mark.parametrize(
    ("wish", "product"),
    [
        ("hates coffee", "Coffee beans"),
        ("не любит кофе", "Кофе в зёрнах"),
        ("bez glutenu", "Chleb bez glutenu"),
        ("Samsung phone", "Samsung television"),
        ("красное платье", "Платье синее"),
        ("krem do twarzy", "Krem do rąk"),
        ("size 42", "Shoes 42"),
        ("planes", "Planetarium"),
        ("park bench", "Parking"),
        ("new, good, cheap", "New good cheap shoes"),
        ("", "Tahiti"),
    ],
)
def test_what_is_not_surely_the_wish_is_left_alone(wish, product):
    assert told(wish, {**TAHITI, "product": product}) == []


def test_preferences_count_as_wishes_and_the_task_tells_which_and_until_when():
    ((key, due_on, action, why),) = told(None, TAHITI, preferences="skis, Tahiti")
    assert (key, due_on) == ("wish_on_sale:C-0001:tour to tahiti 7 nights/2026-12-10", TODAY)
    assert action.startswith("Tell about the lower price: Anna Lis, Tour to Tahiti, 7 nights, 3990")
    assert why.startswith("Wish: Tahiti; the lower price is until 10 December 2026")


def test_a_sale_is_told_from_its_first_day_and_never_after_its_last():
    short = {**TAHITI, "sale_until": D(2026, 11, 25)}
    days = [D(2026, 11, 18) + dt.timedelta(days=n) for n in range(30)]
    assert [day for day in days if told("Tahiti", short, day)] == [D(2026, 11, 20 + n) for n in range(6)]
    open_end = {**TAHITI, "sale_until": None}
    assert [day for day in days if told("Tahiti", open_end, day)] == days[2:17]
    late_news = {**TAHITI, "sale_from": None}
    assert [day for day in days if told("Tahiti", late_news, day)] == days[8:23]


def test_without_a_price_or_without_days_there_is_no_sale_or_one_that_is_on():
    assert told("Tahiti", {**TAHITI, "sale_price": None}) == []
    assert len(told("Tahiti", {"product": "Tahiti", "sale_price": "3 990 zł"})) == 1


def test_each_sale_is_told_once_and_the_next_one_anew():
    row = {"number": "C-0001", "wishes": "Tahiti"}
    before = snapshot(clients=[row], products=[TAHITI])
    chosen = settings(occasions=(SALE,))
    after = before.after(make_tasks(before, chosen, TODAY))
    assert list(make_tasks(after, chosen, TODAY)) == []
    again = {**TAHITI, "sale_from": D(2027, 5, 1), "sale_until": D(2027, 5, 9)}
    next_year = snapshot(clients=[row], products=[again]).tables["products"]
    later = type(after)({**after.tables, "products": next_year})
    assert len(list(make_tasks(later, chosen, D(2027, 5, 2)))) > 0
