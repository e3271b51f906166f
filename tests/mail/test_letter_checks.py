"""Finished letters against their rows: what is surely wrong is refused, what is right goes."""

import pytest

from sheetcrm.mail.letter_checks import checked, crowd_of, fault_of
from sheetcrm.mail.letters import LetterFailed, LetterRequest, Rendered
from sheetcrm.words import LANGUAGES

ANNA = LetterRequest("k1", "offer", "en", "anna@b.test", {"name": "Anna Nowak", "manager": "Ewa Wilk"})
JAN = LetterRequest("k2", "offer", "en", "jan@b.test", {"name": "Kos Jan", "row": {"Note": "friend of Anna Nowak"}})
EWA = LetterRequest("k3", "offer", "en", "ewa@b.test", {"name": "Ewa Wilk"})
CROWD = crowd_of([ANNA, JAN, EWA])


def letter(text="Dear Anna, here is our offer.", subject="Our offer", html="<p>x</p>", key="k1", to="anna@b.test"):
    return Rendered(key, "offer", "en", to, subject, html, text)


def code_of(found, request=ANNA):
    fault = fault_of(found, request, CROWD)
    return None if fault is None else fault[0]


@pytest.mark.parametrize(
    "text",
    [
        "Dear {{ name }},",
        "Dear None, hello",
        "Your sum: nan",
        "{% if x %}",
        "Total #REF!",
        "[[ Discount ]]",
        "undefined",
    ],
)
def test_a_place_that_was_not_filled_refuses_the_letter(text):
    assert code_of(letter(text)) == "letter-unfilled"
    assert code_of(letter(subject=text)) == "letter-unfilled"


@pytest.mark.parametrize("text", ["Nonetheless", "Bananan", "Nan Goldin called", "We declare null.and.void"])
def test_words_that_only_look_like_it_are_words(text):
    assert code_of(letter(text.replace("Nan Goldin", "Nanette"))) is None


def test_what_the_row_itself_says_may_stand_in_the_letter():
    own = LetterRequest("k1", "offer", "en", "anna@b.test", {"name": "Anna None", "row": {}})
    assert fault_of(letter("Dear Anna None"), own, CROWD) is None


@pytest.mark.parametrize("text", ["Dear Jan Kos, your order", "Dear KOS JAN!", "Write to jan@b.test"])
def test_the_name_or_address_of_another_recipient_refuses_the_letter(text):
    assert code_of(letter(text)) == "letter-foreign"


def test_the_own_name_the_manager_and_whom_the_row_speaks_of_are_not_foreign():
    assert code_of(letter("Dear Anna Nowak, yours Ewa Wilk. Write to anna@b.test")) is None
    assert fault_of(letter("Dear Jan Kos, greetings from Anna Nowak", key="k2"), JAN, CROWD) is None
    assert code_of(letter("Dear Jan, dear Kos")) is None


@pytest.mark.parametrize(
    "link",
    ["", "#", "shop.example.com", "https://", "https://a b.test", "http://localhos", "mailto:",
     "https://x.test/{{ id }}", "javascript:alert(1)", "file:///etc/passwd", "//x.test/y"],
)  # fmt: skip
def test_a_link_that_leads_nowhere_refuses_the_letter(link):
    assert code_of(letter(html=f'<a href="{link}">x</a>')) == "letter-link-broken"


@pytest.mark.parametrize(
    "link",
    [
        "https://x.test/a?b=c&amp;d=1#e",
        "mailto:we@a.test",
        "tel:+48601234567",
        "#top",
        "cid:logo",
        "data:image/png;base64,AA",
    ],
)
def test_a_link_that_leads_somewhere_is_fine(link):
    assert code_of(letter(html=f"<a href='{link}'>x</a>")) is None


def test_subjects_bodies_and_sizes():
    assert code_of(letter(subject=" ")) == "letter-subject-empty"
    assert code_of(letter(subject="x" * 151)) == "letter-subject-long"
    assert code_of(letter(text=" \n")) == "letter-body-empty"
    assert code_of(letter(html="ж" * 60_000)) == "letter-too-large"


def test_one_faulty_letter_stops_no_other_and_says_in_the_teams_language_what_is_wrong():
    letters = [letter("Dear None"), letter("Dear Jan", key="k2"), LetterFailed("k3", "offer", "en", "letter-unknown")]
    first, second, third = checked(letters, [ANNA, JAN, EWA], "ru")
    assert isinstance(first, LetterFailed) and "Dear None" in first.sentence and "письм" in first.sentence.lower()
    assert second is letters[1] and third is letters[2]


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize(
    ("found", "told"),
    [
        (letter("Your code is [[code]]"), "[[code]]"),
        (letter("Dear Kos Jan,"), "Kos Jan"),
        (letter(subject="x" * 200), "150"),
        (letter(html='<a href="http:/nowhere">x</a>'), "http:/nowhere"),
    ],
)
def test_every_fault_has_its_sentence_in_the_language_of_the_team(found, told, language):
    (refused, *_) = checked([found, letter(key="k2"), letter(key="k3")], [ANNA, JAN, EWA], language)
    assert isinstance(refused, LetterFailed) and told in refused.sentence
