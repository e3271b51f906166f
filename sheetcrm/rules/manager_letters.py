"""The day's list as a letter to each manager who has an address: once a day, on working days, if something is due.

It is a letter like any other: remembered in the sheet, laid where letters go, never made twice.
"""

import datetime as dt
from collections.abc import Iterator, Mapping, Sequence

from sheetcrm.model.cells import CellValue
from sheetcrm.model.changes import AddRow, Change, SendLetter, letter_file
from sheetcrm.model.settings import Settings
from sheetcrm.model.snapshot import Snapshot
from sheetcrm.rules.agenda import Entry, agenda, team_zone
from sheetcrm.rules.agenda_text import counts_text, due_text, hour_text
from sheetcrm.rules.memory import remember, remembered
from sheetcrm.rules.occasions.places import is_day_off
from sheetcrm.rules.opt_outs import SERVICE
from sheetcrm.rules.reading import texts
from sheetcrm.values.salutation import salutation
from sheetcrm.words import Words, fold, words_of

LETTER = "tasks_today"
MOST_TASKS = 60
"""So many tasks a letter lists; whoever has more reads them in the sheet."""
_MORNING = dt.time(9)


def write_manager_letters(snapshot: Snapshot, settings: Settings, today: dt.date) -> Iterator[Change]:
    """Yield a letter for each manager with tasks that are due, its row in Letters, and what is to be remembered."""
    if not settings.managers or not settings.sender_address or "letters" not in snapshot or "tasks" not in snapshot:
        return
    if is_day_off(settings.country.upper(), today):
        return
    known = {*remembered(snapshot), *texts(snapshot.table("letters"), "key")}
    moment = dt.datetime.combine(today, _MORNING, team_zone(settings))
    words, travels = words_of(settings.language), settings.mail.transport != "outbox"
    entries: list[Entry] | None = None
    memory: dict[str, str] = {}
    for name, address in settings.managers.items():
        key = f"letter:{LETTER}:{fold(name).upper().replace(' ', '-')}:{today.isoformat()}"
        if key in known:
            continue
        entries = agenda(snapshot, settings, moment) if entries is None else entries
        own = [entry for entry in entries if fold(entry.assignee) == fold(name)]
        if not own:
            continue
        memory[key] = (today + dt.timedelta(days=1)).isoformat()
        told = _facts(name, own, words, settings)
        yield SendLetter(
            key, "", address, LETTER, settings.language, told, topic=SERVICE, until=today + dt.timedelta(days=1)
        )
        row: dict[str, CellValue] = {
            "made_on": today,
            "client_name": name,
            "to": address,
            "letter": words.reason(LETTER),
            "letter_status": words.choice("letter_status", "waiting" if travels else "prepared"),
            "file": None if travels else letter_file(key),
            "sender_mark": snapshot.outside.journal or None,
            "key": key,
        }
        letters = snapshot.table("letters")
        yield AddRow("letters", {f: v for f, v in row.items() if letters.has(f)}, key, "letter-note")
    yield from remember(snapshot, memory, today, live=bool(settings.spreadsheet))


def _facts(name: str, entries: Sequence[Entry], words: Words, settings: Settings) -> Mapping[str, object]:
    return {
        "greeting": salutation(name, settings.language, "informal"),
        "name": name,
        "sender_name": settings.sender_name or settings.sender_address,
        "sender_address": settings.sender_address,
        "summary": counts_text(entries, words, hours=False),
        "tasks": [_told(entry, words) for entry in entries[:MOST_TASKS]],
    }


def _told(entry: Entry, words: Words) -> Mapping[str, str]:
    """One task as the letter tells it; an hour only where it is not "call now", which may be over when it is read."""
    return {
        "action": entry.action,
        "due": due_text(entry, words),
        "whom": " ".join(filter(None, (entry.client, entry.client_name, entry.channel))),
        "hour": hour_text(entry, words) if entry.hour in ("later", "never") else "",
        "say": entry.say,
        "gift": words.say("today_gift", note=entry.gift) if entry.gift else "",
        "why": entry.why,
    }
