"""From the files of a letter to HTML and text with marks in place of code; partials stand where they are included.

Used in the guarded child only. A partial is put in before anything is compiled: nothing is looked up while filling.
"""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from html import escape
from urllib.parse import quote

from jinja2 import Environment

from sheetcrm.mail.faults import TemplateFault, faults_in
from sheetcrm.mail.folders import INCLUDE, PARTIAL
from sheetcrm.mail.html_checks import check_html, name_pictures
from sheetcrm.mail.marks import Marks, marks_for
from sheetcrm.mail.markup import html_from_markdown, text_from_html
from sheetcrm.mail.sandbox import environment_of
from sheetcrm.mail.templates import check_whole, split_code

SOURCE_LIMIT = 100_000
DEEPEST = 3
_BLOCK = re.compile(r"<(?:p|h[1-6]|ul|ol|table|div|blockquote|hr|section|article|header|footer)\b", re.I)
_OPEN = re.compile(r"<(/?)(?:p|h[1-6])\b", re.I)
_ONE_PARAGRAPH = re.compile(r"\s*<p>((?:(?!</?p\b).)*)</p>\s*", re.S | re.I)
_KINDS = {".html": (".html", ".md", ".txt"), ".md": (".md", ".html", ".txt")}


@dataclass(slots=True)
class Kit:
    """What the files of one letter share while they are put together; `room` is what partials may still take."""

    html: Environment
    plain: Environment
    marks: Marks
    partials: Mapping[str, tuple[str, str]]
    room: int = SOURCE_LIMIT
    texts: list[str] = field(default_factory=list)


def kit_for(language: str, team: str, sources: Mapping[str, tuple[str, str]]) -> Kit:
    """The kit for one letter, from all its files: name of a part -> its file as shown to people, and its text."""
    partials = {name.removeprefix(PARTIAL): part for name, part in sources.items() if name.startswith(PARTIAL)}
    marks = marks_for(text for _, text in sources.values())
    return Kit(environment_of(language, team, True), environment_of(language, team, False), marks, partials)


def whole_html(kit: Kit, file: str, text: str) -> str:
    """The HTML of a file, .md or .html, with all its partials; checked."""
    return _html(kit, file, text, (), spoken=False)


def whole_text(kit: Kit, file: str, text: str) -> str:
    """The plain text of a file: of .txt as it stands, of the others as their HTML reads; with all its partials."""
    return _text(kit, file, text, ())


def whole_lines(kit: Kit, file: str, text: str) -> str:
    """The lines of attachments.txt, quoted as in a link but for * ? / and #; what fields say will stand in braces."""
    kept = _without_lines_of_tags(split_code(text, kit.plain, file, kit.marks), kit.marks)
    pieces, at = [], 0
    for found in kit.marks.pattern.finditer(kept):
        if kit.marks.code[int(found[1])].startswith("{{"):
            kit.marks.modes[int(found[1])] = "path_part"
        pieces += [quote(kept[at : found.start()], safe="*?/#\n "), found[0]]
        at = found.end()
    return "".join([*pieces, quote(kept[at:], safe="*?/#\n ")])


def _html(kit: Kit, file: str, text: str, within: tuple[str, ...], *, spoken: bool) -> str:
    """HTML; when it is only to be spoken, partials with a text of their own leave a word that `_text` replaces."""
    kept = split_code(text, kit.html, file, kit.marks)
    with faults_in(file):
        if file.endswith(".md"):
            html = html_from_markdown(kept, kit.marks)
        elif file.endswith(".txt"):
            html = escape(kept.strip()).replace("\n", "<br>\n")
        else:
            html = kept
        check_html(html, kit.marks)
    html = name_pictures(html, kit.marks)
    if within:
        check_whole(html, kit.marks, kit.html, file)

    def put(name: str, number: int, before: str) -> str:
        in_line = _in_line(kit, number, before)
        if spoken and f"{name}.txt" in kit.partials:
            shown, own = _partial(kit, name, (".txt",), number, within)
            kit.texts.append(_text(kit, shown, own, (*within, name)))
            word = f"{kit.marks.word}t{len(kit.texts) - 1}z"
            return word if in_line else f"<p>{word}</p>"
        shown, own = _partial(kit, name, _KINDS.get(file[file.rfind(".") :], _KINDS[".html"]), number, within)
        inner = _html(kit, shown, own, (*within, name), spoken=spoken).strip()
        alone = _ONE_PARAGRAPH.fullmatch(inner)
        if in_line and alone:
            return alone[1]
        if in_line and _BLOCK.search(inner):
            reason = f"the partial `{name}` is more than one paragraph; put the include on a line of its own"
            raise TemplateFault("template-html", **_place(kit, number), reason=reason)
        return inner

    return _put_in(kit, html, put)


