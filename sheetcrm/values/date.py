"""Dates as people and workbooks write them; day before month always, unless the writing itself says otherwise."""

import datetime
import re
import unicodedata
from typing import NamedTuple


class PartialDate(NamedTuple):
    """A day of the calendar whose year may be unknown."""

    year: int | None
    month: int
    day: int

    def iso(self) -> str:
        """Give `1985-03-12`, or `--03-12` when the year is not known."""
        return f"{'-' if self.year is None else format(self.year, '04d')}-{self.month:02d}-{self.day:02d}"

    def as_date(self) -> datetime.date | None:
        """Give the date, or None when the year is not known."""
        return None if self.year is None else datetime.date(self.year, self.month, self.day)


_MONTH_WORDS = {
    1: "january jan январь января янв січень січня січ студзень студзеня styczeń stycznia stycz sty ianuarie ian",
    2: "february feb febr февраль февраля фев февр лютий лютого лют люты лютага luty lutego lut februarie",
    3: "march mar март марта мар березень березня бер сакавік сакавіка marzec marca marz martie mart",
    4: "april apr апрель апреля апр квітень квітня квіт красавік красавіка kwiecień kwietnia kwiec kwi aprilie",
    5: "may май мая травень травня трав травеня maj maja mai",
    6: "june jun июнь июня июн червень червня черв чэрвень чэрвеня czerwiec czerwca czerw cze iunie iun",
    7: "july jul июль июля июл липень липня лип ліпень ліпеня lipiec lipca lip iulie iul",
    8: "august aug август августа авг серпень серпня серп жнівень жніўня sierpień sierpnia sierp sie",
    9: "september sep sept сентябрь сентября сен сент вересень вересня вер верасень верасня wrzesień września wrzes wrz"
    " septembrie",
    10: "october oct октябрь октября окт жовтень жовтня жовт кастрычнік кастрычніка październik października paźdz paz"
    " octombrie",
    11: "november nov ноябрь ноября ноя нояб листопад листопада лист лістапад лістапада listopad listopada list lis"
    " noiembrie noi",
    12: "december dec декабрь декабря дек грудень грудня груд снежань снежня grudzień grudnia grudz gru decembrie",
}
_ROMAN = ("I", "II", "III", "IV", "V", "VI", "VII", "VIII", "IX", "X", "XI", "XII")
_PLAIN = re.compile(r"(\d{1,2})([./\-,])(\d{1,2})(?:\2(\d{4}|\d{2}))?\.?")
_ISO = re.compile(
    r"(\d{4})([-./])(\d{1,2})\2(\d{1,2})(?:[T ]\d{1,2}:\d\d(?::\d\d(?:[.,]\d+)?)?(?:Z|[+\-]\d\d:?\d\d)?)?"
)
_NO_YEAR = re.compile(r"--(\d\d)-?(\d\d)")
_TIME = re.compile(r"[T ,]+(?:о|в|at|o|la|ora)?\.? *\d{1,2}:\d\d(?::\d\d(?:[.,]\d+)?)?(?: *[AaPp]\.?[Mm]\.?)?$")
_LOOSE = re.compile(r"(\d{1,2})\s*[./\\\-,\s]\s*(\d{1,2})(?:\s*[./\\\-,\s]\s*'?(\d{4}|\d{2}))?\.?")
_ONLY_BLANKS = re.compile(r"\d+\s+\d+")
_COMPACT = re.compile(r"\d{8}")
_TYPED_SERIAL = re.compile(r"([1-8]\d{4})(?:[.,]\d+)?")
_YEAR_TAIL = re.compile(
    r"[\s,(]*(?<![^\W\d_])(?:г\.? ?р|р\.? ?н|год(?:а|у)?(?: рожд(?:ения|\.)?)?|г\.? рожд(?:ения|\.)?|г|"
    r"рік|року(?: народження)?|р|rok(?:u(?: ur(?:odzenia|\.)?)?)?|r\.? ur|r|ur|anul)\.?\)?$",
    re.IGNORECASE,
)
_WORD_DATE = re.compile(
    r"(?P<day>\d{1,2})(?:\s*-?\s*(?:st|nd|rd|th|го|е|ое|ого|go|ga|a)(?![^\W\d_]))?[\s.,\-/]*(?:of\s+|de\s+)?"
    r"(?P<month>[^\W\d_]+)[\s.,\-/]*(?P<year>\d{4}|'?\d{2})?"
    r"|(?P<month2>[^\W\d_]+)[\s.\-/]*(?P<day2>\d{1,2})(?:st|nd|rd|th)?(?:[\s,\-/]+(?P<year2>\d{4}|'\d{2}))?"
    r"|(?P<year3>\d{4})[\s.,\-/]*(?P<month3>[^\W\d_]+)[\s.,\-/]*(?P<day3>\d{1,2})",
    re.IGNORECASE,
)
_WEEKDAY = re.compile(
    r"^(?:the|on|ziua de|в|we?|день)?\s*(?:понедельник|вторник|сред[ау]|четверг|пятниц[ау]|суббот[ау]|воскресенье|"
    r"пн|вт|ср|чт|пт|сб|вс|"
    r"poniedziałek|wtorek|środ[ae]|czwartek|piątek|sobot[ae]|niedziel[ae]|pon|wt|śr|czw|pt|sob|niedz|nd|"
    r"luni|marți|miercuri|joi|vineri|sâmbătă|duminică|понеділок|вівторок|середа|четвер|п.ятниця|субота|неділя|"
    r"monday|tuesday|wednesday|thursday|friday|saturday|sunday|mon|tue|wed|thu|fri|sat|sun)\b[.,]*\s*"
    r"|^(?:ziua de|the|on|la|dnia|(?:dn|ur|род|рожд|нар|născută?|born|b)\b\.?)\s*(?=[\w])",
    re.IGNORECASE,
)  # fmt: skip
_QUOTES = re.compile(r"[\"«»“”„]|^'|\s*\((?:\d{1,3} ?)?\w{2,3}\.?\)$")
_CYRILLIC_ROMAN = str.maketrans("ХІVхіv", "XIVXIV")
_DAYS = (31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31)
_EXCEL_ZERO = datetime.date(1899, 12, 30)
_LAST_SERIAL = 80_000
_FALSE_LEAP_DAY = 60
_NEWEST_YEAR = 2999
_OLDEST_YEAR = 1000


