"""How common what a pair shares is, counted in the records themselves: a rare surname says more than a common one."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace

import numpy as np

from sheetcrm.rules.duplicates.coding import Coded, joined_key
from sheetcrm.rules.duplicates.comparing import Levels, shared
from sheetcrm.rules.duplicates.preparing import Prepared
from sheetcrm.rules.duplicates.records import Flags, Floats, Ints
from sheetcrm.rules.duplicates.weights import Kind

_KNOWN_BEFORE = 1000
"""How many records the usual shares of values are worth beside those that are counted."""
_ENDING = 3
_ORIGIN_BEFORE = 60
"""How many names the shares among all are worth beside those of one origin."""


Share = Callable[[Ints, Floats], Floats]


@dataclass(frozen=True, slots=True)
class Chances:
    """Per pair: how common the shared value of each field is, and by how many people what they share is borne.

    `crowd`: the same, but where neither phone nor mailbox is shared, how many work for the firm they share.
    """

    common: Mapping[str, Floats]
    bearers: Floats
    crowd: Floats | None = None


@dataclass(frozen=True, slots=True)
class Counted:
    """What is counted once for all pairs: name words, values among names of one origin, names beside a contact."""

    of_kind: Ints
    words: Ints
    middles: Ints
    at_home: Mapping[str, Share]
    near_phone: Ints
    beside_phone: Ints
    beside_mail: Ints
    beside_firm: Ints


def counted(prepared: Prepared) -> Counted:
    """Count names and contacts of all records."""
    sound_of, names, size = prepared.heard.sound_of, prepared.names, len(prepared.heard.sounds)
    given = sound_of[names.given]
    person, origin = _persons(prepared), _origins(prepared)
    return Counted(
        records_of_kind(prepared.company),
        _often(size, given, sound_of[names.family]),
        _often(size, sound_of[names.middle]),
        {"given": _among(origin, given, person), "city": _among(origin, prepared.city.codes, person)},
        _near(prepared.phones),
        _names_beside(prepared.phones, person),
        _names_beside(prepared.mails, person),
        _names_beside(replace(prepared.firm, codes=prepared.firm.codes[:, None]), person),
    )


def chances(prepared: Prepared, counts: Counted, left: Ints, right: Ints, levels: Levels, people: Kind) -> Chances:
    """Tell, for every pair, how common what it shares is; `people` says how common it usually is."""
    company = prepared.company[left]
    count = counts.of_kind[company.astype(np.int64)]
    phone, mail = shared(prepared.phones, left, right), shared(prepared.mails, left, right)
    domain = prepared.domains.codes[left, 0]
    numbers = prepared.phones.codes[:, 0]
    near = np.maximum(counts.near_phone[numbers[left]], counts.near_phone[numbers[right]])
    common = {
        "phone": _smoothed(np.where(phone > 0, prepared.phones.often[phone], near), count, people["phone"].usual),
        "email": _smoothed(
            np.where(mail > 0, prepared.mails.often[mail], prepared.domains.often[domain]), count, people["email"].usual
        ),
    }
    for name in ("company", "city", "postal_code", "birthday", "tax_id", "position"):
        column: Coded = prepared.firm if name == "company" else getattr(prepared, name)
        often = np.maximum(column.often[column.codes[left]], column.often[column.codes[right]])
        common[name] = _smoothed(often, count, people[name].usual)
    street = prepared.street
    often = np.maximum(street.often[street.codes[left]], street.often[street.codes[right]])
    common["address"] = np.maximum(often / np.maximum(count, 1), people["address"].usual)
    swapped = levels["swapped"] == 1
    sound_of, names = prepared.heard.sound_of, prepared.names
    for name, own, other in (("given", names.given, names.family), ("family", names.family, names.given)):
        second = sound_of[np.where(swapped, other[right], own[right])]
        often = np.maximum(counts.words[sound_of[own[left]]], counts.words[second])
        common[name] = _smoothed(often, count, people[name].usual)
    often = np.maximum(counts.middles[sound_of[names.middle[left]]], counts.middles[sound_of[names.middle[right]]])
    common["middle"] = _smoothed(often, count, people["middle"].usual)
    for name, among in counts.at_home.items():
        at_home = np.maximum(among(left, common[name]), among(right, common[name]))
        common[name] = np.where(company, common[name], np.maximum(common[name], at_home))
    fewest = np.full(len(left), np.inf)
    for code, beside in ((phone, counts.beside_phone), (mail, counts.beside_mail)):
        fewest = np.where(code > 0, np.minimum(fewest, beside[code]), fewest)
    firm = np.where(prepared.firm.codes[left] == prepared.firm.codes[right], prepared.firm.codes[left], 0)
    crowd = np.where(np.isinf(fewest) & (firm > 0), counts.beside_firm[firm], fewest)
    return Chances(common, _others(fewest), _others(crowd))


def _others(bearers: Floats) -> Floats:
    """Give how many names there are beside one's own, one where nothing is shared."""
    return np.where(np.isfinite(bearers), np.maximum(bearers - 1, 1), 1.0)


