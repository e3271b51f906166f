"""Which tab a sheet is: what its title says and how many of the tab's columns it has; clients when in doubt."""

from collections.abc import Mapping, Sequence
from functools import cache
from types import MappingProxyType
from typing import NamedTuple

from sheetcrm.layout.column_match import ColumnFound, match_columns
from sheetcrm.layout.weighing import Read
from sheetcrm.model.tabs import TABS
from sheetcrm.words import fold, tab_index

ROBOTS_OWN = frozenset({"calendar", "duplicates", "letters", "archive", "settings", "memory"})
"""Tabs that only we lay out: known by their title, never by their columns."""

_MARKS: Mapping[str, tuple[frozenset[str], ...]] = MappingProxyType(
    {
        "clients": (
            frozenset({"name", "surname", "first_name", "company"}),
            frozenset({"phone", "email", "contacts", "birthday", "address", "city", "tax_id", "status", "messenger"}),
        ),
        "people": (
            frozenset({"name"}),
            frozenset({"role", "influence", "attitude", "position", "reports_to", "decides_in_deal"}),
            frozenset({"client"}),
        ),
        "relatives": (frozenset({"date"}), frozenset({"relation", "occasion"}), frozenset({"name", "client"})),
        "deals": (
            frozenset({"client", "title", "number"}),
            frozenset(
                {"stage", "next_step", "funnel", "closed_on", "refusal_reason", "prepayment", "planned_on", "ready_on"}
            ),
        ),
        "purchases": (
            frozenset({"bought_on"}),
            frozenset({"product", "quantity", "sum", "receipt"}),
            frozenset({"client"}),
        ),
        "log": (
            frozenset({"contacted_on"}),
            frozenset({"result", "notes", "response", "channel", "minutes", "complaint"}),
            frozenset({"client", "employee"}),
        ),
        "tasks": (
            frozenset({"action"}),
            frozenset({"due_on"}),
            frozenset({"task_status", "assignee", "client", "why"}),
        ),
        "consents": (frozenset({"purpose", "given"}), frozenset({"given_on", "consent_source", "channel"})),
        "products": (frozenset({"product"}), frozenset({"run_out_days", "price"})),
    }
)  # fmt: skip
"""What a sheet without a telling title must have to be that tab: one field of each set."""
_CERTAIN = 0.6


class TabChoice(NamedTuple):
    """A tab a sheet may be: how well it fits (points, to compare), how sure, and its columns seen that way."""

    tab: str
    points: float
    confidence: float
    columns: tuple[ColumnFound, ...]


def tab_choices(title: str, read: Sequence[Read], ours: bool) -> list[TabChoice]:
    """The tabs a sheet may be, best first."""
    named, trust = title_meaning(title)
    found: list[TabChoice] = []
    for tab in TABS:
        titled = trust if named == tab.key else 0.0
        if tab.key in ROBOTS_OWN and titled < 1.0:
            continue
        columns = match_columns(read, tab.key, ours)
        choice = _judged(tab.key, titled, columns, ours)
        if choice is not None:
            found.append(choice)
    found.sort(key=lambda choice: -choice.points)
    if len(found) > 1 and found[0].confidence < 0.9 and found[1].points > 0.88 * found[0].points:
        found[0] = found[0]._replace(confidence=round(min(found[0].confidence, 0.7), 2))
    return found


def _judged(tab: str, titled: float, columns: tuple[ColumnFound, ...], ours: bool) -> TabChoice | None:
    sure = {column.field for column in columns if column.field is not None and column.confidence >= _CERTAIN}
    fields = {column.field: column.confidence for column in columns if column.field is not None}
    marks = _MARKS.get(tab, ())
    has_marks = bool(marks) and all(mark & sure for mark in marks)
    if tab in ROBOTS_OWN and not (ours and fields) and len(sure) < 3:
        return None
    if not has_marks and not (titled >= 0.7 and len(sure) >= 2) and not (titled == 1.0 and sure):
        return None
    weight = sum(confidence * _rareness(tab, field) for field, confidence in fields.items())
    coverage = len(sure) / len(columns)
    points = weight * (0.5 + 0.5 * coverage) + 4 * titled + (1.5 if has_marks else 0.0)
    if titled:
        confidence = 0.6 + 0.3 * titled + (0.08 if has_marks else -0.1)
    else:
        confidence = min(0.9, 0.55 + 0.07 * len(sure) * (0.5 + 0.5 * coverage))
    return TabChoice(tab, round(points, 3), round(min(0.98, confidence), 2), columns)


@cache
def _rareness(tab: str, field: str | None) -> float:
    """A field that few tabs have says more about which tab it is."""
    having = sum(other.key not in ROBOTS_OWN and any(c.key == field for c in other.columns) for other in TABS)
    return 0.6 + 0.9 / max(1, having)


def title_meaning(title: str) -> tuple[str | None, float]:
    """The tab a sheet's title speaks of and how plainly: 1 word for word, less with other words around.

    >>> title_meaning("Clients"), title_meaning("Our clients 2026"), title_meaning("Sheet1")
    (('clients', 1.0), ('clients', 0.8), (None, 0.0))
    """
    index, folded = tab_index(), fold(title)
    if folded in index:
        return index[folded], 1.0
    tokens = [token for token in folded.split() if not token.isdigit()]
    if " ".join(tokens) in index:
        return index[" ".join(tokens)], 0.95
    for length in range(len(tokens), 0, -1):
        for start in range(len(tokens) - length + 1):
            found = index.get(" ".join(tokens[start : start + length]))
            if found is not None:
                return found, 0.8
    return _misspelt(folded)


def _misspelt(folded: str) -> tuple[str | None, float]:
    from rapidfuzz import fuzz, process

    if len(folded) < 5:
        return None, 0.0
    found = process.extractOne(folded, list(tab_index()), scorer=fuzz.ratio, score_cutoff=88)
    return (None, 0.0) if found is None else (tab_index()[found[0]], 0.75)
