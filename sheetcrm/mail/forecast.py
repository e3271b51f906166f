"""When the last of many letters goes, under a limit of letters in any 24 hours; plain counting."""

import datetime as dt
from collections.abc import Sequence

DAY = dt.timedelta(days=1)


def done_at(count: int, moments: Sequence[dt.datetime], limit: int, now: dt.datetime) -> dt.datetime:
    """When the last of `count` letters goes if each goes as soon as there is room; `now` when there is room for all.

    `moments`: when letters went in the last 24 hours, oldest first. A letter takes the room of the one that went
    24 hours before it.

    >>> now = dt.datetime(2026, 11, 23, 9)
    >>> str(done_at(1900, [], 400, now)), str(done_at(400, [], 400, now)), str(done_at(0, [], 400, now))
    ('2026-11-27 09:00:00', '2026-11-23 09:00:00', '2026-11-23 09:00:00')
    >>> str(done_at(3, [now - dt.timedelta(hours=20), now - dt.timedelta(hours=1)], 4, now))
    '2026-11-23 13:00:00'
    """
    room = max(0, limit - len(moments))
    behind = count - room - 1
    if behind < 0:
        return now
    freed = [moment + DAY for moment in moments[-limit:]] + [now + DAY] * room
    return max(now, freed[behind % limit] + DAY * (behind // limit))


def days_for(count: int, limit: int) -> int:
    """On which day the last of them goes, the first day counting as 1.

    >>> days_for(400, 400), days_for(401, 400), days_for(0, 400)
    (1, 2, 1)
    """
    return max(1, -(-count // limit))
