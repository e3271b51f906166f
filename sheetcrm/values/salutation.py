"""Forms the words of a letter that turn on a name; where gender or name is uncertain the safe form is used, no guess.

`salutation` gives text alone; `greeting`, `name_in_case` and `vocative` also tell whether they had to fall back.
"""

import re
from typing import NamedTuple

from sheetcrm.values.first_names import Gender, family_of, find_first_name
from sheetcrm.values.gender import gender_of_name
from sheetcrm.values.inflection import inflect_ru, vocative_pl
from sheetcrm.values.people_in_cell import names_nobody, names_several_people
from sheetcrm.values.person_name import PersonName, looks_like_company, parse_person_name, tidy_name
from sheetcrm.values.surnames import surname_gender
from sheetcrm.values.titles import address_title


class Wording(NamedTuple):
    """Words for a letter; doubtful ones are the safe form (the name as it stands, a greeting without a name)."""

    text: str
    doubtful: bool


_CYRILLIC = re.compile("[\u0400-\u052f]")
_DOUBTFUL_SURNAME = re.compile(r"[аеёиоуыэюя].*[бвгдзйклмнпрстфхц]ок$|[чжшщ]ий$|(?:долина|рябина|калина|малина)$")
_SAFE = {"ru": "Здравствуйте", "pl": "Szanowni Państwo", "ro": "Bună ziua", "en": "Hello"}
_GENDERS: dict[str, Gender] = {"m": "m", "f": "f"}
_SAFE_INFORMAL = {"ru": "Здравствуйте", "pl": "Dzień dobry", "ro": "Bună ziua", "en": "Hello"}


def salutation(
    text: str, language: str, style: str = "formal", use_title: bool = False, gender: str | None = None
) -> str:
    """Give the greeting for a name cell, without punctuation at its end; style is "formal" or "informal".

    A given gender (from the team's own column) overrules what the name shows. With use_title Polish, Romanian and
    Russian letters address by title; English ones always do, since "Dear Dr Smith" is no extra courtesy there.

    >>> salutation("Лебедева Любовь Ильинична", "ru"), salutation("Lukasz Nowak", "pl")
    ('Уважаемая Любовь Ильинична', 'Szanowny Panie Łukaszu')
    >>> salutation("prof. Anna Nowak", "pl", use_title=True), salutation("Carmen Ionescu", "ro")
    ('Szanowna Pani Profesor', 'Stimată doamnă Ionescu')
    >>> salutation("ООО Ромашка", "ru"), salutation("", "en"), salutation("Maria Popescu", "ro", "informal")
    ('Здравствуйте', 'Hello', 'Dragă Maria')
    """
    words = language if language in _SAFE else "en"
    name = _one_person(text, language)
    if name is None:
        return _safe(words, style)
    known_gender = _GENDERS.get(gender or "") or gender_of_name(name, language)
    informal = style == "informal"
    if words == "ru":
        return _informal_ru(name) if informal else _formal_ru(name, known_gender, use_title)
    if words == "pl":
        return _informal_pl(name, known_gender) if informal else _formal_pl(name, known_gender, use_title)
    if words == "ro":
        return _informal_ro(name) if informal else _formal_ro(name, known_gender, use_title)
    return _informal_en(name) if informal else _formal_en(name, known_gender)


def greeting(
    text: str, language: str, style: str = "formal", use_title: bool = False, gender: str | None = None
) -> Wording:
    """Give the greeting for a letter, and whether it had to be the safe one for want of a gender or a name.

    An informal greeting that needs no gender (ru, ro, en) is doubtful only where no given name is left to use.

    >>> greeting("Иванов Иван Иванович", "ru"), greeting("Ким Саша", "ru").doubtful
    (Wording(text='Уважаемый Иван Иванович', doubtful=False), True)
    >>> greeting("Ким Саша", "ru", "informal")
    Wording(text='Здравствуйте, Саша', doubtful=False)
    """
    words = salutation(text, language, style, use_title, gender)
    if style == "informal" and language != "pl":
        return Wording(words, doubtful=words == _safe(language if language in _SAFE else "en", style))
    return Wording(words, doubtful=not is_certain(text, language, gender))


def name_in_case(text: str, case: str, gender: str | None = None) -> Wording:
    """Give a Russian name in a case for a letter, or unchanged and marked doubtful where the case is not certain.

    Doubtful are names of no known gender or of one that their own words deny, firms and couples, Latin letters, given
    names that no dictionary knows, and surnames whose vowel may or may not fall out.

    >>> name_in_case("Иванов Иван", "dative"), name_in_case("Ким Саша", "dative")
    (Wording(text='Иванову Ивану', doubtful=False), Wording(text='Ким Саша', doubtful=True))
    >>> name_in_case("Ким Саша", "dative", "f").text
    'Ким Саше'
    """
    inflected = inflect_ru(text, gender, case)
    if _has_certain_cases(text, gender):
        return Wording(inflected, doubtful=False)
    return Wording(" ".join(text.split()), doubtful=True)


def vocative(first_name: str, gender: str | None = None) -> Wording:
    """Give the Polish vocative of a first name for a letter, or the name unchanged where its gender is not known.

    >>> vocative("Tomek"), vocative("Xi")
    (Wording(text='Tomku', doubtful=False), Wording(text='Xi', doubtful=True))
    """
    name = " ".join(tidy_name(first_name).split())
    known = find_first_name(name.split(" ", 1)[0], "pl") if name else None
    if not name or _CYRILLIC.search(name) or (gender is None and (known is None or known.gender is None)):
        return Wording(name, doubtful=True)
    return Wording(vocative_pl(name, gender), doubtful=False)


