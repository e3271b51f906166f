"""What came of sending, and how the letters of a workbook stand, as text."""

import datetime as dt
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from rich.console import RenderableType

from sheetcrm.report.shown import day_text, printable
from sheetcrm.report.text.look import DIM, TITLE, cell, grid, line, paragraph, stacked
from sheetcrm.words import Words

if TYPE_CHECKING:
    from sheetcrm.letter_journal import KnownLetter
    from sheetcrm.mail_status import MailStatus
    from sheetcrm.sending_run import Posted

STATES = ("sent", "bounced", "waiting", "delayed", "refused", "unclear", "dropped")
"""In this order letters are counted; "sending" is told as unclear: nobody is at work, or it would hold the lock."""
_LEVELS = {"bounced": "bold red", "refused": "bold red", "unclear": "yellow", "delayed": "yellow"}


def posted_view(posted: "Posted | None", words: Words, region: str) -> RenderableType | None:
    """What came of a sending; None when nothing is to be said of it."""
    if posted is None:
        return None
    sent = posted.sent
    counts = {state: sent.outcomes[state] for state in ("sent", "delayed", "refused", "unclear", "dropped")}
    counts["waiting"] = sent.left
    blocks: list[RenderableType] = []
    if told := _counted(counts, words):
        blocks.append(paragraph((words.say("mail_sent", what=told), TITLE)))
    if posted.recovered:
        blocks.append(paragraph((words.say("mail_recovered", count=posted.recovered), "yellow")))
    if sent.stop and sent.stop not in ("unreachable", "journal"):
        again = _moment(sent.room_again, words, region) if sent.room_again is not None else None
        style = DIM if sent.stop == "quota" else "bold red"
        blocks.append(paragraph((words.say(f"mail_stop_{sent.stop}", moment=again), style)))
    error = posted.error or sent.error
    code, details = getattr(error, "code", None), getattr(error, "details", {})
    if code is not None:
        blocks.append(paragraph((words.error(code, **details), "bold red")))
    if counts["unclear"] or posted.recovered:
        blocks.append(paragraph((words.say("mail_unclear_hint"), DIM)))
    if posted.skipped:
        blocks.append(paragraph((words.say("mail_not_told", count=len(posted.skipped)), "yellow")))
    return stacked(blocks) if blocks else None


def mail_status_view(status: "MailStatus", words: Words, region: str, *, limit: int = 50) -> RenderableType:
    """Counts by mailing and state, the letters somebody must decide about, and the room that is left."""
    if not status.counts:
        return stacked([paragraph(words.say("mail_none")), *_room(status, words, region)])
    states = [state for state in STATES if any(_of(counts, state) for counts in status.counts.values())]
    rows: list[Sequence[RenderableType]] = [
        (cell(mailing or words.say("mail_of_occasions"), TITLE),
         *(cell(str(_of(counts, state) or ""), _LEVELS.get(state, "")) for state in states))
        for mailing, counts in status.counts.items()
    ]  # fmt: skip
    heads = (words.header("letters", "mailing"), *(words.choice("letter_status", state) for state in states))
    blocks: list[RenderableType] = [line((words.say("letters_title"), TITLE))]
    blocks.append(grid(heads, (3, *(0 for _ in states)), rows))
    for letters, key, style in ((status.unclear, "mail_unclear", "yellow"), (status.refused, "mail_refused", "red")):
        if letters:
            blocks += ["", paragraph((words.say(key, count=len(letters)), style)), *_listed(letters, words, limit)]
        if letters and letters is status.unclear:
            blocks.append(paragraph((words.say("mail_resolve_hint", key=letters[0].key), DIM)))
    return stacked([*blocks, "", *_room(status, words, region)])


def _of(counts: "dict[str, int]", state: str) -> int:
    return counts.get(state, 0) + (counts.get("sending", 0) if state == "unclear" else 0)


def _listed(letters: "Sequence[KnownLetter]", words: Words, limit: int) -> Iterator[RenderableType]:
    rows = [
        (cell(letter.key), cell(letter.client), cell(printable(letter.address)), cell(printable(letter.reply), DIM))
        for letter in letters[:limit]
    ]
    yield grid(("",) * 4, (3, 1, 3, 5), rows)
    if len(letters) > limit:
        yield line((words.say("more", count=len(letters) - limit), DIM), indent=2)


def _room(status: "MailStatus", words: Words, region: str) -> Iterator[RenderableType]:
    yield paragraph((words.say("mail_room", used=status.used, limit=status.limit, room=status.room), DIM))
    if status.room_again is not None:
        yield paragraph((words.say("mail_room_again", moment=_moment(status.room_again, words, region)), DIM))
    if status.done_at is not None:
        done = _moment(status.done_at, words, region)
        yield paragraph((words.say("mail_done_at", count=status.waiting, moment=done), DIM))
    if status.next_at is not None:
        yield paragraph((words.say("mail_next", moment=_moment(status.next_at, words, region)), DIM))


def _counted(counts: "dict[str, int]", words: Words) -> str:
    """Only what there is: "Sent 3, Delayed 1"."""
    return ", ".join(f"{words.choice('letter_status', state)} {counts[state]}" for state in STATES if counts.get(state))


def _moment(moment: dt.datetime, words: Words, region: str) -> str:
    local = moment.astimezone()
    return f"{day_text(local.date(), words, region)} {local:%H:%M}"
