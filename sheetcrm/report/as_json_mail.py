"""The stable forms of sending: what came of it, and how the letters stand; `docs/json.md` names every field."""

import datetime as dt
from typing import TYPE_CHECKING

from sheetcrm.report.as_json import VERSION, Form

if TYPE_CHECKING:
    from sheetcrm.inbox_run import InboxRead
    from sheetcrm.letter_journal import KnownLetter
    from sheetcrm.mail_status import MailStatus
    from sheetcrm.sending_run import Posted


def posted_form(posted: "Posted | None") -> Form | None:
    """What came of a sending; None when nothing waited."""
    if posted is None:
        return None
    error = posted.error or posted.sent.error
    outcomes = posted.sent.outcomes
    return {
        "run": posted.run,
        "complete": posted.complete,
        "letters": {state: outcomes[state] for state in ("sent", "delayed", "refused", "unclear", "dropped")},
        "left": posted.sent.left,
        "recovered": posted.recovered,
        "stop": posted.sent.stop or None,
        "error": getattr(error, "code", None),
        "room_again": _moment(posted.sent.room_again),
        "rows_not_told": len(posted.skipped),
    }


def mail_send_form(posted: "Posted | None") -> Form:
    """The form of `sheetcrm mail send`."""
    return {"version": VERSION, "report": "mail-send", "posted": posted_form(posted)}


def inbox_form(found: "InboxRead | None") -> Form | None:
    """What came of a look into the mailbox; None where none is read."""
    if found is None:
        return None
    kinds = ("bounce", "complaint", "opt_out", "reply", "auto_reply", "other")
    return {
        "messages": {kind: found.kinds[kind] for kind in kinds},
        "cleared": found.cleared,
        "error": found.error.code if found.error is not None else None,
    }


def mail_read_form(found: "InboxRead | None") -> Form:
    """The form of `sheetcrm mail read`."""
    return {"version": VERSION, "report": "mail-read", "inbox": inbox_form(found)}


def mail_status_form(status: "MailStatus") -> Form:
    """The form of `sheetcrm mail status`."""
    return {
        "version": VERSION,
        "report": "mail-status",
        "mailings": [{"mailing": mailing or None, "letters": dict(c)} for mailing, c in status.counts.items()],
        "unclear": [_letter(letter) for letter in status.unclear],
        "refused": [_letter(letter) for letter in status.refused],
        "used": status.used,
        "limit": status.limit,
        "room": status.room,
        "room_again": _moment(status.room_again),
        "next_at": _moment(status.next_at),
        "waiting": status.waiting,
        "done_at": _moment(status.done_at),
    }


def mail_resolve_form(letter: "KnownLetter") -> Form:
    """The form of `sheetcrm mail resolve`."""
    return {"version": VERSION, "report": "mail-resolve", "letter": _letter(letter)}


def _letter(letter: "KnownLetter") -> Form:
    return {
        "key": letter.key,
        "mailing": letter.mailing or None,
        "client": letter.client,
        "address": letter.address,
        "state": letter.state,
        "at": _moment(letter.at),
        "code": letter.code or None,
        "reply": letter.reply or None,
    }


def _moment(moment: dt.datetime | None) -> str | None:
    return moment.isoformat(timespec="seconds") if moment is not None else None
