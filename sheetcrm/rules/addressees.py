"""Who an occasion is about: the client behind a row, whether a letter may go, and the facts texts are made of."""

import datetime as dt
from collections.abc import Mapping
from functools import cached_property

from sheetcrm.model.cells import CellValue, is_result
from sheetcrm.model.settings import Settings
from sheetcrm.model.snapshot import Snapshot, Table
from sheetcrm.model.tabs import BY_NAME
from sheetcrm.rules.bases import Bases, basis_told
from sheetcrm.rules.client_mail import client_mail
from sheetcrm.rules.clients import ClientIndex
from sheetcrm.rules.consents import must_be_confirmed, withdrawn_consents
from sheetcrm.rules.linking import client_fact
from sheetcrm.rules.occasions import Due
from sheetcrm.rules.occasions.day_names import DayKept, day_name
from sheetcrm.rules.opt_outs import OptOuts
from sheetcrm.rules.reading import keys, read_choices, read_column
from sheetcrm.rules.returned import dead_addresses
from sheetcrm.rules.typed import Reading, as_text
from sheetcrm.rules.written import Written, written_letters
from sheetcrm.values.amount_format import format_amount
from sheetcrm.values.date_format import format_date
from sheetcrm.values.email import mailbox_key
from sheetcrm.words import Words

DOUBTFUL = frozenset({"email-typo", "email-lookalike", "email-invalid", "email-disposable"})
"""Findings that keep a letter back: it would go nowhere, or to a stranger."""


