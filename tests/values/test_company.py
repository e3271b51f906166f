import pytest

from sheetcrm.values.company import Company, is_company, split_company


@pytest.mark.parametrize(
    ("text", "form", "name"),
    [
        ("ООО «Ромашка»", "ООО", "Ромашка"),
        ("«Ромашка», ООО", "ООО", "Ромашка"),
        ('ООО"Ромашка"', "ООО", "Ромашка"),
        ("Общество с ограниченной ответственностью «Торговый дом «Заря»»", "ООО", "Торговый дом Заря"),
        ("ЗАО «Завод», г. Минск", "ЗАО", "Завод, г. Минск"),
        ("Иванов И.И., ИП", "ИП", "Иванов И.И."),
        ("ФОП Шевченко Т.Г.", "ФОП", "Шевченко Т.Г."),
        ("Alfa sp. z o. o.", "sp. z o.o.", "Alfa"),
        ("Alfa sp.zo.o.", "sp. z o.o.", "Alfa"),
        ("Alfa Spółka z ograniczoną odpowiedzialnością Spółka komandytowa", "sp. z o.o. sp.k.", "Alfa"),
        ("Kowalscy S.C.", "s.c.", "Kowalscy"),
        ("F.H.U. Kowalski", "F.H.U.", "Kowalski"),
        ("PPHU Alfa sp.j.", "sp.j.", "PPHU Alfa"),
        ("SC OMV Petrom SA", "S.A.", "OMV Petrom"),
        ("Agro SRL-D", "S.R.L.-D", "Agro"),
        ("Popescu Ion P.F.A.", "P.F.A.", "Popescu Ion"),
        ("II Popescu Ion", "Î.I.", "Popescu Ion"),
        ("Acme Limited", "Ltd", "Acme"),
        ("ABC Co., Ltd.", "Ltd", "ABC"),
        ("Muster GmbH & Co. KG", "GmbH & Co. KG", "Muster"),
        ("O'Reilly Media, Inc.", "Inc", "O'Reilly Media"),
        ("ИП", "ИП", ""),
        ("Ромашка", "", "Ромашка"),
        ("", "", ""),
    ],
)
def test_the_form_is_found_at_either_end(text, form, name):
    assert split_company(text) == Company(form, name)


@pytest.mark.parametrize("text", ["Анна Ип", "Anna Sa", "John Smith II", "Jan Kowalski", "Co-op", ""])
def test_a_name_that_ends_like_a_short_form_is_no_company(text):
    assert not is_company(text)


def test_a_form_alone_in_small_letters_counts_when_it_is_no_word():
    assert is_company("ооо ромашка")
    assert is_company("ип сидоров")
    assert is_company("popescu srl")


@pytest.mark.parametrize(
    "text", ["Попов А.О.", "Иванов Ч. П.", "Петров П.К", "И.П. Иванов", "тов. Иванов", "Тов. Ромашка"]
)
def test_initials_and_a_comrade_are_no_legal_form(text):
    assert split_company(text) == Company("", text)


def test_the_same_letters_beside_a_firm_are_its_form():
    assert split_company("ТОВ Ромашка") == Company("ТОВ", "Ромашка")
    assert split_company("Попов АО") == Company("АО", "Попов")
    assert split_company("Вектор А.О.") == Company("АО", "Вектор")
    assert split_company("Kowalski S.A.") == Company("S.A.", "Kowalski")
    assert split_company("Î.I. Popescu") == Company("Î.I.", "Popescu")
