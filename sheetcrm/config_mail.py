"""The section [mail] of the config: how letters travel; what does not fit together is told before a letter waits."""

import os
from dataclasses import fields
from pathlib import Path

from sheetcrm.config_reader import ConfigReader
from sheetcrm.mail.opt_out_links import fault_in_url
from sheetcrm.mail.providers import GMAIL_API, provider_of
from sheetcrm.model.settings import Mail
from sheetcrm.values.country import read_country
from sheetcrm.values.email import is_valid

TRANSPORTS = ("outbox", "smtp", "gmail")
LOGINS = ("password", "oauth")
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
    attachments, credentials = reader.text("mail", "attachments", ""), reader.text("mail", "credentials", "")
    login = reader.text("mail", "login", usual.login, LOGINS)
    transport = reader.text("mail", "transport", usual.transport, TRANSPORTS)
    server = reader.text("mail", "server", "").strip()
    provider = provider_of(GMAIL_API if transport == "gmail" else server, sender)
    mail = Mail(
        transport=transport,  # type: ignore[arg-type]
        server=server,
        port=reader.whole("mail", "port", PORTS[security], 1, 65535),
        security=security,  # type: ignore[arg-type]
        user=reader.text("mail", "user", sender if login == "oauth" else ""),
        login=login,  # type: ignore[arg-type]
        password=reader.text("mail", "password", ""),
        credentials=base / credentials if credentials else None,
        certificates=base / certificates if certificates else None,
        dkim_key=base / key if key else None,
        dkim_selector=reader.text("mail", "dkim_selector", ""),
        connections=reader.whole("mail", "connections", provider.connections if provider else usual.connections, 1, 20),
        per_day=reader.whole("mail", "per_day", provider.per_day if provider else usual.per_day, 1),
        per_client=reader.whole("mail", "per_client", usual.per_client, 1),
        per_client_days=reader.whole("mail", "per_client_days", usual.per_client_days, 1, 3660),
        refused_share=reader.share("mail", "refused_share", usual.refused_share),
        unsubscribe_url=reader.text("mail", "unsubscribe_url", "").strip(),
        unsubscribe_mail=reader.text("mail", "unsubscribe_mail", "").strip(),
        confirm_consents=reader.flag("mail", "confirm_consents", usual.confirm_consents),
        customer_countries=tuple(code.strip().upper() for code in reader.texts("mail", "customer_countries")),
        customer_days=reader.whole("mail", "customer_days", usual.customer_days, 1, 36600),
        attachments=base / attachments if attachments else None,
    )
    _fitting(reader, mail, sender)
    fault_of_secret(reader, config, "mail")
    return mail


def _fitting(reader: ConfigReader, mail: Mail, sender: str) -> None:
    """Note what is missing for letters to travel at all."""
    if mail.transport == "smtp" and not mail.server:
        reader.fault("mail.server", 'must name the server that takes the letters, such as "smtp.example.com"')
    if mail.transport != "outbox" and not sender:
        reader.fault("sender.address", "must be the address from which the letters come")
    password = bool(reader.table("mail").get("password"))
    if mail.login == "oauth" or mail.transport == "gmail":
        if password:
            reader.fault("mail.password", "is not needed where a token stands for it: take it out")
    elif bool(mail.user) != password:
        reader.fault("mail.user", "user and password go together: write both, or none")
    if mail.unsubscribe_url and (fault := fault_in_url(mail.unsubscribe_url)) is not None:
        reader.fault("mail.unsubscribe_url", fault)
    if mail.confirm_consents and (not mail.unsubscribe_url or "{token}" in mail.unsubscribe_url):
        reader.fault(
            "mail.confirm_consents", "needs the page of `sheetcrm serve`: write its address as unsubscribe_url"
        )
    for code in mail.customer_countries:
        if read_country(code) != code:
            reader.fault("mail.customer_countries", f'must be codes of countries such as "DE", not {code!r}')
    if mail.unsubscribe_mail and not is_valid(mail.unsubscribe_mail):
        reader.fault("mail.unsubscribe_mail", f"must be an e-mail address, not {mail.unsubscribe_mail!r}")
    if bool(mail.dkim_key) != bool(mail.dkim_selector):
        reader.fault("mail.dkim_key", "dkim_key and dkim_selector go together: write both, or none")


def fault_of_secret(reader: ConfigReader, config: Path, section: str) -> None:
    """Note a password of that section that everybody who can open the config may read."""
    written = reader.table(section).get("password")
    if not isinstance(written, str) or not written or "${" in written or os.name != "posix":
        return
    try:
        mode = config.stat().st_mode
    except OSError:
        return
    if mode & _OTHERS_MAY_READ:
        reader.fault(
            f"{section}.password",
            'others can read this file; write "${SHEETCRM_MAIL_PASSWORD}" and set that variable of the environment, '
            f"or run: chmod 600 {config}",
        )
