"""What a person should look at in letters, brought into their rows in Letters; nothing here makes or sends a letter."""

from collections.abc import Mapping, Sequence
from dataclasses import replace

from sheetcrm.mail.reasons import Remark
from sheetcrm.mail.receipts import Receipt
from sheetcrm.model.changes import AddRow, Change
from sheetcrm.model.snapshot import Snapshot, Table


def remark_text(remarks: Sequence[Remark], language: str) -> str:
    """All remarks on one letter as text for a cell or a line, in the team's language.

    >>> remark_text([Remark("vocative-unsure", {"value": "Xi"})], "en")
    'The vocative of “Xi” is not certain, so the name stands as it is. Please fill in the sex in the row.'
    """
    return " ".join(remark.sentence(language) for remark in remarks)


def with_remarks(
    changes: Sequence[Change], receipts: Sequence[Receipt], snapshot: Snapshot, language: str
) -> list[Change]:
    """The changes, the rows of Letters with the subject and what is to be looked at, where the tab has the columns."""
    told = {receipt.key: receipt for receipt in receipts if receipt.remarks or receipt.subject}
    if not told or "letters" not in snapshot:
        return list(changes)
    return [_with(change, told, snapshot.table("letters"), language) for change in changes]


def _with(change: Change, told: Mapping[str, Receipt], letters: Table, language: str) -> Change:
    if not isinstance(change, AddRow) or change.tab != "letters" or change.cells.get("key") not in told:
        return change
    receipt = told[str(change.cells["key"])]
    cells = dict(change.cells)
    if receipt.remarks and letters.has("remarks"):
        cells["remarks"] = remark_text(receipt.remarks, language)
    if receipt.subject and letters.has("subject"):
        cells["subject"] = receipt.subject
    return replace(change, cells=cells)
