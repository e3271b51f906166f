"""What was sold, talked about and to be done: products, purchases, deals, contact log, tasks, as people's own rows."""

import datetime as dt
from collections.abc import Sequence
from random import Random

from sheetcrm.demo.market import Market, Row, drawn
from sheetcrm.demo.people import Client, firms_of

_DEALS = 58
_NUMBERED_DEALS = 46
_PURCHASES = 150
_LOG_ROWS = 90
_OPEN_DEALS = 20
_OPEN = {"new": 5, "talks": 6, "offer": 6, "agreed": 4, "paid": 3}
_CLOSED = {"done": 70, "lost": 22, "returned": 8}


def make_products(market: Market) -> list[Row]:
    """The price list, in the order of the market's file."""
    products: list[Row] = []
    for line in market.texts("products"):
        name, lasts, price = line.split("|")
        products.append({"product": name, "run_out_days": int(lasts) if lasts else None, "price": int(price)})
    return products


def make_purchases(
    market: Market, clients: Sequence[Client], products: Sequence[Row], today: dt.date, random: Random
) -> list[Row]:
    """Purchases by date; some will be used up in these days, by clients with consent to offers and without."""
    buyers = _buyers(market, clients)
    rows = [
        _purchase(random.choice(products), random.choice(buyers), today - dt.timedelta(days=random.randrange(12, 700)),
                  random, random.choices((1, 2, 3), (80, 16, 4))[0])
        for _ in range(_PURCHASES)
    ]  # fmt: skip
    yes, no = market.choice("yes_no", "yes"), market.choice("yes_no", "no")
    lasting = [product for product in products if product["run_out_days"]]
    for at, (days, consent) in enumerate(((7, yes), (7, yes), (7, no), (5, None), (2, no), (-4, None))):
        client, product = buyers[at * 5 + 2], lasting[at % len(lasting)]
        lasts = product["run_out_days"]
        assert isinstance(lasts, int)
        client.cells["consent_offers"] = consent
        if consent == yes:
            client.cells["email"] = client.address
        bought = today + dt.timedelta(days=days - lasts)
        rows.append(_purchase(product, client, bought, random, 1))
    rows.sort(key=lambda row: str(row["bought_on"]))
    for number, row in enumerate(rows):
        if number % 4:
            row["receipt"] = f"{4100 + number}"
        if number % 17 == 5 and isinstance(row["sum"], int) and row["sum"] >= 1000:
            row["sum"] = market.money_text(row["sum"])
    return rows


def make_deals(market: Market, clients: Sequence[Client], today: dt.date, random: Random) -> list[Row]:
    """Deals by date. The last ones have no number yet; open ones have a next step, some of them long due."""
    firms, buyers = firms_of(clients), _buyers(market, clients)
    scale = market["price_scale"]
    rows: list[Row] = []
    opened = sorted(today - dt.timedelta(days=int(3 + 420 * random.random() ** 2)) for _ in range(_DEALS))
    for at, day in enumerate(opened):
        client = random.choice(firms if random.random() < 0.55 else buyers)
        stage = drawn(random, _OPEN if at >= _DEALS - _OPEN_DEALS else _CLOSED)
        row: Row = {
            "number": f"D-{at + 1:04}" if at < _NUMBERED_DEALS else None,
            "client": client.called,
            "title": random.choice(market.texts("deals")),
            "stage": market.choice("stage", stage),
            "sum": int(random.randrange(8, 180) * 500 * scale),
            "paid": market.choice("paid", "yes" if stage in ("paid", "done") else "no"),
            "opened_on": day,
            "manager": client.cells["manager"],
        }
        if stage in _CLOSED:
            row["closed_on"] = min(today, day + dt.timedelta(days=random.randrange(3, 40)))
            if stage != "done":
                row["refusal_reason"] = random.choice(market["choices"]["leaving_reason"])
        else:
            row["next_step"] = random.choice(market.texts("next_steps"))
            step = today + dt.timedelta(days=random.choice((-9, -5, -3, -1, 1, 2, 4, 7, 10, 14)))
            row["next_step_on"] = max(day, step)
        rows.append(row)
    return rows


def make_log(
    market: Market, clients: Sequence[Client], deals: Sequence[Row], today: dt.date, random: Random
) -> list[Row]:
    """Talks by date: one for every closed deal that has a number, the rest without a deal."""
    closed = {market.choice("stage", stage) for stage in _CLOSED}
    done = [deal for deal in deals if deal["stage"] in closed and deal["number"]]
    rows: list[Row] = []
    for deal in done:
        assert isinstance(deal["closed_on"], dt.date)
        rows.append(_talk(market, str(deal["client"]), deal["closed_on"], random) | {"deal": deal["number"]})
    while len(rows) < _LOG_ROWS:
        day = today - dt.timedelta(days=random.randrange(0, 200))
        rows.append(_talk(market, random.choice(clients).called, day, random))
    return sorted(rows, key=lambda row: str(row["contacted_on"]))


def make_tasks(market: Market, clients: Sequence[Client], today: dt.date) -> list[Row]:
    """What people had noted to do, some of it done, declined or put off; one was put off to no day."""
    buyers = _buyers(market, clients)
    rows: list[Row] = []
    for at, line in enumerate(market.texts("tasks")):
        days, state, action, result, *later = line.split("|")
        client = buyers[at * 7 + 4]
        row: Row = {
            "due_on": today + dt.timedelta(days=int(days)),
            "action": action,
            "client": client.called,
            "assignee": client.cells["manager"],
            "task_status": market.choice("task_status", state),
            "result": result or None,
        }
        if later and later[0]:
            row["postponed_to"] = today + dt.timedelta(days=int(later[0]))
        rows.append(row)
    return rows


def _buyers(market: Market, clients: Sequence[Client]) -> list[Client]:
    bought = {market.choice("status", status) for status in ("customer", "regular", "dormant")}
    return [client for client in clients if not client.firm and client.cells["status"] in bought]


def _purchase(product: Row, client: Client, bought_on: dt.date, random: Random, quantity: int) -> Row:
    price = product["price"]
    assert isinstance(price, int)
    return {
        "bought_on": bought_on, "client": client.called, "product": product["product"], "quantity": quantity,
        "sum": price * quantity - (price // 10 if random.random() < 0.15 else 0),
    }  # fmt: skip


def _talk(market: Market, client: str, day: dt.date, random: Random) -> Row:
    return {
        "contacted_on": day,
        "client": client,
        "channel": random.choice(market["choices"]["channel"]),
        "employee": random.choice(market.texts("managers")),
        "result": random.choice(market["choices"]["result"]),
        "notes": random.choice(market.texts("log_notes")),
    }
