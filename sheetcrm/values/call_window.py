"""The hours in which a client may be called, as people write them; a window includes its start, never its end."""

import datetime
import re
from functools import lru_cache

_DAY = 24 * 60
_NOON_WORDS = r"полудня|полдня|полдень|обеда|обід[у]?|południ[aeu]|poludni[aeu]|prânz|pranz|noon|lunch|amiaz[ăa]"
_MARK = (
    r"(?:часов|часа|час\b|ч\b\.?|годин[иу]?|год\b\.?|godz(?:iny?|in)?\b\.?|ora\b|o'?clock|h\b)?\s*"
    r"(?P<{0}>a\.?m\b\.?|p\.?m\b\.?|утра|дня|вечера|ночи|ранку|вечора|rano|po południu|wieczorem|wieczór|"
    r"dimineața|dimineata|după-amiaza|dupa-amiaza|seara)?"
)


def _clock(name: str) -> str:
    mark = _MARK.format(f"{name}_mark")
    return rf"(?P<{name}>\d{{1,2}})(?:\s*[:.hч]\s*(?P<{name}_minutes>[0-5]\d))?(?!\d)\s*{mark}"


def _words(pattern: str) -> re.Pattern[str]:
    return re.compile(pattern, re.IGNORECASE)


_HOURS = r"(?:(?:godz(?:iny|inie|inach|in)?|ora|orele|год)\b\.?\s*)?"
_FROM = r"(?:\b(?:от|с|со|з|із|від|od|de la|de pe la|from|w godz(?:inach)?\.?)\s*)"
_TO = r"\s*(?:-|\.\.+|(?:\b(?:и|i|și)\s+)?\b(?:до|по|do|la|până la|pana la|pînă la|to|till?|until)\b)\s*"
_BETWEEN_WORDS = r"\b(?:между|між|między|miedzy|pomiędzy|între|intre|between)\s+"
_AND = r"\s*(?:-|\b(?:и|і|та|a|i|oraz|și|si|and)\b)\s*"
_AFTER_WORDS = r"\b(?:после|с|со|від|після|от|з|із|po|od|după|dupa|de la|after|from|since)\s+"
_BEFORE_WORDS = (
    r"\b(?:до|не (?:позже|позднее|пізніше)|do|przed|până la|pana la|pînă la|înainte de|inainte de|before|until|"
    r"till?|by)\s+"
)
_RANGE = _words(rf"{_FROM}?{_HOURS}{_clock('start')}{_TO}{_HOURS}{_clock('end')}")
_BETWEEN = _words(rf"{_BETWEEN_WORDS}{_HOURS}{_clock('start')}{_AND}{_HOURS}{_clock('end')}")
_AFTER = _words(rf"{_AFTER_WORDS}{_HOURS}(?:{_clock('start')}|(?P<noon>{_NOON_WORDS}))")
_BEFORE = _words(rf"{_BEFORE_WORDS}{_HOURS}(?:{_clock('end')}|(?P<noon>{_NOON_WORDS}))")
_ABOUT_WORDS = r"(?<!\w)(?:около|примерно в|близько|ok\.|około|pe la|around|about)\s+"
_ABOUT = _words(rf"{_ABOUT_WORDS}{_HOURS}{_clock('start')}")
_HALF_AN_HOUR = 30
_WEEKDAY_WORD = (
    r"(?:пн|вт|ср|чт|пт|сб|вс|нд|пон|вівт|понедельник\w*|вторник\w*|сред[аыуе]\w*|четверг\w*|пятниц\w*|суббот\w*|"
    r"воскресень\w*|понеділ\w*|вівтор\w*|серед[аиу]|четвер\w*|п'ятниц\w*|субот\w*|неділ\w*|"
    r"pon|wt|śr|sr|czw|pt|sob|ndz?|niedz|poniedział\w*|wtor\w*|środ\w*|czwart\w*|piąt\w*|sobot\w*|niedziel\w*|"
    r"lu|ma|mi|jo|vi|sâ|du|luni|marți|marti|miercuri|joi|vineri|sâmbăt\w*|sambat\w*|duminic\w*|"
    r"mon|tues?|wed|thu(?:rs)?|fri|sat|sun|\w+days?|weekend\w*|выходн\w*|будн\w*|вихідн\w*|рабоч\w+ дн\w+|"
    r"dni(?:ach)? robocz\w*|zilele? lucrătoare)"
)
_WEEKDAYS = _words(
    rf"(?:\b(?:кроме|крім|oprócz|poza|except|not on|în afară de)\s+)?"
    rf"(?:\b(?:по|с|в|w|we|od|on|de)\s+)?\b{_WEEKDAY_WORD}\b\.?"
    rf"(?:\s*(?:-|,|/|\b(?:по|до|do|to|и|i|și|and|până)\b)\s*{_WEEKDAY_WORD}\b\.?)*[\s,:]*"
)
_NOT = _words(
    r"\b(?:перерыв на(?=\s+обед)|не\s+(?:надо\s+|нужно\s+)?(?:звонить|беспокоить|звоните|раньше|ранее|раніше)|"
    r"не\s+дзвонити|кроме|крім|исключая|"
    r"nie\s+(?:dzwonić|dzwonic|wcześniej niż)|oprócz|poza|z wyjątkiem|"
    r"nu\s+(?:sunați|sunati|apelați|deranjați)|cu excepția|"
    r"(?:обед|перерыв|перерва|przerwa|pauz[ăa]|lunch|break)(?=[\s:-]*(?:с|od|de la|from)?\s*\d)|"
    r"except|(?:do\s+not|don'?t|not|never|no)\s+(?:calls?|ring|disturb)|"
    r"(?:not|не|ні|nie|nu)(?=\s+(?:после|після|до|между|с|po|przed|do|między|od|"
    r"după|dupa|înainte|inainte|între|until|before|after|by|from|утром|вечером|днём|ночью|в обед|rano|wieczorem|"
    r"w nocy|dimineața|seara|la prânz|noaptea|at night|at lunch|in the)\b))\b"
)
_EARLIER = _words(r"\b(?:не\s+)?(?:раньше|ранее|раніше)\b|\bwcześniej niż\b")
_ALL_DAY = _words(
    r"(?:в\s+)?будь-який час|24 часа|"
    r"круглосуточно|цілодобово|в любое время|в любое|любое время|всегда|весь день|будь-коли|24\s*/\s*7|24h|"
    r"całą dobę|cały dzień|o każdej porze|zawsze|oricând|oricand|non[- ]?stop|any\s?time|always|all day"
)
_MORNING = _words(
    r"\b(?:перв\w+ половин\w+ дня|перш\w+ половин\w+ дня|prima parte a zilei|"
    r"утром|утро|с утра|зранку|вранці|ранок|rano|od rana|dimineața|dimineata|in the morning|mornings?)\b"
)
_AFTERNOONS = _words(
    r"\b(?:втор\w+ половин\w+ дня|друг\w+ половин\w+ дня|a doua parte a zilei|"
    r"днём|днем|вдень|popołudniu|po południu|după-amiaza|dupa-amiaza|in the afternoon|afternoons?)\b"
)
_EVENING = _words(
    r"\b(?:вечером|вечеру|вечер|вечір|ввечері|увечері|wieczorem|wieczór|seara|spre seară|in the evening|evenings?)\b"
)
_LUNCH = _words(
    r"\b(?:обед|обеда|обеденн\w+|обід|обіду|обідн\w+|lunchu?|lunchtime|porze obiadowej|w południe|prânz|pranz|"
    r"prânzului|pranzului)\b"
)
_WORKING_HOURS = _words(
    r"\b(?:рабочее время|рабочие часы|рабочего времени|течение дня|робочий час|робочі години|godzin(?:y|ach) pracy|"
    r"ciągu dnia|timpul programului|program(?:ul)? de lucru|timpul zilei|(?:office|business|working) hours|"
    r"during the day)\b"
)
_NIGHT = _words(r"\b(?:ночью|вночі|nocą|w nocy|noaptea|at night)\b")
_PARTS_OF_DAY = (
    (_MORNING, (8 * 60, 12 * 60)),
    (_AFTERNOONS, (12 * 60, 18 * 60)),
    (_EVENING, (18 * 60, 21 * 60)),
    (_LUNCH, (12 * 60, 14 * 60)),
    (_WORKING_HOURS, (9 * 60, 18 * 60)),
    (_NIGHT, (22 * 60, 8 * 60)),
)
_SPELLED_TEXT = """
    1 часа первого pierwszej unu one | 2 двух второго drugiej două two | 3 трёх трех третьего trzeciej trei three
    4 четырёх четырех четвёртого czwartej patru four | 5 пяти п'яти пятого piątej cinci five
    6 шести шестого szóstej șase six | 7 семи седьмого siódmej șapte seven | 8 восьми восьмого ósmej opt eight
    9 девяти дев'яти девятого dziewiątej nouă nine | 10 десяти десятого dziesiątej zece ten
    11 одиннадцати одинадцяти jedenastej unsprezece eleven | 12 двенадцати дванадцяти dwunastej doisprezece twelve
    13 trzynastej | 14 czternastej | 15 piętnastej | 16 szesnastej | 17 siedemnastej | 18 osiemnastej
    19 dziewiętnastej | 20 dwudziestej
"""
_SPELLED_ROWS = [entry.split() for entry in _SPELLED_TEXT.replace("\n", "|").split("|") if entry.strip()]
_SPELLED = {word: hour for hour, *words in _SPELLED_ROWS for word in words}
_SPELLED_HOUR = _words(
    r"(?P<before>\b(?:с|со|з|із|до|от|від|после|після|od|do|po|przed|la|ora|după|from|to|after|before|until|till|between|"
    rf"and)\s+)(?P<hour>{'|'.join(_SPELLED)})\b(?!\s+\d)"
)
_MIDDAY = _words(r"\b(?:noon|midday)\b")
_NOT_A_CLOCK = re.compile(r"\d{3,}|\d{1,2}\.\d{1,2}\.\d{2,4}|\d\s*%")
_AFTERNOON = re.compile(r"p\.?m|дня|вечера|вечора|wieczor|wieczór|po połud|seara|după|dupa", re.IGNORECASE)
_LOOKS = str.maketrans(dict.fromkeys("–—−‒", "-") | {"\u00a0": " ", "’": "'", "\n": ";"})
_EARLY_WORKING_HOUR = 7


