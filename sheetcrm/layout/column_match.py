"""Which field of a tab each column holds: what its header says weighed against what its values look like.

A field goes to one column at most; a column of people's is not given to a field the robot fills.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from sheetcrm.layout.evidence import Evidence, fit
from sheetcrm.layout.header import HeaderColumn
from sheetcrm.layout.header_match import Meaning, meanings
from sheetcrm.layout.weighing import Match, Read, Source, contradicts, weighed
from sheetcrm.model.tabs import BY_NAME, Tab
from sheetcrm.words import fold


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


LEAST = 0.4
"""Below this a field is not given to a column at all."""
_TAB_GENERAL = 0.04
_ALTERNATIVES = 4
_ORDINALS = frozenset(
    fold(text)
    for text in ("№", "No.", "Nr", "#", "№ п/п", "п/п", "№ пп", "Lp.", "L.p.", "Nr crt.", "Nr. crt", "N", "Num", "Poz.")
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


def match_columns(read: Sequence[Read], tab_key: str, ours: bool) -> tuple[ColumnFound, ...]:
    """The columns of a sheet seen as those of one tab; `ours`: we laid the workbook out, so that our titles count."""
    tab = BY_NAME[tab_key]
    named = _named_fields(read, tab)
    filled = any(one.evidence for one in read)
    matches = [_matches(one, tab, named, ours, filled) for one in read]
    given = _assigned(matches)
    taken = {match.field for match in given.values()}
    return tuple(_found(one, matches[at], given.get(at), taken, tab) for at, one in enumerate(read))


def _assigned(matches: Sequence[Sequence[Match]]) -> dict[int, Match]:
    """Column -> match, each field once: the likeliest pairs first, then exchanges that let one more column in."""
    given: dict[int, Match] = {}
    holder: dict[str, int] = {}
    pairs = [(match, at) for at, found in enumerate(matches) for match in found if match.confidence >= LEAST]
    for match, at in sorted(pairs, key=lambda pair: (-pair[0].confidence, pair[1])):
        if at not in given and match.field not in holder:
            given[at] = match
            holder[match.field] = at
    for match, at in sorted(pairs, key=lambda pair: (-pair[0].confidence, pair[1])):
        if at in given or match.field not in holder:
            continue
        other = holder[match.field]
        free = [m for m in matches[other] if m.field not in holder and m.confidence >= given[other].confidence - 0.1]
        if free:
            given[other], given[at] = free[0], match
            holder[free[0].field], holder[match.field] = other, at
    return given


def _found(read: Read, matches: Sequence[Match], given: Match | None, taken: set[str], tab: Tab) -> ColumnFound:
    column = read.column
    field = given.field if given else None
    others = tuple((match.field, match.confidence) for match in matches if match.field != field)[:_ALTERNATIVES]
    if given is not None:
        model = tab.column(given.field)
        odd = model is not None and given.evidence == "header" and contradicts(read.evidence, model)
        return ColumnFound(
            column.number, column.name, field, given.confidence, given.evidence, others,
            read.evidence.looks_like if odd else None,
        )  # fmt: skip
    open_others = [confidence for other, confidence in others if other not in taken]
    sure = round(1.0 - max(open_others, default=0.0), 2)
    return ColumnFound(column.number, column.name, None, sure, "none", others)


def _matches(read: Read, tab: Tab, named: Mapping[str, float], ours: bool, filled: bool) -> list[Match]:
    """The fields a column may hold, best first."""
    best: dict[str, Match] = {}
    for field, score, is_title in _by_header(read, tab, named):
        column = tab.column(field)
        if column is None:
            continue
        match = weighed(read, column, score, filled)
        if column.robot and not ours and field != tab.key_column:
            match = match._replace(confidence=min(match.confidence, 0.7 if is_title and not read.evidence else 0.3))
        if field == "number" and not ours and _is_ordinal(read):
            match = match._replace(confidence=0.3)
        if field not in best or match.confidence > best[field].confidence:
            best[field] = match
    if not any(match.confidence >= 0.75 for match in best.values()):
        for field, confidence in _by_values(read, tab):
            if field not in best:
                best[field] = Match(field, confidence, "values")
    return sorted(best.values(), key=lambda match: (-match.confidence, _place(tab, match.field)))


def _by_values(read: Read, tab: Tab) -> Iterator[tuple[str, float]]:
    """(field, confidence) of what the values alone speak for; a header with another meaning speaks against it."""
    evidence = read.evidence
    doubt = 0.8 if read.meanings else 1.0
    refers = tab.column("client") is not None and not tab.robot
    looks = evidence.looks_like or ""
    for field, confidence in _FROM_VALUES.get(looks, ()):
        column = tab.column(field)
        if column is not None:
            share = fit(evidence, column.kind, field, column.choices) or 0.0
            yield field, round(confidence * share * doubt, 2)
    if refers and looks in ("name", "company") and tab.column(looks) is None:
        yield "client", round(0.6 * doubt, 2)
    if evidence.different < 1.0 or len(evidence) <= 20:
        for column in tab.columns:
            if column.kind == "choice" and column.choices and not column.robot and column.choices != "yes_no":
                share = evidence.choice_share(column.choices)
                if share >= 0.8 and len(evidence) >= 2:
                    yield column.key, round(0.6 * share * doubt, 2)


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
        names_client = refers and meaning.field in _NAMES_CLIENT and meaning.field != "client"
        if names_client and (meaning.field.startswith("client_") or tab.column(meaning.field) is None):
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
