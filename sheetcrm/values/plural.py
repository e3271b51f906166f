"""Puts a number and its word together; which form a number takes is the rule of CLDR, not ours."""

from collections.abc import Sequence
from functools import lru_cache

_PLACES = {"one": 0, "few": 1, "many": 2, "other": 2}


def with_plural(language: str, number: int, forms: Sequence[str]) -> str:
    """Give the number with the form it takes; forms are (one, other) or (one, few, many or other).

    Romanian numbers from 20 on take "de", which is added when the form does not bring it along.

    >>> with_plural("ru", 21, ["год", "года", "лет"]), with_plural("pl", 22, ["rok", "lata", "lat"])
    ('21 год', '22 lata')
    >>> with_plural("ro", 20, ["an", "ani"]), with_plural("en", 2, ["year", "years"])
    ('20 de ani', '2 years')
    """
    category = _category(language, abs(number))
    form = forms[min(_PLACES.get(category, 2), len(forms) - 1)]
    if language == "ro" and category == "other" and not form.startswith("de "):
        form = f"de {form}"
    return f"{number} {form}"


@lru_cache(maxsize=4096)
def _category(language: str, number: int) -> str:
    from babel import Locale

    category: str = Locale.parse(language).plural_form(number)
    return category
