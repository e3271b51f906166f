"""The promise of a merge that can be taken back: whatever is merged, edited, synced and unmerged, nothing is lost."""

import datetime as dt

from hypothesis import HealthCheck, given
from hypothesis import settings as budget
from hypothesis import strategies as st

from sheetcrm.model.cells import same_cell
from sheetcrm.model.changes import AddRow, SendLetter, SetCells
from sheetcrm.model.settings import Duplicates
from sheetcrm.model.snapshot import OWN
from sheetcrm.model.tabs import BY_NAME
from sheetcrm.pipeline import make_plan
from sheetcrm.rules.clients import ClientIndex
from sheetcrm.rules.duplicates.aliases import aliases_of
from sheetcrm.rules.duplicates.joining import pieces
from sheetcrm.rules.duplicates.kept import Kept, archived_into, as_json, kept_in
from sheetcrm.rules.duplicates.merging import Merged, merge_clients
from sheetcrm.rules.duplicates.moving import finish_moves
from sheetcrm.rules.duplicates.uniting import is_joined
from sheetcrm.rules.duplicates.unmerging import unmerge_client
from sheetcrm.rules.reading import kind_of
from sheetcrm.stores.memory import MemoryStore
from tests.building import TODAY, settings, snapshot

NAMES = ("Anna Kowalska", "Ania Kowalska", "Jan Nowak", "Иван Петров", "😀")
POOLS = {
    "name": NAMES,
    "company": ("Meblex sp. z o.o.", "Meblex", "Firma X"),
    "phone": ("601 234 567", "+48601234567", "602 000 001, 603 000 002", "нет", 604000003),
    "email": ("anna@example.com", "Anna@Example.com; jan@example.org", "?"),
    "city": ("Kraków", "krakow", "Warszawa"),
    "birthday": ("8.03", dt.date(1980, 3, 8), dt.date(1975, 11, 24), "?"),
    "registered_on": (dt.date(2020, 1, 1), dt.date(2024, 5, 5), "dawno"),
    "verified_on": (dt.date(2025, 1, 1), dt.date(2026, 10, 1), None),
    "next_contact": (dt.date(2026, 1, 1), dt.date(2026, 11, 24), dt.date(2027, 1, 1)),
    "consent_greetings": ("yes", "no", "perhaps", True, False),
    "tags": ("vip", "VIP, market", "fair; market"),
    "bonus_points": (10, 20, 30.5),
    "comment": ("likes tea", "likes tea\ncalls on Monday", "rude"),
    f"{OWN}Shoe": (
        38,
        "39",
        "a long remark that nobody would take for a size, so it is a note and stays beside others",
    ),
}
FIELDS = tuple(POOLS)
REFERRING = {"deals": "title", "purchases": "product", "log": "notes"}


def row_strategy(sparse=True):
    return st.fixed_dictionaries(
        {field: st.sampled_from((None, *pool) if sparse else pool) for field, pool in POOLS.items()}
    )


@st.composite
def workbooks(draw):
    rows = draw(st.lists(row_strategy(), min_size=2, max_size=5))
    clients = [{"number": f"C-{n:04}", **row, "name": row["name"] or f"Client {n}"} for n, row in enumerate(rows, 1)]
    named = st.sampled_from([*(row["number"] for row in clients), *NAMES, "601234567", "anna@example.com", "nobody"])
    tabs = {
        tab: [{"client": text, field: f"{tab} {n}"} for n, text in enumerate(draw(st.lists(named, max_size=4)))]
        for tab, field in REFERRING.items()
    }
    tabs["deals"] = [
        {
            **row,
            "stage": draw(st.sampled_from(["Talks", "Done"])),
            "manager": draw(st.sampled_from(["Ewa", "Jan", None])),
        }
        for row in tabs["deals"]
    ]
    return snapshot(extra={"clients": FIELDS}, clients=clients, archive=[], **tabs)


