"""Bounces: whose letter came back, which one, and why. The standard first (RFC 3464), then texts, then flufl.

A bounce is believed only as far as it names an address; whether we wrote to it is for the caller to know.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from email.message import Message
from email.parser import HeaderParser

from sheetcrm.mail.inbox.causes import Cause, cause_of, enhanced_status, is_hard
from sheetcrm.mail.inbox.opened import Opened, addresses, header, identities, open_mail, text_of

_SYSTEMS = re.compile(
    r"^(?:mailer[-_.]?daemon|postmaster|mail[-_.]?daemon|mdaemon|microsoftexchange\w*|bounce\w*|mailsystem|"
    r"mail[-_.]?delivery|no-?reply-bounce|administrator|maildelivery\S*)\b"
)
_SUBJECT = re.compile(
    r"undeliver|deliver(?:y|ed)?[ \w]{0,20}(?:fail|status|problem|error|unsuccess)|fail(?:ure|"
    r"ed)[ \w]{0,12}(?:notice|deliver)|"
    r"returned (?:mail|to sender)|mail system error|non-?delivery|could ?n[o']t be delivered|could not deliver|"
    r"не доставлен|недоставлен|не удалось доставить|невозможно доставить|"
    r"ошибка доставки|nie ?dostarczon|nie można dostarczyć|niedoręczon|zwrot wiadomości|nelivrat|"
    r"nu a (?:putut fi )?livrat|"
    r"message not delivered|mail delivery",
    re.IGNORECASE,
)
_FAILED = re.compile(
    r"(?:could ?n[o']t|could not|can ?not|cannot|was ?n[o']t|was not|unable to|failed to|"
    r"not) (?:be )?(?:deliver|reach|sent)\w*|"
    r"undeliver|permanent(?:ly)? (?:fatal )?(?:error|fail)|delivery .{0,40}fail|fail\w* .{0,30}recipient|"
    r"given up|not listed in|user (?:unknown|not found)|returned (?:to sender|mail)|"
    r"не (?:было |была |может быть |удалось |смогли |смог )?(?:доставлен|доставить)|недоставлен|"
    r"невозможно доставить|"
    r"nie (?:została |może zostać |można |mogła zostać |udało się )?(?:dostarcz|doręcz)|niedostarcz|"
    r"nu a (?:putut fi |fost )?(?:livrat|trimis)|nu (?:poate|pot) fi livrat",
    re.IGNORECASE,
)
_DELAYED = re.compile(
    r"\bdelayed\b|still (?:trying|being)|will (?:keep|be) (?:trying|retried)|do not need to resend|"
    r"warning message only|"
    r"not yet been delivered|задержк|задержан|opóźnion|întârziat",
    re.IGNORECASE,
)
_RETURNED = re.compile(
    r"^(?:-{2,} ?(?:below|this is a copy|original message|included|the (?:header|body)|unsent|returned|"
    r"исходн|treść|"
    r"oryginaln|mesajul)|-{6,} ?this is|received: from |return-path:|original message (?:headers|follows)|"
    r"the original message (?:headers|was)|message headers follow|original message headers|----- original|"
    r"диагностическ|исходное сообщение|исходные заголовки|оригинальное письмо)",
    re.IGNORECASE | re.MULTILINE,
)
_ADDRESS = re.compile(r"[\w.+\-=']{1,64}@(?:[A-Za-z0-9\-]{1,63}\.){1,6}[A-Za-z][A-Za-z0-9\-]{1,62}", re.ASCII)
_VERP = re.compile(r"[+\-]([\w.\-]{1,64})=((?:[A-Za-z0-9\-]{1,63}\.)+[A-Za-z]{2,63})@", re.ASCII)
_LETTER_ID = re.compile(r"^[ \t>|*]*(?:X-Original-)?Message-ID:[ \t]*(<[^<>\s]{3,400}>)", re.IGNORECASE | re.MULTILINE)
_WRITTEN_TO = re.compile(r"^[ \t>|*]*To:[ \t]*([^\n]{3,300})", re.IGNORECASE | re.MULTILINE)
_LONGEST_REASON = 300
_SIGNS = ("x-failed-recipients",)


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
    reports = [part for part in opened.parts if part.get_content_type() == "message/delivery-status"]
    if reports:
        for report in reports:
            fields = list(_blocks(report))
            if any(_told(block, "action") for block in fields):
                return _by_report(opened, fields)
    if not looks_like_report(opened):
        return None
    return _by_text(opened) or _by_library(opened)


def is_delay(opened: Opened) -> bool:
    """Whether a message only says that a letter is late and that its server goes on trying."""
    for part in opened.parts:
        if part.get_content_type() == "message/delivery-status":
            actions = [_told(block, "action").lower() for block in _blocks(part)]
            return "delayed" in actions and "failed" not in actions
    return looks_like_report(opened) and bool(
        _DELAYED.search(header(opened.message, "subject") + "\n" + _own(opened)[:3000])
    )


def looks_like_report(opened: Opened) -> bool:
    """Whether a message comes from a mail system rather than from a person or a person's answering machine."""
    message = opened.message
    if any(name in message for name in _SIGNS):
        return True
    if message.get_content_type() == "multipart/report":
        return True
    senders = addresses(message, "from") or [header(message, "from").lower()]
    if any(_SYSTEMS.match(sender) for sender in senders):
        return True
    nobody = header(message, "return-path").replace(" ", "") == "<>"
    return bool(_SUBJECT.search(header(message, "subject"))) and (
        nobody or "auto-submitted" in message or "in-reply-to" not in message
    )


