"""A letter made ready for one server: checked, its addresses and options written, its dots doubled.

What cannot travel is found here, before a byte is sent. The bytes of the letter are never changed, or its signature
would no longer hold.
"""

import re
from dataclasses import dataclass

from sheetcrm.errors import MailUnusable
from sheetcrm.mail.headers import ascii_address
from sheetcrm.mail.receipts import Envelope
from sheetcrm.mail.smtp.outcomes import LetterCode
from sheetcrm.mail.smtp.session import Session, limit_of_size

_LOCAL = re.compile(
    r"[^\s\"(),:;<>@\[\\\]\x00-\x1f\x7f-\x9f\ud800-\udfff]+|\"(?:[ !#-\[\]-~\u00a1-\ud7ff\ue000-\U0010ffff]|\\[ -~])*\""
)
_LONGEST_LINE = 998


@dataclass(frozen=True, slots=True)
class Parcel:
    """The commands and the stuffed letter, without its final dot."""

    mail: bytes
    rcpt: bytes
    body: bytes


def parcel(session: Session, envelope: Envelope) -> Parcel | LetterCode:
    """The letter as this server takes it, or the code of what keeps it from travelling."""
    content = envelope.content
    if not _is_clean(content):
        return "content-unusable"
    sender, recipient = _wire_address(envelope.sender), _wire_address(envelope.to)
    if recipient is None or (sender is None and envelope.sender):
        return "address-unusable"
    ascii_only = content.isascii()
    international = not recipient.isascii() or not (sender or "").isascii()
    options = ""
    if "SIZE" in session.offers:
        limit = limit_of_size(session)
        if limit and len(content) > limit:
            return "too-large"
        options += f" SIZE={len(content)}"
    if not ascii_only:
        international = international or not content.partition(b"\r\n\r\n")[0].isascii()
        if "8BITMIME" not in session.offers:
            return "needs-8bitmime"
        options += " BODY=8BITMIME"
    if international:
        if "SMTPUTF8" not in session.offers:
            return "needs-smtputf8"
        options += " SMTPUTF8"
    return Parcel(
        f"MAIL FROM:<{sender or ''}>{options}\r\n".encode(), f"RCPT TO:<{recipient}>\r\n".encode(), _stuffed(content)
    )


def _is_clean(content: bytes) -> bool:
    """Every line ends in CR LF, none is too long, none holds a NUL: else servers disagree where the letter ends."""
    lines = content.split(b"\r\n")
    ends = len(lines) - 1
    return (
        not lines[-1]
        and ends > 0
        and content.count(b"\n") == ends
        and content.count(b"\r") == ends
        and b"\0" not in content
        and max(map(len, lines)) <= _LONGEST_LINE
    )


def _stuffed(content: bytes) -> bytes:
    """Lines that begin with a dot get another one (RFC 5321, 4.5.2).

    >>> _stuffed(b".a\\r\\n..\\r\\nb.\\r\\n")
    b'..a\\r\\n...\\r\\nb.\\r\\n'
    """
    stuffed = content.replace(b"\r\n.", b"\r\n..") if b"\r\n." in content else content
    return b"." + stuffed if stuffed.startswith(b".") else stuffed


def _wire_address(address: str) -> str | None:
    """The address as commands write it, its domain in ASCII; None when it is none and could break out of a command.

    >>> _wire_address("ann@пример.рф"), _wire_address("a> SIZE=1@x.test")
    ('ann@xn--e1afmkfd.xn--p1ai', None)
    """
    local, _, domain = address.strip(" ").rpartition("@")
    if not _LOCAL.fullmatch(local) or len(local.encode()) > 64:
        return None
    try:
        return f"{local}{ascii_address(f'x@{domain}')[1:]}"
    except MailUnusable:
        return None
