"""The course of `duplicates find`: read, understand, find, write; nothing of the input is ever changed."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

import numpy as np

from sheetcrm.errors import WrongUsage
from sheetcrm.finding.columns import Chosen, choose_columns
from sheetcrm.finding.outcome import write_clusters, write_pairs
from sheetcrm.finding.tables import read_table
from sheetcrm.layout.grid import Grid
from sheetcrm.rules.duplicates.records import Found, Ints, Options, Records, Role
from sheetcrm.rules.duplicates.searching import find_duplicates
from sheetcrm.words import Words

Remark = Literal["find_no_names", "find_names_equal", "find_phones_unusable", "find_names_firms"]


@dataclass(frozen=True, slots=True)
class Summary:
    """What came of it, in numbers: rows, pairs at both levels, groups of duplicates and how many rows are in them.

    `columns` tells which header was taken for what; `remarks` what a person should know about the table.
    """

    rows: int
    sure: int
    probable: int
    groups: int
    grouped: int
    columns: Mapping[str, tuple[str, ...]]
    remarks: tuple[Remark, ...]


def find_in_file(
    path: Path, clusters: Path, pairs: Path | None, words: Words, tell: Callable[[str], None],
    *, level: str = "probable", identifier: str | None = None, wanted: Mapping[str, Sequence[str]] | None = None,
) -> Summary:  # fmt: skip
    """Find the duplicates of a table and write clusters, and pairs when asked for; Raises a SheetcrmError."""
    for target in (clusters, pairs):
        if target is not None and target.exists() and path.exists() and target.samefile(path):
            raise WrongUsage("find-would-overwrite", path=str(target))
    tell("duplicates_reading")
    chosen: list[Chosen] = []

    def choose(grid: Grid) -> list[int]:
        chosen.append(choose_columns(grid, wanted or {}, identifier))
        numbers = {number for numbers in chosen[0].roles.values() for number in numbers}
        named = chosen[0].identifier
        return [chosen[0].header_row, *sorted(numbers | ({named} if named else set()))]

    table = read_table(path, choose)
    columns = chosen[0]
    names = _row_names(table.texts.get(columns.identifier or 0), table.rows, columns)
    roles: dict[Role, list[list[str]]] = {
        role: [table.texts[number] for number in numbers] for role, numbers in columns.roles.items()
    }
    records = Records(roles)
    found = find_duplicates(records, Options(), tell)
    tell("duplicates_writing")
    shown = found.sure_clusters if level == "sure" else found.clusters
    write_clusters(clusters, names, shown)
    if pairs is not None:
        write_pairs(pairs, names, found.pairs, words)
    return _summary(records, found, shown, columns)


def _row_names(texts: Sequence[str] | None, rows: int, columns: Chosen) -> Sequence[str]:
    """Give what the rows are called: their identifier, or their number in the table, the first under the header 1."""
    if texts is None:
        return [str(number) for number in range(1, rows + 1)]
    if len(set(texts)) < len(texts):
        seen: set[str] = set()
        again = next(text for text in texts if text in seen or seen.add(text))  # type: ignore[func-returns-value]
        raise WrongUsage("find-id-repeated", header=columns.headers[columns.identifier or 0], value=again)
    return texts


def _summary(records: Records, found: Found, shown: Ints, columns: Chosen) -> Summary:
    sizes = np.bincount(shown, minlength=1)
    sure = int(np.count_nonzero(found.pairs.sure()))
    return Summary(
        rows=len(records),
        sure=sure,
        probable=len(found.pairs) - sure,
        groups=int(np.count_nonzero(sizes > 1)),
        grouped=int(sizes[sizes > 1].sum()),
        columns={role: tuple(columns.headers[n] for n in numbers) for role, numbers in columns.roles.items()},
        remarks=tuple(_remarks(records)),
    )


def _remarks(records: Records) -> list[Remark]:
    from sheetcrm.rules.duplicates.contact_cells import phone_numbers
    from sheetcrm.values.person_name import looks_like_company

    remarks: list[Remark] = []
    names = [texts for role in ("name", "surname", "first_name", "company") for texts in records.columns.get(role, ())]
    filled = {text for texts in names for text in texts if text}
    if not filled:
        remarks.append("find_no_names")
    elif len(filled) == 1 and len(records) > 1:
        remarks.append("find_names_equal")
    phones = {text for texts in records.columns.get("phone", ()) for text in texts if text}
    if phones and not any(phone_numbers(text) for text in phones):
        remarks.append("find_phones_unusable")
    whole = {text for texts in records.columns.get("name", ()) for text in texts[:_LOOKED_AT] if text}
    if len(whole) > 1 and sum(map(looks_like_company, whole)) * 2 > len(whole):
        remarks.append("find_names_firms")
    return remarks


_LOOKED_AT = 2000
