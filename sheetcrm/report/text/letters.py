"""Letters that a person should look at before they go, as text; the sentences come with the letters."""

from collections.abc import Sequence

from rich.console import RenderableType

from sheetcrm.report.shown import printable
from sheetcrm.report.text.look import DIM, line, paragraph
from sheetcrm.words import Words


def letters_to_look_at(letters: Sequence[tuple[str, str]], words: Words, limit: int) -> list[RenderableType]:
    """The heading with their number, and for each of the first `limit` its address and what is doubtful."""
    blocks: list[RenderableType] = [paragraph((words.say("letters_remarks", count=len(letters)), "yellow"))]
    for to, why in letters[:limit]:
        blocks.append(paragraph((f"{printable(to)}  ", ""), (printable(why), DIM), indent=2))
    if len(letters) > limit:
        blocks.append(line((words.say("more", count=len(letters) - limit), DIM), indent=2))
    return blocks
