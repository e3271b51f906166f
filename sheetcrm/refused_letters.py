"""What the sheet is told when letters of a plan could not be made: no note of them, and the reason in their mailing.

Nothing is noted that did not happen.
"""

from collections.abc import Collection, Iterator, Sequence
from dataclasses import replace

from sheetcrm.mail.receipts import Receipt
from sheetcrm.model.changes import AddRow, Change, SendLetter, SetCells
from sheetcrm.model.outside import RefusedLetters
from sheetcrm.model.plan import Plan, net
from sheetcrm.model.settings import Settings
from sheetcrm.model.snapshot import Snapshot
from sheetcrm.rules.mailings.checks import check_mailings
from sheetcrm.rules.mailings.counting import count_mailings
from sheetcrm.rules.mailings.same_text import TEXT
from sheetcrm.rules.showing import show_problems

_STOPPED = "mailing-stopped"
_UNREADABLE = "mailing-unreadable"


def without_refused(
    changes: Sequence[Change],
    letters: Sequence[SendLetter],
    receipts: Sequence[Receipt],
    plan: Plan,
    settings: Settings,
) -> list[Change]:
    """The changes without the rows and the memory of refused letters, and with the mailings' rows telling of them.

    A mailing of whose round no letter was made has not begun.
    """
    refused = {receipt.key: receipt for receipt in receipts if receipt.outcome != "prepared"}
    if not refused:
        return list(changes)
    failed = [letter for letter in letters if letter.key in refused]
    gone = set(refused) | _not_begun(letters, refused)
    kept = [change for change in changes if not _notes_a(gone, change)]
    told: dict[str, RefusedLetters] = {}
    for letter in failed:
        receipt, earlier = refused[letter.key], told.get(letter.mailing)
        if not letter.mailing or receipt.code == _STOPPED:  # another letter of its mailing is what is wrong
            continue
        first = earlier or RefusedLetters(0, letter.client, receipt.reason)
        told[letter.mailing] = first._replace(number=first.number + 1)
    if not told:
        return kept
    after = plan.before.after(kept)
    seen = replace(after, outside=replace(plan.before.outside, refused=told))
    counted = list(count_mailings(seen, settings, plan.today))
    return net([*kept, *counted, *_shown(seen.after(counted), settings, plan)])


def _shown(snapshot: Snapshot, settings: Settings, plan: Plan) -> Iterator[Change]:
    """What the Check of mailings says now, beside what else is wrong with their rows."""
    others = [each for each in plan.problems if each.tab == "mailings" and each.code != _UNREADABLE]
    mailings = replace(snapshot, tables={"mailings": snapshot.table("mailings")})
    yield from show_problems(mailings, settings, [*others, *check_mailings(snapshot, settings, plan.today)])


def _not_begun(letters: Sequence[SendLetter], refused: Collection[str]) -> set[str]:
    """The memory's words for rounds of which nothing was made now; one that had begun earlier has no new word."""
    rounds = {letter.key.split(":")[1]: letter.mailing for letter in letters if letter.mailing}
    made = {letter.key.split(":")[1] for letter in letters if letter.key not in refused}
    words = {f"mailing:{round_}:{stage}" for round_ in rounds.keys() - made for stage in ("all", "trial")}
    return words | {f"{TEXT}{number}" for round_, number in rounds.items() if round_ not in made}


def _notes_a(gone: Collection[str], change: Change) -> bool:
    """Whether the change notes one of these keys: a row in Letters, a line of the memory."""
    if isinstance(change, AddRow):
        return change.cells.get("key") in gone
    if isinstance(change, SetCells):
        return change.tab == "memory" and change.cells.get("key", (None, None))[1] in gone
    return False
