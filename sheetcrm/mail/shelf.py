"""The files that a batch of letters brings along, looked up once for many letters.

A letter whose picture or attachment is not there, or cannot travel, is not made: no letter goes with a hole in it.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

from sheetcrm.mail.attachments import Listings, attachments_of
from sheetcrm.mail.enclosures import Enclosure
from sheetcrm.mail.faults import TemplateFault
from sheetcrm.mail.folders import Sources
from sheetcrm.mail.pictures import Seen, picture_folders, with_pictures


@dataclass(slots=True)
class Shelf:
    """Where files of letters are looked for, and those that were found; `attachments` None: beside the templates."""

    templates: Sequence[Path]
    attachments: Path | None = None
    seen: dict[str, Seen] = field(default_factory=dict)
    listings: Listings = field(default_factory=dict)

    def enclosures(
        self, html: str, lines: str, files: Sources | TemplateFault
    ) -> tuple[str, tuple[Enclosure, ...], tuple[Enclosure, ...]]:
        """The HTML with its pictures in place, the pictures, and the attachments. MailUnusable: why there are none."""
        if isinstance(files, TemplateFault) or not (lines or "inline:" in html):
            return html, (), ()
        folder = str(files.get("folder", ""))  # a letter that is written in the sheet stands in no folder
        seen = self.seen.setdefault(folder, {})
        places = picture_folders(Path(folder) if folder else None, self.templates)
        html, pictures = with_pictures(html, places, seen)
        beside = self.attachments or Path(str(files.get("root") or self.templates[0])) / "attachments"
        return html, pictures, attachments_of(lines, beside, self.listings)
