"""Guards: what one run may not do unasked, however right each single change looks; only --force lifts them."""

from collections import Counter
from collections.abc import Mapping

from sheetcrm.errors import BlockingProblems, PlanRefused
from sheetcrm.model.changes import SendLetter, SetCells
from sheetcrm.model.plan import Plan
from sheetcrm.model.settings import Settings
from sheetcrm.model.snapshot import OWN
from sheetcrm.model.tabs import BY_NAME


def guard(plan: Plan, settings: Settings, sizes: Mapping[str, int], *, force: bool, strict: bool) -> None:
    """Raise PlanRefused for a plan that looks like an accident, BlockingProblems when a strict run found any.

    `sizes`: rows per tab as the last run left them.
    """
    if not force:
        guard_lost(plan, settings)
        _guard_vanished(plan, settings, sizes)
        _guard_changed(plan, settings)
        _guard_letters(plan, settings)
    if strict:
        blocking = sum(problem.severity == "blocking" for problem in plan.problems)
        if blocking:
            raise BlockingProblems("blocking-problems", count=blocking)


def guard_lost(plan: Plan, settings: Settings) -> None:
    """Raise PlanRefused when a tab or a header of the config is not where it was."""
    for tab, code in plan.before.lost.items():
        mapping = settings.tabs[tab]
        raise PlanRefused(code, tab=mapping.title, title=mapping.title, headers=list(mapping.columns.values())[:5])


def _guard_letters(plan: Plan, settings: Settings) -> None:
    """Letters nobody ordered have one limit together, those of a mailing one of their own: there somebody said Send."""
    letters = Counter(change.mailing for change in plan.changes if isinstance(change, SendLetter))
    unasked = letters.pop("", 0)
    if unasked > settings.guards.letters:
        raise PlanRefused("guard-letters", count=unasked, limit=settings.guards.letters)
    for mailing, count in letters.items():
        if count > settings.guards.mailing:
            raise PlanRefused("guard-mailing", count=count, limit=settings.guards.mailing, number=mailing)


_MAY_BE_CLEARED = ("memory", "duplicates")
"""Tabs whose rows people may remove at any time: what matters of the Duplicates tab stands in the memory as well."""


def _guard_vanished(plan: Plan, settings: Settings, sizes: Mapping[str, int]) -> None:
    for tab, before in sizes.items():
        if tab not in plan.before or before < settings.guards.from_rows or tab in _MAY_BE_CLEARED:
            continue
        table = plan.before.table(tab)
        if not len(table):
            raise PlanRefused("guard-emptied", tab=table.title)
        if len(table) < before * (1 - settings.guards.vanished_share):
            raise PlanRefused("guard-vanished", tab=table.title, before=before, now=len(table))


def _guard_changed(plan: Plan, settings: Settings) -> None:
    """Only values of people count, and not where somebody ordered the change row by row."""
    changed: dict[str, set[str]] = {}
    for change in plan.changes:
        if not isinstance(change, SetCells) or change.why in _ORDERED:
            continue
        if any(_is_peoples(change.tab, field) for field in change.cells):
            changed.setdefault(change.tab, set()).add(change.anchor)
    for tab, anchors in changed.items():
        table = plan.before.table(tab)
        share = len(anchors) / max(1, len(table))
        if len(table) >= settings.guards.from_rows and share > settings.guards.changed_share:
            raise PlanRefused("guard-changed", tab=table.title, share=f"{share:.0%}")


_ORDERED = ("merge", "unmerge")
"""Reasons of changes that somebody ordered row by row."""


def _is_peoples(tab: str, field: str) -> bool:
    if field.startswith(OWN):
        return True
    spec = BY_NAME.get(tab)
    column = spec.column(field) if spec is not None else None
    return spec is not None and not spec.robot and column is not None and not column.robot
