"""Kill `sync` on a Google spreadsheet and see that nothing is lost or done twice: `python benchmarks/google_kill.py`.

Each time a sheet that `init` made ready lies on a server of its own, and `sheetcrm sync`, in a program of its own, is
killed with SIGKILL: in one series at a random moment of its course, in the other right before or after a request is
carried out. The next run must finish the work and the one after it find nothing to do; no number, task, letter or line
of the robot's memory may stand there twice. Ends with 1 at the first thing that is not so.
"""

import argparse
import os
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from random import Random

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from sheetcrm.config import CONFIG_NAME
from tests.google_server.errors import ApiError
from tests.google_server.server import GoogleServer, Record
from tests.stores.google.firm import ROOM, SHEETS, TODAY, Firm, Rows, found_firm

ROOT = Path(__file__).resolve().parent.parent
ANSWER = 0.2
"""Seconds an answer takes in the series by the clock."""
_LATE = 0.6
"""The part of a run, from its end, in which nine of ten random kills fall: before it Python is still starting."""
_ENDED = "whole"
_SLOWER, _FASTER = 1.01, 0.9
"""How the guess of a run's length follows a machine that is busy now and idle then: after a kill, after none."""


class Harm(Exception):
    """Something was lost, done twice or left half done."""


@dataclass(frozen=True)
class Case:
    """A sheet that `init` made ready, what a whole run makes of it with how many requests, and how long that takes."""

    firm: Firm
    before: Rows
    after: Rows
    letters: frozenset[str]
    requests: int
    wall: float


def main(arguments: Sequence[str] | None = None) -> int:
    """Parse the command line, kill, count."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--times", type=int, default=200, help="kills in all, half of them at requests")
    parser.add_argument("--seed", type=int, default=1)
    chosen = parser.parse_args(arguments)
    with tempfile.TemporaryDirectory(prefix="sheetcrm-kill-") as name, GoogleServer() as server:
        os.environ["SHEETCRM_GOOGLE_API"] = server.url
        case = prepare(server, Path(name))
        rows = sum(map(len, case.after.values())) - sum(map(len, case.before.values()))
        print(
            f"a whole run takes {case.wall:.2f} s, makes {case.requests} requests and adds {rows} rows", file=sys.stderr
        )
        try:
            table = kill_all(case, Path(name), chosen.times, Random(chosen.seed))
        except Harm as harm:
            print(harm)
            return 1
    print(f"{'killed':24}{'the sheet was':34}{'kills':>6}")
    for (when, found), count in sorted(table.items()):
        print(f"{when:24}{found:34}{count:6}")
    print(f"\n{chosen.times} kills: each time the next run finished the work, the one after had nothing to do, and")
    print("no number, task, letter or line of the memory stood there twice")
    return 0


def prepare(server: GoogleServer, folder: Path) -> Case:
    """A sheet with work for every step, and what a run that nobody kills makes of it."""
    (folder / "firm").mkdir()
    firm = found_firm(server, folder / "firm", letters=True)
    whole = firm.again(folder / "whole")
    first = len(server.log)
    began = time.perf_counter()
    with _as_far_as_google(whole):
        ended = subprocess.run(_sync(whole), cwd=ROOT, capture_output=True, check=False)
    wall = time.perf_counter() - began
    if ended.returncode != 0 or whole.twice() or max(map(len, whole.rows().values())) >= ROOM:
        raise Harm(f"a run that nobody kills ends with {ended.returncode}: {ended.stderr.decode()}")
    return Case(firm, firm.rows(), whole.rows(), _letters(whole), len(server.log) - first, wall)


def kill_all(case: Case, folder: Path, times: int, random: Random) -> Counter[tuple[str, str]]:
    """Half of the kills by the clock, half by the requests; counts how the sheet was found."""
    table: Counter[tuple[str, str]] = Counter()
    wall = case.wall
    for number in range(times):
        place = folder / f"trial {number}"
        if number % 2:
            request = number // 2 % (2 * case.requests)
            when = f"{'before' if request % 2 else 'after'} request {request // 2 + 1}"
            found = trial(case, place, partial(_kill_at_request, number=request // 2, after=request % 2 == 0))
        else:
            part = random.random() if random.random() < 0.1 else 1 - random.random() * _LATE
            when = "by the clock"
            found = trial(case, place, partial(_kill_after, seconds=part * wall))
            wall *= _FASTER if found.startswith(_ENDED) else _SLOWER
        table[when, found] += 1

    return table


def trial(case: Case, place: Path, kill: Callable[[Firm], bool]) -> str:
    """One kill and what follows; gives in one phrase how the sheet was found."""
    one = case.firm.again(place)
    try:
        ended = kill(one)
        found = one.rows()
        _check(one, case, "right after the kill")
        next_run, last_run = one.call("sync", "--json"), one.call("sync", "--json")
        if next_run.code != 0 or last_run.code != 0:
            raise Harm(f"the next runs ended with {next_run.code} and {last_run.code}: {next_run.err}{last_run.err}")
        _check(one, case, "after the next run")
        if one.rows() != case.after or _letters(one) != case.letters:
            raise Harm(f"the next run did not finish the work: {_unlike(one.rows(), case.after)}, {_letters(one)}")
        if last_run.document["run"] is not None or one.left_over():
            raise Harm(f"the run after that found something to write, or something is left over: {one.left_over()}")
    finally:
        one.close()
    if ended:
        return f"{_ENDED}: the run had ended"
    if found == case.before:
        return "as before the run"
    return "as after the run" if found == case.after else "half way, finished by the next"


def _unlike(found: Rows, wanted: Rows) -> list[object]:
    """Rows that are too many or missing."""
    return [row for title in wanted for row in {*found[title]} ^ {*wanted[title]}]


def _check(one: Firm, case: Case, when: str) -> None:
    """Nothing twice, and no row of people's lost or made up."""
    if twice := one.twice():
        raise Harm(f"stands twice {when}: {twice}")
    for title in SHEETS:
        if len(one.rows()[title]) != len(case.before[title]):
            raise Harm(f"{title} has {len(one.rows()[title])} rows {when}")


