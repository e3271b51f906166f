"""Consents that the person confirms by a button (double opt-in): the letters that ask, and what the row then says.

A confirmation makes a consent count; it lifts no opt-out that was said after that consent.
"""

import datetime as dt
from collections.abc import Iterator
from dataclasses import replace

from sheetcrm.model.cells import CellValue
from sheetcrm.model.changes import Change, SendLetter, SetCells
from sheetcrm.model.settings import Occasion, Settings
from sheetcrm.model.snapshot import Snapshot
from sheetcrm.rules.addressees import Addressees
from sheetcrm.rules.consents import consent_lines
from sheetcrm.rules.letters import letter_changes
from sheetcrm.rules.memory import remember, remembered
from sheetcrm.rules.occasions import Due
from sheetcrm.rules.opt_outs import SERVICE
from sheetcrm.rules.reading import texts
from sheetcrm.rules.unconfirmed import VALID_DAYS, asked_consents
from sheetcrm.words import words_of

LETTER = "confirm_consent"


def note_confirmations(snapshot: Snapshot, settings: Settings, today: dt.date) -> Iterator[Change]:
    """Yield a change for each consent that somebody confirmed and whose row does not say so yet."""
    del today
    table = snapshot.table("consents")
    if not snapshot.outside.confirmed or not table.has("confirmed_on"):
        return
    words = words_of(settings.language)
    wording = {(each.topic, each.asked, each.day): each.wording for each in snapshot.outside.confirmed}
    for line in consent_lines(snapshot, settings):
        was = table.values("confirmed_on")[line.position]
        if line.confirmed is None or was is not None or line.day is None:
            continue
        text = wording.get((line.purpose or "", line.day, line.confirmed), "")
        cells: dict[str, tuple[CellValue, CellValue]] = {"confirmed_on": (None, line.confirmed)}
        if table.has("proof"):
            told = words.say("proof_told", date=line.confirmed, asked=line.day, wording=text)
            cells["proof"] = (table.values("proof")[line.position], told)
        yield SetCells("consents", table.anchors[line.position], cells, "consent-confirmed")


def ask_for_confirmation(snapshot: Snapshot, settings: Settings, today: dt.date) -> Iterator[Change]:
    """Yield the letters that ask whether a consent is right, a row in Letters for each, and what to remember."""
    if not settings.mail.confirm_consents or not settings.sender_address or "letters" not in snapshot:
        return
    known = {*remembered(snapshot), *texts(snapshot.table("letters"), "key")}
    people = Addressees(snapshot, settings)
    entries: dict[str, str] = {}
    for asked in asked_consents(snapshot, settings, today):
        line = asked.line
        if not asked.key or asked.key in known or line.day is None:
            continue
        known.add(asked.key)
        until = (asked.first or today) + dt.timedelta(days=VALID_DAYS)
        entries[asked.key] = (max(line.day, today) + dt.timedelta(days=2 * VALID_DAYS + 10)).isoformat()
        occasion = Occasion(key=LETTER, tab="consents", letter=LETTER)
        due = Due(occasion, line.position, line.day, None, line.number, asked.key)
        words = words_of(settings.language)
        for change in letter_changes(
            due, asked.key, asked.address, people, today, topic=SERVICE, until=until,
            once=f"{asked.key.rpartition(':')[2]}|{asked.address}", name=words.say("confirm_consent"),
            basis=words.say("basis_confirm"),
        ):  # fmt: skip
            if isinstance(change, SendLetter):
                yield replace(change, confirms=(line.purpose or "", line.day, until))
            else:
                yield change
    yield from remember(snapshot, entries, today, live=bool(settings.spreadsheet))
