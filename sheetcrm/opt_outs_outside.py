"""Opt-outs on their way between the sheet and the store that outlives it; read before the rules, asked while sending.

What was once said stays said: the store only grows. A consent of a later day in the Consents tab is the way back.
"""

import datetime as dt
import threading
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

from sheetcrm.mail.opt_out_links import OptOutKey, key_file, load_key
from sheetcrm.model.outside import Confirmed, OptOut
from sheetcrm.model.settings import Settings
from sheetcrm.model.snapshot import Snapshot
from sheetcrm.opt_out_store import OptOutStore
from sheetcrm.rules.opt_outs import ALL, SERVICE
from sheetcrm.rules.opt_outs_typed import mailboxes, posted_opt_outs, typed_opt_outs

OptOutsAndKey = tuple[OptOutStore, OptOutKey]


def opt_out_file(settings: Settings) -> Path:
    """Where the store of opt-outs stands."""
    return settings.state_folder / "opt-outs.sqlite"


@contextmanager
def open_opt_outs_and_key(settings: Settings) -> Iterator[OptOutsAndKey]:
    """The store and the team's key, each made when there is none yet."""
    key = load_key(key_file(settings))
    store = OptOutStore(opt_out_file(settings))
    try:
        yield store, key
    finally:
        store.close()


def known_opt_outs(snapshot: Snapshot, settings: Settings, today: dt.date) -> tuple[tuple[OptOut, ...], dict[str, str]]:
    """All opt-outs the rules must know, and address as it is compared -> its keyed hash; nothing is written.

    Both are empty while nobody ever opted out or confirmed anything.
    """
    there = opt_out_file(settings).exists()
    if not there and not (_says_anything(snapshot) and key_file(settings).exists()):
        return (), {}  # nothing was ever remembered or sealed; rows of the tab speak for themselves
    key = load_key(key_file(settings))
    told: tuple[OptOut, ...] = ()
    confirmed = False
    if there:
        with open_opt_outs_and_key(settings) as (store, key):
            told, confirmed = store.all(), bool(store.confirmed())
    told += tuple(_news(told, opt_outs_in(snapshot, key, settings, today)))
    return told, {box: key.mark(box) for box in mailboxes(snapshot, settings)} if told or confirmed else {}


def known_confirmations(settings: Settings) -> tuple[Confirmed, ...]:
    """All consents that people confirmed by a button."""
    if not opt_out_file(settings).exists():
        return ()
    with open_opt_outs_and_key(settings) as (store, _):
        return store.confirmed()


def remember_opt_outs(snapshot: Snapshot, settings: Settings, today: dt.date) -> int:
    """Keep in the store what the sheet says of opt-outs, so that it holds when the sheet says so no more; how many."""
    if not _says_anything(snapshot):
        return 0
    with open_opt_outs_and_key(settings) as (store, key):
        return store.add(_news(store.all(), opt_outs_in(snapshot, key, settings, today)))


def opt_outs_in(snapshot: Snapshot, key: OptOutKey, settings: Settings, today: dt.date) -> list[OptOut]:
    """The opt-outs that stand in the sheet: people's own, and words of links that the key has sealed."""
    found = []
    for row in typed_opt_outs(snapshot, settings):
        marks = {row.mark} if row.mark else set()
        marks |= {key.mark(box) for box in row.addresses}
        found += [OptOut(mark, row.topic, row.day, "team", client=row.client) for mark in sorted(marks or {""})]
    for posted in posted_opt_outs(snapshot, settings):
        asked = key.read(posted.token)
        if asked is not None:
            topic = ALL if posted.all_letters else asked.topic
            found.append(OptOut(asked.mark, topic, posted.day or today, "link", client=asked.client))
    return found


class FreshOptOuts:
    """Opt-outs that came since a run has read the store: one of a second ago still stops a letter."""

    def __init__(self, settings: Settings, known: Iterable[OptOut]) -> None:
        self._settings = settings
        self._known = {(opted.mark, opted.topic, opted.client): opted.day for opted in known}
        self._opened: OptOutsAndKey | None = None
        self._opening = threading.Lock()

    def close(self) -> None:
        """Give the store back."""
        if self._opened is not None:
            self._opened[0].close()

    def binds(self, client: str, address: str, topic: str) -> bool:
        """Whether that person has opted out meanwhile; may be asked from any thread."""
        if topic == SERVICE or not opt_out_file(self._settings).exists():
            return False
        with self._opening:
            if self._opened is None:
                self._opened = OptOutStore(opt_out_file(self._settings)), load_key(key_file(self._settings))
        store, key = self._opened
        told = store.told(key.mark(address), client)
        return any(
            opted.topic in (ALL, topic)
            and opted.day > self._known.get((opted.mark, opted.topic, opted.client), dt.date.min)
            for opted in told
        )


def opt_outs_stamp(settings: Settings) -> str:
    """A word that changes whenever the store has something new; empty where there is none."""
    if not opt_out_file(settings).exists():
        return ""
    store = OptOutStore(opt_out_file(settings))
    try:
        return store.stamp()
    finally:
        store.close()


def _says_anything(snapshot: Snapshot) -> bool:
    return bool(len(snapshot.table("opt_outs")) or len(snapshot.table("opt_out_post")))


def _news(told: Iterable[OptOut], found: Iterable[OptOut]) -> Iterator[OptOut]:
    """Yield what is not among the told yet, or was said again on a later day."""
    days: Mapping[tuple[str, str, str], dt.date] = {(o.mark, o.topic, o.client): o.day for o in told}
    newest: dict[tuple[str, str, str], OptOut] = {}
    for opted in found:
        name = (opted.mark, opted.topic, opted.client)
        if opted.day > days.get(name, dt.date.min) and (name not in newest or opted.day > newest[name].day):
            newest[name] = opted
    yield from newest.values()
