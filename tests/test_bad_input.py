"""What people and machines do to workbooks: each gets a clear sentence and an exit code, or works; nothing is lost.

Every refusal is checked for the same: no traceback, what and where and what to do is named, the workbook is untouched.
"""

import datetime as dt
import os
import random
import resource
import shutil
import string
import tempfile
import time
import zipfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

from sheetcrm.config import CONFIG_NAME
from sheetcrm.lock import run_lock
from tests.calling import Called, call, init, run
from tests.workbooks import HEADER, PEOPLE, cells, clients, write

OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(504)


def refused(called: Called, code: int, *words: str) -> None:
    """The call ended with that code and a sentence on stderr that holds the words; stdout is empty."""
    assert (called.code, called.out) == (code, ""), called.err
    assert [word for word in words if word not in called.err] == []


def ready(folder: Path, rows: Any = PEOPLE, **more: Any) -> Path:
    """A workbook that `init` has adopted."""
    path = clients(folder, rows, **more)
    assert init(folder).code == 0
    return path


def settle(folder: Path) -> None:
    """Check, sync, sync again: all goes well, and the second sync finds nothing to do."""
    assert run(folder, "check").code in (0, 5)
    assert run(folder, "sync").code == 0
    assert run(folder, "sync", "--json").document["run"] is None


def people_cells(path: Path, title: str = "Clients", width: int = len(HEADER)) -> list[list[Any]]:
    """What stands in the columns that people made."""
    return [row[:width] for row in cells(path, title)]


def repacked(source: Path, target: Path, part: str, change: Callable[[bytes], bytes]) -> None:
    """A copy of a workbook with one part changed."""
    with zipfile.ZipFile(source) as old, zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as new:
        for name in old.namelist():
            new.writestr(name, change(old.read(name)) if name == part else old.read(name))


SHEET = "xl/worksheets/sheet1.xml"

# --- files that are no workbook ---------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("name", "content", "words"),
    [
        ("clients.xlsx", b"", ("empty (0 bytes)", "Restore it")),
        ("clients.xlsx", OLE + "EncryptedPackage".encode("utf-16-le"), ("password", "remove the password")),
        ("clients.xls", OLE, ("old Excel format", "save it as .xlsx")),
        ("clients.csv", b"Name;Phone\nAnna;600100200\n", ("text file", "save it as .xlsx")),
        ("clients.xlsx", b"%PDF-1.7 ...", ("not an Excel workbook", ".xlsx")),
        ("clients.xlsx", b"PK\3\4" + bytes(300), ("damaged", "restore a backup")),
    ],
)
def test_a_file_that_is_no_workbook_is_named_with_what_to_do(
    tmp_path: Path, name: str, content: bytes, words: tuple[str, ...]
) -> None:
    path = tmp_path / name
    path.write_bytes(content)
    refused(init(tmp_path, workbook=name), 4, str(path), *words)
    assert path.read_bytes() == content and not (tmp_path / CONFIG_NAME).exists()


def test_an_opendocument_sheet_is_told_how_to_be_saved(tmp_path: Path) -> None:
    with zipfile.ZipFile(tmp_path / "clients.ods", "w") as package:
        package.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet")
        package.writestr("content.xml", "<x/>")
    refused(init(tmp_path, workbook="clients.ods"), 4, "clients.ods", "OpenDocument", "save it as .xlsx")


