"""The mailbox as a team lives with it: a real workbook, a real mail server each way, `sync` and `mail read`."""

import hashlib
import imaplib
import os
import shutil
import signal
import ssl
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from sheetcrm.config import CONFIG_NAME
from sheetcrm.letter_journal import LetterJournal
from sheetcrm.sending_run import journal_of_letters
from sheetcrm.stores.opening import open_store
from sheetcrm.words import LANGUAGES
from tests.calling import TODAY, init
from tests.conftest import Golden
from tests.mail.inbox.server import dovecot
from tests.smtp_server import SmtpServer
from tests.smtp_server.certificates import make_authority
from tests.smtp_server.programs import free_port, postfix
from tests.test_cli import SCREENS, shown
from tests.test_mail_cli import PASSWORD, ROOT, Team, team

pytestmark = [
    pytest.mark.dovecot,
    pytest.mark.skipif(not hasattr(os, "geteuid") or os.geteuid() != 0, reason="Dovecot is started by root only"),
]


@pytest.fixture(scope="module")
def imap(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[int, Path]]:
    """The port of an IMAP server that speaks TLS, and the authority that vouches for it."""
    folder = tmp_path_factory.mktemp("authority")
    folder.chmod(0o755)
    authority = make_authority(folder, "127.0.0.1")
    with dovecot(folder / "server.pem") as port:
        yield port, authority.file


@pytest.fixture
def server() -> Iterator[SmtpServer]:
    with SmtpServer() as opened:
        yield opened


class Reading(Team):
    """A team that reads its mailbox; every team has one of its own."""

    def reads(self, imap: tuple[int, Path], **more: object) -> "Reading":
        port, authority = imap
        self.user = "u" + hashlib.sha256(str(self.folder).encode()).hexdigest()[:9]  # of one length: lines break by it
        lines: dict[str, object] = {
            "server": "127.0.0.1", "port": port, "user": self.user, "password": "${SHEETCRM_MAIL_PASSWORD}",
            "certificates": str(authority), **more,
        }  # fmt: skip
        config = self.folder / CONFIG_NAME
        rows = (
            f"{name} = {value if isinstance(value, int) else chr(34) + str(value) + chr(34)}"
            for name, value in lines.items()
        )
        self.plain = config.read_text("utf-8").partition("\n[inbox]\n")[0]
        tab = f'\n[tabs.opt_outs]\ntitle = "{self.words.tab("opt_outs")}"\n'
        config.write_text(self.plain + tab + "\n[inbox]\n" + "\n".join(rows) + "\n", "utf-8")
        self.imap = imap
        return self

    def direct(self) -> imaplib.IMAP4_SSL:
        """The mailbox as a mail program has it open."""
        port, authority = self.imap
        for _ in range(100):
            try:
                trusted = ssl.create_default_context(cafile=str(authority))
                mailbox = imaplib.IMAP4_SSL("127.0.0.1", port, ssl_context=trusted, timeout=10)
                break
            except OSError:
                time.sleep(0.1)
        mailbox.login(self.user, "secret")
        return mailbox

    def arrives(self, *messages: str, folder: str = "INBOX") -> None:
        mailbox = self.direct()
        for message in messages:
            mailbox.append(folder, "", "", message.replace("\n", "\r\n").encode())
        mailbox.logout()

    def identity(self, box: str) -> str:
        """The Message-ID of the letter to that box."""
        journal = LetterJournal(journal_of_letters(self.settings))
        try:
            found = journal.letters(open_store(self.settings).name)
            return next(one.message_id for one in found if one.address == f"{box}@example.org")
        finally:
            journal.close()

    def bounce(self, box: str) -> str:
        return f"""From: MAILER-DAEMON@mx.example.org
Subject: Undelivered Mail Returned to Sender
Content-Type: multipart/report; report-type=delivery-status; boundary=b

--b
Content-Type: message/delivery-status

Reporting-MTA: dns; mx.example.org

Final-Recipient: rfc822; {box}@example.org
Action: failed
Status: 5.1.1
Diagnostic-Code: smtp; 550 5.1.1 User unknown

--b
Content-Type: text/rfc822-headers

Message-ID: {self.identity(box)}

--b--
"""

    def reply(self, box: str, said: str, subject: str = "Re: letter") -> str:
        return f"From: {box}@example.org\nSubject: {subject}\nIn-Reply-To: {self.identity(box)}\n\n{said}\n"


def reading(folder: Path, server: SmtpServer, imap: tuple[int, Path], language: str = "en", **more: object) -> Reading:
    """A team whose mailing went, with a mailbox beside it."""
    made = team(folder, server, language)
    ours = Reading(made.folder, made.server, language).reads(imap, **more)
    ours.order()
    assert init(folder).code == 0  # makes the tab Opt-outs
    assert ours("sync").code == 0
    return ours


