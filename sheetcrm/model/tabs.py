"""The workbook as data: every tab the tool knows, in the order of the workbook; headers and texts live in `words`.

The columns stand in `client_tabs.py` and `work_tabs.py`: one `Column(...)` there is all a new column needs; checks,
headers, `init` and the docs follow from it.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

from sheetcrm.model.client_tabs import ARCHIVE, CLIENTS, PEOPLE, RELATIVES
from sheetcrm.model.column import CARRIED, Column, Group, Kind, Tab, robot
from sheetcrm.model.mail_tabs import LETTERS, MAILINGS, OPT_OUT_POST, OPT_OUTS, TEMPLATES
from sheetcrm.model.work_tabs import CALENDAR, CONSENTS, DEALS, DUPLICATES, LOG, PRODUCTS, PURCHASES, TASKS

CHOICE_LISTS = (
    "client_kind", "client_status", "tier", "source", "deal_stage", "channel", "contact_result", "task_status",
    "leaving_reason", "decision_role", "attitude", "relation", "date_occasion", "sex", "language", "warmth",
    "contact_type", "legal_form", "service_kind", "payment_form", "paid", "delivery", "sale_kind",
    "consent_purpose", "consent_given", "consent_basis", "duplicate_decision",
    "duplicate_part", "duplicate_level", "letter_status", "mailing_purpose", "mailing_repeat", "mailing_occasion",
    "mailing_winner", "per_address", "mailing_order", "mailing_status", "letter_decision", "mailing_topic",
    "opt_out_source", "data_age", "yes_no",
)  # fmt: skip

SETTINGS = Tab(
    "settings",
    tuple(Column(f"list_{name}", "text", "core", shown=True, sources=("L06",)) for name in CHOICE_LISTS),
)

MEMORY = Tab(
    "memory",
    (robot("key", "text"), robot("value", "text"), robot("day", "date")),
    hidden=True,
    robot=True,
    key_column="key",
)

TABS: tuple[Tab, ...] = (
    CLIENTS, CALENDAR, PEOPLE, RELATIVES, DEALS, PURCHASES, LOG, TASKS, DUPLICATES, MAILINGS, LETTERS, CONSENTS,
    OPT_OUTS, PRODUCTS, TEMPLATES, OPT_OUT_POST, ARCHIVE, SETTINGS, MEMORY,
)  # fmt: skip

BY_NAME: Mapping[str, Tab] = MappingProxyType({tab.key: tab for tab in TABS})


@dataclass(frozen=True, slots=True)
class Requirement:
    """Wanted in a row of `tab`: at least one of `any_of`, when every field of `when` holds one of its choice keys.

    A gap is a warning that names the column; typing is never blocked (Q04, G14).
    """

    tab: str
    any_of: tuple[str, ...]
    when: tuple[tuple[str, tuple[str, ...]], ...] = ()


REQUIREMENTS: tuple[Requirement, ...] = (
    Requirement("clients", ("name", "surname", "first_name", "company")),
    Requirement("clients", ("phone", "email", "contacts", "messenger", "telegram", "whatsapp", "viber")),
    Requirement("clients", ("company",), (("kind", ("company",)),)),
    Requirement("clients", ("tax_id",), (("kind", ("company",)), ("status", ("customer", "regular")))),
    Requirement("clients", ("manager",), (("status", ("customer", "regular")),)),
    Requirement("clients", ("leaving_reason",), (("status", ("lost",)),)),
    Requirement("people", ("name",)),
    Requirement("people", ("position",)),
    Requirement("people", ("client",)),
    Requirement("relatives", ("client",)),
    Requirement("relatives", ("date",)),
    Requirement("deals", ("client",)),
    Requirement("deals", ("stage",)),
    Requirement("deals", ("refusal_reason",), (("stage", ("lost", "returned")),)),
    Requirement("purchases", ("client",)),
    Requirement("purchases", ("bought_on",)),
    Requirement("log", ("client",)),
    Requirement("log", ("contacted_on",)),
    Requirement("consents", ("client",)),
    Requirement("consents", ("purpose",)),
    Requirement("consents", ("given_on",), (("given", ("given",)),)),
    Requirement("consents", ("consent_source",), (("given", ("given",)),)),
    Requirement("products", ("product",)),
    Requirement("opt_outs", ("address", "client")),
    Requirement("templates", ("letter",)),
    Requirement("templates", ("body",)),
)

__all__ = [
    "ARCHIVE", "BY_NAME", "CALENDAR", "CARRIED", "CHOICE_LISTS", "CLIENTS", "CONSENTS", "DEALS", "DUPLICATES",
    "LETTERS", "LOG", "MAILINGS", "MEMORY", "OPT_OUTS", "PEOPLE", "PRODUCTS", "PURCHASES", "RELATIVES",
    "REQUIREMENTS", "SETTINGS", "TABS", "TASKS", "TEMPLATES", "Column", "Group", "Kind", "Requirement", "Tab",
]  # fmt: skip
