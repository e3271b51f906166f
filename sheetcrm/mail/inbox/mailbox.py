"""A mailbox over IMAP: new mail since the last look, and whether a letter lies in Sent; nothing in it is changed.

Folders are opened for reading only and messages are peeked at, so that what is unread for people stays unread.
"""

import datetime as dt
import imaplib
import re
import ssl
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Literal

from sheetcrm.errors import MailUnusable
from sheetcrm.mail.inbox.opened import MOST_BYTES

_FAULTS = (OSError, imaplib.IMAP4.error, EOFError, ValueError, UnicodeError)
_NUMBERS = re.compile(rb"\bUID (\d+)")
_ARRIVED = re.compile(rb'\bINTERNALDATE "([^"]{10,40})"')
_IDENTITY = re.compile(r"<[!-;=?-~]{3,400}>")
_AT_ONCE = 25
_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
"""Names of months in IMAP, whatever the locale (RFC 3501)."""


@dataclass(frozen=True, slots=True)
class Account:
    """Where the mailbox is and who we are there; a token of OAuth 2 is used instead of the password."""

    host: str
    user: str
    port: int = 993
    security: Literal["tls", "starttls", "none"] = "tls"
    password: str = field(default="", repr=False)
    token: str = field(default="", repr=False)
    certificates: Path | None = None
    timeout: float = 30


@dataclass(frozen=True, slots=True)
class Place:
    """How far a folder was read: the folder's own mark (UIDVALIDITY) and the highest number seen."""

    validity: int = 0
    seen: int = 0


@dataclass(frozen=True, slots=True)
class Received:
    """One message: its number in the folder, its bytes (the first 400,000 of a larger one), when the server took it."""

    number: int
    raw: bytes
    at: dt.datetime | None = None


class Mailbox:
    """A logged-in connection; MailUnusable for whatever the server does not do. Use it with `with`."""

    def __init__(self, account: Account) -> None:
        self._account = account
        self._connection = _connected(account)
        try:
            self._log_in()
        except BaseException:
            self.close()
            raise

    def __enter__(self) -> "Mailbox":
        return self

    def __exit__(self, *error: object) -> None:
        self.close()

    def close(self) -> None:
        """Say goodbye; a connection that is gone is closed too."""
        try:
            self._connection.logout()
        except _FAULTS:
            pass

    def new_mail(
        self, folder: str, place: Place, most: int = 500, since: dt.date | None = None
    ) -> Iterator[tuple[Received, Place]]:
        """Yield what came since `place`, oldest first, each with the place to remember once it is dealt with.

        A folder that was never read, or was made anew (another UIDVALIDITY), is read from the day `since`, or from its
        beginning: what is read twice must not count twice.
        """
        validity = self._open(folder)
        seen = place.seen if place.validity == validity else 0
        first = f"SINCE {since.day}-{_MONTHS[since.month - 1]}-{since.year}" if since else "UID 1:*"
        wanted = f"UID {seen + 1}:*" if seen else first
        found = self._asked(lambda: self._connection.uid("SEARCH", wanted))
        numbers = sorted(n for n in map(int, b" ".join(part for part in found if part).split()) if n > seen)[:most]
        for start in range(0, len(numbers), _AT_ONCE):
            chosen = ",".join(map(str, numbers[start : start + _AT_ONCE]))
            what = f"(UID INTERNALDATE BODY.PEEK[]<0.{MOST_BYTES}>)"
            answer = self._asked(lambda chosen=chosen, what=what: self._connection.uid("FETCH", chosen, what))  # type: ignore[misc]
            for received in sorted(_messages(answer), key=lambda one: one.number):
                yield received, Place(validity, received.number)

    def look(self, folder: str) -> None:
        """See whether the folder is there; MailUnusable `inbox-no-folder` when not."""
        self._open(folder)

    def find_message_ids(self, message_ids: Sequence[str], folder: str = "") -> set[str]:
        """Those of the Message-IDs that lie in the folder, by default the one for sent mail.

        "Found" is final. "Not found" says nothing in the first ten minutes: the server may still be storing the letter.
        """
        self._open(folder or self.sent_folder())
        found = set()
        for identity in message_ids:
            if not _IDENTITY.fullmatch(identity):
                continue
            quoted = '"' + identity.replace("\\", "\\\\").replace('"', '\\"') + '"'
            answer = self._asked(lambda quoted=quoted: self._connection.uid("SEARCH", "HEADER", "Message-ID", quoted))  # type: ignore[misc]
            if b" ".join(part for part in answer if part).strip():
                found.add(identity)
        return found

    def sent_folder(self) -> str:
        """The folder the server marks as the one for sent mail (RFC 6154), or one with a usual name."""
        lines = self._asked(self._connection.list)
        usual = ""
        for line in lines:
            text = line.decode("ascii", "replace") if isinstance(line, bytes) else ""
            shape = re.match(r'\(([^)]*)\) (?:"[^"]*"|NIL) (?:"((?:[^"\\]|\\.)*)"|(\S+))', text)
            if not shape:
                continue
            name = re.sub(r"\\(.)", r"\1", shape[2]) if shape[2] is not None else shape[3]
            if "\\sent" in shape[1].lower().split():
                return str(name)
            if re.fullmatch(r"(?:INBOX[./])?Sent(?: Items| Messages| Mail)?", str(name), re.IGNORECASE):
                usual = usual or str(name)
        if not usual:
            raise MailUnusable("inbox-no-sent-folder", host=self._account.host)
        return usual

    def _log_in(self) -> None:
        account, connection = self._account, self._connection
        try:
            if account.token:
                said = f"user={account.user}\x01auth=Bearer {account.token}\x01\x01".encode()
                asked: list[bytes] = []

                def answer(challenge: bytes) -> bytes:
                    asked.append(challenge)
                    return said if len(asked) == 1 else b""

                connection.authenticate("XOAUTH2", answer)
            elif "LOGINDISABLED" in connection.capabilities:
                raise MailUnusable("inbox-login-unprotected", host=account.host)
            else:
                connection.login(account.user, account.password)
        except imaplib.IMAP4.abort as error:
            raise MailUnusable("inbox-lost", host=account.host, reason=_short(error)) from error
        except imaplib.IMAP4.error as error:
            raise MailUnusable(
                "inbox-login-refused", host=account.host, user=account.user, reason=_short(error)
            ) from error
        except (OSError, EOFError, UnicodeError) as error:
            raise MailUnusable("inbox-lost", host=account.host, reason=_short(error)) from error

    def _open(self, folder: str) -> int:
        quoted = '"' + _utf7(folder).replace("\\", "\\\\").replace('"', '\\"') + '"'
        try:
            status, _ = self._connection.select(quoted, readonly=True)
        except _FAULTS as error:
            raise MailUnusable("inbox-lost", host=self._account.host, reason=_short(error)) from error
        if status != "OK":
            raise MailUnusable("inbox-no-folder", host=self._account.host, folder=folder)
        _, told = self._connection.response("UIDVALIDITY")
        known = told[0] if told else None
        return int(known) if isinstance(known, bytes) and known.isdigit() else 0

    def _asked(self, ask: "Callable[[], tuple[str, Any]]") -> list[bytes]:
        try:
            status, answer = ask()
        except _FAULTS as error:
            raise MailUnusable("inbox-lost", host=self._account.host, reason=_short(error)) from error
        if status != "OK":
            raise MailUnusable("inbox-lost", host=self._account.host, reason=str(answer[:1])[:200])
        return list(answer)


