"""How it stands with consents that nobody has confirmed yet: asked or not, waiting, over; and what keeps a letter back.

One letter and one reminder for each consent, never more; whoever does not press the button is left in peace.
"""

import datetime as dt
import re
from collections.abc import Iterator, Mapping
from typing import NamedTuple

from sheetcrm.model.settings import Settings
from sheetcrm.model.snapshot import Snapshot
from sheetcrm.rules.addressees import DOUBTFUL, Addressees
from sheetcrm.rules.bases import is_open
from sheetcrm.rules.consents import Line, consent_lines
from sheetcrm.rules.memory import Entry, remembered
from sheetcrm.rules.opt_outs import OptOuts
from sheetcrm.rules.reading import keys

VALID_DAYS = 30
"""So long the link works, and so old a consent may be when it is first asked about."""
REMINDER_DAYS = 7
_KEY = re.compile(r"letter:confirm:.+:(NEWS|OFFERS)-([0-9]{8})(?:-2)?")


class Asked(NamedTuple):
    """How it stands with one consent that is to be confirmed.

    `code` is what its row is told: soon, waits, over, late, no_day, no_address, no_page, opted_out. `first` is the day
    of the first letter; `key` that of the letter to be made now, empty for none.
    """

    line: Line
    code: str
    first: dt.date | None = None
    key: str = ""
    address: str = ""


def asked_consents(snapshot: Snapshot, settings: Settings, today: dt.date) -> Iterator[Asked]:
    """How it stands with each consent that nobody has confirmed, in sheet order; none where the team does not ask."""
    if not settings.mail.confirm_consents:
        return
    waiting = [line for line in consent_lines(snapshot, settings) if is_open(line, settings)]
    if not waiting:
        return
    memory, people, opt_outs = remembered(snapshot), Addressees(snapshot, settings), OptOuts(snapshot, settings)
    places = {number: at for at, number in enumerate(keys(snapshot.table("clients"), "number")) if number}
    for line in waiting:
        at = places.get(line.number)
        if at is None:
            continue  # an archived client, or nobody: nothing is asked
        if people.has_withdrawn(line.number, line.purpose):
            yield Asked(line, "opted_out")
        elif line.day is None:
            yield Asked(line, "no_day")
        else:
            reading = people.mail[at]
            boxes = reading.value if isinstance(reading.value, tuple) else ()
            said = opt_outs.last_said(line.number, boxes, line.purpose or "")
            if said is not None and said >= line.day:
                yield Asked(line, "opted_out")
            else:
                doubtful = any(found.code in DOUBTFUL for found in reading.findings)
                yield _asked(line, line.day, "" if doubtful or not boxes else boxes[0], memory, settings, today)


def _asked(
    line: Line, day: dt.date, address: str, memory: Mapping[str, Entry], settings: Settings, today: dt.date
) -> Asked:
    """The stage of one consent, by the letters that the memory knows of."""
    key = f"letter:confirm:{line.number}:{(line.purpose or '').upper()}-{day:%Y%m%d}"
    first = _day_of(memory.get(key))
    if first is not None and today > first + dt.timedelta(days=VALID_DAYS):
        return Asked(line, "over", first)
    if first is None and today > day + dt.timedelta(days=VALID_DAYS):
        return Asked(line, "late")
    if not can_be_asked(settings):
        return Asked(line, "no_page", first)
    if not address:
        return Asked(line, "no_address", first)
    if first is None:
        return Asked(line, "soon", None, key, address)
    again = f"{key}-2"
    reminds = again not in memory and today >= first + dt.timedelta(days=REMINDER_DAYS)
    return Asked(line, "waits", first, again if reminds else "", address)


def can_be_asked(settings: Settings) -> bool:
    """Whether there is a page for the button: the one of `sheetcrm serve`; a script at Google has no key to know us."""
    url = settings.mail.unsubscribe_url
    return bool(url) and "{token}" not in url


def confirms_what(key: str) -> tuple[str, dt.date] | None:
    """The topic and the day of the consent that a letter of that key asks about; None for any other letter.

    >>> confirms_what("letter:confirm:C-0042:NEWS-20261122-2"), confirms_what("letter:M-0001:C-0042")
    (('news', datetime.date(2026, 11, 22)), None)
    """
    found = _KEY.fullmatch(key)
    return (found[1].lower(), dt.datetime.strptime(found[2], "%Y%m%d").date()) if found else None


def _day_of(entry: Entry | None) -> dt.date | None:
    try:
        return dt.date.fromisoformat(entry.day[:10]) if entry is not None else None
    except ValueError:
        return None
