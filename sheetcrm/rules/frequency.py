"""How many letters a client had of late, of every kind together: the cap holds for greetings and mailings alike."""

import datetime as dt
from collections import Counter

from sheetcrm.model.settings import Settings
from sheetcrm.model.snapshot import Snapshot
from sheetcrm.rules.duplicates.aliases import aliases_of
from sheetcrm.rules.opt_outs import SERVICE
from sheetcrm.rules.reading import keys, read_choices, read_column, texts

_NEVER_WENT = frozenset({"dropped", "refused", "failed", "held"})
_QUESTION = "letter:confirm:"
"""Letters that ask whether a consent is right are about that consent, and advertise nothing."""


def recent_letters(snapshot: Snapshot, settings: Settings, today: dt.date) -> Counter[str]:
    """Number -> letters made in the last `per_client_days` days that went or may go; service letters apart.

    Letters to a client who became part of another one count for that one.
    """
    letters, aliases = snapshot.table("letters"), aliases_of(snapshot)
    purposes = read_choices(snapshot, "mailings", "purpose", "mailing_purpose")
    numbers = keys(snapshot.table("mailings"), "number")
    service = {number for number, purpose in zip(numbers, purposes, strict=True) if purpose == SERVICE}
    since = today - dt.timedelta(days=settings.mail.per_client_days)
    rows = zip(
        keys(letters, "client"), keys(letters, "mailing"), texts(letters, "key"),
        read_choices(snapshot, "letters", "letter_status", "letter_status"),
        read_column(letters, "made_on", settings), strict=True,
    )  # fmt: skip
    return Counter(
        aliases.get(client, client)
        for client, mailing, key, status, day in rows
        if client and isinstance(day.value, dt.date) and day.value > since and status not in _NEVER_WENT
        and not (mailing and mailing in service) and not key.startswith(_QUESTION)
    )  # fmt: skip