def _sync(one: Firm) -> list[str]:
    command = [sys.executable, "-m", "sheetcrm", "--config", str(one.folder / CONFIG_NAME)]
    return [*command, "sync", "--quiet", "--today", TODAY.isoformat()]


def _start(one: Firm) -> "subprocess.Popen[bytes]":
    return subprocess.Popen(_sync(one), cwd=ROOT, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)


def _kill_after(one: Firm, seconds: float) -> bool:
    """Kill the program, it alone, after so many seconds; tells whether it had ended by itself."""
    with _as_far_as_google(one):
        child = _start(one)
        time.sleep(seconds)
        ended = child.poll() is not None
        child.kill()
        child.wait()
    return ended


@contextmanager
def _as_far_as_google(one: Firm) -> Iterator[None]:
    """Every answer takes as long as Google's do, or nearly all moments would be those of Python starting."""
    one.server.faults.at_random(1.0, [f"slow {ANSWER}"])
    try:
        yield
    finally:
        one.server.faults.clear()


def _kill_at_request(one: Firm, number: int, *, after: bool) -> bool:
    """Kill it right before or after its n-th request is carried out, so that no answer arrives."""
    seen: list[Record] = []

    def kill(record: Record) -> None:
        if one.spreadsheet.id in record.path:
            seen.append(record)
            if len(seen) == number + 1:
                child.kill()
                child.wait()
                if not after:
                    raise ApiError(503, "Nobody waits for this any more.")

    hooks = one.server.after_request if after else one.server.before_request
    with one.server.lock:
        child = _start(one)
        hooks.append(kill)
    try:
        child.wait(120)
    finally:
        hooks.remove(kill)
        child.kill()
    return child.returncode == 0


def _letters(one: Firm) -> frozenset[str]:
    """The names of the letters in the outbox."""
    return frozenset(path.name for path in (one.folder / "outbox").rglob("*.eml"))


if __name__ == "__main__":
    sys.exit(main())
