"""The zip file a workbook is: its parts, written back with the compressed bytes of every untouched part as they were.

Nothing is inflated past what it declares, and nothing is written that was not checked first.
"""

import contextlib
import hashlib
import io
import re
import struct
import zipfile
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from typing import BinaryIO

from sheetcrm.errors import WorkbookUnusable


@dataclass(frozen=True)
class Limits:
    """How much a workbook may claim of the machine before it counts as hostile; sizes in bytes."""

    file: int = 512 << 20
    part: int = 1536 << 20
    total: int = 3 << 30
    ratio: int = 300
    ratio_from: int = 16 << 20


_LOCAL = struct.Struct("<4s5H3L2H")
_CENTRAL = struct.Struct("<4s6H3L5H2L")
_END = struct.Struct("<4s4H2LH")
_PROLOGUE = re.compile(rb"(?:\xef\xbb\xbf)?(?:\s+|<\?.*?\?>|<!--.*?-->)*", re.DOTALL)
_FAST_FROM = 4 << 20
_DEFLATED_OR_STORED = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)


def directory_digest(members: list[zipfile.ZipInfo]) -> str:
    """Give one word for the names, sizes and checksums of all parts."""
    digest = hashlib.blake2b(digest_size=16)
    for member in members:
        digest.update(f"{member.orig_filename}\0{member.CRC}\0{member.file_size}\n".encode("utf-8", "surrogatepass"))
    return digest.hexdigest()


def has_doctype(content: bytes) -> bool:
    """Tell whether an XML document declares a document type, the door of entity bombs and of reading foreign files.

    >>> has_doctype(b'<?xml version="1.0"?><!-- x --><!DOCTYPE a><a/>'), has_doctype(b"<a>&lt;!DOCTYPE</a>")
    (True, False)
    """
    if content[:2] in (b"\xff\xfe", b"\xfe\xff"):
        content = content[:65536].decode("utf-16", "replace").encode()
    opening = _PROLOGUE.match(content)
    start = opening.end() if opening else 0
    return content[start : start + 9].upper() == b"<!DOCTYPE"


