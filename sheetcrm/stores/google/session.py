"""The connection to Google: gspread's HTTP client with our credentials, time limits and, for tests, another address.

It sends each request once. Trying again is the work of `calls`, so nothing in here repeats what may have been done.
"""

import json as json_text
import os
from collections.abc import Mapping
from typing import Any
from urllib.parse import urlsplit

from google.auth.credentials import Credentials
from google.oauth2 import service_account
from gspread.exceptions import APIError
from gspread.http_client import HTTPClient
from requests import PreparedRequest, Response, Session

from sheetcrm import __version__
from sheetcrm.errors import ConfigUnusable, SheetcrmError
from sheetcrm.model.settings import Settings
from sheetcrm.stores.google.key_file import KeyFile, is_here, is_safe, read_key
from sheetcrm.stores.google.refusals import Access
from sheetcrm.stores.google.sign_in import SCOPE, credentials_from, user_credentials
from sheetcrm.stores.google.tokens import renew, token_request

SHEETS = "https://sheets.googleapis.com"
ADDRESS_VARIABLE = "SHEETCRM_GOOGLE_API"
TIMEOUT = (10.0, 190.0)
"""Seconds to connect and to wait for an answer; Google itself gives up after 180."""

_GOOGLE = (SHEETS, "https://www.googleapis.com")


class SheetsClient(HTTPClient):
    """gspread's client as a run needs it; raises gspread's APIError and the exceptions of requests and google-auth."""

    def __init__(self, credentials: Credentials, access: Access, base: str = SHEETS) -> None:
        self.access = access
        self.auth = credentials
        self._base = base
        self._ask_for_token = token_request()
        super().__init__(credentials, session=_session(base, self._signed))
        self.set_timeout(TIMEOUT)

    def request(
        self,
        method: str,
        endpoint: str,
        params: Mapping[str, Any] | None = None,
        data: bytes | None = None,
        json: Mapping[str, Any] | None = None,
        files: Any = None,
        headers: Mapping[str, str] | None = None,
    ) -> Response:
        """Send a request once; a token that Google no longer knows (401, nothing was done) is renewed once."""
        if json is not None:
            data = json_text.dumps(json, separators=(",", ":"), ensure_ascii=False).encode()
            headers = {**(headers or {}), "Content-Type": "application/json; charset=UTF-8"}
        address = self._address(endpoint)
        if not self.auth.valid:
            renew(self.auth, self._ask_for_token)
        for renewed in (False, True):
            response = self.session.request(
                method.upper(),
                address,
                params=params,
                data=data,
                files=files,
                headers=headers,
                timeout=self.timeout,
                allow_redirects=False,
            )
            if response.status_code != 401 or renewed:
                break
            renew(self.auth, self._ask_for_token)
        if not response.ok:
            raise APIError(response)
        return response

    def close(self) -> None:
        """Close the connections."""
        self.session.close()

    def _signed(self, request: PreparedRequest) -> PreparedRequest:
        self.auth.apply(request.headers)  # type: ignore[no-untyped-call]
        return request

    def _address(self, endpoint: str) -> str:
        if self._base != SHEETS:
            for google in _GOOGLE:
                if endpoint.startswith(f"{google}/"):
                    return self._base + endpoint.removeprefix(google)
        return endpoint


def connect(settings: Settings, *, may_ask: bool = False) -> SheetsClient:
    """A client for the spreadsheet of the settings; Google is only asked when a person has to sign in.

    `may_ask`: somebody sits at a terminal and can sign in with a browser. Never so under cron.
    """
    base = google_address(SHEETS)
    key = read_key(settings)
    access = Access(settings.place, key.robot, key.place)
    return SheetsClient(_credentials(key, settings, may_ask), access, base)


def robot_address(settings: Settings) -> str | None:
    """The e-mail address the sheet has to be shared with; None for a person who signed in, or without a usable key."""
    try:
        return read_key(settings).robot
    except SheetcrmError:
        return None


def _credentials(key: KeyFile, settings: Settings, may_ask: bool) -> Credentials:
    if key.kind == "client":
        return user_credentials(key, settings, may_ask=may_ask)
    if key.kind == "authorized_user":
        return credentials_from(key.content)
    try:
        made = service_account.Credentials.from_service_account_info(  # type: ignore[no-untyped-call]
            {**key.content, "token_uri": key.token_address}, scopes=[SCOPE]
        )
    except ValueError:
        raise ConfigUnusable("google-key-unusable", path=key.place) from None
    assert isinstance(made, Credentials)
    return made


def google_address(usual: str) -> str:
    """Google's usual address, or the one SHEETCRM_GOOGLE_API names for tests and servers of one's own."""
    given = os.environ.get(ADDRESS_VARIABLE, "").strip()
    if given and not is_safe(given):
        raise ConfigUnusable("google-api-address", name=ADDRESS_VARIABLE, address=given)
    return given.rstrip("/") or usual


def _session(base: str, signed: Any) -> Session:
    """A session that asks for packed answers: Google packs them only for a User-Agent that says gzip."""
    session = Session()
    session.auth = signed
    session.headers["User-Agent"] = f"sheetcrm/{__version__} (gzip)"
    session.headers["Accept-Encoding"] = "gzip"
    session.trust_env = not is_here(urlsplit(base).hostname or "")
    return session
