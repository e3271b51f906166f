"""What should be made on a day, worked out anew by brute force: loops over days, tables written by hand, no engine.

It shares with the engine only the `holidays` library for days off. Its clients are plain records, not cells.
"""

import datetime as dt
import itertools
from dataclasses import dataclass, field
from statistics import median

import holidays

DAY = dt.timedelta(days=1)
NAME_DAYS = {
    ("PL", "Jan"): ["06-24", "12-27"], ("PL", "Anna"): ["07-26"], ("PL", "Piotr"): ["06-29"],
    ("PL", "Katarzyna"): ["11-25", "04-29"], ("PL", "Sylwester"): ["12-31"], ("PL", "Barbara"): ["12-04"],
    ("RO", "Ion"): ["01-07", "06-24"], ("RO", "Maria"): ["08-15", "09-08"], ("RO", "Andrei"): ["11-30"],
    ("RO", "Florin"): ["04-25"], ("RO", "Vasile"): ["01-01"],
}  # fmt: skip
"""Name days, the one most bearers keep first; that of Florin moves with Easter and is that of 2027."""
HOLIDAYS = {
    "new_year": dict.fromkeys(("PL", "RO", "RU", "GB"), "01-01"),
    "christmas": {"PL": "12-25", "RO": "12-25", "GB": "12-25"},
    "orthodox_christmas": {"RU": "01-07"},
    "easter": {"PL": "03-28", "GB": "03-28"},
    "orthodox_easter": {"RU": "05-02", "RO": "05-02"},
    "womens_day": {"PL": "03-08", "RO": "03-08", "RU": "03-08"},
    "defenders_day": {"RU": "02-23"},
}
PROFESSIONS = {("RU", "Бухгалтер"): "11-21", ("PL", "Księgowa"): "06-09", ("RO", "Contabil"): "09-21",
               ("GB", "Accountant"): "11-10", ("RU", "Юрист"): "12-03"}  # fmt: skip
OPEN_STAGES = ("new", "talks")


@dataclass
class Person:
    """One client as the simulation knows it."""

    number: str
    first: str
    country: str
    sex: str
    tier: str | None
    status: str
    position: str | None
    born: tuple[int | None, int, int] | None
    registered: dt.date | None
    next_contact: dt.date | None
    bought: list[tuple[dt.date, str]] = field(default_factory=list)
    consent: dt.date | None = None


@dataclass
class Deal:
    """One deal as the simulation knows it."""

    number: str
    client: str
    country: str
    opened: dt.date
    step: dt.date | None
    planned: dt.date | None
    closed: dt.date | None

    def stage(self, today: dt.date) -> str:
        """Done from the day on which it is closed."""
        return "done" if self.closed is not None and self.closed <= today else "talks"


@dataclass(frozen=True)
class Rule:
    """The days of one occasion: how early, how late, and where a day off moves it."""

    lead: int = 0
    after: int = 0
    stale: int = 0
    move: int = 0
    apology: int = 0


RULES = {
    "birthday": Rule(lead=3, apology=7), "name_day": Rule(lead=1), "call_back": Rule(stale=60),
    "new_year": Rule(lead=10, stale=10, move=-1), "christmas": Rule(lead=5, move=-1),
    "orthodox_christmas": Rule(lead=1), "easter": Rule(lead=5, move=-1), "orthodox_easter": Rule(stale=7, move=1),
    "womens_day": Rule(lead=3, move=-1), "defenders_day": Rule(lead=3, move=-1),
    "professional_day": Rule(lead=2, move=-1), "client_anniversary": Rule(lead=2, stale=3, move=1),
    "order_today": Rule(), "after_sale": Rule(after=3, stale=14, move=1),
    "review_request": Rule(after=21, stale=45, move=1), "stage_idle": Rule(after=21, stale=120, move=1),
    "next_step_overdue": Rule(after=1, stale=90), "replenish": Rule(lead=5, stale=14, move=1),
    "silent": Rule(stale=60, move=1), "win_back": Rule(after=365, stale=1095, move=1),
    "dormant_lead": Rule(after=60, stale=365, move=1), "consent_expiring": Rule(lead=30, stale=30, move=1),
    "escalation": Rule(after=7, stale=60, move=1),
}  # fmt: skip

_OFF = {c: holidays.country_holidays(c, subdiv="ENG" if c == "GB" else None) for c in ("PL", "RO", "RU", "GB")}


def off(country: str, day: dt.date) -> bool:
    """Whether nobody works."""
    if day in _OFF[country]:
        return True
    return day.weekday() in (5, 6) and day not in _OFF[country].weekend_workdays


