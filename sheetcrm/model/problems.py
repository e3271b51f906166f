"""The catalogue of problems: every finding has a stable code with a severity; its texts live in `words`.

"blocking": the row is set aside until repaired. "warning": people should repair it. "hint": worth a look.
"""

import dataclasses
from collections.abc import Mapping
from types import MappingProxyType
from typing import Literal

from sheetcrm.model.cells import CellValue

Severity = Literal["blocking", "warning", "hint"]

CATALOGUE: Mapping[str, Severity] = MappingProxyType(
    {
        # a row
        "key-broken": "blocking",
        "key-duplicate": "blocking",
        "key-foreign": "hint",
        "required-missing": "warning",
        "broken-formula": "warning",
        "web-formula": "warning",
        "formula-unknown": "hint",
        "phone-invalid": "warning",
        "phone-incomplete": "warning",
        "email-invalid": "warning",
        "email-typo": "warning",
        "email-lookalike": "warning",
        "email-disposable": "warning",
        "email-returned": "warning",
        "letter-broken": "warning",
        "letter-incomplete": "warning",
        "letter-twice": "warning",
        "mailing-unreadable": "warning",
        "mailing-unclear": "warning",
        "email-role": "hint",
        "date-unreadable": "warning",
        "date-ambiguous": "hint",
        "date-order": "warning",
        "date-future": "warning",
        "birthday-impossible": "warning",
        "name-mixed-script": "warning",
        "name-wrong-layout": "warning",
        "name-company": "hint",
        "name-is-contact": "warning",
        "name-misplaced": "warning",
        "country-unknown": "warning",
        "tax-id-invalid": "warning",
        "iban-invalid": "warning",
        "money-unreadable": "warning",
        "number-unreadable": "warning",
        "percent-range": "warning",
        "choice-unknown": "warning",
        "window-unreadable": "warning",
        "postal-code-invalid": "warning",
        "link-unreadable": "hint",
        "tidy-suggested": "hint",
        "reference-missing": "warning",
        "client-not-found": "warning",
        "client-ambiguous": "warning",
        "deal-without-log": "warning",
        "deal-without-next-step": "warning",
        "task-without-day": "hint",
        "data-stale": "hint",
        "family-phone": "warning",
        "exact-duplicate": "warning",
        "duplicate-likely": "warning",
        "restore-refused": "warning",
        "consent-unconfirmed": "warning",
        "consent-without-effect": "warning",
        "merged-cells": "warning",
        # a tab or the workbook
        "sensitive-column": "warning",
        "header-twice": "hint",
        "column-missing": "warning",
        "tab-missing": "warning",
    }
)


@dataclasses.dataclass(frozen=True, slots=True)
class Problem:
    """One finding. `anchor` and `field` are None when it concerns the whole tab; `suggestion` is what would repair it.

    `details` fill the texts beyond value and column (a number of days, the other row ...).
    """

    code: str
    tab: str
    anchor: str | None = None
    field: str | None = None
    value: CellValue = None
    suggestion: str | None = None
    details: Mapping[str, object] = dataclasses.field(default_factory=dict)

    @property
    def severity(self) -> Severity:
        """The severity of its code."""
        return CATALOGUE[self.code]
