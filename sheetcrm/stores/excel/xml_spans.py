"""Where things lie in the bytes of an XML part: elements and attributes are found and spliced, never re-serialised.

Every offset is an offset into the bytes as they are in the file.
"""

import re
from collections.abc import Iterable
from html import unescape
from typing import NamedTuple

from sheetcrm.errors import WorkbookUnusable

MAIN = (
    "http://schemas.openxmlformats.org/spreadsheetml/2006/main",
    "http://purl.oclc.org/ooxml/spreadsheetml/main",
)

_TAG = re.compile(rb"<(/?)((?:[\w.\-]+:)?)([\w.\-]+)((?:[^<>\"']|\"[^\"]*\"|'[^']*')*?)(/?)>")
_ATTRIBUTE = re.compile(rb"([\w.\-:]+)\s*=\s*(\"[^\"]*\"|'[^']*')")
_SKIPPED = re.compile(rb"<!--.*?-->|<!\[CDATA\[.*?\]\]>|<\?.*?\?>", re.DOTALL)
_ENCODING = re.compile(rb"<\?xml[^>]*?encoding\s*=\s*[\"']([^\"']+)")
_CDATA = re.compile(rb"<!\[CDATA\[(.*?)\]\]>|<!--.*?-->|<\?.*?\?>", re.DOTALL)


class Element(NamedTuple):
    """One element: `start:inner` is its opening tag, `inner:close` its content, `close:end` its closing tag."""

    name: str
    prefix: bytes
    start: int
    inner: int
    close: int
    end: int


class Splice(NamedTuple):
    """Put `content` in place of the bytes `start:end`."""

    start: int
    end: int
    content: bytes


def require_utf8(content: bytes, part: str) -> None:
    """Raise unless the part is written in UTF-8, the only encoding in which bytes can be spliced safely."""
    found = _ENCODING.match(content[:200].removeprefix(b"\xef\xbb\xbf"))
    named = found[1].upper() if found else b"UTF-8"
    if content[:2] in (b"\xff\xfe", b"\xfe\xff") or named not in (b"UTF-8", b"UTF8", b"US-ASCII", b"ASCII"):
        raise WorkbookUnusable("unusual-encoding", part=part)


def masked(content: bytes) -> bytes:
    """Give bytes of the same length in which comments, CDATA and processing instructions are blanks.

    >>> masked(b"<a><!-- <b> --><c/></a>")
    b'<a>            <c/></a>'
    """
    if _holds_tag(content, b"!", 0) or _holds_tag(content, b"?", 2):
        return _SKIPPED.sub(lambda found: b" " * len(found[0]), content)
    return content


def _holds_tag(content: bytes, sign: bytes, start: int) -> bool:
    """Tell whether `<` with a sign behind it stands anywhere from an offset; a lone sign is found much faster."""
    at = content.find(sign, start + 1)
    while at >= 0:
        if content[at - 1] == 0x3C:
            return True
        at = content.find(sign, at + 1)
    return False


def children(content: bytes, start: int, end: int) -> list[Element]:
    """Give the elements directly inside `content[start:end]` in order; `content` is masked.

    >>> [child.name for child in children(b"<a><b/></a> <x:c d='>'/>", 0, 24)]
    ['a', 'c']
    """
    found: list[Element] = []
    depth, opened = 0, None
    for tag in _TAG.finditer(content, start, end):
        if tag[1]:
            depth -= 1
            if depth == 0 and opened is not None:
                found.append(
                    Element(opened[3].decode(), opened[2], opened.start(), opened.end(), tag.start(), tag.end())
                )
        elif tag[5]:
            if depth == 0:
                found.append(Element(tag[3].decode(), tag[2], tag.start(), tag.end(), tag.end(), tag.end()))
        else:
            if depth == 0:
                opened = tag
            depth += 1
    return found


def root_element(content: bytes, part: str) -> Element:
    """Give the outermost element of a part; `content` is masked."""
    opening = _TAG.search(content)
    if opening is None or opening[1]:
        raise WorkbookUnusable("unusual-xml", part=part)
    name, prefix = opening[3].decode(), opening[2]
    if opening[5]:
        return Element(name, prefix, opening.start(), opening.end(), opening.end(), opening.end())
    closing = content.rfind(b"</" + prefix + opening[3])
    if closing < 0:
        raise WorkbookUnusable("unusual-xml", part=part)
    return Element(name, prefix, opening.start(), opening.end(), closing, content.find(b">", closing) + 1)


