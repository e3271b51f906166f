"""A firm's spreadsheet as `init` left it, as often as it is needed, and robots on machines of their own.

A robot is the whole product: config, journal, lock, pipeline and store over the real connection; only waiting is
counted instead of slept.
"""

import datetime as dt
import itertools
import json
import re
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any, cast

import pytest

from sheetcrm.config import CONFIG_NAME, load_settings
from sheetcrm.errors import SheetcrmError
from sheetcrm.model.settings import SPREADSHEETS, Settings
from sheetcrm.pipeline import Outcome, sync_run
from sheetcrm.stores.google.calls import Calls, Pace
from sheetcrm.stores.google.marker import COLUMN, HANDLE, marker_of
from sheetcrm.stores.google.reading import Mark
from sheetcrm.stores.google.session import SheetsClient, connect
from sheetcrm.stores.google.store import GoogleStore
from tests.calling import Called, run
from tests.golden.test_golden import name_a_sender
from tests.google_server.model import Book, Formula, Sheet, Spreadsheet
from tests.google_server.people import People
from tests.google_server.server import GoogleServer

TODAY = dt.date(2026, 11, 22)
ROBOT = "robot@project.iam.gserviceaccount.com"
SHEETS: Mapping[str, Sequence[Sequence[Any]]] = {
    "Clients": (
        ("Name", "Phone", "E-mail", "City", "Birthday", "Greetings agreed", "Next contact"),
        ("anna kowalska", "601 234 567", "Anna@Example.com", "Łódź", "22.11.1985", "yes", None),
        ("Jan Nowak", "+48602345678", "jan@example.com", "kraków", "25 Nov 1990", "yes", None),
        (" EWA  MAJ", None, "ewa@example.com", "Gdańsk", None, None, "20.11.2026"),
        ("Piotr Zielony", "600100", None, "Warszawa", "5 May", None, None),
    ),
    "Deals": (
        ("Client", "Deal", "Stage", "Amount", "Next step on"),
        ("anna@example.com", "Kitchen", "Talks", "1 234,56", "21.11.2026"),
        ("jan@example.com", "Bath", "New", "800", None),
    ),
}
TIDY = ("name", "phone", "email", "city", "birthday", "next_contact")
ONCE = (
    ("Clients", "No."),
    ("Deals", "Deal No."),
    ("Tasks", "Task No."),
    ("Tasks", "Key"),
    ("Letters", "Key"),
    ("sheetcrm memory", "Key"),
)
TASKS = 4
"""So many a run makes of them when it makes no letters."""
ROOM = 40
"""Rows of every tab: a small sheet is quickly read."""
Rows = Mapping[str, Sequence[tuple[Any, ...]]]


@pytest.fixture(scope="module")
def server() -> Iterator[GoogleServer]:
    """A server whose clock can be moved: `clock_of(server)[0]` is how many seconds it is ahead."""
    with GoogleServer() as found, pytest.MonkeyPatch.context() as patch:
        patch.setenv("SHEETCRM_GOOGLE_API", found.url)
        patch.delenv("SHEETCRM_GOOGLE_KEY", raising=False)
        yield found
        assert not found.crashes, found.crashes


@dataclass
class Firm:
    """One spreadsheet that `init` made ready, and the config it wrote."""

    server: GoogleServer
    folder: Path
    spreadsheet: Spreadsheet
    settings: Settings
    names: Iterator[int] = field(default_factory=itertools.count)

    @property
    def people(self) -> People:
        """Somebody at work in it."""
        return self.server.people(self.spreadsheet.id)

    @property
    def book(self) -> Book:
        """What stands there now."""
        return self.spreadsheet.book

    def again(self, folder: Path) -> "Firm":
        """Another spreadsheet of the same content, with a config in a folder of its own."""
        made = self.server.create("Firm")
        made.book = replace(self.book, behaviour=replace(self.book.behaviour), index=None)
        made.generations = itertools.count(1_000_000 * (2 + next(self.names)))
        made.editors.add(ROBOT)
        folder.mkdir(parents=True, exist_ok=True)
        text = (self.folder / CONFIG_NAME).read_text(encoding="utf-8").replace(self.spreadsheet.id, made.id)
        (folder / CONFIG_NAME).write_text(text, encoding="utf-8")
        key = folder / "google-key.json"
        key.touch(mode=0o600)
        key.write_text((self.folder / "google-key.json").read_text())
        return Firm(self.server, folder, made, load_settings(folder / CONFIG_NAME))

    def robot(self, name: str = "one", **more: Any) -> "Robot":
        """A robot on the machine of that name."""
        state = self.folder / name
        state.mkdir(exist_ok=True)
        chosen = replace(self.settings, journal=state / "journal.sqlite", outbox=state / "outbox")
        return Robot(self, chosen, **more)

    def call(self, command: str, *arguments: object) -> Called:
        """The command line in the firm's folder."""
        return run(self.folder, command, *arguments)

    def sheet(self, title: str) -> Sheet:
        """A tab."""
        return next(sheet for sheet in self.book.sheets if sheet.title == title)

    def rows(self) -> Rows:
        """Every filled row of every tab, in no order; what a run writes at another moment is the same.

        But for the numbers of tasks: those of a run that died are never given again.
        """
        return {
            sheet.title: sorted((tuple(map(_unnumbered, _highest_left_out(row))) for row in filled(sheet)), key=repr)
            for sheet in self.book.sheets
        }

    def column(self, title: str, header: str) -> list[Any]:
        """The cells under a header of the first row, down to the last filled one."""
        sheet = self.sheet(title)
        at = next(c for c in range(sheet.column_count) if sheet.value(0, c) == header)
        values = [sheet.value(row, at) for row in range(1, sheet.row_count)]
        while values and values[-1] is None:
            values.pop()
        return values

    def twice(self) -> list[str]:
        """Numbers, tasks, letters and lines of the memory that stand there more than once."""
        found = []
        for title, header in ONCE:
            counts = Counter(value for value in self.column(title, header) if value is not None)
            found += [f"{title}: {header} {value}" for value, count in counts.items() if count > 1]
        return found

    def left_over(self) -> list[str]:
        """Handles that still stand, and whether a run still holds the marker."""
        tags = [tag for sheet in self.book.sheets for row in sheet.rows for tag in row.tags]
        tags += [tag for sheet in self.book.sheets for column in sheet.columns for tag in column.tags]
        marks = [Mark(t.id, t.key, t.value or "") for sheet in self.book.sheets for t in sheet.tags]
        held = marker_of(marks, self.server.world.clock()).robot
        return [tag.key for tag in tags if tag.key not in (HANDLE, COLUMN)] + ([held] if held else [])

    def close(self) -> None:
        """It is no longer needed."""
        del self.server.spreadsheets[self.spreadsheet.id]


