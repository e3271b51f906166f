"""The phrases of a .txt beside this module, by heading: what mail systems write is data, not code."""

import re
from functools import cache
from pathlib import Path


@cache
def sections(name: str) -> dict[str, re.Pattern[str]]:
    """Each heading of a file, in its order, with one expression of all its lines; case does not count."""
    lines_by_heading: dict[str, list[str]] = {}
    heading = ""
    for line in (Path(__file__).parent / name).read_text("utf-8").splitlines():
        if line.startswith("[") and line.endswith("]"):
            heading = line[1:-1]
        elif line and not line.startswith("#"):
            lines_by_heading.setdefault(heading, []).append(line)
    return {
        heading: re.compile("|".join(f"(?:{line})" for line in lines), re.IGNORECASE | re.MULTILINE)
        for heading, lines in lines_by_heading.items()
    }


def phrase(heading: str) -> re.Pattern[str]:
    """The expression under a heading of phrases.txt.

    >>> bool(phrase("failed").search("Your letter could not be delivered to"))
    True
    """
    return sections("phrases.txt")[heading]
