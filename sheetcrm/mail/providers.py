"""What the providers of mail let one mailbox send, read from `providers.toml`; no entry is without a source."""

import tomllib
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from sheetcrm.model.settings import Settings

GMAIL_API = "gmail.googleapis.com"
"""The server of the transport "gmail"."""


@dataclass(frozen=True, slots=True)
class Provider:
    """One provider. `limit`: letters in 24 hours by its rules; `per_day`: what we send at most by ourselves.

    `per_minute`: None where no such limit is known. `source`: the page that says so.
    """

    name: str
    servers: tuple[str, ...]
    senders: frozenset[str]
    limit: int
    per_day: int
    per_minute: int | None
    connections: int
    source: str


def provider_of(server: str, sender: str) -> Provider | None:
    """The provider behind a server, for letters from that address; None for one nobody has looked up.

    >>> provider_of("smtp.gmail.com", "anna@gmail.com").limit, provider_of("SMTP.gmail.com.", "anna@shop.pl").limit
    (500, 2000)
    >>> provider_of("mail.shop.pl", "anna@shop.pl") is None
    True
    """
    host = server.strip().lower().rstrip(".")
    domain = sender.rpartition("@")[2].lower()
    if not host:
        return None
    for provider in known_providers():
        named = any(host == name or host.endswith(f".{name}") for name in provider.servers)
        if named and (not provider.senders or domain in provider.senders):
            return provider
    return None


def provider_behind(settings: Settings) -> Provider | None:
    """The provider that takes the letters of the settings; None while they stay in the outbox."""
    return provider_of(server_behind(settings), settings.sender_address)


def seconds_apart(settings: Settings) -> float:
    """Seconds between the starts of two letters, for a provider that limits letters a minute; 0 for all others."""
    provider = provider_behind(settings)
    return 60 / provider.per_minute if provider is not None and provider.per_minute is not None else 0.0


def server_behind(settings: Settings) -> str:
    """The name of the server that takes the letters, also where the config names none."""
    return {"smtp": settings.mail.server, "gmail": GMAIL_API, "outbox": ""}[settings.mail.transport]


@cache
def known_providers() -> Sequence[Provider]:
    """All of them, in the order in which they are looked through."""
    text = files("sheetcrm.mail").joinpath("providers.toml").read_text(encoding="utf-8")
    return tuple(
        Provider(
            entry["name"], tuple(entry["servers"]), frozenset(entry.get("senders", ())), entry["limit"],
            entry["per_day"], entry.get("per_minute"), entry["connections"], entry["source"],
        )
        for entry in tomllib.loads(text)["provider"]
    )  # fmt: skip
