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
from sheetcrm.rules.consents import days_of_consent
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
        means everything: who asked for less would have been understood. Only a consent of a later day lifts it.
        """
        last = self.last_said(number, addresses, topic)
        return last is not None and self._again(number, topic) <= last

    def last_said(self, number: str, addresses: Iterable[str], topic: str) -> dt.date | None:
        """The latest day on which that client asked for no letters of that topic, or for none at all; None if never."""
        if topic == SERVICE or not self._told:
            return None
        boxes = [mailbox_key(address) for address in addresses]
        marks = self._snapshot.outside.marks
        who = [("client", self._living(number)), *(("address", box) for box in boxes)]
        who += [("mark", marks[box]) for box in boxes if box in marks]
        days = [self._told[kind, name, told] for kind, name in who for told in (ALL, topic)
                if (kind, name, told) in self._told]  # fmt: skip
        return max(days, default=None)

    def _again(self, number: str, topic: str) -> dt.date:
        """The latest day on which the client agreed to that topic in the Consents tab, else the first of all."""
        return self._agreed.get((self._living(number), topic), dt.date.min)

    @cached_property
    def _agreed(self) -> dict[tuple[str, str | None], dt.date]:
        return days_of_consent(self._snapshot, self._settings)

    def _living(self, number: str) -> str:
        known = number.strip().upper()
        return self._aliases.get(known, known)

    @cached_property
    def _aliases(self) -> dict[str, str]:
        return dict(aliases_of(self._snapshot))

    @cached_property
    def _told(self) -> dict[tuple[str, str, str], dt.date]:
        """("client" number | "address" mailbox | "mark" hash, topic) -> the latest day on which it was said.

        A row without a day counts for ever.
        """
        told: dict[tuple[str, str, str], dt.date] = {}

        def note(kind: str, name: str, topic: str, day: dt.date) -> None:
            told[kind, name, topic] = max(day, told.get((kind, name, topic), day))

        for opted in self._snapshot.outside.opt_outs:
            note("mark", opted.mark, opted.topic, opted.day)
            if opted.client:
                note("client", self._living(opted.client), opted.topic, opted.day)
        table = self._snapshot.table("opt_outs")
        topics = read_choices(self._snapshot, "opt_outs", "topic", "mailing_topic")
        rows = zip(
            read_column(table, "address", self._settings), texts(table, "client"), texts(table, "mark"), topics,
            read_column(table, "opted_on", self._settings), strict=True,
        )  # fmt: skip
        for addresses, named, mark, topic, said in rows:
            day = said.value if isinstance(said.value, dt.date) else dt.date.max
            for address in addresses.value if isinstance(addresses.value, tuple) else ():
                note("address", mailbox_key(address), topic or ALL, day)
            if mark:
                note("mark", mark, topic or ALL, day)
            if named:
                note("client", self._living(self._index.meant(named) or named), topic or ALL, day)
        return told

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
    known: set[tuple[str, str]] = set()
    index = ClientIndex(snapshot, settings) if snapshot.outside.opt_outs else None
    rows = zip(read_column(table, "address", settings), texts(table, "client"), texts(table, "mark"), topics,
               strict=True)  # fmt: skip
    for addresses, named, mark, topic in rows:
        boxes = map(mailbox_key, addresses.value if isinstance(addresses.value, tuple) else ())
        number = index.meant(named) or "" if index is not None and named else ""
        known |= {(name, topic or ALL) for name in (mark, number, *map(snapshot.outside.marks.get, boxes)) if name}
    addresses_of = {mark: box for box, mark in snapshot.outside.marks.items()}
    for opted in snapshot.outside.opt_outs:
        names = (opted.mark, opted.client if opted.source == "team" else "")
        if any((name, topic) in known for name in names for topic in (opted.topic, ALL)):
            continue
        known.add((opted.mark or opted.client, opted.topic))
        row = {
            "address": opted.address or addresses_of.get(opted.mark),
            "client": opted.client or None,
            "topic": words.choice("mailing_topic", opted.topic),
            "opted_on": opted.day if opted.day != dt.date.max else None,
            "opt_out_source": words.choice("opt_out_source", opted.source),
            "mark": opted.mark or None,
        }
        key = f"opt-out:{opted.mark or opted.client}:{opted.topic}"
        yield AddRow("opt_outs", {f: v for f, v in row.items() if table.has(f)}, key, "opt-out")


__all__ = ["ALL", "SERVICE", "OptOut", "OptOuts", "hand_over_opt_outs"]
