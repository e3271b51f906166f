"""Double opt-in from the row to the row: the letter's own link, the button, and only then the newsletter."""

import datetime as dt
import email
import email.policy
import http.client
import re
import shutil
from contextlib import closing
from dataclasses import replace

import pytest

from sheetcrm.mail.opt_out_links import key_file, load_key
from sheetcrm.model.outside import OptOut
from sheetcrm.opt_out_store import OptOutStore
from sheetcrm.opt_outs_outside import opt_out_file
from sheetcrm.serving.app import OptOutApp
from sheetcrm.serving.server import listen
from tests.building import TODAY
from tests.serving.conftest import running
from tests.test_sending_run import CLIENTS, MAILING, World

URL = "https://crm.example.com/mail"
ROWS = [
    {"client": number, "client_number": number, "purpose": "News", "given": "Given", "given_on": TODAY,
     "consent_source": "form", "confirmed_on": None, "proof": None}
    for number in ("C-0001", "C-0002")
]  # fmt: skip
NEWS = {**MAILING, "letter": "easter", "purpose": "News"}


@pytest.fixture
def world(tmp_path):
    made = World(tmp_path, consents=ROWS, mailings=[NEWS])
    made.settings = replace(made.settings, mail=replace(made.settings.mail, confirm_consents=True, unsubscribe_url=URL))
    made.letters = []
    deliver = made.deliver

    def keeps(letter, content):
        made.letters.append((letter.key, letter.address, content))
        return deliver(letter, content)

    made.deliver = keeps
    return made


def link_in(content):
    message = email.message_from_bytes(content, policy=email.policy.default)
    text = message.get_body(("plain",)).get_content()
    return re.search(r"https://crm\.example\.com(/mail/c/[A-Za-z0-9_-]+)", text)[1], message, text


def press(world, path, method="POST", body=b"confirm=yes"):
    store = OptOutStore(opt_out_file(world.settings))
    opened = listen("127.0.0.1", 0)
    app = OptOutApp(load_key(key_file(world.settings)), store.add, world.settings, lambda: TODAY, confirm=store.confirm)
    with running(app, opened), closing(http.client.HTTPConnection("127.0.0.1", opened.getsockname()[1])) as line:
        line.request(method, path, body)
        status = line.getresponse().status
    store.close()
    return status


def test_only_who_pressed_the_button_of_the_letter_gets_the_newsletter(world):
    world.sync()
    assert [key for key, *_ in world.letters] == [
        f"letter:confirm:{number}:NEWS-{TODAY:%Y%m%d}" for number in ("C-0001", "C-0002")
    ]
    assert [row[0] for row in world.rows("letter_status")] == ["Sent", "Sent"]
    path, message, text = link_in(world.letters[1][2])
    assert message["List-Unsubscribe"] is None and "(news)" in text and "22 November" in text
    assert press(world, path, "GET", None) == 200
    world.sync()
    assert len(world.letters) == 2, "opening the page confirms nothing"
    assert press(world, path) == press(world, path) == 200
    world.sync()
    world.sync()
    assert [(key, to) for key, to, _ in world.letters[2:]] == [("letter:M-0001:C-0002", "jan@example.com")]
    assert world.rows("confirmed_on", tab="consents") == [(None,), (TODAY,)]
    assert world.rows("proof", tab="consents")[1][0].startswith("button in our letter, 22 November 2026")


def test_with_the_state_folder_lost_the_row_still_proves_it_and_nobody_is_asked_again(world, tmp_path):
    world.sync()
    press(world, link_in(world.letters[0][2])[0])
    world.type("mailings", 0, order=None)
    world.sync()
    shutil.rmtree(tmp_path / "state")
    world.type("mailings", 0, order="Send")
    world.sync()
    assert [key for key, *_ in world.letters[2:]] == ["letter:M-0001:C-0001"]


def test_an_opt_out_between_making_and_sending_stops_the_question_too(world):
    key = load_key(key_file(world.settings))

    def while_it_goes(letter):
        if len(world.letters) == 1:
            store = OptOutStore(opt_out_file(world.settings))
            store.add([OptOut(key.mark("jan@example.com"), "all", dt.date.max, "link")])
            store.close()
        return world_answer(letter)

    world_answer, world.answer = world.answer, while_it_goes
    world.sync()
    assert [to for _, to, _ in world.letters] == ["anna@example.com"]
    assert [row[0] for row in world.rows("letter_status")] == ["Sent", "Not to be sent"]


def test_who_opted_out_long_ago_and_agreed_anew_is_asked_and_after_the_button_gets_letters(world):
    store = OptOutStore(opt_out_file(world.settings))
    key = load_key(key_file(world.settings))
    store.add([OptOut(key.mark("anna@example.com"), "all", TODAY - dt.timedelta(days=90), "link")])
    store.close()
    world.sync()
    assert [to for _, to, _ in world.letters] == ["anna@example.com", "jan@example.com"]
    press(world, link_in(world.letters[0][2])[0])
    world.sync()
    assert [key for key, *_ in world.letters[2:]] == ["letter:M-0001:C-0001"]


def test_an_opt_out_of_a_later_day_beats_the_confirmation(world):
    world.sync()
    path = link_in(world.letters[0][2])[0]
    assert len(CLIENTS) == 3 and press(world, path) == 200
    store = OptOutStore(opt_out_file(world.settings))
    store.add([OptOut(load_key(key_file(world.settings)).mark("anna@example.com"), "news", TODAY, "link")])
    store.close()
    world.sync()
    assert len(world.letters) == 2


def test_the_letter_speaks_the_clients_language(tmp_path):
    for language, told in (("ru", "Да, я даю согласие"), ("pl", "Tak, wyrażam zgodę"), ("ro", "Da, sunt de acord")):
        client = {**CLIENTS[0], "language": language}
        world = World(tmp_path / language, consents=ROWS[:1], mailings=[], clients=[client])
        mail = replace(world.settings.mail, confirm_consents=True, unsubscribe_url=URL)
        world.settings = replace(world.settings, mail=mail)
        seen = []
        world.deliver = lambda letter, content, deliver=world.deliver, seen=seen: (
            seen.append(content), deliver(letter, content)
        )[1]  # fmt: skip
        world.sync()
        assert told in link_in(seen[0])[2]
