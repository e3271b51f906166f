"""An opt-out holds whatever befalls a real workbook: merges, imports, copies, losses, other spellings, erasure.

Everybody else gets the birthday greeting and the mailing of the day, so nothing here passes by silence.
"""

import datetime as dt
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from sheetcrm.config import CONFIG_NAME
from sheetcrm.mail.opt_out_links import key_file, load_key
from sheetcrm.model.changes import AddRow, SetCells
from sheetcrm.model.outside import OptOut
from sheetcrm.opt_out_store import OptOutStore
from sheetcrm.opt_outs_outside import opt_out_file
from sheetcrm.stores.opening import open_store
from tests.calling import Called, init
from tests.smtp_server import SmtpServer
from tests.test_mail_cli import Team
from tests.workbooks import write

DAY = dt.datetime.now(dt.UTC).date()
"""Greetings go on their day only, and letters are sent by the real clock."""
JANS, EWAS, ANNAS = "jan@example.org", "ewa@example.org", "anna@example.org"
FIELDS = ("name", "email", "phone", "status", "consent_offers", "consent_greetings", "birthday")
ANNA, JAN, EWA = (
    (name, f"{box}@example.org", f"+44 20 7946 01{n:02}", "Client", "Yes", "Yes", f"{DAY:%d.%m}.198{n}")
    for n, (name, box) in enumerate((("Anna Smith", "anna"), ("Oliver Stone", "jan"), ("Grace Hill", "ewa")))
)


class Office(Team):
    """A team whose clients all have their birthday, and one mailing that is ordered once all is as it should be."""

    def __init__(self, folder: Path, server: SmtpServer, anna: str) -> None:
        super().__init__(folder, server)
        mailing = {"mailing": "Autumn", "letter": "easter", "purpose": "Offers", "segment": "everyone", "order": None}
        header, rows = [self.words.header("clients", field) for field in FIELDS], [ANNA, JAN, EWA]
        rows[0] = (ANNA[0], anna, *ANNA[2:])
        write(folder / "clients.xlsx", {
            "Clients": [header, *rows],
            "Mailings": [[self.words.header("mailings", field) for field in mailing], list(mailing.values())],
        })  # fmt: skip
        assert init(folder, "--all-tabs").code == 0
        config = folder / CONFIG_NAME
        text = config.read_text(encoding="utf-8").replace('address = ""', 'address = "we@example.com"')
        mail = f'transport = "smtp"\nserver = "127.0.0.1"\nport = {server.port}\nsecurity = "none"\nconnections = 1'
        config.write_text(f"{text}\n[mail]\n{mail}\n", encoding="utf-8")

    def press(self, address: str, client: str = "", topic: str = "all") -> None:
        """What the page does with the button in a letter."""
        store = OptOutStore(opt_out_file(self.settings))
        mark = load_key(key_file(self.settings)).mark(address)
        store.add([OptOut(mark, topic, DAY - dt.timedelta(days=3), "link", client=client)])
        store.close()

    def sync(self) -> Called:
        called = self("sync", "--force", today=None)
        assert called.code == 0, called.out + called.err
        return called

    def empty(self, tab: str, row: int | None = None) -> None:
        """Somebody clears a tab, or one row of it."""
        store = open_store(self.settings)
        found = store.read()
        table = found.table(tab)
        places = range(len(table)) if row is None else (row,)
        store.apply(
            [
                SetCells(tab, table.anchors[at], {f: (table.values(f)[at], None) for f in table.columns}, "person")
                for at in places
            ],
            found,
        )

    def add(self, tab: str, **cells: object) -> None:
        store = open_store(self.settings)
        row = AddRow(tab, cells, f"{tab} {cells}", "person")  # type: ignore[arg-type]
        store.apply([row], store.read())

    def everything_goes(self, *others: str) -> set[str]:
        """All that is due goes: who got something, `others` being those who must."""
        self.order()
        for _ in range(2):
            self.sync()
        took = set(self.took())
        assert set(others) <= took, took
        return took


@pytest.fixture
def server() -> Iterator[SmtpServer]:
    with SmtpServer() as opened:
        yield opened


@pytest.fixture
def office(tmp_path: Path, server: SmtpServer) -> Office:
    """Anna pressed the button, and the sheet says so; the others have been greeted, her greeting is due all day."""
    ours = Office(tmp_path, server, ANNAS)
    ours.press(ANNAS, "C-0001")
    ours.sync()
    assert ours.column("opt_outs", "address") == [ANNAS] and set(ours.took()) == {JANS, EWAS}
    server.received.clear()
    return ours


@pytest.fixture
def fresh(tmp_path: Path, server: SmtpServer) -> Office:
    """Nothing has run yet."""
    return Office(tmp_path, server, ANNAS)


def test_who_did_not_opt_out_gets_both_letters(fresh: Office):
    assert fresh.everything_goes() == {JANS, EWAS, ANNAS}
    assert fresh.took()[ANNAS] == 2


def test_neither_greeting_nor_mailing_goes_to_who_pressed_before_the_first_run(fresh: Office):
    fresh.press(ANNAS)
    assert fresh.everything_goes(JANS, EWAS) == {JANS, EWAS}


