"""The Duplicates tab at work: what is listed, what people decide, and what comes of it."""

import datetime as dt
from dataclasses import replace

import pytest

from sheetcrm.model.changes import AddRow, SetCells
from sheetcrm.model.settings import Duplicates
from sheetcrm.model.snapshot import Snapshot
from sheetcrm.pipeline import make_plan
from sheetcrm.rules.duplicates.decisions import judged
from sheetcrm.rules.duplicates.group_rows import groups_of
from tests.building import TODAY, marked, rows_of, settings, snapshot

ANNA = {"name": "Anna Kowalska", "phone": "601 234 567", "email": "anna@example.org", "city": "Łódź"}
JAN = {"name": "Jan Nowak", "phone": "602 345 678", "email": "jan@example.org", "city": "Kraków"}
EWA = {"name": "Ewa Zielińska", "phone": "603 456 789", "email": "ewa@example.org", "city": "Gdynia"}
DAY = "22 November 2026"


def workbook(*people, **tabs):
    rows = [{"number": f"C-{n:04}", **person} for n, person in enumerate(people, 1)]
    return snapshot(clients=rows, archive=[], **tabs)


def run(before, **chosen):
    """The workbook after a run; the run after it has nothing to do."""
    given = settings(**chosen)
    after = make_plan(before, given, TODAY).after
    assert make_plan(after, given, TODAY).changes == []
    return after


def typed(found, key, /, **cells):
    """The workbook after people wrote into a row of the Duplicates tab."""
    return written(found, "duplicates", "key", key, **cells)


def written(found, tab, column, name, /, **cells):
    table = found.table(tab)
    at = list(table.values(column)).index(name)
    changes = {field: (table.values(field)[at], value) for field, value in cells.items()}
    return found.after([SetCells(tab, table.anchors[at], changes, "people")])


def without_row(found, key):
    table = found.table("duplicates")
    return typed(found, key, **{f: None for f, c in table.columns.items()})


def without_columns(found, *fields):
    table = found.table("duplicates")
    columns = {name: column for name, column in table.columns.items() if name not in fields}
    return replace(found, tables={**found.tables, "duplicates": replace(table, columns=columns)})


def outcomes(found):
    return dict(rows_of(found, "duplicates", "key", "outcome"))


def listed(found):
    return rows_of(found, "duplicates", "key", "number")


def living(found):
    return [number for (number,) in rows_of(found, "clients", "number")]


def memory(found):
    return {
        key: value for key, value in rows_of(found, "memory", "key", "value") if not key.startswith("highest:clients")
    }


# what is listed


def test_a_group_shows_who_stays_and_who_joins_with_the_reasons():
    found = run(workbook(ANNA, {**ANNA, "name": "Ania Kowalska", "city": "Kraków"}, JAN))
    assert rows_of(found, "duplicates", "group", "part", "number", "name", "level", "score", "decision", "outcome") == [
        ("G-0001", "Stays", "C-0001", "Anna Kowalska", None, None, None, None),
        ("G-0001", "Joins it", "C-0002", "Ania Kowalska", "Sure", 99, None, None),
    ]
    (_, (why,)) = rows_of(found, "duplicates", "why")
    assert why.startswith("Phone: the same; E-mail: the same; ") and why.endswith("; but: city: differs")


@pytest.mark.parametrize(
    ("language", "why"),
    [
        ("ru", "Телефон: совпадает"),
        ("pl", "Telefon: "),
        ("ro", "Telefon: "),
    ],
)
def test_the_reasons_are_told_in_the_language_of_the_team(language, why):
    found = run(workbook(ANNA, ANNA), language=language)
    (_, (told,)) = rows_of(found, "duplicates", "why")
    assert told.startswith(why[:8]) and "{" not in told


def test_the_list_is_capped_and_the_best_come_first():
    people = [person for one in (ANNA, JAN, EWA) for person in (one, one)]
    people[3] = {**JAN, "phone": None, "email": None}
    found = run(workbook(*people), duplicates=Duplicates(groups=2))
    assert [number for _, number in listed(found)] == ["C-0001", "C-0002", "C-0005", "C-0006"]


