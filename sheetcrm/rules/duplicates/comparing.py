"""Two rows side by side: for every field the named level at which they agree; weighing the levels is done elsewhere.

Levels are numbers into the lists of `weights.toml`, worst first; -1 stands where a side has no value.
"""

from collections.abc import Callable

import numpy as np

from sheetcrm.rules.duplicates.coding import Coded, distinct_with_places
from sheetcrm.rules.duplicates.other_people import part_other_people
from sheetcrm.rules.duplicates.preparing import Prepared
from sheetcrm.rules.duplicates.records import Flags, Ints, Small
from sheetcrm.rules.duplicates.word_levels import (
    CLOSE,
    DIFFERENT,
    MISSING,
    SHORT,
    SPELLING,
    close_texts,
    name_levels,
    slips,
)

Levels = dict[str, Small]
_WORTH = np.array([-5.0, 0.5, 5.0, 5.0, 8.0, 9.0, 0.0])
"""How much a level of a name word is worth when the order of the words is chosen; the last is MISSING."""
_TURNED = 1.5


def promising(prepared: Prepared, left: Ints, right: Ints) -> tuple[Ints, Ints, Levels]:
    """Give the pairs that may be one at all, with the levels of their names.

    People both of whose names differ may only when an office's number or the birthday is the same.
    """
    levels = _names(prepared, left, right)
    kept = (levels["given"] != DIFFERENT) | (levels["family"] != DIFFERENT)
    for column in (prepared.tax_id.codes, prepared.birthday.codes):
        kept |= (column[left] == column[right]) & (column[left] > 0)
    return left[kept], right[kept], {name: values[kept] for name, values in levels.items()}


def compare(prepared: Prepared, left: Ints, right: Ints, names: Levels | None = None) -> Levels:
    """Give the level of every field for pairs of rows; `names` when those of the names are known already."""
    levels = dict(names) if names is not None else _names(prepared, left, right)
    levels["phone"] = _phone(prepared.phones, left, right)
    levels["email"] = _email(prepared, left, right)
    levels["company"] = _firm(prepared, left, right)
    levels["address"] = _address(prepared, left, right)
    levels["city"] = _text(prepared.city, left, right, _city_close)
    levels["postal_code"] = _text(prepared.postal_code, left, right, _code_close)
    levels["birthday"] = _birthday(prepared.birthday, left, right)
    levels["tax_id"] = _text(prepared.tax_id, left, right, _code_close)
    levels["sex"] = _equal(prepared.sex, left, right)
    levels["position"] = _equal(prepared.position, left, right)
    return levels


def _names(prepared: Prepared, left: Ints, right: Ints) -> Levels:
    """Compare names in the order they were typed and turned round, and keep the better of the two."""
    heard, names = prepared.heard, prepared.names

    def level(one: Ints, other: Ints) -> Small:
        return name_levels(heard, one[left], other[right])

    given, family = level(names.given, names.given), level(names.family, names.family)
    missing = (given == MISSING) | (family == MISSING)
    doubtful = (given < SHORT) & (family < SHORT) | missing
    at = np.flatnonzero(doubtful)
    crossed = name_levels(heard, names.given[left[at]], names.family[right[at]])
    crossed_back = name_levels(heard, names.family[left[at]], names.given[right[at]])
    straight = _WORTH[given[at]] + _WORTH[family[at]]
    turned = straight < _WORTH[crossed] + _WORTH[crossed_back] - _TURNED
    # Turning round must not lose what there is to compare; of two single words one may have been taken for a surname.
    nothing = (given[at] == MISSING) & (family[at] == MISSING)
    turned = (turned | nothing) & ((crossed != MISSING) | (crossed_back != MISSING))
    swapped = np.zeros(len(left), np.bool_)
    swapped[at[turned]] = True
    given[at[turned]], family[at[turned]] = crossed[turned], crossed_back[turned]
    middle = level(names.middle, names.middle)
    _second_chance(given, level(names.given, names.middle), level(names.middle, names.given))
    _second_chance(family, level(names.family, names.family_two), level(names.family_two, names.family))
    part_other_people(heard, names, left, right, given, family, middle, swapped)
    return {"given": given, "family": family, "middle": middle, "swapped": swapped.astype(np.int8)}


def _second_chance(levels: Small, *others: Small) -> None:
    """Raise a level that says "different" when a further name of the person agrees: Anna Maria, Nowak-Kowalska."""
    for other in others:
        better = (levels == DIFFERENT) & (other >= SPELLING)
        levels[better] = CLOSE


def _phone(phones: Coded, left: Ints, right: Ints) -> Small:
    same = shared(phones, left, right) > 0
    one, other = phones.codes[left, 0], phones.codes[right, 0]
    levels = np.zeros(len(left), np.int8)
    open_pairs = np.flatnonzero(~same & (one > 0) & (other > 0))
    texts, others = phones.strings(one[open_pairs]), phones.strings(other[open_pairs])
    levels[open_pairs[slips(texts, others, 1) <= 1]] = 1
    levels[same] = 2
    levels[(one == 0) | (other == 0)] = MISSING
    return levels


