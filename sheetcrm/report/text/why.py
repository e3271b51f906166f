"""Why a client got an occasion or not, one line each: a sign, the occasion, the answer."""

from collections.abc import Sequence

from rich.console import RenderableType

from sheetcrm.report.shown import printable
from sheetcrm.report.text.look import DIM, TITLE, line, paragraph, stacked
from sheetcrm.rules.occasions.why import Reason
from sheetcrm.words import Words

_SIGNS = {"task": "✓", "letter": "✓", "due": "→", "letter_due": "→", "soon": "·", "letter_soon": "·", "limit": "·"}


def why_view(number: str, reasons: Sequence[Reason], words: Words, became: str | None = None) -> RenderableType:
    """All answers about one client; `became`: the client that one in the archive is part of now."""
    heading: list[RenderableType] = [line((words.say("why_title", number=printable(became or number)), TITLE))]
    if became is not None:
        heading.append(paragraph((words.say("why_became", number=printable(number), other=became), "yellow")))
    return stacked([*heading, *(_line(reason, words) for reason in reasons)])


def _line(reason: Reason, words: Words) -> RenderableType:
    name = words.reason(reason.occasion)
    return paragraph((f"{_SIGNS.get(reason.code, '–')} {printable(name)}: ", DIM), why_text(reason, words), indent=2)


def why_text(reason: Reason, words: Words) -> str:
    """The answer as a sentence."""
    details = dict(reason.details)
    if "tab" in details:
        details["tab"] = words.tab(str(details["tab"]))
    if "field" in details:
        tab, _, field = str(details["field"]).rpartition("client.")
        del tab
        details["field"] = words.header("clients", field)
    return words.say(f"why_{reason.code}", date=reason.date, **details)
