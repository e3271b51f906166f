"""Forms the first line of a letter; where gender or name is uncertain the safe greeting is used, never a guess."""

from sheetcrm.values.first_names import Gender, family_of
from sheetcrm.values.gender import gender_of_name
from sheetcrm.values.inflection import vocative_pl
from sheetcrm.values.person_name import PersonName, looks_like_company, names_several_people, parse_person_name
from sheetcrm.values.titles import address_title

_SAFE = {"ru": "Здравствуйте", "pl": "Szanowni Państwo", "ro": "Bună ziua", "en": "Dear Sir or Madam"}
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
    ('Здравствуйте', 'Dear Sir or Madam', 'Dragă Maria')
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


def _one_person(text: str, language: str) -> PersonName | None:
    if looks_like_company(text) or names_several_people(text):
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
    title = address_title(name.title, "pl", gender) if use_title else ""
    if title:
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
    title = address_title(name.title, "ro", gender) if use_title else ""
    return f"{dear} {title} {called}" if title else f"{dear} {called}"


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
    whole = " ".join(part for part in (given, name.last) if part)
    return f"Dear {whole}" if given else _SAFE["en"]


def _courtesy_en(name: PersonName, gender: str) -> str:
    if gender == "m":
        return "Mr"
    written = name.title.lower().replace(".", "").split()
    return "Mrs" if "mrs" in written else "Miss" if "miss" in written else "Ms"


def _informal_en(name: PersonName) -> str:
    given = _given(name)
    return f"Dear {given}" if given else _SAFE_INFORMAL["en"]
