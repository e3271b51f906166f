"""The demo workbook holds what its table promises, in every language, as the program itself understands the file."""

import datetime as dt
from collections import defaultdict
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest

from sheetcrm.demo import write_demo
from sheetcrm.demo.market import MARKETS, market_of
from sheetcrm.demo.mess import PLANTED
from sheetcrm.demo.workbook import HEADER_ROWS
from sheetcrm.layout.recognition import Recognised, recognise
from sheetcrm.model.problems import CATALOGUE
from sheetcrm.model.settings import Settings, TabMapping
from sheetcrm.model.snapshot import Snapshot
from sheetcrm.rules.checks import find_problems
from sheetcrm.rules.tidying import suggest_tidying
from sheetcrm.stores.excel.grids import grid_of, sheets_of
from sheetcrm.stores.excel.reading import read_workbook
from sheetcrm.stores.tables_of import snapshot_of

TODAY = dt.date(2026, 11, 22)
ONLY_AFTER_A_RUN = {"exact-duplicate", "duplicate-likely"}
ONLY_ENGLISH = {"date-ambiguous"}
NOT_IN_A_FRESH_WORKBOOK = {
    "column-missing",
    "tab-missing",
    "restore-refused",
    "country-unknown",
    "consent-unconfirmed",
    "consent-without-effect",
    "email-returned",
    "letter-broken",
    "letter-incomplete",
    "letter-twice",
    "mailing-unclear",
    "mailing-unreadable",
}

languages = pytest.mark.parametrize("language", MARKETS)


@cache
def understood(language: str) -> tuple[Recognised, Snapshot, Settings]:
    """What the program makes of the demo workbook, read from a real file."""
    with TemporaryDirectory() as folder:
        path = Path(folder) / "demo.xlsx"
        write_demo(path, language, TODAY)
        book = read_workbook(path)
    found = recognise([grid_of(sheet) for sheet in book.sheets.values()])
    fields = {
        tab.tab: TabMapping(
            tab.title, tab.header.row, {column.field or f"own:{column.header}": column.header for column in tab.columns}
        )
        for tab in found.tabs
        if tab.tab is not None
    }
    market = market_of(language)
    settings = Settings(
        language=language,
        region=market["region"],
        country=market["country"],
        tabs=fields,
        tidy={"clients.name": "suggest"},
    )
    return found, snapshot_of(sheets_of(book), fields, "demo"), settings


@cache
def codes(language: str) -> dict[str, set[tuple[str, str | None]]]:
    """Code -> the places (tab, field) where the checks find it."""
    _, snapshot, settings = understood(language)
    places: dict[str, set[tuple[str, str | None]]] = defaultdict(set)
    for problem in [*find_problems(snapshot, settings, TODAY), *suggest_tidying(snapshot, settings, TODAY)]:
        places[problem.code].add((problem.tab, problem.field))
    return dict(places)


def test_every_problem_of_the_catalogue_is_planted_or_cannot_be_there() -> None:
    assert set(PLANTED) | NOT_IN_A_FRESH_WORKBOOK == set(CATALOGUE)


@languages
def test_every_planted_problem_is_found(language: str) -> None:
    absent = ONLY_AFTER_A_RUN | (set() if language == "en" else ONLY_ENGLISH)
    assert set(PLANTED) - absent <= set(codes(language))


@languages
def test_problems_stand_where_the_table_says(language: str) -> None:
    elsewhere = {}
    for code, place in PLANTED.items():
        tab, field = place
        if code in ONLY_AFTER_A_RUN | ONLY_ENGLISH or field in ("own:religion", "phone_again"):
            continue
        if (tab, field) not in codes(language)[code]:
            elsewhere[code] = codes(language)[code]
    assert elsewhere == {}


@languages
def test_language_and_country_are_recognised(language: str) -> None:
    found, _, _ = understood(language)
    assert (found.language, found.region) == (language, market_of(language)["region"])


@languages
def test_every_sheet_is_taken_for_its_tab_and_its_header_is_found(language: str) -> None:
    found, _, _ = understood(language)
    market = market_of(language)
    rows = {tab: found_tab.header.row for tab in HEADER_ROWS if (found_tab := found.tab(tab)) is not None}
    titles = {tab: found_tab.title for tab in HEADER_ROWS if (found_tab := found.tab(tab)) is not None}
    assert rows == HEADER_ROWS
    assert titles == {tab: market.title(tab) for tab in HEADER_ROWS}


@languages
def test_every_header_is_recognised(language: str) -> None:
    found, _, _ = understood(language)
    missed = {}
    for tab in HEADER_ROWS:
        sheet = found.tab(tab)
        assert sheet is not None
        fields = {column.header: column.field for column in sheet.columns}
        for field, header in market_of(language).headers(tab).items():
            if not field.startswith("own:") and field != "phone_again" and fields[header] != field:
                missed[f"{tab}.{field}"] = fields[header]
    assert missed == {}


@languages
def test_a_merge_hides_a_cell_and_formulas_are_of_every_kind(language: str) -> None:
    _, snapshot, _ = understood(language)
    clients = snapshot.table("clients")
    texts = " ".join(clients.formulas.values())
    assert len(clients.merged) == 1
    assert "WEBSERVICE" in texts
    assert "#REF!" in texts


@languages
def test_most_references_lead_to_exactly_one_client(language: str) -> None:
    _, snapshot, settings = understood(language)
    lost = [p for p in find_problems(snapshot, settings, TODAY) if p.code in ("client-not-found", "client-ambiguous")]
    assert 4 <= len(lost) <= 12


@languages
def test_addresses_are_of_no_real_mailbox(language: str) -> None:
    _, snapshot, _ = understood(language)
    planted = set(market_of(language).planted("email_typo")) | {"mailinator.com"}
    real = []
    for value in snapshot.table("clients").values("email"):
        domain = str(value).rpartition("@")[2]
        if value is None or "@" not in str(value):
            continue
        if not domain.endswith((".example", "example.com", "example.org", "example.net")) and domain not in planted:
            real.append(value)
    assert real == []
