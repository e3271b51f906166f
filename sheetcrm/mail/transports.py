"""The ways a letter can travel, by the word in the settings; each opens connections that take letters."""

from collections.abc import Callable

from sheetcrm.errors import ConfigUnusable
from sheetcrm.mail.lines import Connection
from sheetcrm.mail.smtp_connection import open_connection, open_with_token, server_of
from sheetcrm.model.settings import Settings

Connect = Callable[[Settings], Callable[[], Connection]]
"""From the settings to what opens a connection. Opening raises MailUnusable when there is no way at all."""


def connector(settings: Settings, *, may_ask: bool = False) -> Callable[[], Connection]:
    """What opens connections for the transport of the settings; ConfigUnusable where letters do not travel.

    `may_ask`: somebody sits at a terminal and can sign in with a browser, where a token stands for the password.
    """
    if settings.mail.transport == "gmail":
        return _gmail(settings, may_ask)
    if settings.mail.transport != "smtp":
        raise ConfigUnusable("mail-not-set-up", transport=settings.mail.transport)
    if settings.mail.login == "oauth":
        return _by_token(settings, may_ask)
    server = server_of(settings)
    return lambda: open_connection(server)


def _gmail(settings: Settings, may_ask: bool) -> Callable[[], Connection]:
    """All connections share the tokens and the pace; what talks to Google is loaded only where it is used."""
    from sheetcrm.mail.gmail_api import GmailConnection, gmail_account

    account = gmail_account(settings, may_ask=may_ask)
    return lambda: GmailConnection(account)


def _by_token(settings: Settings, may_ask: bool) -> Callable[[], Connection]:
    from sheetcrm.mail.oauth import open_tokens

    tokens = open_tokens(settings, settings.mail.user, may_ask=may_ask)
    return lambda: open_with_token(settings, tokens)
