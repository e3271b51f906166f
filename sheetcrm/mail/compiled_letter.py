"""One letter in one language, compiled: subject, body, the page around it and the footer below it.

Used in the guarded child only.
"""

import contextlib
import datetime as dt
import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Any

from markupsafe import Markup

from sheetcrm.mail.addressee import UNPRINTED, person_of, uses_names, uses_values
from sheetcrm.mail.clean_text import one_line
from sheetcrm.mail.faults import TemplateFault
from sheetcrm.mail.inlining import has_styles, inline_styles, inline_template
from sheetcrm.mail.marks import Marks
from sheetcrm.mail.markup import own_lines, tidy_lines
from sheetcrm.mail.partials import SOURCE_LIMIT, kit_for, whole_html, whole_lines, whole_text
from sheetcrm.mail.reasons import Remark
from sheetcrm.mail.sandbox import ready_facts
from sheetcrm.mail.templates import Part, compile_part


@dataclass(frozen=True, slots=True)
class CompiledLetter:
    """One letter in one language, ready to be filled: its own files and the page around them."""

    subject: Part
    html: Part
    text: Part
    page: Part
    footer: tuple[Part, Part] | None
    language: str
    files: Part | None = None
    inline_each: bool = False

    def check_names(self, known: Collection[str]) -> None:
        """Raise a fault for the first field that no letter ever gets."""
        files = (self.files,) if self.files else ()
        for part in (self.subject, self.html, self.text, *files, *(self.footer or ())):
            part.check_names(known)
        self.page.check_names({*known, "subject", "body", "footer", "language"})

    def fill(self, facts: Mapping[str, Any]) -> tuple[str, str, str, tuple[Remark, ...], str]:
        """Subject, HTML page and plain text of one letter, what a person should know about it, each thing once, and
        the lines of its attachments."""
        remarks: list[Remark] = []
        named = {name: value for name, value in facts.items() if name not in UNPRINTED}
        ready = ready_facts(named, person_of(facts), remarks)
        subject = one_line(self.subject.fill(ready))
        text = self.text.fill(ready)
        text = own_lines(text) if self.text.file.endswith(".txt") else tidy_lines(text)
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
        if self.inline_each:
            page = inline_styles(page)
        files = self.files.fill(ready) if self.files else ""
        once = tuple(remark for at, remark in enumerate(remarks) if remark not in remarks[:at])
        return subject, page, text + "\n", once, files


def compile_letter(sources: Mapping[str, Any]) -> CompiledLetter:
    """The letter that these files make: name of a part -> its file and its text, beside `language`."""
    language, team = sources["language"], sources.get("team") or sources["language"]
    files = {name: (part[0], part[1]) for name, part in sources.items() if isinstance(part, list | tuple)}
    for file, text in files.values():
        if len(text) > SOURCE_LIMIT:
            raise TemplateFault("template-too-long", file=file, found=len(text), limit=SOURCE_LIMIT)
    kit = kit_for(language, team, files)

    def plain(name: str) -> Part:
        return compile_part(whole_text(kit, *files[name]), kit.marks, kit.plain, files[name][0])

    pages: dict[str, str] = {
        name: whole_html(kit, *files[name]) for name in ("page", "body", "footer") if name in files
    }
    once = _inlined(pages, kit.marks)
    page, html, *foot = [
        compile_part(text, kit.marks, kit.html, files[name][0]) for name, text in (once or pages).items()
    ]
    listed = whole_lines(kit, *files["files"]) if "files" in files else None
    return CompiledLetter(
        subject=plain("subject"),
        html=html,
        text=plain("text" if "text" in files else "body"),
        page=page,
        footer=(foot[0], plain("footer")) if foot else None,
        language=language,
        files=None if listed is None else compile_part(listed, kit.marks, kit.plain, files["files"][0]),
        inline_each=once is None,
    )


