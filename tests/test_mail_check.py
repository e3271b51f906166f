"""`sheetcrm mail check`: what is missing before letters travel, what the provider allows, whether the page is found."""

import datetime as dt
import json
import threading
from collections.abc import Iterator
from dataclasses import replace
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from typing import Any, ClassVar

import pytest

from sheetcrm.inbox_run import inbox_file
from sheetcrm.inbox_store import InboxStore, News
from sheetcrm.mail.domain_checks import check_domain
from sheetcrm.mail.inbox.mailbox import Place
from sheetcrm.mail.opt_out_links import key_file, load_key
from sheetcrm.mail.providers import GMAIL_API, known_providers, provider_of
from sheetcrm.mail_health import examine_mail
from sheetcrm.mail_limits import limits_told
from sheetcrm.model.settings import Mail, Settings
from sheetcrm.model.snapshot import Snapshot
from sheetcrm.opt_out_page import look_at_page
from sheetcrm.report.text import Finding
from sheetcrm.stores.opening import open_store
from sheetcrm.words import LANGUAGES, words_of
from tests.calling import init, run
from tests.google_server.fixtures import google  # noqa: F401
from tests.google_server.gmail import GmailBox
from tests.google_server.server import GoogleServer
from tests.smtp_server import SmtpServer
from tests.smtp_server.certificates import make_authority
from tests.test_mail_cli import team
from tests.workbooks import write

NOW = dt.datetime(2026, 11, 23, 9, tzinfo=dt.UTC)
EMPTY = Snapshot({}, ())


def told(findings: Any) -> list[tuple[str, str]]:
    return [(found.level, found.what) for found in findings]


def test_who_only_fills_the_outbox_reads_what_sending_would_need() -> None:
    told_in = [
        told(examine_mail(Settings(sender_address="a@b.pl"), words_of(name), EMPTY, NOW.date())) for name in LANGUAGES
    ]
    for findings in told_in:
        assert [level for level, _ in findings] == ["ok", "ok"]
        assert "mail.transport, mail.server, mail.user" in findings[1][1].replace(" и ", ", ").replace(" and ", ", ")
    assert len({findings[1][1] for findings in told_in}) == 4


def limits(**mail: Any) -> list[tuple[str, str]]:
    sender = mail.pop("sender", "anna@shop.pl")
    settings = Settings(sender_address=sender, mail=Mail(**mail), journal=Path("/nowhere/journal.sqlite"))
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("sheetcrm.mail_limits.open_letters", no_letters)
        return told(limits_told(settings, words_of("en"), EMPTY, "book", NOW))


class no_letters:  # noqa: N801
    def __init__(self, settings: Settings) -> None:
        pass

    def __enter__(self) -> None:
        return None

    def __exit__(self, *_: object) -> None:
        return None


def test_a_config_that_allows_more_than_the_provider_is_warned_of() -> None:
    over = [("warn", "Google Workspace takes about 2000 letters in 24 hours, but per_day is 2001.")]
    assert limits(transport="gmail", per_day=2001) == over
    assert limits(transport="smtp", server="smtp.gmail.com", per_day=2001) == over
    assert limits(transport="smtp", server="smtp.gmail.com", per_day=501, sender="a@gmail.com")[0][0] == "warn"
    assert limits(transport="gmail", per_day=2000) == []
    assert limits(transport="smtp", server="mail.shop.pl", per_day=90_000) == []
    assert limits(transport="outbox", server="smtp.gmail.com", per_day=90_000) == []


def test_the_api_counts_as_gmails_own_server_and_as_no_strangers() -> None:
    def silence(name: str, kind: str) -> tuple[str, ...]:
        return {"TXT": ("v=spf1 include:_spf.google.com ~all",), "MX": ("1 mx.",)}.get(kind, ())

    assert check_domain("gmail.com", GMAIL_API, (), 400, silence) == []
    codes = [found.code for found in check_domain("shop.pl", GMAIL_API, (), 2001, silence)]
    assert codes[0] == "limit" and "spf_stranger" not in codes and "free" not in codes
    assert [found.code for found in check_domain("mail.ru", GMAIL_API, (), 400, silence)] == ["free"]


