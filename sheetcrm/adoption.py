"""The course of `init`: understand a workbook made by people, ask where unsure, add what is missing, write the config.

The config is written before the workbook is touched, so a killed `init` is simply run again.
"""

import datetime as dt
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from sheetcrm.config import load_settings, read_settings
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
from sheetcrm.rules.patterns import pattern_of
from sheetcrm.rules.typed import as_text
from sheetcrm.stores.excel.creating import create_workbook
from sheetcrm.stores.excel.store import ExcelStore
from sheetcrm.words import words_of

Ask = Callable[[Question], str | None]
"""Answers a question with the field the column holds, or None for a column of the team's own."""

NEEDED_TABS = ("tasks", "duplicates", "mailings")
"""What the robot cannot work without; the other tabs come with `--all-tabs`, or when the config names them."""

TRUSTED = 0.5
"""From this confidence on a guess is taken when nobody can be asked."""


@dataclass(frozen=True)
class Adopted:
    """What `init` understood and did. `created`: there was no workbook. `recognised` is None then."""

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
    workbook: Path,
    config: Path,
    *,
    language: str | None = None,
    region: str | None = None,
    all_tabs: bool = False,
    ask: Ask = take_the_guess,
) -> Adopted:
    """Make a workbook ready for `sync`; one that is not there is created, one that is ready is left as it is.

    A workbook of people gets the tabs that the robot needs; every other one too with `all_tabs`.
    """
    if config.exists():
        settings = load_settings(config)
        if settings.workbook.resolve() != workbook.resolve():
            raise WorkbookUnusable("config-for-another", path=config, file=str(settings.workbook))
    else:
        settings = replace(read_settings({}, config), workbook=workbook.resolve())
    if not workbook.exists():
        return _create(workbook, config, settings, language, region)
    store = ExcelStore(settings)
    grids = store.grids()
    if config.exists():
        recognised = recognise(grids, settings.language, settings.region)
        questions: Sequence[Question] = ()
        mappings = found_again(settings.tabs, grids, recognised)
    else:
        recognised = recognise(grids, language, region)
        questions = unsure(recognised)
        mappings = _answered(recognised, questions, ask)
        settings = _for_market(settings, recognised.language, recognised.region)
        settings = replace(settings, numbers=_numbers(settings, grids, recognised, mappings))
    _refuse_lost_headers(settings, mappings, grids, workbook)
    if not mappings:
        raise WorkbookUnusable("no-header", path=workbook, titles=[grid.title for grid in grids])
    layout = additions(
        mappings,
        words_of(settings.language),
        settings.currency,
        create_tabs=all_tabs,
        also={*NEEDED_TABS, *settings.tabs},
        taken_titles=[grid.title for grid in grids],
        taken_headers=_headers(mappings, grids),
    )
    settings = replace(settings, tabs=with_added(mappings, layout))
    _write_config(config, settings)
    backup = _build(ExcelStore(replace(settings, tabs=mappings)), settings, layout)
    return Adopted(settings, layout, recognised, questions, backup=backup)


def _build(store: ExcelStore, settings: Settings, layout: Layout) -> str | None:
    """Carry the layout out under the run lock; where it changed the workbook, the history names the copy of before."""
    now = dt.datetime.now(dt.UTC)
    with run_lock(settings.state_folder / "lock", now):
        backup = store.build(layout)
        if backup is not None:
            journal = Journal(settings.journal)
            try:
                run = journal.begin("init", store.name, now)
                journal.finish(run, "done", backup=backup)
            finally:
                journal.close()
    return backup


def _create(workbook: Path, config: Path, settings: Settings, language: str | None, region: str | None) -> Adopted:
    if workbook.suffix.lower() != ".xlsx":
        raise WrongUsage("workbook-not-xlsx", path=workbook)
    if not config.exists():
        settings = _for_market(settings, language or "en", region)
    layout = additions({}, words_of(settings.language), settings.currency)
    settings = replace(settings, tabs=with_added({}, layout))
    _write_config(config, settings)
    create_workbook(workbook, layout)
    return Adopted(settings, layout, None, (), created=True)


def _refuse_lost_headers(
    settings: Settings, mappings: Mapping[str, TabMapping], grids: Sequence[Grid], workbook: Path
) -> None:
    """A sheet of the config that stands there without its header is no missing tab: a second one must not be made."""
    titles = {grid.title for grid in grids}
    for tab, mapping in settings.tabs.items():
        if tab not in mappings and mapping.title in titles:
            headers = list(mapping.columns.values())[:5]
            raise WorkbookUnusable("header-not-found", path=workbook, title=mapping.title, headers=headers)


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