def read_window(text: str) -> tuple[tuple[datetime.time, datetime.time], ...] | None:
    """Give the windows (start, end) in a text, or None when it is not understood; midnight as an end is the day's end.

    A window that passes midnight ends before it starts. Weekdays are passed over; what must *not* be called is turned
    into the hours that remain.

    >>> read_window("с 10 до 14, после 18")
    ((datetime.time(10, 0), datetime.time(14, 0)), (datetime.time(18, 0), datetime.time(0, 0)))
    """
    spans = _read(text)
    if spans is None:
        return None
    return tuple((_time(start), _time(end)) for start, end in spans)


def welcome(window: str, local_time: datetime.time) -> bool | None:
    """Tell whether a call is welcome at a time of the client's own clock; None when the window is not understood.

    >>> welcome("22:00-02:00", datetime.time(23, 30)), welcome("od 10 do 14", datetime.time(14, 0))
    (True, False)
    >>> welcome("call me", datetime.time(9)) is None
    True
    """
    spans = _read(window)
    if spans is None:
        return None
    now = local_time.hour * 60 + local_time.minute
    return any(start <= now < end or (start > end and not end <= now < start) for start, end in spans)


@lru_cache(maxsize=4096)
def _read(text: str) -> tuple[tuple[int, int], ...] | None:
    """Give windows as minutes of the day; an end of 1440 is midnight."""
    line = text.translate(_LOOKS).strip().lower()
    if _ALL_DAY.fullmatch(line.strip(" .!")):
        return ((0, _DAY),)
    if _NOT_A_CLOCK.search(re.sub(r"\d{1,2}[:.]\d\d(?!\d|\.)", "", line)):
        return None
    line = _SPELLED_HOUR.sub(lambda found: found["before"] + _SPELLED[found["hour"]], line)
    line = _MIDDAY.sub("12:00", _WEEKDAYS.sub(" ", line)).strip()
    wanted, unwanted = line, ""
    negation = _NOT.search(line)
    if negation:
        wanted, unwanted = line[: negation.start()], line[negation.start() :]
        if not any(letter.isalnum() for letter in line[negation.end() :]):
            clause = re.split(r"[,;]", wanted)[-1]
            wanted, unwanted = wanted[: len(wanted) - len(clause)], clause
        if _EARLIER.search(unwanted):
            unwanted = _EARLIER.sub("до", unwanted)
        unwanted = _NOT.sub(" ", unwanted)
    good = _spans(wanted)
    if not unwanted:
        return tuple(good) or None
    bad = _spans(unwanted)
    if not bad:
        return None
    return tuple(_without(good or [(0, _DAY)], bad))


