"""What the settings `sure` and `probable` come to in a workbook, as a table and as JSON."""

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from sheetcrm.report.text.look import ADDED, DIM, TITLE, cell, grid, sentence, stacked
from sheetcrm.words import Words

if TYPE_CHECKING:
    from sheetcrm.rules.duplicates.client_pairs import LevelsFound
    from sheetcrm.rules.duplicates.thresholds import LevelRow

_HEADS = ("levels_setting", "levels_bits", "levels_pairs", "levels_precision")


def levels_view(found: "LevelsFound", words: Words) -> Any:
    """A table for each of the two settings, the chosen value marked, and on what it all rests."""
    heads = ["", *(words.say(head) for head in _HEADS)]
    blocks: list[Any] = [sentence((words.say("levels_title", clients=found.clients), TITLE))]
    for level in dict.fromkeys(row.level for row in found.rows):
        blocks.append(sentence((words.choice("duplicate_level", level), TITLE)))
        blocks.append(grid(heads, [0] * len(heads), [_line(row) for row in found.rows if row.level == level]))
    rests = "levels_decided" if found.decided else "levels_undecided"
    blocks.append(sentence((words.say(rests, decided=found.decided), DIM)))
    return stacked(blocks)


def _line(row: "LevelRow") -> list[Any]:
    style = ADDED if row.chosen else ""
    expected = f"{row.precision:.1%}" if row.precision is not None else ""
    setting = f"{row.level} = {row.asked:g}"
    bits = f"{row.bits:.2f}" if row.reachable else ""
    return [cell(text, style) for text in ("→" if row.chosen else "", setting, bits, str(row.pairs), expected)]


def levels_form(found: "LevelsFound") -> Mapping[str, Any]:
    """The stable form (docs/duplicates.md)."""
    return {
        "version": 1,
        "report": "duplicates-levels",
        "clients": found.clients,
        "decided": found.decided,
        "levels": [
            {
                "level": row.level,
                "value": row.asked,
                "chosen": row.chosen,
                "bits": round(row.bits, 2) if row.reachable else None,
                "pairs": row.pairs,
                "expected": None if row.precision is None else round(row.precision, 4),
            }
            for row in found.rows
        ],
    }
