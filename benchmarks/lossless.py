"""How much of a workbook survives an edit: every file of a folder is edited, saved, unzipped and compared.

    python benchmarks/lossless.py [FOLDER] [--libreoffice] [--no-peer] [--limit N]

Without a folder it makes its own set with XlsxWriter. One constant cell of each file is changed, then every part,
element count and other cell is compared; openpyxl loads and saves the same files beside it.
"""

import argparse
import collections
import contextlib
import itertools
import re
import shutil
import signal
import subprocess
import sys
import tempfile
import time
import warnings
import zipfile
from collections.abc import Iterator
from pathlib import Path

from sheetcrm.errors import SheetcrmError
from sheetcrm.stores.excel.edits import SheetEdits, SheetRead, Unknown, WorkbookRead
from sheetcrm.stores.excel.patch import patch_workbook
from sheetcrm.stores.excel.reading import read_workbook

MARK = "sheetcrm was here"
_ELEMENT = re.compile(rb"<(?:[\w.\-]+:)?([A-Za-z][\w.\-]*)")
_INLINE = re.compile(rb"<(?:[\w.\-]+:)?is>.*?</(?:[\w.\-]+:)?is>", re.DOTALL)
_BOOKKEEPING = re.compile(r"docProps/|calcChain|sharedStrings|Content_Types|\.rels$|theme|styles\.xml", re.IGNORECASE)
_UNCOUNTED = {"v", "is", "t", "calcPr", "fileVersion", "si", "r", "rPh", "rPr", "dimension"}


class TooSlow(Exception):
    """A file took longer than a minute."""


@contextlib.contextmanager
def at_most(seconds: int) -> Iterator[None]:
    """Stop what runs inside after so many seconds."""

    def stop(*_: object) -> None:
        raise TooSlow

    signal.signal(signal.SIGALRM, stop)
    signal.alarm(seconds)
    try:
        yield
    finally:
        signal.alarm(0)


def parts_of(path: Path) -> dict[str, bytes]:
    """Give every part of a workbook by name."""
    with zipfile.ZipFile(path) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def element_counts(parts: dict[str, bytes]) -> collections.Counter[str]:
    """Count the elements of all XML parts by name; what a value or its style adds is set aside."""
    counts: collections.Counter[str] = collections.Counter()
    for name, content in parts.items():
        if name.lower().endswith((".xml", ".rels", ".vml")) and not _BOOKKEEPING.search(name):
            counts.update(found.decode() for found in _ELEMENT.findall(_INLINE.sub(b"", content)))
    for name in _UNCOUNTED:
        counts.pop(name, None)
    return counts


def constant_cells(book: WorkbookRead) -> Iterator[tuple[str, int, int]]:
    """Yield the cells that hold a plain text or number and no formula, headings of tables left out."""
    for name, sheet in book.sheets.items():
        heads = {
            (area.top, column) for area in (t.ref for t in sheet.tables) for column in range(area.left, area.right + 1)
        }
        for step, row in enumerate(sheet.rows):
            for place, value in enumerate(row):
                address = (sheet.first_row + step, sheet.first_column + place)
                plain = isinstance(value, str | float) and not isinstance(value, bool)
                if plain and address not in sheet.formulas and address not in heads:
                    yield name, *address


def changed_by_accident(before: WorkbookRead, after: WorkbookRead, edited: tuple[str, int, int]) -> int:
    """Count the cells besides the edited one that read differently; a result that waits for recalculation does not."""
    count = 0
    for name, old in before.sheets.items():
        new = after.sheets.get(name)
        if new is None:
            count += sum(len(row) for row in old.rows)
            continue
        olds, news = values_of(old), values_of(new)
        for address in olds.keys() | news.keys():
            one, other = olds.get(address), news.get(address)
            if (name, *address) == edited or isinstance(other, Unknown):
                continue
            count += not (one == other or (one != one and other != other))
    return count


def values_of(sheet: SheetRead) -> dict[tuple[int, int], object]:
    """Give the filled cells of a sheet by address."""
    return {
        (sheet.first_row + step, sheet.first_column + place): value
        for step, row in enumerate(sheet.rows)
        for place, value in enumerate(row)
        if value is not None
    }


