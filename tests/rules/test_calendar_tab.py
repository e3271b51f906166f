"""The Calendar tab: which weeks it shows, what stands in a day, and what becomes of what people write there."""

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import settings as budget
from hypothesis import strategies as st

from sheetcrm.layout.additions import WEEKS
from sheetcrm.layout.colours import DAY_OFF_MARK, WEEK
from sheetcrm.model.changes import AddRow, SetCells
from sheetcrm.model.snapshot import Snapshot
from sheetcrm.rules.calendar_days import SIGNS
from sheetcrm.rules.calendar_tab import MOST_LINES, fill_calendar, first_monday
from sheetcrm.words import LANGUAGES
from tests.building import TODAY, resorted, rows_of, settings, snapshot

PLAIN = settings(occasions=())
FIRST = dt.date(2026, 10, 26)


def filled(before: Snapshot, chosen=PLAIN, today: dt.date = TODAY) -> Snapshot:
    return before.after(fill_calendar(before, chosen, today))


def lines_on(found: Snapshot, day: dt.date) -> list[str]:
    """The lines in the cell of a day."""
    for monday, *cells in rows_of(found, "calendar", "week_of", *WEEK):
        if monday <= day <= monday + dt.timedelta(days=6):
            return cells[(day - monday).days].split("\n")
    raise AssertionError(f"{day} is not shown")


def with_note(found: Snapshot, day: dt.date, note: str) -> Snapshot:
    """The snapshot after somebody wrote a line below what stands in the cell of a day."""
    table = found.table("calendar")
    for anchor, monday in zip(table.anchors, table.values("week_of"), strict=True):
        if monday <= day <= monday + dt.timedelta(days=6):
            field = WEEK[(day - monday).days]
            was = table.cell(anchor, field)
            return found.after([SetCells("calendar", anchor, {field: (was, f"{was}\n{note}")}, "x")])
    raise AssertionError(f"{day} is not shown")


def anchor_of(found: Snapshot, key: str) -> str:
    table = found.table("calendar")
    return str(table.anchors[list(table.values("key")).index(key)])


def people(*names: str, birthday: str = "24.11.1980", **more: str) -> list[dict[str, str]]:
    return [
        {"number": f"C-{number:04}", "name": name, "birthday": birthday, **more} for number, name in enumerate(names, 1)
    ]


def test_a_fresh_tab_gets_the_weeks_of_this_month_and_the_next():
    changes = list(fill_calendar(snapshot(), PLAIN, TODAY))
    assert all(isinstance(change, AddRow) for change in changes)
    mondays = [monday for (monday,) in rows_of(snapshot().after(changes), "calendar", "week_of")]
    assert mondays == [FIRST + dt.timedelta(weeks=number) for number in range(WEEKS)]
    assert mondays[-1] + dt.timedelta(days=6) >= dt.date(2026, 12, 31)


@given(st.dates(dt.date(1951, 1, 1), dt.date(2199, 12, 1)))
def test_two_months_are_always_shown_whole(today):
    first = first_monday(today)
    in_two_months = (today.replace(day=1) + dt.timedelta(days=63)).replace(day=1)
    assert first <= today.replace(day=1) and first.weekday() == 0
    assert in_two_months - dt.timedelta(days=1) <= first + dt.timedelta(days=7 * WEEKS - 1)


def test_a_birthday_stands_in_the_cell_of_its_day():
    found = filled(snapshot(clients=people("Anna Kowalska")))
    assert lines_on(found, dt.date(2026, 11, 24)) == ["24 November", "🎂 Anna Kowalska"]
    assert lines_on(found, dt.date(2026, 11, 25)) == ["25 November"]


def test_a_birthday_that_nobody_can_have_is_not_shown():
    found = filled(snapshot(clients=people("Anna Kowalska", birthday="24.11.1900")))
    assert lines_on(found, dt.date(2026, 11, 24)) == ["24 November"]


