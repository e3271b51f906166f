"""The way out that letters carry: headers a mail program can press, and a link a person can read."""

import datetime as dt
import email
import email.policy
from dataclasses import replace
from urllib.parse import unquote

import pytest

from sheetcrm.letter_journal import LetterJournal
from sheetcrm.mail.opt_out_links import OptOutKey, asked_in, fault_in_url, key_file, load_key, opt_out_links
from sheetcrm.mail.outgoing import freeze_letters, prepare_letters
from sheetcrm.model.changes import SendLetter
from sheetcrm.model.settings import Mail
from tests.building import TODAY, settings
from tests.mail.writing import facts

URL = "https://crm.example.com/mail"
BOTH = Mail(unsubscribe_url=URL, unsubscribe_mail="stop@example.com")
KEY = OptOutKey(b"k" * 32)


def letter(topic="offers", language="en", key="letter:a", client="C-0042", to="anna@example.com"):
    return SendLetter(key, client, to, "birthday", language, facts(), topic=topic)


def team(tmp_path, mail):
    return replace(settings(), journal=tmp_path / "state" / "j.sqlite", outbox=tmp_path / "outbox", mail=mail)


def written(chosen, *letters):
    """The letters as a mail program reads them."""
    assert {receipt.outcome for receipt in prepare_letters(letters, chosen, TODAY)} == {"prepared"}
    found = [email.message_from_bytes(path.read_bytes(), policy=email.policy.default)
             for path in sorted(chosen.outbox.rglob("*.eml"))]  # fmt: skip
    assert len(found) == len(letters)
    return found


def parts(message):
    """Its text and its HTML."""
    return message.get_body(("plain",)).get_content(), message.get_body(("html",)).get_content()


def test_a_letter_has_both_headers_and_a_link_that_lead_to_one_word(tmp_path):
    chosen = team(tmp_path, BOTH)
    (message,) = written(chosen, letter())
    page, mailto = [part.strip(" <>") for part in str(message["List-Unsubscribe"]).split(",")]
    assert str(message["List-Unsubscribe-Post"]) == "List-Unsubscribe=One-Click"
    key = load_key(key_file(chosen))
    asked = key.read(page.removeprefix(f"{URL}/o/"))
    assert (asked.mark, asked.topic, asked.client) == (key.mark("ANNA@example.com"), "offers", "C-0042")
    assert mailto.startswith("mailto:stop@example.com?subject=")
    assert asked_in(key, unquote(mailto.partition("subject=")[2])) == asked
    text, html = parts(message)
    assert page in text and f'href="{page}"' in html and "“stop”" not in text


def test_the_header_is_one_that_machines_can_read(tmp_path):
    chosen = team(tmp_path, BOTH)
    written(chosen, letter())
    (path,) = chosen.outbox.rglob("*.eml")
    head = path.read_bytes().partition(b"\r\n\r\n")[0]
    assert b"List-Unsubscribe: <https://crm.example.com/mail/o/" in head and b"=?" not in head.partition(b"List-Un")[2]
    assert head.count(b"List-Unsubscribe:") == head.count(b"List-Unsubscribe-Post:") == 1


def test_letters_about_orders_carry_none(tmp_path):
    message, other = written(team(tmp_path, BOTH), letter("service"), letter("greetings", key="letter:b"))
    if message["List-Unsubscribe"]:
        message, other = other, message
    assert message["List-Unsubscribe"] is None and message["List-Unsubscribe-Post"] is None
    assert URL not in parts(message)[0] and URL in parts(other)[0]


@pytest.mark.parametrize("language", ["en", "ru", "pl", "ro"])
def test_without_a_page_the_footer_says_what_to_reply(tmp_path, language):
    (message,) = written(team(tmp_path, Mail()), letter(language=language))
    assert message["List-Unsubscribe"] is None and message["List-Unsubscribe-Post"] is None
    text, html = parts(message)
    assert ("стоп" if language == "ru" else "stop") in text and "unsubscribe" not in text + html


@pytest.mark.parametrize("language", ["en", "ru", "pl", "ro"])
def test_with_a_page_the_footer_leads_to_it_in_every_language(tmp_path, language):
    (message,) = written(team(tmp_path, BOTH), letter(language=language))
    text, html = parts(message)
    assert f"{URL}/o/" in text and f'href="{URL}/o/' in html and "{" not in text


def test_with_an_address_alone_a_letter_says_nothing_of_one_click(tmp_path):
    (message,) = written(team(tmp_path, Mail(unsubscribe_mail="stop@example.com")), letter())
    assert str(message["List-Unsubscribe"]).startswith("<mailto:stop@example.com?subject=unsubscribe%20")
    assert message["List-Unsubscribe-Post"] is None
    assert 'href="mailto:stop@example.com?subject=' in parts(message)[1]


def test_every_person_and_topic_has_a_link_of_its_own_that_stays():
    chosen = settings(mail=BOTH)
    asked = [letter(), letter("news"), letter(to="b@example.com"), letter(client="C-1")]
    links = [opt_out_links(chosen, KEY, one) for one in asked]
    assert len(set(links)) == len(asked) and links == [opt_out_links(chosen, KEY, one) for one in asked]
    assert all(len(link) < 200 for pair in links for link in pair)


def test_frozen_letters_carry_it_and_are_the_same_bytes_again(tmp_path):
    chosen = replace(team(tmp_path, BOTH), mail=replace(BOTH, transport="smtp"))
    now = dt.datetime(2026, 11, 22, 9, tzinfo=dt.UTC)
    contents = []
    for name in ("one", "two"):
        journal = LetterJournal(tmp_path / f"{name}.sqlite")
        freeze_letters([letter()], chosen, journal, "w", now)
        contents.append(journal.content("letter:a"))
        journal.close()
    assert contents[0] == contents[1] and b"List-Unsubscribe-Post: List-Unsubscribe=One-Click\r\n" in contents[0]


@pytest.mark.parametrize(
    "url",
    ["https://a.example", "https://a.example:8443/x/y", "https://script.google.com/macros/s/AKf_x-1/exec?t={token}",
     "https://xn--e1afmkfd.xn--p1ai/o"],
)  # fmt: skip
def test_an_address_that_letters_can_name(url):
    assert fault_in_url(url) is None
    assert len(opt_out_links(settings(mail=Mail(unsubscribe_url=url)), KEY, letter())) == 1


@pytest.mark.parametrize(
    "url",
    ["", "http://a.example", "a.example", "https://", "https://пример.рф", "https://a.example/a b", "https://a.example/>",
     "https://a.example/?x=1", "https://a.example/#x", "javascript:alert(1)", "https://a.example/\r\nBcc: x@y.z",
     "https://u:p@a.example/{other}"],
)  # fmt: skip
def test_an_address_that_letters_cannot_name_is_told(url):
    assert fault_in_url(url)


def test_nothing_in_a_text_but_a_word_of_ours_is_found():
    token = KEY.token("anna@example.com", "news", "C-0042")
    assert asked_in(KEY, f"Re: Fwd: unsubscribe {token}, thanks").topic == "news"
    assert asked_in(KEY, f"<https://a.example/o/{token}>").client == "C-0042"
    for text in ("", "unsubscribe", "A" * 100_000, f"unsubscribe {token[:-4]}", f"{token}{token}"):
        assert asked_in(KEY, text) is None
