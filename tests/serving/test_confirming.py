"""The button of a consent: only it confirms, once, in time; no other link can, and it can end nothing."""

import datetime as dt
from concurrent.futures import ThreadPoolExecutor

import pytest

from sheetcrm.errors import WorkbookNotWritable
from sheetcrm.mail.confirm_links import Asking, confirm_token, read_confirm
from sheetcrm.mail.opt_out_links import OptOutKey
from sheetcrm.model.outside import Confirmed
from sheetcrm.words import words_of
from tests.building import TODAY
from tests.serving.conftest import KEY, MARK, TOKEN, served

ASKED = TODAY - dt.timedelta(days=3)
BUTTON = b"confirm=yes"


def token(topic="offers", until=TODAY, key=KEY):
    return confirm_token(key, "anna@example.com", Asking("", topic, "C-0042", ASKED, until))


def test_opening_the_page_changes_nothing_and_its_button_confirms_once(site):
    status, headers, page = site.ask("GET", f"/mail/c/{token()}", accept_language="en")
    assert status == 200 and "Do you agree?" in page and 'name="confirm"' in page and not site.store.confirmed()
    assert headers["cache-control"] == "no-store" and "set-cookie" not in headers
    with ThreadPoolExecutor(8) as pool:
        answers = list(pool.map(lambda _: site.ask("POST", f"/c/{token()}", BUTTON, accept_language="en"), range(16)))
    assert {status for status, *_ in answers} == {200} and "It is noted" in answers[0][2]
    assert site.store.confirmed() == (Confirmed(MARK, "C-0042", "offers", ASKED, TODAY, "1 en"),)
    assert site.told() == []


@pytest.mark.parametrize("body", [b"", b"List-Unsubscribe=One-Click", b"confirm=no", b"confirm", b"\xff\x00=yes"])
def test_whatever_is_not_the_button_confirms_nothing(site, body):
    status, _, page = site.ask("POST", f"/c/{token()}", body, accept_language="pl")
    assert status == 200 and "Tak, wyrażam zgodę" in page and not site.store.confirmed()


def test_after_its_last_day_the_button_does_nothing(site):
    late = token(until=TODAY - dt.timedelta(days=1))
    for method, body in (("GET", None), ("POST", BUTTON)):
        status, _, page = site.ask(method, f"/c/{late}", body, accept_language="ru")
        assert status == 410 and "больше не действует" in page
    assert not site.store.confirmed()


def test_a_link_of_one_purpose_does_nothing_at_the_place_of_the_other(site):
    assert site.ask("POST", f"/o/{token()}", BUTTON)[0] == 404
    assert site.ask("POST", f"/c/{TOKEN}", BUTTON)[0] == 404
    assert site.ask("POST", f"/c/{token(key=OptOutKey(b'o' * 32))}", BUTTON)[0] == 404
    assert not site.store.confirmed() and site.told() == []
    assert KEY.read(token()) is None and read_confirm(KEY, TOKEN) is None


def test_no_word_with_one_sign_changed_is_read(site):
    word = token("news")
    assert read_confirm(KEY, word) == Asking(MARK, "news", "C-0042", ASKED, TODAY)
    for place in range(len(word) - 1):
        other = "A" if word[place] != "A" else "B"
        assert read_confirm(KEY, word[:place] + other + word[place + 1 :]) is None


def test_who_guesses_words_is_slowed_down(site):
    assert {site.ask("GET", f"/c/{'A' * 60}")[0] for _ in range(40)} == {404, 429}
    assert site.ask("GET", f"/c/{token()}")[0] == 200


def test_nobody_is_told_done_before_it_lasts(tmp_path):
    (site,) = found = list(_with_a_full_disk(tmp_path))
    assert found and site == 503


def _with_a_full_disk(folder):
    for site in served(folder):
        site.app._confirm = _full
        yield site.ask("POST", f"/c/{token()}", BUTTON)[0]


def _full(confirmed):
    raise WorkbookNotWritable("journal-not-writable", path="x", reason="full")


@pytest.mark.parametrize("language", ["en", "ru", "pl", "ro"])
@pytest.mark.parametrize("topic", ["offers", "news"])
def test_the_page_says_who_asks_and_for_what_in_every_language(site, language, topic):
    words = words_of(language)
    _, _, page = site.ask("GET", f"/c/{token(topic)}", accept_language=language)
    assert words.say("confirm_button") in page and "Studio &lt;Ą&gt; &amp; Co" in page and f'lang="{language}"' in page
