"""What `duplicates find` found, as a short text and as JSON."""

from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

from sheetcrm.report.text.look import DIM, TITLE, line, sentence, stacked
from sheetcrm.words import Words

if TYPE_CHECKING:
    from sheetcrm.finding.course import Summary


def found_view(summary: "Summary", clusters: Path, pairs: Path | None, words: Words) -> Any:
    """The summary for a person: what was compared, what was found, where it was written."""
    columns = [
        line(
            f"  {', '.join(headers)}",
            (f" → {words.header('clients', 'address' if role == 'house' else role)}", DIM),
        )
        for role, headers in summary.columns.items()
    ]
    found = words.say("find_found", rows=summary.rows, groups=summary.groups, grouped=summary.grouped)
    nothing = words.say("find_nothing", rows=summary.rows)
    levels = words.say("find_levels", sure=summary.sure, probable=summary.probable)
    remarks = [sentence((words.say(remark), "yellow")) for remark in summary.remarks]
    written = [sentence(words.say("find_written", path=str(path))) for path in (clusters, pairs) if path is not None]
    head = [sentence((found if summary.groups else nothing, TITLE))]
    return stacked([line(words.say("find_columns")), *columns, *remarks, *head, sentence(levels), *written])


def found_form(summary: "Summary", clusters: Path, pairs: Path | None) -> Mapping[str, Any]:
    """The stable form (docs/duplicates.md)."""
    return {
        "version": 1,
        "report": "duplicates",
        "rows": summary.rows,
        "groups": summary.groups,
        "rows_in_groups": summary.grouped,
        "pairs": {"sure": summary.sure, "probable": summary.probable},
        "columns": {role: list(headers) for role, headers in summary.columns.items()},
        "remarks": [remark.removeprefix("find_").replace("_", "-") for remark in summary.remarks],
        "clusters": str(clusters),
        "pairs_file": None if pairs is None else str(pairs),
    }
