"""What people do in the live sheet: an act is a name and three small numbers, which choose tab, place and text.

Numbers instead of places, so that hypothesis can shrink them, and so that an act means something in every state.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from sheetcrm.stores.cells import column_letter
from tests.google.judge import ID, header_of
from tests.google_server.errors import ApiError
from tests.google_server.model import Sheet, Spreadsheet
from tests.google_server.people import People


class Act(NamedTuple):
    """One act of somebody: `name` of `ACTS`, and what chooses the rest of it."""

    name: str
    where: int = 0
    which: int = 0
    what: int = 0


TEXTS: Mapping[str, Sequence[str]] = {
    "name": ("anna kowalska", "ИВАНОВ ИВАН ПЕТРОВИЧ", " Jan  Nowak", "EWA MAJ", "Olga", "ewa maj", "Ion Popescu 2", "-"),
    "phone": ("601 234 567", "601234567", "8 (916) 123-45-67", "+48 22 555 12 34", "601-234-567, 602 345 678", "tel."),
    "email": ("Anna@Example.com", " jan2@EXAMPLE.org ", "mailto:ewa@example.com", "olga@example.com", "anna@"),
    "city": ("łódź", "KRAKÓW", "Łódź", "gdańsk 2", "  Iași"),
    "birthday": ("25.11.1985", "22.11.1990", "1990-11-23", "25.11", "31.02.1980", "11/24/1977", "5 maja"),
    "date": ("20.11.2026", "2026-11-25", "11/26/2026", "1.12.26", "soon", "46350"),
    "money": ("1 234,56", "12500", "12 500 zł", "1,234.56", "0", "a lot"),
    "number": ("2", "3,5", "-1", "x"),
    "client": ("C-0001", "C-0002", "C-0003", "Anna Kowalska", "nobody"),
    "choice": ("customer", "klient", "done", "yes", "да", "tak", "lost", "won", "?"),
    "note": ("call back", "=1+1", "'007", "TRUE", "written by hand", "=A2"),
}
"""What people type, by the kind of the column."""


@dataclass
class Team:
    """The people of one spreadsheet. `kinds`: title -> header -> kind of text; `keys`: title -> header of the key.

    `renamed`: what stands under another name for the moment, tabs as title -> new title, headers as (title, old) -> new.
    """

    spreadsheet: Spreadsheet
    kinds: Mapping[str, Mapping[str, str]]
    keys: Mapping[str, str]
    hidden: frozenset[str] = frozenset()
    renamed: dict[str, str] = field(default_factory=dict)
    reworded: dict[tuple[str, str], str] = field(default_factory=dict)
    ids: int = 0
    acted: list[str] = field(default_factory=list)

    @property
    def people(self) -> People:
        """Whoever acts."""
        return People(self.spreadsheet)

    def act(self, act: Act) -> None:
        """Do it; what Google refuses, or what finds no place any more, is left."""
        try:
            ACTS[act.name](self, act)
            self.acted.append(act.name)
        except (ApiError, _NoPlace, ValueError):
            return

    def mend(self) -> None:
        """Give tabs and headers their names back, and take a filter away."""
        there = {sheet.title for sheet in self.spreadsheet.book.sheets}
        for title, new in self.renamed.items():
            if new in there:
                self.people.rename_tab(new, title)
        self.renamed.clear()
        for (title, old), new in self.reworded.items():
            if header_of(self.sheet(title), new) is not None:
                self.people.rename_header(title, new, old)
        self.reworded.clear()

    def title(self, act: Act) -> str:
        """The title of a tab that people work in."""
        titles = [title for title in self.kinds if title not in self.hidden]
        return titles[act.where % len(titles)]

    def sheet(self, title: str) -> Sheet:
        """A tab, whatever it is called at the moment."""
        names = (self.renamed.get(title, title), title)
        found = next((sheet for sheet in self.spreadsheet.book.sheets if sheet.title in names), None)
        if found is None:
            raise _NoPlace
        return found

    def header(self, title: str) -> tuple[int, dict[int, str]]:
        """The row of the header (from 0) and column -> header."""
        known = self.reworded.get((title, self.keys[title]), self.keys[title])
        found = header_of(self.sheet(title), known)
        if found is None:
            raise _NoPlace
        return found

    def rows(self, title: str) -> list[int]:
        """The filled rows below the header, as people count them."""
        at, _ = self.header(title)
        rows = self.sheet(title).rows
        return [number + 1 for number in range(at + 1, len(rows)) if any(v is not None for v in rows[number].values)]

    def row(self, title: str, which: int) -> int:
        """One filled row."""
        rows = self.rows(title)
        if not rows:
            raise _NoPlace
        return rows[which % len(rows)]

    def letter(self, title: str, header: str) -> str:
        """Where a header stands."""
        columns = {text: column for column, text in self.header(title)[1].items()}
        if header not in columns:
            raise _NoPlace
        return column_letter(columns[header] + 1)

    def last(self, title: str) -> str:
        """The letter of the last column with a header."""
        return column_letter(max(self.header(title)[1]) + 1)


class _NoPlace(Exception):
    """What the act begins at is gone."""


def _type(team: Team, act: Act) -> None:
    """Type into a cell of people."""
    title = team.title(act)
    headers = [header for header, kind in team.kinds[title].items() if kind not in ("robot", "id")]
    if not headers:
        raise _NoPlace
    header = headers[act.what % len(headers)]
    _enter(team, title, header, team.row(title, act.which), act.what // len(headers) + act.where)


def _overtype(team: Team, act: Act) -> None:
    """Type into a cell of the robot's."""
    title = team.title(act)
    headers = [header for header, kind in team.kinds[title].items() if kind == "robot"]
    header = headers[act.what % len(headers)]
    text = ("X-1", "", "C-0002", "T-0001", "7")[act.what % 5]
    team.people.type(team.sheet(title).title, f"{team.letter(title, header)}{team.row(title, act.which)}", text)