class Crash(BaseException):
    """The robot's machine goes down: no line of its program runs any more, and no request leaves it."""


@dataclass
class Robot:
    """The product on one machine. `before`: called with the number of each request right before it is sent."""

    firm: Firm
    settings: Settings
    before: Callable[[int], object] | None = None
    timeout: float = 190.0
    slept: float = 0.0
    kinds: list[str] = field(default_factory=list)
    """What its latest run asked: "get", "post" ..."""
    calls: Calls | None = None
    crashed: bool = False

    def store(self) -> GoogleStore:
        """A store as a new run opens it."""
        self.kinds, self.crashed = [], False
        client = connect(self.settings)
        client.set_timeout((5.0, self.timeout))
        told = cast(SheetsClient, _Client(client, self))
        self.calls = Calls(told, self.settings.spreadsheet, pace=Pace(10**9, 0.0), sleep=self._sleep)
        return GoogleStore(self.settings, calls=self.calls)

    def sync(self) -> Outcome:
        """One run."""
        return sync_run(self.store(), self.settings, TODAY)

    def tried(self) -> str:
        """One run; what it ended with in a word."""
        try:
            return "done" if self.sync().complete else "incomplete"
        except SheetcrmError as error:
            return error.code
        except Crash:
            return "crashed"

    def _sleep(self, seconds: float) -> None:
        self.slept += seconds


class _Client:
    """The robot's connection, with somebody who is told before each request."""

    def __init__(self, client: SheetsClient, robot: Robot) -> None:
        self.access = client.access
        self._client = client
        self._robot = robot

    def request(self, method: str, *told: Any, **more: Any) -> Any:
        robot = self._robot
        if robot.crashed:
            raise Crash
        number = len(robot.kinds)
        robot.kinds.append(method)
        if robot.before is not None:
            try:
                robot.before(number)
            except Crash:
                robot.crashed = True
                raise
        return self._client.request(method, *told, **more)


def found_firm(
    server: GoogleServer, folder: Path, sheets: Mapping[str, Sequence[Sequence[Any]]] = SHEETS, *, letters: bool = False
) -> Firm:
    """Found it: share the sheet, put the key in place, let `init` do its work.

    `letters`: greetings are made; each run with one starts another program for it, which takes time.
    """
    key = folder / "google-key.json"
    key.touch(mode=0o600)
    key.write_text(json.dumps(server.service_account(ROBOT)))
    made = server.create("Firm", "pl_PL", sheets=sheets)
    made.editors.add(ROBOT)
    called = run(folder, "init", f"{SPREADSHEETS}{made.id}/edit", "--yes", "--language", "en")
    assert called.code == 0, called.err
    config = folder / CONFIG_NAME
    if letters:
        name_a_sender(config)
    text = config.read_text(encoding="utf-8").replace("request_gap = 0.2", "request_gap = 0")
    text = text.replace("requests_per_minute = 50", "requests_per_minute = 300")
    text = text.replace("[tidy]", "[tidy]\n" + "\n".join(f'"clients.{name}" = "write"' for name in TIDY))
    config.write_text(text, encoding="utf-8")
    for sheet in made.book.sheets:
        if sheet.row_count > ROOM:
            server.people(made.id).delete_rows(sheet.title, ROOM + 1, sheet.row_count - ROOM)
    return Firm(server, folder, made, load_settings(config))


def filled(sheet: Sheet) -> Iterator[tuple[Any, ...]]:
    """The rows of a tab in which something stands, without what is empty at their ends."""
    for number in range(sheet.row_count):
        row = [sheet.value(number, column) for column in range(sheet.column_count)]
        row = [value.text if isinstance(value, Formula) else value for value in row]
        while row and row[-1] is None:
            row.pop()
        if row:
            yield tuple(row)


def _unnumbered(value: Any) -> Any:
    return "a task's number" if isinstance(value, str) and re.fullmatch(r"T-\d{4}", value) else value


def _highest_left_out(row: tuple[Any, ...]) -> tuple[Any, ...]:
    return row[:1] if row[0] == "highest:tasks" else row


@contextmanager
def planned(server: GoogleServer, *faults: str) -> Iterator[None]:
    """These faults for the next requests; none that is left over strikes later."""
    server.faults.plan(*faults)
    try:
        yield
    finally:
        server.faults.clear()
