"""Whether a mail system wrote a message, rather than a person or a person's answering machine, and whether of a delay.

No sign counts alone where a person could have made it too: people forward and quote bounces to ask about them.
"""

import re
from email.message import Message

from sheetcrm.mail.inbox.opened import Opened, addresses, header
from sheetcrm.mail.inbox.phrases import phrase

NEVER_A_PERSON = re.compile(
    r"^(?:mailer[-_.]?daemon|mail[-_.]?daemon|daemon|mdaemon|microsoftexchange\w*|bounces?(?=[@+-])|mail[-_.]?system|"
    r"mail[-_.]?delivery\S*|delivery\S*|\S*smtp_mail_service|maildelivery\S*|no-?reply-bounce|post_master|double-bounce)(?=[^a-z]|$)"
)
_OFTEN_A_SYSTEM = re.compile(
    r"^(?:postmaster|(?:system )?administrator|mmsc|sysadmin|mail-?admin|imss|listserv|majordomo)(?=[^a-z]|$)"
)
_ROBOT = re.compile(r"^(?:no[-_.]?reply|do[-_.]?not[-_.]?reply|root|admin|system|mail|server|robot|auto\w*|notif\w*)\b")
_SYSTEM_NAME = re.compile(
    r"mail(?:er)?[ -]?(?:delivery|daemon|deliver)|delivery (?:sub)?system|post ?master|mail system|"
    r"microsoft (?:outlook|exchange)",
    re.IGNORECASE,
)
_PASSED_ON = re.compile(
    r"^\s*(?:re|aw|sv|odp|отв|ответ|ha|răsp|fwd?|wg|tr|rv|пересл\w*|pd|fw|vs|vl|enc|i|doorst)\s*(?:\[\d+\])?\s*:",
    re.IGNORECASE,
)
_QUOTES = re.compile(
    r"^[ \t]*>|^.{5,200}(?:wrote|schrieb|пишет|написала?|pisze|napisała?|a scris|a écrit|escribió) ?:[ \t]*$|"
    r"-{2,} ?(?:forwarded|original|weitergeleitete|пересылаемое|исходное|wiadomość|mesaj)",
    re.IGNORECASE | re.MULTILINE,
)
_ENCLOSED = frozenset({"message/rfc822", "text/rfc822-headers", "message/rfc822-headers", "text/rfc822"})


def looks_like_report(opened: Opened) -> bool:
    """Whether a message comes from a mail system rather than from a person or a person's answering machine."""
    message = opened.message
    if "x-failed-recipients" in message:
        return True
    if message.get_content_type() == "multipart/report":
        return str(message.get_param("report-type") or "delivery-status").lower() != "feedback-report"
    passed_on = _PASSED_ON.match(header(message, "subject")) is not None
    if _from_nobody(message):
        return True
    if _system_sender(message) and _speaks_of_failure(opened):
        return not (passed_on and _QUOTES.search(opened.text[:8000]))
    nobody = re.match(r"<>|<?mailer-daemon", header(message, "return-path").replace(" ", ""), re.IGNORECASE) is not None
    submitted = header(message, "auto-submitted").lower()
    machine = nobody or bool(submitted and not submitted.startswith("no")) or _is_robot(message)
    if not machine:
        return False
    if not passed_on and phrase("subject of a failure").search(header(message, "subject")):
        return True
    return encloses_a_letter(opened) and _speaks_of_failure(opened)


def encloses_a_letter(opened: Opened) -> bool:
    """Whether a letter, or its head, is enclosed."""
    return any(part.get_content_type() in _ENCLOSED for part in opened.own)


def is_delay(opened: Opened) -> bool:
    """Whether a message only says that a letter is late and that its server goes on trying."""
    actions: list[str] = []
    for part in opened.own:
        if part.get_content_type() == "message/delivery-status":
            payload = part.get_payload()
            blocks = payload[:50] if isinstance(payload, list) else []
            actions += [header(block, "action").lower() for block in blocks if isinstance(block, Message)]
    if any(actions):
        return any(action.startswith("delay") for action in actions) and not any(
            action.startswith("fail") for action in actions
        )
    if not looks_like_report(opened):
        return False
    told = header(opened.message, "subject") + "\n" + opened.text[:2500]
    return bool(phrase("delayed").search(told)) and not phrase("final all the same").search(told)


def _speaks_of_failure(opened: Opened) -> bool:
    told = header(opened.message, "subject") + "\n" + opened.text[:3000]
    return phrase("failed").search(told) is not None or phrase("delayed").search(told) is not None


def _senders(message: Message) -> list[str]:
    given = addresses(message, "from") or [header(message, "from").lower()]
    return [sender.strip(" <>\"'") for sender in given]


def _from_nobody(message: Message) -> bool:
    senders = _senders(message)
    given = header(message, "from")
    return any(NEVER_A_PERSON.match(sender) for sender in senders) or ("<>" in given and "@" not in given)


def _system_sender(message: Message) -> bool:
    if any(_OFTEN_A_SYSTEM.match(sender) for sender in _senders(message)):
        return True
    return _SYSTEM_NAME.search(re.sub(r"<[^<>]*>", " ", header(message, "from"))) is not None


def _is_robot(message: Message) -> bool:
    return any(_ROBOT.match(sender) for sender in _senders(message))
