"""Which first names may stand for one another: short forms, full names and other languages' forms, by sound."""

from functools import cache
from importlib.resources import files

from sheetcrm.rules.duplicates.sounds import sound
from sheetcrm.values.first_names import Gender, all_first_names, name_key

_FAMILIES = ("ru", "pl", "ro", "en")


@cache
def full_names_by_sound() -> dict[str, frozenset[str]]:
    """Map the sound of every known first name to the sounds of the full names it may stand for, itself included.

    >>> sorted(full_names_by_sound()["sasa"])[:2], "ana" in full_names_by_sound()
    (['aleksandr', 'aleksandra'], True)
    """
    found: dict[str, set[str]] = {}
    for family in _FAMILIES:
        for name in all_first_names(family):
            heard = sound(name.spelling)
            meant = found.setdefault(heard, set())
            meant.update(sound(full) for full in name.full)
            if not name.full:
                meant.add(heard)
    for heard, more in _more_short_forms().items():
        found.setdefault(heard, set()).update(more)
    return {heard: frozenset(meant) for heard, meant in found.items()}


def is_first_name(heard: str) -> bool:
    """Whether a sound is that of a first name in one of the languages."""
    return heard in full_names_by_sound()


@cache
def gender_by_sound() -> dict[str, Gender]:
    """Map the sound of every first name that only one sex bears to that sex; short forms of both are left out.

    >>> [gender_by_sound().get(sound(name)) for name in ("Евгений", "Ewgenia", "Саша")]
    ['m', 'f', None]
    """
    found: dict[str, set[Gender | None]] = {}
    for family in _FAMILIES:
        for name in all_first_names(family):
            found.setdefault(sound(name.spelling), set()).add(name.gender)
    return {
        heard: gender
        for heard, genders in found.items()
        if len(genders) == 1 and (gender := next(iter(genders))) is not None
    }


def are_of_two_sexes(one: str, other: str) -> bool:
    """Whether two sounds are first names of a man and of a woman, as Евгений and Евгения.

    >>> are_of_two_sexes("evgeni", "evgena"), are_of_two_sexes("sasa", "evgena")
    (True, False)
    """
    genders = gender_by_sound()
    first, second = genders.get(one), genders.get(other)
    return first is not None and second is not None and first != second


@cache
def kin_by_sound() -> dict[str, int]:
    """Map the sound of a first name to the number of its group in `name_kin.txt`; a sound of two groups has none.

    >>> kin_by_sound()[sound("Микола")] == kin_by_sound()[sound("Николай")], sound("Ann") in kin_by_sound()
    (True, False)
    """
    found: dict[str, set[int]] = {}
    text = files("sheetcrm.rules.duplicates").joinpath("name_kin.txt").read_text(encoding="utf-8")
    for number, line in enumerate(text.splitlines()):
        if not line.startswith("#"):
            for name in line.split():
                found.setdefault(sound(name), set()).add(number)
    return {heard: groups.pop() for heard, groups in found.items() if len(groups) == 1}


@cache
def meant_by_sound() -> dict[str, frozenset[str]]:
    """Map the sound of every known first name to what it may stand for: full names, and their groups of kin.

    >>> bool(meant_by_sound()[sound("Микола")] & meant_by_sound()[sound("Коля")])
    True
    """
    kin = kin_by_sound()
    return {
        heard: full.union(f"kin {kin[name]}" for name in (heard, *full) if name in kin)
        for heard, full in full_names_by_sound().items()
    }


def _more_short_forms() -> dict[str, set[str]]:
    """Short forms that are full names in their own right (Lena, Alex, Jan) and so hide what else they stand for."""
    import csv

    more: dict[str, set[str]] = {}
    for table in ("ru", "uk", "pl", "ro", "en"):
        text = files("sheetcrm.values").joinpath(f"data/first_names_{table}.csv").read_text(encoding="utf-8")
        for row in csv.DictReader(text.splitlines()):
            for short in (row["short"] or "").split():
                more.setdefault(sound(name_key(short)), set()).add(sound(row["name"]))
    return more
