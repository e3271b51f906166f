"""What SpamAssassin says of every shipped letter: `python benchmarks/spam_scores.py`.

Every letter is written by the rules for a man, a woman, somebody whose sex no name tells, a firm and nobody by name, in
every language, with all headers it travels with, signed with a key made for the run, and given to `spamassassin -L`
(no network: no reputation, no DNS). The table gives the highest score of each letter and every rule above 0.1.
"""

import argparse
import datetime as dt
import mailbox
import re
import shutil
import subprocess
import sys
import tempfile
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from sheetcrm.mail.folders import letters_in
from sheetcrm.mail.letters import LetterRequest, Rendered, render_letters
from sheetcrm.mail.posting import Sender, letter_bytes
from sheetcrm.words import LANGUAGES, words_of
from tests.mail.test_shipped_letters import GREETED, PEOPLE, shipped_to_everybody
from tests.mail.writing import SHIPPED, facts, written

SENDERS = {
    "en": ("The Tea House", "anna@teahouse.example"), "ru": ("Чайный дом", "anna@teahouse.example"),
    "pl": ("Dom Herbaty", "anna@teahouse.example"), "ro": ("Casa Ceaiului", "anna@teahouse.example"),
}  # fmt: skip
LINKS = ("https://crm.teahouse.example/o/AgZk3vJmTn0nEhA2QxZ1dQ", "mailto:stop@teahouse.example")
WORST = 0.5
_STATUS = re.compile(r"score=(-?[\d.]+)")
_RULE = re.compile(r"^\s*(-?\d+\.\d)\s+([A-Z][A-Z0-9_]+)\s", re.MULTILINE)


def main(arguments: list[str] | None = None) -> int:
    """Score them all; 1 when a rule above 0.5 hits a letter."""
    argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter).parse_args(arguments)
    if shutil.which("spamassassin") is None:
        print("spamassassin is not installed: apt-get install spamassassin", file=sys.stderr)
        return 2
    named: dict[str, tuple[str, str]] = {}
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "letters"
        box = mailbox.mbox(path)
        moment = dt.datetime.now(dt.UTC).replace(microsecond=0)
        for language in LANGUAGES:
            for letter, rendered in letters_of(language):
                sender = Sender(*SENDERS[language], "teahouse")
                rendered = replace(rendered, key=f"{language}:{rendered.key}")
                content = letter_bytes(rendered, sender, moment, "", False, "", LINKS)
                relayed = (
                    f"Received: from mail.teahouse.example (mail.teahouse.example [5.9.44.10])\r\n"
                    f"\tby mx.example.org with ESMTPS id 4Xk2;\r\n\t{moment:%a, %d %b %Y %H:%M:%S} +0000\r\n"
                ).encode()
                box.add(relayed + content)
                named[_identity(content)] = letter, language
        box.flush()
        done = subprocess.run(
            ["spamassassin", "-L", "-t", "--mbox", str(path)], capture_output=True, check=True
        )  # fmt: skip
        scored = Path(folder) / "scored"
        scored.write_bytes(done.stdout)
        return _told(named, [message.as_bytes() for message in mailbox.mbox(scored)])


def letters_of(language: str) -> Iterator[tuple[str, Rendered]]:
    """Every shipped letter in that language: those of occasions for five people, the others for one."""
    known = set()
    for letter, _, rendered in shipped_to_everybody(language):
        known.add(letter)
        yield letter, rendered
    task = {"action": "1", "due": "2", "whom": "3", "hour": "4", "say": "5", "gift": "6", "why": "7"}
    given = facts(
        name=PEOPLE[language][1], first_name=PEOPLE[language][1].split()[language == "ru"],
        greeting=GREETED[language][1], manager=PEOPLE[language][0], sender_name=SENDERS[language][0], product="12",
        unsubscribe=LINKS[0], confirm=LINKS[0], summary="1", tasks=[task], years=3,
        purpose=words_of(language).choice("mailing_purpose", "news"),
    )  # fmt: skip
    others = [letter for letter, spoken in letters_in([SHIPPED]) if spoken == language and letter not in known]
    requests = [LetterRequest(f"{letter}:x", letter, language, "maria@example.org", given) for letter in others]
    for outcome in render_letters([SHIPPED], requests, team=language):
        yield outcome.letter, written(outcome)


def _identity(content: bytes) -> str:
    found = re.search(rb"^Message-ID:\s*(<[^>]+>)", content, re.MULTILINE | re.IGNORECASE)
    assert found is not None
    return found[1].decode()


def _told(named: dict[str, tuple[str, str]], scored: list[bytes]) -> int:
    assert len(named) == len(scored), (len(named), len(scored))
    scores: dict[tuple[str, str], float] = {}
    rules: dict[tuple[str, str], dict[str, float]] = defaultdict(dict)
    for content in scored:
        name, text = named[_identity(content)], content.decode("utf-8", "replace")
        found = _STATUS.search(text)
        assert found is not None, text[:500]
        scores[name] = max(scores.get(name, -99.0), float(found[1]))
        for points, rule in _RULE.findall(text):
            rules[name][rule] = max(rules[name].get(rule, -99.0), float(points))
    print(f"{len(named)} letters, {len(scores)} letters by language; 5.0 is spam")
    worst = 0
    for name in sorted(scores, key=lambda each: -scores[each]):
        told = ", ".join(f"{rule} {points}" for rule, points in sorted(rules[name].items()) if points > 0.1)
        worst += any(points > WORST for points in rules[name].values())
        print(f"{scores[name]:5.1f}  {name[0]:20}{name[1]:4}{told}")
    print(f"letters with a rule above {WORST}: {worst}")
    return 1 if worst else 0


if __name__ == "__main__":
    sys.exit(main())
