"""The JSON file that lets sheetcrm into Google: a service account's key, or what a person signs in with.

Nothing of its content is ever shown, logged or put into an error; a file that others here can read is refused.
"""

import ipaddress
import json
import os
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal
from urllib.parse import urlsplit

from sheetcrm.errors import ConfigUnusable
from sheetcrm.model.settings import Settings

VARIABLE = "SHEETCRM_GOOGLE_KEY"
TOKEN_ADDRESS = "https://oauth2.googleapis.com/token"  # noqa: S105

Kind = Literal["service_account", "client", "authorized_user"]

_NEEDED: Mapping[Kind, frozenset[str]] = {
    "service_account": frozenset({"client_email", "private_key"}),
    "client": frozenset({"client_id", "client_secret"}),
    "authorized_user": frozenset({"client_id", "client_secret", "refresh_token"}),
}


@dataclass(frozen=True, slots=True, repr=False)
class KeyFile:
    """A key file as read; `place` is its path or the name of the variable that held it. Its repr shows nothing."""

    kind: Kind
    content: Mapping[str, Any]
    place: str

    @property
    def robot(self) -> str | None:
        """The e-mail address the sheet must be shared with; None where a person signs in."""
        return str(self.content["client_email"]) if self.kind == "service_account" else None

    @property
    def token_address(self) -> str:
        """Where tokens are asked for."""
        return str(self.content.get("token_uri") or TOKEN_ADDRESS)


def read_key(settings: Settings) -> KeyFile:
    """The key: the variable SHEETCRM_GOOGLE_KEY if it holds one, otherwise the file the settings name."""
    given = os.environ.get(VARIABLE, "").strip()
    if given:
        return _key(given, VARIABLE)
    return read_key_file(settings.credentials)


def read_key_file(path: Path) -> KeyFile:
    """The key in that file. ConfigUnusable: `google-key-...`."""
    return _key(read_secret(path), str(path))


def _key(text: str | None, place: str) -> KeyFile:
    if text is None:
        raise ConfigUnusable("google-key-missing", path=place)
    found = _parsed(text)
    if found is None or not is_safe(str(found[1].get("token_uri") or TOKEN_ADDRESS)):
        raise ConfigUnusable("google-key-unusable", path=place)
    return KeyFile(*found, place)


def read_secret(path: Path) -> str | None:
    """The text of a file that only its owner may read, None when there is no such file.

    Rights are those of the file that was opened. Windows keeps them elsewhere, so nothing is asked there.
    """
    try:
        with path.open(encoding="utf-8-sig") as file:
            if os.name == "posix" and os.fstat(file.fileno()).st_mode & 0o077:
                raise ConfigUnusable("google-key-readable", path=path)
            return file.read()
    except FileNotFoundError:
        return None
    except OSError as error:
        raise ConfigUnusable("google-key-unreadable", path=path, reason=error.strerror) from error
    except UnicodeDecodeError:
        raise ConfigUnusable("google-key-unusable", path=path) from None


def is_safe(address: str) -> bool:
    """Whether a secret may be sent there: https, or a server on this very machine.

    >>> is_safe("https://sheets.googleapis.com"), is_safe("http://127.0.0.1:8080"), is_safe("http://example.com")
    (True, True, False)
    """
    try:
        parts = urlsplit(address)
        host = parts.hostname or ""
    except ValueError:
        return False
    return bool(host) and (parts.scheme == "https" or (parts.scheme == "http" and is_here(host)))


def is_here(host: str) -> bool:
    """Whether a host is this machine's loopback.

    >>> is_here("localhost"), is_here("::1"), is_here("127.0.0.1.example.com")
    (True, True, False)
    """
    try:
        return host == "localhost" or ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


def _parsed(text: str) -> tuple[Kind, Mapping[str, Any]] | None:
    try:
        document = json.loads(text)
    except ValueError:
        return None
    if not isinstance(document, dict):
        return None
    kind: Kind = "client"
    content: Any = document.get("installed") or document.get("web")
    if document.get("type") in ("service_account", "authorized_user"):
        kind, content = document["type"], document
    if not isinstance(content, dict) or any(not isinstance(content.get(name), str) for name in _NEEDED[kind]):
        return None
    if kind == "client" and "installed" not in document:
        content = {**content, "web": True}
    return kind, content
