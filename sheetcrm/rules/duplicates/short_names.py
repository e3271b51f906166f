"""Which first names may stand for one another: short forms and full names, by sound, over all languages."""

from functools import cache

from sheetcrm.rules.duplicates.sounds import sound
from sheetcrm.values.first_names import all_first_names, name_key

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


def _more_short_forms() -> dict[str, set[str]]:
    """Short forms that are full names in their own right (Lena, Alex, Jan) and so hide what else they stand for."""
    import csv
    from importlib.resources import files

    more: dict[str, set[str]] = {}
    for table in ("ru", "uk", "pl", "ro", "en"):
        text = files("sheetcrm.values").joinpath(f"data/first_names_{table}.csv").read_text(encoding="utf-8")
        for row in csv.DictReader(text.splitlines()):
            for short in (row["short"] or "").split():
                more.setdefault(sound(name_key(short)), set()).add(sound(row["name"]))
    return more
