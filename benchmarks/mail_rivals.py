"""What people send letters with otherwise, as commands that a judge can start, kill and start again.

Each is used as its makers mean it: after a death it is simply started once more.
"""

import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

SENDER = "we@example.com"
_LOOP = """
import smtplib, sys
from pathlib import Path
port, boxes, done, when = int(sys.argv[1]), Path(sys.argv[2]), Path(sys.argv[3]), sys.argv[4]
sent = set(done.read_text().split()) if done.exists() else set()
mine = []
with smtplib.SMTP("127.0.0.1", port, local_hostname="loop.test") as server, done.open("a") as note:
    def noted(box):
        note.write(box + "\\n")
        note.flush()
    for box in boxes.read_text().split():
        if box in sent:
            continue
        if when == "before":
            noted(box)
        number = box.partition("@")[0]
        letter = f"From: we@example.com\\r\\nTo: {box}\\r\\nMessage-ID: <{number}@loop.test>\\r\\n\\r\\nHi"
        server.sendmail("we@example.com", box, letter)
        mine.append(box)
        if when == "after":
            noted(box)
    if when == "end":
        note.write("\\n".join(mine) + "\\n")
"""
LOOPS = {
    "a loop of smtplib, each noted after it went": "after",
    "a loop of smtplib, each noted before it goes": "before",
    "a loop of smtplib, all noted at the end": "end",
}


def addresses(letters: int) -> list[str]:
    """As many addresses."""
    return [f"box{number}@example.org" for number in range(letters)]


def loop(folder: Path, port: int, letters: int, when: str) -> Sequence[str]:
    """A plain loop over a list, which keeps a list of those who have got theirs."""
    boxes = folder / "boxes"
    boxes.write_text("\n".join(addresses(letters)))
    return [sys.executable, "-c", _LOOP, str(port), str(boxes), str(folder / "done"), when]


def mailmerge_installed(folder: Path) -> Path | None:
    """The program `mailmerge` in an environment of its own, which is made here; None when it cannot be had."""
    return _installed(folder / "mailmerge", "mailmerge", "mailmerge")


def dkimpy_installed(folder: Path) -> Path | None:
    """A Python that has jinja2 and dkimpy."""
    return _installed(folder / "dkimpy", "python", "dkimpy", "jinja2")


def mailmerge(folder: Path, program: Path, port: int, letters: int) -> Sequence[str]:
    """mailmerge on a CSV of as many addresses."""
    (folder / "people.csv").write_text("email,name\n" + "".join(f"{box},Anna\n" for box in addresses(letters)))
    (folder / "letter.txt").write_text(f"TO: {{{{email}}}}\nSUBJECT: Hi\nFROM: {SENDER}\n\nHi, {{{{name}}}}.\n")
    (folder / "server.conf").write_text(f"[smtp_server]\nhost = 127.0.0.1\nport = {port}\n")
    return [
        str(program), "--no-dry-run", "--no-limit", "--output-format", "text", "--template", str(folder / "letter.txt"),
        "--database", str(folder / "people.csv"), "--config", str(folder / "server.conf"),
    ]  # fmt: skip


def _installed(folder: Path, program: str, *packages: str) -> Path | None:
    pip = [str(folder / "bin" / "pip"), "install", "-q", "--retries", "5", *packages]
    try:
        subprocess.run([sys.executable, "-m", "venv", str(folder)], check=True, capture_output=True, timeout=120)
        if subprocess.run(pip, check=False, capture_output=True, timeout=180).returncode:
            subprocess.run(pip, check=True, capture_output=True, timeout=180)
    except (OSError, subprocess.SubprocessError) as error:
        said = getattr(error, "stderr", None) or str(error).encode()
        print(f"({' '.join(packages)} cannot be installed here: {said.decode()[-300:]})", file=sys.stderr)
        return None
    return folder / "bin" / program
