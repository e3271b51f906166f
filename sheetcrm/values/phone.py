"""Telephone numbers as people type them into a cell; a number is never guessed, only read or left over."""

import re
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any, Literal, TypeAlias

Kind: TypeAlias = Literal["mobile", "fixed", "other"]


@dataclass(frozen=True, slots=True)
class Phone:
    """One valid number: `e164` carries `;ext=` when an extension was written, `national` is for people to read."""

    e164: str
    national: str
    kind: Kind
    region: str


@dataclass(frozen=True, slots=True)
class PhoneCell:
    """All that one cell holds: numbers and number-like leftovers in the order of the cell, and the words beside."""

    numbers: tuple[Phone, ...] = ()
    leftovers: tuple[str, ...] = ()
    note: str = ""


_EXTENSION_WORDS = (
    r"доб(?:авочный)?|внутр(?:енний)?|вн|дод(?:атковий)?|ext(?:ension)?|wewn(?:ętrzny)?|wew|w(?=\.\s*\d)|int(?:erior)?|#|"
    r"[xх](?=\s*\d)"
)
_SPOT = re.compile(
    r"(?P<run>\(?\+?\(?\+?\d[\d ()./\-]*)"
    rf"(?:[\s,;(]*(?<![^\W\d_])(?:{_EXTENSION_WORDS})\s*[.:№]*\s*(?P<extension>\d+))?",
    re.IGNORECASE,
)
_PLAIN = re.compile(r"\(?\+?[\d ()\-]+")
_FROM_EXCEL = re.compile(r"\+?(\d)[.,](\d+)[eEеЕ]\+?(\d{1,2})")
_FLOAT_TAIL = re.compile(r"(?<=\d{7})[.,]0+(?=$|[\s,;])")
_INVISIBLE = "\u200b\u2060\u202a\u202c\ufeff"
_LOOKS = str.maketrans(
    dict.fromkeys("\u00a0\u2007\u202f\u2009\t", " ")
    | dict.fromkeys("‐‑‒–—−", "-")
    | dict.fromkeys(_INVISIBLE)
    | {"＋": "+"}
)
_NOT_DIGIT = re.compile(r"\D+")
_BRACKETED_TRUNK = re.compile(r"\(\s*0\s*\)")
_BRACKETED_EXTENSION = re.compile(r"(.*\d)\s*\((\d{1,5})\)?")
_WORD = re.compile(r"[^\W\d_][\w'’\-]*")
_LABEL_WORDS = """
т тел телефон телефоны моб мобильный мобильные мобила сот сотовый раб рабочий дом домашний гор городской факс
контактный основной доп номер номера или либо и также еще ещё мобільний моб роб або чи і та дод t tel telefon
telefony kom komórka komorka komórkowy mob mobil mobile cell phone phones fax faks fix stac stacj stacjonarny
służbowy prywatny praca domowy nr numer lub albo i oraz m k p f w h o serviciu acasă acasa birou număr numar sau și
si or and work home office direct landline whatsapp wa viber telegram tg signal доб вн внутр ext wew wewn int
"""
_LABELS = frozenset(_LABEL_WORDS.split())
_FEWEST_DIGITS = 7
_MOST_GROUPS = 40
_LEFTOVER_DIGITS = 5
_WRITTEN_EXTENSION = 6
_LOST_BY_EXCEL = 2

# Where most people of a country with several zones live; a mobile number there does not say more.
_MAIN_ZONE = {
    "RU": "Europe/Moscow", "KZ": "Asia/Almaty", "UA": "Europe/Kyiv", "UZ": "Asia/Tashkent", "MN": "Asia/Ulaanbaatar",
    "DE": "Europe/Berlin", "ES": "Europe/Madrid", "PT": "Europe/Lisbon", "CY": "Asia/Nicosia", "CN": "Asia/Shanghai",
    "NZ": "Pacific/Auckland", "MY": "Asia/Kuala_Lumpur", "CL": "America/Santiago", "EC": "America/Guayaquil",
    "AR": "America/Argentina/Buenos_Aires", "MX": "America/Mexico_City", "BR": "America/Sao_Paulo",
    "AU": "Australia/Sydney", "ID": "Asia/Jakarta", "GL": "America/Nuuk",
}  # fmt: skip

# Area codes whose zone the library has not followed (Saratov left Moscow time in 2016).
_OWN_ZONE = {"+7845": "Europe/Saratov"}


