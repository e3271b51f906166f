"""The day for which a task is planned; a call comes on a day on which the client wants to be called."""

import datetime as dt

from sheetcrm.rules.occasions import Due
from sheetcrm.rules.occasions.places import is_day_off
from sheetcrm.values.call_hours import day_welcome

DUE_IN_DAYS = 7
"""What has no date of its own (verify the facts) is due in a week."""
_A_WEEK = 7
BY_PHONE = frozenset({None, "phone", "meeting"})
"""Ways on which people speak with each other, so that the days a client names matter."""


def due_day(due: Due, channel: str | None, window: str, country: str, today: dt.date) -> dt.date:
    """The day to act on; of a call the next one within a week that the client's hours name, if it is welcome then.

    Where no such day comes in time, the day stays: a greeting by another way is better than a late call.
    """
    asked = due.act_on is None or due.occasion.empty_means_due
    day = today + dt.timedelta(days=DUE_IN_DAYS) if asked or due.act_on is None else due.act_on
    if not window or channel not in BY_PHONE or day_welcome(window, day):
        return day
    for shift in range(1, _A_WEEK):
        later = day + dt.timedelta(days=shift)
        if not asked and later > _last(due):
            break
        if day_welcome(window, later) and not (due.occasion.on_day_off != "same" and is_day_off(country, later)):
            return later
    return day


def _last(due: Due) -> dt.date:
    """The last day on which it is still welcome."""
    if due.date is None:
        return dt.date.max
    return due.date + dt.timedelta(days=due.occasion.apology_days if due.late else due.occasion.stale_days)
