"""In which time zone a person lives, by the city, the phones and the country; the first that leaves no doubt counts.

The clock there decides when a call is welcome. A mobile of a large country tells its country only, so the city goes
before it.
"""

from collections.abc import Sequence
from functools import cache, lru_cache
from importlib.resources import files

from sheetcrm.values.phone import read_phones, time_zone
from sheetcrm.words import fold

_OF_COUNTRIES = {
    "PL": "Europe/Warsaw", "RO": "Europe/Bucharest", "MD": "Europe/Chisinau", "UA": "Europe/Kyiv",
    "BY": "Europe/Minsk", "GB": "Europe/London", "IE": "Europe/Dublin", "RU": "Europe/Moscow", "KZ": "Asia/Almaty",
    "US": "America/New_York", "DE": "Europe/Berlin", "LT": "Europe/Vilnius", "LV": "Europe/Riga",
    "EE": "Europe/Tallinn", "CZ": "Europe/Prague", "SK": "Europe/Bratislava", "BG": "Europe/Sofia",
    "HU": "Europe/Budapest",
    "GE": "Asia/Tbilisi", "AM": "Asia/Yerevan", "UZ": "Asia/Tashkent", "IL": "Asia/Jerusalem", "FR": "Europe/Paris",
    "IT": "Europe/Rome", "ES": "Europe/Madrid", "NL": "Europe/Amsterdam", "AT": "Europe/Vienna",
}  # fmt: skip
"""The zone in which most people of a country live."""
_WORDS_FOR_CITY = frozenset({"г", "гор", "город", "м", "miasto", "m", "mun", "municipiul", "or", "oras", "orasul"})
OF_SEVERAL = frozenset({"RU", "KZ", "US", "CA", "AU", "BR", "MX"})
"""Countries over which the clock differs: there the country alone is a guess."""


@lru_cache(maxsize=65536)
def zone_of(city: str, phones: tuple[str, ...], country: str, default: str) -> str:
    """The IANA zone of a person. `phones` in E.164, `country` ISO or empty, `default` the team's own zone.

    >>> zone_of("Владивосток", ("+79161234567",), "RU", "Europe/Moscow"), zone_of("", ("+48221234567",), "", "UTC")
    ('Asia/Vladivostok', 'Europe/Warsaw')
    """
    by_city = _cities().get(_bare(city)) if city else None
    if by_city is not None and (country in OF_SEVERAL or not country):
        return by_city
    told = [(zone, _is_fixed(phone)) for phone in phones if (zone := time_zone(phone)) is not None]
    for zone, fixed in told:
        if fixed:
            return zone
    return (told[0][0] if told else None) or _OF_COUNTRIES.get(country) or default


def _bare(city: str) -> str:
    """The name of a city alone, without the word for it and what follows a comma."""
    words = fold(city.partition(",")[0]).split()
    while len(words) > 1 and words[0] in _WORDS_FOR_CITY:
        del words[0]
    return " ".join(words)


def zone_of_country(country: str) -> str:
    """Where most people of a country live; UTC for one we know nothing of."""
    return _OF_COUNTRIES.get(country.upper(), "UTC")


def _is_fixed(phone: str) -> bool:
    found: Sequence[object] = read_phones(phone.partition(";")[0], "").numbers
    return bool(found) and getattr(found[0], "kind", "") == "fixed"


@cache
def _cities() -> dict[str, str]:
    text = (files("sheetcrm.values") / "data" / "city_zones.csv").read_text(encoding="utf-8")
    lines = [line.partition(";") for line in text.splitlines() if line and not line.startswith("#")]
    return {fold(name): zone for zone, _, names in lines for name in names.split("|")}
