"""The settings about consents: what does not fit together is told before a letter is made."""

from pathlib import Path

import pytest

from sheetcrm.config import read_settings
from sheetcrm.errors import ConfigUnusable

PAGE = "https://crm.example.com/mail"


def read(**mail):
    document = {"workbook": {"path": "clients.xlsx"}, "mail": mail}
    return read_settings(document, Path("/nowhere/sheetcrm.toml")).mail


def test_nothing_is_confirmed_and_no_purchase_is_enough_unless_somebody_says_so():
    mail = read()
    assert (mail.confirm_consents, mail.customer_countries, mail.customer_days) == (False, (), 730)


def test_countries_are_read_however_they_are_written():
    assert read(customer_countries=["de", " AT "], customer_days=90).customer_countries == ("DE", "AT")
    assert read(confirm_consents=True, unsubscribe_url=PAGE).confirm_consents


@pytest.mark.parametrize(
    ("mail", "named"),
    [
        ({"confirm_consents": True}, "mail.confirm_consents"),
        ({"confirm_consents": True, "unsubscribe_url": f"{PAGE}/exec?t={{token}}"}, "mail.confirm_consents"),
        ({"customer_countries": ["Germany"]}, "mail.customer_countries"),
        ({"customer_countries": ["XX"]}, "mail.customer_countries"),
        ({"customer_countries": "DE"}, "mail.customer_countries"),
        ({"customer_days": 0}, "mail.customer_days"),
    ],
)
def test_what_cannot_be_is_told_with_its_place(mail, named):
    with pytest.raises(ConfigUnusable) as told:
        read(**mail)
    assert named in str(told.value)