def test_a_workbook_cut_in_half_is_damaged(tmp_path: Path) -> None:
    path = clients(tmp_path)
    content = path.read_bytes()[: path.stat().st_size // 2]
    path.write_bytes(content)
    refused(init(tmp_path), 4, str(path), "damaged", "restore a backup")
    assert path.read_bytes() == content


def test_a_part_with_a_wrong_checksum_is_damaged(tmp_path: Path) -> None:
    path = ready(tmp_path)
    content = bytearray(path.read_bytes())
    with zipfile.ZipFile(path) as package:
        place = package.getinfo(SHEET)
        content[place.header_offset + 80] ^= 0xFF
    path.write_bytes(content)
    refused(run(tmp_path, "sync"), 4, str(path), "damaged")
    assert path.read_bytes() == bytes(content)


@pytest.mark.parametrize("said", [1_000, 1_500_000_000])
def test_a_part_that_unpacks_to_more_than_it_says_or_than_is_sensible_is_not_opened(tmp_path: Path, said: int) -> None:
    bomb = tmp_path / "bomb.xlsx"
    repacked(clients(tmp_path), bomb, SHEET, lambda xml: xml + b" " * 20_000_000)
    content = bytearray(bomb.read_bytes())
    with zipfile.ZipFile(bomb) as package:
        entry = content.rindex(SHEET.encode(), package.start_dir) - 46
    content[entry + 24 : entry + 28] = said.to_bytes(4, "little")
    bomb.write_bytes(content)
    begun = time.process_time()
    refused(init(tmp_path, workbook="bomb.xlsx"), 4, "bomb.xlsx", "unpacks to far more", SHEET)
    assert time.process_time() - begun < 5 and bomb.read_bytes() == bytes(content)


def test_a_document_type_declaration_is_not_opened(tmp_path: Path) -> None:
    declared = b'?>\n<!DOCTYPE w [<!ENTITY x SYSTEM "file:///etc/passwd">]>'
    repacked(clients(tmp_path), tmp_path / "dtd.xlsx", SHEET, lambda xml: xml.replace(b"?>", declared, 1))
    refused(init(tmp_path, workbook="dtd.xlsx"), 4, "dtd.xlsx", "document type declaration", SHEET)


@pytest.mark.parametrize("name", ["clients.csv", "clients.xls", "clients", "clients.xlsm"])
def test_a_new_workbook_must_be_called_xlsx(tmp_path: Path, name: str) -> None:
    refused(init(tmp_path, workbook=name), 2, name, ".xlsx")
    assert list(tmp_path.iterdir()) == []


def test_a_new_workbook_may_stand_in_a_folder_that_is_not_there_yet(tmp_path: Path) -> None:
    assert init(tmp_path / "sales" / "2026").code == 0
    assert sorted(path.name for path in (tmp_path / "sales" / "2026").iterdir()) == ["clients.xlsx", CONFIG_NAME]


# --- sheets without a table -------------------------------------------------------------------------------------------


@pytest.mark.parametrize("rows", [[], [[None]], PEOPLE[1:], [["Our clients"]], [[1, 2], [3, 4]]])
def test_a_sheet_without_a_header_is_told_what_to_write(tmp_path: Path, rows: Any) -> None:
    path = clients(tmp_path, rows, title="My people")
    content = path.read_bytes()
    refused(init(tmp_path), 4, str(path), "No table with headers", "My people", "Write a row of headers")
    assert path.read_bytes() == content and not (tmp_path / CONFIG_NAME).exists()


# --- odd things inside the table: all of them simply work -------------------------------------------------------------


def test_two_headers_of_the_same_name_are_two_columns(tmp_path: Path) -> None:
    rows = [("Name", "Phone", "Phone"), ("Anna", "+44 20 7946 0001", "+44 20 7946 0002"), ("Jan", None, "x")]
    path = ready(tmp_path, rows)
    checked = run(tmp_path, "check")
    assert "The header “Phone” stands more than once" in checked.out
    settle(tmp_path)
    assert people_cells(path, width=3) == [[*rows[0]], [*rows[1]], ["Jan", "", "x"]]


def test_a_million_rows_that_are_formatted_but_empty_are_quick(tmp_path: Path) -> None:
    empty = "".join([f'<row r="{row}"><c r="A{row}" s="1"/></row>' for row in range(5, 1_048_577)]).encode()
    clients(tmp_path, finish=lambda book, sheet: sheet.set_column(0, 0, 20, book.add_format({"bold": True})))
    path = tmp_path / "clients.xlsx"
    repacked(path, tmp_path / "big.xlsx", SHEET, lambda xml: xml.replace(b"</sheetData>", empty + b"</sheetData>"))
    (tmp_path / "big.xlsx").replace(path)
    begun = time.process_time()
    assert init(tmp_path).code == 0
    settle(tmp_path)
    assert time.process_time() - begun < 40
    found = run(tmp_path, "check", "--json").document
    assert {problem["row"] for problem in found["problems"]} == {3}
    with zipfile.ZipFile(path) as package:
        assert b'<row r="1048576"><c r="A1048576" s="1"/></row>' in package.read(SHEET)


def test_cells_merged_across_rows_are_named_and_never_written(tmp_path: Path) -> None:
    path = ready(tmp_path, finish=lambda book, sheet: sheet.merge_range(1, 4, 2, 4, "Kraków", book.add_format()))
    assert "E3" in run(tmp_path, "check").out
    settle(tmp_path)
    assert [row[4] for row in cells(path, "Clients")] == ["City", "Kraków", "", "Gdańsk"]


def test_hidden_rows_and_columns_are_read_and_stay_hidden(tmp_path: Path) -> None:
    def hide(book: Any, sheet: Any) -> None:
        sheet.set_row(2, None, None, {"hidden": True})
        sheet.set_column(1, 1, None, None, {"hidden": True})

    path = ready(tmp_path, finish=hide)
    before = people_cells(path)
    settle(tmp_path)
    assert people_cells(path) == before
    assert [row[5] for row in cells(path, "Clients")[1:]] == ["C-0001", "C-0002", "C-0003"]
    with zipfile.ZipFile(path) as package:
        xml = package.read(SHEET)
    assert xml.count(b'hidden="1"') == 2


def test_broken_formulas_are_named_and_never_written(tmp_path: Path) -> None:
    path = ready(tmp_path, [*PEOPLE, ("=#REF!", "+48 603 400 500", "o@example.com", None, "=#REF!&1")])
    found = run(tmp_path, "check", "--json").document["problems"]
    broken = {problem["place"] for problem in found if problem["code"] == "broken-formula"}
    assert broken == {"A5", "E5"}
    settle(tmp_path)
    with zipfile.ZipFile(path) as package:
        assert package.read(SHEET).count(b"<f>#REF!") == 2


def test_the_longest_texts_stay_whole(tmp_path: Path) -> None:
    rows = [(*HEADER, "Story"), *[(*row, "ż" * 32_767) for row in PEOPLE[1:]]]
    path = ready(tmp_path, rows)
    settle(tmp_path)
    assert [row[5] for row in cells(path, "Clients")[1:]] == ["ż" * 32_767] * 3


def test_a_number_pattern_longer_than_a_cell_is_a_fault_of_the_config(tmp_path: Path) -> None:
    path = ready(tmp_path)
    config = tmp_path / CONFIG_NAME
    text = config.read_text(encoding="utf-8").replace('clients = "C-', f'clients = "{"x" * 50_000}-')
    config.write_text(text, encoding="utf-8")
    content = path.read_bytes()
    called = run(tmp_path, "sync")
    refused(called, 3, "numbers.clients")
    assert len(called.err) < 2_000 and path.read_bytes() == content


def test_a_header_in_the_config_longer_than_a_cell_is_a_column_that_is_missing(tmp_path: Path) -> None:
    ready(tmp_path)
    config = tmp_path / CONFIG_NAME
    text = config.read_text(encoding="utf-8").replace('city = "City"', f'city = "{"x" * 50_000}"')
    config.write_text(text, encoding="utf-8")
    called = run(tmp_path, "check")
    assert called.code == 0 and len(called.out) < 3_000
    settle(tmp_path)


def test_emoji_and_right_to_left_text_stay_as_they_are(tmp_path: Path) -> None:
    rows = [
        (*HEADER, "🎯", "ملاحظات"),
        ("👩‍💼 Anna Kowalska", "+48 600 100 200", "anna@example.com", None, "Kraków 🏰", "😀", "مرحبا"),
        ("يوسف حداد", "+48 600 100 201", "y@example.com", None, None, None, "\u202eabc\u202c"),
        ("דוד כהן", "+48 600 100 202", "d@example.com", None, None, "🇵🇱", "e\u0301"),
    ]
    path = ready(tmp_path, rows)
    settle(tmp_path)
    assert people_cells(path, width=7) == [["" if value is None else value for value in row] for row in rows]


def test_numbers_stored_as_text_and_texts_stored_as_numbers_are_understood_alike(tmp_path: Path) -> None:
    rows = [
        (*HEADER, "Discount"),
        ("Anna", "48600100200", "a@example.com", "29283", None, "10"),
        ("Jan", 48600100201.0, "b@example.com", dt.date(1980, 3, 3), None, 10),
    ]
    path = ready(tmp_path, rows)
    settle(tmp_path)
    assert [row[1] for row in cells(path, "Clients")[1:]] == ["48600100200", 48600100201.0]
    assert run(tmp_path, "check", "--json").document["problems"] == []


def test_a_sheet_used_to_its_last_column_has_no_place_for_ours(tmp_path: Path) -> None:
    path = clients(tmp_path, finish=lambda book, sheet: sheet.write_string(9, 16_383, "the very last cell"))
    content = path.read_bytes()
    refused(init(tmp_path), 4, "“Clients” is full", "Remove columns")
    assert path.read_bytes() == content


# --- the file among people --------------------------------------------------------------------------------------------

NOTES = {
    "Excel": ("~$clients.xlsx", b"\x04Olga" + bytes(49) + b"\x04\0" + "Olga".encode("utf-16-le") + bytes(90)),
    "LibreOffice": (".~lock.clients.xlsx#", b"Olga,olga,another-desk,22.11.2026 10:00,file:///home/olga;"),
}


@pytest.mark.parametrize("program", NOTES)
@pytest.mark.parametrize("command", ["sync", "init"])
def test_a_workbook_that_is_open_is_left_alone_and_the_person_is_named(
    tmp_path: Path, program: str, command: str
) -> None:
    path = ready(tmp_path) if command == "sync" else clients(tmp_path)
    name, note = NOTES[program]
    (tmp_path / name).write_bytes(note)
    content = path.read_bytes()
    called = run(tmp_path, "sync") if command == "sync" else init(tmp_path)
    refused(called, 4, str(path), program, "Olga", "next run tries again")
    assert path.read_bytes() == content and (tmp_path / name).read_bytes() == note
    (tmp_path / name).unlink()
    assert init(tmp_path).code == 0
    settle(tmp_path)


def test_looking_is_allowed_while_the_workbook_is_open(tmp_path: Path) -> None:
    ready(tmp_path)
    (tmp_path / NOTES["Excel"][0]).write_bytes(NOTES["Excel"][1])
    assert [run(tmp_path, command).code for command in ("check", "plan", "doctor")] == [0, 0, 0]
    assert "Olga has clients.xlsx open" in run(tmp_path, "doctor").out


def test_a_forgotten_lock_names_the_option_that_passes_over_it(tmp_path: Path) -> None:
    ready(tmp_path)
    note = tmp_path / NOTES["LibreOffice"][0]
    note.write_bytes(NOTES["LibreOffice"][1])
    os.utime(note, (time.time() - 3 * 86_400,) * 2)
    refused(run(tmp_path, "sync"), 4, str(note), "forgotten", "--force-lock")
    assert run(tmp_path, "sync", "--force-lock").code == 0


def test_a_file_marked_read_only_stays_as_it_is(tmp_path: Path) -> None:
    path = ready(tmp_path)
    content = path.read_bytes()
    path.chmod(0o444)
    refused(run(tmp_path, "sync"), 4, str(path), "You may not write", "check the rights")
    assert path.read_bytes() == content and run(tmp_path, "check").code == 0
    path.chmod(0o644)
    settle(tmp_path)


@pytest.fixture
def open_folder() -> Iterator[Path]:
    """A folder that other users of this machine can enter, as `tmp_path` is not."""
    folder = Path(tempfile.mkdtemp(prefix="sheetcrm-"))
    folder.chmod(0o755)
    yield folder
    folder.chmod(0o755)
    shutil.rmtree(folder)


@contextmanager
def without_rights(folder: Path) -> Iterator[None]:
    """The folder cannot be written: as root by working as nobody meanwhile, else by its mode."""
    nobody = 65_534
    root = os.geteuid() == 0
    folder.chmod(0o555)
    if root:
        os.seteuid(nobody)
    try:
        yield
    finally:
        if root:
            os.seteuid(0)
        folder.chmod(0o755)


def test_a_folder_that_cannot_be_written_is_named(open_folder: Path) -> None:
    path = ready(open_folder)
    state = open_folder / ".sheetcrm"
    for place in (state, *state.rglob("*")):
        place.chmod(0o777 if place.is_dir() else 0o666)
    content = path.read_bytes()
    with without_rights(open_folder):
        called = run(open_folder, "sync")
    refused(called, 4, str(path), "You may not write", "check the rights")
    assert path.read_bytes() == content
    assert run(open_folder, "history", "--json").document["runs"][0]["kind"] == "init"


def test_a_state_folder_that_cannot_be_written_is_named(open_folder: Path) -> None:
    path = ready(open_folder)
    content = path.read_bytes()
    with without_rights(open_folder):
        called = run(open_folder, "sync")
        looked = [run(open_folder, command).code for command in ("check", "plan")]
    refused(called, 4, str(open_folder / ".sheetcrm"), "cannot be written", "Check the rights")
    assert path.read_bytes() == content and looked == [0, 0]


def test_a_config_that_cannot_be_written_is_named(open_folder: Path) -> None:
    path = clients(open_folder)
    content = path.read_bytes()
    with without_rights(open_folder):
        called = init(open_folder)
    refused(called, 3, str(open_folder / CONFIG_NAME), "cannot be written")
    assert path.read_bytes() == content


@contextmanager
def full_disk(room: int) -> Iterator[None]:
    """No file can grow beyond `room` bytes meanwhile."""
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (room, hard))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))


