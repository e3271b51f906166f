"""One place opens stores, and it loads the libraries of the store that is asked for, no others."""

import subprocess
import sys

import pytest

from sheetcrm.model.settings import Settings
from sheetcrm.stores.excel.store import ExcelStore
from sheetcrm.stores.google.store import GoogleStore
from sheetcrm.stores.opening import open_store

KEY = "1BxiMVs0XRA5nFMdKvBdBZjgmUUqptlbs74OgvE2upms"


def test_a_file_gets_the_store_of_files_and_a_spreadsheet_that_of_google(tmp_path):
    assert type(open_store(Settings(workbook=tmp_path / "clients.xlsx"))) is ExcelStore
    found = open_store(Settings(spreadsheet=KEY, journal=tmp_path / "journal.sqlite"))
    assert type(found) is GoogleStore and found.name == Settings(spreadsheet=KEY).place


@pytest.mark.parametrize(
    ("key", "others"),
    [("", ("gspread", "google", "requests", "sheetcrm.stores.google.store")),
     (KEY, ("python_calamine", "xlsxwriter", "sheetcrm.stores.excel.store"))],
    ids=["file", "spreadsheet"],
)  # fmt: skip
def test_the_libraries_of_other_stores_stay_unloaded(key, others, tmp_path):
    code = (
        "import sys; import sheetcrm.cli; from pathlib import Path; from sheetcrm.model.settings import Settings;"
        f"from sheetcrm.stores.opening import open_store; open_store(Settings(spreadsheet={key!r},"
        f" journal=Path({str(tmp_path)!r}) / 'journal.sqlite'));"
        f"print([name for name in {others!r} if name in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"
