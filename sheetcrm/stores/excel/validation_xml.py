"""How one validation is written: its kind, its operator, its texts cut to what Excel shows."""

import re

from sheetcrm.stores.excel.edits import Validation
from sheetcrm.stores.excel.xml_spans import escaped

_KINDS = {"text": "textLength", "any": "none"}
_WIDEST = {"date": "0", "decimal": "-1E+300", "whole": "-999999999999999", "text": "32767"}
_LOOKS_LIKE_REFERENCE = re.compile(
    r"[^,;]*!\S+\Z|\$?[A-Za-z]{1,3}\$[0-9]+(?::\$?[A-Za-z]{1,3}\$?[0-9]+)?\Z|[A-Za-z_][\w.]*\(.*\)\Z", re.S
)
_TITLE, _TEXT, _INLINE = 32, 255, 255


def list_source(formula: str) -> str:
    """Give the source of a list as Excel writes it: a reference as it is, choices as one quoted text.

    >>> list_source("=Settings!$E$2:$E$60"), list_source("new,done"), list_source('"a,b"'), list_source("=Choices")
    ('Settings!$E$2:$E$60', '"new,done"', '"a,b"', 'Choices')
    """
    if formula.startswith("="):
        return formula[1:]
    if formula.startswith('"') or _LOOKS_LIKE_REFERENCE.match(formula):
        return formula
    if len(formula) > _INLINE:
        raise ValueError("the choices of a list are longer than 255 characters: put them on a sheet")
    return '"' + formula.replace('"', '""') + '"'


def validation_xml(wish: Validation, mark: str) -> bytes:
    """Write one validation with a namespace prefix.

    >>> validation_xml(Validation("B2:B9", "list", "yes,no"), "")
    b'<dataValidation type="list" allowBlank="1" sqref="B2:B9"><formula1>"yes,no"</formula1></dataValidation>'
    """
    operator, first, second = wish.operator, wish.formula.removeprefix("="), wish.formula2.removeprefix("=")
    if wish.kind == "list":
        first = list_source(wish.formula)
    elif wish.kind in _WIDEST:
        if not first:
            first = _WIDEST[wish.kind]
            operator = "lessThanOrEqual" if wish.kind == "text" else "greaterThanOrEqual"
        operator = operator or ("between" if second else "greaterThanOrEqual")
    elif wish.kind == "any":
        first = ""
    elif wish.kind != "custom":
        raise ValueError(f"no kind of validation is called {wish.kind!r}")
    given: dict[str, str] = {"type": _KINDS.get(wish.kind, wish.kind)}
    shown = wish.strict or bool(wish.error or wish.error_title)
    if shown and not wish.strict:
        given["errorStyle"] = "warning"
    if operator and operator != "between":
        given["operator"] = operator
    given["allowBlank"] = "1"
    if wish.prompt or wish.prompt_title:
        given["showInputMessage"] = "1"
    if shown:
        given["showErrorMessage"] = "1"
    texts = [("errorTitle", wish.error_title, _TITLE), ("error", wish.error, _TEXT)]
    texts += [("promptTitle", wish.prompt_title, _TITLE), ("prompt", wish.prompt, _TEXT)]
    given |= {name: _cut(text, length) for name, text, length in texts if text}
    given["sqref"] = wish.ref
    written = "".join(f' {name}="{escaped(value)}"' for name, value in given.items())
    inner = f"<{mark}formula1>{escaped_text(first)}</{mark}formula1>" if first else ""
    inner += f"<{mark}formula2>{escaped_text(second)}</{mark}formula2>" if second else ""
    closing = f">{inner}</{mark}dataValidation>" if inner else "/>"
    return f"<{mark}dataValidation{written}{closing}".encode()


def escaped_text(text: str) -> str:
    """Write a formula as element content; quotes stay, as Excel leaves them."""
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def _cut(text: str, length: int) -> str:
    return text if len(text) <= length else text[: length - 1] + "…"