def test_every_provider_leaves_room_below_its_limit_and_says_where_that_stands() -> None:
    for provider in known_providers():
        assert 0 < provider.per_day < provider.limit and provider.connections >= 1
        assert provider.source.startswith("https://") and provider.servers
        sender = f"a@{min(provider.senders, default='shop.pl')}"
        assert provider_of(provider.servers[0], sender) == provider


def test_the_page_on_mailings_lists_every_provider_with_its_figures() -> None:
    page = (Path(__file__).parents[1] / "docs" / "mailing.md").read_text(encoding="utf-8")
    for provider in known_providers():
        (row,) = [
            line for line in page.splitlines() if line.startswith((f"| {provider.name} |", f"| {provider.name} (an"))
        ]
        figures = [cell.strip().replace(",", "") for cell in row.split("|")[2:5]]
        assert figures == [str(provider.limit), str(provider.per_day), str(provider.per_minute or "")]


def test_a_mailing_larger_than_a_day_is_forecast(tmp_path: Path) -> None:
    with SmtpServer() as server:
        ours = team(tmp_path, server, people=9, per_day=4)
        ours("sync")
        lines = ours("mail", "check").out
        assert "M-0001: 9 letters. There is room for 4 now, the last one goes about" in " ".join(lines.split())
        form = json.loads(ours("mail", "check", "--json").out)
        assert [found["level"] for found in form["findings"]].count("bad") == 0


