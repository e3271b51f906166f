"""What Gmail answers, and what it comes to: sent, refused, to be put off, or unclear; pure values.

An error of Gmail's own (5xx) after the whole letter was handed over may hide a letter that went: it is unclear.
"""

import datetime as dt
import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from email.utils import parsedate_to_datetime
from typing import Any

from sheetcrm.errors import MailUnusable
from sheetcrm.mail.lines import Delivery
from sheetcrm.mail.oauth import SCOPE

SHORT = 120.0
"""Seconds: who is asked to wait no longer than this only was too fast; beyond it the day's limit is reached."""
_HOLD = 10.0
_REPLY_LENGTH = 200
_TOO_FAST = frozenset({"ratelimitexceeded", "userratelimitexceeded", "quotaexceeded", "rate_limit_exceeded"})
_DAY = frozenset({"dailylimitexceeded", "dailylimitexceededunreg", "limitexceeded"})
_SENDING = re.compile(r"\(mail sending\)|daily|sending limit", re.IGNORECASE)
_RETRY = re.compile(r"retry after (\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d+)?Z)", re.IGNORECASE)
_CONSOLE = re.compile(r"https://console\.(?:developers|cloud)\.google\.com/[A-Za-z0-9/._?=&%-]+")
_API_OFF = re.compile(r"has not been used in project|SERVICE_DISABLED|accessNotConfigured", re.IGNORECASE)
_SCOPE = re.compile(r"insufficient.{0,20}(?:scope|permission)|ACCESS_TOKEN_SCOPE", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Told:
    """An answer as read: its status, Gmail's message and reasons, and for how many seconds it asks to wait."""

    status: int
    message: str = ""
    reasons: frozenset[str] = frozenset()
    identity: str = ""
    wait: float | None = None

    @property
    def too_fast(self) -> bool:
        """Whether requests came too fast, or too many at once."""
        return self.status == 429 or (self.status == 403 and bool(self.reasons & _TOO_FAST)) or self.day_over

    @property
    def day_over(self) -> bool:
        """Whether no letter goes for hours: the limit of letters in a day."""
        long = self.wait is not None and self.wait > SHORT
        return self.status in (403, 429) and (long or bool(self.reasons & _DAY) or bool(_SENDING.search(self.message)))

    @property
    def pause(self) -> float | None:
        """Seconds until the next letter of this run may start, where Gmail only found us too fast."""
        if not self.too_fast or self.day_over:
            return None
        return max(self.wait or 0.0, _HOLD)


def told_by(status: int, content: bytes, headers: Mapping[str, str], now: dt.datetime | None = None) -> Told:
    """An answer read; what is no JSON of Google's leaves all but the status empty.

    >>> told_by(200, b'{"id": "18c1", "labelIds": ["SENT"]}', {}).identity
    '18c1'
    """
    now = now or dt.datetime.now(dt.UTC)
    try:
        read = json.loads(content)
    except ValueError:
        read = None
    document: Mapping[str, Any] = read if isinstance(read, dict) else {}
    error = document.get("error")
    fault: Mapping[str, Any] = error if isinstance(error, dict) else {}
    message = str(fault.get("message") or "")
    reasons = {str(fault.get("status") or "")}
    for name in ("errors", "details"):
        listed = fault.get(name)
        for one in listed if isinstance(listed, list) else ():
            if isinstance(one, dict) and isinstance(one.get("reason"), str):
                reasons.add(one["reason"])
    identity = str(document.get("id") or "") if not fault else ""
    lowered = frozenset(reason.lower() for reason in reasons if reason)
    return Told(status, message, lowered, identity, _wait(message, headers, now))


def verdict(told: Told, *, whole: bool) -> Delivery:
    """What came of a letter; `whole`: its last byte was handed over before the answer came.

    >>> verdict(Told(200, identity="18c1"), whole=True)
    Delivery(outcome='sent', stage='dot', code='', reply='18c1', stops=False, ends_connection=False)
    >>> verdict(Told(503), whole=True).outcome, verdict(Told(503), whole=False).outcome
    ('unclear', 'waiting')
    """
    reply = " ".join(f"{told.status} {told.message}".split())[:_REPLY_LENGTH]
    if told.status == 200 and told.identity:
        return Delivery("sent", "dot", "", told.identity)
    if told.status >= 500 or told.status in (200, 408):
        if whole:
            return Delivery("unclear", "dot", str(told.status), reply, ends_connection=True)
        return Delivery("waiting", "body", str(told.status), reply, ends_connection=True)
    if told.day_over:
        return Delivery("delayed", "dot", str(told.status), reply, stops=True)
    if told.too_fast:
        return Delivery("waiting", "dot", str(told.status), reply)
    if told.status == 401:
        return Delivery("waiting", "login", "401", reply, ends_connection=True)
    if told.status in (400, 413) and "failedprecondition" not in told.reasons:
        return Delivery("refused", "dot", str(told.status), reply)
    return Delivery("delayed", "dot", str(told.status), reply, stops=True)


def account_refusal(told: Told, user: str) -> MailUnusable:
    """Why Gmail does not even tell whose mailbox this is, as an error with its sentence."""
    said = f"{told.message} {' '.join(sorted(told.reasons))}"
    if told.status == 401:
        return MailUnusable("mail-token-refused", server="Gmail", user=user, reason=None)
    if told.status == 403 and _API_OFF.search(said):
        link = _CONSOLE.search(told.message)
        return MailUnusable("mail-api-off", address=link[0] if link else None)
    if told.status == 403 and _SCOPE.search(said):
        return MailUnusable("mail-scope-missing", user=user, path=None, scope=SCOPE)
    if told.too_fast:
        return MailUnusable("mail-gmail-busy", user=user)
    if told.status == 400 and "failedprecondition" in told.reasons:
        return MailUnusable("mail-no-gmail", user=user)
    if told.status >= 500 or told.status == 408:
        return MailUnusable("google-outage", path="Gmail")
    return MailUnusable("mail-server-refused", server="Gmail", reason=f"{told.status} {told.message}"[:_REPLY_LENGTH])


def _wait(message: str, headers: Mapping[str, str], now: dt.datetime) -> float | None:
    """Seconds that the answer asks to wait: by its header, or the moment its message names."""
    after = headers.get("Retry-After", "").strip()
    if after.isdecimal():
        return float(after)
    try:
        moment = parsedate_to_datetime(after) if after else None
    except ValueError:
        moment = None
    if moment is None and (found := _RETRY.search(message)):
        moment = dt.datetime.fromisoformat(found[1])
    if moment is None:
        return None
    moment = moment if moment.tzinfo else moment.replace(tzinfo=dt.UTC)
    return max(0.0, (moment - now).total_seconds())
