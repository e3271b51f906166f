"""The frame of every page: it needs nothing but itself, and runs no script but its own, which is named by its hash."""

import base64
import hashlib
from pathlib import Path
from string import Template

from sheetcrm.report.page.markup import Html, joined
from sheetcrm.words import Words


def whole_page(body: Html, title: str, words: Words, *, script: str | None = None, styles: tuple[str, ...]) -> str:
    """The page as one text; `script`, if it has one, and `styles` name files that lie beside this module."""
    folder = Path(__file__).parent
    code = "\n" + ((folder / script).read_text(encoding="utf-8") if script else "")
    digest = base64.b64encode(hashlib.sha256(code.encode()).digest()).decode()
    policy = (
        f"default-src 'none'; script-src 'sha256-{digest}'; style-src 'unsafe-inline'; img-src data:;"
        " base-uri 'none'; form-action 'none'"
    )
    style = "\n".join((folder / name).read_text(encoding="utf-8") for name in styles)
    return Template((folder / "shell.html").read_text(encoding="utf-8")).substitute(
        language=words.language, policy=policy, title=joined(title), style=style, body=body, script=code[1:]
    )
