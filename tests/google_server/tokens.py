"""The OAuth token endpoint: service accounts sign in with a JWT, people with a refresh token; texts are Google's."""

import base64
import json
import secrets
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import parse_qs

from tests.google_server.exchange import Answer, Call, json_answer
from tests.google_server.model import Json

LIFETIME = 3599
SKEW = 300
"""Seconds that the clock of a caller may be ahead."""
AUDIENCE = "https://oauth2.googleapis.com/token"
"""What a JWT must be meant for; google-auth writes this whatever the address of the endpoint."""
PROJECT = "417212345678"
_BEARER = "urn:ietf:params:oauth:grant-type:jwt-bearer"
_WHEN = (
    "Invalid JWT: Token must be a short-lived token (60 minutes) and in a reasonable timeframe. "
    "Check your iat and exp values in the JWT claim."
)


@dataclass(frozen=True)
class Grant:
    """What a token allows: who acts, with which scopes, until when (seconds since 1970), counted to which project."""

    person: str
    scopes: frozenset[str]
    until: float
    project: str = PROJECT


_NOT_DELEGATED = (
    "Client is unauthorized to retrieve access tokens using this method, or client not authorized for any of the "
    "scopes requested."
)


class _Refused(Exception):
    def __init__(self, code: int, error: str, description: str) -> None:
        super().__init__(description)
        self.code, self.error, self.description = code, error, description