def test_gmail_is_looked_at_without_a_letter(
    tmp_path: Path,
    google: GoogleServer,  # noqa: F811
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("SHEETCRM_GOOGLE_API", google.url)
    monkeypatch.setattr("sheetcrm.sending_run.seconds_apart", lambda settings: 0.01)
    monkeypatch.delenv("SHEETCRM_GOOGLE_KEY", raising=False)
    google.gmail.boxes["we@example.com"] = GmailBox()
    key = tmp_path / "mail-key.json"
    key.write_text(json.dumps(google.service_account()), encoding="utf-8")
    key.chmod(0o600)
    with SmtpServer() as server:
        ours = team(tmp_path, server)
    config = tmp_path / "sheetcrm.toml"
    text = config.read_text(encoding="utf-8")
    config.write_text(text.replace('"smtp"', '"gmail"\ncredentials = "mail-key.json"'), encoding="utf-8")
    assert ours.settings.mail.per_day == 1500
    checked = ours("mail", "check")
    assert checked.code == 0 and "Gmail takes letters from we@example.com." in checked.out
    ours("sync")
    ours.order()
    assert ours("sync").code == 0
    assert ours.statuses() == {"Sent": 4} and len(google.gmail.boxes["we@example.com"].sent) == 4
    google.tokens.delegated = {}
    refused = ours("mail", "check")
    assert refused.code == 4 and "Domain-wide delegation" in " ".join(refused.out.split())


class Page(BaseHTTPRequestHandler):
    """What people outside meet at the address of the opt-out page."""

    known: tuple[str, ...] = ()
    status = 200
    elsewhere = ""
    asked: ClassVar[list[str]] = []

    def do_GET(self) -> None:
        self.asked.append(f"{self.command} {self.path}")
        self.send_response(self.status)
        if self.elsewhere:
            self.send_header("Location", self.elsewhere)
        self.send_header("Content-Length", "0")
        self.end_headers()

    def log_message(self, *_: object) -> None:
        pass


@pytest.fixture
def page(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[tuple[Settings, type[Page]]]:
    authority = make_authority(tmp_path, "127.0.0.1", "localhost")
    monkeypatch.setenv("SSL_CERT_FILE", str(authority.file))
    answers = type("Answers", (Page,), {"asked": []})
    server = HTTPServer(("127.0.0.1", 0), answers)
    server.socket = authority.context.wrap_socket(server.socket, server_side=True)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    url = f"https://localhost:{server.server_address[1]}/mail"
    settings = Settings(
        sender_address="a@shop.pl", journal=tmp_path / "state" / "j.sqlite", mail=Mail("smtp", unsubscribe_url=url)
    )
    yield settings, answers
    server.shutdown()
    server.server_close()
    thread.join(5)


def looked(settings: Settings) -> tuple[str, str]:
    found: list[Finding] = list(look_at_page(settings, words_of("en")))
    for language in LANGUAGES:
        assert "{" not in next(look_at_page(settings, words_of(language))).what
    return found[0].level, found[0].what


def test_a_page_that_knows_our_links_is_as_it_should_be(page: tuple[Settings, type[Page]]) -> None:
    settings, answers = page
    key_file(settings).parent.mkdir(parents=True, exist_ok=True)
    made = load_key(key_file(settings))
    assert looked(settings)[0] == "ok"
    method, path = answers.asked[0].split(" ")
    asked = made.read(path.removeprefix("/mail/o/"))
    assert method == "GET" and asked is not None and asked.client == ""


@pytest.mark.parametrize(
    ("status", "elsewhere", "words"),
    [
        (301, "https://www.shop.pl/mail?x=1", "sends readers on to https://www.shop.pl."),
        (302, "/login", "sends readers on to /login."),
        (404, "", "does not know the links"),
        (502, "", "an error (502)"),
    ],
)
def test_what_is_wrong_with_the_page_is_told(
    page: tuple[Settings, type[Page]], status: int, elsewhere: str, words: str
) -> None:
    settings, answers = page
    key_file(settings).parent.mkdir(parents=True, exist_ok=True)
    load_key(key_file(settings))
    answers.status, answers.elsewhere = status, elsewhere
    level, what = looked(settings)
    assert level == "bad" and words in what


def test_a_page_behind_a_strange_certificate_or_none_at_all_is_not_found(
    page: tuple[Settings, type[Page]], monkeypatch: pytest.MonkeyPatch
) -> None:
    settings, _ = page
    monkeypatch.delenv("SSL_CERT_FILE")
    level, what = looked(settings)
    assert level == "bad" and "cannot be reached" in what
    nobody = replace(settings, mail=replace(settings.mail, unsubscribe_url="https://127.0.0.1:1/mail"))
    assert looked(nobody)[0] == "bad"
    assert list(look_at_page(Settings(), words_of("en"))) == []


def test_mail_check_asks_for_the_page_only_when_it_is_told_to(tmp_path: Path) -> None:
    with SmtpServer() as server:
        ours = team(tmp_path, server, unsubscribe_url="https://127.0.0.1:1/mail")
        assert ours("mail", "check").code == 0
        asked = ours("mail", "check", "--online")
        assert asked.code == 4 and "cannot be reached" in asked.out


def test_letters_without_a_button_to_opt_out_are_warned_of(tmp_path: Path) -> None:
    with SmtpServer() as server:
        warned = team(tmp_path, server)("mail", "check")
        assert warned.code == 0 and "unsubscribe_url" in warned.out


def test_the_doctor_looks_at_mail_alone_when_asked(tmp_path: Path) -> None:
    write(tmp_path / "clients.xlsx", {"Clients": [["Name", "Phone"], ["Anna Nowak", "601 234 567"]]})
    assert init(tmp_path).code == 0
    whole, mail = (run(tmp_path, "doctor", *part, "--json") for part in ((), ("mail",)))
    assert mail.code == 0
    found = [finding["what"] for finding in json.loads(mail.out)["findings"]]
    assert found and any("mail.transport" in what for what in found)
    assert len(found) < len(json.loads(whole.out)["findings"])


@pytest.mark.parametrize(
    ("letter", "told"),
    [
        ("Birthday", ""),
        ("День рождения", ""),
        ("birthdy", "M-0001: There is no letter “birthdy”. Did you mean “birthday”?"),
        ("spring tea", "M-0001: There is no letter “spring tea”. Write it in the tab Letter texts."),
    ],
)
def test_a_letter_is_looked_for_as_a_sync_does_it(letter: str, told: str, tmp_path: Path) -> None:
    with SmtpServer() as server:
        ours = team(tmp_path, server)
        ours.type("mailings", 0, letter=letter)
        ours("sync")
        checked, asked = ours("mail", "check"), ours("why", "C-0001", "--mailing", "M-0001")
    assert checked.code == (4 if told else 0)
    assert told in " ".join(checked.out.split()) and ("letters are there: M-0001" in checked.out) != bool(told)
    assert told.removeprefix("M-0001: ") in " ".join(asked.out.split())


def test_the_doctor_reads_the_journal_of_letters_and_changes_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("sheetcrm.health.examine_domain", lambda settings, words: [])  # nobody's DNS is asked
    with SmtpServer() as server:
        ours = team(tmp_path, server)
        ours("sync")
        ours.order()
        ours("sync")
        state = ours.settings.state_folder
        before = {file.name: file.stat().st_mtime_ns for file in state.iterdir() if file.is_file()}
        assert "letters.sqlite" not in ours("doctor").out
        assert {file.name: file.stat().st_mtime_ns for file in state.iterdir() if file.is_file()} == before
        (state / "letters.sqlite").write_bytes(b"no database" * 500)
        seen = ours("doctor")
        assert seen.code == 4 and "letters.sqlite cannot be read" in " ".join(seen.out.split())
        assert ours.took().total() == 4


def test_a_picture_or_a_file_that_every_letter_needs_is_missed_before_anybody_is_meant(tmp_path: Path) -> None:
    with SmtpServer() as server:
        ours = team(tmp_path, server)
        place = tmp_path / "mine" / "spring" / "en"
        place.mkdir(parents=True)
        (place / "subject.txt").write_text("Spring", "utf-8")
        (place / "body.md").write_text("Hello\n\n![Logo](logo.png)\n\n![You]({{ row['Photo'] }}.png)\n", "utf-8")
        (place / "attachments.txt").write_text("terms.pdf\n? maybe.pdf\ninvoices/{{ client }}.pdf\n", "utf-8")
        config = tmp_path / "sheetcrm.toml"
        config.write_text(config.read_text("utf-8") + f'\n[files]\ntemplates = "{tmp_path / "mine"}"\n', "utf-8")
        ours.type("mailings", 0, letter="spring")
        ours("sync")
        checked = ours("mail", "check")
        seen = " ".join(checked.out.split())
        assert checked.code == 4 and "M-0001: There is no file `logo.png` for this letter" in seen
        assert "terms.pdf" in seen and "maybe.pdf" not in seen and "invoices" not in seen
        (place / "logo.png").write_bytes(b"\x89PNG\r\n\x1a\n" + b"0" * 60)
        (tmp_path / "mine" / "attachments").mkdir()
        (tmp_path / "mine" / "attachments" / "terms.pdf").write_bytes(b"%PDF-1.4 terms")
        assert "letters are there: M-0001" in ours("mail", "check").out


def test_the_status_counts_what_came_back_apart_from_what_was_sent(tmp_path: Path) -> None:
    with SmtpServer() as server:
        ours = team(tmp_path, server)
        ours.order()
        ours("sync")
        store = InboxStore(inbox_file(ours.settings))
        news = (News(f"<{n}@mx>", kind, f"letter:M-0001:C-000{n}", "", f"{n}@example.org", NOW.date())
                for n, kind in enumerate(("hard", "soft"), 1))  # fmt: skip
        store.keep(open_store(ours.settings).name, news, "INBOX", Place())
        store.close()
        (mailing,) = json.loads(ours("mail", "status", "--json").out)["mailings"]
        assert mailing["letters"] == {"sent": 3, "bounced": 1}
        assert "Came back" in ours("mail", "status").out
