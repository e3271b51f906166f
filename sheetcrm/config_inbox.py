"""The section [inbox] of the config: the mailbox in which bounces and answers arrive, read over IMAP."""

from dataclasses import fields
from pathlib import Path

from sheetcrm.config_mail import LOGINS, SECURITY, fault_of_secret
from sheetcrm.config_reader import ConfigReader
from sheetcrm.model.settings import Inbox

PORTS = {"tls": 993, "starttls": 143, "none": 143}
"""The port of a server where the config names none (RFC 8314, RFC 3501)."""


def read_inbox_settings(reader: ConfigReader, config: Path) -> Inbox:
    """The mailbox to read, as the config at that path says."""
    usual = Inbox()
    reader.unknown("inbox", {field.name for field in fields(Inbox)})
    security = reader.text("inbox", "security", usual.security, SECURITY)
    certificates = reader.text("inbox", "certificates", "")
    inbox = Inbox(
        server=reader.text("inbox", "server", "").strip(),
        port=reader.whole("inbox", "port", PORTS[security], 1, 65535),
        security=security,  # type: ignore[arg-type]
        user=reader.text("inbox", "user", ""),
        login=reader.text("inbox", "login", usual.login, LOGINS),  # type: ignore[arg-type]
        password=reader.text("inbox", "password", ""),
        certificates=config.resolve().parent / certificates if certificates else None,
        folder=reader.text("inbox", "folder", usual.folder).strip() or usual.folder,
        sent_folder=reader.text("inbox", "sent_folder", "").strip(),
    )
    password = bool(reader.table("inbox").get("password"))
    if inbox.login == "oauth" and password:
        reader.fault("inbox.password", "is not needed where a token stands for it: take it out")
    elif inbox.server and not (inbox.user and (password or inbox.login == "oauth")):
        reader.fault("inbox.user", "a mailbox needs both: user and password")
    if inbox.user and not inbox.server:
        reader.fault("inbox.server", 'must name the server of the mailbox, such as "imap.example.com"')
    fault_of_secret(reader, config, "inbox")
    return inbox
