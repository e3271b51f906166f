"""The demo as a course: a messy workbook is written, adopted and synced; then it is said which files to open."""

import datetime as dt
import shutil
from collections.abc import Callable, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

from rich.console import RenderableType

from sheetcrm.adoption import adopt
from sheetcrm.config import CONFIG_NAME, STATE_FOLDER, load_settings
from sheetcrm.config_text import config_text
from sheetcrm.demo.mailings import demo_mailings
from sheetcrm.demo.workbook import write_demo
from sheetcrm.errors import WrongUsage
from sheetcrm.model.plan import Plan
from sheetcrm.model.settings import Guards
from sheetcrm.pipeline import plan_run, sync_run
from sheetcrm.report.outcomes import shown_run
from sheetcrm.report.previews import write_page
from sheetcrm.report.text import outcome_view, problems_view
from sheetcrm.report.text.look import TITLE, line, sentence, stacked
from sheetcrm.stores.opening import open_store
from sheetcrm.words import words_of

WORKBOOK, BEFORE, PAGE = "clients.xlsx", "clients-before.xlsx", "plan.html"
_MADE_BY_DEMO = (WORKBOOK, BEFORE, PAGE, CONFIG_NAME)


def show_demo(
    folder: Path,
    language: str,
    today: dt.date,
    say: Callable[[RenderableType], None],
    as_json: Callable[[Mapping[str, Any]], None] | None = None,
) -> None:
    """Run the demo in a folder; one of an earlier demo is renewed, one with other files in it is refused."""
    words = words_of(language)
    _clear(folder)
    workbook, config = folder / WORKBOOK, folder / CONFIG_NAME
    write_demo(workbook, language, today)
    shutil.copy(workbook, folder / BEFORE)
    if as_json is None:
        say(sentence((words.say("demo_written", path=str(folder / BEFORE)), TITLE)))
    done = adopt(workbook, config, language=language, all_tabs=True)
    settings = replace(
        done.settings,
        sender_name="Studio",
        sender_address="hello@example.com",
        guards=Guards(changed_share=0.95),
        tidy={"clients.phone": "write", "clients.email": "write", "clients.name": "suggest"},
    )
    config.write_text(_demo_config(config_text(settings, folder.resolve())), encoding="utf-8")
    settings = load_settings(config)
    store = open_store(settings)
    store.apply(list(demo_mailings(settings, words, today)), store.read())
    plan: Plan = plan_run(open_store(settings), settings, today)
    write_page(folder / PAGE, plan, settings, words)
    outcome = sync_run(open_store(settings), settings, today)
    opened = [folder / PAGE, workbook, settings.outbox]
    if as_json is not None:
        as_json({"version": 1, "report": "demo", "open": [str(path) for path in opened], "counts": dict(plan.counts())})
        return
    shown, snapshot = shown_run(outcome, settings)
    say(stacked(["", problems_view(plan.problems, plan.after, words, region=settings.region, limit=12), ""]))
    say(outcome_view(shown, snapshot, words, region=settings.region, limit=8))
    files = [line(f"  {number}. {path}") for number, path in enumerate(opened, 1)]
    say(stacked(["", sentence((words.say("demo_open_files"), TITLE)), *files]))


def _demo_config(text: str) -> str:
    """The config with tidying switched on, as a team would do it."""
    on = '[tidy]\n"clients.phone" = "write"\n"clients.email" = "write"\n"clients.name" = "suggest"'
    return text.replace("[tidy]", on, 1)


def _clear(folder: Path) -> None:
    if folder.exists():
        there = {path.name for path in folder.iterdir()}
        strange = there - {*_MADE_BY_DEMO, STATE_FOLDER, "outbox"}
        if strange or (there and CONFIG_NAME not in there and WORKBOOK not in there):
            raise WrongUsage("demo-folder-in-use", path=folder)
        for name in _MADE_BY_DEMO:
            (folder / name).unlink(missing_ok=True)
        for name in (STATE_FOLDER, "outbox"):
            shutil.rmtree(folder / name, ignore_errors=True)
    folder.mkdir(parents=True, exist_ok=True)
