"""The sentences of a mailing's row: what is wrong with it, who is left out, what was tried, when it goes next."""

import datetime as dt
from collections import Counter
from collections.abc import Iterable

from sheetcrm.model.outside import RefusedLetters
from sheetcrm.model.settings import Settings
from sheetcrm.model.snapshot import Snapshot
from sheetcrm.rules.mailings.orders import Mailing, next_day
from sheetcrm.rules.mailings.recipients import Recipient
from sheetcrm.rules.mailings.same_text import unchanged_since
from sheetcrm.rules.mailings.segment_text import Fault
from sheetcrm.rules.mailings.versions import Result, is_tried, results
from sheetcrm.rules.memory import Entry, remembered
from sheetcrm.rules.reading import texts
from sheetcrm.words import Words


def fault_told(fault: Fault, words: Words) -> str:
    """What a cell of the row says that cannot be, and what may be meant; an occasion by its title."""
    other = words.reason(fault.suggestion) if fault.code == "mailing-occasion" else fault.suggestion
    tab = words.tab("templates") if fault.code == "mailing-letter" and not other else None
    return words.say(fault.code.replace("-", "_"), part=fault.part, other=other or None, tab=tab)


def not_made(refused: RefusedLetters, words: Words) -> str:
    """How many letters could not be made, and why the first one."""
    return words.say("mailing_not_made", count=refused.number, client=refused.client, reason=refused.reason)


def left_out(chosen: Iterable[Recipient], words: Words) -> str:
    """Why members get no letter, the commonest reason first."""
    reasons = Counter(recipient.refused for recipient in chosen if recipient.refused)
    return "; ".join(
        words.say(f"not_mailed_{code}".replace("-", "_"), count=count) for code, count in reasons.most_common()
    )


def takes_days(mailing: Mailing, count: object, settings: Settings, words: Words) -> str:
    """On which day the last letter goes, where more are meant than may go in 24 hours."""
    limit = min(settings.mail.per_day, mailing.cap or settings.mail.per_day)
    if settings.mail.transport == "outbox" or mailing.occasion or not isinstance(count, int) or count <= limit:
        return ""
    return words.say("mailing_days", limit=limit, days=-(-count // limit))


def began(mailing: Mailing, snapshot: Snapshot) -> Entry | None:
    """The memory's line of a mailing that goes once and has begun; its value is how many letters it was to have."""
    memory = remembered(snapshot)
    stages = (memory.get(f"mailing:{mailing.number}:{stage}") for stage in ("all", "trial"))
    return next(filter(None, stages), None) if mailing.repeats == "once" else None


def taken_back(begun: Entry, words: Words) -> str:
    """That a mailing has begun, though none of its letters stands in the sheet any more."""
    try:
        day: object = dt.date.fromisoformat(begun.day[:10])
    except ValueError:
        day = begun.day
    return words.say("mailing_taken_back", date=day)


def gone(mailing: Mailing, snapshot: Snapshot, words: Words) -> str:
    """That some of its letters were made and stand in the sheet no more; empty where all do, or it comes back."""
    if mailing.repeats != "once" or mailing.occasion:
        return ""
    begins = f"letter:{mailing.number}:"
    made = {key for key in remembered(snapshot) if key.startswith(begins)}
    missing = made.difference(texts(snapshot.table("letters"), "key"))
    return words.say("mailing_gone", count=len(missing)) if missing else ""


def next_time(mailing: Mailing, day: dt.date, snapshot: Snapshot, words: Words) -> str:
    """When a repeated mailing goes next, and whether its text is still the one that went last."""
    following = next_day(mailing, day)
    return words.say("mailing_next", date=following, before=unchanged_since(mailing, snapshot)) if following else ""


def versions_told(
    mailing: Mailing, round_: str, snapshot: Snapshot, settings: Settings, words: Words, choose: bool
) -> str:
    """What came of the two versions; with `choose` and nobody's choice yet, where to write it."""
    found = results(mailing, round_, snapshot, settings)
    if found is None:
        return ""
    first, second = (_version(result, words) for result in found)
    if not choose or not is_tried(mailing):
        return f"{first}; {second}"
    table = snapshot.table("mailings")
    column = table.headers["winner"] if table.has("winner") else None
    how = words.say("mailing_choose", column=column) if column else words.say("mailing_tried")
    return f"{first}; {second}. {how}"


def _version(result: Result, words: Words) -> str:
    return words.say(
        "mailing_version", letter=result.letter, sent=result.sent, replied=result.replied, out=result.opted_out,
        bounced=result.bounced,
    )  # fmt: skip
