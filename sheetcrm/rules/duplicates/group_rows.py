"""The rows of the Duplicates tab: read into groups by their keys, whatever people did to their order and cells.

`G-0007.1` is the row that is to stay, the others join it. Nothing here decides.
"""

import json
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property
from hashlib import blake2b

from sheetcrm.model.cells import CellValue, canonical, is_result
from sheetcrm.model.choices import CHOICES
from sheetcrm.model.snapshot import Snapshot, Table
from sheetcrm.rules.blocked import blocked_rows
from sheetcrm.rules.memory import Entry, remembered
from sheetcrm.rules.reading import keys, read_choices, texts
from sheetcrm.rules.typed import as_text

FACTS = (
    "name", "company", "phone", "email", "city", "address", "birthday", "tax_id", "position", "manager",
)  # fmt: skip
"""What of a client is shown beside the others of its group; people may type over it."""
NEEDED = ("key", "number", "decision", "outcome")
"""Columns without which no group can be shown and decided."""
CARRIED_OUT = "carried:"
"""Prefix of the memory of a decision that was carried out: `carried:G-0007.2`, its value the decision."""
_KEY = re.compile(r"(G-([0-9]{1,9}))\.([0-9]{1,4})")


@dataclass(frozen=True)
class GroupRow:
    """One row of a group.

    `number` is the client's as the robot wrote it, in capitals. `decision` is what was chosen in this row, None for
    nothing and for what is no choice; `written`: something stands there or in `take`. `shown`: the facts as they stand.
    `carried`: the decision that was carried out, "" for none.
    """

    anchor: str
    position: int
    key: str
    group: str
    place: int
    number: str
    decision: str | None
    written: bool
    outcome: str
    take: str
    shown: Mapping[str, CellValue]
    seen: Mapping[str, str]
    carried: str

    @property
    def stays(self) -> bool:
        """Whether this is the row that the others are to join."""
        return self.place == 1

    @property
    def touched(self) -> bool:
        """Whether people have written into the row."""
        return self.written or bool(self.typed or self.cleared)

    @cached_property
    def typed(self) -> dict[str, CellValue]:
        """Facts that hold something else than the robot wrote."""
        return {fact: value for fact, value in self.shown.items() if is_result(value) and self._differs(fact)}

    @cached_property
    def cleared(self) -> frozenset[str]:
        """Facts that people emptied."""
        return frozenset(fact for fact, value in self.shown.items() if value is None and self._differs(fact))

    def _differs(self, fact: str) -> bool:
        return bool(self.seen) and self.seen.get(fact, "") != sign_of(self.shown[fact])


@dataclass(frozen=True)
class Group:
    """The rows of one group in the order of their keys; `whole`: none of them was copied or lost its key or anchor row.

    `stays` is None when that row was removed. `mixed`: a row that people wrote into shows the number of another client,
    as after sorting some of the columns only: nobody knows who was meant, so it is not whole either.
    """

    name: str
    stays: GroupRow | None
    joins: tuple[GroupRow, ...]
    whole: bool = True
    mixed: bool = False

    @property
    def rows(self) -> tuple[GroupRow, ...]:
        """All rows, who stays first."""
        return self.joins if self.stays is None else (self.stays, *self.joins)

    def decision(self, row: GroupRow) -> str | None:
        """What counts for a joining row: its own decision, else that of the row that stays."""
        if row.decision is not None or self.stays is None:
            return row.decision
        return "merge" if self.stays.decision == "keep" else self.stays.decision

    @property
    def keeps(self) -> tuple[GroupRow, ...]:
        """The rows that people want to stay, other than as proposed or expressly."""
        return tuple(row for row in self.rows if row.decision == "keep")


