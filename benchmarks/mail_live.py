"""A mailing sent from a live Google sheet among people at work: `python benchmarks/mail_live.py --times 500`.

Each time eight clients and an ordered mailing stand in a sheet of their own. The robot runs two to four times while
people sort, insert, delete, copy, type, opt out and pause between its requests and letters; half of the runs are
killed somewhere, in a third Google fails, the provider's line breaks now and then, and sometimes the robot's state
folder is lost. Then people go home, and the robot runs until it has nothing to do. A provider counts what it took.

The peer is the usual recipe of a mail merge: read the rows, send to those without a mark, write the mark beside each.
"""

import argparse
import os
import sys
import tempfile
import time
from collections import Counter
from pathlib import Path
from random import Random

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

import gspread
import requests

from benchmarks.interleavings import local_client, session_of
from tests.google.live_mailing import FAULTS, ROBOT, Killed, LiveMailing, course
from tests.google_server.server import GoogleServer, Record

COLUMNS = ("twice", "against their will", "called sent, never went")


def main(arguments: list[str] | None = None) -> int:
    """Parse the command line, run both, print the table; 1 when our robot did anything that must not be."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--times", type=int, default=500)
    parser.add_argument("--peer", type=int, default=100, help="how often the usual recipe is tried")
    parser.add_argument("--seed", type=int, default=1)
    chosen = parser.parse_args(arguments)
    clock = [0.0]
    with GoogleServer(clock=lambda: time.time() + clock[0]) as server, tempfile.TemporaryDirectory() as folder:
        os.environ["SHEETCRM_GOOGLE_API"] = server.url
        server.tokens.clock = time.time
        print(f"{'':34}{'courses':>8}{'letters':>9}{'acts':>7}{'kills':>7}" + "".join(f"{c:>25}" for c in COLUMNS))
        ours = Counter[str]()
        for number in range(chosen.times):
            world = LiveMailing(server, Path(folder), Random(chosen.seed * 1_000_003 + number), clock)
            course(world)
            _count(ours, world, _harm(world))
            world.close()
        _line("sheetcrm", chosen.times, ours)
        theirs = Counter[str]()
        for number in range(chosen.peer):
            world = LiveMailing(server, Path(folder), Random(chosen.seed * 1_000_003 + number), clock)
            _merge(world)
            _count(theirs, world, _harm_of_merge(world))
            world.close()
        _line("a mark beside each row", chosen.peer, theirs)
    return 1 if any(ours[name] for name in COLUMNS) else 0


def _line(name: str, times: int, found: Counter[str]) -> None:
    print(
        f"{name:34}{times:8}{found['letters']:9}{found['acts']:7}{found['kills']:7}"
        + "".join(f"{found[column]:25}" for column in COLUMNS),
        flush=True,
    )


def _count(found: Counter[str], world: LiveMailing, harm: dict[str, int]) -> None:
    found["letters"] += world.took.total()
    found["acts"] += len(world.acted)
    found["kills"] += world.ended.count("killed")
    found.update(harm)


def _harm(world: LiveMailing) -> dict[str, int]:
    lies = {text for text in [*world.verdicts(), *world.silently_lost()] if text.endswith("never went")}
    doubled = {key for key, count in world.took.items() if count > 1}
    boxes = sum(count - 1 for count in world.mailboxes.values())
    twice = max(boxes, sum(world.took[key] - 1 for key in doubled))
    return dict(zip(COLUMNS, (twice, len(world.against_their_will), len(lies)), strict=True))


# -- the usual recipe


def _merge(world: LiveMailing) -> None:
    """The same course with the usual recipe as the robot."""
    random, server = world.random, world.server
    client = gspread.Client(auth=None, session=session_of(ROBOT), http_client=local_client(server.url))

    def people(record: Record) -> None:
        if world.spreadsheet.id in record.path and not world.quiet:
            while random.random() < world.acts / (1 + world.acts):
                world.act()

    server.before_request.append(people)
    try:
        for number in range(random.randint(2, 4) + 1):
            world.quiet = number > 3
            die = random.randint(0, 12) if random.random() < 0.5 and not world.quiet else None
            faults = [random.choice(("ok", *FAULTS)) for _ in range(6)] if random.random() < 0.3 else []
            server.faults.plan(*([] if world.quiet else faults))
            try:
                _merge_once(world, client, die)
                world.ended.append("done")
            except Killed:
                world.ended.append("killed")
            except (gspread.exceptions.GSpreadException, requests.RequestException, ValueError):
                world.ended.append("failed")
            finally:
                server.faults.clear()
    finally:
        server.before_request.remove(people)


def _merge_once(world: LiveMailing, client: gspread.Client, die: int | None) -> None:
    book = client.open_by_key(world.spreadsheet.id)
    tab = book.worksheet(world.titles["clients"])
    header, *rows = tab.get_all_values()
    email, agreed, mark = (header.index(world.headers["clients"][n]) for n in ("email", "consent_offers", "check"))
    stopped = {str(a).lower() for a in book.worksheet(world.titles["opt_outs"]).col_values(1)}
    world.asked = stopped
    for number, row in enumerate(rows, 2):
        address = str(row[email]).lower()
        if not address or row[agreed] != "yes" or row[mark] or address in stopped:
            continue
        if die == 0:
            raise Killed
        die = None if die is None else die - 1
        world.took[address] += 1
        world.mailboxes[address] += 1
        if die == 0:
            raise Killed
        die = None if die is None else die - 1
        tab.update_cell(number, mark + 1, "sent")


def _harm_of_merge(world: LiveMailing) -> dict[str, int]:
    twice = sum(count - 1 for count in world.mailboxes.values() if count > 1)
    lies = sum(
        1
        for row in world.rows("clients")
        if row.get("check") == "sent" and row.get("email") and not world.took[str(row["email"]).lower()]
        and row["email"] != "new@example.com"
    )  # fmt: skip
    return dict(zip(COLUMNS, (twice, len(world.against_their_will), lies), strict=True))


if __name__ == "__main__":
    sys.exit(main())