def test_what_is_put_off_makes_room_for_others():
    both = Duplicates(groups=1)
    found = run(workbook(ANNA, ANNA, JAN, JAN), duplicates=both)
    found = run(typed(found, "G-0001.1", decision="Later"), duplicates=both)
    assert [key for key, _ in listed(found)] == ["G-0001.1", "G-0001.2", "G-0002.1", "G-0002.2"]
    assert set(outcomes(found).values()) == {None}


def test_a_large_group_shows_eight_and_the_rest_after_it_is_decided():
    found = run(workbook(*[ANNA] * 11))
    assert len(listed(found)) == 8
    found = run(typed(found, "G-0001.1", decision="Merge"))
    assert len(living(found)) == 4
    assert [key for key, _ in listed(found)][8:] == ["G-0002.1", "G-0002.2", "G-0002.3", "G-0002.4"]


def test_numbers_of_groups_are_never_given_twice():
    found = run(typed(run(workbook(ANNA, ANNA)), "G-0001.2", decision="Different"))
    for key in ("G-0001.1", "G-0001.2"):
        found = without_row(found, key)
    found = run(found.after([AddRow("clients", JAN, "1", "people"), AddRow("clients", JAN, "2", "people")]))
    assert [key for key, _ in listed(found)] == ["G-0002.1", "G-0002.2"]


def test_no_clients_and_no_tab_are_no_trouble():
    assert listed(run(snapshot())) == []
    before = workbook(ANNA, ANNA)
    without = Snapshot({name: table for name, table in before.tables.items() if name != "duplicates"})
    assert rows_of(run(without), "clients", "duplicate_of") == [(None,), ("C-0001",)]


@pytest.mark.parametrize("field", ["seen", "part", "group", "why", "score", "level", "take", "phone", "comment"])
def test_a_column_that_was_removed_only_misses_itself(field):
    found = run(without_columns(workbook(ANNA, ANNA), field))
    assert len(listed(found)) == 2
    found = run(typed(found, "G-0001.2", decision="merge"))
    assert living(found) == ["C-0001"]


@pytest.mark.parametrize("field", ["key", "number", "decision", "outcome"])
def test_without_what_a_decision_needs_nothing_is_listed(field):
    found = run(without_columns(workbook(ANNA, ANNA), field))
    assert len(found.table("duplicates")) == 0


def test_copies_follow_the_client_but_not_over_what_was_typed():
    found = typed(run(workbook(ANNA, ANNA)), "G-0001.2", city="Sopot")
    found = run(written(found, "clients", "number", "C-0002", city="Warszawa", birthday="3.04.1980"))
    assert rows_of(found, "duplicates", "city", "birthday") == [("Łódź", None), ("Sopot", "3.04.1980")]


def test_a_group_whose_columns_were_sorted_apart_is_not_carried_out_but_asked_anew():
    """Sorting the columns in sight leaves the hidden ones where they were: a row shows one client and means another."""
    found = run(workbook(ANNA, ANNA, JAN, JAN))
    assert rows_of(found, "duplicates", "key", "number")[3] == ("G-0002.2", "C-0004")
    found = typed(found, "G-0001.2", number="C-0004", name=JAN["name"], phone=JAN["phone"], decision="merge")
    found = typed(found, "G-0002.2", number="C-0002", name=ANNA["name"], phone=ANNA["phone"])
    found = run(found)
    assert living(found) == ["C-0001", "C-0002", "C-0003", "C-0004"]
    assert outcomes(found)["G-0001.2"].startswith("The group ") and outcomes(found)["G-0002.2"].startswith("The group ")
    told = rows_of(found, "duplicates", "key", "number", "outcome")
    assert {row[:2] for row in told if row[2] is None} == {
        ("G-0003.1", "C-0001"), ("G-0003.2", "C-0002"), ("G-0004.1", "C-0003"), ("G-0004.2", "C-0004"),
    }  # fmt: skip
    assert run(found) == found


def test_a_changed_number_cell_is_put_right():
    found = run(typed(run(workbook(ANNA, ANNA, JAN)), "G-0001.2", number="C-0003"))
    assert [number for _, number in listed(found)] == ["C-0001", "C-0002"]


def test_who_is_newly_found_makes_a_fresh_group():
    found = run(workbook(ANNA, ANNA))
    found = run(found.after([AddRow("clients", ANNA, "new", "people")]))
    assert outcomes(found) == dict.fromkeys(("G-0001.1", "G-0001.2"), "The group changed, see G-0002.") | dict.fromkeys(
        ("G-0002.1", "G-0002.2", "G-0002.3")
    )