def is_certain(text: str, language: str, gender: str | None = None) -> bool:
    """Tell whether the formal greeting addresses the person by a known gender and a usable name.

    >>> is_certain("Иванов Иван Иванович", "ru"), is_certain("Ким Саша", "ru"), is_certain("Ким Саша", "ru", "f")
    (True, False, True)
    """
    name = _one_person(text, language)
    if name is None:
        return False
    known_gender = _GENDERS.get(gender or "") or gender_of_name(name, language)
    if language == "pl" and family_of(name.first + name.last, "pl") == "ru":
        return False
    if language in ("ru", "pl"):
        return known_gender is not None and bool(_given(name) or name.last)
    return known_gender is not None and bool(name.last or (language == "ro" and _given(name)))


def _has_certain_cases(text: str, gender: str | None) -> bool:
    if looks_like_company(text) or names_several_people(text, "ru"):
        return False
    name = parse_person_name(text, "ru")
    words = [word for part in (name.last, name.first, name.middle) for word in part.replace("-", " ").split()]
    shown = gender_of_name(name, "ru")
    if not words or not all(_CYRILLIC.search(word) for word in words) or (shown is None and gender is None):
        return False
    if gender is not None and any(seen not in (None, gender) for seen in (shown, surname_gender(name.last, "ru"))):
        return False
    return _is_known(name) and _DOUBTFUL_SURNAME.search(name.last.lower()) is None


def _is_known(name: PersonName) -> bool:
    """Tell whether the first name (initials apart) stands in a table or in the dictionary."""
    from sheetcrm.values.russian_words import is_known_name

    given = name.first.lower()
    return not given or given.endswith(".") or find_first_name(given, "ru") is not None or is_known_name(given)


def _one_person(text: str, language: str) -> PersonName | None:
    if looks_like_company(text) or names_several_people(text, language) or names_nobody(text, language):
        return None
    name = parse_person_name(text, language)
    return name if name.last or name.first else None


def _safe(language: str, style: str) -> str:
    return (_SAFE_INFORMAL if style == "informal" else _SAFE)[language]


def _given(name: PersonName) -> str:
    """Give the first name unless it is an initial."""
    return "" if name.first.endswith(".") else name.first


def _formal_ru(name: PersonName, gender: Gender | None, use_title: bool) -> str:
    given = _given(name)
    if gender is None:
        return f"Здравствуйте, {given}" if given else "Здравствуйте"
    dear = "Уважаемый" if gender == "m" else "Уважаемая"
    patronymic = "" if name.middle.endswith(".") or not _is_patronymic(name.middle) else name.middle
    if given and patronymic:
        return f"{dear} {given} {patronymic}"
    title = address_title(name.title, "ru", gender) if use_title else ""
    if title and name.last:
        return f"{dear} {title} {name.last}"
    if given:
        return f"{dear} {given}"
    return f"{dear} {'господин' if gender == 'm' else 'госпожа'} {name.last}" if name.last else "Здравствуйте"


def _is_patronymic(middle: str) -> bool:
    from sheetcrm.values.patronymics import patronymic_gender

    return patronymic_gender(middle) is not None


def _informal_ru(name: PersonName) -> str:
    given = _given(name)
    return f"Здравствуйте, {given}" if given else "Здравствуйте"


def _formal_pl(name: PersonName, gender: Gender | None, use_title: bool) -> str:
    if gender is None or family_of(name.first + name.last, "pl") == "ru":
        return _SAFE["pl"]
    dear = "Szanowny Panie" if gender == "m" else "Szanowna Pani"
    title = address_title(name.title, "pl", gender) if name.title else ""
    if " " in title:
        return title  # the clergy are no Pan and Pani, whatever the team chose
    if title and use_title:
        return f"{dear} {title}"
    given = _given(name)
    if given:
        return f"{dear} {vocative_pl(given, gender)}"
    return f"{dear} {name.last}" if name.last else _SAFE["pl"]


def _informal_pl(name: PersonName, gender: Gender | None) -> str:
    given = _given(name)
    if not given or gender is None or family_of(given, "pl") == "ru":
        return _SAFE_INFORMAL["pl"]
    return f"{'Drogi' if gender == 'm' else 'Droga'} {vocative_pl(given, gender)}"


def _formal_ro(name: PersonName, gender: Gender | None, use_title: bool) -> str:
    called = name.last or _given(name)
    if gender is None or not called:
        return _SAFE["ro"]
    dear = "Stimate domnule" if gender == "m" else "Stimată doamnă"
    title = address_title(name.title, "ro", gender) if name.title else ""
    if " " in title:
        return f"{title} {called}"
    return f"{dear} {title} {called}" if title and use_title else f"{dear} {called}"


def _informal_ro(name: PersonName) -> str:
    given = _given(name)
    return f"Dragă {given}" if given else _SAFE_INFORMAL["ro"]


def _formal_en(name: PersonName, gender: Gender | None) -> str:
    given = _given(name)
    titled = address_title(name.title, "en", gender)
    if titled and name.last:
        knightly = titled in ("Sir", "Dame") and given
        return f"Dear {titled} {given if knightly else name.last}"
    if name.last and gender is not None:
        return f"Dear {_courtesy_en(name, gender)} {name.last}"
    whole = " ".join(part for part in (name.first, name.last) if part)
    return f"Dear {whole}" if given or (name.first and name.last) else _SAFE["en"]


def _courtesy_en(name: PersonName, gender: str) -> str:
    if gender == "m":
        return "Mr"
    written = name.title.lower().replace(".", "").split()
    return "Mrs" if "mrs" in written else "Miss" if "miss" in written else "Ms"


def _informal_en(name: PersonName) -> str:
    given = _given(name)
    return f"Dear {given}" if given else _SAFE_INFORMAL["en"]
