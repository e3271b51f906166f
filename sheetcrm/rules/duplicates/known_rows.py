"""Prepared records carried on: what was read of unchanged rows is taken over, only changed ones are read again."""

import dataclasses
from collections.abc import Iterator, Mapping

import numpy as np

from sheetcrm.rules.duplicates.coding import Coded, coded_as
from sheetcrm.rules.duplicates.name_cells import Names
from sheetcrm.rules.duplicates.preparing import Prepared, long_locals, prepare, private_domains
from sheetcrm.rules.duplicates.records import Flags, Ints, Records
from sheetcrm.rules.duplicates.vocabulary import Heard, Vocabulary, finished, reopened

NAME_PLACES = ("given", "middle", "family", "family_two")


def coded_fields() -> Iterator[str]:
    """Give the fields of `Prepared` that are columns of codes."""
    return (field.name for field in dataclasses.fields(Prepared) if field.type is Coded)


def carried_on(before: Prepared, places: Ints, changed: Records) -> Prepared:
    """Prepare rows of which most are known: `places` has each row's place in `before`, -1 for the `changed` ones.

    `changed` holds just those, in order. Numbers of words and values stay what they were.
    """
    fresh = prepare(changed, vocabulary=reopened(before.heard))
    new = places < 0
    taken = np.where(new, len(before) + np.cumsum(new) - 1, places)
    columns = {name: _joined(getattr(before, name), getattr(fresh, name), taken) for name in coded_fields()}
    names = {
        place: np.concatenate((getattr(before.names, place), getattr(fresh.names, place)))[taken]
        for place in NAME_PLACES
    }
    company = np.concatenate((before.company, fresh.company))[taken]
    return put_together(fresh.heard, names, company, columns)


def put_together(heard: Heard, names: Mapping[str, Ints], company: Flags, columns: Mapping[str, Coded]) -> Prepared:
    """Give prepared records from their columns; what follows from those is reckoned.

    `names` has the words of each place; `Names.firm` is needed only while cells are read, and stays empty.
    """
    return Prepared(
        heard=heard,
        names=Names(names["given"], names["middle"], names["family"], names["family_two"], ()),
        company=company,
        private_domain=private_domains(columns["domains"]),
        long_local=long_locals(columns["locals"]),
        **columns,
    )


def _joined(before: Coded, fresh: Coded, taken: Ints) -> Coded:
    """Join two columns; values of the second get the numbers that the first has for them, new ones those after."""
    wanted = set(fresh.texts)
    known = {text: code for code, text in enumerate(before.texts) if text in wanted}
    added: list[str] = []
    codes: list[int] = []
    for text in fresh.texts:
        code = known.get(text)
        if code is None:
            code = len(before.texts) + len(added)
            added.append(text)
        codes.append(code)
    renumbered = np.array(codes, np.int64)[fresh.codes]
    return coded_as(np.concatenate((before.codes, renumbered))[taken], (*before.texts, *added))


def compacted(prepared: Prepared) -> Prepared:
    """Give the same without the words and values that no row holds any more."""
    heard, names = prepared.heard, prepared.names
    used = np.zeros(len(heard.words), np.bool_)
    used[0] = True
    for name in NAME_PLACES:
        used[getattr(names, name)] = True
    vocabulary = Vocabulary()
    for at in np.flatnonzero(used)[1:].tolist():
        vocabulary.add(heard.words[at], heard.sounds[heard.sound_of[at]])
    number = np.cumsum(used) - 1
    kept = {place: number[getattr(names, place)] for place in NAME_PLACES}
    columns = {name: _in_use(getattr(prepared, name)) for name in coded_fields()}
    return put_together(finished(vocabulary), kept, prepared.company, columns)


def _in_use(column: Coded) -> Coded:
    used = column.often > 0
    used[0] = True
    if used.all():
        return column
    texts = tuple(column.texts[code] for code in np.flatnonzero(used).tolist())
    return coded_as((np.cumsum(used) - 1)[column.codes], texts)
