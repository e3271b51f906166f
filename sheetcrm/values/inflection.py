"""Puts names into cases, Russian by pytrovich with its gaps mended, Polish by rules; a name of no gender stays."""

import re
from functools import lru_cache
from typing import TYPE_CHECKING, Literal

from sheetcrm.values.first_names import find_first_name, plain_key, restore_marks
from sheetcrm.values.gender import gender_of_name
from sheetcrm.values.letter_case import mend_case
from sheetcrm.values.patronymics import is_turkic_word
from sheetcrm.values.people_in_cell import names_several_people
from sheetcrm.values.person_name import looks_like_company, parse_person_name, tidy_name
from sheetcrm.values.surnames import is_noun_surname

if TYPE_CHECKING:
    from pytrovich.maker import PetrovichDeclinationMaker

RussianCase = Literal["genitive", "dative", "accusative", "instrumental", "prepositional"]


_CASE_ENDINGS = {
    "hard": {"genitive": "а", "dative": "у", "accusative": "а", "instrumental": "ом", "prepositional": "е"},
    "soft": {"genitive": "я", "dative": "ю", "accusative": "я", "instrumental": "ём", "prepositional": "е"},
    "calm": {"genitive": "я", "dative": "ю", "accusative": "я", "instrumental": "ем", "prepositional": "е"},
    "sibilant": {"genitive": "а", "dative": "у", "accusative": "а", "instrumental": "ем", "prepositional": "е"},
}
_FLEETING_TEXT = """
    лев:льв:hard соловей:соловь:soft воробей:воробь:soft муравей:муравь:soft заяц:зайц:sibilant палец:пальц:sibilant
    орел:орл:hard козел:козл:hard осел:осл:hard ковер:ковр:hard пес:пс:hard дятел:дятл:hard павел:павл:hard
    бобер:бобр:hard котел:котл:hard щегол:щегл:hard костер:костр:hard шатер:шатр:hard ветер:ветр:hard узел:узл:hard
    угол:угл:hard посол:посл:hard хребет:хребт:hard песок:песк:hard топчий:топчи:calm день:дн:soft пень:пн:soft
    камень:камн:calm
    корень:корн:calm ремень:ремн:soft гребень:гребн:calm кремень:кремн:soft перстень:перстн:calm уголь:угл:soft
    огонь:огн:soft ноготь:ногт:calm лапоть:лапт:calm деготь:дёгт:calm
"""
_FLEETING = {word: (stem, kind) for word, stem, kind in (entry.split(":") for entry in _FLEETING_TEXT.split())}
_UNCHANGED_TEXT = """
    золя дюма дега петипа труайя деррида моравиа
"""
_UNCHANGED = frozenset(_UNCHANGED_TEXT.split())
# Halves of double surnames that never change (Бонч-Бруевич, Тер-Петросян, Кара-Мурза, Аль-Фараби).
_UNCHANGED_HALVES = frozenset(
    ["бонч", "жан", "тер", "тёр", "кара", "грум", "демут", "аль", "эль", "ибн", "бен", "мак", "сан", "нор"]
)
# Nouns that only look like adjectives in -ой; words of one syllable are nouns too, but for Злой.
_NOUNS_IN_OJ = frozenset(["прибой", "герой", "покой", "разбой", "забой", "убой", "отбой", "ковбой", "гобой", "застой"])
_ONE_SYLLABLE_OJ = re.compile(r"(?!злой$)[бвгджзклмнпрстфхцчшщ]+ой")
_STRESSED_ICH = re.compile(r"(?:лук|фом|кузьм|иль|ник)ич")
_BORNE_VOWEL_EK = re.compile(r"[бвгджзклмнпрстфхцчшщ]ек")
_LOST_VOWEL_OK = re.compile(r".*[аеёиоуыэюя].*[чжш]ок|.*[аеёиоуыэюя].*[чжшщлнрт]ёк")
_AFTER_SIBILANT = {"ю": "у", "я": "а"}
# Кравец, Стрелец, Боец lose the vowel; after two consonants it stays (Кузнец, Швец), or nobody could say the word.
_IN_EC = re.compile(r"^(?P<stem>.*[аеёиоуыэюя](?:(?P<l>л)|[бвгджзкмнпрстфхцчшщ]|(?P<vowel>)))ец$")
_UNSTRESSED_EC = re.compile(r"(?:[аеёиоуыэюя].*[оеаяи][вн]|[аеиоу].*[аеиоу]|нем|пер)ец$")
_ONE_SYLLABLE_IA = re.compile(r"[бвгджзклмнпрстфхцчшщ]*ия")


