"""How likely a column holds a field: what the header says, weighed against what the values look like."""

from collections.abc import Mapping
from typing import Literal, NamedTuple

from sheetcrm.layout.evidence import Evidence, fit
from sheetcrm.layout.header import HeaderColumn
from sheetcrm.layout.header_match import Meaning
from sheetcrm.model.tabs import Column

Source = Literal["header", "values", "both", "none"]


class Match(NamedTuple):
    """A field a column may hold, how likely, and where that is known from."""

    field: str
    confidence: float
    evidence: Source


class Read(NamedTuple):
    """A column with the meanings of its header (with its group's, where it has one) and its sample."""

    column: HeaderColumn
    meanings: tuple[Meaning, ...]
    evidence: Evidence


_CONTRADICTED = 0.55
_CONTRADICTS: Mapping[str, frozenset[str]] = {
    "emails": frozenset({"emails", "contacts", "note", "link"}),
    "phones": frozenset({"phones", "contacts", "note", "tax_id", "iban", "number", "key", "reference"}),
    "contacts": frozenset({"emails", "phones", "contacts", "note"}),
    "iban": frozenset({"iban", "note"}),
    "date": frozenset({"date", "birthday", "note"}),
    "link": frozenset({"link", "note", "emails"}),
    "name": frozenset({"name", "note", "reference", "contacts", "company", "tags"}),
    "company": frozenset({"company", "name", "note", "reference", "contacts", "tags"}),
    "number": frozenset(
        {"number", "money", "percent", "key", "phones", "postal_code", "tax_id", "iban", "note", "reference", "choice"}
    ),
}
"""Look of the values -> kinds of field for which that look is no contradiction."""
_MAY_BE_ANYTHING = frozenset(
    {
        "receipt", "request", "value", "key", "messenger", "telegram", "skype", "contact_person", "file", "response",
        "to", "social_pages", "reports_to", "consent_source", "client",
    }
)  # fmt: skip
_MAY_BE_NAMES_OR_NUMBERS = frozenset(
    {
        "shoe_size", "potential", "tenure", "manager", "stage_owner", "employee", "assignee", "title", "product", "why",
        "action", "next_step", "recorded_by", "website", "salutation", "parent", "owners", "suppliers",
    }
)  # fmt: skip
"""Text fields in which names, firms, numbers or links are nothing odd."""


def weighed(read: Read, column: Column, score: float, filled: bool) -> Match:
    """What the header says, raised by values that agree and lowered by values that contradict it.

    `filled`: other columns of the sheet have values, so that one without any is the less likely.
    """
    share = fit(read.evidence, column.kind, column.key, column.choices)
    if contradicts(read.evidence, column):
        return Match(column.key, round(min(_CONTRADICTED, score * 0.5), 2), "header")
    if share is None:
        if not read.evidence:
            return Match(column.key, round(score * (0.93 if filled else 0.99), 2), "header")
        if column.kind == "note":
            return Match(column.key, round(score * 0.99, 2), "header")
        return Match(column.key, round(score * 0.97, 2), "header")
    if share >= 0.5:
        return Match(column.key, round(min(1.0, score + (1 - score) * 0.6 * share), 2), "both")
    if share >= 0.15:
        return Match(column.key, round(score * (0.8 + 0.2 * share), 2), "both")
    loss = {"choice": 0.76, "name": 0.88, "company": 0.93, "postal_code": 0.9, "time_window": 0.85, "tax_id": 0.85}
    return Match(column.key, round(score * loss.get(column.kind, 0.68), 2), "header")


def contradicts(evidence: Evidence, column: Column) -> bool:
    """Whether the values are plainly of another kind than the field is for."""
    looks = evidence.looks_like
    if looks is None or column.kind in _CONTRADICTS[looks] or column.key in _MAY_BE_ANYTHING:
        return False
    if column.key in _MAY_BE_NAMES_OR_NUMBERS and looks in ("name", "company", "number", "link"):
        return False
    if looks == "number" and (column.choices is not None or column.kind in ("text", "tags")):
        return column.key in ("name", "city", "country", "position", "surname", "first_name", "patronymic")
    return fit(evidence, column.kind, column.key, column.choices) is None or _little(evidence, column)


def _little(evidence: Evidence, column: Column) -> bool:
    share = fit(evidence, column.kind, column.key, column.choices)
    return share is not None and share < 0.3
