"""The only home of jinja2: compiling a letter's templates within narrow limits, and filling them from facts.

Used in the guarded child only. A field that is unknown or empty never prints: the letter fails and says where.
"""

import traceback
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from functools import lru_cache, partial
from typing import Any

from jinja2 import Environment, StrictUndefined, Template, TemplateSyntaxError, Undefined, UndefinedError, pass_context
from jinja2.exceptions import SecurityError
from jinja2.meta import find_undeclared_variables
from jinja2.nodes import Name
from jinja2.sandbox import ImmutableSandboxedEnvironment
from markupsafe import Markup

from sheetcrm.mail import values
from sheetcrm.mail.addressee import OF_NAMES, OF_VALUES, About, Client, Person, client_of
from sheetcrm.mail.allowed import FILTERS, OPERATORS, TESTS, check_tree
from sheetcrm.mail.faults import TemplateFault, faults_in, suggestion, within_row
from sheetcrm.mail.marks import Marks, join_code, marks_for
from sheetcrm.mail.markup import check_html, html_from_markdown, text_from_html
from sheetcrm.mail.reasons import FilterMisused, Remark, ValueUnusable

LETTER_LIMIT = 300_000
_BEGINS = {"variable_begin": "variable_end", "block_begin": "block_end", "comment_begin": "comment_end"}


class FieldUnknown(UndefinedError):
    """The template names a field that nobody gave."""


class FieldEmpty(UndefinedError):
    """The template prints a field that is empty for this client."""


class _Unknown(StrictUndefined):
    __slots__ = ()

    def __init__(
        self, hint: str | None = None, obj: Any = None, name: str | None = None, exc: type[Exception] | None = None
    ) -> None:
        super().__init__(hint, obj, name, FieldUnknown)

    @property
    def _undefined_message(self) -> str:
        return str(self._undefined_name)


class _Empty(StrictUndefined):
    """An empty cell: false in {% if %}, equal to nothing, never printed."""

    __slots__ = ()

    def __init__(self, name: str) -> None:
        super().__init__(None, None, name, FieldEmpty)

    @property
    def _undefined_message(self) -> str:
        return str(self._undefined_name)

    def __bool__(self) -> bool:  # type: ignore[override]
        return False

    def __eq__(self, other: object) -> bool:  # type: ignore[override]
        return other is None or isinstance(other, _Empty)

    def __ne__(self, other: object) -> bool:  # type: ignore[override]
        return not self == other

    def __hash__(self) -> int:  # type: ignore[override]
        return 0

    def __contains__(self, wanted: object) -> bool:  # type: ignore[override]
        return False


def ready_facts(facts: Mapping[str, Any], person: Person, remarks: list[Remark]) -> dict[str, Any]:
    """The facts with empty ones told apart from values, so that they can be asked for but never printed.

    What filters need to know of the person, and where they leave their remarks, has names that no template may write.
    """
    ready = {name: _Empty(name) if _is_empty(value) else value for name, value in facts.items()}
    if ready.get("client"):
        ready["client"] = client_of(ready["client"], person)
    return ready | {"_person": person, "_remarks": remarks}


def _is_empty(value: object) -> bool:
    return value is None or (isinstance(value, str) and (not value or value.isspace()))


class _Letters(ImmutableSandboxedEnvironment):
    """The sandbox of letters: no functions, listed filters and tests, sums of numbers only."""

    intercepted_binops = OPERATORS

    def call_binop(self, context: Any, operator: str, left: Any, right: Any) -> Any:
        for value in (left, right):
            if isinstance(value, Undefined):
                str(value)
        return values.calculated(operator, left, right)

    def getitem(self, obj: Any, argument: Any) -> Any:
        value = super().getitem(obj, argument)
        return _Empty(within_row(argument)) if _is_empty(value) else value

    def getattr(self, obj: Any, attribute: str) -> Any:
        value = super().getattr(obj, attribute)
        if _is_empty(value):
            return _Empty(f"client.{attribute}" if isinstance(obj, Client) else within_row(attribute))
        return value


@lru_cache(maxsize=32)
def _environment(language: str, team: str, html: bool) -> Environment:
    environment = _Letters(
        undefined=_Unknown, autoescape=html, finalize=partial(_printed, language=language, html=html)
    )
    environment.globals.clear()
    own: Mapping[str, Callable[..., Any]] = {
        "day": partial(values.day, language=language),
        "long_date": partial(values.long_date, language=language),
        "ending": values.ending,
        "link_part": values.link_part,
        "round": values.rounded,
        "web_address": values.web_address,
        **{name: _word_filter(name, language, team) for name in (*OF_NAMES, *OF_VALUES)},
    }
    environment.filters = {name: own.get(name) or environment.filters[name] for name in FILTERS}
    environment.tests = {name: environment.tests[name] for name in TESTS}
    environment.tests["none"] = lambda value: value is None or isinstance(value, _Empty)
    return environment


