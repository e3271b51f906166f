"""What people do to the shape of the live sheet: columns, headers, tabs, and what is shown of them."""

from sheetcrm.stores.cells import column_letter
from tests.google.live_team import Act, NoPlace, Team
from tests.google.wanted import REWORDED


def insert_column(team: Team, act: Act) -> None:
    """Insert a column among those with headers."""
    title = team.title(act)
    columns = sorted(team.header(title)[1])
    team.people.insert_columns(team.sheet(title).title, column_letter(columns[act.which % len(columns)] + 1))


def delete_column(team: Team, act: Act) -> None:
    """Delete an empty column, as people tidy up after themselves."""
    title = team.title(act)
    known = team.header(title)[1]
    empty = [column for column in range(max(known)) if column not in known]
    if not empty:
        raise NoPlace
    team.people.delete_columns(team.sheet(title).title, column_letter(empty[act.which % len(empty)] + 1))


def move_column(team: Team, act: Act) -> None:
    """Move a column in front of another one."""
    title = team.title(act)
    columns = sorted(team.header(title)[1])
    source, to = columns[act.which % len(columns)], columns[act.what % len(columns)]
    team.people.move_columns(team.sheet(title).title, column_letter(source + 1), column_letter(to + 1))


def rename_header(team: Team, act: Act) -> None:
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
        raise NoPlace
    team.people.rename_header(team.sheet(title).title, old, old + REWORDED)
    team.reworded[title, old] = old + REWORDED


def rename_tab(team: Team, act: Act) -> None:
    """Give a tab another title, or its own back."""
    title = team.title(act)
    if title in team.renamed:
        team.people.rename_tab(team.renamed[title], title)
        del team.renamed[title]
    else:
        team.people.rename_tab(title, f"{title} 2026")
        team.renamed[title] = f"{title} 2026"


def duplicate_tab(team: Team, act: Act) -> None:
    """Duplicate a tab; the copy is the team's own."""
    if len(team.spreadsheet.book.sheets) > 12:
        raise NoPlace
    team.people.duplicate_tab(team.sheet(team.title(act)).title)


def hide_rows(team: Team, act: Act) -> None:
    """Hide a row, or show it again."""
    title = team.title(act)
    team.people.hide_rows(team.sheet(title).title, team.row(title, act.which), hidden=act.what % 3 != 0)


def group_rows(team: Team, act: Act) -> None:
    """Group some rows."""
    title = team.title(act)
    team.people.group_rows(team.sheet(title).title, team.row(title, act.which), 1 + act.what % 3)


def filter_rows(team: Team, act: Act) -> None:
    """Put a filter on the table that hides one text, or take it away."""
    title = team.title(act)
    name = team.sheet(title).title
    if act.what % 4 == 0:
        team.people.clear_filter(name)
        return
    at, columns = team.header(title)
    column = sorted(columns)[act.which % len(columns)]
    shown = {
        str(v) for row in team.sheet(title).rows[at + 1 :] if (v := (row.values + [None] * 40)[column]) is not None
    }
    letter = column_letter(column + 1)
    team.people.filter(name, f"A{at + 1}:{team.last(title)}{max(team.rows(title))}", {letter: sorted(shown)[:1]})
