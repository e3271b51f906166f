"""Facts on their way to the child: plain values only, dates with their kind, everything else turned into "empty".

A formula that failed or was never calculated is as good as empty: no letter shows `#REF!`.
"""

import datetime as dt
import math
from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from sheetcrm.mail.faults import TemplateFault
from sheetcrm.model.cells import is_result

_KIND = "\x00kind"


def facts_to_json(facts: Mapping[str, Any]) -> dict[str, Any]:
    """The facts as JSON can hold them; a value that no letter can show is a fault that names the field.

    >>> facts_to_json({"age": 40, "bought_on": dt.date(2026, 3, 5)})
    {'age': 40, 'bought_on': {'\\x00kind': 'date', 'is': '2026-03-05'}}
    """
    return {str(name): _packed(value, str(name)) for name, value in facts.items()}


def _packed(value: Any, field: str) -> Any:
    kind = type(value)
    if kind is str or kind is int or kind is bool or value is None:
        return value
    if not is_result(value):
        return None
    if isinstance(value, str):
        return str(value)
    if isinstance(value, float):
        return float(value) if math.isfinite(value) else None
    if isinstance(value, int):
        return int(value)
    if isinstance(value, Decimal):
        return {_KIND: "decimal", "is": str(value)} if value.is_finite() else None
    if isinstance(value, dt.datetime | dt.date | dt.time):
        if value != value:  # a missing timestamp of pandas is a datetime that differs from itself
            return None
        name = "moment" if isinstance(value, dt.datetime) else "date" if isinstance(value, dt.date) else "time"
        return {_KIND: name, "is": value.isoformat()}
    if isinstance(value, Mapping):
        return {str(name): _packed(inner, f"{field}[{name!r}]") for name, inner in value.items()}
    if isinstance(value, list | tuple):
        return [_packed(inner, field) for inner in value]
    as_number = getattr(value, "item", None)  # a number of numpy
    if callable(as_number) and getattr(value, "ndim", None) == 0:
        return _packed(as_number(), field)
    raise TemplateFault("facts-unusable", field=field)


def facts_from_json(facts: Mapping[str, Any]) -> dict[str, Any]:
    """The facts as they were before `facts_to_json`.

    >>> facts_from_json(facts_to_json({"at": dt.time(9, 30), "row": {"Shoe size": 42.5}}))
    {'at': datetime.time(9, 30), 'row': {'Shoe size': 42.5}}
    """
    return {name: _unpacked(value) for name, value in facts.items()}


def _unpacked(value: Any) -> Any:
    if isinstance(value, list):
        return [_unpacked(inner) for inner in value]
    if not isinstance(value, dict):
        return value
    if _KIND not in value:
        return {name: _unpacked(inner) for name, inner in value.items()}
    match value[_KIND]:
        case "date":
            return dt.date.fromisoformat(value["is"])
        case "moment":
            return dt.datetime.fromisoformat(value["is"])
        case "time":
            return dt.time.fromisoformat(value["is"])
        case _:
            return Decimal(value["is"])
