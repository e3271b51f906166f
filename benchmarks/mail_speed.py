"""How fast letters are made and sent, beside the usual ways, in one run: `python benchmarks/mail_speed.py`.

Made: from template and row to bytes, beside jinja2 with the standard library's EmailMessage, plain and signed. Sent:
the whole durable job, from template to Postfix over 8 connections, with every letter frozen, claimed and settled in the
journal on the disk, beside Postfix's own smtp-source, which sends one finished letter and remembers nothing: to one
address, which Postfix then looks up once, and to an address of its own each (-N), as our letters go. And beside
mailmerge. Each round runs one after the other; told is the median of the ratios of the rounds. As root, with Postfix.
"""

import argparse
import datetime as dt
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

import dkim
from cryptography.hazmat.primitives.asymmetric.rsa import generate_private_key
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat

sys.path.insert(0, str(Path(__file__).parents[1]))

from benchmarks.letters import ours, request, seconds, usual, usual_templates
from benchmarks.mail_rivals import mailmerge, mailmerge_installed
from sheetcrm.letter_journal import FrozenLetter, LetterJournal
from sheetcrm.mail.dkim import Signer
from sheetcrm.mail.letters import LetterRequest
from sheetcrm.mail.sending import Limits, send_letters
from sheetcrm.mail.smtp import Server
from sheetcrm.mail.smtp_connection import open_connection
from tests.smtp_server.programs import postfix

SENDER = "hello@teahouse.example"
DISK = "/var/tmp"
"""Where the journal stands: on the disk on which Postfix has its queue."""

Course = Callable[[], object]


def main(arguments: Sequence[str] | None = None) -> None:
    """Print both tables."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--letters", type=int, default=2000)
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--connections", type=int, default=8)
    chosen = parser.parse_args(arguments)
    print(*_made(chosen.letters, chosen.rounds), sep="\n", flush=True)
    with postfix("discard:") as (port, _):
        print(*_sent(port, chosen.letters, chosen.rounds, chosen.connections), sep="\n")


def _made(number: int, rounds: int) -> Iterator[str]:
    requests = [request(n) for n in range(number)]
    templates = usual_templates(requests[0])
    key = generate_private_key(65537, 2048)
    signers = (Signer("teahouse.example", "r1", key),)
    pem = key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    signed_usually = requests[: max(50, number // 20)]
    courses: dict[str, tuple[Course, int]] = {
        "jinja2 + EmailMessage": (lambda: usual(requests, *templates), number),
        "jinja2 + EmailMessage + dkimpy, RSA": (
            lambda: [_signed(one, pem) for one in usual(signed_usually, *templates)], len(signed_usually),
        ),
        "sheetcrm": (lambda: ours(requests), number),
        "sheetcrm, DKIM with RSA-2048": (lambda: ours(requests, signers), number),
    }  # fmt: skip
    times = _in_turn({name: course for name, (course, _) in courses.items()}, rounds)
    yield f"made, {number} letters of {len(ours(requests[:1])[0]) / 1000:.1f} kB, {rounds} rounds in turn"
    base = {False: "jinja2 + EmailMessage", True: "jinja2 + EmailMessage + dkimpy, RSA"}
    for name, (_, letters) in courses.items():
        beside = base["RSA" in name]
        ratio = statistics.median(
            (times[beside][at] / courses[beside][1]) / (times[name][at] / letters) for at in range(rounds)
        )
        rate = letters / statistics.median(times[name])
        yield f"  {name:38}{rate:8.0f} letters/s {ratio:6.1f} x {beside}"


def _signed(content: bytes, pem: bytes) -> bytes:
    headers = [b"from", b"to", b"subject", b"date", b"message-id"]
    return bytes(dkim.sign(content, b"r1", b"teahouse.example", pem, include_headers=headers)) + content


def _sent(port: int, number: int, rounds: int, connections: int) -> Iterator[str]:
    requests = [request(n) for n in range(number)]
    key = (Signer("teahouse.example", "r1", generate_private_key(65537, 2048)),)
    finished = ours(requests[:1])[0]
    with tempfile.TemporaryDirectory(dir=DISK) as place:
        folder = Path(place)
        program = mailmerge_installed(folder)
        courses: dict[str, Course] = {
            "smtp-source, one address": lambda: _by_smtp_source(port, number, connections, finished),
            "smtp-source, many addresses": lambda: _by_smtp_source(port, number, connections, finished, "-N"),
            "sheetcrm, made before": lambda: _sent_durably(port, folder, [finished] * number, connections),
            "sheetcrm, from template to Postfix": lambda: _whole(port, folder, requests, (), connections),
            "sheetcrm, likewise, DKIM with RSA": lambda: _whole(port, folder, requests, key, connections),
        }
        if program is not None:
            command = mailmerge(folder, program, port, number // 4)
            courses["mailmerge"] = lambda: subprocess.run(command, check=True, cwd=folder, stdout=subprocess.DEVNULL)
        times = _in_turn(courses, rounds)
    yield f"sent to Postfix, {number} letters, {connections} connections, {rounds} rounds in turn"
    for name in courses:
        letters = number // 4 if name == "mailmerge" else number
        beside = (
            statistics.median((times[base][at] / number) / (times[name][at] / letters) for at in range(rounds))
            for base in ("smtp-source, one address", "smtp-source, many addresses")
        )
        told = "".join(f"{ratio:7.2f}" for ratio in beside)
        yield f"  {name:38}{letters / statistics.median(times[name]):8.0f} letters/s {told} of smtp-source one, many"


def _whole(
    port: int, folder: Path, requests: list[LetterRequest], signers: tuple[Signer, ...], connections: int
) -> None:
    """From the rows to Postfix."""
    _sent_durably(port, folder, ours(requests, signers), connections)


def _sent_durably(port: int, folder: Path, contents: Sequence[bytes], connections: int) -> None:
    """Every letter frozen, then claimed, sent and settled, as `sync` does it."""
    path = folder / f"letters-{time.monotonic_ns()}.sqlite"
    journal = LetterJournal(path)
    try:
        now = dt.datetime.now(dt.UTC)
        journal.freeze(
            [
                FrozenLetter(f"k{n}", "M-0001", f"C-{n}", SENDER, f"anna{n}@example.test", f"{n}@t", content)
                for n, content in enumerate(contents)
            ],
            "w1",
            now,
        )
        server = Server("127.0.0.1", port, "none")
        sent = send_letters(
            journal, journal.open_letters("w1", dt.datetime.now(dt.UTC)), lambda: open_connection(server),
            Limits(connections, 10**6), lambda: dt.datetime.now(dt.UTC),
        )  # fmt: skip
        assert sent.outcomes == {"sent": len(contents)}, sent
    finally:
        journal.close()


def _by_smtp_source(port: int, number: int, connections: int, content: bytes, *options: str) -> None:
    with tempfile.NamedTemporaryFile() as file:
        file.write(content.replace(b"\r\n", b"\n"))
        file.flush()
        subprocess.run(
            ["/usr/sbin/smtp-source", "-d", "-4", *options, "-s", str(connections), "-m", str(number), "-f", SENDER,
             "-t", "anna@example.test", "-F", file.name, f"inet:127.0.0.1:{port}"],
            check=True,
        )  # fmt: skip


def _in_turn(courses: dict[str, Course], rounds: int) -> dict[str, list[float]]:
    """Seconds of each course in each round."""
    times: dict[str, list[float]] = {name: [] for name in courses}
    for _ in range(rounds):
        for name, course in courses.items():
            times[name].append(seconds(course))
    return times


if __name__ == "__main__":
    main()
