"""What the DNS says about a sender's domain: SPF (RFC 7208), DKIM (RFC 6376), DMARC (RFC 7489).

Only what is certain is told: nothing here asks by itself, and what could not be asked is never called missing.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Literal

from sheetcrm.mail.providers import GMAIL_API, provider_of

Kind = Literal["TXT", "MX", "A", "AAAA"]
Ask = Callable[[str, Kind], tuple[str, ...] | None]
"""Name and kind -> the records as text, () when there are none, None when nobody answered."""

MOST_LOOKUPS = 10
"""Terms of an SPF record, those it includes counted in, that ask the DNS again (RFC 7208, 4.6.4)."""

FREE_MAIL = frozenset(
    [
        "gmail.com", "googlemail.com", "yahoo.com", "outlook.com", "hotmail.com", "live.com", "icloud.com", "me.com",
        "aol.com", "gmx.com", "gmx.de", "gmx.net", "web.de", "proton.me", "mail.ru", "bk.ru", "list.ru", "inbox.ru",
        "internet.ru", "yandex.ru", "ya.ru", "yandex.com", "rambler.ru", "wp.pl", "o2.pl", "onet.pl", "poczta.onet.pl",
        "op.pl", "interia.pl", "gazeta.pl", "yahoo.ro",
    ]
)  # fmt: skip
"""Domains in which anybody can have an address; nobody else's server may write in their name."""

PROVIDERS: Mapping[str, str] = {
    "gmail.com": "_spf.google.com",
    "google.com": "_spf.google.com",
    "googleapis.com": "_spf.google.com",
    "office365.com": "spf.protection.outlook.com",
    "outlook.com": "spf.protection.outlook.com",
    "yandex.ru": "_spf.yandex.net",
    "yandex.com": "_spf.yandex.net",
    "mail.ru": "_spf.mail.ru",
    "sendgrid.net": "sendgrid.net",
    "mailgun.org": "mailgun.org",
    "amazonaws.com": "amazonses.com",
}
"""The end of a server's name -> what the SPF record of whoever sends through it includes."""

_SAME = ({"gmail.com", "googlemail.com"}, {"outlook.com", "hotmail.com", "live.com", "office365.com"},
         {"mail.ru", "bk.ru", "list.ru", "inbox.ru", "internet.ru"}, {"yandex.ru", "ya.ru", "yandex.com"},
         {"icloud.com", "me.com"}, {"wp.pl", "o2.pl"}, {"gmx.com", "gmx.de", "gmx.net"}, {"yahoo.com", "yahoo.ro"},
         {"onet.pl", "op.pl", "poczta.onet.pl"})  # fmt: skip
_ASKING = ("include", "a", "mx", "ptr", "exists")


@dataclass(frozen=True, slots=True)
class Verdict:
    """One thing found: how bad, which sentence, and what it names."""

    level: Literal["ok", "warn", "bad"]
    code: str
    details: Mapping[str, str | int] = field(default_factory=dict)


def check_domain(domain: str, server: str, keys: Sequence[tuple[str, str]], per_day: int, ask: Ask) -> list[Verdict]:
    """Verdicts on letters from `domain` through `server`; `keys`: name and text of each record a signature needs.

    >>> [found.code for found in check_domain("gmail.com", "mail.firm.pl", (), 9, lambda name, kind: ())]
    ['free']
    """
    limits = list(_limits(domain, server, per_day))
    if domain in FREE_MAIL:
        if not _of(domain, server):
            return [Verdict("bad", "free", {"domain": domain, "server": server})]
        return [*limits]
    receives = [ask(domain, kind) for kind in ("MX", "A", "AAAA")]
    if all(found is None for found in receives):
        return [*limits, Verdict("warn", "silent", {"domain": domain})]
    if all(found in ((), ("0 .",)) for found in receives):
        limits.append(Verdict("bad", "no_mailbox", {"domain": domain}))
    signed = list(_signatures(keys, ask))
    return [*limits, *_spf(domain, server, ask), *signed, *_dmarc(domain, ask)]


def _of(domain: str, server: str) -> bool:
    """Whether the server belongs to the free mail of the domain."""
    family = next((same for same in _SAME if domain in same), {domain})
    if server == GMAIL_API:
        return "gmail.com" in family
    return any(server == name or server.endswith(f".{name}") for name in family)


def _limits(domain: str, server: str, per_day: int) -> Iterator[Verdict]:
    provider = provider_of(server, f"@{domain}")
    if provider is not None and per_day > provider.limit:
        yield Verdict("warn", "limit", {"server": provider.name, "limit": provider.limit, "count": per_day})


def _tagged(records: tuple[str, ...], version: str) -> list[str]:
    return [
        text for text in records if text.lower() == version or text.lower().startswith((f"{version} ", f"{version};"))
    ]


