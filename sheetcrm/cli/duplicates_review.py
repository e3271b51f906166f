"""`sheetcrm duplicates review`: the groups of the Duplicates tab judged in a terminal or on a page."""

import sys
from collections.abc import Sequence
from functools import partial
from pathlib import Path

import click

from sheetcrm.cli.running import Running, running_command
from sheetcrm.deciding import groups_now, write_answers
from sheetcrm.errors import Incomplete, WorkbookNotWritable, WrongUsage
from sheetcrm.pipeline import sync_run
from sheetcrm.report.duplicates_decided import (
    answers_view,
    decided_form,
    decided_view,
    nothing_view,
    page_form,
    page_view,
    review_form,
)
from sheetcrm.report.outcomes import outcome_form, shown_run
from sheetcrm.report.page.duplicates import duplicates_page
from sheetcrm.report.text import outcome_view
from sheetcrm.report.text.duplicates import choices_view, chosen_view, group_view, picking_view
from sheetcrm.reviewing.answer_file import read_answers
from sheetcrm.reviewing.answers import Answer
from sheetcrm.reviewing.asking import Sight, ask_all
from sheetcrm.reviewing.groups import Group, to_judge

_FILE = click.Path(dir_okay=False, path_type=Path)
_LATIN = {"merge": "m", "keep": "k", "different": "n", "later": "l", "pick": "p", "each": "e", "back": "b", "quit": "q"}
_LATIN |= {"yes": "y", "no": "n"}


@click.command()
@click.option("--page", type=_FILE, help="Write the groups as a page instead, to be judged in a browser.")
@click.option("--answers", type=_FILE, multiple=True, help="Take in what such a page saved; may be repeated.")
@click.option("--now", is_flag=True, help="Carry the decisions out at once, by a sync.")
@click.option("--force-lock", is_flag=True, help="Write although a left-over lock says the file is open.")
@running_command
def review(running: Running, page: Path | None, answers: tuple[Path, ...], now: bool, force_lock: bool) -> None:
    """Judge the groups of duplicates one by one: merge, not the same, later; nothing is merged before the next sync."""
    running.force_lock = force_lock
    if answers:
        _take_in(running, answers, page, now)
        return
    running.tell("progress_reading")
    groups = groups_now(running.store, running.settings, running.today)
    if page is not None:
        _write_page(running, page, to_judge(groups))
    elif running.as_json:
        running.say_json(review_form(groups, running.words))
    elif not to_judge(groups):
        running.say(nothing_view(groups, running.words, running.settings))
    elif found := _ask(running, to_judge(groups)):
        _write(running, found, now)


def _take_in(running: Running, paths: Sequence[Path], page: Path | None, now: bool) -> None:
    if page is not None:
        raise click.UsageError("--page and --answers do not go together.")
    title = running.settings.title
    _write(running, [answer for path in paths for answer in read_answers(path, title)], now)


def _write_page(running: Running, path: Path, groups: Sequence[Group]) -> None:
    text = duplicates_page(groups, running.words, running.settings, running.today)
    try:
        path.write_text(text, encoding="utf-8")
    except OSError as error:
        raise WorkbookNotWritable("not-writable", path=path, reason=error.strerror or str(error)) from error
    if running.as_json:
        running.say_json(page_form(path, groups))
    else:
        running.say(page_view(path, groups, running.words))


def _write(running: Running, answers: Sequence[Answer], now: bool) -> None:
    running.tell("progress_writing")
    decided = write_answers(running.store, running.settings, running.today, answers)
    form = decided_form(decided, running.words) if running.as_json else {}
    if not running.as_json:
        running.say(decided_view(decided, running.words, running.settings, carried_out=now))
    complete = decided.complete and not decided.told
    if now:
        outcome = sync_run(running.store, running.settings, running.today, tell=running.tell)
        form["sync"] = outcome_form(outcome, running.words) if running.as_json else None
        if not running.as_json:
            report, snapshot = shown_run(outcome, running.settings)
            running.say(outcome_view(report, snapshot, running.words, region=running.settings.region))
        complete = complete and outcome.complete
    if running.as_json:
        running.say_json(form)
    if not complete:
        sys.exit(Incomplete.exit_code)


def _ask(running: Running, groups: Sequence[Group]) -> list[Answer]:
    """The answers of whoever sits there; none when they are not to be written."""
    if not (sys.stdin.isatty() and running.out.is_terminal):
        raise WrongUsage("review-no-terminal", count=len(groups))
    words, region = running.words, running.settings.region
    running.rest()
    try:
        answers = ask_all(
            groups,
            lambda sight: running.say(group_view(sight, words, region=region)),
            partial(_choose, running),
            partial(_pick_one, running),
        )
        if not answers:
            running.say(words.say("review_nothing_written"))
            return []
        running.say("")
        running.say(answers_view(answers, words))
        running.say(words.say("review_write"))
        if _choose(running, ("yes", "no")) == "yes":
            return answers
    except (KeyboardInterrupt, EOFError):
        running.say("")
    running.say(words.say("review_nothing_written"))
    return []


def _choose(running: Running, offered: Sequence[str]) -> str:
    """The action whose letter is pressed; a team that writes another script may press Latin letters as well."""
    letters = {action: running.words.say(f"review_letter_{action}") for action in offered}
    meant = {letter: action for action, letter in letters.items()}
    if not "".join(meant).isascii():
        meant = {_LATIN[action]: action for action in offered} | meant
    running.say(choices_view({letter: running.words.say(f"review_do_{a}") for a, letter in letters.items()}))
    while (action := meant.get(click.getchar().lower())) is None:
        pass
    running.say(chosen_view(running.words.say(f"review_do_{action}")))
    return action


def _pick_one(running: Running, sight: Sight, name: str, numbers: Sequence[str]) -> int:
    running.say(picking_view(sight, name, running.words, region=running.settings.region))
    if len(numbers) > 9:
        return int(click.prompt("", type=click.IntRange(0, len(numbers)), default=0))
    while not (key := click.getchar()).isdecimal() or int(key) > len(numbers):
        pass
    return int(key)
