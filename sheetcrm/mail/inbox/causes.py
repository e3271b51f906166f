"""Why a letter came back, from its codes and its words; only "gone" is a reason to stop writing to an address.

What a server says in words is surer than a code that is said about everything (5.0.0, 5.7.1); what is said about us
(our address, our standing, the letter's body) never counts against theirs. Sources: RFC 3463, RFC 7504, RFC 7505 and
what large providers answer.
"""

import re
from typing import Literal, cast

from sheetcrm.mail.inbox.phrases import sections

Cause = Literal["gone", "full", "disabled", "blocked", "unreachable", "unknown"]
_BY_STATUS: dict[str, Cause] = {
    "1.0": "gone", "1.1": "gone", "1.2": "gone", "1.3": "gone", "1.4": "gone", "1.6": "gone", "1.10": "gone",
    "1.351": "gone", "4.4": "gone", "4.310": "gone", "4.1": "unreachable", "2.1": "disabled", "2.2": "full",
    "3.1": "full", "2.3": "blocked", "3.4": "blocked", "4.3": "unreachable", "4.5": "blocked", "4.6": "unreachable",
    "4.7": "unreachable", "4.14": "unreachable", "4.316": "unreachable", "1.7": "blocked", "1.8": "blocked",
    "1.9": "blocked",
}  # fmt: skip
_NAMES_ADDRESS = frozenset({"1.1", "1.2", "1.10", "1.351"})
_STATUS = re.compile(r"(?<![\d.])([245])\.(\d{1,2})\.(\d{1,3})(?![\d.])")
_CODE = re.compile(r"(?<![\d.\w:-])([45]\d\d)(?=[\s\-#:<])")
_AFTER_BODY = re.compile(
    r"in reply to (?:the )?end of data|after end of data|did not like our data|smtp command\s+data\b|"
    r"in reply to data command|^>>> data|failed after i sent the message",
    re.IGNORECASE | re.MULTILINE,
)
_SERVER_TROUBLE = re.compile(
    r"malformed or unexpected name server|malformed name server reply|could not find a gateway|not found, try again",
    re.IGNORECASE,
)
_NO_SUCH_HERE = re.compile(r"5\.4\.1\b.{0,40}recipient address rejected: access denied", re.IGNORECASE | re.DOTALL)
_CERTAIN = re.compile(r"user doesn't have an? \S{1,80} account", re.IGNORECASE)
_STANDING = re.compile(
    r"spam|\bblock|blacklist|policy|reputation|too many|at a rate|too fast|recipient pref|refused due|not accepting "
    r"mail from|greylist|dmarc|\bspf\b|relay|rcpthosts|restriction|not authenticated|virus",
    re.IGNORECASE,
)
_NO_CAUSE = ("sender", "may not write")
_MOST = 4000


def enhanced_status(text: str) -> str:
    """The first enhanced status (RFC 3463) of a failure in a text; empty when there is none.

    >>> enhanced_status("smtp; 550-5.1.1 no such user"), enhanced_status("from 10.5.1.1")
    ('5.1.1', '')
    """
    found = _STATUS.search(text[:_MOST])
    return found[0] if found and found[1] != "2" else ""


def cause_of(status: str, said: str) -> Cause:
    """What the codes and the words come to.

    >>> cause_of("5.1.1", "mailbox unavailable"), cause_of("5.7.1", "No such user!"), cause_of("5.7.1", "spam")
    ('gone', 'gone', 'blocked')
    >>> cause_of("5.2.2", ""), cause_of("4.4.1", "host not found, try again"), cause_of("", "what is this")
    ('full', 'unreachable', 'unknown')
    >>> cause_of("5.1.1", "sent to too many recipients"), cause_of("", "550 Sender address rejected")
    ('blocked', 'blocked')
    >>> cause_of("5.2.1", "The account is disabled"), cause_of("5.0.0", "User unknown (in reply to end of DATA)")
    ('disabled', 'blocked')
    """
    said = said[:_MOST]
    status = status or enhanced_status(said)
    kind, _, detail = status.partition(".")
    cause = _by_words(detail, said) or _BY_STATUS.get(detail)
    if cause is None and detail.startswith("7."):
        cause = "blocked"
    if cause == "gone":
        code = _CODE.search(said)
        if kind == "4" or (not kind and code is not None and code[1][0] == "4"):
            return "unreachable"
    return cause or "unknown"


def is_hard(cause: Cause, status: str) -> bool:
    """Whether the address itself is dead, rather than its server, its space or our standing."""
    return cause == "gone" and not status.startswith("4")


def _by_words(detail: str, said: str) -> Cause | None:
    if _SERVER_TROUBLE.search(said):
        return "unreachable"
    if _NO_SUCH_HERE.search(said):
        return "gone"
    if _CERTAIN.search(said):
        return "gone"
    found = {name for name, words in sections("causes.txt").items() if words.search(said)}
    if "sender" in found and (detail not in _NAMES_ADDRESS or "gone" not in found):
        return "blocked"
    if "gone" in found and "may not write" in found and detail not in _NAMES_ADDRESS:
        return "blocked"
    if "gone" in found:
        if detail in _NAMES_ADDRESS and not found & {"full", "disabled"}:
            return "gone"
        if detail.startswith("7.") and _STANDING.search(said):
            return "blocked"
        if _AFTER_BODY.search(said):
            return "disabled" if "disabled" in found else "blocked"
    first = next((name for name in sections("causes.txt") if name in found and name not in _NO_CAUSE), None)
    if detail in _NAMES_ADDRESS and first in ("unreachable", "disabled"):
        return "gone"
    if detail in _NAMES_ADDRESS and first == "blocked" and not _STANDING.search(said):
        return "gone"
    if detail == "2.2" and first in ("blocked", "unreachable"):
        return "full"
    return cast("Cause | None", first)