def _text(kit: Kit, file: str, text: str, within: tuple[str, ...]) -> str:
    if not file.endswith(".txt"):
        spoken = text_from_html(_html(kit, file, text, within, spoken=True))
        return re.sub(rf"{kit.marks.word}t(\d+)z", lambda found: kit.texts[int(found[1])], spoken)
    kept = split_code(text, kit.plain, file, kit.marks)
    if within:
        check_whole(kept, kit.marks, kit.plain, file)

    def put(name: str, number: int, before: str) -> str:
        shown, own = _partial(kit, name, (".txt", ".md", ".html"), number, within)
        return _text(kit, shown, own, (*within, name)).strip("\n")

    return _put_in(kit, _without_lines_of_tags(kept, kit.marks), put)


def _put_in(kit: Kit, text: str, put: Callable[[str, int, str], str]) -> str:
    """The text with each include replaced; `put` gets the name, the number of the mark and what stands before it."""

    def replaced(found: re.Match[str]) -> str:
        include = INCLUDE.fullmatch(kit.marks.code[int(found[1])])
        if include is None:
            return found[0]
        return put(include[1] or include[2], int(found[1]), text[: found.start()])

    return kit.marks.pattern.sub(replaced, text)


def _partial(
    kit: Kit, name: str, kinds: tuple[str, ...], number: int, within: tuple[str, ...]
) -> tuple[str, str]:  # fmt: skip
    """The file and the text of a partial, by the first of the kinds that there is."""
    if name in within or len(within) >= DEEPEST:
        raise TemplateFault("partial-nested", **_place(kit, number), name=name, limit=DEEPEST)
    found = next((kit.partials[name + kind] for kind in kinds if name + kind in kit.partials), None)
    if found is None:
        raise TemplateFault("partial-missing", **_place(kit, number), name=name)
    kit.room -= len(found[1]) + 20
    if kit.room < 0:
        raise TemplateFault("template-too-long", file=found[0], found=SOURCE_LIMIT - kit.room, limit=SOURCE_LIMIT)
    return found


def _in_line(kit: Kit, number: int, before: str) -> bool:
    """Whether the include stands within a paragraph; a fault when it stands within a tag."""
    if before.rfind("<") > before.rfind(">"):
        raise TemplateFault("template-html", **_place(kit, number), reason="an include cannot stand within a tag")
    opened = _OPEN.findall(before)
    return bool(opened) and not opened[-1]


def _place(kit: Kit, number: int) -> dict[str, object]:
    return {"file": kit.marks.files[number], "line": kit.marks.lines[number]}


def _without_lines_of_tags(text: str, marks: Marks) -> str:
    """Plain text in which a line of nothing but {% if %} and the like leaves no empty line."""

    def joined(found: re.Match[str]) -> str:
        codes = [marks.code[int(n)] for n in marks.pattern.findall(found[1])]
        tags = all(code.startswith("{%") and not INCLUDE.fullmatch(code) for code in codes)
        return found[1].strip() if tags else found[0]

    return re.sub(rf"^[ \t]*((?:{marks.word}\d+z[ \t]*)+)\n", joined, text, flags=re.M)