def test_what_the_mailbox_tells_stands_in_the_workbook_after_one_sync_and_the_next_has_nothing_to_do(
    tmp_path: Path, server: SmtpServer, imap: tuple[int, Path]
) -> None:
    ours = reading(tmp_path, server, imap)
    ours.arrives(
        ours.bounce("one"), ours.reply("two", "=1+1\nCan you call me?\n\nOn Monday we wrote:\n> Hi"),
        ours.reply("three", "stop", "stop"), ours.reply("four", "I am away.", "Automatic reply: letter"),
    )  # fmt: skip
    told = ours("sync", "--json").document["inbox"]
    assert told == {
        "messages": {"bounce": 1, "complaint": 0, "opt_out": 1, "reply": 1, "auto_reply": 1, "other": 0},
        "cleared": 0, "error": None,
    }  # fmt: skip
    assert ours.statuses() == {"Sent": 3, "Came back": 1}
    ((action,), (key,)) = ours.column("tasks", "action"), ours.column("tasks", "key")
    assert action == "Answer Oliver Stone: “1+1 Can you call me?”" and str(key).startswith("reply:letter:M-0001:")
    assert ours.column("opt_outs", "address") == ["three@example.org"]
    assert ours.column("mailings", "bounced") == [1]
    assert "one@example.org" in ours.column("clients", "check")[0]
    before = (tmp_path / "clients.xlsx").read_bytes()
    assert ours("sync").code == 0 and (tmp_path / "clients.xlsx").read_bytes() == before
    mailbox = ours.direct()
    mailbox.select("INBOX", readonly=True)
    assert len(mailbox.search(None, "UNSEEN")[1][0].split()) == 4
    mailbox.logout()
    assert "Came back on" in ours("why", "C-0001", "--mailing", "M-0001").out


def test_an_undo_takes_back_what_the_mailbox_told_and_the_address_stays_dead(
    tmp_path: Path, server: SmtpServer, imap: tuple[int, Path]
) -> None:
    ours = reading(tmp_path, server, imap)
    ours.arrives(ours.bounce("one"), ours.reply("two", "Can you call me?"))
    run = ours("sync", "--json").document["run"]
    assert ours.column("tasks", "action") and ours("undo", run).code == 0
    assert ours.column("tasks", "action") == []
    assert ours("sync").code == 0
    assert ours.column("tasks", "action") == [] and ours.statuses() == {"Sent": 3, "Came back": 1}


STEPS = ("mail_check", "mail_read", "mail_read_again", "sync", "sync_refused", "mail_read_refused", "mail_read_none")


@pytest.fixture(scope="module", params=LANGUAGES)
def screens(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory, imap: tuple[int, Path]
) -> tuple[str, dict[str, str]]:
    """A mailbox read in each language, screen by screen."""
    folder = tmp_path_factory.mktemp(f"inbox_{request.param}")
    with SmtpServer() as server:
        ours = reading(folder, server, imap, request.param)
        course = {"mail_check": ours("mail", "check")}
        ours.arrives(ours.bounce("one"), ours.reply("two", "?"), ours.reply("three", "stop", "stop"))
        course |= {"mail_read": ours("mail", "read"), "mail_read_again": ours("mail", "read"), "sync": ours("sync")}
        course |= {
            "sync_refused": ours("sync", password="no"),
            "mail_read_refused": ours("mail", "read", password="no"),
        }
        (folder / CONFIG_NAME).write_text(ours.plain, "utf-8")
        course |= {"mail_read_none": ours("mail", "read")}
        return request.param, {
            step: shown(screen, folder)
            .replace(str(server.port), "PORT").replace(str(imap[0]), "PORT").replace(ours.user, "anna")
            for step, screen in course.items()
        }  # fmt: skip


@pytest.mark.parametrize("step", STEPS)
def test_the_screens_of_a_mailbox(screens: tuple[str, dict[str, str]], step: str, golden: Golden) -> None:
    language, texts = screens
    golden(SCREENS / language / f"inbox_{step}.txt", texts[step])


