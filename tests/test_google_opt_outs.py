"""Opt-outs on a Google spreadsheet: the page's, the web app's and people's own, handed over once and for good."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from sheetcrm.config import load_settings
from sheetcrm.mail.opt_out_links import key_file, load_key
from sheetcrm.model.outside import OptOut
from sheetcrm.opt_out_store import OptOutStore
from sheetcrm.opt_outs_outside import opt_out_file
from tests.building import TODAY as DAY
from tests.calling import Called, run
from tests.google_server.server import GoogleServer
from tests.test_google_cli import Team

CLIENTS: tuple[tuple[Any, ...], ...] = (
    ("Name", "Phone", "E-mail", "Status", "May we send offers?", "May we greet?", "Birthday"),
    ("Anna Kowalska", "+48 600 100 200", "anna@example.com", "Client", "yes", "yes", "22.11.1986"),
    ("Jan Nowak", "+48 600 100 201", "jan@example.com", "Client", "yes", "yes", "22.11.1979"),
    ("Ewa Wilk", "+48 600 100 202", "ewa@example.com", "Client", "yes", "yes", "22.11.1982"),
)
POSTED: tuple[tuple[Any, ...], ...] = (("Word of the link", "Posted on"),)
MAPPING = """
[tabs.opt_out_post]
title = "Opt-out post"
[tabs.opt_out_post.columns]
token = "Word of the link"
posted_on = "Posted on"
"""


@pytest.fixture(scope="module")
def server() -> Iterator[GoogleServer]:
    with GoogleServer() as found, pytest.MonkeyPatch.context() as patch:
        patch.setenv("SHEETCRM_GOOGLE_API", found.url)
        patch.delenv("SHEETCRM_GOOGLE_KEY", raising=False)
        yield found
        assert not found.crashes, found.crashes


class Office(Team):
    """A team with all tabs, the tab of the web app, and somebody who writes the letters."""

    def __init__(self, folder: Path, server: GoogleServer) -> None:
        super().__init__(folder, server, Clients=CLIENTS, **{"Opt-out post": POSTED})
        called = self.init("--all-tabs")
        assert called.code == 0, called.err
        text = self.config.read_text(encoding="utf-8").replace("request_gap = 0.2", "request_gap = 0")
        text = text.replace('address = ""', 'address = "we@example.com"', 1)
        if "[tabs.opt_out_post]" not in text:
            text += MAPPING
        self.config.write_text(text, encoding="utf-8")
        self.settings = load_settings(self.config)

    def sync(self) -> Called:
        called = run(self.folder, "sync", "--force")
        assert called.code == 0, called.out + called.err
        return called

    def press(self, address: str, client: str = "", topic: str = "all") -> None:
        store = OptOutStore(opt_out_file(self.settings))
        store.add([OptOut(load_key(key_file(self.settings)).mark(address), topic, DAY, "link", client=client)])
        store.close()

    def write(self, title: str, row: int, *values: Any) -> None:
        """What the script, or a person, writes into a row."""
        with self.spreadsheet.transaction("script@example.com") as book:
            sheet = book.sheets[self.titles().index(title)]
            for column, value in enumerate(values):
                sheet.put(row, column, value)

    def greeted(self) -> set[str]:
        """To whom letters lie in the outbox."""
        texts = [file.read_text(encoding="utf-8") for file in self.settings.outbox.glob("*.eml")]
        return {box for box in ("anna", "jan", "ewa") if any(f"{box}@example.com" in text for text in texts)}


@pytest.fixture
def office(server: GoogleServer, tmp_path: Path) -> Office:
    return Office(tmp_path, server)


def test_a_button_of_the_page_becomes_a_row_once(office: Office) -> None:
    office.press("jan@example.com")
    for _ in range(2):
        office.sync()
    assert office.column("Opt-outs", "Opted-out address") == ["jan@example.com"]
    assert office.greeted() == {"anna", "ewa"}


def test_a_word_that_the_web_app_posted_becomes_a_row_once_and_noise_none(office: Office) -> None:
    token = load_key(key_file(office.settings)).token("jan@example.com", "greetings", "C-0002")
    office.write("Opt-out post", 1, f"o/{token}", "2026-11-22")
    office.write("Opt-out post", 2, "o/" + "A" * 80, "2026-11-22")
    office.write("Opt-out post", 3, f"o/{token} all", "2026-11-22")
    for _ in range(2):
        office.sync()
    assert office.column("Opt-outs", "Opted-out address") == ["jan@example.com"]
    assert office.column("Opt-outs", "From what") == ["Everything"], "who wants none at all need not say the rest"
    assert office.greeted() == {"anna", "ewa"}


def test_a_row_that_somebody_clears_comes_back_and_undo_leaves_it(office: Office) -> None:
    office.press("jan@example.com", "C-0002")
    office.sync()
    office.empty_row("Opt-outs", 1)
    office.sync()
    assert [value for value in office.column("Opt-outs", "Opted-out address") if value] == ["jan@example.com"]
    undone = run(office.folder, "undo", 2)
    assert undone.code == 0 and "an opt-out stays" in undone.out.replace("\n", " ")
    assert [value for value in office.column("Opt-outs", "Opted-out address") if value] == ["jan@example.com"]
    assert "jan" not in office.greeted()


def test_a_row_of_the_team_binds_and_outlives_the_tab(office: Office) -> None:
    office.write("Opt-outs", 1, "JAN@example.com")
    office.sync()
    office.empty_row("Opt-outs", 1)
    office.sync()
    assert office.greeted() == {"anna", "ewa"}
    assert len([value for value in office.column("Opt-outs", "Opted-out address") if value]) == 1
