"""The tables of name days beside lists they were not made from: a menologion, a Romanian and a Polish list."""

import datetime

import pytest

from sheetcrm.values.name_days import name_days

# Saints' days of the old menologion (month-day, Julian), with the name in Russian and in Romanian. Russia keeps them
# thirteen days later in the civil calendar, Romania and Ukraine on the day itself.
MENOLOGION = """
01-01 Василий Vasile; 01-12 Татьяна Tatiana; 01-14 Нина Nina; 01-17 Антон Antonie; 01-18 Афанасий Atanasie
01-20 Ефим Eftimie; 01-21 Максим Maxim; 01-22 Тимофей Timotei; 01-24 Ксения Xenia; 01-25 Григорий Grigore
02-01 Трифон Trifon; 02-03 Семён Simeon; 02-05 Агафья Agata; 02-10 Валентина Valentina; 02-11 Влас Vlasie
02-26 Порфирий Porfirie; 03-01 Евдокия Evdochia; 03-04 Герасим Gherasim; 03-17 Алексей Alexe; 03-19 Дарья Daria
03-20 Светлана Svetlana; 03-26 Лариса Larisa; 04-16 Леонид Leonid; 04-23 Георгий Gheorghe; 04-25 Марк Marcu
04-30 Яков Iacob; 05-01 Тамара Tamara; 05-05 Ирина Irina; 05-21 Константин Constantin; 05-21 Елена Elena
06-12 Онуфрий Onufrie; 06-14 Елисей Elisei; 06-17 Мануил Manuel; 06-24 Иван Ioan; 06-29 Пётр Petru; 06-29 Павел Pavel
07-11 Ольга Olga; 07-12 Вероника Veronica; 07-15 Владимир Vladimir; 07-16 Юлия Iulia; 07-17 Марина Marina
07-20 Илья Ilie; 07-25 Анна Ana; 07-27 Пантелеймон Pantelimon; 08-10 Лаврентий Laurențiu; 08-11 Сусанна Susana
08-26 Наталья Natalia; 08-26 Адриан Adrian; 08-30 Александр Alexandru; 09-05 Елизавета Elisabeta; 09-09 Иоаким Ioachim
09-16 Людмила Ludmila; 09-17 Вера Vera; 09-17 София Sofia; 09-24 Фёкла Tecla; 09-28 Харитон Hariton; 10-01 Роман Roman
10-06 Фома Toma; 10-18 Лука Luca; 10-26 Дмитрий Dumitru; 10-27 Нестор Nestor; 11-08 Михаил Mihail
11-11 Виктор Victor; 11-14 Филипп Filip; 11-16 Матвей Matei; 11-18 Платон Platon; 11-30 Андрей Andrei
12-04 Варвара Varvara; 12-05 Савва Sava; 12-06 Николай Nicolae; 12-12 Спиридон Spiridon; 12-13 Евгений Eugen
12-17 Даниил Daniel; 12-20 Игнатий Ignat; 12-24 Евгения Eugenia; 12-27 Степан Ștefan; 12-31 Мелания Melania
"""
# From "Zile onomastice și sărbători românești", trends.ro, CC BY 4.0: names it calls established.
TRENDS = """
Adrian 08-26, Alexandra 08-30, Ana 07-25, Andreea 11-30, Antonie 01-17, Cristina 07-24, Daniela 12-17, Elena 05-21,
Filip 11-14, Gabriela 11-08, Gheorghe 04-23, Haralambie 02-10, Ioana 01-07, Ionuț 01-07, Irina 05-05, Magdalena 07-22,
Marcu 04-25, Mariana 08-15, Marinela 08-15, Maxim 01-21, Mihaela 11-08, Nicolae 12-06, Pantelimon 07-27,
Parascheva 10-14, Radu 08-16, Sava 12-05, Simona 09-01, Tatiana 01-12, Teodor 02-17, Varvara 12-04, Victor 11-11
"""
# From nameday-api by xnekv03, MIT licence: the Polish days it gives, sampled by hand.
POLISH = """
Agata 02-05, Agnieszka 01-21, Barbara 12-04, Bartłomiej 08-24, Beata 03-08, Cecylia 11-22, Dariusz 12-19, Dominik 08-04,
Dorota 02-06, Edyta 09-16, Elżbieta 11-19, Ewa 12-24, Filip 05-01, Franciszek 10-04, Grażyna 07-26, Hanna 01-29,
Halina 07-01, Hubert 11-03, Iwona 05-23, Jacek 08-17, Jadwiga 10-15, Jerzy 04-23, Joanna 05-24, Jolanta 06-15,
Józef 03-19, Karol 11-04, Katarzyna 11-25, Kinga 07-24, Konrad 11-26, Krystyna 07-24, Leszek 06-03, Łukasz 10-18,
Maciej 02-24, Małgorzata 06-10, Marcin 11-11, Mariusz 01-19, Mateusz 09-21, Michał 09-29, Monika 08-27, Oliwia 03-05,
Patryk 03-17, Paweł 06-29, Piotr 06-29, Rafał 10-24, Renata 11-12, Robert 06-07, Sebastian 01-20, Stanisław 05-08,
Sylwia 11-03, Szymon 10-28, Tadeusz 10-28, Teresa 10-15, Tomasz 12-21, Urszula 10-21, Waldemar 05-05, Wanda 06-23,
Wiktoria 12-23, Wojciech 04-23, Zbigniew 03-17, Zofia 05-15, Zuzanna 08-11
"""


def saints() -> list[tuple[str, str, str]]:
    return [tuple(saint.split()) for line in MENOLOGION.strip().splitlines() for saint in line.split(";")]  # type: ignore[misc]


def listed(text: str) -> list[tuple[str, str]]:
    return [tuple(entry.split()) for entry in text.replace("\n", " ").split(",")]  # type: ignore[misc]


@pytest.mark.parametrize(("old_style", "russian", "romanian"), saints())
def test_a_saint_is_kept_thirteen_days_apart_in_russia_and_romania(old_style: str, russian: str, romanian: str) -> None:
    civil = datetime.date.fromisoformat(f"2027-{old_style}") + datetime.timedelta(days=13)
    assert civil.strftime("%m-%d") in name_days(russian, "RU", 2027)
    assert old_style in name_days(russian, "UA", 2027)
    assert old_style in name_days(romanian, "RO", 2027)


@pytest.mark.parametrize(("name", "day"), listed(TRENDS))
def test_an_established_romanian_day_is_in_the_table(name: str, day: str) -> None:
    assert day in name_days(name, "RO", 2027)


def test_nearly_all_polish_days_of_another_list_are_in_the_table() -> None:
    missing = [(name, day) for name, day in listed(POLISH) if day not in name_days(name, "PL")]
    assert missing == []
