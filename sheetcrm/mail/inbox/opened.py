"""A received message opened for reading: headers, text, attached reports, bounded in size and in depth.

Received bytes are anybody's: nothing here may run long, nest deep or trust a length, a charset or a boundary.
"""

import re
from dataclasses import dataclass
from email import message_from_bytes
from email.errors import HeaderParseError
from email.header import decode_header
from email.message import Message
from email.parser import BytesHeaderParser
from email.utils import getaddresses

MOST_BYTES = 400_000
"""Reports put what we want before the returned letter's body; what lies farther is not read."""
_MOST_NESTS = 40
_MOST_PARTS = 60
_MOST_TEXT = 40_000
_PLAIN = frozenset({"text/plain", "text/report", "text/enriched"})
_ENCLOSES = frozenset({"message/rfc822", "message/global", "message/external-body", "message/partial"})
_NEST = re.compile(rb"content-type:\s*\"?(?:multipart|message)/", re.IGNORECASE)
_TAG = re.compile(r"<(?:br|/p|/div|/tr|/li|/h\d)\b[^<>]{0,200}>", re.IGNORECASE)
_ANY_TAG = re.compile(r"<[/!a-z][^<>@]{0,500}>", re.IGNORECASE)
_STYLE = re.compile(r"<(style|script|head)\b.{0,6000}?</\1\s*>", re.IGNORECASE | re.DOTALL)
_IDENTITY = re.compile(r"<[^<>\s@]{1,400}@[^<>\s]{1,250}>")


@dataclass(frozen=True, slots=True)
class Opened:
    """One message: its parts in their order, and all plain text there is (HTML only where no text stands).

    `own` are the parts that belong to the message itself, not to a letter that is enclosed in it.
    """

    message: Message
    parts: tuple[Message, ...]
    own: tuple[Message, ...]
    text: str


def open_mail(raw: bytes) -> Opened:
    """The message; one nested deeper than mail ever is, is read as headers and one text."""
    raw = raw[:MOST_BYTES].lstrip(b" \t\r\n")
    if len(_NEST.findall(raw)) > _MOST_NESTS:
        return _flat(raw)
    try:
        message = message_from_bytes(raw)
        parts = []
        for part in message.walk():
            parts.append(part)
            if len(parts) >= _MOST_PARTS:
                break
    except (ValueError, LookupError, TypeError, AttributeError, RecursionError, HeaderParseError):
        return _flat(raw)
    own = _own_parts(parts)
    return Opened(message, tuple(parts), own, _all_text(own) or _broken_text(own, raw))


def header(message: Message, name: str) -> str:
    """A header as a person reads it, on one line; empty when there is none.

    >>> from email import message_from_string
    >>> header(message_from_string("Subject: =?utf-8?b?0J7RgtCy0LXRgg==?=\\n\\n"), "subject")
    'Ответ'
    """
    value = next((value for known, value in message.raw_items() if known.lower() == name.lower()), None)
    if value is None:
        return ""
    given = str(value)[:4000]
    if not given.isascii():
        given = _decoded(given.encode("utf-8", "surrogateescape"), None)
    if "=?" not in given:
        return " ".join(given.split())
    try:
        pieces = decode_header(given)
    except (HeaderParseError, ValueError):
        pieces = [(given, None)]
    return " ".join("".join(_piece(piece, charset) for piece, charset in pieces).split())


def _piece(piece: bytes | str, charset: str | None) -> str:
    if isinstance(piece, str):
        return piece
    return _whole(piece.decode("raw-unicode-escape", "replace")) if charset is None else _decoded(piece, charset)


def addresses(message: Message, *names: str) -> list[str]:
    """The addresses in those headers, in lower case."""
    given = [header(message, name) for name in names]
    try:
        found = getaddresses(given)
    except (ValueError, IndexError, RecursionError):
        return []
    return [address.strip().lower() for _, address in found if "@" in address]


def identities(text: str) -> tuple[str, ...]:
    """The Message-IDs in a text, each once.

    >>> identities("<a@x.test> <b@x.test> <a@x.test>")
    ('<a@x.test>', '<b@x.test>')
    """
    return tuple(dict.fromkeys(_IDENTITY.findall(text[:20_000])))


def text_of(part: Message) -> str:
    """The text of one part, at most 40,000 characters of it."""
    try:
        payload = part.get_payload(decode=True)
    except (ValueError, LookupError, TypeError, AttributeError):
        return ""
    if not isinstance(payload, bytes):
        return ""
    charset = part.get_content_charset()
    return _decoded(payload[:_MOST_TEXT], charset).replace("\r\n", "\n").replace("\r", "\n")


def kind_of(part: Message) -> str:
    """The content type of a part, without what a forgotten semicolon joined to it."""
    return next(iter(part.get_content_type().split()), "text/plain")


def _flat(raw: bytes) -> Opened:
    head, _, body = raw.replace(b"\r\n", b"\n").partition(b"\n\n")
    message = BytesHeaderParser().parsebytes(head[:50_000] + b"\n\n")
    return Opened(message, (message,), (message,), body[:_MOST_TEXT].decode("utf-8", "replace"))


def _own_parts(parts: list[Message]) -> tuple[Message, ...]:
    returned = {id(inner) for part in parts if part.get_content_type() in _ENCLOSES for inner in _inside(part)}
    return tuple(part for part in parts if id(part) not in returned)


def _all_text(own: tuple[Message, ...]) -> str:
    leaves = [part for part in own if not part.is_multipart()]
    plain = [text_of(part) for part in leaves if kind_of(part) in _PLAIN]
    if not any(text.strip() for text in plain):
        plain = [_without_tags(text_of(part)) for part in leaves if kind_of(part) == "text/html"]
    text = "\n".join(plain)[:_MOST_TEXT]
    return text if text.strip() else ""


def _broken_text(own: tuple[Message, ...], raw: bytes) -> str:
    """All below the head of a message whose parts cannot be told apart: no or another boundary than it says."""
    if own[0].get_content_maintype() != "multipart" or any(kind_of(part) in _ENCLOSES for part in own):
        return ""
    body = raw.replace(b"\r\n", b"\n").partition(b"\n\n")[2]
    return _decoded(body[:_MOST_TEXT], None)


def _inside(part: Message) -> list[Message]:
    found: list[Message] = []
    for inner in part.walk():
        found.append(inner)
        if len(found) > _MOST_PARTS:
            break
    return found[1:]


def _without_tags(text: str) -> str:
    import html

    return html.unescape(_ANY_TAG.sub(" ", _TAG.sub("\n", _STYLE.sub(" ", text)))).replace("\xa0", " ")


def _decoded(raw: bytes, charset: str | None) -> str:
    """The text in its charset; without a usable one UTF-8, and the Windows one of Cyrillic where that does not fit."""
    if charset:
        try:
            return _whole(raw.decode(charset, "replace"))
        except (LookupError, UnicodeError, ValueError):
            pass
    try:
        return raw.decode("utf-8")
    except UnicodeDecodeError:
        return raw.decode("cp1251", "replace")


def _whole(text: str) -> str:
    """The text without halves of signs, which some charsets can spell and nothing can store (surrogates)."""
    return text.encode("utf-8", "replace").decode("utf-8")
