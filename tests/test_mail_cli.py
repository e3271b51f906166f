"""Mailings as a team lives them: ordered in a real workbook, sent by `sync` to a real SMTP server on loopback."""

import datetime as dt
import os
import re
import signal
import subprocess
import sys
import threading
import time
from collections import Counter
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import dkim
import openpyxl
import pytest

from sheetcrm.config import CONFIG_NAME, load_settings
from sheetcrm.model.changes import SetCells
from sheetcrm.sending_run import journal_of_letters
from sheetcrm.stores.opening import open_store
from sheetcrm.words import LANGUAGES, words_of
from tests.calling import TODAY, Called, call, init
from tests.conftest import Golden
from tests.smtp_server import SmtpServer
from tests.smtp_server.moments import Moment, Reaction, cut, say, wait
from tests.test_cli import SCREENS, shown
from tests.workbooks import cells, write

ROOT = Path(__file__).parents[1]
PASSWORD = {"SHEETCRM_MAIL_PASSWORD": "secret"}
PEOPLE = {
    "en": ("Anna Smith", "Oliver Stone", "Grace Hill", "Emily Frost"),
    "pl": ("Anna Nowak", "Jan Kos", "Ewa Wilk", "Marta Sowa"),
    "ro": ("Andrei Popescu", "Nicoleta Ionescu", "Ana Rusu", "Ion Pop"),
    "ru": ("Андрей Иванов", "Екатерина Петрова", "Ольга Лис", "Пётр Волк"),
}
BOXES = ("one", "two", "three", "four")


class Team:
    """A folder with a workbook, its config, and the server that takes its letters."""

    def __init__(self, folder: Path, server: SmtpServer, language: str = "en") -> None:
        self.folder, self.server, self.words = folder, server, words_of(language)

    def __call__(self, *arguments: object, today: str | None = TODAY, password: str = "secret") -> Called:
        day = ("--today", today) if today else ()
        environment = {"SHEETCRM_MAIL_PASSWORD": password}
        return call("--config", self.folder / CONFIG_NAME, *arguments, *day, environment=environment)

    def type(self, tab: str, row: int, **values: Any) -> None:
        """What a person types into a row of a tab."""
        store = open_store(self.settings)
        snapshot = store.read()
        table = snapshot.table(tab)
        changes = {field: (table.values(field)[row], value) for field, value in values.items()}
        store.apply([SetCells(tab, table.anchors[row], changes, "person")], snapshot)

    def order(self, key: str = "send", row: int = 0) -> None:
        self.type("mailings", row, order=self.words.choice("mailing_order", key))

    @property
    def settings(self) -> Any:
        os.environ.update(PASSWORD)
        return load_settings(self.folder / CONFIG_NAME)

    def column(self, tab: str, field: str) -> list[Any]:
        head, *rows = cells(self.folder / "clients.xlsx", self.words.tab(tab))
        at = head.index(self.words.header(tab, field))
        return [row[at] for row in rows if any(row)]

    def statuses(self) -> Counter[str]:
        return Counter(str(value) for value in self.column("letters", "letter_status"))

    def took(self) -> Counter[str]:
        return Counter(address for received in self.server.received for address in received.to)


def team(folder: Path, server: SmtpServer, language: str = "en", people: int = 4, **mail: object) -> Team:
    """A team with clients who all agreed to offers, and one mailing that nobody ordered yet."""
    words = words_of(language)
    folder.mkdir(exist_ok=True)
    yes, status = words.choice("yes_no", "yes"), words.choice("client_status", "customer")
    names = [*PEOPLE[language], *(f"{PEOPLE[language][n % 4]}-{n}" for n in range(4, people))][:people]
    boxes = [*BOXES, *(f"box{n}" for n in range(4, people))]
    header = [words.header("clients", field) for field in ("name", "email", "status", "consent_offers")]
    mailing = {
        "mailing": "Autumn", "letter": "birthday", "purpose": words.choice("mailing_purpose", "offers"),
        "segment": f"{words.header('clients', 'status')}: {status}", "send_on": None, "order": None,
    }  # fmt: skip
    write(folder / "clients.xlsx", {
        words.tab("clients"): [
            header, *((name, f"{box}@example.org", status, yes) for name, box in zip(names, boxes, strict=False)),
        ],
        words.tab("mailings"): [[words.header("mailings", field) for field in mailing], list(mailing.values())],
    })  # fmt: skip
    assert init(folder, "--language", language).code == 0
    config = folder / CONFIG_NAME
    text = config.read_text(encoding="utf-8").replace('address = ""', 'address = "we@example.com"')
    lines: Mapping[str, object] = {
        "transport": "smtp", "server": "127.0.0.1", "port": server.port, "security": "none", "connections": 1, **mail,
    }  # fmt: skip
    written = "\n".join(f"{name} = {value if isinstance(value, int) else repr(value)}" for name, value in lines.items())
    config.write_text(f"{text}\n[mail]\n{written}\n".replace("'", '"'), encoding="utf-8")
    return Team(folder, server, language)


