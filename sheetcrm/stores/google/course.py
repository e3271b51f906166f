"""What the steps of one write share: the connection, what was read last, the marker that is held."""

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field

from sheetcrm.errors import SheetcrmError, WorkbookChanged
from sheetcrm.model.cells import CellValue, canonical, same_cell
from sheetcrm.model.snapshot import Snapshot, Table
from sheetcrm.stores.cells import column_number
from sheetcrm.stores.google.calls import CallRefused, Calls
from sheetcrm.stores.google.cells import Json
from sheetcrm.stores.google.column_guard import GuardWay
from sheetcrm.stores.google.marker import Marker, given_back, held, marker_of
from sheetcrm.stores.google.reading import Mark, SheetFound, marks_of

MOST_ROWS = 9_000
"""Rows of one batch: their requests stay below 2 MB, and twice as many handles below the 30,000 signs of a tab."""


@dataclass(frozen=True, slots=True)
class Found:
    """One reading: the tables, the sheets they stand in by tab, and the sheet that keeps the marker."""

    snapshot: Snapshot
    sheets: Mapping[str, SheetFound]
    keeper: SheetFound
    read_at: float

    def table(self, tab: str) -> Table:
        """The rows of a tab."""
        return self.snapshot.table(tab)

    def columns(self, tab: str) -> dict[str, int]:
        """Field -> column number."""
        return {name: column_number(letter) for name, letter in self.table(tab).letters.items()}

    def header(self, tab: str) -> dict[int, CellValue]:
        """Column number -> what the header row holds there, for the columns of the table."""
        grid, row = self.sheets[tab].grid, self.table(tab).header_row
        return {number: canonical(grid.cell(row, number)) for number in self.columns(tab).values()}

    def header_stands(self, tab: str, cells: Mapping[int, CellValue]) -> bool:
        """Whether a row of cells is still that header."""
        return all(same_cell(canonical(cells.get(number)), text) for number, text in self.header(tab).items())


@dataclass
class Course:
    """One write under way. `robot` names this robot for the marker, `way` is how the guards of columns work here.

    `handles`: whether handles stand in the spreadsheet now. `wrote`: whether a cell may have been changed.
    """

    calls: Calls
    found: Found
    read_again: Callable[[], Found]
    robot: str
    host: str
    language: str
    way: GuardWay = "elsewhere"
    marker: Marker = field(default_factory=Marker)
    holding: bool = False
    handles: bool = False
    most_rows: int = MOST_ROWS
    wrote: bool = False
    unclear: int = 0
    """Requests for values of which nobody knows whether they went through."""

    @contextmanager
    def writing(self, cells: bool = True) -> Iterator[None]:
        """The block sends a request that changes cells; one that surely was not carried out leaves `wrote` alone."""
        before = self.wrote
        self.wrote = before or cells
        try:
            yield
        except CallRefused as refused:
            self.wrote = before or (cells and refused.unclear)
            raise
        except SheetcrmError:
            self.wrote = before
            raise

    @property
    def now(self) -> float:
        """Seconds since 1970 by Google's clock, which all robots share."""
        return self.calls.now

    def step(self) -> tuple[list[Json], Marker]:
        """The requests by which a batch takes or renews the marker."""
        return held(self.marker, self.found.keeper.sheet_id, self.robot, self.host, self.now)

    def last_step(self) -> tuple[list[Json], Marker]:
        """The requests by which a batch gives the marker back."""
        return given_back(self.marker, self.found.keeper.sheet_id, self.robot, self.now)

    def stepped(self, marker: Marker) -> None:
        """The batch with that marker went through."""
        self.marker = marker
        self.holding = bool(marker.robot)

    def refuse_if_overslept(self) -> None:
        """Raise WorkbookChanged when the marker ran out meanwhile: another robot may be at work by now."""
        if self.holding and self.now > self.marker.until:
            raise WorkbookChanged("google-changed", path=self.calls.access.place)

    def is_there(self, marker: Marker) -> bool:
        """Whether the batch with that marker went through, by reading; WorkbookChanged when another robot was first."""
        fields = "sheets(properties(sheetId),developerMetadata(metadataId,metadataKey,metadataValue))"
        body = self.calls.get(params={"fields": fields}).body
        latest = marker_of(marks_on(body, self.found.keeper.sheet_id), self.now)
        if latest.serial < marker.serial:
            return False
        if latest.serial > marker.serial or not latest.is_same(marker):
            raise WorkbookChanged("google-changed", path=self.calls.access.place)
        return True

    def read_anew(self) -> None:
        """Read again, for the places of rows that people moved; the marker must still be ours."""
        self.found = self.read_again()
        latest = marker_of(self.found.keeper.marks, self.now)
        if self.holding and latest.serial != self.marker.serial:
            raise WorkbookChanged("google-changed", path=self.calls.access.place)


def marks_on(body: Json, sheet_id: int) -> list[Mark]:
    """The metadata of one sheet of an answer."""
    return [m for s in body.get("sheets", ()) if s["properties"].get("sheetId", 0) == sheet_id for m in marks_of(s)]