@pytest.mark.parametrize("misplaced", ["+48 601 234 567", "anna@example.com", "Anna, anna@example.com"])
def test_a_phone_or_an_address_in_the_column_of_names_is_not_shown(misplaced):
    found = filled(snapshot(clients=people(misplaced)))
    (_, line) = lines_on(found, dt.date(2026, 11, 24))
    assert line == ("🎂 Anna" if misplaced.startswith("Anna") else "🎂 C-0001")


def test_signs_that_turn_the_writing_round_are_left_out():
    found = filled(snapshot(clients=people("\u202eAnna")))
    assert lines_on(found, dt.date(2026, 11, 24)) == ["24 November", "🎂 Anna"]


def test_a_birthday_without_a_year_and_one_of_29_february_are_there():
    clients = [*people("Ewa", birthday="24.11"), {"number": "C-0009", "name": "Jan", "birthday": "29.02.1996"}]
    assert "🎂 Ewa" in lines_on(filled(snapshot(clients=clients)), dt.date(2026, 11, 24))
    found = filled(snapshot(clients=clients), today=dt.date(2027, 2, 1))
    assert "🎂 Jan" in lines_on(found, dt.date(2027, 2, 28))
    found = filled(snapshot(clients=clients), today=dt.date(2028, 2, 1))
    assert "🎂 Jan" in lines_on(found, dt.date(2028, 2, 29))


def test_a_name_day_is_the_main_one_of_the_first_name_unless_the_column_says_otherwise():
    clients = [
        {"number": "C-0001", "name": "Andrzej Nowak"},
        {"number": "C-0002", "name": "Andrzej Lis", "name_day": "05.12"},
    ]
    found = filled(snapshot(clients=clients), settings())
    assert "✿ Andrzej Nowak" in lines_on(found, dt.date(2026, 11, 30))
    assert "✿ Andrzej Lis" in lines_on(found, dt.date(2026, 12, 5))
    assert "✿ Andrzej Lis" not in lines_on(found, dt.date(2026, 11, 30))


def test_without_the_occasion_name_day_there_are_none():
    found = filled(snapshot(clients=[{"number": "C-0001", "name": "Andrzej Nowak"}]))
    assert lines_on(found, dt.date(2026, 11, 30)) == ["30 November"]


def test_a_family_date_names_the_client_and_the_occasion():
    jan = {"client_number": "C-0001", "client_name": "Jan Lis"}
    relatives = [{**jan, "name": "Ola", "date": "2.12.2015"}, {**jan, "date": "3.12.2005", "occasion": "Wedding"}]
    found = filled(snapshot(relatives=relatives))
    assert lines_on(found, dt.date(2026, 12, 2))[1:] == ["♥ Ola (Jan Lis)"]
    assert lines_on(found, dt.date(2026, 12, 3))[1:] == ["♥ Wedding (Jan Lis)"]


def test_days_off_and_other_holidays_of_the_country_are_told_apart():
    found = filled(snapshot(), settings(occasions=(), country="PL"))
    assert lines_on(found, dt.date(2026, 11, 11)) == ["11 November", f"{DAY_OFF_MARK} Narodowe Święto Niepodległości"]
    assert lines_on(found, dt.date(2026, 12, 6)) == ["6 December", f"{SIGNS['holiday']} Mikołajki"]


def test_a_country_without_a_calendar_has_no_holidays():
    found = filled(snapshot(), settings(occasions=(), country="XX"))
    assert lines_on(found, dt.date(2026, 12, 25)) == ["25 December"]


def test_tasks_are_counted_and_overdue_ones_stand_on_today():
    tasks = [
        {"number": "T-0001", "due_on": dt.date(2026, 1, 5), "action": "late"},
        {"number": "T-0002", "due_on": TODAY, "action": "now"},
        {"number": "T-0003", "due_on": dt.date(2026, 12, 1), "action": "later"},
        {"number": "T-0004", "due_on": dt.date(2026, 12, 1), "action": "over", "task_status": "Done"},
    ]
    found = filled(snapshot(tasks=tasks))
    assert lines_on(found, TODAY) == ["22 November", "☑ 2 tasks"]
    assert lines_on(found, dt.date(2026, 12, 1)) == ["1 December", "☑ 1 task"]