def a_move():
    place = st.integers(0, 6)
    field = st.sampled_from(FIELDS)
    return st.one_of(
        st.tuples(st.just("merge"), place, st.lists(place, min_size=1, max_size=2)),
        st.tuples(st.just("unmerge"), place),
        st.tuples(st.just("restore"), place),
        st.tuples(st.just("edit"), place, field.flatmap(lambda f: st.tuples(st.just(f), st.sampled_from(POOLS[f])))),
        st.tuples(st.just("add"), row_strategy()),
        st.tuples(st.just("sync")),
    )


CHOSEN = settings(duplicates=Duplicates(search=False))
SEARCHING = settings()
either = st.sampled_from([CHOSEN, CHOSEN, SEARCHING])


def reread(found):
    return MemoryStore(found).read()


def synced(found, chosen=CHOSEN):
    """The workbook after a sync; a second one finds nothing to do."""
    plan = make_plan(found, chosen, TODAY)
    again = make_plan(plan.after, chosen, TODAY)
    assert [change for change in again.changes if not isinstance(change, SendLetter)] == []
    fresh = reread(plan.after)
    assert [c for c in make_plan(fresh, chosen, TODAY).changes if not isinstance(c, SendLetter)] == []
    return fresh


def living(found):
    table = found.table("clients")
    return {number: at for at, number in enumerate(table.values("number")) if number is not None}


def archived(found):
    table = found.table("archive")
    return {number: kept_in(table.values("kept")[at]) for at, number in enumerate(table.values("number")) if number}


def spoken_of(found):
    """Who each row of the other tabs speaks of: number, None for nobody or several."""
    index = ClientIndex(found, CHOSEN)
    numbers = found.table("clients").values("number")
    told = {}
    for tab, field in REFERRING.items():
        table = found.table(tab)
        for text, mark in zip(table.values("client"), table.values(field), strict=True):
            match = index.match(str(text))
            told[mark] = None if match.position is None else numbers[match.position]
    return told


def holds(cell, value, field):
    """Whether a cell still says what was typed, be it as one piece among others."""
    if same_cell(cell, value):
        return True
    if cell is None or not is_joined(field, [cell, value]):
        return False
    kind = kind_of("clients", field)
    said = {piece.casefold() for piece in pieces(cell, kind, CHOSEN)}
    return {piece.casefold() for piece in pieces(value, kind, CHOSEN)} <= said


def newly_said(old, value, field):
    """What somebody added to a cell of several things, if all of it still stands there; else the cell as it is."""
    if old is None or not is_joined(field, [old, value]) or not holds(value, old, field):
        return value
    kind = kind_of("clients", field)
    stood = {piece.casefold() for piece in pieces(old, kind, CHOSEN)}
    return "\n".join(piece for piece in pieces(value, kind, CHOSEN) if piece.casefold() not in stood)


def check_values(found, typed):
    """What was last typed for each client stands in its row, or in a kept copy that tells of it."""
    rows, copies = living(found), archived(found)
    table = found.table("clients")
    for (number, field), value in typed.items():
        cells = [table.values(field)[rows[number]]] if number in rows else [copies[number].row.get(field)]
        for _, copy in archived_into(found, number):
            cells += copy.survivor.get(field, ())
        assert any(holds(cell, value, field) for cell in cells), (number, field, value, cells)


