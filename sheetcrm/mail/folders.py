"""Where the files of a letter stand: folders of templates, searched in their order.

Only names of letters and languages lead to a file, never a path from a sheet or a config.
"""

import re
from collections.abc import Mapping, Sequence
from pathlib import Path

from sheetcrm.mail.faults import TemplateFault

INCLUDE = re.compile(r"""\{%[-+]?\s*include\s+(?:"([\w-]{1,80})"|'([\w-]{1,80})')\s*[-+]?%\}""")
"""{% include "name" %}: the name of a partial, never a path."""
PARTIAL = "partial:"
"""Stands before the name of a partial's file among the sources of a letter: `partial:address.md`."""

_NAME = re.compile(r"[^\W_][\w-]{0,80}")
_NOT_LETTERS = frozenset({"partials", "images", "attachments", "footer"})
_PARTIAL_KINDS = (".md", ".html", ".txt")
_MOST_PARTIALS = 200

Sources = dict[str, str | tuple[str, str]]
"""The part (subject, body, text, files, page, footer, partials) -> its file as shown to people and its text; `language`
-> the language; `folder` -> the folder of the letter in it; `root` -> the folder of templates that it stands in."""


def find_letter(
    folders: Sequence[Path], letter: str, language: str, fallback: str | None = None,
    written: Mapping[str, tuple[str, str]] | None = None,
) -> Sources:  # fmt: skip
    """The files of one letter: of several folders the first that has it in that language gives subject and body.

    What is `written` in the sheet (language -> subject, body) goes before the folders.

    base.html and the footer come from the first folder that has them; a letter may have a footer.md of its own. A
    fault says what is missing and where.
    """
    _check_name(language, "language-missing", folders, letter, language)
    if not written:
        _check_name(letter, "letter-missing", folders, letter, language)
    has_folder = bool(_NAME.fullmatch(letter)) and letter not in _NOT_LETTERS
    for spoken in dict.fromkeys(name for name in (language, fallback) if name):
        if written and spoken in written:
            return _of_sheet(folders, letter, spoken, *written[spoken])
        for folder in folders if has_folder else ():
            place = folder / letter / spoken
            if place.is_dir():
                sources = _read_letter(folders, place, f"{letter}/{spoken}", spoken)
                return sources | {"folder": str(place), "root": str(folder)}
    known = bool(written) or any((folder / letter).is_dir() for folder in folders)
    code = "language-missing" if known else "letter-missing"
    raise TemplateFault(code, letter=letter, language=language, folders=_listed(folders))


def letters_in(folders: Sequence[Path]) -> list[tuple[str, str]]:
    """Every letter that the folders hold, with each of its languages; sorted."""
    found = {
        (place.parent.name, place.name)
        for folder in folders
        for place in folder.glob("*/*/")
        if place.parent.name not in _NOT_LETTERS
        and (place / "subject.txt").is_file()
        and _NAME.fullmatch(place.name)
        and _NAME.fullmatch(place.parent.name)
    }
    return sorted(found)


def _check_name(name: str, code: str, folders: Sequence[Path], letter: str, language: str) -> None:
    if not _NAME.fullmatch(name) or (name == letter and name in _NOT_LETTERS):
        raise TemplateFault(code, letter=letter, language=language, folders=_listed(folders))


def _listed(folders: Sequence[Path]) -> str:
    return ", ".join(str(folder) for folder in folders)


def _read_letter(folders: Sequence[Path], place: Path, shown: str, language: str) -> Sources:
    bodies = [name for name in ("body.md", "body.html") if (place / name).is_file()]
    if not bodies:
        raise TemplateFault("template-part-missing", file=f"{shown}/body.md")
    sources: Sources = {
        "language": language,
        "subject": _read(place / "subject.txt", f"{shown}/subject.txt"),
        "body": _read(place / bodies[0], f"{shown}/{bodies[0]}"),
        "page": _page(folders),
    }
    if (place / "body.txt").is_file():
        sources["text"] = _read(place / "body.txt", f"{shown}/body.txt")
    lists = (near / "attachments.txt" for near in (place, place.parent))
    attached = next((file for file in lists if file.is_file()), None)
    if attached:
        sources["files"] = _read(attached, attached.relative_to(place.parent.parent).as_posix())
    footers = [place / "footer.md", *(folder / "footer" / language / "body.md" for folder in folders)]
    footer = next((file for file in footers if file.is_file()), None)
    if footer:
        name = f"{shown}/footer.md" if footer.name == "footer.md" else f"footer/{language}/body.md"
        sources["footer"] = _read(footer, name)
    return sources | _read_partials(
        folders, language, [part[1] for part in sources.values() if isinstance(part, tuple)]
    )


def _of_sheet(folders: Sequence[Path], letter: str, language: str, subject: str, body: str) -> Sources:
    """A letter written in the sheet: Markdown, with the page and the footer of the folders around it."""
    shown = f"{letter} ({language})"
    sources: Sources = {
        "language": language,
        "subject": (f"{shown}: subject", subject),
        "body": (f"{shown}: body.md", body),
        "page": _page(folders),
    }
    footers = (folder / "footer" / language / "body.md" for folder in folders)
    footer = next((file for file in footers if file.is_file()), None)
    if footer:
        sources["footer"] = _read(footer, f"footer/{language}/body.md")
    return sources | _read_partials(
        folders, language, [part[1] for part in sources.values() if isinstance(part, tuple)]
    )


def _page(folders: Sequence[Path]) -> tuple[str, str]:
    page = next((folder / "base.html" for folder in folders if (folder / "base.html").is_file()), None)
    if page is None:
        raise TemplateFault("template-part-missing", file="base.html")
    return _read(page, "base.html")


def _read_partials(folders: Sequence[Path], language: str, texts: list[str]) -> dict[str, tuple[str, str]]:
    """The partials that the texts name, and those that these name; one that is not there is missed when it is used."""
    found: dict[str, tuple[str, str]] = {}
    seen: set[str] = set()
    while texts and len(seen) < _MOST_PARTIALS:
        named = {double or single for double, single in INCLUDE.findall(texts.pop())} - seen
        for name in sorted(named):
            seen.add(name)
            places = (folder / "partials" / language for folder in folders)
            files = ([place / f"{name}{kind}" for kind in _PARTIAL_KINDS] for place in places)
            there = next((own for own in ([f for f in each if f.is_file()] for each in files) if own), [])
            for file in there:
                part = _read(file, f"partials/{language}/{file.name}")
                found[f"{PARTIAL}{file.name}"] = part
                texts.append(part[1])
    return found


def _read(file: Path, shown: str) -> tuple[str, str]:
    try:
        return shown, file.read_text(encoding="utf-8-sig")
    except FileNotFoundError:
        raise TemplateFault("template-part-missing", file=shown) from None
    except UnicodeDecodeError:
        raise TemplateFault("template-unreadable", file=shown, reason="it is not UTF-8") from None
    except OSError as error:
        raise TemplateFault("template-unreadable", file=shown, reason=error.strerror or "unknown") from None
