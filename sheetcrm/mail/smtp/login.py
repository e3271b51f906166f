"""Logging in: PLAIN or LOGIN with a password, XOAUTH2 with a token (RFC 4954); secrets go to the server only."""

import ipaddress
import json
from base64 import b64decode, b64encode

from sheetcrm.mail.smtp.outcomes import Reply, Unreachable
from sheetcrm.mail.smtp.server import Login
from sheetcrm.mail.smtp.session import Session, ask


def log_in(session: Session, login: Login) -> Unreachable | None:
    """Log in over an encrypted connection, or to this very machine; why it failed, None when it did not."""
    if not session.encrypted and not _is_here(session):
        return Unreachable("login", "login-unprotected")
    offered = session.offers.get("AUTH", "").split()
    usable = ("XOAUTH2",) if login.token else ("PLAIN", "LOGIN")
    way = next((way for way in usable if way in offered), None)
    if way is None:
        return Unreachable("login", "login-missing", detail=" ".join(offered))
    why = ""
    if way == "XOAUTH2":
        reply, why = _token(session, login)
    else:
        reply = (_plain if way == "PLAIN" else _login)(session, login)
    if reply.code // 100 == 2:
        return None
    if reply.code // 100 == 4:
        return Unreachable("login", "refused", reply, temporary=True)
    return Unreachable("login", "login-refused", reply, detail=why)


def _plain(session: Session, login: Login) -> Reply:
    return ask(session.wire, f"AUTH PLAIN {_base64(f'{chr(0)}{login.user}{chr(0)}{login.password}')}", session.server)


def _login(session: Session, login: Login) -> Reply:
    reply = ask(session.wire, "AUTH LOGIN", session.server)
    for secret in (login.user, login.password):
        if reply.code != 334:
            return reply
        reply = ask(session.wire, _base64(secret), session.server)
    return reply


def _token(session: Session, login: Login) -> tuple[Reply, str]:
    """The answer, and why where the server tells: a token that is refused meets a question (334) that holds the reason.

    Its answer is an empty line (Google, Microsoft).
    """
    said = _base64(f"user={login.user}\x01auth=Bearer {login.token}\x01\x01")
    reply = ask(session.wire, f"AUTH XOAUTH2 {said}", session.server)
    if reply.code != 334:
        return reply, ""
    return ask(session.wire, "", session.server), _why(reply.text)


def _why(question: str) -> str:
    """What a question about a refused token says, its control characters left out; empty where it is none of these.

    >>> _why("eyJzdGF0dXMiOiI0MDAiLCJzY2hlbWVzIjoiQmVhcmVyIiwic2NvcGUiOiJodHRwczovL21haWwuZ29vZ2xlLmNvbS8ifQ==")
    'status 400, scope https://mail.google.com/'
    >>> _why("not base64")
    ''
    """
    try:
        read = json.loads(b64decode(question))
    except ValueError:
        return ""
    if not isinstance(read, dict):
        return ""
    told = ", ".join(f"{name} {read[name]}" for name in ("status", "scope") if isinstance(read.get(name), str | int))
    return "".join(sign for sign in told if sign.isprintable())[:200]


def _base64(secret: str) -> str:
    return b64encode(secret.encode("utf-8", "surrogatepass")).decode("ascii")


def _is_here(session: Session) -> bool:
    """Whether the server is this machine: what never leaves it needs no cover."""
    return ipaddress.ip_address(str(session.wire.socket.getpeername()[0]).partition("%")[0]).is_loopback
