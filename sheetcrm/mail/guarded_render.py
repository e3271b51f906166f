"""Filling letters in a child program with little memory, little time and no files: what goes wrong there ends there.

The parent never parses a template. A letter that breaks the child fails, the others are made by the next child.
"""

import contextlib
import json
import os
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any

from sheetcrm.errors import MailUnusable
from sheetcrm.mail.facts import facts_from_json
from sheetcrm.mail.faults import TemplateFault
from sheetcrm.mail.reasons import Remark


@dataclass(frozen=True, slots=True)
class Limits:
    """What a child may use. `memory` and `output` in bytes; times in seconds, for one letter with its compilation."""

    memory: int = 512 * 2**20
    output: int = 64 * 2**20
    cpu: float = 3.0
    wall: float = 30.0
    letters: int = 5_000
    breaks: int = 3


Answer = tuple[str, str, str, tuple[Remark, ...], str] | TemplateFault
_READ_AT_ONCE = 2**20
_PAUSE = 0.002


def render_guarded(
    templates: Mapping[str, Mapping[str, Any]],
    jobs: Sequence[tuple[str, Mapping[str, Any]]],
    limits: Limits,
    known: Collection[str] = (),
) -> Iterator[Answer]:
    """Yield what each job (template, facts as JSON) gives, or why it gives nothing, in their order.

    That is subject, HTML, text, remarks and the lines of attachments. Each comes as soon as it is made, while the
    child goes on. With `known` nothing is filled: templates are compiled and their fields compared with the known
    ones; the answer of a sound one is empty texts and no remark. A template that breaks the child while it is compiled,
    or `limits.breaks` times, is not tried again.
    """
    answers: dict[int, Answer] = {}
    given = 0
    broken: dict[str, int] = {}
    waiting = list(range(len(jobs)))
    while waiting:
        batch: list[int] = []
        rest: list[int] = []
        for number in waiting:
            template = jobs[number][0]
            if broken.get(template, 0) >= limits.breaks:
                answers[number] = TemplateFault("template-too-heavy", file=template)
            else:
                (batch if len(batch) < limits.letters else rest).append(number)
        compiled: set[str] = set()
        kind, answered = "", 0
        for kind, *said in _run_child(templates, [jobs[number] for number in batch], limits, known):
            if kind == "compiled":
                compiled.add(said[0])
            elif kind in ("letter", "fault") and answered < len(batch):
                answers[batch[answered]] = _answer(kind, said)
                answered += 1
                while given in answers:
                    yield answers.pop(given)
                    given += 1
        unanswered = batch[answered:]
        if unanswered and kind != "paused":
            guilty = unanswered.pop(0)
            template = jobs[guilty][0]
            answers[guilty] = TemplateFault("template-too-heavy", file=template)
            broken[template] = broken.get(template, 0) + 1 if template in compiled else limits.breaks
        waiting = unanswered + rest
    for number in range(given, len(jobs)):
        yield answers.pop(number)


def _run_child(
    templates: Mapping[str, Mapping[str, Any]],
    jobs: Sequence[tuple[str, Mapping[str, Any]]],
    limits: Limits,
    known: Collection[str],
) -> Iterator[list[Any]]:
    """Yield what a child says, line by line, up to its end or the letter that broke it; without jobs there is none."""
    if not jobs:
        return
    names = {template for template, _ in jobs}
    asked = {
        "limits": [limits.memory, limits.output, limits.cpu, limits.wall],
        "templates": {name: templates[name] for name in names},
        "jobs": jobs,
        "known": list(known),
    }
    until = time.monotonic() + limits.wall * 2 + 0.2 * len(jobs)
    with (
        tempfile.TemporaryFile() as asking,
        tempfile.TemporaryFile() as answers,
        tempfile.TemporaryFile() as complaints,
    ):
        asking.write(json.dumps(asked, ensure_ascii=False).encode("utf-8", "surrogatepass"))
        asking.seek(0)
        heard = False
        with _child(asking, answers, complaints) as child:
            for line in _lines_of(child, answers, limits.output, until):
                heard = True
                yield json.loads(line)
        if not heard:
            complaints.seek(0, os.SEEK_END)
            complaints.seek(-min(complaints.tell(), 400), os.SEEK_CUR)
            raise MailUnusable("renderer-unavailable", reason=complaints.read().decode("utf-8", "replace").strip())


@contextlib.contextmanager
def _child(asking: IO[bytes], answers: IO[bytes], complaints: IO[bytes]) -> Iterator[subprocess.Popen[bytes]]:
    """The child at work; it ends with the block, whatever it was doing."""
    try:
        child = subprocess.Popen(
            [sys.executable, "-P", "-X", "utf8", "-m", "sheetcrm.mail.guarded_render"],
            stdin=asking,
            stdout=answers,
            stderr=complaints,
            env=_bare_environment(),
        )
    except OSError as error:
        raise MailUnusable("renderer-unavailable", reason=str(error)) from error
    try:
        yield child
    finally:
        child.kill()
        child.wait()


