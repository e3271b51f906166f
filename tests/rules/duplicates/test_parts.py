"""The parts of the search, each by itself."""

import numpy as np
import pytest

from sheetcrm.rules.duplicates.clustering import clusters, components, unmet_pairs
from sheetcrm.rules.duplicates.coding import coded, distinct, distinct_with_places, joined_key
from sheetcrm.rules.duplicates.contact_cells import mailboxes, phone_numbers
from sheetcrm.rules.duplicates.explaining import FIELDS, reasons
from sheetcrm.rules.duplicates.name_cells import name_words
from sheetcrm.rules.duplicates.place_cells import read_address, read_city
from sheetcrm.rules.duplicates.sounds import sound
from sheetcrm.rules.duplicates.weights import shipped_weights
from sheetcrm.words import LANGUAGES, words_of
from tests.rules.duplicates.records import found_among


@pytest.mark.parametrize(
    "spellings",
    [
        ("Щербаков", "Shcherbakov", "Scherbakov", "Szczerbakow"),
        ("Чернов", "Chernov", "Czernow", "Černov"),
        ("Юрий", "Iurii", "Yuriy", "Yury", "Jurij"),
        ("Жуков", "Zhukov", "Żukow"),
        ("Достоевский", "Dostoevskii", "Dostoyevsky", "Dostojewski"),
        ("Łukasz", "Lukasz", "Лукаш"),
        ("Ștefan", "Stefan", "Ştefan", "Штефан"),
        ("Gheorghe", "Георге"),
    ],
)
def test_spellings_of_one_name_sound_alike(spellings):
    assert len({sound(spelling) for spelling in spellings}) == 1


@pytest.mark.parametrize(("one", "other"), [("Маркин", "Морин"), ("Nowak", "Nowicki"), ("Ion", "Ana")])
def test_other_names_sound_otherwise(one, other):
    assert sound(one) != sound(other)


@pytest.mark.parametrize(
    ("cell", "numbers"),
    [
        ("+44 (0) 7788 123456", ("7788123456",)),
        ("07788 123456", ("7788123456",)),
        ("8 (916) 123-45-67 доб. 12", ("9161234567",)),
        ("79161234567.0", ("9161234567",)),
        ("7.9161234567E+10", ("9161234567",)),
        ("1-212-555-0187; 2125550188", ("2125550187", "2125550188")),
        ("0000000", ()),
        ("12-34", ()),
    ],
)
def test_a_phone_is_the_same_with_and_without_its_country(cell, numbers):
    assert phone_numbers(cell) == numbers


def test_mailboxes_of_shared_roles_are_marked():
    assert [(box.local, box.role) for box in mailboxes("Info@Firma.pl, jan.nowak@firma.pl")] == [
        ("info", True),
        ("jan.nowak", False),
    ]


def test_titles_particles_and_remarks_are_no_names():
    assert name_words("Prof. dr Maria Skłodowska-Curie (Paryż)") == ("maria", "skłodowska", "curie")


def test_addresses_are_compared_without_the_words_for_street_and_flat():
    written = ("str. Mihai Eminescu 5, ap. 3", "Strada Mihai Eminescu nr. 5 ap 3", "Mihai Eminescu 5/3")
    assert len({read_address(text) for text in written}) == 1


def test_cities_are_known_by_the_names_other_languages_give_them():
    assert read_city("Warsaw") == read_city("Варшава") == read_city("W-wa") == read_city("Warszawa")


def test_sorting_finds_what_numpy_finds():
    numbers = np.random.default_rng(5).integers(0, 50, 400)
    assert distinct(numbers).tolist() == np.unique(numbers).tolist()
    once, places = distinct_with_places(numbers)
    assert (once[places] == numbers).all()


def test_a_key_of_several_values_is_missing_when_one_of_them_is():
    names, cities = coded(["a", "", "b", "a"]).codes, coded(["x", "x", "", "x"]).codes
    key = joined_key(1, names, cities)
    assert key[0] == key[3] != 0
    assert key[1] == key[2] == 0


def test_groups_of_links_are_numbered_by_their_first_row():
    assert components(6, np.array([4, 2]), np.array([5, 4])).tolist() == [0, 1, 2, 3, 2, 2]


def test_what_speaks_against_keeps_two_groups_apart():
    left, right = np.array([0, 1, 2, 0, 1, 0]), np.array([1, 2, 3, 2, 3, 3])
    score = np.array([6.0, 1.0, 6.0, -8.0, -8.0, -8.0])
    assert clusters(4, left, right, score, 0.0, 0.0).tolist() == [0, 0, 2, 2]
    assert clusters(4, left, right, np.abs(score), 0.0, 0.0).tolist() == [0, 0, 0, 0]


def test_pairs_of_one_group_that_never_met_are_named():
    one, other = unmet_pairs(4, np.array([0, 1]), np.array([1, 2]), np.array([0, 1]))
    assert list(zip(one.tolist(), other.tolist(), strict=True)) == [(0, 2)]


def test_shares_of_levels_add_up_and_every_level_has_its_place():
    for fields in shipped_weights().values():
        for name, weights in fields.items():
            assert len(weights.levels) == len(weights.same) == len(weights.related) == len(weights.strangers), name
            assert abs(weights.same.sum() - 1) < 1e-9
            assert (weights.same > 0).all()
            assert 0.97 < weights.strangers.sum() < 1.03, name


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_level_and_every_field_can_be_told_in_every_language(language):
    words = words_of(language)
    levels = {level for fields in shipped_weights().values() for weights in fields.values() for level in weights.levels}
    assert {level for level in levels if f"duplicate_level_{level}" not in words.sections["ui"]} == set()
    assert {field for field in FIELDS.values() if words.header("clients", field) == field} == set()


def test_reasons_name_what_agrees_before_what_does_not():
    rows = [
        {"first_name": "Саша", "surname": "Белов", "phone": "+7 916 123-45-67", "city": "Омск"},
        {"first_name": "Александр", "surname": "Belov", "phone": "89161234567", "city": "Тула"},
    ]
    found = found_among(rows)
    why = reasons(found.pairs, 0)
    assert [(reason.field, reason.level) for reason in why if reason.speaks_for] == [
        ("phone", "same"),
        ("surname", "spelling"),
        ("first_name", "short"),
    ]
    assert why[-1].field == "city"
    assert not why[-1].speaks_for
