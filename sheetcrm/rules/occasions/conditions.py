"""For whom an occasion is: `only`, `unless`, `countries` or else `also`, told by the row's columns or its client's.

A column that is not there is empty, so `only` lets nothing pass and `unless` everything.
"""

from collections.abc import Callable, Iterator
from functools import cached_property

from sheetcrm.model.choices import CHOICES
from sheetcrm.model.settings import Occasion, Settings
from sheetcrm.model.snapshot import OWN, Snapshot
from sheetcrm.model.tabs import BY_NAME
from sheetcrm.rules.clients import ClientIndex
from sheetcrm.rules.occasions.found import client_of
from sheetcrm.rules.occasions.places import language_of, settled_countries
from sheetcrm.rules.reading import kind_of, read_choices, read_column, texts
from sheetcrm.words import fold

OF_CLIENT = "client."
"""Prefix of a condition on the client's row where the occasion's row stands in another tab: `client.tier`."""

Meanings = list[frozenset[str]]
"""What each row of a column means, as keys; several for tags."""


class Conditions:
    """The limits of one occasion; a column is read when the first row asks for it."""

    def __init__(self, snapshot: Snapshot, settings: Settings, occasion: Occasion) -> None:
        self._snapshot = snapshot
        self._settings = settings
        self._occasion = occasion

    def allows(self, position: int) -> bool:
        """Whether a row passes all limits."""
        for _, _, passes in self._tests:  # noqa: SIM110 - a million rows are asked, and all() is slower
            if not passes(position):
                return False
        return True

    def broken(self, position: int) -> Iterator[tuple[bool, str]]:
        """Each limit a row does not pass: whether it is one of `only`, and its column."""
        for test in self._tests:
            if not test[2](position):
                yield test[0], test[1]

    @cached_property
    def _tests(self) -> list[tuple[bool, str, Callable[[int], bool]]]:
        tests: list[tuple[bool, str, Callable[[int], bool]]] = []
        for wanted, limits in ((True, self._occasion.only), (False, self._occasion.unless)):
            for field, keys in limits.items():
                tests.append((wanted, field, self._test(field, frozenset(keys), wanted)))
        if self._occasion.countries:
            countries = settled_countries(self._snapshot, self._settings)
            allowed = frozenset(self._occasion.countries)
            at = self._client_position
            others = [self._test(field, frozenset(keys), True) for field, keys in self._occasion.also.items()]

            def is_there(position: int) -> bool:
                client = at(position)
                return (client is not None and countries[client] in allowed) or any(test(position) for test in others)

            tests.append((True, "country", is_there))
        return tests

    def _test(self, field: str, keys: frozenset[str], wanted: bool) -> Callable[[int], bool]:
        of_client = field.startswith(OF_CLIENT) and self._occasion.tab != "clients"
        tab = "clients" if field.startswith(OF_CLIENT) else self._occasion.tab
        name = field.removeprefix(OF_CLIENT)
        meant = meanings(self._snapshot, self._settings, tab, name)
        compared = keys | {fold(key) for key in keys} if name.startswith(OWN) or _is_free(tab, name) else keys
        if not of_client:
            return lambda position: meant[position].isdisjoint(compared) is not wanted
        at = self._client_position
        return lambda position: ((c := at(position)) is not None and bool(meant[c] & compared)) is wanted

    def _client_position(self, position: int) -> int | None:
        if self._occasion.tab == "clients":
            return position
        found = self._clients.numbered(client_of(self._snapshot.table(self._occasion.tab), position))
        return found[0] if len(found) == 1 else None

    @cached_property
    def _clients(self) -> ClientIndex:
        return ClientIndex(self._snapshot, self._settings)


def meanings(snapshot: Snapshot, settings: Settings, tab: str, field: str) -> Meanings:
    """What each row of a column means: keys of a list, `yes` and `no`, tags, or the text itself and its folded form.

    An empty sex is read off the name where that leaves no doubt.
    """
    column = BY_NAME[tab].column(field)
    kind = kind_of(tab, field)
    table = snapshot.table(tab)
    if kind == "yes_no":
        answers = [reading.value for reading in read_column(table, field, settings)]
        return [_YES if answer is True else _NO if answer is False else _NONE for answer in answers]
    list_name = column.choices if column is not None else None
    if list_name is not None and CHOICES.get(list_name):
        chosen = read_choices(snapshot, tab, field, list_name)
        sets = {key: frozenset({key}) if key else _NONE for key in set(chosen)}
        found = [sets[key] for key in chosen]
        return _with_sex_of_names(snapshot, settings, found) if (tab, field) == ("clients", "sex") else found
    written = texts(table, field)
    return list(map({text: _meant(text, kind == "tags") for text in set(written)}.__getitem__, written))


_NONE: frozenset[str] = frozenset()
_YES, _NO = frozenset({"yes"}), frozenset({"no"})


def _is_free(tab: str, field: str) -> bool:
    column = BY_NAME[tab].column(field)
    return column is None or not CHOICES.get(column.choices or "")


def _meant(text: str, several: bool) -> frozenset[str]:
    parts = text.replace(";", ",").replace("#", " ").split(",") if several else [text]
    return frozenset(form for part in parts if part.strip() for form in (part.strip(), fold(part)))


def _with_sex_of_names(snapshot: Snapshot, settings: Settings, found: Meanings) -> Meanings:
    if all(found):
        return found
    from sheetcrm.values.gender import gender_of

    names = texts(snapshot.table("clients"), "name")
    languages = [language_of(country, settings) for country in settled_countries(snapshot, settings)]
    told = dict.fromkeys(
        (name, language) for own, name, language in zip(found, names, languages, strict=True) if not own and name
    )
    sexes = {each: frozenset(filter(None, (gender_of(*each),))) for each in told}
    rows = zip(found, names, languages, strict=True)
    return [own or sexes.get((name, language), _NONE) for own, name, language in rows]