def test_a_group_people_have_written_into_waits_for_them():
    found = typed(run(workbook(ANNA, ANNA)), "G-0001.1", phone="605 111 222")
    found = run(found.after([AddRow("clients", ANNA, "new", "people")]))
    assert set(outcomes(found)) == {"G-0001.1", "G-0001.2"}


def test_pairs_that_are_no_longer_alike_are_closed():
    found = run(workbook(ANNA, ANNA))
    found = run(written(found, "clients", "number", "C-0002", **JAN))
    assert set(outcomes(found).values()) == {"No longer alike."}


def test_a_client_that_was_removed_closes_its_row():
    found = run(workbook(ANNA, ANNA))
    gone = dict.fromkeys((field for field in found.table("clients").columns), None)
    found = run(written(found, "clients", "number", "C-0002", **gone))
    assert outcomes(found) == {"G-0001.1": "Decided.", "G-0001.2": "C-0002 is no longer there."}


# what people decide


@pytest.mark.parametrize("row", ["G-0001.1", "G-0001.2"])
@pytest.mark.parametrize("said", ["Merge", "объединить", "Scalić", "Unește"])
def test_merge_moves_the_one_that_joins_to_the_archive(row, said):
    found = run(typed(run(workbook(ANNA, {**ANNA, "birthday": "3.04.1980"})), row, decision=said))
    assert rows_of(found, "clients", "number", "birthday") == [("C-0001", "3.04.1980")]
    assert rows_of(found, "archive", "number", "merged_into") == [("C-0002", "C-0001")]
    assert outcomes(found) == {"G-0001.1": "Decided.", "G-0001.2": f"Merged into C-0001 on {DAY}."}
    assert memory(found)["carried:G-0001.2"] == "merge"
    assert memory(found)["same:C-0001:C-0002"].startswith("people given:same family:same phone:same")


def test_keep_turns_the_direction():
    found = run(typed(run(workbook(ANNA, ANNA, ANNA)), "G-0001.2", decision="keep"))
    assert living(found) == ["C-0002", "C-0003"]
    assert outcomes(found)["G-0001.2"] == f"C-0001 was merged into this one on {DAY}."
    found = run(typed(found, "G-0001.3", decision="merge"))
    assert living(found) == ["C-0002"]


def test_two_that_are_both_to_stay_are_not_merged():
    found = run(workbook(ANNA, ANNA, ANNA))
    found = run(typed(typed(found, "G-0001.2", decision="keep"), "G-0001.3", decision="keep"))
    assert len(living(found)) == 3
    assert outcomes(found)["G-0001.2"] == ("Not merged: C-0002 and C-0003 are both to stay. Please keep one of them.")
    found = run(typed(found, "G-0001.3", decision="merge"))
    assert living(found) == ["C-0002"]


def test_different_is_remembered_for_ever():
    found = run(typed(run(workbook(ANNA, ANNA)), "G-0001.2", decision="different"))
    assert set(outcomes(found).values()) == {"Decided.", "Kept apart."}
    assert memory(found)["different:C-0001:C-0002"] == "people given:same family:same phone:same email:same city:same"
    assert rows_of(found, "clients", "duplicate_of") == [(None,), (None,)]
    for key in ("G-0001.1", "G-0001.2"):
        found = without_row(found, key)
    assert listed(run(found)) == []
    assert judged(found).are_different("c-0002", "C-0001")


def test_different_in_the_row_that_stays_parts_all_of_them():
    found = run(typed(run(workbook(ANNA, ANNA, ANNA)), "G-0001.1", decision="different"))
    pairs = {key for key in memory(found) if key.startswith("different:")}
    assert pairs == {"different:C-0001:C-0002", "different:C-0001:C-0003", "different:C-0002:C-0003"}


def test_a_changed_mind_is_heard_from_different_to_merge():
    found = run(typed(run(workbook(ANNA, ANNA)), "G-0001.2", decision="different"))
    found = run(typed(found, "G-0001.2", decision="merge"))
    assert living(found) == ["C-0001"]
    judgements = {key: value for key, value in memory(found).items() if key.startswith(("same:", "different:"))}
    assert judgements == {"same:C-0001:C-0002": "people given:same family:same phone:same email:same city:same"}


