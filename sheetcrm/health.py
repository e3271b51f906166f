"""The doctor: one look at everything a run needs, without changing anything."""

import datetime as dt
import os
import re
import shutil
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from sheetcrm.domain_health import examine_domain
from sheetcrm.errors import SheetcrmError
from sheetcrm.journal import Journal
from sheetcrm.layout.additions import missing_columns
from sheetcrm.letter_journal import look_at
from sheetcrm.mail.faults import TemplateFault
from sheetcrm.mail.folders import find_letter
from sheetcrm.mail.outgoing import template_folders
from sheetcrm.mail_health import how_letters_travel
from sheetcrm.model.settings import Settings
from sheetcrm.model.snapshot import Snapshot
from sheetcrm.model.tabs import BY_NAME
from sheetcrm.report.text import Finding
from sheetcrm.sending_run import journal_of_letters
from sheetcrm.stores.google.key_file import VARIABLE, read_key
from sheetcrm.stores.opening import open_store
from sheetcrm.words import Words

ENOUGH_ROOM = 200 * 2**20
"""Bytes that should be free: a copy, a new file and the journal must fit."""

MOST_CELLS = 10_000_000
"""What a Google spreadsheet can hold, empty cells counted."""

MANY_CELLS = 0.8
"""From this share on it is time to make room."""

_CONFLICT = re.compile(r"(conflicted copy|конфликт|sync-conflict|-conflict)", re.IGNORECASE)


def examine(settings: Settings, words: Words, today: dt.date, *, may_ask: bool = False) -> list[Finding]:
    """Findings in the order of a run; each tells what to do where something is wrong. `may_ask` as in `open_store`."""
    return [
        *(_spreadsheet(settings, words, may_ask) if settings.spreadsheet else _file(settings, words)),
        *_folder(settings, words),
        *_journal(settings, words, today),
        *_letter_journal(settings, words),
        *_letters(settings, words),
    ]


def _file(settings: Settings, words: Words) -> Iterator[Finding]:
    from sheetcrm.stores.excel.owners import owner_of

    path = settings.workbook
    try:
        owner = owner_of(path)
        if owner is not None and not owner.stale:
            yield Finding("warn", words.say("doctor_open", path=path.name, person=owner.name))
        snapshot = open_store(settings).read()
    except SheetcrmError as error:
        yield _failed(error, words)
        return
    yield from _tabs(settings, words, snapshot, path.name, path.name)


def _spreadsheet(settings: Settings, words: Words, may_ask: bool) -> Iterator[Finding]:
    """The way to the spreadsheet step by step, then what is in it: the first step that fails is the one to repair."""
    try:
        key = read_key(settings)
        if key.place == VARIABLE:
            yield Finding("ok", words.say("doctor_google_key_variable", name=VARIABLE))
        else:
            yield Finding("ok", words.say("doctor_google_key", path=key.place))
        if key.robot is not None:
            yield Finding("ok", words.say("doctor_google_robot", address=key.robot))
        from sheetcrm.stores.google.rights import may_write
        from sheetcrm.stores.google.store import GoogleStore

        store = GoogleStore(settings, may_ask=may_ask)
        state = store.state()
        snapshot = store.read()
        writable = may_write(store.calls)
    except SheetcrmError as error:
        yield _failed(error, words)
        return
    yield from _tabs(settings, words, snapshot, str(state["title"]), settings.place)
    if writable:
        yield Finding("ok", words.say("doctor_google_writable"))
    else:
        yield Finding("bad", words.say("doctor_google_read_only", address=key.robot))
    yield from _online(state, words)


def _online(state: Mapping[str, Any], words: Words) -> Iterator[Finding]:
    """What only a spreadsheet has: a size that ends, a locale, runs on other machines."""
    cells = state["cells"]
    figures = {"count": f"{cells:_}".replace("_", "\u00a0"), "limit": f"{MOST_CELLS:_}".replace("_", "\u00a0")}
    if cells > MANY_CELLS * MOST_CELLS:
        yield Finding("warn", words.say("doctor_google_many_cells", **figures))
    else:
        yield Finding("ok", words.say("doctor_google_cells", **figures))
    yield Finding("ok", words.say("doctor_google_locale", locale=state["locale"], time_zone=state["time_zone"]))
    if state["holder"] is not None:
        since = dt.datetime.fromtimestamp(state["since"])
        yield Finding("warn", words.say("doctor_google_locked", person=state["holder"], since=since))