def _spf(domain: str, server: str, ask: Ask) -> Iterator[Verdict]:
    records = ask(domain, "TXT")
    if records is None:
        yield Verdict("warn", "silent", {"domain": domain})
        return
    found = _tagged(records, "v=spf1")
    if not found:
        yield Verdict("bad", "spf_missing", {"domain": domain})
    elif len(found) > 1:
        yield Verdict("bad", "spf_twice", {"domain": domain, "count": len(found)})
    else:
        included: set[str] = set()
        lookups, whole, open_to_all = spf_lookups(found[0], ask, included)
        wanted = next((name for end, name in PROVIDERS.items() if server == end or server.endswith(f".{end}")), None)
        if lookups > MOST_LOOKUPS:
            yield Verdict("bad", "spf_long", {"domain": domain, "count": lookups})
        elif open_to_all:
            yield Verdict("bad", "spf_open", {"domain": domain})
        elif not whole:
            yield Verdict("warn", "spf_unread", {"domain": domain})
        elif wanted and wanted not in included:
            yield Verdict("warn", "spf_stranger", {"domain": domain, "server": server, "name": wanted})
        else:
            yield Verdict("ok", "spf_ok", {"domain": domain})


def spf_lookups(record: str, ask: Ask, included: set[str], left: int = MOST_LOOKUPS) -> tuple[int, bool, bool]:
    """How many terms ask the DNS, whether every include could be read, and whether everybody may send.

    `included` takes the names on the way. Counting ends once there are more than `left`, so a circle ends
    too.

    >>> spf_lookups("v=spf1 a mx:x.pl ip4:192.0.2.1 -all", lambda name, kind: (), set())
    (2, True, False)
    """
    count, whole, open_to_all = 0, True, False
    terms = record.lower().split()[1:]
    for term in terms:
        bare = term.lstrip("+-~?")
        name, _, value = bare.partition(":")
        if bare.startswith("redirect="):
            if any(other.lstrip("+-~?") == "all" for other in terms):
                continue
            name, value = "redirect", bare.removeprefix("redirect=")
        open_to_all = open_to_all or term in ("all", "+all")
        if name.partition("/")[0] not in (*_ASKING, "redirect"):
            continue
        count += 1
        if name not in ("include", "redirect") or count > left:
            continue
        included.add(value)
        found = None if "%" in value else ask(value, "TXT")
        inner = _tagged(found or (), "v=spf1")
        whole = whole and len(inner) == 1
        if len(inner) == 1:
            more, read, opened = spf_lookups(inner[0], ask, included, left - count)
            count, whole, open_to_all = count + more, whole and read, open_to_all or (name == "redirect" and opened)
    return count, whole, open_to_all


def tags_of(text: str) -> dict[str, str]:
    """The tags of a DKIM or DMARC record, spaces within values taken out.

    >>> tags_of("v=DKIM1; k=rsa; p=AB CD")
    {'v': 'DKIM1', 'k': 'rsa', 'p': 'ABCD'}
    """
    pairs = (part.partition("=") for part in text.split(";") if "=" in part)
    return {name.strip().lower(): "".join(value.split()) for name, _, value in pairs}


def _signatures(keys: Sequence[tuple[str, str]], ask: Ask) -> Iterator[Verdict]:
    if not keys:
        yield Verdict("warn", "dkim_none")
    for name, text in keys:
        records = ask(name, "TXT")
        if records is None:
            yield Verdict("warn", "silent", {"domain": name})
        elif not records:
            yield Verdict("bad", "dkim_missing", {"name": name, "text": text})
        elif len(records) > 1 or tags_of(records[0]).get("p") != tags_of(text)["p"]:
            yield Verdict("bad", "dkim_other", {"name": name, "text": text})
        else:
            yield Verdict("ok", "dkim_ok", {"name": name})


def _dmarc(domain: str, ask: Ask) -> Iterator[Verdict]:
    """The policy at the domain, else at the nearest one above it that has one."""
    labels = domain.split(".")
    for start in range(max(1, len(labels) - 1)):
        place = ".".join(labels[start:])
        records = ask(f"_dmarc.{place}", "TXT")
        if records is None:
            yield Verdict("warn", "silent", {"domain": f"_dmarc.{place}"})
            return
        found = [text for text in records if tags_of(text).get("v") == "DMARC1"]
        if len(found) > 1:
            yield Verdict("bad", "dmarc_twice", {"name": f"_dmarc.{place}"})
            return
        if found:
            tags = tags_of(found[0])
            policy = (tags.get("sp") if start else None) or tags.get("p", "none")
            yield Verdict("ok", "dmarc_ok", {"name": f"_dmarc.{place}", "policy": policy})
            return
    yield Verdict("warn", "dmarc_missing", {"name": f"_dmarc.{domain}"})