def _enter(team: Team, title: str, header: str, row: int, what: int) -> None:
    texts = TEXTS[team.kinds[title][header]]
    team.people.type(team.sheet(title).title, f"{team.letter(title, header)}{row}", texts[what % len(texts)])


def _add(team: Team, act: Act) -> None:
    """Fill the row below the last one."""
    title = team.title(act)
    at, _ = team.header(title)
    row = max(team.rows(title), default=at + 1) + 1
    if ID in team.kinds[title]:
        team.ids += 1
        team.people.type(team.sheet(title).title, f"{team.letter(title, ID)}{row}", f"id {team.ids}")
    typed = [header for header, kind in team.kinds[title].items() if kind not in ("robot", "id")]
    for number, header in enumerate(typed):
        if (act.what >> (number % 5)) & 1 or number < 2:
            _enter(team, title, header, row, act.which + number)


def _clear(team: Team, act: Act) -> None:
    title = team.title(act)
    columns = sorted(team.header(title)[1])
    left = column_letter(columns[act.what % len(columns)] + 1)
    row = team.row(title, act.which)
    team.people.clear(team.sheet(title).title, f"{left}{row}")


def _sort(team: Team, act: Act) -> None:
    title = team.title(act)
    columns = sorted(team.header(title)[1])
    column = column_letter(columns[act.which % len(columns)] + 1)
    team.people.sort(team.sheet(title).title, column, descending=bool(act.what % 2))


def _sort_rows(team: Team, act: Act) -> None:
    """Sort some of the rows, all of their cells."""
    title = team.title(act)
    columns = sorted(team.header(title)[1])
    first = team.row(title, act.which)
    area = f"A{first}:{team.last(title)}{first + 1 + act.what % 4}"
    team.people.sort(team.sheet(title).title, column_letter(columns[act.what % len(columns)] + 1), range=area)


def _sort_narrow(team: Team, act: Act) -> None:
    """Sort some columns and forget the others."""
    title = team.title(act)
    columns = sorted(team.header(title)[1])
    left = columns[act.what % len(columns)]
    right = columns[min(len(columns) - 1, act.what % len(columns) + 1 + act.which % 4)]
    rows = team.rows(title)
    if not rows:
        raise _NoPlace
    area = f"{column_letter(left + 1)}{rows[0]}:{column_letter(right + 1)}{rows[-1]}"
    team.people.sort(team.sheet(title).title, column_letter(left + 1), range=area)


def _insert_rows(team: Team, act: Act) -> None:
    title = team.title(act)
    at, _ = team.header(title)
    team.people.insert_rows(team.sheet(title).title, at + 1 + act.which % 12, 1 + act.what % 3)


def _delete_row(team: Team, act: Act) -> None:
    title = team.title(act)
    team.people.delete_rows(team.sheet(title).title, team.row(title, act.which))


def _drag_row(team: Team, act: Act) -> None:
    title = team.title(act)
    at, _ = team.header(title)
    team.people.drag_row(team.sheet(title).title, team.row(title, act.which), at + 2 + act.what % 12)


def _insert_column(team: Team, act: Act) -> None:
    title = team.title(act)
    columns = sorted(team.header(title)[1])
    team.people.insert_columns(team.sheet(title).title, column_letter(columns[act.which % len(columns)] + 1))


def _delete_column(team: Team, act: Act) -> None:
    """Delete an empty column, as people tidy up after themselves."""
    title = team.title(act)
    known = team.header(title)[1]
    empty = [column for column in range(max(known)) if column not in known]
    if not empty:
        raise _NoPlace
    team.people.delete_columns(team.sheet(title).title, column_letter(empty[act.which % len(empty)] + 1))