def test_a_changed_mind_after_the_merge_tells_how_to_part_them():
    found = run(typed(run(workbook(ANNA, ANNA)), "G-0001.2", decision="merge"))
    found = run(typed(found, "G-0001.2", decision="different"))
    assert outcomes(found)["G-0001.2"] == (
        "They are one client already. To part them, write yes in the column “Bring back?” of the tab “Archive”."
    )


def test_different_beats_merge_and_both_rows_say_so():
    found = run(workbook(ANNA, ANNA))
    table = found.table("duplicates")
    again = [
        {field: column[at] for field, column in table.columns.items()} | {"key": f"G-0009.{at + 1}", "group": "G-0009"}
        for at in range(2)
    ]
    found = found.after([AddRow("duplicates", row, row["key"], "people") for row in again])
    found = run(typed(typed(found, "G-0001.2", decision="different"), "G-0009.2", decision="merge"))
    assert living(found) == ["C-0001", "C-0002"]
    assert outcomes(found)["G-0001.2"] == "Kept apart, although G-0009.2 says to merge them."
    assert outcomes(found)["G-0009.2"] == (
        "Not merged: C-0001 and C-0002 were said to be different (G-0001). Please decide in one way."
    )


def test_a_merge_over_others_does_not_join_who_was_judged_different():
    rows = [{"key": f"G-0001.{n}", "number": f"C-{n:04}", "decision": "merge" if n > 1 else None} for n in (1, 2, 3, 4)]
    judgement = {"key": "different:C-0002:C-0003"}
    found = run(workbook(ANNA, JAN, EWA, ANNA, duplicates=rows, memory=[judgement]))
    assert living(found) == ["C-0001", "C-0002", "C-0003"]
    text = "Not merged: C-0002 and C-0003 were said to be different. Please decide in one way."
    assert outcomes(found) == {
        "G-0001.1": None, "G-0001.2": text, "G-0001.3": text, "G-0001.4": f"Merged into C-0001 on {DAY}.",
    }  # fmt: skip


def test_a_merge_does_not_join_who_was_judged_different_over_an_archived_client():
    found = run(typed(run(workbook(ANNA, ANNA, JAN)), "G-0001.2", decision="merge"))
    rows = [{"key": "G-0009.1", "number": "C-0001"}, {"key": "G-0009.2", "number": "C-0003", "decision": "merge"}]
    lines = [{"key": "different:C-0002:C-0003", "day": TODAY}]
    added = [AddRow("duplicates", row, row["key"], "x") for row in rows] + [
        AddRow("memory", m, "m", "x") for m in lines
    ]
    found = run(found.after(added))
    assert living(found) == ["C-0001", "C-0003"]
    assert outcomes(found)["G-0009.2"].startswith("Not merged: C-0001 and C-0003 were said to be different.")


def test_clients_of_two_groups_become_one_over_both():
    rows = [
        {"key": "G-0001.1", "number": "C-0001"},
        {"key": "G-0001.2", "number": "C-0002", "decision": "merge"},
        {"key": "G-0002.1", "number": "C-0002"},
        {"key": "G-0002.2", "number": "C-0003", "decision": "merge"},
    ]
    found = run(workbook(ANNA, JAN, EWA, duplicates=rows))
    assert len(living(found)) == 1
    assert len(rows_of(found, "archive", "number")) == 2


def test_a_decision_about_somebody_who_is_gone_says_so_and_waits():
    rows = [{"key": "G-0001.1", "number": "C-0001"}, {"key": "G-0001.2", "number": "C-0042", "decision": "merge"}]
    found = run(workbook(ANNA, duplicates=rows))
    assert outcomes(found)["G-0001.2"] == "C-0042 is no longer there."
    found = run(found.after([AddRow("clients", {**JAN, "number": "C-0042"}, "back", "people")]))
    assert living(found) == ["C-0001"]


def test_a_decision_without_the_row_that_stays_does_nothing():
    found = without_row(run(workbook(ANNA, ANNA)), "G-0001.1")
    found = run(typed(found, "G-0001.2", decision="merge"))
    assert living(found) == ["C-0001", "C-0002"]
    assert outcomes(found)["G-0001.2"] == "The row that was to stay is no longer in this tab, so nothing was done."


