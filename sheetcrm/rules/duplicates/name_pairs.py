"""Whether two names are one person's or one firm's, told by the names alone; a word that contradicts outweighs all.

Words are paired whatever their order; what one side leaves out costs little, what the sides say differently costs most.
"""

from collections.abc import Iterable

from sheetcrm.rules.duplicates.name_readings import Reading, Word, joined, read_as_firm, read_name
from sheetcrm.rules.duplicates.word_pairs import SLIP, likeness, sex_of

THRESHOLD = 0.7
"""From here on two names are said to be the same."""
_LEFT_OUT = {"name": 0.93, "father": 0.97, "initial": 0.98, "number": 0.65, "generation": 0.9}
_LEFT_OUT_KIND = 0.96
_ONE_WORD, _NO_WORD, _FIRM_BY_KIND = 0.68, 0.3, 0.5
_OTHER_FORM, _OTHER_SEX, _OTHER_PLACE, _WORST = 0.62, 0.4, 0.7, 0.05
_GLUED = 0.93
_JOIN = 0.86


def same_name(one: str, other: str) -> float:
    """Give how likely two names are the same one's, from 0 to 1; by itself `THRESHOLD` is where to say yes.

    >>> same_name("Щербаков Александр Иванович", "Sasha Shcherbakov") > THRESHOLD
    True
    >>> same_name("Савченко Оксана Юріївна", "Панченко Оксана Юріївна") > THRESHOLD
    False
    """
    if one == other:
        return 1.0 if one.strip() else 0.0
    first, second = read_name(one), read_name(other)
    if first.firm != second.firm:
        first, second = read_as_firm(one), read_as_firm(other)
    if not first.words or not second.words:
        return 0.0
    found = _paired(first, second)
    return max(found, _glued(first, second)) if found < THRESHOLD else found


def same_names(pairs: Iterable[tuple[str, str]]) -> list[float]:
    """Give `same_name` of many pairs; each name and each pair of words is read once."""
    known: dict[tuple[str, str], float] = {}
    return [known[pair] if pair in known else known.setdefault(pair, same_name(*pair)) for pair in pairs]


def _paired(first: Reading, second: Reading) -> float:
    one, other = _unrepeated(first.words, second.words), _unrepeated(second.words, first.words)
    one, other = _met(one, other), _met(other, one)
    pairs, left, right = _pairs(one, other)
    score, full, telling = 1.0, 0, 0
    fathers = any(word.kind == "father" for word in one) and any(word.kind == "father" for word in other)
    for mine, theirs, alike in pairs:
        if fathers and (mine.kind == "father") != (theirs.kind == "father"):
            alike *= _OTHER_PLACE
        score *= max(alike, _WORST) if alike >= SLIP else max(alike * alike, _WORST)
        full += "initial" not in (mine.kind, theirs.kind) and mine.kind in ("name", "father")
        telling += mine.kind == "name" and not (mine.weak and theirs.weak)
    for word in (*left, *right):
        score *= _LEFT_OUT_KIND if word.weak else _LEFT_OUT[word.kind]
    if first.firm:
        return score * _as_firms(first, second, telling, len(left) + len(right))
    if full == 0:
        score *= _NO_WORD
    elif len(pairs) == 1 and len(one) != len(other):
        score *= _ONE_WORD
    return score * _OTHER_SEX if _sexes_contradict(pairs) else score


def _as_firms(first: Reading, second: Reading, telling: int, missing: int) -> float:
    factor = 1.0
    if first.form and second.form and not set(first.form.split()) & set(second.form.split()):
        factor *= _OTHER_FORM
    if not telling and missing:
        factor *= _FIRM_BY_KIND
    return factor


def _unrepeated(words: tuple[Word, ...], others: tuple[Word, ...]) -> tuple[Word, ...]:
    """Leave a word out that was typed twice in a row, unless the other side has as many words."""
    if len(words) <= len(others):
        return words
    return tuple(word for at, word in enumerate(words) if at == 0 or word.kind == "initial" or word != words[at - 1])


def _met(words: tuple[Word, ...], others: tuple[Word, ...]) -> tuple[Word, ...]:
    """Join two neighbours that the other side writes in one."""
    at = 0
    found: list[Word] = []
    while at < len(words):
        if at + 1 < len(words) and words[at].kind in ("name", "initial") and words[at + 1].kind in ("name", "initial"):
            both = joined(words[at], words[at + 1])
            if any(
                word.kind == "name"
                and likeness(both, word) >= _JOIN
                and likeness(both, word) > max(likeness(words[at], word), likeness(words[at + 1], word))
                for word in others
                if len(word.written) > 3
            ):
                found.append(both)
                at += 2
                continue
        found.append(words[at])
        at += 1
    return tuple(found)


def _pairs(
    one: tuple[Word, ...], other: tuple[Word, ...]
) -> tuple[list[tuple[Word, Word, float]], list[Word], list[Word]]:
    """Pair the words best first until one side has none left of its kind; give the pairs and what is left over."""
    graded = sorted(
        (-likeness(mine, theirs), abs(i - j), i, j)
        for i, mine in enumerate(one)
        for j, theirs in enumerate(other)
        if _comparable(mine, theirs)
    )
    taken: set[int] = set()
    theirs_taken: set[int] = set()
    found: list[tuple[Word, Word, float]] = []
    for against, _, i, j in graded:
        if i not in taken and j not in theirs_taken:
            taken.add(i)
            theirs_taken.add(j)
            found.append((one[i], other[j], -against))
    left = [word for at, word in enumerate(one) if at not in taken]
    right = [word for at, word in enumerate(other) if at not in theirs_taken]
    return found, left, right


def _comparable(mine: Word, theirs: Word) -> bool:
    apart = ("number", "generation")
    return (mine.kind in apart) == (theirs.kind in apart)


def _sexes_contradict(pairs: list[tuple[Word, Word, float]]) -> bool:
    """Whether surnames or patronymics show two sexes, and no given name says that this is but a slip."""
    contradicts = any(
        mine.sex and theirs.sex and mine.sex != theirs.sex and alike >= SLIP for mine, theirs, alike in pairs
    )
    if not contradicts:
        return False
    return not any(
        sex_of(mine) is not None and sex_of(mine) == sex_of(theirs)
        for mine, theirs, alike in pairs
        if mine.kind == theirs.kind == "name" and alike >= SLIP
    )


def _glued(first: Reading, second: Reading) -> float:
    """Judge names whose blanks were lost: IvanPetrov; anything but the very same letters counts for nothing."""
    one, other = ("".join(word.heard for word in reading.words) for reading in (first, second))
    if len(first.words) == len(second.words) or len(one) < 5:
        return 0.0
    turned = "".join(word.heard for word in reversed(second.words))
    return _GLUED if one in (other, turned) else 0.0
