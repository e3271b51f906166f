"""Compiling one file of a letter within narrow limits, and filling it from facts; faults name file, line and field.

Used in the guarded child only. Nothing is compiled that was not held against the lists of `allowed`.
"""

import traceback
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Any

from jinja2 import Environment, Template, TemplateSyntaxError
from jinja2.exceptions import SecurityError
from jinja2.meta import find_undeclared_variables
from jinja2.nodes import Name

from sheetcrm.mail.allowed import check_tree
from sheetcrm.mail.faults import TemplateFault, faults_in, suggestion, within_row
from sheetcrm.mail.marks import Marks, Place, join_code
from sheetcrm.mail.reasons import FilterMisused, ValueUnusable
from sheetcrm.mail.sandbox import FieldEmpty, FieldUnknown

LETTER_LIMIT = 300_000
_BEGINS = {"variable_begin": "variable_end", "block_begin": "block_end", "comment_begin": "comment_end"}


@dataclass(frozen=True, slots=True)
class Part:
    """One compiled file with its partials; `places` turns a line of what was compiled into where a person wrote it."""

    file: str
    template: Template
    places: Mapping[int, Place]
    names: Mapping[str, Place]

    def check_names(self, known: Collection[str]) -> None:
        """Raise a fault for the first field that the file names and nobody gives; a guarded field counts as well."""
        for name, (file, line) in self.names.items():
            if name not in known:
                meant = suggestion(name, {field: field for field in known})
                raise TemplateFault("field-unknown", file=file, line=line, field=name, suggestion=meant)

    def fill(self, facts: dict[str, Any]) -> str:
        """The text for these facts, or a fault that names file, line and field."""
        pieces: list[str] = []
        length = 0
        try:
            for piece in self.template.root_render_func(self.template.new_context(facts, shared=True)):
                pieces.append(piece)
                length += len(piece)
                if length > LETTER_LIMIT:
                    raise TemplateFault("letter-too-long", limit=LETTER_LIMIT)
        except TemplateFault:
            raise
        except MemoryError:
            raise TemplateFault("template-too-heavy", file=self.file) from None
        except Exception as error:
            raise self._fault(error, facts) from None
        return "".join(pieces)

    def _fault(self, error: Exception, facts: Mapping[str, Any]) -> TemplateFault:
        file, line = self._place(error)
        place: dict[str, object] = {"file": file, "line": line}
        if isinstance(error, FieldEmpty):
            return TemplateFault("field-empty", **place, field=str(error))
        if isinstance(error, FieldUnknown):
            row = facts.get("row")
            known = {name: name for name in facts if not name.startswith("_")}
            known |= {name: within_row(name) for name in (row or ()) if name not in facts}
            return TemplateFault("field-unknown", **place, field=str(error), suggestion=suggestion(str(error), known))
        if isinstance(error, SecurityError):
            return TemplateFault("template-not-allowed", **place, what="an inner name of a value", available="fields")
        if isinstance(error, ValueUnusable):
            code = "template-syntax" if isinstance(error, FilterMisused) else "value-unusable"
            return TemplateFault(code, **place, because=error.code, **error.details)
        return TemplateFault("value-unusable", **place, because="does-not-fit", kind=type(error).__name__)

    def _place(self, error: Exception) -> Place:
        line = 1
        for frame, number in traceback.walk_tb(error.__traceback__):
            if frame.f_globals.get("__jinja_template__") is self.template:
                line = self.template.get_corresponding_lineno(number)
        return self.places.get(line, (self.file, line))


def split_code(text: str, environment: Environment, file: str, marks: Marks) -> str:
    """The text with a mark in place of every piece of template code; the pieces are kept in the marks."""
    pieces: list[str] = []
    gathered: list[str] = []
    until = ""
    start = 1
    try:
        for line, kind, value in environment.lex(text, filename=file):
            if kind in _BEGINS:
                until, gathered, start = _BEGINS[kind], [value], line
            elif until:
                gathered.append(value)
                if kind == until:
                    if kind != "comment_end":
                        pieces.append(marks.add("".join(gathered), start, file))
                    until = ""
            elif kind == "data":
                pieces.append(value)
            else:
                raise TemplateFault("template-not-allowed", file=file, line=line, what="{% raw %}", available="fields")
    except TemplateSyntaxError as error:
        raise _syntax(error, file, {}) from None
    if until:
        raise TemplateFault("template-syntax", file=file, line=start, reason=f"`{gathered[0]}` is never closed")
    return "".join(pieces)


def compile_part(text: str, marks: Marks, environment: Environment, file: str) -> Part:
    """What stands in a file, with its code back in the places of the marks, ready to be filled."""
    source, places = join_code(text, marks)
    try:
        tree = environment.parse(source)
        with faults_in(file, places):
            check_tree(tree)
        unset = find_undeclared_variables(tree)
        names = {
            node.name: places.get(node.lineno, (file, node.lineno))
            for node in tree.find_all(Name)
            if node.name in unset
        }
        return Part(file, environment.from_string(tree), places, names)
    except TemplateSyntaxError as error:
        raise _syntax(error, file, places) from None
    except (RecursionError, MemoryError):
        raise TemplateFault("template-too-heavy", file=file) from None


def check_whole(text: str, marks: Marks, environment: Environment, file: str) -> None:
    """Raise a fault when what opens in this file, such as {% if %}, does not close in it."""
    source, places = join_code(text, marks)
    try:
        environment.parse(source)
    except TemplateSyntaxError as error:
        raise _syntax(error, file, places) from None
    except (RecursionError, MemoryError):
        raise TemplateFault("template-too-heavy", file=file) from None


def _syntax(error: TemplateSyntaxError, file: str, places: Mapping[int, Place]) -> TemplateFault:
    file, line = places.get(error.lineno, (file, error.lineno))
    return TemplateFault("template-syntax", file=file, line=line, reason=str(error.message).rstrip("."))
