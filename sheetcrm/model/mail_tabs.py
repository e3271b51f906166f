"""The tabs about letters: mailings people order, letters on their way, who wants none, texts written in the sheet."""

from sheetcrm.model.column import CHECK, CLIENT, CLIENT_NAME, CLIENT_NUMBER, COMMENT, Tab, core, robot, shown

MAILINGS = Tab(
    "mailings",
    (
        robot("number", "key", "L01"),
        shown("mailing", "text", "M01"),
        shown("letter", "text", "M01"),
        shown("purpose", "choice", "M14", choices="mailing_purpose"),
        shown("segment", "note", "M05"),
        shown("send_on", "date", "M01"),
        shown("order", "choice", "M01", choices="mailing_order"),
        core("repeats", "choice", "M01", choices="mailing_repeat"),
        core("on_occasion", "choice", "M01", choices="mailing_occasion"),
        core("per_address", "choice", "M12", choices="per_address"),
        core("from_manager", "yes_no", "M03"),
        core("daily_cap", "number", "M12"),
        core("second_letter", "text", "R12"),
        core("test_share", "percent", "R12"),
        core("winner", "choice", "R12", choices="mailing_winner"),
        robot("mailing_status", "choice", "M01", choices="mailing_status"),
        robot("members", "number", "R12"),
        robot("letters_sent", "number", "R12"),
        robot("letters_waiting", "number", "R12"),
        robot("letters_held", "number", "R12"),
        robot("opted_out", "number", "M12"),
        robot("bounced", "number", "Q06"),
        robot("outcome", "note", "R12"),
        COMMENT,
        CHECK,
    ),
    key_column="number",
)
"""A row is one mailing: people say what, to whom, when and whether; the robot writes how it goes."""

LETTERS = Tab(
    "letters",
    (
        robot("made_on", "date", "H08"),
        robot("client", "reference", "H08", refers="clients"),
        robot("client_name", "text", "H08"),
        robot("to", "text", "H08"),
        robot("mailing", "text", "H08"),
        robot("letter", "text", "M01"),
        robot("subject", "text", "H08"),
        robot("letter_status", "choice", "H08", choices="letter_status"),
        robot("sent_on", "date", "H08"),
        robot("outcome", "note", "H08"),
        robot("remarks", "note", "M01"),
        robot("allowed_by", "text", "M14"),
        shown("letter_decision", "choice", "H08", choices="letter_decision"),
        robot("file", "text", "H08"),
        robot("sender_mark", "text"),
        robot("key", "text"),
        COMMENT,
    ),
    robot=True,
    key_column="key",
)
"""A row is one letter to one person; of an unclear one a person says here what became of it."""

OPT_OUTS = Tab(
    "opt_outs",
    (
        shown("address", "emails", "M12"),
        CLIENT,
        CLIENT_NUMBER,
        CLIENT_NAME,
        shown("topic", "choice", "M12", choices="mailing_topic"),
        shown("opted_on", "date", "M14"),
        shown("opt_out_source", "choice", "M14", choices="opt_out_source"),
        COMMENT,
        robot("mark", "text", "M12"),
        CHECK,
    ),
)
"""Who wants no letters; a row binds its address and its client for ever, whatever the Clients tab says."""

OPT_OUT_POST = Tab(
    "opt_out_post",
    (
        shown("token", "text", "M12"),
        shown("posted_on", "date", "M12"),
    ),
    shown=False,
)
"""Words of links that a web app has taken (serving/apps_script); whether they are ours only the team's key can tell."""

TEMPLATES = Tab(
    "templates",
    (
        shown("letter", "text", "M01"),
        shown("language", "choice", "F28", choices="language"),
        shown("subject", "text", "M01"),
        shown("body", "note", "M01"),
        COMMENT,
        CHECK,
    ),
)
"""Letters written in the sheet: one row a letter and language, in the same words as the files of templates."""