def edit_first(path: Path, candidates: list[tuple[str, int, int]]) -> tuple[str, int, int]:
    """Change the first cell that sheetcrm does not protect, and give it."""
    why = ""
    for edited in candidates:
        done = patch_workbook(path, {edited[0]: SheetEdits(cells={edited[1:]: MARK})})
        if not done.refused:
            return edited
        why = done.refused[0].why
    raise SheetcrmError("every cell: " + why)


def edit_with_openpyxl(path: Path, edited: tuple[str, int, int]) -> None:
    """Change one cell with openpyxl, the way most scripts do."""
    import openpyxl

    book = openpyxl.load_workbook(path, keep_vba=path.suffix.lower() == ".xlsm")
    book[edited[0]].cell(edited[1], edited[2]).value = MARK
    book.save(path)


def converted(paths: list[Path], folder: Path) -> set[str]:
    """Give the names of the files that LibreOffice opens and writes as .ods; one start for all."""
    profile = f"-env:UserInstallation=file://{folder / 'profile'}"
    for step in range(0, len(paths), 25):
        batch = [str(path) for path in paths[step : step + 25]]
        command = ["soffice", "--headless", profile, "--convert-to", "ods", "--outdir", str(folder), *batch]
        with contextlib.suppress(subprocess.TimeoutExpired):
            subprocess.run(command, capture_output=True, timeout=300, check=False)
    left = [path for path in paths if not (folder / f"{path.stem}.ods").exists()]
    for path in left:
        command = ["soffice", "--headless", profile, "--convert-to", "ods", "--outdir", str(folder), str(path)]
        with contextlib.suppress(subprocess.TimeoutExpired):
            subprocess.run(command, capture_output=True, timeout=60, check=False)
    return {path.name for path in paths if (folder / f"{path.stem}.ods").exists()}


def run(paths: list[Path], tool: str, work: Path, verbose: bool) -> list[Path]:
    """Edit every file with one tool, print what survived, and give the saved files."""
    tally: collections.Counter[str] = collections.Counter()
    refused: collections.Counter[str] = collections.Counter()
    saved: list[Path] = []
    losses: list[str] = []
    parts_same = parts_all = accidents = 0
    began = time.process_time()
    for number, source in enumerate(paths):
        path = work / f"{number:04d}{source.suffix.lower()}"
        shutil.copy(source, path)
        path.chmod(0o644)
        tally["files"] += 1
        try:
            with at_most(60):
                before = read_workbook(path)
        except (SheetcrmError, TooSlow) as error:
            tally["not readable"] += 1
            refused[f"reading: {getattr(error, 'code', 'too slow')}"] += 1
            continue
        candidates = list(itertools.islice(constant_cells(before), 500))
        if not candidates:
            tally["no constant cell"] += 1
            continue
        edited, old = candidates[0], parts_of(path)
        try:
            with at_most(60):
                if tool == "sheetcrm":
                    edited = edit_first(path, candidates)
                else:
                    edit_with_openpyxl(path, edited)
        except (SheetcrmError, TooSlow) as error:
            tally["refused"] += 1
            refused[getattr(error, "code", "too slow")] += 1
            if verbose:
                print("  refused", source.name, error)
            continue
        except Exception as error:
            tally["refused"] += 1
            refused[type(error).__name__] += 1
            continue
        tally["saved"] += 1
        saved.append(path)
        new = parts_of(path)
        untouched = [name for name in old if new.get(name) == old[name]]
        parts_same, parts_all = parts_same + len(untouched), parts_all + len(old)
        fewer = element_counts(old) - element_counts(new)
        gone = [name for name in old if name not in new and not _BOOKKEEPING.search(name)]
        if gone or fewer:
            losses.append(f"{source.name}: parts {gone[:4]}, elements {dict(fewer.most_common(4))}")
        try:
            after = read_workbook(path)
        except SheetcrmError as error:
            tally["not readable afterwards"] += 1
            print("  BROKEN", source.name, error)
            continue
        wrong = changed_by_accident(before, after, edited)
        accidents += wrong
        tally["files with a cell changed by accident"] += wrong > 0
        if wrong and verbose:
            print("  cells", source.name, wrong)
        shown = values_of(after.sheets[edited[0]]).get(edited[1:]) if edited[0] in after.sheets else None
        tally["edit read back"] += shown == MARK
    print(f"\n{tool}  ({time.process_time() - began:.0f} s of CPU, reading and comparing included)")
    for name, count in tally.items():
        print(f"  {name}: {count}")
    print(f"  reasons: {dict(refused)}")
    print(f"  parts byte-identical: {parts_same} of {parts_all} ({100 * parts_same / max(parts_all, 1):.1f} %)")
    print(f"  files that lost a part or an element: {len(losses)}")
    print(f"  cells changed by accident: {accidents}")
    for loss in losses if verbose else losses[:5]:
        print("   ", loss)
    return saved


