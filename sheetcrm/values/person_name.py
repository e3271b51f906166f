"""Parses a name cell into its parts; a part that the cell does not give is left empty."""

import re
import unicodedata
from dataclasses import dataclass
from functools import lru_cache

from sheetcrm.values.first_names import family_of, find_first_name, is_own_first_name
from sheetcrm.values.letter_case import PARTICLES, mend_case
from sheetcrm.values.name_order import arrange
from sheetcrm.values.patronymics import is_turkic_word, patronymic_gender
from sheetcrm.values.surnames import is_listed_surname, looks_derived
from sheetcrm.values.titles import take_titles, title_of

_BESIDE_THE_NAME = re.compile(
    r"\([^)]*\)|\[[^\]]*\]|\"[^\"]*\"|«[^»]*»|“[^”]*”|„[^”“]*[”“]|\S*[@\d]\S*|[;/|].*$", re.DOTALL
)
_IN_QUOTES = re.compile(r"^\s*(?:\"([^\"]+)\"|'([^']+)'|«([^»]+)»|“([^”]+)”|„([^”“]+)[”“])\s*$")
_REACHED_BY_TEXT = """
    тел телефон моб мобильный сот почта вотсап ватсап вайбер телеграм телега инст гр др tel telefon telefonu kom mob
    mobil mobile phone cell email e-mail mail whatsapp viber telegram ur nr
"""
_REACHED_BY = frozenset(_REACHED_BY_TEXT.split())
_CEDILLAS = str.maketrans("şţŞŢ", "șțȘȚ")
_INVISIBLE = re.compile(r"[\u200b-\u200f\u2060\ufeff\u00ad]")
_SPACED_HYPHEN = re.compile(r"(?<=\w)\s*[\u2010-\u2015-]\s*(?=\w)")
_REMARK_AFTER_DASH = re.compile(r"(?<=\w)\s+[\u2010-\u2015-]\s+[^\W\d_A-ZА-ЯЁŁŚŻŹĆŞŢȘȚÎĂÂІЇЄҐ].*$")
_TWO_INITIALS = re.compile(r"[А-ЯЁІЇЄҐ]{2}")
_GLUED_INITIAL = re.compile(r"(?<![^\W\d_]{3})\.(?=[^\W\d_])")
_ONE_LETTER = re.compile(r"^[^\W\d_]\.?$|^(?:Дж|Ю|Ch|Sz|Cz|Rz|Dz|Dż|Th|Șt|St|Gh)\.$")
_COMPANY_WORDS_TEXT = """
    ооо зао оао пао ао нко ано тоо чп оо одо тов тзов зат пат пп гуп муп фгуп уп чуп оо тсж снт кфх sp.zo.o. spzoo
    s.a. spółka spolka fundacja stowarzyszenie firma przedsiębiorstwo hurtownia sklep biuro srl s.r.l. sc snc sa ong
    asociația fundația societatea ltd limited llc llp inc incorporated corp corporation plc gmbh ag oy ab bv nv kft
    sro s.r.o. sarl sas co company group holding компания фирма группа завод фабрика магазин салон клиника школа
    агентство студия фонд банк общество отдел бухгалтерия приёмная приемная администрация аптека ресторан гимназия
    kancelaria gabinet apteka restauracja hotel urząd urzad zakład zaklad szkoła szkola cabinet farmacia primăria
    primaria școala restaurant department office team school
"""
_COMPANY_WORDS = frozenset(_COMPANY_WORDS_TEXT.split())
_SURE_FORMS = frozenset(["ооо", "оао", "зао", "пао", "тоо", "нко", "ано", "гуп", "муп", "фгуп", "srl", "gmbh"])
"""Legal forms at the head of a cell that are nothing else, however they are written."""
_POLISH_FORM = re.compile(r"\bsp\.?\s*(?:z\s*o\.?\s*o|j|k|p)\b\.?|\bs\.\s?(?:a|c)\.?$|\bS\.?R\.?L\b", re.IGNORECASE)
_CYRILLIC_INITIALS = re.compile(r"(?:^|\s)[А-ЯЁ]\.\s?[А-ЯЁ]\.?(?:\s|$)")


