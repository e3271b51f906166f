"""The keys by which rows meet: what two records of one person or firm nearly always share, whatever is mistyped."""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from sheetcrm.rules.duplicates.coding import joined_key
from sheetcrm.rules.duplicates.preparing import Prepared
from sheetcrm.rules.duplicates.records import Ints
from sheetcrm.rules.duplicates.short_names import full_names_by_sound

_RARE, _NARROW, _WIDE = 14, 24, 60


@dataclass(frozen=True, slots=True)
class Key:
    """One key: its value for every row (0 none), what makes a crowded value finer, and the order of neighbours.

    Without `crowds`, a value of more than `largest` rows is left out. `also`: columns of which a pair has to share at
    least one as well, because the key alone says little.
    """

    values: Ints
    finer: Ints
    order: Ints
    largest: int = _NARROW
    crowds: bool = True
    also: tuple[Ints, ...] = ()


@dataclass(frozen=True, slots=True)
class _Sounds:
    """Per row the consonants and first letters of given and family name, and the full names a short one stands for."""

    given: Ints
    family: Ints
    given_bones: Ints
    family_bones: Ints
    given_initial: Ints
    family_initial: Ints
    full_names: tuple[Ints, ...]


def keys_of(prepared: Prepared) -> Iterator[Key]:
    """Give all keys, the strongest first."""
    sounds = _sounds(prepared)
    both = _either_order(2, sounds.given_bones, sounds.family_bones)
    name = np.where(both > 0, both, np.where(prepared.company, prepared.firm.codes, sounds.family_bones + 1))
    for place in range(prepared.phones.codes.shape[1]):
        yield Key(_stacked_first(prepared.phones.codes, place), both, name, _WIDE)
    yield from _across(prepared.phones.codes, both, name)
    yield from _across(prepared.mails.codes, both, name)
    yield Key(prepared.tax_id.codes, both, name)
    yield from _of_people(prepared, sounds, both, name)
    yield from _of_firms(prepared, name)


def _stacked_first(codes: Ints, place: int) -> Ints:
    return codes[:, place]


def _across(codes: Ints, finer: Ints, order: Ints) -> Iterator[Key]:
    """Let a value in the first place of one row meet the same in the second place of another: rows take turns."""
    for place in range(1, codes.shape[1]):
        more = codes[:, place]
        if not more.any():
            continue
        held = np.isin(codes[:, 0], more[more > 0])
        merged = np.where(more > 0, more, np.where(held, codes[:, 0], 0))
        yield Key(merged, finer, order, _WIDE)


def _of_people(prepared: Prepared, sounds: _Sounds, both: Ints, name: Ints) -> Iterator[Key]:
    city, firm, street = prepared.city.codes, prepared.firm.codes, prepared.street.codes
    house, born, postal = prepared.house.codes, prepared.birthday.codes, prepared.postal_code.codes
    mailbox, local = prepared.mails.codes[:, 0], prepared.locals.codes[:, 0]
    given, family = sounds.given_bones, sounds.family_bones
    whereabouts = np.where(firm > 0, firm, np.where(street > 0, street, city))
    yield Key(mailbox, both, name)
    yield Key(local, both, name)
    yield Key(both, city, whereabouts, _WIDE)
    yield Key(_either_order(3, sounds.given, sounds.family), whereabouts, city)
    for full in sounds.full_names:
        yield Key(_either_order(4, full, family), whereabouts, city)
    beside = (city, firm, born, postal, joined_key(18, street, house))
    yield Key(_either_order(5, sounds.given_initial, family), whereabouts, name, also=beside)
    yield Key(_either_order(5, sounds.family_initial, given), whereabouts, name, also=beside)
    for word, initial in ((given, sounds.family_initial), (family, sounds.given_initial)):
        yield Key(joined_key(6, word, firm), both, name)
        yield Key(joined_key(7, word, street, house), both, name)
        yield Key(joined_key(8, word, born), both, name)
        yield Key(joined_key(9, word, postal), both, name)
        yield Key(joined_key(10, word, initial, city), both, name)
        yield Key(joined_key(16, word, city), initial, name, crowds=False, also=(*beside[1:], initial))
        yield Key(word, initial, name, _RARE, crowds=False, also=(*beside, initial))
    yield Key(joined_key(11, street, house, prepared.flat.codes), both, name)
    yield Key(joined_key(12, born, postal), both, name)
    yield Key(joined_key(17, postal, city), both, name, crowds=False)
    yield Key(postal, both, name, _RARE, crowds=False)
    yield Key(joined_key(13, born, sounds.given_initial), both, name)
    yield Key(joined_key(14, born, sounds.family_initial), both, name)
    yield Key(joined_key(15, firm, sounds.given_initial, sounds.family_initial), both, name)


def _of_firms(prepared: Prepared, name: Ints) -> Iterator[Key]:
    firm = np.where(prepared.company, prepared.firm.codes, 0)
    if not firm.any():
        return
    city, street, house = prepared.city.codes, prepared.street.codes, prepared.house.codes
    only = prepared.company
    domain = prepared.domains.codes[:, 0]
    yield Key(np.where(only & prepared.private_domain[domain], domain, 0), name, name, _WIDE)
    yield Key(firm, city, np.where(street > 0, street, prepared.phones.codes[:, 0]), _WIDE)
    yield Key(np.where(only, joined_key(20, street, house), 0), name, name)
    yield Key(np.where(only, joined_key(21, house, prepared.postal_code.codes), 0), name, name)
    starts, ends = _edges(prepared)
    yield Key(np.where(only, starts, 0), city, name)
    yield Key(np.where(only, ends, 0), city, name)


def _edges(prepared: Prepared) -> tuple[Ints, Ints]:
    """Give the first and the last five letters of a firm's name by sound."""
    texts = prepared.firm.texts
    numbers: dict[str, int] = {"": 0}
    starts = np.array([numbers.setdefault(text[:5], len(numbers)) for text in texts], np.int64)
    ends = np.array([numbers.setdefault("…" + text[-5:], len(numbers)) if text else 0 for text in texts], np.int64)
    codes = prepared.firm.codes
    return joined_key(22, starts[codes]), joined_key(23, ends[codes])


def _either_order(kind: int, one: Ints, other: Ints) -> Ints:
    """Give a key of two names that does not tell which of them came first."""
    return joined_key(kind, np.minimum(one, other), np.maximum(one, other))


def _sounds(prepared: Prepared) -> _Sounds:
    heard = prepared.heard
    given, family = heard.sound_of[prepared.names.given], heard.sound_of[prepared.names.family]
    initials = np.array([ord(text[0]) if text else 0 for text in heard.sounds], np.int64)
    single = np.array([len(text) < 2 for text in heard.sounds], np.bool_)
    bones = np.where(single, 0, heard.bones_of)
    return _Sounds(
        np.where(single[given], 0, given),
        np.where(single[family], 0, family),
        bones[given],
        bones[family],
        initials[given],
        initials[family],
        tuple(full[given] for full in _full_names(heard.sounds)),
    )


def _full_names(sounds: tuple[str, ...]) -> tuple[Ints, Ints]:
    """Give for every sound up to two full names it may stand for, as numbers; 0 where it is no first name."""
    table = full_names_by_sound()
    numbers: dict[str, int] = {}
    found = np.zeros((2, len(sounds)), np.int64)
    for at, heard in enumerate(sounds):
        meant = sorted(table.get(heard, ()), key=lambda full: (full == heard, full))
        for place, full in enumerate(meant[:2]):
            found[place, at] = numbers.setdefault(full, len(numbers) + 1)
    return found[0], found[1]
