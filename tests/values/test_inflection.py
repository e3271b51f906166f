"""Russian cases and the Polish vocative."""

import pytest

from sheetcrm.values.inflection import inflect_ru, vocative_pl


@pytest.mark.parametrize(
    ("text", "gender", "case", "expected"),
    [
        ("Лев Лев Львович", "m", "genitive", "Льва Льва Львовича"),
        ("Заяц Пётр Ильич", "m", "dative", "Зайцу Петру Ильичу"),
        ("Соловей Иван Петрович", "m", "genitive", "Соловья Ивана Петровича"),
        ("Соловей Анна Петровна", "f", "genitive", "Соловей Анны Петровны"),
        ("Белых Никита Юрьевич", "m", "dative", "Белых Никите Юрьевичу"),
        ("Цой Анита", "f", "genitive", "Цой Аниты"),
        ("Гусейнов Рашид Мамед оглы", "m", "dative", "Гусейнову Рашиду Мамед оглы"),
        ("Иван Петрович Сидоров", None, "instrumental", "Иваном Петровичем Сидоровым"),
        ("Попов А.С.", "m", "genitive", "Попова А.С."),
        ("Ким Саша", None, "dative", "Ким Саша"),
        ("Кобец Павел Ильич", "m", "genitive", "Кобца Павла Ильича"),
        ("Стрелец Иван", "m", "dative", "Стрельцу Ивану"),
        ("Боец Иван", "m", "genitive", "Бойца Ивана"),
        ("Кузнец Иван", "m", "instrumental", "Кузнецом Иваном"),
        ("Немец Иван", "m", "instrumental", "Немцем Иваном"),
        ("Камень Пётр", "m", "instrumental", "Камнем Петром"),
        ("Огонь Пётр", "m", "instrumental", "Огнём Петром"),
        ("Кобец Анна", "f", "genitive", "Кобец Анны"),
        ("Швец Лия Львовна", "f", "dative", "Швец Лие Львовне"),
        ("Петрова Мария", "f", "dative", "Петровой Марии"),
        ("Антонин Антонин", "m", "instrumental", "Антониным Антонином"),
        ("Кармен Петрова", "f", "genitive", "Кармен Петровой"),
        ("Ермек", "m", "dative", "Ермеку"),
        ("Витёк", "m", "dative", "Витьку"),
        ("Волчок Иван", "m", "genitive", "Волчка Ивана"),
        ("Ткач Иван Лукич", "m", "instrumental", "Ткачом Иваном Лукичом"),
        ("Бой Иван", "m", "dative", "Бою Ивану"),
        ("Злой Иван", "m", "dative", "Злому Ивану"),
        ("Тер-Петросян Левон", "m", "dative", "Тер-Петросяну Левону"),
        ("Золя Эмиль", "m", "genitive", "Золя Эмиля"),
        ("Ким Ир Сен", "m", "dative", "Ким Ир Сену"),
        ("Голова Анна", "f", "dative", "Голове Анне"),
        ("Никитина Анна", "f", "dative", "Никитиной Анне"),
        ("ООО Ромашка", "m", "dative", "ООО Ромашка"),
        ("Иван и Мария Петровы", "m", "dative", "Иван и Мария Петровы"),
    ],
)
def test_russian_names_take_their_cases(text: str, gender: str | None, case: str, expected: str) -> None:
    assert inflect_ru(text, gender, case) == expected


def test_an_unknown_case_is_refused() -> None:
    with pytest.raises(ValueError, match="vocative"):
        inflect_ru("Иван", "m", "vocative")


@pytest.mark.parametrize(
    ("name", "vocative"),
    [
        ("Tomek", "Tomku"),
        ("Maciek", "Maćku"),
        ("Staś", "Stasiu"),
        ("Krzysiek", "Krzyśku"),
        ("Paweł", "Pawle"),
        ("Michał", "Michale"),
        ("Piotr", "Piotrze"),
        ("Kacper", "Kacprze"),
        ("Aleksander", "Aleksandrze"),
        ("Sylwester", "Sylwestrze"),
        ("Wawrzyniec", "Wawrzyńcu"),
        ("Robert", "Robercie"),
        ("August", "Auguście"),
        ("Dawid", "Dawidzie"),
        ("Kuba", "Kubo"),
        ("Barnaba", "Barnabo"),
        ("Jerzy", "Jerzy"),
        ("Hugo", "Hugo"),
        ("Mieszko", "Mieszku"),
        ("Jasio", "Jasiu"),
        ("Feliks", "Feliksie"),
        ("Ola", "Olu"),
        ("Kasia", "Kasiu"),
        ("Ania", "Aniu"),
        ("Tania", "Taniu"),
        ("Ksenia", "Ksenio"),
        ("Pela", "Pelu"),
        ("Stella", "Stello"),
        ("Lusia", "Lusiu"),
        ("Maja", "Maju"),
        ("Stefania", "Stefanio"),
        ("Maria", "Mario"),
        ("Nicole", "Nicole"),
        ("Carmen", "Carmen"),
        ("Lukasz", "Łukaszu"),
        ("Malgorzata", "Małgorzato"),
        ("Anna-Maria", "Anno-Mario"),
        ("Oleksandr", "Oleksandrze"),
        ("Serhij", "Serhiju"),
        ("JAN", "Janie"),
    ],
)
def test_polish_names_take_their_vocative(name: str, vocative: str) -> None:
    assert vocative_pl(name) == vocative
