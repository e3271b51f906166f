import datetime

import pytest
from dateutil.easter import EASTER_ORTHODOX, EASTER_WESTERN
from dateutil.easter import easter as other_easter

from sheetcrm.values import holiday

day = datetime.date.fromisoformat


@pytest.mark.parametrize(
    ("country", "date", "name"),
    [
        ("UA", "2026-08-24", "незалежності"),
        ("BY", "2026-02-23", "защитников"),
        ("BY", "2026-07-03", "Независимости"),
        ("KZ", "2026-03-22", "Наурыз"),
        ("MD", "2026-08-27", "independenței"),
        ("US", "2026-05-10", "Mother"),
        ("GB-NIR", "2026-03-17", "Patrick"),
        ("GB", "2026-08-31", "Bank Holiday"),
        ("RO", "2026-06-01", "Ziua Copilului"),
        ("GB-ENG", "2026-12-28", "Boxing Day"),
    ],
)
def test_a_holiday_has_its_local_name(country, date, name):
    assert name in holiday.holiday_name(country, day(date))


@pytest.mark.parametrize(
    ("country", "date"),
    [("PL", "2026-05-02"), ("PL", "2026-04-12"), ("RO", "2026-04-05"), ("GB-SCT", "2026-04-06"), ("RU", "2026-09-01")],
)
def test_an_ordinary_day_has_no_name(country, date):
    assert holiday.holiday_name(country, day(date)) is None


def test_a_country_without_a_calendar_is_refused():
    with pytest.raises(ValueError, match="XX"):
        holiday.holiday_name("XX", day("2026-01-01"))


@pytest.mark.parametrize(("country", "date"), [("RU", "2026-01-09"), ("GB-ENG", "2026-12-28"), ("RU", "2026-01-04")])
def test_a_shifted_day_off_is_no_reason_to_greet(country, date):
    assert holiday.holiday_name(country, day(date))
    assert holiday.greeting_name(country, day(date)) is None


def test_family_days_are_greeted_although_people_work_and_professions_days_are_not_everybodys():
    assert holiday.greeting_name("PL", day("2026-05-26")) == "Dzień Matki"
    assert holiday.greeting_name("RU", day("2026-11-21")) is None


@pytest.mark.parametrize(
    ("country", "date"),
    [("RO", "2026-04-10"), ("US", "2026-05-25"), ("BY", "2026-04-21"), ("PL", "2026-11-01"), ("GB-ENG", "2026-08-31")],
)
def test_nobody_is_congratulated_on_a_day_of_mourning_or_on_a_bank_holiday(country, date):
    assert holiday.holiday_name(country, day(date))
    assert holiday.greeting_name(country, day(date)) is None


def test_a_greeting_does_not_repeat_remarks_in_brackets():
    assert holiday.greeting_name("KZ", day("2026-05-27")) == "Құрбан айт"
    assert holiday.greeting_name("BY", day("2026-01-07")) == "Рождество Христово"


def test_both_easters_agree_with_another_computation():
    for year in range(1900, 2100):
        assert holiday.easter(year) == (other_easter(year, EASTER_WESTERN), other_easter(year, EASTER_ORTHODOX))


@pytest.mark.parametrize(
    ("key", "date"),
    [
        ("gb.mothers_day", "2026-03-15"),
        ("us.mothers_day", "2026-05-10"),
        ("us.fathers_day", "2026-06-21"),
        ("us.thanksgiving", "2026-11-26"),
        ("ru.programmers_day", "2026-09-13"),
        ("ru.programmers_day", "2028-09-12"),
        ("ru.builders_day", "2026-08-09"),
        ("ru.teachers_day", "2026-10-05"),
        ("ru.accountants_day", "2026-11-21"),
        ("ro.florii", "2026-04-05"),
        ("ro.martisor", "2026-03-01"),
        ("pl.fathers_day", "2026-06-23"),
        ("ru.drivers_day", "2026-10-25"),
        ("ru.secretaries_day", "2026-09-18"),
        ("pl.accountants_day", "2026-06-09"),
        ("ro.accountants_day", "2026-09-21"),
        ("ua.medics_day", "2026-07-27"),
        ("us.teachers_day", "2026-05-05"),
        ("us.secretaries_day", "2026-04-22"),
    ],
)
def test_an_observance_has_its_date(key, date):
    assert holiday.observance(key, int(date[:4])) == day(date)


