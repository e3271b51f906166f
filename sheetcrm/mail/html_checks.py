"""What HTML of a letter may hold: nothing that runs or loads, links that lead somewhere, pictures that are files.

Where template code stands decides how its values are written: within a link, or as the name of a picture.
"""

import re
from collections.abc import Sequence
from html.parser import HTMLParser

from sheetcrm.mail.faults import TemplateFault
from sheetcrm.mail.marks import Marks

_FORBIDDEN = frozenset(
    {"script", "iframe", "object", "embed", "form", "input", "button", "textarea", "select", "link", "base", "applet",
     "frame", "frameset", "noscript", "svg", "math", "audio", "video", "template"}
)  # fmt: skip
_IMAGE = re.compile(r"""<img\b(?:[^>"']|"[^"]*"|'[^']*')*>""", re.I)
_SOURCE = re.compile(r"""(\ssrc\s*=\s*)("[^"]*"|'[^']*'|[^\s"'>]+)""", re.I)
_LINKS = frozenset({"href", "src", "background", "poster", "cite", "action", "formaction"})


def check_html(html: str, marks: Marks) -> None:
    """Raise a fault for HTML that does not belong into a letter; note in `marks.modes` which marks stand in links."""
    reader = _Checked(marks)
    reader.feed(html)
    reader.close()


class _Checked(HTMLParser):
    def __init__(self, marks: Marks) -> None:
        super().__init__(convert_charrefs=True)
        self.marks = marks
        self.inside = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        raw = self.get_starttag_text() or ""
        numbers = [int(n) for n in self.marks.pattern.findall(raw)]
        line = self.marks.lines[numbers[0]] if numbers else self.getpos()[0]
        if tag in _FORBIDDEN:
            raise _faulty(line, f"<{tag}> is blocked by mail programs; take it out")
        self.inside = tag if tag in ("style", "script", "title", "head") else ""
        quoted: set[int] = set()
        for name, value in attrs:
            here = [int(n) for n in self.marks.pattern.findall(value or "")]
            quoted.update(here)
            if name.startswith("on") or (name == "style" and here):
                raise _faulty(line, f"the attribute `{name}` cannot be used like that in a letter; take it out")
            if tag == "img" and name == "src":
                self._check_picture(value or "", here, line)
            elif name in _LINKS:
                self._check_link(value or "", here, line)
            bare = rf"{re.escape(name)}\s*=\s*[^\"'\s>]*{self.marks.word}"
            if here and re.search(bare, raw, re.I):
                raise _faulty(line, f"the value of `{name}` needs quotation marks")
        if set(numbers) - quoted:
            raise _faulty(line, f"template code stands between the attributes of <{tag}>; put it around the whole tag")

    handle_startendtag = handle_starttag

    def _check_link(self, value: str, numbers: Sequence[int], line: int) -> None:
        whole = self._note_modes(value, numbers, line, "web_address")
        scheme = _scheme(value)
        if not whole and scheme not in {"http", "https", "mailto", "tel", "cid"}:
            raise _faulty(line, f"the link `{value[:40]}` starts neither with https:// nor with mailto: or tel:")

    def _check_picture(self, value: str, numbers: Sequence[int], line: int) -> None:
        whole = self._note_modes(value, numbers, line, "picture")
        scheme = _scheme(value)
        if whole or scheme in {"http", "https", "cid"}:
            return
        if scheme or not value.strip() or value.lstrip().startswith(("/", "\\")) or ".." in value:
            raise _faulty(line, f"the picture `{value[:40]}` is no file beside the letter and no https:// address")

    def _note_modes(self, value: str, numbers: Sequence[int], line: int, first: str) -> bool:
        """Note how the fields of a link are written; tell whether it starts with one."""
        whole = re.match(rf"{self.marks.word}(\d+)z", value.lstrip())
        prints = [n for n in numbers if self.marks.code[n].startswith("{{")]
        if len(prints) != len(numbers):
            raise _faulty(line, "a link can hold {{ field }}, but no {% if %}; put it around the whole link")
        for number in prints:
            starts = whole is not None and int(whole[1]) == number
            self.marks.modes[number] = first if starts else "link_part"
        return whole is not None

    def handle_endtag(self, tag: str) -> None:
        self.inside = "" if tag == self.inside else self.inside

    def handle_data(self, data: str) -> None:
        if self.inside == "style" and (
            self.marks.pattern.search(data) or re.search(r"@import|url\s*\(|expression", data)
        ):
            raise _faulty(self.getpos()[0], "a <style> can hold neither fields nor addresses")

    def handle_comment(self, data: str) -> None:
        if self.marks.pattern.search(data):
            raise _faulty(self.getpos()[0], "a comment <!-- --> holds template code; use {# #}")


def _scheme(value: str) -> str:
    found = re.match(r"[a-z][a-z0-9+.-]*(?=:)", re.sub(r"[\x00-\x20]", "", value), re.I)
    return found[0].lower() if found else ""


def name_pictures(html: str, marks: Marks) -> str:
    """HTML that was checked, with `inline:` before the name of each picture that is a file; the parent puts it in.

    >>> name_pictures('<img src=logo.png alt="a"><img src="https://a.test/b.png">', Marks("q"))
    '<img src="inline:logo.png" alt="a"><img src="https://a.test/b.png">'
    """
    begins = marks.pattern

    def named(found: re.Match[str]) -> str:
        value = found[2].strip("\"'").strip()
        if _scheme(value) or begins.match(value):
            return found[0]
        return found[1] + '"inline:' + value.replace("'", "%27").replace('"', "%22") + '"'

    return _IMAGE.sub(lambda tag: _SOURCE.sub(named, tag[0], count=1), html)


def _faulty(line: int, reason: str) -> TemplateFault:
    return TemplateFault("template-html", line=line, reason=reason)