def _lines_of(child: subprocess.Popen[bytes], answers: IO[bytes], most: int, until: float) -> Iterator[bytes]:
    """Yield each whole line of the answers as it comes; at the moment `until` the child has had time enough."""
    rest = b""
    read = 0
    while read < most:
        over = child.poll() is not None  # asked before reading, so that nothing it wrote last is missed
        fresh = _read_at(answers, read, min(_READ_AT_ONCE, most - read), over)
        read += len(fresh)
        *lines, rest = (rest + fresh).split(b"\n")
        yield from (line for line in lines if line.startswith(b"["))
        if fresh:
            continue
        if over:
            return
        if time.monotonic() > until:
            child.kill()
        time.sleep(_PAUSE)


def _read_at(file: IO[bytes], at: int, most: int, over: bool) -> bytes:
    """What stands there. Where the child writes must not be moved before its end; not every system can read without."""
    if hasattr(os, "pread"):
        return os.pread(file.fileno(), most, at)
    if not over:
        return b""
    file.seek(at)
    return file.read(most)


def _answer(kind: str, said: Sequence[Any]) -> Answer:
    if kind == "fault":
        return TemplateFault(said[0], **said[1])
    return said[0], said[1], said[2], tuple(Remark(*remark) for remark in said[3]), said[4]


def _bare_environment() -> dict[str, str]:
    """What the child needs to start: no secret of this program's surroundings reaches it."""
    kept = {name: os.environ[name] for name in ("SYSTEMROOT", "PATH", "LD_LIBRARY_PATH") if name in os.environ}
    return kept | {
        "PYTHONPATH": os.pathsep.join(entry or str(Path.cwd()) for entry in sys.path),
        "PYTHONDONTWRITEBYTECODE": "1",
    }


def _live_as_child(asked: Mapping[str, Any], answers: IO[bytes]) -> None:
    """Answer every job in turn, one line each, under limits that were set before the first template is looked at."""
    from sheetcrm.mail.compiled_letter import CompiledLetter, compile_letter, warm_up

    templates = asked["templates"]
    warm_up(templates.values())
    memory, output, cpu, wall = asked["limits"]
    _lock_in(memory, output)
    watch = _stopwatch(cpu, wall)
    said = _say(answers, "ready")
    ready: dict[str, CompiledLetter | TemplateFault] = {}
    known = frozenset(asked["known"])
    for name, facts in asked["jobs"]:
        if said > output // 2:
            _say(answers, "paused")
            return
        watch()
        try:
            if name not in ready:
                try:
                    ready[name] = compile_letter(templates[name])
                except TemplateFault as fault:
                    ready[name] = fault
                said += _say(answers, "compiled", name)
            letter = ready[name]
            if isinstance(letter, TemplateFault):
                raise letter
            if known:
                letter.check_names(known)
                said += _say(answers, "letter", "", "", "", (), "")
                continue
            said += _say(answers, "letter", *letter.fill(facts_from_json(facts)))
        except TemplateFault as fault:
            said += _say(answers, "fault", fault.code, fault.details)
        except (MemoryError, RecursionError):
            said += _say(answers, "fault", "template-too-heavy", {"file": name})


def _say(answers: IO[bytes], *said: object) -> int:
    """One line of the answers, at once; how many bytes it has."""
    line = json.dumps(said, ensure_ascii=False).encode("utf-8", "surrogatepass") + b"\n"
    answers.write(line)
    answers.flush()
    return len(line)


def _lock_in(memory: int, output: int) -> None:
    """Give up what a template has no need of; a system without these limits is held by the parent's clock alone."""
    try:
        import resource
    except ImportError:
        return
    for name, limit in (("RLIMIT_AS", memory), ("RLIMIT_FSIZE", output), ("RLIMIT_NPROC", 0), ("RLIMIT_CORE", 0)):
        with contextlib.suppress(AttributeError, ValueError, OSError):
            resource.setrlimit(getattr(resource, name), (limit, limit))
    with contextlib.suppress(ValueError, OSError):
        resource.setrlimit(resource.RLIMIT_NOFILE, (3, 3))


def _stopwatch(cpu: float, wall: float) -> Callable[[], object]:
    """What starts the clocks of a letter anew; they end this very process, also where Python code hangs in C."""
    if not hasattr(signal, "setitimer"):
        return lambda: None
    for deadly in (signal.SIGPROF, signal.SIGALRM):
        signal.signal(deadly, signal.SIG_DFL)
    signal.pthread_sigmask(signal.SIG_UNBLOCK, {signal.SIGPROF, signal.SIGALRM})
    return lambda: (signal.setitimer(signal.ITIMER_PROF, cpu), signal.setitimer(signal.ITIMER_REAL, wall))


if __name__ == "__main__":
    _live_as_child(json.loads(sys.stdin.buffer.read()), sys.stdout.buffer)