def test_nonsense_is_no_decision_and_is_told():
    found = typed(run(workbook(ANNA, ANNA)), "G-0001.2", decision="hmm")
    plan = make_plan(found, settings(), TODAY)
    assert living(plan.after) == ["C-0001", "C-0002"] and set(outcomes(plan.after).values()) == {None}
    assert ("choice-unknown", "duplicates") in {(problem.code, problem.tab) for problem in plan.problems}


def test_a_copied_row_is_set_aside():
    found = run(workbook(ANNA, ANNA))
    table = found.table("duplicates")
    copied = {field: column[1] for field, column in table.columns.items()} | {"decision": "merge"}
    found = run(found.after([AddRow("duplicates", copied, "copy", "people")]))
    assert living(found) == ["C-0001", "C-0002"]
    assert len(found.table("duplicates")) == 3


def test_a_row_of_a_closed_group_can_still_be_decided():
    found = run(workbook(ANNA, ANNA))
    found = run(found.after([AddRow("clients", ANNA, "new", "people")]))
    found = run(typed(found, "G-0001.2", decision="merge"))
    assert living(found) == ["C-0001", "C-0003"]


def test_undo_is_not_undone_by_the_next_run():
    decided = typed(run(workbook(ANNA, ANNA)), "G-0001.2", decision="merge")
    after = run(decided)
    tables = {name: table for name, table in decided.tables.items() if name != "memory"}
    undone = run(replace(after, tables={**after.tables, **tables}))
    assert living(undone) == ["C-0001", "C-0002"]
    assert outcomes(undone)["G-0001.2"] == "Taken back: they are two clients again."
    assert [key for key, _ in listed(undone)][2:] == ["G-0002.1", "G-0002.2"]


def test_a_client_that_was_brought_back_is_told_and_not_listed_again():
    found = run(typed(run(workbook(ANNA, ANNA)), "G-0001.2", decision="merge"))
    found = run(written(found, "archive", "number", "C-0002", restore="yes"))
    assert living(found) == ["C-0001", "C-0002"]
    assert outcomes(found) == {"G-0001.1": "Decided.", "G-0001.2": "Taken back: they are two clients again."}


def test_a_merge_that_is_refused_says_why_and_is_done_once_it_can_be():
    found = typed(run(workbook(ANNA, ANNA)), "G-0001.2", decision="merge")
    archive = found.table("archive")
    without = Snapshot({name: table for name, table in found.tables.items() if name != "archive"})
    refused = run(without)
    assert living(refused) == ["C-0001", "C-0002"]
    assert outcomes(refused)["G-0001.2"].startswith("There is no Archive tab")
    assert len(listed(refused)) == 2
    found = run(replace(refused, tables={**refused.tables, "archive": archive}))
    assert living(found) == ["C-0001"]
    assert outcomes(found)["G-0001.2"] == f"Merged into C-0001 on {DAY}."


# what people choose


@pytest.mark.parametrize("key", ["G-0001.1", "G-0001.2"])
def test_what_is_typed_over_a_fact_is_chosen(key):
    found = typed(run(workbook(ANNA, {**ANNA, "city": "Kraków"})), key, city="Sopot", birthday=dt.date(1980, 4, 3))
    found = run(typed(found, "G-0001.2", decision="merge"))
    assert rows_of(found, "clients", "city", "birthday") == [("Sopot", dt.date(1980, 4, 3))]


def test_the_row_that_stays_is_heard_first():
    found = typed(run(workbook(ANNA, ANNA)), "G-0001.1", city="Sopot")
    found = run(typed(found, "G-0001.2", city="Hel", decision="merge"))
    assert rows_of(found, "clients", "city") == [("Sopot",)]


def test_an_emptied_fact_leaves_the_value_of_the_other():
    found = run(workbook({**ANNA, "phone": "601 234 567"}, {**ANNA, "phone": "601 234 567; 605 111 222"}))
    found = run(typed(typed(found, "G-0001.2", phone=None), "G-0001.1", decision="merge"))
    assert rows_of(found, "clients", "phone") == [("601 234 567",)]


@pytest.mark.parametrize("take", ["City, Tier", "miasto; tier", "Город\nTier", "*"])
def test_fields_are_taken_from_the_row_that_names_them(take):
    found = run(workbook({**ANNA, "tier": "key"}, {**ANNA, "city": "Kraków", "tier": "small"}))
    found = run(typed(found, "G-0001.2", decision="merge", take=take))
    assert rows_of(found, "clients", "city", "tier") == [("Kraków", "small")]


