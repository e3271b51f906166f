"""The words of the opt-out page: every language, every topic, nothing of a sender's name taken for HTML."""

import re
from dataclasses import replace

import pytest

from sheetcrm.mail.opt_out_links import TOPICS
from sheetcrm.model.settings import Mail
from sheetcrm.serving.page import done_page, language_of, question_page, sorry_page
from sheetcrm.words import LANGUAGES, words_of
from tests.building import settings

TEAM = settings(sender_name='A & "B" <script>')
SORRY = ("unknown", "often", "trouble", "large", "method")


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("topic", TOPICS)
def test_every_page_is_whole_in_every_language(language, topic):
    words = words_of(language)
    asked, done = question_page(words, TEAM, topic), done_page(words, TEAM, topic)
    for page in (asked, done):
        assert f'<html lang="{language}">' in page
        assert "optout_" not in page and "{" not in re.sub(r"<style>.*</style>", "", page, flags=re.DOTALL)
        assert "A &amp; &quot;B&quot; &lt;script&gt;" in page and "<script" not in page
    assert asked.count("<button") == 1 and asked.count('" checked>') == (topic != "all")
    assert done.count("<button") == (topic != "all")


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("why", SORRY)
def test_who_is_not_served_is_told_how_to_reach_people(language, why):
    page = sorry_page(words_of(language), TEAM, why)
    assert "optout_" not in page and 'href="mailto:studio@example.com?subject=stop"' in page
    nobody = sorry_page(words_of(language), replace(TEAM, sender_address="", sender_name=""), why)
    assert "mailto" not in nobody and re.search("“stop”|„stop”|«стоп»", nobody)
    other = sorry_page(words_of(language), replace(TEAM, mail=Mail(unsubscribe_mail="stop@example.com")), why)
    assert "mailto:stop@example.com" in other


def test_the_pages_of_the_languages_differ():
    assert len({question_page(words_of(language), TEAM, "offers") for language in LANGUAGES}) == len(LANGUAGES)
    assert len({done_page(words_of("ru"), TEAM, topic) for topic in TOPICS}) == len(TOPICS)


@pytest.mark.parametrize(
    ("accepted", "expected"),
    [
        ("ru-RU,ru;q=0.9,en;q=0.8", "ru"), ("en;q=0.3, pl ;q=0.8", "pl"), ("ro-MD", "ro"), ("fr,de;q=0.9", "en"),
        ("de,pl;q=0", "en"), ("", "ro"), ("*", "ro"), ("PL", "pl"), (";;;,,q=1", "ro"), ("ru;q=abc", "ro"),
        ("x" * 100_000, "ro"), ("en;q=0.1,ru;q=0.1", "en"),
    ],
)  # fmt: skip
def test_the_language_is_the_one_most_wished_for(accepted, expected):
    assert language_of(accepted, "ro") == expected
