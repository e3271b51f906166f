"""Bounces: whose letter came back, which one, and why. The standard first (RFC 3464), then texts, then flufl.

A bounce is believed only as far as it names an address; whether we wrote to it is for the caller to know.
"""

import logging
import re
from dataclasses import dataclass

from sheetcrm.mail.inbox.causes import Cause, cause_of, enhanced_status, is_hard
from sheetcrm.mail.inbox.mail_systems import is_delay, looks_like_report
from sheetcrm.mail.inbox.opened import Opened, addresses, header, open_mail
from sheetcrm.mail.inbox.phrases import phrase
from sheetcrm.mail.inbox.reports import ADDRESS, Failure, reported
from sheetcrm.mail.inbox.returned import letter_in, own_words_of_system, without_echo
from sheetcrm.mail.inbox.sns_notices import Notice

_SYSTEMS = re.compile(
    r"^(?:mailer[-_.]?daemon|mail[-_.]?daemon|microsoftexchange\w*|postmaster|abuse|support|hostmaster)@"
)
_VERP = re.compile(r"[+\-]([\w.\-]{1,64})=((?:[A-Za-z0-9\-]{1,63}\.)+[A-Za-z]{2,63})@", re.ASCII)
_LONGEST_REASON = 300
_MOST_TEXT = 12_000


@dataclass(frozen=True, slots=True)
class Bounce:
    """A letter that came back: the address it was for, the Message-ID of the letter if it is told, and why."""

    address: str
    letter: str
    cause: Cause
    hard: bool
    status: str
    reason: str
    found_by: str


def read_bounce(raw: bytes) -> Bounce | None:
    """The bounce that these bytes are; None for other mail, and for word that a letter is only late."""
    return bounce_in(open_mail(raw))


def bounce_in(opened: Opened) -> Bounce | None:
    """The bounce that an opened message is; see `read_bounce`."""
    if not looks_like_report(opened):
        return None
    failures, told, of_no_failure = reported(opened)
    if failures:
        return _by_report(opened, failures, told)
    if of_no_failure or is_delay(opened):
        return None
    return _by_text(opened) or _by_library(opened)


def told_bounce(notice: Notice) -> Bounce:
    """The bounce that a notice of Amazon SES tells."""
    cause = cause_of(notice.status, notice.said)
    return _bounce(notice.address, notice.letter, cause, notice.status, notice.said, "notice")


def _by_report(opened: Opened, failures: list[Failure], told: str) -> Bounce | None:
    letter, written_to = letter_in(opened)
    named = [failure for failure in failures if failure.address]
    failure = next((one for one in named if one.address in written_to), named[0] if named else failures[0])
    address = failure.address or next(iter(written_to), "") or _by_verp(opened)
    if not address:
        return _by_text(opened)
    own = own_words_of_system(opened.text)
    near = _reason_near(own, address)
    said = failure.said or near
    cause = cause_of(failure.status, failure.said)
    status = failure.status
    if cause == "unknown":
        status = status if status and not status.endswith(".0.0") else enhanced_status(near) or status
        cause = cause_of(status, near)
    if cause == "unknown":
        cause = cause_of(status, own[:2000])
    return _bounce(address, letter or told, cause, status, said, "report")


def _by_text(opened: Opened) -> Bounce | None:
    letter, written_to = letter_in(opened)
    listed = addresses(opened.message, "x-failed-recipients")
    own = own_words_of_system(opened.text)[:_MOST_TEXT]
    subject = header(opened.message, "subject")
    if not listed and not phrase("failed").search(subject + "\n" + own[:6000]):
        return None
    address = next(iter(listed), "") or _address_in(opened, own, written_to)
    if not address:
        return None
    cause, status, said = _cause_in(subject, own, address)
    return _bounce(address, letter, cause, status, said, "headers" if listed else "text")


def _address_in(opened: Opened, own: str, written_to: list[str]) -> str:
    ours = {*addresses(opened.message, "to", "from", "reply-to")}
    spoken = without_echo(own)
    named = _named(spoken)
    receivers = addresses(opened.message, "to")
    written_to = [address for address in written_to if address not in receivers]
    agreed = next((address for address in named if address in written_to), "")
    if agreed:
        return agreed
    named = [address for address in named if address not in ours and not _SYSTEMS.match(address)]
    by_library = _failures_by_library(opened)
    if len(by_library) == 1 and by_library[0] not in ours:
        return by_library[0]
    echoed = [address for address in _named(own) if address not in ours and not _SYSTEMS.match(address)]
    return next(iter([*named, *written_to, *echoed]), "") or _by_verp(opened)


def _named(text: str) -> list[str]:
    found = (address.lower().strip("'") for address in ADDRESS.findall(text))
    return [re.sub(r"^(?:smtp|rfc822|mailto)[=:]", "", address) for address in found]


def _cause_in(subject: str, own: str, address: str) -> tuple[Cause, str, str]:
    """The cause, its status and the words for it: those behind the address, before it, then the whole text's."""
    said = _reason_near(own, address)
    for words in (said, _before(own, address), own[:4000], subject):
        status = enhanced_status(words)
        cause = cause_of(status, words)
        if cause != "unknown":
            return cause, status, said if words is subject or len(said) > 12 else words
    return "unknown", enhanced_status(own), said


def _by_library(opened: Opened) -> Bounce | None:
    found = _failures_by_library(opened)
    if not found:
        return None
    own = own_words_of_system(opened.text)
    cause, status, said = _cause_in(header(opened.message, "subject"), own, found[0])
    return _bounce(found[0], letter_in(opened)[0], cause, status, said, "library")


def _failures_by_library(opened: Opened) -> list[str]:
    from flufl.bounce import all_failures

    logging.getLogger("flufl.bounce").disabled = True  # it logs a traceback for each hostile mail
    try:
        _, lasting = all_failures(opened.message)
    except Exception:  # its detectors are made for friendly mail; what they fail on is no bounce to us
        return []
    found = sorted(address.decode("utf-8", "replace").lower() for address in lasting)
    return [address for address in found if re.fullmatch(r"[^\s@]{1,64}@[^\s@]{3,253}", address)]


def _by_verp(opened: Opened) -> str:
    for address in addresses(opened.message, "to", "delivered-to", "x-original-to", "envelope-to"):
        found = _VERP.search(address)
        if found:
            return f"{found[1]}@{found[2]}"
    return ""


def _reason_near(text: str, address: str) -> str:
    """The words after the address, or those of the whole when nothing follows."""
    at = text.lower().find(address)
    after = text[at + len(address) : at + len(address) + 700] if at >= 0 else ""
    tidy = " ".join(after.split()).strip(" >:;,.-)('\"*")
    return tidy if len(tidy) > 12 else " ".join(text[:1500].split())


def _before(text: str, address: str) -> str:
    at = text.lower().find(address)
    return " ".join(text[max(0, at - 400) : at].split()) if at > 0 else ""


def _bounce(address: str, letter: str, cause: Cause, status: str, said: str, found_by: str) -> Bounce:
    reason = " ".join(said.split())[:_LONGEST_REASON]
    return Bounce(address, letter, cause, is_hard(cause, status), status, reason, found_by)
