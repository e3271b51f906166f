"""Which field of a tab each column holds: what its header says weighed against what its values look like.

A field goes to one column at most; a column of people's is not given to a field the robot fills.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Literal, NamedTuple

from sheetcrm.layout.evidence import Evidence, fit
from sheetcrm.layout.header import HeaderColumn
from sheetcrm.layout.header_match import Meaning, meanings
from sheetcrm.model.tabs import BY_NAME, Column, Tab
from sheetcrm.words import fold

Source = Literal["header", "values", "both", "none"]


@dataclass(frozen=True, slots=True)
class ColumnFound:
    """One column and the field it seems to hold, None for a column of the team's own.

    `evidence` tells where that is known from. `alternatives` are the other fields it could hold, with their
    confidence, best first. `looks_like` is the kind of the values where they contradict the header.
    """

    number: int
    header: str
    field: str | None
    confidence: float
    evidence: Source
    alternatives: tuple[tuple[str, float], ...] = ()
    looks_like: str | None = None


class Match(NamedTuple):
    """A field a column may hold, how likely, and where that is known from."""

    field: str
    confidence: float
    evidence: Source


class Read(NamedTuple):
    """A column with the meanings of its header (with its group's, where it has one) and its sample."""

    column: HeaderColumn
    meanings: tuple[Meaning, ...]
    evidence: Evidence


LEAST = 0.4
"""Below this a field is not given to a column at all."""
_TITLE_MISFIT = 0.55
_TAB_GENERAL = 0.04
_ALTERNATIVES = 4
_ORDINALS = frozenset(
    fold(text)
    for text in ("№", "No.", "Nr", "#", "№ п/п", "п/п", "№ пп", "Lp.", "L.p.", "Nr crt.", "Nr. crt", "N", "Num", "Poz.", "Item")
)  # fmt: skip
_NAMES_CLIENT: Mapping[str, float] = {
    "client": 1.0, "client_number": 0.96, "client_name": 0.95, "name": 0.88, "company": 0.78, "surname": 0.7,
    "client_phone": 0.6, "client_email": 0.6, "phone": 0.5, "email": 0.5, "contacts": 0.5,
}  # fmt: skip
"""What may name the client of a row in another tab, the surest first."""
_FROM_VALUES: Mapping[str, tuple[tuple[str, float], ...]] = {
    "emails": (("email", 0.7),),
    "phones": (("phone", 0.65),),
    "contacts": (("contacts", 0.6),),
    "iban": (("iban", 0.7),),
    "company": (("company", 0.6),),
    "name": (("name", 0.6),),
}
"""What values alone tell, for columns whose header says nothing."""
_CONTRADICTS: Mapping[str, frozenset[str]] = {
    "emails": frozenset({"emails", "contacts", "note", "link"}),
    "phones": frozenset({"phones", "contacts", "note", "tax_id", "iban", "number", "key", "reference"}),
    "contacts": frozenset({"emails", "phones", "contacts", "note"}),
    "iban": frozenset({"iban", "note"}),
    "date": frozenset({"date", "birthday", "note"}),
    "link": frozenset({"link", "note", "emails"}),
    "name": frozenset({"name", "note", "reference", "contacts", "company", "tags"}),
    "company": frozenset({"company", "name", "note", "reference", "contacts", "tags"}),
    "number": frozenset(
        {"number", "money", "percent", "key", "phones", "postal_code", "tax_id", "iban", "note", "reference", "choice"}
    ),
}
"""Look of the values -> kinds of field for which that look is no contradiction."""
_MAY_BE_ANYTHING = frozenset(
    {
        "receipt", "request", "value", "key", "messenger", "telegram", "skype", "contact_person", "file", "response",
        "to", "social_pages", "reports_to", "consent_source", "client",
    }
)  # fmt: skip
_MAY_BE_NAMES_OR_NUMBERS = frozenset(
    {
        "shoe_size", "potential", "tenure", "manager", "stage_owner", "employee", "assignee", "title", "product", "why",
        "action", "next_step", "recorded_by", "website", "salutation", "parent", "owners", "suppliers",
    }
)  # fmt: skip
"""Text fields in which names, firms, numbers or links are nothing odd."""


def match_columns(read: Sequence[Read], tab_key: str, ours: bool) -> tuple[ColumnFound, ...]:
    """The columns of a sheet as those of one tab; `ours`: the workbook was laid out by us, so its titles are trusted."""
    tab = BY_NAME[tab_key]
    named = _named_fields(read, tab)
    matches = [_matches(one, tab, named, ours) for one in read]
    given: dict[int, Match] = {}
    taken: set[str] = set()
    pairs = [(match, at) for at, found in enumerate(matches) for match in found if match.confidence >= LEAST]
    for match, at in sorted(pairs, key=lambda pair: (-pair[0].confidence, pair[1])):
        if at not in given and match.field not in taken:
            given[at] = match
            taken.add(match.field)
    return tuple(_found(one, matches[at], given.get(at), taken, tab) for at, one in enumerate(read))


def _found(read: Read, matches: Sequence[Match], given: Match | None, taken: set[str], tab: Tab) -> ColumnFound:
    column = read.column
    field = given.field if given else None
    others = tuple((match.field, match.confidence) for match in matches if match.field != field)[:_ALTERNATIVES]
    if given is not None:
        model = tab.column(given.field)
        odd = model is not None and given.evidence == "header" and _contradiction(read.evidence, model)
        return ColumnFound(
            column.number, column.name, field, given.confidence, given.evidence, others,
            read.evidence.looks_like if odd else None,
        )  # fmt: skip
    open_others = [confidence for other, confidence in others if other not in taken]
    sure = round(1.0 - max(open_others, default=0.0), 2)
    return ColumnFound(column.number, column.name, None, sure, "none", others)


def _matches(read: Read, tab: Tab, named: Mapping[str, float], ours: bool) -> list[Match]:
    """The fields a column may hold, best first."""
    best: dict[str, Match] = {}
    for field, score, is_title in _by_header(read, tab, named):
        column = tab.column(field)
        if column is None:
            continue
        match = _weighed(read, column, score, is_title)
        if column.robot and not ours and field != tab.key_column:
            match = match._replace(confidence=min(match.confidence, 0.7 if is_title and not read.evidence else 0.3))
        if field == "number" and not ours and _is_ordinal(read):
            match = match._replace(confidence=0.3)
        if field not in best or match.confidence > best[field].confidence:
            best[field] = match
    if not any(match.confidence >= 0.75 for match in best.values()):
        for field, confidence in _FROM_VALUES.get(read.evidence.looks_like or "", ()):
            column = tab.column(field)
            if column is None and tab.key != "clients" and tab.column("client") is not None:
                continue
            if column is not None and field not in best:
                share = fit(read.evidence, column.kind, field, column.choices) or 0.0
                best[field] = Match(field, round(confidence * share * (0.8 if read.meanings else 1.0), 2), "values")
    return sorted(best.values(), key=lambda match: (-match.confidence, _place(tab, match.field)))


def _place(tab: Tab, field: str) -> int:
    return next((at for at, column in enumerate(tab.columns) if column.key == field), len(tab.columns))


def _by_header(read: Read, tab: Tab, named: Mapping[str, float]) -> list[tuple[str, float, bool]]:
    """(field, score, whether it is the title we write) of what the header says, seen from that tab."""
    found: list[tuple[str, float, bool]] = []
    refers = tab.column("client") is not None and not tab.robot
    own = any(meaning.tab == tab.key and meaning.score >= 0.9 for meaning in read.meanings)
    for meaning in read.meanings:
        if meaning.tab not in (None, tab.key):
            continue
        score = meaning.score - (_TAB_GENERAL if own and meaning.tab is None else 0.0)
        found.append((meaning.field, score, meaning.is_title))
        if refers and meaning.field in _NAMES_CLIENT and meaning.field != "client":
            if meaning.field.startswith("client_") or tab.column(meaning.field) is None:
                found.append(("client", round(score * _NAMES_CLIENT[meaning.field], 3), False))
        if meaning.field == "client" and tab.column("client") is None:
            found.append(("name", score * 0.9, False))
    return [*found, *_names(read, found, named)]


def _names(
    read: Read, found: Sequence[tuple[str, float, bool]], named: Mapping[str, float]
) -> list[tuple[str, float, bool]]:
    """`Name` beside `Surname` is the first name; `Nume` beside `Prenume` the surname; alone each is the whole name."""
    fields = {field: score for field, score, _ in found}
    single = read.evidence.share("one_word") >= 0.6 if read.evidence else True
    several = bool(read.evidence) and read.evidence.share("one_word") < 0.4
    if "name" in fields and single and read.column.text and len(fields) <= 4:
        if "surname" in named and "first_name" not in named:
            return [("first_name", min(1.0, fields["name"] + 0.03), False)]
        if "first_name" in named and "surname" not in named:
            return [("surname", min(1.0, fields["name"] + 0.03), False)]
    if "first_name" in fields and several and "surname" not in named:
        return [("name", fields["first_name"], False)]
    if "surname" in fields and several and "first_name" not in named:
        return [("name", fields["surname"] - 0.02, False)]
    return []


def _named_fields(read: Sequence[Read], tab: Tab) -> dict[str, float]:
    """Fields that some header names without doubt: nothing else is meant, or nothing else as well."""
    named: dict[str, float] = {}
    for one in read:
        meant = {m.field: m.score for m in one.meanings if m.tab in (None, tab.key) and m.score >= 0.85}
        if "name" in meant or not meant:
            continue
        for field, score in meant.items():
            named[field] = max(score, named.get(field, 0.0))
    return named


def _weighed(read: Read, column: Column, score: float, is_title: bool) -> Match:
    """What the header says, raised by values that agree and lowered by values that contradict it."""
    share = fit(read.evidence, column.kind, column.key, column.choices)
    if _contradiction(read.evidence, column):
        return Match(column.key, round(min(_TITLE_MISFIT, score * 0.5), 2), "header")
    if share is None:
        if column.kind == "note" or not read.evidence:
            return Match(column.key, round(score * 0.99, 2), "header")
        return Match(column.key, round(score * 0.97, 2), "header")
    if share >= 0.5:
        return Match(column.key, round(min(1.0, score + (1 - score) * 0.6 * share), 2), "both")
    if share >= 0.15:
        return Match(column.key, round(score * (0.8 + 0.2 * share), 2), "both")
    loss = {"choice": 0.88, "name": 0.88, "company": 0.93, "postal_code": 0.9, "time_window": 0.85, "tax_id": 0.85}
    return Match(column.key, round(score * loss.get(column.kind, 0.68), 2), "header")


def _contradiction(evidence: Evidence, column: Column) -> bool:
    looks = evidence.looks_like
    if looks is None or column.kind in _CONTRADICTS[looks] or column.key in _MAY_BE_ANYTHING:
        return False
    if column.key in _MAY_BE_NAMES_OR_NUMBERS and looks in ("name", "company", "number", "link"):
        return False
    if looks == "number" and (column.choices is not None or column.kind in ("text", "tags")):
        return column.key in ("name", "city", "country", "position", "surname", "first_name", "patronymic")
    return fit(evidence, column.kind, column.key, column.choices) is None or _little(evidence, column)


def _little(evidence: Evidence, column: Column) -> bool:
    share = fit(evidence, column.kind, column.key, column.choices)
    return share is not None and share < 0.3


def _is_ordinal(read: Read) -> bool:
    """Whether a column only counts the rows, so that its numbers go wrong with the first sorting."""
    return fold(read.column.text) in _ORDINALS and (not read.evidence or read.evidence.is_counter)


def read_header(column: HeaderColumn, group: str | None, evidence: Evidence) -> Read:
    """A column with what its header may mean; under a group heading `Phone`, `work` means the phone too."""
    meant = meanings(column.text)
    if group and not any(meaning.score >= 0.9 for meaning in meant):
        together = meanings(f"{group} {column.text}")
        alone = [m._replace(score=round(m.score * 0.85, 3), is_title=False) for m in meanings(group)]
        merged: dict[tuple[str, str | None], Meaning] = {}
        for meaning in (*meant, *together, *alone):
            key = (meaning.field, meaning.tab)
            if key not in merged or meaning.score > merged[key].score:
                merged[key] = meaning
        meant = tuple(sorted(merged.values(), key=lambda meaning: -meaning.score))
    return Read(column, meant, evidence)
