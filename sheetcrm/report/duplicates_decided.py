"""What was decided about duplicates and what came of it, as a text and as JSON."""

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from sheetcrm.model.plan import Plan
from sheetcrm.report.as_json import VERSION, plain_form, plan_form, value_form
from sheetcrm.report.outcomes import skipped_form
from sheetcrm.report.page.duplicates import ANSWERS_NAME
from sheetcrm.report.shown import kind_of_value, printable
from sheetcrm.report.text import Outcome, outcome_view
from sheetcrm.report.text.look import DIM, TITLE, line, paragraph, stacked
from sheetcrm.reviewing.answers import DECISIONS, Answer, Told
from sheetcrm.reviewing.groups import Group, Member
from sheetcrm.words import Words

if TYPE_CHECKING:
    from sheetcrm.deciding import Decided
    from sheetcrm.model.settings import Settings

Form = dict[str, Any]


def answers_view(answers: Sequence[Answer], words: Words, *, title: str = "review_summary") -> Any:
    """Each answer in a line: who becomes part of whom, who is somebody else, who waits."""
    lines = [line(f"{printable(answer.group)}  ", *_said(answer, words), indent=2) for answer in answers]
    return stacked([line((words.say(title, count=len(answers)), TITLE)), *lines])


def decided_view(decided: "Decided", words: Words, settings: "Settings", *, carried_out: bool = False) -> Any:
    """What came of an order: what was written, what should be known, what was left alone, and what comes next.

    `carried_out`: a sync follows at once, so nothing need be said of the next one.
    """
    online = bool(settings.spreadsheet)
    shown = Outcome(decided.kind, _counts(decided), decided.run, decided.skipped, backup=decided.backup, online=online)
    blocks: list[Any] = []
    if decided.run is not None and decided.number:
        key = "merge_done" if decided.kind == "merge" else "unmerge_done"
        said = words.say(key, number=decided.number, into=decided.into or None)
        blocks.append(paragraph((said, TITLE)))
    if decided.standing:
        blocks += [answers_view(decided.standing, words, title="review_stands"), ""]
    blocks += [paragraph(_told(told, words)) for told in decided.told]
    blocks.append(outcome_view(shown, decided.plan.before, words, region=settings.region))
    for remark in decided.remarks:
        text = words.say(f"duplicates_remark_{remark.code.replace('-', '_')}", **remark.details)
        blocks.append(paragraph(("! ", "yellow"), text))
    if decided.standing and not carried_out:
        blocks.append(paragraph((words.say("review_next"), DIM)))
    elif decided.run is not None and decided.kind == "merge":
        blocks.append(paragraph((words.say("unmerge_hint", number=decided.number), DIM)))
    return stacked(blocks)


def nothing_view(groups: Sequence[Group], words: Words, settings: "Settings") -> Any:
    """Why nothing is asked: no duplicates, the search is switched off, or all are decided and wait for a sync."""
    key = "review_all_decided" if groups else "review_no_groups" if settings.duplicates.search else "review_search_off"
    return paragraph(words.say(key, count=len(groups)))


def page_view(path: Path, groups: Sequence[Group], words: Words) -> Any:
    """Where the page is, and what to do with it."""
    written = paragraph((words.say("review_page_at", path=path, count=len(groups)), TITLE))
    then = words.say("review_page_then", path=ANSWERS_NAME) if groups else words.say("review_no_groups")
    return stacked([written, paragraph((then, DIM))])


def page_form(path: Path, groups: Sequence[Group]) -> Form:
    """The stable form of a page that was written (docs/json.md)."""
    return {"version": VERSION, "report": "duplicates-page", "page": str(path), "groups": len(groups)}


def review_form(groups: Sequence[Group], words: Words) -> Form:
    """The stable form of the open groups (docs/json.md)."""
    return {"version": VERSION, "report": "duplicates-review", "groups": [_group(group, words) for group in groups]}


def decided_form(decided: "Decided", words: Words) -> Form:
    """The stable form of an order (docs/json.md)."""
    form: Form = {
        "version": VERSION,
        "report": "duplicates-decided" if decided.kind == "decide" else decided.kind,
        "run": decided.run,
        "complete": decided.complete,
        "backup": decided.backup,
        "plan": plan_form(decided.plan, words),
        "skipped": [skipped_form(skipped) for skipped in decided.skipped],
    }
    if decided.kind == "decide":
        form["answers"] = [
            {"group": a.group, "decisions": dict(a.decisions), "take": {n: list(f) for n, f in a.take.items()}}
            for a in decided.standing
        ]
        form["left_alone"] = [
            {"code": t.code, "group": t.group, "number": t.number or None, "ours": t.ours or None,
             "theirs": t.theirs or None}
            for t in decided.told
        ]  # fmt: skip
        return form
    form["number"], form["into"] = decided.number, decided.into or None
    form["remarks"] = [
        {"code": r.code, "details": {k: plain_form(v) for k, v in r.details.items()}} for r in decided.remarks
    ]
    return form


def _counts(decided: "Decided") -> Mapping[str, int]:
    plan = decided.plan
    return Plan(decided.applied, (), plan.before, plan.after, plan.today).counts() if decided.applied else {}


def _said(answer: Answer, words: Words) -> list[tuple[str, str] | str]:
    """One answer in a few words: those who become one, those who are apart, those who wait."""
    numbers = list(answer.marks)
    kept = next((number for number, decision in answer.decisions.items() if decision == "keep"), None)
    stays = kept or next((number for number in numbers if number not in answer.decisions), numbers[0])
    pieces: list[str] = []
    for decision, key in (("merge", "review_said_merge"), ("different", "review_said_different"),
                          ("later", "review_said_later")):  # fmt: skip
        found = [number for number, said in answer.decisions.items() if said == decision]
        if kept is not None and decision == "merge":
            found = [number for number in numbers if number not in answer.decisions] + found
        if found:
            pieces.append(words.say(key, numbers=", ".join(map(printable, found)), into=printable(stays)))
    taken = [words.header("duplicates", name) for fields in answer.take.values() for name in fields]
    return ["; ".join(pieces), (f"  ({words.say('review_picked')}: {', '.join(taken)})", DIM) if taken else ""]


def _told(told: Told, words: Words) -> tuple[str, str]:
    ours, theirs = (
        words.choice("duplicate_decision", said) if said in DECISIONS else said for said in (told.ours, told.theirs)
    )
    key = f"review_told_{told.code.replace('-', '_')}"
    return words.say(key, group=told.group, number=told.number, ours=ours, theirs=theirs), "yellow"


def _group(group: Group, words: Words) -> Form:
    return {
        "group": group.name,
        "level": group.level,
        "score": group.score,
        "settled": group.settled,
        "differing": [name for name in group.fields if name in group.differing],
        "rows": [_row(member, words) for member in group.members],
    }


def _row(member: Member, words: Words) -> Form:
    return {
        "number": member.number,
        "part": "stays" if member.stays else "joins",
        "decision": member.decision,
        "take": member.take or None,
        "why": member.why or None,
        "facts": [
            {"field": name, "header": words.header("duplicates", name), "value": value_form(value),
             "value_type": kind_of_value(value)}
            for name, value in member.facts.items()
        ],
    }  # fmt: skip
