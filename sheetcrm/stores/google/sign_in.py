"""A person lets sheetcrm into Google once, in the browser; later runs use the token that is kept beside the journal.

The token file is readable by its owner only; nobody is asked unless somebody sits at the terminal.
"""

import contextlib
import json
import os
import sys
import webbrowser
from collections.abc import Mapping
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from google.auth.exceptions import GoogleAuthError, RefreshError
from google.oauth2.credentials import Credentials

from sheetcrm.errors import ConfigUnusable, WorkbookNotWritable, WorkbookUnusable
from sheetcrm.model.settings import Settings
from sheetcrm.stores.google.key_file import TOKEN_ADDRESS, KeyFile, is_here, read_secret
from sheetcrm.stores.google.refusals import Access, as_error
from sheetcrm.stores.google.tokens import renew, token_request
from sheetcrm.words import words_of

SCOPE = "https://www.googleapis.com/auth/spreadsheets"
TOKEN_FILE = "google-token.json"  # noqa: S105
PATIENCE = 300
"""Seconds a person has to sign in."""

_SIGN_IN_ADDRESS = "https://accounts.google.com/o/oauth2/auth"


def user_credentials(
    key: KeyFile, settings: Settings, *, may_ask: bool, scope: str = SCOPE, file: str = TOKEN_FILE
) -> Credentials:
    """Credentials of the person who signed in; with `may_ask` somebody is there to sign in (again) if it is needed.

    `scope`: what the person allows. `file`: the name under which the sign-in is kept in the state folder.
    """
    path = settings.state_folder / file
    kept = _kept(path, key, scope)
    if kept is not None:
        if not may_ask:
            return kept
        try:
            renew(kept, token_request())
        except RefreshError as error:
            if error.retryable:
                raise as_error(error) from error
        except (GoogleAuthError, OSError) as error:
            raise as_error(error, Access(key=key.place)) from error
        else:
            return kept
    if not may_ask:
        raise WorkbookUnusable("google-sign-in-needed")
    made = _asked(key, settings.language, scope)
    _keep(path, made)
    return made


def credentials_from(content: Mapping[str, Any], scope: str | None = SCOPE) -> Credentials:
    """Credentials out of an authorised-user file, ours or another program's; the first request fetches a token.

    Without a scope the token allows whatever the person allowed.
    """
    return Credentials(  # type: ignore[no-untyped-call]
        None,
        refresh_token=content["refresh_token"],
        token_uri=content.get("token_uri") or TOKEN_ADDRESS,
        client_id=content["client_id"],
        client_secret=content["client_secret"],
        scopes=[scope] if scope is not None else None,
    )


def _kept(path: Path, key: KeyFile, scope: str) -> Credentials | None:
    """What an earlier sign-in left; one of another client, or a file that is damaged, counts as none."""
    text = read_secret(path)
    try:
        content = json.loads(text or "null")
    except ValueError:
        return None
    if not isinstance(content, dict) or not isinstance(content.get("refresh_token"), str):
        return None
    if content.get("client_id") != key.content["client_id"]:
        return None
    known = {**key.content, "token_uri": key.token_address, "refresh_token": content["refresh_token"]}
    return credentials_from(known, scope)


def _keep(path: Path, made: Credentials) -> None:
    """Write the token where only its owner can read it, whole or not at all; the short-lived part is left out."""
    text = json.dumps({"type": "authorized_user", "client_id": made.client_id, "refresh_token": made.refresh_token})
    new = path.with_name(f"{path.name}.{os.getpid()}")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        with open(os.open(new, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w", encoding="utf-8") as file:  # noqa: PTH123
            file.write(text)
        new.replace(path)
    except OSError as error:
        new.unlink(missing_ok=True)
        raise WorkbookNotWritable("not-writable", path=path, reason=error.strerror) from error


def _asked(key: KeyFile, language: str, scope: str) -> Credentials:
    from google_auth_oauthlib.flow import InstalledAppFlow, WSGITimeoutError
    from oauthlib.oauth2 import OAuth2Error
    from requests import RequestException

    say = words_of(language).say
    host, port, slash = _redirect(key)
    client = {"auth_uri": _SIGN_IN_ADDRESS, **key.content, "token_uri": key.token_address}
    flow = InstalledAppFlow.from_client_config({"installed": client}, [scope])
    try:
        with contextlib.redirect_stdout(sys.stderr):
            made = flow.run_local_server(
                host=host,
                port=port,
                redirect_uri_trailing_slash=slash,
                authorization_prompt_message=say(
                    "google_sign_in" if scope == SCOPE else "mail_sign_in", address="{url}"
                ),
                success_message=say("google_signed_in" if scope == SCOPE else "mail_signed_in"),
                open_browser=_has_browser(),
                timeout_seconds=PATIENCE,
                access_type="offline",
                prompt="consent",
            )
    except Warning:
        raise WorkbookUnusable("google-scope-missing") from None
    except (OAuth2Error, WSGITimeoutError, OSError) as error:
        if isinstance(error, RequestException):
            raise as_error(error) from error
        raise WorkbookUnusable("google-sign-in-failed", reason=_why(error)) from None
    if not made.refresh_token:
        raise WorkbookUnusable("google-sign-in-failed", reason=None)
    assert isinstance(made, Credentials)
    return made


def _redirect(key: KeyFile) -> tuple[str, int, bool]:
    """Host, port (0: any) and whether a slash follows: where Google sends the browser back to, on this machine.

    A desktop client may use any port; a web client only an address that is registered for it.
    """
    if not key.content.get("web"):
        return "127.0.0.1", 0, True
    for address in key.content.get("redirect_uris") or ():
        parts = urlsplit(str(address))
        if parts.scheme == "http" and is_here(parts.hostname or "") and parts.port and parts.path in ("", "/"):
            return parts.hostname or "", parts.port, parts.path == "/"
    raise ConfigUnusable("google-client-web", path=key.place)


def _has_browser() -> bool:
    try:
        webbrowser.get()
    except webbrowser.Error:
        return False
    return True


def _why(error: Exception) -> str | None:
    """OAuth's own short name of what went wrong (access_denied ...), or what the machine said."""
    told = getattr(error, "error", None) or getattr(error, "strerror", None)
    return str(told) if told else None
