"""Filters for names: greeting, cases, vocative, name day, in the language of the letter.

All are pure: from a value and what is known about the letter to words and, where a safe form was used, a remark.
"""

import datetime as dt
import re
from collections.abc import Iterable
from functools import lru_cache

from sheetcrm.mail.addressee import About, Client, Person, Said
from sheetcrm.mail.clean_text import one_line
from sheetcrm.mail.reasons import FilterMisused, Remark, ValueUnusable
from sheetcrm.mail.values import day, shown
from sheetcrm.values import salutation as forms
from sheetcrm.values.company import split_company
from sheetcrm.values.name_days import CALENDARS, main_name_day
from sheetcrm.values.person_name import parse_person_name, tidy_name
from sheetcrm.values.russian_words import is_known_name

STYLES = {"formal": "formal", "friendly": "informal", "neutral": "formal"}
LONGEST_NAME = 200
_DIGIT = re.compile(r"\d")
_WITHOUT_CASES = frozenset({"en"})


def greeting(value: object, about: About, style: str = "formal", title: bool = False) -> Said:
    """The greeting without a mark at its end; what the team wrote for this client goes before every style.

    >>> greeting("Tomasz Nowak", About("pl", "pl")).words
    'Szanowny Panie Tomaszu'
    >>> greeting("Ким Саша", About("ru", "ru", Person("Ким Саша", salutation="Дорогой Саша!")), "friendly")
    Said(words='Дорогой Саша!', remark=None)
    """
    if not isinstance(style, str) or style not in STYLES:
        raise FilterMisused("choice", filter="greeting", value=shown(style), list=", ".join(STYLES))
    name, is_own = _name(value, about, "greeting")
    if is_own and about.person.salutation:
        return Said(about.person.salutation)
    used = name if len(name) <= LONGEST_NAME and style != "neutral" else ""
    sex = about.person.sex if is_own else None
    words, doubtful = _greeted(used, about.language, STYLES[style], title is True, sex)
    if not doubtful or style == "neutral":
        return Said(words)
    return Said(words, Remark("greeting-unsure", {"value": shown(name or about.person.name), "used": words}))


def in_case(value: object, about: About, sex: str | None = None, *, case: str) -> Said:
    """A name in a Russian case; English has none, so that a name stays; elsewhere the sentence must do without.

    >>> in_case("Лебедева Любовь", About("ru", "ru"), case="dative").words
    'Лебедевой Любови'
    """
    name, is_own = _name(value, about, case)
    sex = _sex(sex, case) or (about.person.sex if is_own else None)
    if about.language in _WITHOUT_CASES:
        return Said(name)
    if about.language != "ru":
        raise FilterMisused("case-language", filter=case)
    words, doubtful = _in_case(name, case, sex) if len(name) <= LONGEST_NAME else (name, True)
    return Said(words, Remark("case-unsure", {"value": shown(name)}) if doubtful else None)


def vocative(value: object, about: About, sex: str | None = None) -> Said:
    """A first name as one calls it in Polish, a surname after it unchanged; other languages call nobody otherwise.

    >>> vocative("Paweł", About("pl", "pl")).words, vocative("Jan Nowak", About("pl", "pl")).words
    ('Pawle', 'Janie Nowak')
    >>> vocative("Мария", About("ru", "ru")).words
    'Мария'
    """
    name, is_own = _name(value, about, "vocative")
    sex = _sex(sex, "vocative") or (about.person.sex if is_own else None)
    if about.language != "pl":
        return Said(name)
    words, doubtful = _called(name, sex) if len(name) <= LONGEST_NAME else (name, True)
    return Said(words, Remark("vocative-unsure", {"value": shown(name)}) if doubtful else None)


def name_day(value: object, about: About, calendar: str) -> Said:
    """The name day in a calendar without its year, nothing when none is certain; which calendar no name can tell.

    Of several days it is the first after the birthday, where that is known of the client. Days that follow Easter
    are those of the year of the letter.

    >>> name_day("Jan", About("pl", "pl"), "PL"), name_day("Xi", About("pl", "pl"), "PL").words
    (Said(words='24 czerwca', remark=None), None)
    """
    if calendar not in CALENDARS:
        raise FilterMisused("choice", filter="name_day", value=shown(calendar), list=", ".join(CALENDARS))
    name, is_own = _name(value, about, "name_day")
    if len(name) > LONGEST_NAME:
        return Said(None)
    first = (about.person.first_name if is_own else "") or parse_person_name(name, about.language).first or name
    found = main_name_day(first, calendar, about.person.year, about.person.born if is_own else None)
    return Said(day(dt.date.fromisoformat(f"2000-{found}"), about.language) if found else None)


def _name(value: object, about: About, wanted: str) -> tuple[str, bool]:
    """The name that the value is, and whether it is that of the person who is written to."""
    person = about.person
    if isinstance(value, Client | Person):
        value = person.first_name or person.name if wanted == "vocative" else person.name
    if not isinstance(value, str):
        raise ValueUnusable("not-a-name", value=shown(value), filter=wanted)
    name = one_line(value)
    is_own = name in (person.name, person.first_name)
    if _DIGIT.search(name) is None:
        return name, is_own
    bare = tidy_name(name)
    if bare or (is_own and wanted == "greeting"):
        return bare, is_own
    raise ValueUnusable("not-a-name", value=shown(value), filter=wanted)


def _sex(sex: object, wanted: str) -> str | None:
    if sex in ("m", "f", None):
        return sex
    raise FilterMisused("choice", filter=wanted, value=shown(sex), list="m, f")


def read_tables(languages: Iterable[str]) -> None:
    """Load every table and dictionary that a name of any kind may ask for, because no file can be opened later."""
    split_company("ООО Чайка")
    split_company("Tea & Co. Ltd")
    is_known_name("")
    names = (
        "prof. Anna Nowak",
        "ООО Ромашка",
        "Ionescu Cosmin",
        "Smith, John",
        "Кравец Бажен Львович",
        "Мырзыханов Кыз",
    )
    for language in {*languages, "en", "pl", "ro", "ru"}:
        about = About(language, language, Person(year=2000))
        for name in (*names, "Żaneta", "Şerban", "Xylophon", ""):
            for style in STYLES:
                greeting(name, about, style, title=True)
            vocative(name, about)
            for calendar in CALENDARS:
                name_day(name, about, calendar)
            if language == "ru":
                in_case(name, about, "m", case="dative")


@lru_cache(maxsize=4096)
def _greeted(name: str, language: str, style: str, title: bool, sex: str | None) -> forms.Wording:
    return forms.greeting(name, language, style, title, sex)


@lru_cache(maxsize=4096)
def _in_case(name: str, case: str, sex: str | None) -> forms.Wording:
    return forms.name_in_case(name, case, sex)


@lru_cache(maxsize=4096)
def _called(name: str, sex: str | None) -> forms.Wording:
    parsed = parse_person_name(name, "pl")
    if not parsed.first or not parsed.last:
        return forms.vocative(name, sex)
    words, doubtful = forms.vocative(f"{parsed.first} {parsed.middle}".strip(), sex)
    return forms.Wording(name if doubtful else f"{words} {parsed.last}", doubtful)