def test_a_field_nobody_knows_is_asked_about():
    found = run(typed(run(workbook(ANNA, ANNA)), "G-0001.2", decision="merge", take="Shoes"))
    assert outcomes(found)["G-0001.2"] == (
        "Not merged: “Shoes” in “Take from here” is no column of the clients. Please write its header."
    )
    assert living(run(typed(found, "G-0001.2", take=None))) == ["C-0001"]


def test_a_name_in_several_columns_is_shown_as_one_and_chosen_for_each():
    person = {"name": None, "surname": "Kowalska", "first_name": "Anna", "phone": "601 234 567"}
    found = run(workbook(person, {**person, "first_name": "Ania"}))
    assert rows_of(found, "duplicates", "name") == [("Kowalska Anna",), ("Kowalska Ania",)]
    found = run(typed(found, "G-0001.2", decision="merge", name="Nowak Joanna"))
    assert rows_of(found, "clients", "surname", "first_name", "name") == [("Nowak", "Joanna", None)]


# what is done unasked


def exact(before, *fields):
    return run(before, duplicates=Duplicates(merge_exact=fields))


def test_exact_repeats_become_one_unasked_where_that_is_switched_on():
    found = exact(workbook(ANNA, {**ANNA, "name": "Kowalska Anna", "email": None}), "phone")
    assert living(found) == ["C-0001"]
    text = f"Merged into C-0001 on {DAY} by the robot, as the config says."
    assert rows_of(found, "duplicates", "number", "outcome") == [("C-0001", "Decided."), ("C-0002", text)]


@pytest.mark.parametrize(
    ("other", "fields"),
    [
        ({"name": "Ewa Kowalska"}, ("phone", "email")),
        ({"phone": "605 111 222"}, ("phone",)),
        ({}, ("tax_id",)),
    ],
)
def test_what_is_not_exact_is_left_to_people(other, fields):
    assert len(living(exact(workbook(ANNA, {**ANNA, **other}), *fields))) == 2


def test_who_was_judged_or_taken_back_is_never_merged_unasked():
    assert len(living(exact(workbook(ANNA, ANNA, memory=[{"key": "different:C-0001:C-0002"}]), "phone"))) == 2
    assert len(living(exact(workbook(ANNA, ANNA, memory=[{"key": "same:C-0001:C-0002"}]), "phone"))) == 2


def test_who_people_are_deciding_about_is_left_to_them():
    found = typed(run(workbook(ANNA, ANNA)), "G-0001.2", decision="later")
    assert len(living(exact(found, "phone"))) == 2


# notes beside the client


def likely(found, **chosen):
    plan = make_plan(found, settings(**chosen), TODAY)
    return {p.anchor: p.details for p in plan.problems if p.code == "duplicate-likely"}


def test_who_looks_like_an_earlier_client_gets_a_note():
    notes = likely(workbook({**ANNA, "email": None}, {"name": "Anna Kowalska", "city": "Łódź"}))
    assert notes["C-0002"]["other"] == "C-0001 (Anna Kowalska)"
    assert notes["C-0002"]["reason"].endswith("first name: the same; city: the same")


def test_who_was_judged_different_gets_no_note():
    before = workbook({**ANNA, "email": None}, {"name": "Anna Kowalska"}, memory=[{"key": "different:C-0001:C-0002"}])
    assert likely(before) == {}


def test_a_formula_in_a_fact_is_left_alone():
    found = run(workbook(ANNA, ANNA))
    found = marked(found, "duplicates", formulas={(found.table("duplicates").anchors[1], "city"): "=A1"})
    found = written(found, "clients", "number", "C-0002", city="Hel")
    assert rows_of(make_plan(found, settings(), TODAY).after, "duplicates", "city")[1] == ("Łódź",)


def test_thirty_of_a_hundred_twice_is_a_short_list():
    people = [{"name": f"Anna {chr(65 + n % 26)}owal{n:02}ska", "phone": f"601 2{n:02} 567"} for n in range(70)]
    found = run(workbook(*people, *people[:30]))
    groups = groups_of(found)
    assert len(groups) == 20 and {len(group.rows) for group in groups.values()} == {2}
