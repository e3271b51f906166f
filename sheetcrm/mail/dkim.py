"""Signing letters with DKIM (RFC 6376, 8301, 8463): relaxed/relaxed, RSA or Ed25519, one signature per key.

Headers that mark who writes what to whom are signed once more than they stand there, so that nobody can add another.
"""

import datetime as dt
import hashlib
import os
import re
from base64 import b64encode
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from sheetcrm.errors import MailUnusable
from sheetcrm.mail.headers import ascii_address

if TYPE_CHECKING:
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
    from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey

_GUARDED = (
    "from", "to", "cc", "subject", "date", "message-id", "reply-to", "sender", "in-reply-to", "references",
    "mime-version", "content-type", "content-transfer-encoding", "list-unsubscribe", "list-unsubscribe-post",
    "list-id", "auto-submitted", "content-language",
)  # fmt: skip
"""Signed where they stand, and named once more each."""
_SELECTOR = re.compile(
    r"[A-Za-z0-9](?:[A-Za-z0-9_-]{0,61}[A-Za-z0-9])?(?:\.[A-Za-z0-9](?:[A-Za-z0-9_-]{0,61}[A-Za-z0-9])?)*"
)
_SHORTEST_KEY = 1024
_SPACES = re.compile(rb"[ \t]+")
_OTHERS_MAY_READ = 0o077
_LINE = 72


@dataclass(frozen=True, slots=True)
class Signer:
    """A key and where receivers find its public half: `selector`._domainkey.`domain`."""

    domain: str
    selector: str
    key: "RSAPrivateKey | Ed25519PrivateKey" = field(repr=False)
    algorithm: str = "rsa-sha256"


def read_signer(path: Path, domain: str, selector: str) -> Signer:
    """The signer whose private key stands in a PEM file that only its owner can read.

    MailUnusable: `dkim-key-missing`, `dkim-key-unreadable`, `dkim-key-open` (others could read it, so they could write
    in our name), `dkim-key-unusable` (no RSA or Ed25519 key, or a locked one), `dkim-key-weak` (RSA below 1024 bits),
    `dkim-name-unusable` (domain or selector).
    """
    from cryptography.exceptions import UnsupportedAlgorithm
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
    from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey
    from cryptography.hazmat.primitives.serialization import load_pem_private_key

    try:
        name = ascii_address(f"x@{domain}").removeprefix("x@").lower()
    except MailUnusable:
        raise MailUnusable("dkim-name-unusable", value=domain) from None
    if not _SELECTOR.fullmatch(selector):
        raise MailUnusable("dkim-name-unusable", value=selector)
    try:
        with path.open("rb") as file:
            if os.name == "posix" and os.fstat(file.fileno()).st_mode & _OTHERS_MAY_READ:
                raise MailUnusable("dkim-key-open", path=path)
            pem = file.read()
    except FileNotFoundError as error:
        raise MailUnusable("dkim-key-missing", path=path) from error
    except OSError as error:
        raise MailUnusable("dkim-key-unreadable", path=path, reason=error.strerror or type(error).__name__) from error
    try:
        key = load_pem_private_key(pem, password=None)
    except (ValueError, TypeError, UnsupportedAlgorithm):
        raise MailUnusable("dkim-key-unusable", path=path) from None
    if isinstance(key, Ed25519PrivateKey):
        return Signer(name, selector, key, "ed25519-sha256")
    if not isinstance(key, RSAPrivateKey):
        raise MailUnusable("dkim-key-unusable", path=path)
    if key.key_size < _SHORTEST_KEY:
        raise MailUnusable("dkim-key-weak", path=path, bits=key.key_size)
    return Signer(name, selector, key)


def dns_record(signer: Signer) -> tuple[str, str]:
    """The name and the text of the TXT record that must stand in the DNS for this key."""
    from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey
    from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

    public = signer.key.public_key()
    if isinstance(signer.key, RSAPrivateKey):
        kind, raw = "rsa", public.public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo)
    else:
        kind, raw = "ed25519", public.public_bytes(Encoding.Raw, PublicFormat.Raw)
    return f"{signer.selector}._domainkey.{signer.domain}", f"v=DKIM1; k={kind}; p={b64encode(raw).decode('ascii')}"


