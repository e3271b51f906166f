"""Letters over the Gmail API, by plain HTTPS: a connection that takes them, and a look at what was sent already.

A request is made once. Only a letter whose body surely never arrived whole, or that Gmail surely refused, may go again.
"""

import json
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from requests import RequestException, Response, Session
from requests.exceptions import Timeout

from sheetcrm import __version__
from sheetcrm.errors import MailUnusable
from sheetcrm.letter_journal import KnownLetter
from sheetcrm.mail.gmail_answers import account_refusal, told_by, verdict
from sheetcrm.mail.headers import ascii_address
from sheetcrm.mail.lines import Delivery
from sheetcrm.mail.oauth import Tokens, open_tokens
from sheetcrm.mail.pace import Pace
from sheetcrm.model.settings import Settings
from sheetcrm.stores.google.key_file import is_here
from sheetcrm.stores.google.refusals import as_error
from sheetcrm.stores.google.session import google_address

GMAIL = "https://gmail.googleapis.com"
TIMEOUT = (10.0, 300.0)
"""Seconds to connect and to wait for an answer: a short wait would make letters unclear."""
_SAME = ({"gmail.com", "googlemail.com"},)


@dataclass
class GmailAccount:
    """One mailbox at Gmail as a run uses it; `sender` is what letters name as their sender."""

    tokens: Tokens
    sender: str
    base: str = GMAIL
    pace: Pace = field(default_factory=Pace)


class GmailConnection:
    """One HTTPS connection to Gmail."""

    def __init__(self, account: GmailAccount) -> None:
        """MailUnusable when Gmail is not reached, lets nobody in, or knows the sender under no address of its own."""
        self._account = account
        self._session = Session()
        self._session.auth = _as_it_is
        self._session.headers["User-Agent"] = f"sheetcrm/{__version__} (gzip)"
        self._session.trust_env = not is_here(account.base.split("//")[-1].split(":")[0].split("/")[0])
        try:
            self._check_account()
        except BaseException:
            self.close()
            raise

    def deliver(self, letter: KnownLetter, content: bytes) -> Delivery:
        """Hand one letter over, and say what came of it."""
        try:
            token = self._account.tokens.fresh()
            for again in (False, True):
                self._account.pace.wait()
                body = _Body(content)
                try:
                    answer = self._post(body, token)
                except (RequestException, OSError) as error:
                    code = "timed-out" if isinstance(error, Timeout | TimeoutError) else "connection-lost"
                    if body.whole:
                        return Delivery("unclear", "dot", code, ends_connection=True)
                    return Delivery("waiting", "body", code, ends_connection=True)
                if answer.status_code != 401 or again:
                    break
                token = self._account.tokens.instead_of(token)
        except MailUnusable as error:
            return Delivery("waiting", "login", error.code, ends_connection=True)
        told = told_by(answer.status_code, answer.content, answer.headers)
        if told.pause is not None:
            self._account.pace.hold(told.pause)
        return verdict(told, whole=body.whole)

    def close(self) -> None:
        """Hang up."""
        self._session.close()

    def sent_already(self, message_ids: Sequence[str]) -> set[str]:
        """Those of the Message-IDs that the mailbox holds as sent.

        "Found" is final. "Not found" says nothing in the first ten minutes, nor where Gmail gave letters names of its
        own: a letter that surely went and is not found under its name tells so.
        """
        found = set()
        for identity in message_ids:
            name = identity.strip().strip("<>")
            asked = {"q": f"rfc822msgid:{name} in:sent", "maxResults": 1, "includeSpamTrash": "true"}
            answer = self._get("/gmail/v1/users/me/messages", asked)
            if answer.get("messages"):
                found.add(identity)
        return found

    def _check_account(self) -> None:
        """See that Gmail would not put another sender into the letters: it does so silently.

        A token that may only send cannot ask: then nothing is checked.
        """
        sender = _comparable(self._account.sender)
        try:
            profile = self._get("/gmail/v1/users/me/profile", {})
        except MailUnusable as error:
            if error.code == "mail-scope-missing":
                return
            raise
        own = str(profile.get("emailAddress") or "")
        if not own or _comparable(own) == sender:
            return
        try:
            aliases = self._get("/gmail/v1/users/me/settings/sendAs", {}).get("sendAs")
        except MailUnusable as error:
            if error.code != "mail-scope-missing":
                raise
            aliases = None
        for alias in aliases if isinstance(aliases, list) else ():
            usable = isinstance(alias, dict) and alias.get("verificationStatus", "accepted") == "accepted"
            if usable and _comparable(str(alias.get("sendAsEmail") or "")) == sender:
                return
        raise MailUnusable("mail-not-the-account", address=self._account.sender, user=own)

    def _get(self, path: str, asked: dict[str, Any]) -> dict[str, Any]:
        token = self._account.tokens.fresh()
        for again in (False, True):
            try:
                answer = self._session.get(
                    self._account.base + path, params=asked, headers={"Authorization": f"Bearer {token}"},
                    timeout=(10.0, 30.0), allow_redirects=False,
                )  # fmt: skip
            except (RequestException, OSError) as error:
                told = as_error(error)
                raise MailUnusable(told.code, **told.details) from error
            if answer.status_code != 401 or again:
                break
            token = self._account.tokens.instead_of(token)
        if answer.status_code != 200:
            said = told_by(answer.status_code, answer.content, answer.headers)
            raise account_refusal(said, self._account.tokens.user)
        return _object(answer)

    def _post(self, body: "_Body", token: str) -> Response:
        return self._session.post(
            f"{self._account.base}/upload/gmail/v1/users/me/messages/send",
            params={"uploadType": "media"},
            data=body,
            headers={"Authorization": f"Bearer {token}", "Content-Type": "message/rfc822"},
            timeout=TIMEOUT,
            allow_redirects=False,
        )


