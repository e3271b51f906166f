"""Templates that try to break out, to hang or to fill the memory: all are stopped, and the other letters still come."""

import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from sheetcrm.mail.guarded_render import Limits
from sheetcrm.mail.letters import LetterRequest, render_letters
from tests.mail.writing import facts, failed, write_letter, write_one, written

QUICK = Limits(cpu=1.0, wall=20.0)
LONG = "x" * 30_000

REFUSED = [
    "{{ ''.__class__.__mro__ }}",
    "{{ ''['__class__'] }}",
    "{{ ''|attr('__class__') }}",
    "{{ ''|attr('format') }}",
    "{{ cycler.__init__.__globals__ }}",
    "{{ row.update({'a': 1}) }}",
    "{{ row.clear() }}",
    "{% for i in range(99999) %}{% for j in range(99999) %}{% endfor %}{% endfor %}",
    "{{ 'a' * 10**10 }}",
    "{{ [1] * 10**9 }}",
    "{{ 'a' * 10000000000 }}",
    "{% set ns = namespace(x='a') %}{% for i in '0123456789' %}{% set ns.x = ns.x ~ ns.x %}{% endfor %}",
    "{{ '%2000000000d'|format(1) }}",
    "{{ '%2000000000d' % 1 }}",
    "{{ '{:>2000000000}'.format(1) }}",
    "{{ 'a'|center(2000000000) }}",
    "{{ 'a'|indent(2000000000) }}",
    "{{ 'a'.zfill(2000000000) }}",
    "{{ 'a'|batch(1000000000)|list }}",
    "{{ 'aaaaaaaaaa'|replace('a', 'aaaaaaaaaa')|replace('a', 'aaaaaaaaaa') }}",
    "{{ lipsum(n=1000000) }}",
    "{% macro m(n) %}{{ m(n - 1) }}{{ m(n - 1) }}{% endmacro %}{{ m(60) }}",
    "{{ 'a b'|wordwrap(1, wrapstring='x' * 1000) }}",
    "{% if age %}{{ 9**(9**9) }}{% endif %}",
    "{% if false %}{{ 9**(9**9) }}{% endif %}",
    "{{ 1.5|round(999999999, 'ceil') }}",
    "{% include '/etc/passwd' %}",
    "{% import 'x' as x %}",
    "{% extends 'x' %}",
    "{% block a %}{% endblock %}",
    "{% filter upper %}a{% endfilter %}",
    "{% raw %}{{ x }}{% endraw %}",
    "{{ self._TemplateReference__context }}",
    "{{ row.items() }}",
    "{{ row.items }}",
    "{{ row }}",
    "{{ '<b>'|safe }}",
    "{{ row|tojson }}",
    "{{ row|pprint }}",
    "{% for a in 'ab' recursive %}{{ loop('ab') }}{% endfor %}",
    "{% for a in name %}{% for b in name %}{% for c in name %}x{% endfor %}{% endfor %}{% endfor %}",
    "{{ row.__init__ }}",
    "{{ greeting.upper.__self__ }}",
    "{{ " + "9" * 5000 + " }}",
    "{{ " + "(" * 5000 + "1" + ")" * 5000 + " }}",
    "{{ " + "not " * 5000 + "1 }}",
    "{% if age %}" * 200 + "a" + "{% endif %}" * 200,
    "{{ age }}" * 20_000,
    "{{ ((name ~ name) * 99)|dative }}",
    "{{ 99999999999999999999999|count('a', 'b') }}",
    "{{ 5|count('a', '" + "b" * 60_000 + "') }}",
    "{{ 5|plural(*row) }}",
    "{{ 1e308|money('EUR') }}",
    "{{ client.__class__ }}",
    "{{ client.format }}",
    "{{ client._mangled }}",
    "{{ (client|greeting).__class__ }}",
    "{{ name|date(style=row) }}",
    "{{ _person.name }}",
    "{{ _remarks }}",
    "{{ 1 ",
    "{% if %}",
]


@pytest.mark.parametrize("body", REFUSED, ids=lambda body: body[:40])
def test_a_hostile_template_makes_no_letter_and_takes_no_time(tmp_path: Path, body: str) -> None:
    start = time.monotonic()
    fault = failed(write_one(tmp_path, "Hello\n\n" + body, limits=QUICK))
    assert fault.code in {
        "template-not-allowed", "template-syntax", "template-too-heavy", "template-too-long", "value-unusable",
        "field-unknown", "template-html",
    }  # fmt: skip
    assert "?" not in fault.sentence.split(":")[0]
    assert time.monotonic() - start < 15


def test_what_is_not_available_is_named_with_its_line_and_what_is(tmp_path: Path) -> None:
    fault = failed(write_one(tmp_path, "a\n\nb\n{{ name|center(9) }}"))
    assert (fault.code, fault.details["line"], fault.details["what"]) == (
        "template-not-allowed",
        4,
        "the filter `center`",
    )
    assert "upper" in str(fault.details["available"])


