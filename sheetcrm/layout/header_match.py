"""What a header may mean, judged by its text alone: exact synonyms first, then shortened, composed and misspelt ones.

A score of 1 is a header we would write ourselves; from 0.75 on the text alone is good evidence.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from functools import cache, lru_cache
from typing import NamedTuple

from sheetcrm.layout.header_concepts import by_ideas
from sheetcrm.layout.header_vocabulary import (
    JOINERS,
    OTHER_PERSONS,
    QUALIFIERS,
    TELLS_LITTLE,
    UNITS,
)
from sheetcrm.words import LANGUAGES, fold, header_index


class Meaning(NamedTuple):
    """One field a header may stand for; `tab` is None when any tab that has the field may be meant."""

    field: str
    tab: str | None
    score: float
    languages: frozenset[str]
    is_title: bool = False


_BRACKETS = re.compile(r"[(\[{<](?P<inside>[^)\]}>]*)[)\]}>]?")
_NUMBERING = re.compile(r"^\s*\d{1,2}\s*[.)]\s+|(?<=\w)[\s_.\-]*№?#?\d{1,2}\s*$")
_PARTS = re.compile(r"[/\\+&|;,\n\r–—]| - ")
_MOST_TOKENS = 9
_FUZZY_FROM = 88
_GOOD = 0.8
_BESIDE_OTHERS = 0.93

EXACT, BRACKETLESS, FIRST_PART, NUMBERED, PLAIN, SHORTENED = 0.98, 0.95, 0.92, 0.9, 0.9, 0.86


@lru_cache(maxsize=4096)
def meanings(header: str) -> tuple[Meaning, ...]:
    """The fields a header may stand for, best first; empty when it says nothing we know.

    >>> [(m.field, m.score) for m in meanings("E-mail (home)")][:1]
    [('email', 0.95)]
    >>> meanings("phone and mail")[0].field, meanings("Telphone")[0].field, meanings("xyz")
    ('contacts', 'phone', ())
    """
    found = _as_spelt(header)
    if found:
        return found
    guessed: dict[tuple[str, str | None], Meaning] = {}
    _collect(guessed, _misspelt(_variants(header)[0][0]))
    if not guessed:
        mended = _one_script(header)
        return meanings(mended) if mended is not None else ()
    return _ordered(guessed)


def is_known(header: str) -> bool:
    """Whether a text, as it is spelt, is a header we know; quick enough for every cell of many rows.

    >>> is_known("E-mail *"), is_known("Anna Kowalska")
    (True, False)
    """
    return any(meaning.score >= _GOOD for meaning in _as_spelt(header))


@lru_cache(maxsize=4096)
def _as_spelt(header: str) -> tuple[Meaning, ...]:
    found: dict[tuple[str, str | None], Meaning] = {}
    for variant, factor in _variants(header):
        _collect(found, _exact(variant, factor))
    if not _is_good(found):
        _collect(found, _composed(header))
    if not _is_good(found):
        for variant, factor in _variants(header):
            _collect(found, _shortened(variant, factor, "." in header))
            _collect(found, _contained(variant, factor))
    trust = _BESIDE_OTHERS if _is_good(found) else 1.0
    languages = _spoken(found.values()) if found else frozenset(LANGUAGES)
    composed = by_ideas(_BRACKETS.sub(" ", header))
    _collect(found, [Meaning(field, tab, round(score * trust, 3), languages) for tab, field, score in composed])
    return _ordered(found)


def _ordered(found: dict[tuple[str, str | None], Meaning]) -> tuple[Meaning, ...]:
    return tuple(sorted(found.values(), key=lambda meaning: (-meaning.score, meaning.tab is None, meaning.field)))


def _is_good(found: dict[tuple[str, str | None], Meaning]) -> bool:
    return any(meaning.score >= _GOOD for meaning in found.values())


def _collect(found: dict[tuple[str, str | None], Meaning], more: Iterable[Meaning]) -> None:
    for meaning in more:
        known = found.get((meaning.field, meaning.tab))
        if known is None or meaning.score > known.score:
            found[meaning.field, meaning.tab] = meaning


def _variants(header: str) -> list[tuple[str, float]]:
    """Spellings of the same header, the fuller first, each folded and with the share of trust left to it."""
    bare = _BRACKETS.sub(" ", header)
    candidates = [(header, 1.0)]
    if bare != header:
        candidates.append((bare, BRACKETLESS / EXACT))
    without_number = _NUMBERING.sub("", bare.strip())
    candidates.append((without_number, NUMBERED / EXACT))
    first, _, rest = without_number.partition(",")
    if rest and fold(rest) in UNITS:
        candidates.append((first, BRACKETLESS / EXACT))
    tokens = [token for token in fold(bare).split() if token not in UNITS]
    candidates.append((" ".join(tokens), BRACKETLESS / EXACT))
    unqualified = [token for token in tokens if token not in QUALIFIERS]
    if unqualified and len(unqualified) < len(tokens):
        candidates.append((" ".join(unqualified), PLAIN / EXACT))
    inside = _BRACKETS.search(header)
    if inside and not fold(bare):
        candidates.append((inside["inside"], FIRST_PART / EXACT))
    variants: dict[str, float] = {}
    for text, factor in candidates:
        folded = fold(text)
        if folded:
            variants.setdefault(folded, factor)
    return list(variants.items()) or [("", 0.0)]


def _exact(folded: str, factor: float) -> Iterator[Meaning]:
    yield from _meant(_index().get(folded) or _squeezed().get(folded.replace(" ", ""), ()), EXACT * factor)


def _meant(entries: Sequence[tuple[str | None, str, str, bool]], score: float) -> Iterator[Meaning]:
    languages: dict[tuple[str, str | None], set[str]] = {}
    titles: set[tuple[str, str | None]] = set()
    for tab, field, language, is_title in entries:
        languages.setdefault((field, tab), set()).add(language)
        if is_title:
            titles.add((field, tab))
    for (field, tab), spoken in languages.items():
        is_title = (field, tab) in titles
        points = 1.0 if is_title and score == EXACT else score
        yield Meaning(field, tab, round(points, 3), frozenset(spoken), is_title and score == EXACT)


def _composed(header: str) -> Iterator[Meaning]:
    """Headers that name several things: `phone / mail`, `Фамилия, имя`."""
    pieces = [piece for piece in _PARTS.split(_BRACKETS.sub(" ", header)) if fold(piece)]
    if len(pieces) == 1 and any(token in OTHER_PERSONS for token in fold(pieces[0]).split()):
        return
    parts: list[tuple[Meaning, ...]] = []
    for piece in pieces:
        tiles = _tiles([token for token in fold(piece).split() if token not in JOINERS], "." in header)
        if tiles is None:
            return
        parts.extend(tiles)
    if len(parts) < 2:
        return
    fields = [{meaning.field for meaning in part} for part in parts]
    languages = frozenset.intersection(*(_spoken(part) for part in parts)) or _spoken(parts[0])
    yield from (
        Meaning(field, None, score, languages) for field, score in _together(fields, [part[0].field for part in parts])
    )


def _together(fields: Sequence[set[str]], leading: Sequence[str]) -> Iterator[tuple[str, float]]:
    everything = set().union(*fields)
    persons = {"surname", "first_name", "patronymic", "name"}
    common = set.intersection(*fields)
    if all(field & persons for field in fields) and len(everything & persons) > 1:
        yield "name", 0.94
    elif common:
        for field in common:
            yield field, 0.92
    elif {"phone", "email"} <= everything and all(field & _REACHING for field in fields):
        yield "contacts", 0.96
    elif all(field & _WHEREABOUTS for field in fields):
        yield "address", 0.85
        yield "city", 0.5
    else:
        for field in leading:
            yield field, 0.55


_REACHING = frozenset({"phone", "email", "whatsapp", "viber", "telegram", "messenger", "skype", "contacts"})
_WHEREABOUTS = frozenset({"city", "address", "postal_code", "country"})


def _tiles(tokens: list[str], may_be_short: bool) -> list[tuple[Meaning, ...]] | None:
    """The meanings of the known pieces that cover all tokens, the longest piece first; None when one is left over."""
    tiles: list[tuple[Meaning, ...]] = []
    at = 0
    while at < len(tokens):
        for end in range(min(len(tokens), at + _MOST_TOKENS), at, -1):
            piece = " ".join(tokens[at:end])
            tile = tuple(_exact(piece, 1.0))
            if not tile and may_be_short:
                tile = tuple(_shortened(piece, 1.0, may_be_short))
            if tile:
                tiles.append(tile)
                at = end
                break
        else:
            if tokens[at] not in QUALIFIERS and tokens[at] not in UNITS:
                return None
            at += 1
    return tiles


def _spoken(part: Iterable[Meaning]) -> frozenset[str]:
    return frozenset().union(*(meaning.languages for meaning in part))


def _shortened(folded: str, factor: float, has_dot: bool) -> Iterator[Meaning]:
    """Abbreviations: every word begins a word of a known header, `дата рожд`, `nr tel`."""
    tokens = folded.split()
    if not tokens or len(folded.replace(" ", "")) < 3 or (len(tokens) == 1 and len(folded) < 5 and not has_dot):
        return
    for key, words in _by_shape().get((len(tokens), tokens[0][0]), ()):
        if key != folded and all(_begins(word, token) for word, token in zip(words, tokens, strict=True)):
            yield from _meant(_index()[key], SHORTENED * factor)


def _begins(word: str, token: str) -> bool:
    return word == token or (len(token) >= 2 and len(word) >= len(token) + 2 and word.startswith(token))


def _contained(folded: str, factor: float) -> Iterator[Meaning]:
    """A known header among other words; whose thing it is may change everything, `телефон менеджера`."""
    tokens = folded.split()[:_MOST_TOKENS]
    total = sum(map(len, tokens))
    for length in range(len(tokens) - 1, 0, -1):
        found = False
        for start in range(len(tokens) - length + 1):
            span = tokens[start : start + length]
            entries = _index().get(" ".join(span))
            if not entries or (length == 1 and (span[0] in TELLS_LITTLE or len(span[0]) < 3)):
                continue
            found = True
            rest = tokens[:start] + tokens[start + length :]
            coverage = sum(map(len, span)) / total
            score = 0.45 + 0.4 * coverage
            if any(token in OTHER_PERSONS for token in rest):
                score = 0.35
            elif all(token in QUALIFIERS or token.isdigit() for token in rest):
                score = 0.88
            yield from _meant(entries, score * factor)
        if found:
            return


def _misspelt(folded: str) -> Iterator[Meaning]:
    from rapidfuzz import fuzz, process

    if len(folded) < 4:
        return
    for key, ratio, _ in process.extract(folded, _keys(), scorer=fuzz.ratio, score_cutoff=_FUZZY_FROM, limit=3):
        yield from _meant(_index()[key], 0.9 * ratio / 100)


def _one_script(header: str) -> str | None:
    """The header with look-alike letters of another alphabet put right, None when there are none."""
    if header.isascii():
        return None
    from sheetcrm.values.scripts import check_scripts

    mended = check_scripts(header)
    return mended.fixed if mended.mixed and mended.fixed != header else None


@cache
def _index() -> dict[str, tuple[tuple[str | None, str, str, bool], ...]]:
    """The headers people may have written; the lists of the Settings tab are not looked for among them."""
    return dict(header_index())


@cache
def _squeezed() -> dict[str, tuple[tuple[str | None, str, str, bool], ...]]:
    """The same without blanks, `email` for `e mail`; longer ones only, short ones would meet by chance."""
    return {key.replace(" ", ""): entries for key, entries in _index().items() if len(key) > 4 and " " in key}


@cache
def _keys() -> list[str]:
    return [key for key in _index() if len(key) >= 4]


@cache
def _by_shape() -> dict[tuple[int, str], list[tuple[str, list[str]]]]:
    """Known headers by number of words and first letter."""
    shapes: dict[tuple[int, str], list[tuple[str, list[str]]]] = {}
    for key in _index():
        words = key.split()
        if words:
            shapes.setdefault((len(words), key[0]), []).append((key, words))
    return shapes
