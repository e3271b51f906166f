"""Two names, and whether they are one's."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sheetcrm.rules.duplicates.name_pairs import THRESHOLD, same_name, same_names

SAME = {
    "order": [("Кузнецов Дмитрий Олегович", "Dmitry Kuznetsov"), ("Turner, William J.", "William Turner")],
    "initials": [
        ("Анна Сергеевна Белова", "Белова А. С."),
        ("И. И. Сидоров", "Сидоров Игорь"),
        ("Зотов И. П.", "Игорь Петрович Зотов"),
        ("Зотов И.П.", "Игорь Петрович Зотов"),
        ("Adam J. Wójcik", "Wójcik Adam Jan"),
    ],
    "short forms": [
        ("Белова Аня", "Белова Анна Сергеевна"),
        ("Наташа Орлова", "Орлова Наталья Викторовна"),
        ("Gosia Lis", "Małgorzata Lis"),
        ("Nicu Ceban", "Nicolae Ceban"),
        ("William Turner", "Bill Turner"),
        ("Гончар Сашко", "Гончар Олександр"),
    ],
    "alphabets": [
        ("Жанна Щукина", "Zhanna Shchukina"),
        ("Жанна Щукина", "Żanna Szczukina"),
        ("Mykola Hrytsenko", "Гриценко Микола Іванович"),
        ("Kyrylo Bondarenko", "Кирило Бондаренко"),
        ("Gheorghe Lupu", "Георге Лупу"),
        ("Нурлан Ахметов", "Nurlan Akhmetov"),
        ("Әлия Қасымова", "Aliya Kassymova"),
        ("Ђорђе Петровић", "Djordje Petrović"),
        ("Георги Димитров", "Georgi Dimitrov"),
        ("محمد رضوان", "Muhammad Ridwan"),
        ("דוד לוי", "David Levi"),
        ("ნინო ლომიძე", "Nino Lomidze"),
        ("Бондaренко Iрина", "Бондаренко Ірина"),
    ],
    "marks": [
        ("Katarzyna Wójcik", "Katarzyna Wojcik"),
        ("Ștefan Țurcanu", "Stefan Turcanu"),
        ("Ёлкин Пётр", "Елкин Петр"),
        ("О'Нил Джон", "ОНил Джон"),
    ],
    "neighbouring languages": [
        ("Макаренко Олена Петрівна", "Макаренко Елена Петровна"),
        ("Гриценко Микола", "Гриценко Николай"),
    ],
    "left out": [
        ("Wójcik Katarzyna Anna", "Katarzyna Wójcik"),
        ("Ion Munteanu", "Munteanu Ion Vasile"),
        ("mgr inż. Łukasz Żak", "Lukasz Zak"),
        ("Mr. John Harper", "John Harper"),
        ("Henry Mason", "Henry Mason Jr."),
    ],
    "slips": [
        ("Katherine Stone", "Kathryn Stone"),
        ("Лисогор Тарас Валентинвич", "Лисогор Тарас Валентинович"),
        ("Munteanu Gabriela", "Muntenau Gabriela"),
        ("Лисогор Тарас Валентинович", "Лисогор Тарас Валентинович417"),
        ("Robert Robert Fields", "Robert Fields"),
    ],
    "blanks": [
        ("RobertFields", "Robert Fields"),
        ("Kim Yong-su", "Kim Yongsu"),
        ("Орлова-Белая Анна", "Орлова Белая Анна"),
    ],
    "a slip against the sex": [("Анна Иванов", "Анна Иванова"), ("Ткачук Олена Петрович", "Ткачук Олена Петрівна")],
    "firms": [
        ("ООО «Северный ветер»", "Северный ветер, ООО"),
        ("ООО Северный ветер", "Severny Veter LLC"),
        ("ТОВ «Калина»", "Калина"),
        ("Zielony Ogród Sp. z o.o.", "Zielony Ogrod sp. z o. o."),
        ("SC Doi Brazi SRL", "Doi Brazi S.R.L."),
        ("Blue Heron Ltd", "The Blue Heron Holdings"),
        ("Kestrel & Sons", "Kestrel and Sons"),
        ("J.R.K. Logistics", "JRK Logistics"),
        ("ИП Зотов Игорь Львович", "Зотов И. Л."),
        ("1st Harbour Bank", "First Harbour Bank"),
    ],
}  # fmt: skip
OTHERS = {
    "sexes": [
        ("Иванов Саша", "Иванова Саша"),
        ("Евгений Петренко", "Евгения Петренко"),
        ("Adrian Emiliuc", "Adriana Emiliuc"),
        ("Мельник Женя Сергеевич", "Мельник Женя Сергеевна"),
        ("Maria Popa", "Marin Popa"),
        ("Jan Kowalski", "Janina Kowalska"),
    ],
    "fathers": [
        ("Иванов Пётр Сергеевич", "Иванов Сергей Петрович"),
        ("Орлов Олег Иванович", "Орлов Олег Петрович"),
        ("Kareem bin Yusuf", "Yusuf bin Kareem"),
    ],
    "first names a slip apart": [
        ("Юлія Гончар", "Лілія Гончар"),
        ("Ткаченко Інна Ігорівна", "Ткаченко Ірина Ігорівна"),
        ("Piotr Nowak", "Paweł Nowak"),
        ("Ion Rusu", "Ioana Rusu"),
        ("John Baker", "Jane Baker"),
    ],
    "surnames of one ending": [
        ("Савченко Оксана Юріївна", "Панченко Оксана Юріївна"),
        ("Anna Wiśniewska", "Anna Maliszewska"),
    ],
    "generations": [("John Baker Jr.", "John Baker Sr."), ("Henry Mason II", "Henry Mason III")],
    "little is the same": [("Ivanov", "Petrov"), ("Baker", "John Mason"), ("Иванов", "Иванов Иван Иванович")],
    "nothing there": [("Анна Смирнова", ""), ("", ""), ("—", "—.")],
    "signs of one script": [("张伟", "张敏")],
    "firms": [
        ("ООО Ромашка", "ООО Рябинушка"),
        ("ООО Ромашка 1", "ООО Ромашка 2"),
        ("Horizon Fund III LP", "Horizon Fund IV LP"),
        ("North Bank", "South Bank"),
        ("Строительная компания", "ООО Строительная компания Вектор"),
        ("BK Service", "BG Service"),
        ("АНО Исток", "ООО Исток"),
    ],
}


@pytest.mark.parametrize(("one", "other"), [pair for pairs in SAME.values() for pair in pairs])
def test_one_name_written_twice_is_the_same(one, other):
    assert same_name(one, other) >= THRESHOLD


@pytest.mark.parametrize(("one", "other"), [pair for pairs in OTHERS.values() for pair in pairs])
def test_names_of_two_are_not_the_same(one, other):
    assert same_name(one, other) < THRESHOLD


@pytest.mark.parametrize(("one", "other"), [pair for pairs in [*SAME.values(), *OTHERS.values()] for pair in pairs])
def test_it_does_not_matter_which_name_comes_first(one, other):
    assert same_name(one, other) == pytest.approx(same_name(other, one))


def test_many_pairs_are_judged_as_each_by_itself():
    pairs = [pair for pairs in (*SAME.values(), *OTHERS.values()) for pair in pairs]
    assert same_names(pairs + pairs) == [same_name(*pair) for pair in pairs + pairs]


def test_the_more_is_typed_otherwise_the_less_are_two_names_the_same():
    spellings = ["Александр Щербаков", "Alexander Shcherbakov", "Саша Щербаков", "А. Щербаков", "Анна Щербакова"]
    found = [same_name(spellings[0], spelling) for spelling in spellings]
    assert found[0] == 1
    assert min(found[:4]) >= THRESHOLD > found[4]


@given(st.text(max_size=40), st.text(max_size=40))
def test_any_two_texts_have_a_likeness_between_nothing_and_one(one, other):
    assert 0 <= same_name(one, other) <= 1
    assert same_name(one, one) in (0, 1)