def test_loops_over_long_texts_are_stopped_by_the_clock_of_the_child(tmp_path: Path) -> None:
    body = "{% for a in name %}{% for b in name %}{% if a == 'y' and b == 'z' %}c{% endif %}{% endfor %}{% endfor %}a"
    start = time.monotonic()
    fault = failed(write_one(tmp_path, body, name=LONG, limits=Limits(cpu=1.0, wall=60.0)))
    assert fault.code == "template-too-heavy"
    assert time.monotonic() - start < 30


def test_a_letter_that_grows_too_long_is_stopped(tmp_path: Path) -> None:
    assert failed(write_one(tmp_path, "{% for a in name %}{{ name }}{% endfor %}", name=LONG)).code == "letter-too-long"


def test_a_letter_that_fills_the_memory_is_stopped(tmp_path: Path) -> None:
    joined = " ~ ".join(["name"] * 4000)
    limits = Limits(memory=150 * 2**20)
    fault = failed(write_one(tmp_path, "{{ (" + joined + ")[:1] }}", name=LONG, limits=limits))
    assert fault.code == "template-too-heavy"


def test_the_letters_before_and_after_a_hostile_one_are_written(tmp_path: Path) -> None:
    write_letter(tmp_path, "Hello {{ first_name }}")
    slow = "{% for a in name %}{% for b in name %}{% if a == 'y' %}c{% endif %}{% endfor %}{% endfor %}Hello"
    write_letter(tmp_path, slow, name="slow")
    long = facts(name=LONG)
    requests = [
        LetterRequest("1", "note", "en", "a@x.test", facts()),
        LetterRequest("2", "slow", "en", "a@x.test", long),
        LetterRequest("3", "note", "en", "a@x.test", facts()),
        LetterRequest("4", "slow", "en", "a@x.test", facts()),
        LetterRequest("5", "slow", "en", "a@x.test", long),
        LetterRequest("6", "slow", "en", "a@x.test", long),
        LetterRequest("7", "note", "en", "a@x.test", facts()),
        LetterRequest("8", "slow", "en", "a@x.test", facts()),
    ]
    outcomes = render_letters([tmp_path], requests, limits=Limits(cpu=0.5, breaks=2))
    assert [outcome.key for outcome in outcomes] == list("12345678")
    for place in (0, 2, 3, 6):
        written(outcomes[place])
    for place in (1, 4, 5, 7):
        assert failed(outcomes[place]).code == "template-too-heavy"


def test_many_letters_go_through_several_children_in_order(tmp_path: Path) -> None:
    write_letter(tmp_path, "Hello {{ name }}")
    requests = [LetterRequest(str(n), "note", "en", "a@x.test", facts(name=f"N{n}")) for n in range(25)]
    outcomes = render_letters([tmp_path], requests, limits=Limits(letters=10))
    assert [written(outcome).text for outcome in outcomes] == [f"Hello N{n}\n" for n in range(25)]
    small = Limits(output=8_000)
    assert [written(outcome).text for outcome in render_letters([tmp_path], requests, limits=small)] == [
        f"Hello N{n}\n" for n in range(25)
    ]


LOCKED = """
import sys
from sheetcrm.mail.guarded_render import _lock_in
_lock_in(300 * 2**20, 1000)
for attempt in (lambda: open("/etc/hostname"), lambda: "a" * 10**10, lambda: __import__("socket").socket()):
    try:
        attempt()
    except (OSError, MemoryError, ImportError) as error:
        print(type(error).__name__)
"""


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no such limits")
def test_the_child_can_open_no_file_no_socket_and_no_large_memory() -> None:
    done = subprocess.run([sys.executable, "-c", LOCKED], capture_output=True, text=True, check=True)
    assert len(done.stdout.split()) == 3, done.stdout


def test_no_secret_of_the_surroundings_reaches_the_child(monkeypatch: pytest.MonkeyPatch) -> None:
    from sheetcrm.mail.guarded_render import _bare_environment

    monkeypatch.setenv("SMTP_PASSWORD", "secret")
    assert "SMTP_PASSWORD" not in _bare_environment()


@pytest.mark.skipif(not hasattr(signal, "pthread_sigmask"), reason="Windows has no such signals")
def test_signals_that_the_parent_ignores_still_stop_the_child(tmp_path: Path) -> None:
    body = "{% for a in name %}{% for b in name %}{% if a == 'y' %}c{% endif %}{% endfor %}{% endfor %}a"
    before = signal.signal(signal.SIGPROF, signal.SIG_IGN)
    signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGPROF})
    try:
        fault = failed(write_one(tmp_path, body, name=LONG, limits=Limits(cpu=0.5)))
    finally:
        signal.pthread_sigmask(signal.SIG_UNBLOCK, {signal.SIGPROF})
        signal.signal(signal.SIGPROF, before)
    assert fault.code == "template-too-heavy"
