"""Letters a second over SMTP: sheetcrm's client beside Postfix's smtp-source and smtplib, in turn, in the same run.

    python benchmarks/smtp.py [number of letters] [sink|postfix]      as root, with Postfix installed

The servers: Postfix's smtp-sink, which only reads, and a Postfix of its own that writes every letter to the disk and
then throws it away. All send the same letter; "1" and "8" are connections.
"""

import datetime as dt
import smtplib
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1]))

from sheetcrm.letter_journal import KnownLetter
from sheetcrm.mail.lines import Lines
from sheetcrm.mail.message import Message, message_bytes
from sheetcrm.mail.smtp import Server
from sheetcrm.mail.smtp_connection import open_connection
from tests.smtp_server.programs import postfix, smtp_sink

ROUNDS = 5
SENDER, RECIPIENT = "hello@teahouse.example", "anna@example.test"


def letter() -> bytes:
    """A letter of the size of our own: about 10 kB, Cyrillic."""
    sentence = "Уважаемая Анна Сергеевна, Ваш любимый зелёный чай «Альпийский» снова у нас. "
    return message_bytes(
        Message(
            key="benchmark",
            workbook="w1",
            to=RECIPIENT,
            sender_address=SENDER,
            subject="Ваш чай снова у нас",
            text=sentence * 16,
            html=f"<p>{sentence * 32}</p>",
            moment=dt.datetime(2026, 11, 22, 9, 0, tzinfo=dt.UTC),
        )
    )


def by_ours(port: int, number: int, connections: int, content: bytes) -> None:
    """All letters over our own lines, no journal behind them."""
    server = Server("127.0.0.1", port, "none")
    letters = [_letter(n) for n in range(number)]
    with closing(Lines(open_connection(server), lambda: open_connection(server), connections)) as lines:
        while letters or lines.underway:
            while letters and lines.idle:
                lines.begin(letters.pop(), content)
            lines.grow(len(letters))
            for came in lines.wait(None):
                assert came.delivery.outcome == "sent", came


def _letter(number: int) -> KnownLetter:
    moment = dt.datetime(2026, 11, 22, 9, 0, tzinfo=dt.UTC)
    return KnownLetter(
        str(number), "m", "C-1", SENDER, RECIPIENT, f"<{number}@t>", moment, None, "sending", 1, None, moment, "", ""
    )


def by_smtp_source(port: int, number: int, connections: int, content: bytes) -> None:
    """All letters with Postfix's own generator of load."""
    with tempfile.NamedTemporaryFile() as file:
        file.write(content.replace(b"\r\n", b"\n"))
        file.flush()
        subprocess.run(
            ["/usr/sbin/smtp-source", "-d", "-4", "-s", str(connections), "-m", str(number), "-f", SENDER, "-t",
             RECIPIENT, "-F", file.name, f"inet:127.0.0.1:{port}"],
            check=True,
        )  # fmt: skip


def by_smtplib(port: int, number: int, connections: int, content: bytes) -> None:
    """All letters with the standard library, its connections kept."""

    def share(mine: int) -> None:
        with smtplib.SMTP("127.0.0.1", port, local_hostname="benchmark.test") as session:
            for _ in range(mine):
                session.sendmail(SENDER, [RECIPIENT], content)

    workers = [threading.Thread(target=share, args=(number // connections,)) for _ in range(connections)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()


def by_smtplib_anew(port: int, number: int, connections: int, content: bytes) -> None:
    """All letters with the standard library as most programs use it: a connection for each letter."""
    for _ in range(number):
        with smtplib.SMTP("127.0.0.1", port, local_hostname="benchmark.test") as session:
            session.sendmail(SENDER, [RECIPIENT], content)


Course = Callable[[int, int, int, bytes], None]
COURSES: tuple[tuple[str, Course, int], ...] = (
    ("smtp-source, 1", by_smtp_source, 1),
    ("smtp-source, 8", by_smtp_source, 8),
    ("sheetcrm, 1", by_ours, 1),
    ("sheetcrm, 8", by_ours, 8),
    ("smtplib, 1", by_smtplib, 1),
    ("smtplib, 8", by_smtplib, 8),
    ("smtplib, anew each time", by_smtplib_anew, 1),
)


def table(server: str, port: int, number: int) -> Iterator[str]:
    """Yield the lines of one server's table."""
    content = letter()
    times: dict[str, list[float]] = {name: [] for name, _, _ in COURSES}
    for _ in range(ROUNDS):
        for name, course, connections in COURSES:
            begun = time.perf_counter()
            course(port, number, connections, content)
            times[name].append(time.perf_counter() - begun)
    yield f"{server}: {number} letters of {len(content) / 1000:.1f} kB, median of {ROUNDS} rounds in turn"
    for name, _, connections in COURSES:
        middle = statistics.median(times[name])
        beside = statistics.median(times[f"smtp-source, {connections}"])
        yield f"  {name:26}{number / middle:8.0f} letters/s {beside / middle:6.2f} of smtp-source"


def main() -> None:
    """Print the tables."""
    number = int(sys.argv[1]) if len(sys.argv) > 1 else 800
    servers = sys.argv[2:] or ["sink", "postfix"]
    if "sink" in servers:
        with smtp_sink("-u", "root") as port:
            print(*table("smtp-sink", port, number), sep="\n")
    if "postfix" in servers:
        with postfix("discard:") as (port, _):
            print(*table("Postfix", port, number), sep="\n")


if __name__ == "__main__":
    main()
