"""A mailing ordered in a live Google sheet, sent by the whole product while people work in the sheet between requests.

What the provider took is counted; what people asked for is remembered by when the robot could first have read it.
"""

import datetime as dt
import json
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from random import Random
from typing import Any, cast

from sheetcrm.errors import SheetcrmError
from sheetcrm.letter_journal import KnownLetter, LetterJournal
from sheetcrm.mail.lines import Connection, Delivery
from sheetcrm.model.settings import Guards, Mail, Settings, TabMapping
from sheetcrm.model.snapshot import Snapshot
from sheetcrm.pipeline import sync_run
from sheetcrm.sending_run import journal_of_letters
from sheetcrm.stores.cells import column_letter
from sheetcrm.stores.google.calls import Calls, Pace
from sheetcrm.stores.google.session import SheetsClient, connect
from sheetcrm.stores.google.store import GoogleStore
from sheetcrm.words import choice_key, words_of
from tests.building import settings as settings_of
from tests.google_server.errors import ApiError
from tests.google_server.model import Formula, Sheet
from tests.google_server.people import People
from tests.google_server.server import GoogleServer

TODAY = dt.date(2026, 11, 22)
ROBOT = "sheetcrm@project.iam.gserviceaccount.com"
MAILING = "M-0001"
FIELDS: Mapping[str, Sequence[str]] = {
    "clients": ("number", "name", "email", "city", "status", "consent_offers", "manager", "check"),
    "mailings": (
        "number", "mailing", "letter", "purpose", "segment", "send_on", "order", "mailing_status", "members",
        "letters_sent", "letters_waiting", "letters_held", "opted_out", "outcome", "comment", "check",
    ),
    "letters": (
        "made_on", "client", "client_name", "to", "mailing", "letter", "subject", "letter_status", "sent_on", "outcome",
        "letter_decision", "sender_mark", "key", "comment",
    ),
    "opt_outs": ("address", "topic", "opted_on", "opt_out_source", "comment", "mark", "check"),
    "memory": ("key", "value", "day"),
}  # fmt: skip
HOLD = 700.0
NAMES = ("Anna Nowak", "Jan Kos", "Ewa Wilk", "Olga Maj", "Piotr Lis", "Ion Popa", "Maria Zając", "Adam Król")
FAULTS = ("503", "503 after", "429", "502 after", "reset after", "500", "truncated")
WORDS = words_of("en")


class Killed(BaseException):
    """The robot's machine went down."""