def gmail_account(settings: Settings, *, may_ask: bool = False) -> GmailAccount:
    """The account from which the letters of the settings go; `may_ask` as in `open_tokens`."""
    user = settings.mail.user or settings.sender_address
    return GmailAccount(open_tokens(settings, user, may_ask=may_ask), settings.sender_address, google_address(GMAIL))


def sent_already(settings: Settings, message_ids: Sequence[str]) -> set[str]:
    """Those of the Message-IDs that Gmail holds as sent; MailUnusable when it cannot be asked."""
    if not message_ids:
        return set()
    connection = GmailConnection(gmail_account(settings))
    try:
        return connection.sent_already(message_ids)
    finally:
        connection.close()


class _Body:
    """The bytes of a letter as they are handed to the connection; `whole`: all of them were."""

    def __init__(self, content: bytes) -> None:
        self._rest = memoryview(content)
        self._length = len(content)
        self.whole = False

    def __len__(self) -> int:
        return self._length

    def read(self, size: int = -1) -> bytes:
        """The next bytes; asking on after the last of them means that those were handed over."""
        if not self._rest:
            self.whole = True
            return b""
        size = len(self._rest) if size < 0 else size
        piece, self._rest = self._rest[:size], self._rest[size:]
        return bytes(piece)


def _object(answer: Response) -> dict[str, Any]:
    try:
        read = json.loads(answer.content)
    except ValueError:
        read = None
    if not isinstance(read, dict):
        raise MailUnusable("google-outage", path=GMAIL)
    return read


def _comparable(address: str) -> str:
    """An address as it is compared: of one person at Gmail, dots and case do not matter."""
    try:
        plain = ascii_address(address).lower()
    except MailUnusable:
        plain = address.lower()
    name, _, domain = plain.rpartition("@")
    if any(domain in same for same in _SAME):
        return f"{name.replace('.', '')}@gmail.com"
    return plain


def _as_it_is(request: Any) -> Any:
    return request