def shared(column: Coded, left: Ints, right: Ints) -> Ints:
    """Give the value that two cells share, in whichever place; of several the rarest; 0 when there is none."""
    width = column.codes.shape[1]
    found = np.zeros(len(left), np.int64)
    rarest = np.full(len(left), np.iinfo(np.int64).max)
    for one in range(width):
        mine = column.codes[left, one]
        if one and not mine.any():
            continue
        for other in range(width):
            theirs = column.codes[right, other]
            better = (mine == theirs) & (mine > 0) & (column.often[mine] < rarest)
            found[better] = mine[better]
            rarest[better] = column.often[mine[better]]
    return found


def _email(prepared: Prepared, left: Ints, right: Ints) -> Small:
    """Levels: different, one firm's domain, a slip, the same name elsewhere, a shared role mailbox, the same."""
    mails, local_parts, domains = prepared.mails, prepared.locals, prepared.domains
    one, other = mails.codes[left, 0], mails.codes[right, 0]
    levels = np.zeros(len(left), np.int8)
    private = prepared.private_domain
    one_domain, other_domain = domains.codes[left, 0], domains.codes[right, 0]
    same_domain = (one_domain == other_domain) & (one_domain > 0)
    levels[same_domain & private[one_domain]] = 1
    tried = np.flatnonzero(private[one_domain] & private[other_domain] & ~same_domain)
    levels[tried[slips(domains.strings(one_domain[tried]), domains.strings(other_domain[tried]), 1) <= 1]] = 1
    long_enough = prepared.long_local
    one_local, other_local = local_parts.codes[left, 0], local_parts.codes[right, 0]
    both = (one_local > 0) & (other_local > 0) & long_enough[one_local] & long_enough[other_local]
    tried = np.flatnonzero(both & (one != other))
    apart = slips(local_parts.strings(one_local[tried]), local_parts.strings(other_local[tried]), 2)
    slip = np.flatnonzero((apart <= 2) & (apart > 0) & same_domain[tried])
    mine, theirs = (local_parts.strings(side[tried[slip]]) for side in (one_local, other_local))
    alike = [_digits(a) == _digits(b) for a, b in zip(mine, theirs, strict=True)]
    levels[tried[slip[np.array(alike, np.bool_)]]] = 2
    levels[tried[apart == 0]] = 3
    same = shared(mails, left, right)
    levels[same > 0] = 5
    role = same_domain & (one == other) & (one_local == 0)
    levels[role] = 4
    levels[(one == 0) | (other == 0)] = MISSING
    return levels


def _firm(prepared: Prepared, left: Ints, right: Ints) -> Small:
    """Levels: different, one name within the other, a slip, the same."""
    from rapidfuzz import fuzz
    from rapidfuzz.process import cpdist

    firm, words = prepared.firm, prepared.firm_words
    one, other = firm.codes[left], firm.codes[right]
    levels = np.zeros(len(left), np.int8)
    tried = np.flatnonzero((one != other) & (one > 0) & (other > 0))
    codes, back = distinct_with_places(words.codes[left[tried]] * len(words.texts) + words.codes[right[tried]])
    first, second = (words.strings(side) for side in np.divmod(codes, len(words.texts)))
    found = np.zeros(len(codes), np.int8)
    if len(codes):
        part = cpdist(first, second, scorer=fuzz.token_set_ratio, score_cutoff=88, workers=1) > 0
        part[part] = _within([first[at] for at in np.flatnonzero(part)], [second[at] for at in np.flatnonzero(part)])
        found[part] = 1
        glued, others = [text.replace(" ", "") for text in first], [text.replace(" ", "") for text in second]
        ratio = cpdist(glued, others, scorer=fuzz.ratio, score_cutoff=85, workers=1)
        sorted_ratio = cpdist(first, second, scorer=fuzz.token_sort_ratio, score_cutoff=88, workers=1)
        slip = np.flatnonzero((ratio > 0) | (sorted_ratio > 0))
        found[slip[_slip_of_words([first[at] for at in slip], [second[at] for at in slip])]] = 2
    levels[tried] = found[back]
    levels[one == other] = 3
    levels[(one == 0) | (other == 0)] = MISSING
    return levels


def _within(one: list[str], other: list[str]) -> Flags:
    """Tell for names of firms with words in common whether one stands within the other, but for slips."""
    mine = [set(text.split()) for text in one]
    theirs = [set(text.split()) for text in other]
    left = ["".join(sorted(a - b)) for a, b in zip(mine, theirs, strict=True)]
    right = ["".join(sorted(b - a)) for a, b in zip(mine, theirs, strict=True)]
    one_is_empty = np.array([not a or not b for a, b in zip(left, right, strict=True)], np.bool_)
    found: Flags = one_is_empty | close_texts(left, right)
    return found


