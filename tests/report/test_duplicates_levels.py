"""What the settings of duplicates come to, as a screen and as JSON."""

import pytest

from sheetcrm.report.duplicates_levels import levels_form, levels_view
from sheetcrm.report.text.look import as_text
from sheetcrm.rules.duplicates.client_pairs import LevelsFound
from sheetcrm.rules.duplicates.thresholds import NEVER, LevelRow
from sheetcrm.words import words_of

FOUND = LevelsFound(
    1200,
    0,
    (
        LevelRow("sure", 0.999, NEVER, 0, None, False),
        LevelRow("sure", 0.995, 2.0, 310, 0.99712, True),
        LevelRow("probable", 0.5, 0.0, 402, 0.9514, True),
    ),
)

SCREEN = """\
What “sure” and “probable” come to among 1200 clients
Sure
     Setting       From bits  Pairs  Expected to be right
     sure = 0.999             0
  →  sure = 0.995  2.00       310    99.7%
Probable
     Setting         From bits  Pairs  Expected to be right
  →  probable = 0.5  0.00       402    95.1%
Nobody has decided a pair yet, so this is what is usual in other workbooks.
"""


def test_the_screen_marks_what_is_set_and_leaves_out_what_cannot_be():
    assert as_text(levels_view(FOUND, words_of("en"))) == SCREEN


@pytest.mark.parametrize("language", ["en", "pl", "ro", "ru"])
def test_it_is_told_how_many_pairs_people_decided(language):
    told = as_text(levels_view(LevelsFound(10, 21, FOUND.rows), words_of(language)))
    assert words_of(language).count(21, "pairs") in told


def test_the_stable_form_names_levels_values_bits_pairs_and_shares():
    form = levels_form(FOUND)
    assert (form["report"], form["clients"], form["decided"]) == ("duplicates-levels", 1200, 0)
    assert form["levels"][0] == {
        "level": "sure", "value": 0.999, "chosen": False, "bits": None, "pairs": 0, "expected": None
    }  # fmt: skip
    assert form["levels"][1]["expected"] == 0.9971
