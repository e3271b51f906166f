"""One letter in one language, compiled: subject, body, the page around it and the footer below it.

Used in the guarded child only.
"""

import contextlib
import datetime as dt
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Any

from markupsafe import Markup

from sheetcrm.mail.addressee import UNPRINTED, person_of, uses_names, uses_values
from sheetcrm.mail.clean_text import one_line
from sheetcrm.mail.faults import TemplateFault
from sheetcrm.mail.markup import tidy_lines
from sheetcrm.mail.reasons import Remark
from sheetcrm.mail.templates import Part, compile_body, compile_line, compile_page, ready_facts

SOURCE_LIMIT = 100_000


@dataclass(frozen=True, slots=True)
class CompiledLetter:
    """One letter in one language, ready to be filled: its own files and the page around them."""

    subject: Part
    html: Part
    text: Part
    page: Part
    footer: tuple[Part, Part] | None
    language: str

    def check_names(self, known: Collection[str]) -> None:
        """Raise a fault for the first field that no letter ever gets."""
        for part in (self.subject, self.html, self.text, *(self.footer or ())):
            part.check_names(known)
        self.page.check_names({*known, "subject", "body", "footer", "language"})

    def fill(self, facts: Mapping[str, Any]) -> tuple[str, str, str, tuple[Remark, ...]]:
        """Subject, HTML page and plain text of one letter, and what a person should know about it, each thing once."""
        remarks: list[Remark] = []
        named = {name: value for name, value in facts.items() if name not in UNPRINTED}
        ready = ready_facts(named, person_of(facts), remarks)
        subject = one_line(self.subject.fill(ready))
        text = tidy_lines(self.text.fill(ready))
        html = self.html.fill(ready)
        if not subject:
            raise TemplateFault("subject-empty", file=self.subject.file)
        if not text:
            raise TemplateFault("body-empty", file=self.text.file)
        footer = ""
        if self.footer:
            footer = self.footer[0].fill(ready)
            text += "\n\n-- \n" + tidy_lines(self.footer[1].fill(ready))
        ready |= {"subject": subject, "body": Markup(html), "footer": Markup(footer), "language": self.language}  # noqa: S704
        page = self.page.fill(ready)
        once = tuple(remark for at, remark in enumerate(remarks) if remark not in remarks[:at])
        return subject, page, text + "\n", once


def compile_letter(sources: Mapping[str, Any]) -> CompiledLetter:
    """The letter that these files make: name of a part -> its file and its text, beside `language`."""
    language, team = sources["language"], sources.get("team") or sources["language"]
    for name in ("subject", "body", "page", "footer"):
        if sources.get(name) and len(sources[name][1]) > SOURCE_LIMIT:
            found = len(sources[name][1])
            raise TemplateFault("template-too-long", file=sources[name][0], found=found, limit=SOURCE_LIMIT)
    html, text = compile_body(language, team, *sources["body"])
    return CompiledLetter(
        subject=compile_line(language, team, *sources["subject"]),
        html=html,
        text=text,
        page=compile_page(language, team, *sources["page"]),
        footer=compile_body(language, team, *sources["footer"]) if sources.get("footer") else None,
        language=language,
    )


_WARM = """{{ t|ending("é")|upper|lower|title|capitalize|trim|truncate(3)|default("a") }}{{ d|long_date }}{{ d|day }}
{{ n|round(1)|abs }}{{ (n + 1)|int }}{{ n|float }}{{ d - d }}{{ d }}[{{ t }}]({{ u }}) [a](mailto:{{ t }}?b={{ t }})
{% for e in [1, 2] %}{{ loop.index }}{{ [e]|join|length }}
{{ [e]|first }}{{ [e]|last }}{{ [e]|max }}{{ [e]|min }}{% endfor %}
{% if n is number and n is not none and t in ("a",) %}{{ t ~ n }}{% else %}{{ t[:1] }}{% endif %}"""


_WARM_VALUES = """{{ d|date }}{{ d|date("short") }}{{ d|date("day") }}{{ d|date("full") }}{{ "5"|count(FORMS) }}
{{ "8.03.2026"|date("medium") }}{{ n|money("PLN") }}{{ n|money("RON", "long") }}{{ "1 234,5 zł"|money }}"""


def warm_up(templates: Collection[Mapping[str, Any]]) -> None:
    """Load whatever the interpreter loads at first use, because no file can be opened later; no template is parsed."""
    facts = {"t": "a\u2028", "d": dt.datetime(2000, 1, 1, 1, 1), "n": 1.5, "u": "https://a.test"}
    texts = [part[1] for sources in templates for part in sources.values() if isinstance(part, list)]
    tongues = {(sources["language"], sources.get("team") or sources["language"]) for sources in templates}
    for language, team in tongues:
        page = compile_page(language, team, "base.html", "<p>{{ body }}</p>")
        line = compile_line(language, team, "subject.txt", "a")
        forms = '"a", "b", "c"' if language in ("ru", "pl") else '"a", "b"'
        body = _WARM + (_WARM_VALUES.replace("FORMS", forms) if uses_values(texts) else "")
        CompiledLetter(line, *compile_body(language, team, "body.md", body), page, None, language).fill(facts)
        for broken in ("{{", "{{ unknown }}", "{{ t|nothing }}"):
            with contextlib.suppress(TemplateFault):
                compile_line(language, team, "subject.txt", broken).fill(facts)
    if uses_names(texts):
        from sheetcrm.mail.filters import read_tables

        read_tables(language for language, _ in tongues)
