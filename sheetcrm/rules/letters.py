"""Letters: who is written to today, about what, with which facts; rendering and sending are other floors' work."""

import datetime as dt
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace

from sheetcrm.model.cells import CellValue, is_result
from sheetcrm.model.changes import AddRow, Change, SendLetter, letter_file
from sheetcrm.model.choices import CHOICES
from sheetcrm.model.settings import Occasion, Settings
from sheetcrm.model.snapshot import OWN, Snapshot
from sheetcrm.model.tabs import BY_NAME
from sheetcrm.rules.addressees import Addressees
from sheetcrm.rules.checks.layout import is_sensitive
from sheetcrm.rules.duplicates.aliases import aliases_of, with_survivors
from sheetcrm.rules.frequency import recent_letters
from sheetcrm.rules.linking import client_fact
from sheetcrm.rules.mailings.covering import covered_by_mailings
from sheetcrm.rules.memory import Entry, remember, remembered
from sheetcrm.rules.occasions import Due, letter_window, memory_days, occasions_due, was_made
from sheetcrm.rules.occasions.conditions import OF_CLIENT
from sheetcrm.rules.reading import read_choices, read_column
from sheetcrm.rules.typed import as_text
from sheetcrm.values.date_format import format_date
from sheetcrm.values.person_name import parse_person_name
from sheetcrm.values.salutation import greeting
from sheetcrm.words import fold, words_of


def write_letters(snapshot: Snapshot, settings: Settings, today: dt.date) -> Iterator[Change]:
    """Yield the letters that are due and were never made, a row in Letters for each, and what is to be remembered.

    A letter goes only with its consent, to an address nobody doubts, and not to who had enough letters lately; one run
    never writes twice to one key, nor to a client whose archived twin had that letter. Whom a mailing greets on the
    occasion gets the mailing's letter.
    """
    if "letters" not in snapshot or "clients" not in snapshot:
        return
    memory_before = remembered(snapshot)
    written = {*memory_before, *(as_text(value) for value in snapshot.table("letters").values("key"))}
    known = with_survivors(written, aliases_of(snapshot), settings)
    people = Addressees(snapshot, settings)
    covered = covered_by_mailings(snapshot, settings, today, people)
    memory: dict[str, str] = {}
    had = recent_letters(snapshot, settings, today)
    for occasion in settings.occasions:
        if occasion.letter is None:
            continue
        first, last = letter_window(occasion)
        matters = dt.timedelta(days=memory_days(occasion, of_letter=True))
        found = (
            (due, address)
            for due in occasions_due(snapshot, settings, _of_those_who_agreed(occasion), first, last, today)
            if not was_made(due, known, "letter:") and (address := people.address(due)) is not None and not covered(due)
        )
        for due, address in _limited(found, occasion, memory_before, today):
            key = f"letter:{due.key}"
            if key in known or had[due.client.upper()] >= settings.mail.per_client:
                continue
            known.add(key)
            had[due.client.upper()] += 1
            memory[key] = (due.date + matters).isoformat() if due.date is not None else ""
            until = due.date + dt.timedelta(days=last) if due.date is not None else None
            topic = (occasion.consent or "greetings").removeprefix("consent_")
            yield from letter_changes(due, key, address, people, today, topic=topic, until=until)
    yield from remember(snapshot, memory, today, live=bool(settings.spreadsheet))


def _of_those_who_agreed(occasion: Occasion) -> Occasion:
    """The occasion for clients with its consent alone: the quickest test first, as most never said yes."""
    if occasion.consent is None:
        return occasion
    column = occasion.consent if occasion.tab == "clients" else f"{OF_CLIENT}{occasion.consent}"
    return replace(occasion, only={column: ("yes",), **occasion.only})


def _limited(
    found: Iterable[tuple[Due, str]], occasion: Occasion, memory: Mapping[str, Entry], today: dt.date
) -> Iterable[tuple[Due, str]]:
    """No more letters than the entry wants in a day, the longest due first; the others wait for tomorrow."""
    if occasion.letters_per_day is None:
        return found
    begins = f"letter:{occasion.key}:"
    made = sum(1 for key, entry in memory.items() if key.startswith(begins) and entry.day == today.isoformat())
    ordered = sorted(found, key=lambda each: (each[0].date or dt.date.min, each[0].key))
    return ordered[: max(0, occasion.letters_per_day - made)]


