"""Formulas as trees. Commas and semicolons both separate arguments, unless the locale's comma belongs to numbers."""

from functools import lru_cache
from typing import NamedTuple

from tests.google_server.a1 import Bounds, bounds_of_reference
from tests.google_server.formulas.tokens import Token, tokens
from tests.google_server.formulas.values import Faulted, fault


class Constant(NamedTuple):
    """A number, a text or a truth value."""

    value: str | float | bool


class Missing(NamedTuple):
    """An argument left out."""


class Fault(NamedTuple):
    """An error written in the formula: `#REF!`."""

    text: str


class Reference(NamedTuple):
    """Cells; `sheet` is a title, None the formula's own sheet."""

    sheet: str | None
    bounds: Bounds


class Name(NamedTuple):
    """A named range."""

    name: str


class Call(NamedTuple):
    """A function with its arguments; operators are calls too (`ADD`, `CONCAT` ...)."""

    name: str
    arguments: tuple["Node", ...]


class Literal(NamedTuple):
    """An array in braces."""

    rows: tuple[tuple["Node", ...], ...]


Node = Constant | Missing | Fault | Reference | Name | Call | Literal

_LEVELS: tuple[dict[str, str], ...] = (
    {"=": "EQ", "<>": "NE", "<": "LT", ">": "GT", "<=": "LTE", ">=": "GTE"},
    {"&": "CONCAT"},
    {"+": "ADD", "-": "MINUS"},
    {"*": "MULTIPLY", "/": "DIVIDE"},
    {"^": "POW"},
)


@lru_cache(maxsize=200_000)
def parse(formula: str, comma_is_decimal: bool = False) -> Node:
    """The tree of a formula that begins with `=`; raises Faulted with #ERROR! when it cannot be read.

    >>> parse("=1+TRUE")
    Call(name='ADD', arguments=(Constant(value=1), Constant(value=True)))
    """
    reader = _Reader(
        [token for token in tokens(formula[1:], comma_is_decimal) if token.kind != "space"], comma_is_decimal
    )
    node = reader.expression(0)
    if reader.here is not None:
        raise unreadable()
    return node


def unreadable() -> Faulted:
    """Google's answer to a formula that cannot be read."""
    return fault("ERROR", "Formula parse error.")


class _Reader:
    """Reads tokens from left to right; one method per kind of phrase."""

    def __init__(self, found: list[Token], comma_is_decimal: bool) -> None:
        self.tokens = found
        self.place = 0
        self.comma_is_decimal = comma_is_decimal
        self.separators = (";",) if comma_is_decimal else (",", ";")

    @property
    def here(self) -> Token | None:
        return self.tokens[self.place] if self.place < len(self.tokens) else None

    def at(self, *texts: str) -> bool:
        token = self.here
        return token is not None and token.kind == "operator" and token.text in texts

    def take(self, text: str) -> None:
        if not self.at(text):
            raise unreadable()
        self.place += 1

    def expression(self, level: int) -> Node:
        if level == len(_LEVELS):
            return self.signed()
        left = self.expression(level + 1)
        while self.at(*_LEVELS[level]):
            name = _LEVELS[level][self.tokens[self.place].text]
            self.place += 1
            left = Call(name, (left, self.expression(level + 1)))
        return left

    def signed(self) -> Node:
        if self.at("+", "-", "@"):
            sign = self.tokens[self.place].text
            self.place += 1
            inner = self.signed()
            return Call({"-": "UMINUS", "+": "UPLUS", "@": "UPLUS"}[sign], (inner,))
        node = self.single()
        while self.at("%"):
            self.place += 1
            node = Call("UNARY_PERCENT", (node,))
        return node

    def single(self) -> Node:
        token = self.here
        if token is None:
            raise unreadable()
        self.place += 1
        kind, text = token.kind, token.text
        if kind == "number":
            number = float(text.replace(",", "."))
            return Constant(int(number) if number.is_integer() and abs(number) < 1e15 else number)
        if kind == "text":
            return Constant(text[1:-1].replace('""', '"'))
        if kind == "fault":
            return Fault(text[text.rindex("#") :])
        if kind == "reference":
            return _reference(text)
        if kind == "name":
            return self.named(text)
        if text == "(" and kind == "operator":
            node = self.expression(0)
            self.take(")")
            return node
        if text == "{" and kind == "operator":
            return self.literal()
        raise unreadable()

    def named(self, text: str) -> Node:
        upper = text.upper()
        if self.at("("):
            self.place += 1
            return Call(upper, self.arguments())
        if upper in ("TRUE", "FALSE"):
            return Constant(upper == "TRUE")
        return Name(text)

    def arguments(self) -> tuple[Node, ...]:
        found: list[Node] = []
        if self.at(")"):
            self.place += 1
            return ()
        while True:
            found.append(Missing() if self.at(*self.separators, ")") else self.expression(0))
            if self.at(")"):
                self.place += 1
                return tuple(found)
            if not self.at(*self.separators):
                raise unreadable()
            self.place += 1

    def literal(self) -> Node:
        rows: list[tuple[Node, ...]] = []
        row: list[Node] = []
        if self.at("}"):
            self.place += 1
            return Literal(())
        beside = "\\" if self.comma_is_decimal else ","
        while True:
            row.append(self.expression(0))
            if self.at(beside, "\\"):
                self.place += 1
                continue
            rows.append(tuple(row))
            row = []
            if self.at("}"):
                self.place += 1
                return Literal(tuple(rows))
            self.take(";")


def _reference(text: str) -> Reference:
    sheet: str | None = None
    if "!" in text:
        title, _, text = text.rpartition("!")
        sheet = title[1:-1].replace("''", "'") if title.startswith("'") else title
    bounds = bounds_of_reference(text.replace("$", ""))
    if bounds is None:
        raise unreadable()
    return Reference(sheet, bounds)


def references(node: Node) -> list[Reference]:
    """Every reference in a tree."""
    if isinstance(node, Reference):
        return [node]
    if isinstance(node, Call):
        return [found for part in node.arguments for found in references(part)]
    if isinstance(node, Literal):
        return [found for row in node.rows for part in row for found in references(part)]
    return []