def _connected(account: Account) -> imaplib.IMAP4:
    try:
        trusted = ssl.create_default_context(cafile=str(account.certificates) if account.certificates else None)
        if account.security == "tls":
            return imaplib.IMAP4_SSL(account.host, account.port, ssl_context=trusted, timeout=account.timeout)
        connection = imaplib.IMAP4(account.host, account.port, timeout=account.timeout)
        if account.security == "starttls":
            connection.starttls(ssl_context=trusted)
    except _FAULTS as error:
        raise MailUnusable("inbox-unreachable", host=account.host, port=account.port, reason=_short(error)) from error
    return connection


def _messages(answer: list[bytes]) -> Iterator[Received]:
    """The messages in an answer; some servers tell number and day before the bytes, some after them."""
    for piece, following in zip(answer, [*answer[1:], b""], strict=True):
        if isinstance(piece, tuple) and len(piece) == 2:
            told = piece[0] + b" " + (following if isinstance(following, bytes) else b"")
            number, arrived = _NUMBERS.search(told), _ARRIVED.search(told)
            if number:
                yield Received(int(number[1]), piece[1], _moment(arrived[1]) if arrived else None)


def _moment(told: bytes) -> dt.datetime | None:
    """A moment as IMAP writes it, whatever the locale; None for one that is none.

    >>> _moment(b" 7-Nov-2026 23:30:00 -0200")
    datetime.datetime(2026, 11, 8, 1, 30, tzinfo=datetime.timezone.utc)
    """
    found = re.fullmatch(
        r" ?(\d{1,2})-([A-Za-z]{3})-(\d{4}) (\d\d:\d\d:\d\d) ([+-]\d{4})", told.decode("ascii", "replace")
    )
    if found is None or found[2].title() not in _MONTHS:
        return None
    month = _MONTHS.index(found[2].title()) + 1
    try:
        written = f"{found[3]}-{month:02}-{int(found[1]):02} {found[4]} {found[5]}"
        return dt.datetime.strptime(written, "%Y-%m-%d %H:%M:%S %z").astimezone(dt.UTC)
    except (ValueError, OverflowError):
        return None


def _utf7(folder: str) -> str:
    """The name of a folder as RFC 3501 writes it.

    >>> _utf7("Отправленные")[:8], _utf7("R&D"), _utf7("Sent")
    ('&BB4EQgQ', 'R&-D', 'Sent')
    """
    pieces = re.findall(r"[ -~]+|[^ -~]+", folder)
    return "".join(
        piece.replace("&", "&-") if piece.isascii() and piece.isprintable() else _shifted(piece) for piece in pieces
    )


def _shifted(text: str) -> str:
    from base64 import b64encode

    return "&" + b64encode(text.encode("utf-16-be", "replace")).decode("ascii").rstrip("=").replace("/", ",") + "-"


def _short(error: BaseException) -> str:
    said = str(error.args[0]) if error.args and isinstance(error.args[0], bytes | str) else str(error)
    return (said[2:-1] if said.startswith("b'") else said)[:200].rstrip(" .") or type(error).__name__
