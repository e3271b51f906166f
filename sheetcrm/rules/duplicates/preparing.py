"""Raw records made comparable: each column read once per spelling and turned into numbers; nothing is compared."""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from sheetcrm.rules.duplicates.coding import Coded, by_spelling, coded, several
from sheetcrm.rules.duplicates.contact_cells import compared_part, is_provider, mailboxes, phone_numbers
from sheetcrm.rules.duplicates.fact_cells import read_birthday, read_position, read_sex, read_tax_id
from sheetcrm.rules.duplicates.firm_cells import Firm, read_firm
from sheetcrm.rules.duplicates.name_cells import Names, read_names
from sheetcrm.rules.duplicates.place_cells import Place, read_address, read_city, read_postal_code
from sheetcrm.rules.duplicates.records import Flags, Ints, Records, Role, Tell, Texts
from sheetcrm.rules.duplicates.vocabulary import Heard, Vocabulary, finished

PHONES, MAILBOXES = 3, 2
"""How many phones and addresses of a row are compared."""
_BETWEEN = "\x1f"
_SHORTEST_LOCAL = 5
"""Letters from which on the part before the @ can tell a person."""


@dataclass(frozen=True, slots=True)
class Prepared:
    """All that is compared, as numbers; 0 is no value. `company`: the row is a firm's and no person's.

    `phones`, `mails` and `locals` have a column for each place in the cell; `locals` leaves role mailboxes out.
    """

    heard: Heard
    names: Names
    company: Flags
    phones: Coded
    mails: Coded
    locals: Coded
    domains: Coded
    private_domain: Flags
    long_local: Flags
    firm_words: Coded
    firm: Coded
    street: Coded
    house: Coded
    flat: Coded
    city: Coded
    postal_code: Coded
    birthday: Coded
    tax_id: Coded
    sex: Coded
    position: Coded

    def __len__(self) -> int:
        return len(self.company)


def prepare(records: Records, tell: Tell | None = None, vocabulary: Vocabulary | None = None) -> Prepared:
    """Read all records; `tell` hears what is being read. `vocabulary`: words met before, whose numbers they keep."""
    say = tell or _silent
    say("duplicates_names")
    vocabulary = Vocabulary() if vocabulary is None else vocabulary
    names = read_names(records, vocabulary)
    say("duplicates_contacts")
    phones = _phones(records)
    mails, local_parts, domains = _mails(records)
    say("duplicates_places")
    firm_spelling, firms = _firms(records, names)
    place_spelling, places = _places(records)
    joined = coded((firm.joined for firm in firms), firm_spelling)
    named = (names.given > 0) | (names.family > 0) | (names.middle > 0)
    return Prepared(
        heard=finished(vocabulary),
        names=names,
        company=~named & (joined.codes > 0),
        phones=phones,
        mails=mails,
        locals=local_parts,
        domains=domains,
        private_domain=private_domains(domains),
        long_local=long_locals(local_parts),
        firm_words=coded((firm.words for firm in firms), firm_spelling),
        firm=joined,
        street=coded((place.street for place in places), place_spelling),
        house=coded((place.house for place in places), place_spelling),
        flat=coded((place.flat for place in places), place_spelling),
        city=_read(records, "city", read_city),
        postal_code=_read(records, "postal_code", read_postal_code),
        birthday=_read(records, "birthday", read_birthday),
        tax_id=_read(records, "tax_id", read_tax_id),
        sex=_read(records, "sex", read_sex),
        position=_read(records, "position", read_position),
    )


def private_domains(domains: Coded) -> Flags:
    """Tell per domain whether it is somebody's own, and not one where everybody has a mailbox."""
    return np.array([bool(text) and not is_provider(text) for text in domains.texts], np.bool_)


def long_locals(local_parts: Coded) -> Flags:
    """Tell per name of a mailbox whether it is long enough to tell persons apart."""
    return np.array([len(text) >= _SHORTEST_LOCAL for text in local_parts.texts], np.bool_)


def _silent(step: str) -> None:
    del step


def _texts(records: Records, role: Role) -> Texts:
    return records.texts(role) or [""] * len(records)


def _read(records: Records, role: Role, read: Callable[[str], str]) -> Coded:
    spelling, texts = by_spelling(_texts(records, role))
    return coded(map(read, texts), spelling)


def _with_contacts(records: Records, role: Role) -> Texts:
    texts, mixed = _texts(records, role), records.texts("contacts")
    if mixed is None:
        return texts
    return [f"{text}; {more}" if text and more else text or more for text, more in zip(texts, mixed, strict=True)]


def _phones(records: Records) -> Coded:
    spelling, texts = by_spelling(_with_contacts(records, "phone"))
    return several([tuple(map(compared_part, phone_numbers(text))) for text in texts], PHONES, spelling)


def _mails(records: Records) -> tuple[Coded, Coded, Coded]:
    spelling, texts = by_spelling(_with_contacts(records, "email"))
    cells = [mailboxes(text) for text in texts]
    mails = several([tuple(f"{box.local}@{box.domain}" for box in cell) for cell in cells], MAILBOXES, spelling)
    named = [tuple("" if box.role else box.local for box in cell) for cell in cells]
    domains = several([tuple(box.domain for box in cell) for cell in cells], MAILBOXES, spelling)
    return mails, several(named, MAILBOXES, spelling), domains


def _firms(records: Records, names: Names) -> tuple[Ints, list[Firm]]:
    beside = zip(_texts(records, "company"), names.firm, strict=True)
    spelling, texts = by_spelling(text or firm for text, firm in beside)
    return spelling, [read_firm(text) if text else Firm() for text in texts]


def _places(records: Records) -> tuple[Ints, list[Place]]:
    houses = records.texts("house")
    if houses is None:
        spelling, texts = by_spelling(_texts(records, "address"))
        return spelling, [read_address(text) for text in texts]
    cells = zip(_texts(records, "address"), houses, strict=True)
    spelling, texts = by_spelling(f"{text}{_BETWEEN}{house}" for text, house in cells)
    return spelling, [read_address(text, house) for text, _, house in (cell.partition(_BETWEEN) for cell in texts)]
