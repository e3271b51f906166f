"""Cells that hold several things, joined without repeats: phones, e-mails, tags, notes; and a part taken out again.

What people wrote stays as they wrote it; only whole pieces are added and taken away.
"""

import re
from collections.abc import Sequence

from sheetcrm.model.cells import CellValue, canonical, is_result
from sheetcrm.model.settings import Settings
from sheetcrm.model.tabs import Kind
from sheetcrm.rules.reading import context_of, read_values
from sheetcrm.rules.typed import as_text, squeeze
from sheetcrm.values.email import mailbox_key
from sheetcrm.words import choice_key, fold

JOINED: frozenset[Kind] = frozenset({"phones", "emails", "contacts", "tags", "note"})
"""The kinds of columns in which two cells become one that says both."""

_SIGNS = re.compile(r"[;,\n\r|]")


def joined(one: CellValue, other: CellValue, kind: Kind, settings: Settings) -> CellValue:
    """Both cells in one: what the first says, then what only the second says; the first as it is if that is nothing.

    >>> joined("601 234 567", "+48601234567, 602 000 001", "phones", Settings(region="PL"))
    '601 234 567; 602 000 001'
    >>> joined("vip, 2025", "VIP; market", "tags", Settings())
    'vip, 2025, market'
    """
    if not is_result(other):
        return one
    if not is_result(one):
        return other
    told = pieces(one, kind, settings)
    if all(_says_nothing(piece, kind) for piece in told):
        return other
    known = _said([as_text(one) if kind != "note" else "", *told], kind, settings)
    whole = fold(as_text(one)) if kind == "note" else ""
    added: list[str] = []
    for piece in pieces(other, kind, settings):
        said = _said([piece], kind, settings)
        if (
            said <= known
            or _says_nothing(piece, kind)
            or (whole and fold(piece) and f" {fold(piece)} " in f" {whole} ")
        ):
            continue
        added.append(piece)
        known |= said
    if not added:
        return one
    text = one if isinstance(one, str) else as_text(one)
    sign = _sign(one, kind)
    return canonical(sign.join([text.rstrip(" ;,\n\r") if kind != "note" else text.rstrip("\n\r"), *added]))


def without(cell: CellValue, was: CellValue, became: CellValue, kind: Kind, settings: Settings) -> CellValue:
    """The cell without the pieces that came in when `was` became `became`; unchanged when it holds none of them.

    >>> without("601; 602; 603", "601", "601; 602", "phones", Settings())
    '601; 603'
    """
    if not is_result(cell):
        return cell
    before = {_plain(piece) for piece in pieces(was, kind, settings)}
    brought = {_plain(piece) for piece in pieces(became, kind, settings)} - before
    held = pieces(cell, kind, settings)
    left = [piece for piece in held if _plain(piece) not in brought]
    if len(left) == len(held):
        return cell
    return canonical(_sign(cell, kind).join(left))


def pieces(cell: CellValue, kind: Kind, settings: Settings) -> list[str]:
    """The parts of a cell that say something each, as they are written; lines of a note."""
    if not is_result(cell):
        return []
    text = cell if isinstance(cell, str) else as_text(cell)
    if kind == "note":
        return [line.rstrip() for line in text.splitlines() if line.strip()]
    found = [piece for piece in map(squeeze, _SIGNS.split(text)) if piece]
    if kind == "tags" or len(found) < 2:
        return found
    apart = sum(len(_contacts(piece, kind, settings)) for piece in found)
    return found if apart >= len(_contacts(text, kind, settings)) else [squeeze(text)]


def _said(told: Sequence[str], kind: Kind, settings: Settings) -> frozenset[str]:
    """What pieces say, in a form in which two spellings are the same."""
    said: set[str] = set()
    for piece in filter(None, told):
        contacts = () if kind in ("tags", "note") else _contacts(piece, kind, settings)
        said |= set(contacts) or {_plain(piece) if kind == "note" else fold(piece) or _plain(piece)}
    return frozenset(said)


def _contacts(text: str, kind: Kind, settings: Settings) -> tuple[str, ...]:
    value = read_values([text], kind, context_of(settings))[0].value
    if not isinstance(value, tuple):
        return ()
    phones, mails = value if kind == "contacts" else (value, value)
    found: list[str] = list(phones or ()) if kind != "emails" else []
    return (*found, *(mailbox_key(address) for address in mails or ())) if kind != "phones" else tuple(found)


def _says_nothing(piece: str, kind: Kind) -> bool:
    """Whether a piece only says that there is nothing: a dash, "нет"."""
    return kind not in ("note", "tags") and (not fold(piece) or choice_key("yes_no", piece) == "no")


def _plain(piece: str) -> str:
    return squeeze(piece).casefold()


def _sign(cell: CellValue, kind: Kind) -> str:
    """What stands between pieces: what people put there already, else a semicolon (a comma between tags)."""
    if kind == "note":
        return "\n"
    for sign, written in (("\n", "\n"), (";", "; "), (",", ", "), ("|", " | ")):
        if isinstance(cell, str) and sign in cell.strip():
            return written
    return ", " if kind == "tags" else "; "
