"""In which language a workbook is written and for which country, by its headers, its letters and its phones."""

from collections import Counter
from collections.abc import Iterable, Mapping
from types import MappingProxyType

from sheetcrm.layout.header_match import meanings
from sheetcrm.layout.shapes import shape
from sheetcrm.model.cells import CellValue
from sheetcrm.values.phone import read_phones
from sheetcrm.words import LANGUAGES, fold, words_of

REGIONS: Mapping[str, str] = MappingProxyType({"en": "GB", "ru": "RU", "pl": "PL", "ro": "RO"})
"""The country that a language alone speaks for."""

_LETTERS = MappingProxyType(
    {"ru": frozenset("абвгдежзийклмнопрстуфхцчшщъыьэюяё"), "pl": frozenset("ąćęłńśźż"), "ro": frozenset("ăâîșțşţ")}
)
_TRIED_REGIONS = ("RU", "PL", "RO", "GB", "UA", "BY", "KZ", "MD", "DE", "US")
_PHONES = 60
_TEXTS = 400
_ENOUGH = 3
"""So many numbers without a country code it takes to doubt the country the language speaks for."""


def guess_language(headers: Iterable[str], titles: Iterable[str], values: Iterable[CellValue]) -> str | None:
    """The language most headers and titles are known in, helped by the letters of the values; None when none is."""
    votes: Counter[str] = Counter()
    for header in headers:
        spoken = {language for meaning in meanings(header) if meaning.score >= 0.75 for language in meaning.languages}
        for language in spoken:
            votes[language] += 12 // len(spoken)
        votes.update(dict.fromkeys(_letters_of(header), 3))
    for title in titles:
        titled = _languages_of_title(title)
        for language in titled:
            votes[language] += 12 // len(titled)
    texts = [value for _, value in zip(range(_TEXTS), (v for v in values if isinstance(v, str)), strict=False)]
    for language, count in Counter(language for text in texts for language in _letters_of(text)).items():
        votes[language] += min(8, 24 * count // max(1, len(texts)))
    if not votes:
        return None
    return max(LANGUAGES, key=lambda language: votes[language])


def guess_region(values: Iterable[CellValue], language: str) -> str:
    """The country whose phone numbers these are; without phones, the country the language speaks for."""
    home = REGIONS.get(language, "GB")
    numbers = [value for value in values if isinstance(value, str | int | float) and shape(value) == "phone"][:_PHONES]
    if not numbers:
        return home
    full = Counter(
        number.region for value in numbers if "+" in str(value) for number in read_phones(value, home).numbers
    )
    counted = Counter({region: count for region, count in full.items() if len(region) == 2})
    short = [value for value in numbers if "+" not in str(value)]
    for region in dict.fromkeys((home, *_TRIED_REGIONS)):
        valid = sum(any(n.region == region for n in read_phones(value, region).numbers) for value in short)
        if region == home:
            counted[home] += valid
            if valid * 2 >= len(short):
                break
        elif valid * 2 >= len(short) >= _ENOUGH:
            counted[region] += valid
    return max(counted, key=lambda region: (counted[region], region == home), default=home)


def _letters_of(text: str) -> list[str]:
    letters = set(text.casefold())
    return [language for language, own in _LETTERS.items() if letters & own]


def _languages_of_title(title: str) -> list[str]:
    folded = fold(title)
    return [
        language
        for language in LANGUAGES
        if any(folded == fold(text) for texts in words_of(language).sections["tabs"].values() for text in texts)
    ]
