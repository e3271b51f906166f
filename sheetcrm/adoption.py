"""The course of `init`: understand a workbook made by people, ask where unsure, add what is missing, write the config.

The config is written before the workbook is touched, so a killed `init` is simply run again.
"""

import datetime as dt
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from sheetcrm.config import is_address, load_settings, read_settings
from sheetcrm.config_text import config_text, with_new_tabs
from sheetcrm.errors import ConfigUnusable, WorkbookUnusable, WrongUsage
from sheetcrm.journal import Journal
from sheetcrm.layout.additions import Layout, additions
from sheetcrm.layout.found_again import found_again
from sheetcrm.layout.grid import Grid
from sheetcrm.layout.mapping import Question, to_mappings, unsure
from sheetcrm.layout.market import REGIONS
from sheetcrm.layout.recognition import Recognised, recognise
from sheetcrm.lock import run_lock
from sheetcrm.model.settings import Settings, TabMapping
from sheetcrm.model.tabs import BY_NAME
from sheetcrm.rules.mailings.naming import occasion_titles
from sheetcrm.rules.patterns import pattern_of
from sheetcrm.rules.typed import as_text
from sheetcrm.stores.base import Store
from sheetcrm.stores.google.address import spreadsheet_key
from sheetcrm.stores.opening import open_store
from sheetcrm.words import words_of

Ask = Callable[[Question], str | None]
"""Answers a question with the field the column holds, or None for a column of the team's own."""

NEEDED_TABS = ("tasks", "calendar", "duplicates", "archive", "letters")
"""What the robot cannot work without; the other tabs come with `--all-tabs`, or when the config names them."""

MAIL_TABS = ("mailings", "templates", "opt_outs", "consents")
"""What a workbook needs besides once letters travel: orders, letters, and who agreed or wants none."""

TRUSTED = 0.5
"""From this confidence on a guess is taken when nobody can be asked."""


@dataclass(frozen=True)
class Adopted:
    """What `init` understood and did; `created`: there was no file.

    `recognised` is None where there was nothing to understand: no file, or an empty spreadsheet.
    """

    settings: Settings
    layout: Layout
    recognised: Recognised | None
    questions: Sequence[Question]
    created: bool = False
    backup: str | None = None


def take_the_guess(question: Question) -> str | None:
    """The answer when nobody can be asked: the guess where it is likely, else the team's own column."""
    return question.field if question.confidence >= TRUSTED else None


def adopt(
    workbook: Path | str,
    config: Path,
    *,
    language: str | None = None,
    fresh_language: str = "en",
    region: str | None = None,
    all_tabs: bool = False,
    ask: Ask = take_the_guess,
    may_ask: bool = False,
) -> Adopted:
    """Make a workbook ready for `sync`: the file at a path, or the Google spreadsheet of an address or a key.

    A file that is not there is created, an empty spreadsheet gets all the tabs, what is ready is left as it is. A
    workbook of people gets the tabs that the robot needs; every other one too with `all_tabs`. `fresh_language` is
    spoken where there is nothing to guess the language from; `may_ask` as in `open_store`.
    """
    settings = _chosen(workbook, config)
    if not settings.spreadsheet and not settings.workbook.exists():
        return _create(config, settings, language or fresh_language, region)
    store = open_store(settings, may_ask=may_ask)
    grids = store.grids()
    if config.exists():
        language, region = settings.language, settings.region
    recognised = recognise(grids, language, region)
    questions = () if settings.tabs else unsure(recognised)
    mappings = found_again(settings.tabs, grids, recognised) if settings.tabs else _answered(recognised, questions, ask)
    if not config.exists():
        settings = _for_market(settings, recognised.language, recognised.region)
        settings = replace(settings, numbers=_numbers(settings, grids, recognised, mappings))
    _refuse_lost_headers(settings, mappings, grids)
    if not mappings and settings.spreadsheet and not any(any(map(grid.filled, grid.numbers())) for grid in grids):
        return _fill(config, settings, language or fresh_language, region, grids)
    if not mappings:
        raise WorkbookUnusable("no-header", path=settings.place, titles=[grid.title for grid in grids])
    layout = additions(
        mappings,
        words_of(settings.language),
        settings.currency,
        create_tabs=all_tabs,
        also={*NEEDED_TABS, *settings.tabs, *(() if settings.mail.transport == "outbox" else MAIL_TABS)},
        taken_titles=[grid.title for grid in grids],
        taken_headers=_headers(mappings, grids),
        planned=settings.tabs,
        own_lists={"mailing_occasion": occasion_titles(settings)},
    )
    settings = replace(settings, tabs=with_added(mappings, layout))
    _write_config(config, settings)
    backup = _build(open_store(replace(settings, tabs=mappings)), settings, layout)
    return Adopted(settings, layout, recognised, questions, backup=backup)


