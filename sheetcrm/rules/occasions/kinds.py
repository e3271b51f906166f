"""KINDS: how the day of an occasion is found, by the word in `when`; each is a pure function of the sheet alone."""

import datetime as dt
from collections.abc import Callable, Iterator, Mapping
from types import MappingProxyType

from sheetcrm.model.settings import Occasion, Settings
from sheetcrm.model.snapshot import Snapshot
from sheetcrm.rules.occasions.dates import dates_in_column
from sheetcrm.rules.occasions.found import Found

FindDays = Callable[[Snapshot, Settings, Occasion, dt.date, dt.date], Iterator[Found]]
"""Rows whose day lies from the first date to the second; a row without a day where that is meant."""

KINDS: Mapping[str, FindDays] = MappingProxyType(
    {
        "date": dates_in_column,
    }
)