def read_phones(text: str | int | float, region: str) -> PhoneCell:
    """Give every number of a cell, `region` (ISO country) being the country whose habits the writer follows.

    Workbook numbers (`79161234567.0`, `7.9161234567E+10`), extensions, a missing plus, old trunk prefixes and several
    numbers in one cell are understood. A local number without its area code is left over.

    >>> [phone.e164 for phone in read_phones("kom. 601 234 567 lub 22 123 45 67 wew. 12", "PL").numbers]
    ['+48601234567', '+48221234567;ext=12']
    >>> read_phones("123-45-67 Анна", "RU")
    PhoneCell(numbers=(), leftovers=('123-45-67',), note='Анна')
    """
    cell, region = _as_text(text), region[:2].upper()
    if _FROM_EXCEL.fullmatch(cell):
        return PhoneCell(leftovers=(cell,))
    if _PLAIN.fullmatch(cell):
        found = _read_number(cell, "", region)
        if found:
            return PhoneCell((found,))
    numbers: list[Phone] = []
    leftovers: list[str] = []
    words: list[str] = []
    end = 0
    for spot in _SPOT.finditer(cell):
        words.append(cell[end : spot.start()])
        end = spot.end()
        run, extension = spot["run"].strip(" -./"), spot["extension"] or ""
        if len(extension) > _WRITTEN_EXTENSION:
            leftovers.append(spot[0].strip())
            continue
        good, bad = _read_run(run, extension, region)
        numbers.extend(good)
        leftovers.extend(bad)
    words.append(cell[end:])
    return PhoneCell(tuple(dict.fromkeys(numbers)), tuple(leftovers), _note(words))


def time_zone(e164: str) -> str | None:
    """Give the IANA zone in which the owner of a number most likely lives, or None when the number does not tell.

    A landline tells its city; a mobile of a country with several zones gives the zone most of its people live in.

    >>> time_zone("+73832123456"), time_zone("+79161234567"), time_zone("+77011234567")
    ('Asia/Novosibirsk', 'Europe/Moscow', 'Asia/Almaty')
    """
    import phonenumbers
    from phonenumbers.timezone import time_zones_for_number

    try:
        number = phonenumbers.parse(e164.partition(";")[0])
    except phonenumbers.NumberParseException:
        return None
    if e164[:5] in _OWN_ZONE:
        return _OWN_ZONE[e164[:5]]
    region = phonenumbers.region_code_for_number(number)
    own = _zones_of_countries().get(region or "", ())
    if len(own) == 1:
        return own[0]
    zones = [zone for zone in time_zones_for_number(number) if zone != "Etc/Unknown"]
    if len(zones) > 1:
        zones = [zone for zone in zones if zone in own]
    if len(zones) == 1 and own and zones[0] not in own:
        zones = _at_the_same_hour(zones[0], own) or zones
    if len(zones) == 1:
        return str(zones[0])
    main = _MAIN_ZONE.get(region or "")
    return main if main and (not zones or main in zones) else None


def _at_the_same_hour(foreign: str, own: tuple[str, ...]) -> list[str]:
    """Give a country's zones whose clocks agree with another country's (Kaliningrad is listed under Bucharest)."""
    from datetime import datetime
    from zoneinfo import ZoneInfo

    winter = datetime(2026, 1, 15)
    shown = ZoneInfo(foreign).utcoffset(winter)
    return [zone for zone in own if ZoneInfo(zone).utcoffset(winter) == shown]


def _as_text(value: str | int | float) -> str:
    """Undo what a spreadsheet does to a long number; a rounded one (digits lost) stays as it is and fits no number."""
    if isinstance(value, float):
        return f"{value:.0f}" if value == value and value.is_integer() else ""
    cell = str(value).translate(_LOOKS).strip()
    if cell[:1] == "'":
        cell = cell[1:]
    excel = _FROM_EXCEL.fullmatch(cell)
    if excel:
        digits, places = excel[1] + excel[2], int(excel[3])
        if places - _LOST_BY_EXCEL <= len(excel[2]) <= places:
            return digits.ljust(places + 1, "0")
        return cell
    return _FLOAT_TAIL.sub("", cell)


def _read_run(run: str, extension: str, region: str) -> tuple[list[Phone], list[str]]:
    """Read digits that stand together: as one number, else parted at slashes, else parted at spaces with no rest."""
    digits = len(_NOT_DIGIT.sub("", run))
    if digits < _LEFTOVER_DIGITS:
        return [], []
    one = _read_number(run, extension, region)
    if one:
        return [one], []
    bracketed = None if extension else _BRACKETED_EXTENSION.fullmatch(run)
    one = _read_number(bracketed[1], bracketed[2], region) if bracketed else None
    if one:
        return [one], []
    pieces = [piece.strip(" -.") for piece in run.split("/")]
    if len(pieces) > 1:
        read = [_read_number(piece, "", region) for piece in pieces]
        if any(read):
            bad = [p for p, phone in zip(pieces, read, strict=True) if not phone and len(p) >= _LEFTOVER_DIGITS]
            return [phone for phone in read if phone], bad
    parted = _part(run.replace("/", " ").split(), region)
    return (parted, []) if parted else ([], [run.strip(" ()")])


