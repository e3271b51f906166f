"""Letters: what is asked for, what came of it, and the way from folders of templates to finished texts.

One failed letter never stops the others, and no letter is ever half filled.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path
from typing import Any

from sheetcrm.errors import MailUnusable
from sheetcrm.mail.addressee import UNPRINTED, is_needed_for_names, uses_names
from sheetcrm.mail.enclosures import Enclosure
from sheetcrm.mail.facts import facts_to_json
from sheetcrm.mail.faults import SENTENCES, TemplateFault, sentence
from sheetcrm.mail.folders import Sources, find_letter, letters_in
from sheetcrm.mail.guarded_render import Answer, Limits, render_guarded
from sheetcrm.mail.reasons import Remark, explained
from sheetcrm.mail.shelf import Shelf
from sheetcrm.words import words_of

FACTS = (
    "greeting", "name", "first_name", "client", "company", "manager", "sender_name", "sender_address", "date", "age",
    "years", "product", "last_product", "bought_on", "runs_out_on", "holiday", "purpose", "unsubscribe",
    "confirm", "row", "summary", "tasks",
)  # fmt: skip
"""What templates can count on; `row` holds the client's row by header, without notes and flagged columns."""

_UNSURE = "greeting_unsure"
"""The fact that tells that `greeting` is a safe one for want of a sex or a name; no template sees it."""

_GREETING_IN_USE = re.compile(r"\{[{%][^}]*(?<![|\w.])\s*greeting\b(?!\s*\()")
_LIMITS = Limits()


