"""The letters that folders of templates hold, each with a fingerprint of its texts, for rules that may read no file."""

import hashlib
from collections.abc import Mapping, Sequence
from pathlib import Path

from sheetcrm.mail.folders import letters_in

_LONGEST = 262_144
"""Files beyond so many bytes are no texts; of them size and time are looked at."""


def letter_texts(folders: Sequence[Path]) -> Mapping[str, str]:
    """Letter -> fingerprint of all files of all its languages, in all folders."""
    return {
        letter: _fingerprint([folder / letter for folder in folders])
        for letter in {name for name, _ in letters_in(folders)}
    }


def folder_stamp(folder: Path | None) -> str:
    """A word that changes when a file of the folder does; empty where there is none."""
    if folder is None or not folder.is_dir():
        return ""
    told = [f"{file}:{stat.st_size}:{stat.st_mtime_ns}" for file in _files(folder) if (stat := file.stat())]
    return hashlib.sha256("\n".join(told).encode("utf-8", "surrogatepass")).hexdigest()


def _fingerprint(places: Sequence[Path]) -> str:
    digest = hashlib.sha256()
    for place in places:
        for file in _files(place):
            stat = file.stat()
            told = file.read_bytes() if stat.st_size <= _LONGEST else f"{stat.st_size}:{stat.st_mtime_ns}".encode()
            digest.update(f"{file.relative_to(place)}\0{len(told)}\0".encode("utf-8", "surrogatepass"))
            digest.update(told)
    return digest.hexdigest()[:16]


def _files(place: Path) -> list[Path]:
    return sorted(file for file in place.rglob("*") if file.is_file())
