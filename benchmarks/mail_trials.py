"""One trial each for what befalls a robot that sends: cut lines, two runs, lost and old journals, full disks, clocks.

A trial gives a team whose mailing it has disturbed and mended again; the judge runs on until idle and counts.
"""

import contextlib
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from random import Random

from benchmarks.mail_witness import Laid, Taker
from sheetcrm.config import CONFIG_NAME
from tests.calling import TODAY
from tests.smtp_server import SmtpServer
from tests.smtp_server.certificates import make_authority
from tests.smtp_server.moments import Moment, Reaction, cut, wait
from tests.test_mail_cli import Team, team

ROOT = Path(__file__).parents[1]
LETTERS, CONNECTIONS = 60, 4
CUTS = (
    "connect", "ehlo", "starttls", "tls", "auth", "mail", "rcpt", "data", "body", "dot", "taken", "answered",
)  # fmt: skip
"""Where the line is cut; taken: the server keeps the letter, its answer does not arrive; answered: right after it."""
_SHIFTED = """
#include <time.h>
#include <sys/time.h>
#include <sys/syscall.h>
#include <unistd.h>
int clock_gettime(clockid_t id, struct timespec *t) {
  int r = syscall(SYS_clock_gettime, id, t);
  if (id == CLOCK_REALTIME || id == CLOCK_REALTIME_COARSE) t->tv_sec -= 86400;
  return r;
}
time_t time(time_t *t) { struct timespec s; clock_gettime(CLOCK_REALTIME, &s); if (t) *t = s.tv_sec; return s.tv_sec; }
int gettimeofday(struct timeval *t, void *z) {
  struct timespec s; clock_gettime(CLOCK_REALTIME, &s); t->tv_sec = s.tv_sec; t->tv_usec = s.tv_nsec / 1000; return 0;
}
"""
"""A clock that is a day behind, put before the system's own."""

Trial = Callable[[Path, Random], "contextlib.AbstractContextManager[tuple[Team, Taker]]"]


def cut_at(step: str) -> Trial:
    """The line is cut at a fifth of the moments of one kind in the first runs, softly or by a reset."""

    @contextlib.contextmanager
    def trial(folder: Path, chance: Random) -> Iterator[tuple[Team, SmtpServer]]:
        authority = make_authority(folder, "127.0.0.1")
        seed, cutting = chance.random(), [True]

        def react(moment: Moment) -> Reaction | None:
            wanted = "taken" if step == "answered" else step
            drawn = Random(f"{seed} {moment.connection} {moment.letter}")
            if not cutting[0] or moment.step != wanted or drawn.random() > 0.2:
                return None
            return cut("250 2.0.0 kept" if step == "answered" else None, hard=drawn.random() < 0.5)

        with SmtpServer(react, context=authority.context, users={"we": "secret"}) as server:
            ours = team(
                folder / "team", server, people=LETTERS, connections=CONNECTIONS, per_day=100_000, security="starttls",
                user="we", password="${SHEETCRM_MAIL_PASSWORD}", certificates=str(authority.file),
            )  # fmt: skip
            ours.order()
            for _ in range(3):
                ours("sync")
            cutting[0] = False
            yield ours, server

    return trial


@contextlib.contextmanager
def runs_at_once(folder: Path, chance: Random) -> Iterator[tuple[Team, SmtpServer]]:
    """Three runs begun within half a second of one another."""
    with _slow_world(folder) as (ours, server):
        children = []
        for _ in range(3):
            children.append(subprocess.Popen(command(ours), cwd=ROOT, stdout=subprocess.DEVNULL))
            time.sleep(chance.uniform(0, 0.25))
        for child in children:
            child.wait()
        yield ours, server


@contextlib.contextmanager
def state_deleted(folder: Path, chance: Random) -> Iterator[tuple[Team, SmtpServer]]:
    """Killed in the middle, and the whole folder of the robot's state is gone."""
    with _slow_world(folder) as (ours, server):
        _killed_midway(ours, server, chance)
        shutil.rmtree(ours.settings.state_folder)
        yield ours, server


@contextlib.contextmanager
def state_deleted_under_it(folder: Path, chance: Random) -> Iterator[tuple[Team, SmtpServer]]:
    """The folder of the state vanishes while letters go, and nobody stops the run."""
    with _slow_world(folder) as (ours, server):
        with subprocess.Popen(command(ours), cwd=ROOT, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) as child:
            _wait_for(server, chance.randint(1, LETTERS - 5), child)
            shutil.rmtree(ours.settings.state_folder, ignore_errors=True)
            child.wait()
        yield ours, server


