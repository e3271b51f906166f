"""When each client was last spoken to, as the contact log tells; a call that nobody answered is no talk."""

import datetime as dt
from collections.abc import Mapping

from sheetcrm.model.settings import Settings
from sheetcrm.model.snapshot import Cells, Snapshot
from sheetcrm.rules.duplicates.aliases import aliases_of
from sheetcrm.rules.reading import keys, read_choices, read_column

UNHEARD = frozenset({"no_answer", "wrong_number"})
"""Results of a contact that did not come about."""

_LAST: list[tuple[tuple[Cells | None, ...], dt.date, Mapping[str, dt.date]]] = []
"""What the last snapshot told, kept because several occasions ask in one run."""


def last_contacts(snapshot: Snapshot, settings: Settings, today: dt.date) -> Mapping[str, dt.date]:
    """The number of a client in capitals -> the day of the last talk until today; merged clients speak for one.

    Days to come are plans and do not count.
    """
    log = snapshot.table("log")
    columns = (*(log.columns.get(field) for field in ("client_number", "contacted_on", "result")),
               snapshot.table("archive").columns.get("merged_into"))  # fmt: skip
    for kept, kept_day, found in _LAST:
        if kept_day == today and all(a is b for a, b in zip(kept, columns, strict=True)):
            return found
    made: dict[str, dt.date] = {}
    aliases = aliases_of(snapshot)
    rows = zip(
        keys(log, "client_number"),
        read_column(log, "contacted_on", settings),
        read_choices(snapshot, "log", "result", "contact_result"),
        strict=True,
    )
    for number, reading, result in rows:
        day = reading.value
        if number and isinstance(day, dt.date) and day <= today and result not in UNHEARD:
            living = aliases.get(number, number)
            made[living] = max(day, made.get(living, day))
    _LAST[:] = [(columns, today, made)]
    return made
