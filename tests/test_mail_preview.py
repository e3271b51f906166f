"""Letters looked at before they go: in the terminal, as a file for a mail program, as a page; nothing else changes."""

import datetime as dt
import email
import email.policy
import hashlib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from sheetcrm.config import CONFIG_NAME
from sheetcrm.model.outside import OptOut
from sheetcrm.opt_outs_outside import open_opt_outs_and_key
from sheetcrm.words import LANGUAGES, words_of
from tests.report.browser import chromium
from tests.smtp_server import SmtpServer
from tests.test_mail_cli import Team, team


@pytest.fixture
def server() -> Iterator[SmtpServer]:
    with SmtpServer() as opened:
        yield opened


def ready(folder: Path, server: SmtpServer, language: str = "en", **mail: object) -> Team:
    """A team whose clients and whose mailing have their numbers."""
    ours = team(folder, server, language, **mail)
    assert ours("sync").code == 0
    return ours


def own_letter(ours: Team, body: str, subject: str = "News", name: str = "note") -> None:
    """A letter of the team's own."""
    place = ours.folder / "letters" / name / "en"
    place.mkdir(parents=True, exist_ok=True)
    (place / "subject.txt").write_text(subject, encoding="utf-8")
    (place / "body.md").write_text(body, encoding="utf-8")
    config = ours.folder / CONFIG_NAME
    text = config.read_text(encoding="utf-8")
    if 'templates = "letters"' not in text:
        config.write_text(f'{text}\n[files]\ntemplates = "letters"\n', encoding="utf-8")


def everything(folder: Path) -> dict[str, str]:
    """Each file with what is in it, as a digest."""
    return {
        str(path.relative_to(folder)): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    }


def sent(content: bytes) -> Any:
    """A letter as a mail program reads it."""
    return email.message_from_bytes(content, policy=email.policy.default)


def test_a_letter_is_shown_to_the_client_who_is_named(tmp_path: Path, server: SmtpServer):
    seen = ready(tmp_path, server)("mail", "preview", "birthday", "--client", "c-0002")
    assert seen.code == 0
    assert "Oliver Stone <two@example.org>" in seen.out and "Dear Mr Stone," in seen.out
    assert "Subject: Happy birthday, Oliver!" in seen.out


def test_without_a_client_the_first_one_is_taken(tmp_path: Path, server: SmtpServer):
    (shown,) = ready(tmp_path, server)("mail", "preview", "birthday", "--json").document["letters"]
    assert (shown["client"], shown["to"], shown["code"]) == ("C-0001", "one@example.org", None)


def test_a_letter_is_shown_in_another_language_than_the_clients(tmp_path: Path, server: SmtpServer):
    ours = ready(tmp_path, server)
    (shown,) = ours("mail", "preview", "birthday", "--language", "pl", "--json").document["letters"]
    assert shown["language"] == "pl" and "Szanowna Pani" in shown["text"]


def test_without_an_occasion_a_letter_that_needs_its_facts_is_refused(tmp_path: Path, server: SmtpServer):
    ours = ready(tmp_path, server)
    own_letter(ours, "You will be {{ age }}.")
    seen = ours("mail", "preview", "note", "--json")
    assert (seen.code, seen.document["letters"][0]["code"]) == (7, "field-empty")


@pytest.mark.parametrize("arguments", [("birthday",), ("--mailing", "M-0001"), ("birthday", "--mailing", "autumn")])
def test_looking_sends_nothing_and_changes_no_file(arguments: tuple[str, ...], tmp_path: Path, server: SmtpServer):
    ours = ready(tmp_path / "team", server, unsubscribe_url="https://crm.example.com")
    ours.order()
    before = everything(ours.folder)
    page, letter = tmp_path / "page.html", tmp_path / "letter.eml"
    assert ours("mail", "preview", *arguments, "--page", page, "--out", letter).code == 0
    assert page.exists() and letter.exists()
    assert everything(ours.folder) == before and not server.received


