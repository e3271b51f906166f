"""What is due on a day, for every entry and every row: the guide's sentences one after the other, by brute force.

An act is (entry, key, D, day to act on, late); who did what before is told to it, nothing is looked up in a sheet.
"""

import datetime as dt
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any

from tests.year.calendars import ONE, is_off
from tests.year.days import TEAM_COUNTRY, days_of
from tests.year.entries import Entry
from tests.year.world import Client, Colleague, Consent, Deal, Purchase, Relative, Task, World

NO_TALK = ("no_answer", "wrong_number")


@dataclass(frozen=True)
class Act:
    """One task or letter that is due."""

    key: str
    entry: Entry
    day: dt.date | None
    act_on: dt.date
    late: bool = False
    country: str = ""


@dataclass
class Done:
    """What was made in the past, as the team would remember it: keys of tasks and of letters, apart."""

    tasks: set[str] = field(default_factory=set)
    letters: set[str] = field(default_factory=set)

    def merged(self, loser: str, winner: str) -> None:
        """What was done for a client that became part of another one was done for both."""
        for keys in (self.tasks, self.letters):
            keys |= {renamed for key in keys if (renamed := renamed_key(key, loser, winner)) != key}


def tasks_due(entry: Entry, world: World, today: dt.date, done: Done) -> list[Act]:
    """Tasks that are to be made today, in no order and without the limit a day."""
    if not entry.task:
        return []
    found = []
    for row, day, key, country in candidates(entry, world, today):
        if was_done(key, entry, done.tasks) or not fits(entry.task_only, row, world):
            continue
        when = acting_day(entry, day, country, today)
        if when is None or (entry.when == "wish_on_sale" and day and is_over(row, day, when[0], world)):
            continue
        act = Act(key, entry, day, when[0], when[1], country)
        if not has_letter(entry, row, day, key, world, today, done) or wanted_besides(entry, row, world):
            found.append(act)
    return list({act.key: act for act in found}.values())


def letters_due(entry: Entry, world: World, today: dt.date, done: Done) -> list[Act]:
    """Letters that are to go today, without the limit a day."""
    if not entry.letter:
        return []
    found = {}
    for row, day, key, country in candidates(entry, world, today):
        if day is None or was_done(key, entry, done.letters) or not may_be_written_to(entry, row, world):
            continue
        first, last = letter_days(entry, day)
        if first <= today <= last:
            found[key] = Act(key, entry, day, today, country=country)
    return list(found.values())


def candidates(entry: Entry, world: World, today: dt.date) -> Iterator[tuple[Any, dt.date | None, str, str]]:
    """Rows with a day that could matter today, for which the entry is meant: row, D, key, country."""
    for row, day, identity in days_of(entry, world, today):
        if day is not None and abs((day - today).days) > entry.reach:
            continue
        client = owner_of(row, world)
        if client is None or (isinstance(row, Client) and row.repeats):
            continue
        country = client.country or TEAM_COUNTRY
        lives_elsewhere = bool(entry.countries) and country not in entry.countries
        if lives_elsewhere and not (entry.also and fits(entry.also, row, world)):
            continue
        if not fits(entry.only, row, world) or any_fits(entry.unless, row, world):
            continue
        if entry.contact_days and spoken_to(client, entry.contact_days, world, today):
            continue
        yield row, day, f"{entry.key}:{subject_of(row, world)}:{identity}", country


# Within which days ---------------------------------------------------------------------------------------------------


def acting_day(entry: Entry, day: dt.date | None, country: str, today: dt.date) -> tuple[dt.date, bool] | None:
    """The day to act on and whether with an apology; None when it is too early or no longer welcome."""
    if day is None:
        return today, False
    planned = moved(day + entry.after_days * ONE, entry.on_day_off, country)
    if today < planned - entry.lead_days * ONE:
        return None
    if today <= planned:
        return planned, False
    act_on = moved(today, "same" if entry.on_day_off == "same" else "after", country)
    if act_on <= day + entry.stale_days * ONE:
        return act_on, False
    if act_on <= day + entry.apology_days * ONE:
        return act_on, True
    return None


def moved(day: dt.date, where: str, country: str) -> dt.date:
    """The day itself, or the nearest before or after it on which people work."""
    while where != "same" and is_off(country, day):
        day += ONE if where == "after" else -ONE
    return day


