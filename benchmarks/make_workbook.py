"""Make a big clients workbook to measure with: `python benchmarks/make_workbook.py --rows 100000 --out FILE`.

The same arguments give the same workbook; everybody in it is made up. Nothing in it falls due on TODAY, so that what is
measured is the work on the rows and not on letters.
"""

import argparse
import datetime as dt
import sys
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from random import Random

import xlsxwriter

from sheetcrm.demo.check_digits import tax_number
from sheetcrm.demo.market import Market, market_of
from sheetcrm.words import words_of

LANGUAGE = "en"
TODAY = dt.date(2026, 11, 22)
FIELDS = (
    "name", "phone", "email", "birthday", "city", "status", "tier", "tags", "comment", "company", "tax_id", "position",
    "address", "postal_code", "country", "sex", "registered_on", "source", "manager", "language", "preferred_channel",
    "call_window", "consent_greetings", "consent_offers", "next_contact", "verified_on", "budget", "bonus_points",
    "website", "hobbies",
)  # fmt: skip
"""Columns of the Clients sheet in this order; `--columns` takes the first so many and adds own ones beyond them."""

_STRIDE, _NUMBERS = 7_368_787, 8_000_000
"""A prime step through all numbers of eight prefixes, so that no two rows share one."""
_PREFIXES = ("07400", "07444", "07511", "07555", "07722", "07815", "07878", "07969")
_STREETS = ("Mill Lane", "Station Road", "Church Street", "Park Avenue", "Victoria Road", "Chapel Walk", "Orchard Way")
_HOBBIES = ("walking", "gardening", "football", "baking", "choir", "swimming", "chess", "cycling")
_DEAL_SHARE, _PURCHASE_SHARE = 0.2, 0.5

Value = str | int | float | dt.date | None
Client = dict[str, Value]