def test_a_full_disk_leaves_the_workbook_as_it_was(tmp_path: Path) -> None:
    noise = random.Random(1)
    story = ["".join(noise.choices(string.ascii_letters + string.digits, k=30_000)) for _ in range(30)]
    rows = [(*HEADER, "Story"), *[(f"Anna {n}", None, f"a{n}@example.com", None, None, s) for n, s in enumerate(story)]]
    path = ready(tmp_path, rows)
    content = path.read_bytes()
    with full_disk(400_000):
        called = run(tmp_path, "sync")
    refused(called, 4, str(path), "no room to save", "free some space")
    assert path.read_bytes() == content
    assert [one.name for one in tmp_path.iterdir() if one.name.endswith(".tmp")] == []
    settle(tmp_path)


def test_a_second_run_at_once_is_sent_away(tmp_path: Path) -> None:
    path = ready(tmp_path)
    content = path.read_bytes()
    with run_lock(tmp_path / ".sheetcrm" / "lock", dt.datetime.now(dt.UTC)):
        refused(run(tmp_path, "sync"), 75, "Another run is at work", str(os.getpid()), "try again")
        refused(run(tmp_path, "undo", 1), 75, "Another run is at work")
        assert run(tmp_path, "check").code == 0
    assert path.read_bytes() == content