@pytest.mark.parametrize("fault", ["password", "gone", "stranger", "folder"])
def test_a_mailbox_that_cannot_be_had_is_told_and_letters_go_all_the_same(
    fault: str, tmp_path: Path, server: SmtpServer, imap: tuple[int, Path]
) -> None:
    made = team(tmp_path, server)
    wrong: dict[str, dict[str, object]] = {
        "gone": {"port": free_port()}, "folder": {"folder": "Nowhere"},
        "stranger": {"certificates": ""},  # it is not one of the system's authorities that vouches
    }  # fmt: skip
    ours = Reading(made.folder, server).reads(imap, **wrong.get(fault, {}))
    assert init(tmp_path).code == 0
    password = "wrong" if fault == "password" else "secret"
    said = {"password": "does not let", "gone": "cannot be reached", "stranger": "certificate", "folder": "Nowhere"}
    ours.order()
    run = ours("sync", password=password)
    assert run.code == 7 and said[fault] in " ".join(run.out.split())
    assert ours.took().total() == 4 and ours.statuses() == {"Sent": 4}
    alone = ours("mail", "read", password=password)
    assert alone.code == 4 and said[fault] in " ".join((alone.out + alone.err).split())
    assert ours("mail", "check", password=password).code == 4
    assert "secret" not in run.out + alone.out and "wrong" not in run.out


DIES = """
import os, signal, sys
import sheetcrm.inbox_store, sheetcrm.pipeline
def dies(*given, **named): os.kill(os.getpid(), signal.SIGKILL)
where = {
    "before it is kept": (sheetcrm.inbox_store.InboxStore, "keep"),
    "before it is told": (sheetcrm.pipeline, "_synced"),
    "before it is noted": (sheetcrm.pipeline, "settled_mark"),
}[sys.argv[1]]
setattr(*where, dies)
from sheetcrm.cli import main
main(sys.argv[2:])
"""


@pytest.mark.parametrize("moment", ["before it is kept", "before it is told", "before it is noted"])
def test_a_run_killed_between_reading_and_telling_loses_nothing_and_tells_nothing_twice(
    moment: str, tmp_path: Path, server: SmtpServer, imap: tuple[int, Path]
) -> None:
    ours = reading(tmp_path, server, imap)
    ours.arrives(ours.bounce("one"), ours.reply("two", "Call me"), ours.reply("three", "stop", "stop"))
    command = [sys.executable, "-c", DIES, moment, "--config", str(tmp_path / CONFIG_NAME), "sync", "--today", TODAY]
    killed = subprocess.run(command, cwd=ROOT, env={**os.environ, **PASSWORD}, capture_output=True, timeout=60)
    assert killed.returncode == -signal.SIGKILL, killed.stderr
    assert ours("sync").code == 0
    assert ours.statuses() == {"Sent": 3, "Came back": 1}
    assert len(ours.column("tasks", "action")) == 1 and ours.column("opt_outs", "address") == ["three@example.org"]
    assert ours.column("mailings", "bounced") == [1]
    before = (tmp_path / "clients.xlsx").read_bytes()
    assert ours("sync").code == 0 and (tmp_path / "clients.xlsx").read_bytes() == before


_LATER = """
virtual_mailbox_domains = example.com
virtual_mailbox_base = {folder}
virtual_mailbox_maps = inline:{{we@example.com=we/}}
virtual_uid_maps = static:{user}
virtual_gid_maps = static:{group}
virtual_minimum_uid = 1
virtual_alias_domains = alias.test
virtual_alias_maps = inline:{{{{one@example.org=one@gone.test}},{{two@example.org=two@full.test}}}}
transport_maps = inline:{{{{gone.test=error:5.1.1 User unknown}},
  {{full.test=error:5.2.2 Mailbox full}},example.com=virtual:}}
"""


@pytest.mark.postfix
def test_letters_that_a_real_server_takes_and_sends_back_later_find_their_rows(
    tmp_path: Path, imap: tuple[int, Path]
) -> None:
    with tempfile.TemporaryDirectory(dir="/var/tmp") as box:
        shutil.chown(box, "nobody", "nogroup")
        owner = Path(box).stat()
        with postfix("discard:", _LATER.format(folder=box, user=owner.st_uid, group=owner.st_gid)) as (port, _):
            there = SmtpServer()
            there.port = port
            made = team(tmp_path, there)
            ours = Reading(made.folder, made.server).reads(imap)
            ours.order()
            assert init(tmp_path).code == 0 and ours("sync").code == 0
            assert ours.statuses() == {"Sent": 4}
            came: list[Path] = []
            while len(came) < 2:
                time.sleep(0.1)
                came = list(Path(box).glob("we/new/*"))
            ours.arrives(*(one.read_text("utf-8") for one in came))
    assert ours("sync", "--json").document["inbox"]["messages"]["bounce"] == 2
    assert ours.column("letters", "letter_status") == ["Came back", "Sent", "Sent", "Sent"]
    reasons = ours.column("letters", "outcome")
    assert "User unknown" in reasons[0] and "Mailbox full" in reasons[1]
