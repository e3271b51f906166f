"""How people spell the same fact: phones, birthdays, names and addresses in the many forms a shared sheet collects."""

import datetime as dt
from dataclasses import dataclass
from random import Random

from sheetcrm.demo.market import Cell, Market, drawn
from sheetcrm.values.scripts import ascii_fold, transliterate_icao

EXCEL_ZERO = dt.date(1899, 12, 30)
_NAME_SPELLINGS = {"usual": 70, "capitals": 9, "small": 6, "swapped": 9, "blanks": 6}
_BIRTHDAY_SPELLINGS = {
    "date": 52,
    "short": 16,
    "no_year": 6,
    "long": 7,
    "iso": 3,
    "serial": 3,
    "two_digits": 4,
    "none": 9,
}
_MAILBOXES = ("example.com", "example.com", "example.org", "example.net", "mail.example", "post.example")


@dataclass(frozen=True, slots=True)
class Number:
    """A made-up mobile number: prefix, the 555 of films, and its last digits."""

    prefix: str
    middle: str
    tail: str

    def spelled(self, market: Market, form: str) -> str:
        """The number in one of the market's forms."""
        half = len(self.tail) // 2
        return form.format(p=self.prefix, x=self.middle, t=self.tail, t1=self.tail[:half], t2=self.tail[half:])


def new_number(market: Market, random: Random, taken: set[str]) -> Number:
    """A number nobody in the workbook has yet."""
    phones = market["phones"]
    while True:
        tail = "".join(random.choices("0123456789", k=phones["tail"]))
        number = Number(random.choice(phones["prefixes"]), "555", tail)
        if (key := f"{number.prefix}{tail}") not in taken:
            taken.add(key)
            return number


def phone_cell(market: Market, number: Number, random: Random) -> Cell:
    """The number as somebody typed it: in any form, as a number, rarely with a landline beside it."""
    phones = market["phones"]
    chance = random.random()
    if chance < 0.09:
        return int(number.spelled(market, phones["number"]))
    mobile = number.spelled(market, random.choice(phones["forms"]))
    if chance < 0.15:
        return str(phones["both"]).format(first=mobile, second=landline(market, random))
    return mobile


def landline(market: Market, random: Random) -> str:
    """A landline of the town, some with an extension."""
    form: str = random.choice(market["phones"]["fixed"])
    return "".join(random.choice("0123456789") if sign == "#" else sign for sign in form)


def name_cell(market: Market, first: str, last: str, middle: str, random: Random) -> str:
    """The name as somebody typed it."""
    surname_first = market["names"]["order"] == "last_first"
    usual = f"{last} {first} {middle}" if surname_first else f"{first} {middle} {last}"
    match drawn(random, _NAME_SPELLINGS):
        case "capitals":
            return " ".join(usual.upper().split())
        case "small":
            return " ".join(usual.lower().split())
        case "swapped":
            return f"{first} {last}" if surname_first else f"{last} {first}"
        case "blanks":
            return "  ".join(usual.split()) + " "
        case _:
            return " ".join(usual.split())


def birthday_cell(market: Market, day: dt.date, random: Random) -> Cell:
    """The birthday as somebody typed it; about one in ten is not known."""
    match drawn(random, _BIRTHDAY_SPELLINGS):
        case "short":
            return market.date_text(day)
        case "no_year":
            return no_year(market, day)
        case "long":
            return market.long_date(day)
        case "iso":
            return day.isoformat()
        case "serial":
            return (day - EXCEL_ZERO).days
        case "two_digits":
            return day.strftime(market["date_text"].replace("%Y", "%y"))
        case "none":
            return None
        case _:
            return day


def no_year(market: Market, day: dt.date) -> str:
    """Day and month only."""
    return str(day.strftime(market["date_text"].replace("%Y", "").rstrip("./- ")))


def mailbox(first: str, last: str, random: Random) -> str:
    """A made-up address at a domain that is kept free for examples."""
    given, family = (_plain(part) for part in (first, last))
    local = random.choice((f"{given}.{family}", f"{family}{random.randrange(60, 99)}", f"{given}_{family}"))
    return f"{local}@{random.choice(_MAILBOXES)}"


def _plain(name: str) -> str:
    latin = ascii_fold(transliterate_icao(name)).lower()
    return "".join(letter for letter in latin if letter.isalpha())
