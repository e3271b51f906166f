import pytest
from email_validator import EmailNotValidError, validate_email
from hypothesis import given
from hypothesis import strategies as st

from sheetcrm.values import email

_ASCII = st.characters(min_codepoint=33, max_codepoint=126)
_NAMES = st.text(st.sampled_from("abzAZ019-_.+'!#@"), max_size=12)
_DOMAINS = st.lists(st.text(st.sampled_from("abxnXN019-_"), max_size=6), max_size=4).map(".".join)
_ENDINGS = st.sampled_from(["com", "ru", "test", "local", "c", "c0m", "123", "xn--p1ai", "arpa", "TEST", "a-b", ""])


def accepted(address):
    try:
        validate_email(address, check_deliverability=False, strict=True)
    except EmailNotValidError:
        return False
    return True


@given(st.one_of(st.builds(lambda n, d, e: f"{n}@{d}.{e}", _NAMES, _DOMAINS, _ENDINGS), st.text(_ASCII, max_size=30)))
def test_the_quick_way_says_what_the_library_says(address):
    assert email.is_valid(address) == accepted(address)


@pytest.mark.parametrize(
    "address", ["a" * 64 + "@mail.ru", "a" * 65 + "@mail.ru", "a@" + "b" * 63 + ".ru", "a@" + "b" * 64 + ".ru"]
)
def test_lengths_are_judged_as_the_library_does(address):
    assert email.is_valid(address) == accepted(address)


@pytest.mark.parametrize(
    ("cell", "expected"),
    [
        (" Ivan <ivan@Mail.ru> ", ["ivan@mail.ru"]),
        ("a@firma.pl; b@firma.pl", ["a@firma.pl", "b@firma.pl"]),
        ("a@firma.pl/b@firma.pl", ["a@firma.pl", "b@firma.pl"]),
        ('"Nowak, Jan" <jan@firma.pl>, Anna <Anna@firma.pl>', ["jan@firma.pl", "Anna@firma.pl"]),
        ("mailto:ivan@mail.ru?subject=x", ["ivan@mail.ru"]),
        ("\u00a0ivan@mail.ru\u200b.", ["ivan@mail.ru"]),
        ("ivan @ mail.ru", ["ivan@mail.ru"]),
        ("'o'brien@mail.ie'", ["o'brien@mail.ie"]),
        ("Иван@почта.рф", ["Иван@почта.рф"]),
        ("ivan@mail.ru, ivan@mail.ru", ["ivan@mail.ru"]),
        ("telegram @ivan", []),
        ("нет", []),
        ("", []),
    ],
)
def test_the_addresses_of_a_cell_are_found(cell, expected):
    assert email.read_emails(cell) == expected


@pytest.mark.parametrize("address", ["ivаn@mail.ru", "ivan@mаil.ru", "-", "a@b", "a..b@mail.ru", "ivan@mail.r", ""])
def test_what_cannot_be_written_to_or_imitates_an_address_is_not_valid(address):
    assert not email.is_valid(address)


@pytest.mark.parametrize("address", ["Иван@почта.рф", "user+tag@gmail.com", "ivan@xn--80a1acny.xn--p1ai"])
def test_unusual_but_honest_addresses_are_valid(address):
    assert email.is_valid(address)


@pytest.mark.parametrize(
    "address", ["biuro@a.pl", "No-Reply@a.com", "info-spb@a.ru", "support2@a.com", "sales+x@a.com"]
)
def test_a_department_is_a_role(address):
    assert email.is_role(address)


@pytest.mark.parametrize("address", ["inform@a.pl", "it.nowak@a.pl", "ivan@info.ru", "salesman@a.com"])
def test_a_person_is_no_role(address):
    assert not email.is_role(address)


@pytest.mark.parametrize(
    ("address", "expected"),
    [("x@yopmail.com", True), ("x@a.mailinator.com", True), ("x@duck.com", False), ("x@mail.ru", False)],
)
def test_throw_away_domains_are_known_and_forwarders_spared(address, expected):
    assert email.is_disposable(address) is expected


@pytest.mark.parametrize(
    ("address", "key"),
    [
        ("I.Van+shop@GMail.com", "ivan@gmail.com"),
        ("i.van+shop@mail.ru", "i.van+shop@mail.ru"),
        ("A@xn--80a1acny.xn--p1ai", "a@почта.рф"),
    ],
)
def test_only_gmail_forgets_dots_and_tags(address, key):
    assert email.mailbox_key(address) == key


@pytest.mark.parametrize(
    "typed", ["gmail.con", "gmial.com", "gmai.com", "gmail.co", "gmail,com", "gmailcom", "gmail.ru"]
)
def test_a_slip_is_mended_to_gmail(typed):
    assert email.suggest(f"ivan@{typed}") == "ivan@gmail.com"


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("yandeks.ru", "yandex.ru"),
        ("ramblre.ru", "rambler.ru"),
        ("mail.ri", "mail.ru"),
        ("mai.ru", "mail.ru"),
        ("ukr.ne", "ukr.net"),
        ("onet.lp", "onet.pl"),
        ("hotmial.con", "hotmail.com"),
        ("urk.net", "ukr.net"),
        ("firma.con", "firma.com"),
        ("yahoo.rp", "yahoo.ro"),
    ],
)
def test_a_slip_in_another_domain_is_mended(typed, meant):
    assert email.suggest(f"ivan@{typed}") == f"ivan@{meant}"


@pytest.mark.parametrize(
    "domain", ["mil.ru", "mir.ru", "kmail.ru", "firma.pl", "vp.pl", "hotmail.fr", "gmail.de", "ok.ru"]
)
def test_another_name_is_left_alone(domain):
    assert email.suggest(f"ivan@{domain}") is None


def test_no_known_provider_ever_gets_a_suggestion():
    from sheetcrm.values.email_typos import providers

    assert [domain for domain in sorted(providers()) if email.suggest(f"ivan@{domain}")] == []