@given(workbooks(), st.lists(a_move(), max_size=7), either)
@budget(max_examples=120, deadline=None, suppress_health_check=list(HealthCheck))
def test_no_sequence_of_merges_edits_syncs_and_unmerges_loses_a_value_or_a_reference(before, moves, chosen):
    found = synced(before, chosen)
    numbers = dict.fromkeys(living(found))
    typed = {
        (number, field): found.table("clients").values(field)[at]
        for number, at in living(found).items() for field in FIELDS
        if found.table("clients").values(field)[at] is not None
    }  # fmt: skip
    for move in moves:
        known = list(numbers)
        told, was = spoken_of(found), found
        match move:
            case ("merge", stays, joins):
                outcome = merge_clients(
                    found, CHOSEN, TODAY, known[stays % len(known)], [known[at % len(known)] for at in joins], {}
                )
                if not isinstance(outcome, Merged):
                    continue
                found = reread(found.after(outcome.changes))
                aliases = aliases_of(found)
                for mark, number in spoken_of(found).items():
                    if told[mark] is not None:
                        assert number == aliases.get(told[mark], told[mark])
            case ("unmerge" | "restore" as way, at):
                number = known[at % len(known)]
                copy = archived(found).get(number)
                if way == "unmerge":
                    outcome = unmerge_client(found, CHOSEN, TODAY, number)
                    assert isinstance(outcome, Merged) is (copy is not None)
                    changes = outcome.changes if isinstance(outcome, Merged) else ()
                else:
                    anchors = [
                        a
                        for a, n in zip(
                            found.table("archive").anchors, found.table("archive").values("number"), strict=True
                        )
                        if n == number
                    ]
                    asked = found.after([SetCells("archive", a, {"restore": (None, "yes")}, "test") for a in anchors])
                    changes = list(finish_moves(asked, CHOSEN, TODAY))
                    found = asked
                found = reread(found.after(changes))
                if copy is not None:
                    assert number in living(found) and number not in archived(found)
                    ended = aliases_of(was)[number]
                    for mark, now in spoken_of(found).items():
                        assert now == told[mark] or told[mark] == ended
            case ("edit", at, (field, value)):
                number = known[at % len(known)]
                if number not in living(found):
                    continue
                table = found.table("clients")
                anchor = table.anchors[living(found)[number]]
                old = table.cell(anchor, field)
                if same_cell(old, value):
                    continue
                found = reread(found.after([SetCells("clients", anchor, {field: (old, value)}, "test")]))
                typed.pop((number, field), None)
                if (said := newly_said(old, value, field)) != "":
                    typed[number, field] = said
            case ("add", row):
                added = snapshot(extra={"clients": FIELDS}, clients=[{**row, "name": row["name"] or "New"}])
                columns = {f: added.table("clients").values(f)[0] for f in FIELDS}
                found = synced(found.after([AddRow("clients", columns, "typed", "test")]), chosen)
                fresh = [number for number in living(found) if number not in numbers]
                assert len(fresh) == 1
                numbers[fresh[0]] = None
                typed |= {(fresh[0], field): value for field, value in columns.items() if value is not None}
            case ("sync",):
                found = synced(found, chosen)
        everywhere = [*living(found), *archived(found)]
        assert sorted(everywhere) == sorted(numbers) and len(set(everywhere)) == len(everywhere)
        check_values(found, typed)
    found = synced(found, chosen)
    for number in [n for n in numbers if n in archived(found)]:
        outcome = unmerge_client(found, CHOSEN, TODAY, number)
        assert isinstance(outcome, Merged)
        found = reread(found.after(outcome.changes))
        check_values(found, typed)
    assert sorted(living(found)) == sorted(numbers)
    synced(found, chosen)


def as_people_see_it(found):
    """Every tab but the memory and the review list as rows without order and without the robot's columns."""
    seen = {}
    for tab, table in found.tables.items():
        if tab in ("memory", "duplicates"):
            continue
        spec = BY_NAME[tab]
        fields = [
            f for f in table.columns
            if f.startswith(OWN) or f == spec.key_column or not (spec.column(f) and spec.column(f).robot)
        ]  # fmt: skip
        seen[tab] = sorted(repr([table.values(f)[at] for f in fields]) for at in range(len(table)))
    return seen


@given(workbooks(), st.permutations(range(5)), st.booleans(), either)
@budget(max_examples=100, deadline=None, suppress_health_check=list(HealthCheck))
def test_a_merge_taken_back_at_once_leaves_the_workbook_as_it_was(before, order, in_between, chosen):
    found = synced(before, chosen)
    numbers = [number for number in (f"C-{at + 1:04}" for at in order) if number in living(found)]
    outcome = merge_clients(found, CHOSEN, TODAY, numbers[0], numbers[1:], {})
    assert isinstance(outcome, Merged)
    after = reread(found.after(outcome.changes))
    if in_between:
        after = synced(after, chosen)
    for number in numbers[1:]:
        back = unmerge_client(after, CHOSEN, TODAY, number)
        assert isinstance(back, Merged) and back.remarks == ()
        after = reread(after.after(back.changes))
    after = synced(after, chosen)
    seen, wanted = as_people_see_it(after), as_people_see_it(found)
    for tab in ("tasks", "letters") if in_between or chosen is SEARCHING else ():
        del seen[tab], wanted[tab]  # what was due for the merged client, or for one that counted as its repetition
    assert seen == wanted
    assert spoken_of(after) == spoken_of(found)