def _spans(line: str) -> list[tuple[int, int]]:
    """Read ranges first, then open ends, then parts of the day, each from what the ones before left."""
    spans: list[tuple[int, int]] = []

    def take_range(found: re.Match[str]) -> str:
        start, end = _range(found)
        if start is None or end is None:
            return found[0]
        spans.append((start, end))
        return " ; "

    line = _RANGE.sub(take_range, _BETWEEN.sub(take_range, line))
    ends: list[int] = []
    starts: list[int] = []

    def take_after(found: re.Match[str]) -> str:
        minutes = _DAY // 2 if found["noon"] else _alone(found["start"], found["start_minutes"], found["start_mark"])
        if minutes is None:
            return found[0]
        starts.append(minutes)
        return " ; "

    def take_before(found: re.Match[str]) -> str:
        minutes = _DAY // 2 if found["noon"] else _alone(found["end"], found["end_minutes"], found["end_mark"])
        if minutes is None:
            return found[0]
        ends.append(minutes)
        return " ; "

    def take_about(found: re.Match[str]) -> str:
        minutes = _minutes(found["start"], found["start_minutes"], found["start_mark"])
        if minutes is None or not _HALF_AN_HOUR <= minutes <= _DAY - _HALF_AN_HOUR:
            return found[0]
        spans.append((minutes - _HALF_AN_HOUR, minutes + _HALF_AN_HOUR))
        return " ; "

    line = _AFTER.sub(take_after, line)
    line = _BEFORE.sub(take_before, line)
    if len(starts) == len(ends) == 1 and starts[0] < ends[0]:
        spans.append((starts[0], ends[0]))
    else:
        spans.extend((0, end) for end in ends)
        spans.extend((start, _DAY) for start in starts)
    line = _ABOUT.sub(take_about, line)
    if any(letter.isdigit() for letter in line):
        return []
    if not spans:
        spans = [hours for words, hours in _PARTS_OF_DAY if words.search(line)]
    return spans


