"""Letters over SMTP: an own client that knows of every letter how far it came, and asks for no answer twice.

Own code instead of `smtplib`: that one raises the same error for a connection lost before the final dot (the server
must throw the letter away) and after it (the server may have it), and waits for an answer to each command.
"""

from sheetcrm.mail.smtp.blocks import block_of, is_block
from sheetcrm.mail.smtp.delivering import deliver
from sheetcrm.mail.smtp.opening import close_session, open_session
from sheetcrm.mail.smtp.outcomes import Delivery, Outcome, Reply, Stage, Unreachable
from sheetcrm.mail.smtp.server import Login, Security, Server, Timeouts
from sheetcrm.mail.smtp.session import Session

__all__ = [
    "Delivery",
    "Login",
    "Outcome",
    "Reply",
    "Security",
    "Server",
    "Session",
    "Stage",
    "Timeouts",
    "Unreachable",
    "block_of",
    "close_session",
    "deliver",
    "is_block",
    "open_session",
]
