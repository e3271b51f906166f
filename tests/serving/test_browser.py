"""The opt-out page in a real Chromium: the button works under the page's own policy, and pressing it is what counts."""

from contextlib import contextmanager

import pytest

from sheetcrm.mail.confirm_links import Asking, confirm_token
from sheetcrm.model.outside import Confirmed
from tests.building import TODAY
from tests.report.browser import chromium
from tests.serving.conftest import KEY, MARK, TOKEN

pytestmark = pytest.mark.browser

WORDS = {"en": "No more offers", "ru": "больше не будет", "pl": "nie będą już", "ro": "Nu veți mai primi oferte"}


class Address(str):
    """A page on the web, in the form in which the browser of the tests is told of one."""

    def as_uri(self):
        return str(self)


@contextmanager
def visitor(folder, language):
    """A browser whose owner reads that language, on a phone."""
    with chromium(folder) as browser:
        agent = browser.run("navigator.userAgent")
        browser._call("Emulation.setUserAgentOverride", userAgent=agent, acceptLanguage=language)
        browser._call("Emulation.setDeviceMetricsOverride", width=360, height=740, deviceScaleFactor=2, mobile=True)
        yield browser


def press(browser, what):
    """Press a button and wait for the page it leads to."""
    browser.run(f"document.querySelector({what!r}).click()")
    while browser._message().get("method") != "Page.loadEventFired":
        pass


@pytest.mark.parametrize("language", WORDS)
def test_a_person_opts_out_with_one_button(site, tmp_path, language):
    with visitor(tmp_path, language) as browser:
        browser.open(Address(f"http://127.0.0.1:{site.port}/crm/o/{TOKEN}"))
        assert browser.run("document.documentElement.lang") == language
        assert browser.run("document.querySelectorAll('button').length") == 1
        assert browser.run("document.documentElement.scrollWidth <= innerWidth"), "nothing sticks out on a phone"
        assert (
            browser.run("Math.min(...[...document.querySelectorAll('button, label')].map(e => e.offsetHeight))") >= 48
        )
        assert site.told() == []
        press(browser, "button")
        assert WORDS[language] in browser.run("document.body.innerText")
        assert site.told() == [(MARK, "offers", "C-0042")]
        press(browser, "button.second")
        assert browser.run("document.querySelectorAll('button').length") == 0
        assert set(site.told()) == {(MARK, "offers", "C-0042"), (MARK, "all", "C-0042")}
        assert browser.run("document.cookie") == ""
        assert browser.complaints == []


def test_a_person_chooses_all_letters_with_the_keyboard_and_another_language(site, tmp_path):
    with visitor(tmp_path, "en") as browser:
        browser.open(Address(f"http://127.0.0.1:{site.port}/o/{TOKEN}"))
        press(browser, "nav a[hreflang=pl]")
        assert browser.run("document.documentElement.lang") == "pl"
        browser.press("Tab", "ArrowDown", "Tab")
        assert browser.run("document.activeElement.tagName") == "BUTTON"
        press(browser, "button")
        assert browser.run("document.documentElement.lang") == "pl"
        assert site.told() == [(MARK, "all", "C-0042")]


def test_a_page_that_is_loaded_beforehand_changes_nothing(site, tmp_path):
    with visitor(tmp_path, "en") as browser:
        browser.open(Address(f"http://127.0.0.1:{site.port}/o/{TOKEN}"))
        for _ in range(3):
            browser._call("Page.reload")
            while browser._message().get("method") != "Page.loadEventFired":
                pass
        assert site.told() == []


THANKS = {"en": "It is noted", "ru": "Записано", "pl": "Zapisano", "ro": "S-a notat"}


@pytest.mark.parametrize("language", THANKS)
def test_a_person_confirms_a_consent_with_one_button(site, tmp_path, language):
    word = confirm_token(KEY, "anna@example.com", Asking("", "news", "C-0042", TODAY, TODAY))
    with visitor(tmp_path, language) as browser:
        browser.open(Address(f"http://127.0.0.1:{site.port}/crm/c/{word}"))
        assert browser.run("document.documentElement.lang") == language
        assert browser.run("document.querySelectorAll('button').length") == 1
        assert browser.run("document.documentElement.scrollWidth <= innerWidth"), "nothing sticks out on a phone"
        assert browser.run("document.querySelector('button').offsetHeight") >= 48
        browser._call("Page.reload")
        while browser._message().get("method") != "Page.loadEventFired":
            pass
        assert not site.store.confirmed()
        press(browser, "button")
        assert THANKS[language] in browser.run("document.body.innerText")
        assert site.store.confirmed() == (Confirmed(MARK, "C-0042", "news", TODAY, TODAY, f"1 {language}"),)
        assert browser.run("document.cookie") == "" and browser.complaints == []
