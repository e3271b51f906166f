"""Pictures that a letter brings along: names of files in finished HTML become parts of the letter.

What a picture is, its first bytes tell, never its name.
"""

import hashlib
import html as entities
import re
from collections.abc import Sequence
from pathlib import Path
from urllib.parse import unquote

from sheetcrm.errors import MailUnusable
from sheetcrm.mail.enclosures import MEGABYTE, Enclosure, file_below, look_at

MOST_EACH = MEGABYTE
MOST_TOGETHER = 3 * MEGABYTE
_NAMED = re.compile(r"""(\ssrc\s*=\s*)(?:"inline:([^"]*)"|'inline:([^']*)')""", re.I)
_KINDS = (
    (re.compile(rb"\x89PNG\r\n\x1a\n"), "image/png", ".png"),
    (re.compile(rb"\xff\xd8\xff"), "image/jpeg", ".jpg"),
    (re.compile(rb"GIF8[79]a"), "image/gif", ".gif"),
    (re.compile(rb"RIFF....WEBP", re.S), "image/webp", ".webp"),
)

Seen = dict[str, Enclosure]
"""Pictures that were found already, by name; one for each letter template."""


def picture_folders(folder: Path | None, templates: Sequence[Path]) -> list[Path]:
    """Where the pictures of a letter are looked for: beside it, in its `images`, in `images` of the templates."""
    near = (folder, folder / "images", folder.parent, folder.parent / "images") if folder else ()
    return [*near, *(root / "images" for root in templates)]


def with_pictures(html: str, folders: Sequence[Path], seen: Seen) -> tuple[str, tuple[Enclosure, ...]]:
    """The HTML with `cid:` in place of names of files, and the files, each once.

    MailUnusable: `file-missing`, `file-name-unusable`, `file-unreadable`, `file-too-large`, `files-too-large`,
    `picture-unusable`.
    """
    if "inline:" not in html:
        return html, ()
    found: dict[str, Enclosure] = {}

    def shown(tag: re.Match[str]) -> str:
        name = unquote(entities.unescape(tag[2] if tag[2] is not None else tag[3])).strip()
        if name not in seen:
            seen[name] = _picture(name, folders)
        picture = seen[name]
        found[picture.content_id] = picture
        return f'{tag[1]}"cid:{picture.content_id}"'

    html = _NAMED.sub(shown, html)
    if sum(picture.size for picture in found.values()) > MOST_TOGETHER:
        raise MailUnusable("files-too-large", most=MOST_TOGETHER // MEGABYTE)
    return html, tuple(found.values())


def _picture(name: str, folders: Sequence[Path]) -> Enclosure:
    path = file_below(folders, name)
    if path is None:
        raise MailUnusable("file-missing", name=name[:80], folder=folders[0])
    known, start = look_at(path, name, MOST_EACH)
    for begins, kind, suffix in _KINDS:
        if begins.match(start):
            mark = hashlib.sha256(f"{path}\0{known.st_mtime_ns}\0{known.st_size}".encode("utf-8", "surrogateescape"))
            cid = f"{mark.hexdigest()[:24]}@letter"
            return Enclosure(path, f"{Path(name).stem}{suffix}", kind, known.st_size, known.st_mtime_ns, cid)
    raise MailUnusable("picture-unusable", name=name[:80])
