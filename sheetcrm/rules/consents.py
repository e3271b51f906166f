"""Consents as their tab tells them: who said yes and how that is proved, whose latest word is that letters must end.

Of merged clients a no of either counts. What nobody can read, or nobody confirmed where that is asked for, is no yes.
"""

import datetime as dt
from collections.abc import Iterator, Mapping
from typing import NamedTuple

from sheetcrm.model.settings import Settings
from sheetcrm.model.snapshot import Snapshot
from sheetcrm.rules.client_mail import boxes_of, client_mail
from sheetcrm.rules.clients import ClientIndex
from sheetcrm.rules.duplicates.aliases import aliases_of
from sheetcrm.rules.reading import keys, read_choices, read_column, texts
from sheetcrm.rules.typed import as_text

CONFIRMED_PURPOSES = ("news", "offers")
"""What a consent must be confirmed for where the team asks for that: whatever is advertising."""


class Line(NamedTuple):
    """One line that counts: when it was said, None without a day; whose word; for what; and whether it is a no.

    `basis` is a key of `consent_basis`; `confirmed` the day on which the person said it again by a button.
    """

    position: int
    day: dt.date | None
    number: str
    purpose: str | None
    is_withdrawn: bool
    basis: str = "consent"
    source: str = ""
    wording: str = ""
    confirmed: dt.date | None = None


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
    for line in consent_lines(snapshot, settings):
        if line.day is not None and is_in_force(line, settings):
            who = line.number, line.purpose
            days[who] = max(line.day, days.get(who, line.day))
    return days


def consents_given(snapshot: Snapshot, settings: Settings) -> dict[tuple[str, str | None], Line]:
    """(Number in capitals, purpose) -> the line of the Consents tab that says yes, where no later one takes it back.

    A line for all names none. What was given by a client that became part of another one does not pass over to it:
    nobody asked that one.
    """
    given: dict[tuple[str, str | None], Line] = {}
    lines = consent_lines(snapshot, settings)
    for line in sorted(lines, key=lambda line: (line.day or dt.date.min, line.is_withdrawn)):
        if line.is_withdrawn:
            given.pop((line.number, line.purpose), None)
        elif is_in_force(line, settings):
            given[line.number, line.purpose] = line
    return given


def is_in_force(line: Line, settings: Settings) -> bool:
    """Whether the line is a yes that letters may be based on; a contract or a purchase allows none by itself."""
    if line.is_withdrawn or line.basis != "consent":
        return False
    return line.confirmed is not None or not must_be_confirmed(line.purpose, settings)


def must_be_confirmed(purpose: str | None, settings: Settings) -> bool:
    """Whether the team wants a consent to that purpose confirmed by a button."""
    return settings.mail.confirm_consents and purpose in CONFIRMED_PURPOSES


def consent_lines(snapshot: Snapshot, settings: Settings) -> list[Line]:
    """Every line of the Consents tab that says something about letters, in sheet order."""
    if not snapshot.table("consents").has("given"):
        return []
    return _lines(snapshot, settings, ClientIndex(snapshot, settings), aliases_of(snapshot))


def _lines(snapshot: Snapshot, settings: Settings, index: ClientIndex, aliases: Mapping[str, str]) -> list[Line]:
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
        _bases(snapshot),
        texts(table, "consent_source"),
        texts(table, "wording"),
        read_column(table, "confirmed_on", settings),
        strict=True,
    )
    pressed = _pressed(snapshot, settings)
    lines: list[Line] = []
    for position, (number, named, purpose, given, channel, said, basis, source, wording, noted) in enumerate(columns):
        if number and given is not None and channel in (None, "email"):
            who = _whose(number, as_text(named), index, aliases) if aliases else number
            day = said.value if isinstance(said.value, dt.date) else None
            confirmed = noted.value if isinstance(noted.value, dt.date) else pressed.get((who, purpose, day))
            lines.append(Line(position, day, who, purpose, given == "withdrawn", basis, source, wording, confirmed))
    return lines


def _bases(snapshot: Snapshot) -> Iterator[str]:
    """The basis of each line: a consent where nothing stands, nothing where nobody can read it."""
    table = snapshot.table("consents")
    read = read_choices(snapshot, "consents", "basis", "consent_basis")
    for key, written in zip(read, texts(table, "basis"), strict=True):
        yield key or ("unreadable" if written else "consent")


def _pressed(snapshot: Snapshot, settings: Settings) -> dict[tuple[str, str | None, dt.date | None], dt.date]:
    """(Number, purpose, day of the consent) -> the day on which it was confirmed; found by number and by address."""
    confirmed = snapshot.outside.confirmed
    if not confirmed:
        return {}
    found: dict[tuple[str, str | None, dt.date | None], dt.date] = {}
    marks = snapshot.outside.marks
    numbers: dict[str, list[str]] = {}
    clients = zip(keys(snapshot.table("clients"), "number"), client_mail(snapshot, settings), strict=True)
    for number, reading in clients:
        for box in boxes_of(reading):
            if box in marks:
                numbers.setdefault(marks[box], []).append(number)
    for each in confirmed:
        for number in {each.client.upper(), *numbers.get(each.mark, ())} - {""}:
            found[number, each.topic, each.asked] = each.day
    return found


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