def records_of_kind(company: Flags) -> Ints:
    """Give how many records are people's and how many are firms'."""
    firms = int(np.count_nonzero(company))
    return np.array([max(len(company) - firms, 2), max(firms, 2)], np.int64)


def _often(size: int, *codes: Ints) -> Ints:
    counts = sum((np.bincount(part, minlength=size) for part in codes), np.zeros(size, np.int64))
    return np.asarray(counts, np.int64)


def _smoothed(often: Ints, count: Ints, usual: float) -> Floats:
    return (often + usual * _KNOWN_BEFORE) / (count + _KNOWN_BEFORE)


def _near(phones: Coded) -> Ints:
    """Count for every number the other rows whose numbers differ in the last two digits at most.

    Where a firm or a town has a whole range, numbers that are nearly the same are no slip.
    """
    ranges: dict[str, int] = {}
    codes = np.array([ranges.setdefault(text[:-2], len(ranges)) for text in phones.texts], np.int64)
    held = np.bincount(codes, weights=phones.often, minlength=len(ranges)).astype(np.int64)
    found: Ints = np.maximum(held[codes] - 2, 0)
    return found


def _origins(prepared: Prepared) -> Ints:
    """Give the last letters of each row's surname: they tell where a name comes from.

    Without this, Ion and Popescu in Chișinău would be three coincidences; they are little more than one.
    """
    ends: dict[str, int] = {"": 0}
    codes = [ends.setdefault(text[-_ENDING:], len(ends)) for text in prepared.heard.sounds]
    found: Ints = np.array(codes, np.int64)[prepared.heard.sound_of[prepared.names.family]]
    return found


def _among(origin: Ints, column: Ints, person: Ints) -> Share:
    """Count how common values are among the names of one origin, every name once."""
    once = np.unique(np.stack((origin, column, person), axis=1)[(origin > 0) & (column > 0)], axis=0)
    width = int(column.max(initial=0)) + 1
    values, often = np.unique(once[:, 0] * width + once[:, 1], return_counts=True)
    size = np.bincount(once[:, 0], minlength=int(origin.max(initial=0)) + 1)

    def common(rows: Ints, everywhere: Floats) -> Floats:
        wanted = origin[rows] * width + column[rows]
        place = np.minimum(np.searchsorted(values, wanted), max(len(values) - 1, 0))
        held = np.where(values[place] == wanted, often[place] - 1, 0) if len(values) else np.zeros(len(rows), np.int64)
        there: Floats = (held + _ORIGIN_BEFORE * everywhere) / (np.maximum(size[origin[rows]] - 1, 0) + _ORIGIN_BEFORE)
        return np.where((origin[rows] > 0) & (column[rows] > 0), there, everywhere)

    return common


def _persons(prepared: Prepared) -> Ints:
    """Give one number for a name, however its words were ordered and spelt."""
    heard, names = prepared.heard, prepared.names
    given, family = heard.bones_of[heard.sound_of[names.given]], heard.bones_of[heard.sound_of[names.family]]
    person = joined_key(1, np.minimum(given, family) + 1, np.maximum(given, family) + 1)
    return np.where(prepared.company, joined_key(2, prepared.firm.codes), person)


def _names_beside(column: Coded, person: Ints) -> Ints:
    """Count for every value the different names in its rows."""
    codes = column.codes.ravel()
    beside = np.repeat(person, column.codes.shape[1])
    held = codes > 0
    order = np.lexsort((beside[held], codes[held]))
    codes, beside = codes[held][order], beside[held][order]
    fresh = np.ones(len(codes), np.bool_)
    fresh[1:] = (codes[1:] != codes[:-1]) | (beside[1:] != beside[:-1])
    return np.bincount(codes[fresh], minlength=len(column.texts))