def _chosen(workbook: Path | str, config: Path) -> Settings:
    """The settings for that workbook: those of the config where there is one, which must be for the same workbook."""
    key = (spreadsheet_key(workbook) or "") if isinstance(workbook, str) else ""
    if isinstance(workbook, str) and not key and is_address(workbook):
        raise WrongUsage("not-a-spreadsheet-address", path=workbook)
    if not config.exists():
        settings = read_settings({}, config)
        return replace(settings, spreadsheet=key) if key else replace(settings, workbook=Path(workbook).resolve())
    settings = load_settings(config)
    if settings.spreadsheet != key or (not key and settings.workbook.resolve() != Path(workbook).resolve()):
        raise WorkbookUnusable("config-for-another", path=config, file=settings.place)
    return settings


def _build(store: Store, settings: Settings, layout: Layout) -> str | None:
    """Carry the layout out under the run lock; what it added is told in the history, with the copy of before."""
    now = dt.datetime.now(dt.UTC)
    with run_lock(settings.state_folder / "lock", now):
        backup = store.build(layout)
        if backup is not None or not layout.is_empty:
            journal = Journal(settings.journal)
            try:
                run = journal.begin("init", store.name, now)
                journal.finish(run, "done", backup=backup)
            finally:
                journal.close()
    return backup


def _create(config: Path, settings: Settings, language: str, region: str | None) -> Adopted:
    from sheetcrm.stores.excel.creating import create_workbook

    if settings.workbook.suffix.lower() != ".xlsx":
        raise WrongUsage("workbook-not-xlsx", path=settings.workbook)
    settings, layout = _from_nothing(config, settings, language, region)
    create_workbook(settings.workbook, layout)
    return Adopted(settings, layout, None, (), created=True)


def _fill(config: Path, settings: Settings, language: str, region: str | None, grids: Sequence[Grid]) -> Adopted:
    """Build a whole new workbook into an empty spreadsheet; the blank sheets it came with stay."""
    settings, layout = _from_nothing(config, settings, language, region, [grid.title for grid in grids])
    _build(open_store(replace(settings, tabs={})), settings, layout)
    return Adopted(settings, layout, None, ())


def _from_nothing(
    config: Path, settings: Settings, language: str, region: str | None, taken_titles: Sequence[str] = ()
) -> tuple[Settings, Layout]:
    """The layout of a whole new workbook, and the settings for it, which are in the config by now."""
    if not config.exists():
        settings = _for_market(settings, language, region)
    layout = additions(
        {}, words_of(settings.language), settings.currency, taken_titles=taken_titles, planned=settings.tabs,
        also=settings.tabs, own_lists={"mailing_occasion": occasion_titles(settings)},
    )  # fmt: skip
    settings = replace(settings, tabs=with_added({}, layout))
    _write_config(config, settings)
    return settings, layout


def _refuse_lost_headers(settings: Settings, mappings: Mapping[str, TabMapping], grids: Sequence[Grid]) -> None:
    """A sheet of the config that stands there without its header is no missing tab: a second one must not be made."""
    titles = {grid.title for grid in grids}
    for tab, mapping in settings.tabs.items():
        if tab not in mappings and mapping.title in titles:
            headers = list(mapping.columns.values())[:5]
            code = "header-not-found-online" if settings.spreadsheet else "header-not-found"
            raise WorkbookUnusable(code, path=settings.place, title=mapping.title, headers=headers)


