"""The Gmail API as far as letters need it: send (raw upload), profile, addresses to send as, search by Message-ID."""

import re
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass, field
from email import message_from_bytes
from email.utils import parseaddr

from tests.google_server.access import SCOPE, Caller, check_scopes
from tests.google_server.errors import ApiError
from tests.google_server.exchange import Answer, Call, json_answer
from tests.google_server.model import Json

SERVICE = "gmail.googleapis.com"
WHOLE = "https://mail.google.com/"
_READING = frozenset({WHOLE, SCOPE + "gmail.modify", SCOPE + "gmail.readonly"})
_SENDING = frozenset({WHOLE, SCOPE + "gmail.modify", SCOPE + "gmail.compose", SCOPE + "gmail.send"})
_PROFILE = _READING | {SCOPE + "gmail.compose", SCOPE + "gmail.metadata"}
_SETTINGS = _READING | {SCOPE + "gmail.settings.basic"}
_ME = r"/gmail/v1/users/(?P<user>[^/]+)"
_SEND = re.compile("/upload" + _ME + "/messages/send")
_LIST, _PROFILE_OF, _SEND_AS = (re.compile(_ME + end) for end in ("/messages", "/profile", "/settings/sendAs"))
_MESSAGE_ID = re.compile(r"rfc822msgid:(\S+)")
MOST_BYTES = 35 * 1024 * 1024


class GmailError(ApiError):
    """A refusal in Gmail's older form, with its list of reasons."""

    def __init__(self, code: int, message: str, reason: str, status: str | None = None) -> None:
        super().__init__(code, message, status)
        self.reason = reason

    def body(self) -> Json:
        told = super().body()
        told["error"]["errors"] = [{"message": self.message, "domain": "global", "reason": self.reason}]
        return told


@dataclass(frozen=True)
class Letter:
    """One letter that Gmail sent: the content as it came, and the Message-ID it has in the mailbox."""

    identity: str
    sender: str
    to: str
    message_id: str
    content: bytes


@dataclass
class GmailBox:
    """A mailbox. `refusals`: what the next sends meet, None for "goes well"; `renames`: Gmail gives own Message-IDs."""

    sent: list[Letter] = field(default_factory=list)
    aliases: dict[str, str] = field(default_factory=dict)
    refusals: deque[ApiError | None] = field(default_factory=deque)
    renames: bool = False
    asked: list[str] = field(default_factory=list)


@dataclass
class Gmail:
    """All mailboxes by their address; who has none is no user of Gmail."""

    boxes: dict[str, GmailBox] = field(default_factory=dict)

    def method_of(self, call: Call) -> tuple[str, Callable[[Caller], Answer]] | None:
        """What carries out this request, with its kind; None where Gmail has no such address."""
        for verb, pattern, kind, scopes, run in (
            ("POST", _SEND, "write", _SENDING, self._send),
            ("GET", _LIST, "read", _READING, self._list),
            ("GET", _PROFILE_OF, "read", _PROFILE, self._profile),
            ("GET", _SEND_AS, "read", _SETTINGS, self._send_as),
        ):
            if call.method == verb and pattern.fullmatch(call.path):
                return kind, _let_in(scopes, run, call)
        return None

    def _send(self, caller: Caller, call: Call) -> Answer:
        box = self._box(caller)
        if call.first("uploadType") != "media" or call.headers.get("content-type") != "message/rfc822":
            raise GmailError(400, "Media type is not supported. Valid media types: [message/*]", "badContent")
        if box.refusals and (refusal := box.refusals.popleft()) is not None:
            raise refusal
        if len(call.body) > MOST_BYTES:
            raise GmailError(413, "Request Entity Too Large", "uploadTooLarge", "INVALID_ARGUMENT")
        message = message_from_bytes(call.body)
        to = parseaddr(str(message.get("To", "")))[1]
        if "@" not in to:
            raise GmailError(400, "Recipient address required", "invalidArgument")
        sender = parseaddr(str(message.get("From", "")))[1]
        own = {caller.person, *(alias for alias, state in box.aliases.items() if state == "accepted")}
        identity = f"{len(box.sent) + 1:016x}"
        name = str(message.get("Message-ID", "")).strip()
        if box.renames:
            name = f"<CA{identity}@mail.gmail.com>"
        box.sent.append(Letter(identity, sender if sender in own else caller.person, to, name, call.body))
        return json_answer({"id": identity, "threadId": identity, "labelIds": ["SENT"]})

    def _list(self, caller: Caller, call: Call) -> Answer:
        box = self._box(caller)
        box.asked.append(call.first("q"))
        found = _MESSAGE_ID.search(call.first("q"))
        if found is None:
            raise GmailError(400, "only searches by Message-ID are answered here", "invalidArgument")
        listed = [one for one in box.sent if one.message_id.strip("<>") == found[1].strip("<>")]
        if not listed:
            return json_answer({"resultSizeEstimate": 0})
        messages = [{"id": one.identity, "threadId": one.identity} for one in listed]
        return json_answer({"messages": messages, "resultSizeEstimate": len(messages)})

    def _profile(self, caller: Caller, call: Call) -> Answer:
        box = self._box(caller)
        return json_answer({"emailAddress": caller.person, "messagesTotal": len(box.sent), "historyId": "1"})

    def _send_as(self, caller: Caller, call: Call) -> Answer:
        box = self._box(caller)
        own: list[Json] = [{"sendAsEmail": caller.person, "isPrimary": True, "isDefault": True}]
        others = [{"sendAsEmail": name, "verificationStatus": state} for name, state in box.aliases.items()]
        return json_answer({"sendAs": [*own, *others]})

    def _box(self, caller: Caller) -> GmailBox:
        box = self.boxes.get(caller.person)
        if box is None:
            raise GmailError(400, "Mail service not enabled", "failedPrecondition", "FAILED_PRECONDITION")
        return box


def _let_in(
    scopes: frozenset[str], run: Callable[[Caller, Call], Answer], call: Call
) -> Callable[[Caller], Answer]:  # fmt: skip
    def carried_out(caller: Caller) -> Answer:
        check_scopes(caller, scopes, SERVICE, "caribou.api.proto.MailboxService")
        return run(caller, call)

    return carried_out
