"""Aliases: the number of an archived client stands for the client it became part of, wherever it is still written.

A number that lives in Clients is no alias, whatever the archive says of it.
"""

from collections.abc import Iterable, Iterator, Mapping

from sheetcrm.model.settings import Settings
from sheetcrm.model.snapshot import Snapshot
from sheetcrm.model.tabs import BY_NAME
from sheetcrm.rules.reading import keys


def aliases_of(snapshot: Snapshot) -> Mapping[str, str]:
    """Number in capitals -> number in capitals of the client that lives, over as many merges as there were.

    Circles, dead ends and numbers of which the archive says two different things are left out.
    """
    into = _moves(snapshot)
    if not into:
        return {}
    living = set(keys(snapshot.table("clients"), "number"))
    ends: dict[str, str] = {}
    for number in into:
        if number in living:
            continue
        passed, at = {number}, into[number]
        while at is not None and at not in living and at not in passed:
            passed.add(at)
            at = into.get(at)
        if at is not None and at in living:
            ends[number] = at
    return ends


def family_of(snapshot: Snapshot, number: str) -> frozenset[str]:
    """The numbers, in capitals, of all that became part of that client, directly or as part of another one."""
    into = _moves(snapshot)
    if not into:
        return frozenset()
    living = set(keys(snapshot.table("clients"), "number"))
    members: dict[str, list[str]] = {}
    for moved, target in into.items():
        if target is not None and moved not in living:
            members.setdefault(target, []).append(moved)
    found: set[str] = set()
    waiting = [number.upper()]
    while waiting:
        for moved in members.get(waiting.pop(), ()):
            if moved not in found and moved != number.upper():
                found.add(moved)
                waiting.append(moved)
    return frozenset(found)


def with_survivors(known: Iterable[str], aliases: Mapping[str, str], settings: Settings) -> set[str]:
    """The keys of acts, and beside each that an archived client has the one its survivor would have."""
    all_known = set(known)
    if aliases:
        all_known |= {key_of_survivor(key, aliases, settings) for key in all_known}
    return all_known


def key_of_survivor(key: str, aliases: Mapping[str, str], settings: Settings) -> str:
    """The key with the number of an archived client replaced by the survivor's; any other key as it is."""
    for number, rest in subjects_in(key, settings):
        if number in aliases:
            before, after = rest
            return f"{before}{aliases[number]}{after}"
    return key


def subjects_in(key: str, settings: Settings) -> Iterator[tuple[str, tuple[str, str]]]:
    """The numbers of clients that a key may speak of, longest first, each with what stands before and after it.

    `birthday:C-0042:2027` speaks of C-0042, `relative_date:C-0042/anna:2027` too, for a number may hold a slash
    itself; a key of rows that have numbers of their own, such as deals, speaks of no client.
    """
    letter = "letter:" if key.startswith("letter:") else ""
    occasion, colon, rest = key.removeprefix(letter).partition(":")
    subject, second, when = rest.rpartition(":")
    if not colon or not second or not _speaks_of_clients(occasion, settings):
        return
    before, after = f"{letter}{occasion}:", f":{when}"
    end = len(subject)
    while end > 0:
        yield subject[:end], (before, subject[end:] + after)
        end = subject.rfind("/", 0, end)


def _speaks_of_clients(occasion: str, settings: Settings) -> bool:
    tab = next((each.tab for each in settings.occasions if each.key == occasion), None)
    return tab is None or tab == "clients" or tab not in BY_NAME or BY_NAME[tab].key_column is None


def _moves(snapshot: Snapshot) -> dict[str, str | None]:
    """Archived number -> what it moved into, None where several rows say different things."""
    archive = snapshot.table("archive")
    if not len(archive) or not archive.has("merged_into"):
        return {}
    into: dict[str, str | None] = {}
    for number, target in zip(keys(archive, "number"), keys(archive, "merged_into"), strict=True):
        if number and target and into.setdefault(number, target) != target:
            into[number] = None
    return into
