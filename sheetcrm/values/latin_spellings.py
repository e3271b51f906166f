"""Spells Cyrillic first names in Latin letters, the ways passports and neighbours do; nothing is read back from them.

The tables follow, in this turn, Ukraine's of 2010, ICAO 9303 (Russia, Belarus), BGN, and what Poles and Romanians
write by ear.
"""

_SAME = dict(zip("абдезклмнопрстуфіэ", "abdezklmnoprstufie", strict=True)) | {"ь": "", "ъ": "", "'": "", "’": ""}
_ENGLISH = {"в": "v", "ж": "zh", "х": "kh", "ц": "ts", "ч": "ch", "ш": "sh", "щ": "shch", "ў": "u", "ґ": "g"}
_POLISH = {"в": "w", "ж": "ż", "х": "ch", "ц": "c", "ч": "cz", "ш": "sz", "щ": "szcz", "ў": "u", "ґ": "g"}
_ROMANIAN = {"в": "v", "ж": "j", "х": "h", "ц": "ț", "ч": "ci", "ш": "ș", "щ": "șci", "ў": "u", "ґ": "g"}
_HARD = "г и й ї є ю я ы ё"


def _table(consonants: dict[str, str], others: str) -> dict[int, str]:
    return str.maketrans({**_SAME, **consonants, **dict(zip(_HARD.split(), others.split(), strict=True))})


_TABLES = (
    _table(_ENGLISH, "h y i i ie iu ia y io"),
    _table(_ENGLISH, "h y y yi ye yu ya y yo"),
    _table(_ENGLISH, "g i i i ie iu ia y e"),
    _table(_ENGLISH, "g i y i ye yu ya y yo"),
    _table(_ENGLISH, "g i j ji je ju ja y jo"),
    _table(_POLISH, "h y j ji je ju ja y jo"),
    _table(_POLISH, "g i j i ie iu ia y io"),
    _table(_ROMANIAN, "g i i i ie iu ia î io"),
    _table({**_ENGLISH, "х": "h", "ц": "c"}, "g i i i je ju ja y e"),
)
_AT_THE_END = (
    ("ii", "y"),
    ("iy", "y"),
    ("yi", "y"),
    ("yy", "y"),
    ("yi", "yi"),
    ("ij", "i"),
    ("ei", "ey"),
    ("av", "au"),
)
_AT_THE_HEAD = (("iu", "yu"), ("ia", "ya"), ("ie", "ye"), ("e", "ye"), ("iu", "ju"), ("ia", "ja"))
_SOFT_L = (("l", "ł"),)


def latin_spellings(name: str) -> frozenset[str]:
    """Give the spellings of a Cyrillic name in small Latin letters that people may meet in a sheet.

    >>> [spelling in latin_spellings("Юлия") for spelling in ("yuliia", "iuliia", "julija", "juliana")]
    [True, True, True, False]
    """
    plain = {name.lower().translate(table) for table in _TABLES}
    ended = plain | {
        spelling[: -len(written)] + other
        for spelling in plain
        for written, other in _AT_THE_END
        if spelling.endswith(written)
    }
    headed = ended | {
        other + spelling[len(written) :]
        for spelling in ended
        for written, other in _AT_THE_HEAD
        if spelling.startswith(written)
    }
    return frozenset(
        spelling.replace(written, other) for spelling in headed for written, other in (*_SOFT_L, ("ks", "x"), ("", ""))
    )