def _range(found: re.Match[str]) -> tuple[int | None, int | None]:
    start_mark, end_mark = found["start_mark"], found["end_mark"]
    start = _minutes(found["start"], found["start_minutes"], start_mark)
    end = _minutes(found["end"], found["end_minutes"], end_mark)
    if start is None or end is None:
        return None, None
    if not start_mark and end_mark and _AFTERNOON.match(end_mark) and start < _EARLY_WORKING_HOUR * 60:
        start = start + _DAY // 2 if start + _DAY // 2 < end else start
    bare_hours = not (found["end_minutes"] or end_mark or found["end"].startswith("0"))
    if (
        bare_hours
        and end < start < _DAY // 2
        and start >= _EARLY_WORKING_HOUR * 60
        and 0 < end <= _EARLY_WORKING_HOUR * 60
    ):
        end += _DAY // 2
    if end == 0:
        end = _DAY
    return start, end


def _alone(hour: str | None, minutes: str | None, mark: str | None) -> int | None:
    """Read an hour that opens or closes a window alone: "after 6" and "до пяти" without more mean the afternoon."""
    total = _minutes(hour, minutes, mark)
    is_bare = not (minutes or mark or (hour or "0").startswith("0"))
    return total + _DAY // 2 if total is not None and is_bare and total < _EARLY_WORKING_HOUR * 60 else total


def _minutes(hour: str | None, minutes: str | None, mark: str | None) -> int | None:
    if hour is None:
        return None
    number = int(hour)
    if mark and _AFTERNOON.match(mark) and number < 12:
        number += 12
    elif mark and number == 12 and mark[0] == "a":
        number = 0
    total = number * 60 + int(minutes or 0)
    return total if total <= _DAY else None


def _without(good: list[tuple[int, int]], bad: list[tuple[int, int]]) -> list[tuple[int, int]]:
    """Give the minutes of `good` that are in none of `bad`, as windows in the order of the day."""
    free = [_inside(minute, good) and not _inside(minute, bad) for minute in range(_DAY)]
    windows: list[tuple[int, int]] = []
    start: int | None = None
    for minute in range(_DAY + 1):
        open_now = minute < _DAY and free[minute]
        if open_now and start is None:
            start = minute
        elif not open_now and start is not None:
            windows.append((start, minute))
            start = None
    return windows


def _inside(minute: int, spans: list[tuple[int, int]]) -> bool:
    return any(start <= minute < end or (start > end and not end <= minute < start) for start, end in spans)


def _time(minutes: int) -> datetime.time:
    return datetime.time(minutes // 60 % 24, minutes % 60)
