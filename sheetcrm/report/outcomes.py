"""What came of a run or an undo, brought into the forms that the text report and the JSON report share."""

from typing import TYPE_CHECKING, Any

from sheetcrm.mail.remarked import remark_text
from sheetcrm.model.changes import AddRow, SendLetter, SetCells
from sheetcrm.model.plan import Plan
from sheetcrm.model.settings import Settings
from sheetcrm.model.snapshot import Snapshot
from sheetcrm.report.as_json import plan_form
from sheetcrm.report.as_json_mail import inbox_form, posted_form
from sheetcrm.report.text import Outcome as Shown
from sheetcrm.rules.blocked import blocked_rows
from sheetcrm.stores.base import Skipped
from sheetcrm.undo_letters import TAKEN_BACK
from sheetcrm.words import Words

if TYPE_CHECKING:
    from sheetcrm.pipeline import Outcome
    from sheetcrm.undo import Undone


def shown_run(outcome: "Outcome", settings: Settings) -> tuple[Shown, Snapshot]:
    """The outcome of a sync and the snapshot in which its places are to be read."""
    if outcome.plan is None:
        return Shown("sync", {}), Snapshot({})
    letters = {change.key: change.to for change in outcome.plan.changes if isinstance(change, SendLetter)}
    stopped = dict.fromkeys(r.reason for r in outcome.receipts if r.code == "mailing-stopped")
    own = [receipt for receipt in outcome.receipts if receipt.code != "mailing-stopped"]
    failed = [(letters.get(r.key, r.key), r.reason) for r in own if r.outcome != "prepared"]
    looked = [(letters.get(r.key, r.key), remark_text(r.remarks, settings.language)) for r in own if r.remarks]
    prepared = sum(receipt.outcome == "prepared" for receipt in outcome.receipts)
    plan = outcome.plan
    counts = dict(Plan(outcome.applied, (), plan.before, plan.after, plan.today).counts()) | {"letters": prepared}
    aside = sum(len(blocked_rows(plan.after.table(tab), "number")) for tab in ("clients", "deals", "tasks"))
    shown = Shown(
        "sync",
        counts,
        outcome.run,
        outcome.skipped,
        failed,
        aside,
        outcome.backup,
        str(settings.outbox) if prepared and settings.mail.transport == "outbox" else None,
        bool(settings.spreadsheet),
        looked,
        stopped_mailings=tuple(stopped),
    )
    return shown, plan.before


def shown_undo(undone: "Undone", settings: Settings) -> tuple[Shown, Snapshot]:
    """The outcome of an undo; what it kept is listed like what a sync leaves alone."""
    before = undone.plan.before
    kept = [
        Skipped(SetCells(k.tab, k.anchor, {k.field: (k.value, k.value)} if k.field else {}, "undo"), k.field, k.code)
        for k in undone.kept
    ]
    counts = dict(undone.plan.counts()) if undone.number is not None else {}
    online = bool(settings.spreadsheet)
    shown = Shown(
        "undo", counts, undone.run.id, [*kept, *undone.skipped], backup=undone.backup, online=online,
        taken_back=(undone.files, str(settings.outbox / TAKEN_BACK)),
    )  # fmt: skip
    return shown, before


def outcome_form(outcome: "Outcome", words: Words) -> dict[str, Any]:
    """The stable form of a sync (docs/json.md)."""
    form: dict[str, Any] = {
        "version": 1,
        "report": "sync",
        "run": outcome.run,
        "settled": outcome.settled,
        "complete": outcome.complete,
        "backup": outcome.backup,
        "letters": [
            {
                "key": r.key,
                "outcome": r.outcome,
                "place": r.place or None,
                "code": r.code or None,
                "remarks": [{"code": remark.code, "message": remark.sentence(words.language)} for remark in r.remarks],
            }
            for r in outcome.receipts
        ],
        "skipped": [skipped_form(skipped) for skipped in outcome.skipped],
        "posted": posted_form(outcome.posted),
        "inbox": inbox_form(outcome.inbox),
    }
    if outcome.plan is not None:
        form["plan"] = plan_form(outcome.plan, words)
    return form


def undo_form(undone: "Undone", words: Words) -> dict[str, Any]:
    """The stable form of an undo (docs/json.md)."""
    return {
        "version": 1,
        "report": "undo",
        "undone": undone.run.id,
        "run": undone.number,
        "backup": undone.backup,
        "plan": plan_form(undone.plan, words),
        "files": undone.files,
        "kept": [{"tab": k.tab, "anchor": k.anchor, "field": k.field, "code": k.code} for k in undone.kept],
        "skipped": [skipped_form(skipped) for skipped in undone.skipped],
    }


def skipped_form(skipped: Skipped) -> dict[str, Any]:
    """The stable form of something that was left alone (docs/json.md)."""
    change = skipped.change
    where = change.tab if isinstance(change, SetCells | AddRow) else None
    name = change.anchor if isinstance(change, SetCells) else change.key
    return {"tab": where, "row": name, "field": skipped.field, "code": skipped.code}
