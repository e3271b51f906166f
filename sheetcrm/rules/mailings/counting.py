"""What people read in their row of Mailings: for whom it is meant, how it goes, and why it does not; plain counts."""

import datetime as dt
from collections import Counter
from collections.abc import Iterator

from sheetcrm.model.cells import CellValue, same_cell
from sheetcrm.model.changes import Change, SetCells
from sheetcrm.model.settings import Settings
from sheetcrm.model.snapshot import Snapshot
from sheetcrm.rules.mailings.beginning import reason_not_to_begin
from sheetcrm.rules.mailings.on_occasions import letters_ahead
from sheetcrm.rules.mailings.orders import Mailing, occasion_day, read_mailings, round_of
from sheetcrm.rules.mailings.recipients import OPTED_OUT, Recipients
from sheetcrm.rules.mailings.segments import members, segment_of
from sheetcrm.rules.mailings.telling import (
    began,
    fault_told,
    gone,
    left_out,
    next_time,
    not_made,
    taken_back,
    takes_days,
    versions_told,
)
from sheetcrm.rules.mailings.versions import is_tried
from sheetcrm.rules.reading import keys, read_choices
from sheetcrm.rules.returned import harmful_mailings
from sheetcrm.words import Words, words_of

_WAITING = frozenset({"waiting", "delayed", "sending"})
_HELD = frozenset({"refused", "unclear", "failed", "held", "dropped"})
_ORDERED_OFF = {"stop": "stopped", "pause": "paused"}
_UNDER_WAY = frozenset({"mailing-missed"})
"""Reasons that are of one round only: the mailing itself goes on."""


def count_mailings(snapshot: Snapshot, settings: Settings, today: dt.date) -> Iterator[Change]:
    """Yield a change for each mailing whose counts, state or outcome are not what they should be."""
    table = snapshot.table("mailings")
    if not len(table):
        return
    letters = snapshot.table("letters")
    if len(letters) and not all(letters.has(field) for field in ("mailing", "letter_status")):
        return  # a header that was renamed: what rows told so far is nearer to the truth than nothing
    words = words_of(settings.language)
    went = _letters(snapshot)
    recipients = Recipients(snapshot, settings, today)
    for mailing in read_mailings(snapshot, settings):
        counted = went.get(mailing.number, Counter())
        if mailing.faults:
            status = words.choice("mailing_status", _of_faulty(mailing, counted))
            figures = _figures(counted) if counted else {}
            wanted: dict[str, CellValue] = {
                **figures, "mailing_status": status, "outcome": fault_told(mailing.faults[0], words)
            }  # fmt: skip
        else:
            wanted = _cells(mailing, counted, snapshot, settings, recipients, words, today)
        cells = {
            field: (table.values(field)[mailing.position], value)
            for field, value in wanted.items()
            if table.has(field) and not same_cell(table.values(field)[mailing.position], value)
        }
        if cells:
            yield SetCells("mailings", table.anchors[mailing.position], cells, "mailing-count")


def _letters(snapshot: Snapshot) -> dict[str, Counter[str]]:
    """Mailing -> status -> letters."""
    letters = snapshot.table("letters")
    statuses = read_choices(snapshot, "letters", "letter_status", "letter_status")
    found: dict[str, Counter[str]] = {}
    for number, status in zip(keys(letters, "mailing"), statuses, strict=True):
        if number:
            found.setdefault(number, Counter())[status or "held"] += 1
    return found


def _figures(went: Counter[str]) -> dict[str, CellValue]:
    """How many letters of a mailing went, wait, were not sent and came back."""
    return {
        "letters_sent": went["sent"] + went["prepared"] + went["bounced"] or None,
        "letters_waiting": sum(went[status] for status in _WAITING) or None,
        "letters_held": sum(went[status] for status in _HELD) or None,
        "bounced": went["bounced"] or None,
    }


def _of_faulty(mailing: Mailing, went: Counter[str]) -> str:
    """The state of a mailing whose row cannot be followed any more; letters that were made before go all the same."""
    twice = any(fault.code == "mailing-twice" for fault in mailing.faults)  # nobody knows whose letters these are
    if not went or twice or mailing.order != "send" or mailing.repeats != "once" or mailing.occasion:
        return "refused"
    return "running" if any(went[status] for status in _WAITING) else "finished"


def _cells(
    mailing: Mailing, went: Counter[str], snapshot: Snapshot, settings: Settings, recipients: Recipients, words: Words,
    today: dt.date,
) -> dict[str, CellValue]:  # fmt: skip
    made, waiting = went.total(), sum(went[status] for status in _WAITING)
    cells = _figures(went)
    told: list[str] = []
    comes_back = mailing.repeats != "once" or bool(mailing.occasion)
    is_open = not made or comes_back
    if is_open:  # a mailing that goes once keeps the figures with which it began
        segment = segment_of(mailing.segment, snapshot, settings, today)
        chosen = list(recipients.of(mailing, members(segment, snapshot, settings, today)))
        cells["members"] = sum(1 for recipient in chosen if recipient.address) or None
        cells["opted_out"] = sum(1 for recipient in chosen if recipient.refused in OPTED_OUT) or None
        told = [left_out(chosen, words), takes_days(mailing, cells["members"], settings, words)]
    day = occasion_day(mailing, today)
    about = day or mailing.send_on or today
    reason = reason_not_to_begin(mailing, about, snapshot, settings, today, recipients) if is_open else None
    begun = None if made else began(mailing, snapshot)
    status = "planned"
    if mailing.order in _ORDERED_OFF:
        status = _ORDERED_OFF[mailing.order]
    elif begun is not None and begun.value == "0":  # all of its people had this letter from another mailing
        status = "finished"
    elif begun is not None:
        status, told = "stopped", [taken_back(begun, words)]
    elif reason is not None:
        status = "running" if made and reason[0] in _UNDER_WAY else "refused"
        told = [words.say(reason[0].replace("-", "_"), **reason[1])]
        if reason[0] == "mailing-swollen":
            del cells["members"]  # what somebody saw when it was ordered stays there to compare with
    elif mailing.order == "send" and mailing.occasion and day is not None:
        status = "running"
        told = [letters_ahead(mailing, snapshot, settings, recipients, today, words), *told]
    elif mailing.order == "send" and made:
        status = "running" if waiting or mailing.repeats != "once" else "finished"
        if is_tried(mailing) and status == "finished":
            status = "paused"
        told = [
            versions_told(mailing, round_of(mailing, about), snapshot, settings, words, choose=not waiting),
            next_time(mailing, about, snapshot, words),
            gone(mailing, snapshot, words),
            words.say("mailing_in_outbox", count=went["prepared"]) if went["prepared"] else "",
            *told,
        ]
    harm = harmful_mailings(snapshot).get(mailing.number)
    if harm is not None and mailing.order == "send":
        status, told = "stopped", [words.say(harm[0].replace("-", "_"), count=harm[1]), *told]
    refused = snapshot.outside.refused.get(mailing.number)
    if refused is not None:
        status = status if made else "refused"
        told = [not_made(refused, words), *told]
    if is_open or any(told):  # a finished one that has nothing to tell keeps what it told when it began
        cells["outcome"] = "\n".join(filter(None, told)) or None
    cells["mailing_status"] = words.choice("mailing_status", status)
    return cells