class Package:
    """The parts of one workbook file; changes are collected and take effect in `write`."""

    def __init__(self, content: bytes, limits: Limits | None = None) -> None:
        self._content = content
        self._limits = limits or Limits()
        try:
            archive = zipfile.ZipFile(io.BytesIO(content))
        except (zipfile.BadZipFile, NotImplementedError, ValueError, OSError, struct.error) as cause:
            raise WorkbookUnusable("damaged-zip", part="") from cause
        self._comment = archive.comment
        self._members = archive.infolist()
        self._places: dict[str, zipfile.ZipInfo] = {}
        self._inflated: dict[str, bytes] = {}
        self._changed: dict[str, bytes] = {}
        self._added: dict[str, bytes] = {}
        self._dropped: set[str] = set()
        self._sound: set[str] = set()
        self._check_directory()

    def _check_directory(self) -> None:
        limits = self._limits
        if sum(member.file_size for member in self._members) > limits.total:
            raise WorkbookUnusable("too-large", limit=limits.total)
        for member in self._members:
            key = part_key(member.orig_filename)
            if key in self._places:
                raise WorkbookUnusable("duplicate-part", part=member.orig_filename)
            if member.flag_bits & 1:
                raise WorkbookUnusable("password")
            if member.compress_type not in _DEFLATED_OR_STORED:
                raise WorkbookUnusable("unusual-zip", part=member.orig_filename)
            large = member.file_size >= limits.ratio_from
            if member.file_size > limits.part or (
                large and member.file_size > limits.ratio * max(member.compress_size, 1)
            ):
                raise WorkbookUnusable("zip-bomb", part=member.orig_filename)
            self._places[key] = member

    @property
    def digest(self) -> str:
        """One word for the parts as they were read."""
        return directory_digest(self._members)

    def names(self) -> list[str]:
        """Give the names of all parts in file order, new ones last, without a leading slash."""
        names = [plain_name(member.orig_filename) for member in self._members]
        return [name for name in names if part_key(name) not in self._dropped] + list(self._added)

    def holds(self, name: str) -> bool:
        """Tell whether the part exists; names are compared without case, as the standard wants."""
        key = part_key(name)
        return (key in self._places and key not in self._dropped) or key in {part_key(one) for one in self._added}

    def raw(self, name: str) -> bytes:
        """Give the compressed bytes of a part as they lie in the file."""
        return self._raw(self._places[part_key(name)])

    def _raw(self, member: zipfile.ZipInfo) -> bytes:
        start = member.header_offset
        header = self._content[start : start + _LOCAL.size]
        if len(header) < _LOCAL.size or header[:4] != b"PK\3\4":
            raise WorkbookUnusable("damaged-zip", part=member.orig_filename)
        fields = _LOCAL.unpack(header)
        start += _LOCAL.size + int(fields[9]) + int(fields[10])
        raw = self._content[start : start + member.compress_size]
        if len(raw) != member.compress_size:
            raise WorkbookUnusable("damaged-zip", part=member.orig_filename)
        return raw

    def read(self, name: str) -> bytes:
        """Give the content of a part, the changed one if it was changed; at most its declared size is inflated."""
        key = part_key(name)
        for own, content in self._added.items():
            if part_key(own) == key:
                return content
        if key in self._changed:
            return self._changed[key]
        if key not in self._inflated:
            if key not in self._places or key in self._dropped:
                raise WorkbookUnusable("missing-part", part=name)
            self._inflated[key] = self._inflate(self._places[key])
        return self._inflated[key]

    def size(self, name: str) -> int:
        """Give the declared size of a part as it was read, 0 for an added one."""
        member = self._places.get(part_key(name))
        return member.file_size if member else 0

    def forget(self, name: str) -> None:
        """Let go of the inflated copy of a large part that is no longer needed."""
        self._inflated.pop(part_key(name), None)

    def _inflate(self, member: zipfile.ZipInfo) -> bytes:
        raw = self._raw(member)
        if member.compress_type == zipfile.ZIP_STORED:
            content = raw
        else:
            stream = zlib.decompressobj(-15)
            try:
                content = stream.decompress(raw, member.file_size + 1)
            except zlib.error as cause:
                raise WorkbookUnusable("damaged-zip", part=member.orig_filename) from cause
        if len(content) > member.file_size:
            raise WorkbookUnusable("zip-bomb", part=member.orig_filename)
        if len(content) != member.file_size or zlib.crc32(content) != member.CRC:
            raise WorkbookUnusable("damaged-zip", part=member.orig_filename)
        if member.orig_filename.lower().endswith((".xml", ".rels")) and has_doctype(content):
            raise WorkbookUnusable("dtd", part=member.orig_filename)
        self._sound.add(part_key(member.orig_filename))
        return content

    def check(self) -> None:
        """Inflate every part that was not read yet: size, checksum, no document type; raises on the first bad one."""
        for member in self._members:
            if part_key(member.orig_filename) not in self._sound:
                self._inflate(member)

    def check_prologues(self) -> None:
        """Look only at how every XML part begins; raises when one declares a document type."""
        for member in self._members:
            if (
                member.orig_filename.lower().endswith((".xml", ".rels"))
                and part_key(member.orig_filename) not in self._sound
            ):
                raw = self._raw(member)[:4096]
                with contextlib.suppress(zlib.error):
                    deflated = member.compress_type == zipfile.ZIP_DEFLATED
                    opening = zlib.decompressobj(-15).decompress(raw, 65536) if deflated else raw
                    if has_doctype(opening):
                        raise WorkbookUnusable("dtd", part=member.orig_filename)

    def replace(self, name: str, content: bytes) -> None:
        """Give a part new content; the same content again is no change."""
        key = part_key(name)
        for own in self._added:
            if part_key(own) == key:
                self._added[own] = content
                return
        if content == self.read(name):
            return
        self._changed[key] = content

    def add(self, name: str, content: bytes) -> None:
        """Add a part at the end of the file."""
        if self.holds(name):
            raise WorkbookUnusable("duplicate-part", part=name)
        self._added[name] = content

    def drop(self, name: str) -> None:
        """Leave a part out of the file."""
        self._dropped.add(part_key(name))

    def rewritten(self) -> tuple[str, ...]:
        """Give the names of the parts that `write` does not copy as they are: changed, added, dropped."""
        own = [plain_name(member.orig_filename) for member in self._members]
        touched = [name for name in own if part_key(name) in self._changed or part_key(name) in self._dropped]
        return tuple(touched + list(self._added))

    def write(self, file: BinaryIO) -> None:
        """Write the whole file: untouched parts byte for byte, in their old order, then the added ones."""
        central: list[bytes] = []
        offset = 0
        for entry, raw in self._entries():
            name = entry.orig_filename.encode("utf-8" if entry.flag_bits & 0x800 else "cp437")
            flags = entry.flag_bits & ~0x08
            extra = _without_zip64(entry.extra)
            moment = entry.date_time
            day = (moment[0] - 1980) << 9 | moment[1] << 5 | moment[2]
            time = moment[3] << 11 | moment[4] << 5 | moment[5] // 2
            shared = (entry.compress_type, time, day, entry.CRC, len(raw), entry.file_size, len(name))
            file.write(_LOCAL.pack(b"PK\3\4", 20, flags, *shared, 0) + name)
            file.write(raw)
            made_by = entry.create_version | entry.create_system << 8
            tail = (len(extra), len(entry.comment), 0, entry.internal_attr, entry.external_attr, offset)
            central.append(_CENTRAL.pack(b"PK\1\2", made_by, 20, flags, *shared, *tail) + name + extra + entry.comment)
            offset += _LOCAL.size + len(name) + len(raw)
        directory = b"".join(central)
        count = len(central)
        if offset + len(directory) >= 1 << 32 or count > 65_535:
            raise WorkbookUnusable("too-large", limit=1 << 32)
        file.write(directory)
        file.write(_END.pack(b"PK\5\6", 0, 0, count, count, len(directory), offset, len(self._comment)) + self._comment)

    def _entries(self) -> Iterator[tuple[zipfile.ZipInfo, bytes]]:
        for member in self._members:
            key = part_key(member.orig_filename)
            if key in self._dropped:
                continue
            if key in self._changed:
                yield _deflated(member.orig_filename, self._changed[key], member)
            else:
                yield member, self._raw(member)
        for name, content in self._added.items():
            yield _deflated(name, content, zipfile.ZipInfo(name))