def _part(groups: list[str], region: str) -> list[Phone]:
    """Cut groups of digits into valid numbers without any rest, the shortest first number winning; else nothing.

    A cell of very many groups is no list of phones any more; cutting it would take for ever.
    """
    if len(groups) > _MOST_GROUPS:
        return []
    for size in range(1, len(groups)):
        first = _read_number(" ".join(groups[:size]), "", region)
        if not first:
            continue
        rest = _read_number(" ".join(groups[size:]), "", region)
        others = [rest] if rest else _part(groups[size:], region)
        if others:
            return [first, *others]
    return []


def _spellings(run: str, region: str) -> list[tuple[str, str | None]]:
    """List the readings of a run to try, best first, each with the region whose trunk prefix applies."""
    digits = _NOT_DIGIT.sub("", run)
    if digits.startswith("00"):
        return [("+" + digits[2:], None)]
    if run.lstrip(" (").startswith("+"):
        old_trunk = digits[0] == "8" and len(digits) == 11 and region in ("RU", "KZ", "BY")
        without_trunk = "+" + _NOT_DIGIT.sub("", _BRACKETED_TRUNK.sub("", run))
        return [("+" + digits, None), (without_trunk, None), *([(digits, region)] if old_trunk else [])]
    readings: list[tuple[str, str | None]] = [(digits, region)]
    if (region == "PL" and len(digits) == 10 and digits[0] == "0") or (
        region == "UA" and len(digits) == 11 and digits[:2] == "80"
    ):
        readings.append((digits[1:], region))
    if len(digits) >= 11:
        readings.append(("+" + digits, None))
    return readings


def _read_number(run: str, extension: str, region: str) -> Phone | None:
    if not _FEWEST_DIGITS <= len(_NOT_DIGIT.sub("", run)) <= 18:
        return None
    import phonenumbers

    from sheetcrm.values.numbering_plan import owner_and_type

    for spelling, home in _spellings(run, region):
        try:
            number = phonenumbers.parse(spelling, home)
        except phonenumbers.NumberParseException:
            continue
        zeros = "0" * (number.number_of_leading_zeros or 1) if number.italian_leading_zero else ""
        owner, kind = owner_and_type(number.country_code or 0, f"{zeros}{number.national_number}")
        if kind != phonenumbers.PhoneNumberType.UNKNOWN:
            return _phone(number, f"{zeros}{number.national_number}", owner or "", kind, extension, region)
    return None


_EXTENSION_WORD = {
    "RU": "доб.", "BY": "доб.", "KZ": "доб.", "UA": "дод.", "PL": "wew.", "RO": "int.", "MD": "int.",
}  # fmt: skip
"""How people of a region write an extension."""


def _phone(number: Any, digits: str, owner: str, kind: int, extension: str, region: str) -> Phone:
    import phonenumbers

    from sheetcrm.values.numbering_plan import spelled

    known = phonenumbers.PhoneNumberType
    e164 = f"+{number.country_code}{digits}"
    national = spelled(number.country_code, digits, national=owner == region)
    if extension:
        national = f"{national} {_EXTENSION_WORD.get(region, 'ext.')} {extension}"
    return Phone(
        e164=f"{e164};ext={extension}" if extension else e164,
        national=national,
        kind="mobile" if kind == known.MOBILE else "fixed" if kind == known.FIXED_LINE else "other",
        region=owner,
    )


def _note(pieces: list[str]) -> str:
    """Keep the words that are neither a label of a number nor a joining word, each piece in its own order."""
    kept = []
    for piece in pieces:
        words = [word for word in _WORD.findall(piece) if word.lower() not in _LABELS]
        if words:
            kept.append(" ".join(words))
    return ", ".join(kept)


@cache
def _zones_of_countries() -> dict[str, tuple[str, ...]]:
    zones: dict[str, tuple[str, ...]] = {}
    for line in files("tzdata.zoneinfo").joinpath("zone.tab").read_text(encoding="utf-8").splitlines():
        if not line.startswith("#"):
            country, _, zone = line.split("\t")[:3]
            zones[country] = (*zones.get(country, ()), zone)
    return zones
