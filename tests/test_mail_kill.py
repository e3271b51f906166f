"""A mailing whose robot is killed with SIGKILL two dozen times: nobody gets it twice, nobody is lost without a word.

`benchmarks/mail_kill.py --server postfix --kills 500` does the same on Postfix, `benchmarks/mail_faults.py` the rest.
"""

import contextlib
import os
import random
import select
import signal
import subprocess
import sys
import time
from pathlib import Path

from sheetcrm.config import CONFIG_NAME
from tests.calling import TODAY
from tests.smtp_server import SmtpServer
from tests.smtp_server.moments import wait
from tests.test_mail_cli import Team, team

ROOT = Path(__file__).parents[1]
LETTERS, CONNECTIONS, KILLS = 60, 2, 22
RUNS = """
import os, sys
from sheetcrm.cli import main
for _ in sys.stdin:
    child = os.fork()
    if not child:
        os.dup2(os.open(os.devnull, os.O_WRONLY), 1)
        main(sys.argv[1:])
    print(child, flush=True)
    os.waitpid(child, 0)
    print("over", flush=True)
"""
"""A process that has everything imported, and becomes a run at each line it reads."""


def killed_again_and_again(ours: Team, server: SmtpServer, chance: random.Random) -> int:
    """Kill runs, most of them while letters go; how many died at our hands before a run had nothing left to send."""
    command = ["--config", str(ours.folder / CONFIG_NAME), "sync", "--today", TODAY]
    kills = 0
    with subprocess.Popen(
        [sys.executable, "-c", RUNS, *command], cwd=ROOT, bufsize=0, stdin=subprocess.PIPE, stdout=subprocess.PIPE
    ) as parent:
        assert parent.stdin and parent.stdout
        while kills < KILLS:
            here = len(server.received)
            parent.stdin.write(b"\n")
            child = int(parent.stdout.readline())
            after = here + chance.randint(1, 3) if chance.random() < 0.75 else LETTERS + 1
            end = time.monotonic() + (20 if after <= LETTERS else chance.uniform(0.02, 0.5))
            while len(server.received) < after and time.monotonic() < end:
                if select.select([parent.stdout], [], [], 0.002)[0]:
                    break
            else:
                time.sleep(chance.uniform(0, 0.01))
            if not select.select([parent.stdout], [], [], 0)[0]:
                with contextlib.suppress(ProcessLookupError):
                    os.kill(child, signal.SIGKILL)
                kills += 1
            assert parent.stdout.readline() == b"over\n"
            if after <= LETTERS and len(server.received) == here:
                break
        parent.stdin.close()
    return kills


def test_two_dozen_kills_repeat_no_letter_and_lose_none(tmp_path: Path):
    chance = random.Random(6)
    kills, round_ = 0, 0
    while kills < 20:
        round_ += 1
        with SmtpServer(lambda moment: wait(0.01) if moment.step == "taken" else None) as server:
            ours = team(tmp_path / str(round_), server, people=LETTERS, connections=CONNECTIONS, per_day=10_000)
            ours.order()
            mine = killed_again_and_again(ours, server, chance)
            kills += mine
            for _ in range(3):
                ours("sync")
            shown = zip(ours.column("letters", "to"), ours.column("letters", "letter_status"), strict=True)
            unclear = {box for box, status in shown if status == "Unclear"}
            took = ours.took()
            assert set(took.values()) == {1}, "nobody got it twice"
            assert set(took) | unclear == set(ours.column("clients", "email")), "nobody is lost"
            assert len(unclear) <= CONNECTIONS * mine, "at most one for each connection of each run"
    assert ours("sync").out.startswith("Nothing to do")
