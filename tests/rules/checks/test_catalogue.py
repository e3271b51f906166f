"""Every code of the catalogue: what provokes it, and that it goes when that is repaired."""

import datetime as dt
from dataclasses import replace

import pytest

from sheetcrm.model.cells import UNKNOWN, CellError
from sheetcrm.model.outside import CameBack, Outside
from sheetcrm.model.problems import CATALOGUE
from sheetcrm.model.settings import Mail, TabMapping
from sheetcrm.model.snapshot import Snapshot
from sheetcrm.pipeline import make_plan
from sheetcrm.rules.checks import find_problems
from tests.building import TODAY, marked, settings, snapshot

ANNA = {"number": "C-0001", "name": "Anna Kowalska", "phone": "601 234 567"}
JAN = {"number": "C-0002", "name": "Jan Nowak", "phone": "602 345 678"}
DEAL = {"number": "D-0001", "client": "C-0001", "title": "Kitchen", "stage": "talks", "next_step": "call"}
LOG = {"client": "C-0001", "contacted_on": dt.date(2026, 11, 1)}
CHILD = {"client": "C-0001", "name": "Ola", "relation": "child", "date": "8.03"}
PERSON = {"client": "C-0001", "name": "Ewa Lis", "position": "buyer"}


def anna(**cells):
    return snapshot(clients=[{**ANNA, **cells}])


def deal(**cells):
    return snapshot(clients=[ANNA], deals=[{**DEAL, **cells}])


def consent(**cells):
    row = {"client": "C-0001", "client_number": "C-0001", "purpose": "Offers", "given": "Given", "given_on": TODAY}
    return snapshot(clients=[ANNA], consents=[{**row, "consent_source": "form", "confirmed_on": None, **cells}])


def returned(found, address):
    told = {"letter:birthday:C-0001:2026": CameBack("hard", address, TODAY, "no such user")}
    return replace(found, outside=Outside(came_back=told))


def letter(*others, **cells):
    row = {"letter": "Autumn", "language": "English", "subject": "Hello", "body": "Good day", **cells}
    return snapshot(clients=[ANNA], templates=[row, *({**row, **other} for other in others)])


def mailing(**cells):
    row = {"number": "M-0001", "mailing": "News", "letter": "easter", "purpose": "News", "segment": "everyone", **cells}
    return snapshot(clients=[ANNA], mailings=[row])


def mailed(**cells):
    row = {"number": "M-0001", "mailing": "News", "letter": "easter", "purpose": "News", "segment": "everyone"}
    letter = {"key": "letter:M-0001:C-0001", "mailing": "M-0001", "letter_status": "Unclear", **cells}
    return snapshot(clients=[ANNA], mailings=[row], letters=[letter])


def with_marks(**marks):
    return marked(anna(**{"own:Rate": 5}), "clients", **marks)


MAPPED = settings(tabs={"clients": TabMapping("Clients", 1, {"name": "Name", "city": "City"})})
ALLOWED = settings(sensitive_allowed=("religion",))
CONFIRMING = settings(mail=Mail(confirm_consents=True, unsubscribe_url="https://crm.example.com"))
SUGGESTING = settings(tidy={"clients.phone": "suggest"})


def without(found, tab, field=None):
    tables = dict(found.tables)
    if field is None:
        del tables[tab]
    else:
        columns = {name: column for name, column in tables[tab].columns.items() if name != field}
        tables[tab] = replace(tables[tab], columns=columns)
    return Snapshot(tables)