def groups_of(snapshot: Snapshot) -> dict[str, Group]:
    """Name -> group, in the order of the names; rows without a usable key belong to none."""
    table = snapshot.table("duplicates")
    if not len(table) or not all(table.has(field) for field in NEEDED):
        return {}
    memory = remembered(snapshot)
    aside = blocked_rows(table, "key")
    decisions = read_choices(snapshot, "duplicates", "decision", "duplicate_decision")
    columns = {field: texts(table, field) for field in ("number", "decision", "outcome", "seen")}
    found: dict[str, dict[int, GroupRow]] = {}
    broken: set[str] = set()
    foreign: set[str] = set()
    for position, key in enumerate(keys(table, "key")):
        match = _KEY.fullmatch(key)
        if match is None:
            continue
        name, place = match[1], int(match[3])
        if position in aside:
            broken.add(name)
        told = {field: column[position] for field, column in columns.items()}
        row = _row(table, position, (key, name, place), decisions[position], told, memory)
        found.setdefault(name, {})[place] = row
        if told["number"] and told["number"].upper() != row.number:
            foreign.add(name)
    mixed = {name for name in foreign if any(row.touched for row in found[name].values())}
    return {
        name: Group(
            name,
            rows.get(1),
            tuple(rows[at] for at in sorted(rows) if at != 1),
            name not in broken | mixed,
            name in mixed,
        )
        for name, rows in sorted(found.items(), key=lambda entry: (len(entry[0]), entry[0]))
    }


def _row(
    table: Table, position: int, key: tuple[str, str, int], decision: str | None, told: Mapping[str, str],
    memory: Mapping[str, Entry],
) -> GroupRow:  # fmt: skip
    seen = _read_seen(told["seen"])
    number = seen.pop("number", "") or told["number"]
    shown = {fact: table.values(fact)[position] for fact in FACTS if table.has(fact)}
    take = table.values("take")[position]
    take = take if isinstance(take, str) else as_text(take)
    entry = memory.get(f"{CARRIED_OUT}{key[0]}")
    return GroupRow(
        table.anchors[position], position, *key, number.upper(), decision if decision in _DECISIONS else None,
        bool(told["decision"] or take), told["outcome"], take, shown, seen,
        "" if entry is None else entry.value or "merge",
    )  # fmt: skip


_DECISIONS = frozenset(CHOICES["duplicate_decision"])


def sign_of(value: CellValue) -> str:
    """A short sign of a value, by which typing is told apart from an outdated copy; "" for an empty cell.

    A number that a spreadsheet made of digits has the sign of the digits.
    """
    text = as_text(canonical(value)) if value is not None else ""
    return blake2b(text.encode("utf-8", "surrogatepass"), digest_size=3).hexdigest() if text else ""


def seen_text(number: str, facts: Mapping[str, CellValue], earlier: Mapping[str, str] | None = None) -> str:
    """What the robot notes of the facts it wrote; signs of columns that are not there now are kept from `earlier`."""
    signs = {**(earlier or {}), **{fact: sign_of(value) for fact, value in facts.items()}}
    told = {"number": number, **{fact: signs[fact] for fact in FACTS if signs.get(fact)}}
    return json.dumps(told, ensure_ascii=False, separators=(",", ":"))


def _read_seen(text: str) -> dict[str, str]:
    try:
        read = json.loads(text) if text.startswith("{") else {}
    except (ValueError, RecursionError):
        return {}
    if not isinstance(read, dict):
        return {}
    return {str(name): value for name, value in read.items() if isinstance(value, str)}


def count_of(name: str) -> int:
    """The running number in the name of a group.

    >>> count_of("G-0007")
    7
    """
    return int(name.partition("-")[2])


def group_name(count: int) -> str:
    """The name of a group.

    >>> group_name(7)
    'G-0007'
    """
    return f"G-{count:04}"


def highest_group(snapshot: Snapshot, groups: Iterable[str]) -> int:
    """The highest running number ever given, as remembered and as it stands in the tab."""
    entry = remembered(snapshot).get("highest:duplicates")
    last = int(entry.value) if entry is not None and re.fullmatch("[0-9]{1,9}", entry.value) else 0
    return max([last, *map(count_of, groups)])