@pytest.fixture
def server() -> Any:
    with SmtpServer() as opened:
        yield opened


def test_an_order_in_the_sheet_sends_every_letter_once_and_the_sheet_tells_it(tmp_path: Path, server: SmtpServer):
    ours = team(tmp_path, server)
    assert ours("sync").code == 0 and not server.received
    assert ours.column("mailings", "number") == ["M-0001"]
    assert ours.column("mailings", "members") == [4]
    ours.order()
    sent = ours("sync")
    assert sent.code == 0 and "Letters: Sent 4." in sent.out
    assert ours.took() == Counter(f"{box}@example.org" for box in BOXES)
    assert ours.statuses() == {"Sent": 4}
    assert ours.column("mailings", "mailing_status") == ["Finished"]
    assert ours.column("mailings", "letters_sent") == [4]
    assert ours("sync").code == 0 and ours("mail", "send").code == 0
    assert ours.took().total() == 4


def test_a_mailing_ordered_before_the_first_run_tells_whom_it_reached(tmp_path: Path, server: SmtpServer):
    ours = team(tmp_path, server)
    ours.order()
    assert ours("sync").code == 0
    assert ours.column("mailings", "members") == [4] and ours.column("mailings", "letters_sent") == [4]


STEPS = ("mail_check", "mail_sync", "mail_status", "mail_why", "mail_history", "mail_undo", "mail_undo_send")


