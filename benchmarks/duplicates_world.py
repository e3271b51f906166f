"""The people and firms of `benchmarks/duplicates_directories.py`, and how another hand types them; dice decide."""

import random
import tomllib
import unicodedata
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

Row = dict[str, str]
_READ = tomllib.loads((Path(__file__).parent / "duplicates_names.toml").read_text(encoding="utf-8"))
LETTERS: dict[str, str] = _READ.pop("letters")
TRADES: list[str] = _READ.pop("all")["trades"].split()
TONGUES: Mapping[str, Mapping[str, Any]] = _READ


class World:
    """A source of people and firms; it never gives a number or a mailbox twice."""

    def __init__(self, seed: int) -> None:
        self.dice = random.Random(seed)
        self.numbers: set[int] = set()
        self.mailboxes = 0
        self.surnames = {tongue: self._surnames(tongue) for tongue in TONGUES}

    def _surnames(self, tongue: str) -> list[str]:
        """Make the surnames of a language: a thousand, the first are the commonest; those of Vietnam are few."""
        told = TONGUES[tongue]
        starts, ends, syllables = (told[name].split() for name in ("surname_starts", "surname_ends", "syllables"))
        if not ends:
            return list(starts)
        middles = ["", *syllables]
        return [
            self.dice.choice(starts) + self.dice.choice(middles) + self.dice.choice(ends)
            if at % 3
            else self.dice.choice(syllables).capitalize() + self.dice.choice(syllables) + self.dice.choice(ends)
            for at in range(1000)
        ]

    def phone(self, tongue: str) -> str:
        """Give a fresh number."""
        code, mobile = TONGUES[tongue]["code"]
        number = self.dice.randrange(10**7)
        while number in self.numbers:
            number = self.dice.randrange(10**7)
        self.numbers.add(number)
        rest = f"{number:07d}"
        return f"{code} {mobile} {rest[:3]} {rest[3:5]} {rest[5:]}"

    def person(self, tongue: str, family: str = "", female: bool | None = None) -> Row:
        """Give somebody with first name and surname."""
        sex = self.dice.random() < 0.5 if female is None else female
        kind = "female" if sex else "male"
        given = self.dice.choice(TONGUES[tongue][kind].split())
        if f"{kind}_before" in TONGUES[tongue]:
            given = self.dice.choice(TONGUES[tongue][f"{kind}_before"].split()) + " " + given
        family = family or self.surnames[tongue][int(len(self.surnames[tongue]) * self.dice.random() ** 1.6)]
        return {"first_name": given, "last_name": family, "sex": "f" if sex else "m"}

    def address(self, tongue: str) -> str:
        """Give a street with house and flat."""
        street = self.dice.choice(TONGUES[tongue]["streets"].split("|"))
        return f"{street} {self.dice.randint(1, 120)}/{self.dice.randint(1, 90)}"

    def city(self, tongue: str) -> str:
        """Give a town."""
        cities: list[str] = TONGUES[tongue]["cities"].split()
        return self.dice.choice(cities)

    def tongue(self) -> str:
        """Give one of the languages."""
        return self.dice.choice(list(TONGUES))

    def mail(self, row: Row, domain: str) -> str:
        """Give a mailbox made of the name, with a number."""
        given, family = plain(row["first_name"]).split()[-1], plain(row["last_name"]).split()[-1]
        self.mailboxes += 1
        return f"{given[:1]}.{family}{self.mailboxes}@{domain}".lower()

    def birthday(self, first: int = 1945, last: int = 2015) -> str:
        """Give a day in the years from `first` to `last`."""
        return f"{self.dice.randint(first, last)}-{self.dice.randint(1, 12):02}-{self.dice.randint(1, 28):02}"

    def firm(self, tongue: str) -> str:
        """Give a firm's name with its legal form."""
        told = TONGUES[tongue]
        starts, syllables = told["surname_starts"].split(), told["syllables"].split()
        own = self.dice.choice((self.dice.choice(starts), self.dice.choice(syllables).capitalize()))
        more = self.dice.choice(syllables) + self.dice.choice(("", " Plus", " 24", ""))
        return f"{self.dice.choice(TRADES)} {own}{more} {told['form']}"


def plain(text: str) -> str:
    """Write a text in plain Latin letters, the way a person without the keyboard does."""
    latin = "".join(_cased(letter) for letter in text)
    spread = unicodedata.normalize(
        "NFKD", latin.replace("ı", "i").replace("Đ", "D").replace("đ", "d").replace("ß", "ss")
    )
    return "".join(letter for letter in spread if letter.isascii())


def _cased(letter: str) -> str:
    found = LETTERS.get(letter.lower())
    if found is None:
        return letter
    return found.capitalize() if letter.isupper() else found


def slip(text: str, dice: random.Random) -> str:
    """Make one slip of the finger."""
    if len(text) < 4:
        return text
    at = dice.randrange(1, len(text) - 1)
    return dice.choice(
        (
            text[:at] + text[at + 1 :],
            text[:at] + text[at] + text[at:],
            text[:at] + text[at + 1] + text[at] + text[at + 2 :],
        )
    )


def again(row: Row, world: World) -> Row:
    """Give the row as another hand typed it, with one to three changes; a phone or a mailbox may be another one."""
    dice, other = world.dice, dict(row)
    name = "first_name" if "first_name" in row else "company"
    written = [key for key in ("first_name", "last_name", "company") if other.get(key)]
    ways: list[Callable[[], None]] = [
        lambda: other.update({key: plain(other[key]) for key in written}),
        lambda: other.update({name: slip(other[name], dice)}),
        lambda: other.update({key: other[key].upper() for key in written}),
        lambda: other.update({"phone": other.get("phone", "").replace(" ", "").replace("+", "00")}),
        lambda: other.update({"email": ""}),
        lambda: other.update({"address": other.get("address", "").replace("/", ", кв. ")}),
        lambda: other.update({"city": plain(other.get("city", ""))}),
    ]  # fmt: skip
    if "last_name" in row:
        ways += [
            lambda: other.update({"last_name": slip(other["last_name"], dice)}),
            lambda: other.update({"first_name": other["last_name"], "last_name": other["first_name"]}),
            lambda: other.update({"first_name": other["first_name"][:1] + "."}),
            lambda: other.update({"phone": world.phone(row["tongue"])}),
        ]
    for way in dice.sample(ways, dice.choice((1, 2, 2, 3))):
        way()
    return {key: value for key, value in other.items() if key in row}
