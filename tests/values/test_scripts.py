"""Letters of two alphabets, keyboards and keys."""

import pytest

from sheetcrm.values.scripts import ScriptCheck, ascii_fold, check_scripts, meant_in_other_layout, transliterate_icao


@pytest.mark.parametrize(
    ("text", "fixed"),
    [("N\u043ewak", "Nowak"), ("Ив\u0061нов", "Иванов"), ("\u041eO\u041e Ромашка", "ООО Ромашка"), ("iPhoneм", None)],
)
def test_a_foreign_letter_in_a_word_is_found_and_mended(text: str, fixed: str | None) -> None:
    assert check_scripts(text) == ScriptCheck(True, fixed)


@pytest.mark.parametrize("text", ["Иванов-Smith", "1С-Битрикс", "Ștefan", "Мария Nowak", "O'Brien", ""])
def test_each_word_in_its_own_script_is_honest(text: str) -> None:
    assert check_scripts(text) == ScriptCheck(False, None)


@pytest.mark.parametrize(
    ("text", "meant"),
    [("Bdfyjd Bdfy", "Иванов Иван"), ("K.,jdm", "Любовь"), ("Ctv`y", "Семён"), ("Фттф", "Anna"), ("Ыьшер", "Smith")],
)
def test_a_name_typed_in_the_wrong_layout_is_read(text: str, meant: str) -> None:
    assert meant_in_other_layout(text) == meant


@pytest.mark.parametrize("text", ["Anna", "Grzegorz", "Lynn", "Schmidt", "Oleksandr", "Шевченко", "BMW", "Ng", ""])
def test_a_real_name_is_left_alone(text: str) -> None:
    assert meant_in_other_layout(text) is None


def test_transliteration_is_that_of_passports() -> None:
    assert transliterate_icao("Щукин Юрий") == "Shchukin Iurii"
    assert transliterate_icao("ЩУКИН ЮРИЙ") == "SHCHUKIN IURII"


def test_folding_leaves_plain_letters() -> None:
    assert ascii_fold("Ștefan Țurcanu") == "Stefan Turcanu"
    assert ascii_fold("Zażółć gęślą") == "Zazolc gesla"
