"""The key of a spreadsheet is found in whatever people paste, and in nothing else."""

import subprocess
import sys

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sheetcrm.stores.google.address import address_of, spreadsheet_key

KEY = "1BxiMVs0XRA5nFMdKvBdBZjgmUUqptlbs74OgvE2upms"


@pytest.mark.parametrize(
    "text",
    [
        KEY,
        f"  {KEY}\n",
        f"https://docs.google.com/spreadsheets/d/{KEY}",
        f"https://docs.google.com/spreadsheets/d/{KEY}/",
        f"https://docs.google.com/spreadsheets/d/{KEY}/edit?gid=0#gid=0",
        f"https://docs.google.com/spreadsheets/d/{KEY}/edit?usp=sharing",
        f"https://docs.google.com/spreadsheets/d/{KEY}/htmlview",
        f"https://docs.google.com/spreadsheets/d/{KEY}/export?format=xlsx",
        f"https://docs.google.com/spreadsheets/d/{KEY}?gid=12",
        f"https://docs.google.com/spreadsheets/u/0/d/{KEY}/edit",
        f"https://docs.google.com/a/example.com/spreadsheets/d/{KEY}/edit",
        f"HTTPS://Docs.Google.com/spreadsheets/d/{KEY}/edit",
        f"http://docs.google.com/spreadsheets/d/{KEY}",
        f"docs.google.com/spreadsheets/d/{KEY}/edit",
        f"\u00a0<https://docs.google.com/spreadsheets/d/{KEY}/edit>\u200b",
        f"«https://docs.google.com/spreadsheets/d/{KEY}/edit»",
        f"https://drive.google.com/open?id={KEY}",
        f"https://drive.google.com/file/d/{KEY}/view?usp=drive_link",
        f"https://docs.google.com/spreadsheet/ccc?key={KEY}&usp=sharing",
        f"https://spreadsheets.google.com/ccc?key={KEY}",
    ],
)
def test_an_address_or_a_bare_key_gives_the_key(text: str) -> None:
    assert spreadsheet_key(text) == KEY


@pytest.mark.parametrize(
    "text",
    [
        "",
        "clients.xlsx",
        "/home/team/clients.xlsx",
        f"{KEY}.xlsx",
        f"folder/{KEY}",
        f"C:\\{KEY}",
        "clients-of-our-team-2026-final-version-checked",
        "CLIENTS-OF-OUR-TEAM-2026-FINAL-VERSION-CHECKED",
        "ClientsOfOurTeamFinalVersionCheckedByEverybody",
        "https://docs.google.com/spreadsheets/d/e/2PACX-1vQxGqLk8Zb3a4c5d6e7f8g9h0/pubhtml",
        "https://docs.google.com/spreadsheets/u/0/",
        "https://docs.google.com/spreadsheets/d/short/edit",
        f"https://docs.google.com/document/d/{KEY}/edit",
        f"https://docs.google.com/forms/d/{KEY}/edit",
        f"https://example.com/spreadsheets/d/{KEY}/edit",
        f"https://docs.google.com.example.com/spreadsheets/d/{KEY}/edit",
        f"https://docs.google.com@example.com/spreadsheets/d/{KEY}/edit",
        f"https://example.com/?x=https://docs.google.com/spreadsheets/d/{KEY}/edit",
        f"ftp://docs.google.com/spreadsheets/d/{KEY}/edit",
        f"https://docs.google.com/spreadsheets/d/{KEY}%2F../edit",
        "https://drive.google.com/drive/folders/1BxiMVs0XRA5nFMdKvBdBZjgmUUqptlbs",
        "https://[docs.google.com/spreadsheets/d/x",
    ],
)
def test_nothing_else_is_taken_for_a_spreadsheet(text: str) -> None:
    assert spreadsheet_key(text) is None


@given(st.text())
def test_any_text_is_answered_without_an_error(text: str) -> None:
    pasted = spreadsheet_key(f"https://docs.google.com/spreadsheets/d/{text}")
    assert pasted is None or pasted in text
    found = spreadsheet_key(text)
    assert found is None or found in text


def test_the_address_of_a_key_leads_back_to_it_and_has_nothing_behind_it() -> None:
    assert address_of(KEY).endswith(KEY)
    assert spreadsheet_key(address_of(KEY)) == KEY


def test_reading_an_address_loads_no_library_of_google() -> None:
    asked = (
        "import sys, sheetcrm.stores.google.address;"
        "print(sorted(set(sys.modules) & {'gspread', 'requests', 'google.auth', 'urllib3'}))"
    )
    done = subprocess.run([sys.executable, "-c", asked], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"
