from hypothesis import given
from hypothesis import strategies as st

from sheetcrm.values.email_typos import meant_domain, providers


@given(st.text(st.sampled_from("gmailcoruyandex.,- "), max_size=14))
def test_what_is_meant_is_never_mended_again(typed):
    meant = meant_domain(typed)
    assert meant is None or meant_domain(meant) in (None, meant)


def test_the_list_of_providers_has_the_great_ones():
    assert {"gmail.com", "mail.ru", "yandex.ru", "wp.pl", "onet.pl", "ukr.net"} <= providers()
