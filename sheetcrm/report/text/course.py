"""What happened, as text: the history of runs, the outcome of one, the findings of the doctor."""

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Literal

from rich.console import RenderableType

from sheetcrm.model.changes import AddRow, SendLetter, SetCells
from sheetcrm.model.snapshot import Snapshot
from sheetcrm.report.places import header_text, row_name, tab_title
from sheetcrm.report.sentences import count_sentence
from sheetcrm.report.shown import day_text, printable, shown
from sheetcrm.report.text.letters import letters_to_look_at
from sheetcrm.report.text.look import DIM, TITLE, FitsWidth, cell, grid, line, paragraph, sentence, stacked
from sheetcrm.words import Words

if TYPE_CHECKING:
    from sheetcrm.journal import Run
    from sheetcrm.stores.base import Skipped

Level = Literal["ok", "warn", "bad"]
_LEVEL_MARK: Mapping[Level, tuple[str, str]] = {"ok": ("✓", "green"), "warn": ("!", "yellow"), "bad": ("✖", "bold red")}
_STATE_STYLE: Mapping[str, str] = {"done": "green", "failed": "bold red", "running": "yellow", "undone": "dim"}


@dataclass(frozen=True, slots=True)
class Outcome:
    """What came of a run. `counts` are those of what was really done (cells, rows, added, letters).

    `failed_letters`: (address, sentence). `set_aside`: rows left out until repaired. `backup` and `outbox`: paths.
    `online`: earlier versions of the workbook are kept where it lives, and no copy was made here. `letters_to_look_at`:
    (address, what a person should look at before the letter goes). `taken_back`: how many files of letters an undo took
    out of the outbox, and the folder they lie in now. `stopped_mailings`: numbers of those so many of whose letters
    failed that none of them goes.
    """

    kind: Literal["sync", "undo", "init", "merge", "unmerge", "decide"]
    counts: Mapping[str, int]
    run: int | None = None
    skipped: Sequence["Skipped"] = ()
    failed_letters: Sequence[tuple[str, str]] = ()
    set_aside: int = 0
    backup: str | None = None
    outbox: str | None = None
    online: bool = False
    letters_to_look_at: Sequence[tuple[str, str]] = ()
    taken_back: tuple[int, str] = (0, "")
    stopped_mailings: Sequence[str] = ()


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing the doctor looked at: a whole sentence each, the second on what to do."""

    level: Level
    what: str
    repair: str = field(default="")


def history_view(
    runs: Sequence["Run"], words: Words, *, region: str = "", timezone: dt.tzinfo | None = None
) -> RenderableType:
    """The runs, as given, one a line; times are shown in `timezone`, that of the machine when None."""
    if not runs:
        return sentence(words.say("history_empty"))
    rows: list[Sequence[RenderableType]] = []
    narrow: list[RenderableType] = []
    for run in runs:
        started = run.started.astimezone(timezone)
        when = f"{day_text(started.date(), words, region)} {started:%H:%M}"
        counts = {"cells": run.cells, "rows": run.rows, "added": run.added, "letters": run.letters}
        state = (words.say(f"state_{run.state}"), _STATE_STYLE.get(run.state, ""))
        kind, what = words.say(f"run_{run.kind}"), count_sentence(counts, words)
        if run.kind == "init":
            what = words.say("history_init")
        note = printable(run.note)
        rows.append((cell(str(run.id), TITLE), cell(when), cell(kind), cell(what), cell(*state), cell(note, DIM)))
        narrow.append(line((f"{run.id}  ", TITLE), f"{when}  {kind}  ", state, indent=2))
        narrow.append(paragraph(what, (f"  {note}", DIM), indent=6))
    heads = (words.say("run"), words.say("when"), words.say("kind"), words.say("what"), words.say("state"), "")
    table = FitsWidth(grid(heads, (0, 0, 0, 3, 0, 2), rows), stacked(narrow))
    return stacked([line((words.say("history_title"), TITLE)), table])


def outcome_view(
    outcome: Outcome, snapshot: Snapshot, words: Words, *, region: str = "", limit: int = 20
) -> RenderableType:
    """What was done, what was left alone and why, and where the copy and the letters are."""
    blocks: list[RenderableType] = [paragraph((_headline(outcome, words), TITLE))]
    if outcome.set_aside:
        blocks.append(paragraph((words.say("set_aside", count=outcome.set_aside), "yellow")))
    if outcome.skipped:
        blocks += ["", paragraph((words.say("left_alone", count=len(outcome.skipped)), "yellow"))]
        blocks.append(grid(("",) * 4, (0, 3, 3, 5), [_skip(s, snapshot, words) for s in outcome.skipped[:limit]]))
        if len(outcome.skipped) > limit:
            blocks.append(line((words.say("more", count=len(outcome.skipped) - limit), DIM), indent=2))
    if outcome.failed_letters:
        blocks += ["", paragraph((words.say("letters_failed", count=len(outcome.failed_letters)), "bold red"))]
        for to, why in outcome.failed_letters[:limit]:
            blocks.append(paragraph((f"{printable(to)}  ", ""), (printable(why), DIM), indent=2))
        if len(outcome.failed_letters) > limit:
            blocks.append(line((words.say("more", count=len(outcome.failed_letters) - limit), DIM), indent=2))
        for number in outcome.stopped_mailings:
            blocks.append(
                paragraph((f"{printable(number)}  ", ""), (words.error("mailing-stopped"), "yellow"), indent=2)
            )
    if outcome.letters_to_look_at:
        blocks += ["", *letters_to_look_at(outcome.letters_to_look_at, words, limit)]
    tail = [
        paragraph((words.say(key, path=path), DIM))
        for key, path in (("letters_in", outcome.outbox), ("backup_at", outcome.backup))
        if path is not None
    ]
    if outcome.taken_back[0]:
        count, path = outcome.taken_back
        tail.insert(0, paragraph((words.say("letters_taken_back", count=count, path=path), DIM)))
    if outcome.online and any(outcome.counts.values()):
        tail.append(paragraph((words.say("versions_online"), DIM)))
    if outcome.run is not None and outcome.kind not in ("undo", "init") and any(outcome.counts.values()):
        tail.append(paragraph((words.say("undo_hint", run=outcome.run), DIM)))
    return stacked([*blocks, *(["", *tail] if tail else [])])


def _headline(outcome: Outcome, words: Words) -> str:
    if not any(outcome.counts.values()):
        key = {"undo": "undo_nothing", "decide": "nothing_done"}.get(outcome.kind, "sync_nothing")
        return words.say("nothing_done" if outcome.skipped or outcome.failed_letters else key)
    return words.say(f"outcome_{outcome.kind}", what=count_sentence(outcome.counts, words), run=outcome.run)


def _skip(
    skipped: "Skipped", snapshot: Snapshot, words: Words
) -> tuple[RenderableType, RenderableType, RenderableType, RenderableType]:
    match skipped.change:
        case SetCells(tab=tab, anchor=anchor):
            table = snapshot.table(tab)
            place, name = table.place(anchor, skipped.field), row_name(table, anchor, words)
            column = header_text(table, skipped.field, words) if skipped.field else ""
            where = f"{tab_title(snapshot, tab, words)} {place}"
        case AddRow(tab=tab):
            where, name, column = tab_title(snapshot, tab, words), words.say("new_row"), ""
        case SendLetter(to=to):
            where, name, column = words.say("letters_title"), shown(to, words), ""
    return cell(where), cell(name), cell(column), cell(words.say(f"skip_{skipped.code}"), DIM)


def doctor_view(findings: Sequence[Finding], words: Words) -> RenderableType:
    """The findings, each with its mark, and one line to sum up."""
    blocks: list[RenderableType] = []
    for finding in findings:
        mark, style = _LEVEL_MARK[finding.level]
        blocks.append(paragraph((f"{mark} ", style), printable(finding.what)))
        if finding.repair:
            blocks.append(paragraph((printable(finding.repair), DIM), indent=2))
    worst: Level = "ok"
    for level in ("warn", "bad"):
        if any(finding.level == level for finding in findings):
            worst = level
    return stacked([*blocks, "", line((words.say(f"doctor_{worst}"), _LEVEL_MARK[worst][1]))])
