"""What the sheet itself says of opt-outs, as plain values: rows that people typed, words that a web app has posted.

Nothing here knows the team's key: what is to be remembered as a hash is hashed on a higher floor.
"""

import datetime as dt
import re
from collections.abc import Iterator
from itertools import chain
from typing import NamedTuple

from sheetcrm.model.settings import Settings
from sheetcrm.model.snapshot import Snapshot
from sheetcrm.rules.addressees import Addressees
from sheetcrm.rules.clients import ClientIndex
from sheetcrm.rules.opt_outs import ALL
from sheetcrm.rules.reading import keys, read_choices, read_column, texts
from sheetcrm.rules.typed import Reading
from sheetcrm.values.email import mailbox_key

_MARK = re.compile(r"[0-9a-f]{32}")
_POSTED = re.compile(r"o/([A-Za-z0-9_-]{20,200})( all)?")


class Typed(NamedTuple):
    """One row of the Opt-outs tab: the addresses it is about, the hash the robot put there, the client's number."""

    addresses: tuple[str, ...]
    mark: str
    client: str
    topic: str
    day: dt.date


class Posted(NamedTuple):
    """One row that the web app wrote: the word of a link, not yet looked at, and its day; None where it has none.

    `all_letters`: the person chose to get none at all.
    """

    token: str
    all_letters: bool
    day: dt.date | None


def typed_opt_outs(snapshot: Snapshot, settings: Settings) -> list[Typed]:
    """Every row of the Opt-outs tab that names an address, a client or a hash; of a client alone with its addresses.

    A topic nobody can read is all; a row without a day counts for ever.
    """
    table = snapshot.table("opt_outs")
    if not len(table):
        return []
    rows = list(
        zip(
            read_column(table, "address", settings), texts(table, "client"), texts(table, "mark"),
            read_choices(snapshot, "opt_outs", "topic", "mailing_topic"), read_column(table, "opted_on", settings),
            strict=True,
        )
    )  # fmt: skip
    index = ClientIndex(snapshot, settings) if any(named for _, named, *_ in rows) else None
    mail = _mail_by_number(snapshot, settings) if index is not None else {}
    found = []
    for addresses, named, mark, topic, said in rows:
        number = (index.meant(named) or "") if index is not None and named else ""
        boxes = _boxes(addresses) or mail.get(number, ())
        kept = mark if _MARK.fullmatch(mark) else ""
        if boxes or number or kept:
            day = said.value if isinstance(said.value, dt.date) else dt.date.max
            found.append(Typed(boxes, kept, number, topic or ALL, day))
    return found


def posted_opt_outs(snapshot: Snapshot, settings: Settings) -> Iterator[Posted]:
    """Yield what the web app wrote in its tab, in the order of the rows; what has not the form of a link is no link."""
    table = snapshot.table("opt_out_post")
    days = read_column(table, "posted_on", settings)
    for text, day in zip(texts(table, "token"), days, strict=True):
        word = _POSTED.search(text)
        if word is not None:
            yield Posted(word[1], bool(word[2]), day.value if isinstance(day.value, dt.date) else None)


def mailboxes(snapshot: Snapshot, settings: Settings) -> set[str]:
    """Every address of a client or an opt-out, in the form in which addresses are compared."""
    rows = chain(Addressees(snapshot, settings).mail, read_column(snapshot.table("opt_outs"), "address", settings))
    return set(chain.from_iterable(map(_boxes, set(rows))))


def _mail_by_number(snapshot: Snapshot, settings: Settings) -> dict[str, tuple[str, ...]]:
    readings = Addressees(snapshot, settings).mail
    numbers = keys(snapshot.table("clients"), "number")
    return {number: _boxes(reading) for number, reading in zip(numbers, readings, strict=True) if number}


def _boxes(reading: Reading) -> tuple[str, ...]:
    return tuple(map(mailbox_key, reading.value)) if isinstance(reading.value, tuple) else ()
