"""What people do in a year: who the clients are, and what changes between one run and the next, all by one seed.

People are untidy on purpose: they delete, sort, correct, change their minds and merge; nothing here knows what is due.
"""

import datetime as dt
import random
from collections.abc import Mapping
from typing import Any

from sheetcrm.model.snapshot import Table
from tests.year.calendars import ONE
from tests.year.sheet import rewritten, status_word
from tests.year.world import (
    Birthday,
    Client,
    Colleague,
    Consent,
    Contact,
    Deal,
    Product,
    Purchase,
    Relative,
    World,
)

NAMES = {
    "PL": ("Jan Piotr Tomasz Krzysztof Paweł Adam Kazimierz Sylwester",
           "Anna Katarzyna Barbara Małgorzata Agnieszka Zofia Ewa", "Wrona Lis Mazur Pawlak Duda"),
    "RO": ("Ion Andrei Florin Vasile Gheorghe Nicolae Mihai Mircea", "Elena Cristina Ioana Florina",
           "Popescu Rusu Stan Dumitru Munteanu"),
    "RU": ("Иван Пётр Сергей Дмитрий", "Ольга Татьяна Наталья", "Коваленко Гончаренко Мельниченко"),
    "GB": ("John Peter Mark", "Emily Kate Susan", "Smith Brown Green Hill Wood"),
}  # fmt: skip
"""First names of men and of women, and families."""
LIKE = {"UA": "RU", "BY": "RU", "KZ": "RU", "MD": "RO", "US": "GB", "": "PL", "??": "GB"}
"""Names of the countries that have none of their own here."""
JOBS = ["Księgowa", "Бухгалтер", "Юрист", "Contabil", "Accountant", "Kierowca", "Врач", "Программист", "poet",
        "Profesor", "teacher"]  # fmt: skip
TAGS = ["Christmas 7 January", "Christmas 25 December", "Orthodox Easter", "Western Easter", "fair"]
FAMILIES = NAMES["PL"][2].split()
PRODUCTS = ["Cream", "Shampoo", "Coffee", "Candles"]
STATUSES = ["customer", "customer", "regular", "lead", "potential", "dormant", "lost", None]
STAGES = ["new", "talks", "offer", "agreed", "paid"]


