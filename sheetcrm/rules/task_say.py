"""What to say: the greeting in the right words and a sentence about the occasion, in the client's own language.

Where the form of address is not certain, the safe one is used and the caller is told.
"""

import datetime as dt
from functools import lru_cache
from typing import NamedTuple

from sheetcrm.model.choices import CHOICES
from sheetcrm.rules.addressees import Addressees
from sheetcrm.rules.linking import client_fact
from sheetcrm.rules.occasions import Due
from sheetcrm.rules.typed import as_text
from sheetcrm.values.person_name import looks_like_company
from sheetcrm.values.salutation import Wording, greeting
from sheetcrm.words import words_of

_END_MARKS = " ,.!;:"


class Saying(NamedTuple):
    """The text, empty where the occasion is a matter among colleagues, and whether the greeting is the safe one."""

    text: str
    doubtful: bool


NOTHING_TO_SAY = Saying("", doubtful=False)


def saying(due: Due, people: Addressees, today: dt.date) -> Saying:
    """What to tell the client about an occasion; about one of the team's own, the greeting alone."""
    at = people.position(due)
    if at is None or due.occasion.when == "task_untouched":
        return NOTHING_TO_SAY
    language = people.language(due)
    words = words_of(language if language in CHOICES["language"] else people.settings.language)
    texts = words.sections["spoken"]
    late = f"{due.occasion.key}_late"
    key = due.occasion.key if not due.late else late if late in texts else "other_late"
    rest = words.spoken(key, **people.details(due, words, today))
    hello = _greeted(due, people, at, words.language)
    return Saying(f"{hello.text}{texts['mark']} {rest}" if rest else f"{hello.text}!", hello.doubtful)


def _greeted(due: Due, people: Addressees, at: int, language: str) -> Wording:
    """The greeting, without a mark at its end; what the team wrote for this client goes before every rule.

    A firm, and a client without a name, is greeted in general, and nobody could do otherwise.
    """
    if due.occasion.tab == "people":
        name = as_text(people.snapshot.table("people").values("name")[due.position])
        own, sex = "", None
    else:
        own = as_text(client_fact(people.clients, at, "salutation"))
        names = [as_text(client_fact(people.clients, at, field)) for field in ("name", "company")]
        name, sex = "" if names[0] == names[1] else names[0], people.sex(due)
    if own.rstrip(_END_MARKS):
        return Wording(own.rstrip(_END_MARKS), doubtful=False)
    wording = _greeting(name, language, sex)
    return wording if name and not looks_like_company(name) else Wording(wording.text, doubtful=False)


@lru_cache(maxsize=1 << 16)
def _greeting(name: str, language: str, sex: str | None) -> Wording:
    return greeting(name, language, gender=sex)
