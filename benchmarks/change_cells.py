"""Type into a workbook as people do: `python benchmarks/change_cells.py FILE --count 10 --column 5`.

The cells are spread evenly over the rows of the first sheet; everything else in the file stays byte for byte.
"""

import argparse
import sys
from collections.abc import Sequence
from pathlib import Path

from sheetcrm.stores.excel.edits import SheetEdits
from sheetcrm.stores.excel.patch import patch_workbook
from sheetcrm.stores.excel.reading import read_workbook


def main(arguments: Sequence[str] | None = None) -> int:
    """Parse the command line and change the cells."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("file", type=Path)
    parser.add_argument("--count", type=int, default=10)
    parser.add_argument("--column", type=int, default=5, help="counted from 1")
    chosen = parser.parse_args(arguments)
    print(f"{change_cells(chosen.file, chosen.count, chosen.column)} cells changed")
    return 0


def change_cells(path: Path, count: int, column: int) -> int:
    """Give `count` cells of a column new texts; gives how many the file took."""
    book = read_workbook(path)
    sheet = book.sheets[book.names[0]]
    first, last = sheet.first_row + 1, sheet.first_row + len(sheet.rows) - 1
    step = max(1, (last - first + 1) // count)
    rows = [first + step * number for number in range(count) if first + step * number <= last]
    edits = {sheet.name: SheetEdits(cells={(row, column): f"Newtown {row % 97}" for row in rows})}
    result = patch_workbook(path, edits, expected=book.stamp)
    return len(rows) - len(result.refused)


if __name__ == "__main__":
    sys.exit(main())
