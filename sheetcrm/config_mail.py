"""The section [mail] of the config: how letters travel; what does not fit together is told before a letter waits."""

import os
from dataclasses import fields
from pathlib import Path

from sheetcrm.config_reader import ConfigReader
from sheetcrm.mail.opt_out_links import fault_in_url
from sheetcrm.model.settings import Mail
from sheetcrm.values.email import is_valid

TRANSPORTS = ("outbox", "smtp")
SECURITY: tuple[str, ...] = ("tls", "starttls", "none")
PORTS = {"tls": 465, "starttls": 587, "none": 25}
"""The port of a server where the config names none (RFC 8314, RFC 6409)."""
_OTHERS_MAY_READ = 0o077


def read_mail(reader: ConfigReader, config: Path, sender: str) -> Mail:
    """How letters travel, as the config at that path says; `sender` is the address they come from."""
    usual = Mail()
    reader.unknown("mail", {field.name for field in fields(Mail)})
    security = reader.text("mail", "security", usual.security, SECURITY)
    base = config.resolve().parent
    certificates, key = reader.text("mail", "certificates", ""), reader.text("mail", "dkim_key", "")
    mail = Mail(
        transport=reader.text("mail", "transport", usual.transport, TRANSPORTS),  # type: ignore[arg-type]
        server=reader.text("mail", "server", "").strip(),
        port=reader.whole("mail", "port", PORTS[security], 1, 65535),
        security=security,  # type: ignore[arg-type]
        user=reader.text("mail", "user", ""),
        password=reader.text("mail", "password", ""),
        certificates=base / certificates if certificates else None,
        dkim_key=base / key if key else None,
        dkim_selector=reader.text("mail", "dkim_selector", ""),
        connections=reader.whole("mail", "connections", usual.connections, 1, 20),
        per_day=reader.whole("mail", "per_day", usual.per_day, 1),
        per_client=reader.whole("mail", "per_client", usual.per_client, 1),
        per_client_days=reader.whole("mail", "per_client_days", usual.per_client_days, 1, 3660),
        refused_share=reader.share("mail", "refused_share", usual.refused_share),
        unsubscribe_url=reader.text("mail", "unsubscribe_url", "").strip(),
        unsubscribe_mail=reader.text("mail", "unsubscribe_mail", "").strip(),
    )
    _fitting(reader, mail, sender)
    _secret(reader, config)
    return mail


def _fitting(reader: ConfigReader, mail: Mail, sender: str) -> None:
    """Note what is missing for letters to travel at all."""
    if mail.transport == "smtp":
        if not mail.server:
            reader.fault("mail.server", 'must name the server that takes the letters, such as "smtp.example.com"')
        if not sender:
            reader.fault("sender.address", "must be the address from which the letters come")
    if bool(mail.user) != bool(reader.table("mail").get("password")):
        reader.fault("mail.user", "user and password go together: write both, or none")
    if mail.unsubscribe_url and (fault := fault_in_url(mail.unsubscribe_url)) is not None:
        reader.fault("mail.unsubscribe_url", fault)
    if mail.unsubscribe_mail and not is_valid(mail.unsubscribe_mail):
        reader.fault("mail.unsubscribe_mail", f"must be an e-mail address, not {mail.unsubscribe_mail!r}")
    if bool(mail.dkim_key) != bool(mail.dkim_selector):
        reader.fault("mail.dkim_key", "dkim_key and dkim_selector go together: write both, or none")


def _secret(reader: ConfigReader, config: Path) -> None:
    """Note a password that everybody who can open the config may read."""
    written = reader.table("mail").get("password")
    if not isinstance(written, str) or not written or "${" in written or os.name != "posix":
        return
    try:
        mode = config.stat().st_mode
    except OSError:
        return
    if mode & _OTHERS_MAY_READ:
        reader.fault(
            "mail.password",
            'others can read this file; write "${SHEETCRM_MAIL_PASSWORD}" and set that variable of the environment, '
            f"or run: chmod 600 {config}",
        )