def test_a_merge_binds_the_client_that_stays(office: Office):
    assert office("duplicates", "merge", "C-0001", "--into", "C-0002", "--force", today=None).code == 0
    assert office.everything_goes(EWAS) == {EWAS}


def test_taking_a_merge_back_frees_the_one_and_binds_the_other(office: Office):
    assert office("duplicates", "merge", "C-0001", "--into", "C-0002", "--force", today=None).code == 0
    office.sync()
    assert office("duplicates", "unmerge", "C-0001", today=None).code == 0
    assert office.everything_goes(EWAS, JANS) == {EWAS, JANS}


def test_rows_pasted_anew_over_emptied_tabs_let_nobody_in(office: Office):
    office.empty("clients")
    office.empty("opt_outs")
    for row in (EWA, JAN, ANNA):
        office.add("clients", **dict(zip(FIELDS, row, strict=True)))
    assert office.everything_goes(EWAS, JANS) == {EWAS, JANS}
    assert ANNAS in office.column("opt_outs", "address")


def test_undo_of_every_run_lets_nobody_in(office: Office):
    assert office("undo", 2, today=None).code == 0
    assert office.everything_goes(EWAS, JANS) == {EWAS, JANS}


def test_a_copy_from_before_put_in_its_place_lets_nobody_in(fresh: Office):
    fresh.sync()
    shutil.copy(fresh.folder / "clients.xlsx", fresh.folder / "before.xlsx")
    fresh.press(ANNAS, "C-0001")
    fresh.sync()
    shutil.copy(fresh.folder / "before.xlsx", fresh.folder / "clients.xlsx")
    fresh.server.received.clear()
    assert fresh.everything_goes(EWAS) == {EWAS, JANS}


def test_a_row_of_the_team_outlives_a_copy_from_before_it(fresh: Office):
    shutil.copy(fresh.folder / "clients.xlsx", fresh.folder / "before.xlsx")
    fresh.add("opt_outs", address="ANNA@example.org")
    fresh.sync()
    shutil.copy(fresh.folder / "before.xlsx", fresh.folder / "clients.xlsx")
    fresh.server.received.clear()
    assert ANNAS not in fresh.everything_goes()


def test_with_the_state_folder_lost_the_row_binds_and_is_remembered_anew(office: Office):
    shutil.rmtree(office.settings.state_folder)
    office.sync()
    office.empty("opt_outs")
    assert office.everything_goes() <= {EWAS, JANS}


def test_an_emptied_tab_lets_nobody_in(office: Office):
    office.empty("opt_outs")
    assert office.everything_goes(EWAS, JANS) == {EWAS, JANS}


def test_another_address_of_the_same_client_is_bound_as_well(office: Office):
    office.type("clients", 0, email="anna@other.example")
    assert office.everything_goes(EWAS, JANS) == {EWAS, JANS}


@pytest.mark.parametrize(
    ("pressed", "typed"),
    [
        ("anna@example.org", "ANNA@Example.ORG"), ("anna@example.org", "Anna <anna@example.org>"),
        ("anna.smith@gmail.com", "AnnaSmith+spring@gmail.com"), ("annasmith@gmail.com", "anna.smith@googlemail.com"),
        ("anna@bücher.example", "anna@xn--bcher-kva.example"),
        ("anna@xn--e1afmkfd.xn--p1ai", "anna@пример.рф"),
    ],
)  # fmt: skip
def test_another_spelling_of_the_address_under_a_new_number_is_bound(
    tmp_path: Path, server: SmtpServer, pressed: str, typed: str
):
    ours = Office(tmp_path, server, typed)
    ours.press(pressed)
    assert ours.everything_goes(EWAS, JANS) == {EWAS, JANS}


def test_a_client_who_was_archived_and_comes_back_as_a_new_row_is_bound(office: Office):
    office.add("archive", number="C-0001", name="Anna Smith", email=ANNAS, archived_on=DAY)
    office.empty("clients", 0)
    office.sync()
    office.add("clients", **dict(zip(FIELDS, ANNA, strict=True)))
    assert office.everything_goes(EWAS, JANS) == {EWAS, JANS}


def test_an_erased_address_that_comes_back_is_bound_by_its_hash_alone(office: Office):
    office.empty("clients", 0)
    office.type("opt_outs", 0, address=None, client=None, client_number=None, client_name=None)
    office.sync()
    assert "anna" not in "".join(str(value) for value in office.column("opt_outs", "address"))
    mark = office.column("opt_outs", "mark")[0]
    shutil.copy(key_file(office.settings), office.folder / "key")
    shutil.rmtree(office.settings.state_folder)  # the store is lost too; only the hash in the row and the key are left
    office.settings.state_folder.mkdir()
    shutil.copy(office.folder / "key", key_file(office.settings))
    office.add("clients", **dict(zip(FIELDS, ANNA, strict=True)))
    assert ANNAS not in office.everything_goes()
    assert mark in office.column("opt_outs", "mark")
