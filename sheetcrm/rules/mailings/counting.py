"""What people read in their row of Mailings: for whom it is meant, how it goes, and why it does not; plain counts."""

import datetime as dt
from collections import Counter
from collections.abc import Iterator

from sheetcrm.model.cells import CellValue, same_cell
from sheetcrm.model.changes import Change, SetCells
from sheetcrm.model.settings import Settings
from sheetcrm.model.snapshot import Snapshot
from sheetcrm.rules.mailings.orders import Mailing, occasion_day, read_mailings
from sheetcrm.rules.mailings.recipients import OPTED_OUT, Recipient, Recipients
from sheetcrm.rules.mailings.segments import members, segment_of
from sheetcrm.rules.mailings.writing import is_tried, reason_not_to_begin
from sheetcrm.rules.reading import keys, read_choices
from sheetcrm.words import Words, words_of

_WAITING = frozenset({"waiting", "delayed", "sending"})
_HELD = frozenset({"refused", "unclear", "failed", "held", "dropped"})


def count_mailings(snapshot: Snapshot, settings: Settings, today: dt.date) -> Iterator[Change]:
    """Yield a change for each mailing whose counts, state or outcome are not what they should be."""
    table = snapshot.table("mailings")
    if not len(table):
        return
    words = words_of(settings.language)
    went = _letters(snapshot)
    recipients = Recipients(snapshot, settings, today)
    for mailing in read_mailings(snapshot, settings):
        wanted = _cells(mailing, went.get(mailing.number, Counter()), snapshot, settings, recipients, words, today)
        cells = {
            field: (table.values(field)[mailing.position], value)
            for field, value in wanted.items()
            if table.has(field) and not same_cell(table.values(field)[mailing.position], value)
        }
        if cells:
            yield SetCells("mailings", table.anchors[mailing.position], cells, "mailing-count")


def _letters(snapshot: Snapshot) -> dict[str, Counter[str]]:
    """Mailing -> status -> letters."""
    letters = snapshot.table("letters")
    statuses = read_choices(snapshot, "letters", "letter_status", "letter_status")
    found: dict[str, Counter[str]] = {}
    for number, status in zip(keys(letters, "mailing"), statuses, strict=True):
        if number:
            found.setdefault(number, Counter())[status or "held"] += 1
    return found


def _cells(
    mailing: Mailing, went: Counter[str], snapshot: Snapshot, settings: Settings, recipients: Recipients, words: Words,
    today: dt.date,
) -> dict[str, CellValue]:  # fmt: skip
    made = went.total()
    waiting = sum(went[status] for status in _WAITING)
    cells: dict[str, CellValue] = {
        "letters_sent": went["sent"] + went["prepared"] + went["bounced"] or None,
        "letters_waiting": waiting or None,
        "letters_held": sum(went[status] for status in _HELD) or None,
        "bounced": went["bounced"] or None,
    }
    status, outcome = "planned", ""
    if mailing.faults:
        outcome = words.say(mailing.faults[0].code.replace("-", "_"), part=mailing.faults[0].part)
        return {**cells, "mailing_status": words.choice("mailing_status", "refused"), "outcome": outcome}
    if not made:  # a mailing that has begun keeps the figures with which it did
        segment = segment_of(mailing.segment, snapshot, settings, today)
        chosen = list(recipients.of(mailing, members(segment, snapshot, settings, today)))
        cells["members"] = sum(1 for recipient in chosen if recipient.address) or None
        cells["opted_out"] = sum(1 for recipient in chosen if recipient.refused in OPTED_OUT) or None
        cells["outcome"] = _told(chosen, words) or None
    day = occasion_day(mailing, today)
    about = day or mailing.send_on or today
    reason = None if made else reason_not_to_begin(mailing, about, snapshot, settings, today)
    if mailing.order == "stop":
        status = "stopped"
    elif mailing.order == "pause":
        status = "paused"
    elif reason is not None:
        status, outcome = "refused", words.say(reason[0].replace("-", "_"), **reason[1])
    elif mailing.order == "send" and made:
        status = "running" if waiting or mailing.repeats != "once" else "finished"
        if is_tried(mailing) and status == "finished":
            status, outcome = "paused", words.say("mailing_tried")
    cells["mailing_status"] = words.choice("mailing_status", status)
    if outcome:
        cells["outcome"] = outcome
    return cells


def _told(chosen: list[Recipient], words: Words) -> str:
    """Why members get no letter, the commonest reason first."""
    reasons = Counter(recipient.refused for recipient in chosen if recipient.refused)
    return "; ".join(
        words.say(f"not_mailed_{code}".replace("-", "_"), count=count) for code, count in reasons.most_common()
    )
