"""Days as an iCalendar file (RFC 5545) that Google Calendar, Outlook and Apple's Calendar take alike.

All days are whole days without a time zone. Only rules that all three understand are written: a date of every year is
`FREQ=YEARLY`, 29 February is the last day of February, or four rules of every fourth year where it moves to 1 March.
"""

import datetime as dt
import hashlib
import re
from collections.abc import Iterable, Iterator, Mapping
from typing import Literal, NamedTuple

DOMAIN = "sheetcrm"
"""What stands behind the @ of every UID."""
FIRST_YEAR = 2024
"""Where dates of every year begin: a leap year, near enough that no program draws a century of them."""
REFRESH = "PT12H"
_LONGEST_LINE = 75
_UNPRINTABLE = re.compile("[\x00-\x09\x0b-\x1f\x7f\x80-\x9f\u2028\u2029\ufeff\ud800-\udfff\ufffe\uffff]")
_EVENT = re.compile(rb"^BEGIN:VEVENT\r\n.*?^END:VEVENT\r\n", re.DOTALL | re.MULTILINE)
_STAMP = re.compile(rb"^DTSTAMP:(\d{8}T\d{6}Z)\r\n", re.MULTILINE)
_NO_STAMP = b"DTSTAMP:\r\n"


class CalendarEvent(NamedTuple):
    """One event of whole days.

    `uid`: what it is, without the part behind the @; the same in every file. `rule`: an RRULE, empty for once.
    `kind`: a word for its category. `remind_after`: how long after the midnight that begins the day to remind.
    """

    uid: str
    day: dt.date
    summary: str
    description: str = ""
    rule: str = ""
    kind: str = ""
    remind_after: dt.timedelta | None = None


def calendar_file(
    events: Iterable[CalendarEvent], name: str, stamp: dt.datetime, earlier: bytes | None = None
) -> bytes:
    """The file, its events by day and UID; `stamp` (aware) tells when each was last changed.

    `earlier`: the file that stands there. What is the same in it keeps its stamp, so the same events give the same
    bytes on every day. Of events with one UID the first counts.
    """
    stamps = _stamps(earlier) if earlier else {}
    fresh = f"DTSTAMP:{stamp.astimezone(dt.UTC):%Y%m%dT%H%M%SZ}\r\n".encode()
    head = [
        "BEGIN:VCALENDAR", "VERSION:2.0", f"PRODID:-//{DOMAIN}//calendar//EN", "CALSCALE:GREGORIAN", "METHOD:PUBLISH",
        f"NAME:{escaped(name)}", f"X-WR-CALNAME:{escaped(name)}",
        f"REFRESH-INTERVAL;VALUE=DURATION:{REFRESH}", f"X-PUBLISHED-TTL:{REFRESH}",
    ]  # fmt: skip
    parts = [_lines(head)]
    different = {event.uid: event for event in reversed(list(events))}
    for event in sorted(different.values(), key=lambda event: (event.day, event.uid)):
        written = _event(event)
        parts.append(written.replace(_NO_STAMP, stamps.get(written) or fresh, 1))
    parts.append(_lines(["END:VCALENDAR"]))
    return b"".join(parts)


def yearly(
    event: CalendarEvent, month: int, day: int, year: int | None = None, leap_day: Literal["feb28", "mar1"] = "feb28"
) -> Iterator[CalendarEvent]:
    """The event on that date of every year, from `year` on where it is later than FIRST_YEAR.

    29 February is kept on the last day of February, in every year; with `mar1` it is an event on 29 February of leap
    years and one on 1 March for each of the three years between, as no rule that all programs know says that at once.

    >>> [one.rule for one in yearly(CalendarEvent("a", dt.date.min, "Ewa"), 2, 29)]
    ['FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=-1']
    """
    first = max(year or FIRST_YEAR, FIRST_YEAR)
    if (month, day) != (2, 29):
        yield event._replace(day=dt.date(first, month, day), rule="FREQ=YEARLY")
    elif leap_day == "feb28":
        yield event._replace(day=dt.date(_leap(first), 2, 29), rule="FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=-1")
    else:
        for step in range(4):
            begins = dt.date(_leap(first) + step, 3, 1) if step else dt.date(_leap(first), 2, 29)
            yield event._replace(uid=f"{event.uid}-{step}", day=begins, rule="FREQ=YEARLY;INTERVAL=4")


