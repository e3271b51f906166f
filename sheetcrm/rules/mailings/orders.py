"""The rows of the tab Mailings as people meant them: what, to whom, when and whether; each with all its faults."""

import datetime as dt
from collections.abc import Iterator
from typing import NamedTuple

from sheetcrm.model.cells import is_result
from sheetcrm.model.settings import Settings
from sheetcrm.model.snapshot import Snapshot
from sheetcrm.rules.mailings.segment_text import Fault
from sheetcrm.rules.reading import keys, read_choices, read_column, texts

PURPOSES_ALLOWED_BY_COLUMN = {"greetings": "consent_greetings", "offers": "consent_offers"}
"""Purposes whose consent may stand in a column of the client; the others stand in the Consents tab only."""


class Mailing(NamedTuple):
    """One row. `order`: send, pause, stop or None. `share`: per cent of the people on whom two versions are tried."""

    position: int
    number: str
    name: str
    letter: str
    second_letter: str
    purpose: str | None
    segment: str
    send_on: dt.date | None
    order: str | None
    repeats: str
    each: bool
    from_manager: bool
    cap: int | None
    share: int
    faults: tuple[Fault, ...]


def read_mailings(snapshot: Snapshot, settings: Settings) -> Iterator[Mailing]:
    """Every row that has a number, in sheet order; a number that stands twice counts for its first row."""
    table = snapshot.table("mailings")
    numbers = keys(table, "number")
    purposes = read_choices(snapshot, "mailings", "purpose", "mailing_purpose")
    orders = read_choices(snapshot, "mailings", "order", "mailing_order")
    repeats = read_choices(snapshot, "mailings", "repeats", "mailing_repeat")
    per_address = read_choices(snapshot, "mailings", "per_address", "per_address")
    days, caps = read_column(table, "send_on", settings), read_column(table, "daily_cap", settings)
    shares, replies = read_column(table, "test_share", settings), read_column(table, "from_manager", settings)
    written = {field: texts(table, field) for field in ("mailing", "letter", "second_letter", "segment", "order")}
    met: set[str] = set()
    for position, number in enumerate(numbers):
        if not number or number in met:
            continue
        met.add(number)
        faults = []
        day, cap, share = days[position].value, caps[position].value, shares[position].value
        if is_result(table.values("send_on")[position]) and not isinstance(day, dt.date):
            faults.append(Fault("mailing-day", str(table.values("send_on")[position])))
        if written["order"][position] and orders[position] is None:
            faults.append(Fault("mailing-order", written["order"][position]))
        if not written["letter"][position]:
            faults.append(Fault("mailing-letter-none", ""))
        if purposes[position] is None:
            faults.append(Fault("mailing-purpose", texts(table, "purpose")[position]))
        yield Mailing(
            position, number, written["mailing"][position], written["letter"][position],
            written["second_letter"][position], purposes[position], written["segment"][position],
            day if isinstance(day, dt.date) else None, orders[position], repeats[position] or "once",
            per_address[position] == "each", replies[position].value is True,
            int(cap) if isinstance(cap, int | float) and cap > 0 else None,
            min(100, int(share)) if isinstance(share, int | float) else 0, tuple(faults),
        )  # fmt: skip


def occasion_day(mailing: Mailing, today: dt.date) -> dt.date | None:
    """The day this mailing is about: the one written, or of a repeated one the latest that has come; None before it.

    Every month on the 31st is the last day of shorter months.
    """
    first = mailing.send_on
    if first is None:
        return today if mailing.repeats == "once" else None
    if today < first:
        return None
    if mailing.repeats == "weekly":
        return first + dt.timedelta(days=(today - first).days // 7 * 7)
    if mailing.repeats == "monthly":
        this_month = _in_month(today.year, today.month, first.day)
        if this_month <= today:
            return this_month
        before = today.replace(day=1) - dt.timedelta(days=1)
        return _in_month(before.year, before.month, first.day)
    return first


def round_of(mailing: Mailing, day: dt.date) -> str:
    """The word under which one sending of it is remembered: the number, of a repeated one with its day."""
    return mailing.number if mailing.repeats == "once" else f"{mailing.number}-{day:%Y%m%d}"


def _in_month(year: int, month: int, day: int) -> dt.date:
    following = dt.date(year + month // 12, month % 12 + 1, 1)
    return dt.date(year, month, min(day, (following - dt.timedelta(days=1)).day))
