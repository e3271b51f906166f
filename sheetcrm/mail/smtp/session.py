"""An open conversation with a server: what it offers, what went over it, and one question with its answer."""

from dataclasses import dataclass

from sheetcrm.mail.smtp.outcomes import Reply
from sheetcrm.mail.smtp.server import Server
from sheetcrm.mail.smtp.wire import Wire, read_reply, send


@dataclass(slots=True)
class Session:
    """A connection that has said its EHLO; belongs to one thread.

    `offers`: what the server said it can do, keyword to its values, all in capitals. `carried`: letters begun.
    `dirty`: a transaction stands open that RSET must end first. `usable`: another letter may go over it.
    """

    server: Server
    wire: Wire
    offers: dict[str, str]
    encrypted: bool = False
    carried: int = 0
    dirty: bool = False
    usable: bool = True


def ask(wire: Wire, command: str, server: Server) -> Reply:
    """Send one command and wait for its answer."""
    send(wire, f"{command}\r\n".encode("ascii", "strict"), server.timeouts.command)
    return read_reply(wire, server.timeouts.command)


def limit_of_size(session: Session) -> int:
    """How many bytes a letter may have, 0 when the server names no limit (RFC 1870)."""
    stated = session.offers.get("SIZE", "")
    return int(stated) if stated.isascii() and stated.isdigit() and len(stated) < 19 else 0
