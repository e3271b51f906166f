"""Why a letter came back, from its codes and its words; only "gone" is a reason to stop writing to an address.

What a server says in words is surer than a code that is said about everything (5.0.0, 5.7.1); sources: RFC 3463 and
what large providers answer.
"""

import re
from pathlib import Path
from typing import Literal, get_args

Cause = Literal["gone", "full", "blocked", "unreachable", "unknown"]


def _expressions() -> tuple[tuple[Cause, re.Pattern[str]], ...]:
    """The expressions of causes.txt in their order, one for each cause."""
    by_cause: dict[Cause, list[str]] = {}
    cause: Cause = "unknown"
    for line in (Path(__file__).parent / "causes.txt").read_text("utf-8").splitlines():
        named = next((known for known in get_args(Cause) if line == f"[{known}]"), None)
        if named is not None:
            cause = named
        elif line and not line.startswith("#"):
            by_cause.setdefault(cause, []).append(line)
    return tuple((cause, re.compile("|".join(lines), re.IGNORECASE)) for cause, lines in by_cause.items())


_PATTERNS = _expressions()
_BY_STATUS: dict[str, Cause] = {
    "1.0": "gone", "1.1": "gone", "1.2": "gone", "1.3": "gone", "1.6": "gone", "1.10": "gone", "2.1": "gone",
    "4.4": "gone", "4.1": "unreachable", "2.2": "full", "3.1": "full", "2.3": "blocked", "3.4": "blocked",
    "4.3": "unreachable", "4.5": "blocked", "4.6": "unreachable", "4.7": "unreachable", "1.7": "blocked",
    "1.8": "blocked",
}  # fmt: skip
_STATUS = re.compile(r"(?<![\d.])([245])\.(\d{1,2})\.(\d{1,3})(?![\d.])")
_CODE = re.compile(r"(?<![\d.\w-])([45]\d\d)(?=[\s\-#:])")


def enhanced_status(text: str) -> str:
    """The first enhanced status (RFC 3463) of a failure in a text; empty when there is none.

    >>> enhanced_status("smtp; 550-5.1.1 no such user"), enhanced_status("from 10.5.1.1")
    ('5.1.1', '')
    """
    found = _STATUS.search(text[:4000])
    return found[0] if found and found[1] != "2" else ""


def cause_of(status: str, said: str) -> Cause:
    """What the codes and the words come to.

    >>> cause_of("5.1.1", "mailbox unavailable"), cause_of("5.7.1", "No such user!"), cause_of("5.7.1", "spam")
    ('gone', 'gone', 'blocked')
    >>> cause_of("5.2.2", ""), cause_of("4.4.1", "host not found, try again"), cause_of("", "what is this")
    ('full', 'unreachable', 'unknown')
    """
    status = status or enhanced_status(said)
    kind, _, detail = status.partition(".")
    code = _CODE.search(said[:4000])
    temporary = kind == "4" or (not kind and code is not None and code[1][0] == "4")
    by_words: Cause | None = next((cause for cause, words in _PATTERNS if words.search(said[:4000])), None)
    by_status = _BY_STATUS.get(detail)
    if (
        by_words == "gone"
        and detail.startswith("7.")
        and re.search(r"spam|block|policy|reputation", said, re.IGNORECASE)
    ):
        by_words = "blocked"
    if by_status == "gone" and by_words in ("full", "blocked") and detail == "1.1" and by_words == "blocked":
        by_words = "gone"
    cause = by_words or by_status or ("blocked" if detail.startswith("7.") else "unknown")
    if cause == "gone" and temporary:
        return "unreachable"
    return cause


def is_hard(cause: Cause, status: str) -> bool:
    """Whether the address itself is dead, rather than its server, its space or our standing."""
    return cause == "gone" and not status.startswith("4")