def test_of_many_people_some_are_named_and_the_others_counted():
    found = filled(snapshot(clients=people(*(f"Name {number:02}" for number in range(20)))))
    lines = lines_on(found, dt.date(2026, 11, 24))
    assert len(lines) == 1 + MOST_LINES and lines[-1] == f"+{20 - MOST_LINES + 1}"


def test_key_clients_come_first():
    clients = [*people(*"ABCDEFGH"), {"number": "C-0099", "name": "Zoe", "birthday": "24.11.1980", "tier": "Key"}]
    assert lines_on(filled(snapshot(clients=clients)), dt.date(2026, 11, 24))[1] == "🎂 Zoe"


def test_who_repeats_another_client_or_has_a_broken_number_is_left_out():
    clients = people("Anna", "Ewa", "Iga")
    clients[1]["duplicate_of"] = "C-0001"
    clients[2]["number"] = "C-0007"
    clients.append({**clients[2], "name": "Ida"})
    assert lines_on(filled(snapshot(clients=clients)), dt.date(2026, 11, 24))[1:] == ["🎂 Anna"]


@pytest.mark.parametrize(
    "name", ["=1+1", "+48 600", "-2", "@SUM(A1)", "a\nb\r\nc", "\x1b[31mred", "🎂 cake", "x" * 5000, "{0}", "\t=1"]
)
def test_no_name_begins_a_cell_or_breaks_a_line(name):
    found = filled(snapshot(clients=people(name)))
    lines = lines_on(found, dt.date(2026, 11, 24))
    assert lines[0] == "24 November" and len(lines) == 2 and lines[1].startswith("🎂 ") and len(lines[1]) < 100
    assert list(fill_calendar(found, PLAIN, TODAY)) == []


def test_a_row_is_changed_only_in_the_days_that_say_something_else():
    found = filled(snapshot(clients=people("Anna")))
    renamed = found.after([SetCells("clients", "C-0001", {"name": ("Anna", "Ewa")}, "x")])
    (change,) = fill_calendar(renamed, PLAIN, TODAY)
    assert isinstance(change, SetCells)
    assert change.cells == {"tue": ("24 November\n🎂 Anna", "24 November\n🎂 Ewa")}


def test_a_line_of_people_stays_with_its_day_when_the_weeks_move_up():
    day = dt.date(2026, 12, 9)
    found = with_note(filled(snapshot(clients=people("Anna", birthday="09.12.1980"))), day, "Olga is away")
    assert list(fill_calendar(found, PLAIN, TODAY)) == []
    later = filled(found, today=dt.date(2026, 12, 1))
    assert lines_on(later, day) == ["9 December", "🎂 Anna", "Olga is away"]
    assert sum("Olga" in str(cell) for row in rows_of(later, "calendar", *WEEK) for cell in row) == 1


def test_a_line_of_people_leaves_with_its_week():
    found = with_note(filled(snapshot()), dt.date(2026, 11, 3), "Olga is away")
    later = filled(found, today=dt.date(2027, 1, 10))
    assert not any("Olga" in str(cell) for row in rows_of(later, "calendar", *WEEK) for cell in row)


def test_what_the_robot_wrote_is_renewed_and_what_people_wrote_is_kept_when_the_language_changes():
    day = dt.date(2026, 12, 9)
    found = with_note(filled(snapshot()), day, "Olga is away")
    again = filled(found, settings(occasions=(), language="pl"))
    assert lines_on(again, day) == ["9 grudnia", "Olga is away"]


def test_a_line_with_the_robots_sign_is_the_robots():
    found = with_note(filled(snapshot()), dt.date(2026, 12, 9), "🎂 nobody")
    assert lines_on(filled(found), dt.date(2026, 12, 9)) == ["9 December"]


