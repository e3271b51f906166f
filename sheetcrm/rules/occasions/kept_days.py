"""Days the calendar names: a client's name day, a holiday of the country, the day of a profession or trade."""

import datetime as dt
import re
from collections.abc import Iterable, Iterator, Mapping
from functools import lru_cache

from sheetcrm.model.settings import Occasion, Settings
from sheetcrm.model.snapshot import Snapshot
from sheetcrm.rules.occasions.dates import days_of_year
from sheetcrm.rules.occasions.day_names import DayKept
from sheetcrm.rules.occasions.found import Found
from sheetcrm.rules.occasions.places import settled_countries
from sheetcrm.rules.occasions.professions import day_of_profession
from sheetcrm.rules.reading import read_column, texts
from sheetcrm.rules.typed import NOTHING, Reading
from sheetcrm.values.holiday import observance, observances
from sheetcrm.values.name_days import main_name_day, name_days
from sheetcrm.values.people_in_cell import names_several_people
from sheetcrm.values.person_name import looks_like_company, parse_person_name

_RITE_OF = {"PL": "PL", "RO": "RO", "MD": "RO", "RU": "RU", "UA": "UA"}
"""Whose name days a country keeps; a client of any other country keeps none that we know."""
_LANGUAGE_OF = {"PL": "pl", "RO": "ro", "RU": "ru", "UA": "uk"}
_BETWEEN_WORDS = re.compile(r"[\s\-]+")


def name_days_kept(
    snapshot: Snapshot, settings: Settings, occasion: Occasion, earliest: dt.date, latest: dt.date
) -> Iterator[Found]:
    """Clients whose name day lies within the days: the one in the column Name day, else the main one of the name.

    Only the calendars in `rites` are asked: which church somebody keeps to no name can tell.
    """
    table = snapshot.table("clients")
    kept = days_of_year(occasion.leap_day, earliest, latest)
    written: Iterable[Reading] = read_column(table, "name_day", settings)
    born = read_column(table, "birthday", settings)
    years = range(earliest.year, latest.year + 1)
    names = _first_names(snapshot, _rites(snapshot, settings, occasion), occasion.saintless, earliest, latest)
    for position, (own, name) in enumerate(zip(written, names, strict=True)):
        if own is not NOTHING:
            if isinstance(own.value, tuple) and (day := kept.get(own.value[1:])) is not None:
                yield Found(position, day)
        elif name is not None:
            first, rite = name
            birthday = born[position].value
            own_day = None
            if occasion.after_birthday and isinstance(birthday, tuple):
                own_day = f"{birthday[1]:02}-{birthday[2]:02}"
            for year in years:
                found = _date(main_name_day(first, rite, year, own_day, saintless=occasion.saintless), year)
                if found is not None and earliest <= found <= latest:
                    yield Found(position, found)
                    break


def _rites(snapshot: Snapshot, settings: Settings, occasion: Occasion) -> list[str | None]:
    rites = {country: rite for country, rite in _RITE_OF.items() if rite in occasion.rites}
    return [rites.get(country) for country in settled_countries(snapshot, settings)]


def _first_names(
    snapshot: Snapshot, rites: list[str | None], saintless: bool, earliest: dt.date, latest: dt.date
) -> Iterator[tuple[str, str] | None]:
    """First name and rite of each client that may keep a day of these; whole names are read only where a word does."""
    table = snapshot.table("clients")
    firsts = texts(table, "first_name")
    wholes = texts(table, "name")
    some_word: dict[tuple[str, str], bool] = {}
    read: dict[tuple[str, str], tuple[str, str] | None] = {}
    for first, whole, rite in zip(firsts, wholes, rites, strict=True):
        name = first or whole
        if rite is None or not name:
            yield None
            continue
        told = name, rite
        if told not in read:
            keeps = False
            for word in _BETWEEN_WORDS.split(name):
                asked = word, rite
                if asked not in some_word:
                    some_word[asked] = _keeps_one_of(word, rite, saintless, earliest, latest)
                keeps = keeps or some_word[asked]
            given = (first or _first_name(whole, _LANGUAGE_OF[rite])) if keeps else ""
            read[told] = (given, rite) if given else None
        yield read[told]


def _keeps_one_of(word: str, rite: str, saintless: bool, earliest: dt.date, latest: dt.date) -> bool:
    return any(
        (day := _date(found, year)) is not None and earliest <= day <= latest
        for year in range(earliest.year, latest.year + 1)
        for found in name_days(word.strip(".,;"), rite, year, saintless=saintless)
    )


@lru_cache(maxsize=1 << 14)
def _first_name(whole: str, language: str) -> str:
    if looks_like_company(whole) or names_several_people(whole):
        return ""
    return parse_person_name(whole, language).first


def _date(month_day: str | None, year: int) -> dt.date | None:
    if month_day is None:
        return None
    if month_day == "02-29" and not (year % 4 == 0 and (year % 100 != 0 or year % 400 == 0)):
        month_day = "02-28"
    return dt.date.fromisoformat(f"{year:04d}-{month_day}")


def holidays_kept(
    snapshot: Snapshot, settings: Settings, occasion: Occasion, earliest: dt.date, latest: dt.date
) -> Iterator[Found]:
    """All clients for whose country the holiday lies within the days; `ru.christmas` is the same for everybody."""
    countries = settled_countries(snapshot, settings)
    days: Mapping[str, Found | None] = {
        country: _kept_in(occasion.holiday or "", country, earliest, latest) for country in set(countries)
    }
    if not any(days.values()):
        return
    for position, country in enumerate(countries):
        found = days[country]
        if found is not None:
            yield found._replace(position=position)


def _kept_in(holiday: str, country: str, earliest: dt.date, latest: dt.date) -> Found | None:
    keys = (holiday,) if "." in holiday else (f"{country.lower()}.{holiday}", f"int.{holiday}")
    key = next((each for each in keys if each in observances()), None)
    if key is None:
        return None
    for year in range(earliest.year, latest.year + 1):
        day = observance(key, year)
        if earliest <= day <= latest:
            return Found(0, day, facts={"holiday": DayKept(key)})
    return None


def profession_days_kept(
    snapshot: Snapshot, settings: Settings, occasion: Occasion, earliest: dt.date, latest: dt.date
) -> Iterator[Found]:
    """Clients whose profession (Position) or trade (Industry) has its day within the days, the profession first."""
    del occasion
    table = snapshot.table("clients")
    if not table.has("position") and not table.has("industry"):
        return
    years = range(earliest.year, latest.year + 1)
    countries = settled_countries(snapshot, settings)
    known: dict[tuple[str, str, str], Found | None] = {}
    rows = zip(texts(table, "position"), texts(table, "industry"), countries, strict=True)
    for position, told in enumerate(rows):
        if told not in known:
            known[told] = _profession_day(*told, years, earliest, latest)
        found = known[told]
        if found is not None:
            yield found._replace(position=position)


def _profession_day(
    post: str, trade: str, country: str, years: Iterable[int], earliest: dt.date, latest: dt.date
) -> Found | None:
    key = day_of_profession(post, country) or day_of_profession(trade, country)
    if key is None:
        return None
    for year in years:
        day = observance(key, year)
        if earliest <= day <= latest:
            return Found(0, day, facts={"holiday": DayKept(key)})
    return None
