"""How access tokens are asked for: with time limits, and without the sign-ins of a .netrc file."""

import functools
from collections.abc import Callable
from typing import Any

from google.auth.credentials import Credentials
from google.auth.exceptions import TransportError
from google.auth.transport.requests import Request
from requests import PreparedRequest, Session

TOKEN_TIMEOUT = (10.0, 30.0)
"""Seconds to connect and to wait."""

AskForToken = Callable[..., Any]


def token_request() -> AskForToken:
    """What google-auth calls to reach the token server."""
    session = Session()
    session.auth = _as_it_is
    return functools.partial(Request(session), timeout=TOKEN_TIMEOUT)


def renew(credentials: Credentials, ask: AskForToken) -> None:
    """Fetch a new access token; RefreshError when Google says no, TransportError when it was not reached.

    google-auth takes the form of an answer for granted: a page of a proxy with status 200 breaks it in many ways.
    """
    try:
        credentials.refresh(ask)  # type: ignore[no-untyped-call]
    except (AttributeError, KeyError, TypeError, ValueError) as error:
        raise TransportError("the answer holds no token") from error  # type: ignore[no-untyped-call]


def _as_it_is(request: PreparedRequest) -> PreparedRequest:
    return request