CASES = {
    "key-broken": (anna(number=CellError("#REF!")), anna()),
    "key-duplicate": (snapshot(clients=[ANNA, {**JAN, "number": "c-0001"}]), snapshot(clients=[ANNA, JAN])),
    "key-foreign": (anna(number="VIP"), anna()),
    "required-missing": (anna(phone=None), anna(phone=None, email="anna@example.org")),
    "broken-formula": (
        with_marks(errors=frozenset({("C-0001", "own:Rate")}), formulas={("C-0001", "own:Rate"): "=1/0"}),
        with_marks(formulas={("C-0001", "own:Rate"): "=1/1"}),
    ),
    "web-formula": (
        with_marks(formulas={("C-0001", "own:Rate"): '=WEBSERVICE("https://x.example/"&B2)'}),
        with_marks(formulas={("C-0001", "own:Rate"): "=B2*2"}),
    ),
    "formula-unknown": (
        marked(anna(**{"own:Rate": UNKNOWN}), "clients", formulas={("C-0001", "own:Rate"): "=B2*2"}),
        with_marks(formulas={("C-0001", "own:Rate"): "=B2*2"}),
    ),
    "phone-invalid": (anna(phone="601 234 567, 12345"), anna(phone="601 234 567, 602 345 678")),
    "phone-incomplete": (anna(phone="ask Olga"), anna()),
    "email-invalid": (anna(email="anna@"), anna(email="anna@example.org")),
    "email-typo": (anna(email="anna@gmial.com"), anna(email="anna@gmail.com")),
    "email-lookalike": (anna(email="аnna@gmail.com"), anna(email="anna@gmail.com")),
    "email-disposable": (anna(email="anna@mailinator.com"), anna(email="anna@gmail.com")),
    "email-returned": (
        returned(anna(email="anna@example.org"), "anna@example.org"),
        returned(anna(email="anna.k@example.org"), "anna@example.org"),
    ),
    "letter-broken": (
        replace(letter(), outside=Outside(letter_faults={("autumn", "en"): "the filter is unknown"})), letter(),
    ),
    "letter-incomplete": (letter(subject=None), letter()),
    "mailing-unclear": (mailed(), mailed(letter_decision="Do not send")),
    "mailing-unreadable": (mailing(segment="Ctiy: Gdynia"), mailing(segment="City: Gdynia")),
    "letter-twice": (letter({}), letter({"language": "Polish"})),
    "email-role": (anna(email="biuro@meblex.example"), anna(email="anna@meblex.example")),
    "date-unreadable": (anna(next_contact="soon"), anna(next_contact="25.11.2026")),
    "date-ambiguous": (anna(next_contact="03.04.2027"), anna(next_contact="3 April 2027")),
    "date-order": (
        deal(opened_on="20.11.2026", next_step_on="19.11.2026"),
        deal(opened_on="20.11.2026", next_step_on="21.11.2026"),
    ),
    "date-future": (anna(verified_on="25.12.2026"), anna(verified_on="20.11.2026")),
    "birthday-impossible": (anna(birthday="25.12.1826"), anna(birthday="25.12.1986")),
    "name-mixed-script": (anna(name="Nоwak Anna"), anna(name="Nowak Anna")),
    "name-wrong-layout": (anna(name="Bdfyjd Bdfy"), anna(name="Иванов Иван")),
    "name-company": (anna(name="Meblex sp. z o.o."), anna(name="Anna Kowalska", company="Meblex sp. z o.o.")),
    "name-is-contact": (anna(name="anna@example.com"), anna(name="Anna Kowalska")),
    "name-misplaced": (anna(email="Anna Kowalska"), anna(email="anna@example.com")),
    "country-unknown": (anna(country="Atlantis"), anna(country="Польша")),
    "tax-id-invalid": (anna(tax_id="1234567890"), anna(tax_id="5260001246")),
    "iban-invalid": (anna(iban="GB00WEST12345698765432"), anna(iban="GB82WEST12345698765432")),
    "money-unreadable": (deal(sum="a lot"), deal(sum="1 200 PLN")),
    "number-unreadable": (anna(cadence_days="often"), anna(cadence_days="30")),
    "percent-range": (
        snapshot(clients=[ANNA], people=[{**PERSON, "influence": 140}]),
        snapshot(clients=[ANNA], people=[{**PERSON, "influence": 40}]),
    ),
    "choice-unknown": (anna(status="custommer"), anna(status="customer", manager="Olga")),
    "window-unreadable": (anna(call_window="whenever"), anna(call_window="10:00-14:00")),
    "postal-code-invalid": (anna(postal_code="950"), anna(postal_code="00-950")),
    "link-unreadable": (anna(website="see the drawer"), anna(website="https://example.org")),
    "tidy-suggested": (anna(phone="+48601234567"), anna(), SUGGESTING),
    "reference-missing": (
        snapshot(clients=[ANNA], deals=[DEAL], log=[{**LOG, "deal": "D-0009"}]),
        snapshot(clients=[ANNA], deals=[DEAL], log=[{**LOG, "deal": "d-0001"}]),
    ),
    "client-not-found": (deal(client="Zofia"), deal()),
    "client-ambiguous": (
        snapshot(clients=[ANNA, {**JAN, "name": "Anna Kowalska"}], deals=[{**DEAL, "client": "Anna Kowalska"}]),
        snapshot(clients=[ANNA, JAN], deals=[{**DEAL, "client": "Anna Kowalska"}]),
    ),
    "deal-without-log": (
        deal(stage="done"),
        snapshot(clients=[ANNA], deals=[{**DEAL, "stage": "done"}], log=[{**LOG, "deal": "D-0001"}]),
    ),
    "deal-without-next-step": (deal(next_step=None), deal(next_step=None, next_step_on="25.11.2026")),
    "task-without-day": (
        snapshot(clients=[ANNA], tasks=[{"number": "T-0001", "task_status": "Postponed"}]),
        snapshot(clients=[ANNA], tasks=[{"number": "T-0001", "task_status": "Postponed", "postponed_to": TODAY}]),
    ),
    "data-stale": (anna(verified_on="20.11.2024"), anna(verified_on="20.11.2026")),
    "family-phone": (
        snapshot(clients=[ANNA], relatives=[{**CHILD, "phone": "601 000 111"}]),
        snapshot(clients=[ANNA], relatives=[{**CHILD, "phone": "601 000 111", "agreement": "yes"}]),
    ),
    "exact-duplicate": (anna(duplicate_of="C-0002"), anna()),
    "duplicate-likely": (
        snapshot(clients=[ANNA, {**JAN, "name": "Anna Kowalska"}]),
        snapshot(clients=[ANNA, JAN]),
    ),
    "restore-refused": (
        snapshot(clients=[ANNA], archive=[{**JAN, "merged_into": "C-0001", "restore": "yes"}]),
        snapshot(clients=[ANNA], archive=[{**JAN, "merged_into": "C-0001"}]),
    ),
    "consent-unconfirmed": (consent(), consent(confirmed_on=TODAY), CONFIRMING),
    "consent-without-effect": (consent(basis="Existing customer"), consent(basis="Consent")),
    "merged-cells": (with_marks(merged=frozenset({("C-0001", "city")})), with_marks()),
    "sensitive-column": (anna(**{"own:Религия": "-"}), anna()),
    "header-twice": (with_marks(repeated_headers=("Phone",)), with_marks(), MAPPED),
    "column-missing": (without(anna(), "clients", "city"), anna(), MAPPED),
    "tab-missing": (without(anna(), "clients"), anna(), MAPPED),
}  # fmt: skip


