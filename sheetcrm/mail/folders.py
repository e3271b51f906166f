"""Where the files of a letter stand: folders of templates, searched in their order.

Only names of letters and languages lead to a file, never a path from a sheet or a config.
"""

import re
from collections.abc import Sequence
from pathlib import Path

from sheetcrm.mail.faults import TemplateFault

_NAME = re.compile(r"[^\W_][\w-]{0,80}")

Sources = dict[str, str | tuple[str, str]]
"""The part (subject, body, page, footer) -> its file as shown to people and its text; `language` -> the language."""


def find_letter(folders: Sequence[Path], letter: str, language: str, fallback: str | None = None) -> Sources:
    """The files of one letter: of several folders the first that has it in that language gives subject and body.

    base.html and the footer come from the first folder that has them; a letter may have a footer.md of its own. A
    fault says what is missing and where.
    """
    _check_name(letter, "letter-missing", folders, letter, language)
    _check_name(language, "language-missing", folders, letter, language)
    for spoken in dict.fromkeys(name for name in (language, fallback) if name):
        for folder in folders:
            place = folder / letter / spoken
            if place.is_dir():
                return _read_letter(folders, place, f"{letter}/{spoken}", spoken)
    known = any((folder / letter).is_dir() for folder in folders)
    code = "language-missing" if known else "letter-missing"
    raise TemplateFault(code, letter=letter, language=language, folders=_listed(folders))


def letters_in(folders: Sequence[Path]) -> list[tuple[str, str]]:
    """Every letter that the folders hold, with each of its languages; sorted."""
    found = {
        (place.parent.name, place.name)
        for folder in folders
        for place in folder.glob("*/*/")
        if (place / "subject.txt").is_file() and _NAME.fullmatch(place.name) and _NAME.fullmatch(place.parent.name)
    }
    return sorted(found)


def _check_name(name: str, code: str, folders: Sequence[Path], letter: str, language: str) -> None:
    if not _NAME.fullmatch(name):
        raise TemplateFault(code, letter=letter, language=language, folders=_listed(folders))


def _listed(folders: Sequence[Path]) -> str:
    return ", ".join(str(folder) for folder in folders)


def _read_letter(folders: Sequence[Path], place: Path, shown: str, language: str) -> Sources:
    bodies = [name for name in ("body.md", "body.html") if (place / name).is_file()]
    if not bodies:
        raise TemplateFault("template-part-missing", file=f"{shown}/body.md")
    page = next((folder / "base.html" for folder in folders if (folder / "base.html").is_file()), None)
    if page is None:
        raise TemplateFault("template-part-missing", file="base.html")
    sources: Sources = {
        "language": language,
        "subject": _read(place / "subject.txt", f"{shown}/subject.txt"),
        "body": _read(place / bodies[0], f"{shown}/{bodies[0]}"),
        "page": _read(page, "base.html"),
    }
    footers = [place / "footer.md", *(folder / "footer" / language / "body.md" for folder in folders)]
    footer = next((file for file in footers if file.is_file()), None)
    if footer:
        name = f"{shown}/footer.md" if footer.name == "footer.md" else f"footer/{language}/body.md"
        sources["footer"] = _read(footer, name)
    return sources


def _read(file: Path, shown: str) -> tuple[str, str]:
    try:
        return shown, file.read_text(encoding="utf-8-sig")
    except FileNotFoundError:
        raise TemplateFault("template-part-missing", file=shown) from None
    except UnicodeDecodeError:
        raise TemplateFault("template-unreadable", file=shown, reason="it is not UTF-8") from None
    except OSError as error:
        raise TemplateFault("template-unreadable", file=shown, reason=error.strerror or "unknown") from None