@pytest.fixture(scope="module", params=LANGUAGES)
def screens(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> tuple[str, dict[str, str]]:
    """A mailing of which one letter is refused and one stays unclear, screen by screen."""

    def react(moment: Moment) -> Reaction | None:
        if moment.step == "rcpt" and "two@" in moment.line:
            return say("550 5.1.1 no such user")
        return cut() if moment.step == "dot" and moment.letter == 3 else None

    folder = tmp_path_factory.mktemp(f"mail_{request.param}")
    with SmtpServer(react) as server:
        ours = team(folder, server, request.param)
        course = {"mail_check": ours("mail", "check")}
        ours.order()
        course |= {"mail_sync": ours("sync"), "mail_status": ours("mail", "status")}
        course |= {"mail_why": ours("why", "C-0003", "--mailing", "autumn"), "mail_history": ours("history")}
        course |= {"mail_undo": ours("undo", 2), "mail_undo_send": ours("undo", 3)}
        return request.param, {
            step: shown(screen, folder).replace(str(server.port), "PORT") for step, screen in course.items()
        }


@pytest.mark.parametrize("step", STEPS)
def test_the_screens_of_a_mailing(screens: tuple[str, dict[str, str]], step: str, golden: Golden):
    language, texts = screens
    golden(SCREENS / language / f"{step}.txt", texts[step])


def test_the_json_of_a_sync_that_sent_and_of_the_status(tmp_path: Path, server: SmtpServer):
    ours = team(tmp_path, server, per_day=3)
    ours.order()
    posted = ours("sync", "--json").document["posted"]
    assert (posted["letters"]["sent"], posted["left"], posted["stop"], posted["complete"]) == (3, 1, "quota", True)
    assert posted["room_again"] and posted["error"] is None
    status = ours("mail", "status", "--json").document
    assert status["mailings"] == [{"mailing": "M-0001", "letters": {"sent": 3, "waiting": 1}}]
    assert (status["used"], status["room"]) == (3, 0)
    assert ours("mail", "send", "--json").document["posted"]["letters"]["sent"] == 0
    assert ours.took().total() == 3


def test_quiet_says_nothing_when_all_went_and_speaks_when_some_did_not(tmp_path: Path):
    answers = ["550 5.1.1 nobody here"]
    with SmtpServer(lambda m: say(answers[0]) if answers and m.step == "rcpt" and "one@" in m.line else None) as server:
        ours = team(tmp_path, server)
        ours.order()
        loud = ours("sync", "--quiet")
        assert loud.code == 7 and "Refused 1" in loud.out and ours.statuses() == {"Sent": 3, "Came back": 1}
        assert ours("sync", "--quiet").code == 0
    with SmtpServer() as server:
        ours = team(tmp_path / "other", server)
        ours.order()
        assert (ours("sync", "--quiet").out, ours.took().total()) == ("", 4)


def test_an_unclear_letter_is_decided_by_its_key_and_goes_again_once(tmp_path: Path):
    cuts = [3]
    with SmtpServer(lambda m: cut() if m.step == "dot" and m.letter in cuts else None) as server:
        ours = team(tmp_path, server)
        ours.order()
        assert ours("sync").code == 7
        assert ours.statuses() == {"Sent": 3, "Unclear": 1}
        cuts.clear()
        assert ours("mail", "send").code == 0 and ours.took().total() == 3
        (unclear,) = ours("mail", "status", "--json").document["unclear"]
        assert ours("mail", "resolve", unclear["key"]).code == 2
        assert ours("mail", "resolve", "letter:M-0001:C-9999", "--again").code == 2
        assert ours("mail", "resolve", unclear["key"], "--again").code == 0
        assert ours("mail", "resolve", unclear["key"], "--sent").code == 2, "it is decided already"
        assert ours("mail", "send").code == 0
        assert set(ours.took().values()) == {1} and ours.statuses() == {"Sent": 4}


@pytest.mark.parametrize(("option", "status"), [("--sent", "Sent"), ("--drop", "Not to be sent")])
def test_what_a_person_says_of_an_unclear_letter_stands_in_the_sheet(option: str, status: str, tmp_path: Path):
    with SmtpServer(lambda m: cut() if m.step == "dot" and m.letter == 1 else None) as server:
        ours = team(tmp_path, server, people=1)
        ours.order()
        ours("sync")
        (unclear,) = ours("mail", "status", "--json").document["unclear"]
        assert ours("mail", "resolve", unclear["key"], option).code == 0
        assert ours("sync").code == 0
        assert ours.statuses() == {status: 1} and not server.received


def test_a_wrong_password_is_told_once_and_the_letters_wait(tmp_path: Path):
    with SmtpServer(users={"me": "secret"}) as server:
        ours = team(tmp_path, server, user="me", password="${SHEETCRM_MAIL_PASSWORD}")
        ours.order()
        wrong = ours("sync", password="wrong")
        assert wrong.code == 7 and "did not accept the user me" in wrong.out and "secret" not in wrong.out
        assert ours.statuses() == {"Waiting to be sent": 4} and not server.received
        check = ours("mail", "check", password="wrong")
        assert check.code == 4 and "did not accept the user me" in check.out
        assert ours("mail", "send").code == 0 and ours.took().total() == 4
        assert {received.user for received in server.received} == {"me"}


def test_a_server_that_is_not_there_offers_no_encryption_or_is_none(tmp_path: Path, server: SmtpServer):
    ours = team(tmp_path, server, security="starttls")
    assert "offers no encryption" in ours("mail", "check").out
    config = ours.folder / CONFIG_NAME
    text = config.read_text(encoding="utf-8")
    config.write_text(text.replace('security = "starttls"', 'security = "tls"'), encoding="utf-8")
    assert "No safe connection" in ours("mail", "check").out
    config.write_text(text.replace("127.0.0.1", r"mail\u0007"), encoding="utf-8")
    assert "There is no server mail" in ours("mail", "check").out
    server.__exit__()
    config.write_text(text, encoding="utf-8")
    ours.order()
    gone = ours("sync")
    assert gone.code == 7 and "does not answer" in gone.out and ours.statuses() == {"Waiting to be sent": 4}


def test_a_block_stops_the_course_and_no_letter_is_lost(tmp_path: Path):
    blocks = ["550 5.7.1 we have seen enough of you"]
    with SmtpServer(lambda m: say(blocks[0]) if blocks and m.step == "dot" and m.letter > 1 else None) as server:
        ours = team(tmp_path, server)
        ours.order()
        stopped = ours("sync")
        assert stopped.code == 7 and "has had enough" in stopped.out
        assert ours.statuses() == {"Sent": 1, "Delayed": 1, "Waiting to be sent": 2}
        blocks.clear()
        assert ours("mail", "send").code == 0 and ours.took().total() == 3, "the put-off one waits for its time"


def test_an_address_that_the_server_says_is_none_gets_no_more_until_somebody_says_it_is_right(tmp_path: Path):
    def react(moment: Moment) -> Reaction | None:
        return say("550 5.1.1 no such user") if moment.step == "rcpt" and "two@" in moment.line else None

    with SmtpServer(react) as server:
        ours = team(tmp_path, server)
        ours.order()
        ours("sync")
        assert ours.statuses() == {"Sent": 3, "Came back": 1}
        assert any("no such user" in str(told) for told in ours.column("letters", "outcome"))
        assert ours.column("mailings", "bounced") == [1]
        assert "two@" not in str(server.received)
        path = tmp_path / "clients.xlsx"
        book = openpyxl.load_workbook(path)
        again = [cell.value for cell in book["Mailings"][2]]
        headers = [cell.value for cell in book["Mailings"][1]]
        wanted = {"Mailing": "Winter", "Letter": "christmas", "Go ahead?": "Send"}
        kept = {"What it is", "To whom"}
        book["Mailings"].append(
            [wanted.get(head, value if head in kept else None) for head, value in zip(headers, again, strict=True)]
        )
        book.save(path)
        tried = sum("two@" in command for command in server.commands)
        ours("sync")
        assert ours.took().total() == 6 and sum("two@" in command for command in server.commands) == tried
        assert any("come back" in str(check) for check in ours.column("clients", "check"))
        row = ours.column("letters", "letter_status").index("Came back")
        ours.type("letters", row, letter_decision="The address is right")
        ours.type("mailings", 1, order=None)
        assert ours("why", "C-0002", "--mailing", "M-0002", "--json").document["code"] != "returned"


def test_letters_are_signed_when_the_config_names_a_key(tmp_path: Path, server: SmtpServer):
    key = tmp_path / "dkim.pem"
    subprocess.run(["openssl", "genrsa", "-out", key, "2048"], check=True, capture_output=True)
    key.chmod(0o600)
    ours = team(tmp_path, server, people=1, dkim_key="dkim.pem", dkim_selector="mail")
    listed = ours("mail", "check", "--json").document["findings"]
    record = next(finding["repair"] for finding in listed if "mail._domainkey.example.com" in finding["what"])
    ours.order()
    assert ours("sync").code == 0
    (received,) = server.received
    assert received.content.startswith(b"DKIM-Signature:")
    assert dkim.verify(received.content, dnsfunc=lambda name, timeout=5: record.encode())
    key.chmod(0o644)
    ours.type("mailings", 0, send_on=None)
    assert "dkim.pem" in ours("mail", "check").out


def test_undo_takes_back_letters_that_wait_and_says_which_cannot_be_unsent(tmp_path: Path, server: SmtpServer):
    ours = team(tmp_path, server, per_day=3)
    ours.order()
    ours("sync")
    undone = ours("undo", "2")
    assert undone.code == 0 and "cannot be unsent" in undone.out
    assert ours.statuses() == {"Sent": 3}
    config = ours.folder / CONFIG_NAME
    config.write_text(config.read_text(encoding="utf-8").replace("per_day = 3", "per_day = 300"), encoding="utf-8")
    assert ours("sync").code == 0 and ours("mail", "send").code == 0
    assert ours.took().total() == 3 and ours.statuses() == {"Sent": 3}
    refused = ours("undo", "3")
    assert refused.code == 2 and "cannot be unsent" in refused.err


def test_too_many_letters_of_one_mailing_wait_for_a_person(tmp_path: Path, server: SmtpServer):
    ours = team(tmp_path, server)
    config = ours.folder / CONFIG_NAME
    text = config.read_text(encoding="utf-8").replace("[guards]", "[guards]\nmailing = 3\nletters = 0", 1)
    config.write_text(re.sub(r"(?m)^letters = (?!0$).*\n", "", text), encoding="utf-8")
    ours.order()
    refused = ours("sync")
    assert refused.code == 6 and "M-0001" in refused.err and not server.received
    assert ours("sync", "--force").code == 0 and ours.took().total() == 4


@pytest.mark.parametrize("moment", [0.15, 0.35, 0.6])
def test_a_run_killed_while_it_sends_repeats_nothing_and_loses_nothing(moment: float, tmp_path: Path):
    began = threading.Event()

    def react(at: Moment) -> Reaction | None:
        if at.step == "taken":
            began.set()
            return wait(0.02)
        return None

    with SmtpServer(react) as server:
        ours = team(tmp_path, server, people=40, connections=2)
        ours.order()
        command = [
            sys.executable,
            "-m",
            "sheetcrm",
            "--config",
            str(ours.folder / CONFIG_NAME),
            "sync",
            "--today",
            TODAY,
        ]
        with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) as killed:
            assert began.wait(60)
            time.sleep(moment)
            killed.send_signal(signal.SIGKILL)
        after = ours("sync")
        took = ours.took()
        unclear = ours("mail", "status", "--json").document["unclear"]
        assert set(took.values()) == {1}, "nobody got it twice"
        assert len(unclear) <= 2, "at most one for each connection"
        assert {f"{letter['address']}" for letter in unclear} | set(took) == {
            f"{box}@example.org" for box in [*BOXES, *(f"box{n}" for n in range(4, 40))]
        }, "nobody is lost"
        assert after.code == (7 if unclear else 0)
        assert ours.statuses()["Unclear"] == len(unclear)