@dataclass(frozen=True, slots=True)
class PersonName:
    """The parts of one person's name; every part that the cell does not give is ""."""

    last: str = ""
    first: str = ""
    middle: str = ""
    title: str = ""
    suffix: str = ""

    @property
    def display(self) -> str:
        """The name as lists sort it: last, first, middle."""
        return " ".join(part for part in (self.last, self.first, self.middle) if part)


@lru_cache(maxsize=1 << 15)
def parse_person_name(text: str, language: str = "en") -> PersonName:
    """Split a name cell into last, first, middle, title and suffix, with letter case and spaces mended.

    The order of the words follows, in this turn: a comma, a surname in capitals, a patronymic, initials, known first
    names and the shapes of surnames, and at last the custom of the language (ru: surname first; others: last).

    >>> parse_person_name("ПЕТРОВ ПЁТР", "ru")
    PersonName(last='Петров', first='Пётр', middle='', title='', suffix='')
    >>> parse_person_name("Smith, John A.")
    PersonName(last='Smith', first='John', middle='A.', title='', suffix='')
    >>> parse_person_name("Гусейнов Рашид Мамед оглы", "ru").middle
    'Мамед оглы'
    """
    tidy = tidy_name(text)
    if language in ("ro", "mo", "md"):
        tidy = tidy.translate(_CEDILLAS)
    if not tidy:
        return PersonName()
    titles, words, suffixes = take_titles(tidy, language)
    title, suffix = " ".join(titles), " ".join(suffixes)
    words = [piece for word in words for piece in _GLUED_INITIAL.sub(". ", word).split()]
    if len(words) == 2 and _TWO_INITIALS.fullmatch(words[1]) and words[0].istitle() and looks_derived(words[0], "ru"):
        words[1:] = [f"{initial}." for initial in words[1]]
    if "," in words:
        comma = words.index(",")
        before, after = words[:comma], [word for word in words[comma + 1 :] if word != ","]
        if _is_turned_round(before, after, language):
            before, after = after, before
        if before and after and not _is_remark(before, after, language):
            given = [_mended(word, after) for word in after]
            return PersonName(
                " ".join(_mended(word, before) for word in before), given[0], " ".join(given[1:]), title, suffix
            )
        words = before or after
    mended = [_mended(word, words) for word in words]
    if len(mended) == 1 and titles and _is_titled_surname(mended[0], titles[-1], language):
        return PersonName(mended[0], "", "", title, suffix)
    last, first, middle = arrange(mended, _loud_words(words), language)
    return PersonName(last, first, middle, title, suffix)


def tidy_name(text: str) -> str:
    """Drop what is no name (remarks in brackets, nicknames in quotes, numbers, addresses) and mend the spaces.

    >>> tidy_name(" Иванова (Петрова)\\u00a0 Анна, +7 900 ")
    'Иванова Анна,'
    """
    if text.isascii() and text.replace(" ", "").isalpha():
        return " ".join(text.split())
    plain = _INVISIBLE.sub("", unicodedata.normalize("NFC", text))
    quoted = _IN_QUOTES.match(plain)
    plain = next(filter(None, quoted.groups())) if quoted else plain
    without_remarks = _BESIDE_THE_NAME.sub(" ", plain)
    kept = [word for word in without_remarks.split() if any(letter.isalpha() or letter in ",-–—&" for letter in word)]
    kept = kept[: next((place for place, word in enumerate(kept) if place and _is_way_to_reach(word)), len(kept))]
    joined = _SPACED_HYPHEN.sub("-", _REMARK_AFTER_DASH.sub("", " ".join(kept)))
    return " ".join(joined.replace(" ,", ",").strip(" -–—").split())


