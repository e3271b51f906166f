"""The pictures and attachments that a template names without a field: whether they are there, before anybody is meant.

A name that a field is part of can be looked up only once the letter is filled.
"""

import html as entities
import re
from collections.abc import Iterator, Sequence
from pathlib import Path
from urllib.parse import quote, unquote

from sheetcrm.errors import MailUnusable
from sheetcrm.mail.folders import Sources
from sheetcrm.mail.shelf import Shelf

_NOTE = re.compile(r"\{#.*?#\}|<!--.*?-->", re.S)
_IN_MARKDOWN = re.compile(r"!\[[^\]\n]*\]\(\s*(?:<([^>\n]+)>|([^()\s]+))[^)\n]*\)")
_IN_HTML = re.compile(r"""<img\b[^>]*?\ssrc\s*=\s*(?:"([^"]*)"|'([^']*)'|([^\s>"']+))""", re.I)
_SCHEME = re.compile(r"[a-z][a-z0-9+.-]*:", re.I)


def missing_files(folders: Sequence[Path], sources: Sources, attachments: Path | None) -> Iterator[MailUnusable]:
    """Yield why each file that every such letter brings along cannot travel; the folders as in `render_each`."""
    shelf = Shelf(folders, attachments)
    names = {name: None for part in sources.values() if isinstance(part, tuple) for name in named_pictures(part[1])}
    looks = [(f' src="inline:{quote(name, safe="")}"', "") for name in names]
    listed = sources.get("files")
    lines = listed[1].splitlines() if isinstance(listed, tuple) else []
    looks += [("", line) for line in lines if not _is_filled(line)]
    for html, line in looks:
        try:
            shelf.enclosures(html, line, sources)
        except MailUnusable as fault:
            yield fault


def named_pictures(text: str) -> list[str]:
    """The files of pictures that a template names as they stand, in Markdown or HTML, each once.

    >>> named_pictures('![Logo](logo.png) <img alt="" src="a%20b.png"> ![](https://a.test/c.png) ![]({{ photo }})')
    ['logo.png', 'a b.png']
    """
    text = _NOTE.sub("", text)
    found = [one[0] or one[1] for one in _IN_MARKDOWN.findall(text)]
    found += [entities.unescape(one[0] or one[1] or one[2]) for one in _IN_HTML.findall(text)]
    named = [unquote(name).strip() for name in found if not (_is_filled(name) or _SCHEME.match(name.strip()))]
    return [name for name in dict.fromkeys(named) if name]


def _is_filled(text: str) -> bool:
    return "{{" in text or "{%" in text or "{#" in text
