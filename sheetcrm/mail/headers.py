"""Header lines of a letter as bytes: folded, encoded where needed, and never more lines than were meant.

Sources: RFC 5322 (lines), RFC 2047 (encoded words). Control characters are refused, direction overrides dropped.
"""

import re
from base64 import b64encode
from collections.abc import Iterator
from urllib.parse import quote

from sheetcrm.errors import MailUnusable

_REFUSED = re.compile("[\x00-\x1f\x7f-\x9f\u2028\u2029\ud800-\udfff]")
_DIRECTION = re.compile("[\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069\ufeff]")
_PLAIN = re.compile(r"[!-~]+(?: [!-~]+)*")
_ATOMS = re.compile(r"[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+(?: [A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+)*")
_LOCAL = re.compile(r"[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+(?:\.[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+)*")
_DOMAIN = re.compile(
    r"(?=.{1,253}$)[A-Za-z0-9](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])?(?:\.[A-Za-z0-9](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])?)*"
)
_URI = re.compile(r"(?:https|mailto):[!-;=?-~]+")
_LINE = 76
_WORD_BYTES = 45
"""45 bytes are 60 letters of base64: with `=?utf-8?b?` and `?=` an encoded word of 72, which fits a line of 76."""
_LONGEST = 900


def text_header(name: str, text: str) -> bytes:
    """A line such as Subject for any text.

    >>> text_header("Subject", "Hello"), text_header("Subject", "Cześć")
    (b'Subject: Hello\\r\\n', b'Subject: =?utf-8?b?Q3plxZvEhw==?=\\r\\n')
    """
    kept = _safe(name, text)
    if not kept:
        return f"{name}: \r\n".encode("ascii")
    if _PLAIN.fullmatch(kept) and "=?" not in kept and len(max(kept.split(" "), key=len)) < _LINE - len(name):
        return _folded(name, kept.split(" "))
    return _folded(name, _encoded_words(kept, name))


def address_header(name: str, shown: str, address: str) -> bytes:
    """A line such as To: the name of a person and the address.

    >>> address_header("To", "Ann Lee", "ann@x.test"), address_header("To", "Lee, Ann", "ann@x.test")
    (b'To: Ann Lee <ann@x.test>\\r\\n', b'To: "Lee, Ann" <ann@x.test>\\r\\n')
    >>> address_header("From", "ann@x.test", "ann@x.test")
    b'From: ann@x.test\\r\\n'
    """
    kept = _safe(name, shown).strip(" ")
    nameless = not kept or kept == address
    address = ascii_address(address)
    if nameless:
        return _folded(name, [address])
    if "=?" in kept or not _PLAIN.fullmatch(kept) or len(kept) > _LINE - 10:
        words = _encoded_words(kept, name)
    elif _ATOMS.fullmatch(kept):
        words = kept.split(" ")
    else:
        words = ['"' + re.sub(r'(["\\])', r"\\\1", kept) + '"']
    return _folded(name, [*words, f"<{address}>"])


def links_header(name: str, links: tuple[str, ...]) -> bytes:
    """A line of addresses in angle brackets; they are never encoded, the line is folded only between them.

    >>> links_header("List-Unsubscribe", ("https://x.test/u/1", "mailto:stop@x.test"))
    b'List-Unsubscribe: <https://x.test/u/1>,\\r\\n <mailto:stop@x.test>\\r\\n'
    """
    for link in links:
        if not _URI.fullmatch(link) or len(link) > _LONGEST:
            raise MailUnusable("link-unusable", header=name, value=link[:80])
    return f"{name}: {f',{_FOLD}'.join(f'<{link}>' for link in links)}\r\n".encode("ascii")


def disposition_header(how: str, file: str) -> bytes:
    """The line that gives a part the name of its file; RFC 2231 says how other letters than those of ASCII are written.

    >>> disposition_header("attachment", "Rachunek.pdf")
    b'Content-Disposition: attachment; filename="Rachunek.pdf"\\r\\n'
    >>> disposition_header("inline", "Café.png")
    b"Content-Disposition: inline;\\r\\n filename*=utf-8''Caf%C3%A9.png\\r\\n"
    """
    kept = _DIRECTION.sub("", _REFUSED.sub("_", file)) or "file"
    if _PLAIN.fullmatch(kept) and not re.search(r'["\\%\']', kept) and len(kept) < _LINE // 2:
        return f'Content-Disposition: {how}; filename="{kept}"\r\n'.encode("ascii")
    quoted = [quote(sign, safe=_ATTRIBUTE_SIGNS) for sign in kept]
    whole = "".join(quoted)
    if len(whole) < _LINE - 20:
        return f"Content-Disposition: {how};{_FOLD}filename*=utf-8''{whole}\r\n".encode("ascii")
    pieces = [""]
    for sign in quoted:
        if len(pieces[-1]) + len(sign) > _LINE - 24:
            pieces.append("")
        pieces[-1] += sign
    pieces[0] = f"utf-8''{pieces[0]}"
    lines = [f"filename*{number}*={piece}" for number, piece in enumerate(pieces)]
    return f"Content-Disposition: {how};{_FOLD}{f';{_FOLD}'.join(lines)}\r\n".encode("ascii")


_FOLD = "\r\n "
_ATTRIBUTE_SIGNS = "!#$&+-.^_`|~"


def ascii_address(address: str) -> str:
    """The address with its domain in ASCII; MailUnusable when it is none, or needs a server that few have.

    >>> ascii_address("ann@пример.рф")
    'ann@xn--e1afmkfd.xn--p1ai'
    """
    local, at, domain = _DIRECTION.sub("", address.strip(" ")).rpartition("@")
    if at and not domain.isascii():
        import idna

        try:
            domain = idna.encode(domain, uts46=True).decode("ascii")
        except idna.IDNAError:
            raise MailUnusable("address-unusable", address=address[:120]) from None
    if not at or len(local) > 64 or "=?" in local or not _DOMAIN.fullmatch(domain):
        raise MailUnusable("address-unusable", address=address[:120])
    if not local.isascii():
        raise MailUnusable("address-not-ascii", address=address[:120])
    if not _LOCAL.fullmatch(local):
        raise MailUnusable("address-unusable", address=address[:120])
    return f"{local}@{domain}"


def _safe(name: str, text: str) -> str:
    refused = _REFUSED.search(text)
    if refused:
        raise MailUnusable("header-control-character", header=name, character=f"U+{ord(refused[0]):04X}")
    return _DIRECTION.sub("", text)


def _encoded_words(text: str, name: str) -> list[str]:
    beside_name = (_LINE - len(name) - 2 - len("=?utf-8?b??=")) // 4 * 3
    pieces = _pieces(text.encode("utf-8"), min(beside_name, _WORD_BYTES))
    return [f"=?utf-8?b?{b64encode(piece).decode('ascii')}?=" for piece in pieces]


def _pieces(raw: bytes, first: int) -> Iterator[bytes]:
    """Yield the bytes in pieces for encoded words, the first beside the header's name; no character is cut."""
    start, room = 0, first
    while start < len(raw):
        end = start + room
        while end < len(raw) and raw[end] & 0xC0 == 0x80:
            end -= 1
        yield raw[start:end]
        start, room = end, _WORD_BYTES


def _folded(name: str, words: list[str]) -> bytes:
    lines = [f"{name}:"]
    for word in words:
        if len(lines[-1]) + 1 + len(word) > _LINE and lines[-1] != f"{name}:":
            lines.append("")
        lines[-1] += f" {word}"
    return ("\r\n".join(lines) + "\r\n").encode("ascii")
