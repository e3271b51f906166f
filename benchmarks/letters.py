"""Letters a second, from template to bytes: sheetcrm beside plain jinja2 with EmailMessage, in the same run.

    python benchmarks/letters.py [number of letters]

The usual way renders the same HTML page and the same text in this very process, without sandbox, without checks.
"""

import datetime as dt
import statistics
import sys
import tempfile
import time
from collections.abc import Callable
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.asymmetric.rsa import generate_private_key
from jinja2 import Environment, StrictUndefined

from sheetcrm.mail.dkim import Signer, signed
from sheetcrm.mail.letters import LetterRequest, Rendered, render_each, render_letters
from sheetcrm.mail.message import Message, message_bytes
from sheetcrm.mail.outbox import open_outbox
from sheetcrm.mail.posting import Sender, post_letters

TEMPLATES = Path(__file__).parents[1] / "templates"
MOMENT = dt.datetime(2026, 11, 22, 9, 0, tzinfo=dt.UTC)
ROUNDS = 5


def request(number: int) -> LetterRequest:
    """One reminder in Russian with a row of 80 columns."""
    facts = {
        "greeting": f"Уважаемая Анна Сергеевна {number}!",
        "name": f"Анна Иванова {number}",
        "first_name": "Анна",
        "client": f"C-{number:04}",
        "company": None,
        "manager": "Ольга Петрова",
        "sender_name": "Чайный дом",
        "sender_address": "hello@teahouse.example",
        "date": dt.date(2026, 11, 22),
        "age": 40,
        "years": None,
        "product": "Зелёный чай «Альпийский», 500 г",
        "bought_on": dt.date(2026, 8, 25),
        "runs_out_on": dt.date(2026, 11, 29),
        "row": {f"Столбец {column}": f"значение {number}" if column % 2 else None for column in range(80)},
    }
    return LetterRequest(f"run_out:C-{number:04}:20261129", "run_out", "ru", f"anna{number}@example.test", facts)


def ours(requests: list[LetterRequest], signers: tuple[Signer, ...] = ()) -> list[bytes]:
    """Rendered in the guarded child, assembled and perhaps signed here meanwhile."""
    made = []
    for letter in render_each([TEMPLATES], requests):
        assert isinstance(letter, Rendered), letter
        content = message_bytes(
            Message(
                key=letter.key,
                workbook="w1",
                to=letter.to,
                to_name="Анна Иванова",
                sender_name="Чайный дом",
                sender_address="hello@teahouse.example",
                subject=letter.subject,
                text=letter.text,
                html=letter.html,
                moment=MOMENT,
                language=letter.language,
            )
        )
        made.append(signed(content, signers, MOMENT) if signers else content)
    return made


def usual(requests: list[LetterRequest], page: str, text: str, subject: str) -> list[bytes]:
    """Rendered and assembled here with jinja2 and the standard library."""
    escaped = Environment(undefined=StrictUndefined, autoescape=True)
    plain = Environment(undefined=StrictUndefined)
    html_template, text_template = escaped.from_string(page), plain.from_string(text)
    subject_template = plain.from_string(subject)
    made = []
    for wanted in requests:
        message = EmailMessage(policy=SMTP)
        message["From"] = Address("Чайный дом", addr_spec="hello@teahouse.example")
        message["To"] = Address("Анна Иванова", addr_spec=wanted.to)
        message["Subject"] = subject_template.render(wanted.facts)
        message["Date"] = MOMENT
        message["Message-ID"] = f"<{wanted.key.replace(':', '.')}@teahouse.example>"
        message.set_content(text_template.render(wanted.facts))
        message.add_alternative(html_template.render(wanted.facts), subtype="html")
        made.append(message.as_bytes())
    return made


def usual_templates(sample: LetterRequest) -> tuple[str, str, str]:
    """The same page, text and subject as jinja2 sources: a finished letter whose values are fields again."""
    letter = render_letters([TEMPLATES], [sample])[0]
    assert isinstance(letter, Rendered)
    html, text, subject = letter.html, letter.text, letter.subject
    for field in ("greeting", "product", "manager", "client", "sender_name", "sender_address"):
        value, code = str(sample.facts[field]), "{{ " + field + " }}"
        html, text, subject = html.replace(value, code), text.replace(value, code), subject.replace(value, code)
    return html, text, subject


def seconds(work: Callable[[], object]) -> float:
    """Wall time of one run."""
    start = time.perf_counter()
    work()
    return time.perf_counter() - start


def main() -> None:
    """Print the table."""
    number = int(sys.argv[1]) if len(sys.argv) > 1 else 2_000
    requests = [request(n) for n in range(number)]
    templates = usual_templates(requests[0])
    rsa = (Signer("teahouse.example", "r1", generate_private_key(65537, 2048)),)
    short = (Signer("teahouse.example", "e1", Ed25519PrivateKey.generate(), "ed25519-sha256"),)
    with tempfile.TemporaryDirectory() as folder:
        put = open_outbox(Path(folder))
        sender = Sender("Чайный дом", "hello@teahouse.example", "w1")
        courses: dict[str, Callable[[], object]] = {
            "jinja2 + EmailMessage": lambda: usual(requests, *templates),
            "sheetcrm": lambda: ours(requests),
            "sheetcrm, DKIM with Ed25519": lambda: ours(requests, short),
            "sheetcrm, DKIM with RSA-2048": lambda: ours(requests, rsa),
            "sheetcrm, files in the outbox": lambda: list(
                post_letters(render_letters([TEMPLATES], requests), sender, MOMENT, put)
            ),
        }
        times: dict[str, list[float]] = {name: [] for name in courses}
        for _ in range(ROUNDS):
            for name, course in courses.items():
                times[name].append(seconds(course))
    usual_time = statistics.median(times["jinja2 + EmailMessage"])
    print(f"{number} letters of {len(ours(requests[:1])[0]) / 1000:.1f} kB, median of {ROUNDS} rounds")
    for name, taken in times.items():
        middle = statistics.median(taken)
        print(f"{name:32}{number / middle:8.0f} letters/s {usual_time / middle:6.1f}x   best {min(taken):.2f} s")


if __name__ == "__main__":
    main()
