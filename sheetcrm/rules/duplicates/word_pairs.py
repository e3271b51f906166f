"""How alike two words of two names are, from 0 to 1; slips count by the length of what tells the word apart."""

import re
from functools import lru_cache

from sheetcrm.rules.duplicates.name_readings import Word
from sheetcrm.rules.duplicates.short_names import full_names_by_sound, kin_by_sound
from sheetcrm.rules.duplicates.sounds import ascii_letters, skeleton, sound
from sheetcrm.values.first_names import Gender, find_first_name

SLIP = 0.62
"""Below this two words are different words, and no slip."""
_SPELLING, _SHORT, _KIN, _INITIAL, _PREFIX, _FOREIGN = 0.97, 0.9, 0.88, 0.92, 0.8, 0.85
_OTHER_NAME, _OTHER_SEX = 0.35, 0.3
_STEPS = 0.03
_SOUND_ONLY = 0.04
_PATRONYMIC = re.compile(r"(?:(?:ov|ev|iov|iv|yov)(?:ich|ych|ic|na)|(?:о|е|ё|і|ї|йо|и)в(?:ич|на)|(?:и|і)ч(?:на)?)$")
_COMMON_END = re.compile(r"(?:енко|enko|ський|ська|ский|ская|sky|skiy|ski|ska)$")
_ROUGH = str.maketrans("dzvfpgqhxrjkc", "tsbbbkkkklkkk")
_NO_SOUND = re.compile(r"[aeiouwy'`h]+")
_WRITTEN_WITHOUT_VOWELS = frozenset(("ARABIC", "HEBREW", "SYRIAC"))
_SOFT_INITIALS = {"y": "uae", "j": "uaeo", "i": "uae"}


@lru_cache(maxsize=1 << 18)
def likeness(one: Word, other: Word) -> float:
    """Give how alike two words are: 1 written the same, 0 nothing in common.

    >>> from sheetcrm.rules.duplicates.name_readings import read_name
    >>> [round(likeness(*read_name(text).words), 2) for text in ("Чернов Czernow", "Марина Ирина")]
    [0.97, 0.35]
    """
    if one.kind == "generation" or other.kind == "generation" or "number" in (one.kind, other.kind):
        return 1.0 if one.kind == other.kind and one.written == other.written else 0.0
    if one.written == other.written:
        return 1.0
    if one.kind == "initial" or other.kind == "initial":
        return _INITIAL if _same_start(one, other) else 0.0
    if one.script != other.script and not {one.script, other.script} <= {"LATIN", "CYRILLIC", "GREEK"}:
        return _across_scripts(one, other)
    if one.script == other.script == "IDEOGRAPHS":
        return 0.4 if set(one.written) & set(other.written) else 0.0
    if one.kind == other.kind == "father" and one.sex and other.sex:
        return _fathers(one, other)
    return max(_names(one, other), _slip(one, other)) if not _known_apart(one, other) else _apart(one, other)


def _same_start(one: Word, other: Word) -> bool:
    if one.written[0] == other.written[0] or one.heard[:1] == other.heard[:1]:
        return True
    short, full = (one, other) if one.kind == "initial" else (other, one)
    return full.heard[:1] in _SOFT_INITIALS.get(short.heard[:1], "") and full.script != short.script


def _names(one: Word, other: Word) -> float:
    """Judge two words as sounds and as forms of a first name; 0 when they are neither."""
    if one.heard == other.heard and len(one.heard) > 1:
        return _SPELLING
    table, kin = full_names_by_sound(), kin_by_sound()
    mine, theirs = table.get(one.heard, frozenset()), table.get(other.heard, frozenset())
    if mine & theirs:
        return _SHORT
    groups, others = _groups(one.heard, mine), _groups(other.heard, theirs)
    if groups & others:
        return _KIN if one.heard in kin and other.heard in kin else _KIN - _STEPS
    short, long = sorted((one.heard, other.heard), key=len)
    if len(short) >= 3 and long.startswith(short) and len(long) - len(short) > 1 and (long in table or short in table):
        return _PREFIX
    return 0.0


