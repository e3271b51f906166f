"""Whether people outside find the opt-out page: one GET with a link of ours, which changes nothing, when asked to."""

import http.client
import ssl
from collections.abc import Iterator
from urllib.parse import urlsplit

from sheetcrm.errors import SheetcrmError
from sheetcrm.mail.opt_out_links import OptOutKey, key_file, load_key, page_of
from sheetcrm.model.settings import Settings
from sheetcrm.report.text import Finding
from sheetcrm.words import Words

SECONDS = 10.0
_REDIRECTING = ("script.google.com",)
"""Hosts of scripts that answer by a redirect after they did their work."""
_NOISE = "A" * 60


def look_at_page(settings: Settings, words: Words) -> Iterator[Finding]:
    """One finding: the page answers as it should, or what is wrong with it; nothing where letters name no page."""
    url = settings.mail.unsubscribe_url
    if not url:
        return
    try:
        key = load_key(key_file(settings)) if key_file(settings).exists() else None
    except SheetcrmError as error:
        yield Finding("bad", words.error(error.code, **error.details))
        return
    address = page_of(url, _word(key, settings))
    host = urlsplit(address).hostname or ""
    try:
        status, elsewhere = _asked(address)
    except (OSError, http.client.HTTPException, ValueError) as error:
        reason = getattr(error, "strerror", None) or getattr(error, "verify_message", None) or type(error).__name__
        yield Finding("bad", words.say("mail_page_silent", address=url, reason=reason))
        return
    if status == 200 or (status == 404 and key is None) or (300 <= status < 400 and host in _REDIRECTING):
        yield Finding("ok", words.say("mail_page_ok", address=url))
    elif 300 <= status < 400:
        yield Finding("bad", words.say("mail_page_moved", address=url, other=elsewhere or None))
    elif status == 404:
        yield Finding("bad", words.say("mail_page_unknown", address=url))
    else:
        yield Finding("bad", words.say("mail_page_wrong", address=url, number=status))


def _word(key: OptOutKey | None, settings: Settings) -> str:
    """The word of a link to nobody: the sender's own address, and no client."""
    return key.token(settings.sender_address, "all", "") if key is not None else _NOISE


def _asked(address: str) -> tuple[int, str]:
    """The status of a GET, and where a redirect leads to without what follows its path; it is not followed."""
    parts = urlsplit(address)
    connection = http.client.HTTPSConnection(
        parts.hostname or "", parts.port, timeout=SECONDS, context=ssl.create_default_context()
    )
    try:
        path = f"{parts.path or '/'}{'?' + parts.query if parts.query else ''}"
        connection.request("GET", path, headers={"User-Agent": "sheetcrm mail check", "Accept": "text/html"})
        answer = connection.getresponse()
        moved = urlsplit(answer.getheader("Location", ""))
        return answer.status, f"{moved.scheme}://{moved.netloc}" if moved.netloc else moved.path[:40]
    finally:
        connection.close()