class Addressees:
    """The clients of one snapshot, read once for all occasions."""

    def __init__(self, snapshot: Snapshot, settings: Settings) -> None:
        self.snapshot = snapshot
        self.settings = settings
        self.clients: Table = snapshot.table("clients")
        self._index = ClientIndex(snapshot, settings)
        self._read: dict[str, list[Reading]] = {}
        self._chosen: dict[str, list[str | None]] = {}

    def position(self, due: Due) -> int | None:
        """The client's position in the Clients tab; None when its number stands nowhere or twice."""
        if due.occasion.tab == "clients":
            return due.position
        found = self._index.numbered(due.client)
        return found[0] if len(found) == 1 else None

    def gets_letter(self, due: Due) -> bool:
        """Whether the occasion's letter may go to this client: consent, one usable address, a tab to note it in."""
        return due.occasion.letter is not None and "letters" in self.snapshot and self.address(due) is not None

    def address(self, due: Due) -> str | None:
        """The address a letter may go to, None where something speaks against it."""
        at = self.position(due)
        return self.living(at)[0] if at is not None and self.obstacle(due) is None else None

    def obstacle(self, due: Due) -> tuple[str, Mapping[str, object]] | None:
        """What speaks against a letter, as a code with details; unknown consent means no.

        A withdrawal in the Consents tab counts more than a yes that somebody forgot to take back in the client's row.
        A greeting needs somebody to greet: a name, a company or words of the team's own.
        """
        at = self.position(due)
        consent = due.occasion.consent
        if not self.settings.sender_address:
            return "no_sender", {}
        if at is None:
            return "no_address", {}
        if consent is not None and self._yes(consent)[at].value is not True:
            return "no_consent", {"field": consent}
        if self._has_withdrawn(due):
            return "withdrawn", {"tab": "consents"}
        if consent is not None and self._is_unconfirmed(due, at):
            return "unconfirmed", {"tab": "consents"}
        if self._opt_outs.binds(self._number(due, at), self._usable(at), self._topic(due)):
            return "opted_out", {"tab": "opt_outs"}
        if due.occasion.repeat == "yearly" and not self._can_be_greeted(at):
            return "no_name", {}
        if any(found.code in DOUBTFUL for found in self.mail[at].findings):
            return "doubtful", {"value": as_text(client_fact(self.clients, at, "email"))}
        if self._usable(at) and not self.living(at):
            return "returned", {"value": as_text(client_fact(self.clients, at, "email"))}
        return None if self._usable(at) else ("no_address", {})

    @cached_property
    def written(self) -> Mapping[str, Written]:
        """Letters written in the sheet, by their folded names."""
        return written_letters(self.snapshot, self.settings)

    def living(self, at: int) -> tuple[str, ...]:
        """The client's addresses without those from which letters came back."""
        return tuple(address for address in self._usable(at) if mailbox_key(address) not in self._dead)

    @cached_property
    def _dead(self) -> frozenset[str]:
        return dead_addresses(self.snapshot)

    def _usable(self, at: int) -> tuple[str, ...]:
        value = self.mail[at].value
        return value if isinstance(value, tuple) else ()

    def _can_be_greeted(self, at: int) -> bool:
        return any(is_result(value) and as_text(value) for value in (
            client_fact(self.clients, at, field) for field in ("name", "salutation", "company")
        ))  # fmt: skip

    def always_gets_task(self, due: Due) -> bool:
        """Whether this client gets a task besides the letter (for example the key clients a call)."""
        at = self.position(due)
        if at is None:
            return False
        for field, wanted in due.occasion.always_task.items():
            if self.clients.has(field) and self._choices(field)[at] in wanted:
                return True
        return False

    def manager(self, due: Due) -> CellValue:
        """Who is to act: the deal's manager, else the client's."""
        own = self.snapshot.table(due.occasion.tab)
        value = own.values("manager")[due.position]
        at = self.position(due)
        if not is_result(value) and at is not None:
            value = self.clients.values("manager")[at]
        return as_text(value) or None if is_result(value) else None

    def tier(self, due: Due) -> str | None:
        """How important the client is, as a key; None where nobody said."""
        at = self.position(due)
        return self._choices("tier")[at] if at is not None and self.clients.has("tier") else None

    def preferred_channel(self, due: Due) -> str | None:
        """How the client likes to be reached, as a key; None where nobody said."""
        at = self.position(due)
        known = at is not None and self.clients.has("preferred_channel")
        return self._choices("preferred_channel")[at] if known and at is not None else None

    def language(self, due: Due) -> str:
        """The language in which the client is spoken to; the team's where nobody said."""
        at = self.position(due)
        chosen = self._choices("language")[at] if at is not None and self.clients.has("language") else None
        return chosen or self.settings.language

    def sex(self, due: Due) -> str | None:
        """The client's sex where the team noted it, as a key; None where it has to follow from the name."""
        at = self.position(due)
        return self._choices("sex")[at] if at is not None and self.clients.has("sex") else None

    def call_window(self, due: Due) -> str:
        """The hours in which the client may be called, as written; empty where nobody said."""
        at = self.position(due)
        return as_text(client_fact(self.clients, at, "call_window")) if at is not None else ""

    def name(self, due: Due) -> str:
        """The client's name, the number when there is none."""
        at = self.position(due)
        return as_text(client_fact(self.clients, at, "name")) if at is not None else due.client

    def details(self, due: Due, words: Words, today: dt.date) -> Mapping[str, object]:
        """What the texts of a task may speak of."""
        own = self.snapshot.table(due.occasion.tab)
        at = self.position(due)
        client = self.name(due) or due.client

        def cell(field: str) -> str:
            value = own.values(field)[due.position]
            return as_text(value) if is_result(value) else ""

        own_name = cell("name") if due.occasion.tab in ("people", "relatives") else ""
        task = cell("action")
        names_client = due.occasion.tab == "tasks" and client != "" and client in task
        days = abs((today - due.date).days) if due.date is not None else None
        age = due.date.year - due.year_born if due.date is not None and due.year_born is not None else None
        phone = as_text(client_fact(self.clients, at, "phone")) if at is not None else ""
        return {
            "name": task if names_client else own_name or client,
            "client": client,
            "date": format_date(words.language, due.date, "d MMMM") if due.date is not None else "",
            "age": age if age is not None else "",
            "years": words.years(age) if age is not None else "",
            "days": days,
            "product": cell("product"),
            "deal": cell("title") or cell("number"),
            "step": cell("next_step"),
            "relation": cell("relation"),
            "occasion": cell("occasion"),
            "phone": phone,
            "task": "" if names_client else task,
            "wishes": as_text(client_fact(self.clients, at, "wishes")) if at is not None else "",
            "purpose": self._purpose(due, words),
            **{name: _in_words(value, words) for name, value in due.facts.items() if value not in (None, "")},
        }

    def _purpose(self, due: Due, words: Words) -> str:
        if due.occasion.tab != "consents":
            return ""
        key = read_choices(self.snapshot, "consents", "purpose", "consent_purpose")[due.position]
        return words.choice("consent_purpose", key) if key is not None else ""

    def _has_withdrawn(self, due: Due) -> bool:
        consent = due.occasion.consent
        at = self.position(due)
        number = keys(self.clients, "number")[at] if at is not None else due.client.upper()
        return self.has_withdrawn(number, consent.removeprefix("consent_") if consent is not None else None)

    def _is_unconfirmed(self, due: Due, at: int) -> bool:
        """Whether the yes in the client's row lacks the button that the team asks for."""
        purpose = self._topic(due)
        if not must_be_confirmed(purpose, self.settings):
            return False
        return self.bases.of(at, self._number(due, at), purpose, due.date or dt.date.min) is None

    def basis(self, due: Due, purpose: str, today: dt.date, words: Words) -> str:
        """On what basis a letter of that purpose goes, in a few words."""
        at = self.position(due)
        return basis_told(self.bases.of(at, self._number(due, at), purpose, today) if at is not None else None, words)

    def has_withdrawn(self, number: str, purpose: str | None) -> bool:
        """Whether the Consents tab says that letters for that purpose, or all, must end."""
        return any((number, told) in self._withdrawn for told in (None, purpose))

    def says_yes(self, field: str, position: int) -> bool:
        """Whether the client's row allows letters in that column; empty means no."""
        return self.clients.has(field) and self._yes(field)[position].value is True

    @cached_property
    def _withdrawn(self) -> frozenset[tuple[str, str | None]]:
        """(Number, purpose or None for all) of whom the Consents tab says that letters must end."""
        return withdrawn_consents(self.snapshot, self.settings, self._index)

    @cached_property
    def mail(self) -> list[Reading]:
        """The addresses of every client, read."""
        return client_mail(self.snapshot, self.settings)

    @cached_property
    def bases(self) -> Bases:
        """On what basis each client may be written to."""
        return Bases(self.snapshot, self.settings, self)

    @cached_property
    def _opt_outs(self) -> OptOuts:
        return OptOuts(self.snapshot, self.settings)

    def _number(self, due: Due, at: int) -> str:
        return keys(self.clients, "number")[at] or due.client

    @staticmethod
    def _topic(due: Due) -> str:
        return (due.occasion.consent or "greetings").removeprefix("consent_")

    def _yes(self, field: str) -> list[Reading]:
        if field not in self._read:
            self._read[field] = read_column(self.clients, field, self.settings)
        return self._read[field]

    def _choices(self, field: str) -> list[str | None]:
        if field not in self._chosen:
            column = BY_NAME["clients"].column(field)
            list_name = column.choices if column is not None else None
            self._chosen[field] = read_choices(self.snapshot, "clients", field, list_name or field)
        return self._chosen[field]


def _in_words(value: object, words: Words) -> object:
    if isinstance(value, DayKept):
        return day_name(value, words.language)
    if isinstance(value, dt.date):
        return format_date(words.language, value, "d MMMM y")
    if isinstance(value, float):
        return format_amount(words.language, value)
    return value
