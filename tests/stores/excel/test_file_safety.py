"""The file among people and programs: whatever happens, it is the old workbook or the new one, whole."""

import datetime
import multiprocessing
import os
import resource
import signal
import socket
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from sheetcrm.errors import SheetcrmError, WorkbookBusy, WorkbookChanged, WorkbookNotWritable, WorkbookUnusable
from sheetcrm.stores.excel.edits import SheetEdits
from sheetcrm.stores.excel.file_safety import BackupRing, remove_leftovers, stamp_of, temporary_path
from sheetcrm.stores.excel.owners import owner_of
from sheetcrm.stores.excel.patch import patch_workbook
from sheetcrm.stores.excel.reading import read_workbook

EDITS = {"Clients": SheetEdits(cells={(2, 1): "new name"})}


def first_name(path: Path) -> object:
    """Read the first client's name."""
    return read_workbook(path, only=["Clients"]).sheets["Clients"].rows[1][0]


def in_a_child(work: Callable[[], None]) -> str:
    """Run something in a process of its own and give the code of the error that came of it, "" if none did."""

    def run(answer: "multiprocessing.connection.Connection") -> None:  # type: ignore[name-defined]
        try:
            work()
            answer.send("")
        except SheetcrmError as error:
            answer.send(error.code)

    first_name  # noqa: B018
    forked = multiprocessing.get_context("fork")
    ours, theirs = forked.Pipe()
    child = forked.Process(target=run, args=(theirs,))
    child.start()
    answer = str(ours.recv()) if ours.poll(60) else "silent"
    child.join()
    return answer


def test_libreoffice_holding_the_file_is_named(rich: Path) -> None:
    note = rich.with_name(f".~lock.{rich.name}#")
    note.write_text("Anna Kern\\, Sales,anna,far-away,22.11.2026 13:00,file:///home/anna;")
    before = rich.read_bytes()
    with pytest.raises(WorkbookBusy) as caught:
        patch_workbook(rich, EDITS)
    assert caught.value.code == "open-in-program"
    assert caught.value.details["person"] == "Anna Kern, Sales"
    assert rich.read_bytes() == before
    assert note.exists()


def test_excel_holding_the_file_is_named(rich: Path) -> None:
    name = "Анна Керн"
    content = b"\x04Anna".ljust(55) + len(name).to_bytes(2, "little") + name.encode("utf-16-le").ljust(108)
    rich.with_name("~$rich.xlsx").write_bytes(content)
    owner = owner_of(rich)
    assert owner is not None
    assert (owner.name, owner.program, owner.stale) == (name, "Excel", False)


def test_a_forgotten_note_is_reported_as_such_and_can_be_overruled(rich: Path) -> None:
    note = rich.with_name(f".~lock.{rich.name}#")
    note.write_text(f",anna,{socket.gethostname()},22.11.2026 13:00,;")
    os.utime(note, (time.time() - 3 * 86400, time.time() - 3 * 86400))
    with pytest.raises(WorkbookBusy) as caught:
        patch_workbook(rich, EDITS)
    assert (caught.value.code, caught.value.details["person"]) == ("stale-lock", "anna")
    patch_workbook(rich, EDITS, force_lock=True)
    assert first_name(rich) == "new name"
    assert note.exists()


def test_a_workbook_that_somebody_saved_meanwhile_is_left_alone(rich: Path) -> None:
    stamp = stamp_of(rich)
    assert read_workbook(rich).stamp == stamp
    second = patch_workbook(rich, EDITS, expected=stamp)
    assert second.stamp == stamp_of(rich) != stamp
    before = rich.read_bytes()
    with pytest.raises(WorkbookChanged):
        patch_workbook(rich, {"Clients": SheetEdits(cells={(3, 1): "late"})}, expected=stamp)
    assert rich.read_bytes() == before


def test_the_ring_keeps_the_last_copies(rich: Path, tmp_path: Path) -> None:
    ring = BackupRing(tmp_path / "copies", 3)
    olds = []
    for number in range(5):
        olds.append(rich.read_bytes())
        done = patch_workbook(rich, {"Clients": SheetEdits(cells={(2, 1): f"name {number}"})}, backups=ring)
        assert done.backup is not None
        assert done.backup.read_bytes() == olds[-1]
    assert [copy.read_bytes() for copy in ring.copies(rich)] == olds[-3:]


def test_workbooks_of_one_name_do_not_push_out_each_others_copies(rich: Path, tmp_path: Path) -> None:
    other = tmp_path / "other" / rich.name
    other.parent.mkdir()
    other.write_bytes(rich.read_bytes())
    ring = BackupRing(tmp_path / "copies", 1)
    patch_workbook(rich, EDITS, backups=ring)
    patch_workbook(other, EDITS, backups=ring)
    assert (len(ring.copies(rich)), len(ring.copies(other))) == (1, 1)


