"""What Google, the way to it, or the key said no to: each as one of our errors, with a code that has its sentence.

Google's own texts are read to tell the cases apart and never passed on: they can hold what people wrote in a cell.
"""

import re
import ssl
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from google.auth.exceptions import GoogleAuthError, RefreshError
from gspread.exceptions import APIError
from requests.exceptions import (
    ConnectTimeout,
    InvalidSchema,
    InvalidURL,
    MissingSchema,
    RequestException,
    SSLError,
    Timeout,
)
from urllib3.exceptions import ConnectTimeoutError, NewConnectionError, ProxyError

from sheetcrm.errors import (
    SheetcrmError,
    WorkbookBusy,
    WorkbookChanged,
    WorkbookNotWritable,
    WorkbookUnusable,
)


@dataclass(frozen=True, slots=True)
class Access:
    """What a sentence may name: the address of the sheet, the robot to share it with, the file of the key."""

    place: str = ""
    robot: str | None = None
    key: str = ""


class CallRefused(Exception):
    """A definite no (4xx but 408 and 429); `unclear`: an earlier try of this very request may have gone through."""

    def __init__(
        self, code: int, message: str, status: str, details: Sequence[Any] = (), *, writing: bool, unclear: bool = False
    ) -> None:
        super().__init__(code, status)
        self.code = code
        self.message = message
        self.status = status
        self.details = details
        self.writing = writing
        self.unclear = unclear


class CallUnclear(Exception):
    """A write of which nobody knows, after all tries, whether it went through; the cause is its last failure."""


class NoAnswer(Exception):
    """Something answered, but not Google's API: a page of a proxy, half a text, nothing at all."""


_BY_TEXT: tuple[tuple[int, str, type[SheetcrmError], str], ...] = (
    (403, "has not been used in project|SERVICE_DISABLED|accessNotConfigured", WorkbookUnusable, "google-api-off"),
    (403, "ACCESS_TOKEN_SCOPE_INSUFFICIENT|insufficient authentication sc", WorkbookUnusable, "google-scope-missing"),
    (403, "CONSUMER_(?:INVALID|SUSPENDED)|BILLING_DISABLED|USER_PROJECT_DENIED|Project .{0,60}(?:deleted|not found)",
     WorkbookUnusable, "google-project-gone"),
    (400, "operation is not supported for this document", WorkbookUnusable, "google-not-a-sheet"),
    (400, "protected cell or object", WorkbookNotWritable, "google-protected"),
    (400, "number of cells in the workbook above the limit", WorkbookNotWritable, "google-full"),
    (400, "more than the maximum of 50000 characters", WorkbookNotWritable, "google-cell-too-long"),
    (400, "No (?:grid|sheet) with id|Unable to parse range", WorkbookChanged, "google-tab-gone"),
    (400, "exceeds grid limits|beyond the (?:last|end)", WorkbookChanged, "google-changed"),
)  # fmt: skip
"""(HTTP status, what Google's message or its reason holds, class, code), read from top to bottom."""

_BAD_PROXY = (InvalidURL, InvalidSchema, MissingSchema)
"""Our own address is right, so these are about a proxy whose name cannot be used."""
_NO_WAY = (ConnectTimeout, NewConnectionError, ConnectTimeoutError, ProxyError, ssl.SSLCertVerificationError)
REFUSALS = tuple((code, re.compile(text, re.IGNORECASE), kind, name) for code, text, kind, name in _BY_TEXT)

_CLOCK = re.compile(r"short-lived token|iat and exp|used too early", re.IGNORECASE)
_CERTIFICATE_DATE = re.compile(r"not yet valid|has expired", re.IGNORECASE)
_SCOPE = re.compile(r"invalid_scope|insufficient.{0,20}scope", re.IGNORECASE)
_KEY_DEAD = re.compile(r"\bJWT\b|account not found|(?:invalid|deleted|disabled|unauthorized)_client", re.IGNORECASE)
_SIGN_IN_OVER = re.compile(r"invalid_grant|invalid_rapt|reauth|admin_policy|necessary fields", re.IGNORECASE)
_CONSOLE = re.compile(r"https://console\.(?:developers|cloud)\.google\.com/[A-Za-z0-9/._?=&%-]+")
_WORD = re.compile(r"[A-Za-z_]{1,40}")


def as_error(failure: Exception, access: Access | None = None) -> SheetcrmError:
    """What to tell a person about a failure of the connection, whichever library raised it."""
    access = access or Access()
    if isinstance(failure, SheetcrmError):
        return failure
    if isinstance(failure, CallRefused):
        return _of_refusal(failure, access)
    if isinstance(failure, CallUnclear):
        return WorkbookNotWritable("google-unclear", path=access.place)
    if isinstance(failure, APIError):
        return _of_refusal(refusal_of(failure, writing=False), access)
    if isinstance(failure, RefreshError):
        return _of_refresh(failure, access)
    return _of_connection(failure, access)


def refusal_of(failure: APIError, *, writing: bool, unclear: bool = False) -> CallRefused:
    """Google's answer as our exception; a page instead of JSON leaves message and status empty."""
    error = failure.error if failure.code != -1 and isinstance(failure.error, Mapping) else {}
    details = error.get("details")
    return CallRefused(
        failure.response.status_code,
        str(error.get("message", "")),
        str(error.get("status", "")),
        details if isinstance(details, list) else (),
        writing=writing,
        unclear=unclear,
    )


