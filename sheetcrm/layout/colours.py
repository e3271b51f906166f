"""Which cells change colour by themselves, as data; colours only point, they never stand for a value."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from sheetcrm.layout.columns import FACTS
from sheetcrm.model.tabs import BY_NAME
from sheetcrm.words import LANGUAGES, words_of

When = Literal[
    "filled", "begins", "one-of", "overdue", "birthday-soon", "odd-group", "differs", "today", "odd-month", "has",
]  # fmt: skip


@dataclass(frozen=True, slots=True)
class ColourRule:
    """The cells of the fields `paint` (all fields when empty) change when the cell of `look_at` in their row does so.

    `texts`: beginnings for "begins", whole texts for "one-of". `days`: how near for "birthday-soon". "overdue": a day
    before today, and "today", unless the cell of `unless` is one of `texts`. "odd-group": the number at the end is
    odd, so that every other group is shaded. "differs": the one cell painted is filled, and so, but with something
    else, is that of the row above or below which has the same in `look_at`; unless `unless` is filled. "today" and
    "odd-month": the day so many `days` after that in `look_at` is today, or lies in an odd month. "has": one of
    `texts` stands somewhere in it. Colours are RGB without a sign; earlier rules win.
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

DAY_OFF_MARK = "★"
"""The sign before a holiday on which nobody works, in a cell of the calendar."""
WEEK = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")

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
        rules += _tasks(fields)
    if tab in ("clients", "people") and {"birthday", "name"} <= set(fields):
        rules.append(ColourRule("birthday-soon", "birthday", ("name",), fill=SOFT, days=_SOON))
    if tab == "duplicates" and "group" in fields:
        rules += _duplicates(fields)
    if tab == "calendar" and "week_of" in fields:
        rules += _calendar(fields)
    return tuple(rules)


def _tasks(fields: Collection[str]) -> list[ColourRule]:
    """What is finished or put off is grey; of the rest, what is due today and what is overdue."""
    status = "task_status" if "task_status" in fields else None
    finished = _texts("task_status", ("done", "declined", "cancelled"))
    postponed = _texts("task_status", ("postponed",))
    rules = [ColourRule("one-of", status, (), font=GREY, texts=finished)] if status is not None else []
    for day, closed in (("due_on", (*finished, *postponed)), ("postponed_to", finished)):
        if day in fields:
            rules += [
                ColourRule("overdue", day, (day,), font=DARK_RED, bold=True, texts=closed, unless=status),
                ColourRule("today", day, (day,), fill=AMBER, bold=True, texts=closed, unless=status),
            ]
    if status is not None:
        rules.append(ColourRule("one-of", status, (status,), fill=SHADE, texts=postponed))
    return rules


def _calendar(fields: Collection[str]) -> list[ColourRule]:
    """Today, days off, and every other month shaded, so that one sees where a month ends."""
    rules: list[ColourRule] = []
    for shift, day in enumerate(WEEK):
        if day in fields:
            rules += [
                ColourRule("today", "week_of", (day,), fill=AMBER, bold=True, days=shift),
                ColourRule("has", day, (day,), fill=SOFT, texts=(DAY_OFF_MARK,)),
                ColourRule("odd-month", "week_of", (day,), fill=SHADE, days=shift),
            ]
    return rules


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
            late = [f"ISNUMBER({cell})", f"{cell}>0", f"{cell}<TODAY()", *_unless(rule, letters, row, separator)]
            return f"AND({separator.join(late)})"
        case "today":
            same = [f"ISNUMBER({cell})", f"{cell}+{rule.days}=TODAY()" if rule.days else f"{cell}=TODAY()"]
            return f"AND({separator.join([*same, *_unless(rule, letters, row, separator)])})"
        case "odd-month":
            return f"AND({separator.join((f'ISNUMBER({cell})', f'MOD(MONTH({cell}+{rule.days}){separator}2)=1'))})"
        case "has":
            return _any([f'ISNUMBER(FIND("{_quoted(text)}"{separator}{cell}))' for text in rule.texts], separator)
        case "birthday-soon":
            this_year, next_year = (
                f"DATE({separator.join((year, f'MONTH({cell})', f'DAY({cell})'))})-TODAY()"
                for year in ("YEAR(TODAY())", "YEAR(TODAY())+1")
            )
            this_week = f"AND({this_year}>=0{separator}{this_year}<={rule.days})"
            near = f"OR({this_week}{separator}{next_year}<={rule.days})"
            return f"AND(ISNUMBER({cell}){separator}{near})"


def _unless(rule: ColourRule, letters: Mapping[str, str], row: int, separator: str) -> list[str]:
    """The condition that the cell of `unless` is none of the texts; none where there is no such column."""
    if rule.unless is None or rule.unless not in letters:
        return []
    status = f"${letters[rule.unless]}{row}"
    closed = _any([f'TRIM({status})="{_quoted(text)}"' for text in rule.texts], separator)
    return [f"NOT({closed})"]


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
        case "has":
            return any(one in text for one in rule.texts)
    return False


def _any(conditions: Sequence[str], separator: str) -> str:
    return conditions[0] if len(conditions) == 1 else f"OR({separator.join(conditions)})"


def _quoted(text: str) -> str:
    return text.replace('"', '""')


def _texts(list_name: str, keys: Collection[str]) -> tuple[str, ...]:
    """What people write for those entries, in every language, so that a workbook keeps its colours when they change."""
    written = (
        text
        for language in LANGUAGES
        for key in keys
        for text in words_of(language).sections["choices"][list_name][key]
    )
    return tuple({text.casefold(): text for text in written}.values())
