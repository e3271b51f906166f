"""The sandbox in which templates are filled: listed filters and tests, no functions, fields that tell empty from full.

Used in the guarded child only. A field that is unknown or empty never prints: it stops the letter.
"""

from collections.abc import Callable, Mapping
from functools import lru_cache, partial
from typing import Any

from jinja2 import Environment, StrictUndefined, Undefined, UndefinedError, pass_context
from jinja2.sandbox import ImmutableSandboxedEnvironment
from markupsafe import Markup

from sheetcrm.mail import values
from sheetcrm.mail.addressee import OF_NAMES, OF_VALUES, About, Client, Person, client_of
from sheetcrm.mail.allowed import FILTERS, OPERATORS, TESTS
from sheetcrm.mail.faults import within_row
from sheetcrm.mail.reasons import Remark


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


class Empty(StrictUndefined):
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
        return other is None or isinstance(other, Empty)

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
    ready = {name: Empty(name) if _is_empty(value) else value for name, value in facts.items()}
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
        return Empty(within_row(argument)) if _is_empty(value) else value

    def getattr(self, obj: Any, attribute: str) -> Any:
        value = super().getattr(obj, attribute)
        if _is_empty(value):
            return Empty(f"client.{attribute}" if isinstance(obj, Client) else within_row(attribute))
        return value


@lru_cache(maxsize=32)
def environment_of(language: str, team: str, html: bool) -> Environment:
    """The sandbox for letters of a language, made by a team of a language, for HTML or for plain text."""
    environment = _Letters(
        undefined=_Unknown, autoescape=html, finalize=partial(_printed, language=language, html=html)
    )
    environment.globals.clear()
    own: Mapping[str, Callable[..., Any]] = {
        "day": partial(values.day, language=language),
        "long_date": partial(values.long_date, language=language),
        "ending": values.ending,
        "link_part": values.link_part,
        "path_part": values.path_part,
        "picture": values.picture,
        "round": values.rounded,
        "web_address": values.web_address,
        **{name: _word_filter(name, language, team) for name in (*OF_NAMES, *OF_VALUES)},
    }
    environment.filters = {name: own.get(name) or environment.filters[name] for name in FILTERS}
    environment.tests = {name: environment.tests[name] for name in TESTS}
    environment.tests["none"] = lambda value: value is None or isinstance(value, Empty)
    return environment


def _word_filter(name: str, language: str, team: str) -> Callable[..., Any]:
    """The filter as jinja2 calls it: nothing empty goes in, its remark goes to the letter that is being filled."""

    @pass_context
    def apply(context: Any, value: Any, *given: Any, **named: Any) -> object:
        from sheetcrm.mail.filters import words_for  # loaded by `warm_up`, and only where a template uses it

        person: Person = context["_person"]
        if isinstance(value, Empty) and value == context.get("client") and str(value._undefined_name) == "client":
            value = person
        for single in (value, *given, *named.values()):
            if isinstance(single, Undefined):
                str(single)
        words, remark = words_for(name, value, About(language, team, person), given, named)
        if remark is not None:
            context["_remarks"].append(remark)
        return Empty(name) if words is None else words

    return apply


def _printed(value: object, language: str, html: bool) -> object:
    if isinstance(value, Undefined):
        return value
    shown = values.show(value, language)
    if html and isinstance(shown, str) and "\n" in shown and not isinstance(shown, Markup):
        return Markup("<br>\n").join(shown.split("\n"))
    return shown
