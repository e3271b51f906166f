"""What a letter's template may contain: lists of names, and the check that holds a parsed template to them.

What is not listed is refused before anything runs; the lists are short, because a letter needs little.
"""

from collections.abc import Iterator
from typing import Any

from sheetcrm.mail.addressee import OF_NAMES, OF_VALUES
from sheetcrm.mail.faults import TemplateFault

FILTERS = frozenset(
    {
        "abs", "capitalize", "d", "day", "default", "ending", "first", "float", "int", "join", "last", "length",
        "link_part", "long_date", "lower", "max", "min", "path_part", "picture", "round", "title", "trim",
        "truncate", "upper", "web_address", *OF_NAMES, *OF_VALUES,
    }
)  # fmt: skip
TESTS = frozenset(
    {
        "defined", "divisibleby", "eq", "equalto", "==", "even", "ge", ">=", "greaterthan", "gt", ">", "in", "le", "<=",
        "lessthan", "lt", "<", "ne", "!=", "none", "number", "odd", "string", "undefined",
    }
)  # fmt: skip
OPERATORS = frozenset({"+", "-", "*", "/", "//", "%"})
_NODES = frozenset(
    {
        "Template", "Output", "TemplateData", "Name", "Const", "Getattr", "Getitem", "Slice", "If", "For", "Filter",
        "Test", "Compare", "Operand", "And", "Or", "Not", "CondExpr", "Concat", "Add", "Sub", "Mul", "Div", "FloorDiv",
        "Mod", "Neg", "Pos", "List", "Tuple", "Keyword",
    }
)  # fmt: skip
_NAMED = {
    "Assign": "{% set %}", "AssignBlock": "{% set %}", "Macro": "{% macro %}", "CallBlock": "{% call %}",
    "FilterBlock": "{% filter %}", "Include": "{% include %} of more than a name in quotes",
    "Import": "{% import %}", "FromImport": "{% from %}",
    "Extends": "{% extends %}", "Block": "{% block %}", "With": "{% with %}", "Pow": "the power **",
    "Call": "calling a function with ( )", "Dict": "a table in { }",
}  # fmt: skip
_TAGS = "{{ field }}, {% if %}, {% elif %}, {% else %}, {% for %}, and filters after |"
_NODES_LIMIT = 5_000
_LOOPS_WITHIN = 2


def check_tree(tree: Any) -> None:
    """Raise a fault for the first thing in a parsed template that letters may not contain."""
    for count, (node, loops) in enumerate(_walk(tree)):
        kind = type(node).__name__
        if count > _NODES_LIMIT:
            raise TemplateFault("template-too-heavy")
        if kind not in _NODES:
            raise _refused(node, _NAMED.get(kind, f"`{kind}`"), _TAGS)
        if kind == "Filter" and node.name not in FILTERS:
            raise _refused(node, f"the filter `{node.name}`", ", ".join(sorted(FILTERS)))
        if kind == "Filter" and (node.dyn_args or node.dyn_kwargs):
            raise _refused(node, "* before an argument", _TAGS)
        if kind == "Test" and node.name not in TESTS:
            raise _refused(node, f"the test `is {node.name}`", ", ".join(sorted(n for n in TESTS if n.isalpha())))
        if kind in {"Getattr", "Name"} and str(getattr(node, "attr", getattr(node, "name", ""))).startswith("_"):
            raise _refused(node, "a name that starts with _", _TAGS)
        if kind == "For" and (node.recursive or loops > _LOOPS_WITHIN):
            raise _refused(node, "a third loop within loops" if loops > _LOOPS_WITHIN else "`recursive`", _TAGS)


def _walk(tree: Any) -> Iterator[tuple[Any, int]]:
    """Yield every node with the number of loops it stands in, itself included."""
    waiting = [(tree, 0)]
    while waiting:
        node, loops = waiting.pop()
        loops += type(node).__name__ == "For"
        yield node, loops
        waiting.extend((child, loops) for child in reversed(list(node.iter_child_nodes())))


def _refused(node: Any, what: str, available: str) -> TemplateFault:
    return TemplateFault("template-not-allowed", line=node.lineno, what=what, available=available)
