"""Letters that came back: their rows say so, and their addresses get no more until somebody changes or confirms them.

The rows of Letters remember it as well as the mailbox does: with one of the two lost nothing is forgotten.
"""

import datetime as dt
from collections import Counter
from collections.abc import Iterator

from sheetcrm.model.cells import CellValue, same_cell
from sheetcrm.model.changes import Change, SetCells
from sheetcrm.model.outside import CameBack
from sheetcrm.model.problems import Problem
from sheetcrm.model.settings import Settings
from sheetcrm.model.snapshot import Snapshot
from sheetcrm.rules.reading import keys, read_choices, read_column, texts
from sheetcrm.values.email import mailbox_key
from sheetcrm.words import Words, words_of

CONFIRMED = "address_right"
"""The decision by which people say that an address from which a letter came back is right all the same."""
LEAST_BOUNCED, BOUNCED_SHARE = 5, 0.05
LEAST_COMPLAINTS, COMPLAINT_SHARE = 2, 0.003
"""A mailing of which so many letters, and so large a share, came back or were called spam goes no further."""


def note_returned(snapshot: Snapshot, settings: Settings, today: dt.date) -> Iterator[Change]:
    """Yield one change per row of Letters that does not say yet what the mailbox told of its letter."""
    del today
    told = snapshot.outside.came_back
    table = snapshot.table("letters")
    if not told or not len(table):
        return
    words = words_of(settings.language)
    decisions = read_choices(snapshot, "letters", "letter_decision", "letter_decision")
    for position, key in enumerate(texts(table, "key")):
        found = told.get(key)
        if found is None:
            continue
        wanted: dict[str, CellValue] = {"outcome": _sentence(found, words)}
        if found.kind == "hard" and decisions[position] != CONFIRMED:
            wanted["letter_status"] = words.choice("letter_status", "bounced")
        cells = {
            field: (table.values(field)[position], value)
            for field, value in wanted.items()
            if table.has(field) and not same_cell(table.values(field)[position], value)
        }
        if cells:
            yield SetCells("letters", table.anchors[position], cells, "letter-news")


def dead_addresses(snapshot: Snapshot) -> frozenset[str]:
    """The addresses, as they are compared, from which a letter came back for good and that nobody has confirmed since.

    To confirm an address says nothing about letters to it that come back on a later day.
    """
    told = snapshot.outside.came_back
    table = snapshot.table("letters")
    died: dict[str, dt.date] = {}
    confirmed: dict[str, dt.date] = {}
    for found in told.values():
        if found.kind == "hard":
            _note(died, found.address, found.day)
    statuses = read_choices(snapshot, "letters", "letter_status", "letter_status")
    decisions = read_choices(snapshot, "letters", "letter_decision", "letter_decision")
    for address, key, status, decision in zip(
        texts(table, "to"), texts(table, "key"), statuses, decisions, strict=True
    ):
        day = told[key].day if key in told else dt.date.min
        if decision == CONFIRMED:
            for box in {address, told[key].address if key in told else ""}:
                _note(confirmed, box, day)
        elif status == "bounced":
            _note(died, address, day)
    return frozenset(box for box, day in died.items() if box and (box not in confirmed or day > confirmed[box]))


def check_returned(snapshot: Snapshot, settings: Settings, today: dt.date) -> Iterator[Problem]:
    """Addresses of clients from which letters came back: a person is to ask for another one (Q06)."""
    del today
    table = snapshot.table("clients")
    dead = dead_addresses(snapshot) if table.has("email") else frozenset()
    if not dead:
        return
    for position, reading in enumerate(read_column(table, "email", settings)):
        for address in reading.value if isinstance(reading.value, tuple) else ():
            if mailbox_key(address) in dead:
                raw = table.values("email")[position]
                yield Problem("email-returned", "clients", table.anchors[position], "email", raw, address)
                break


def harmful_mailings(snapshot: Snapshot) -> dict[str, tuple[str, int]]:
    """Mailings that must not go on: number -> (`mailing-bounced` or `mailing-complaints`, of how many letters).

    Rows on which somebody has decided do not count.
    """
    table = snapshot.table("letters")
    if not len(table):
        return {}
    statuses = read_choices(snapshot, "letters", "letter_status", "letter_status")
    decisions = read_choices(snapshot, "letters", "letter_decision", "letter_decision")
    told = snapshot.outside.came_back
    went, bounced, complained = Counter[str](), Counter[str](), Counter[str]()
    rows = zip(keys(table, "mailing"), texts(table, "key"), statuses, decisions, strict=True)
    for number, key, status, decision in rows:
        if not number or status not in ("sent", "bounced", "unclear"):
            continue
        went[number] += 1
        if decision is None:
            bounced[number] += status == "bounced"
            complained[number] += key in told and told[key].kind == "complaint"
    harmful: dict[str, tuple[str, int]] = {}
    for number, count in went.items():
        if bounced[number] >= LEAST_BOUNCED and bounced[number] > BOUNCED_SHARE * count:
            harmful[number] = "mailing-bounced", bounced[number]
        elif complained[number] >= LEAST_COMPLAINTS and complained[number] > COMPLAINT_SHARE * count:
            harmful[number] = "mailing-complaints", complained[number]
    return harmful


def _note(days: dict[str, dt.date], address: str, day: dt.date) -> None:
    box = mailbox_key(address) if address else ""
    days[box] = max(day, days.get(box, day))


def _sentence(found: CameBack, words: Words) -> str:
    if found.kind == "complaint":
        return words.say("letter_complained", date=found.day)
    code = "letter_returned" if found.kind == "hard" else "letter_returned_soft"
    return words.say(code, date=found.day, reason=found.reason or None, count=found.times)
