"""The day D of every kind of occasion, worked out by brute force: each row is asked, nothing is looked up in advance.

Each function yields (row, D, identity): the identity is what makes the act one and the same, the year of what comes
back every year, else the day. D is None for a row that is due because it has no date.
"""

import datetime as dt
import itertools
import statistics
from collections.abc import Iterator
from functools import cache
from typing import Any

from tests.year.calendars import ONE, RITE_OF, holiday_in, name_day_in, professional_day_in
from tests.year.entries import Entry
from tests.year.world import Birthday, Client, Purchase, World

Told = tuple[Any, dt.date | None, str]
TEAM_COUNTRY = "PL"
CLOSED = ("done", "lost", "returned")


def days_of(entry: Entry, world: World, today: dt.date) -> Iterator[Told]:
    """All days of an entry that could matter today."""
    if entry.when == "date":
        yield from yearly(entry, world, today) if entry.is_yearly else once(entry, world)
    elif entry.is_yearly:
        yield from of_calendars(entry, world, today)
    else:
        yield from KINDS[entry.when](entry, world, today)


# Dates in columns ----------------------------------------------------------------------------------------------------


def yearly(entry: Entry, world: World, today: dt.date) -> Iterator[Told]:
    """Birthdays and the like: last year's, this year's and next year's; never the very day on which it began."""
    for row in rows(entry, world):
        written = value_of(entry, row, world)
        if written is None:
            continue
        began, month, day = written
        for year in (today.year - 1, today.year, today.year + 1):
            if began is None or year > began:
                found = in_year(year, month, day, entry.leap_day)
                yield row, found, str(year)


def once(entry: Entry, world: World) -> Iterator[Told]:
    """A date to call back, a promise, a run-out."""
    for row in rows(entry, world):
        day = run_out_day(row, world) if entry.field == "runs_out_on" else getattr(row, entry.field)
        if day is not None:
            yield row, day, day.isoformat()
        elif entry.empty_means_due:
            yield row, None, "never"


@cache
def in_year(year: int, month: int, day: int, leap_day: str) -> dt.date:
    """A birthday in a year; 29 February moves where there is none."""
    is_leap = year % 4 == 0 and (year % 100 != 0 or year % 400 == 0)
    if (month, day) == (2, 29) and not is_leap:
        return dt.date(year, 3, 1) if leap_day == "mar1" else dt.date(year, 2, 28)
    return dt.date(year, month, day)


def value_of(entry: Entry, row: Any, world: World) -> Birthday | None:
    """Year, month and day in the column named, in the other one where it is empty."""
    if entry.field == "birthday":
        born: Birthday | None = row.born if isinstance(row, Client) else row.birthday
        return born
    found = getattr(row, entry.field)
    if found is None and entry.else_field == "first_purchase":
        found = min((each.day for each in world.purchases_of(row.number)), default=None)
    if isinstance(found, dt.date):
        return found.year, found.month, found.day
    return found  # type: ignore[no-any-return]


def run_out_day(row: Purchase, world: World) -> dt.date | None:
    """When a product is used up; only where the team knows how long it lasts."""
    product = next((each for each in world.products if each.name == row.product), None)
    return row.day + product.lasts * ONE if product is not None and product.lasts else None


def rows(entry: Entry, world: World) -> list[Any]:
    """The rows of the entry's tab."""
    return list(world.clients.values()) if entry.rows_of == "clients" else list(getattr(world, entry.rows_of))


# Days of calendars ---------------------------------------------------------------------------------------------------


def of_calendars(entry: Entry, world: World, today: dt.date) -> Iterator[Told]:
    """Name days, holidays, professional days."""
    years = {(today + days * ONE).year for days in (-entry.reach, entry.reach)}
    for client in world.clients.values():
        for year in years:
            day = calendar_day(entry, client, year)
            if day is not None:
                yield client, day, str(day.year)


def calendar_day(entry: Entry, client: Client, year: int) -> dt.date | None:
    """The day of one client in a year."""
    country = client.country or TEAM_COUNTRY
    if entry.when == "holiday":
        return holiday_in(entry.holiday, country, year)
    if entry.when == "profession_day":
        by_post = professional_day_in(client.position or "", country, year)
        return by_post or professional_day_in(client.industry or "", country, year)
    if client.name_day is not None:
        return in_year(year, *client.name_day, entry.leap_day)
    rite = RITE_OF.get(country)
    birthday = client.born[1:] if client.born else None
    return name_day_in(client.first, rite, year, birthday) if rite in entry.rites else None


