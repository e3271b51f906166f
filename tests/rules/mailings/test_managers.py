"""Letters from the client's own manager: his name and his address for answers, under the address the team owns."""

from dataclasses import replace
from email import message_from_bytes
from email.policy import default

from sheetcrm.mail.outgoing import prepare_letters
from sheetcrm.model.changes import SendLetter
from sheetcrm.pipeline import make_plan
from tests.building import TODAY, settings, snapshot

GIVEN = replace(settings(occasions=()), managers={"Ola Żuk": "ola@example.com"})
CLIENTS = [
    {"number": f"C-000{n}", "name": f"Anna {n}", "email": f"anna{n}@example.com", "status": "customer",
     "consent_offers": "yes", "manager": manager}
    for n, manager in enumerate(("ola żuk ", "Jan Kos", None), 1)
]  # fmt: skip
MAILING = {
    "number": "M-0001", "mailing": "Autumn", "letter": "birthday", "purpose": "Offers", "segment": "everyone",
    "order": "Send", "from_manager": "yes",
}  # fmt: skip


def letters(**row):
    plan = make_plan(snapshot(clients=CLIENTS, mailings=[{**MAILING, **row}]), GIVEN, TODAY)
    return [change for change in plan.changes if isinstance(change, SendLetter)]


def test_a_known_manager_writes_and_is_answered_and_for_others_the_team_does():
    assert [(x.from_name, x.reply_to) for x in letters()] == [("Ola Żuk", "ola@example.com"), ("", ""), ("", "")]
    assert {(x.from_name, x.reply_to) for x in letters(from_manager="no")} == {("", "")}


def test_the_address_stays_the_teams_own(tmp_path):
    prepare_letters(letters(), replace(GIVEN, outbox=tmp_path), TODAY)
    found = {}
    for file in tmp_path.glob("*.eml"):
        mail = message_from_bytes(file.read_bytes(), policy=default)
        found[str(mail["To"].addresses[0].username)] = (str(mail["From"]), mail["Reply-To"] and str(mail["Reply-To"]))
    assert found["anna1"] == ("Ola Żuk <studio@example.com>", "ola@example.com")
    assert found["anna2"] == found["anna3"] == ("Studio <studio@example.com>", None)
