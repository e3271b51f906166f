"""Consents as their tab tells them: whose latest word is that letters must end; of merged clients, a no of either."""

import datetime as dt
from collections.abc import Mapping
from typing import NamedTuple

from sheetcrm.model.settings import Settings
from sheetcrm.model.snapshot import Snapshot
from sheetcrm.rules.clients import ClientIndex
from sheetcrm.rules.duplicates.aliases import aliases_of
from sheetcrm.rules.reading import keys, read_choices, read_column
from sheetcrm.rules.typed import as_text


class _Told(NamedTuple):
    """One line that counts: when it was said, None without a day; whose word; for what; and whether it is a no."""

    day: dt.date | None
    number: str
    purpose: str | None
    is_withdrawn: bool


def withdrawn_consents(snapshot: Snapshot, settings: Settings, index: ClientIndex) -> frozenset[tuple[str, str | None]]:
    """(Number in capitals, purpose or None for all) of whom the latest line says that letters must end.

    A line without a day counts as the latest; of two of one day the withdrawal counts. The lines of a client that
    became part of another one are told apart from the other's: a withdrawal of either counts, until somebody says
    yes on a day after the merge.
    """
    aliases = aliases_of(snapshot)
    lines = _lines(snapshot, settings, index, aliases)
    latest: dict[tuple[str, str | None], tuple[dt.date, bool]] = {}
    for line in lines:
        told = (line.day or dt.date.max, line.is_withdrawn)
        who = line.number, line.purpose
        latest[who] = max(told, latest.get(who, told))
    joined = _days_of_merging(snapshot, settings, aliases)
    again: dict[tuple[str, str | None], dt.date] = {}
    for line in lines if aliases else ():
        if line.day is not None and not line.is_withdrawn and line.day > joined.get(line.number, dt.date.min):
            who = aliases.get(line.number, line.number), line.purpose
            again[who] = max(line.day, again.get(who, line.day))
    found: set[tuple[str, str | None]] = set()
    for (number, purpose), (day, is_withdrawn) in latest.items():
        living = aliases.get(number, number)
        said_again = again.get((living, purpose), dt.date.min)
        if is_withdrawn and said_again <= max(day, joined.get(number, dt.date.min)):
            found.add((living, purpose))
    return frozenset(found)


def days_of_consent(snapshot: Snapshot, settings: Settings) -> dict[tuple[str, str | None], dt.date]:
    """(Number in capitals, purpose) -> the latest day on which somebody said yes; lines without a day say none."""
    days: dict[tuple[str, str | None], dt.date] = {}
    for line in _lines(snapshot, settings, ClientIndex(snapshot, settings), aliases_of(snapshot)):
        if line.day is not None and not line.is_withdrawn:
            who = line.number, line.purpose
            days[who] = max(line.day, days.get(who, line.day))
    return days


def consents_given(snapshot: Snapshot, settings: Settings) -> frozenset[tuple[str, str | None]]:
    """(Number in capitals, purpose) of whom the latest line of the Consents tab says yes; a line for all names none.

    What was given by a client that became part of another one does not pass over to it: nobody asked that one.
    """
    index = ClientIndex(snapshot, settings)
    latest: dict[tuple[str, str | None], tuple[dt.date, bool]] = {}
    for line in _lines(snapshot, settings, index, aliases_of(snapshot)):
        told = (line.day or dt.date.min, line.is_withdrawn)
        who = line.number, line.purpose
        latest[who] = max(told, latest.get(who, told))
    return frozenset(who for who, (_, is_withdrawn) in latest.items() if not is_withdrawn)


def _lines(snapshot: Snapshot, settings: Settings, index: ClientIndex, aliases: Mapping[str, str]) -> list[_Told]:
    table = snapshot.table("consents")
    if not table.has("given"):
        return []
    columns = zip(
        keys(table, "client_number"),
        table.values("client"),
        read_choices(snapshot, "consents", "purpose", "consent_purpose"),
        read_choices(snapshot, "consents", "given", "consent_given"),
        read_choices(snapshot, "consents", "channel", "channel"),
        read_column(table, "given_on", settings),
        strict=True,
    )
    lines: list[_Told] = []
    for number, named, purpose, given, channel, day in columns:
        if number and given is not None and channel in (None, "email"):
            who = _whose(number, as_text(named), index, aliases) if aliases else number
            lines.append(
                _Told(day.value if isinstance(day.value, dt.date) else None, who, purpose, given == "withdrawn")
            )
    return lines


def _whose(number: str, named: str, index: ClientIndex, aliases: Mapping[str, str]) -> str:
    """The client a line is about, its own number even where the robot has put the survivor's beside it."""
    meant = index.meant(named) if named else None
    if meant is not None and aliases.get(meant, meant) == aliases.get(number, number):
        return meant
    return number


def _days_of_merging(snapshot: Snapshot, settings: Settings, aliases: Mapping[str, str]) -> dict[str, dt.date]:
    """Archived number -> the day of its merge; the end of time where none can be read."""
    archive = snapshot.table("archive")
    days = read_column(archive, "archived_on", settings)
    return {
        number: day.value if isinstance(day.value, dt.date) else dt.date.max
        for number, day in zip(keys(archive, "number"), days, strict=True)
        if number in aliases
    }