def test_the_file_opens_as_a_letter_whose_links_opt_nobody_out(tmp_path: Path, server: SmtpServer):
    ours = ready(tmp_path / "team", server, unsubscribe_url="https://crm.example.com")
    path = tmp_path / "letter.eml"
    assert ours("mail", "preview", "--mailing", "M-0001", "--out", path).code == 0
    letter = sent(path.read_bytes())
    assert (letter["To"], letter["Subject"]) == ("Anna Smith <one@example.org>", "Happy birthday, Anna!")
    assert letter["List-Unsubscribe"] == "<https://crm.example.com/o/preview>"
    assert "https://crm.example.com/o/preview" in letter.get_body(("html",)).get_content()


def test_a_preview_never_has_the_message_id_of_the_letter_that_goes(tmp_path: Path, server: SmtpServer):
    ours = ready(tmp_path / "team", server)
    path = tmp_path / "letter.eml"
    ours("mail", "preview", "--mailing", "M-0001", "--out", path)
    ours.order()
    assert ours("sync").code == 0
    gone = {sent(letter.content)["Message-ID"] for letter in server.received}
    assert len(gone) == 4 and sent(path.read_bytes())["Message-ID"] not in gone


def test_all_letters_of_a_mailing_stand_on_the_page_beside_their_rows(tmp_path: Path, server: SmtpServer):
    ours = ready(tmp_path, server)
    page = tmp_path / "page.html"
    seen = ours("mail", "preview", "--mailing", "M-0001", "--page", page)
    assert seen.code == 0 and "Letters that can go: 4" in seen.out
    html = page.read_text(encoding="utf-8")
    assert html.count("<iframe") == html.count('sandbox=""') == 4
    assert "<dt>E-mail</dt><dd><bdi>three@example.org</bdi></dd>" in html
    assert "<code>greeting</code>" in html and "<code>age</code>" not in html


def test_letters_that_cannot_go_stand_first_with_the_reason(tmp_path: Path, server: SmtpServer):
    ours = ready(tmp_path, server, refused_share=0.5)
    ours.type("clients", 2, name=None)
    own_letter(ours, "Dear {{ name }}, hello.")
    page = tmp_path / "page.html"
    seen = ours("mail", "preview", "note", "--mailing", "M-0001", "--page", page)
    assert seen.code == 7
    assert "Letters that can go: 3" in seen.out and "Letters that cannot go as they are: 1" in seen.out
    assert "none of the mailing" not in seen.out
    html = page.read_text(encoding="utf-8")
    assert 0 < html.index("three@example.org") < html.index("one@example.org")
    assert html.count("<iframe") == 3


def test_a_mailing_of_which_too_much_is_refused_is_told_to_stop(tmp_path: Path, server: SmtpServer):
    ours = ready(tmp_path, server)
    ours.type("clients", 2, name=None)
    own_letter(ours, "Dear {{ name }}, hello.")
    seen = ours("mail", "preview", "note", "--mailing", "M-0001", "--json")
    assert seen.code == 7 and seen.document["stopped"] is True
    codes = {each["client"]: each["code"] for each in seen.document["letters"]}
    assert codes == {"C-0001": None, "C-0002": None, "C-0003": "field-empty", "C-0004": None}


def test_what_was_not_filled_is_told_and_shown(tmp_path: Path, server: SmtpServer):
    ours = ready(tmp_path, server)
    own_letter(ours, "Dear friend, your code is [[code]].")
    path = tmp_path / "letter.eml"
    seen = ours("mail", "preview", "note", "--out", path)
    assert seen.code == 7 and not path.exists()
    assert "[[code]]" in seen.out and "a place was not filled" in seen.out


def test_values_of_the_sheet_are_text_on_the_page_and_in_the_terminal(tmp_path: Path, server: SmtpServer):
    ours = ready(tmp_path, server)
    ours.type("clients", 0, name="<script>alert(1)</script> \x1b[31m{{ 7 * 7 }}")
    own_letter(ours, "{{ name }}", subject="{{ name }}")
    page = tmp_path / "page.html"
    seen = ours("mail", "preview", "note", "--client", "C-0001", "--page", page)
    html = page.read_text(encoding="utf-8")
    assert "<script>alert" not in html and "&lt;script&gt;alert" in html
    assert "\x1b" not in seen.out and "49" not in seen.out.split("kB")[0]