def letter_changes(
    due: Due, key: str, address: str, people: Addressees, today: dt.date, *, mailing: str = "", topic: str = "",
    signed_by: tuple[str, str] | None = None, until: dt.date | None = None, once: str | None = None, name: str = "",
    language: str = "", basis: str = "",
) -> Iterator[Change]:  # fmt: skip
    """The letter and its row in Letters; `name` is what the row calls it, the occasion's name when empty.

    `signed_by`: name and address of whoever writes and is answered instead of the team. `language` is the letter's
    where it is not to be the client's own. `basis`: why it may go, where that is not the client's consent.
    """
    settings, clients = people.settings, people.clients
    at = people.position(due)
    if at is None or due.occasion.letter is None:
        return
    language = language or _language(people, at)
    from_name, reply_to = signed_by or ("", "")
    yield SendLetter(
        key, due.client, address, due.occasion.letter, language, facts(due, at, language, people), mailing=mailing,
        topic=topic, reply_to=reply_to, from_name=from_name, until=until, once=once,
        written=people.written.get(fold(due.occasion.letter), {}),
    )  # fmt: skip
    words = words_of(settings.language)
    travels = settings.mail.transport != "outbox"
    row: dict[str, CellValue] = {
        "made_on": today,
        "client": due.client,
        "client_name": client_fact(clients, at, "name"),
        "to": address,
        "mailing": mailing or None,
        "letter": name or words.reason(due.occasion.key),
        "letter_status": words.choice("letter_status", "waiting" if travels else "prepared"),
        "file": None if travels else letter_file(key),
        "allowed_by": basis or people.basis(due, topic or "greetings", today, words),
        "sender_mark": people.snapshot.outside.journal or None,
        "key": key,
    }
    letters = people.snapshot.table("letters")
    yield AddRow("letters", {f: v for f, v in row.items() if letters.has(f)}, key, "letter-note")


def facts(due: Due, at: int, language: str, people: Addressees) -> Mapping[str, object]:
    """The plain values a template sees. Notes, comments and sensitive columns are not among them (X09)."""
    settings, clients = people.settings, people.clients
    words = words_of(language)
    name = as_text(client_fact(clients, at, "name"))
    written = clients.values("salutation")[at]
    sex = _sex(people, at)
    greeted = greeting(name, language, gender=sex)
    details = people.details(due, words, due.date or dt.date.min)
    row = {
        clients.headers.get(field, field.removeprefix(OWN)): _plain(clients.values(field)[at], language)
        for field in clients.columns
        if _may_be_shown(field)
    }
    own = people.snapshot.table(due.occasion.tab)
    bought = read_column(own, "bought_on", settings)[due.position].value if own.has("bought_on") else None
    return {
        "greeting": as_text(written) if is_result(written) else greeted.text,
        "greeting_unsure": greeted.doubtful and not is_result(written),
        "salutation": as_text(written) if is_result(written) else None,
        "sex": sex,
        "birthday": _month_and_day(read_column(clients, "birthday", settings)[at].value),
        "name": name,
        "first_name": parse_person_name(name, language).first,
        "client": due.client,
        "company": _plain(clients.values("company")[at], language),
        "manager": as_text(people.manager(due)),
        "sender_name": settings.sender_name or settings.sender_address,
        "sender_address": settings.sender_address,
        "date": details["date"],
        "age": details["age"],
        "years": details["years"],
        "product": details["product"],
        "holiday": details.get("holiday"),
        "last_product": details.get("last_product"),
        "purpose": details["purpose"],
        "bought_on": bought,
        "runs_out_on": due.date if due.occasion.tab == "purchases" else None,
        "row": row,
    }


def _month_and_day(birthday: object) -> str | None:
    """A birthday as the filter `name_day` wants it, "11-25"; a birthday may lack the year."""
    if isinstance(birthday, tuple):
        return f"{birthday[1]:02}-{birthday[2]:02}"
    return f"{birthday:%m-%d}" if isinstance(birthday, dt.date) else None


def _sex(people: Addressees, at: int) -> str | None:
    """The client's sex where the team noted it, else None: the salutation then goes by the name."""
    if not people.clients.has("sex"):
        return None
    return read_choices(people.snapshot, "clients", "sex", "sex")[at]


def _language(people: Addressees, at: int) -> str:
    if people.clients.has("language"):
        chosen = read_choices(people.snapshot, "clients", "language", "language")[at]
        if chosen in CHOICES["language"]:
            return str(chosen)
    return people.settings.language


def _may_be_shown(field: str) -> bool:
    column = BY_NAME["clients"].column(field) if not field.startswith(OWN) else None
    if is_sensitive("clients", field):
        return False
    return column is None or (column.kind != "note" and not column.robot)


def _plain(value: CellValue, language: str) -> str:
    if not is_result(value):
        return ""
    if isinstance(value, dt.date):
        return format_date(language, value, "d MMMM y")
    return as_text(value)