@dataclass
class LiveMailing:
    """One sheet, its people, a robot that may be killed, and a provider that counts what it takes.

    `clock`: seconds that Google's clock is ahead. `acts`: how many acts of people fall, on average, before a
    request and before a letter.
    """

    server: GoogleServer
    folder: Path
    random: Random
    clock: list[float]
    acts: float = 0.4
    took: Counter[str] = field(default_factory=Counter)
    mailboxes: Counter[str] = field(default_factory=Counter)
    against_their_will: list[str] = field(default_factory=list)
    acted: list[str] = field(default_factory=list)
    ended: list[str] = field(default_factory=list)
    quiet: bool = False
    killed: bool = False
    until_death: int | None = None

    def __post_init__(self) -> None:
        self.titles = {tab: WORDS.tab(tab) for tab in FIELDS}
        headers = {tab: {name: WORDS.header(tab, name) for name in names} for tab, names in FIELDS.items()}
        self.headers = headers
        clients = [
            [None, name, f"{name.split()[0].lower()}@example.com", "Kraków", "Customer", "yes", "Ola"] for name in NAMES
        ]
        order = [None, "Autumn", "birthday", "Offers", "Status: customer", None, "Send"]
        rows: dict[str, list[list[Any]]] = {"clients": clients, "mailings": [order]}
        sheets = {self.titles[tab]: [[*names.values()], *rows.get(tab, [])] for tab, names in headers.items()}
        self.spreadsheet = self.server.create("Mailing", sheets=sheets, typed=True)
        for sheet in self.spreadsheet.book.sheets:
            del sheet.rows[50:]
            sheet.properties["gridProperties"] = {"frozenRowCount": 1}
        self.spreadsheet.editors.add(ROBOT)
        key = self.folder / "key.json"
        if not key.exists():
            key.touch(mode=0o600)
            key.write_text(json.dumps(self.server.service_account(ROBOT)))
        tabs = {tab: TabMapping(self.titles[tab], 1, names) for tab, names in headers.items()}
        self.settings: Settings = settings_of(
            spreadsheet=self.spreadsheet.id, credentials=key, tabs=tabs, occasions=(), language="en",
            journal=self._state("one"), outbox=self.folder / self.spreadsheet.id / "outbox",
            guards=Guards(1.0, 1.0, 1_000_000, 1_000),
            mail=Mail(transport="smtp", server="localhost", connections=self.random.choice((1, 1, 3))),
        )  # fmt: skip
        self.asked: set[str] = set()

    def _state(self, name: str) -> Path:
        state = self.folder / self.spreadsheet.id / name
        state.mkdir(parents=True, exist_ok=True)
        return state / "journal.sqlite"

    @property
    def people(self) -> People:
        """Somebody at work in the sheet."""
        return People(self.spreadsheet)

    # -- the robot

    def run(self, *, die_after: int | None = None, faults: Sequence[str] = (), machine: str = "one") -> str:
        """One sync; killed before its so manieth request or letter, with these faults of Google's."""
        chosen = replace(self.settings, journal=self._state(machine))
        self.killed, self.until_death = False, die_after
        self.server.faults.plan(*faults)
        client = cast(SheetsClient, _Client(connect(chosen), self))
        calls = Calls(client, self.spreadsheet.id, pace=Pace(10**9, 0.0), sleep=lambda seconds: None)
        try:
            outcome = sync_run(
                _Reading(GoogleStore(chosen, calls=calls), self), chosen, TODAY, connect=self._connect,
            )  # fmt: skip
            posted = outcome.posted
            wrote = posted is not None and (posted.run is not None or posted.sent.outcomes)
            idle = (outcome.plan is None or outcome.plan.is_empty) and not wrote
            said = "idle" if idle else "done"
        except Killed:
            said = "killed"
        except SheetcrmError as error:
            said = error.code
        finally:
            self.server.faults.clear()
            self.until_death = None
        self.ended.append(said)
        return said

    def lose_the_state(self) -> None:
        """The folder with both journals is gone."""
        for found in self.settings.state_folder.glob("*"):
            found.unlink()
        self.acted.append("state lost")

    def moment(self) -> None:
        """Right before a request or a letter: the machine may die, people may act."""
        if self.killed:
            raise Killed
        if self.until_death is not None:
            self.until_death -= 1
            if self.until_death < 0:
                self.killed = True
                raise Killed
        while not self.quiet and self.random.random() < self.acts / (1 + self.acts):
            self.act()

    def _connect(self, settings: Settings) -> Callable[[], Connection]:
        return lambda: _Provider(self)

    # -- people

    def act(self) -> None:
        """Somebody does something; what Google refuses is left."""
        name, does = self.random.choice(_ACTS)
        try:
            with self.server.lock:
                does(self)
        except (ApiError, ValueError, IndexError):
            return
        self.acted.append(name)

    def sheet(self, tab: str) -> Sheet:
        """A tab as it is now."""
        return next(sheet for sheet in self.spreadsheet.book.sheets if sheet.title == self.titles[tab])

    def rows(self, tab: str) -> list[dict[str, Any]]:
        """The filled rows of a tab, field -> value; `_row` is the number people count."""
        sheet = self.sheet(tab)
        at = {column: self._field(tab, sheet.value(0, column)) for column in range(sheet.column_count)}
        found = []
        for number in range(1, sheet.row_count):
            row: dict[str, Any] = {}
            for column, name in at.items():
                value = sheet.value(number, column)
                if name and value is not None:
                    row[name] = value.text if isinstance(value, Formula) else value
            if row:
                found.append({**row, "_row": number + 1})
        return found

    def _field(self, tab: str, header: Any) -> str:
        return next((name for name, text in self.headers[tab].items() if text == header), "")

    def column(self, tab: str, name: str) -> str:
        """The letter of a column."""
        sheet = self.sheet(tab)
        at = next(c for c in range(sheet.column_count) if sheet.value(0, c) == self.headers[tab][name])
        return column_letter(at + 1)

    def type(self, tab: str, name: str, row: int, text: str) -> None:
        """Type into a cell."""
        self.people.type(self.titles[tab], f"{self.column(tab, name)}{row}", text)

    # -- the verdict

    def opted_out(self) -> set[str]:
        """The addresses that stand in Opt-outs now."""
        return {str(row["address"]).lower() for row in self.rows("opt_outs") if "address" in row}

    def verdicts(self) -> list[str]:
        """Everything that must not be, once the robot has nothing more to do."""
        found = [f"{key} went {count} times" for key, count in self.took.items() if count > 1]
        found += [f"{box} got {count} letters" for box, count in self.mailboxes.items() if count > 1]
        found += [f"{box} had asked for none" for box in self.against_their_will]
        rows = [row for row in self.rows("letters") if "key" in row]
        told: dict[str, set[str | None]] = {}
        for row in rows:
            status = choice_key("letter_status", str(row.get("letter_status", "")))
            told.setdefault(str(row["key"]), set()).add(status)
        for key, statuses in told.items():
            if statuses == {"sent"} and not self.took[key] and "overtype a status" not in self.acted:
                found.append(f"{key} is called sent and never went")
        return found

    def silently_lost(self) -> list[str]:
        """Letters that a journal calls sent and that went nowhere."""
        lost = []
        for path in self.settings.state_folder.parent.glob(f"*/{journal_of_letters(self.settings).name}"):
            journal = LetterJournal(path)
            try:
                known = journal.letters(self.settings.spreadsheet)
            finally:
                journal.close()
            lost += [letter.key for letter in known if letter.state == "sent" and not self.took[letter.key]]
        return [f"{key} is called sent and never went" for key in lost]

    def close(self) -> None:
        """The sheet is no longer needed."""
        self.server.faults.clear()
        self.server.spreadsheets.pop(self.spreadsheet.id, None)


