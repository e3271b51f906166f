"""Why a client got, gets or does not get the letter of a mailing: the first step of the engine that decided.

Nothing is decided here; every answer comes from the function that the engine itself asks.
"""

import datetime as dt
from collections.abc import Mapping
from typing import NamedTuple

from sheetcrm.errors import WrongUsage
from sheetcrm.model.settings import Settings
from sheetcrm.model.snapshot import Snapshot
from sheetcrm.rules.addressees import Addressees
from sheetcrm.rules.bases import Basis
from sheetcrm.rules.mailings.beginning import reason_not_to_begin
from sheetcrm.rules.mailings.on_occasions import day_of
from sheetcrm.rules.mailings.orders import Mailing, occasion_day, read_mailings, round_of
from sheetcrm.rules.mailings.recipients import SAME_LETTER_DAYS, Recipient, Recipients
from sheetcrm.rules.mailings.segment_text import Fault
from sheetcrm.rules.mailings.segments import members, segment_of
from sheetcrm.rules.mailings.versions import is_tried, versions
from sheetcrm.rules.memory import remembered
from sheetcrm.rules.reading import keys, read_choices, read_column, texts
from sheetcrm.values.email import mailbox_key
from sheetcrm.words import fold

_YEAR = 364
"""So many days ahead the next day of an occasion is looked for; within them each day of the year comes once."""


_MAY_GO = frozenset({"made", "not_ordered", "soon", "due", "not_begun", "begun", "tried"})


class MailingReason(NamedTuple):
    """One answer: the mailing's number, what came of it, and what the sentence needs.

    `code` is one of: letter, made, not_ordered, soon, due, fault, not_begun, begun, tried, not_member, no_day, and the
    reasons of `recipients` against a letter.
    """

    mailing: str
    code: str
    details: Mapping[str, object] = {}
    basis: Basis | str = ""


def mailing_named(snapshot: Snapshot, settings: Settings, asked: str) -> Mailing:
    """The mailing with that number, or, where only one has it, that name.

    WrongUsage: `mailing-unknown`, `mailing-ambiguous`.
    """
    mailings = list(read_mailings(snapshot, settings))
    by_number = [mailing for mailing in mailings if fold(mailing.number) == fold(asked)]
    found = by_number or [mailing for mailing in mailings if mailing.name and fold(mailing.name) == fold(asked)]
    if len(found) == 1:
        return found[0]
    titles = [mailing.number for mailing in found or mailings] or None
    raise WrongUsage("mailing-ambiguous" if found else "mailing-unknown", number=asked, titles=titles)


def why_mailing(
    snapshot: Snapshot, settings: Settings, today: dt.date, number: str, mailing: Mailing
) -> MailingReason | None:
    """The answer for the client with that number; None where no such client stands in the Clients tab.

    `basis` is that on which a letter went, as its row tells it, or may go.
    """
    numbers = keys(snapshot.table("clients"), "number")
    if number not in numbers:
        return None
    reason = _reason(snapshot, settings, today, number, mailing)
    if reason.basis or reason.code not in _MAY_GO:
        return reason
    bases = Addressees(snapshot, settings).bases
    basis = bases.of(numbers.index(number), number, mailing.purpose or "", today)
    return reason._replace(basis=basis or "")


def _reason(snapshot: Snapshot, settings: Settings, today: dt.date, number: str, mailing: Mailing) -> MailingReason:
    numbers = keys(snapshot.table("clients"), "number")
    written = _letter(snapshot, settings, number, mailing)
    if written is not None:
        return MailingReason(mailing.number, "letter", written[0], written[1])
    day = occasion_day(mailing, today)
    about = day or mailing.send_on or today
    memory, round_ = remembered(snapshot), round_of(mailing, about)
    entry = memory.get(f"letter:{round_}:{number}")
    if entry is not None:
        return MailingReason(mailing.number, "made", {"made": entry.day})
    reason = _against(snapshot, settings, today, numbers.index(number), mailing)
    if reason is not None:
        return reason
    if mailing.faults:
        return _fault(mailing, mailing.faults[0])
    if mailing.occasion:
        return _on_its_day(snapshot, settings, today, numbers.index(number), mailing)
    if f"mailing:{round_}:{'trial' if is_tried(mailing) else 'all'}" in memory:
        return MailingReason(mailing.number, "tried" if is_tried(mailing) else "begun")
    if mailing.order != "send":
        return MailingReason(mailing.number, "not_ordered")
    if day is None:
        return MailingReason(mailing.number, "soon", {"date": about} if mailing.send_on else {})
    kept = reason_not_to_begin(mailing, day, snapshot, settings, today)
    if kept is not None:
        return MailingReason(mailing.number, "not_begun", {"code": kept[0], **kept[1]})
    chosen = [each for each in _recipients(snapshot, settings, today, mailing) if each.address]
    if number not in {each.number for each, _ in versions(mailing, round_, chosen)}:
        return MailingReason(mailing.number, "tried")
    return MailingReason(mailing.number, "due")


