"""A plan as text: tab by tab, what was and what it becomes, new rows, letters, and the count at the end."""

from collections.abc import Sequence

from rich.console import RenderableType

from sheetcrm.model.changes import AddRow, SendLetter
from sheetcrm.model.plan import Plan
from sheetcrm.model.snapshot import Table
from sheetcrm.model.tabs import BY_NAME
from sheetcrm.report.arrangement import Arrangement, Bunch, CellLine, TabPart, arrange, is_robots
from sheetcrm.report.places import header_text, row_name, tab_title
from sheetcrm.report.sentences import bunch_sentence, count_sentence
from sheetcrm.report.shown import day_text, printable, shown, shown_pair
from sheetcrm.report.text.letters import letters_to_look_at
from sheetcrm.report.text.look import (
    ADDED,
    BECOMES,
    DIM,
    TITLE,
    WAS,
    FitsWidth,
    cell,
    grid,
    line,
    paragraph,
    sentence,
    stacked,
)
from sheetcrm.words import Words

ARROW = " → "
LONGEST_FACT = 200


def plan_view(
    plan: Plan, words: Words, *, region: str = "", limit: int = 40, title: str = "plan_title",
    looked_at: Sequence[tuple[str, str]] = (), failed: Sequence[tuple[str, str]] = (),
) -> RenderableType:  # fmt: skip
    """The plan as something rich can print; `limit` counts lines, cards and letters alike.

    `title` is the key of the heading, as undo shows its plan under another one. `looked_at` and `failed` are letters
    with a remark and letters that cannot be made, each as (address, sentence).
    """
    if plan.is_empty:
        return sentence(words.say("plan_empty"))
    arrangement = arrange(plan)
    heading = line((words.say(title), TITLE), (f"  {day_text(plan.today, words, region)}", DIM))
    blocks: list[RenderableType] = [heading]
    left = limit
    for part in arrangement.parts:
        if left <= 0:
            break
        blocks += ["", *_part(plan, part, words, region, left)]
        left -= part.entries
    if arrangement.letters and left > 0:
        blocks += ["", *_letters(plan, arrangement, words, left)]
    if failed:
        blocks += ["", paragraph((words.say("letters_failed", count=len(failed)), "bold red"))]
        blocks += [paragraph((f"{printable(to)}  ", ""), (printable(why), DIM), indent=2) for to, why in failed[:limit]]
    if looked_at:
        blocks += ["", *letters_to_look_at(looked_at, words, limit)]
    if arrangement.entries > limit:
        blocks += ["", paragraph((words.say("plan_more", count=arrangement.entries - limit), DIM))]
    blocks += ["", sentence((count_sentence(plan.counts(), words), TITLE))]
    return stacked(blocks)


def _part(plan: Plan, part: TabPart, words: Words, region: str, limit: int) -> list[RenderableType]:
    table = plan.after.table(part.tab)
    blocks: list[RenderableType] = [line((tab_title(plan.after, part.tab, words), TITLE))]
    if part.notes:
        blocks.append(line((words.say("bunch_notes", count=part.notes), DIM), indent=2))
    rows = [_bunch(table, bunch, words, region) for bunch in part.bunches[:limit]]
    limit -= len(rows)
    for several in part.row_bunches[: max(limit, 0)]:
        rows.append(
            (cell(words.say("bunch_add", count=len(several.rows)), ADDED), cell(words.reason(several.why), DIM))
        )
        limit -= 1
    if rows:
        blocks.append(_with_reasons(rows, (3, 1)))
    lines = part.lines[: max(limit, 0)]
    limit -= len(lines)
    if lines:
        blocks.append(_lines(plan, part.tab, lines, words, region))
    for row in part.cards[: max(limit, 0)]:
        blocks += _card(table, row, words, region)
    return blocks


def _with_reasons(rows: Sequence[Sequence[RenderableType]], ratios: tuple[int, ...]) -> RenderableType:
    """Rows that end with their reason, which gives way where there is little room."""
    heads = ("",) * len(ratios)
    return FitsWidth(grid(heads, ratios, rows), grid(heads[1:], ratios[:-1], [row[:-1] for row in rows]))


def _bunch(table: Table, bunch: Bunch, words: Words, region: str) -> tuple[RenderableType, RenderableType]:
    pieces = bunch_sentence(table, bunch, words, region)
    style = WAS if all(one.becomes is None for one in bunch.lines) else BECOMES
    return cell(pieces, style), cell(words.reason(bunch.why), DIM)


def _lines(plan: Plan, tab: str, lines: list[CellLine], words: Words, region: str) -> RenderableType:
    before, after = plan.before.table(tab), plan.after.table(tab)
    wide, narrow = [], []
    last = None
    for one in lines:
        was, becomes = shown_pair(one.was, one.becomes, words, region)
        place, column = before.place(one.anchor, one.field), header_text(before, one.field, words)
        name = row_name(after, one.anchor, words) if one.anchor != last else ""
        last = one.anchor
        why = words.reason(one.why)
        wide.append((cell(place), cell(name), cell(column), cell(was, WAS), cell(becomes, BECOMES), cell(why, DIM)))
        if name:
            narrow.append(line((name, TITLE), indent=2))
        narrow.append(line((f"{place} {column}", ""), (f"  {why}", DIM), indent=2))
        narrow.append(line((was, WAS), ARROW if was else "+ ", (becomes, BECOMES), indent=4))
    heads = ("", words.say("row"), words.say("column"), words.say("was"), words.say("becomes"), words.say("why"))
    return FitsWidth(grid(heads, (0, 3, 2, 4, 4, 3), wide), stacked(narrow))


def _card(table: Table, row: AddRow, words: Words, region: str) -> list[RenderableType]:
    """A new row with what people would fill in themselves; what the robot repeats from elsewhere is left out."""
    whole = table.tab in BY_NAME and BY_NAME[table.tab].robot
    shows = {field for field in row.cells if field != "key" and (whole or not is_robots(row.tab, field))}
    filled = [(field, value) for field, value in row.cells.items() if value is not None and field in shows]
    facts = [(header_text(table, name, words), shown(value, words, region)) for name, value in filled]
    pieces: list[tuple[str, str] | str] = []
    for number, (header, value) in enumerate(facts):
        pieces += [((" · " if number else "") + f"{header}: ", DIM), value[:LONGEST_FACT]]
    head = line((f"+ {words.say('new_row')}", ADDED), (f"  {words.reason(row.why)}", DIM), indent=2)
    return [head, paragraph(*pieces, indent=6)]


def _letters(plan: Plan, arrangement: Arrangement, words: Words, limit: int) -> list[RenderableType]:
    clients = plan.after.table("clients")
    numbers = {shown(number, words): at for at, number in enumerate(clients.values("number")) if number is not None}
    rows = [_letter(clients, numbers, letter, words) for letter in arrangement.letters[:limit]]
    return [line((words.say("letters_title"), TITLE)), _with_reasons(rows, (3, 3, 2, 2))]


def _letter(
    clients: Table, numbers: dict[str, int], letter: SendLetter, words: Words
) -> tuple[RenderableType, RenderableType, RenderableType, RenderableType]:
    at = numbers.get(letter.client)
    name = "" if at is None else row_name(clients, clients.anchors[at], words)
    who = f"{shown(letter.client, words)} {name}".strip()
    kind = f"{shown(letter.letter, words)} ({letter.language})"
    return cell(shown(letter.to, words), ADDED), cell(who), cell(kind), cell(words.reason(letter.why), DIM)
