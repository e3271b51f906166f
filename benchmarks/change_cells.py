"""Type into a workbook as people do: `python benchmarks/change_cells.py FILE --count 10 --column 2`.

The cells are spread evenly over the rows of the first sheet and get phones, every second of them a wrong one, so
that the robot has something to note. Everything else in the file stays byte for byte.
"""

import argparse
import sys
from collections.abc import Sequence
from pathlib import Path

from sheetcrm.stores.excel.edits import Address, SheetEdits, Written
from sheetcrm.stores.excel.patch import patch_workbook
from sheetcrm.stores.excel.reading import read_workbook


def main(arguments: Sequence[str] | None = None) -> int:
    """Parse the command line and change the cells."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("file", type=Path)
    parser.add_argument("--count", type=int, default=10)
    parser.add_argument("--column", type=int, default=2, help="counted from 1")
    chosen = parser.parse_args(arguments)
    print(f"{change_cells(chosen.file, chosen.count, chosen.column)} cells changed")
    return 0


def change_cells(path: Path, count: int, column: int) -> int:
    """Give `count` cells of a column new phones; gives how many the file took."""
    book = read_workbook(path)
    sheet = book.sheets[book.names[0]]
    first, last = sheet.first_row + 1, sheet.first_row + len(sheet.rows) - 1
    step = max(1, (last - first + 1) // count)
    rows = [first + step * number for number in range(count) if first + step * number <= last]
    cells: dict[Address, Written] = {(row, column): _phone(row, at % 2 == 0) for at, row in enumerate(rows)}
    result = patch_workbook(path, {sheet.name: SheetEdits(cells=cells)}, expected=book.stamp)
    return len(rows) - len(result.refused)


def _phone(row: int, right: bool) -> str:
    return f"0161 496 0{row % 1000:03}" if right else f"07911 {row % 100:02}"


if __name__ == "__main__":
    sys.exit(main())
