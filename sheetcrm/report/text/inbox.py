"""What came of a look into the mailbox, in a line or two."""

from typing import TYPE_CHECKING

from rich.console import RenderableType

from sheetcrm.report.text.look import DIM, paragraph, stacked
from sheetcrm.words import Words

if TYPE_CHECKING:
    from sheetcrm.inbox_run import InboxRead


def inbox_view(
    found: "InboxRead | None", words: Words, *, alone: bool = False, named: bool = False
) -> RenderableType | None:
    """The messages by kind, letters cleared up, why it ended early; None where there is nothing to say.

    `alone`: it was all that was asked for, so that "nothing new" is an answer too. `named`: the config names a mailbox.
    """
    if found is None:
        why = "mail_inbox_no_letters" if named else "mail_inbox_none"
        return paragraph((words.say(why), DIM)) if alone else None
    lines: list[RenderableType] = []
    kinds = found.kinds
    if any(kinds[kind] for kind in ("bounce", "reply", "opt_out", "complaint")):
        told = words.say(
            "mail_inbox_read", bounces=kinds["bounce"], replies=kinds["reply"], out=kinds["opt_out"],
            complaints=kinds["complaint"],
        )  # fmt: skip
        lines += [paragraph(told), *([paragraph((words.say("mail_inbox_next"), DIM))] if alone else [])]
    if found.cleared:
        lines.append(paragraph(words.say("mail_inbox_cleared", count=found.cleared)))
    if found.error is not None:
        lines.append(paragraph((words.error(found.error.code, **found.error.details), "bold red")))
    if not lines and alone:
        lines.append(paragraph((words.say("mail_inbox_nothing"), DIM)))
    return stacked(lines) if lines else None