def test_clients_who_get_none_are_counted_by_reason(tmp_path: Path, server: SmtpServer):
    ours = ready(tmp_path, server)
    ours.type("clients", 1, consent_offers=None)
    ours.type("clients", 3, email="one@example.org")
    seen = ours("mail", "preview", "--mailing", "M-0001", "--json")
    assert seen.document["not_mailed"] == {"no-consent": 1, "same-address": 1}
    assert [each["client"] for each in seen.document["letters"]] == ["C-0001", "C-0003"]
    refused = ours("mail", "preview", "--mailing", "M-0001", "--client", "C-0002")
    assert refused.code == 2 and "sheetcrm why C-0002 --mailing M-0001" in refused.err


def test_whoever_opted_out_a_moment_ago_is_not_among_the_letters(tmp_path: Path, server: SmtpServer):
    ours = ready(tmp_path, server)
    with open_opt_outs_and_key(ours.settings) as (store, key):
        store.add([OptOut(key.mark("two@example.org"), "offers", dt.date(2026, 11, 22), "link", client="C-0002")])
    seen = ours("mail", "preview", "--mailing", "M-0001", "--json").document
    assert seen["not_mailed"] == {"opted-out": 1}
    assert "C-0002" not in [each["client"] for each in seen["letters"]]


@pytest.mark.browser
def test_the_page_shows_letter_and_row_side_by_side_in_a_browser(tmp_path: Path, server: SmtpServer):
    ours = ready(tmp_path / "team", server)
    page = tmp_path / "page.html"
    ours("mail", "preview", "--mailing", "M-0001", "--page", page)
    with chromium(tmp_path) as browser:
        browser.open(page)
        sizes = browser.run(
            "[...document.querySelectorAll('.pair')].map(p => [p.children[0], p.children[1]]"
            ".map(e => e.getBoundingClientRect()).map(r => [Math.round(r.left), Math.round(r.width)]))"
        )
        assert len(sizes) == 4
        for (left, width), (right, _) in sizes:
            assert right >= left + width > 0
        assert browser.complaints == []


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        ((), "Say which letter"),
        (("nosuch",), "There is no letter “nosuch”"),
        (("birthdy",), "There is no letter “birthdy”. Did you mean “birthday”?"),
        (("../../etc/passwd",), "There is no letter “../../etc/passwd”"),
        (("birthday", "--client", "C-9999"), "C-9999"),
        (("--mailing", "M-0099"), "There is no mailing M-0099"),
        (("birthday", "--language", "xx"), "xx"),
    ],
)
def test_what_is_not_there_is_told(arguments: tuple[str, ...], told: str, tmp_path: Path, server: SmtpServer):
    seen = ready(tmp_path, server)("mail", "preview", *arguments)
    assert seen.code == 2 and told in seen.err


def test_a_mailing_that_cannot_be_read_names_all_its_faults(tmp_path: Path, server: SmtpServer):
    ours = ready(tmp_path, server)
    ours.type("mailings", 0, letter=None, segment="Colour: red")
    seen = ours("mail", "preview", "--mailing", "M-0001")
    assert seen.code == 2 and "No letter is named." in seen.err and "Colour" in seen.err


def test_before_anybody_has_a_number_the_way_is_told(tmp_path: Path, server: SmtpServer):
    seen = team(tmp_path, server)("mail", "preview", "birthday")
    assert seen.code == 2 and "sheetcrm sync" in seen.err


def test_a_place_that_cannot_be_written_to_is_told(tmp_path: Path, server: SmtpServer):
    ours = ready(tmp_path, server)
    for option in ("--out", "--page"):
        seen = ours("mail", "preview", "birthday", option, tmp_path / "nowhere" / "file")
        assert seen.code == 4 and "cannot be written" in seen.err


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_language_shows_its_own_letters(language: str, tmp_path: Path, server: SmtpServer):
    words = words_of(language)
    seen = ready(tmp_path, server, language)("mail", "preview", "--mailing", "M-0001")
    assert seen.code == 0 and words.say("mail_preview_fine", count=4) in seen.out
    assert f"{words.say('page_subject')}: " in seen.out


@pytest.mark.parametrize("name", ["birthday", "Birthday", "День рождения", "Urodziny"])
def test_a_letter_is_known_by_its_title_in_any_language(name: str, tmp_path: Path, server: SmtpServer):
    assert "Happy birthday" in ready(tmp_path, server)("mail", "preview", name).out