def _word_filter(name: str, language: str, team: str) -> Callable[..., Any]:
    """The filter as jinja2 calls it: nothing empty goes in, its remark goes to the letter that is being filled."""

    @pass_context
    def apply(context: Any, value: Any, *given: Any, **named: Any) -> object:
        from sheetcrm.mail.filters import words_for  # loaded by `warm_up`, and only where a template uses it

        person: Person = context["_person"]
        if isinstance(value, _Empty) and value == context.get("client") and str(value._undefined_name) == "client":
            value = person
        for single in (value, *given, *named.values()):
            if isinstance(single, Undefined):
                str(single)
        words, remark = words_for(name, value, About(language, team, person), given, named)
        if remark is not None:
            context["_remarks"].append(remark)
        return _Empty(name) if words is None else words

    return apply


def _printed(value: object, language: str, html: bool) -> object:
    if isinstance(value, Undefined):
        return value
    shown = values.show(value, language)
    if html and isinstance(shown, str) and "\n" in shown and not isinstance(shown, Markup):
        return Markup("<br>\n").join(shown.split("\n"))
    return shown


@dataclass(frozen=True, slots=True)
class Part:
    """One compiled file; `lines` turns a line of what was compiled into the line that the person wrote."""

    file: str
    template: Template
    lines: Mapping[int, int]
    names: Mapping[str, int]

    def check_names(self, known: Collection[str]) -> None:
        """Raise a fault for the first field that the file names and nobody gives; a guarded field counts as well."""
        for name, line in self.names.items():
            if name not in known:
                meant = suggestion(name, {field: field for field in known})
                raise TemplateFault("field-unknown", file=self.file, line=line, field=name, suggestion=meant)

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
        place: dict[str, object] = {"file": self.file, "line": self._line(error)}
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

    def _line(self, error: Exception) -> int:
        line = 1
        for frame, number in traceback.walk_tb(error.__traceback__):
            if frame.f_globals.get("__jinja_template__") is self.template:
                line = self.template.get_corresponding_lineno(number)
        return self.lines.get(line, line)


def split_code(text: str, environment: Environment, file: str) -> tuple[str, Marks]:
    """The text with a mark in place of every piece of template code, and the pieces."""
    marks = marks_for(text)
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
                        pieces.append(marks.add("".join(gathered), start))
                    until = ""
            elif kind == "data":
                pieces.append(value)
            else:
                raise TemplateFault("template-not-allowed", file=file, line=line, what="{% raw %}", available="fields")
    except TemplateSyntaxError as error:
        raise _syntax(error, file, {}) from None
    if until:
        raise TemplateFault("template-syntax", file=file, line=start, reason=f"`{gathered[0]}` is never closed")
    return "".join(pieces), marks


def _compile(text: str, marks: Marks, environment: Environment, file: str) -> Part:
    source, lines = join_code(text, marks)
    try:
        tree = environment.parse(source)
        with faults_in(file, lines):
            check_tree(tree)
        named = find_undeclared_variables(tree)
        places = {node.name: lines.get(node.lineno, node.lineno) for node in tree.find_all(Name) if node.name in named}
        return Part(file, environment.from_string(tree), lines, places)
    except TemplateSyntaxError as error:
        raise _syntax(error, file, lines) from None
    except (RecursionError, MemoryError):
        raise TemplateFault("template-too-heavy", file=file) from None


def _syntax(error: TemplateSyntaxError, file: str, lines: Mapping[int, int]) -> TemplateFault:
    line = lines.get(error.lineno, error.lineno)
    return TemplateFault("template-syntax", file=file, line=line, reason=str(error.message).rstrip("."))


def compile_line(language: str, team: str, file: str, text: str) -> Part:
    """A template of one line of plain text, such as a subject."""
    environment = _environment(language, team, False)
    return _compile(*split_code(text, environment, file), environment, file)


def compile_page(language: str, team: str, file: str, text: str) -> Part:
    """A template of a whole HTML page, such as base.html."""
    environment = _environment(language, team, True)
    kept, marks = split_code(text, environment, file)
    with faults_in(file):
        check_html(kept, marks)
    return _compile(kept, marks, environment, file)


def compile_body(language: str, team: str, file: str, text: str) -> tuple[Part, Part]:
    """The templates of the HTML and of the plain text of one body; `file` ends in .md or .html."""
    environment = _environment(language, team, True)
    kept, marks = split_code(text, environment, file)
    with faults_in(file):
        html = html_from_markdown(kept, marks) if file.endswith(".md") else kept
        check_html(html, marks)
    spoken = _compile(text_from_html(html), marks, _environment(language, team, False), file)
    return _compile(html, marks, environment, file), spoken
