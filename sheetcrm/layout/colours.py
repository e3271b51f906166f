"""Which cells change colour by themselves, as data; colours only point, they never stand for a value."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from sheetcrm.layout.columns import FACTS
from sheetcrm.model.tabs import BY_NAME
from sheetcrm.words import LANGUAGES, words_of

When = Literal["filled", "begins", "one-of", "overdue", "birthday-soon", "odd-group", "differs"]


@dataclass(frozen=True, slots=True)
class ColourRule:
    """The cells of the fields `paint` (all fields when empty) change when the cell of `look_at` in their row does so.

    `texts`: beginnings for "begins", whole texts for "one-of". `days`: how near for "birthday-soon". "overdue": a day
    before today, unless the cell of `unless` is one of `texts`. "odd-group": the number at the end is odd, so that
    every other group is shaded. "differs": the one cell painted is filled, and so, but with something else, is that of
    the row above or below which has the same in `look_at`; unless `unless` is filled. Colours are RGB without a sign;
    earlier rules win.
    """

    when: When
    look_at: str
    paint: tuple[str, ...]
    fill: str | None = None
    font: str | None = None
    bold: bool = False
    texts: tuple[str, ...] = ()
    unless: str | None = None
    days: int = 0


BLOCKING_MARK = "⛔"
"""The sign with which the Check column begins when the row is set aside until repaired."""

WARNING_MARK, FINE_MARK = "⚠", "✓"
"""The signs of a row that people should look at, and of one in which all is well."""

GREEN = "548235"
AMBER, RED, GREY, SOFT = "FFE8B3", "F8CBAD", "8C8C8C", "FCE4EC"
SHADE, FADED = "E8F0FA", "F5F5F5"
DARK_RED = "C00000"
HEADER_FILL, ROBOT_FILL, HEADER_FONT = "D9E2F3", "EDEDED", "1F3864"
"""Headers: people's columns are blue, the robot's are grey, so that they see where typing is of no use."""
_SOON = 7


def colours_for(tab: str, fields: Collection[str]) -> tuple[ColourRule, ...]:
    """The colour rules of a tab with those fields, the stronger first."""
    rules: list[ColourRule] = []
    if "check" in fields:
        rules.append(ColourRule("begins", "check", ("check",), fill=RED, font=DARK_RED, texts=(BLOCKING_MARK,)))
        rules.append(ColourRule("begins", "check", ("check",), fill=AMBER, texts=(WARNING_MARK,)))
        rules.append(ColourRule("begins", "check", ("check",), font=GREEN, texts=(FINE_MARK,)))
    if tab == "tasks":
        finished = _texts("task_status", ("done", "cancelled"))
        if "task_status" in fields:
            rules.append(ColourRule("one-of", "task_status", (), font=GREY, texts=finished))
        if "due_on" in fields:
            status = "task_status" if "task_status" in fields else None
            rules.append(
                ColourRule("overdue", "due_on", ("due_on",), font=DARK_RED, bold=True, texts=finished, unless=status)
            )
    if tab in ("clients", "people") and {"birthday", "name"} <= set(fields):
        rules.append(ColourRule("birthday-soon", "birthday", ("name",), fill=SOFT, days=_SOON))
    if tab == "duplicates" and "group" in fields:
        rules += _duplicates(fields)
    return tuple(rules)


def _duplicates(fields: Collection[str]) -> list[ColourRule]:
    """What is decided is grey; of what is open, the facts that differ within a group, and every other group.

    Every rule names its columns, one by one: LibreOffice follows the order of rules on the same cells only.
    """
    columns = tuple(column.key for column in BY_NAME["duplicates"].columns if column.key in fields)
    closed = "outcome" if "outcome" in fields else None
    rules = [ColourRule("filled", closed, columns, fill=FADED, font=GREY)] if closed is not None else []
    rules += [ColourRule("differs", "group", (fact,), fill=AMBER, unless=closed) for fact in FACTS if fact in fields]
    return [*rules, ColourRule("odd-group", "group", columns, fill=SHADE)]


def formula(rule: ColourRule, letters: Mapping[str, str], row: int, separator: str = ",") -> str:
    """The condition as a spreadsheet formula for the first row of data, `letters` being field -> column letter.

    Functions have their English names, as files and the Google API want them; `separator` stands between arguments.

    >>> formula(ColourRule("filled", "check", ("check",)), {"check": "M"}, 5)
    'LEN(TRIM($M5))>0'
    """
    cell = f"${letters[rule.look_at]}{row}"
    match rule.when:
        case "filled":
            return f"LEN(TRIM({cell}))>0"
        case "begins":
            return _any([f'LEFT({cell}{separator}{len(text)})="{_quoted(text)}"' for text in rule.texts], separator)
        case "one-of":
            return _any([f'TRIM({cell})="{_quoted(text)}"' for text in rule.texts], separator)
        case "odd-group":
            return f"MOD(VALUE(RIGHT({cell}{separator}1)){separator}2)=1"
        case "differs":
            return _differs(rule, letters, row, separator)
        case "overdue":
            late = [f"ISNUMBER({cell})", f"{cell}>0", f"{cell}<TODAY()"]
            if rule.unless is not None and rule.unless in letters:
                status = f"${letters[rule.unless]}{row}"
                closed = _any([f'TRIM({status})="{_quoted(text)}"' for text in rule.texts], separator)
                late.append(f"NOT({closed})")
            return f"AND({separator.join(late)})"
        case "birthday-soon":
            this_year, next_year = (
                f"DATE({separator.join((year, f'MONTH({cell})', f'DAY({cell})'))})-TODAY()"
                for year in ("YEAR(TODAY())", "YEAR(TODAY())+1")
            )
            this_week = f"AND({this_year}>=0{separator}{this_year}<={rule.days})"
            near = f"OR({this_week}{separator}{next_year}<={rule.days})"
            return f"AND(ISNUMBER({cell}){separator}{near})"


def _differs(rule: ColourRule, letters: Mapping[str, str], row: int, separator: str) -> str:
    group, fact = letters[rule.look_at], letters[rule.paint[0]]
    own = f"${fact}{row}"
    beside = [
        f"AND({separator.join((f'${group}{at}=${group}{row}', f'LEN(${fact}{at})>0', f'${fact}{at}<>{own}'))})"
        for at in (row - 1, row + 1)
    ]
    wanted = [f"LEN({own})>0", _any(beside, separator)]
    if rule.unless is not None and rule.unless in letters:
        wanted.append(f"LEN(TRIM(${letters[rule.unless]}{row}))=0")
    return f"AND({separator.join(wanted)})"


def holds_for_text(rule: ColourRule, text: str) -> bool:
    """Whether the condition is true of a cell with that text, case being the same to a spreadsheet; a text is no day.

    >>> holds_for_text(ColourRule("one-of", "task_status", (), texts=("done",)), "Done ")
    True
    """
    folded = text.strip().casefold()
    match rule.when:
        case "filled":
            return bool(folded)
        case "begins":
            return text.casefold().startswith(tuple(one.casefold() for one in rule.texts))
        case "one-of":
            return folded in {one.casefold() for one in rule.texts}
    return False


def _any(conditions: Sequence[str], separator: str) -> str:
    return conditions[0] if len(conditions) == 1 else f"OR({separator.join(conditions)})"


def _quoted(text: str) -> str:
    return text.replace('"', '""')


def _texts(list_name: str, keys: Collection[str]) -> tuple[str, ...]:
    """What we show for those entries, in every language, so that a workbook keeps its colours when the team changes."""
    shown = (words_of(language).choice(list_name, key) for language in LANGUAGES for key in keys)
    return tuple(dict.fromkeys(shown))
