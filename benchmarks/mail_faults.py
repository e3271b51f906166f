"""What befalls a robot that sends, and what became of the letters: `python benchmarks/mail_faults.py [--tries 10]`.

Each trial: a mailing of 60 letters ordered in an .xlsx workbook, sent by `sheetcrm sync` to a real SMTP server on
loopback, disturbed, mended, run until idle. Counted from what the server took: letters taken twice, people who got
none and whom the sheet does not show as unclear or refused, letters shown as unclear. Full disks need root.
"""

import argparse
import random
import sys
import tempfile
from collections import Counter
from collections.abc import Sequence
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1]))

from benchmarks.mail_trials import (
    CUTS,
    LETTERS,
    Trial,
    clock_back,
    cut_at,
    disk_full,
    disk_full_outbox,
    runs_at_once,
    server_dies,
    state_copied_back,
    state_deleted,
    state_deleted_under_it,
)
from benchmarks.mail_witness import Taker
from tests.test_mail_cli import Team

_STAGES = {
    "connect": "before the greeting", "ehlo": "at EHLO", "starttls": "at STARTTLS", "tls": "within TLS",
    "auth": "at AUTH", "mail": "at MAIL", "rcpt": "at RCPT", "data": "at DATA", "body": "in the middle of the letter",
    "dot": "after the dot, not kept", "taken": "after the dot, kept", "answered": "after the answer",
}  # fmt: skip
TRIALS: dict[str, tuple[Trial, int]] = {
    **{f"line cut {_STAGES[step]}": (cut_at(step), 1) for step in CUTS},
    "the server keeps a letter and dies": (server_dies, 1),
    "three runs at once": (runs_at_once, 5),
    "state deleted after a kill": (state_deleted, 1),
    "state deleted under a run": (state_deleted_under_it, 1),
    "an older state put back": (state_copied_back("anew"), 1),
    "an older state written over it": (state_copied_back("over"), 1),
    "disk full, state": (disk_full("state"), 1),
    "disk full, workbook": (disk_full("workbook"), 1),
    "disk full, outbox": (disk_full_outbox, 1),
    "clock back a day": (clock_back, 1),
}
"""Each with how many times as often as asked for it is tried."""


def main(arguments: Sequence[str] | None = None) -> int:
    """Try, count, print; the exit code is 1 when a letter went twice or was lost."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--tries", type=int, default=10)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--only", default="", help="a part of the name of the trials wanted")
    chosen = parser.parse_args(arguments)
    print(f"{LETTERS} letters a try, seed {chosen.seed}")
    print(f"{'':34} tries letters twice lost unclear (gone) waiting", flush=True)
    failed = False
    for name, (trial, times) in TRIALS.items():
        if chosen.only not in name:
            continue
        total: Counter[str] = Counter()
        for number in range(chosen.tries * times):
            total += tried(trial, random.Random(f"{chosen.seed} {name} {number}"))
        failed = failed or bool(total["twice"] or total["lost"])
        print(
            f"{name:34} {total['tries']:5} {total['letters']:7} {total['twice']:5} {total['lost']:4} "
            f"{total['unclear']:7} {total['gone']:6} {total['waiting']:7}",
            flush=True,
        )
    return 1 if failed else 0


def tried(trial: Trial, chance: random.Random) -> Counter[str]:
    """One try and what was counted."""
    with tempfile.TemporaryDirectory() as folder, trial(Path(folder), chance) as (ours, server):
        for _ in range(8):
            document = ours("sync", "--json").document
            if not document.get("plan", {}).get("changes") and document["posted"] is None:
                break
        return _counted(ours, server)


def _counted(ours: Team, server: Taker) -> Counter[str]:
    """`waiting`: told in the sheet as waiting or put off, to go by itself; anything else that did not go is lost."""
    took = Counter(address for received in server.received for address in received.to)
    shown = dict(zip(ours.column("letters", "to"), ours.column("letters", "letter_status"), strict=True))
    everybody = {str(box) for box in ours.column("clients", "email")}
    word = {key: ours.words.choice("letter_status", key) for key in ("unclear", "waiting", "delayed", "refused")}
    unclear = {box for box, status in shown.items() if status == word["unclear"]}
    waiting = {box for box, status in shown.items() if status in (word["waiting"], word["delayed"])}
    refused = {box for box, status in shown.items() if status == word["refused"]}
    return Counter(
        tries=1,
        letters=len(everybody),
        twice=sum(times - 1 for times in took.values()),
        lost=len(everybody - set(took) - unclear - waiting - refused),
        unclear=len(unclear),
        gone=len(unclear & set(took)),
        waiting=len(waiting - set(took)),
    )


if __name__ == "__main__":
    sys.exit(main())
