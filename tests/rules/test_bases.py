"""On what basis somebody is written to: unknown is no, having bought is enough only where the config says so."""

import datetime as dt
from dataclasses import replace

import pytest

from sheetcrm.model.changes import SendLetter
from sheetcrm.model.outside import OptOut, Outside
from sheetcrm.model.settings import Mail
from sheetcrm.pipeline import make_plan
from sheetcrm.report.text.why_mailing import basis_text
from sheetcrm.rules.addressees import Addressees
from sheetcrm.rules.mailings.why import mailing_named, why_mailing
from sheetcrm.words import words_of
from tests.building import TODAY, rows_of, settings, snapshot

PLAIN = settings(occasions=())
SELLING = replace(PLAIN, mail=Mail(customer_countries=("PL",), customer_days=365))
ANNA = {"number": "C-0001", "name": "Anna Nowak", "email": "anna@example.com", "country": "Poland"}
BOUGHT = {"client": "C-0001", "client_number": "C-0001", "product": "Tea"}
CONSENT = {"client": "C-0001", "client_number": "C-0001", "purpose": "Offers", "given": "Given",
           "given_on": dt.date(2026, 3, 12), "consent_source": "form on the site", "wording": "v3"}  # fmt: skip
MAILING = {"number": "M-0001", "mailing": "Autumn", "letter": "birthday", "purpose": "Offers", "segment": "everyone",
           "order": "Send"}  # fmt: skip


def days(count):
    return TODAY + dt.timedelta(days=count)


def basis(chosen=SELLING, purpose="offers", client=None, **tabs):
    found = snapshot(clients=[client or ANNA], **tabs)
    return Addressees(found, chosen).bases.of(0, "C-0001", purpose, TODAY)


@pytest.mark.parametrize(
    ("row", "day"),
    [(days(0), days(0)), (days(-365), days(-365)), (days(-366), None), (days(1), None), (None, None)],
)
def test_a_purchase_is_enough_for_offers_as_long_as_it_is_recent(row, day):
    found = basis(purchases=[{**BOUGHT, "bought_on": row}])
    assert (found.kind, found.day) == ("customer", day) if day else found is None


@pytest.mark.parametrize(("stage", "enough"), [("Paid", True), ("Done", True), ("In talks", False), ("Lost", False)])
def test_a_deal_counts_once_it_is_paid(stage, enough):
    deal = {"number": "D-0001", "client": "C-0001", "client_number": "C-0001", "stage": stage, "closed_on": days(-9)}
    assert (basis(deals=[deal]) is not None) is enough


def test_the_clients_own_column_of_the_last_purchase_counts_as_well():
    assert basis(client={**ANNA, "last_purchase": days(-3)}).day == days(-3)


@pytest.mark.parametrize("purpose", ["news", "surveys", "greetings"])
def test_a_purchase_is_enough_for_offers_alone(purpose):
    assert basis(purpose=purpose, purchases=[{**BOUGHT, "bought_on": days(-1)}]) is None


@pytest.mark.parametrize(("country", "allowed"), [
    ("Poland", True), (None, True), ("Romania", False), ("Russia", False), ("Atlantis", False),
])  # fmt: skip
def test_a_purchase_is_enough_only_in_the_countries_of_the_config(country, allowed):
    found = basis(client={**ANNA, "country": country}, purchases=[{**BOUGHT, "bought_on": days(-1)}])
    assert (found is not None) is allowed


def test_without_the_setting_a_purchase_is_never_enough():
    assert basis(PLAIN, purchases=[{**BOUGHT, "bought_on": days(-1)}]) is None


def test_who_took_the_consent_back_or_opted_out_gets_nothing_though_he_bought():
    bought = [{**BOUGHT, "bought_on": days(-1)}]
    withdrawn = {**CONSENT, "given": "Withdrawn", "given_on": days(-2)}
    assert basis(purchases=bought, consents=[withdrawn]) is None
    found = snapshot(clients=[ANNA], purchases=bought, mailings=[MAILING])
    opted = OptOut("", "offers", days(-9), "link", client="C-0001")
    plan = make_plan(replace(found, outside=Outside(opt_outs=(opted,))), SELLING, TODAY)
    assert not any(isinstance(change, SendLetter) for change in plan.changes)


def test_a_contract_lets_service_letters_go_and_nothing_else():
    row = {**CONSENT, "basis": "Contract"}
    assert basis(consents=[row]) is None and basis(purpose="service").kind == "service"


def test_what_was_bought_by_a_client_who_became_part_of_another_counts_for_both():
    archived = {"number": "C-0009", "merged_into": "C-0001", "archived_on": days(-2)}
    row = {**BOUGHT, "client": "C-0009", "client_number": "C-0009", "bought_on": days(-40)}
    assert basis(purchases=[row], archive=[archived]).day == days(-40)


@pytest.mark.parametrize(("row", "told"), [
    ({"basis": "Contract"}, "a contract allows letters about the order only"),
    ({"basis": "Existing customer", "purpose": "News"}, "having bought can be enough for offers only"),
    ({"basis": "Existing customer"}, "no recent purchase"),
])  # fmt: skip
def test_a_row_that_lets_no_letter_go_says_why(row, told):
    after = make_plan(snapshot(clients=[ANNA], consents=[{**CONSENT, **row}]), SELLING, TODAY).after
    assert told in rows_of(after, "consents", "check")[0][0]


@pytest.mark.parametrize("gap", ["given_on", "consent_source"])
def test_a_consent_without_its_day_or_source_is_told_in_its_row(gap):
    fine = make_plan(snapshot(clients=[ANNA], consents=[CONSENT]), SELLING, TODAY).after
    assert rows_of(fine, "consents", "check")[0][0] == "✓"
    after = make_plan(snapshot(clients=[ANNA], consents=[{**CONSENT, gap: None}]), SELLING, TODAY).after
    assert fine.table("consents").headers[gap] in rows_of(after, "consents", "check")[0][0]


def why(chosen=SELLING, language="en", **tabs):
    found = snapshot(clients=[ANNA], mailings=[MAILING], **tabs)
    mailing = mailing_named(found, chosen, "M-0001")
    return basis_text(why_mailing(found, chosen, TODAY, "C-0001", mailing), words_of(language))


def test_why_names_the_basis_its_day_and_its_source():
    assert why(consents=[CONSENT]) == "consent of 12 March 2026, form on the site, wording v3"
    assert why(consents=[CONSENT], language="ru") == "согласие от 12 марта 2026 г., form on the site, текст: v3"
    assert why(purchases=[{**BOUGHT, "bought_on": days(-1)}]) == "existing customer, last purchase on 21 November 2026"
    assert why() == ""


def test_the_row_of_a_letter_keeps_its_basis_whatever_becomes_of_the_consent():
    plan = make_plan(snapshot(clients=[ANNA], mailings=[MAILING], consents=[CONSENT]), SELLING, TODAY)
    ((told, key),) = rows_of(plan.after, "letters", "allowed_by", "key")
    assert told == "consent of 12 March 2026, form on the site, wording v3"
    letter = {"key": key, "mailing": "M-0001", "client": "C-0001", "letter_status": "Sent", "allowed_by": told}
    assert why(letters=[letter]) == told


def test_a_greeting_names_the_column_that_allowed_it():
    chosen = settings()
    client = {**ANNA, "birthday": dt.date(1980, 11, 22), "consent_greetings": "yes"}
    plan = make_plan(snapshot(clients=[client]), chosen, TODAY)
    assert rows_of(plan.after, "letters", "allowed_by") == [("consent in the client's row (“May we greet?”)",)]
