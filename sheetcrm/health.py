"""The doctor: one look at everything a run needs, without changing anything."""

import datetime as dt
import os
import re
import shutil
from collections.abc import Iterator
from pathlib import Path

from sheetcrm.errors import SheetcrmError
from sheetcrm.journal import Journal
from sheetcrm.layout.additions import missing_columns
from sheetcrm.mail.faults import TemplateFault
from sheetcrm.mail.folders import find_letter
from sheetcrm.mail.outgoing import template_folders
from sheetcrm.model.settings import Settings
from sheetcrm.model.tabs import BY_NAME
from sheetcrm.report.text import Finding
from sheetcrm.stores.excel.owners import owner_of
from sheetcrm.stores.excel.store import ExcelStore
from sheetcrm.words import Words

ENOUGH_ROOM = 200 * 2**20
"""Bytes that should be free: a copy, a new file and the journal must fit."""

_CONFLICT = re.compile(r"(conflicted copy|конфликт|sync-conflict|-conflict)", re.IGNORECASE)


def examine(settings: Settings, words: Words, today: dt.date) -> list[Finding]:
    """Findings in the order of a run; each tells what to do where something is wrong."""
    return [
        *_workbook(settings, words),
        *_folder(settings, words),
        *_journal(settings, words, today),
        *_letters(settings, words),
    ]


def _workbook(settings: Settings, words: Words) -> Iterator[Finding]:
    path = settings.workbook
    try:
        owner = owner_of(path)
        if owner is not None and not owner.stale:
            yield Finding("warn", words.say("doctor_open", path=path.name, person=owner.name))
        snapshot = ExcelStore(settings).read()
    except SheetcrmError as error:
        yield Finding("bad", words.error(error.code, **error.details))
        return
    sizes = [len(table) for tab, table in snapshot.tables.items() if tab not in ("memory", "settings")]
    yield Finding("ok", words.say("doctor_workbook", path=path.name, tabs=len(sizes), rows=sum(sizes)))
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
                yield Finding("warn", what, words.say("doctor_run_init", path=path.name))


def _folder(settings: Settings, words: Words) -> Iterator[Finding]:
    folder = settings.workbook.resolve().parent
    if not os.access(folder, os.W_OK):
        yield Finding("bad", words.say("doctor_folder_read_only", path=str(folder)))
        return
    free = shutil.disk_usage(folder).free
    level, key = ("ok", "doctor_room") if free > ENOUGH_ROOM else ("warn", "doctor_little_room")
    yield Finding("ok" if level == "ok" else "warn", words.say(key, size=f"{free / 2**30:.1f}"))
    copies = [other.name for other in folder.iterdir() if _is_conflict_copy(other, settings.workbook)]
    if copies:
        yield Finding("warn", words.say("doctor_conflict_copies", titles=", ".join(sorted(copies)[:3])))


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
        yield Finding("bad", words.error(error.code, **error.details))
        return
    yield Finding("ok", words.say("doctor_journal", count=runs[0].id if runs else 0))
    if runs and runs[0].started.date() > today + dt.timedelta(days=1):
        yield Finding("warn", words.say("doctor_clock", date=runs[0].started.date()))


def _letters(settings: Settings, words: Words) -> Iterator[Finding]:
    if not settings.sender_address:
        yield Finding("warn", words.say("doctor_no_sender"))
    for letter in sorted({occasion.letter for occasion in settings.occasions if occasion.letter}):
        try:
            find_letter(template_folders(settings), letter, settings.language)
        except TemplateFault as fault:
            details = {"letter": letter, "language": settings.language, **fault.details}
            yield Finding("bad", words.error(fault.code, **details))
        else:
            yield Finding("ok", words.say("doctor_letter", letter=letter))