def letter_days(entry: Entry, day: dt.date) -> tuple[dt.date, dt.date]:
    """The day of the letter, and until when it may still go."""
    first = day + (entry.after_days - entry.letter_lead_days) * ONE
    return first, first + entry.letter_stale_days * ONE


def is_over(row: Any, day: dt.date, on: dt.date, world: World) -> bool:
    """Whether the sale that began that day has ended by then."""
    sales = [each for each in world.products if each.name in row.wishes and each.sale_from == day]
    return all(each.sale_until is not None and each.sale_until < on for each in sales)


# For whom ------------------------------------------------------------------------------------------------------------


def fits(limits: Any, row: Any, world: World) -> bool:
    """Whether every column named holds one of the words named."""
    return all(bool(set(words) & set(words_in(name, row, world))) for name, words in limits.items())


def any_fits(limits: Any, row: Any, world: World) -> bool:
    """Whether one of the columns named holds one of the words named."""
    return any(set(words) & set(words_in(name, row, world)) for name, words in limits.items())


def words_in(name: str, row: Any, world: World) -> Iterable[str]:
    """What stands in a column of the row, or of its client."""
    if name.startswith("client."):
        client = world.owner(row.client)
        return words_in(name.removeprefix("client."), client, world) if client is not None else ()
    value = getattr(row, name)
    return value if isinstance(value, list) else [value] if value is not None else []


def wanted_besides(entry: Entry, row: Any, world: World) -> bool:
    """Whether the client gets the task besides the letter."""
    client = owner_of(row, world)
    return bool(entry.always_task) and any_fits(entry.always_task, client, world)


def spoken_to(client: Client, days: int, world: World, today: dt.date) -> bool:
    """Whether somebody talked with the client within so many days."""
    talks = [each.day for each in world.log_of(client.number) if each.result not in NO_TALK]
    return any(0 <= (today - day).days < days for day in talks)


def may_be_written_to(entry: Entry, row: Any, world: World) -> bool:
    """Whether there is an address and the consent, and nobody took it back."""
    client = owner_of(row, world)
    if client is None or client.email is None or client.consents.get(entry.consent) != "yes":
        return False
    if entry.is_yearly and not client.first:
        return False  # a greeting to nobody's name is worse than a call
    purpose = entry.consent.removeprefix("consent_")
    words = [each for each in world.consents_of(client.number) if each.purpose == purpose]
    latest = max(words, key=lambda each: (each.day, each.given != "given"), default=None)
    return latest is None or latest.given == "given"


def has_letter(entry: Entry, row: Any, day: dt.date | None, key: str, world: World, today: dt.date, done: Done) -> bool:
    """Whether the letter was written, or can still go."""
    if not entry.letter or day is None:
        return False
    if was_done(key, entry, done.letters):
        return True
    return today <= letter_days(entry, day)[1] and may_be_written_to(entry, row, world)


# Whose it is ---------------------------------------------------------------------------------------------------------


def owner_of(row: Any, world: World) -> Client | None:
    """The client a row is about."""
    return row if isinstance(row, Client) else world.owner(row.client)


def subject_of(row: Any, world: World) -> str:
    """How the guide's keys name a row: the client's number, with what tells several rows of one client apart."""
    if isinstance(row, Client | Deal | Task):
        return row.number
    number = world.living(row.client)
    if isinstance(row, Purchase):
        return f"{number}/{row.product.lower()}"
    if isinstance(row, Relative):
        return f"{number}/{row.name.lower()}/{row.relation}/{row.occasion}"
    if isinstance(row, Colleague):
        return f"{number}/{row.name.lower()}"
    assert isinstance(row, Consent)
    return f"{number}/{row.purpose}"


def was_done(key: str, entry: Entry, done: set[str]) -> bool:
    """Whether the act was done, under this key of the entry or one that it had before."""
    rest = key.partition(":")[2]
    return key in done or any(f"{before}:{rest}" in done for before in entry.formerly)


def renamed_key(key: str, loser: str, winner: str) -> str:
    """The key an act for the loser of a merge would have for the winner."""
    entry, _, rest = key.partition(":")
    subject, _, when = rest.rpartition(":")
    own, slash, further = subject.partition("/")
    return f"{entry}:{winner}{slash}{further}:{when}" if own == loser else key