def _fold(word: str) -> str:
    folded = unicodedata.normalize("NFKD", word.lower().replace("ł", "l"))
    return "".join(letter for letter in folded if not unicodedata.combining(letter))


def _month_table() -> dict[str, int]:
    """Map every month word, and every beginning of one (three letters or more) that means one month only."""
    whole = {_fold(word): month for month, words in _MONTH_WORDS.items() for word in words.split()}
    beginnings: dict[str, set[int]] = {}
    for word, month in whole.items():
        for size in range(3, len(word)):
            beginnings.setdefault(word[:size], set()).add(month)
    return {start: next(iter(months)) for start, months in beginnings.items() if len(months) == 1} | whole


_MONTHS = _month_table()
_ROMAN_MONTHS = {roman: number for number, roman in enumerate(_ROMAN, start=1)}


def read_date(
    value: str | int | float | datetime.date | datetime.datetime, language: str, pivot_year: int = 2030
) -> PartialDate | None:
    """Give the date in a cell, without a year when none was written; None when it is no date.

    `language` is that of the team, or `xlsx` for the raw value of a workbook cell, where every number is a serial (1 to
    80,000); elsewhere only five-digit numbers are. `pivot_year` is the last year that two digits may mean.

    >>> read_date("3.XII.79 r.", "pl").iso(), read_date("12 марта", "ru").iso(), read_date(61, "xlsx").iso()
    ('1979-12-03', '--03-12', '1900-03-01')
    """
    if isinstance(value, str):
        text = value if value.isascii() else unicodedata.normalize("NFKC", value).replace("–", "-").replace("—", "-")
        return _read_text(text.strip(), language, pivot_year)
    if isinstance(value, datetime.date):
        return PartialDate(value.year, value.month, value.day) if value == value else None
    if isinstance(value, int | float) and not isinstance(value, bool) and value == value:
        return _from_serial(value, 1 if language == "xlsx" else 10_000)
    return None


def is_ambiguous(text: str) -> bool:
    """Tell whether day and month of a purely numeric date could be meant the other way round.

    >>> is_ambiguous("03.04.1985"), is_ambiguous("13.04.1985"), is_ambiguous("1985-03-04")
    (True, False, False)
    """
    found = _LOOSE.fullmatch(text.strip())
    if not found:
        return False
    first, second = int(found[1]), int(found[2])
    return first != second and 1 <= first <= 12 and 1 <= second <= 12


