"""The cap on letters to one client: greetings, offers and news together; service letters apart."""

import datetime as dt
from dataclasses import replace

import pytest

from sheetcrm.model.changes import SendLetter
from sheetcrm.model.settings import Mail
from sheetcrm.pipeline import make_plan
from sheetcrm.rules.frequency import recent_letters
from sheetcrm.rules.occasions.why import reasons_for
from tests.building import TODAY, settings, snapshot

CAPPED = settings(mail=Mail(per_client=2, per_client_days=30))
ANNA = {"number": "C-0001", "name": "Anna Nowak", "email": "anna@example.com", "birthday": dt.date(1980, 11, 22),
        "consent_greetings": "yes", "consent_offers": "yes"}  # fmt: skip
MAILING = {"number": "M-0001", "mailing": "Autumn", "letter": "easter", "purpose": "Offers", "segment": "everyone",
           "order": "Send"}  # fmt: skip


def letter(n, ago=1, **cells):
    made = TODAY - dt.timedelta(days=ago)
    return {"key": f"letter:x:C-0001:{n}", "client": "C-0001", "made_on": made, "letter_status": "Sent", **cells}


def sent(found, chosen=CAPPED):
    return [change.key for change in make_plan(found, chosen, TODAY).changes if isinstance(change, SendLetter)]


def test_two_mailings_and_a_birthday_of_one_day_share_the_cap_and_the_greeting_goes_first():
    second = {**MAILING, "number": "M-0002", "letter": "christmas"}
    found = snapshot(clients=[ANNA], mailings=[MAILING, second])
    assert sent(found) == ["letter:birthday:C-0001:2026", "letter:M-0001:C-0001"]
    assert len(sent(found, replace(CAPPED, mail=Mail(per_client=3)))) == 3


def test_a_greeting_waits_when_the_client_had_enough_letters_and_why_says_so():
    found = snapshot(clients=[ANNA], letters=[letter(1), letter(2)])
    assert sent(found) == []
    (reason,) = [r for r in reasons_for(found, CAPPED, TODAY, "C-0001", "birthday") if r.code.startswith("letter")]
    assert (reason.code, dict(reason.details)) == ("letter_too_many", {"count": 2, "days": 30})
    assert sent(snapshot(clients=[ANNA], letters=[letter(1), letter(2, ago=30)])) == ["letter:birthday:C-0001:2026"]


@pytest.mark.parametrize(("cells", "counts"), [
    ({}, 1), ({"letter_status": "Waiting to be sent"}, 1), ({"letter_status": "Prepared"}, 1),
    ({"letter_status": "Came back"}, 1), ({"letter_status": "Unclear"}, 1),
    ({"letter_status": "Refused"}, 0), ({"letter_status": "Not to be sent"}, 0),
    ({"mailing": "M-0001"}, 0), ({"mailing": "M-0009"}, 1),
    ({"key": "letter:confirm:C-0001:NEWS-20261101"}, 0), ({"client": "C-0007"}, 1), ({"client": None}, 0),
])  # fmt: skip
def test_what_counts_as_a_letter(cells, counts):
    archived = {"number": "C-0007", "merged_into": "C-0001", "archived_on": TODAY}
    service = {**MAILING, "purpose": "Service letter"}
    found = snapshot(clients=[ANNA], archive=[archived], mailings=[service], letters=[letter(1, **cells)])
    assert recent_letters(found, CAPPED, TODAY)["C-0001"] == counts
