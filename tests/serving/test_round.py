"""From a letter to the page and back to the sheet: what a mail program presses keeps the next letter from going."""

import email
import email.policy
import http.client
from dataclasses import replace

from sheetcrm.mail.opt_out_links import key_file, load_key
from sheetcrm.opt_out_store import OptOutStore
from sheetcrm.opt_outs_outside import opt_out_file
from sheetcrm.serving.app import OptOutApp
from sheetcrm.serving.server import listen
from tests.building import TODAY
from tests.serving.conftest import running
from tests.test_sending_run import MAILING, World


def test_the_button_of_a_mail_program_keeps_the_next_mailing_away(tmp_path):
    world = World(tmp_path, mailings=[MAILING, {**MAILING, "number": "M-0002", "letter": "easter", "order": None}])
    url = "https://crm.example.com/mail"
    world.settings = replace(world.settings, mail=replace(world.settings.mail, unsubscribe_url=url))
    sent = {}
    deliver = world.deliver

    def keeps(letter, content):
        sent[letter.client] = content
        return deliver(letter, content)

    world.deliver = keeps
    world.sync()
    message = email.message_from_bytes(sent["C-0002"], policy=email.policy.default)
    path = str(message["List-Unsubscribe"]).strip("<>").removeprefix("https://crm.example.com")
    store = OptOutStore(opt_out_file(world.settings))
    opened = listen("127.0.0.1", 0)
    with running(OptOutApp(load_key(key_file(world.settings)), store.add, world.settings, lambda: TODAY), opened):
        line = http.client.HTTPConnection("127.0.0.1", opened.getsockname()[1], timeout=20)
        body = str(message["List-Unsubscribe-Post"]).encode()
        line.request("POST", path, body, {"Content-Type": "application/x-www-form-urlencoded"})
        assert line.getresponse().status == 200
        line.close()
    store.close()
    world.type("mailings", 1, order="Send")
    world.took.clear()
    world.sync()
    assert set(world.took) == {"anna@example.com", "ewa@example.com"}
    assert world.rows("address", "client", "topic", tab="opt_outs") == [("jan@example.com", "C-0002", "Offers")]
