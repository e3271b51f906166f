"""Cells on their way from and to Google: serial numbers are dates where the cell's format says so; nothing is parsed.

Serials count days since 1899-12-30 in the spreadsheet's own time zone, so they are wall time for whoever reads them.
"""

import datetime as dt
import math
from collections.abc import Mapping
from typing import Any

from sheetcrm.model.cells import CellError, CellValue, canonical

Json = dict[str, Any]

DATES = frozenset({"DATE", "DATE_TIME", "TIME"})
"""Number format types under which a number is a day or a time."""
LONGEST_TEXT = 50_000
_DAY_ZERO = dt.date(1899, 12, 30)
_MOMENT_ZERO = dt.datetime(1899, 12, 30)
_LAST_SERIAL = (dt.date(9999, 12, 31) - _DAY_ZERO).days


def number_value(number: float, kind: str | None) -> CellValue:
    """A number as its format means it: a date, a moment, a time of day, or the number itself.

    >>> number_value(46270, "DATE"), number_value(46270.5, "DATE_TIME"), number_value(46270, "TEXT")
    (datetime.date(2026, 9, 5), datetime.datetime(2026, 9, 5, 12, 0), 46270)
    """
    if kind in DATES and 0 <= number <= _LAST_SERIAL + 1:
        return moment_of(number, kind)
    return int(number) if isinstance(number, float) and number.is_integer() and abs(number) < 2**53 else number


def moment_of(serial: float, kind: str | None = "DATE_TIME") -> CellValue:
    """The day or moment of a serial number; below one day under a time format it is a time of day."""
    day = math.floor(serial)
    if serial == day and kind != "TIME":
        return _DAY_ZERO + dt.timedelta(days=day) if day <= _LAST_SERIAL else serial
    # A double holds a moment of our times to about a microsecond: what people typed is whole milliseconds.
    milliseconds = round((serial - day) * 86_400_000)
    if serial < 1:
        return (_MOMENT_ZERO + dt.timedelta(milliseconds=milliseconds)).time()
    try:
        return canonical(_MOMENT_ZERO + dt.timedelta(days=day, milliseconds=milliseconds))
    except OverflowError:
        return serial


def serial_of(value: dt.date | dt.datetime | dt.time) -> int | float:
    """The serial number of a day, a moment or a time of day.

    >>> serial_of(dt.date(2026, 9, 5)), serial_of(dt.datetime(2026, 9, 5, 12)), serial_of(dt.time(6))
    (46270, 46270.5, 0.25)
    """
    if isinstance(value, dt.datetime):
        passed = value.replace(tzinfo=None) - _MOMENT_ZERO
        return passed.days + (passed.seconds + passed.microseconds / 1e6) / 86_400
    if isinstance(value, dt.date):
        return (value - _DAY_ZERO).days
    return (value.hour * 3600 + value.minute * 60 + value.second + value.microsecond / 1e6) / 86_400


def read_cell(cell: Mapping[str, Any]) -> CellValue:
    """The value of a CellData with effectiveValue and the type of its number format."""
    value = cell.get("effectiveValue")
    if not value:
        return None
    if "stringValue" in value:
        return canonical(str(value["stringValue"]))
    if "numberValue" in value:
        return number_value(value["numberValue"], format_type(cell))
    if "boolValue" in value:
        return bool(value["boolValue"])
    if "errorValue" in value:
        return CellError(error_text(value["errorValue"]))
    return None


def format_type(cell: Mapping[str, Any]) -> str | None:
    """The type of a cell's number format; None for the automatic one."""
    found = cell.get("effectiveFormat")
    kind = found.get("numberFormat", {}).get("type") if found else None
    return str(kind) if kind else None


def error_text(error: Mapping[str, Any]) -> str:
    """How a failed formula is shown.

    >>> error_text({"type": "DIVIDE_BY_ZERO"}), error_text({"type": "N_A"}), error_text({"type": "REF"})
    ('#DIV/0!', '#N/A', '#REF!')
    """
    kind = str(error.get("type", "ERROR"))
    return _ERRORS.get(kind, f"#{kind}!")


_ERRORS = {
    "DIVIDE_BY_ZERO": "#DIV/0!", "N_A": "#N/A", "NAME": "#NAME?", "LOADING": "Loading...", "NULL_VALUE": "#NULL!",
}  # fmt: skip
ERROR_TEXTS = frozenset({*_ERRORS.values(), "#REF!", "#VALUE!", "#NUM!", "#ERROR!"})


def raw_value(value: object) -> str | int | float | bool:
    """What is sent to store a value exactly as it is (RAW): "" empties the cell, dates are serial numbers."""
    value = canonical(value)  # type: ignore[arg-type]
    if value is None:
        return ""
    if isinstance(value, dt.date | dt.time):
        return serial_of(value)
    assert isinstance(value, str | bool | int | float)
    return value


def typed_value(value: object) -> Json:
    """The ExtendedValue of a new cell: a text is never taken for a formula, `{}` is an empty cell."""
    raw = raw_value(value)
    if raw == "" and isinstance(raw, str):
        return {}
    if isinstance(raw, bool):
        return {"boolValue": raw}
    return {"numberValue": raw} if isinstance(raw, int | float) else {"stringValue": raw}


def date_kind(value: object) -> str | None:
    """The number format type that a value needs to be shown as what it is; None for all but days and times."""
    value = canonical(value)  # type: ignore[arg-type]
    if isinstance(value, dt.datetime):
        return "DATE_TIME"
    return "DATE" if isinstance(value, dt.date) else "TIME" if isinstance(value, dt.time) else None


def as_typed(value: dt.date | dt.datetime | dt.time) -> str:
    """A day or time in the ISO form, which every locale reads alike when it is typed.

    >>> as_typed(dt.datetime(2026, 3, 8, 9, 30))
    '2026-03-08 09:30:00'
    """
    if isinstance(value, dt.datetime):
        return value.strftime("%Y-%m-%d %H:%M:%S")
    return value.isoformat() if isinstance(value, dt.date) else value.strftime("%H:%M:%S")


def fits_a_cell(value: object) -> bool:
    """Whether Google can hold it: texts up to 50,000 characters, numbers that are numbers."""
    if isinstance(value, str):
        return len(value) <= LONGEST_TEXT
    return not (isinstance(value, float) and not math.isfinite(value))
