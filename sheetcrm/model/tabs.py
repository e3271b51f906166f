"""The workbook as data: every tab and every column the tool knows; headers and texts live in `words`.

One `Column(...)` here is all a new column needs: checks, headers, `init` and the docs follow from it.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Literal

Kind = Literal[
    "text", "note", "name", "company", "phones", "emails", "contacts", "date", "birthday", "money", "number",
    "percent", "choice", "yes_no", "tags", "reference", "tax_id", "iban", "postal_code", "time_window", "link", "key",
]  # fmt: skip
Group = Literal["core", "model", "flag"]

CARRIED = "client_"
"""Prefix of a column that repeats a field of the client in another tab."""


@dataclass(frozen=True, slots=True)
class Column:
    """One kind of fact about a row.

    `shown`: created by default. `robot`: the job's own, people only look. `group` "flag": sensitive or third persons'
    data, never created unasked and never shown to templates. `choices`: name of the choice list. `refers`: the tab
    whose key it holds. `needs`: a tab (`purchases`) or a column (`clients.verified_on`) without which it would stay
    empty. `sources`: ids of the requirements it serves.
    """

    key: str
    kind: Kind = "text"
    group: Group = "model"
    shown: bool = False
    robot: bool = False
    choices: str | None = None
    refers: str | None = None
    needs: str | None = None
    sources: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Tab:
    """One tab: its columns in the order in which `init` lays them out.

    `shown`: created by default. `hidden`: created as a hidden tab. `robot`: the whole tab is the job's own.
    `key`: the column that names a row.
    """

    key: str
    columns: tuple[Column, ...]
    shown: bool = True
    hidden: bool = False
    robot: bool = False
    key_column: str | None = None

    def column(self, key: str) -> Column | None:
        """The column of that key, None when the tab has none.

        A tab that refers to a client may carry any field of the client: `client_city` shows the client's `city`. What
        is to be repaired in the client's row is not carried, as it follows from everything else.
        """
        found = _BY_KEY.get((self.key, key))
        if found is None and (self.key, "client") in _BY_KEY and key.startswith(CARRIED):
            source = _BY_KEY.get(("clients", key.removeprefix(CARRIED)))
            if source is not None and source.group != "flag" and source.key != "check":
                return Column(key, "text", "core", robot=True, sources=("L02",))
        return found


def _core(key: str, kind: Kind = "text", *sources: str, **more: object) -> Column:
    return Column(key, kind, "core", sources=sources, **more)  # type: ignore[arg-type]


def _shown(key: str, kind: Kind = "text", *sources: str, **more: object) -> Column:
    return _core(key, kind, *sources, shown=True, **more)


def _robot(key: str, kind: Kind = "text", *sources: str, **more: object) -> Column:
    return _core(key, kind, *sources, shown=True, robot=True, **more)


def _model(key: str, kind: Kind = "text", *sources: str, **more: object) -> Column:
    return Column(key, kind, "model", sources=sources, **more)  # type: ignore[arg-type]


def _flag(key: str, kind: Kind = "text", *sources: str) -> Column:
    return Column(key, kind, "flag", sources=sources)


_CLIENT = _shown("client", "reference", "L02", refers="clients")
_CLIENT_NUMBER = _robot("client_number", "key", "L02")
_CLIENT_NAME = _robot("client_name", "text", "L02")
_CHECK = _robot("check", "note", "Q05")
_COMMENT = _shown("comment", "note", "F18")

CLIENTS = Tab(
    "clients",
    (
        _robot("number", "key", "L01"),
        _shown("name", "name", "F01", "D01", "N10"),
        _core("surname", "text", "F01", "N10"),
        _core("first_name", "text", "F01"),
        _core("patronymic", "text", "F01"),
        _shown("kind", "choice", "G01", choices="client_kind"),
        _shown("company", "company", "B01"),
        _core("legal_form", "choice", "B02", choices="legal_form"),
        _core("tax_id", "tax_id", "B03"),
        _model("iban", "iban", "B04"),
        _model("bank_details", "note", "B04"),
        _shown("phone", "phones", "F02", "B05"),
        _shown("email", "emails", "F03", "M12"),
        _core("contacts", "contacts", "F02", "F03"),
        _core("position", "text", "F32", "D02"),
        _shown("city", "text", "F04", "Q14"),
        _model("address", "text", "F04", "B05"),
        _model("postal_code", "postal_code", "F04"),
        _model("country", "text", "Q14"),
        _model("directions", "note", "B05"),
        _shown("birthday", "birthday", "F05", "D08"),
        _core("sex", "choice", "F10", choices="sex"),
        _model("age", "number", "F10"),
        _core("registered_on", "date", "F06"),
        _core("contact_type", "choice", "F31", choices="contact_type"),
        _shown("status", "choice", "L18", "G05", "G14", choices="client_status"),
        _core("warmth", "choice", "G20", choices="warmth"),
        _shown("tier", "choice", "T06", "G13", choices="tier"),
        _shown("source", "choice", "F25", "R09", choices="source"),
        _shown("tags", "tags", "F26", "G11"),
        _shown("manager", "text", "L09", "M03"),
        _core("language", "choice", "F28", choices="language"),
        _core("preferred_channel", "choice", "F20", choices="channel"),
        _core("call_window", "time_window", "F21", "T19"),
        _core("salutation", "text", "M03"),
        _shown("consent_greetings", "yes_no", "T01", "M12", "M14"),
        _shown("consent_offers", "yes_no", "M12", "M14"),
        _shown("next_contact", "date", "L17", "T07"),
        _shown("verified_on", "date", "Q03", "T16"),
        _core("action", "text", "T04"),
        _core("preferences", "tags", "F14"),
        _core("wishes", "note", "F14", "T09"),
        _model("income", "text", "F11"),
        _model("social_status", "text", "F11"),
        _model("motive", "text", "F16", "G12"),
        _model("goals", "note", "F16"),
        _model("doubts", "note", "F16", "G08"),
        _model("hobbies", "tags", "F17", "D12"),
        _model("favourite_team", "text", "F17", "T19"),
        _model("pets", "text", "D12"),
        _model("messenger", "text", "F19"),
        _model("telegram", "text", "F19"),
        _model("whatsapp", "phones", "F19"),
        _model("viber", "phones", "F19"),
        _model("skype", "text", "F19"),
        _model("social_pages", "link", "F19", "D17"),
        _model("photo", "link", "F22"),
        _flag("traits", "note", "F24"),
        _model("bonus_points", "number", "F29", "G17"),
        _model("service_kind", "choice", "F30", choices="service_kind"),
        _model("shoe_size", "text", "F15", "R14"),
        _model("website", "link", "B05"),
        _core("industry", "text", "B06"),
        _model("employees", "number", "B07"),
        _model("potential", "text", "B08"),
        _model("parent", "reference", "B09", refers="clients"),
        _model("departments", "note", "B09"),
        _model("history", "note", "B10", "H15"),
        _model("owners", "note", "B10"),
        _model("budget", "money", "B11"),
        _model("suppliers", "note", "B12"),
        _model("supplier_criteria", "note", "B12"),
        _model("payment_form", "choice", "B13", choices="payment_form"),
        _model("markets", "note", "B14"),
        _model("competitors", "note", "B14"),
        _core("cadence_days", "number", "B15", "T10"),
        _model("could_buy", "money", "B15"),
        _model("plans", "note", "B16"),
        _model("problem_solved", "note", "B17"),
        _model("partnership", "note", "B18"),
        _model("paperwork", "note", "B21"),
        _model("nps", "number", "H11", "R02"),
        _model("review", "note", "H11", "T18"),
        _core("leaving_reason", "choice", "H12", "R05", choices="leaving_reason"),
        _model("outside_facts", "note", "H14"),
        _model("outside_source", "text", "H14"),
        _model("feedback", "note", "H16"),
        _model("visit_plan", "text", "T23"),
        _model("sale_kind", "choice", "G15", choices="sale_kind"),
        _COMMENT,
        _robot("first_purchase", "date", "F06", needs="purchases"),
        _robot("last_purchase", "date", "F07", needs="purchases"),
        _robot("receipts", "number", "F08", needs="purchases"),
        _robot("purchases_sum", "money", "F09", needs="purchases"),
        _core("average_receipt", "money", "R11", robot=True),
        _core("sales_6_months", "money", "H06", "R10", robot=True),
        _core("sales_12_months", "money", "H06", "R10", robot=True),
        _robot("data_age", "choice", "Q03", "T16", choices="data_age", needs="clients.verified_on"),
        _robot("duplicate_of", "text", "Q01"),
        _CHECK,
    ),
    key_column="number",
)

PEOPLE = Tab(
    "people",
    (
        _CLIENT,
        _CLIENT_NUMBER,
        _CLIENT_NAME,
        _shown("name", "name", "B20", "D01"),
        _shown("position", "text", "D02"),
        _shown("role", "choice", "D03", choices="decision_role"),
        _shown("influence", "percent", "D04"),
        _shown("attitude", "choice", "D15", choices="attitude"),
        _shown("phone", "phones", "B19"),
        _shown("email", "emails", "B19"),
        _shown("birthday", "birthday", "D08"),
        _core("sex", "choice", "F10", choices="sex"),
        _core("salutation", "text", "M03"),
        _core("working_hours", "time_window", "B19"),
        _model("decision_way", "note", "D06"),
        _model("structure_place", "text", "D07"),
        _model("reports_to", "text", "D07"),
        _model("tenure", "text", "D07"),
        _model("former_posts", "note", "D07"),
        _model("prospects", "note", "D07"),
        _model("birthplace", "text", "D08"),
        _model("education", "text", "D08"),
        _model("hobbies", "tags", "D12"),
        _model("places", "note", "D12"),
        _model("attitude_own_firm", "text", "D15"),
        _model("attitude_suppliers", "text", "D15"),
        _model("achievements", "note", "D16"),
        _model("social_pages", "link", "D17"),
        _model("decides_in_deal", "text", "D05", "L19"),
        _flag("marital_status", "text", "D11"),
        _flag("nationality", "text", "D09"),
        _flag("religion", "text", "D09"),
        _flag("health", "note", "D10"),
        _flag("psychological_type", "text", "D13"),
        _flag("weak_points", "note", "D14"),
        _COMMENT,
        _CHECK,
    ),
)

RELATIVES = Tab(
    "relatives",
    (
        _CLIENT,
        _CLIENT_NUMBER,
        _CLIENT_NAME,
        _shown("name", "text", "F12", "D11"),
        _shown("relation", "choice", "F12", "D11", choices="relation"),
        _shown("occasion", "choice", "F23", "T05", choices="date_occasion"),
        _shown("date", "birthday", "F23", "T05"),
        _core("phone", "phones", "F12"),
        _core("agreement", "yes_no", "N08"),
        _COMMENT,
        _CHECK,
    ),
)

DEALS = Tab(
    "deals",
    (
        _robot("number", "key", "L01"),
        _CLIENT,
        _CLIENT_NUMBER,
        _CLIENT_NAME,
        _robot("client_phone", "text", "L02"),
        _core("client_email", "text", "L02", robot=True),
        _shown("title", "text", "L03", "L05"),
        _shown("stage", "choice", "L06", "L08", choices="deal_stage"),
        _core("funnel", "text", "L06"),
        _shown("sum", "money", "L03"),
        _model("prepayment", "money", "L16"),
        _model("received", "money", "L16"),
        _core("paid", "choice", "L04", choices="paid"),
        _core("delivery", "choice", "L04", choices="delivery"),
        _shown("opened_on", "date", "L05"),
        _core("accepted_on", "date", "L13"),
        _core("planned_on", "date", "L05"),
        _core("ready_on", "date", "L14"),
        _shown("closed_on", "date", "L03"),
        _shown("next_step", "text", "T22"),
        _shown("next_step_on", "date", "T22"),
        _shown("manager", "text", "L09"),
        _core("stage_owner", "text", "L10"),
        _core("source", "choice", "R09", choices="source"),
        _core("refusal_reason", "choice", "H12", "L08", choices="leaving_reason"),
        _model("contact_person", "text", "L19", "D05"),
        _model("request", "text", "H10"),
        _model("documents", "link", "H09"),
        _COMMENT,
        _CHECK,
    ),
    key_column="number",
)

PURCHASES = Tab(
    "purchases",
    (
        _CLIENT,
        _CLIENT_NUMBER,
        _CLIENT_NAME,
        _shown("bought_on", "date", "F13", "F07"),
        _shown("product", "text", "F13"),
        _shown("quantity", "number", "F13"),
        _shown("sum", "money", "F09"),
        _core("receipt", "text", "F08"),
        _robot("runs_out_on", "date", "F13", "T08"),
        _model("documents", "link", "H09"),
        _COMMENT,
        _CHECK,
    ),
)

LOG = Tab(
    "log",
    (
        _shown("contacted_on", "date", "H01", "H07"),
        _CLIENT,
        _CLIENT_NUMBER,
        _CLIENT_NAME,
        _shown("deal", "reference", "H02", refers="deals"),
        _shown("channel", "choice", "H01", choices="channel"),
        _shown("employee", "text", "H01"),
        _shown("result", "choice", "H03", choices="contact_result"),
        _shown("response", "text", "H05"),
        _model("minutes", "number", "H03"),
        _shown("notes", "note", "H04"),
        _shown("next_step", "text", "T22"),
        _shown("next_contact", "date", "T07"),
        _model("complaint", "note", "H06"),
        _model("request", "text", "H10"),
        _model("documents", "link", "H09"),
        _CHECK,
    ),
)

TASKS = Tab(
    "tasks",
    (
        _robot("number", "key", "L01"),
        _shown("due_on", "date", "T14"),
        _shown("action", "text", "T04", "T14"),
        _CLIENT,
        _CLIENT_NUMBER,
        _CLIENT_NAME,
        _robot("client_phone", "text", "T14"),
        _core("call_window", "text", "T19", robot=True),
        _shown("assignee", "text", "T14", "L09"),
        _shown("task_status", "choice", "T15", choices="task_status"),
        _robot("why", "note", "T14"),
        _COMMENT,
        _robot("made_on", "date"),
        _robot("key", "text"),
        _CHECK,
    ),
    key_column="number",
)

DUPLICATES = Tab(
    "duplicates",
    (
        _robot("key", "text", "Q01"),
        _robot("first", "reference", "Q01", refers="clients"),
        _robot("first_name_seen", "text", "Q01"),
        _robot("second", "reference", "Q01", refers="clients"),
        _robot("second_name_seen", "text", "Q01"),
        _robot("score", "percent", "Q01"),
        _robot("why", "note", "Q01"),
        _shown("decision", "choice", "Q01", choices="duplicate_decision"),
        _COMMENT,
    ),
    key_column="key",
)

MAILINGS = Tab(
    "mailings",
    (
        _robot("made_on", "date", "H08"),
        _robot("client", "reference", "H08", refers="clients"),
        _robot("client_name", "text", "H08"),
        _robot("to", "text", "H08"),
        _robot("letter", "text", "M01"),
        _robot("subject", "text", "H08"),
        _robot("letter_status", "choice", "H08", choices="letter_status"),
        _robot("file", "text", "H08"),
        _robot("key", "text"),
        _COMMENT,
    ),
    robot=True,
    key_column="key",
)

CONSENTS = Tab(
    "consents",
    (
        _CLIENT,
        _CLIENT_NUMBER,
        _CLIENT_NAME,
        _shown("purpose", "choice", "M14", choices="consent_purpose"),
        _shown("channel", "choice", "M12", choices="channel"),
        _shown("given", "choice", "M12", choices="consent_given"),
        _shown("given_on", "date", "M14"),
        _shown("consent_source", "text", "M14"),
        _core("wording", "text", "M14"),
        _core("recorded_by", "text", "M14"),
        _COMMENT,
        _CHECK,
    ),
)

PRODUCTS = Tab(
    "products",
    (
        _shown("product", "text", "F13"),
        _shown("run_out_days", "number", "F13", "T08"),
        _model("price", "money", "F13"),
        _COMMENT,
        _CHECK,
    ),
)

ARCHIVE = Tab(
    "archive",
    (
        *CLIENTS.columns,
        _robot("merged_into", "reference", "Q01", refers="clients"),
        _robot("archived_on", "date", "Q01"),
    ),
    shown=False,
    key_column="number",
)

CHOICE_LISTS = (
    "client_kind", "client_status", "tier", "source", "deal_stage", "channel", "contact_result", "task_status",
    "leaving_reason", "decision_role", "attitude", "relation", "date_occasion", "sex", "language", "warmth",
    "contact_type", "legal_form", "service_kind", "payment_form", "paid", "delivery", "sale_kind",
    "consent_purpose", "consent_given", "duplicate_decision", "letter_status", "data_age", "yes_no",
)  # fmt: skip

SETTINGS = Tab(
    "settings",
    tuple(Column(f"list_{name}", "text", "core", shown=True, sources=("L06",)) for name in CHOICE_LISTS),
)

MEMORY = Tab(
    "memory",
    (_robot("key", "text"), _robot("value", "text"), _robot("day", "date")),
    hidden=True,
    robot=True,
    key_column="key",
)

TABS: tuple[Tab, ...] = (
    CLIENTS, PEOPLE, RELATIVES, DEALS, PURCHASES, LOG, TASKS, DUPLICATES, MAILINGS, CONSENTS, PRODUCTS, ARCHIVE,
    SETTINGS, MEMORY,
)  # fmt: skip

BY_NAME: Mapping[str, Tab] = MappingProxyType({tab.key: tab for tab in TABS})
_BY_KEY = {(tab.key, column.key): column for tab in TABS for column in tab.columns}


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
    Requirement("products", ("product",)),
)
