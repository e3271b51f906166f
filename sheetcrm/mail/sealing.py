"""Words that only we can make and read: bytes under a keyed signature and a stream, as links and subjects can carry.

Each purpose has keys of its own, so that a word made for one says nothing to another.
"""

import hashlib
import hmac
from base64 import urlsafe_b64decode, urlsafe_b64encode
from binascii import Error as NotBase64

_TAG = 16
LONGEST = 200


class Seal:
    """The seal of one purpose under a team's secret; the same bytes always give the same word."""

    def __init__(self, secret: bytes, purpose: bytes = b"") -> None:
        name = b"sheetcrm " + (purpose + b" " if purpose else b"")
        self._sealing, self._hiding = (hmac.digest(secret, name + use, "sha256") for use in (b"seal", b"hide"))

    def __repr__(self) -> str:
        return "Seal(...)"

    def word(self, plain: bytes) -> str:
        """The bytes as a word of letters, digits, - and _.

        >>> seal, other = Seal(b"x" * 32), Seal(b"x" * 32, b"other")
        >>> seal.plain(seal.word(b"hello")), other.plain(seal.word(b"hello"))
        (b'hello', None)
        """
        tag = self._tag(plain)
        return urlsafe_b64encode(tag + self._hidden(tag, plain)).rstrip(b"=").decode("ascii")

    def plain(self, word: str) -> bytes | None:
        """The bytes of a word; None for whatever this seal did not make."""
        if not word.isascii() or len(word) > LONGEST:
            return None
        try:
            sealed = urlsafe_b64decode(word.encode("ascii") + b"=" * (-len(word) % 4))
        except (NotBase64, ValueError):
            return None
        tag, plain = sealed[:_TAG], self._hidden(sealed[:_TAG], sealed[_TAG:])
        return plain if hmac.compare_digest(tag, self._tag(plain)) else None

    def _tag(self, plain: bytes) -> bytes:
        return hmac.digest(self._sealing, plain, "sha256")[:_TAG]

    def _hidden(self, tag: bytes, text: bytes) -> bytes:
        """The text under a stream of the tag's own; twice gives it back."""
        stream = b"".join(
            hashlib.sha256(self._hiding + tag + bytes((block,))).digest() for block in range(-(-len(text) // 32))
        )
        return bytes(one ^ other for one, other in zip(text, stream, strict=False))
