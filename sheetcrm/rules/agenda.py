"""The day's list: tasks that are due, each with all a person needs to act, and whether it is the hour for it there.

Pure: the sheet and the moment in, entries out. What is postponed to a later day, or finished, is not on the list.
"""

import datetime as dt
from collections.abc import Iterable, Sequence
from functools import cached_property
from typing import Literal, NamedTuple

from sheetcrm.model.cells import is_result
from sheetcrm.model.settings import Settings
from sheetcrm.model.snapshot import Snapshot
from sheetcrm.rules.clients import ClientIndex
from sheetcrm.rules.linking import client_fact
from sheetcrm.rules.occasions.places import settled_countries
from sheetcrm.rules.reading import read_column, texts
from sheetcrm.rules.task_channel import Ways
from sheetcrm.rules.task_rows import TaskRow, is_open, task_rows
from sheetcrm.rules.typed import Reading, as_text
from sheetcrm.values.call_hours import Next, next_call
from sheetcrm.values.time_zone import zone_of, zone_of_country
from sheetcrm.words import fold

Hour = Literal["now", "later", "never", "any"]
"""now: a call is welcome. later: from `call_at` on. never: the client wants no calls. any: no hour to be kept."""
_WRITTEN = frozenset({"email", "post", "messenger", "telegram", "whatsapp", "viber", "sms"})
"""Ways on which nobody is disturbed; they have no hours."""


class Entry(NamedTuple):
    """One task of the list. `late`: days since it was due. `place`: where its row stands, `client_place`: the client's.

    `call_at`: when a call is welcome, by the clock there.
    """

    number: str
    due: dt.date
    late: int
    assignee: str
    action: str
    why: str
    say: str
    gift: str
    client: str
    client_name: str
    channel: str
    window: str
    hour: Hour
    call_at: dt.datetime | None
    place: str
    client_place: str


def agenda(snapshot: Snapshot, settings: Settings, moment: dt.datetime, manager: str | None = None) -> list[Entry]:
    """The tasks due at that moment (with a zone) and those overdue, the longest due first, then by manager and number.

    `manager`: only those of this person, as written in the sheet.
    """
    today = moment.astimezone(team_zone(settings)).date()
    reader = _Reader(snapshot, settings, moment)
    wanted = fold(manager) if manager is not None else None
    found = [
        reader.entry(row, row.due, today)
        for row in task_rows(snapshot, settings)
        if row.due is not None
        and row.due <= today
        and is_open(row, today)
        and (wanted is None or fold(reader.assignees[row.position]) == wanted)
    ]
    return sorted(found, key=lambda entry: (entry.due, fold(entry.assignee) or "\uffff", entry.number))


def managers_of(snapshot: Snapshot, settings: Settings) -> list[str]:
    """Everybody to whom a task was ever given or a client belongs, as first written, in the order of the alphabet."""
    names: dict[str, str] = {}
    for text in (
        *texts(snapshot.table("tasks"), "assignee"), *texts(snapshot.table("clients"), "manager"), *settings.managers
    ):  # fmt: skip
        if text:
            names.setdefault(fold(text), text)
    return sorted(names.values(), key=fold)


def meant_manager(asked: str, known: Sequence[str]) -> list[str]:
    """Whom a name on the command line means: that very name, else everybody in whose name its words stand.

    >>> meant_manager("anna", ["Anna Nowak", "Anna Wilk", "Jan Kos"])
    ['Anna Nowak', 'Anna Wilk']
    """
    wanted = fold(asked)
    exact = [name for name in known if fold(name) == wanted]
    words = set(wanted.split())
    return exact or [name for name in known if words and words <= set(fold(name).split())]


def team_zone(settings: Settings) -> dt.tzinfo:
    """The time zone of the team: the one of the settings, else that of its country."""
    from zoneinfo import ZoneInfo

    return ZoneInfo(settings.calls.time_zone or zone_of_country(settings.country))