def _move_column(team: Team, act: Act) -> None:
    title = team.title(act)
    columns = sorted(team.header(title)[1])
    source, to = columns[act.which % len(columns)], columns[act.what % len(columns)]
    team.people.move_columns(team.sheet(title).title, column_letter(source + 1), column_letter(to + 1))


def _cut_row(team: Team, act: Act) -> None:
    """Cut a row and paste it below the last one."""
    title = team.title(act)
    row, below = team.row(title, act.which), max(team.rows(title)) + 1 + act.what % 2
    team.people.cut_paste(team.sheet(title).title, f"A{row}:{team.last(title)}{row}", f"A{below}")


def _copy_row(team: Team, act: Act) -> None:
    """Copy a row, number and all, below the last one or over another one."""
    title = team.title(act)
    row = team.row(title, act.which)
    to = team.row(title, act.which + 1) if act.what % 3 == 0 else max(team.rows(title)) + 1
    team.people.copy_paste(team.sheet(title).title, f"A{row}:{team.last(title)}{row}", f"A{to}")


def _cut_cell(team: Team, act: Act) -> None:
    """Cut a cell and paste it into another row of its column."""
    title = team.title(act)
    columns = sorted(team.header(title)[1])
    letter = column_letter(columns[act.what % len(columns)] + 1)
    row, to = team.row(title, act.which), team.row(title, act.which + 1 + act.where)
    team.people.cut_paste(team.sheet(title).title, f"{letter}{row}", f"{letter}{to}")


def _undo(team: Team, act: Act) -> None:
    del act
    team.people.undo()


def _rename_header(team: Team, act: Act) -> None:
    """Reword a header, or give one its name back."""
    title = team.title(act)
    if act.what % 2 and team.reworded and title not in team.renamed:
        (where, old), new = next(iter(team.reworded.items()))
        team.people.rename_header(team.sheet(where).title, new, old)
        del team.reworded[where, old]
        return
    columns = sorted(team.header(title)[1].items())
    old = columns[act.which % len(columns)][1]
    if (title, old) in team.reworded or old in team.reworded.values():
        raise _NoPlace
    team.people.rename_header(team.sheet(title).title, old, f"{old} (new)")
    team.reworded[title, old] = f"{old} (new)"


def _rename_tab(team: Team, act: Act) -> None:
    """Give a tab another title, or its own back."""
    title = team.title(act)
    if title in team.renamed:
        team.people.rename_tab(team.renamed[title], title)
        del team.renamed[title]
    else:
        team.people.rename_tab(title, f"{title} 2026")
        team.renamed[title] = f"{title} 2026"


def _duplicate_tab(team: Team, act: Act) -> None:
    if len(team.spreadsheet.book.sheets) > 12:
        raise _NoPlace
    team.people.duplicate_tab(team.sheet(team.title(act)).title)


def _hide(team: Team, act: Act) -> None:
    title = team.title(act)
    team.people.hide_rows(team.sheet(title).title, team.row(title, act.which), hidden=act.what % 3 != 0)


def _group(team: Team, act: Act) -> None:
    title = team.title(act)
    team.people.group_rows(team.sheet(title).title, team.row(title, act.which), 1 + act.what % 3)


def _filter(team: Team, act: Act) -> None:
    title = team.title(act)
    name = team.sheet(title).title
    if act.what % 4 == 0:
        team.people.clear_filter(name)
        return
    at, columns = team.header(title)
    column = sorted(columns)[act.which % len(columns)]
    shown = {str(v) for row in team.sheet(title).rows[at + 1 :] if (v := (row.values + [None] * 40)[column]) is not None}
    letter = column_letter(column + 1)
    team.people.filter(name, f"A{at + 1}:{team.last(title)}{max(team.rows(title))}", {letter: sorted(shown)[:1]})


ACTS: Mapping[str, Callable[[Team, Act], None]] = {
    "type": _type,
    "add a row": _add,
    "type over the robot": _overtype,
    "clear a cell": _clear,
    "sort": _sort,
    "sort some rows": _sort_rows,
    "sort some columns": _sort_narrow,
    "insert rows": _insert_rows,
    "delete a row": _delete_row,
    "drag a row": _drag_row,
    "insert a column": _insert_column,
    "delete a column": _delete_column,
    "move a column": _move_column,
    "cut a row": _cut_row,
    "copy a row": _copy_row,
    "cut a cell": _cut_cell,
    "undo": _undo,
    "reword a header": _rename_header,
    "rename a tab": _rename_tab,
    "duplicate a tab": _duplicate_tab,
    "hide rows": _hide,
    "group rows": _group,
    "filter": _filter,
}