# --- the config -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("command", [("check",), ("plan",), ("sync",), ("undo", "1"), ("history",), ("doctor",)])
def test_a_missing_config_is_told_by_every_command(tmp_path: Path, command: tuple[str, ...]) -> None:
    refused(run(tmp_path, *command), 3, str(tmp_path / CONFIG_NAME), "sheetcrm init WORKBOOK")


def test_a_broken_config_names_the_line(tmp_path: Path) -> None:
    (tmp_path / CONFIG_NAME).write_text('[workbook]\npath = "clients.xlsx\n')
    refused(run(tmp_path, "sync"), 3, CONFIG_NAME, "line 2")


def test_every_fault_of_a_config_is_told_at_once(tmp_path: Path) -> None:
    text = '[workbook]\nlanguage = "xx"\n[guards]\nletters = "many"\n[strange]\nx = 1\n'
    (tmp_path / CONFIG_NAME).write_text(text)
    refused(run(tmp_path, "sync"), 3, "has 3 faults", "workbook.language", "guards.letters", "strange")


def test_a_config_in_another_encoding_is_told(tmp_path: Path) -> None:
    (tmp_path / CONFIG_NAME).write_bytes('[workbook]\npath = "żółw.xlsx"\n'.encode("cp1250"))
    refused(run(tmp_path, "sync"), 3, CONFIG_NAME, "UTF-8")