def inflect_ru(text: str, gender: str | None, case: str) -> str:
    """Put a whole Russian name into a case, its words in the order in which they were written.

    Without a gender the name's own is taken; a name that shows none is given back unchanged, as are firms, couples,
    initials and the two-word patronymics with оглы or кызы, which do not decline.

    >>> inflect_ru("Иванов Иван Иванович", "m", "dative"), inflect_ru("Анна Сергеевна", None, "genitive")
    ('Иванову Ивану Ивановичу', 'Анны Сергеевны')
    """
    if case not in _CASE_ENDINGS["hard"]:
        raise ValueError(f"no such Russian case: {case!r}")
    if looks_like_company(text) or names_several_people(text, "ru"):
        return text.strip()
    name = parse_person_name(text, "ru")
    known_gender = gender or gender_of_name(name, "ru")
    parts = [("last", name.last), ("first", name.first), ("middle", name.middle)]
    if not _surname_was_first(text, name.last, name.first):
        parts = [*parts[1:], parts[0]]
    if known_gender is None:
        return " ".join(part for _, part in parts if part)
    if _is_east_asian(name.last, name.first, name.middle):
        whole = [part for _, part in parts]
        return " ".join([*whole[:-1], _word_in_case(whole[-1], "last", known_gender, case)])
    inflected = " ".join(_in_case(part, kind, known_gender, case) for kind, part in parts if part)
    initials = f"{name.first}{name.middle}"
    are_glued = name.first.endswith(".") and name.middle.endswith(".") and initials in text
    return inflected.replace(f"{name.first} {name.middle}", initials) if are_glued else inflected


def vocative_pl(first_name: str, gender: str | None = None) -> str:
    """Give the Polish vocative of a first name; lost Polish letters are restored first where only one name fits.

    >>> vocative_pl("Tomek"), vocative_pl("Ola"), vocative_pl("Pawel"), vocative_pl("Kuba"), vocative_pl("Carmen")
    ('Tomku', 'Olu', 'Pawle', 'Kubo', 'Carmen')
    """
    return " ".join(
        "-".join(_vocative_word(mend_case(half), gender) for half in word.split("-"))
        for word in tidy_name(first_name).split()
    )


def _surname_was_first(text: str, last: str, first: str) -> bool:
    if not last or not first:
        return True
    lowered = text.lower()
    return lowered.find(last.lower().split(" ", 1)[0]) <= lowered.find(first.rstrip(".").lower())


def _in_case(part: str, kind: str, gender: str, case: str) -> str:
    words = part.split()
    if kind == "middle" and any(is_turkic_word(word) for word in words):
        return part
    return " ".join(_word_in_case(word, kind, gender, case) for word in words)