def own_set(folder: Path) -> None:
    """Make a few rich workbooks with XlsxWriter."""
    import xlsxwriter

    for number in range(12):
        book = xlsxwriter.Workbook(str(folder / f"own{number}.xlsx"))
        sheet = book.add_worksheet("Clients")
        day = book.add_format({"num_format": "dd.mm.yyyy"})
        for row in range(1, 40):
            sheet.write_row(row, 0, [f"client {row}", row * 1.5, None, f"c{row}@example.org"])
            sheet.write_datetime(row, 2, __import__("datetime").datetime(2024, 1, 1 + row % 28), day)
            sheet.write_formula(row, 4, f"=B{row + 1}*2", None, row * 3.0)
        headers = ["Name", "Sum", "Day", "Mail", "Twice"]
        if number % 2:
            sheet.add_table(0, 0, 39, 4, {"columns": [{"header": header} for header in headers]})
        else:
            sheet.write_row(0, 0, headers)
            sheet.autofilter(0, 0, 39, 4)
        if number % 3 == 0:
            chart = book.add_chart({"type": "column"})
            chart.add_series({"values": "=Clients!$B$2:$B$40"})
            sheet.insert_chart("H2", chart)
            sheet.write_comment("A2", "a note")
        if number % 4 == 0:
            sheet.add_sparkline("G2", {"range": "Clients!B2:B40"})
            sheet.conditional_format("B2:B40", {"type": "data_bar", "data_bar_2010": True})
        sheet.data_validation("D2:D40", {"validate": "list", "source": ["a", "b"]})
        book.define_name("Total", "=SUM(Clients!$B$2:$B$40)")
        book.add_worksheet("Sums").write_formula("A1", "=Total", None, 1170)
        book.close()


def main() -> int:
    """Run the benchmark and print its figures."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", nargs="?", type=Path)
    parser.add_argument("--libreoffice", action="store_true", help="open every saved file with soffice")
    parser.add_argument("--no-peer", action="store_true", help="leave openpyxl out")
    parser.add_argument("--limit", type=int, default=0)
    parser.add_argument("--verbose", action="store_true")
    chosen = parser.parse_args()
    warnings.simplefilter("ignore")
    with tempfile.TemporaryDirectory() as scratch:
        folder = chosen.folder
        if folder is None:
            folder = Path(scratch) / "own"
            folder.mkdir()
            own_set(folder)
        paths = sorted(path for path in folder.rglob("*") if path.suffix.lower() in (".xlsx", ".xlsm"))
        paths = paths[: chosen.limit] if chosen.limit else paths
        for tool in ("sheetcrm",) if chosen.no_peer else ("sheetcrm", "openpyxl"):
            work = Path(scratch) / tool
            work.mkdir()
            saved = run(paths, tool, work, chosen.verbose)
            if chosen.libreoffice and tool == "sheetcrm":
                target = Path(scratch) / "ods"
                target.mkdir()
                opened = converted(saved, target)
                print(f"  opened by LibreOffice: {len(opened)} of {len(saved)}")
                for path in saved:
                    if path.name not in opened:
                        print("    not opened:", paths[int(path.stem)].name)
    return 0


if __name__ == "__main__":
    sys.exit(main())