def _read_text(text: str, language: str, pivot_year: int) -> PartialDate | None:
    found = _PLAIN.fullmatch(text)
    if found:
        return _day_first(found[1], found[3], found[4], pivot_year, slash=found[2] == "/")
    found = _ISO.fullmatch(text)
    if found:
        return _checked(int(found[1]), int(found[3]), int(found[4]))
    found = _NO_YEAR.fullmatch(text)
    if found:
        return _checked(None, int(found[1]), int(found[2]))
    if not text or not any(letter.isdigit() for letter in text):
        return None
    return _read_loose(text, language, pivot_year)


def _read_loose(text: str, language: str, pivot_year: int) -> PartialDate | None:
    if _COMPACT.fullmatch(text):
        return _compact(text)
    serial = _TYPED_SERIAL.fullmatch(text)
    if serial:
        return _from_serial(int(serial[1]), 10_000)
    text = _WEEKDAY.sub("", _TIME.sub("", _QUOTES.sub("", text)).strip(" ()"))
    text = _WEEKDAY.sub("", _YEAR_TAIL.sub("", _late_weekday(text))).strip()
    iso = _ISO.fullmatch(text)
    if iso:
        return _checked(int(iso[1]), int(iso[3]), int(iso[4]))
    found = _LOOSE.fullmatch(text)
    if found and (found[3] or not _ONLY_BLANKS.fullmatch(text)):
        return _day_first(found[1], found[2], found[3], pivot_year, slash="/" in text)
    return _from_words(text, language, pivot_year)


def _late_weekday(text: str) -> str:
    """Drop a weekday written after the date: `12 марта 1985 г., вторник`."""
    head, comma, tail = text.rpartition(",")
    return head if comma and tail and not _WEEKDAY.sub("", tail.strip()) else text


def _from_words(text: str, language: str, pivot_year: int) -> PartialDate | None:
    found = _WORD_DATE.fullmatch(text)
    if not found:
        return None
    if found["day"]:
        day, word, year = found["day"], found["month"], found["year"]
    elif found["day2"]:
        day, word, year = found["day2"], found["month2"], found["year2"]
        if year is None and language not in ("en", "xlsx"):
            return None
    else:
        day, word, year = found["day3"], found["month3"], found["year3"]
    month = _MONTHS.get(_fold(word)) or _ROMAN_MONTHS.get(word.translate(_CYRILLIC_ROMAN).upper())
    return _checked(_full_year(year, pivot_year), month, int(day)) if month else None


def _day_first(
    first: str, second: str, year: str | None, pivot_year: int, *, slash: bool = False
) -> PartialDate | None:
    day, month = int(first), int(second)
    if slash and month > 12 >= day and year:
        day, month = month, day
    return _checked(_full_year(year, pivot_year), month, day)


def _full_year(year: str | None, pivot_year: int) -> int | None:
    if not year:
        return None
    number = int(year.lstrip("'"))
    if len(year.lstrip("'")) == 4:
        return number
    number += pivot_year - pivot_year % 100
    return number if number <= pivot_year else number - 100


def _compact(digits: str) -> PartialDate | None:
    """Read eight digits as year, month, day when that is a date of this age, else as day, month, year."""
    year = int(digits[:4])
    if 1900 <= year <= 2100:
        iso = _checked(year, int(digits[4:6]), int(digits[6:]))
        if iso:
            return iso
    return _checked(int(digits[4:]), int(digits[2:4]), int(digits[:2]))


def _from_serial(serial: float, smallest: int) -> PartialDate | None:
    """Read a workbook's day number; Excel counts a 29 February 1900 that never was."""
    number = int(serial)
    if not smallest <= number <= _LAST_SERIAL or number == _FALSE_LEAP_DAY:
        return None
    day = _EXCEL_ZERO + datetime.timedelta(days=number + (number < _FALSE_LEAP_DAY))
    return PartialDate(day.year, day.month, day.day)


def _checked(year: int | None, month: int, day: int) -> PartialDate | None:
    if not 1 <= month <= 12 or not 1 <= day <= _DAYS[month - 1]:
        return None
    if year is not None:
        if not _OLDEST_YEAR <= year <= _NEWEST_YEAR:
            return None
        if month == 2 and day == 29 and (year % 4 or (year % 100 == 0 and year % 400)):
            return None
    return PartialDate(year, month, day)
