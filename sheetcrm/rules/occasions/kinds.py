"""KINDS: how the day of an occasion is found, by the word in `when`; each is a pure function of the sheet alone."""

import datetime as dt
from collections.abc import Callable, Iterator, Mapping
from types import MappingProxyType

from sheetcrm.model.settings import Occasion, Settings
from sheetcrm.model.snapshot import Snapshot
from sheetcrm.rules.occasions.buying import last_purchases, leads_that_never_bought, replenishments, silences
from sheetcrm.rules.occasions.dates import dates_in_column
from sheetcrm.rules.occasions.found import Found
from sheetcrm.rules.occasions.kept_days import holidays_kept, name_days_kept, profession_days_kept
from sheetcrm.rules.occasions.moving import ending_consents, idle_deals, untouched_tasks
from sheetcrm.rules.occasions.wishes import wishes_on_sale

FindDays = Callable[[Snapshot, Settings, Occasion, dt.date, dt.date], Iterator[Found]]
"""Rows whose day lies from the first date to the second; a row without a day where that is meant."""

KINDS: Mapping[str, FindDays] = MappingProxyType(
    {
        "date": dates_in_column,
        "name_day": name_days_kept,
        "holiday": holidays_kept,
        "profession_day": profession_days_kept,
        "silence": silences,
        "last_purchase": last_purchases,
        "no_purchase": leads_that_never_bought,
        "wish_on_sale": wishes_on_sale,
        "replenish": replenishments,
        "stage_idle": idle_deals,
        "consent_ends": ending_consents,
        "task_untouched": untouched_tasks,
    }
)
