"""A country as people write it, as its ISO code; a text that names none is None, never the nearest guess."""

from functools import cache

_LANGUAGES = ("en", "ru", "pl", "ro", "uk", "be", "kk")
_ALSO = {
    "uk": "GB", "england": "GB", "great britain": "GB", "britain": "GB", "scotland": "GB", "wales": "GB", "usa": "US",
    "u.s.a.": "US", "u.k.": "GB", "america": "US", "сша": "US", "рф": "RU", "россия": "RU",
    "российская федерация": "RU", "russian federation": "RU", "англия": "GB", "англія": "GB", "anglia": "GB",
    "marea britanie": "GB",
    "беларусь": "BY", "белоруссия": "BY", "республика беларусь": "BY", "молдавия": "MD", "молдова": "MD",
    "республика молдова": "MD", "moldova": "MD", "republica moldova": "MD", "republic of moldova": "MD",
    "mołdawia": "MD", "казахстан": "KZ", "рп": "PL", "rp": "PL", "rzeczpospolita polska": "PL",
}  # fmt: skip


def read_country(text: str) -> str | None:
    """Give the ISO code of a country named in English, Russian, Polish, Romanian or its own language.

    >>> read_country("Polska"), read_country(" россия "), read_country("ro"), read_country("Atlantis")
    ('PL', 'RU', 'RO', None)
    """
    name = " ".join(text.split()).casefold()
    if not name:
        return None
    return _ALSO.get(name) or _names().get(name)


def nearest_country(text: str) -> str | None:
    """Give the one name that the text may be a slip of, as a suggestion for a person; None where nothing is near.

    >>> nearest_country("Polnad"), nearest_country("Atlantis")
    ('Poland', None)
    """
    from rapidfuzz.distance import OSA

    name = " ".join(text.split()).casefold()
    near = [known for known in _names() if len(known) > 4 and OSA.distance(name, known, score_cutoff=1) <= 1]
    return near[0].title() if len({_names()[known] for known in near}) == 1 else None


@cache
def _names() -> dict[str, str]:
    from babel import Locale

    names: dict[str, str] = {}
    for language in _LANGUAGES:
        for code, name in Locale.parse(language).territories.items():
            if len(code) == 2 and code.isalpha() and code not in ("ZZ", "EU", "EZ", "UN", "XA", "XB", "QO"):
                names.setdefault(code.casefold(), code)
                names.setdefault(str(name).casefold(), code)
    return names
