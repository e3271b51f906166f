"""The ways a letter can travel, by the word in the settings; each opens connections that take letters."""

from collections.abc import Callable

from sheetcrm.errors import ConfigUnusable
from sheetcrm.mail.sending import Connection
from sheetcrm.mail.smtp_connection import open_connection, server_of
from sheetcrm.model.settings import Settings

Connect = Callable[[Settings], Callable[[], Connection]]
"""From the settings to what opens a connection. Opening raises MailUnusable when there is no way at all."""


def connector(settings: Settings) -> Callable[[], Connection]:
    """What opens connections for the transport of the settings; ConfigUnusable where letters do not travel."""
    if settings.mail.transport != "smtp":
        raise ConfigUnusable("mail-not-set-up", transport=settings.mail.transport)
    server = server_of(settings)
    return lambda: open_connection(server)
