"""From a server's name to a session that may send: connected, encrypted as it was asked for, logged in.

Encryption is never given up silently, and no password travels readable.
"""

import ipaddress
import re
import socket
import ssl
from functools import lru_cache
from pathlib import Path

from sheetcrm.mail.smtp.login import log_in
from sheetcrm.mail.smtp.outcomes import LineCode, Reply, Stage, Unreachable
from sheetcrm.mail.smtp.server import Server
from sheetcrm.mail.smtp.session import Session, ask
from sheetcrm.mail.smtp.wire import Wire, WireBroken, hang_up, read_reply, secured, send

_NAME = re.compile(r"[A-Za-z0-9-]+(?:\.[A-Za-z0-9-]+)*|\[[A-Za-z0-9.:]+\]")


def open_session(server: Server) -> Session | Unreachable:
    """A session ready for letters; else why there is none. Never raises."""
    try:
        context = _context(server.certificates) if server.security != "none" else None
    except (OSError, ValueError) as error:
        return Unreachable("tls", "certificates-unreadable", detail=str(error))
    connected = _connected(server)
    if isinstance(connected, Unreachable):
        return connected
    session = Session(server, connected, {})
    failure = _prepared(session, context)
    if failure is None:
        return session
    hang_up(session.wire)
    return failure


def close_session(session: Session) -> None:
    """Say goodbye, without waiting for the answer, and hang up."""
    try:
        if session.usable:
            send(session.wire, b"QUIT\r\n", 5)
    except WireBroken:
        pass
    session.usable = False
    hang_up(session.wire)


def _connected(server: Server) -> Wire | Unreachable:
    wait = server.timeouts.connect
    if not server.host.isprintable() or server.host.strip() != server.host or not server.host:
        return Unreachable("connect", "host-unknown")
    try:
        opened = socket.create_connection((server.host, server.port), timeout=wait)
    except socket.gaierror as error:
        return Unreachable("connect", "host-unknown", None, error.errno == socket.EAI_AGAIN, str(error))
    except ValueError as error:
        return Unreachable("connect", "host-unknown", detail=str(error))
    except TimeoutError as error:
        return Unreachable("connect", "timed-out", temporary=True, detail=str(error))
    except (OSError, OverflowError) as error:
        return Unreachable("connect", "not-connected", temporary=True, detail=str(error))
    try:
        opened.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        opened.setsockopt(socket.SOL_SOCKET, socket.SO_KEEPALIVE, 1)
    except OSError:
        pass  # the server has hung up already: reading will tell
    return Wire(opened, wait)


def _prepared(session: Session, context: ssl.SSLContext | None) -> Unreachable | None:
    """Go from the first byte to the last answer before letters; why it failed, None when it did not."""
    server = session.server
    stage: Stage = "greeting"
    try:
        if server.security == "tls" and context is not None:
            stage = "tls"
            session.wire, session.encrypted = secured(session.wire, context, server.host), True
            stage = "greeting"
        failure = _refusal(stage, read_reply(session.wire, server.timeouts.command))
        if failure:
            return failure
        stage = "ehlo"
        failure = _introduce(session)
        if failure:
            return failure
        if server.security.startswith("starttls") and context is not None:
            stage = "tls"
            failure = _encrypt(session, context)
            if failure:
                return failure
        stage = "login"
        return None if server.login is None else log_in(session, server.login)
    except WireBroken as error:
        return Unreachable(stage, error.code, temporary=error.code != "garbled")
    except ssl.SSLCertVerificationError as error:
        return Unreachable("tls", "certificate-unusable", detail=error.verify_message or str(error))
    except ssl.SSLEOFError as error:
        return Unreachable(stage, "connection-lost", temporary=True, detail=str(error))
    except ssl.SSLError as error:
        return Unreachable("tls", "tls-unusable", detail=str(error))
    except TimeoutError:
        return Unreachable(stage, "timed-out", temporary=True)
    except (OSError, ValueError) as error:
        code: LineCode = "tls-unusable" if stage == "tls" and isinstance(error, ValueError) else "connection-lost"
        return Unreachable(stage, code, temporary=code == "connection-lost", detail=str(error))


def _introduce(session: Session) -> Unreachable | None:
    """EHLO, or HELO for a server that knows no other."""
    server = session.server
    name = server.name if _NAME.fullmatch(server.name) else _own_address(session.wire)
    reply = ask(session.wire, f"EHLO {name}", server)
    if reply.code // 100 == 5 and reply.code != 554:
        session.offers = {}
        return _refusal("ehlo", ask(session.wire, f"HELO {name}", server))
    session.offers = _offers(reply)
    return _refusal("ehlo", reply)


def _encrypt(session: Session, context: ssl.SSLContext) -> Unreachable | None:
    """STARTTLS; then everything the server said before is forgotten (RFC 3207)."""
    if "STARTTLS" not in session.offers:
        if session.server.security == "starttls-if-offered":
            return None
        return Unreachable("tls", "starttls-missing")
    failure = _refusal("tls", ask(session.wire, "STARTTLS", session.server))
    if failure:
        return failure
    if session.wire.rest:
        return Unreachable("tls", "starttls-injected")
    session.wire, session.encrypted = secured(session.wire, context, session.server.host), True
    return _introduce(session)


def _refusal(stage: Stage, reply: Reply) -> Unreachable | None:
    if reply.code // 100 == 2:
        return None
    return Unreachable(stage, "refused", reply, reply.code // 100 == 4)


def _offers(reply: Reply) -> dict[str, str]:
    """Keyword -> values of an answer to EHLO; the old spelling AUTH=LOGIN counts as well."""
    offers: dict[str, str] = {}
    for line in reply.lines[1:]:
        keyword, _, values = line.upper().replace("AUTH=", "AUTH ").partition(" ")
        offers[keyword] = f"{offers[keyword]} {values}" if keyword in offers else values.strip()
    return offers


def _own_address(wire: Wire) -> str:
    """Our address as RFC 5321 writes it, so that nobody has to look up a name."""
    address = ipaddress.ip_address(str(wire.socket.getsockname()[0]).partition("%")[0])
    return f"[IPv6:{address}]" if address.version == 6 else f"[{address}]"


@lru_cache(maxsize=8)
def _context(certificates: Path | None) -> ssl.SSLContext:
    """What is trusted; read once, as that takes longer than a letter. OSError when the file is not readable."""
    context = ssl.create_default_context(cafile=certificates)
    context.minimum_version = ssl.TLSVersion.TLSv1_2
    return context
