"""Which files may be attached, and the type each is told by; programs never, whatever their names say.

The endings are those that Gmail blocks, with web pages and documents that hold macros: they carry code as well.
"""

import re
import zipfile
from pathlib import Path

_KINDS = {
    ".csv": "text/csv",
    ".doc": "application/msword",
    ".docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    ".gif": "image/gif",
    ".ics": "text/calendar",
    ".jpeg": "image/jpeg",
    ".jpg": "image/jpeg",
    ".json": "application/json",
    ".md": "text/markdown",
    ".mp3": "audio/mpeg",
    ".mp4": "video/mp4",
    ".odp": "application/vnd.oasis.opendocument.presentation",
    ".ods": "application/vnd.oasis.opendocument.spreadsheet",
    ".odt": "application/vnd.oasis.opendocument.text",
    ".pdf": "application/pdf",
    ".png": "image/png",
    ".ppt": "application/vnd.ms-powerpoint",
    ".pptx": "application/vnd.openxmlformats-officedocument.presentationml.presentation",
    ".rtf": "application/rtf",
    ".tif": "image/tiff",
    ".tiff": "image/tiff",
    ".txt": "text/plain",
    ".vcf": "text/vcard",
    ".webp": "image/webp",
    ".xls": "application/vnd.ms-excel",
    ".xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    ".xml": "application/xml",
    ".zip": "application/zip",
}
_FORBIDDEN = re.compile(
    r"""\.(?:
    ade|adp|apk|app|appx|appxbundle|bat|cab|chm|cmd|com|command|cpl|deb|desktop|diagcab|
    diagcfg|diagpkg|dll|dmg|elf|ex|ex_|exe|gadget|hlp|hta|img|inf|ins|iso|isp|jar|jnlp|
    js|jse|lib|lnk|mde|mjs|msc|msh|msi|msix|msixbundle|msp|mst|nsh|pif|ps1|ps1xml|ps2|
    psc1|psm1|py|pyc|pyw|reg|rpm|run|scf|scr|sct|sh|shb|shs|sys|url|vb|vbe|vbs|
    vbscript|vhd|vhdx|vxd|webloc|workflow|ws|wsc|wsf|wsh|xll|htm|html|mht|mhtml|shtml|
    svg|svgz|xht|xhtml|docm|dotm|potm|ppam|ppsm|pptm|sldm|xla|xlam|xlsb|xlsm|xltm
    )""",
    re.VERBOSE,
)
_PROGRAMS = (
    b"MZ", b"\x7fELF", b"#!", b"\xca\xfe\xba\xbe", b"\xfe\xed\xfa\xce", b"\xfe\xed\xfa\xcf", b"\xce\xfa\xed\xfe",
    b"\xcf\xfa\xed\xfe", b"L\x00\x00\x00\x01\x14\x02\x00",
)  # fmt: skip


def kind_of(path: Path, name: str, start: bytes) -> str | None:
    """The type of a file by the ending of its name, or None when it must not travel; `start` is how it begins.

    >>> kind_of(Path("a/b"), "Invoice.PDF", b"%PDF-1.7"), kind_of(Path("a/b"), "invoice.pdf", b"MZ")
    ('application/pdf', None)
    """
    if _is_forbidden(name) or _is_forbidden(path.name) or start.startswith(_PROGRAMS):
        return None
    suffix = _suffix(name)
    if suffix == ".zip" and not _is_sound_zip(path):
        return None
    return _KINDS.get(suffix, "application/octet-stream")


def _suffix(name: str) -> str:
    return Path(name.casefold().rstrip(". ")).suffix


def _is_forbidden(name: str) -> bool:
    return _FORBIDDEN.fullmatch(_suffix(name)) is not None


def _is_sound_zip(path: Path) -> bool:
    """Whether mail servers will let an archive pass: they look at the names in it."""
    try:
        with zipfile.ZipFile(path) as archive:
            return not any(_is_forbidden(name) for name in archive.namelist())
    except (OSError, ValueError, zipfile.BadZipFile, NotImplementedError):
        return False
