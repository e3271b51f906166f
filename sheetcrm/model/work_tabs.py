"""The tabs about the work: deals, purchases, contacts, tasks, duplicates, consents, products."""

from sheetcrm.model.column import CHECK, CLIENT, CLIENT_NAME, CLIENT_NUMBER, COMMENT, Tab, core, optional, robot, shown

DEALS = Tab(
    "deals",
    (
        robot("number", "key", "L01"),
        CLIENT,
        CLIENT_NUMBER,
        CLIENT_NAME,
        robot("client_phone", "text", "L02"),
        core("client_email", "text", "L02", robot=True),
        shown("title", "text", "L03", "L05"),
        shown("stage", "choice", "L06", "L08", choices="deal_stage"),
        core("funnel", "text", "L06"),
        shown("sum", "money", "L03"),
        optional("prepayment", "money", "L16"),
        optional("received", "money", "L16"),
        core("paid", "choice", "L04", choices="paid"),
        core("delivery", "choice", "L04", choices="delivery"),
        shown("opened_on", "date", "L05"),
        core("accepted_on", "date", "L13"),
        core("planned_on", "date", "L05"),
        core("ready_on", "date", "L14"),
        shown("closed_on", "date", "L03"),
        shown("next_step", "text", "T22"),
        shown("next_step_on", "date", "T22"),
        shown("manager", "text", "L09"),
        core("stage_owner", "text", "L10"),
        core("source", "choice", "R09", choices="source"),
        core("refusal_reason", "choice", "H12", "L08", choices="leaving_reason"),
        optional("contact_person", "text", "L19", "D05"),
        optional("request", "text", "H10"),
        optional("documents", "link", "H09"),
        COMMENT,
        CHECK,
    ),
    key_column="number",
)

PURCHASES = Tab(
    "purchases",
    (
        CLIENT,
        CLIENT_NUMBER,
        CLIENT_NAME,
        shown("bought_on", "date", "F13", "F07"),
        shown("product", "text", "F13"),
        shown("quantity", "number", "F13"),
        shown("sum", "money", "F09"),
        core("receipt", "text", "F08"),
        robot("runs_out_on", "date", "F13", "T08"),
        optional("documents", "link", "H09"),
        COMMENT,
        CHECK,
    ),
)

LOG = Tab(
    "log",
    (
        shown("contacted_on", "date", "H01", "H07"),
        CLIENT,
        CLIENT_NUMBER,
        CLIENT_NAME,
        shown("deal", "reference", "H02", refers="deals"),
        shown("channel", "choice", "H01", choices="channel"),
        shown("employee", "text", "H01"),
        shown("result", "choice", "H03", choices="contact_result"),
        shown("response", "text", "H05"),
        optional("minutes", "number", "H03"),
        shown("notes", "note", "H04"),
        shown("next_step", "text", "T22"),
        shown("next_contact", "date", "T07"),
        optional("complaint", "note", "H06"),
        optional("request", "text", "H10"),
        optional("documents", "link", "H09"),
        CHECK,
    ),
)

TASKS = Tab(
    "tasks",
    (
        robot("number", "key", "L01"),
        shown("due_on", "date", "T14"),
        shown("action", "text", "T04", "T14"),
        CLIENT,
        CLIENT_NUMBER,
        CLIENT_NAME,
        robot("client_phone", "text", "T14"),
        robot("channel", "text", "T14", "F21"),
        core("call_window", "text", "T19", robot=True),
        shown("assignee", "text", "T14", "L09"),
        shown("task_status", "choice", "T15", choices="task_status"),
        shown("postponed_to", "date", "T15"),
        shown("result", "text", "H03", "T15"),
        robot("say", "note", "T14"),
        robot("gift", "text", "T04"),
        robot("why", "note", "T14"),
        COMMENT,
        robot("made_on", "date"),
        robot("key", "text"),
        CHECK,
    ),
    key_column="number",
)

CALENDAR = Tab(
    "calendar",
    (
        robot("week_of", "date", "T16"),
        *(robot(day, "note", "T16") for day in ("mon", "tue", "wed", "thu", "fri", "sat", "sun")),
        robot("key", "text"),
    ),
    robot=True,
    key_column="key",
)
"""A row is a week; the weeks of this month and the next stand below each other and move on by themselves."""

DUPLICATES = Tab(
    "duplicates",
    (
        robot("group", "text", "Q01"),
        robot("part", "choice", "Q01", choices="duplicate_part"),
        robot("number", "text", "Q01"),
        shown("decision", "choice", "Q01", choices="duplicate_decision"),
        shown("take", "text", "Q01"),
        shown("name", "name", "Q01"),
        shown("company", "company", "Q01"),
        shown("phone", "phones", "Q01"),
        shown("email", "emails", "Q01"),
        shown("city", "text", "Q01"),
        core("address", "text", "Q01"),
        shown("birthday", "birthday", "Q01"),
        shown("tax_id", "tax_id", "Q01"),
        core("position", "text", "Q01"),
        core("manager", "text", "Q01"),
        robot("level", "choice", "Q01", choices="duplicate_level"),
        robot("score", "percent", "Q01"),
        robot("why", "note", "Q01"),
        COMMENT,
        robot("outcome", "note", "Q01"),
        robot("seen", "text"),
        robot("key", "text", "Q01"),
    ),
    key_column="key",
)
"""A group is some rows: the one that is to stay, then those that are to join it. People may type into its facts."""

CONSENTS = Tab(
    "consents",
    (
        CLIENT,
        CLIENT_NUMBER,
        CLIENT_NAME,
        shown("purpose", "choice", "M14", choices="consent_purpose"),
        shown("channel", "choice", "M12", choices="channel"),
        shown("given", "choice", "M12", choices="consent_given"),
        shown("given_on", "date", "M14"),
        shown("consent_source", "text", "M14"),
        core("wording", "text", "M14"),
        core("recorded_by", "text", "M14"),
        core("basis", "choice", "M14", choices="consent_basis"),
        core("confirmed_on", "date", "M14"),
        core("proof", "text", "M14", robot=True),
        COMMENT,
        CHECK,
    ),
)

PRODUCTS = Tab(
    "products",
    (
        shown("product", "text", "F13"),
        shown("run_out_days", "number", "F13", "T08"),
        optional("price", "money", "F13"),
        optional("sale_price", "money", "T09"),
        optional("sale_from", "date", "T09"),
        optional("sale_until", "date", "T09"),
        COMMENT,
        CHECK,
    ),
)
