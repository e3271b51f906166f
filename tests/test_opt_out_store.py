"""Opt-outs outside of the sheet: each once, for ever, by any number of askers at once."""

import datetime as dt
import threading
from dataclasses import replace

import pytest

from sheetcrm.errors import WorkbookNotWritable
from sheetcrm.model.outside import OptOut
from sheetcrm.opt_out_store import OptOutStore

DAY = dt.date(2026, 11, 22)
ONE = OptOut("m1", "offers", DAY, "link", client="C-0042")


def test_asking_again_changes_nothing_but_the_day(tmp_path):
    store = OptOutStore(tmp_path / "o.sqlite")
    assert store.add([ONE]) == 1
    assert store.add([ONE, replace(ONE, day=DAY + dt.timedelta(days=9))]) == 0
    assert store.add([replace(ONE, day=DAY - dt.timedelta(days=9))]) == 0
    assert store.all() == (replace(ONE, day=DAY + dt.timedelta(days=9)),)
    assert store.holds("m1", ("all", "offers")) and not store.holds("m1", ("all", "news"))
    assert not store.holds("m2", ("all", "offers"))
    store.close()


def test_many_askers_at_once_are_all_kept(tmp_path):
    stores = [OptOutStore(tmp_path / "o.sqlite") for _ in range(4)]

    def ask(store, start):
        for number in range(start, start + 25):
            store.add([replace(ONE, mark=f"m{number}")])

    threads = [threading.Thread(target=ask, args=(stores[n % 4], 20 * n)) for n in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert {opted.mark for opted in stores[0].all()} == {f"m{n}" for n in range(165)}
    for store in stores:
        store.close()


def test_a_file_that_is_something_else_is_told(tmp_path):
    path = tmp_path / "o.sqlite"
    path.write_bytes(b"nothing of a database, but long enough to be taken for one" * 40)
    with pytest.raises(WorkbookNotWritable, match="journal-damaged"):
        OptOutStore(path)
