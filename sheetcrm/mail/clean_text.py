"""Text of cells without what nobody sees: control characters, direction overrides, halves of characters."""

import re

_CONTROLS = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u2028\u2029]")
_UNPRINTABLE = re.compile("[\x00-\x1f\x7f-\x9f\u2028-\u202e\u2066-\u2069\ufeff\ud800-\udfff]")
_INVISIBLE = re.compile("[\u202a-\u202e\u2066-\u2069\ufeff]")
_SURROGATES = re.compile("[\ud800-\udfff]")


def clean_text(text: str) -> str:
    """The text without direction overrides; control characters become blanks, line breaks stay.

    >>> clean_text("Ann\\x0b\\u202eB\\r\\nC")
    'Ann B\\nC'
    """
    if not _UNPRINTABLE.search(text):
        return text
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    return _SURROGATES.sub("\ufffd", _INVISIBLE.sub("", _CONTROLS.sub(" ", text)))


def one_line(text: str) -> str:
    """The clean text on one line, with single blanks.

    >>> one_line(" Ann\\n  Lee\\x00")
    'Ann Lee'
    """
    return " ".join(clean_text(text).split())
