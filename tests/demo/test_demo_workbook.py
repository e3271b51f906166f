"""The file itself: what people would see when they open it, and that the same seed gives the same file."""

import datetime as dt
import zipfile
from pathlib import Path

import openpyxl
import pytest
from python_calamine import CalamineWorkbook

from sheetcrm.demo import write_demo
from sheetcrm.demo.market import MARKETS, market_of

TODAY = dt.date(2026, 11, 22)

languages = pytest.mark.parametrize("language", MARKETS)


def written(folder: Path, language: str, seed: int = 7) -> Path:
    """The demo of a language as a file."""
    path = folder / f"{language}{seed}.xlsx"
    write_demo(path, language, TODAY, seed)
    return path


@languages
def test_the_workbook_opens_with_its_sheets(language: str, tmp_path: Path) -> None:
    book = CalamineWorkbook.from_path(str(written(tmp_path, language)))
    assert book.sheet_names == [
        market_of(language).title(tab)
        for tab in ("clients", "deals", "purchases", "log", "tasks", "people", "relatives", "products", "summary")
    ]
    assert len(book.get_sheet_by_index(0).to_python()) == 210


@pytest.mark.filterwarnings("ignore:.*extension is not supported")
@languages
def test_people_left_their_marks_everywhere(language: str, tmp_path: Path) -> None:
    path = written(tmp_path, language)
    book = openpyxl.load_workbook(path)
    clients = book[market_of(language).title("clients")]
    assert clients.freeze_panes == "C5"
    assert clients["A1"].value == market_of(language)["business"]["name"]
    assert [cell.coordinate for row in clients.iter_rows() for cell in row if cell.comment] == ["C16"]
    assert len(clients.data_validations.dataValidation) == 2
    assert len(clients.conditional_formatting) == 3
    assert [letter for letter, column in clients.column_dimensions.items() if column.hidden] == ["AB"]
    assert list(book[market_of(language).title("purchases")].tables) == ["Purchases"]
    names = zipfile.ZipFile(path).namelist()
    assert sum(name.startswith("xl/charts/chart") for name in names) == 2
    assert "xl/media/image1.png" in names


@languages
def test_the_summary_counts_what_the_sheets_hold(language: str, tmp_path: Path) -> None:
    market = market_of(language)
    book = CalamineWorkbook.from_path(str(written(tmp_path, language)))
    clients = book.get_sheet_by_index(0).to_python(skip_empty_area=False)
    names = [row[1] for row in clients[4:]]
    regular = [row for row in clients[4:] if row[6] == market.choice("status", "regular")]
    tiles = book.get_sheet_by_name(market.title("summary")).to_python(skip_empty_area=False)[6]
    assert tiles[1:3] == [sum(name != "" for name in names), len(regular)]


def test_the_same_seed_gives_the_same_bytes(tmp_path: Path) -> None:
    first = written(tmp_path, "pl").read_bytes()
    again = written(tmp_path, "pl").read_bytes()
    other = written(tmp_path, "pl", seed=8).read_bytes()
    assert first == again
    assert first != other


def test_a_language_without_a_market_is_refused(tmp_path: Path) -> None:
    with pytest.raises(KeyError):
        write_demo(tmp_path / "demo.xlsx", "fr", TODAY)
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("language", [language for language in MARKETS if language != "en"])
def test_markets_have_the_same_keys(language: str) -> None:
    def keys(section: object, path: str = "") -> set[str]:
        if not isinstance(section, dict):
            return {path}
        return set().union(*(keys(value, f"{path}.{name}") for name, value in section.items()))

    assert keys(market_of(language).sections) == keys(market_of("en").sections)


@languages
def test_lists_of_a_market_are_as_long_as_in_english(language: str) -> None:
    lengths = {
        f"{section}.{name}": len(entries)
        for section in ("texts", "names", "planted")
        for name, entries in market_of("en")[section].items()
        if isinstance(entries, list) and name not in ("surnames", "patronymics")
    }
    assert lengths == {
        path: len(market_of(language)[path.partition(".")[0]][path.partition(".")[2]]) for path in lengths
    }
