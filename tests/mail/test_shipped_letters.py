"""The letters that ship, written by the rules for every kind of person: whole, in the right words, and calm."""

import datetime as dt
import re
from functools import cache

import pytest

from sheetcrm.mail.letters import LetterRequest, Rendered, render_letters
from sheetcrm.model.changes import SendLetter
from sheetcrm.model.settings import Mail
from sheetcrm.rules.letters import write_letters
from sheetcrm.words import LANGUAGES
from tests.building import settings, snapshot
from tests.mail.writing import SHIPPED, written

D = dt.date
PEOPLE = {
    "en": ("John Smith", "Emily Brown", "Sam Taylor", "Acme Ltd"),
    "pl": ("Tomasz Nowak", "Anna Kowalska", "Alex Mazur", "Ewa-Pol Sp. z o.o."),
    "ro": ("Andrei Popescu", "Maria Ionescu", "Xi Stan", "SC Terra SRL"),
    "ru": ("Иванов Иван Иванович", "Смирнова Ольга Петровна", "Ким Саша", "ООО Ромашка"),
}
"""A man, a woman, somebody whose sex no name tells, a firm."""
SAFE = {"en": "Hello,", "pl": "Szanowni Państwo,", "ro": "Bună ziua,", "ru": "Здравствуйте!"}
GREETED = {
    "en": ("Dear Mr Smith,", "Dear Ms Brown,", "Dear Sam Taylor,"),
    "pl": ("Szanowny Panie Tomaszu,", "Szanowna Pani Anno,", SAFE["pl"]),
    "ro": ("Stimate domnule Popescu,", "Stimată doamnă Ionescu,", None),
    "ru": ("Уважаемый Иван Иванович!", "Уважаемая Ольга Петровна!", "Здравствуйте, Саша!"),
}
DAYS = [D(2026, 12, 24), D(2026, 12, 27), D(2027, 3, 7), D(2027, 3, 26), D(2027, 3, 9), D(2027, 4, 1)]
"""Days on which, taken together, every letter to clients but the call-back goes."""
OF_WOMEN = "womens_day"
GREETINGS = {
    "birthday", "christmas", "client_anniversary", "easter", "name_day", "new_year", "professional_day", "wedding",
    "womens_day",
}  # fmt: skip
SELLING = re.compile(
    r"скидк|предлож|заказ|купи|rabat|promocj|ofert|zamów|kupi|reducer|comand|cumpăr|discount|order|buy|offer"
)


def _sheet(language: str) -> tuple[list[dict[str, object]], dict[str, list[dict[str, object]]]]:
    clients: list[dict[str, object]] = []
    others: dict[str, list[dict[str, object]]] = {"relatives": [], "deals": [], "purchases": [], "consents": []}
    for n, name in enumerate((*PEOPLE[language], None), 1):
        number, bought = f"C-{n:04}", D(2026, 3, 9)
        own = {"client": number, "client_number": number}
        clients.append({
            "number": number, "name": name, "language": language, "country": "PL", "email": f"c{n}@example.org",
            "consent_greetings": "yes", "consent_offers": "yes", "birthday": D(1980, 3, 9), "name_day": "09.03",
            "position": "Księgowa", "registered_on": D(2020, 3, 9), "status": "customer",
            "sex": "f" if n == 2 else None, "last_purchase": bought,
        })  # fmt: skip
        others["relatives"].append({**own, "occasion": "wedding", "relation": "spouse", "date": D(2001, 3, 9)})
        for closed in (D(2027, 3, 6), D(2027, 2, 16)):
            others["deals"].append({"number": f"D-{n}{closed.day}", **own, "stage": "done", "closed_on": closed})
        others["purchases"].append({**own, "product": "Tea", "bought_on": bought, "runs_out_on": D(2027, 3, 16)})
        others["consents"].append({**own, "purpose": "offers", "given": "given", "given_on": D(2025, 4, 8)})
    return clients, others


@cache
def shipped_to_everybody(language: str) -> tuple[tuple[str, int, Rendered], ...]:
    """(Letter, whose, what is written) of every letter that the rules order on some day of the year."""
    clients, others = _sheet(language)
    before = snapshot(clients=clients, **others)
    days = [*DAYS, D(2027, 6, 9)]
    wanted = {
        change.key: change
        for day in days
        for change in write_letters(before, settings(language=language, mail=Mail(per_client=99)), day)
        if isinstance(change, SendLetter)
    }
    requests = [LetterRequest(c.key, c.letter, c.language, c.to, c.facts) for c in wanted.values()]
    outcomes = render_letters([SHIPPED], requests, team=language)
    return tuple(
        (request.letter, int(request.facts["client"][-1]), written(outcome))
        for request, outcome in zip(requests, outcomes, strict=True)
    )


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_letter_of_an_occasion_is_written_for_every_person(language: str) -> None:
    made = {(letter, who) for letter, who, _ in shipped_to_everybody(language)}
    for letter in {each.letter for each in settings().occasions if each.letter}:
        whose = {2} if letter == OF_WOMEN else {1, 2, 3, 4} if letter in GREETINGS else {1, 2, 3, 4, 5}
        assert {who for found, who in made if found == letter} == whose, letter


@pytest.mark.parametrize("language", LANGUAGES)
def test_each_letter_is_whole_and_tidy(language: str) -> None:
    for letter, who, made in shipped_to_everybody(language):
        where = f"{letter}/{language} for {who}"
        assert made.language == language, where
        assert 5 <= len(made.subject) <= 60 and made.subject == made.subject.strip(), where
        for text in (made.subject, made.text):
            assert not re.search(r"[{}]|None|…|\(\)|\*\*|  ", text.replace("\u00a0", "_")), where
            assert not re.search(r" [,.!?;:]|,,|\.\.|!!| ,", text), where
            assert not re.search(r"\((?:а|ая|a|i|ă)\)", text), where
        assert made.text.count("!") <= 4, where
        assert "Studio" in made.text, where


@pytest.mark.parametrize("language", LANGUAGES)
def test_each_letter_begins_with_the_right_form_of_address(language: str) -> None:
    greeted = (*GREETED[language], SAFE[language], SAFE[language])
    for letter, who, made in shipped_to_everybody(language):
        wanted = greeted[who - 1]
        if wanted is not None:
            assert wanted in made.text.splitlines(), (letter, who)


@pytest.mark.parametrize("language", LANGUAGES)
def test_nothing_is_sold_in_a_greeting(language: str) -> None:
    for letter, _, made in shipped_to_everybody(language):
        body = made.text.partition("\nStudio")[0].casefold()
        if letter in GREETINGS:
            assert not SELLING.search(body), (letter, body)