def looks_like_company(text: str) -> bool:
    """Tell whether a name cell holds a firm and not a person; a sole trader named in full (ИП, PFA) is a person.

    >>> looks_like_company("ООО Ромашка"), looks_like_company("Nowak sp. z o.o."), looks_like_company("Иванов Иван")
    (True, True, False)
    """
    words = text.split()
    if words and words[0].strip(".,").casefold() in _SURE_FORMS:
        return True
    if any(
        word.strip(".,«»\"'").casefold() in _COMPANY_WORDS or word.casefold() in _COMPANY_WORDS
        for word in words
        if not _is_short_title(word)
    ):
        return True
    if "«" in text or "„" in text or _POLISH_FORM.search(text):
        return True
    if not any(word.isupper() or "." in word or '"' in word for word in words):
        return False
    if _CYRILLIC_INITIALS.search(text) or (
        not words[0].isupper() and words[0].endswith(".") and title_of(words[0], "")
    ):
        return False
    return _has_company_form(text)


def _is_way_to_reach(word: str) -> bool:
    return word.strip(".,:;").replace(".", "").casefold() in _REACHED_BY


def _is_titled_surname(word: str, title: str, language: str) -> bool:
    """Tell whether the one word after a title is a surname ("Mr Lee", "Pan Grzyb"), as it is unless names know it."""
    known = title_of(title, language, f"{title} {word}")
    if known is None or (known.kind != "courtesy" and not known.rank) or known.male == "Sir" or known.female == "Dame":
        return False
    return is_listed_surname(word, language) or not is_own_first_name(word, language)


def _is_turned_round(before: list[str], after: list[str], language: str) -> bool:
    """Tell "Анна, Петрова" from "Петрова, Анна": what stands first is a given name and what follows is none."""
    if len(before) != 1 or len(after) != 1 or is_listed_surname(before[0], language):
        return False
    is_surname = looks_derived(after[0], language) and find_first_name(after[0], language) is None
    return is_surname and is_own_first_name(before[0], language)


def _is_short_title(word: str) -> bool:
    """Tell "Тов." (comrade) from the Ukrainian form ТОВ, and small words from forms in capitals."""
    return (
        len(word.strip(".,")) <= 3
        and not word.strip('.,«»"').isupper()
        and word.strip(".,").casefold() not in ("ltd", "inc", "llc", "llp", "plc", "srl")
    )


def _has_company_form(text: str) -> bool:
    try:
        from sheetcrm.values.company import split_company
    except ImportError:
        return False
    form = split_company(text).form.replace(".", "").casefold()
    return bool(form) and form not in ("ип", "фоп", "pfa", "îi", "ii", "if")


def _is_remark(before: list[str], after: list[str], language: str) -> bool:
    """Tell whether what follows the comma is a post or a firm ("Jan Kowalski, dyrektor") and no given name."""
    if any(_ONE_LETTER.match(word) for word in after) or patronymic_gender(after[-1]) is not None:
        return False
    if len(before) == 1 and (is_listed_surname(before[0], language) or len(after) > 1):
        return False
    named_before = any(is_own_first_name(word, language) for word in before)
    return named_before and find_first_name(after[0], language) is None


def _mended(word: str, words: list[str]) -> str:
    if _ONE_LETTER.match(word):
        return mend_case(word.rstrip(".")) + "."
    if len(word) > 4 and not word[-1].isalpha():
        word = word.rstrip(".:;!?*_=")
    lowered = word.lower()
    if is_turkic_word(word):
        return lowered
    if lowered in PARTICLES and len(words) > 2:
        shouted = all(other.isupper() for other in words if not _ONE_LETTER.match(other))
        return lowered if shouted or word.islower() else word
    if (
        word.isupper()
        and len(word) == 2
        and family_of(word, "en") == "en"
        and not any(letter in "AEIOUY" for letter in word)
    ):
        return word
    return mend_case(word)


def _loud_words(words: list[str]) -> list[bool]:
    """Mark the words in capitals, provided that others are not: the writer set the surname off."""
    loud = [word.isupper() and len(word.strip(".")) > 1 and not _ONE_LETTER.match(word) for word in words]
    quiet = [not is_loud and not _ONE_LETTER.match(word) for word, is_loud in zip(words, loud, strict=True)]
    return loud if any(quiet) else [False] * len(words)
