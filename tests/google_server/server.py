"""`GoogleServer`: the world, its doors and its faults behind one address; one request acts at a time."""

import re
import threading
import time
import traceback
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from types import TracebackType
from typing import Any, Self

from tests.google_server import drive_routing, gmail, http, routing
from tests.google_server.access import Access, Caller, actor_of
from tests.google_server.errors import ApiError
from tests.google_server.exchange import Answer, Call, Query, json_answer
from tests.google_server.faults import Fault, Faults, spoiled
from tests.google_server.model import Json, Spreadsheet
from tests.google_server.new_book import new_book
from tests.google_server.people import People
from tests.google_server.quotas import Quotas
from tests.google_server.shown import time_is
from tests.google_server.spreadsheets import add_spreadsheet
from tests.google_server.tokens import Tokens
from tests.google_server.world import OWNER, STRANGER, World

UNSHARED = "1jIKzPs8LsiZZdLdeMEP-5ZIHw6RkjiOmj1LrJN706Yc"
"""A file of somebody else that nobody may open: gspread's suite asks for it."""
_PEOPLE = re.compile(r"/people/([^/]+)")
_NOT_FOUND = """<!DOCTYPE html>
<html lang=en>
  <meta charset=utf-8>
  <title>Error 404 (Not Found)!!1</title>
  <p><b>404.</b> <ins>That's an error.</ins>
  <p>The requested URL <code>{path}</code> was not found on this server.  <ins>That's all we know.</ins>
</html>
"""


@dataclass
class Record:
    """What is noted of one API request. `status` is 0 until it is answered; `fault` names one that struck."""

    number: int
    method: str
    path: str
    query: Query
    size: int
    kind: str
    person: str
    status: int = 0
    fault: str = ""


Hook = Callable[[Record], None]


class GoogleServer:
    """Google Sheets and Drive on a port of the loopback address.

    `before_request` and `after_request` are called under the lock, just before an API request is carried out and
    after its commit (before the answer leaves): so people act between requests.
    """

    def __init__(self, port: int = 0, clock: Callable[[], float] = time.time) -> None:
        self.world = World(clock)
        self.tokens = Tokens(clock)
        self.access = Access(self.tokens)
        self.quotas = Quotas(clock)
        self.faults = Faults()
        self.gmail = gmail.Gmail()
        self.log: list[Record] = []
        self.crashes: list[Exception] = []
        self.before_request: list[Hook] = []
        self.after_request: list[Hook] = []
        self.lock = threading.RLock()
        self.listener = http.Listener(port, self.answer, clock)
        self.url = f"http://127.0.0.1:{self.listener.port}"
        self.tokens.address = f"{self.url}/token"
        add_spreadsheet(self.world, new_book("Not shared"), STRANGER, UNSHARED)
        self.world.closed.add(UNSHARED)

    @property
    def spreadsheets(self) -> dict[str, Spreadsheet]:
        """All files by their id."""
        return self.world.spreadsheets

    def start(self) -> Self:
        """Listen from now on, in threads of its own."""
        self.listener.start()
        return self

    def stop(self) -> None:
        """Close the port and all connections."""
        self.listener.stop()

    def __enter__(self) -> Self:
        return self.start()

    def __exit__(
        self, kind: type[BaseException] | None, value: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.stop()

    def create(
        self,
        title: str = "Test",
        locale: str = "en_US",
        time_zone: str = "Etc/GMT",
        sheets: Mapping[str, Sequence[Sequence[Any]]] | None = None,
        owner: str = OWNER,
        typed: bool = False,
    ) -> Spreadsheet:
        """A new file; `sheets`: title -> rows of plain values (None and "" are empty cells).

        Values are stored as they are, or, when `typed`, as if a person had typed them in that locale.
        """
        with self.lock:
            return add_spreadsheet(self.world, new_book(title, locale, time_zone, sheets, typed), owner)

    def people(self, spreadsheet_id: str, name: str = "anna@example.com") -> People:
        """A person who works in a file, as in a browser."""
        return People(self.spreadsheets[spreadsheet_id], name)

    def service_account(self, email: str = "robot@project.iam.gserviceaccount.com") -> Json:
        """The key file of a new service account that signs in here."""
        return self.tokens.service_account(email)

    def answer(self, call: Call) -> Answer:
        """The answer to one request."""
        with self.lock:
            try:
                with time_is(self.world.clock()):
                    return self._answer(call)
            except ApiError as refusal:
                return json_answer(refusal.body(), refusal.code)
            except Exception as crash:
                return self._crashed(crash)

    def _crashed(self, crash: Exception) -> Answer:
        """A mistake of the server itself: kept for the tests, told on stderr, answered as 500."""
        self.crashes.append(crash)
        traceback.print_exception(crash)
        return json_answer(ApiError(500, "Internal error encountered.").body(), 500)

    def _answer(self, call: Call) -> Answer:
        if call.path == "/token" and call.method == "POST":
            return self.tokens.answer(call)
        if (found := _PEOPLE.fullmatch(call.path)) and call.method == "POST":
            return routing.act_as_person(self.world, call, found[1])
        if found_method := routing.method_of(call):
            method, parts = found_method
            return self._through(
                call, method.kind, routing.SERVICE,
                lambda caller: routing.carry_out(self.world, caller, call, method, parts),
            )  # fmt: skip
        if found_drive := drive_routing.method_of(call):
            kind, run = found_drive
            return self._through(call, kind, drive_routing.SERVICE, lambda caller: run(self.world, caller, call))
        if found_gmail := self.gmail.method_of(call):
            return self._through(call, found_gmail[0], gmail.SERVICE, found_gmail[1])
        return Answer(404, _NOT_FOUND.format(path=call.path).encode(), "text/html; charset=UTF-8")

    def _through(self, call: Call, kind: str, service: str, run: Callable[[Caller], Answer]) -> Answer:
        """Carry a request out past the door, the quota, the faults and those who watch."""
        record = Record(len(self.log), call.method, call.path, call.query, len(call.body), kind, "")
        self.log.append(record)
        fault: Fault | None = None
        try:
            caller = self.access.caller(call)
            record.person = actor_of(caller)
            self.access.check_api(service, caller)
            if service == routing.SERVICE:
                self.quotas.count(kind, caller.project, caller.person)
            fault = self.faults.next(call, kind)
            if fault is not None:
                record.fault = f"{fault.kind} {'after' if fault.after else 'before'}"
            if fault is not None and not fault.after:
                answer = spoiled(fault, None, kind, caller.project)
            else:
                for hook in tuple(self.before_request):
                    hook(record)
                answer = run(caller)
                for hook in tuple(self.after_request):
                    hook(record)
        except ApiError as refusal:
            answer = json_answer(refusal.body(), refusal.code)
        if fault is not None and fault.after:
            answer = spoiled(fault, answer, kind, "")
        record.status = answer.status
        return answer
