"""A Google server of its own that holds a workbook, for benchmarks: `python benchmarks/google_world.py FILE --log LOG`.

Prints one line of JSON (address, key of the spreadsheet, path of the robot's key file), then serves until its input
ends. A line on its input is a number: so many phone cells are changed as people would. LOG gets a line per request.
"""

import argparse
import datetime as dt
import json
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path
from random import Random
from typing import Any

from python_calamine import CalamineWorkbook

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from tests.google_server.model import Extras, Sheet, Spreadsheet
from tests.google_server.server import GoogleServer, Record

ROBOT = "sheetcrm@project.iam.gserviceaccount.com"
_DAY_ZERO = dt.date(1899, 12, 30)
_DATE = Extras(format={"numberFormat": {"type": "DATE", "pattern": "dd.mm.yyyy"}})


def main(arguments: Sequence[str] | None = None) -> int:
    """Load, serve, obey."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("workbook", type=Path)
    parser.add_argument("--log", type=Path, required=True)
    chosen = parser.parse_args(arguments)
    with GoogleServer() as server, chosen.log.open("w") as log:
        made = server.create("Benchmark", "en_GB", "Europe/London", {})
        load(made, chosen.workbook)
        made.editors.add(ROBOT)
        key = chosen.log.with_name("google-key.json")
        key.touch(mode=0o600)
        key.write_text(json.dumps(server.service_account(ROBOT)))

        def note(record: Record) -> None:
            log.write(f"{record.kind}\t{record.method}\t{record.path}\t{record.size}\n")
            log.flush()

        server.before_request.append(note)
        print(json.dumps({"url": server.url, "id": made.id, "key": str(key)}), flush=True)
        random = Random(0)
        for line in sys.stdin:
            with server.lock:
                change(made, int(line), random)
            print("done", flush=True)
    return 0


def load(made: Spreadsheet, workbook: Path) -> None:
    """Put the sheets of a file into a spreadsheet, dates as serial numbers under a date format."""
    book = CalamineWorkbook.from_path(str(workbook))
    with made.transaction("owner@example.com") as state:
        blank = state.sheets[0]
        for number, name in enumerate(book.sheet_names, 1):
            sheet = blank.fork(state.generation)
            sheet.id, sheet.title = number, name
            rows = book.get_sheet_by_name(name).to_python()
            sheet.columns = [blank.columns[0]] * (max(map(len, rows), default=1) + 4)
            sheet.rows = [type(blank.rows[0])() for _ in range(len(rows) + 100)]
            _fill(sheet, rows)
            state.sheets.append(sheet)
        state.sheets.remove(blank)


def _fill(sheet: Sheet, rows: Sequence[Sequence[Any]]) -> None:
    for number, row in enumerate(rows):
        for column, value in enumerate(row):
            if value == "":
                continue
            if isinstance(value, dt.date):
                sheet.put(number, column, (value - _DAY_ZERO).days)
                sheet.put_extras(number, column, _DATE)
            else:
                whole = isinstance(value, float) and value.is_integer()
                sheet.put(number, column, int(value) if whole else value)


def change(made: Spreadsheet, count: int, random: Random) -> None:
    """People type phones that cannot be right into so many rows of the first sheet: each gets a word in Check."""
    with made.transaction("ann@example.com") as state:
        sheet = state.sheets[0]
        column = next(c for c in range(sheet.column_count) if str(sheet.value(0, c)).lower().startswith("phone"))
        filled = [n for n in range(1, sheet.row_count) if sheet.value(n, column) is not None]
        for number in random.sample(filled, count):
            sheet.put(number, column, _phone(random))


def _phone(random: Random) -> str:
    return f"12{random.randrange(100)} ask {random.randrange(10**6)}"


def requests_in(log: Path, since: int = 0) -> Iterator[tuple[str, int]]:
    """(kind, bytes) of the requests noted from that line on."""
    for line in log.read_text().splitlines()[since:]:
        kind, _, _, size = line.split("\t")
        yield kind, int(size)


if __name__ == "__main__":
    sys.exit(main())
