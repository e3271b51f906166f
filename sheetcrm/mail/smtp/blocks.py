"""Whose fault an answer speaks of: this recipient's, this letter's, or the sender's, who then had better stop.

Codes come first where they are unmistakable, the words decide where providers use one code for both. The patterns
stand in `blocks.txt` and `recipients.txt`.
"""

import re
from functools import cache
from importlib.resources import files
from typing import Literal

from sheetcrm.mail.smtp.outcomes import Delivery

Block = Literal["", "limit", "block", "policy"]
"""limit: the number of letters is used up for now. block: the server wants no letters from this sender. policy: it
will not take this one, and its code does not say whether it means the recipient or the sender.
"""

_LIMIT_CODES = frozenset({"5.4.5", "5.1.90"})
"""Google's and Microsoft's own codes of a daily limit."""
_BLOCK_CODES = frozenset({"5.1.8", "4.7.26", "4.7.28", "4.7.32", "4.7.500", "4.7.650"})
"""Microsoft: a sender known for spam, an address of bad repute. Google: unusual rate, letters without proof."""
_BLOCK_RANGE = re.compile(r"[45]\.7\.[567]\d\d")
"""Microsoft's codes of senders, addresses and tenants it bans."""
_RECIPIENT_CODES = frozenset({"1.1", "1.2", "1.3", "1.6", "1.10", "2.1", "2.2", "2.3"})
"""The last two parts of codes that speak of one mailbox, whatever else an answer says (RFC 3463)."""
_ADDRESS = re.compile(r"<[^<>]{0,320}>|\S+@\S+")


def block_of(delivery: Delivery) -> Block:
    """Whether the server has had enough of this sender, so that more letters would only make it worse, and how.

    >>> from sheetcrm.mail.smtp.outcomes import Reply
    >>> def said(code, text):
    ...     return block_of(Delivery("k", "refused" if code > 499 else "deferred", "rcpt", reply=Reply(code, (text,))))
    >>> said(550, "5.7.1 spam"), said(550, "5.4.5 daily limit"), said(550, "5.7.1 no"), said(550, "5.1.1 unknown")
    ('block', 'limit', 'policy', '')
    >>> said(554, "5.7.1 <b@x.pl>: Recipient address rejected: Access denied"), said(450, "4.7.1 Greylisted")
    ('', '')
    """
    if delivery.reply is None or delivery.outcome not in ("deferred", "refused"):
        return ""
    enhanced, text = delivery.reply.enhanced, _ADDRESS.sub(" ", delivery.reply.text)
    if enhanced in _LIMIT_CODES:
        return "limit"
    if enhanced in _BLOCK_CODES or _BLOCK_RANGE.fullmatch(enhanced):
        return _told(text) or "block"
    if delivery.stage == "rcpt" and _about_the_recipient().search(text):
        return ""
    if enhanced.startswith("5.7.") or enhanced == "4.2.1":
        return _told(text) or ("policy" if delivery.stage == "rcpt" and enhanced != "4.2.1" else "block")
    return "" if enhanced[2:] in _RECIPIENT_CODES else _told(text)


def is_block(delivery: Delivery) -> bool:
    """Whether no other letter should be tried now."""
    return bool(block_of(delivery))


def _told(text: str) -> Block:
    for kind, pattern in _patterns():
        if pattern.search(text):
            return kind
    return ""


@cache
def _patterns() -> tuple[tuple[Block, re.Pattern[str]], ...]:
    found: list[tuple[Block, re.Pattern[str]]] = []
    for line in _lines("blocks.txt"):
        kind, _, pattern = line.partition(" ")
        found.append(("limit" if kind == "limit" else "block", re.compile(pattern.strip(), re.IGNORECASE)))
    return tuple(found)


@cache
def _about_the_recipient() -> re.Pattern[str]:
    return re.compile("|".join(f"(?:{line})" for line in _lines("recipients.txt")), re.IGNORECASE)


def _lines(name: str) -> list[str]:
    text = files("sheetcrm.mail.smtp").joinpath(name).read_text(encoding="utf-8")
    return [line for line in text.splitlines() if line.strip() and not line.startswith("#")]
