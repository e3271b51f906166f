"""The only home of css-inline: rules of a <style> into the tags they are for, because mail programs drop <style>.

Used in the guarded child only. Once for a template where that is sure to give the same as for each letter.
"""

import re
from collections.abc import Mapping
from functools import lru_cache

from css_inline import CSSInliner, InlineError

from sheetcrm.mail.faults import TemplateFault
from sheetcrm.mail.marks import Marks

_HIDDEN = r"<!--.*?-->|<(?P<raw>style|title|textarea)\b[^>]*>.*?</(?P=raw)\s*>"
_TAG = r"""</?[a-zA-Z](?:[^>"']|"[^"]*"|'[^']*')*>"""
_PIECES = re.compile(rf"({_HIDDEN}|{_TAG})", re.S | re.I)
_STYLE = re.compile(r"<style\b[^>]*>(.*?)</style\s*>", re.S | re.I)
_BARE_CONDITION = re.compile(r"(?<!--)<!\[[^>]*\]>")
_BY_NEIGHBOURS = re.compile(r"[+~]|:(?:first|last|nth|only|empty|has)\b", re.I)
_ATTRIBUTE = re.compile(r"""([a-zA-Z-]+)\s*=\s*("[^"]*"|'[^']*')""")
_TBODY = re.compile(r"</?tbody>")
_EMPTY_STYLE = re.compile(r"<style>\s*</style>")
_ROOT = re.compile(r":root\s*\{([^}]*)\}")
_NAMED_VALUE = re.compile(r"(--[\w-]+)\s*:\s*([^;}]+)")
_VALUE_IN_USE = re.compile(r"var\(\s*(--[\w-]+)\s*\)")
_FOR_TAGS_NOT_THERE = re.compile(r"(?<![^}])\s*[a-z][a-z0-9]*(?:\s*,\s*[a-z][a-z0-9]*)*\s*\{[^{}@]*\}")


def has_styles(html: str) -> bool:
    """Tell whether there is anything to do."""
    return "<style" in html.lower()


def inline_styles(html: str) -> str:
    """A page with its styles in the tags; what a tag cannot hold, such as media queries, stays in <style>."""
    try:
        made = _inliner().inline(html)
    except (InlineError, ValueError) as error:
        raise TemplateFault("template-html", file="base.html", line=1, reason=f"<style>: {error}") from None
    named = {
        name: value.strip()
        for style in _STYLE.findall(html)
        for root in _ROOT.findall(style.partition("@")[0])
        for name, value in _NAMED_VALUE.findall(root)
    }
    return _EMPTY_STYLE.sub("", _STYLE.sub(lambda style: _shortened(style[1], named), made))


def inline_template(html: str, marks: Marks) -> str | None:
    """A template with marks and its styles in the tags; None where only each finished letter can be done.

    That is so where a rule depends on what fields or conditions give, and where the HTML is not closed as it was
    opened: a browser would read it in another order than it is written.
    """
    if _depends_on_code(html, marks) or _BARE_CONDITION.search(html):
        return None
    made = inline_styles(_guarded(html, marks))
    made = re.sub(rf"<!--({marks.pattern.pattern})-->", r"\1", made)
    wanted = _skeleton(html, marks)
    if "<tbody" not in wanted:
        made = _TBODY.sub("", made)
    return made if _skeleton(made, marks) == wanted else None


def _shortened(rules: str, named: Mapping[str, str]) -> str:
    """What stays of a <style> without rules for tags that the letter does not have, its named values written out.

    Rules for classes stay: they may be meant for what a mail program puts around the letter.
    """
    rules = _VALUE_IN_USE.sub(lambda found: named.get(found[1], found[0]), rules)
    plain, at, grouped = rules.partition("@")
    plain = _FOR_TAGS_NOT_THERE.sub("", plain).strip()
    kept = re.sub(r"\n\s*", "\n", plain + ("\n" if plain and at else "") + at + grouped)
    return f"<style>{kept}</style>"


@lru_cache(maxsize=1)
def _inliner() -> CSSInliner:
    return CSSInliner(
        keep_style_tags=True,
        minify_css=True,
        keep_at_rules=True,
        remove_inlined_selectors=True,
        resolve_css_variables=True,
        load_remote_stylesheets=False,
    )


def _guarded(html: str, marks: Marks) -> str:
    """The HTML with tags of code between its tags as comments, which stay where they are even in a table."""

    def hidden(found: re.Match[str]) -> str:
        return f"<!--{found[0]}-->" if marks.code[int(found[1])].startswith("{%") else found[0]

    pieces, at = [], 0
    for piece in _PIECES.finditer(html):
        pieces += [marks.pattern.sub(hidden, html[at : piece.start()]), piece[0]]
        at = piece.end()
    return "".join([*pieces, marks.pattern.sub(hidden, html[at:])])


def _depends_on_code(html: str, marks: Marks) -> bool:
    rules = " ".join(_STYLE.findall(html))
    if _BY_NEIGHBOURS.search(rules) and any(marks.code[int(n)].startswith("{%") for n in marks.pattern.findall(html)):
        return True
    filled = {
        name.lower()
        for piece in _PIECES.finditer(html)
        for name, value in _ATTRIBUTE.findall(piece[0])
        if marks.pattern.search(value)
    }
    return any(name in ("class", "id") or re.search(rf"\[\s*{name}\b", rules, re.I) for name in filled)


def _skeleton(html: str, marks: Marks) -> list[str]:
    """Tags, comments and marks in their order: what inlining must not change."""
    found = []
    for piece in re.finditer(rf"({_HIDDEN}|{_TAG}|{marks.pattern.pattern})", html, re.S | re.I):
        text = piece[0]
        if text.startswith("<"):
            name = re.match(r"</?[a-zA-Z][\w:-]*", text)
            if name is not None and name[0].lower() == "<style":
                continue
            found.append(name[0].lower() if name else text)
            text = text if name else ""
        found += marks.pattern.findall(text)
    return found
