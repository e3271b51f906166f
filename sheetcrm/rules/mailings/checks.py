"""Rows of the tab Mailings that no letter can follow from: what is wrong stands in the row, in the very cell."""

import datetime as dt
from collections import Counter
from collections.abc import Iterator

from sheetcrm.model.problems import Problem
from sheetcrm.model.settings import Settings
from sheetcrm.model.snapshot import Snapshot
from sheetcrm.rules.mailings.beginning import reason_not_to_begin
from sheetcrm.rules.mailings.orders import Mailing, occasion_day, read_mailings
from sheetcrm.rules.mailings.segments import segment_of
from sheetcrm.rules.mailings.telling import fault_told, not_made
from sheetcrm.rules.reading import keys, read_choices
from sheetcrm.words import Words, words_of

_CELLS = {
    "mailing-twice": "number", "mailing-number": "number", "mailing-day": "send_on", "mailing-order": "order",
    "mailing-letter": "letter", "mailing-letter-none": "letter", "mailing-purpose": "purpose",
    "mailing-occasion": "on_occasion", "mailing-occasion-repeats": "repeats", "mailing-occasion-trial": "second_letter",
    "mailing-winner": "winner", "mailing-repeats-day": "send_on", "mailing-past": "send_on",
    "mailing-not-made": "letter",
}  # fmt: skip
"""Fault -> the cell it is about; all others are about the segment."""
_BEGINS_LATER = frozenset({"mailing-missed"})
"""Reasons that pass by themselves; the row tells the next day, and nothing is to be corrected."""


def check_mailings(snapshot: Snapshot, settings: Settings, today: dt.date) -> Iterator[Problem]:
    """Every fault of every mailing that nobody has stopped; of one that was ordered, why it does not begin.

    And letters of which nobody knows whether they went, as long as nobody has decided.
    """
    table = snapshot.table("mailings")
    if not len(table):
        return
    words = words_of(settings.language)
    letters = snapshot.table("letters")
    statuses = read_choices(snapshot, "letters", "letter_status", "letter_status")
    decisions = read_choices(snapshot, "letters", "letter_decision", "letter_decision")
    rows = list(zip(keys(letters, "mailing"), statuses, decisions, strict=True))
    written_to = {number for number, _, _ in rows if number}
    unclear = Counter(number for number, status, decision in rows if status == "unclear" and decision is None)
    for mailing in read_mailings(snapshot, settings):
        if unclear[mailing.number]:
            details: dict[str, object] = {"count": unclear[mailing.number]}
            yield Problem("mailing-unclear", "mailings", table.anchors[mailing.position], "number", details=details)
        if mailing.order == "stop":
            continue
        segment = segment_of(mailing.segment, snapshot, settings, today)
        told = [(fault.code, fault_told(fault, words)) for fault in (*mailing.faults, *segment.faults)]
        if not told and mailing.order == "send":
            told = list(_not_begun(mailing, mailing.number in written_to, snapshot, settings, words, today))
        for code, reason in told:
            field = _CELLS.get(code, "segment")
            if not table.has(field):
                field = "number"
            details = {"reason": reason}
            yield Problem("mailing-unreadable", "mailings", table.anchors[mailing.position], field, details=details)


def _not_begun(
    mailing: Mailing, has_letters: bool, snapshot: Snapshot, settings: Settings, words: Words, today: dt.date
) -> Iterator[tuple[str, str]]:
    """Why a mailing that can be read does not begin, with its code; nothing of one that goes once and has begun."""
    if has_letters and mailing.repeats == "once" and not mailing.occasion:
        return
    refused = snapshot.outside.refused.get(mailing.number)
    if refused is not None and not has_letters:
        yield "mailing-not-made", not_made(refused, words)
        return
    day = occasion_day(mailing, today) or mailing.send_on or today
    kept = reason_not_to_begin(mailing, day, snapshot, settings, today)
    if kept is not None and kept[0] not in _BEGINS_LATER:
        yield kept[0], words.say(kept[0].replace("-", "_"), **kept[1])
