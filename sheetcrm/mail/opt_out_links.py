"""The links with which a person opts out: opaque, signed, good for years; nobody can guess one or read it.

A link holds the keyed hash of the address, the topic and the client's number, sealed. Without the key it is noise.
"""

import hmac
import os
import re
import stat
from dataclasses import dataclass
from pathlib import Path

from sheetcrm.errors import MailUnusable
from sheetcrm.mail.headers import ascii_address
from sheetcrm.mail.sealing import Seal
from sheetcrm.model.changes import SendLetter
from sheetcrm.model.settings import Settings
from sheetcrm.values.email import mailbox_key

TOPICS = ("all", "greetings", "offers", "news", "surveys")
"""What a link can be about, by its number; a new one goes to the end, as links live for years."""
_VERSION = 1
_MARK = 16
_WORD = re.compile(r"[A-Za-z0-9_-]{20,200}")
_URL = re.compile(r"https://[A-Za-z0-9.-]+(?::[0-9]{1,5})?(?:[/?#][!-;=?-z~]*)?")


@dataclass(frozen=True, slots=True)
class Asked:
    """What a link says: the keyed hash of the address, the topic, the client's number."""

    mark: str
    topic: str
    client: str


class OptOutKey:
    """The team's secret: it marks addresses and seals links. Losing it makes links in letters already sent useless."""

    def __init__(self, secret: bytes) -> None:
        self._marking = hmac.digest(secret, b"sheetcrm mark", "sha256")
        self._seal = Seal(secret)
        self.confirming = Seal(secret, b"confirm")

    def __repr__(self) -> str:
        return "OptOutKey(...)"

    def mark(self, address: str) -> str:
        """The keyed hash under which an address is remembered when the address itself is forgotten.

        >>> key = OptOutKey(b"x" * 32)
        >>> key.mark("Anna@B.test") == key.mark("anna@b.test"), len(key.mark("a@b.c"))
        (True, 32)
        """
        return self._mark(address).hex()

    def token(self, address: str, topic: str, client: str) -> str:
        """The word of a link; the same for the same person and topic, so that a letter is the same bytes again.

        >>> key = OptOutKey(b"x" * 32)
        >>> key.read(key.token("anna@b.test", "offers", "C-0042")).topic
        'offers'
        """
        number = TOPICS.index(topic) if topic in TOPICS else 0
        plain = bytes((_VERSION, number)) + self._mark(address) + client.encode("utf-8", "replace")[:60]
        return self._seal.word(plain)

    def read(self, token: str) -> Asked | None:
        """What a link says; None for whatever this key did not seal."""
        plain = self._seal.plain(token)
        if plain is None or len(plain) < 2 + _MARK or plain[0] != _VERSION or plain[1] >= len(TOPICS):
            return None
        return Asked(plain[2 : 2 + _MARK].hex(), TOPICS[plain[1]], plain[2 + _MARK :].decode("utf-8", "replace"))

    def _mark(self, address: str) -> bytes:
        return hmac.digest(self._marking, mailbox_key(address).encode("utf-8", "surrogatepass"), "sha256")[:_MARK]


def opt_out_links(settings: Settings, key: OptOutKey, letter: SendLetter) -> tuple[str, ...]:
    """The links with which the reader of a letter opts out, the page first; none for letters about orders.

    They are what List-Unsubscribe names (RFC 2369); with a page the first one can be POSTed to (RFC 8058).
    """
    mail = settings.mail
    if letter.topic == "service" or not (mail.unsubscribe_url or mail.unsubscribe_mail):
        return ()
    token = key.token(letter.to, letter.topic, letter.client)
    links = []
    if mail.unsubscribe_url:
        links.append(page_of(mail.unsubscribe_url, token))
    if mail.unsubscribe_mail:
        links.append(f"mailto:{ascii_address(mail.unsubscribe_mail)}?subject=unsubscribe%20{token}")
    return tuple(links)


def page_of(url: str, token: str) -> str:
    """The address of the page for one link: the token takes the place of {token}, or is put behind as /o/TOKEN.

    >>> page_of("https://b.test/crm/", "abc"), page_of("https://b.test/exec?t={token}", "abc")
    ('https://b.test/crm/o/abc', 'https://b.test/exec?t=abc')
    """
    return url.replace("{token}", token) if "{token}" in url else f"{url.rstrip('/')}/o/{token}"


def fault_in_url(url: str) -> str | None:
    """Why letters cannot name that address, None when they can.

    >>> fault_in_url("https://b.test/crm"), fault_in_url("http://b.test")
    (None, "must begin with https://, not 'http://b.test'")
    """
    if not url.startswith("https://"):
        return f"must begin with https://, not {url!r}"
    if not _URL.fullmatch(url.replace("{token}", "t")):
        return f"is not an address in plain letters (a name such as пример.рф is written xn--...): {url!r}"
    if "{token}" not in url and ("?" in url or "#" in url):
        return f"must say with {{token}} where the word of the link belongs: {url!r}"
    return None


def asked_in(key: OptOutKey, text: str) -> Asked | None:
    """What the first word of a text that the key has sealed asks for, as in the subject of a letter; None without one.

    >>> key = OptOutKey(b"x" * 32)
    >>> asked_in(key, "Fwd: unsubscribe " + key.token("anna@b.test", "news", "C-1")).topic
    'news'
    """
    words = _WORD.findall(text[:10_000])
    return next((asked for word in words if (asked := key.read(word)) is not None), None)


def key_file(settings: Settings) -> Path:
    """Where the team's key stands: beside the journal."""
    return settings.state_folder / "opt-out.key"


def load_key(path: Path) -> OptOutKey:
    """The key of a team, made when there is none yet; only its owner may be able to read it.

    MailUnusable: `key-readable-by-others`, `key-too-short`, `key-unusable`.
    """
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        try:
            descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        except FileExistsError:
            if os.name == "posix" and path.stat().st_mode & (stat.S_IRWXG | stat.S_IRWXO):
                raise MailUnusable("key-readable-by-others", path=path) from None
        else:
            with os.fdopen(descriptor, "wb") as file:
                file.write(os.urandom(32).hex().encode("ascii"))
                file.flush()
                os.fsync(file.fileno())
        secret = path.read_bytes().strip()
    except OSError as error:
        raise MailUnusable("key-unusable", path=path, reason=error.strerror or type(error).__name__) from error
    if len(secret) < 32:
        raise MailUnusable("key-too-short", path=path)
    return OptOutKey(secret)