def state_copied_back(ways: str) -> Trial:
    """Killed in the middle; then a copy from before the sending, or of its beginning, takes the state's place.

    `ways`: "anew" (the folder deleted and restored), "over" (the old contents written over the files that are there).
    """

    @contextlib.contextmanager
    def trial(folder: Path, chance: Random) -> Iterator[tuple[Team, SmtpServer]]:
        with _slow_world(folder) as (ours, server):
            state, old = ours.settings.state_folder, folder / "old"
            _killed_midway(ours, server, chance, LETTERS // 4)
            shutil.copytree(state, old)
            _killed_midway(ours, server, chance, LETTERS - 10)
            if ways == "anew":
                shutil.rmtree(state)
                shutil.copytree(old, state)
            else:
                for present in [one for one in state.rglob("*") if one.is_file()]:
                    before = old / present.relative_to(state)
                    if before.exists():
                        present.write_bytes(before.read_bytes())
                    else:
                        present.unlink()
            yield ours, server

    return trial


def disk_full(place: str) -> Trial:
    """No room on the disk of the state or of the workbook, at once or after some kilobytes more."""

    @contextlib.contextmanager
    def trial(folder: Path, chance: Random) -> Iterator[tuple[Team, SmtpServer]]:
        disk = folder / "disk"
        disk.mkdir()
        subprocess.run(["mount", "-t", "tmpfs", "-o", "size=64m", "none", str(disk)], check=True)
        try:
            with _slow_world(disk if place == "workbook" else folder) as (ours, server):
                if place == "state":
                    state = ours.settings.state_folder
                    ours("sync")
                    shutil.copytree(state, disk / "state")
                    shutil.rmtree(state)
                    state.symlink_to(disk / "state")
                ours.order()
                _fill(disk, chance.choice((0, 4, 16, 64, 128, 256, 400, 600)))
                for _ in range(2):
                    ours("sync")
                (disk / "ballast").unlink()
                yield ours, server
        finally:
            subprocess.run(["umount", "-l", str(disk)], check=True)

    return trial


@contextlib.contextmanager
def disk_full_outbox(folder: Path, chance: Random) -> Iterator[tuple[Team, Laid]]:
    """Letters that are laid down as files, and no room for them."""
    disk = folder / "disk"
    disk.mkdir()
    subprocess.run(["mount", "-t", "tmpfs", "-o", "size=64m", "none", str(disk)], check=True)
    try:
        with SmtpServer() as server:
            ours = team(folder / "team", server, people=LETTERS, transport="outbox")
        outbox = ours.settings.outbox
        if outbox.exists():
            shutil.rmtree(outbox)
        outbox.symlink_to(disk)
        ours.order()
        _fill(disk, chance.choice((0, 4, 16, 64, 128, 256, 400)))
        for _ in range(2):
            ours("sync")
        (disk / "ballast").unlink()
        yield ours, Laid(disk)
    finally:
        subprocess.run(["umount", "-l", str(disk)], check=True)


@contextlib.contextmanager
def clock_back(folder: Path, chance: Random) -> Iterator[tuple[Team, SmtpServer]]:
    """Killed in the middle; the clock then jumps back a day for two runs, one of them killed, and forward again."""
    library = folder / "shifted.so"
    (folder / "shifted.c").write_text(_SHIFTED)
    subprocess.run(["cc", "-shared", "-fPIC", "-o", str(library), str(folder / "shifted.c")], check=True)
    with _slow_world(folder) as (ours, server):
        _killed_midway(ours, server, chance, LETTERS // 3)
        back = ["env", f"LD_PRELOAD={library}", *command(ours)[:-2]]
        with subprocess.Popen(back, cwd=ROOT, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) as child:
            _wait_for(server, len(server.received) + chance.randint(1, 12), child)
            child.send_signal(signal.SIGKILL)
        subprocess.run(back, cwd=ROOT, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, check=False)
        yield ours, server


@contextlib.contextmanager
def server_dies(folder: Path, chance: Random) -> Iterator[tuple[Team, SmtpServer]]:
    """The server keeps a letter, answers nothing and is dead for all connections; later it is there again."""
    last, dead = chance.randint(1, LETTERS - 10), [False]
    opened: list[SmtpServer] = []

    def react(moment: Moment) -> Reaction | None:
        if moment.step == "taken" and len(opened[0].received) >= last and last:
            dead[0] = True
        return cut(hard=True) if dead[0] else wait(0.005) if moment.step == "taken" else None

    with SmtpServer(react) as server:
        opened.append(server)
        ours = _ordered(folder, server)
        ours("sync")
        ours("sync")
        last, dead[0] = 0, False
        yield ours, server


def command(ours: Team) -> list[str]:
    """A run of `sync`, as cron would start it."""
    return [sys.executable, "-m", "sheetcrm", "--config", str(ours.folder / CONFIG_NAME), "sync", "--today", TODAY]


def _ordered(folder: Path, server: SmtpServer) -> Team:
    ours = team(folder / "team", server, people=LETTERS, connections=CONNECTIONS, per_day=100_000)
    ours.order()
    return ours


@contextlib.contextmanager
def _slow_world(folder: Path) -> Iterator[tuple[Team, SmtpServer]]:
    """A mailing that is ordered, and a server that takes some milliseconds for a letter."""
    with SmtpServer(lambda moment: wait(0.02) if moment.step == "taken" else None) as server:
        yield _ordered(folder, server), server


def _killed_midway(ours: Team, server: SmtpServer, chance: Random, most: int = LETTERS - 5) -> None:
    """One run that is killed when it has sent some letters more, at most up to `most`."""
    here = len(server.received)
    with subprocess.Popen(command(ours), cwd=ROOT, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) as child:
        _wait_for(server, chance.randint(min(here + 1, most), most), child)
        time.sleep(chance.uniform(0, 0.02))
        child.send_signal(signal.SIGKILL)


def _wait_for(server: SmtpServer, letters: int, child: subprocess.Popen[bytes]) -> None:
    while len(server.received) < letters and child.poll() is None:
        time.sleep(0.002)


def _fill(disk: Path, free: int) -> None:
    """A file that leaves so many kilobytes."""
    with (disk / "ballast").open("wb") as file, contextlib.suppress(OSError):
        while True:
            file.write(b"0" * 65_536)
            file.flush()
    with (disk / "ballast").open("r+b") as file:
        file.truncate(max(0, file.seek(0, 2) - free * 1024))
