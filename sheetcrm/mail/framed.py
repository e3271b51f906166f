"""A finished letter as a page for a frame: nothing runs, nothing is loaded, and its own pictures are in it."""

import re
from base64 import b64encode

from sheetcrm.errors import MailUnusable
from sheetcrm.mail.clean_text import one_line
from sheetcrm.mail.enclosures import enclosed
from sheetcrm.mail.letters import Rendered

_PREVIEW_HEAD = (
    "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src 'unsafe-inline'; "
    'img-src data: cid:"><base target="_blank">'
)


def preview(rendered: Rendered, *, pictures: bool = True) -> str:
    """The letter as a page of its own for the `srcdoc` of a sandboxed iframe: nothing runs, nothing is loaded.

    Whoever embeds it still quotes it for the attribute. Without `pictures` a frame shows what stands in their place.
    """
    html = _with_data(rendered) if pictures and rendered.pictures else rendered.html
    start = re.search(r"<head[^>]*>", html, re.I)
    if start is None:
        return f"<!doctype html><html><head>{_PREVIEW_HEAD}</head><body>{html}</body></html>"
    return html[: start.end()] + _PREVIEW_HEAD + html[start.end() :]


def attached_names(rendered: Rendered) -> list[str]:
    """The names of the files that travel with a letter, as a person may read them."""
    return [one_line(each.name) for each in rendered.attachments]


def _with_data(rendered: Rendered) -> str:
    html = rendered.html
    for picture in rendered.pictures:
        try:
            content = b64encode(enclosed(picture).content).decode("ascii")
        except MailUnusable:  # it went away since the letter was made: the frame shows a gap, as the letter would
            continue
        html = html.replace(f'"cid:{picture.content_id}"', f'"data:{picture.kind};base64,{content}"')
    return html
