"""A spreadsheet with the whole product at work in it and people acting between the robot's requests, under a judge.

Two robots, as on two machines: each has a state folder (journal, lock, memory of the sheet) of its own.
"""

import datetime as dt
import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any, cast

from sheetcrm.errors import PlanRefused, RunLocked, SheetcrmError, WorkbookChanged
from sheetcrm.model.changes import Change
from sheetcrm.model.settings import Guards, Settings, TabMapping
from sheetcrm.model.snapshot import Snapshot
from sheetcrm.pipeline import Outcome, sync_run
from sheetcrm.stores.base import Applied
from sheetcrm.stores.google.calls import Calls, Pace
from sheetcrm.stores.google.session import SheetsClient, connect
from sheetcrm.stores.google.store import GoogleStore
from sheetcrm.stores.google.targets import is_peoples
from sheetcrm.undo import undo_run
from sheetcrm.words import words_of
from tests.building import settings as settings_of
from tests.google.judge import Judge
from tests.google.live_acts import do
from tests.google.live_layout import KEYS, ONCE, ROWS, TABS, TIDY
from tests.google.live_tags import too_many_tags
from tests.google.live_team import Act, Team
from tests.google.wanted import ID, header_of, value_at, wanted_of
from tests.google_server.model import Book, Spreadsheet
from tests.google_server.server import GoogleServer, Record

FIRST_DAY = dt.date(2026, 11, 22)
ROBOT = "sheetcrm@project.iam.gserviceaccount.com"
OTHER_TAB = "Our own notes"
HOLD = 700.0
"""Seconds after which a marker that nobody gave back may be taken over, and some."""


class Killed(BaseException):
    """The robot's machine went down: not a single request goes out any more."""


@dataclass(frozen=True)
class Disturbed:
    """What happens during one run: acts right before its requests (counted from 0), faults, the end of the robot.

    `faults`: one for each request from the first on. `other`: before which request the other robot has a whole run.
    """

    acts: Sequence[tuple[int, Act]] = ()
    faults: Sequence[str] = ()
    killed_before: int | None = None
    other: int | None = None


QUIET = Disturbed()


