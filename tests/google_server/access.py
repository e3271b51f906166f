"""Who acts, and what they may do; a token this server never gave acts as the owner, unless access is strict."""

from dataclasses import dataclass, field
from typing import NamedTuple

from tests.google_server.errors import ApiError
from tests.google_server.exchange import Call
from tests.google_server.model import Spreadsheet
from tests.google_server.tokens import PROJECT, Tokens
from tests.google_server.world import OWNER, World

SCOPE = "https://www.googleapis.com/auth/"
_ALL_FILES = frozenset(
    SCOPE + name
    for name in ("drive", "drive.readonly", "drive.metadata", "drive.metadata.readonly", "spreadsheets",
                 "spreadsheets.readonly")
)  # fmt: skip
RANKS = ("reader", "commenter", "writer", "owner")
_TITLES = {
    "sheets.googleapis.com": "Google Sheets API",
    "drive.googleapis.com": "Google Drive API",
    "gmail.googleapis.com": "Gmail API",
}
_INVALID = (
    "Request had invalid authentication credentials. Expected OAuth 2 access token, login cookie or other valid "
    "authentication credential. See https://developers.google.com/identity/sign-in/web/devconsole-project."
)
_UNREGISTERED = (
    "Method doesn't allow unregistered callers (callers without established identity). "
    "Please use API Key or other form of API consumer identity to call this API."
)


class Caller(NamedTuple):
    """Who sent a request. `person` is "" for a token without a person behind it; `scopes` None: all."""

    person: str
    scopes: frozenset[str] | None
    project: str


@dataclass
class Access:
    """The rules at the door. `disabled`: APIs that the project did not enable, by their service name."""

    tokens: Tokens
    strict: bool = False
    disabled: set[str] = field(default_factory=set)

    def caller(self, call: Call) -> Caller:
        """Who sends this request; refuses what Google refuses at the door (401, or 403 without any credential)."""
        kind, _, token = call.headers.get("authorization", "").partition(" ")
        token = token.strip() if kind.lower() == "bearer" else call.first("access_token")
        grant = self.tokens.given.get(token)
        if grant is not None:
            if grant.until < self.tokens.clock():
                raise ApiError(401, _INVALID)
            return Caller(grant.person, grant.scopes, grant.project)
        if not self.strict:
            return Caller("", None, PROJECT)
        if call.first("key") and not token:
            return Caller("anyone", None, PROJECT)
        if not token:
            raise ApiError(403, _UNREGISTERED)
        raise ApiError(401, _INVALID)

    def check_api(self, service: str, caller: Caller) -> None:
        """Refuse an API that the caller's project has not enabled."""
        if service not in self.disabled:
            return
        title, project = _TITLES[service], caller.project
        url = f"https://console.developers.google.com/apis/api/{service}/overview?project={project}"
        message = (
            f"{title} has not been used in project {project} before or it is disabled. Enable it by visiting {url} "
            "then retry. If you enabled this API recently, wait a few minutes for the action to propagate to our "
            "systems and retry."
        )
        link = {"description": "Google developers console API activation", "url": url}
        metadata = {
            "consumer": f"projects/{project}",
            "service": service,
            "serviceTitle": title,
            "containerInfo": project,
            "activationUrl": url,
        }
        details = [
            _error_info("SERVICE_DISABLED", metadata),
            {"@type": "type.googleapis.com/google.rpc.LocalizedMessage", "locale": "en-US", "message": message},
            {"@type": "type.googleapis.com/google.rpc.Help", "links": [link]},
        ]
        raise ApiError(403, message, details=details)


def check_scopes(caller: Caller, enough: frozenset[str], service: str, method: str) -> None:
    """Refuse a token none of whose scopes is among those that are enough for the method."""
    if caller.scopes is None or caller.scopes & enough:
        return
    metadata = {"service": service, "method": method}
    details = [_error_info("ACCESS_TOKEN_SCOPE_INSUFFICIENT", metadata)]
    raise ApiError(403, "Request had insufficient authentication scopes.", details=details)


def actor_of(caller: Caller, spreadsheet: Spreadsheet | None = None) -> str:
    """The e-mail address under which the caller acts; a nameless token acts as the owner."""
    return caller.person or (spreadsheet.owner if spreadsheet is not None else OWNER)


def role(world: World, spreadsheet: Spreadsheet, caller: Caller) -> str:
    """One of RANKS, or "" where the caller has no access."""
    if not sees(world, spreadsheet.id, caller):
        return ""
    if not caller.person:
        return "" if spreadsheet.id in world.closed else "owner"
    names = {caller.person, "anyone"}
    if caller.person == spreadsheet.owner:
        return "owner"
    if names & spreadsheet.editors:
        return "writer"
    if names & world.commenters.get(spreadsheet.id, set()):
        return "commenter"
    return "reader" if names & spreadsheet.readers else ""


def sees(world: World, file_id: str, caller: Caller) -> bool:
    """Whether the token's scopes reach the file at all: drive.file alone reaches what the same project made."""
    return caller.scopes is None or bool(caller.scopes & _ALL_FILES) or world.apps.get(file_id) == caller.project


def opened(world: World, spreadsheet_id: str, caller: Caller, least: str) -> Spreadsheet:
    """The spreadsheet, for a caller who has at least that role; 404 where there is none, 403 where it is not shared."""
    spreadsheet = world.spreadsheets.get(spreadsheet_id)
    if spreadsheet is None or not sees(world, spreadsheet_id, caller):
        raise ApiError(404, "Requested entity was not found.")
    held = role(world, spreadsheet, caller)
    if not held or RANKS.index(held) < RANKS.index(least):
        raise ApiError(403, "The caller does not have permission")
    return spreadsheet


def _error_info(reason: str, metadata: dict[str, str]) -> dict[str, object]:
    kind = "type.googleapis.com/google.rpc.ErrorInfo"
    return {"@type": kind, "reason": reason, "domain": "googleapis.com", "metadata": metadata}
