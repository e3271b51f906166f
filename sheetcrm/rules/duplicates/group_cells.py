"""What stands in the cells of a group: copies of the clients' facts, how alike they are, and why."""

from collections.abc import Callable, Iterator, Mapping, Sequence

from sheetcrm.model.cells import CellValue, same_cell
from sheetcrm.model.changes import AddRow
from sheetcrm.model.settings import Settings
from sheetcrm.model.snapshot import Snapshot, Table
from sheetcrm.rules.duplicates.choosing import facts_of
from sheetcrm.rules.duplicates.group_rows import FACTS, GroupRow, seen_text, sign_of
from sheetcrm.rules.duplicates.outcomes import outcome, reason_text
from sheetcrm.rules.duplicates.suspects import Suspect
from sheetcrm.rules.typed import as_text
from sheetcrm.words import Words, choice_key, words_of

Between = Mapping[frozenset[str], Suspect]
"""Two numbers in capitals -> what is known of the pair."""
SCORE_STEP = 5
"""The score that is shown follows the evidence in steps of so many points, so that a sheet at rest stays as it is."""
MOST_SCORE = 99
"""Nothing is a hundred per cent."""


def added_rows(
    snapshot: Snapshot, settings: Settings, name: str, members: Sequence[tuple[str, int]], between: Between,
    told: str | None = None,
) -> Iterator[AddRow]:  # fmt: skip
    """The rows of a new group; `members`: number as written and position in Clients, who stays first.

    `told`: an outcome that those who join bear from the beginning, if they were merged as they are shown.
    """
    table, clients = snapshot.table("duplicates"), snapshot.table("clients")
    words = words_of(settings.language)
    numbers = [number for number, _ in members]
    for place, (number, position) in enumerate(members, 1):
        facts = {fact: value for fact, value in facts_of(clients, position).items() if table.has(fact)}
        key = f"{name}.{place}"
        cells: dict[str, CellValue] = {
            "group": name,
            "part": words.choice("duplicate_part", "stays" if place == 1 else "joins"),
            "number": clients.values("number")[position],
            **facts,
            "outcome": told if place > 1 or told is None else outcome(words, "decided"),
            "seen": seen_text(as_text(number), facts),
            "key": key,
        }
        if place > 1:
            cells |= likeness(numbers, number, between, words)
        filled = {field: value for field, value in cells.items() if value is not None and table.has(field)}
        yield AddRow("duplicates", filled, key, "duplicate")


def likeness(members: Sequence[str], number: str, between: Between, words: Words) -> dict[str, CellValue]:
    """Level, score and reasons of one that joins: against who stays, else against the one it is most like."""
    known = [
        (found, other)
        for at, other in enumerate(members)
        if other.upper() != number.upper()
        and (found := between.get(frozenset((number.upper(), other.upper())))) is not None
    ]
    if not known:
        return {}
    first = known[0] if known[0][1].upper() == members[0].upper() else max(known, key=lambda pair: pair[0].score)
    found, other = first
    why = reason_text(found.reasons, words)
    if other.upper() != members[0].upper():
        why = outcome(words, "like", number=other, reason=why)
    return {"level": words.choice("duplicate_level", found.level), "score": shown_score(found), "why": why or None}


def shown_score(found: Suspect) -> int:
    """How likely the pair is one and the same, in per cent."""
    return min(MOST_SCORE, max(1, round(100 * found.chance)))


def refreshed(
    table: Table, row: GroupRow, clients: Table, position: int, alike: Mapping[str, CellValue], words: Words
) -> dict[str, tuple[CellValue, CellValue]]:
    """The cells of an open row that no longer tell what is so: field -> (was, becomes).

    Facts that people typed over stay; so do cells under a formula.
    """
    cells: dict[str, tuple[CellValue, CellValue]] = {}

    def write(field: str, becomes: CellValue) -> None:
        was = table.values(field)[row.position]
        fixed = (row.anchor, field) in table.formulas or (row.anchor, field) in table.merged
        if table.has(field) and not fixed and not same_cell(was, becomes):
            cells[field] = (was, becomes)

    if row.seen:
        fresh: dict[str, CellValue] = {}
        now = facts_of(clients, position)
        for fact in FACTS:
            if fact not in row.shown or fact in row.typed or fact in row.cleared:
                continue
            if sign_of(row.shown[fact]) != sign_of(now[fact]) and (row.anchor, fact) not in table.formulas:
                write(fact, now[fact])
                fresh[fact] = now[fact]
        if fresh:
            write("seen", seen_text(as_text(clients.values("number")[position]), fresh, row.seen))
    if as_text(table.values("number")[row.position]).upper() != row.number:
        write("number", clients.values("number")[position])
    if as_text(table.values("group")[row.position]) != row.group:
        write("group", row.group)
    part = "stays" if row.stays else "joins"
    if choice_key("duplicate_part", as_text(table.values("part")[row.position])) != part:
        write("part", words.choice("duplicate_part", part))
    if alike:
        _refresh_likeness(table, row, alike, write)
    return cells


def _refresh_likeness(
    table: Table, row: GroupRow, alike: Mapping[str, CellValue], write: Callable[[str, CellValue], None]
) -> None:
    level = choice_key("duplicate_level", as_text(table.values("level")[row.position]))
    score = table.values("score")[row.position]
    moved = not isinstance(score, int) or abs(score - int(str(alike["score"]))) >= SCORE_STEP
    if level != choice_key("duplicate_level", as_text(alike["level"])) or moved:
        write("level", alike["level"])
        write("score", alike["score"])
    if as_text(table.values("why")[row.position]) != as_text(alike["why"]):
        write("why", alike["why"])