def test_a_config_of_another_workbook_is_not_taken(tmp_path: Path) -> None:
    ready(tmp_path)
    clients(tmp_path).rename(tmp_path / "others.xlsx")
    refused(init(tmp_path, workbook="others.xlsx"), 4, CONFIG_NAME, "clients.xlsx", "--config")


@pytest.mark.parametrize("today", ["22.11.2026", "2026-02-30", "tomorrow", "0001-01-01", "9999-12-31"])
def test_a_day_that_cannot_be_is_wrong_usage(tmp_path: Path, today: str) -> None:
    ready(tmp_path)
    refused(run(tmp_path, "sync", today=today), 2, "--today", today)


# --- people change the layout -----------------------------------------------------------------------------------------

MANY = [HEADER, *[(f"Client {n:02}", f"+48 600 100 {n:03}", f"c{n}@example.com", None, "Łódź") for n in range(1, 31)]]


def reworked(path: Path, change: Callable[[Any], object]) -> None:
    """What a person does in a spreadsheet program: open, change, save."""
    import openpyxl

    book = openpyxl.load_workbook(path)
    change(book)
    book.save(path)


def lost(folder: Path, change: Callable[[Any], None], *words: str) -> None:
    """After that change a sync is refused by a guard with those words, and writes nothing."""
    path = folder / "clients.xlsx"
    reworked(path, change)
    content = path.read_bytes()
    refused(run(folder, "sync"), 6, *words)
    assert path.read_bytes() == content


