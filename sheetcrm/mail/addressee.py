"""The person a letter goes to, as templates see them: `client` prints as the number and knows the names.

What the team noted for letters alone (form of address, sex, birthday) has no name in a template; filters use it.
"""

import datetime as dt
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

from sheetcrm.mail.clean_text import one_line
from sheetcrm.mail.reasons import Remark

UNPRINTED = ("salutation", "sex", "birthday")
"""Facts that filters use and templates cannot name: the team's own greeting, "m" or "f", the birthday as "MM-DD"."""

OF_NAMES = ("greeting", "genitive", "dative", "accusative", "instrumental", "prepositional", "vocative", "name_day")
OF_VALUES = ("plural", "count", "date", "money")
"""The filters of `filters.py`, spelled here as well, so that letters without them need not load what they need."""

_NAME_IN_USE = re.compile(rf"\|\s*(?:{'|'.join(OF_NAMES)})\b|\bclient\s*[.\[]")
_VALUE_IN_USE = re.compile(rf"\|\s*(?:{'|'.join(OF_VALUES)})\b")
_NEEDED = frozenset({"name", "first_name", "company", "date", *UNPRINTED})


@dataclass(frozen=True, slots=True)
class Person:
    """Who is written to; empty texts and None where the sheet says nothing. `year` is the letter's own."""

    name: str = ""
    first_name: str = ""
    company: str = ""
    salutation: str = ""
    sex: str | None = None
    born: str | None = None
    year: int | None = None


class About(NamedTuple):
    """What a filter knows beside its value: the letter's language, the team's own, and who is written to."""

    language: str
    team: str
    person: Person = Person()


class Said(NamedTuple):
    """What a filter gives: words, or None for nothing, and what a person should know about them."""

    words: str | None
    remark: Remark | None = None


class Client(str):
    """The client's number, with the names as attributes; an empty one is None, as in the facts."""

    __slots__ = ("company", "first_name", "name", "number")

    number: str
    name: str | None
    first_name: str | None
    company: str | None


def person_of(facts: Mapping[str, Any]) -> Person:
    """The person that the facts of a letter tell of.

    >>> person_of({"name": "Anna  Nowak", "sex": "f", "birthday": dt.date(1990, 3, 8), "date": dt.date(2026, 3, 8)})
    Person(name='Anna Nowak', first_name='', company='', salutation='', sex='f', born='03-08', year=2026)
    """
    on, sex, born = facts.get("date"), facts.get("sex"), facts.get("birthday")
    if isinstance(born, dt.date):
        born = f"{born:%m-%d}"
    return Person(
        name=_text(facts.get("name")),
        first_name=_text(facts.get("first_name")),
        company=_text(facts.get("company")),
        salutation=_text(facts.get("salutation")),
        sex=sex if sex in ("m", "f") else None,
        born=born if isinstance(born, str) and re.fullmatch(r"\d\d-\d\d", born) else None,
        year=on.year if isinstance(on, dt.date) else None,
    )


def client_of(number: object, person: Person) -> Client:
    """The client as a template prints it and asks it.

    >>> anna = client_of("C-0042", Person("Anna Nowak", "Anna"))
    >>> anna, anna.name, anna.company
    ('C-0042', 'Anna Nowak', None)
    """
    client = Client(number)
    client.number = str(number)
    client.name, client.first_name = person.name or None, person.first_name or None
    client.company = person.company or None
    return client


def uses_names(texts: Sequence[str]) -> bool:
    """Tell whether templates ask anything of names, going by their text alone: nothing of it is run or parsed.

    >>> uses_names(["{{ client|greeting }}"]), uses_names(["{{ greeting|ending(',') }} {{ client }}"])
    (True, False)
    """
    return any(_NAME_IN_USE.search(text) for text in texts)


def uses_values(texts: Sequence[str]) -> bool:
    """Tell whether templates ask for counted words, dates or amounts in a form of their own; told like `uses_names`.

    >>> uses_values(['{{ 5|money("PLN") }}']), uses_values(["{{ date }} {{ date|day }}"])
    (True, False)
    """
    return any(_VALUE_IN_USE.search(text) for text in texts)


def is_needed_for_names(fact: str) -> bool:
    """Tell whether what filters say of a name may depend on that fact."""
    return fact in _NEEDED


def _text(value: object) -> str:
    return one_line(value) if isinstance(value, str) else ""