class _Client:
    """The robot's connection to Google."""

    def __init__(self, client: SheetsClient, world: LiveMailing) -> None:
        self.access = client.access
        self._client = client
        self._world = world

    def request(self, *told: Any, **more: Any) -> Any:
        """Send a request, after whatever happens right before it."""
        self._world.moment()
        return self._client.request(*told, **more)


class _Reading:
    """The store; what it read of opt-outs must hold from then on."""

    def __init__(self, store: GoogleStore, world: LiveMailing) -> None:
        self._store = store
        self._world = world

    def __getattr__(self, name: str) -> Any:
        return getattr(self._store, name)

    def read(self) -> Snapshot:
        """The tabs."""
        before = self._world.opted_out()
        found = self._store.read()
        self._world.asked = before & self._world.opted_out()
        return found


class _Provider:
    """Takes letters, and counts them."""

    def __init__(self, world: LiveMailing) -> None:
        self._world = world

    def deliver(self, letter: KnownLetter, content: bytes) -> Delivery:
        """Take a letter; now and then the line breaks, before or after it was taken."""
        world = self._world
        world.moment()
        assert letter.address.encode() in content
        luck = 1.0 if world.quiet else world.random.random()
        if luck < 0.05:
            return Delivery("waiting", "MAIL", ends_connection=True)
        if luck < 0.08:
            return Delivery("delayed", "RCPT", "451", "come again")
        world.took[letter.key] += 1
        world.mailboxes[f"{letter.mailing}: {letter.address.lower()}"] += 1
        if letter.address.lower() in world.asked:
            world.against_their_will.append(letter.address)
        if luck < 0.12:
            return Delivery("unclear", "dot", ends_connection=True)
        world.moment()
        return Delivery("sent", "dot", "250")

    def close(self) -> None:
        """Nothing to end."""


def _some(world: LiveMailing, tab: str) -> dict[str, Any]:
    return world.random.choice(world.rows(tab))


def _sort(world: LiveMailing, tab: str) -> None:
    name = world.random.choice(FIELDS[tab])
    world.people.sort(world.titles[tab], world.column(tab, name), descending=world.random.random() < 0.5)