def test_every_observance_falls_into_its_year_and_says_for_whom_it_is():
    for key, known in holiday.observances().items():
        assert known.who in {"everyone", "profession", "church", "state", "trade"}, key
        assert known.name, key
        for year in (2024, 2026, 2027, 2100):
            assert holiday.observance(key, year).year == year


def test_an_unknown_observance_is_refused():
    with pytest.raises(ValueError, match="unknown observance"):
        holiday.observance("xx.nothing", 2026)
    with pytest.raises(ValueError, match="whenever"):
        holiday.date_of_rule("whenever", 2026)


@pytest.mark.parametrize(
    ("key", "date"),
    [
        ("kz.mothers_day", "2027-05-09"),
        ("kz.teachers_day", "2026-10-05"),
        ("kz.energy_workers_day", "2026-12-22"),
        ("ua.medics_day", "2026-07-27"),
        ("ua.christmas", "2026-12-25"),
        ("by.fathers_day", "2026-10-21"),
        ("ru.youth_day", "2026-06-27"),
    ],
)
def test_a_day_that_a_law_moved_of_late_stands_where_it_is_now(key, date):
    assert holiday.observance(key, int(date[:4])) == day(date)


def test_a_country_at_war_has_names_of_holidays_but_no_days_off():
    assert holiday.holiday_name("UA", day("2026-08-24"))
    assert not holiday.is_public_holiday("UA", day("2026-08-24"))
    assert holiday.holiday_name("UA", day("2026-01-07")) is None


def test_a_day_that_is_kept_at_work_has_a_name_and_is_no_day_off():
    for country, date in (("BY", "2026-02-23"), ("BY", "2026-03-15"), ("US", "2026-05-10"), ("US", "2026-02-14")):
        assert holiday.holiday_name(country, day(date)), country
        assert not holiday.is_public_holiday(country, day(date)), country


@pytest.mark.parametrize(
    ("country", "date", "name"),
    [
        ("KZ", "2026-05-01", "мереке"),
        ("MD", "2026-05-01", "Ziua"),
        ("UA", "2026-06-28", "День"),
        ("BY", "2026-05-01", "Пра"),
    ],
)
def test_a_name_never_falls_back_to_english(country, date, name):
    assert name in holiday.holiday_name(country, day(date))


def test_two_holidays_of_one_day_are_both_named():
    assert holiday.holiday_name("RO", day("2026-06-01")) == "Rusaliile; Ziua Copilului"


def test_a_feast_by_the_moon_is_named_without_the_remark_that_it_is_estimated():
    assert "(" in holiday.holiday_name("KZ", day("2026-05-27"))
    assert holiday.greeting_name("KZ", day("2026-05-27")) == "Құрбан айт"


def test_the_easters_of_2027_lie_five_weeks_apart_and_each_country_keeps_its_own():
    assert (holiday.easter(2027).orthodox - holiday.easter(2027).western).days == 35
    assert holiday.is_public_holiday("PL", day("2027-03-29"))
    assert not holiday.is_public_holiday("PL", day("2027-05-03") - datetime.timedelta(days=1))
    assert holiday.is_public_holiday("RO", day("2027-05-03"))
    assert not holiday.is_public_holiday("RO", day("2027-03-29"))


def test_all_of_britain_has_easter_monday_but_scotland():
    monday = day("2027-03-29")
    kept = [part for part in ("ENG", "SCT", "WLS", "NIR") if holiday.is_public_holiday(f"GB-{part}", monday)]
    assert kept == ["ENG", "WLS", "NIR"]
    assert holiday.is_public_holiday("GB", monday)
