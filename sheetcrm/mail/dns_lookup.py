"""Asking the DNS: the records of one kind at one name; no answer in time is told apart from there being none."""

from collections.abc import Callable, Sequence

from sheetcrm.mail.domain_checks import Ask, Kind

TIMEOUT = 5.0
"""Seconds for one question, all tries together."""


def asker(servers: Sequence[str] = (), port: int = 53, timeout: float = TIMEOUT) -> Ask:
    """What asks those servers, or the computer's own: the records as text, () for none, None for "could not ask"."""
    from dns.exception import DNSException
    from dns.rdatatype import from_text
    from dns.resolver import NXDOMAIN, NoAnswer, Resolver

    try:
        resolver = Resolver(configure=not servers)
    except DNSException:
        return lambda name, kind: None
    if servers:
        resolver.nameservers, resolver.port = list(servers), port
    resolver.lifetime = timeout

    def ask(name: str, kind: Kind) -> tuple[str, ...] | None:
        try:
            found = resolver.resolve(name.rstrip(".") + ".", from_text(kind))
        except (NXDOMAIN, NoAnswer):
            return ()
        except (DNSException, OSError):
            return None
        if kind == "TXT":
            return tuple(b"".join(record.strings).decode("utf-8", "replace") for record in found)
        return tuple(record.to_text() for record in found)

    return _once(ask)


def _once(ask: Ask) -> Ask:
    """The same question is asked once; when the first one got no answer, none is asked any more."""
    known: dict[tuple[str, Kind], tuple[str, ...] | None] = {}

    def remembered(name: str, kind: Kind) -> tuple[str, ...] | None:
        if (name, kind) not in known:
            deaf = len(known) > 0 and all(answer is None for answer in known.values())
            known[name, kind] = None if deaf else ask(name, kind)
        return known[name, kind]

    return remembered


Asker = Callable[[], Ask]
"""Makes what asks; a test hands in its own server."""
