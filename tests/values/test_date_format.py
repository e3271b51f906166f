import datetime

import pytest

from sheetcrm.values.date_format import format_date

DAY = datetime.date(2026, 3, 8)


@pytest.mark.parametrize(
    ("language", "written"),
    [("ru", "8 марта"), ("pl", "8 marca"), ("ro", "8 martie"), ("uk", "8 березня"), ("en", "8 March")],
)
def test_the_month_is_in_the_case_of_its_language(language, written):
    assert format_date(language, DAY, "d MMMM") == written


def test_an_unknown_language_is_refused():
    with pytest.raises(ValueError, match="unknown language"):
        format_date("qqq", DAY, "d")