def _on_its_day(
    snapshot: Snapshot, settings: Settings, today: dt.date, position: int, mailing: Mailing
) -> MailingReason:
    """The answer for a mailing on an occasion that nothing speaks against: the client's own next day."""
    if mailing.order != "send":
        return MailingReason(mailing.number, "not_ordered")
    start = max(today, mailing.send_on or today)
    day = day_of(mailing, snapshot, settings, start, position, _YEAR)
    if day is None:
        return MailingReason(mailing.number, "no_day")
    return (
        MailingReason(mailing.number, "due") if day == today else MailingReason(mailing.number, "soon", {"date": day})
    )


def _letter(
    snapshot: Snapshot, settings: Settings, number: str, mailing: Mailing
) -> tuple[dict[str, object], str] | None:
    """What the tab Letters says of the latest letter of the mailing to the client, and on what basis it went."""
    table = snapshot.table("letters")
    statuses = read_choices(snapshot, "letters", "letter_status", "letter_status")
    days, outcomes = read_column(table, "sent_on", settings), texts(table, "outcome")
    bases = texts(table, "allowed_by")
    rows = zip(keys(table, "mailing"), keys(table, "client"), statuses, days, outcomes, bases, strict=True)
    found = [row[2:] for row in rows if row[0] == mailing.number and row[1] == number]
    if not found:
        return None
    status, day, outcome, basis = found[-1]
    date = day.value if status != "bounced" else None  # what came of it tells its day
    return {"status": status, "date": date, "outcome": outcome or None}, basis


def _recipients(snapshot: Snapshot, settings: Settings, today: dt.date, mailing: Mailing) -> list[Recipient]:
    segment = segment_of(mailing.segment, snapshot, settings, today)
    return list(Recipients(snapshot, settings, today).of(mailing, members(segment, snapshot, settings, today)))


def _against(
    snapshot: Snapshot, settings: Settings, today: dt.date, position: int, mailing: Mailing
) -> MailingReason | None:
    """Why this client would get none even if the mailing were sent now; None when nothing stands in the way."""
    segment = segment_of(mailing.segment, snapshot, settings, today)
    if segment.faults:
        return _fault(mailing, segment.faults[0])
    everybody = _recipients(snapshot, settings, today, mailing)
    found = next((each for each in everybody if each.position == position), None)
    if found is None:
        return MailingReason(mailing.number, "not_member", {"segment": mailing.segment})
    if not found.refused:
        return None
    details: dict[str, object] = {"purpose": mailing.purpose, "value": _written(snapshot, position)}
    if found.refused == "same-address":
        details["other"] = _neighbour(snapshot, everybody, position)
    if found.refused == "same-letter":
        had = Recipients(snapshot, settings, today).had_letter(mailing, found.number)
        details |= {"other": had, "days": SAME_LETTER_DAYS}
    if found.refused == "too-many":
        details |= {"count": settings.mail.per_client, "days": settings.mail.per_client_days}
    return MailingReason(mailing.number, found.refused, details)


def _fault(mailing: Mailing, fault: Fault) -> MailingReason:
    told = {"code": fault.code, "part": fault.part, "other": fault.suggestion or None}
    return MailingReason(mailing.number, "fault", told)


def _written(snapshot: Snapshot, position: int) -> str:
    return texts(snapshot.table("clients"), "email")[position]


def _neighbour(snapshot: Snapshot, everybody: list[Recipient], position: int) -> str:
    """The client whose letter goes to the same mailbox."""
    box = mailbox_key(_written(snapshot, position))
    return next((each.number for each in everybody if each.address and mailbox_key(each.address) == box), "")