class Life:
    """The team at work: `day` and `tasks` are what they do before that day's run.

    `marks_repeats`: whether clients are marked as repeating another one; a whole run takes such marks back that the
    search for duplicates did not make.
    """

    def __init__(self, clients: int, seed: int, start: dt.date, *, marks_repeats: bool = True) -> None:
        self.marks_repeats = marks_repeats
        self.chance = random.Random(seed)
        self.world = World()
        self.start = start
        self.given = 0
        self.deals_given = 0
        self.order: list[str] = []
        self.world.products = [
            Product("Cream", lasts=30), Product("Shampoo"), Product("Coffee"), Product("Candles", lasts=90),
        ]  # fmt: skip
        for _ in range(clients):
            self._new_client(start, is_old=True)
        self._rare_ones()
        self.world.settle()

    def day(self, today: dt.date) -> None:
        """Everything people do to their own tabs on one day."""
        size = len(self.world.clients)
        for act, share in (
            (self._corrects_a_client, 0.01), (self._speaks, 0.01), (self._buys, 0.02), (self._works_on_a_deal, 0.02),
            (self._new_relation, 0.001), (self._consents, 0.002), (self._marks_as_repeating, 0.0005),
            (self._merges, 0.0003),
        ):  # fmt: skip
            for _ in range(self._how_often(size * share)):
                act(today)
        for _ in range(self._how_often(size * 0.0005)):
            self._new_client(today, is_old=False)
        if self.chance.random() < 0.03:
            self._puts_on_sale(today)
        if self.chance.random() < 0.2:
            self._sorts()
        self.world.settle()

    def tasks(self, tasks: Table, today: dt.date) -> Table:
        """Ticks tasks off, deletes some, postpones and reopens others, and sorts the tab now and then."""
        keep = []
        cells: dict[int, Mapping[str, Any]] = {}
        is_open = tasks.values("task_status") == status_word("open")
        for at in range(len(tasks)):
            luck = self.chance.random()
            if luck < (0.004 if is_open[at] else 0.02):
                continue
            keep.append(at)
            if is_open[at] and luck > 0.85:
                cells[at] = {"task_status": self.chance.choice([*map(status_word, ("done", "cancelled", "declined"))])}
            elif is_open[at] and luck > 0.83:
                later = today + self.chance.randint(1, 20) * ONE
                cells[at] = {"task_status": status_word("postponed"), "postponed_to": later}
            elif is_open[at] and luck > 0.82:
                cells[at] = {"task_status": None}
            elif not is_open[at] and luck > 0.995:
                cells[at] = {"task_status": status_word("open"), "postponed_to": None}
        if self.chance.random() < 0.1:
            self.chance.shuffle(keep)
        return rewritten(tasks, keep, cells)

    # One act each -----------------------------------------------------------------------------------------------------

    def _new_client(self, today: dt.date, *, is_old: bool) -> None:
        chance = self.chance
        country = chance.choice(["PL", "RO", "RU", "GB"] * 5 + ["UA", "MD", "KZ", "BY", "US", ""] + ["??"] * is_old)
        of_men, of_women, families = NAMES[LIKE.get(country, country)]
        sex = chance.choice("mf")
        self.given += 1
        number = f"C-{self.given:04}"
        client = Client(
            number, chance.choice((of_men if sex == "m" else of_women).split()), chance.choice(families.split()),
            country, sex, chance.random() < 0.7, chance.choice(["key", "key", "standard", "small", None]),
            chance.choice(STATUSES), chance.choice([*JOBS, *[None] * 10]),
            chance.choice(["Строительство", "Piekarnia", *[None] * 8]), self._birthday(),
        )  # fmt: skip
        if chance.random() < 0.02:
            client.first = client.family = ""
            client.sex_written = True
        client.registered_on = today if not is_old else self._some(today - chance.randint(1, 1500) * ONE)
        client.next_contact = self._some(today + chance.randint(0, 360) * ONE, 0.3)
        client.verified_on = self._some(today - chance.randint(0, 500) * ONE, 0.9)
        client.email = self._some(f"client{self.given}@posteo.net", 0.7)
        client.consents = {f"consent_{purpose}": word for purpose in ("greetings", "offers")
                           if (word := chance.choice(["yes", "yes", "no", None]))}  # fmt: skip
        client.tags = [chance.choice(TAGS)] if chance.random() < 0.1 else []
        client.wishes = [chance.choice(PRODUCTS)] if chance.random() < 0.1 else []
        client.name_day = self._month_and_day() if chance.random() < 0.03 else None
        self.world.clients[number] = client
        self.order.append(number)
        if is_old:
            self._past_of(client, today)

    def _rare_ones(self) -> None:
        """A few clients about whom even the rarest occasions of the file speak, however few the clients are."""
        for client in list(self.world.clients.values())[:4]:
            client.country, client.first, client.family, client.sex = "RU", "Сергей", "Мельниченко", "m"
            client.tier, client.status = "key", "customer"
            day = self._month_and_day()
            self.world.relatives.append(Relative(client.number, "Вера", "spouse", "anniversary", (None, *day)))

    def _past_of(self, client: Client, today: dt.date) -> None:
        chance, number = self.chance, client.number
        if chance.random() < 0.5:
            every, day = chance.randint(3, 120), today - chance.randint(0, 1200) * ONE
            for _ in range(chance.randint(1, 8)):
                if day <= today:
                    self.world.purchases.append(Purchase(number, day, chance.choice(PRODUCTS[:2] * 2 + PRODUCTS)))
                day += max(0, every + chance.randint(-3, 3)) * ONE
        if chance.random() < 0.3:
            self._opens_a_deal(today - chance.randint(0, 60) * ONE, number)
        if chance.random() < 0.2:
            self._new_relation(today, number)
        if chance.random() < 0.2:
            given = today - chance.randint(300, 760) * ONE
            self.world.consents.append(Consent(number, chance.choice(["greetings", "offers"]), "given", given))

    def _corrects_a_client(self, today: dt.date) -> None:
        client, chance = self._somebody(), self.chance
        match chance.randrange(9):
            case 0:
                client.born = self._birthday()
            case 1 | 2:
                client.consents[f"consent_{chance.choice(['greetings', 'offers'])}"] = chance.choice(["yes", "no"])
            case 3:
                client.status = chance.choice(STATUSES)
            case 4:
                client.tier = chance.choice(["key", "standard", "small", None])
            case 5:
                client.next_contact = self._some(today + chance.randint(-5, 60) * ONE, 0.8)
            case 6:
                client.verified_on = self._some(today, 0.95)
            case 7:
                client.email = None if client.email else f"new{client.number[2:]}@posteo.net"
            case _:
                client.position = chance.choice([*JOBS, None])

    def _speaks(self, today: dt.date) -> None:
        client = self._somebody()
        result = self.chance.choice(["reached", "no_answer", "agreed", "wrong_number"])
        deals = [each.number for each in self.world.deals[-200:] if each.client == client.number]
        self.world.log.append(Contact(client.number, today, result, deals[-1] if deals else None))

    def _buys(self, today: dt.date) -> None:
        past = self.chance.choice([None, *self.world.purchases[-2000:]])
        number = past.client if past is not None else self._somebody().number
        product = past.product if past is not None else self.chance.choice(PRODUCTS)
        self.world.purchases.append(Purchase(self.world.living(number), today, product))

    def _works_on_a_deal(self, today: dt.date) -> None:
        chance = self.chance
        ongoing = [each for each in self.world.deals[-300:] if each.stage in STAGES]
        if not ongoing or chance.random() < 0.3:
            self._opens_a_deal(today, self._somebody().number)
            return
        deal = chance.choice(ongoing)
        match chance.randrange(6):
            case 0:
                deal.next_step_on = self._some(today + chance.randint(-2, 30) * ONE, 0.8)
            case 1:
                deal.planned_on = self._some(today + chance.randint(0, 30) * ONE, 0.8)
            case 2:
                deal.stage = chance.choice(STAGES)
            case 3:
                deal.accepted_on = today
            case 4:
                deal.delivery = chance.choice(["sent", "delivered", "returned"])
            case _:
                deal.stage, deal.closed_on = chance.choice(["done", "done", "lost"]), today

    def _opens_a_deal(self, today: dt.date, number: str) -> None:
        self.deals_given += 1
        deal = Deal(f"D-{self.deals_given:04}", number, "talks", self._some(today, 0.95))
        deal.next_step_on = self._some(today + self.chance.randint(1, 20) * ONE)
        deal.planned_on = self._some(today + self.chance.randint(5, 60) * ONE, 0.4)
        self.world.deals.append(deal)

    def _new_relation(self, today: dt.date, number: str | None = None) -> None:
        chance = self.chance
        number = number or self._somebody().number
        name = f"{chance.choice(['Anna', 'Zofia', 'Marek', 'Ion'])} {len(self.world.relatives)}"
        year, (month, day) = self._some(chance.randint(1950, 2027), 0.6), self._month_and_day()
        when: Birthday = (1996 if year and (month, day) == (2, 29) else year, month, day)
        if chance.random() < 0.3:
            self.world.people.append(Colleague(number, f"Jan {FAMILIES[len(self.world.people) % 5]}", when))
        else:
            relation = chance.choice(["spouse", "child", "parent"])
            kind = chance.choice(["birthday", "birthday", "wedding", "anniversary"])
            self.world.relatives.append(Relative(number, name, relation, kind, when))

    def _consents(self, today: dt.date) -> None:
        number, chance = self._somebody().number, self.chance
        purpose, given = chance.choice(["greetings", "offers"]), chance.choice(["given", "given", "withdrawn"])
        said = {(each.purpose, each.day) for each in self.world.consents_of(number)}
        if (purpose, today) not in said:
            self.world.consents.append(Consent(number, purpose, given, today))
            self.world.settle()

    def _marks_as_repeating(self, today: dt.date) -> None:
        client = self._somebody()
        if not self.marks_repeats:
            return
        client.repeats = None if client.repeats else self._somebody().number

    def _merges(self, today: dt.date) -> None:
        """Two clients become one; whoever spoke of consents in the tab is left alone, that is another story."""
        loser, winner = self._somebody().number, self._somebody().number
        told = {self.world.living(each.client) for each in self.world.consents}
        if loser == winner or loser in told or winner in told:
            return
        del self.world.clients[loser]
        self.order.remove(loser)
        self.world.archived[loser] = winner
        self.world.merged_on[loser] = today

    def _puts_on_sale(self, today: dt.date) -> None:
        product = self.chance.choice(self.world.products)
        if product.sale_until is None or product.sale_until < today:
            product.sale_price, product.sale_from = 80.0, today + self.chance.randint(0, 5) * ONE
            product.sale_until = product.sale_from + self.chance.randint(3, 20) * ONE

    def _sorts(self) -> None:
        key = self.chance.choice(["first", "family", "country", "number"])
        self.order.sort(key=lambda number: getattr(self.world.clients[number], key))

    # Luck -------------------------------------------------------------------------------------------------------------

    def _somebody(self) -> Client:
        return self.world.clients[self.chance.choice(self.order)]

    def _how_often(self, expected: float) -> int:
        return int(expected) + (self.chance.random() < expected % 1)

    def _some(self, value: Any, share: float = 0.5) -> Any:
        return value if self.chance.random() < share else None

    def _month_and_day(self) -> tuple[int, int]:
        day = dt.date(2028, 1, 1) + self.chance.randint(0, 365) * ONE
        return day.month, day.day

    def _birthday(self) -> Birthday | None:
        month, day = (2, 29) if self.chance.random() < 0.03 else self._month_and_day()
        year = self.chance.choice([None, 1952, 1968, 1980, 1996, 2004])
        return (year, month, day) if self.chance.random() < 0.8 else None
