"""A letter as the bytes that travel: the same letter always becomes the same bytes.

Own code instead of `email.message`, which decodes `=?...?=` in a cell into new header lines and is far slower.
"""

import datetime as dt
import hashlib
import re
from base64 import b64encode
from dataclasses import dataclass
from email.utils import format_datetime
from functools import lru_cache
from struct import unpack_from

from sheetcrm.errors import MailUnusable
from sheetcrm.mail.enclosures import Enclosed
from sheetcrm.mail.headers import address_header, ascii_address, disposition_header, links_header, text_header

_LANGUAGE = re.compile(r"[A-Za-z]{2,8}(?:-[A-Za-z0-9]{1,8})*")
_LINE = 76
_NOT_PLAIN = re.compile(r"[^\n]{901}|[^\n\t -~]")


@dataclass(frozen=True, slots=True)
class Message:
    """Everything a letter says on its envelope and inside; `moment` is its Date and has a time zone.

    `unsubscribe`: links of List-Unsubscribe, https first; `one_click` says that the first one follows RFC 8058.
    `draft`: mail programs open the file as a letter ready to be sent. `pictures` are those the HTML shows by `cid:`.
    """

    key: str
    workbook: str
    to: str
    sender_address: str
    subject: str
    text: str
    html: str
    moment: dt.datetime
    language: str = "en"
    sender_name: str = ""
    to_name: str = ""
    reply_to: str = ""
    reply_to_name: str = ""
    unsubscribe: tuple[str, ...] = ()
    one_click: bool = False
    draft: bool = False
    pictures: tuple[Enclosed, ...] = ()
    attachments: tuple[Enclosed, ...] = ()


def message_id(key: str, workbook: str, domain: str) -> str:
    """The Message-ID of an act: the same key in the same workbook always has the same one.

    >>> message_id("birthday:C-0042:2027", "w1", "shop.test")
    '<16459a27651795fe6bf81bdff73e0c4a906ea602@shop.test>'
    """
    digest = hashlib.sha256(f"{len(key)}:{key}{workbook}".encode("utf-8", "surrogatepass")).hexdigest()
    return f"<{digest[:40]}@{domain}>"


def message_bytes(message: Message) -> bytes:
    """The letter as RFC 5322 and MIME bytes: plain text and HTML as alternatives, lines end in CRLF.

    Pictures stand beside the HTML (multipart/related), attachments beside both (multipart/mixed).

    MailUnusable when an address or a header cannot be written: `address-unusable`, `address-not-ascii`,
    `header-control-character`, `link-unusable`, `sender-missing`, `recipient-missing`, `date-without-zone`.
    """
    if not message.sender_address.strip():
        raise MailUnusable("sender-missing")
    if not message.to.strip():
        raise MailUnusable("recipient-missing", key=message.key)
    if message.moment.tzinfo is None:
        raise MailUnusable("date-without-zone", key=message.key)
    domain = ascii_address(message.sender_address).rpartition("@")[2]
    identity = message_id(message.key, message.workbook, domain)
    text, html = _part("text/plain", message.text), _part("text/html", message.html)
    boundary = f"=_{hashlib.sha256(identity.encode() + text + html).hexdigest()[:32]}"
    head = [
        address_header("From", message.sender_name, message.sender_address),
        address_header("To", message.to_name, message.to),
        text_header("Subject", message.subject),
        f"Date: {format_datetime(message.moment.replace(microsecond=0))}\r\nMessage-ID: {identity}\r\n".encode("ascii"),
    ]
    if message.reply_to:
        head.append(address_header("Reply-To", message.reply_to_name, message.reply_to))
    if message.unsubscribe:
        head.append(links_header("List-Unsubscribe", message.unsubscribe))
        if message.one_click and message.unsubscribe[0].startswith("https:"):
            head.append(b"List-Unsubscribe-Post: List-Unsubscribe=One-Click\r\n")
    if _LANGUAGE.fullmatch(message.language):
        head.append(f"Content-Language: {message.language}\r\n".encode("ascii"))
    head.append(b"Auto-Submitted: auto-generated\r\n")
    if message.draft:
        head.append(b"X-Unsent: 1\r\n")
    head.append(b"MIME-Version: 1.0\r\n")
    if message.pictures:
        html = _joined("related", boundary.replace("=_", "=_r"), [html, *map(_picture, message.pictures)])
    body = _joined("alternative", boundary, [text, html])
    if message.attachments:
        body = _joined("mixed", boundary.replace("=_", "=_m"), [body, *map(_attachment, message.attachments)])
    return b"".join([*head, body])


def _joined(kind: str, boundary: str, parts: list[bytes]) -> bytes:
    """Several parts as one; each ends with its line."""
    first = '; type="text/html"' if kind == "related" else ""
    head = f'Content-Type: multipart/{kind};\r\n boundary="{boundary}"{first}\r\n\r\n'.encode("ascii")
    between = f"--{boundary}\r\n".encode("ascii")
    return head + b"".join(between + part for part in parts) + f"--{boundary}--\r\n".encode("ascii")


@lru_cache(maxsize=8)
def _picture(picture: Enclosed) -> bytes:
    """A picture as a part; the same one stands in many letters."""
    return _enclosure(picture, "inline", f"Content-ID: <{picture.content_id}>\r\n")


def _attachment(attachment: Enclosed) -> bytes:
    return _enclosure(attachment, "attachment", "")


def _enclosure(file: Enclosed, disposition: str, more: str) -> bytes:
    head = f"Content-Type: {file.kind}\r\nContent-Transfer-Encoding: base64\r\n{more}".encode("ascii")
    return head + disposition_header(disposition, file.name) + b"\r\n" + _base64_lines(file.content)


def _part(kind: str, content: str) -> bytes:
    """One alternative with its own headers; text in ASCII stays readable, the rest is base64."""
    lines = content.replace("\r\n", "\n").replace("\r", "\n").rstrip("\n") + "\n"
    if lines.isascii() and not _NOT_PLAIN.search(lines):
        charset, encoding, body = "us-ascii", "7bit", lines.replace("\n", "\r\n").encode("ascii")
    else:
        raw = lines.replace("\n", "\r\n").encode("utf-8", "replace")
        charset, encoding, body = "utf-8", "base64", _base64_lines(raw)
    head = f"Content-Type: {kind}; charset={charset}\r\nContent-Transfer-Encoding: {encoding}\r\n\r\n"
    return head.encode("ascii") + body


def _base64_lines(raw: bytes) -> bytes:
    whole = b64encode(raw)
    full = len(whole) // _LINE
    last = whole[full * _LINE :]
    lines = unpack_from(f"{_LINE}s" * full, whole)  # faster than slices
    return b"\r\n".join((*lines, last) if last else lines) + b"\r\n"