@dataclass
class Live:
    """One live sheet. `clock` holds the seconds that the server's clock is ahead; `today` is the robot's day."""

    server: GoogleServer
    folder: Path
    clock: list[float]
    locale: str = "en_US"
    language: str = "en"
    header_row: int = 1
    today: dt.date = FIRST_DAY
    judge: Judge = field(default_factory=Judge)
    said: list[str] = field(default_factory=list)
    """What runs ended with."""
    runs: list[tuple[int, int]] = field(default_factory=list)
    """(robot, number of the run) that can be taken back."""
    disturbed: Disturbed = QUIET
    number: int = 0
    _before: Book | None = None

    def __post_init__(self) -> None:
        words = words_of(self.language)
        named = {tab: {f: f if f == ID else words.header(tab, f) for f in kinds} for tab, kinds in TABS.items()}
        titles = {tab: words.tab(tab) for tab in TABS}
        self.titles = titles
        self.book = self._spreadsheet(named, titles)
        self.tabs = {
            tab: TabMapping(titles[tab], self.header_row, {f: h for f, h in columns.items() if f != ID})
            for tab, columns in named.items()
        }
        self.keys = {titles[tab]: named[tab][key] for tab, key in KEYS.items()}
        self.judge = Judge(
            keys=self.keys, patient=True, titles={s.id: s.title for s in self.book.book.sheets},
            once={titles[tab]: [named[tab][name] for name in names] for tab, names in ONCE.items()},
        )  # fmt: skip
        kinds = {titles[tab]: {named[tab][f]: kind for f, kind in fields.items()} for tab, fields in TABS.items()}
        self.team = Team(self.book, kinds, self.keys, frozenset({titles["memory"]}), ids=10)
        key = self.folder / "key.json"
        if not key.exists():
            key.touch(mode=0o600)
            key.write_text(json.dumps(self.server.service_account(ROBOT)))
        self.settings = [self._settings(name, key) for name in ("one", "two")]
        self.server.before_request[:], self.server.after_request[:] = [self._before_request], [self._after_request]

    def _spreadsheet(self, named: Mapping[str, Mapping[str, str]], titles: Mapping[str, str]) -> Spreadsheet:
        sheets: dict[str, list[list[Any]]] = {}
        for tab, columns in named.items():
            rows: list[list[str | None]] = [[f"Banner {n}"] for n in range(self.header_row - 1)]
            rows.append([*columns.values()])
            for number, row in enumerate(ROWS.get(tab, ()), 1):
                rows.append([f"{tab} {number}" if f == ID else row.get(f) for f in columns])
            sheets[titles[tab]] = rows
        sheets[OTHER_TAB] = [["C-0001", "=1+1", "601 234 567"]]
        made = self.server.create("Live", self.locale, sheets=sheets, typed=True)
        for sheet in made.book.sheets:
            del sheet.rows[60:]
            sheet.properties["gridProperties"] = {"frozenRowCount": self.header_row}
        made.editors.add(ROBOT)
        return made

    def _settings(self, name: str, key: Path) -> Settings:
        state = self.folder / self.book.id / name
        state.mkdir(parents=True)
        return settings_of(
            spreadsheet=self.book.id, credentials=key, tabs=self.tabs, journal=state / "journal.sqlite",
            outbox=self.folder / self.book.id / "outbox", language=self.language, tidy=TIDY,
            guards=Guards(1.0, 1.0, 1_000_000, 1_000),
        )  # fmt: skip

    def close(self) -> None:
        """Nobody works in it any more."""
        self.server.before_request.clear()
        self.server.after_request.clear()
        self.server.faults.clear()
        self.server.spreadsheets.pop(self.book.id, None)

    def _before_request(self, record: Record) -> None:
        if self.book.id in record.path:
            self._before = self.book.book

    def _after_request(self, record: Record) -> None:
        if self.book.id not in record.path:
            return
        if record.kind == "write" and self.book.book is not self._before:
            assert self._before is not None
            self.judge.look(self._before, self.book.book, record.path)
            self.judge.touched += too_many_tags(self.book.book, self.judge.wanted)

    def act(self, act: Act) -> None:
        """Somebody does something."""
        with self.server.lock:
            do(self.team, act)

    def sync(self, robot: int = 0, disturbed: Disturbed = QUIET) -> tuple[Outcome | None, Calls]:
        """One run of the product, perhaps in the middle of an undo by the other robot; None when it could not."""
        undoing, self.judge.undoing = self.judge.undoing, False
        try:
            return self._run(robot, disturbed, lambda store, chosen: sync_run(store, chosen, self.today))
        finally:
            self.judge.undoing = undoing

    def undo(self, which: int, disturbed: Disturbed = QUIET) -> None:
        """Take one of the latest runs back."""
        if not self.runs:
            return
        robot, run = self.runs.pop(which % len(self.runs))

        def take_back(store: "Watched", chosen: Settings) -> None:
            undone = undo_run(store, chosen, run, self.today)
            if undone.number is not None:
                self.runs.append((robot, undone.number))

        self.judge.undoing = True
        try:
            self._run(robot, disturbed, take_back)
        finally:
            self.judge.undoing = False

    def _run(
        self, robot: int, disturbed: Disturbed, go: Callable[["Watched", Settings], Outcome | None]
    ) -> tuple[Outcome | None, Calls]:
        outer = replace(self.judge.wanted), self.judge.first, self.disturbed, self.number
        self.disturbed, self.number = disturbed, 0
        self.server.faults.plan(*disturbed.faults)
        chosen = self.settings[robot]
        client = cast(SheetsClient, Client(connect(chosen), self, robot))
        calls = Calls(client, self.book.id, pace=Pace(10**9, 0.0), sleep=lambda seconds: None)
        outcome = None
        try:
            outcome = go(Watched(GoogleStore(chosen, calls=calls), self), chosen)
            self.said.append("done")
        except (WorkbookChanged, RunLocked, PlanRefused) as error:
            self.said.append(error.code)
            if isinstance(error, PlanRefused):
                assert error.code in ("tab-lost", "header-lost"), error
        except Killed:
            self.said.append("killed")
        except SheetcrmError as error:
            assert disturbed.faults or disturbed.acts, error
            self.said.append(error.code)
        finally:
            self.server.faults.clear()
            self.judge.end_run()
            self.judge.wanted, self.judge.first, self.disturbed, self.number = outer
        if outcome is not None and outcome.run is not None:
            self.runs.append((robot, outcome.run))
        return outcome, calls

    def next_request(self, robot: int) -> None:
        """What was arranged for the moment right before a request of the robot."""
        number, self.number = self.number, self.number + 1
        disturbed = self.disturbed
        if disturbed.killed_before is not None and number >= disturbed.killed_before:
            raise Killed
        for at, act in disturbed.acts:
            if at == number:
                self.act(act)
        if disturbed.other == number:
            planned = list(self.server.faults.planned)
            self.server.faults.clear()
            self.sync(1 - robot)
            self.server.faults.planned.extend(planned)

    def serials(self) -> dict[tuple[str, int], int]:
        """(title, row number) -> the row of the grid, now."""
        return {(s.title, n): row.serial for s in self.book.book.sheets for n, row in enumerate(s.rows, 1)}

    def keys_of(self, tab: str, name: str = "key") -> list[str]:
        """The filled cells of a column."""
        sheet = next(sheet for sheet in self.book.book.sheets if sheet.title == self.titles[tab])
        found = header_of(sheet, self.keys[self.titles[tab]])
        assert found is not None
        at, columns = found
        column = next(c for c, text in columns.items() if text == self.tabs[tab].columns[name])
        return [str(v) for row in sheet.rows[at + 1 :] if (v := value_at(row, column)) is not None]


class Client:
    """The robot's connection: tells the live sheet of every request before it is sent."""

    def __init__(self, client: SheetsClient, live: Live, robot: int) -> None:
        self.access = client.access
        self._client = client
        self._live = live
        self._robot = robot

    def request(self, *told: Any, **more: Any) -> Any:
        """Send a request."""
        self._live.next_request(self._robot)
        return self._client.request(*told, **more)


class Watched:
    """The store, with the judge told what each plan means right before it is applied."""

    def __init__(self, store: GoogleStore, live: Live) -> None:
        self._store = store
        self._live = live
        self._serials: dict[tuple[str, int], int] = {}

    def __getattr__(self, name: str) -> Any:
        return getattr(self._store, name)

    def read(self) -> Snapshot:
        """The tabs, and which rows of the grid they stand in."""
        found = self._store.read()
        self._serials = self._live.serials()
        return found

    def apply(self, changes: Sequence[Change], snapshot: Snapshot) -> Applied:
        """Write the changes under the judge's eyes."""
        self._live.judge.wanted = wanted_of(changes, snapshot, is_peoples, self._serials)
        return self._store.apply(changes, snapshot)