def found(before, chosen=None):
    return [problem.code for problem in find_problems(before, chosen or settings(), TODAY)]


def test_every_code_has_its_case():
    assert set(CASES) == set(CATALOGUE)


@pytest.mark.parametrize("code", list(CATALOGUE))
def test_each_problem_is_found_and_is_gone_when_repaired(code):
    broken, repaired, *chosen = CASES[code]
    assert code in found(broken, *chosen)
    assert code not in found(repaired, *chosen)


@pytest.mark.parametrize("code", list(CATALOGUE))
def test_a_repaired_case_is_free_of_all_problems(code):
    _, repaired, *chosen = CASES[code]
    assert [c for c in found(repaired, *chosen) if CATALOGUE[c] != "hint"] == []


@pytest.mark.parametrize("code", list(CATALOGUE))
def test_a_problem_the_team_switched_off_is_not_found(code):
    broken, _, *chosen = CASES[code]
    assert code not in found(broken, replace((chosen or [settings()])[0], checks_off=(code,)))


IN_ROWS = [code for code in CATALOGUE if CATALOGUE[code] != "hint" and code not in
           ("sensitive-column", "column-missing", "tab-missing", "exact-duplicate")]  # fmt: skip


@pytest.mark.parametrize("code", IN_ROWS)
def test_the_row_says_so_and_clears_itself(code):
    broken, repaired, *chosen = CASES[code]
    chosen = chosen[0] if chosen else settings()

    def checks(before):
        after = make_plan(before, chosen, TODAY).after
        return [str(text) for table in after.tables.values() for text in table.values("check") if text is not None]

    assert any(text[0] in "⚠⛔" for text in checks(broken))
    assert all(text == "✓" for text in checks(repaired))


def test_a_problem_stands_where_people_find_it():
    before = snapshot(clients=[ANNA, {**JAN, "phone": "12"}])
    (problem,) = find_problems(before, settings(), TODAY)
    table = before.table("clients")
    assert table.place(problem.anchor, problem.field) == f"{table.letters['phone']}3"
