"""Where a Google spreadsheet lives: its key out of whatever a person pastes, and one address for a key.

Nothing is asked over the network here, and no library is loaded: the config reads every path through this.
"""

import re
from urllib.parse import parse_qs, urlsplit

_HOSTS = frozenset({"docs.google.com", "drive.google.com", "sheets.google.com", "spreadsheets.google.com"})
_KEY = re.compile(r"[A-Za-z0-9_-]{20,120}")
_BARE = re.compile(r"(?=[A-Za-z_-]*[0-9])(?=[^A-Z]*[A-Z])(?=[^a-z]*[a-z])[A-Za-z0-9_-]{30,120}")
_IN_PATH = re.compile(r"(?:/a/[^/]+)?/(?:spreadsheets|file)(?:/u/[0-9]+)?/d/([^/]+)(?:/.*)?")
_BY_QUERY = re.compile(r"(?:/a/[^/]+)?/(?:open|uc|(?:spreadsheets?(?:/u/[0-9]+)?/)?ccc)")
_AROUND = " \t\r\n\f\v\u00a0\u200b\u2060\ufeff<>\"'“”«»„"


def spreadsheet_key(text: str) -> str | None:
    """The key of the spreadsheet that an address or a bare key names, None for anything else.

    A link made by "Publish to the web" shows a copy that nobody can write, so it is None as well. A bare key has at
    least 30 signs with a digit, a capital and a small letter among them; no file name with an ending looks like that.

    >>> spreadsheet_key(" https://docs.google.com/spreadsheets/u/0/d/1BxiMVs0XRA5nFMdKvBdBZjgmUUqptlbs74OgvE2upms/edit#gid=7")
    '1BxiMVs0XRA5nFMdKvBdBZjgmUUqptlbs74OgvE2upms'
    >>> spreadsheet_key("clients.xlsx"), spreadsheet_key("https://docs.google.com/spreadsheets/d/e/2PACX-1vQx/pubhtml")
    (None, None)
    """
    text = text.strip(_AROUND)
    if _BARE.fullmatch(text):
        return text
    if not re.match(r"https?://", text, re.IGNORECASE):
        if text.partition("/")[0].lower() not in _HOSTS:
            return None
        text = f"https://{text}"
    try:
        parts = urlsplit(text)
        host = parts.hostname
    except ValueError:
        return None
    if host not in _HOSTS:
        return None
    if found := _IN_PATH.fullmatch(parts.path):
        return _key(found[1])
    if _BY_QUERY.fullmatch(parts.path):
        asked = parse_qs(parts.query)
        return _key(next(iter(asked.get("id") or asked.get("key") or [""])))
    return None


def address_of(key: str) -> str:
    """The address of a spreadsheet in a browser, with nothing behind the key.

    >>> address_of("1BxiMVs0XRA5nFMdKvBdBZjgmUUqptlbs74OgvE2upms")
    'https://docs.google.com/spreadsheets/d/1BxiMVs0XRA5nFMdKvBdBZjgmUUqptlbs74OgvE2upms'
    """
    return f"https://docs.google.com/spreadsheets/d/{key}"


def _key(text: str) -> str | None:
    return text if _KEY.fullmatch(text) else None