def never_sent(failure: Exception) -> bool:
    """Whether nothing of the request can have reached Google: no connection was made, or no token was to be had.

    requests counts all of these as connection errors, also one that broke after the request was on its way.
    """
    if isinstance(failure, GoogleAuthError) or cannot_help(failure):
        return True
    return any(isinstance(single, _NO_WAY) for single in _within(failure))


def cannot_help(failure: Exception) -> bool:
    """Whether trying again cannot help: a certificate that is not accepted or not there, a proxy without a proper name.

    requests raises a plain OSError for a file of certificates (REQUESTS_CA_BUNDLE) that does not exist.
    """
    never = (ssl.SSLCertVerificationError, *_BAD_PROXY)
    return type(failure) is OSError or any(isinstance(single, never) for single in _within(failure))


def _of_refusal(refused: CallRefused, access: Access) -> SheetcrmError:
    told = " ".join([refused.message, *_reasons(refused.details)])
    for code, text, kind, name in REFUSALS:
        if code == refused.code and text.search(told):
            link = _link(refused) if name == "google-api-off" else None
            return kind(name, path=access.place, address=link)
    if refused.code == 429 or refused.status == "RESOURCE_EXHAUSTED":
        return WorkbookBusy("google-quota", path=access.place)
    if refused.code == 401:
        return _key_or_sign_in(access)
    if refused.code == 403 and refused.status:
        if refused.writing:
            return WorkbookNotWritable("google-read-only", path=access.place, address=access.robot)
        return WorkbookUnusable("google-not-shared", path=access.place, address=access.robot)
    if refused.code == 404 and refused.status:
        return WorkbookUnusable("google-not-found", path=access.place, address=access.robot)
    if refused.code == 407:
        return WorkbookUnusable("google-proxy")
    if refused.code == 408 or refused.code >= 500:
        return WorkbookUnusable("google-outage", path=access.place)
    return WorkbookUnusable("google-refused", path=access.place, number=refused.code, status=_word(refused.status))


def _of_refresh(failure: RefreshError, access: Access) -> SheetcrmError:
    told = str(failure.args[0]) if failure.args else ""
    if failure.retryable:
        return WorkbookUnusable("google-outage", path=access.place)
    if _CLOCK.search(told):
        return WorkbookUnusable("google-clock-wrong")
    if _SCOPE.search(told):
        return WorkbookUnusable("google-scope-missing")
    if _KEY_DEAD.search(told):
        return WorkbookUnusable("google-key-dead", path=access.key)
    if _SIGN_IN_OVER.search(told):
        return _key_or_sign_in(access)
    return WorkbookUnusable("google-refused", path=access.place, number=None, status=_word(told.partition(":")[0]))


def _of_connection(failure: Exception, access: Access) -> SheetcrmError:
    layers = list(_within(failure))
    if any(isinstance(single, (ProxyError, *_BAD_PROXY)) for single in layers):
        return WorkbookUnusable("google-proxy")
    untrusted = next((single for single in layers if isinstance(single, ssl.SSLCertVerificationError)), None)
    if untrusted is not None and _CERTIFICATE_DATE.search(str(untrusted)):
        return WorkbookUnusable("google-clock-wrong")
    if type(failure) is OSError or any(isinstance(single, SSLError | ssl.SSLError) for single in layers):
        return WorkbookUnusable("google-tls")
    if any(isinstance(single, Timeout) and not isinstance(single, ConnectTimeout) for single in layers):
        return WorkbookUnusable("google-outage", path=access.place)
    if any(isinstance(single, _NO_WAY) for single in layers):
        return WorkbookUnusable("google-no-network")
    if isinstance(failure, NoAnswer | OSError | RequestException | GoogleAuthError):
        return WorkbookUnusable("google-outage", path=access.place)
    raise failure


def _key_or_sign_in(access: Access) -> SheetcrmError:
    if access.robot is not None:
        return WorkbookUnusable("google-key-dead", path=access.key)
    return WorkbookUnusable("google-sign-in-expired")


def _reasons(details: Sequence[Any]) -> Iterator[str]:
    for detail in details:
        if isinstance(detail, Mapping) and isinstance(detail.get("reason"), str):
            yield detail["reason"]


def _link(refused: CallRefused) -> str | None:
    """The page of Google's console that the answer names; a link to anywhere else is not handed on."""
    found = _CONSOLE.search(refused.message) or _CONSOLE.search(str(refused.details))
    return found[0] if found else None


def _word(text: str) -> str | None:
    """A status or error name; a sentence, which could quote a cell, is left out."""
    found = _WORD.fullmatch(text.strip())
    return found[0] if found else None


def _within(failure: object) -> Iterator[BaseException]:
    """The exception and all that it wraps, however the libraries nest them.

    Not its `__context__`: that may be another failure, of a call before this one.
    """
    waiting, seen = [failure], set()
    while waiting:
        single = waiting.pop(0)
        if not isinstance(single, BaseException) or id(single) in seen:
            continue
        seen.add(id(single))
        yield single
        waiting += [*single.args, getattr(single, "reason", None), single.__cause__]
