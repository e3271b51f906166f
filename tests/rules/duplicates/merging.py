"""A small workbook for tests of merging, and the words in which they speak of it."""

from sheetcrm.model.changes import SendLetter
from sheetcrm.model.settings import Duplicates
from sheetcrm.model.snapshot import OWN
from sheetcrm.pipeline import make_plan
from sheetcrm.rules.duplicates.merging import Merged, merge_clients
from sheetcrm.rules.duplicates.unmerging import unmerge_client
from sheetcrm.stores.memory import MemoryStore
from tests.building import TODAY, settings, snapshot

CHOSEN = settings(duplicates=Duplicates(search=False))
SHOE = f"{OWN}Shoe"
ANNA = {"number": "C-0001", "name": "Anna Kowalska", "phone": "601 234 567"}
ANIA = {"number": "C-0002", "name": "Ania Kowalska", "phone": "602 000 001", "city": "Kraków"}
JAN = {"number": "C-0003", "name": "Jan Nowak", "phone": "603 000 001"}


def book(*clients, **tabs):
    """A workbook with these clients and an archive."""
    return snapshot(
        extra={"clients": ["comment", SHOE]}, clients=clients or (ANNA, ANIA, JAN), **{"archive": [], **tabs}
    )


def merged(found, survivor="C-0001", *losers, chosen=None, settings=CHOSEN):
    """The workbook after a merge, read anew, and the codes of the remarks."""
    outcome = merge_clients(found, settings, TODAY, survivor, losers or ("C-0002",), chosen or {})
    assert isinstance(outcome, Merged), outcome
    return reread(found.after(outcome.changes)), {remark.code: remark.details for remark in outcome.remarks}


def unmerged(found, number="C-0002", today=TODAY):
    """The workbook after an unmerge, read anew, and the codes of the remarks."""
    outcome = unmerge_client(found, CHOSEN, today, number)
    assert isinstance(outcome, Merged), outcome
    return reread(found.after(outcome.changes)), {remark.code: remark.details for remark in outcome.remarks}


def reread(found):
    """The workbook as the next run reads it."""
    return MemoryStore(found).read()


def planned(found, today=TODAY, settings=CHOSEN):
    """The plan of a run."""
    return make_plan(found, settings, today)


def letters(plan):
    """The keys of the letters of a plan."""
    return [change.key for change in plan.changes if isinstance(change, SendLetter)]


def row(found, number, *fields, tab="clients"):
    """Some cells of the row of that number."""
    table = found.table(tab)
    at = list(table.values("number")).index(number)
    return tuple(table.values(field)[at] for field in fields)
