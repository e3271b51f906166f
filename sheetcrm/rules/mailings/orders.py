"""The rows of the tab Mailings as people meant them: what, to whom, when and whether; each with all its faults."""

import datetime as dt
from collections import Counter
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from sheetcrm.model.cells import is_result
from sheetcrm.model.settings import Settings
from sheetcrm.model.snapshot import Snapshot, Table
from sheetcrm.rules.mailings.naming import letters_by_name, named, occasions_by_name
from sheetcrm.rules.mailings.segment_text import Fault
from sheetcrm.rules.reading import keys, read_choices, read_column, texts


class Mailing(NamedTuple):
    """One row. `order`: send, pause, stop or None. `share`: per cent of the people on whom two versions are tried.

    `letter`: what those get who are of no trial, the winner once somebody chose it; `first_letter`: as the row has it.
    `occasion`: the key of the occasion on whose days it goes, empty for one that goes on days of its own.
    """

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
    occasion: str = ""
    winner: str | None = None
    first_letter: str = ""


def read_mailings(snapshot: Snapshot, settings: Settings) -> Iterator[Mailing]:
    """Every row that has a number, in sheet order.

    Where a number stands twice nobody can know which row its letters belong to, so each of them has that fault.
    """
    table = snapshot.table("mailings")
    numbers = keys(table, "number")
    times = Counter(numbers)
    purposes = read_choices(snapshot, "mailings", "purpose", "mailing_purpose")
    orders = read_choices(snapshot, "mailings", "order", "mailing_order")
    repeats = read_choices(snapshot, "mailings", "repeats", "mailing_repeat")
    winners = read_choices(snapshot, "mailings", "winner", "mailing_winner")
    per_address = read_choices(snapshot, "mailings", "per_address", "per_address")
    days, caps = read_column(table, "send_on", settings), read_column(table, "daily_cap", settings)
    shares, replies = read_column(table, "test_share", settings), read_column(table, "from_manager", settings)
    fields = ("mailing", "letter", "second_letter", "segment", "order", "on_occasion", "repeats")
    written = {field: texts(table, field) for field in fields}
    known_letters = letters_by_name(snapshot)
    known_occasions = occasions_by_name(settings) if any(written["on_occasion"]) else {}
    for position, number in enumerate(numbers):
        if not number:
            continue
        faults = []
        day, cap, share = days[position].value, caps[position].value, shares[position].value
        if times[number] > 1:
            faults.append(Fault("mailing-twice", number))
        if ":" in number:
            faults.append(Fault("mailing-number", number))
        if is_result(table.values("send_on")[position]) and not isinstance(day, dt.date):
            faults.append(Fault("mailing-day", str(table.values("send_on")[position])))
        if written["order"][position] and orders[position] is None:
            faults.append(Fault("mailing-order", written["order"][position]))
        if not written["letter"][position]:
            faults.append(Fault("mailing-letter-none", ""))
        letters = []
        for field in ("letter", "second_letter"):
            found, fault = named(written[field][position], known_letters, "mailing-letter")
            letters.append(found)
            faults += fault
        if purposes[position] is None:
            faults.append(Fault("mailing-purpose", texts(table, "purpose")[position]))
        occasion, unknown = named(written["on_occasion"][position], known_occasions, "mailing-occasion")
        faults += unknown
        winner = winners[position]
        has_day = is_result(table.values("send_on")[position])
        on_occasion = bool(written["on_occasion"][position])
        faults += _contradictions(table, on_occasion, repeats[position], has_day, letters, winner)
        if table.values("segment")[position] is not None and not is_result(table.values("segment")[position]):
            faults.append(Fault("segment-formula", ""))
        yield Mailing(
            position, number, written["mailing"][position],
            letters[1] if winner == "second" and letters[1] else letters[0],
            letters[1], purposes[position], written["segment"][position],
            day if isinstance(day, dt.date) else None, orders[position], repeats[position] or "once",
            per_address[position] == "each", replies[position].value is True,
            int(cap) if isinstance(cap, int | float) and cap > 0 else None,
            min(100, int(share)) if isinstance(share, int | float) else 0, tuple(faults), occasion, winner, letters[0],
        )  # fmt: skip


def _contradictions(
    table: Table, on_occasion: bool, repeats: str | None, has_day: bool, letters: Sequence[str], winner: str | None
) -> Iterator[Fault]:
    """What one cell of a row says against another one, or leaves open."""
    if on_occasion and repeats not in (None, "once"):
        yield Fault("mailing-occasion-repeats", table.headers.get("repeats", ""))
    elif repeats not in (None, "once") and not has_day:
        yield Fault("mailing-repeats-day", table.headers.get("send_on", ""))
    if on_occasion and letters[1]:
        yield Fault("mailing-occasion-trial", table.headers.get("second_letter", ""))
    if winner == "second" and not letters[1]:
        yield Fault("mailing-winner", "")


def occasion_day(mailing: Mailing, today: dt.date) -> dt.date | None:
    """The day this mailing is about: the one written, or of a repeated one the latest that has come; None before it.

    Every month on the 31st is the last day of shorter months. On an occasion each client has a day of his own: then
    it is today, from the day written on.
    """
    first = mailing.send_on
    if first is None:
        return today if mailing.repeats == "once" else None
    if today < first:
        return None
    if mailing.occasion:
        return today
    if mailing.repeats == "weekly":
        return first + dt.timedelta(days=(today - first).days // 7 * 7)
    if mailing.repeats == "monthly":
        this_month = _in_month(today.year, today.month, first.day)
        if this_month <= today:
            return this_month
        before = today.replace(day=1) - dt.timedelta(days=1)
        return _in_month(before.year, before.month, first.day)
    return first


def next_day(mailing: Mailing, day: dt.date) -> dt.date | None:
    """The day of the round after that of `day`; None for a mailing that does not repeat.

    >>> last = dt.date(2026, 1, 31)
    >>> monthly = Mailing(0, "M-1", "", "x", "", None, "", last, None, "monthly", False, False, None, 0, ())
    >>> next_day(monthly, last), next_day(monthly, dt.date(2026, 2, 28))
    (datetime.date(2026, 2, 28), datetime.date(2026, 3, 31))
    """
    if mailing.repeats == "weekly":
        return day + dt.timedelta(days=7)
    if mailing.repeats == "monthly":
        month = day.replace(day=28) + dt.timedelta(days=4)
        return _in_month(month.year, month.month, (mailing.send_on or day).day)
    return None


def round_of(mailing: Mailing, day: dt.date) -> str:
    """The word under which one sending of it is remembered: the number, of a repeated one with its day."""
    return mailing.number if mailing.repeats == "once" else f"{mailing.number}-{day:%Y%m%d}"


def _in_month(year: int, month: int, day: int) -> dt.date:
    following = dt.date(year + month // 12, month % 12 + 1, 1)
    return dt.date(year, month, min(day, (following - dt.timedelta(days=1)).day))
