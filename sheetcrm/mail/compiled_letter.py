"""One letter in one language, compiled: subject, body, the page around it and the footer below it.

Used in the guarded child only.
"""

import contextlib
import datetime as dt
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from markupsafe import Markup

from sheetcrm.mail.clean_text import one_line
from sheetcrm.mail.faults import TemplateFault
from sheetcrm.mail.markup import tidy_lines
from sheetcrm.mail.templates import Part, compile_body, compile_line, compile_page, mark_empty

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

    def fill(self, facts: Mapping[str, Any]) -> tuple[str, str, str]:
        """Subject, HTML page and plain text of one letter."""
        ready = mark_empty(facts)
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
        return subject, self.page.fill(ready), text + "\n"


def compile_letter(sources: Mapping[str, Any]) -> CompiledLetter:
    """The letter that these files make: name of a part -> its file and its text, beside `language`."""
    language = sources["language"]
    for name in ("subject", "body", "page", "footer"):
        if sources.get(name) and len(sources[name][1]) > SOURCE_LIMIT:
            found = len(sources[name][1])
            raise TemplateFault("template-too-long", file=sources[name][0], found=found, limit=SOURCE_LIMIT)
    html, text = compile_body(language, *sources["body"])
    return CompiledLetter(
        subject=compile_line(language, *sources["subject"]),
        html=html,
        text=text,
        page=compile_page(language, *sources["page"]),
        footer=compile_body(language, *sources["footer"]) if sources.get("footer") else None,
        language=language,
    )


_WARM = """{{ t|ending("é")|upper|lower|title|capitalize|trim|truncate(3)|default("a") }}{{ d|long_date }}{{ d|day }}
{{ n|round(1)|abs }}{{ (n + 1)|int }}{{ n|float }}{{ d - d }}{{ d }}[{{ t }}]({{ u }}) [a](mailto:{{ t }}?b={{ t }})
{% for e in [1, 2] %}{{ loop.index }}{{ [e]|join|length }}
{{ [e]|first }}{{ [e]|last }}{{ [e]|max }}{{ [e]|min }}{% endfor %}
{% if n is number and n is not none and t in ("a",) %}{{ t ~ n }}{% else %}{{ t[:1] }}{% endif %}"""


def warm_up(languages: Iterable[str]) -> None:
    """Load whatever the interpreter loads at first use, because no file can be opened later."""
    facts = {"t": "a\u2028", "d": dt.datetime(2000, 1, 1, 1, 1), "n": 1.5, "u": "https://a.test"}
    for language in languages:
        page = compile_page(language, "base.html", "<p>{{ body }}</p>")
        line = compile_line(language, "subject.txt", "a")
        CompiledLetter(line, *compile_body(language, "body.md", _WARM), page, None, language).fill(facts)
        for broken in ("{{", "{{ unknown }}", "{{ t|nothing }}"):
            with contextlib.suppress(TemplateFault):
                compile_line(language, "subject.txt", broken).fill(facts)