def with_added(mappings: Mapping[str, TabMapping], layout: Layout) -> dict[str, TabMapping]:
    """The mappings as they are once the layout is carried out."""
    tabs = dict(mappings)
    for new in layout.new_columns:
        added = {column.field: column.header for column in new.columns}
        tabs[new.tab] = replace(tabs[new.tab], columns={**tabs[new.tab].columns, **added}, add=())
    for tab in layout.new_tabs:
        tabs[tab.tab] = TabMapping(tab.title, 1, {column.field: column.header for column in tab.columns})
    return tabs


def _answered(recognised: Recognised, questions: Sequence[Question], ask: Ask) -> dict[str, TabMapping]:
    """The mappings with the answers in them. People's columns never become the robot's own, except the numbers.

    A workbook that already has our hidden tab is one of ours: there the robot's columns are known again.
    """
    mappings = to_mappings(recognised)
    for question in questions:
        if question.header is None:
            continue
        columns = dict(mappings[question.tab].columns)
        if question.field is not None:
            columns.pop(question.field, None)
        answer = ask(question)
        if answer is not None and answer not in columns:
            columns[answer] = question.header
        mappings[question.tab] = replace(mappings[question.tab], columns=columns)
    if "memory" in mappings:
        return mappings
    return {tab: replace(m, columns=_peoples(tab, m.columns)) for tab, m in mappings.items()}


def _peoples(tab: str, columns: Mapping[str, str]) -> dict[str, str]:
    spec = BY_NAME[tab]
    kept = {}
    for field, header in columns.items():
        column = spec.column(field)
        if column is not None and (not column.robot or field == "number"):
            kept[field] = header
    return kept


def _headers(mappings: Mapping[str, TabMapping], grids: Sequence[Grid]) -> dict[str, list[str]]:
    by_title = {grid.title: grid for grid in grids}
    return {
        tab: [as_text(value) for value in by_title[m.title].filled(m.header_row).values()]
        for tab, m in mappings.items()
    }


def _for_market(settings: Settings, language: str, region: str | None) -> Settings:
    chosen = (region or REGIONS.get(language, "GB")).upper()
    return replace(settings, language=language, region=chosen, country=chosen, currency=CURRENCIES.get(chosen, "EUR"))


CURRENCIES: Mapping[str, str] = {
    "RU": "RUB", "PL": "PLN", "RO": "RON", "GB": "GBP", "US": "USD", "UA": "UAH", "BY": "BYN", "KZ": "KZT", "MD": "MDL",
    "IE": "EUR", "DE": "EUR",
}  # fmt: skip


def _numbers(
    settings: Settings, grids: Sequence[Grid], recognised: Recognised, mappings: Mapping[str, TabMapping]
) -> Mapping[str, str]:
    """The number patterns: where people number already, theirs."""
    numbers = dict(settings.numbers)
    by_title = {grid.title: grid for grid in grids}
    for tab in numbers:
        found = recognised.tab(tab)
        if found is None or tab not in mappings or "number" not in mappings[tab].columns:
            continue
        column = found.header.column(mappings[tab].columns["number"])
        if column is None:
            continue
        grid = by_title[found.title]
        rows = range(found.header.row + 1, found.header.last_row + 1)
        pattern = pattern_of(as_text(grid.cell(row, column.number)) for row in rows)
        if pattern is not None:
            numbers[tab] = pattern
    return numbers


def _write_config(config: Path, settings: Settings) -> None:
    """Write the config, or renew the tabs of one that is there: what a team wrote into it stays."""
    try:
        there = config.read_text(encoding="utf-8-sig") if config.exists() else None
        text = config_text(settings, config.resolve().parent) if there is None else with_new_tabs(there, settings.tabs)
        if text == there:
            return
        config.parent.mkdir(parents=True, exist_ok=True)
        temporary = config.with_name(f"{config.name}.new")
        temporary.write_text(text, encoding="utf-8")
        temporary.replace(config)
    except OSError as error:
        raise ConfigUnusable("not-writable", path=config, reason=error.strerror or str(error)) from error