def test_mode_and_links_stay(rich: Path, tmp_path: Path) -> None:
    rich.chmod(0o640)
    link = tmp_path / "link.xlsx"
    link.symlink_to(rich)
    patch_workbook(link, EDITS)
    assert link.is_symlink()
    assert rich.stat().st_mode & 0o777 == 0o640
    assert first_name(rich) == "new name"


def test_a_full_disk_leaves_the_workbook_and_no_rubbish(rich: Path) -> None:
    before, names = rich.read_bytes(), sorted(rich.parent.iterdir())

    def work() -> None:
        signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
        resource.setrlimit(resource.RLIMIT_FSIZE, (4096, 4096))
        patch_workbook(rich, EDITS)

    assert in_a_child(work) == "disk-full"
    assert rich.read_bytes() == before
    assert sorted(rich.parent.iterdir()) == names


def test_a_folder_that_may_not_be_written_is_said_so(rich: Path) -> None:
    for folder in rich.parents:
        if any(part.startswith("pytest-of-") for part in folder.parts):
            folder.chmod(0o755)
    rich.chmod(0o644)
    before = rich.read_bytes()

    def work() -> None:
        if os.geteuid() == 0:
            os.seteuid(65534)
        else:
            rich.parent.chmod(0o555)
        patch_workbook(rich, EDITS)

    code = in_a_child(work)
    rich.parent.chmod(0o755)
    assert code == "no-permission"
    assert rich.read_bytes() == before


def test_a_run_that_is_killed_at_any_moment_leaves_a_whole_workbook(filtered: Path) -> None:
    new = {(row, 1): f"row {row} " * 20 for row in range(7, 3000)}
    forked = multiprocessing.get_context("fork")
    began = time.perf_counter()
    copy = filtered.with_name("copy.xlsx")
    copy.write_bytes(filtered.read_bytes())
    patch_workbook(copy, {"Clients": SheetEdits(cells=dict(new))})
    whole = time.perf_counter() - began
    old, outcomes = filtered.read_bytes(), set()
    for step in range(12):
        child = forked.Process(target=patch_workbook, args=(filtered, {"Clients": SheetEdits(cells=dict(new))}))
        child.start()
        time.sleep(whole * step / 9)
        child.kill()
        child.join()
        rows = len(read_workbook(filtered, only=["Clients"]).sheets["Clients"].rows)
        outcomes.add(rows)
        assert rows in (6, 2999)
        filtered.write_bytes(old)
    assert 6 in outcomes
    patch_workbook(filtered, EDITS)
    assert [one.name for one in filtered.parent.iterdir() if one.suffix == ".tmp"] == []


def test_leftovers_of_killed_runs_go_and_those_of_live_ones_stay(rich: Path) -> None:
    live = temporary_path(rich)
    dead = live.with_name(live.name.replace(f"-{os.getpid()}-", "-999999999-"))
    for path in (live, dead):
        path.write_bytes(b"half")
    assert remove_leftovers(rich) == [dead]
    assert live.exists()


def test_new_files_are_made_in_the_staging_folder(rich: Path, tmp_path: Path) -> None:
    staging = tmp_path / "staging"
    staging.mkdir()
    assert temporary_path(rich, staging).parent == staging
    done = patch_workbook(rich, EDITS, backups=BackupRing(tmp_path / "copies", 2, staging))
    assert done.backup is not None
    assert list(staging.iterdir()) == []


def test_a_damaged_part_that_nobody_touches_stops_the_save(rich: Path) -> None:
    content = bytearray(rich.read_bytes())
    import zipfile

    with zipfile.ZipFile(rich) as archive:
        member = archive.getinfo("xl/media/image1.png")
    content[member.header_offset + 30 + len(member.filename) + 4] ^= 0xFF
    rich.write_bytes(content)
    before = rich.read_bytes()
    with pytest.raises(WorkbookUnusable) as caught:
        patch_workbook(rich, EDITS)
    assert caught.value.code == "damaged-zip"
    assert rich.read_bytes() == before


@pytest.mark.parametrize(
    ("part", "code"), [("_xmlsignatures/sig1.xml", "signed"), ("xl/revisions/revisionHeaders.xml", "shared-revisions")]
)
def test_signed_and_shared_workbooks_are_not_changed(
    rich: Path, add_parts: Callable[..., Path], part: str, code: str
) -> None:
    add_parts(rich, {part: b"<a/>"})
    with pytest.raises(WorkbookUnusable) as caught:
        patch_workbook(rich, EDITS)
    assert caught.value.code == code
    assert first_name(rich) == "client 1"


def test_the_time_of_a_note_is_told(rich: Path) -> None:
    rich.with_name(f".~lock.{rich.name}#").write_text(",anna,host,x,;")
    owner = owner_of(rich)
    assert owner is not None
    assert abs(owner.since - datetime.datetime.now()) < datetime.timedelta(minutes=1)


def test_not_writable_is_its_own_kind_of_error() -> None:
    assert WorkbookNotWritable.exit_code == 4