# Days that follow from buying ----------------------------------------------------------------------------------------


def silences(entry: Entry, world: World, today: dt.date) -> Iterator[Told]:
    """The day after the last purchase + so many of the client's own usual intervals."""
    del today
    for client in world.clients.values():
        bought = sorted({each.day for each in world.purchases_of(client.number)})
        if len(bought) >= entry.from_purchases:
            pause = int(entry.times * usual_interval(bought)) + 1
            yield client, bought[-1] + pause * ONE, bought[-1].isoformat()


def last_purchases(entry: Entry, world: World, today: dt.date) -> Iterator[Told]:
    """The last purchase of whoever bought."""
    del entry, today
    for client in world.clients.values():
        bought = [each.day for each in world.purchases_of(client.number)]
        if bought:
            yield client, max(bought), max(bought).isoformat()


def no_purchases(entry: Entry, world: World, today: dt.date) -> Iterator[Told]:
    """The last sign of a client who never bought."""
    del entry, today
    for client in world.clients.values():
        if not world.purchases_of(client.number):
            signs = [each.day for each in world.log_of(client.number)]
            signs += [client.registered_on] if client.registered_on else []
            if signs:
                yield client, max(signs), max(signs).isoformat()


def replenishments(entry: Entry, world: World, today: dt.date) -> Iterator[Told]:
    """The last purchase of a product + the client's own usual interval for it; not where the product has its days."""
    del today
    for client in world.clients.values():
        bought = world.purchases_of(client.number)
        for product in {each.product for each in bought}:
            if any(each.name == product and each.lasts for each in world.products):
                continue
            days = sorted({each.day for each in bought if each.product == product})
            if len(days) >= entry.from_purchases:
                row = next(each for each in bought if each.product == product and each.day == days[-1])
                yield row, days[-1] + round(usual_interval(days)) * ONE, days[-1].isoformat()


def wishes_on_sale(entry: Entry, world: World, today: dt.date) -> Iterator[Told]:
    """The first day on which a product costs less that a client wishes."""
    del entry, today
    for product in world.products:
        if product.sale_price is not None and product.sale_price < product.price and product.sale_from is not None:
            until = product.sale_until or product.sale_from
            for client in world.clients.values():
                if product.name in client.wishes:
                    yield client, product.sale_from, f"{product.name.lower()}/{until.isoformat()}"


def usual_interval(days: list[dt.date]) -> float:
    """The median between days of purchase."""
    gaps = sorted((after - before).days for before, after in itertools.pairwise(days))
    return statistics.fmean([gaps[(len(gaps) - 1) // 2], gaps[len(gaps) // 2]])


# What came to a stop -------------------------------------------------------------------------------------------------


def idle_deals(entry: Entry, world: World, today: dt.date) -> Iterator[Told]:
    """The last movement of an open deal: a date in it, planned ones too, or a line of the log that names it."""
    del entry, today
    for deal in world.deals:
        if deal.stage not in CLOSED:
            moves = [deal.opened_on, deal.accepted_on, deal.ready_on, deal.planned_on, deal.next_step_on]
            moves += [each.day for each in world.log_of(deal.client) if each.deal == deal.number]
            known = [each for each in moves if each is not None]
            if known:
                yield deal, max(known), max(known).isoformat()


def ending_consents(entry: Entry, world: World, today: dt.date) -> Iterator[Told]:
    """The day a consent is so many days old, unless it was given anew or withdrawn."""
    del today
    for row in world.consents:
        if row.given != "given":
            continue
        who = world.living(row.client)
        others = [each for each in world.consents_of(who) if each is not row and each.purpose == row.purpose]
        if not any(each.day > row.day or (each.given != "given" and each.day == row.day) for each in others):
            ends = row.day + entry.valid_days * ONE
            yield row, ends, ends.isoformat()


def untouched_tasks(entry: Entry, world: World, today: dt.date) -> Iterator[Told]:
    """The day an open task was due; nobody is told twice on a task that told of another."""
    del today
    for task in world.tasks:
        is_open = task.status in ("open", "") or (task.status == "postponed" and task.postponed_to is not None)
        if is_open and not task.key.startswith(f"{entry.key}:"):
            day = task.postponed_to or task.due_on
            yield task, day, day.isoformat()


KINDS = {
    "silence": silences, "last_purchase": last_purchases, "no_purchase": no_purchases, "replenish": replenishments,
    "wish_on_sale": wishes_on_sale, "stage_idle": idle_deals, "consent_ends": ending_consents,
    "task_untouched": untouched_tasks,
}  # fmt: skip