@lru_cache(maxsize=1 << 16)
def _groups(heard: str, full: frozenset[str]) -> frozenset[int]:
    kin = kin_by_sound()
    return frozenset(kin[name] for name in (heard, *full) if name in kin)


def _known_apart(one: Word, other: Word) -> bool:
    """Whether both are first names, and not of one and the same person: Inna and Irina are no slip."""
    if one.kind != "name" or other.kind != "name" or one.weak or other.weak:
        return False
    if not (_is_listed(one) and _is_listed(other)):
        return False
    return _are_of_two_sexes(one, other) or _names(one, other) == 0.0


def _apart(one: Word, other: Word) -> float:
    if _are_of_two_sexes(one, other):
        return _OTHER_SEX
    return _PREFIX if skeleton(one.heard) == skeleton(other.heard) else _OTHER_NAME


def _are_of_two_sexes(one: Word, other: Word) -> bool:
    first, second = sex_of(one), sex_of(other)
    return first is not None and second is not None and first != second


@lru_cache(maxsize=1 << 16)
def _is_listed(word: Word) -> bool:
    return find_first_name(word.written, _language(word)) is not None


@lru_cache(maxsize=1 << 16)
def sex_of(word: Word) -> Gender | None:
    """Give the sex whose first name a word is, None when both bear it or nobody knows."""
    found = find_first_name(word.written, _language(word))
    return None if found is None else found.gender


def _language(word: Word) -> str:
    return "ru" if word.script == "CYRILLIC" else "en"


def _fathers(one: Word, other: Word) -> float:
    """Compare two patronymics by the father's name: Igorevich and Igorivna have one father."""
    if one.heard == other.heard:
        return _SPELLING
    first, second = (_PATRONYMIC.sub("", _plain(word)) for word in (one, other))
    if first == second:
        return _SPELLING
    stems = (Word(first, sound(first)), Word(second, sound(second)))
    return max(likeness(*stems), _slip(one, other) if _distance(first, second) < 2 else 0.0)


def _plain(word: Word) -> str:
    return word.written if word.script in ("LATIN", "CYRILLIC") else ascii_letters(word.written)


def _slip(one: Word, other: Word) -> float:
    """Judge by letters; an ending that thousands of surnames share does not make two of them alike."""
    best = 0.0
    if one.script == other.script:
        best = _by_letters(_plain(one), _plain(other))
    heard = _by_letters(one.heard, other.heard) - _SOUND_ONLY
    bones = skeleton(one.heard)
    if len(bones) > 2 and bones == skeleton(other.heard):
        heard = max(heard, _PREFIX)
    return max(best, heard, 0.0)


def _by_letters(one: str, other: str) -> float:
    apart = _distance(one, other)
    longest = max(len(one), len(other))
    if apart > 1:
        end = _COMMON_END.search(one)
        if end is not None and other.endswith(end.group()):
            longest -= len(end.group())
    if longest < 3 or apart > longest:
        return 0.0
    return 1.0 - apart / longest - _STEPS * max(apart - 1, 0)


def _distance(one: str, other: str) -> int:
    from rapidfuzz.distance import OSA

    return OSA.distance(one, other)


def _across_scripts(one: Word, other: Word) -> float:
    """Compare a word of a script that writes no vowels, or other ones, with a Latin one by rough consonants."""
    vowelless = bool({one.script, other.script} & _WRITTEN_WITHOUT_VOWELS)
    first, second = rough(one.written), rough(other.written)
    if not first or not second:
        return 0.0
    if first == second:
        return _FOREIGN if len(first) > 1 or not vowelless else 0.0
    longest = max(len(first), len(second))
    return 1.0 - _distance(first, second) / longest - _SOUND_ONLY if longest > 2 else 0.0


@lru_cache(maxsize=1 << 16)
def rough(written: str) -> str:
    """Give the consonants of a word of any script, those that languages mix up in one: b p v f, d t, g k h, l r, s z.

    >>> rough("Yasmin") == rough("ياسمين"), rough("Maria") == rough("マリア")
    (True, True)
    """
    letters = ascii_letters(written).replace("sh", "s").replace("ch", "k").replace("th", "t").replace("ph", "f")
    return re.sub(r"(.)\1+", r"\1", _NO_SOUND.sub("", letters).translate(_ROUGH))
