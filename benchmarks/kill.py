"""Kill `sync` at random moments and see that nothing is lost or done twice: `python benchmarks/kill.py --times 200`.

After every kill the workbook must read as it did before or as a whole run leaves it, nothing in between; the next run
must finish the work and the one after it find nothing to do. Ends with 1 at the first thing that is not so.
"""

import argparse
import datetime as dt
import hashlib
import os
import re
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from random import Random

from measured import environment, measure, sheetcrm

TODAY = dt.date(2026, 11, 22)
_LATE = 0.35
"""The part of a run, from its end, in which half of the kills fall: that is where the writing is."""
_SLOWER, _FASTER = 1.01, 0.9
"""How the guess of a run's length follows a machine that is busy now and idle then: after a kill, after none."""
_ENDED = "the run had already ended"
_SENDER = "studio@lavender.example"
"""Without a sender no letters are made. They go into the outbox only; nothing is sent from here."""

Content = Mapping[str, list[list[object]]]


class Harm(Exception):
    """Something was lost, done twice or left half done."""


@dataclass(frozen=True)
class Case:
    """A folder as `init` left it, what it holds, what a whole run makes of it, and how long that run takes."""

    start: Path
    before: Content
    after: Content
    letters: frozenset[str]
    wall: float


def main(arguments: Sequence[str] | None = None) -> int:
    """Parse the command line, kill, count."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--times", type=int, default=200)
    parser.add_argument("--workbook", type=Path, help="kill runs on this one instead of the demo workbook")
    parser.add_argument("--language", default="en", help="of the demo workbook: en, ru, pl, ro")
    parser.add_argument("--seed", type=int, default=1)
    chosen = parser.parse_args(arguments)
    random = Random(chosen.seed)
    with tempfile.TemporaryDirectory(prefix="sheetcrm-kill-") as name:
        folder = Path(name)
        case = _prepare(folder, chosen.workbook, chosen.language)
        letters = len(case.letters)
        print(f"a whole run takes {case.wall:.2f} s and makes {letters} letters; {chosen.times} kills", file=sys.stderr)
        seen: Counter[str] = Counter()
        wall = case.wall
        for number in range(chosen.times):
            part = random.random() if random.random() < 0.5 else 1 - random.random() * _LATE
            try:
                outcome = _trial(folder / "trial", case, part * wall)
            except Harm as harm:
                kept = Path(shutil.copytree(folder / "trial", Path.cwd() / f"killed-{number}", dirs_exist_ok=True))
                print(f"kill {number + 1} at {part * wall:.3f} s: {harm}; the folder is kept: {kept}")
                return 1
            seen[outcome] += 1
            wall *= _FASTER if outcome.endswith(_ENDED) else _SLOWER
    for outcome, count in seen.most_common():
        print(f"{count:5}  {outcome}")
    print(f"{chosen.times:5}  in all: the next run finished the work, the one after had nothing to do, nothing twice")
    return 0


def _prepare(folder: Path, workbook: Path | None, language: str) -> Case:
    start, whole = folder / "start", folder / "whole"
    start.mkdir()
    if workbook is None:
        from sheetcrm.demo import write_demo

        write_demo(start / "clients.xlsx", language, TODAY)
    else:
        shutil.copy(workbook, start / "clients.xlsx")
    measure(sheetcrm(start / "sheetcrm.toml", "init", "--yes", "clients.xlsx"), start)
    _name_a_sender(start / "sheetcrm.toml")
    shutil.copytree(start, whole)
    wall = measure(_sync(whole), whole).wall
    after = _content(whole)
    _nothing_twice(whole, _twice_at_the_start(start))
    if after == _content(start):
        raise Harm("a whole run changes nothing in this workbook, so there is nothing to kill")
    return Case(start, _content(start), after, _letters(whole), wall)


def _name_a_sender(config: Path) -> None:
    text = config.read_text(encoding="utf-8")
    named, count = re.subn(
        r'\[sender\]\nname = ""\naddress = ""', f'[sender]\nname = "Olivia"\naddress = "{_SENDER}"', text
    )
    if not count:
        raise Harm("the config that init wrote has no empty sender to fill in")
    config.write_text(named, encoding="utf-8")


def _trial(place: Path, case: Case, moment: float) -> str:
    """One kill and what follows; gives in one phrase how the workbook was found."""
    if place.exists():
        shutil.rmtree(place)
    shutil.copytree(case.start, place)
    digest = _digest(place)
    ended = _kill_after(_sync(place), place, moment)
    untouched = _digest(place) == digest
    found = _content(place)
    if not untouched and found != case.after:
        raise Harm("the workbook is neither the old one nor the new one")
    leftovers = sorted(path.name for path in place.iterdir() if path.name not in _names(case.start))
    measure(_sync(place), place)
    if _content(place) != case.after:
        raise Harm("the next run did not finish the work")
    if _letters(place) != case.letters:
        raise Harm(f"the letters differ: {sorted(_letters(place) ^ case.letters)[:5]}")
    _nothing_twice(place, _twice_at_the_start(case.start))
    digest = _digest(place)
    measure(_sync(place), place)
    if _digest(place) != digest:
        raise Harm("the run after that still found something to write")
    if extra := sorted({path.name for path in place.iterdir()} - _names(case.start) - _MADE):
        raise Harm(f"left lying about: {extra}")
    state = "the old workbook" if untouched else "the new workbook"
    if ended:
        return f"{state}, {_ENDED}"
    return f"{state}, with {len(set(leftovers) - _MADE)} temporary files" if set(leftovers) - _MADE else state


_MADE = frozenset({".sheetcrm", "outbox"})
"""What a run may leave beside the workbook."""


def _sync(place: Path) -> list[str]:
    return sheetcrm(place / "sheetcrm.toml", "sync", "--quiet", "--today", TODAY.isoformat())


def _kill_after(command: Sequence[str], folder: Path, moment: float) -> bool:
    """Start the program and kill -9 it after so many seconds, it alone; tells whether it had ended by itself."""
    child = subprocess.Popen(
        command, cwd=folder, env=environment(), stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
        start_new_session=True,
    )  # fmt: skip
    time.sleep(moment)
    ended = child.poll() is not None
    if not ended:
        child.send_signal(signal.SIGKILL)
    child.wait()
    return ended


def _digest(place: Path) -> str:
    return hashlib.sha256((place / "clients.xlsx").read_bytes()).hexdigest()


def _names(place: Path) -> set[str]:
    return {path.name for path in place.iterdir()}


def _content(place: Path) -> Content:
    """Every cell as an independent reader sees it; Harm when the file cannot be read."""
    from python_calamine import CalamineError, CalamineWorkbook

    try:
        book = CalamineWorkbook.from_path(os.fspath(place / "clients.xlsx"))
        return {name: [list(row) for row in book.get_sheet_by_name(name).to_python()] for name in book.sheet_names}
    except CalamineError as error:
        raise Harm(f"the workbook cannot be read any more: {error}") from error


def _letters(place: Path) -> frozenset[str]:
    """The names of the letters in the outbox."""
    outbox = place / "outbox"
    return frozenset(path.name for path in outbox.rglob("*.eml")) if outbox.exists() else frozenset()


def _keys(place: Path) -> Counter[tuple[str, str]]:
    """(tab, number or key) -> how often it stands there."""
    from sheetcrm.config import load_settings
    from sheetcrm.stores.excel.store import ExcelStore

    snapshot = ExcelStore(load_settings(place / "sheetcrm.toml")).read()
    columns = (("clients", "number"), ("deals", "number"), ("tasks", "number"), ("tasks", "key"), ("letters", "key"))
    return Counter(
        (f"{tab}.{field}", str(value))
        for tab, field in columns
        for value in snapshot.table(tab).values(field)
        if value is not None
    )


def _twice_at_the_start(start: Path) -> frozenset[tuple[str, str]]:
    """What people themselves had written twice; that is theirs to mend."""
    return frozenset(key for key, count in _keys(start).items() if count > 1)


def _nothing_twice(place: Path, known: frozenset[tuple[str, str]]) -> None:
    twice = sorted(key for key, count in _keys(place).items() if count > 1 and key not in known)
    if twice:
        raise Harm(f"stands twice: {twice[:5]}")


if __name__ == "__main__":
    sys.exit(main())