def _word_in_case(word: str, kind: str, gender: str, case: str) -> str:
    """Put one word, or both halves of a double one, into a case; kind is "last", "first" or "middle"."""
    lowered = word.lower()
    if word.endswith(".") or len(word) == 1 or word.isascii() or (kind == "last" and lowered in _UNCHANGED):
        return word
    if "-" in word:
        first, *others = word.split("-")
        kept = first if first.lower() in _UNCHANGED_HALVES else _word_in_case(first, kind, gender, case)
        return "-".join([kept, *(_word_in_case(half, kind, gender, case) for half in others)])
    if gender == "m" and (stem := _stem_of_man(lowered, kind)) is not None:
        return stem[0].capitalize() + _CASE_ENDINGS[stem[1]][case]
    if kind == "first" and case in ("dative", "prepositional") and _ONE_SYLLABLE_IA.fullmatch(lowered):
        return word[:-1] + "е"
    made = _made(word, kind, "m" if kind == "last" and is_noun_surname(lowered) else gender, case)
    return made[:-1] + _AFTER_SIBILANT.get(made[-1], made[-1]) if made[-2:-1] in ("ж", "ш", "ч", "щ") else made


def _stem_of_man(lowered: str, kind: str) -> tuple[str, str] | None:
    """Give stem and declension of the men's names in which pytrovich errs, None for all others."""
    if kind == "middle" or (kind == "last" and lowered.endswith("ич")):
        return (lowered, "hard") if _STRESSED_ICH.fullmatch(lowered) else None
    fleeting = _FLEETING.get(lowered.replace("ё", "е"))
    if fleeting is not None or (kind == "first" and not lowered.endswith("ек")):
        return fleeting
    if _BORNE_VOWEL_EK.search(lowered[-3:]) and not ((known := find_first_name(lowered, "ru")) and known.full):
        return lowered, "hard"
    if kind == "first":
        return None
    if lowered.endswith("ец"):
        return _stem_in_ec(lowered)
    if lowered.endswith("ач") or _LOST_VOWEL_OK.fullmatch(lowered):
        return (lowered if lowered.endswith("ач") else lowered[:-2] + "к"), "hard"
    if lowered.endswith(("эй", "уй", "юй")):
        return lowered[:-1], "calm"
    if lowered in _NOUNS_IN_OJ or _ONE_SYLLABLE_OJ.fullmatch(lowered):
        return lowered[:-1], "calm"
    return None


def _is_east_asian(last: str, first: str, middle: str) -> bool:
    """Tell whether three words of one syllable make one name (Ким Ир Сен), of which only the last declines."""
    return all(sum(letter in "аеёиоуыэюя" for letter in part.lower()) == 1 for part in (last, first, middle)) and not (
        middle.endswith(".") or find_first_name(first, "ru")
    )


def _made(word: str, kind: str, gender: str, case: str) -> str:
    from pytrovich.enums import Case, Gender, NamePart

    part = {"last": NamePart.LASTNAME, "first": NamePart.FIRSTNAME, "middle": NamePart.MIDDLENAME}[kind]
    sex = Gender.MALE if gender == "m" else Gender.FEMALE
    made: str = _maker().make(part, sex, Case[case.upper()], word)
    return made


def _stem_in_ec(surname: str) -> tuple[str, str]:
    """Give the stem of a surname in -ец and its declension: its vowel goes where the word can be said without it."""
    declension = "sibilant" if _UNSTRESSED_EC.search(surname) else "hard"
    shape = _IN_EC.match(surname)
    if shape is None:
        return surname, "hard"
    return shape["stem"] + ("ьц" if shape["l"] else "ц" if shape["vowel"] is None else "йц"), declension


@lru_cache(maxsize=1)
def _maker() -> "PetrovichDeclinationMaker":
    from pytrovich.maker import PetrovichDeclinationMaker

    return PetrovichDeclinationMaker()


# Polish vocative -----------------------------------------------------------------------------------------------------

