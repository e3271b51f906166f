"""A mailing whose robot is killed again and again: `python benchmarks/mail_kill.py --server postfix --kills 500`.

People order a mailing in an .xlsx workbook; `sheetcrm sync` sends it to a real SMTP server on loopback and is killed
with SIGKILL, each time begun again, then run until idle; several mailings one after another. Of the moments, drawn at
random, about two thirds lie while letters go (after a drawn number of further letters, and some milliseconds), the
others anywhere in the course of a run. Counted from the server's own record: letters it took twice, people who got
none and whom the sheet does not show as unclear, letters shown as unclear. Beside it the usual ways, killed likewise.
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
from types import SimpleNamespace
from typing import cast

sys.path.insert(0, str(Path(__file__).parents[1]))

from benchmarks.mail_rivals import LOOPS, addresses, loop, mailmerge, mailmerge_installed
from benchmarks.mail_witness import Witness, witness
from sheetcrm.config import CONFIG_NAME
from tests.calling import TODAY
from tests.smtp_server import SmtpServer
from tests.test_mail_cli import Team, team

ROOT = Path(__file__).parents[1]
WHILE_SENDING = 0.67
FURTHER = 0.15
"""A kill while letters go comes after at most this part of a mailing more."""
RIVAL_LETTERS, RIVAL_KILLS = 300, 40


def main(arguments: Sequence[str] | None = None) -> int:
    """Kill, count, print; the exit code is 1 when a letter went twice or was lost."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--server", choices=("postfix", "own"), default="own", help="postfix: as root, installed")
    parser.add_argument("--letters", type=int, default=300, help="letters of one mailing")
    parser.add_argument("--kills", type=int, default=40, help="kills in all")
    parser.add_argument("--connections", type=int, default=8)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--alone", action="store_true", help="not the other ways beside it")
    chosen = parser.parse_args(arguments)
    chance = random.Random(chosen.seed)
    print(f"{chosen.server}, {chosen.letters} letters a mailing, seed {chosen.seed}", flush=True)
    with witness(chosen.server) as server:
        total: Counter[str] = Counter()
        while total["kills"] < chosen.kills:
            total += killed_mailing(server, chosen.letters, chosen.connections, chosen.kills - total["kills"], chance)
            print(f"  {told(total)}", flush=True)
        print(f"sheetcrm, {chosen.connections} connections: {told(total)}", flush=True)
        if not chosen.alone:
            _rivals(server, min(chosen.kills, RIVAL_KILLS), chance)
    return 1 if total["twice"] or total["lost"] else 0


def told(counts: Counter[str]) -> str:
    """One line of what was counted."""
    return (
        f"{counts['kills']} kills ({counts['while sending']} while letters went) over {counts['mailings']} mailings, "
        f"{counts['letters']} letters: {counts['twice']} twice, {counts['lost']} lost, {counts['unclear']} unclear"
        f" ({counts['unclear and taken']} of them had gone)"
    )


def killed_mailing(server: Witness, letters: int, connections: int, most: int, chance: random.Random) -> Counter[str]:
    """One mailing, killed until it is through or `most` kills are done, then run until idle."""
    server.anew()
    counts: Counter[str] = Counter(mailings=1, letters=letters)
    with tempfile.TemporaryDirectory() as folder:
        listens = cast(SmtpServer, SimpleNamespace(port=server.port))
        ours = team(Path(folder) / "team", listens, people=letters, connections=connections, per_day=100_000)
        assert ours("sync").code == 0
        ours.order()
        config = str(ours.folder / CONFIG_NAME)
        command = [sys.executable, "-m", "sheetcrm", "--config", config, "sync", "--today", TODAY]
        usual = 2.0
        while counts["kills"] < most:
            began, before = time.monotonic(), server.taken()
            if not killed(command, ROOT, server, letters, usual, chance, counts):
                usual = max(usual, time.monotonic() - began)
                if before and server.taken() == before:
                    break  # a whole run that sent nothing: what is left is unclear
        _until_idle(ours)
        _count(ours, server, counts)
    return counts


def killed(
    command: Sequence[str], folder: Path, server: Witness, letters: int, usual: float, chance: random.Random,
    counts: Counter[str],
) -> bool:  # fmt: skip
    """Start a program and kill it at a random moment; False when it was through before."""
    before = server.taken()
    while_sending = chance.random() < WHILE_SENDING
    after = before + chance.randint(1, max(2, int(letters * FURTHER)))
    pause = chance.uniform(0, 0.02) if while_sending else chance.uniform(0.05, usual)
    with subprocess.Popen(command, cwd=folder, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) as child:
        while while_sending and server.taken() < after and child.poll() is None:
            time.sleep(0.002)
        try:
            child.wait(pause)
        except subprocess.TimeoutExpired:
            child.send_signal(signal.SIGKILL)
            child.wait()
            counts["kills"] += 1
            counts["while sending"] += before < server.taken() < letters
            return True
    return False


def _until_idle(ours: Team) -> None:
    """As cron would go on, until a run has nothing to do."""
    for _ in range(6):
        document = ours("sync", "--json").document
        if not document.get("plan", {}).get("changes") and document["posted"] is None:
            return


def _count(ours: Team, server: Witness, counts: Counter[str]) -> None:
    took = server.boxes()
    shown = zip(ours.column("letters", "to"), ours.column("letters", "letter_status"), strict=True)
    unclear = {str(box) for box, status in shown if status == ours.words.choice("letter_status", "unclear")}
    everybody = {str(box) for box in ours.column("clients", "email")}
    assert set(took) <= everybody and len(everybody) == counts["letters"]
    counts["twice"] += sum(times - 1 for times in took.values())
    counts["lost"] += len(everybody - set(took) - unclear)
    counts["unclear"] += len(unclear)
    counts["unclear and taken"] += len(unclear & set(took))


def _rivals(server: Witness, kills: int, chance: random.Random) -> None:
    """The other ways, each with as many kills."""
    with tempfile.TemporaryDirectory() as tools:
        program = mailmerge_installed(Path(tools))
        for name in [*LOOPS, *(["mailmerge 2, started again"] if program else [])]:
            total: Counter[str] = Counter()
            while total["kills"] < kills:
                total += _rival(server, name, program, kills - total["kills"], chance)
            print(f"{name}: {told(total)}", flush=True)


def _rival(server: Witness, name: str, program: Path | None, most: int, chance: random.Random) -> Counter[str]:
    """The same people, another program, the same kills."""
    server.anew()
    counts: Counter[str] = Counter(mailings=1, letters=RIVAL_LETTERS)
    with tempfile.TemporaryDirectory() as place:
        folder = Path(place)
        if name in LOOPS:
            command = loop(folder, server.port, RIVAL_LETTERS, LOOPS[name])
        else:
            assert program is not None
            command = mailmerge(folder, program, server.port, RIVAL_LETTERS)
        through = False
        while counts["kills"] < most and not through:
            through = not killed(command, folder, server, RIVAL_LETTERS, 1.0, chance, counts)
        if not through:
            subprocess.run(command, cwd=folder, check=True, stdout=subprocess.DEVNULL)
        took = server.boxes()
        counts["twice"] += sum(times - 1 for times in took.values())
        counts["lost"] += RIVAL_LETTERS - len(set(took) & set(addresses(RIVAL_LETTERS)))
    return counts


if __name__ == "__main__":
    sys.exit(main())
