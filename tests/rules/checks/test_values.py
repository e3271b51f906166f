"""Single values: judged in the columns people fill in, and nowhere else."""

import pytest

from sheetcrm.rules.checks.values import check_values
from tests.building import TODAY, settings, snapshot


def found(**tabs):
    return [(p.tab, p.field, p.code, p.suggestion) for p in check_values(snapshot(**tabs), settings(), TODAY)]


def test_a_doubtful_value_comes_with_its_suggestion():
    assert found(clients=[{"email": "anna@gmial.com"}]) == [("clients", "email", "email-typo", "anna@gmail.com")]


def test_a_choice_close_to_an_entry_gets_it_suggested():
    assert found(clients=[{"status": "cliennt"}]) == [("clients", "status", "choice-unknown", "Client")]
    assert found(clients=[{"status": "zzz"}]) == [("clients", "status", "choice-unknown", None)]


@pytest.mark.parametrize("written", ["Customer", "customer", "клиент", "KLIENT"])
def test_an_entry_in_any_language_is_known(written):
    assert found(clients=[{"status": written}]) == []


def test_the_teams_own_entries_are_known_and_suggested():
    lists = [{"list_client_status": "Hibernating"}]
    assert found(clients=[{"status": "hibernating"}], settings=lists) == []
    ((*_, suggestion),) = found(clients=[{"status": "hibernatin"}], settings=lists)
    assert suggestion == "Hibernating"


def test_a_list_without_entries_of_ours_takes_anything():
    assert found(clients=[{"legal_form": "family firm"}]) == []


@pytest.mark.parametrize(
    "tabs",
    [
        {"clients": [{"own:Phone of wife": "12"}]},
        {"clients": [{"comment": "anna@", "tags": "1;2;;"}]},
        {"archive": [{"phone": "12"}]},
        {"letters": [{"to": "anna@"}]},
        {"deals": [{"client_phone": "12"}]},
        {"clients": [{"first_purchase": "soon"}]},
    ],
)
def test_own_columns_notes_the_archive_and_the_robots_columns_are_not_judged(tabs):
    assert found(**tabs) == []
