"""CHECKS: what is looked at, from top to bottom; each is a pure function (snapshot, settings, today) -> Problems."""

import datetime as dt
from collections.abc import Callable, Iterable

from sheetcrm.model.problems import Problem
from sheetcrm.model.settings import Settings
from sheetcrm.model.snapshot import Snapshot
from sheetcrm.rules.checks.consents import check_consents
from sheetcrm.rules.checks.formulas import check_formulas
from sheetcrm.rules.checks.keys import check_keys
from sheetcrm.rules.checks.layout import check_layout, check_sensitive_columns
from sheetcrm.rules.checks.links import check_links
from sheetcrm.rules.checks.required import check_required
from sheetcrm.rules.checks.time import check_dates, check_freshness
from sheetcrm.rules.checks.values import check_countries, check_values
from sheetcrm.rules.checks.work import (
    check_deals,
    check_duplicates,
    check_family_phones,
    check_restores,
    check_tasks,
)
from sheetcrm.rules.mailings.checks import check_mailings
from sheetcrm.rules.returned import check_returned
from sheetcrm.rules.tidying import suggest_tidying
from sheetcrm.rules.written import check_written

Check = Callable[[Snapshot, Settings, dt.date], Iterable[Problem]]

CHECKS: tuple[Check, ...] = (
    check_layout,
    check_sensitive_columns,
    check_keys,
    check_formulas,
    check_required,
    check_values,
    check_countries,
    suggest_tidying,
    check_dates,
    check_links,
    check_deals,
    check_tasks,
    check_duplicates,
    check_restores,
    check_family_phones,
    check_consents,
    check_freshness,
    check_returned,
    check_written,
    check_mailings,
)


def find_problems(snapshot: Snapshot, settings: Settings, today: dt.date) -> list[Problem]:
    """Every problem of the workbook in the order of CHECKS, without those the team switched off."""
    off = frozenset(settings.checks_off)
    return [found for check in CHECKS for found in check(snapshot, settings, today) if found.code not in off]
