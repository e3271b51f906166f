"""Finding a client by whatever names one, and by nothing less."""

import pytest

from sheetcrm.model.cells import CellError
from sheetcrm.rules.clients import ClientIndex
from tests.building import settings, snapshot

ROWS = [
    {"number": "C-0001", "name": "Anna Kowalska", "phone": "601 234 567", "email": "anna.k@gmail.com"},
    {"number": "C-0002", "company": "Meblex sp. z o.o.", "contacts": "22 123 45 67, biuro@meblex.example"},
    {"number": "C-0003", "name": "😀"},
    {"number": "C-0004", "name": "🎈"},
    {"number": "C-0005", "surname": "Nowak", "first_name": "Jan", "patronymic": None},
    {"number": "C-0006", "name": CellError("#REF!")},
    {"number": "C-0007", "name": "601 234 599"},
    {"number": "C-0008", "name": "Ewa", "phone": "602 000 001"},
    {"number": "C-0008", "name": "Iza", "phone": "602 000 001"},
]
INDEX = ClientIndex(snapshot(clients=ROWS), settings())


@pytest.mark.parametrize(
    ("text", "position"),
    [
        ("c-0001", 0), ("601234567", 0), ("ANNA.K@GMAIL.COM", 0), ("Anna Kowalska", 0), ("0048 601 234 567", 0),
        ("Meblex Sp. z o.o.", 1), ("biuro@meblex.example", 1), ("+48221234567", 1),
        ("😀", 2), ("🎈", 3), ("Nowak Jan", 4), ("jan nowak", 4), ("601 234 599", 6), ("ewa", 7),
    ],
)  # fmt: skip
def test_a_client_is_found(text, position):
    assert INDEX.match(text) == (position, None, ())


@pytest.mark.parametrize("text", ["-", "?", "🚗", "#REF!", "Anna", "601", "C-00", "@", "anna.k@", "", "Kowalska Anna"])
def test_nobody_is_found_by_a_guess(text):
    assert INDEX.match(text).position is None
    assert INDEX.match(text).code == "client-not-found"


@pytest.mark.parametrize("text", ["C-0008", "602000001"])
def test_two_clients_that_fit_are_ambiguous(text):
    assert INDEX.match(text) == (None, "client-ambiguous", (7, 8))


def test_a_number_wins_over_a_name_that_looks_like_it():
    index = ClientIndex(snapshot(clients=[{"number": "C-0001", "name": "C-0002"}, {"number": "C-0002"}]), settings())
    assert index.match("C-0002").position == 1