@dataclass
class Tokens:
    """Keys that may sign in and tokens that were given. `address` is where this endpoint is reached."""

    clock: Callable[[], float]
    address: str = ""
    keys: dict[str, tuple[str, Any]] = field(default_factory=dict)
    """Key id -> (e-mail of the service account, public key); take one out to delete the key."""
    accounts: set[str] = field(default_factory=set)
    """Service accounts that exist; take one out to delete the account."""
    refresh: dict[str, Grant] = field(default_factory=dict)
    """Refresh token -> what it renews; take one out to revoke it."""
    clients: dict[str, str] = field(default_factory=dict)
    """OAuth client id -> its secret."""
    given: dict[str, Grant] = field(default_factory=dict)
    delegated: dict[str, frozenset[str]] | None = None
    """Service account -> scopes it may use in the name of others; None: any."""
    users: set[str] | None = None
    """The users of the Workspace in whose name it may act; None: any."""

    def service_account(self, email: str, project: str = PROJECT) -> Json:
        """A key file for a new service account, as the Cloud console hands it out, pointing at this server."""
        from cryptography.hazmat.primitives import serialization
        from cryptography.hazmat.primitives.asymmetric import rsa

        key = rsa.generate_private_key(public_exponent=65537, key_size=2048)
        key_id = secrets.token_hex(20)
        self.keys[key_id] = (email, key.public_key())
        self.accounts.add(email)
        form = serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
        return {
            "type": "service_account",
            "project_id": email.partition("@")[2].partition(".")[0] or "project",
            "private_key_id": key_id,
            "private_key": key.private_bytes(*form).decode(),
            "client_email": email,
            "client_id": str(abs(hash(email)) % 10**21).rjust(21, "1"),
            "auth_uri": "https://accounts.google.com/o/oauth2/auth",
            "token_uri": self.address,
            "auth_provider_x509_cert_url": "https://www.googleapis.com/oauth2/v1/certs",
            "client_x509_cert_url": f"https://www.googleapis.com/robot/v1/metadata/x509/{email}",
            "universe_domain": "googleapis.com",
        }

    def authorized_user(self, email: str, scopes: frozenset[str]) -> Json:
        """The file of a person who allowed these scopes in the browser."""
        client, secret = f"{secrets.token_hex(6)}.apps.googleusercontent.com", f"GOCSPX-{secrets.token_urlsafe(21)}"
        renewal = f"1//0{secrets.token_urlsafe(72)}"
        self.clients[client] = secret
        self.refresh[renewal] = Grant(email, scopes, 0.0)
        return {
            "type": "authorized_user",
            "client_id": client,
            "client_secret": secret,
            "refresh_token": renewal,
            "token_uri": self.address,
            "scopes": sorted(scopes),
            "universe_domain": "googleapis.com",
            "account": "",
        }

    def give(self, person: str, scopes: frozenset[str], project: str = PROJECT, lifetime: float = LIFETIME) -> str:
        """A fresh access token."""
        token = f"ya29.{secrets.token_urlsafe(64)}"
        self.given[token] = Grant(person, scopes, self.clock() + lifetime, project)
        return token

    def answer(self, call: Call) -> Answer:
        """What the endpoint answers to a POST."""
        asked = {name: values[0] for name, values in parse_qs(call.body.decode("utf-8", "replace")).items()}
        try:
            kind = asked.get("grant_type", "")
            if kind == _BEARER:
                return json_answer(self._by_assertion(asked.get("assertion", "")))
            if kind == "refresh_token":
                return json_answer(self._by_refresh(asked))
            raise _Refused(400, "unsupported_grant_type", f"Invalid grant_type: {kind}")
        except _Refused as refusal:
            told = {"error": refusal.error, "error_description": refusal.description}
            return json_answer(told, refusal.code)

    def _by_assertion(self, assertion: str) -> Json:
        from cryptography.exceptions import InvalidSignature
        from cryptography.hazmat.primitives import hashes
        from cryptography.hazmat.primitives.asymmetric import padding

        try:
            head_text, claim_text, signature = assertion.split(".")
            head, claim = json.loads(_decoded(head_text)), json.loads(_decoded(claim_text))
        except ValueError:
            raise _Refused(400, "invalid_grant", "Invalid JWT: Could not parse the assertion.") from None
        email = claim.get("iss", "")
        if email not in self.accounts:
            raise _Refused(400, "invalid_grant", "Invalid grant: account not found")
        known = self.keys.get(head.get("kid", ""))
        if known is None or known[0] != email:
            raise _Refused(400, "invalid_grant", "Invalid JWT Signature.")
        try:
            signed = f"{head_text}.{claim_text}".encode()
            known[1].verify(_decoded(signature), signed, padding.PKCS1v15(), hashes.SHA256())
        except InvalidSignature:
            raise _Refused(400, "invalid_grant", "Invalid JWT Signature.") from None
        begin, end, now = claim.get("iat", 0), claim.get("exp", 0), self.clock()
        if not (begin - SKEW <= now <= end and 0 < end - begin <= 3600):
            raise _Refused(400, "invalid_grant", _WHEN)
        if claim.get("aud") not in (AUDIENCE, self.address):
            text = f"Invalid JWT: Failed audience check. The right audience is {AUDIENCE}"
            raise _Refused(400, "invalid_grant", text)
        scopes = frozenset(claim.get("scope", "").split())
        if not scopes:
            raise _Refused(400, "invalid_scope", "Invalid OAuth scope or ID token audience provided.")
        self._check_delegation(email, str(claim.get("sub") or ""), scopes)
        token = self.give(claim.get("sub") or email, scopes)
        return {"access_token": token, "expires_in": LIFETIME, "token_type": "Bearer"}

    def _check_delegation(self, email: str, user: str, scopes: frozenset[str]) -> None:
        """Refuse to act in the name of somebody for whom the domain's administrator did not allow it."""
        if not user:
            return
        if self.users is not None and user not in self.users:
            raise _Refused(400, "invalid_grant", "Invalid email or User ID")
        if self.delegated is not None and not scopes <= self.delegated.get(email, frozenset()):
            raise _Refused(401, "unauthorized_client", _NOT_DELEGATED)

    def _by_refresh(self, asked: dict[str, str]) -> Json:
        secret = self.clients.get(asked.get("client_id", ""))
        if secret is None:
            raise _Refused(401, "invalid_client", "The OAuth client was not found.")
        if secret != asked.get("client_secret"):
            raise _Refused(401, "invalid_client", "Unauthorized")
        grant = self.refresh.get(asked.get("refresh_token", ""))
        if grant is None:
            raise _Refused(400, "invalid_grant", "Token has been expired or revoked.")
        scopes = frozenset(asked["scope"].split()) if asked.get("scope") else grant.scopes
        if not scopes <= grant.scopes:
            raise _Refused(400, "invalid_scope", "Some requested scopes were invalid.")
        token = self.give(grant.person, scopes)
        told = {"access_token": token, "expires_in": LIFETIME, "scope": " ".join(sorted(scopes))}
        return {**told, "token_type": "Bearer"}


def _decoded(text: str) -> bytes:
    return base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))