def test_a_tab_that_was_renamed_is_missed_and_found_again_by_init(tmp_path: Path) -> None:
    path = ready(tmp_path, MANY)
    settle(tmp_path)
    numbers = [row[5] for row in cells(path, "Clients")]
    lost(tmp_path, lambda book: setattr(book["Clients"], "title", "Our clients"), "“Clients”", "sheetcrm init")
    assert init(tmp_path).code == 0
    settle(tmp_path)
    assert [row[5] for row in cells(path, "Our clients")] == numbers
    assert 'title = "Our clients"' in (tmp_path / CONFIG_NAME).read_text(encoding="utf-8")


def test_a_header_row_that_was_deleted_is_missed(tmp_path: Path) -> None:
    ready(tmp_path, MANY)
    settle(tmp_path)
    lost(tmp_path, lambda book: book["Clients"].delete_rows(1), "“Clients”", "Name, Phone", "Put it back")


def test_init_makes_no_second_tab_beside_one_that_lost_its_header(tmp_path: Path) -> None:
    ready(tmp_path, MANY)
    settle(tmp_path)
    lost(tmp_path, lambda book: book["Clients"].delete_rows(1), "“Clients”")
    before = (tmp_path / "clients.xlsx").read_bytes(), (tmp_path / CONFIG_NAME).read_bytes()
    done = run(tmp_path, "init")
    assert done.code == 4
    assert "“Clients” is gone" in done.err
    assert ((tmp_path / "clients.xlsx").read_bytes(), (tmp_path / CONFIG_NAME).read_bytes()) == before