@pytest.mark.parametrize(("kind", "code"), [(signal.SIGTERM, 143), (signal.SIGINT, 1)])
def test_a_run_that_is_asked_to_end_hears_out_the_letters_on_their_way(kind: int, code: int, tmp_path: Path):
    began = threading.Event()

    def react(at: Moment) -> Reaction | None:
        if at.step == "taken":
            began.set()
            return wait(0.1)
        return None

    with SmtpServer(react) as server:
        ours = team(tmp_path, server, people=60, connections=2)
        ours.order()
        command = [
            sys.executable,
            "-m",
            "sheetcrm",
            "--config",
            str(ours.folder / CONFIG_NAME),
            "sync",
            "--today",
            TODAY,
        ]
        with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) as ended:
            assert began.wait(60)
            ended.send_signal(kind)
            assert ended.wait(30) == code
        assert 0 < ours.took().total() < 60
        assert ours("mail", "status", "--json").document["unclear"] == []
        assert ours("sync").code == 0
        assert ours.took().total() == 60 and set(ours.took().values()) == {1}


def test_why_tells_what_keeps_a_client_from_a_mailing(tmp_path: Path, server: SmtpServer):
    ours = team(tmp_path, server)
    ours.type("clients", 1, consent_offers=None)
    ours.type("clients", 2, email="one@example.org")
    ours.type("clients", 3, status="Lost")
    ours("sync")
    told = {n: ours("why", f"C-000{n}", "--mailing", "autumn", "--json").document["code"] for n in range(1, 5)}
    assert told == {1: "not_ordered", 2: "no-consent", 3: "same-address", 4: "not_member"}
    ours.type("mailings", 0, send_on=dt.date(2026, 12, 1))
    ours.order()
    assert "1 December 2026" in ours("why", "C-0001", "--mailing", "M-0001").out
    ours.type("mailings", 0, send_on=dt.date(2026, 11, 1))
    assert "is over" in ours("why", "C-0001", "--mailing", "M-0001").out
    ours.type("mailings", 0, send_on=None)
    assert ours("why", "C-0001", "--mailing", "M-0001", "--json").document["code"] == "due"
    ours("sync")
    assert "letter: Sent, " in ours("why", "C-0001", "--mailing", "M-0001").out
    ours.type("clients", 3, status="Customer")
    assert ours("why", "C-0004", "--mailing", "M-0001", "--json").document["code"] == "begun"
    assert ours("why", "C-0001", "--mailing", "M-0009").code == 2
    assert ours("why", "C-0009", "--mailing", "M-0001").code == 2


@pytest.mark.parametrize("command", [("why", "C-0001"), ("mail", "preview")])
def test_of_two_mailings_of_one_name_the_numbers_are_told(command: tuple[str, ...], tmp_path: Path, server: SmtpServer):
    ours = team(tmp_path, server)
    path = tmp_path / "clients.xlsx"
    book = openpyxl.load_workbook(path)
    sheet = book["Mailings"]
    sheet.append([cell.value for cell in sheet[2]])
    book.save(path)
    ours("sync")
    asked = ours(*command, "--mailing", "autumn")
    assert asked.code == 2 and "Several mailings are called autumn: M-0001, M-0002." in asked.err


def test_without_a_transport_mail_send_says_how_to_set_one_up(tmp_path: Path, server: SmtpServer):
    ours = team(tmp_path, server, transport="outbox")
    refused = ours("mail", "send")
    assert refused.code == 3 and 'transport = "smtp"' in refused.err
    assert ours("mail", "status").code == 0
    assert not journal_of_letters(ours.settings).exists()
