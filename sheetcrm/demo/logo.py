"""The logo on the summary sheet: three lavender sprigs, drawn dot by dot and packed as PNG; no file is shipped."""

import io
import struct
import zlib

_SIDE = 96
_BACK = (107, 78, 155)
_BLOSSOM = (236, 226, 250)
_STALK = (168, 213, 156)
_SPRIGS = ((28, 34, 22), (48, 22, 18), (68, 34, 22))
_CORNER = 16
_SMOOTH = 3
"""Dots per side that are averaged to one, so that edges are smooth."""


def logo() -> io.BytesIO:
    """The picture as a PNG file in memory, 96 dots square."""
    rows = b"".join(b"\0" + b"".join(_averaged(x, y) for x in range(_SIDE)) for y in range(_SIDE))
    header = struct.pack(">IIBBBBB", _SIDE, _SIDE, 8, 6, 0, 0, 0)
    chunks = _chunk(b"IHDR", header) + _chunk(b"IDAT", zlib.compress(rows, 9)) + _chunk(b"IEND", b"")
    return io.BytesIO(b"\x89PNG\r\n\x1a\n" + chunks)


def _averaged(x: int, y: int) -> bytes:
    steps = [(at + 0.5) / _SMOOTH for at in range(_SMOOTH)]
    dots = [_colour(x + dx, y + dy) for dx in steps for dy in steps]
    seen = [dot for dot in dots if dot is not None]
    if not seen:
        return bytes(4)
    red, green, blue = (sum(dot[part] for dot in seen) // len(seen) for part in range(3))
    return bytes((red, green, blue, 255 * len(seen) // len(dots)))


def _colour(x: float, y: float) -> tuple[int, int, int] | None:
    if not _inside_square(x, y):
        return None
    for stem, top, low in _SPRIGS:
        for step in range(5):
            across, down, half = abs(x - stem), y - top - step * 9, 3.2 + step * 0.9
            if (across / half - 0.55) ** 2 + (down / 5.2) ** 2 < 0.55:
                return _BLOSSOM
        if abs(x - stem - (48 - stem) * max(0.0, (y - 60) / 60)) < 1.3 and top + low < y < 86:
            return _STALK
    return _BACK


def _inside_square(x: float, y: float) -> bool:
    across, down = (max(_CORNER - part, part - (_SIDE - _CORNER), 0) for part in (x, y))
    return across**2 + down**2 <= _CORNER**2


def _chunk(kind: bytes, body: bytes) -> bytes:
    return struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))