def namespace_of(content: bytes, root: Element) -> str:
    """Give the namespace of the outermost element."""
    declared = b"xmlns:" + root.prefix[:-1] if root.prefix else b"xmlns"
    return attributes(content[root.start : root.inner]).get(declared.decode(), "")


def attributes(tag: bytes) -> dict[str, str]:
    """Give the attributes of an opening tag, prefixes kept, entities resolved.

    >>> attributes(b'<a b="1" c:d="x &amp; y">')
    {'b': '1', 'c:d': 'x & y'}
    """
    return {
        name.decode(): unescape(value[1:-1].decode("utf-8", "replace"))
        if b"&" in value
        else value[1:-1].decode("utf-8", "replace")
        for name, value in _ATTRIBUTE.findall(tag)
    }


def with_attribute(tag: bytes, name: str, value: str | None) -> bytes:
    """Give an opening tag with the attribute set, or left out when the value is None; all else stays as it is.

    >>> with_attribute(b'<a b="1"/>', "b", "2"), with_attribute(b"<a>", "b", "x<")
    (b'<a b="2"/>', b'<a b="x&lt;">')
    >>> with_attribute(b'<a b="1">', "b", None)
    b'<a>'
    """
    for found in _ATTRIBUTE.finditer(tag):
        if found[1].decode() == name:
            start = found.start() if value is not None else len(tag[: found.start()].rstrip())
            written = b"" if value is None else f'{name}="{escaped(value)}"'.encode()
            return tag[:start] + written + tag[found.end() :]
    if value is None:
        return tag
    cut = len(tag) - (2 if tag.endswith(b"/>") else 1)
    return tag[:cut].rstrip() + f' {name}="{escaped(value)}"'.encode() + tag[cut:]


def escaped(text: str) -> str:
    """Write text for use in element content or in a quoted attribute.

    >>> escaped('a<"b"\\n')
    'a&lt;&quot;b&quot;&#10;'
    """
    text = text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;").replace('"', "&quot;")
    return text.replace("\n", "&#10;").replace("\r", "&#13;").replace("\t", "&#9;")


def text_of(content: bytes) -> str:
    """Give the character data of element content that holds no elements; CDATA and entities resolved.

    >>> text_of(b"a &amp; <![CDATA[<b>]]>")
    'a & <b>'
    """
    if b"<" not in content:
        text = content.decode("utf-8", "replace")
        return unescape(text) if "&" in text else text
    pieces, at = [], 0
    for found in _CDATA.finditer(content):
        pieces += [
            unescape(content[at : found.start()].decode("utf-8", "replace")),
            (found[1] or b"").decode("utf-8", "replace"),
        ]
        at = found.end()
    return "".join(pieces) + unescape(content[at:].decode("utf-8", "replace"))


def inside_at_end(content: bytes, element: Element, new: bytes) -> Splice:
    """Give the splice that puts new content last in an element, opening it first if it closes itself.

    >>> inside_at_end(b"<x:a/>", Element("a", b"x:", 0, 6, 6, 6), b"new").content
    b'<x:a>new</x:a>'
    """
    if element.close < element.end:
        return Splice(element.close, element.close, new)
    tag = content[element.start : element.inner]
    name = tag[1:].split(None, 1)[0].rstrip(b"/>")
    return Splice(element.start, element.end, tag[:-2].rstrip() + b">" + new + b"</" + name + b">")


def spliced(content: bytes, splices: Iterable[Splice]) -> bytes:
    """Give the bytes with every splice applied; splices do not overlap, equal places keep their order.

    >>> spliced(b"abcdef", [Splice(4, 5, b"X"), Splice(0, 0, b"-")])
    b'-abcdXf'
    """
    pieces: list[bytes | memoryview] = []
    view, at = memoryview(content), 0
    for start, end, new in sorted(splices, key=lambda one: (one.start, one.end)):
        if start < at:
            raise ValueError("splices overlap")
        pieces += [view[at:start], new]
        at = end
    pieces.append(view[at:])
    return b"".join(pieces)
