"""Rows of the tab Mailings that no letter can follow from: what is wrong stands in the row, in the very cell."""

import datetime as dt
from collections.abc import Iterator

from sheetcrm.model.problems import Problem
from sheetcrm.model.settings import Settings
from sheetcrm.model.snapshot import Snapshot
from sheetcrm.rules.mailings.orders import read_mailings
from sheetcrm.rules.mailings.segments import segment_of
from sheetcrm.rules.mailings.telling import fault_told
from sheetcrm.words import words_of

_CELLS = {
    "mailing-twice": "number", "mailing-number": "number", "mailing-day": "send_on", "mailing-order": "order",
    "mailing-letter": "letter", "mailing-letter-none": "letter", "mailing-purpose": "purpose",
    "mailing-occasion": "on_occasion", "mailing-occasion-repeats": "repeats", "mailing-occasion-trial": "second_letter",
    "mailing-winner": "winner",
}  # fmt: skip
"""Fault -> the cell it is about; all others are about the segment."""


def check_mailings(snapshot: Snapshot, settings: Settings, today: dt.date) -> Iterator[Problem]:
    """Every fault of every mailing that nobody has stopped."""
    table = snapshot.table("mailings")
    if not len(table):
        return
    words = words_of(settings.language)
    for mailing in read_mailings(snapshot, settings):
        if mailing.order == "stop":
            continue
        segment = segment_of(mailing.segment, snapshot, settings, today)
        for fault in (*mailing.faults, *segment.faults):
            field = _CELLS.get(fault.code, "segment")
            if not table.has(field):
                field = "number"
            details = {"reason": fault_told(fault, words)}
            yield Problem("mailing-unreadable", "mailings", table.anchors[mailing.position], field, details=details)
