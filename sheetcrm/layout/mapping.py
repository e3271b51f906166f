"""From what was recognised to what the config says, and the questions a person should answer first."""

from collections.abc import Iterator
from dataclasses import dataclass

from sheetcrm.layout.column_match import ColumnFound
from sheetcrm.layout.recognition import Recognised, Remark, TabFound
from sheetcrm.model.settings import TabMapping

SURE = 0.75
"""From this confidence on nobody needs to be asked."""


@dataclass(frozen=True, slots=True)
class Question:
    """What a person should say.

    With a header: whether that column of the tab holds `field` (None: a column of the team's own), or one of the
    alternatives. Without one: whether the sheet `title` is that tab at all; `remark` and `rival` tell what is in doubt.
    `looks_like` is the kind of the values where they contradict the header.
    """

    tab: str
    title: str
    header: str | None
    field: str | None
    confidence: float
    alternatives: tuple[tuple[str, float], ...] = ()
    looks_like: str | None = None
    remark: Remark | None = None
    rival: str | None = None


def to_mappings(recognised: Recognised) -> dict[str, TabMapping]:
    """Tab -> where it stands and which header holds which field; columns of the team's own are not named.

    A header that stands twice is named with its number from the second on: `Phone #2`.
    """
    return {
        found.tab: TabMapping(
            title=found.title,
            header_row=found.header.row,
            columns={column.field: column.header for column in found.columns if column.field is not None},
        )
        for found in recognised.tabs
        if found.tab is not None
    }


def unsure(recognised: Recognised) -> list[Question]:
    """What was guessed with less confidence than `SURE`: first whether the sheet is the tab, then column by column."""
    return [question for found in recognised.tabs for question in _questions(found)]


def _questions(found: TabFound) -> Iterator[Question]:
    if found.tab is None:
        return
    if found.confidence < SURE:
        yield Question(
            found.tab, found.title, None, None, found.confidence, remark=found.remark, rival=found.rival
        )  # fmt: skip
    for column in found.columns:
        if column.confidence < SURE and (column.field is not None or column.alternatives):
            yield _about_column(found.tab, found.title, column)


def _about_column(tab: str, title: str, column: ColumnFound) -> Question:
    return Question(
        tab, title, column.header, column.field, column.confidence, column.alternatives, column.looks_like
    )  # fmt: skip