def _failed(error: SheetcrmError, words: Words) -> Finding:
    return Finding("bad", words.error(error.code, **error.details))


def _tabs(settings: Settings, words: Words, snapshot: Snapshot, name: str, place: str) -> Iterator[Finding]:
    """What was read, what of the config is no longer there, and what `init` could add."""
    sizes = [len(table) for tab, table in snapshot.tables.items() if tab not in ("memory", "settings")]
    yield Finding("ok", words.say("doctor_workbook", path=name, tabs=len(sizes), rows=sum(sizes)))
    for tab, code in snapshot.lost.items():
        mapping = settings.tabs[tab]
        headers = list(mapping.columns.values())[:5]
        yield Finding("bad", words.error(code, tab=mapping.title, title=mapping.title, headers=headers))
    for tab, mapping in settings.tabs.items():
        if tab in snapshot and tab != "settings":
            wanted = [column.key for column in missing_columns(BY_NAME[tab], mapping, settings.tabs)]
            gone = [header for field, header in mapping.columns.items() if not snapshot.table(tab).has(field)]
            if wanted or gone:
                listed = ", ".join([*gone, *(words.header(tab, field) for field in wanted)])
                what = words.say("doctor_columns", title=mapping.title, headers=listed)
                yield Finding("warn", what, words.say("doctor_run_init", path=place))


def _folder(settings: Settings, words: Words) -> Iterator[Finding]:
    local = not settings.spreadsheet
    folder = settings.workbook.resolve().parent if local else _standing(settings.state_folder)
    if not os.access(folder, os.W_OK):
        yield Finding("bad", words.say("doctor_folder_read_only", path=str(folder)))
        return
    free = shutil.disk_usage(folder).free
    level, key = ("ok", "doctor_room") if free > ENOUGH_ROOM else ("warn", "doctor_little_room")
    yield Finding("ok" if level == "ok" else "warn", words.say(key, size=f"{free / 2**30:.1f}"))
    if not local:
        return
    copies = [other.name for other in folder.iterdir() if _is_conflict_copy(other, settings.workbook)]
    if copies:
        yield Finding("warn", words.say("doctor_conflict_copies", titles=", ".join(sorted(copies)[:3])))


def _standing(folder: Path) -> Path:
    """The folder, or the nearest one above it that is there already."""
    return next(place for place in (folder.resolve(), *folder.resolve().parents) if place.exists())


def _is_conflict_copy(other: Path, workbook: Path) -> bool:
    same_kind = other.suffix == workbook.suffix and other.stem.startswith(workbook.stem)
    return same_kind and _CONFLICT.search(other.stem) is not None


def _journal(settings: Settings, words: Words, today: dt.date) -> Iterator[Finding]:
    if not settings.journal.exists():
        yield Finding("ok", words.say("doctor_journal_new"))
        return
    try:
        journal = Journal(settings.journal)
        runs = journal.runs(1)
        journal.close()
    except SheetcrmError as error:
        yield _failed(error, words)
        return
    yield Finding("ok", words.say("doctor_journal", count=runs[0].id if runs else 0))
    if runs and runs[0].started.date() > today + dt.timedelta(days=1):
        yield Finding("warn", words.say("doctor_clock", date=runs[0].started.date()))


def _letter_journal(settings: Settings, words: Words) -> Iterator[Finding]:
    """Nothing where it is well, or there is none yet."""
    path = journal_of_letters(settings)
    if path.exists():
        try:
            look_at(path)
        except SheetcrmError as error:
            yield _failed(error, words)


def _letters(settings: Settings, words: Words) -> Iterator[Finding]:
    yield how_letters_travel(settings, words)
    yield from examine_domain(settings, words)
    ready: list[str] = []
    for letter in sorted({occasion.letter for occasion in settings.occasions if occasion.letter}):
        try:
            find_letter(template_folders(settings), letter, settings.language)
        except TemplateFault as fault:
            details = {"letter": letter, "language": settings.language, **fault.details}
            yield Finding("bad", words.error(fault.code, **details))
        else:
            ready.append(letter)
    if ready:
        yield Finding("ok", words.say("doctor_letters", titles=ready))