def by_manager(entries: Iterable[Entry]) -> dict[str, list[Entry]]:
    """The list parted by manager, in the order in which they come; tasks of nobody under an empty name."""
    parts: dict[str, list[Entry]] = {}
    names: dict[str, str] = {}
    for entry in entries:
        name = names.setdefault(fold(entry.assignee), entry.assignee)
        parts.setdefault(name, []).append(entry)
    return parts


class _Reader:
    """The columns of one snapshot that the list needs, each read once."""

    def __init__(self, snapshot: Snapshot, settings: Settings, moment: dt.datetime) -> None:
        self._snapshot, self._settings, self._moment = snapshot, settings, moment
        self._tasks, self._clients = snapshot.table("tasks"), snapshot.table("clients")
        self.assignees = texts(self._tasks, "assignee")

    def entry(self, row: TaskRow, due: dt.date, today: dt.date) -> Entry:
        """The list's entry for one row."""
        at = self._client(row)
        window = self._text("call_window", row.position) or self._fact(at, "call_window")
        way, channel = self._way(row.position, at)
        hour, call_at = self._hour(at, window, way) if channel else ("any", None)
        return Entry(
            row.number, due, (today - due).days, self.assignees[row.position], self._text("action", row.position),
            self._text("why", row.position), self._text("say", row.position), self._text("gift", row.position),
            row.client, self._text("client_name", row.position) or self._fact(at, "name"), channel, window, hour,
            call_at, self._place("tasks", row.position, "action"), self._place("clients", at, "name"),
        )  # fmt: skip

    def _client(self, row: TaskRow) -> int | None:
        found = self._index.numbered(row.client) if row.client else []
        if len(found) == 1:
            return found[0]
        named = self._tasks.values("client")[row.position]
        return self._index.match(as_text(named)).position if is_result(named) else None

    def _way(self, position: int, at: int | None) -> tuple[str | None, str]:
        """The kind of way and the way itself; what stands in the task's own column goes first."""
        written = self._text("channel", position)
        reach = self._ways.to_client(at) if at is not None else None
        if written:
            same = reach is not None and reach.text == written
            return (reach.channel if same and reach is not None else None), written
        if reach is not None and reach.text:
            return reach.channel, reach.text
        return None, self._text("client_phone", position)

    def _hour(self, at: int | None, window: str, way: str | None) -> tuple[Hour, dt.datetime | None]:
        if way in _WRITTEN:
            return "any", None
        zone = self._zone(at)
        found: Next | None = next_call(window, self._settings.calls.hours, zone, self._moment)
        if found is None:
            return "never", None
        return ("now", None) if found.now else ("later", found.at)

    def _zone(self, at: int | None) -> str:
        default = self._settings.calls.time_zone or zone_of_country(self._settings.country)
        if at is None:
            return default
        phones = self._phones[at].value
        numbers = phones if isinstance(phones, tuple) else ()
        country = self._countries[at] if self._clients.has("country") and self._fact(at, "country") else ""
        return zone_of(self._fact(at, "city"), tuple(map(str, numbers)), country, default)

    def _fact(self, at: int | None, field: str) -> str:
        return as_text(client_fact(self._clients, at, field)) if at is not None else ""

    def _text(self, field: str, position: int) -> str:
        return texts(self._tasks, field)[position]

    def _place(self, tab: str, position: int | None, field: str) -> str:
        table = self._snapshot.table(tab)
        if position is None:
            return ""
        shown = table.place(table.anchors[position], field if table.has(field) else None)
        return f"{table.title}!{shown}" if shown else ""

    @cached_property
    def _index(self) -> ClientIndex:
        return ClientIndex(self._snapshot, self._settings)

    @cached_property
    def _ways(self) -> Ways:
        return Ways(self._snapshot, self._settings, self._index)

    @cached_property
    def _phones(self) -> Sequence[Reading]:
        return read_column(self._clients, "phone", self._settings)

    @cached_property
    def _countries(self) -> list[str]:
        return settled_countries(self._snapshot, self._settings)
