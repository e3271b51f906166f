"""What a task says: the words of its occasion, what the team chose to do and to give, how to reach the client.

Everything here is text for a person; who is to act stands here too, as it is chosen in the same entry.
"""

import datetime as dt
from collections.abc import Mapping

from sheetcrm.model.cells import CellValue, is_result
from sheetcrm.rules.addressees import Addressees
from sheetcrm.rules.occasions import Due
from sheetcrm.rules.typed import as_text
from sheetcrm.words import Words

MANAGER = "manager"
"""The word in `assignee` that stands for the client's own manager."""
_LONGEST = 500


def task_text(due: Due, people: Addressees, words: Words, today: dt.date) -> tuple[str, str]:
    """What to do and why. What a client's own row says to do comes before what the occasion says for its tier."""
    details = people.details(due, words, today)
    key = due.occasion.key
    if due.late:
        late = f"{key}_late"
        known = late in words.sections["tasks"]
        action, why = words.task(late if known else "other_late", **{**details, "occasion": words.reason(key)})
    else:
        action, why = words.task(key, **details)
    chosen = _chosen(due, people)
    if chosen and not due.late:
        action = words.say("task_chosen", note=chosen, name=details["name"], date=details["date"])
    parts = [action]
    gift = _by_tier(due.occasion.gift, people.tier(due))
    if gift:
        parts.append(words.say("task_gift", note=gift))
    if (channel := people.preferred_channel(due)) is not None:
        parts.append(words.say("task_channel", note=words.choice("channel", channel)))
    if not people.snapshot.table("tasks").has("call_window") and (hours := people.call_window(due)):
        parts.append(words.say("task_hours", note=hours))
    return "; ".join(parts)[:_LONGEST], why


def who_acts(due: Due, people: Addressees) -> CellValue:
    """The first of the occasion's `assignee` that is known: the client's manager, or a person by name."""
    for name in due.occasion.assignee:
        known = people.manager(due) if name == MANAGER else name
        if known:
            return known
    return None


def _chosen(due: Due, people: Addressees) -> str:
    """What to do in other words than the occasion's: the column Action of the client where it greets, or the entry."""
    at = people.position(due)
    if due.occasion.repeat == "yearly" and due.occasion.tab == "clients" and at is not None:
        own = people.clients.values("action")[at]
        if is_result(own) and as_text(own):
            return as_text(own)
    return _by_tier(due.occasion.action, people.tier(due))


def _by_tier(texts: Mapping[str, str], tier: str | None) -> str:
    return texts.get(tier or "") or texts.get("", "")
