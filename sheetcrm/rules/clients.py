"""Finding the client a row speaks of: by number, address, phone or exact name; never by a guess."""

from collections import defaultdict
from collections.abc import Callable, Sequence
from functools import cached_property
from typing import NamedTuple

from sheetcrm.model.settings import Settings
from sheetcrm.model.snapshot import Snapshot
from sheetcrm.rules.reading import context_of, keys, read_column, read_values, texts
from sheetcrm.rules.typed import Reading
from sheetcrm.words import fold

KeyOf = Callable[[str], str]


class Match(NamedTuple):
    """The position of the client in the Clients tab, or None with what stood in the way."""

    position: int | None
    code: str | None = None
    others: tuple[int, ...] = ()


class ClientIndex:
    """The clients of a snapshot by whatever names one; each index is built when first asked for."""

    def __init__(self, snapshot: Snapshot, settings: Settings) -> None:
        self.table = snapshot.table("clients")
        self._settings = settings

    @cached_property
    def by_number(self) -> dict[str, list[int]]:
        """Number in capitals -> positions; more than one where a row was copied."""
        index: dict[str, list[int]] = {}
        for position, key in enumerate(keys(self.table, "number")):
            if key:
                index.setdefault(key, []).append(position)
        return index

    @cached_property
    def by_phone(self) -> dict[str, list[int]]:
        """E.164 without extension -> positions."""
        return self._by([*self._column("phone"), *self._half("contacts", 0)], lambda number: number.split(";")[0])

    @cached_property
    def by_mailbox(self) -> dict[str, list[int]]:
        """Mailbox key -> positions."""
        from sheetcrm.values.email import mailbox_key

        return self._by([*self._column("email"), *self._half("contacts", 1)], mailbox_key)

    @cached_property
    def by_name(self) -> dict[str, list[int]]:
        """Folded name or firm -> positions. Surname and first name in columns of their own count as one name."""
        index: dict[str, list[int]] = defaultdict(list)
        for field in ("name", "company"):
            for position, name in enumerate(texts(self.table, field)):
                if name:
                    index[_name_key(name)].append(position)
        if self.table.has("surname"):
            parts = zip(*(texts(self.table, f) for f in ("surname", "first_name", "patronymic")), strict=True)
            for position, names in enumerate(parts):
                written = [name for name in names if name]
                for spelling in {" ".join(written), " ".join(reversed(written[:2]))} - {""}:
                    index[_name_key(spelling)].append(position)
        return {name: list(dict.fromkeys(found)) for name, found in index.items()}

    def match(self, text: str) -> Match:
        """The one client that `text` names, in this order: number, e-mail, phone, exact name."""
        found = self.by_number.get(text.upper())
        if not found and "@" in text:
            found = self._through(text, "emails", self.by_mailbox)
        if not found and sum(letter.isdigit() for letter in text) >= 6:
            found = self._through(text, "phones", self.by_phone)
        if not found:
            found = self.by_name.get(_name_key(text))
        if not found:
            return Match(None, "client-not-found")
        if len(found) > 1:
            return Match(None, "client-ambiguous", tuple(found))
        return Match(found[0])

    def _through(self, text: str, kind: str, index: dict[str, list[int]]) -> list[int] | None:
        from sheetcrm.values.email import mailbox_key

        reading = read_values([text], "emails" if kind == "emails" else "phones", context_of(self._settings))[0]
        if not isinstance(reading.value, tuple):
            return None
        keys = [mailbox_key(v) if kind == "emails" else v.split(";")[0] for v in reading.value]
        found = [position for key in keys for position in index.get(key, ())]
        return list(dict.fromkeys(found)) or None

    def _column(self, field: str) -> list[tuple[int, tuple[str, ...]]]:
        if not self.table.has(field):
            return []
        readings: Sequence[Reading] = read_column(self.table, field, self._settings)
        return [(at, r.value) for at, r in enumerate(readings) if isinstance(r.value, tuple) and r.value]

    def _half(self, field: str, which: int) -> list[tuple[int, tuple[str, ...]]]:
        return [(at, both[which]) for at, both in self._column(field)]  # type: ignore[misc]

    @staticmethod
    def _by(found: list[tuple[int, tuple[str, ...]]], key_of: KeyOf) -> dict[str, list[int]]:
        index: dict[str, list[int]] = defaultdict(list)
        for position, values in found:
            for value in dict.fromkeys(map(key_of, values)):
                if position not in index[value]:
                    index[value].append(position)
        return dict(index)


def _name_key(name: str) -> str:
    """The folded name; one without letters and digits (an emoji, a dash) is itself, so that two of them differ."""
    return fold(name) or name