def _delete(world: LiveMailing, tab: str) -> None:
    world.people.delete_rows(world.titles[tab], _some(world, tab)["_row"])


def _copy(world: LiveMailing, tab: str) -> None:
    row, last = _some(world, tab)["_row"], max(row["_row"] for row in world.rows(tab))
    end = column_letter(world.sheet(tab).column_count)
    world.people.copy_paste(world.titles[tab], f"A{row}:{end}{row}", f"A{last + 1}")


def _opt_out(world: LiveMailing) -> None:
    client = _some(world, "clients")
    below = max((row["_row"] for row in world.rows("opt_outs")), default=1) + 1
    world.type("opt_outs", "address", below, str(client["email"]))


def _new_client(world: LiveMailing) -> None:
    below = max(row["_row"] for row in world.rows("clients")) + 1
    name = world.random.choice(("Zofia", "Marek", "Irina", "Dan"))
    told = {
        "name": f"{name} Nowy",
        "email": f"{name.lower()}@example.com",
        "status": "Customer",
        "consent_offers": "yes",
    }
    for field_name, text in told.items():
        world.type("clients", field_name, below, text)


def _undo(world: LiveMailing) -> None:
    """Take the last act back; not two in a row, as at the bottom lies the making of the sheet."""
    if not world.acted or world.acted[-1] in ("undo", "state lost"):
        raise ValueError
    world.people.undo()


_ACTS: Sequence[tuple[str, Callable[[LiveMailing], object]]] = (
    ("sort letters", lambda w: _sort(w, "letters")),
    ("sort letters", lambda w: _sort(w, "letters")),
    ("sort clients", lambda w: _sort(w, "clients")),
    ("insert a row in letters", lambda w: w.people.insert_rows(w.titles["letters"], w.random.randint(2, 8))),
    ("insert a row in mailings", lambda w: w.people.insert_rows(w.titles["mailings"], 2)),
    ("insert a row in clients", lambda w: w.people.insert_rows(w.titles["clients"], w.random.randint(2, 8))),
    ("delete a letter", lambda w: _delete(w, "letters")),
    ("delete a client", lambda w: _delete(w, "clients")),
    ("copy a letter", lambda w: _copy(w, "letters")),
    ("copy the mailing", lambda w: _copy(w, "mailings")),
    ("copy a client", lambda w: _copy(w, "clients")),
    ("opt out", _opt_out),
    ("opt out", _opt_out),
    ("a new client", _new_client),
    ("pause", lambda w: w.type("mailings", "order", _some(w, "mailings")["_row"], "Pause")),
    ("go on", lambda w: w.type("mailings", "order", _some(w, "mailings")["_row"], "Send")),
    ("decide", lambda w: w.type("letters", "letter_decision", _some(w, "letters")["_row"], "Do not send")),
    ("another address", lambda w: w.type("clients", "email", _some(w, "clients")["_row"], "new@example.com")),
    ("overtype a status", lambda w: w.type("letters", "letter_status", _some(w, "letters")["_row"], "Sent")),
    ("write a comment", lambda w: w.type("letters", "comment", _some(w, "letters")["_row"], "called her")),
    ("move a column", lambda w: w.people.move_columns(w.titles["letters"], "H", w.random.choice("BDF"))),
    ("undo", _undo),
)


def course(world: LiveMailing) -> None:
    """A few runs among people at work, perhaps killed, perhaps with Google failing; then people go home."""
    random = world.random
    for _ in range(random.randint(2, 4)):
        die = random.randint(0, 22) if random.random() < 0.5 else None
        faults = [random.choice(("ok", *FAULTS)) for _ in range(6)] if random.random() < 0.3 else []
        world.run(die_after=die, faults=faults, machine="two" if random.random() < 0.15 else "one")
        if random.random() < 0.07:
            world.lose_the_state()
    world.quiet = True
    for row in world.rows("mailings"):
        if row.get("order") == "Pause":
            world.type("mailings", "order", row["_row"], "Send")
    for _ in range(8):
        said = world.run()
        if said == "idle":
            return
        if said == "lock-held":  # a robot that died with its state folder holds the sheet until its time is over
            world.clock[0] += HOLD
    raise AssertionError(f"there is always something left to do: {world.ended}")