def signed(content: bytes, signers: Sequence[Signer], moment: dt.datetime) -> bytes:
    """The letter with one signature per signer before its first line; `moment` is when it is signed.

    The same letter, key and moment make the same bytes.
    """
    head, _, body = content.partition(b"\r\n\r\n")
    fields = _relaxed_fields(head + b"\r\n")
    names: list[bytes] = []
    covered: list[bytes] = []
    for name in _GUARDED:
        standing = fields.get(name.encode("ascii"), ())
        names += [name.encode("ascii")] * (len(standing) + 1)
        covered += reversed(standing)
    digest = b64encode(hashlib.sha256(_relaxed_body(body)).digest())
    listed, whole = _folded_names(names), b"".join(covered)
    signatures = [_signature(signer, moment, listed, whole, digest) for signer in signers]
    return b"".join([*signatures, content])


def _signature(signer: Signer, moment: dt.datetime, names: bytes, covered: bytes, digest: bytes) -> bytes:
    start = (
        f"DKIM-Signature: v=1; a={signer.algorithm}; c=relaxed/relaxed;\r\n"
        f" d={signer.domain}; s={signer.selector}; t={int(moment.timestamp())};\r\n h="
    ).encode("ascii")
    unsigned = b"".join([start, names, b";\r\n bh=", digest, b";\r\n b="])
    own = b"dkim-signature:" + _SPACES.sub(b" ", unsigned.replace(b"\r\n", b"")).removeprefix(b"DKIM-Signature: ")
    whole = b64encode(_sign(signer.key, covered + own))
    lines = [whole[start : start + _LINE] for start in range(0, len(whole), _LINE)]
    return b"".join([unsigned, b"\r\n  ".join(lines), b"\r\n"])


def _sign(key: "RSAPrivateKey | Ed25519PrivateKey", covered: bytes) -> bytes:
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
    from cryptography.hazmat.primitives.asymmetric.padding import PKCS1v15
    from cryptography.hazmat.primitives.hashes import SHA256

    if isinstance(key, Ed25519PrivateKey):
        return key.sign(hashlib.sha256(covered).digest())
    return key.sign(covered, PKCS1v15(), SHA256())


def _relaxed_fields(head: bytes) -> dict[bytes, list[bytes]]:
    """Name -> its lines as they are signed, from top to bottom: unfolded, in small letters, single spaces.

    >>> _relaxed_fields(b"Subject:  A\\r\\n  b \\r\\nTo : x\\r\\n")
    {b'subject': [b'subject:A b\\r\\n'], b'to': [b'to:x\\r\\n']}
    """
    fields: dict[bytes, list[bytes]] = {}
    for line in head.replace(b"\r\n ", b" ").replace(b"\r\n\t", b" ").split(b"\r\n"):
        if not line:
            continue
        name, _, value = line.partition(b":")
        name = name.rstrip(b" \t").lower()
        fields.setdefault(name, []).append(name + b":" + _SPACES.sub(b" ", value).strip(b" ") + b"\r\n")
    return fields


def _relaxed_body(body: bytes) -> bytes:
    """The body as it is signed: no space at the ends of lines, single ones within, no empty lines at its end.

    >>> _relaxed_body(b" a \\t b  \\r\\n\\r\\n\\r\\n"), _relaxed_body(b"\\r\\n"), _relaxed_body(b"")
    (b' a b\\r\\n', b'', b'')
    """
    if b"\t" in body or b"  " in body or b" \r\n" in body:
        body = _SPACES.sub(b" ", body).replace(b" \r\n", b"\r\n")
    body = body.rstrip(b"\r\n")
    return body + b"\r\n" if body else b""


def _folded_names(names: Sequence[bytes]) -> bytes:
    """The names with colons between, folded so that no line is long."""
    lines, line = [], b""
    for name in names:
        if line and len(line) + len(name) + 1 > _LINE:
            lines.append(line)
            line = b""
        line += (b":" if line else b"") + name
    return b":\r\n  ".join([*lines, line])