def test_a_header_row_that_moved_is_found_again(tmp_path: Path) -> None:
    path = ready(tmp_path, MANY)
    settle(tmp_path)
    reworked(path, lambda book: book["Clients"].insert_rows(1, 3))
    assert run(tmp_path, "sync").code == 0
    assert cells(path, "Clients")[3][:5] == list(HEADER)


def test_a_column_that_was_renamed_is_told_and_found_again_by_init(tmp_path: Path) -> None:
    path = ready(tmp_path)
    settle(tmp_path)
    reworked(path, lambda book: setattr(book["Clients"]["B1"], "value", "Mobile"))
    told = run(tmp_path, "check")
    assert told.code == 0 and "Phone" in told.out
    assert run(tmp_path, "sync").code == 0
    assert init(tmp_path).code == 0
    assert 'phone = "Mobile"' in (tmp_path / CONFIG_NAME).read_text(encoding="utf-8")
    settle(tmp_path)


def test_a_tab_that_was_emptied_is_refused(tmp_path: Path) -> None:
    path = ready(tmp_path, MANY)
    settle(tmp_path)
    lost(tmp_path, lambda book: book["Clients"].delete_rows(2, 30), "“Clients”", "empty", "--force")
    assert run(tmp_path, "sync", "--force").code == 0
    assert len(cells(path, "Clients")) == 1


def test_half_of_the_rows_gone_is_refused(tmp_path: Path) -> None:
    ready(tmp_path, MANY)
    settle(tmp_path)
    lost(tmp_path, lambda book: book["Clients"].delete_rows(2, 15), "“Clients”", "30 rows", "15", "--force")
    assert run(tmp_path, "sync", "--force").code == 0


def test_numbers_of_rows_that_were_deleted_are_not_given_again(tmp_path: Path) -> None:
    path = ready(tmp_path, MANY)
    settle(tmp_path)
    reworked(path, lambda book: (book["Clients"].delete_rows(31), book["Clients"].append(["New one"])))
    assert run(tmp_path, "sync").code == 0
    assert [row[5] for row in cells(path, "Clients") if row[0] == "New one"] == ["C-0031"]


def test_a_workbook_that_is_gone_is_told(tmp_path: Path) -> None:
    path = ready(tmp_path)
    path.unlink()
    refused(run(tmp_path, "sync"), 4, str(path), "There is no file")
    assert not path.exists()


# --- time -------------------------------------------------------------------------------------------------------------


def test_a_clock_that_jumped_back_makes_nothing_twice(tmp_path: Path) -> None:
    rows = [HEADER, ("Anna", "+48 600 100 200", "anna@example.com", dt.date(1980, 11, 23), None)]
    path = ready(tmp_path, rows)
    settle(tmp_path)
    tasks = len(cells(path, "Tasks"))
    assert run(tmp_path, "sync", today="2026-11-20").code == 0
    assert run(tmp_path, "sync", today="2026-11-22").code == 0
    assert (len(cells(path, "Tasks")), tasks) == (2, 2)


def test_the_doctor_sees_a_clock_that_jumped(tmp_path: Path) -> None:
    ready(tmp_path)
    assert run(tmp_path, "sync").code == 0
    assert "check the clock" in run(tmp_path, "doctor", today="2020-01-01").out


# --- languages --------------------------------------------------------------------------------------------------------


