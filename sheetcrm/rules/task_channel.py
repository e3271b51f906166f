"""How to reach a client, ready to be used: the way it prefers with its address, else a phone, else an e-mail.

Only what reads as a valid number or address is given; a doubtful one is left to people.
"""

import datetime as dt
from collections.abc import Iterator
from functools import cached_property, lru_cache
from typing import NamedTuple

from sheetcrm.model.cells import canonical, is_result, same_cell
from sheetcrm.model.changes import Change, SetCells
from sheetcrm.model.settings import Settings
from sheetcrm.model.snapshot import Snapshot, Table
from sheetcrm.rules.addressees import DOUBTFUL
from sheetcrm.rules.clients import ClientIndex
from sheetcrm.rules.linking import client_fact
from sheetcrm.rules.reading import read_choices, read_column
from sheetcrm.rules.task_rows import FINISHED, task_rows
from sheetcrm.rules.typed import as_text
from sheetcrm.words import Words, words_of

_BY_PHONE = ("whatsapp", "viber", "sms", "telegram")
"""Ways that go to a phone number where they have no address of their own."""
_USUAL = ("phone", "email", "whatsapp", "telegram", "viber", "skype")


class Reach(NamedTuple):
    """A way to a client: its key in the list `channel`, and the address with the name of the way where it needs one."""

    channel: str | None
    text: str


NOWHERE = Reach(None, "")


def refresh_channels(snapshot: Snapshot, settings: Settings, today: dt.date) -> Iterator[Change]:
    """Yield one change per task still to be done whose way to the client is another one by now.

    Tasks about contact persons keep theirs, as it is the person's; so do tasks whose client is not found.
    """
    del today
    table = snapshot.table("tasks")
    if not table.has("channel") or not table.has("client") or "clients" not in snapshot:
        return
    of_persons = {occasion.key for occasion in settings.occasions if occasion.tab == "people"}
    ways: Ways | None = None
    written, clients = table.values("channel"), table.values("client")
    for row in task_rows(snapshot, settings):
        value = clients[row.position]
        if row.state in FINISHED or row.occasion in of_persons or not is_result(value):
            continue
        ways = ways or Ways(snapshot, settings)
        at = ways.index.match(as_text(value)).position
        if at is None:
            continue
        text = canonical(ways.to_client(at).text)
        if not same_cell(written[row.position], text):
            yield SetCells("tasks", table.anchors[row.position], {"channel": (written[row.position], text)}, "link")


class Ways:
    """The ways to the clients of one snapshot."""

    def __init__(self, snapshot: Snapshot, settings: Settings, index: ClientIndex | None = None) -> None:
        self.index = index or ClientIndex(snapshot, settings)
        self._settings = settings
        self._words = words_of(settings.language)
        self._snapshot = snapshot
        self._clients = snapshot.table("clients")
        self._people = snapshot.table("people")

    def to_client(self, at: int) -> Reach:
        """The way to the client at a position of the Clients tab."""
        return self._reach(self._clients, at, self._preferred[at])

    def to_person(self, position: int, at: int | None) -> Reach:
        """The way to the contact person at a position of its tab; the firm's own where the person has none."""
        own = self._reach(self._people, position, None)
        return own if own.channel is not None or at is None else self.to_client(at)

    @cached_property
    def _preferred(self) -> list[str | None]:
        return read_choices(self._snapshot, "clients", "preferred_channel", "channel")

    def _reach(self, table: Table, at: int, preferred: str | None) -> Reach:
        for channel in dict.fromkeys((preferred, *_USUAL)):
            text = self._way(table, at, channel) if channel is not None else ""
            if text:
                return Reach(channel, text)
        other = as_text(client_fact(table, at, "messenger")) if table.has("messenger") else ""
        return Reach("messenger", other) if other else NOWHERE

    def _way(self, table: Table, at: int, channel: str) -> str:
        """The address for one way, empty where there is none."""
        if channel == "phone":
            return self._phone(table, at)
        if channel == "email":
            return self._mail(table, at)
        if channel == "post":
            parts = (as_text(client_fact(table, at, field)) for field in ("address", "postal_code", "city"))
            address = ", ".join(filter(None, parts)) if as_text(client_fact(table, at, "address")) else ""
        elif channel == "meeting":
            address = self._phone(table, at) or self._mail(table, at)
        else:
            address = self._own(table, at, channel) or (self._phone(table, at) if channel in _BY_PHONE else "")
        return _named(channel, address, self._words) if address else ""

    def _own(self, table: Table, at: int, channel: str) -> str:
        """What stands in the way's own column: a number made readable, else the text."""
        if not table.has(channel):
            return ""
        if channel in ("whatsapp", "viber"):
            numbers = read_column(table, channel, self._settings)[at].value
            return phone_shown(numbers[0]) if isinstance(numbers, tuple) and numbers else ""
        value = table.values(channel)[at]
        return as_text(value) if is_result(value) else ""

    def _phone(self, table: Table, at: int) -> str:
        numbers = read_column(table, "phone", self._settings)[at].value
        if not isinstance(numbers, tuple) or not numbers:
            mixed = read_column(table, "contacts", self._settings)[at].value
            numbers = mixed[0] if isinstance(mixed, tuple) else ()
        return phone_shown(numbers[0]) if numbers else ""

    def _mail(self, table: Table, at: int) -> str:
        reading = read_column(table, "email", self._settings)[at]
        usable = reading.value if isinstance(reading.value, tuple) else ()
        if not usable:
            reading = read_column(table, "contacts", self._settings)[at]
            usable = (reading.value[1] or ()) if isinstance(reading.value, tuple) else ()
        doubtful = any(found.code in DOUBTFUL for found in reading.findings)
        return str(usable[0]) if usable and not doubtful else ""


@lru_cache(maxsize=4096)
def phone_shown(e164: str) -> str:
    """A number as it can be dialled from anywhere, in groups.

    >>> phone_shown("+48601234567"), phone_shown("+48221234567;ext=12")
    ('+48 601 234 567', '+48 22 123 45 67 ext. 12')
    """
    from sheetcrm.values.numbering_plan import spelled_abroad

    number, _, extension = e164.partition(";ext=")
    shown = spelled_abroad(number)
    return f"{shown} ext. {extension}" if extension else shown


def _named(channel: str, address: str, words: Words) -> str:
    mark = ": " if channel in ("post", "meeting") else " "
    return f"{words.choice('channel', channel)}{mark}{address}"
