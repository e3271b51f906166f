"""A mailing whose robot is killed again and again: `python benchmarks/mail_kill.py --letters 300 --kills 40`.

People order a mailing in an .xlsx workbook; `sheetcrm sync` sends it to a real SMTP server on loopback and is killed
with SIGKILL at random moments of its whole course, each time begun again, then run until idle. Counted: letters the
server took twice, people who got none and are not told as unclear, letters told as unclear. Beside it a plain loop of
smtplib that notes each letter after it went, killed the same way.
"""

import argparse
import random
import signal
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Sequence
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1]))

from sheetcrm.config import CONFIG_NAME
from tests.calling import TODAY
from tests.smtp_server import SmtpServer
from tests.smtp_server.moments import Moment, Reaction, wait
from tests.test_mail_cli import Team, team

ROOT = Path(__file__).parents[1]

_LOOP = """
import smtplib, sys
from pathlib import Path
port, boxes, done = int(sys.argv[1]), Path(sys.argv[2]), Path(sys.argv[3])
sent = set(done.read_text().split()) if done.exists() else set()
with smtplib.SMTP("127.0.0.1", port) as server, done.open("a") as note:
    for box in boxes.read_text().split():
        if box not in sent:
            letter = f"From: we@example.com\\r\\nTo: {box}\\r\\nSubject: Hi\\r\\n\\r\\nHi\\r\\n"
            server.sendmail("we@example.com", box, letter)
            note.write(box + "\\n")
            note.flush()
"""


def main(arguments: Sequence[str] | None = None) -> int:
    """Kill, count, print; the exit code is 1 when a letter went twice or was lost."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--letters", type=int, default=300, help="letters of one mailing")
    parser.add_argument("--kills", type=int, default=40, help="kills in all")
    parser.add_argument("--connections", type=int, default=4)
    parser.add_argument("--seed", type=int, default=1)
    chosen = parser.parse_args(arguments)
    chance = random.Random(chosen.seed)
    total: Counter[str] = Counter()
    while total["kills"] < chosen.kills:
        total += _mailing(chosen.letters, chosen.connections, chosen.kills - total["kills"], chance)
    print(f"sheetcrm, {chosen.connections} connections: {_told(total)}")
    plain: Counter[str] = Counter()
    while plain["kills"] < min(chosen.kills, 40):
        plain += _loop(chosen.letters, min(chosen.kills, 40) - plain["kills"], chance)
    print(f"smtplib in a loop, noted afterwards: {_told(plain)}")
    return 1 if total["twice"] or total["lost"] else 0


def _told(counts: Counter[str]) -> str:
    return (
        f"{counts['kills']} kills ({counts['while sending']} while letters went) over {counts['mailings']} mailings, "
        f"{counts['letters']} letters: {counts['twice']} twice, {counts['lost']} lost, {counts['unclear']} unclear"
        f" ({counts['unclear and taken']} of them had gone)"
    )


def _slow(moment: Moment) -> Reaction | None:
    """A server that takes some milliseconds for a letter, as a real one does."""
    return wait(0.004) if moment.step == "taken" else None


def _mailing(letters: int, connections: int, most: int, chance: random.Random) -> Counter[str]:
    """One mailing, killed at moments drawn over its whole course until it is through or `most` kills are done."""
    counts: Counter[str] = Counter(mailings=1, letters=letters)
    with tempfile.TemporaryDirectory() as folder, SmtpServer(_slow) as server:
        ours = team(Path(folder) / "team", server, people=letters, connections=connections, per_day=100_000)
        assert ours("sync").code == 0
        ours.order()
        usual = 3.0
        while counts["kills"] < most:
            began, before = time.monotonic(), len(server.received)
            config = str(ours.folder / CONFIG_NAME)
            command = [sys.executable, "-m", "sheetcrm", "--config", config, "sync", "--today", TODAY]
            with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) as child:
                try:
                    child.wait(chance.uniform(usual / 3, usual))
                except subprocess.TimeoutExpired:
                    child.send_signal(signal.SIGKILL)
                    child.wait()
                    counts["kills"] += 1
                    met = before < len(server.received) < letters
                    counts["while sending"] += met
                    usual *= 1.0 if met else 1.15  # kills that always come too early would show nothing
                    continue
            if len(server.received) >= letters * 0.98:
                break
            usual = max(usual, 1.5 * (time.monotonic() - began))
        _until_idle(ours)
        _count(ours, letters, counts)
    return counts


def _until_idle(ours: Team) -> None:
    for _ in range(6):
        ours("sync")


def _count(ours: Team, letters: int, counts: Counter[str]) -> None:
    took = ours.took()
    unclear = {letter["address"] for letter in ours("mail", "status", "--json").document["unclear"]}
    everybody = {str(box) for box in ours.column("clients", "email")}
    assert len(everybody) == letters
    counts["twice"] += sum(times - 1 for times in took.values())
    counts["lost"] += len(everybody - set(took) - unclear)
    counts["unclear"] += len(unclear)
    counts["unclear and taken"] += len(unclear & set(took))


def _loop(letters: int, most: int, chance: random.Random) -> Counter[str]:
    """The same people, a loop that notes who got his letter, the same kills."""
    counts: Counter[str] = Counter(mailings=1, letters=letters)
    with tempfile.TemporaryDirectory() as folder, SmtpServer(_slow) as server:
        boxes, done = Path(folder) / "boxes", Path(folder) / "done"
        boxes.write_text("\n".join(f"box{n}@example.org" for n in range(letters)))
        command = [sys.executable, "-c", _LOOP, str(server.port), str(boxes), str(done)]
        while counts["kills"] < most:
            before = len(server.received)
            with subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) as child:
                try:
                    child.wait(chance.uniform(0.1, 1.2))
                    break
                except subprocess.TimeoutExpired:
                    child.send_signal(signal.SIGKILL)
                    child.wait()
                    counts["kills"] += 1
                    counts["while sending"] += before < len(server.received) < letters
        subprocess.run(command, check=True)
        took = Counter(address for received in server.received for address in received.to)
        counts["twice"] += sum(times - 1 for times in took.values())
        counts["lost"] += letters - len(took)
    return counts


if __name__ == "__main__":
    sys.exit(main())
