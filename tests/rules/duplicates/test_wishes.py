"""Single wishes joined into what becomes one, never against a judgement, whatever their order."""

import itertools

from hypothesis import given
from hypothesis import strategies as st

from sheetcrm.rules.duplicates.wishes import Clash, Union, Wish, leaving, unions


def pair(one, other):
    return frozenset((one, other))


def test_wishes_are_joined_over_any_number_of_rows():
    found, clashes = unions([Wish("1", "A", "B"), Wish("2", "B", "C"), Wish("3", "X", "Y")], [])
    assert found == [Union(("A", "B"), ("A", "B", "C"), ("1", "2")), Union(("X",), ("X", "Y"), ("3",))]
    assert clashes == {}


def test_only_the_wishes_between_two_who_differ_are_refused():
    star = [Wish(name, "A", name) for name in "BCD"]
    found, clashes = unions(star, [pair("B", "C")])
    assert found == [Union(("A",), ("A", "D"), ("D",))]
    assert clashes == dict.fromkeys("BC", Clash("apart", "B", "C"))


def test_one_who_is_kept_stays_and_two_are_too_many():
    kept = [Wish("1", "A", "B", frozenset("B")), Wish("2", "A", "C", frozenset("B"))]
    assert unions(kept, [])[0] == [Union(("B",), ("A", "B", "C"), ("1", "2"))]
    both = [Wish("1", "A", "B", frozenset("BC")), Wish("2", "A", "C", frozenset("BC"))]
    assert unions(both, []) == ([], dict.fromkeys("12", Clash("two-stay", "B", "C")))


def test_by_each_wish_the_one_further_from_the_survivor_leaves():
    chain = [Wish("1", "A", "B"), Wish("2", "B", "C")]
    assert leaving(chain, "A") == {"1": "B", "2": "C"}
    assert leaving(chain, "C") == {"1": "A", "2": "B"}


WISHES = st.lists(
    st.tuples(st.sampled_from("ABCDEF"), st.sampled_from("ABCDEF")).filter(lambda t: t[0] != t[1]), max_size=8
)
APART = st.lists(st.sets(st.sampled_from("ABCDEF"), min_size=2, max_size=2).map(frozenset), max_size=4)


@given(WISHES, APART, st.randoms(use_true_random=False))
def test_nobody_judged_different_becomes_one_and_the_order_of_wishes_is_nothing(drawn, apart, chance):
    wishes = [Wish(str(at), one, other) for at, (one, other) in enumerate(drawn)]
    found, clashes = unions(wishes, apart)
    for union in found:
        assert not [two for two in itertools.combinations(union.members, 2) if frozenset(two) in apart]
    keys = sorted([*clashes, *(key for union in found for key in union.keys)])
    assert keys == sorted(wish.key for wish in wishes)
    chance.shuffle(wishes)
    assert unions(wishes, reversed(apart)) == (found, clashes)
