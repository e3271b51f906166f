"""Which clients a mailing on an occasion greets instead of the occasion's own letter: one greeting, never two.

A mailing that was paused still stands for its clients; one that was stopped, or cannot be read, stands for nobody.
"""

import datetime as dt
from collections.abc import Callable, Iterator
from dataclasses import replace
from typing import NamedTuple

from sheetcrm.model.settings import Occasion, Settings
from sheetcrm.model.snapshot import Snapshot
from sheetcrm.rules.addressees import Addressees
from sheetcrm.rules.mailings.orders import Mailing, occasion_day, read_mailings
from sheetcrm.rules.mailings.recipients import NO_BASIS, Recipients
from sheetcrm.rules.mailings.segments import members, segment_of
from sheetcrm.rules.occasions import Due
from sheetcrm.rules.reading import texts

Covered = Callable[[Due], str]
"""Gives the number of the mailing that stands for the own letter of what is due; empty when none does."""
_NOT_AGREED = frozenset({"no-consent", "unconfirmed"})


class _Cover(NamedTuple):
    """One mailing and the positions of the clients it means."""

    mailing: Mailing
    positions: frozenset[int]


def occasion_of(mailing: Mailing, settings: Settings) -> Occasion | None:
    """The occasion of a mailing with the mailing's letter, for those to whom the mailing's own purpose lets it go.

    Somebody who orders it in the sheet wants it, though the config has it switched off.
    """
    found = next((each for each in settings.occasions if each.key == mailing.occasion), None)
    return replace(found, letter=mailing.letter, consent=None, enabled=True) if found is not None else None


def on_occasions(snapshot: Snapshot, settings: Settings, today: dt.date) -> Iterator[tuple[Mailing, frozenset[int]]]:
    """Every mailing on an occasion that was ordered, or is paused, and has begun, with the positions it means."""
    if not any(texts(snapshot.table("mailings"), "on_occasion")):
        return
    for mailing in read_mailings(snapshot, settings):
        if not mailing.occasion or mailing.order not in ("send", "pause") or mailing.faults:
            continue
        if occasion_day(mailing, today) is not None:
            segment = segment_of(mailing.segment, snapshot, settings, today)
            yield mailing, frozenset(members(segment, snapshot, settings, today))


def covered_by_mailings(snapshot: Snapshot, settings: Settings, today: dt.date, people: Addressees) -> Covered:
    """Which mailing greets a client on an occasion, for the occasion's own letter to stay away.

    Who agreed to greetings but not to what the mailing is about still gets the occasion's own letter.
    """
    covers: dict[str, list[_Cover]] = {}
    for mailing, positions in on_occasions(snapshot, settings, today):
        covers.setdefault(mailing.occasion, []).append(_Cover(mailing, positions))
    if not covers:
        return lambda due: ""
    recipients = Recipients(snapshot, settings, today)

    def covered(due: Due) -> str:
        at = people.position(due)
        for mailing, positions in covers.get(due.occasion.key, ()):
            if at in positions and at is not None and recipients.why_not(mailing, at) not in NO_BASIS:
                return mailing.number
        return ""

    return covered