def uid_of(*parts: object) -> str:
    """A UID that tells nobody what it was made of; the same parts always give the same one.

    >>> uid_of("birthday", "C-0042") == uid_of("birthday", "C-0042") != uid_of("birthday", "C-0043")
    True
    """
    told = "\x1f".join(map(str, parts)).encode("utf-8", "surrogatepass")
    return hashlib.blake2b(told, digest_size=12).hexdigest()


def escaped(text: str) -> str:
    """A text as a property holds it; signs that nobody sees become blanks.

    >>> escaped("a; b, c\\\\d\\r\\ne\\x1b")
    'a\\\\; b\\\\, c\\\\\\\\d\\\\ne '
    """
    text = _UNPRINTABLE.sub(" ", text.replace("\r\n", "\n").replace("\r", "\n"))
    for sign, written in (("\\", "\\\\"), (";", "\\;"), (",", "\\,"), ("\n", "\\n")):
        text = text.replace(sign, written)
    return text


def folded(line: str) -> bytes:
    """A line in pieces of at most 75 octets, each after the first begun with a blank; no sign is cut in two.

    >>> [len(piece) for piece in folded("SUMMARY:" + "ż" * 60).split(b"\\r\\n")]
    [74, 55]
    """
    whole = line.encode()
    if len(whole) <= _LONGEST_LINE:
        return whole
    pieces: list[bytes] = []
    piece = b""
    for sign in line:
        written = sign.encode()
        if len(piece) + len(written) > _LONGEST_LINE:
            pieces.append(piece)
            piece = b" "
        piece += written
    return b"\r\n".join([*pieces, piece])


def _event(event: CalendarEvent) -> bytes:
    """The event with an empty stamp."""
    lines = [
        "BEGIN:VEVENT",
        f"UID:{escaped(event.uid)}@{DOMAIN}",
        "DTSTAMP:",
        f"DTSTART;VALUE=DATE:{_basic(event.day)}",
    ]
    if event.day < dt.date.max:
        lines.append(f"DTEND;VALUE=DATE:{_basic(event.day + dt.timedelta(days=1))}")
    lines += [f"RRULE:{event.rule}"] if event.rule else []
    lines.append(f"SUMMARY:{escaped(event.summary)}")
    lines += [f"DESCRIPTION:{escaped(event.description)}"] if event.description else []
    lines += [f"CATEGORIES:{escaped(event.kind)}"] if event.kind else []
    lines += ["TRANSP:TRANSPARENT", "X-MICROSOFT-CDO-BUSYSTATUS:FREE"]
    if event.remind_after is not None:
        minutes = int(event.remind_after.total_seconds()) // 60
        sign, minutes = ("-", -minutes) if minutes < 0 else ("", minutes)
        lines += [
            "BEGIN:VALARM", "ACTION:DISPLAY", f"DESCRIPTION:{escaped(event.summary)}", f"TRIGGER:{sign}PT{minutes}M",
            "END:VALARM",
        ]  # fmt: skip
    return _lines([*lines, "END:VEVENT"])


def _basic(day: dt.date) -> str:
    return day.isoformat().replace("-", "")


def _lines(lines: Iterable[str]) -> bytes:
    return b"".join(folded(line) + b"\r\n" for line in lines)


def _stamps(earlier: bytes) -> Mapping[bytes, bytes]:
    """The events of a file without their stamps -> the line of the stamp."""
    found = {}
    for block in _EVENT.findall(earlier):
        stamp = _STAMP.search(block)
        if stamp is not None:
            found[block[: stamp.start()] + _NO_STAMP + block[stamp.end() :]] = stamp.group()
    return found


def _leap(year: int) -> int:
    """The first leap year from that one on."""
    while not (year % 4 == 0 and (year % 100 != 0 or year % 400 == 0)):
        year += 1
    return year