def _slip_of_words(one: list[str], other: list[str]) -> Flags:
    """Tell for names of firms whether slips alone part them: what only one of them has must be nearly the same.

    "Optik Bell" and "Optik Ferr" have a word in common and are two firms.
    """
    left, right, numbers = [], [], []
    for text, more in zip(one, other, strict=True):
        mine, theirs = text.split(), more.split()
        left.append("".join(sorted(word for word in mine if word not in theirs)))
        right.append("".join(sorted(word for word in theirs if word not in mine)))
        numbers.append(_digits(text) == _digits(more))
    glued = [a.replace(" ", "") == b.replace(" ", "") for a, b in zip(one, other, strict=True)]
    found: Flags = np.array(numbers, np.bool_) & (close_texts(left, right) | np.array(glued, np.bool_))
    return found


def _digits(text: str) -> str:
    return "".join(filter(str.isdigit, text))


def _address(prepared: Prepared, left: Ints, right: Ints) -> Small:
    """Levels: different, the street, the building with another flat, the building, the very flat."""
    street, house, flat = prepared.street, prepared.house, prepared.flat
    same_street = street.codes[left] == street.codes[right]
    known = (street.codes[left] > 0) & (street.codes[right] > 0)
    tried = np.flatnonzero(known & ~same_street)
    close = _close_words(street, street.codes[left[tried]], street.codes[right[tried]])
    same_street[tried[close]] = True
    one, other = house.codes[left], house.codes[right]
    one_flat, other_flat = flat.codes[left], flat.codes[right]
    same_house = (one == other) & (one > 0)
    levels = np.zeros(len(left), np.int8)
    levels[same_street] = 1
    levels[same_street & same_house & (one_flat != other_flat)] = 2
    levels[same_street & same_house & ((one_flat == 0) | (other_flat == 0))] = 3
    levels[same_street & same_house & (one_flat == other_flat) & (one_flat > 0)] = 4
    levels[~known | (same_street & ((one == 0) | (other == 0)))] = MISSING
    return levels


def _close_words(column: Coded, left: Ints, right: Ints) -> Flags:
    from rapidfuzz import fuzz
    from rapidfuzz.process import cpdist

    codes, back = distinct_with_places(left * len(column.texts) + right)
    if not len(codes):
        return np.zeros(0, np.bool_)
    first, second = (column.strings(side) for side in np.divmod(codes, len(column.texts)))
    near = cpdist(first, second, scorer=fuzz.token_sort_ratio, score_cutoff=84, workers=1) > 0
    within = cpdist(first, second, scorer=fuzz.token_set_ratio, score_cutoff=94, workers=1) > 0
    found: Flags = (near | within)[back]
    return found


Near = Callable[[list[str], list[str]], Flags]


def _text(column: Coded, left: Ints, right: Ints, near: Near) -> Small:
    """Levels: different, close, the same."""
    one, other = column.codes[left], column.codes[right]
    levels = np.zeros(len(left), np.int8)
    tried = np.flatnonzero((one != other) & (one > 0) & (other > 0))
    codes, back = distinct_with_places(one[tried] * len(column.texts) + other[tried])
    if len(codes):
        first, second = (column.strings(side) for side in np.divmod(codes, len(column.texts)))
        levels[tried] = near(first, second)[back]
    levels[one == other] = 2
    levels[(one == 0) | (other == 0)] = MISSING
    return levels


def _city_close(one: list[str], other: list[str]) -> Flags:
    within = np.array([a in b or b in a for a, b in zip(one, other, strict=True)], np.bool_)
    near: Flags = slips(one, other, 2) <= 1
    return near | within


def _code_close(one: list[str], other: list[str]) -> Flags:
    near: Flags = slips(one, other, 2) <= 1
    alike = [a[:-2] == b[:-2] and len(a) == len(b) > 4 for a, b in zip(one, other, strict=True)]
    return near | np.array(alike, np.bool_)


def _birthday(column: Coded, left: Ints, right: Ints) -> Small:
    """Levels: different, the same year, a slip (also day and month swapped, a year that is not told), the same."""
    levels = _text(column, left, right, _day_close)
    levels[levels == 2] = 3
    levels[levels == 1] = 2
    one, other = column.codes[left], column.codes[right]
    years: dict[str, int] = {}
    year_of = np.array([years.setdefault(text[:4], len(years)) for text in column.texts], np.int64)
    levels[(levels == 0) & (year_of[one] == year_of[other])] = 1
    return levels


def _day_close(one: list[str], other: list[str]) -> Flags:
    near = slips(one, other, 1) <= 1
    pairs = list(zip(one, other, strict=True))
    swapped = [a[:4] == b[:4] and a[4:6] == b[6:] and a[6:] == b[4:6] for a, b in pairs]
    untold = [a[4:] == b[4:] and "0000" in (a[:4], b[:4]) for a, b in pairs]
    found: Flags = near | np.array(swapped, np.bool_) | np.array(untold, np.bool_)
    return found


def _equal(column: Coded, left: Ints, right: Ints) -> Small:
    one, other = column.codes[left], column.codes[right]
    levels = np.zeros(len(left), np.int8)
    levels[one == other] = 1
    levels[(one == 0) | (other == 0)] = MISSING
    return levels
