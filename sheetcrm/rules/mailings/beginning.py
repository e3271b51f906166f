"""Whether a mailing that was ordered may begin today: its day, its people, and how many more they are than last time.

A slip is likelier than a tenfold growth: then somebody is to look and order it once more.
"""

import datetime as dt
from collections.abc import Mapping

from sheetcrm.model.settings import Settings
from sheetcrm.model.snapshot import Snapshot
from sheetcrm.rules.mailings.orders import Mailing, next_day, round_of
from sheetcrm.rules.mailings.recipients import Recipients
from sheetcrm.rules.mailings.segments import members, segment_of
from sheetcrm.rules.memory import Entry, remembered
from sheetcrm.rules.reading import read_column

LATE_DAYS = 3
"""So many days after its day a mailing, or a round of it, may still begin."""
GROWN, _A_CROWD = 10, 20
"""So many times more people than somebody knew of are a slip, if they are a crowd at all."""


def reason_not_to_begin(
    mailing: Mailing, day: dt.date, snapshot: Snapshot, settings: Settings, today: dt.date,
    recipients: Recipients | None = None,
) -> tuple[str, dict[str, object]] | None:  # fmt: skip
    """Why a mailing that was ordered does not begin today, as a code with details; None when it does, or has begun.

    What a mailing that goes once is compared with is the count its row tells: that is what somebody saw and ordered.
    """
    memory = remembered(snapshot)
    begun = any(f"mailing:{round_of(mailing, day)}:{stage}" in memory for stage in ("all", "trial"))
    if not begun and today - day > dt.timedelta(days=LATE_DAYS):
        following = next_day(mailing, day)
        return ("mailing-missed", {"date": day, "next": following}) if following else ("mailing-past", {"date": day})
    segment = segment_of(mailing.segment, snapshot, settings, today)
    if segment.faults:
        return segment.faults[0].code, {"part": segment.faults[0].part, "other": segment.faults[0].suggestion}
    if begun:
        return None
    if mailing.occasion:
        return None
    found = members(segment, snapshot, settings, today)
    if not found:
        return "mailing-empty", {}
    chosen = (recipients or Recipients(snapshot, settings, today)).of(mailing, found)
    reached = sum(1 for recipient in chosen if recipient.address)
    if mailing.repeats != "once":
        last = _last_reached(mailing, memory)
        return ("mailing-grown", {"count": reached, "before": last}) if has_grown(last, reached) else None
    if mailing.order != "send":
        return None
    told = read_column(snapshot.table("mailings"), "members", settings)[mailing.position].value
    last = int(told) if isinstance(told, int | float) else 0
    return ("mailing-swollen", {"count": reached, "before": last}) if has_grown(last, reached) else None


def has_grown(before: int, now: int) -> bool:
    """Whether so many more are meant than somebody knew of that it is likely a slip.

    >>> has_grown(30, 500), has_grown(300, 500), has_grown(1, 12), has_grown(0, 900)
    (True, False, False, False)
    """
    return bool(before) and now >= max(GROWN * before, _A_CROWD)


def _last_reached(mailing: Mailing, memory: Mapping[str, Entry]) -> int:
    """How many got the last round of a repeated mailing; 0 before the first. A round that was tried has two counts."""
    begins = f"mailing:{mailing.number}-"
    rounds: dict[str, int] = {}
    for key, entry in memory.items():
        if key.startswith(begins) and entry.value.isdigit():
            day = key.removeprefix(begins).partition(":")[0]
            rounds[day] = max(rounds.get(day, 0), int(entry.value))
    return rounds[max(rounds)] if rounds else 0
