"""How the letters of a workbook stand, as journal and mailbox know it: counts, the unclear ones, and room for more.

Only looked at, never changed; the sheet is not needed for it.
"""

import datetime as dt
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from sheetcrm.inbox_run import told_by_inbox
from sheetcrm.letter_journal import KnownLetter
from sheetcrm.mail.forecast import done_at
from sheetcrm.model.settings import Settings
from sheetcrm.sending_run import open_letters

DAY = dt.timedelta(days=1)


@dataclass(frozen=True, slots=True)
class MailStatus:
    """Mailing ("" for letters of occasions) -> state -> letters; the unclear and refused ones; what the quota leaves.

    A letter that went and came back for good is counted as `bounced`, no longer as `sent`.
    `used`: letters of the sender in the last 24 hours. `room_again`: when the oldest of those no longer counts, where
    there is no room now. `next_at`: when the first of the delayed ones is tried again. `waiting`: letters still
    to go. `done_at`: when the last of them goes, where there is no room for all now.
    """

    counts: Mapping[str, Counter[str]] = field(default_factory=dict)
    unclear: Sequence[KnownLetter] = ()
    refused: Sequence[KnownLetter] = ()
    used: int = 0
    limit: int = 0
    room_again: dt.datetime | None = None
    next_at: dt.datetime | None = None
    waiting: int = 0
    done_at: dt.datetime | None = None

    @property
    def room(self) -> int:
        """How many letters may go now."""
        return max(0, self.limit - self.used)


def mail_status(settings: Settings, workbook: str, now: dt.datetime) -> MailStatus:
    """How the letters stand of the workbook that the journals know under that name."""
    limit = settings.mail.per_day
    with open_letters(settings) as journal:
        if journal is None:
            return MailStatus(limit=limit)
        letters = journal.letters(workbook)
        moments = journal.counted_moments(settings.sender_address, now - DAY)
    came_back, _ = told_by_inbox(settings, workbook)
    dead = {key for key, told in came_back.items() if told.kind == "hard"}
    counts: dict[str, Counter[str]] = {}
    for letter in letters:
        state = "bounced" if letter.state == "sent" and letter.key in dead else letter.state
        counts.setdefault(letter.mailing, Counter())[state] += 1
    waiting = sum(letter.state in ("waiting", "delayed") for letter in letters)
    waits = [letter.next_at for letter in letters if letter.state == "delayed" and letter.next_at is not None]
    return MailStatus(
        dict(sorted(counts.items())),
        [letter for letter in letters if letter.state in ("unclear", "sending")],
        [letter for letter in letters if letter.state == "refused"],
        len(moments),
        limit,
        moments[len(moments) - limit] + DAY if len(moments) >= limit else None,
        min(waits, default=None),
        waiting,
        done_at(waiting, moments, limit, now) if waiting > max(0, limit - len(moments)) else None,
    )
