"""The links with which a person confirms a consent: sealed like those of opt-outs, with keys of their own, for 30 days.

A link that confirms can end nothing, and a link that ends can confirm nothing.
"""

import datetime as dt
from typing import NamedTuple

from sheetcrm.mail.opt_out_links import OptOutKey
from sheetcrm.model.changes import SendLetter

TOPICS = ("offers", "news")
"""What a consent can be confirmed for, by its number; a new one goes to the end."""
_VERSION = 1
_MARK = 16
_HEAD = 2 + _MARK + 6


class Asking(NamedTuple):
    """What a link asks: the keyed hash of the address, for what, the client's number, the day of the consent.

    `until` is the last day on which the button works.
    """

    mark: str
    topic: str
    client: str
    asked: dt.date
    until: dt.date


def confirm_token(key: OptOutKey, address: str, asking: Asking) -> str:
    """The word of a link; the same for the same question. The mark of `asking` is taken from the address.

    >>> key, day = OptOutKey(b"x" * 32), dt.date(2026, 11, 22)
    >>> token = confirm_token(key, "anna@b.test", Asking("", "news", "C-0042", day, day))
    >>> read_confirm(key, token).client, key.read(token)
    ('C-0042', None)
    """
    days = b"".join(day.toordinal().to_bytes(3) for day in (asking.asked, asking.until))
    head = bytes((_VERSION, TOPICS.index(asking.topic))) + bytes.fromhex(key.mark(address)) + days
    return key.confirming.word(head + asking.client.encode("utf-8", "replace")[:60])


def read_confirm(key: OptOutKey, token: str) -> Asking | None:
    """What a link asks; None for whatever this key did not seal for this purpose."""
    plain = key.confirming.plain(token)
    if plain is None or len(plain) < _HEAD or plain[0] != _VERSION or plain[1] >= len(TOPICS):
        return None
    at = 2 + _MARK
    asked, until = (dt.date.fromordinal(int.from_bytes(plain[place : place + 3])) for place in (at, at + 3))
    return Asking(plain[2:at].hex(), TOPICS[plain[1]], plain[_HEAD:].decode("utf-8", "replace"), asked, until)


def confirm_link(url: str, key: OptOutKey, letter: SendLetter) -> str:
    """The address of the page on which the reader of that letter confirms; empty for a letter that asks nothing."""
    if letter.confirms is None or not url or "{token}" in url:
        return ""
    topic, asked, until = letter.confirms
    token = confirm_token(key, letter.to, Asking("", topic, letter.client, asked, until))
    return f"{url.rstrip('/')}/c/{token}"
