"""Tokens of OAuth 2 that stand for a password: for XOAUTH2 (SMTP, IMAP) and the Gmail API; renewed before they end.

A robot's key with domain-wide delegation, a person who signed in, or a refresh token of any provider. No token and no
key is ever shown, logged or put into an error.
"""

import re
import threading

from google.auth.credentials import Credentials
from google.auth.exceptions import GoogleAuthError, RefreshError
from google.oauth2 import service_account

from sheetcrm.errors import ConfigUnusable, MailUnusable, SheetcrmError, WorkbookUnusable
from sheetcrm.model.settings import Settings
from sheetcrm.stores.google.key_file import KeyFile, read_key, read_key_file
from sheetcrm.stores.google.refusals import Access, as_error
from sheetcrm.stores.google.sign_in import credentials_from, user_credentials
from sheetcrm.stores.google.tokens import renew, token_request

SCOPE = "https://mail.google.com/"
"""The one scope that opens SMTP, IMAP and the Gmail API, its search for sent letters included."""
TOKEN_FILE = "google-mail-token.json"  # noqa: S105

_NO_DELEGATION = re.compile(r"unauthorized_client|access_denied|not authorized for any of the scopes", re.IGNORECASE)
_NO_USER = re.compile(r"Invalid email or User ID|User not found", re.IGNORECASE)
_SIGN_IN = {"google-sign-in-expired", "google-sign-in-needed"}


class Tokens:
    """The tokens of one mailbox, for any number of connections at once."""

    def __init__(self, credentials: Credentials, user: str, key: KeyFile) -> None:
        self.user = user
        self._credentials, self._key = credentials, key
        self._ask = token_request()
        self._lock = threading.Lock()

    def fresh(self) -> str:
        """A token that is good for some minutes at least. MailUnusable tells why there is none."""
        with self._lock:
            if not self._credentials.valid:
                self._renew()
            return str(self._credentials.token)

    def instead_of(self, refused: str) -> str:
        """Another token than the one a server refused; only the first of several connections asks for it."""
        with self._lock:
            if self._credentials.token == refused or not self._credentials.valid:
                self._renew()
            return str(self._credentials.token)

    def _renew(self) -> None:
        try:
            renew(self._credentials, self._ask)
        except (GoogleAuthError, OSError) as error:
            raise why_no_token(error, self._key, self.user) from error


def open_tokens(settings: Settings, user: str, *, may_ask: bool = False) -> Tokens:
    """Tokens for the mailbox of `user`; nobody is asked for one yet.

    `may_ask`: somebody sits at a terminal and can sign in with a browser. ConfigUnusable: `google-key-...`.
    MailUnusable: `mail-sign-in-needed`.
    """
    path = settings.mail.credentials
    key = read_key_file(path) if path is not None else read_key(settings)
    return Tokens(_credentials(key, settings, user, may_ask), user, key)


def why_no_token(failure: Exception, key: KeyFile, user: str) -> MailUnusable:
    """What to tell a person when no token was to be had."""
    told = str(failure.args[0]) if failure.args else ""
    if isinstance(failure, RefreshError) and not failure.retryable:
        if key.kind == "service_account" and _NO_USER.search(told):
            return MailUnusable("mail-user-unknown", user=user)
        if key.kind == "service_account" and _NO_DELEGATION.search(told):
            client = str(key.content.get("client_id") or "") or None
            return MailUnusable("mail-delegation-missing", user=user, address=key.robot, client=client, scope=SCOPE)
    return as_mail_error(as_error(failure, Access(robot=key.robot, key=key.place)), key, user)


def as_mail_error(error: SheetcrmError, key: KeyFile, user: str) -> MailUnusable:
    """An error of the way to Google, as one about letters; what speaks of spreadsheets gets words of its own."""
    if error.code == "google-scope-missing":
        return MailUnusable("mail-scope-missing", user=user, path=key.place, scope=SCOPE)
    if error.code in _SIGN_IN:
        return MailUnusable("mail-sign-in-needed", user=user, path=key.place)
    return MailUnusable(error.code, **error.details)


def _credentials(key: KeyFile, settings: Settings, user: str, may_ask: bool) -> Credentials:
    if key.kind == "authorized_user":
        return credentials_from(key.content, None)
    if key.kind == "client":
        try:
            return user_credentials(key, settings, may_ask=may_ask, scope=SCOPE, file=TOKEN_FILE)
        except WorkbookUnusable as error:
            raise as_mail_error(error, key, user) from error
    try:
        made = service_account.Credentials.from_service_account_info(  # type: ignore[no-untyped-call]
            {**key.content, "token_uri": key.token_address}, scopes=[SCOPE], subject=user
        )
    except ValueError:
        raise ConfigUnusable("google-key-unusable", path=key.place) from None
    assert isinstance(made, Credentials)
    return made
