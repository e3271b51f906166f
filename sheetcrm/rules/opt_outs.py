"""Who asked for no letters, by address and by person; it binds whatever else the sheet says, merges included.

It stands in the Opt-outs tab and, as keyed hashes, outside of the sheet: a tab that was emptied lets nobody in again.
"""

import datetime as dt
from collections.abc import Iterable, Iterator
from functools import cached_property

from sheetcrm.model.changes import AddRow, Change
from sheetcrm.model.outside import OptOut
from sheetcrm.model.settings import Settings
from sheetcrm.model.snapshot import Snapshot
from sheetcrm.rules.clients import ClientIndex
from sheetcrm.rules.duplicates.aliases import aliases_of
from sheetcrm.rules.reading import read_choices, read_column, texts
from sheetcrm.values.email import mailbox_key
from sheetcrm.words import words_of

ALL = "all"
SERVICE = "service"
"""Letters about an order or a contract are no advertising; only their bounces stop them."""


class OptOuts:
    """All opt-outs of one snapshot, found out once."""

    def __init__(self, snapshot: Snapshot, settings: Settings) -> None:
        self._snapshot = snapshot
        self._settings = settings

    def binds(self, number: str, addresses: Iterable[str], topic: str) -> bool:
        """Whether a letter of that topic must not go to that client, who has these addresses.

        Who opted out under one of several addresses is left in peace under all. A line whose topic nobody can read
        means everything: who asked for less would have been understood.
        """
        if topic == SERVICE or not self._told:
            return False
        boxes = [mailbox_key(address) for address in addresses]
        marks = self._snapshot.outside.marks
        who = [("client", self._living(number)), *(("address", box) for box in boxes)]
        who += [("mark", marks[box]) for box in boxes if box in marks]
        return any((kind, name, meant) in self._told for kind, name in who for meant in (ALL, topic))

    def _living(self, number: str) -> str:
        known = number.strip().upper()
        return self._aliases.get(known, known)

    @cached_property
    def _aliases(self) -> dict[str, str]:
        return dict(aliases_of(self._snapshot))

    @cached_property
    def _told(self) -> frozenset[tuple[str, str, str]]:
        """("client" number | "address" mailbox | "mark" hash, topic) of everybody who wants no letters."""
        told: set[tuple[str, str, str]] = set()
        for opted in self._snapshot.outside.opt_outs:
            told |= self._lines("", opted.address, opted.topic, opted.mark, opted.client)
        table = self._snapshot.table("opt_outs")
        if not len(table):
            return frozenset(told)
        topics = read_choices(self._snapshot, "opt_outs", "topic", "mailing_topic")
        named, marks = texts(table, "client"), texts(table, "mark")
        for position, reading in enumerate(read_column(table, "address", self._settings)):
            addresses = reading.value if isinstance(reading.value, tuple) else ()
            topic = topics[position] or ALL
            told |= self._lines(named[position], "", topic, marks[position])
            for address in addresses:
                told |= self._lines("", address, topic, "")
        return frozenset(told)

    def _lines(self, named: str, address: str, topic: str, mark: str, number: str = "") -> set[tuple[str, str, str]]:
        found: set[tuple[str, str, str]] = set()
        if address:
            found.add(("address", mailbox_key(address), topic))
        if mark:
            found.add(("mark", mark, topic))
        if number:
            found.add(("client", self._living(number), topic))
        if named:
            meant = self._index.meant(named)
            if meant is not None:
                found.add(("client", self._living(meant), topic))
            found.add(("client", self._living(named), topic))
        return found

    @cached_property
    def _index(self) -> ClientIndex:
        return ClientIndex(self._snapshot, self._settings)


def hand_over_opt_outs(snapshot: Snapshot, settings: Settings, today: dt.date) -> Iterator[Change]:
    """Yield a row in the Opt-outs tab for each one that reached us outside of the sheet and does not stand there."""
    del today
    table = snapshot.table("opt_outs")
    if not table.has("mark"):
        return
    words = words_of(settings.language)
    topics = read_choices(snapshot, "opt_outs", "topic", "mailing_topic")
    known = set(zip(texts(table, "mark"), topics, strict=True))
    for opted in snapshot.outside.opt_outs:
        if (opted.mark, opted.topic) in known:
            continue
        known.add((opted.mark, opted.topic))
        row = {
            "address": opted.address or None,
            "client": opted.client or None,
            "topic": words.choice("mailing_topic", opted.topic),
            "opted_on": opted.day,
            "opt_out_source": words.choice("opt_out_source", opted.source),
            "mark": opted.mark,
        }
        key = f"opt-out:{opted.mark}:{opted.topic}"
        yield AddRow("opt_outs", {f: v for f, v in row.items() if table.has(f)}, key, "opt-out")


__all__ = ["ALL", "SERVICE", "OptOut", "OptOuts", "hand_over_opt_outs"]