def test_an_emptied_cell_is_filled_again():
    found = filled(snapshot())
    emptied = found.after([SetCells("calendar", anchor_of(found, "week-3"), {"mon": ("9 November", None)}, "x")])
    assert emptied.table("calendar").cell(anchor_of(found, "week-3"), "mon") is None
    assert rows_of(filled(emptied), "calendar", "mon") == rows_of(found, "calendar", "mon")


def test_a_number_that_somebody_typed_over_a_day_is_kept_as_a_line():
    found = filled(snapshot())
    found = found.after([SetCells("calendar", anchor_of(found, "week-7"), {"wed": ("9 December", 17)}, "x")])
    assert lines_on(filled(found), dt.date(2026, 12, 9)) == ["9 December", "17"]


def test_rows_that_were_sorted_hold_the_weeks_in_order_again():
    found = with_note(filled(snapshot()), dt.date(2026, 12, 9), "Olga is away")
    mixed = resorted(found, "calendar", [3, 1, 4, 0, 5, 9, 2, 6, 8, 7])
    again = filled(mixed)
    mondays = [monday for (monday,) in rows_of(again, "calendar", "week_of")]
    assert mondays == sorted(mondays)
    assert lines_on(again, dt.date(2026, 12, 9)) == ["9 December", "Olga is away"]
    assert list(fill_calendar(again, PLAIN, TODAY)) == []


def test_a_deleted_week_comes_back():
    found = filled(snapshot())
    fields = ("week_of", *WEEK, "key")
    anchor = anchor_of(found, "week-4")
    emptied = {field: (found.table("calendar").cell(anchor, field), None) for field in fields}
    without = found.after([SetCells("calendar", anchor, emptied, "x")])
    assert len(without.table("calendar")) == WEEKS - 1
    again = filled(without)
    assert len(again.table("calendar")) == WEEKS
    mondays = [monday for (monday,) in rows_of(again, "calendar", "week_of")]
    assert mondays == [FIRST + dt.timedelta(weeks=number) for number in range(WEEKS)]


def test_a_copied_week_is_nobodys_and_does_no_harm():
    found = filled(snapshot())
    table, anchor = found.table("calendar"), anchor_of(found, "week-2")
    cells = {field: table.cell(anchor, field) for field in ("week_of", *WEEK, "key")}
    copied = found.after([AddRow("calendar", cells, "copy", "x")])
    assert list(fill_calendar(copied, PLAIN, TODAY)) == []


def test_a_workbook_without_the_tab_stays_as_it_is():
    before = snapshot(clients=people("Anna"))
    without = Snapshot({tab: table for tab, table in before.tables.items() if tab != "calendar"})
    assert list(fill_calendar(without, PLAIN, TODAY)) == []


LINES = st.one_of(
    st.text(max_size=40),
    st.sampled_from(
        ["🎂 x", "+7", "+7 cakes", "9 December", "9 grudnia", "★", "☑ 3 tasks", "=1+1", "x" * 400, "a\nb", ""]
    ),
)


@given(
    st.lists(st.tuples(st.integers(0, WEEKS - 1), st.sampled_from(WEEK), LINES), max_size=8),
    st.sampled_from(LANGUAGES),
    st.integers(0, 400),
)
@budget(max_examples=150, deadline=None)
def test_whatever_people_type_the_next_run_settles(typed, language, days):
    found = filled(snapshot(clients=people("Anna", birthday="09.12.1980")))
    table = found.table("calendar")
    for row, field, text in typed:
        anchor = table.anchors[row]
        found = found.after([SetCells("calendar", anchor, {field: (None, text)}, "x")])
    chosen = settings(occasions=(), language=language)
    later = filled(found, chosen, TODAY + dt.timedelta(days=days))
    assert list(fill_calendar(later, chosen, TODAY + dt.timedelta(days=days))) == []
    assert len(later.table("calendar")) == WEEKS