def plain_name(name: str) -> str:
    """Give a part's name with forward slashes and no leading one."""
    return name.replace("\\", "/").lstrip("/")


def part_key(name: str) -> str:
    """Give the form in which part names are compared."""
    return plain_name(name).casefold()


def _without_zip64(extra: bytes) -> bytes:
    kept, at = b"", 0
    while at + 4 <= len(extra):
        kind, length = struct.unpack_from("<HH", extra, at)
        if kind != 1:
            kept += extra[at : at + 4 + length]
        at += 4 + length
    return kept


def _deflated(name: str, content: bytes, like: zipfile.ZipInfo) -> tuple[zipfile.ZipInfo, bytes]:
    stream = zlib.compressobj(3 if len(content) > _FAST_FROM else 6, zlib.DEFLATED, -15)
    raw = stream.compress(content) + stream.flush()
    entry = zipfile.ZipInfo(name, like.date_time)
    entry.orig_filename = name
    entry.compress_type = zipfile.ZIP_DEFLATED
    entry.flag_bits = (like.flag_bits & 0x800) | (0 if name.isascii() else 0x800)
    entry.create_system, entry.create_version = like.create_system, 20
    entry.external_attr, entry.internal_attr = like.external_attr, like.internal_attr
    entry.comment, entry.extra = like.comment, like.extra
    entry.CRC, entry.file_size, entry.compress_size = zlib.crc32(content), len(content), len(raw)
    return entry, raw
