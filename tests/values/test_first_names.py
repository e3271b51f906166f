"""The tables of first names."""

import pytest

from sheetcrm.values.first_names import all_first_names, find_first_name, full_names, restore_marks


@pytest.mark.parametrize("family", ["ru", "pl", "ro", "en"])
def test_every_language_knows_at_least_three_hundred_names(family: str) -> None:
    full = [name for name in all_first_names(family) if not name.full]
    assert len(full) >= 300
    assert all(name.spelling[0].isupper() and name.gender in ("m", "f", None) for name in full)


def test_short_forms_lead_to_all_their_full_names() -> None:
    assert set(full_names("Саша", "ru")) == {"Александр", "Александра"}
    assert full_names("Gosia", "pl") == ("Małgorzata",)


def test_marks_are_restored_only_when_one_name_fits() -> None:
    assert restore_marks("Slawomir", "pl") == "Sławomir"
    assert restore_marks("Stefan", "pl") == "Stefan"
    assert restore_marks("Unknown", "pl") == "Unknown"


def test_a_name_known_to_another_language_is_found_there() -> None:
    found = find_first_name("Mihnea", "pl")
    assert found is not None and found.gender == "m"
