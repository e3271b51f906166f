"""What people do in the live sheet: an act is a name and three small numbers, which choose tab, place and text.

Numbers instead of places, so that hypothesis can shrink them, and so that an act means something in every state.
"""

from collections.abc import Callable, Mapping

from sheetcrm.stores.cells import column_letter
from tests.google.live_shape_acts import (
    delete_column,
    duplicate_tab,
    filter_rows,
    group_rows,
    hide_rows,
    insert_column,
    move_column,
    rename_header,
    rename_tab,
)
from tests.google.live_team import TEXTS, Act, NoPlace, Team
from tests.google.wanted import ID
from tests.google_server.errors import ApiError


def do(team: Team, act: Act) -> None:
    """Do an act; what Google refuses, or what finds no place any more, is left."""
    try:
        ACTS[act.name](team, act)
        team.acted.append(act.name)
    except (ApiError, NoPlace, ValueError):
        return


def _type(team: Team, act: Act) -> None:
    """Type into a cell of people."""
    title = team.title(act)
    headers = [header for header, kind in team.kinds[title].items() if kind not in ("robot", "id")]
    if not headers:
        raise NoPlace
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
        raise NoPlace
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
    "insert a column": insert_column,
    "delete a column": delete_column,
    "move a column": move_column,
    "cut a row": _cut_row,
    "copy a row": _copy_row,
    "cut a cell": _cut_cell,
    "undo": _undo,
    "reword a header": rename_header,
    "rename a tab": rename_tab,
    "duplicate a tab": duplicate_tab,
    "hide rows": hide_rows,
    "group rows": group_rows,
    "filter": filter_rows,
}
