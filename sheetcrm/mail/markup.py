"""From what a person wrote (Markdown or HTML) to safe HTML and to plain text, with marks in place of template code.

A mark is a word that Markdown and HTML leave alone; the code goes back to its place afterwards, so that no value of
a cell ever passes through Markdown.
"""

import re
from functools import lru_cache
from html.parser import HTMLParser

from markdown_it import MarkdownIt
from markdown_it.token import Token

from sheetcrm.mail.faults import TemplateFault
from sheetcrm.mail.marks import Marks

_BREAKS = frozenset({"p", "h1", "h2", "h3", "h4", "h5", "h6", "ul", "ol", "blockquote", "table", "hr"})
_LINES = frozenset({"div", "tr", "li", "br", "section", "article", "header", "footer"})
_SILENT = frozenset({"style", "script", "title", "head"})


@lru_cache(maxsize=1)
def _markdown() -> MarkdownIt:
    return MarkdownIt("commonmark", {"html": False, "breaks": True})


def html_from_markdown(text: str, marks: Marks) -> str:
    """The HTML of a Markdown text with marks; a paragraph that is one bold link becomes a button."""
    code_alone = re.compile(rf"^[ \t]*((?:{marks.word}\d+z[ \t]*)+)$", re.M)
    text = code_alone.sub(lambda found: _alone(found, marks), text)
    tokens = _markdown().parse(text)
    for token in tokens:
        if token.type == "inline":
            _check_balanced(token, marks)
            _make_button(token)
    made: str = _markdown().renderer.render(tokens, _markdown().options, {})
    return re.sub(rf"<p[^>]*>((?:{marks.word}\d+z\s*)+)</p>", lambda found: _unwrapped(found, marks), made)


def _alone(found: re.Match[str], marks: Marks) -> str:
    only_tags = all(marks.code[int(n)].startswith("{%") for n in marks.pattern.findall(found[1]))
    return f"\n{found[1].strip()}\n" if only_tags else found[0]


def _unwrapped(found: re.Match[str], marks: Marks) -> str:
    only_tags = all(marks.code[int(n)].startswith("{%") for n in marks.pattern.findall(found[1]))
    return found[1] if only_tags else found[0]


def _make_button(token: Token) -> None:
    children = [child for child in token.children or () if child.type != "text" or child.content]
    if (
        len(children) >= 4
        and children[0].type == "strong_open"
        and children[1].type == "link_open"
        and children[-2].type == "link_close"
        and children[-1].type == "strong_close"
    ):
        children[1].attrSet("class", "button")
        token.children = children[1:-1]


def _check_balanced(token: Token, marks: Marks) -> None:
    """Raise a fault when {% if %} opens in one paragraph and closes in another one."""
    content = token.content
    numbers = [int(n) for n in marks.pattern.findall(content)]
    if not numbers or not marks.pattern.sub("", content).strip():
        return
    open_blocks = 0
    for number in numbers:
        name = re.match(r"\{%[-+]?\s*(\w*)", marks.code[number])
        word = name[1] if name else ""
        open_blocks += (word in {"if", "for"}) - word.startswith("end")
        if open_blocks < 0 or (word in {"else", "elif"} and not open_blocks):
            break
    else:
        if not open_blocks:
            return
    raise TemplateFault(
        "template-html",
        line=marks.lines[numbers[0]],
        reason="{% if %} and {% endif %} stand in different paragraphs; put each of them on a line of its own",
    )


def text_from_html(html: str) -> str:
    """The plain text of HTML with marks: paragraphs apart, list entries with a dash, links with their address.

    >>> text_from_html('<p>See <a href="https://a.test/x">the shop</a>.</p><ul><li>tea</li><li>milk</li></ul>')
    'See the shop: https://a.test/x.\\n\\n- tea\\n- milk'
    """
    reader = _Spoken()
    reader.feed(html)
    reader.close()
    return tidy_lines("".join(reader.pieces))


def tidy_lines(text: str) -> str:
    """The text without blanks at the ends of lines and with never more than one empty line.

    >>> tidy_lines("a  \\n\\n\\n  b\\n")
    'a\\n\\nb'
    """
    return re.sub(r"\n{3,}", "\n\n", "\n".join(line.strip(" \t") for line in text.split("\n"))).strip("\n")


def own_lines(text: str) -> str:
    """A text that a person laid out: only blanks at the ends of lines and more than two empty lines go.

    >>> own_lines("a  \\n   b\\n\\n\\n\\n\\nc\\n")
    'a\\n   b\\n\\n\\nc'
    """
    return re.sub(r"\n{4,}", "\n\n\n", "\n".join(line.rstrip(" \t") for line in text.split("\n"))).strip("\n")


class _Spoken(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.pieces: list[str] = []
        self.silent = 0
        self.links: list[tuple[str, int]] = []
        self.numbers: list[int | None] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        values = dict(attrs)
        self.silent += tag in _SILENT
        if tag in _BREAKS:
            self.pieces.append("\n\n")
        elif tag in _LINES:
            self.pieces.append("\n")
        if tag in {"ul", "ol"}:
            self.numbers.append(None if tag == "ul" else 0)
        elif tag == "li":
            self._start_entry()
        elif tag == "a":
            self.links.append((values.get("href") or "", len(self.pieces)))
        elif tag == "img":
            self.pieces.append(values.get("alt") or "")

    def _start_entry(self) -> None:
        last = self.numbers[-1] if self.numbers else None
        if last is None:
            self.pieces.append("- ")
        else:
            self.numbers[-1] = last + 1
            self.pieces.append(f"{last + 1}. ")

    def handle_endtag(self, tag: str) -> None:
        self.silent -= tag in _SILENT and self.silent > 0
        if tag in {"ul", "ol"} and self.numbers:
            self.numbers.pop()
        if tag in _BREAKS:
            self.pieces.append("\n\n")
        elif tag == "a" and self.links:
            address, start = self.links.pop()
            shown = address.removeprefix("mailto:").split("?")[0] if address.startswith("mailto:") else address
            if shown and shown not in "".join(self.pieces[start:]):
                self.pieces.append(f": {shown}")
        elif tag == "td":
            self.pieces.append(" ")

    def handle_data(self, data: str) -> None:
        if not self.silent:
            joined = re.sub(r"\s+", " ", data)
            after_break = not self.pieces or self.pieces[-1].endswith(("\n", "- ", ". "))
            self.pieces.append(joined.lstrip(" ") if after_break else joined)
