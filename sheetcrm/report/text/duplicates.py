"""Groups of duplicates side by side, field by field; what differs has a sign, so that no colour is needed."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import floor

from rich.console import Console, ConsoleOptions, RenderableType, RenderResult
from rich.text import Text

from sheetcrm.report.shown import printable, shown
from sheetcrm.report.text.look import DIM, TITLE, FitsWidth, cell, grid, line, paragraph, sentence, stacked
from sheetcrm.reviewing.asking import Sight
from sheetcrm.reviewing.groups import Group, Member
from sheetcrm.words import Words

DIFFERS, LACKS, TAKEN = "≠", "+", "◂"
APART = "   "
SIDE_BY_SIDE = 4
"""More rows than these stand one under the other."""
_DIFFERS_STYLE, _LACKS_STYLE, _STAYS_STYLE = "bold yellow", "cyan", "bold green"


def group_view(sight: Sight, words: Words, *, region: str = "") -> RenderableType:
    """One group: how alike and why, its rows side by side, which of them stays, and what each sign means."""
    group = sight.group
    heading = line(
        (words.say("review_at", at=sight.at, total=sight.total), TITLE), (f"  {printable(group.name)}", DIM),
        (f"  {likeness(group, words)}", DIM),
    )  # fmt: skip
    reasons = [
        paragraph((f"{member.number}: ", DIM), printable(member.why), indent=2)
        for member in group.members
        if member.why and (not sight.asked or member.number == sight.asked)
    ]
    below = _narrow(sight, words, region)
    table = FitsWidth(_wide(sight, words, region), below) if len(group.members) <= SIDE_BY_SIDE else below
    signs = [(DIFFERS, _DIFFERS_STYLE, "review_differs", bool(group.differing))]
    signs += [(LACKS, _LACKS_STYLE, "review_lacks", bool(group.added)), (TAKEN, "", "review_taken", bool(sight.take))]
    legend = sentence()
    for sign, style, key, there in signs:
        if there:
            legend.append_text(sentence((f"  {sign} ", style), (words.say(key), DIM)))
    put_off = [paragraph((words.say("review_put_off"), DIM), indent=2)] if group.put_off else []
    return stacked(["", heading, *put_off, *reasons, "", table, *([legend] if legend.plain else [])])


def likeness(group: Group, words: Words) -> str:
    """How sure it is, in a word and per cent; rounded down, so that nothing uncertain reads as certain."""
    level = words.choice("duplicate_level", group.level).lower() if group.level else ""
    percent = "" if group.score is None else f"{floor(min(max(group.score, 0.0), 100.0))} %"
    return " · ".join(part for part in (level, percent) if part)


def _wide(sight: Sight, words: Words, region: str) -> RenderableType:
    group = sight.group
    heads = ("", "", *(f"{at} {printable(m.number)}" for at, m in enumerate(group.members, 1)))
    rows: list[Sequence[RenderableType]] = [
        (cell(""), cell(""), *(sentence(_role(sight, member, words)) for member in group.members))
    ]
    for name in group.fields:
        sign, style = _sign(group, name)
        values = [
            sentence((_value(sight, member, name, words, region), style or _plain(sight, member)))
            for member in group.members
        ]
        rows.append((cell(sign, style), cell(words.header("duplicates", name), DIM), *values))
    return grid(heads, (0, 0, *(1 for _ in group.members)), rows)


def _narrow(sight: Sight, words: Words, region: str) -> RenderableType:
    blocks: list[RenderableType] = []
    for at, member in enumerate(sight.group.members, 1):
        blocks.append(line((f"{at} {printable(member.number)}  ", TITLE), _role(sight, member, words), indent=2))
        for name in sight.group.fields:
            if member.facts.get(name) is not None:
                sign, style = _sign(sight.group, name)
                said = _value(sight, member, name, words, region)
                header = words.header("duplicates", name)
                blocks.append(paragraph((f"{sign or ' '} ", style), (f"{header}: ", DIM), (said, style), indent=4))
    return stacked(blocks)


def _role(sight: Sight, member: Member, words: Words) -> tuple[str, str]:
    if member.number == sight.stays:
        return words.choice("duplicate_part", "stays"), _STAYS_STYLE
    said = words.say("review_this_one") if member.number == sight.asked else words.choice("duplicate_part", "joins")
    decision = f" ({words.choice('duplicate_decision', member.decision)})" if member.decision else ""
    return f"{said}{decision}", TITLE if member.number == sight.asked else DIM


def _sign(group: Group, name: str) -> tuple[str, str]:
    if name in group.differing:
        return DIFFERS, _DIFFERS_STYLE
    return (LACKS, _LACKS_STYLE) if name in group.added else ("", "")


def _value(sight: Sight, member: Member, name: str, words: Words, region: str) -> str:
    text = shown(member.facts.get(name), words, region) or "–"
    return f"{text} {TAKEN}" if sight.take.get(name) == member.number else text


def _plain(sight: Sight, member: Member) -> str:
    return "" if member.number == sight.stays else DIM


def choices_view(choices: Mapping[str, str]) -> RenderableType:
    """What can be answered: each key with what it does."""
    return _Flow([line(("[", DIM), (key, TITLE), ("] ", DIM), said) for key, said in choices.items()])


def chosen_view(said: str) -> RenderableType:
    """The answer that a key gave, as the key itself is not seen."""
    return line(("→ ", DIM), (said, TITLE))


@dataclass(frozen=True, slots=True)
class _Flow:
    """Pieces one after the other, none of them torn where the width ends."""

    pieces: Sequence[Text]

    def __rich_console__(self, console: Console, options: ConsoleOptions) -> RenderResult:
        row = Text()
        for piece in self.pieces:
            if row.plain and row.cell_len + len(APART) + piece.cell_len > options.max_width:
                yield row
                row = Text()
            row = Text.assemble(row, APART, piece) if row.plain else piece.copy()
        yield row


def picking_view(sight: Sight, name: str, words: Words, *, region: str = "") -> RenderableType:
    """The values of a field, or the clients of a group, each with the figure that picks it."""
    asked = words.header("duplicates", name) if name else words.say("review_who_stays")
    lines: list[RenderableType] = [line((asked, TITLE))]
    for at, member in enumerate(sight.group.members, 1):
        value = member.facts.get(name) if name else member.facts.get("name") or member.facts.get("company")
        text = shown(value, words, region) or "–"
        lines.append(paragraph((f"{at}  ", TITLE), f"{printable(member.number)}  ", (text, ""), indent=2))
    return stacked(
        [*lines, paragraph(("0  ", TITLE), (words.say("review_page_rule" if name else "review_as_is"), DIM), indent=2)]
    )
