"""The ways a letter can travel, by the word in the settings; each opens connections that take letters."""

from collections.abc import Callable

from sheetcrm.errors import MailUnusable
from sheetcrm.mail.sending import Connection
from sheetcrm.model.settings import Settings

Connect = Callable[[Settings], Callable[[], Connection]]
"""From the settings to what opens a connection. Opening raises MailUnusable when there is no way at all."""


def connector(settings: Settings) -> Callable[[], Connection]:
    """What opens connections for the transport of the settings."""
    raise MailUnusable("mail-transport-unknown", transport=settings.mail.transport)