@given(workbooks(), st.permutations(range(5)), st.data())
@budget(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck))
def test_a_merge_cut_short_anywhere_is_finished_by_the_next_run(before, order, data):
    """Additions come first and leaving rows last; whatever of the rest was written, the end is the same."""
    found = synced(before)
    numbers = [number for number in (f"C-{at + 1:04}" for at in order) if number in living(found)]
    outcome = merge_clients(found, CHOSEN, TODAY, numbers[0], numbers[1:], {})
    assert isinstance(outcome, Merged)
    first = [change for change in outcome.changes if not (isinstance(change, SetCells) and change.whole)]
    leaving = [change for change in outcome.changes if change not in first]
    written = [change for change in leaving if data.draw(st.booleans())]
    cut = reread(found.after([*first, *written]))
    assert as_people_see_it(synced(cut)) == as_people_see_it(synced(found.after(outcome.changes)))


NUMBERS = ("C-0001", "C-0002", "c-0003", "C-0004", "17", None)


@st.composite
def messy_archives(draw):
    """Clients and an archive as nobody would want them: numbers twice, circles, copies of other rows, odd answers."""
    number = st.sampled_from(NUMBERS)
    clients = [
        {"number": draw(number), **row, "name": row["name"] or "Somebody"}
        for row in draw(st.lists(row_strategy(), max_size=4))
    ]
    rows = []
    for row in draw(st.lists(row_strategy(), max_size=4)):
        own, into = draw(number), draw(number)
        copied = draw(st.sampled_from([row, *clients]))
        bears = draw(st.sampled_from([own, copied.get("number")]))
        turned = draw(st.sampled_from([(None, "Kraków"), ("Kraków", None), ("x", "x"), ("krakow", "Warszawa")]))
        kept = Kept(
            str(draw(number)),
            draw(st.sampled_from(["2026-11-01", "?"])),
            draw(st.integers(-1, 3)),
            {**{f: v for f, v in copied.items() if v is not None}, "number": bears},
            survivor={"city": turned},
        )
        told = draw(st.sampled_from([as_json(kept), as_json(kept), "{}", '{"v":1}', None, 5]))
        answer = draw(st.sampled_from(["yes", "no", None, True, "?"]))
        rows.append({"number": own, "merged_into": into, "kept": told, "restore": answer, "name": row["name"]})
    memory = draw(
        st.lists(st.sampled_from(["different:C-0001:C-0002", "same:C-0001:C-0004", "different:"]), unique=True)
    )
    deals = [{"client": draw(st.sampled_from([*NUMBERS, *NAMES]))} for _ in range(2)]
    return snapshot(
        extra={"clients": FIELDS, "archive": ["kept"]}, clients=clients, archive=rows, deals=deals,
        memory=[{"key": key, "value": None, "day": TODAY} for key in memory],
    )  # fmt: skip


@given(messy_archives())
@budget(max_examples=150, deadline=None, suppress_health_check=list(HealthCheck))
def test_whatever_stands_in_the_archive_a_plan_settles_and_no_row_is_lost(before):
    """What stood in Clients stands there still, or in a copy; who stood in the archive stands there, or lives again."""
    found = reread(before)
    after = synced(found)
    names = [name for name in found.table("clients").values("name") if name is not None]
    copies = [copy for cell in after.table("archive").values("kept") if (copy := kept_in(cell)) is not None]
    said = {*after.table("clients").values("name"), *(copy.row.get("name") for copy in copies)}
    assert set(names) <= said
    index = {str(number).upper() for number in after.table("clients").values("number") if number is not None}
    index |= {str(number).upper() for number in after.table("archive").values("number") if number is not None}
    was = [*found.table("clients").values("number"), *found.table("archive").values("number")]
    assert {str(number).upper() for number in was if number is not None} <= index