@dataclass(frozen=True, slots=True)
class LetterRequest:
    """One letter wanted: `key` makes it happen once, `to` is the address, `facts` what the template sees.

    `written`: language -> subject and body where the letter is written in the sheet; the same for all of one letter.
    """

    key: str
    letter: str
    language: str
    to: str
    facts: Mapping[str, Any] = field(default_factory=dict)
    written: Mapping[str, tuple[str, str]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Rendered:
    """One finished letter; `language` is the one it is written in, which may be the fallback.

    `remarks` tell what a person should know before it goes: where a safe form stands for want of a certain one.
    `pictures` are shown by the HTML, `attachments` travel beside it; both are read when the bytes are made.
    """

    key: str
    letter: str
    language: str
    to: str
    subject: str
    html: str
    text: str
    remarks: tuple[Remark, ...] = ()
    pictures: tuple[Enclosure, ...] = ()
    attachments: tuple[Enclosure, ...] = ()


@dataclass(frozen=True, slots=True)
class LetterFailed:
    """One letter that could not be made; `code` and `details` as in `faults`, `language` the one asked for.

    `team` is the language in which it is explained.
    """

    key: str
    letter: str
    language: str
    code: str
    details: Mapping[str, object] = field(default_factory=dict)
    team: str = "en"

    @property
    def sentence(self) -> str:
        """What is wrong and what to do, in the team's language."""
        details = {"letter": self.letter, "language": self.language, **self.details}
        if self.team == "en" and self.code in SENTENCES:
            return sentence(self.code, details)
        return words_of(self.team).error(self.code, **details)


def render_letters(
    folders: Sequence[Path],
    requests: Sequence[LetterRequest],
    fallback: str | None = None,
    limits: Limits = _LIMITS,
    team: str | None = None,
    attachments: Path | None = None,
) -> list[Rendered | LetterFailed]:
    """Every letter or why it failed, in the order of the requests; as `render_each`, but all at once."""
    return list(render_each(folders, requests, fallback, limits, team, attachments))


def render_each(
    folders: Sequence[Path],
    requests: Sequence[LetterRequest],
    fallback: str | None = None,
    limits: Limits = _LIMITS,
    team: str | None = None,
    attachments: Path | None = None,
) -> Iterator[Rendered | LetterFailed]:
    """Yield every letter or why it failed, in the order of the requests, each as soon as it is made.

    The next ones are made meanwhile, by another program. Of several folders the first that has a letter in a language
    gives it, so a team's own folder goes before the shipped one. Without the wanted language the fallback is taken;
    without a fallback the letter fails. `team` is the language in which cells are typed and faults explained; left out
    it is the fallback. `attachments` is the folder of the files that attachments.txt names, by default `attachments` of
    the folder of templates that has the letter. MailUnusable when the renderer itself cannot be started.
    """
    wanted = {(request.letter, request.language) for request in requests}
    written = {request.letter: request.written for request in requests}
    found = {pair: _found(folders, *pair, fallback, written[pair[0]]) for pair in wanted}
    team = team or fallback or "en"
    sources = _sources(found, team)
    prepared = [_prepared(request, found[request.letter, request.language]) for request in requests]
    answers = render_guarded(sources, [job for job in prepared if not isinstance(job, TemplateFault)], limits)
    shelf = Shelf(folders, attachments)
    for request, job in zip(requests, prepared, strict=True):
        answer = job if isinstance(job, TemplateFault) else next(answers)
        yield _outcome(request, answer, found[request.letter, request.language], team, shelf)


def check_letters(folders: Sequence[Path], limits: Limits = _LIMITS, team: str = "en") -> list[LetterFailed]:
    """What is wrong with the templates themselves, before anybody is written to; the key is letter/language."""
    pairs = letters_in(folders)
    found = {pair: _found(folders, *pair, None) for pair in pairs}
    sources = _sources(found, team)
    answers = dict(zip(sources, render_guarded(sources, [(name, {}) for name in sources], limits, FACTS), strict=True))
    faults = []
    for letter, language in pairs:
        files, key = found[letter, language], f"{letter}/{language}"
        fault = files if isinstance(files, TemplateFault) else answers[key]
        if isinstance(fault, TemplateFault):
            fault = explained(fault, team)
            faults.append(LetterFailed(key, letter, language, fault.code, fault.details, team))
    return faults


def faults_of_written(
    folders: Sequence[Path], written: Mapping[str, Mapping[str, tuple[str, str]]], team: str
) -> Mapping[tuple[str, str], str]:
    """Why letters written in the sheet cannot be made: (name, language) -> a sentence in the team's language.

    Nothing is said while the renderer itself cannot be started: it is told when a letter is to be made.
    """
    if not written:
        return {}
    told = tuple((name, tuple(sorted(texts.items()))) for name, texts in sorted(written.items()))
    try:
        return _faults_of_written(tuple(folders), told, team)
    except MailUnusable:
        return {}


@lru_cache(maxsize=4)
def _faults_of_written(
    folders: tuple[Path, ...], told: tuple[tuple[str, tuple[tuple[str, tuple[str, str]], ...]], ...], team: str
) -> Mapping[tuple[str, str], str]:
    """As `faults_of_written`; a run asks twice and more."""
    written = {name: dict(texts) for name, texts in told}
    pairs = [(letter, language) for letter, texts in written.items() for language in texts]
    found = {pair: _found(folders, *pair, None, written[pair[0]]) for pair in pairs}
    sources = _sources(found, team)
    answers = dict(zip(sources, render_guarded(sources, [(name, {}) for name in sources], _LIMITS, FACTS), strict=True))
    faults = {}
    for pair in pairs:
        files = found[pair]
        fault = files if isinstance(files, TemplateFault) else answers[_name(pair[0], files)]
        if isinstance(fault, TemplateFault):
            fault = explained(fault, team)
            faults[pair] = LetterFailed("", *pair, fault.code, fault.details, team).sentence
    return faults


def _found(
    folders: Sequence[Path], letter: str, language: str, fallback: str | None,
    written: Mapping[str, tuple[str, str]] | None = None,
) -> Sources | TemplateFault:  # fmt: skip
    try:
        return find_letter(folders, letter, language, fallback, written)
    except TemplateFault as fault:
        return fault


def _sources(found: Mapping[tuple[str, str], Sources | TemplateFault], team: str) -> dict[str, Sources]:
    """The templates that are there, by name, each with the team's language."""
    return {
        _name(pair[0], files): {**files, "team": team}
        for pair, files in found.items()
        if not isinstance(files, TemplateFault)
    }


def _name(letter: str, files: Sources) -> str:
    return f"{letter}/{files['language']}"


def _prepared(request: LetterRequest, files: Sources | TemplateFault) -> tuple[str, Mapping[str, Any]] | TemplateFault:
    if isinstance(files, TemplateFault):
        return files
    try:
        return _name(request.letter, files), facts_to_json(_used(request.facts, files))
    except TemplateFault as fault:
        return fault


def _used(facts: Mapping[str, Any], files: Sources) -> dict[str, Any]:
    """The facts that the files can show; what they do not even name stays here, and only its name goes to the child."""
    texts = tuple(part[1] for part in files.values() if isinstance(part, tuple))
    return {
        name: value if _is_shown(name, texts) else None
        for name, value in facts.items()
        if name != _UNSURE and (name not in UNPRINTED or _is_shown(name, texts))
    }


@lru_cache(maxsize=4096)
def _is_shown(fact: str, texts: tuple[str, ...]) -> bool:
    if is_needed_for_names(fact) and uses_names(texts):
        return True
    return fact not in UNPRINTED and any(fact in text for text in texts)


def facts_in_use(folders: Sequence[Path], letter: LetterRequest, fallback: str | None = None) -> dict[str, Any]:
    """The facts that the templates of a letter name and that are not empty; nothing where there is no such letter."""
    files = _found(folders, letter.letter, letter.language, fallback, letter.written)
    if isinstance(files, TemplateFault):
        return {}
    used = _used(letter.facts, files)
    return {name: value for name, value in used.items() if name not in UNPRINTED and value not in (None, "")}


def _outcome(
    request: LetterRequest, answer: Answer, files: Sources | TemplateFault, team: str, shelf: Shelf
) -> Rendered | LetterFailed:  # fmt: skip
    if isinstance(answer, TemplateFault):
        answer = explained(answer, team)
        return LetterFailed(request.key, request.letter, request.language, answer.code, answer.details, team)
    written_in = request.language if isinstance(files, TemplateFault) else str(files["language"])
    subject, html, text, remarks, lines = answer
    before = _remarks_on(request.facts, files)
    remarks = (*before, *(remark for remark in remarks if remark not in before))
    try:
        html, pictures, attached = shelf.enclosures(html, lines, files)
    except MailUnusable as error:
        return LetterFailed(request.key, request.letter, request.language, error.code, error.details, team)
    return Rendered(
        request.key, request.letter, written_in, request.to, subject, html, text, remarks, pictures, attached
    )


def _remarks_on(facts: Mapping[str, Any], files: Sources | TemplateFault) -> tuple[Remark, ...]:
    """What is to be said of a greeting that was made before: a safe one, where the letter prints it."""
    if isinstance(files, TemplateFault) or not facts.get(_UNSURE):
        return ()
    texts = tuple(part[1] for part in files.values() if isinstance(part, tuple))
    if not any(_GREETING_IN_USE.search(text) for text in texts):
        return ()
    return (Remark("greeting-unsure", {"value": str(facts.get("name") or ""), "used": str(facts.get("greeting"))}),)
