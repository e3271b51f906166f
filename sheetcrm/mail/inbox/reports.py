"""The fields of a delivery report (RFC 3464), wherever and however broken they stand.

A report inside an enclosed letter is somebody else's: only the message's own parts are read.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from email.message import Message
from email.parser import HeaderParser

from sheetcrm.mail.inbox.causes import enhanced_status
from sheetcrm.mail.inbox.opened import Opened, header, identities, text_of

ADDRESS = re.compile(r"[\w.+\-='/&#$%!*~]{1,64}@(?:[A-Za-z0-9\-_]{1,63}\.){1,6}[A-Za-z][A-Za-z0-9\-]{1,62}", re.ASCII)
_INTERNATIONAL = re.compile(r"[^\s<>;,@\"]{1,64}@[^\s<>;,@\"]{3,253}")
_FIELD = re.compile(r"^[ \t]*(?:Final-Recipient|Original-Recipient):", re.IGNORECASE | re.MULTILINE)
_GENERAL = re.compile(r"^5\.\d\.\d - [A-Za-z ]{5,60} (?=\d{3}-?')")  # a sender's own name for a code, before the answer
_MOST_TEXT = 20_000
_MOST_BLOCKS = 50
_NO_FAILURE = ("deliver", "relay", "expand", "delay")
_TYPES = ("message/delivery-status", "message/global-delivery-status")


@dataclass(frozen=True, slots=True)
class Failure:
    """One recipient of a report whom the letter did not reach; `status` may be empty."""

    address: str
    status: str
    said: str


def reported(opened: Opened) -> tuple[list[Failure], str, bool]:
    """The failures in a message's reports, the letter's own identity if told, and whether they tell of no failure."""
    blocks = list(_all_blocks(opened))
    told = next((header(block, name) for block in blocks for name in _LETTER if name in block), "")
    failures = [failure for block in blocks if (failure := _failure(block)) is not None]
    return (
        failures,
        next(iter(identities(told)), ""),
        any(_has_recipient(block) and header(block, "action").lower().startswith(_NO_FAILURE) for block in blocks),
    )


_LETTER = ("x-original-message-id", "original-message-id")


def _all_blocks(opened: Opened) -> Iterator[Message]:
    reports = [part for part in opened.own if part.get_content_type() in _TYPES]
    found = False
    for report in reports:
        for block in _blocks(report):
            found = found or _has_recipient(block)
            yield block
    if found:
        return
    texts = [text_of(part) for part in reports] + [opened.text]
    for text in texts:
        if _FIELD.search(text[:_MOST_TEXT]):
            yield from _blocks_of_text(text)
            return


def _blocks(report: Message) -> Iterator[Message]:
    payload = report.get_payload()
    if isinstance(payload, list):
        yield from (block for block in payload[:_MOST_BLOCKS] if isinstance(block, Message))
    elif isinstance(payload, str):
        yield from _blocks_of_text(payload)


def _blocks_of_text(text: str) -> Iterator[Message]:
    """Groups of lines that look like fields; a group with a recipient goes as far as the next recipient's."""
    text = text[:_MOST_TEXT].replace("\r\n", "\n")
    for group in re.split(r"\n[ \t]*\n|\n(?=--)", text)[: 4 * _MOST_BLOCKS]:
        lines = [line if line[:1] in " \t" and n else line.lstrip() for n, line in enumerate(group.split("\n"))]
        start = next((n for n, line in enumerate(lines) if re.match(r"[A-Za-z][\w-]{2,40}:", line)), None)
        if start is not None:
            yield HeaderParser().parsestr("\n".join(lines[start:]))


def _has_recipient(block: Message) -> bool:
    return "final-recipient" in block or "original-recipient" in block


def _failure(block: Message) -> Failure | None:
    action = header(block, "action").lower().strip()
    status = header(block, "status")
    if not action and not _has_recipient(block):
        return None
    if action and not action.startswith(("fail", "bounce")):
        return None
    if not action and status.strip()[:1] not in ("4", "5"):
        return None
    diagnosis = header(block, "diagnostic-code")
    kind, _, rest = diagnosis.partition(";")
    said = rest.strip() if rest and len(kind) < 20 else diagnosis
    said = _GENERAL.sub("", said)
    code = enhanced_status(status)
    if code.endswith(".0.0") or not code or (code == "5.1.0" and said):
        code = enhanced_status(said) or code
    return Failure(_address_in(block), code, said)


def _address_in(block: Message) -> str:
    for name in ("original-recipient", "final-recipient", "x-actual-recipient"):
        told = header(block, name)
        value = (told.partition(";")[2] or told).replace("+AEA-", "@")
        found = ADDRESS.search(value) or _INTERNATIONAL.search(value)
        if found:
            return found[0].lower().strip("'")
    return ""