def moved(country: str, day: dt.date, step: int) -> dt.date:
    """The day, or the next one in that direction on which people work."""
    while step and off(country, day):
        day += DAY * step
    return day


def acting_day(rule: Rule, country: str, day: dt.date, today: dt.date) -> tuple[dt.date, bool] | None:
    """When somebody is to act if the task is made today, and whether with an apology; None for no task."""
    planned = moved(country, day + DAY * rule.after, rule.move)
    if today < planned - DAY * rule.lead:
        return None
    on = planned if today <= planned else moved(country, today, abs(rule.move))
    if on <= planned or on <= day + DAY * rule.stale:
        return on, False
    return (on, True) if on <= day + DAY * rule.apology else None


def returns(month: int, day: int, year: int) -> dt.date:
    """The day in that year; 29 February is kept on the 28th in common years."""
    try:
        return dt.date(year, month, day)
    except ValueError:
        return dt.date(year, 2, 28)


def candidates(person: Person, today: dt.date) -> list[tuple[str, dt.date, str]]:
    """Every (occasion, day, identity) of a client that today's sheet can tell of, due or not."""
    found: list[tuple[str, dt.date, str]] = []
    for year in (today.year - 1, today.year, today.year + 1):
        if person.born and person.status != "lost" and (person.born[0] is None or person.born[0] < year):
            found.append(("birthday", returns(person.born[1], person.born[2], year), str(year)))
        names = NAME_DAYS.get((person.country, person.first))
        if names and person.status != "lost" and (year == 2027 or person.first != "Florin"):
            chosen = names[0]
            if person.born and person.country not in ("RO", "MD"):
                own = f"{person.born[1]:02}-{person.born[2]:02}"
                chosen = min((d for d in names if d >= own), default=min(names))
            found.append(("name_day", dt.date.fromisoformat(f"{year}-{chosen}"), str(year)))
        for key, days in HOLIDAYS.items():
            if person.tier != "key" or person.country not in days or (key.endswith("easter") and year != 2027):
                continue
            if person.status == "lost" and key != "defenders_day":
                continue
            if (key == "womens_day" and person.sex != "f") or (key == "defenders_day" and person.sex != "m"):
                continue
            found.append((key, dt.date.fromisoformat(f"{year}-{days[person.country]}"), str(year)))
        job = PROFESSIONS.get((person.country, person.position or ""))
        if job and person.status in ("customer", "regular"):
            found.append(("professional_day", dt.date.fromisoformat(f"{year}-{job}"), str(year)))
        since = person.registered or min((d for d, _ in person.bought if d <= today), default=None)
        if since and since.year < year and person.status in ("customer", "regular"):
            found.append(("client_anniversary", returns(since.month, since.day, year), str(year)))
    if person.next_contact:
        found.append(("call_back", person.next_contact, person.next_contact.isoformat()))
    if person.consent:
        end = person.consent + 730 * DAY
        found.append(("consent_expiring", end, end.isoformat()))
    days = sorted({d for d, _ in person.bought if d <= today})
    if days:
        found.append(("win_back", days[-1], days[-1].isoformat()))
        if len(days) >= 4 and person.status != "lost":
            wait = median(b - a for a, b in itertools.pairwise(days))
            first = next(days[-1] + DAY * n for n in range(10_000) if DAY * n > wait * 2)
            found.append(("silent", first, days[-1].isoformat()))
    elif person.registered and person.status in ("lead", "potential"):
        found.append(("dormant_lead", person.registered, person.registered.isoformat()))
    for product in {product for _, product in person.bought}:
        days = sorted({d for d, p in person.bought if d <= today and p == product})
        if len(days) >= 3:
            wait = round(median((b - a).days for a, b in itertools.pairwise(days)))
            found.append(("replenish", days[-1] + DAY * wait, f"{product}/{days[-1].isoformat()}"))
    return found


def deal_candidates(deal: Deal, today: dt.date) -> list[tuple[str, dt.date, str]]:
    """The same for a deal."""
    found: list[tuple[str, dt.date, str]] = []
    if deal.stage(today) == "done" and deal.closed is not None:
        found += [(key, deal.closed, deal.closed.isoformat()) for key in ("after_sale", "review_request")]
        return found
    if deal.planned:
        found.append(("order_today", deal.planned, deal.planned.isoformat()))
    if deal.step:
        found.append(("next_step_overdue", deal.step, deal.step.isoformat()))
    last = max(day for day in (deal.opened, deal.step, deal.planned) if day is not None)
    found.append(("stage_idle", last, last.isoformat()))
    return found