def main(arguments: Sequence[str] | None = None) -> int:
    """Parse the command line and write the workbook."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rows", type=int, default=100_000)
    parser.add_argument("--columns", type=int, default=30)
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--mess", type=float, default=0.05, help="share of rows with something wrong")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--clients-only", action=argparse.BooleanOptionalAction, default=True,
                        help="without deals (20 %% of the rows), purchases (50 %%) and products")  # fmt: skip
    chosen = parser.parse_args(arguments)
    make_workbook(chosen.out, chosen.rows, chosen.columns, chosen.mess, chosen.seed, clients_only=chosen.clients_only)
    print(f"{chosen.out}: {chosen.rows} x {chosen.columns}, {chosen.out.stat().st_size / 1e6:.1f} MB")
    return 0


def make_workbook(path: Path, rows: int, columns: int, mess: float, seed: int, *, clients_only: bool = True) -> None:
    """Write the workbook row by row, so that memory stays small; an existing file is replaced."""
    random = Random(seed)
    market, words = market_of(LANGUAGE), words_of(LANGUAGE)
    fields = [*FIELDS[:columns], *(f"own fact {number}" for number in range(len(FIELDS) + 1, columns + 1))]
    people = _people(market, rows, mess, seed, random)
    with xlsxwriter.Workbook(str(path), {"constant_memory": True, "strings_to_urls": False}) as workbook:
        known: list[str] = []
        day = workbook.add_format({"num_format": "dd/mm/yyyy"})
        header = workbook.add_format({"bold": True, "bg_color": "#DDDDDD"})

        def sheet(tab: str, headers: Sequence[str], lines: Iterator[Sequence[Value]]) -> None:
            drawn = workbook.add_worksheet(words.tab(tab))
            drawn.set_column(0, len(headers) - 1, 16)
            drawn.freeze_panes(1, 0)
            drawn.write_row(0, 0, headers, header)
            for at, line in enumerate(lines, start=1):
                for column, value in enumerate(line):
                    if value is None:
                        continue
                    if isinstance(value, str):
                        drawn.write_string(at, column, value)
                    elif isinstance(value, dt.date):
                        drawn.write_datetime(at, column, value, day)
                    else:
                        drawn.write_number(at, column, value)

        def clients() -> Iterator[list[Value]]:
            for person in people:
                known.append(str(person["name"] or person["company"]))
                yield [person.get(field, field) for field in fields]

        titles = [words.header("clients", field) if field in FIELDS else field.capitalize() for field in fields]
        sheet("clients", titles, clients())
        if clients_only:
            return
        for tab, names, lines in (
            ("deals", _DEAL_FIELDS, _deals(market, known, int(rows * _DEAL_SHARE), random)),
            ("purchases", _PURCHASE_FIELDS, _purchases(market, known, int(rows * _PURCHASE_SHARE), random)),
            ("products", ("product", "run_out_days", "price"), _products(market)),
        ):
            sheet(tab, [words.header(tab, name) for name in names], lines)


def _people(market: Market, rows: int, mess: float, seed: int, random: Random) -> Iterator[Client]:
    men, women, surnames = (market["names"][name] for name in ("men", "women", "surnames"))
    status, tier = list(market["choices"]["status"].values()), list(market["choices"]["tier"].values())
    choices, texts, places = market["choices"], market["texts"], market["places"]
    pick, chance, below = random.choice, random.random, random.randrange
    slips = _slips(market)
    shift = below(_NUMBERS)
    first_day = TODAY - dt.timedelta(days=1500)
    earlier: Client = {}
    for row in range(rows):
        sex = "f" if chance() < 0.6 else "m"
        first, middle = (pick(women), pick(women)) if sex == "f" else (pick(men), pick(men))
        last = f"{pick(surnames)}-{pick(surnames)}" if chance() < 0.15 else pick(surnames)
        number = (row * _STRIDE + shift) % _NUMBERS
        prefix, digits = _PREFIXES[number // 1_000_000], f"{number % 1_000_000:06}"
        is_firm = chance() < 0.15
        known_for = below(1500)
        client: Client = {
            "name": f"{first} {middle} {last}",
            "phone": f"{prefix} {digits}" if chance() < 0.7 else f"+44 {prefix[1:]} {digits[:3]} {digits[3:]}",
            "email": f"{first}.{last}{row}@example.com".lower().replace("'", "") if chance() < 0.85 else None,
            "birthday": dt.date(1945 + below(60), 1 + below(10), 1 + below(28)) if chance() < 0.8 else None,
            "city": pick(places["cities"]).strip().title(),
            "status": pick(status[:-1]),
            "tier": pick(tier),
            "tags": f"{pick(texts['tags'])}, {pick(texts['tags'])}" if chance() < 0.5 else None,
            "comment": pick(texts["comments"]) if chance() < 0.4 else None,
            "company": f"{pick(surnames)} {pick(surnames)} {row} Ltd" if is_firm else None,
            "tax_id": tax_number(market["country"], random),
            "position": pick(texts["positions"]) if is_firm else None,
            "address": f"{1 + below(180)} {pick(_STREETS)}",
            "postal_code": f"M{1 + below(35)} {below(10)}{pick('ABDEFGH')}{pick('JLNPQRS')}",
            "country": "United Kingdom",
            "sex": sex.upper(),
            "registered_on": first_day + dt.timedelta(days=1500 - known_for),
            "source": pick(choices["source"]),
            "manager": pick(texts["managers"]),
            "language": "English",
            "preferred_channel": pick(choices["channel"]),
            "call_window": pick(texts["windows"]) if chance() < 0.2 else None,
            "consent_greetings": pick(("yes", "yes", "no", None)),
            "consent_offers": pick(("yes", "no", None)),
            "next_contact": TODAY + dt.timedelta(days=15 + below(300)) if chance() < 0.1 else None,
            "verified_on": TODAY - dt.timedelta(days=below(360)),
            "budget": below(500) * 100 if is_firm else None,
            "bonus_points": below(5000),
            "website": f"www.firm{row}.example" if is_firm and chance() < 0.5 else None,
            "hobbies": f"{pick(_HOBBIES)}, {pick(_HOBBIES)}",
        }
        if chance() < mess:
            pick(slips)(client, earlier)
        elif chance() < 0.1:
            earlier = client
        yield client


def _slips(market: Market) -> tuple[Callable[[Client, Client], None], ...]:
    """What goes wrong in a row of the mess share: each changes the client, some after an earlier one."""
    wrong = {
        "phone": market.planted("phone_invalid")[0],
        "email": "client@gmial.com",
        "birthday": market.planted("date_unreadable")[1],
        "status": market.planted("choice_unknown")[0],
        "tax_id": "GB123456780",
        "call_window": market.planted("window_unreadable"),
        "name": market.planted("name_mixed_script"),
        "verified_on": market.date_text(TODAY - dt.timedelta(days=500)),
    }

    def setting(field: str, value: Value) -> Callable[[Client, Client], None]:
        return lambda client, earlier: client.update({field: value})

    def capitals(client: Client, earlier: Client) -> None:
        client["name"] = str(client["name"]).upper()

    def again(client: Client, earlier: Client) -> None:
        client.update({field: earlier[field] for field in ("name", "phone", "email") if field in earlier})

    return (*(setting(field, value) for field, value in wrong.items()), capitals, again)


_DEAL_FIELDS = ("client", "title", "stage", "sum", "opened_on", "next_step", "next_step_on", "manager")
_PURCHASE_FIELDS = ("bought_on", "client", "product", "quantity", "sum", "receipt")


def _deals(market: Market, known: Sequence[str], rows: int, random: Random) -> Iterator[list[Value]]:
    stages = [market.choice("stage", stage) for stage in ("new", "talks", "offer", "agreed", "paid")]
    texts = market["texts"]
    for _ in range(rows):
        opened = TODAY - dt.timedelta(days=random.randrange(200))
        yield [
            random.choice(known), random.choice(texts["deals"]), random.choice(stages), random.randrange(1, 400) * 50,
            opened, random.choice(texts["next_steps"]), TODAY + dt.timedelta(days=random.randrange(1, 60)),
            random.choice(texts["managers"]),
        ]  # fmt: skip


def _purchases(market: Market, known: Sequence[str], rows: int, random: Random) -> Iterator[list[Value]]:
    products = [line.split("|") for line in market["texts"]["products"]]
    for row in range(rows):
        name, _, price = random.choice(products)
        quantity = random.choice((1, 1, 1, 2, 3))
        bought = TODAY - dt.timedelta(days=random.randrange(1200))
        yield [bought, random.choice(known), name, quantity, int(price) * quantity, str(10_000 + row)]


def _products(market: Market) -> Iterator[list[Value]]:
    for line in market["texts"]["products"]:
        name, lasts, price = line.split("|")
        yield [name, int(lasts) if lasts else None, int(price)]


if __name__ == "__main__":
    sys.exit(main())
