"""What can be wrong with a letter: a closed list of codes, each with the sentence that says what to do.

A fault knows its place (file and line as the person sees them); it never carries a whole row.
"""

import contextlib
import difflib
from collections.abc import Iterator, Mapping
from types import MappingProxyType

SENTENCES: Mapping[str, str] = MappingProxyType(
    {
        "letter-missing": "There is no letter `{letter}` in {folders}. Add the folder `{letter}` with one sub-folder "
        "per language, or correct the name of the letter.",
        "language-missing": "The letter `{letter}` is not there in the language `{language}`. Add "
        "`{letter}/{language}/` with subject.txt and body.md, or name a fallback language in the settings.",
        "template-part-missing": "{file} is missing. Every letter needs subject.txt and one of body.md and body.html; "
        "base.html stands in the templates folder.",
        "template-unreadable": "{file} cannot be read ({reason}). Save it as UTF-8 text and let this program read it.",
        "partial-missing": "{file}, line {line}: there is no partial `{name}`. Add the file {name}.md (or .html, .txt) "
        "in partials/ of the templates folder, in the sub-folder of the letter's language.",
        "partial-nested": "{file}, line {line}: the partial `{name}` holds itself, or stands more than {limit} "
        "partials deep. Put its text here instead.",
        "template-too-long": "{file} has {found} characters, {limit} are allowed. Shorten it.",
        "template-syntax": "{file}, line {line}: {reason}. Compare with one of the letters that came with the program.",
        "template-not-allowed": "{file}, line {line}: {what} is not available in letters. Available: {available}.",
        "template-html": "{file}, line {line}: {reason}.",
        "template-too-heavy": "{file} was stopped, because making the letter took too much time or memory. Look for "
        "loops within loops and very long texts.",
        "field-unknown": "{file}, line {line}: there is no field `{field}`. {suggestion}",
        "field-empty": "{file}, line {line}: the field `{field}` is empty for this client. Fill it in the sheet, or "
        "write {{% if {field} %}} ... {{% endif %}} around the sentence.",
        "value-unusable": "{file}, line {line}: {reason}.",
        "letter-too-long": "The letter became longer than {limit} characters. Shorten the template or the "
        "cell it shows.",
        "subject-empty": "{file}: the subject came out empty. Write at least one word that does not depend on a field.",
        "body-empty": "{file}: the letter came out empty. Write at least one sentence that does not depend on a field.",
        "facts-unusable": "The field `{field}` holds something a letter cannot show.",
    }
)


class TemplateFault(Exception):
    """A template, or one value in it, cannot be used; `line` counts from 1 in the file that the person wrote."""

    def __init__(self, code: str, **details: object) -> None:
        super().__init__(code, details)
        self.code = code
        self.details = details


@contextlib.contextmanager
def faults_in(file: str, places: Mapping[int, tuple[str, int]] | None = None) -> Iterator[None]:
    """Give every fault within its file; `places` turns a line of what was compiled into file and line of a person."""
    try:
        yield
    except TemplateFault as fault:
        details: dict[str, object] = {"file": file} | fault.details
        if places is not None:
            line = fault.details.get("line", 1)
            known = places.get(line) if isinstance(line, int) else None
            details["file"], details["line"] = known or (file, line)
        raise TemplateFault(fault.code, **details) from None


def sentence(code: str, details: Mapping[str, object]) -> str:
    """What is wrong and what to do, in English; a detail that is not known shows as a question mark.

    >>> sentence("template-unreadable", {"file": "birthday/en/body.md", "reason": "not UTF-8"})
    'birthday/en/body.md cannot be read (not UTF-8). Save it as UTF-8 text and let this program read it.'
    >>> sentence("value-unusable", {"file": "a/en/body.md", "reason": "it holds {braces}"})
    'a/en/body.md, line ?: it holds {braces}.'
    """
    return SENTENCES[code].format_map(_Known(details))


def within_row(column: object) -> str:
    """How a template names a column of the sheet.

    >>> within_row("Shoe size")
    'row["Shoe size"]'
    """
    return f'row["{column}"]' if isinstance(column, str) else str(column)


def suggestion(name: str, known: Mapping[str, str]) -> str:
    """What may have been meant by the name of a field; `known` turns names into how a template writes them."""
    near = difflib.get_close_matches(name, known, n=1)
    if near:
        return f"Did you mean `{known[near[0]]}`?"
    own = ", ".join(sorted(field for field, shown in known.items() if field == shown))
    return f'The fields are: {own}; a column of the sheet is row["its header"].'


class _Known(dict[str, object]):
    def __missing__(self, name: str) -> str:
        return "?"
