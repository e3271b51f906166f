"""Conditional colours and the formulas that make them."""

from sheetcrm.layout.colours import BLOCKING_MARK, WEEK, ColourRule, colours_for, formula, holds_for_text

CLIENTS = colours_for("clients", {"name", "birthday", "check"})
TASKS = colours_for("tasks", {"due_on", "task_status", "check"})


def test_the_blocking_mark_is_looked_at_before_any_other() -> None:
    checks = [rule for rule in CLIENTS if rule.look_at == "check"]
    assert checks[0].texts == (BLOCKING_MARK,)
    assert len({rule.fill for rule in checks}) == len(checks)


def test_colours_need_their_columns() -> None:
    assert colours_for("clients", {"name"}) == ()
    assert colours_for("tasks", {"task_status"})[0].when == "one-of"


def test_a_finished_task_is_grey_in_every_language() -> None:
    rule = next(rule for rule in TASKS if rule.when == "one-of")
    assert {"Done"} <= set(rule.texts)
    assert len(rule.texts) >= 6
    assert rule.paint == ()


def test_a_finished_task_is_never_overdue() -> None:
    rule = ColourRule("overdue", "due_on", ("due_on",), texts=("Done",), unless="task_status")
    written = formula(rule, {"due_on": "B", "task_status": "J"}, 2)
    assert written == 'AND(ISNUMBER($B2),$B2>0,$B2<TODAY(),NOT(TRIM($J2)="Done"))'


def test_quotes_in_a_text_are_doubled_in_a_formula() -> None:
    rule = ColourRule("one-of", "task_status", (), texts=('a "b"', "c"))
    assert formula(rule, {"task_status": "A"}, 5) == 'OR(TRIM($A5)="a ""b""",TRIM($A5)="c")'


def test_every_formula_is_shorter_than_a_spreadsheet_allows() -> None:
    letters = dict.fromkeys(("name", "birthday", "check", "due_on", "task_status"), "AAA")
    for rule in (*CLIENTS, *TASKS):
        assert len(formula(rule, letters, 1_000_000)) < 8192


def test_birthdays_are_near_across_the_turn_of_the_year() -> None:
    rule = next(rule for rule in CLIENTS if rule.when == "birthday-soon")
    written = formula(rule, {"birthday": "C", "name": "A"}, 2)
    assert "YEAR(TODAY())+1" in written
    assert "<=7" in written


LETTERS = {"group": "A", "part": "B", "name": "F", "phone": "H", "outcome": "T"}
DUPLICATES = colours_for("duplicates", LETTERS)


def test_a_fact_that_differs_from_a_row_of_its_group_is_marked_while_nothing_is_decided() -> None:
    rule = next(rule for rule in DUPLICATES if rule.paint == ("name",))
    assert formula(rule, LETTERS, 2) == (
        "AND(LEN($F2)>0,OR(AND($A1=$A2,LEN($F1)>0,$F1<>$F2),AND($A3=$A2,LEN($F3)>0,$F3<>$F2)),LEN(TRIM($T2))=0)"
    )


def test_what_is_decided_is_grey_before_all_else_and_every_other_group_is_shaded_last() -> None:
    assert (DUPLICATES[0].when, DUPLICATES[0].look_at) == ("filled", "outcome")
    assert formula(DUPLICATES[-1], LETTERS, 2, ";") == "MOD(VALUE(RIGHT($A2;1));2)=1"
    assert set(DUPLICATES[-1].paint) == set(LETTERS)


def test_the_rules_of_the_duplicates_name_only_columns_that_are_there() -> None:
    assert {field for rule in DUPLICATES for field in rule.paint} == set(LETTERS)
    assert colours_for("duplicates", {"name", "outcome"}) == ()


WEEK_LETTERS = {"week_of": "A", **{day: "BCDEFGH"[at] for at, day in enumerate(WEEK)}}
CALENDAR = colours_for("calendar", WEEK_LETTERS)


def test_each_day_of_the_calendar_is_today_free_or_shaded_by_its_own_date() -> None:
    wednesday = [rule for rule in CALENDAR if rule.paint == ("wed",)]
    assert [formula(rule, WEEK_LETTERS, 2) for rule in wednesday] == [
        "AND(ISNUMBER($A2),$A2+2=TODAY())",
        'ISNUMBER(FIND("★",$D2))',
        "AND(ISNUMBER($A2),MOD(MONTH($A2+2),2)=1)",
    ]
    assert {rule.paint for rule in CALENDAR} == {(day,) for day in WEEK}


def test_a_calendar_without_its_dates_has_no_colours() -> None:
    assert colours_for("calendar", WEEK) == ()


def test_a_sign_anywhere_in_a_text_is_found() -> None:
    rule = ColourRule("has", "mon", ("mon",), texts=("★",))
    assert holds_for_text(rule, "1 May\n★ Day off") and not holds_for_text(rule, "Monday")