_IRREGULAR_PL = {
    "kacper": "Kacprze",
    "kasper": "Kasprze",
    "aleksander": "Aleksandrze",
    "sylwester": "Sylwestrze",
    "wawrzyniec": "Wawrzyńcu",
    "lew": "Lwie",
    "abel": "Ablu",
    "łukasz": "Łukaszu",
    "kazik": "Kaziku",
    "józek": "Józku",
    "zbigniew": "Zbigniewie",
    "lech": "Lechu",
    "bóg": "Boże",
    "rut": "Rut",
    "syn": "Synu",
}
# Short forms of two syllables are soft (Ola, Pela, Ania, Tania), full names are not (Karla, Stefania).
_SHORT_LA = re.compile(r"[^aeiouyóąę]{0,3}[aeiouyó]la|(?:anu|ha[nl]u|wio)la")
_SHORT_NIA = re.compile(r"[^aeiouyóąę]{0,3}[aeiouyó]nia|gienia|.*unia")
_FULL_NIA = frozenset(["ksenia", "xenia"])
_HARD_JA_TEXT = """
    maja kaja gaja soja
"""
_HARD_JA = frozenset(_HARD_JA_TEXT.split())
_SOFT_SIBILANT = re.compile(r"(?:si|zi|ci|dzi)a$")
_LEARNED_IA_TEXT = """
    kasja cynthia lucia felicia alicia patrycia letycia gracia garcia patricia horacia leticia
"""
_LEARNED_IA = frozenset(_LEARNED_IA_TEXT.split())
_MALE_RULES: tuple[tuple[re.Pattern[str], str], ...] = (
    (re.compile(r"siek$"), "śku"),
    (re.compile(r"ciek$"), "ćku"),
    (re.compile(r"niek$"), "ńku"),
    (re.compile(r"ziek$"), "źku"),
    (re.compile(r"iek$"), "ku"),
    (re.compile(r"ek$"), "ku"),
    (re.compile(r"iec$"), "cu"),
    (re.compile(r"(?<=[^aeiouy])eł$"), "le"),
    (re.compile(r"ł$"), "le"),
    (re.compile(r"st$"), "ście"),
    (re.compile(r"t$"), "cie"),
    (re.compile(r"d$"), "dzie"),
    (re.compile(r"r$"), "rze"),
    (re.compile(r"ś$"), "siu"),
    (re.compile(r"ź$"), "ziu"),
    (re.compile(r"ć$"), "ciu"),
    (re.compile(r"ń$"), "niu"),
    (re.compile(r"x$"), "ksie"),
    (re.compile(r"(?:sz|rz|cz|dż|ż|c|[kghjl])$"), "+u"),
    (re.compile(r"[bcfmnpswvz]$"), "+ie"),
)


def _vocative_word(written: str, gender: str | None) -> str:
    name = restore_marks(written, "pl")
    lowered = name.lower()
    known = find_first_name(name, "pl")
    is_woman = gender == "f" or (gender is None and known is not None and known.gender == "f")
    if lowered in _IRREGULAR_PL:
        return _IRREGULAR_PL[lowered]
    if lowered.endswith("a"):
        return _vocative_in_a(name, lowered, is_pet_name=known is not None and bool(known.full))
    if is_woman or not name.isalpha():
        return name
    return _vocative_of_man(name, lowered)


def _vocative_in_a(name: str, lowered: str, *, is_pet_name: bool) -> str:
    is_short = _SHORT_LA.fullmatch(lowered) or (_SHORT_NIA.fullmatch(lowered) and lowered not in _FULL_NIA)
    is_short = is_short or (is_pet_name and lowered.endswith("nia"))
    soft_sibilant = _SOFT_SIBILANT.search(lowered) is not None and plain_key(lowered) not in _LEARNED_IA
    if is_short or lowered in _HARD_JA or soft_sibilant:
        return name[:-1] + "u"
    return name[:-1] + "o"


def _vocative_of_man(name: str, lowered: str) -> str:
    if lowered.endswith("ko") and len(lowered) > 4:
        return name[:-1] + "u"
    if lowered.endswith("io") and len(lowered) > 3:
        return name[:-1] + "u"
    if lowered[-1] in "aeiouyąęóé":
        return name
    for ending, replacement in _MALE_RULES:
        if ending.search(lowered):
            return name + replacement[1:] if replacement[0] == "+" else ending.sub(replacement, name)
    return name