def letter_in(opened: Opened) -> tuple[str, list[str]]:
    """The Message-ID of the returned letter and whom it was to; empty where nothing was returned."""
    for part in opened.parts[1:]:
        kind = part.get_content_type()
        if kind == "message/rfc822" and part.is_multipart():
            inner = part.get_payload(0)
        elif kind in ("text/rfc822-headers", "message/rfc822-headers", "text/rfc822"):
            inner = HeaderParser().parsestr(text_of(part)[:20_000].lstrip())
        else:
            continue
        if isinstance(inner, Message) and ("message-id" in inner or "to" in inner):
            return next(iter(identities(header(inner, "message-id"))), ""), addresses(inner, "to")
    found, to = _LETTER_ID.search(opened.text), _WRITTEN_TO.search(opened.text)
    known = found[1] if found else ""
    if not known:
        told = header(opened.message, "in-reply-to") or header(opened.message, "references")
        known = next(iter(identities(told)), "")
    return known, [address.lower() for address in _ADDRESS.findall(to[1])] if to else []


def _blocks(report: Message) -> Iterator[Message]:
    payload = report.get_payload()
    if isinstance(payload, list):
        yield from (block for block in payload[:50] if isinstance(block, Message))
    elif isinstance(payload, str):
        for block in payload[:20_000].replace("\r\n", "\n").split("\n\n")[:50]:
            yield HeaderParser().parsestr(block)


def _told(block: Message, name: str) -> str:
    """A field without its kind: `rfc822; a@b.test` is a@b.test."""
    return header(block, name)


def _address_in(block: Message) -> str:
    for name in ("original-recipient", "final-recipient"):
        found = _ADDRESS.search(_told(block, name).partition(";")[2].replace("+AEA-", "@") or _told(block, name))
        if found:
            return found[0].lower()
    return ""


def _by_report(opened: Opened, blocks: list[Message]) -> Bounce | None:
    failed = [block for block in blocks if _told(block, "action").lower().split(" ")[0] in ("failed", "failure")]
    letter, written_to = letter_in(opened)
    if not letter:
        told = next((_told(block, "x-original-message-id") for block in blocks), "")
        letter = next(iter(identities(told)), "")
    for block in failed:
        address = _address_in(block) or next(iter(written_to), "") or _by_verp(opened)
        if address:
            said = _told(block, "diagnostic-code").partition(";")[2].strip() or _told(block, "diagnostic-code")
            status = enhanced_status(_told(block, "status"))
            if status.endswith(".0.0") or not status:
                status = enhanced_status(said) or status
            return _bounce(opened, address, letter, status, said or _reason_near(_own(opened), address), "report")
    return None


def _by_text(opened: Opened) -> Bounce | None:
    own = _own(opened)
    if is_delay(opened) and not re.search(r"given up|permanent|gave up", own, re.IGNORECASE):
        return None
    letter, written_to = letter_in(opened)
    listed = addresses(opened.message, "x-failed-recipients")
    if not listed and not _FAILED.search(header(opened.message, "subject") + "\n" + own):
        return None
    ours = {*addresses(opened.message, "to", "from", "reply-to", "delivered-to", "x-original-to")}
    named = [found.lower() for found in _ADDRESS.findall(own[:12_000])]
    named = [found for found in named if found not in ours and not _SYSTEMS.match(found)]
    agreed = [found for found in named if found in written_to]
    address = next(iter([*listed, *agreed, *named, *written_to]), "") or _by_verp(opened)
    if not address:
        return None
    said = _reason_near(own, address)
    return _bounce(opened, address, letter, enhanced_status(said), said, "headers" if listed else "text")


def _by_library(opened: Opened) -> Bounce | None:
    from flufl.bounce import all_failures

    try:
        passing, lasting = all_failures(opened.message)
    except Exception:  # its detectors are made for friendly mail; what they fail on is no bounce to us
        return None
    found = sorted(lasting) or sorted(passing)
    if not found or not lasting:
        return None
    address = found[0].decode("utf-8", "replace").lower()
    own = _own(opened)
    said = _reason_near(own, address)
    return _bounce(opened, address, letter_in(opened)[0], enhanced_status(said), said, "library")


def _by_verp(opened: Opened) -> str:
    for address in addresses(opened.message, "to", "delivered-to", "x-original-to", "envelope-to"):
        found = _VERP.search(address)
        if found:
            return f"{found[1]}@{found[2]}"
    return ""


def _own(opened: Opened) -> str:
    """What the mail system itself says: the text up to the letter that it sends back."""
    text = opened.text
    back = _RETURNED.search(text, 40)
    kept = text[: back.start()] if back else text
    return kept if _ADDRESS.search(kept) or not back else text


def _reason_near(text: str, address: str) -> str:
    """The words after the address, or those of the whole when nothing follows."""
    at = text.lower().find(address)
    after = text[at + len(address) : at + len(address) + 700] if at >= 0 else ""
    tidy = " ".join(after.split()).strip(" >:;,.-)(")
    if len(tidy) > 12:
        return tidy
    return " ".join(text[:1500].split())


def _bounce(opened: Opened, address: str, letter: str, status: str, said: str, found_by: str) -> Bounce:
    cause = cause_of(status, said)
    if cause == "unknown" and found_by == "report":
        cause = cause_of(status, _own(opened)[:1500])
    return Bounce(
        address, letter, cause, is_hard(cause, status), status, " ".join(said.split())[:_LONGEST_REASON], found_by
    )
