"""SMTP as the course of sending sees it: connections that open or say why not, and what a server's answer comes to.

The words of `mail.smtp` are turned into those of `mail.sending` here and nowhere else.
"""

from collections.abc import Mapping
from socket import socket
from typing import TYPE_CHECKING

from sheetcrm.errors import MailUnusable
from sheetcrm.letter_journal import KnownLetter, Settlement
from sheetcrm.mail.inbox.causes import cause_of, is_hard
from sheetcrm.mail.lines import Delivery
from sheetcrm.mail.receipts import Envelope
from sheetcrm.mail.smtp import Delivery as SmtpDelivery
from sheetcrm.mail.smtp import Login, Server, Session, Unreachable, block_of, close_session, open_session
from sheetcrm.mail.smtp.delivering import delivering
from sheetcrm.mail.smtp.exchange import Exchange
from sheetcrm.mail.smtp.outcomes import Reply
from sheetcrm.mail.smtp.steps import Talk, in_turn
from sheetcrm.mail.smtp.wire import WireBroken, speaks
from sheetcrm.model.settings import Settings

if TYPE_CHECKING:
    from sheetcrm.mail.oauth import Tokens

LETTERS_PER_CONNECTION = 100
"""Many servers grow tired of one connection after about so many letters; a new one costs little."""
NO_SUCH_MAILBOX = "no-such-mailbox"
"""The code of a letter whose address is dead, as the server said at once; in the sheet it is one that came back."""
_CLOSING = 421
_OUTCOMES: Mapping[str, Settlement] = {
    "accepted": "sent", "deferred": "delayed", "refused": "refused", "untouched": "waiting", "unclear": "unclear",
}  # fmt: skip
_FAULTS: Mapping[str, str] = {
    "timed-out": "mail-server-unreachable",
    "connection-lost": "mail-server-unreachable",
    "not-connected": "mail-server-unreachable",
    "garbled": "mail-server-no-smtp",
    "host-unknown": "mail-server-unknown",
    "tls-unusable": "mail-tls-unusable",
    "starttls-missing": "mail-tls-missing",
    "starttls-injected": "mail-tls-unusable",
    "certificate-unusable": "mail-certificate-unusable",
    "certificates-unreadable": "mail-certificates-unreadable",
    "login-missing": "mail-login-missing",
    "login-unprotected": "mail-login-unprotected",
    "login-refused": "mail-login-refused",
    "refused": "mail-server-refused",
}


def server_of(settings: Settings, token: str = "") -> Server:
    """The server of the settings; a token is shown instead of the password."""
    mail = settings.mail
    login = Login(mail.user, mail.password, token) if mail.user else None
    return Server(mail.server, mail.port, mail.security, login, mail.certificates)


def open_with_token(settings: Settings, tokens: "Tokens") -> "SmtpConnection":
    """A connection logged in by a token; one that the server does not take is replaced once."""
    token = tokens.fresh()
    try:
        return open_connection(server_of(settings, token))
    except MailUnusable as error:
        if error.code != "mail-token-refused":
            raise
    return open_connection(server_of(settings, tokens.instead_of(token)))


def open_connection(server: Server) -> "SmtpConnection":
    """A connection that takes letters; MailUnusable says why there is none, and what to do."""
    session = open_session(server)
    if isinstance(session, Unreachable):
        answer = session.reply.text if session.reply is not None else ""
        said = " ".join(part for part in (answer, session.detail) if part)
        user = server.login.user if server.login else None
        by_token = session.code == "login-refused" and server.login is not None and bool(server.login.token)
        raise MailUnusable(
            "mail-token-refused" if by_token else _FAULTS[session.code],
            server=server.host, port=server.port, user=user, reason=said or None,
            path=server.certificates,
        )  # fmt: skip
    return SmtpConnection(session)


class SmtpConnection:
    """One session with a server."""

    def __init__(self, session: Session) -> None:
        self._session = session

    def deliver(self, letter: KnownLetter, content: bytes) -> Delivery:
        """Hand one letter over, and say what came of it."""
        return in_turn(self._session.wire, self._delivering(letter, content))

    def socket(self) -> socket:
        """What tells when the server has said something."""
        return self._session.wire.socket

    def begin(self, letter: KnownLetter, content: bytes) -> Exchange[Delivery]:
        """Prepare to hand one letter over beside other connections."""
        return Exchange(self._session.wire, self._delivering(letter, content))

    def rests(self) -> bool:
        """Whether the server has neither hung up nor said anything unasked."""
        try:
            return not speaks(self._session.wire)
        except WireBroken:
            return False

    def _delivering(self, letter: KnownLetter, content: bytes) -> Talk[Delivery]:
        came = yield from delivering(self._session, Envelope(letter.key, letter.sender, letter.address, content))
        tired = self._session.carried >= LETTERS_PER_CONNECTION
        return as_delivery(came, ends=tired or not self._session.usable)

    def close(self) -> None:
        """Say goodbye and hang up."""
        close_session(self._session)


def _is_dead(reply: Reply) -> bool:
    """Whether the server says that there is no such mailbox, by the rules by which letters that came back are read."""
    return is_hard(cause_of(reply.enhanced, f"{reply.code} {reply.text}"), reply.enhanced)


def as_delivery(came: SmtpDelivery, *, ends: bool) -> Delivery:
    """What came of a letter in the words of the course of sending.

    A server that closes the connection (421) has nothing of the letter: it waits. A block speaks of the sender: the
    letter is put off, unless the server may have meant this very recipient.
    """
    outcome, block = _OUTCOMES[came.outcome], block_of(came)
    stops = bool(block)
    if outcome == "refused" and block in ("block", "limit"):
        outcome = "delayed"
    elif came.reply is not None and came.reply.code == _CLOSING and outcome == "delayed" and not stops:
        outcome = "waiting"
    code = came.code or (str(came.reply.code) if came.reply is not None and outcome != "sent" else "")
    if outcome == "refused" and not stops and came.stage == "rcpt" and came.reply is not None and _is_dead(came.reply):
        code = NO_SUCH_MAILBOX
    reply = f"{came.reply.code} {came.reply.text}" if came.reply is not None else ""
    return Delivery(outcome, came.stage, code, reply, stops=stops, ends_connection=ends)