def test_a_polish_workbook_in_a_russian_terminal_is_answered_in_polish(tmp_path: Path) -> None:
    header = ("Imię i nazwisko", "Telefon", "E-mail", "Data urodzenia", "Miasto")
    write(tmp_path / "clients.xlsx", {"Klienci": [header, *PEOPLE[1:]]})
    russian = {"LANG": "ru_RU.UTF-8"}
    config = ("--config", tmp_path / CONFIG_NAME)
    refused(call(*config, "check", environment=russian), 3, "Настроек нет", "sheetcrm init")
    adopted = call(*config, "init", tmp_path / "clients.xlsx", "--yes", environment=russian)
    assert "Nowe kolumny w arkuszu „Klienci”" in adopted.out
    assert 'language = "pl"' in (tmp_path / CONFIG_NAME).read_text(encoding="utf-8")
    (tmp_path / "clients.xlsx").rename(tmp_path / "moved.xlsx")
    refused(call(*config, "check", environment=russian), 4, "Nie ma pliku")


# --- undo -------------------------------------------------------------------------------------------------------------


def test_an_unknown_run_cannot_be_undone(tmp_path: Path) -> None:
    ready(tmp_path)
    refused(run(tmp_path, "undo", 77), 2, "There is no run 77", "sheetcrm history")
    assert run(tmp_path, "undo", "first").code == 2


def test_undo_gives_back_what_the_run_changed_and_a_second_undo_is_refused(tmp_path: Path) -> None:
    path = ready(tmp_path)
    config = tmp_path / CONFIG_NAME
    text = config.read_text(encoding="utf-8").replace("[tidy]", '[tidy]\n"clients.email" = "write"')
    config.write_text(text, encoding="utf-8")
    reworked(path, lambda book: setattr(book["Clients"]["C2"], "value", " Anna@Example.com "))
    number = run(tmp_path, "sync", "--json").document["run"]
    assert cells(path, "Clients")[1][2] == "Anna@example.com"
    assert run(tmp_path, "undo", number).code == 0
    assert cells(path, "Clients")[1][2] == " Anna@Example.com "
    refused(run(tmp_path, "undo", number), 2, f"Run {number} cannot be taken back again", "backups")


def test_undo_keeps_and_names_what_people_changed_since(tmp_path: Path) -> None:
    path = ready(tmp_path)
    config = tmp_path / CONFIG_NAME
    text = config.read_text(encoding="utf-8").replace("[tidy]", '[tidy]\n"clients.email" = "write"')
    config.write_text(text, encoding="utf-8")
    reworked(path, lambda book: setattr(book["Clients"]["C2"], "value", " Anna@Example.com "))
    number = run(tmp_path, "sync", "--json").document["run"]
    reworked(path, lambda book: setattr(book["Clients"]["C2"], "value", "anna@kowalska.example"))
    undone = run(tmp_path, "undo", number)
    assert undone.code == 0
    assert "Clients C2" in undone.out and "somebody changed it meanwhile" in undone.out
    assert cells(path, "Clients")[1][2] == "anna@kowalska.example"


def test_undo_of_init_names_the_copy_to_take(tmp_path: Path) -> None:
    content = clients(tmp_path).read_bytes()
    assert init(tmp_path).code == 0
    only = run(tmp_path, "history", "--json").document["runs"]
    assert [entry["kind"] for entry in only] == ["init"]
    called = run(tmp_path, "undo", only[0]["run"])
    (copy,) = (tmp_path / ".sheetcrm" / "backups").iterdir()
    refused(called, 2, "was an init", str(copy))
    assert copy.read_bytes() == content


def test_a_second_init_changes_nothing_and_makes_no_history(tmp_path: Path) -> None:
    path = ready(tmp_path)
    content, config = path.read_bytes(), (tmp_path / CONFIG_NAME).read_bytes()
    assert init(tmp_path).code == 0
    assert (path.read_bytes(), (tmp_path / CONFIG_NAME).read_bytes()) == (content, config)
    assert len(run(tmp_path, "history", "--json").document["runs"]) == 1
