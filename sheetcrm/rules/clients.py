"""Finding the client a row speaks of: by number, address, phone or exact name; never by a guess.

Who is archived after a merge is found as before, and stands for the client it became part of.
"""

from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import cached_property
from typing import Literal, NamedTuple

from sheetcrm.model.settings import Settings
from sheetcrm.model.snapshot import Snapshot, Table
from sheetcrm.model.tabs import Kind
from sheetcrm.rules.duplicates.aliases import aliases_of
from sheetcrm.rules.duplicates.former import former_clients
from sheetcrm.rules.reading import context_of, keys, read_column, read_values, texts
from sheetcrm.rules.typed import Reading
from sheetcrm.words import fold

KeyOf = Callable[[str], str]
Way = Literal["mailbox", "phone", "name"]


class Match(NamedTuple):
    """The position of the client in the Clients tab, or None with what stood in the way."""

    position: int | None
    code: str | None = None
    others: tuple[int, ...] = ()


class ClientIndex:
    """The clients of a snapshot by whatever names one; each index is built when first asked for."""

    def __init__(self, snapshot: Snapshot, settings: Settings) -> None:
        self.table = snapshot.table("clients")
        self._snapshot = snapshot
        self._settings = settings
        self._living = _Called(self.table, settings)

    @cached_property
    def by_number(self) -> dict[str, list[int]]:
        """Number in capitals -> positions; more than one where a row was copied."""
        index: dict[str, list[int]] = {}
        for position, key in enumerate(keys(self.table, "number")):
            if key:
                index.setdefault(key, []).append(position)
        return index

    @cached_property
    def _aliases(self) -> dict[str, str]:
        return dict(aliases_of(self._snapshot))

    @cached_property
    def _former(self) -> "_Former | None":
        """Archived clients by what they were called; None while there are none, which costs nothing."""
        return _Former(self._snapshot, self._settings, self._aliases) if self._aliases else None

    def numbered(self, number: str) -> list[int]:
        """Positions of the clients of that number; an archived number stands for the client it became part of."""
        wanted = number.upper()
        return self.by_number.get(wanted) or self.by_number.get(self._aliases.get(wanted, ""), [])

    def match(self, text: str) -> Match:
        """The one client that `text` names, in this order: number, e-mail, phone, exact name.

        Each step asks the living and the archived alike, so that a merge makes nobody's name another's.
        """
        found = self.numbered(text)
        if not found:
            for way, value in self._ways(text):
                found = self._living.found(way, value)
                if self._former is not None:
                    further = {self._former.living[at] for at in self._former.called.found(way, value)}
                    found = sorted({*found, *(place for number in further for place in self.by_number.get(number, ()))})
                if found:
                    break
        if not found:
            return Match(None, "client-not-found")
        if len(found) > 1:
            return Match(None, "client-ambiguous", tuple(found))
        return Match(found[0])

    def meant(self, text: str) -> str | None:
        """The number in capitals of the client that `text` names, its own even if that client is archived now.

        None where nobody is named. What names both an archived client and the one it became part of means the latter.
        """
        wanted = text.upper()
        if wanted in self.by_number or wanted in self._aliases:
            return wanted
        match = self.match(text)
        if match.position is None:
            return None
        if self._former is not None:
            for way, value in self._ways(text):
                if self._living.found(way, value):
                    break
                numbers = {self._former.meant[at] for at in self._former.called.found(way, value)}
                if numbers:
                    return numbers.pop() if len(numbers) == 1 else keys(self.table, "number")[match.position]
        return keys(self.table, "number")[match.position]

    def _ways(self, text: str) -> Iterator[tuple[Way, list[str]]]:
        """The ways in which a text may name somebody, in the order of trust, each with what to look up."""
        if "@" in text:
            from sheetcrm.values.email import mailbox_key

            yield "mailbox", [mailbox_key(address) for address in self._read(text, "emails")]
        if sum(letter.isdigit() for letter in text) >= 6:
            yield "phone", [number.split(";")[0] for number in self._read(text, "phones")]
        yield "name", [_name_key(text)]

    def _read(self, text: str, kind: Kind) -> tuple[str, ...]:
        value = read_values([text], kind, context_of(self._settings))[0].value
        return value if isinstance(value, tuple) else ()


class _Former:
    """The index of clients as they were before merges."""

    def __init__(self, snapshot: Snapshot, settings: Settings, aliases: dict[str, str]) -> None:
        table, self.meant, self.living = former_clients(snapshot, aliases)
        self.called = _Called(table, settings)


class _Called:
    """The rows of one table by mailbox, phone and name."""

    def __init__(self, table: Table, settings: Settings) -> None:
        self._table = table
        self._settings = settings

    def found(self, way: Way, values: Sequence[str]) -> list[int]:
        """Positions of the rows that any of these values names, each once."""
        index: Mapping[str, list[int]]
        if way == "name":
            index = self._by_name
        else:
            index = self._by_phone if way == "phone" else self._by_mailbox
        return list(dict.fromkeys(position for value in values for position in index.get(value, ())))

    @cached_property
    def _by_phone(self) -> dict[str, list[int]]:
        """E.164 without extension -> positions."""
        return _positions([*self._column("phone"), *self._half("contacts", 0)], lambda number: number.split(";")[0])

    @cached_property
    def _by_mailbox(self) -> dict[str, list[int]]:
        """Mailbox key -> positions."""
        from sheetcrm.values.email import mailbox_key

        return _positions([*self._column("email"), *self._half("contacts", 1)], mailbox_key)

    @cached_property
    def _by_name(self) -> dict[str, list[int]]:
        """Folded name or firm -> positions. Surname and first name in columns of their own count as one name."""
        index: dict[str, list[int]] = defaultdict(list)
        for field in ("name", "company"):
            for position, name in enumerate(texts(self._table, field)):
                if name:
                    index[_name_key(name)].append(position)
        if self._table.has("surname"):
            parts = zip(*(texts(self._table, f) for f in ("surname", "first_name", "patronymic")), strict=True)
            for position, names in enumerate(parts):
                written = [name for name in names if name]
                for spelling in {" ".join(written), " ".join(reversed(written[:2]))} - {""}:
                    index[_name_key(spelling)].append(position)
        return {name: list(dict.fromkeys(found)) for name, found in index.items()}

    def _column(self, field: str) -> list[tuple[int, tuple[str, ...]]]:
        if not self._table.has(field):
            return []
        readings: Sequence[Reading] = read_column(self._table, field, self._settings)
        return [(at, r.value) for at, r in enumerate(readings) if isinstance(r.value, tuple) and r.value]

    def _half(self, field: str, which: int) -> list[tuple[int, tuple[str, ...]]]:
        return [(at, both[which]) for at, both in self._column(field)]  # type: ignore[misc]


def _positions(found: list[tuple[int, tuple[str, ...]]], key_of: KeyOf) -> dict[str, list[int]]:
    index: dict[str, list[int]] = defaultdict(list)
    for position, values in found:
        for value in dict.fromkeys(map(key_of, values)):
            if position not in index[value]:
                index[value].append(position)
    return dict(index)


def _name_key(name: str) -> str:
    """The folded name; one without letters and digits (an emoji, a dash) is itself, so that two of them differ."""
    return fold(name) or name
