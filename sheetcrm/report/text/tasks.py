"""The day's list in the terminal: what to do and how to reach whom, one task a paragraph, the longest due first."""

import datetime as dt
from collections.abc import Sequence

from rich.console import RenderableType

from sheetcrm.report.shown import printable
from sheetcrm.report.text.look import DIM, TITLE, line, paragraph, stacked
from sheetcrm.rules.agenda import Entry
from sheetcrm.rules.agenda_text import counts_text, due_text, hour_text
from sheetcrm.words import Words

_HOURS = {"now": "green", "later": "yellow", "never": "red", "any": DIM}


def agenda_view(
    entries: Sequence[Entry], words: Words, moment: dt.datetime, manager: str | None = None
) -> RenderableType:
    """The list; `moment` is that of the team's clock, `manager` whose list it is."""
    day = moment.date()
    title = words.say("today_of", name=printable(manager), date=day) if manager else words.say("today_title", date=day)
    parts: list[RenderableType] = [line((title, TITLE))]
    if not entries:
        return stacked([*parts, paragraph(words.say("today_none"))])
    parts.append(paragraph((counts_text(entries, words), DIM)))
    for entry in entries:
        parts += ["", *_entry(entry, words, moment)]
    return stacked(parts)


def _entry(entry: Entry, words: Words, moment: dt.datetime) -> list[RenderableType]:
    style = "bold red" if entry.late else "bold"
    head = line(
        (f"{printable(entry.number) or '–'}  ", TITLE),
        (f"{due_text(entry, words)}  ", style),
        printable(entry.assignee) or words.say("today_nobody"),
        indent=2,
    )
    parts: list[RenderableType] = [head, paragraph((printable(entry.action), "bold"), indent=4)]
    whom = "  ".join(filter(None, (printable(entry.client), printable(entry.client_name), printable(entry.channel))))
    hour = hour_text(entry, words, moment)
    if whom or hour:
        parts.append(paragraph(whom, (f"  {hour}" if hour else "", _HOURS[entry.hour]), indent=4))
    if entry.say:
        parts.append(paragraph((f"“{printable(entry.say)}”", "italic"), indent=4))
    rest = [printable(entry.why)]
    rest += [words.say("today_gift", note=printable(entry.gift))] if entry.gift else []
    rest += [words.say("today_place", place=entry.place)] if entry.place else []
    parts.append(paragraph((" · ".join(filter(None, rest)), DIM), indent=4))
    return parts