def _inlined(pages: Mapping[str, str], marks: Marks) -> Mapping[str, str] | None:
    """Page, body and footer with the styles in their tags; None where that is to be done to each finished letter.

    Body and footer are put into the page for it, so that the rules of one file reach the others, and taken out again.
    """
    page = pages["page"]
    if not has_styles("".join(pages.values())):
        return pages
    whole = page
    for name in ("body", "footer"):
        places = [found[0] for found in marks.pattern.finditer(page) if _prints(marks.code[int(found[1])], name)]
        if len(places) != (1 if name in pages else len(places)):
            return None
        if name in pages:
            edge = f"<!--{marks.word}{name}-->"
            whole = whole.replace(places[0], edge + pages[name] + edge)
    made = inline_template(whole, marks)
    if made is None:
        return None
    inlined = {}
    for name in ("body", "footer"):
        if name in pages:
            before, inlined[name], after = made.split(f"<!--{marks.word}{name}-->")
            mark = next(found[0] for found in marks.pattern.finditer(page) if _prints(marks.code[int(found[1])], name))
            made = before + mark + after
    return {"page": made, **inlined}


def _prints(code: str, name: str) -> bool:
    return re.fullmatch(rf"\{{\{{[-+]?\s*{name}\s*[-+]?\}}\}}", code) is not None


_WARM = """{{ t|ending("é")|upper|lower|title|capitalize|trim|truncate(3)|default("a") }}{{ d|long_date }}{{ d|day }}
{{ n|round(1)|abs }}{{ (n + 1)|int }}{{ n|float }}{{ d - d }}{{ d }}[{{ t }}]({{ u }}) [a](mailto:{{ t }}?b={{ t }})
{% for e in [1, 2] %}{{ loop.index }}{{ [e]|join|length }}
{{ [e]|first }}{{ [e]|last }}{{ [e]|max }}{{ [e]|min }}{% endfor %}
{% if n is number and n is not none and t in ("a",) %}{{ t ~ n }}{% else %}{{ t[:1] }}{% endif %}"""


_WARM_PAGE = """<html><head><style>p { margin: 0 } a:hover { margin: 0 } @media print { p { margin: 0 } }</style>
</head><body><img src="a.png"><a href="{{ u }}">a</a>{{ body }}</body></html>"""

_WARM_VALUES = """{{ d|date }}{{ d|date("short") }}{{ d|date("day") }}{{ d|date("full") }}{{ "5"|count(FORMS) }}
{{ "8.03.2026"|date("medium") }}{{ n|money("PLN") }}{{ n|money("RON", "long") }}{{ "1 234,5 zł"|money }}"""


def warm_up(templates: Collection[Mapping[str, Any]]) -> None:
    """Load whatever the interpreter loads at first use, because no file can be opened later; no template is parsed."""
    facts = {"t": "a\u2028", "d": dt.datetime(2000, 1, 1, 1, 1), "n": 1.5, "u": "https://a.test"}
    texts = [part[1] for sources in templates for part in sources.values() if isinstance(part, list)]
    tongues = {(sources["language"], sources.get("team") or sources["language"]) for sources in templates}
    for language, team in tongues:
        forms = '"a", "b", "c"' if language in ("ru", "pl") else '"a", "b"'
        body = _WARM + (_WARM_VALUES.replace("FORMS", forms) if uses_values(texts) else "")
        own = {"language": language, "team": team, "subject": ("subject.txt", "a"), "body": ("body.md", body)}
        more = {"page": ("base.html", _WARM_PAGE), "text": ("body.txt", body), "files": ("attachments.txt", "{{ t }}")}
        compile_letter(own | more).fill(facts)
        for broken in ("{{", "{% if t %}", "{{ unknown }}", "{{ t|nothing }}"):
            with contextlib.suppress(TemplateFault):
                compile_letter(own | {"page": ("base.html", broken)}).fill(facts)
    if uses_names(texts):
        from sheetcrm.mail.filters import read_tables

        read_tables(language for language, _ in tongues)
