"""What `init` adds to a workbook, as plain data for a store to carry out: columns, tabs, lists, prompts and colours.

Nothing that stands there is moved or changed: new columns go to the right, new tabs to the end.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from sheetcrm.layout.colours import ColourRule, colours_for
from sheetcrm.layout.columns import ColumnLayout, column_layout
from sheetcrm.layout.example import example_row
from sheetcrm.model.cells import CellValue
from sheetcrm.model.choices import CHOICES
from sheetcrm.model.settings import TabMapping
from sheetcrm.model.tabs import BY_NAME, TABS, Column, Tab
from sheetcrm.words import Words


@dataclass(frozen=True, slots=True)
class NewColumns:
    """Columns to be added to the right of a sheet that is there."""

    tab: str
    title: str
    header_row: int
    columns: tuple[ColumnLayout, ...]


@dataclass(frozen=True, slots=True)
class NewTab:
    """A sheet to be added, its header in row 1.

    `freeze`: rows and columns that stay in sight. `lists`: in the Settings tab, column -> its entries from row 2 on.
    `high_rows`: how many rows below the header are made high, in points, where the store does not fit them itself;
    such a tab is printed across.
    """

    tab: str
    title: str
    hidden: bool
    columns: tuple[ColumnLayout, ...]
    freeze: tuple[int, int] = (1, 0)
    tab_colour: str | None = None
    example_row: Mapping[str, CellValue] | None = None
    lists: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    high_rows: tuple[int, float] = (0, 0.0)


@dataclass(frozen=True, slots=True)
class Dress:
    """What makes typing easier in a sheet: for every named column its list, prompt and number format, and the colours.

    `columns` are laid out as ours would be, under the header people gave them. Typing is never blocked.
    """

    tab: str
    title: str
    header_row: int
    columns: tuple[ColumnLayout, ...]
    colours: tuple[ColourRule, ...] = ()


@dataclass(frozen=True, slots=True)
class Layout:
    """All that is to be added. `lists` are the choice lists in use, list -> entries as people see them."""

    new_columns: tuple[NewColumns, ...] = ()
    new_tabs: tuple[NewTab, ...] = ()
    dress: tuple[Dress, ...] = ()
    lists: Mapping[str, tuple[str, ...]] = field(default_factory=dict)

    @property
    def is_empty(self) -> bool:
        """Whether there is nothing to add; prompts and colours alone are nothing new."""
        return not self.new_columns and not self.new_tabs


LIST = "list_"
"""Prefix of the columns of the Settings tab: `list_tier` holds the entries of `tier`."""

WEEKS, WEEK_HEIGHT = 10, 118.0
"""The weeks of two months, which never reach over more, and how high one is, in points: eight lines."""

_HIGH_ROWS: Mapping[str, tuple[int, float]] = {"calendar": (WEEKS, WEEK_HEIGHT), "tasks": (1000, 32.0)}
"""Tabs of sentences: not every program makes a row as high as its lines, and two lines are seen in any."""
_COLOURS: Mapping[str, str] = {
    "clients": "2F75B5", "people": "2F75B5", "relatives": "2F75B5", "deals": "548235", "purchases": "548235",
    "log": "BF8F00", "tasks": "C65911", "calendar": "D6498F", "duplicates": "7F7F7F", "letters": "7F7F7F",
    "consents": "7030A0", "products": "548235", "archive": "7F7F7F", "settings": "7F7F7F",
}  # fmt: skip


def additions(
    mappings: Mapping[str, TabMapping],
    words: Words,
    currency: str = "",
    create_tabs: bool = True,
    also: Collection[str] = (),
    taken_titles: Iterable[str] = (),
    taken_headers: Mapping[str, Iterable[str]] | None = None,
    planned: Mapping[str, TabMapping] | None = None,
    own_lists: Mapping[str, tuple[str, ...]] | None = None,
) -> Layout:
    """What is missing in a workbook with those tabs; with no mappings at all, a whole new workbook.

    In every mapped tab: the columns of the robot and those its `add` names. Unless `create_tabs` is false: every
    missing tab that is shown; those named in `also`, the memory and the Settings tab always. `taken_titles` are the
    titles of all sheets and `taken_headers` (tab -> headers) all headers that stand there, so that nothing of the
    same name is made. `planned`: how a tab that is made now is to be called, and which columns it is to have besides.
    `own_lists`: the entries of lists that are the team's own.
    """
    fresh = not mappings
    titles = {title.casefold() for title in (*taken_titles, *(mapping.title for mapping in mappings.values()))}
    new_columns: list[NewColumns] = []
    new_tabs: list[NewTab] = []
    dress: list[Dress] = []
    made_now = {t.key for t in TABS if t.hidden or t.key in also or (create_tabs and t.shown)}
    there = {**mappings, **{key: TabMapping("") for key in made_now - mappings.keys()}}
    for tab in TABS:
        mapping = mappings.get(tab.key)
        if mapping is not None:
            headers = set((taken_headers or {}).get(tab.key, ())) | set(mapping.columns.values())
            columns = tuple(
                column_layout(tab, column, words, currency, _free(words.header(tab.key, column.key), headers))
                for column in missing_columns(tab, mapping, there)
            )
            if columns and tab.key != "settings":
                new_columns.append(NewColumns(tab.key, mapping.title, mapping.header_row, columns))
            if not tab.hidden and tab.key != "settings":
                dress.append(_dress_mapped(tab, mapping, columns, words, currency))
        elif tab.key != "settings" and tab.key in made_now:
            made = _new_tab(tab, words, currency, titles, (planned or {}).get(tab.key, TabMapping("")))
            new_tabs.append(made)
            titles.add(made.title.casefold())
            if not tab.hidden:
                dress.append(Dress(tab.key, made.title, 1, made.columns, colours_for(tab.key, _fields(made.columns))))
    if fresh:
        new_tabs = [_with_example(made, words) if made.tab == "clients" else made for made in new_tabs]
    lists = _lists([*(d.columns for d in dress)], words, own_lists or {})
    new_columns, new_tabs = _with_settings(mappings, lists, words, titles, new_columns, new_tabs)
    return Layout(tuple(new_columns), tuple(new_tabs), tuple(dress), lists)


_ANSWERS = frozenset(
    {
        ("duplicates", "decision"),
        ("duplicates", "take"),
        ("archive", "restore"),
        ("tasks", "task_status"),
        ("tasks", "postponed_to"),
        ("tasks", "result"),
    }
)
"""Columns of people in which they answer the robot: without them nobody could."""


def missing_columns(tab: Tab, mapping: TabMapping, there: Mapping[str, TabMapping]) -> list[Column]:
    """The columns of a mapped tab that the robot needs and those that were asked for, in the order of the model.

    `there`: the tabs of the workbook; a column that would stay empty without another one is not among them.
    """
    outdated = tab.key == "duplicates" and "group" not in mapping.columns  # as an earlier version laid it out
    robots = [
        column
        for column in tab.columns
        if (column.robot or (tab.key, column.key) in _ANSWERS or outdated)
        and column.shown
        and column.key not in mapping.columns
        and _can_be_filled(column, there)
    ]
    wanted = [column for key in mapping.add if key not in mapping.columns and (column := tab.column(key)) is not None]
    places = {column.key: place for place, column in enumerate(tab.columns)}
    both = {column.key: column for column in (*wanted, *robots)}
    return sorted(both.values(), key=lambda column: (column.robot, places.get(column.key, len(places))))


def _can_be_filled(column: Column, there: Mapping[str, TabMapping]) -> bool:
    if column.needs is None:
        return True
    tab, _, field = column.needs.partition(".")
    found = there.get(tab)
    return found is not None and (not field or field in found.columns or field in found.add)


def _new_tab(tab: Tab, words: Words, currency: str, titles: set[str], wanted: TabMapping) -> NewTab:
    """A tab with its usual columns and those wanted, under the title and the headers wanted where there are any."""
    asked = {*wanted.add, *wanted.columns}
    fields = [c for c in tab.columns if c.shown or c.key in asked]
    fields += [
        c for key in wanted.add if key not in {c.key for c in tab.columns} and (c := tab.column(key)) is not None
    ]
    columns = tuple(column_layout(tab, column, words, currency, wanted.columns.get(column.key)) for column in fields)
    return NewTab(
        tab.key,
        _free_title(wanted.title or words.tab(tab.key), titles),
        tab.hidden,
        columns,
        (1, _frozen_columns(tab)),
        _COLOURS.get(tab.key),
        high_rows=_HIGH_ROWS.get(tab.key, (0, 0.0)),
    )


_LAST_FROZEN: Mapping[str, str] = {
    "clients": "name", "archive": "name", "duplicates": "decision", "calendar": "week_of", "tasks": "due_on",
}  # fmt: skip


def _frozen_columns(tab: Tab) -> int:
    """The columns that tell which row it is stay in sight while people scroll sideways."""
    keys = [column.key for column in tab.columns if column.shown]
    last = _LAST_FROZEN.get(tab.key)
    return keys.index(last) + 1 if last is not None else 0


def _with_example(made: NewTab, words: Words) -> NewTab:
    return NewTab(
        made.tab, made.title, made.hidden, made.columns, made.freeze, made.tab_colour, example_row(words), made.lists
    )  # fmt: skip


def _dress_mapped(tab: Tab, mapping: TabMapping, added: Sequence[ColumnLayout], words: Words, currency: str) -> Dress:
    """The columns people have and those that are added; a column they have keeps its width."""
    own = [
        column_layout(tab, column, words, currency, header)
        for key, header in mapping.columns.items()
        if (column := tab.column(key)) is not None
    ]
    columns = (*own, *added)
    return Dress(tab.key, mapping.title, mapping.header_row, columns, colours_for(tab.key, _fields(columns)))


def _fields(columns: Iterable[ColumnLayout]) -> frozenset[str]:
    return frozenset(column.field for column in columns)


def _lists(
    dressed: Iterable[Sequence[ColumnLayout]], words: Words, own: Mapping[str, tuple[str, ...]]
) -> dict[str, tuple[str, ...]]:
    """The entries of every list that some column uses, in the order of the model; open lists are left to people."""
    used = {column.choices for columns in dressed for column in columns if column.choices}
    known = {name: tuple(words.choice(name, key) for key in keys) for name, keys in CHOICES.items()}
    return {name: entries for name in known if name in used and (entries := own.get(name, known[name]))}


def _with_settings(
    mappings: Mapping[str, TabMapping],
    lists: Mapping[str, tuple[str, ...]],
    words: Words,
    titles: set[str],
    new_columns: list[NewColumns],
    new_tabs: list[NewTab],
) -> tuple[list[NewColumns], list[NewTab]]:
    """The Settings tab with the lists in use, or the lists that an existing one lacks."""
    tab = BY_NAME["settings"]
    mapping = mappings.get(tab.key)
    wanted = [column for column in tab.columns if column.key.removeprefix(LIST) in lists]
    if mapping is not None:
        missing = tuple(column_layout(tab, c, words) for c in wanted if c.key not in mapping.columns)
        if missing:
            new_columns = [*new_columns, NewColumns(tab.key, mapping.title, mapping.header_row, missing)]
        return new_columns, new_tabs
    filled = {column.key: lists[column.key.removeprefix(LIST)] for column in wanted}
    columns = tuple(column_layout(tab, column, words) for column in wanted)
    title = _free_title(words.tab(tab.key), titles)
    made = NewTab(tab.key, title, tab.hidden, columns, (1, 0), _COLOURS["settings"], lists=filled)
    before = next((at for at, new in enumerate(new_tabs) if new.hidden), len(new_tabs))
    return new_columns, [*new_tabs[:before], made, *new_tabs[before:]]


def _free_title(title: str, taken: set[str]) -> str:
    """The title, with a number when a sheet of that name is there; never longer than 31 characters."""
    free, number = title, 2
    while free.casefold() in taken:
        ending = f" {number}"
        free, number = title[: 31 - len(ending)] + ending, number + 1
    return free


def _free(header: str, taken: set[str]) -> str:
    """The header, with a number when one of that name stands there already."""
    folded = {text.casefold() for text in taken}
    free, number = header, 2
    while free.casefold() in folded:
        free, number = f"{header} ({number})", number + 1
    taken.add(free)
    return free
