"""What may become of a letter that was handed to a transport: a closed vocabulary, the same for every transport.

A transport is a function from an envelope to a receipt. It knows nothing of templates, clients or sheets.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal

from sheetcrm.mail.reasons import Remark

Outcome = Literal["prepared", "refused", "failed"]
"""prepared: it lies ready. refused: this letter can never go as it is. failed: another try may succeed."""


@dataclass(frozen=True, slots=True)
class Envelope:
    """One letter ready to travel; `content` is the whole message, `key` makes the act happen once."""

    key: str
    sender: str
    to: str
    content: bytes


@dataclass(frozen=True, slots=True)
class Receipt:
    """What came of one letter; `place` is where it lies, `code` says why it was not prepared.

    `remarks` tell what a person should look at in a letter that lies ready.
    """

    key: str
    outcome: Outcome
    place: str = ""
    code: str = ""
    reason: str = ""
    remarks: tuple[Remark, ...] = ()
    subject: str = ""


Transport = Callable[[Envelope], Receipt]
"""Hands over one letter. MailUnusable when no letter can go this way; a receipt when only this one cannot."""
