"""The letter that a bounce sends back: which one it was and to whom, and where in a text it begins.

Only heads are read; what a returned letter says in its body is ours and proves nothing.
"""

import re
from email.message import Message
from email.parser import HeaderParser

from sheetcrm.mail.inbox.opened import Opened, addresses, header, identities, text_of
from sheetcrm.mail.inbox.phrases import phrase
from sheetcrm.mail.inbox.reports import ADDRESS

_LETTER_ID = re.compile(
    r"^[ \t>|*]*(?:X-Original-)?Message-ID[ \t]*:\s{0,3}(<[^<>\s]{3,400}>)", re.IGNORECASE | re.MULTILINE
)
_WRITTEN_TO = re.compile(
    r"^[ \t>|*]*(?:To|Кому|Do|Către|An|À)[ \t]*:[ \t]*([^\n]{3,300})", re.IGNORECASE | re.MULTILINE
)
_HEAD_LINE = re.compile(
    r"^[ \t>|]{0,8}(?:(received|return-path|message-id|dkim-signature|x-received|delivered-to|mime-version|"
    r"content-type|x-mailer|user-agent|date|from|subject|to|reply-to|sender|x-[\w-]{2,30})[ \t]*:)",
    re.IGNORECASE,
)
_SURE = frozenset({"received", "return-path", "message-id", "dkim-signature", "x-received", "mime-version"})
_HEADS = frozenset({"text/rfc822-headers", "message/rfc822-headers", "text/rfc822", "message/rfc822"})
_ECHO = re.compile(
    r"^[ \t>|*]*(?:to|cc|bcc|from|subject|sent|date|кому|от|тема|do|dw|od|temat|către|de la|subiect|an|von|betreff|à|"
    r"de|objet|asunto|para|message-?id|mail from|original sender|sender|reply-to|reporting-mta|remote-mta|"
    r"sender-mta)[ \t]*:",
    re.IGNORECASE,
)
_MOST_HEAD = 20_000


def letter_in(opened: Opened) -> tuple[str, list[str]]:
    """The Message-ID of the returned letter and whom it was to; empty where nothing was returned."""
    for part in opened.own[1:]:
        head = _head_of(part)
        if head is not None and ("message-id" in head or "to" in head):
            return next(iter(identities(header(head, "message-id"))), ""), addresses(head, "to")
    text = opened.text
    beginning = _beginning(text)
    known = _LETTER_ID.search(text, beginning) or _LETTER_ID.search(text)
    to = _WRITTEN_TO.search(text, beginning) or _WRITTEN_TO.search(text)
    known = known or next((found for part in opened.own[1:] if (found := _LETTER_ID.search(_broken_head(part)))), None)
    letter = known[1] if known else ""
    if not letter:
        told = header(opened.message, "in-reply-to") or header(opened.message, "references")
        letter = next(iter(identities(told)), "")
    return letter, [address.lower() for address in ADDRESS.findall(to[1])] if to else []


def own_words_of_system(text: str) -> str:
    """The text up to the letter that is sent back in it.

    >>> own_words_of_system("<anna@client.test>: this user is unknown\\n\\n--- Original message ---\\nReceived: from x")
    '<anna@client.test>: this user is unknown\\n\\n'
    """
    kept = text[: _beginning(text)]
    return kept if kept.strip() else text


def without_echo(text: str) -> str:
    """The text without the lines that only repeat the letter's own fields (`To: ...`, `Subject: ...`)."""
    return "\n".join(line for line in text.split("\n") if not _ECHO.match(line[:60]))


def _broken_head(part: Message) -> str:
    """The head of a letter that lost the line before it or has broken ones, so that it stands in a body or above it."""
    if part.get_content_type() in ("message/delivery-status", "multipart/report"):
        return ""
    inner = part.get_payload(0) if part.get_content_maintype() == "message" and part.is_multipart() else part
    told = inner.get_payload() if isinstance(inner, Message) else ""
    above = f"Message-ID: {header(part, 'message-id')}\n"
    return above + (told[:_MOST_HEAD] if isinstance(told, str) else "")


def _head_of(part: Message) -> Message | None:
    kind = part.get_content_type()
    if kind not in _HEADS and not (kind == "message/global" or kind.startswith("message/rfc822")):
        return None
    if part.is_multipart():
        inner = part.get_payload(0)
        if isinstance(inner, Message) and (inner.keys() or not isinstance(inner.get_payload(), str)):
            return inner
        part = inner if isinstance(inner, Message) else part
    return HeaderParser().parsestr(text_of(part)[:_MOST_HEAD].lstrip())


def _beginning(text: str) -> int:
    """Where the returned letter begins: after a line that says so, or at a block of lines that only a head has."""
    said = phrase("returned letter begins")
    at = 0
    found: set[str] = set()
    begun = 0
    for line in text.split("\n"):
        if at > 40 and said.match(line.strip()[:120]):
            return at
        field = _HEAD_LINE.match(line)
        if field:
            if not found:
                begun = at
            found.add(field[1].lower())
            if len(found) >= 3 and _SURE & found and begun > 0:
                return begun
        elif line[:1] not in (" ", "\t") or not line.strip():
            found = set()
        at += len(line) + 1
    return len(text)
