"""What a task says: the words of its occasion, what the team chose to do, to give and to say, how to reach the client.

Everything here is text for a person; who is to act stands here too, as it is chosen in the same entry. What has no
column of its own in the tab stands in the text of the task.
"""

import datetime as dt
from collections.abc import Mapping

from sheetcrm.model.cells import CellValue, is_result
from sheetcrm.rules.addressees import Addressees
from sheetcrm.rules.occasions import Due
from sheetcrm.rules.task_channel import NOWHERE, Reach, Ways
from sheetcrm.rules.task_say import NOTHING_TO_SAY, saying
from sheetcrm.rules.typed import as_text
from sheetcrm.words import Words

MANAGER = "manager"
"""The word in `assignee` that stands for the client's own manager."""
_LONGEST = 500


def task_cells(due: Due, people: Addressees, ways: Ways, words: Words, today: dt.date) -> Mapping[str, CellValue]:
    """The cells of a task that are texts. What a client's own row says to do comes before what the occasion says."""
    table = people.snapshot.table("tasks")
    reach = reach_of(due, people, ways) if table.has("channel") else NOWHERE
    said = saying(due, people, today) if table.has("say") else NOTHING_TO_SAY
    gift = _by_tier(due.occasion.gift, people.tier(due))
    details = people.details(due, words, today)
    if reach.text:
        details = {**details, "phone": ""}
    action, why = _action(due, people, words, details)
    parts = [action]
    if gift and not table.has("gift"):
        parts.append(words.say("task_gift", note=gift))
    if not reach.text and (channel := people.preferred_channel(due)) is not None:
        parts.append(words.say("task_channel", note=words.choice("channel", channel)))
    window = people.call_window(due)
    if window and not table.has("call_window"):
        parts.append(words.say("task_hours", note=window))
    remarks = [why, words.say("task_greeting_unsure")] if said.doubtful else [why]
    return {
        "action": "; ".join(parts)[:_LONGEST],
        "why": "; ".join(remarks)[:_LONGEST],
        "channel": reach.text or None,
        "say": said.text or None,
        "gift": gift or None,
        "call_window": window or None,
        "assignee": who_acts(due, people),
    }


def reach_of(due: Due, people: Addressees, ways: Ways) -> Reach:
    """The way to whom the occasion is about: a contact person has an own one, a relative is reached by the client."""
    at = people.position(due)
    if due.occasion.tab == "people":
        return ways.to_person(due.position, at)
    return ways.to_client(at) if at is not None else NOWHERE


def who_acts(due: Due, people: Addressees) -> CellValue:
    """The first of the occasion's `assignee` that is known: the client's manager, or a person by name."""
    for name in due.occasion.assignee:
        known = people.manager(due) if name == MANAGER else name
        if known:
            return known
    return None


def _action(due: Due, people: Addressees, words: Words, details: Mapping[str, object]) -> tuple[str, str]:
    """What to do and why."""
    key = due.occasion.key
    if due.late:
        late = f"{key}_late"
        known = late in words.sections["tasks"]
        return words.task(late if known else "other_late", **{**details, "occasion": words.reason(key)})
    action, why = words.task(key, **details)
    chosen = _chosen(due, people)
    if chosen:
        action = words.say("task_chosen", note=chosen, name=details["name"], date=details["date"])
    return action, why


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
