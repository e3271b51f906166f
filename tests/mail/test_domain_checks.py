"""The sender's domain as a real DNS server on loopback tells of it."""

import time
from collections.abc import Mapping, Sequence

import pytest

from sheetcrm.domain_health import examine_domain
from sheetcrm.mail.dns_lookup import asker
from sheetcrm.mail.domain_checks import check_domain
from sheetcrm.model.settings import Mail, Settings
from sheetcrm.words import LANGUAGES, words_of
from tests.dns_server import DnsServer

Records = Mapping[tuple[str, str], Sequence[str]]
KEY = ("s1._domainkey.firm.pl", "v=DKIM1; k=ed25519; p=" + "A" * 300)
GOOD: Records = {
    ("firm.pl", "MX"): ["10 mx.firm.pl."],
    ("firm.pl", "TXT"): ['"google-site=1"', '"v=spf1 include:_spf.google.com " "~all"'],
    ("_spf.google.com", "TXT"): ['"v=spf1 ip4:192.0.2.0/24 ~all"'],
    (KEY[0], "TXT"): [f'"{KEY[1][:200]}" "{KEY[1][200:]}"'],
    ("_dmarc.firm.pl", "TXT"): ['"v=DMARC1; p=quarantine; sp=reject"'],
    ("chain.pl", "TXT"): ['"v=spf1 include:chain.pl -all"'],
}


def codes(changed: Records, domain: str = "firm.pl", server: str = "smtp.gmail.com", per_day: int = 400) -> list[str]:
    with DnsServer({**GOOD, **changed}) as dns:
        found = check_domain(domain, server, [KEY], per_day, asker(["127.0.0.1"], dns.port))
    return [verdict.code for verdict in found]


def test_a_domain_in_order_has_three_good_records():
    assert codes({}) == ["spf_ok", "dkim_ok", "dmarc_ok"]


@pytest.mark.parametrize(
    ("changed", "code"),
    [
        ({("firm.pl", "TXT"): ['"something else"']}, "spf_missing"),
        ({("firm.pl", "TXT"): ['"v=spf1 -all"', '"v=spf1 mx -all"']}, "spf_twice"),
        ({("firm.pl", "TXT"): ['"v=spf1 ' + "a " * 11 + '-all"']}, "spf_long"),
        ({("firm.pl", "TXT"): ['"v=spf1 include:chain.pl -all"']}, "spf_long"),
        ({("firm.pl", "TXT"): ['"v=spf1 +all"']}, "spf_open"),
        ({("firm.pl", "TXT"): ['"v=spf1 mx -all"']}, "spf_stranger"),
        ({("firm.pl", "TXT"): ['"v=spf1 include:gone.pl -all"']}, "spf_unread"),
        ({(KEY[0], "TXT"): ['"v=DKIM1; p=BBBB"']}, "dkim_other"),
        ({("_dmarc.firm.pl", "TXT"): ['"v=DMARC1; p=none"', '"v=DMARC1; p=reject"']}, "dmarc_twice"),
        ({("firm.pl", "MX"): ["0 ."]}, "no_mailbox"),
    ],
)
def test_each_fault_of_a_record_is_told(changed: Records, code: str):
    assert code in codes(changed)


def test_an_spf_record_with_ten_lookups_is_still_in_order():
    assert codes({("firm.pl", "TXT"): ['"v=spf1 include:_spf.google.com ' + "a " * 9 + '-all"']})[0] == "spf_ok"


def test_what_is_missing_is_told_of_a_domain_with_an_address_only():
    assert codes({("bare.pl", "A"): ["192.0.2.1"]}, domain="bare.pl") == ["spf_missing", "dkim_ok", "dmarc_missing"]


def test_a_sub_domain_takes_the_policy_of_the_domain_above():
    with DnsServer(GOOD) as dns:
        found = check_domain("news.firm.pl", "mail.firm.pl", [KEY], 1, asker(["127.0.0.1"], dns.port))
    assert found[-1].details == {"name": "_dmarc.firm.pl", "policy": "reject"}


def test_a_key_that_is_not_in_the_dns_is_missing():
    with DnsServer(GOOD) as dns:
        found = check_domain("firm.pl", "x.pl", [("s2._domainkey.firm.pl", KEY[1])], 1, asker(["127.0.0.1"], dns.port))
    assert [verdict.code for verdict in found if verdict.level == "bad"] == ["dkim_missing"]


def test_free_mail_goes_through_its_own_server_only():
    assert codes({}, domain="gmail.com", server="mail.firm.pl") == ["free"]
    assert codes({}, domain="gmail.com") == []
    assert codes({}, domain="bk.ru", server="smtp.mail.ru") == []
    assert codes({}, domain="gmail.com", server="evilgmail.com") == ["free"]


def test_the_limits_of_the_provider_are_told():
    assert codes({}, domain="gmail.com", per_day=501) == ["limit"]
    assert codes({}, per_day=2001)[0] == "limit"
    assert "limit" not in codes({}, per_day=2000)


def test_a_silent_dns_is_asked_in_vain_once_and_is_no_fault():
    with DnsServer(GOOD, silent=True) as dns:
        start = time.monotonic()
        found = check_domain("firm.pl", "smtp.gmail.com", [KEY], 400, asker(["127.0.0.1"], dns.port, 0.3))
        assert time.monotonic() - start < 2
    assert [(verdict.level, verdict.code) for verdict in found] == [("warn", "silent")]
    assert {name for name, _ in dns.asked} == {"firm.pl"}


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_finding_has_a_sentence_and_every_fault_what_to_do(language: str):
    settings = Settings(sender_address="ann@firm.pl", mail=Mail("smtp", "smtp.gmail.com", per_day=2001))
    bare: Records = {("firm.pl", "MX"): ["0 ."]}
    for records in (GOOD, bare, {**GOOD, ("firm.pl", "TXT"): ['"v=spf1 mx -all"']}):
        with DnsServer(records) as dns:
            port = dns.port
            findings = list(examine_domain(settings, words_of(language), lambda port=port: asker(["127.0.0.1"], port)))
        assert len(findings) >= 4
        assert all(finding.what and bool(finding.repair) == (finding.level != "ok") for finding in findings)


def test_nothing_is_asked_while_letters_stay_in_the_outbox():
    with DnsServer(GOOD) as dns:
        findings = examine_domain(Settings(sender_address="ann@firm.pl"), words_of("en"), lambda: asker([], dns.port))
        assert list(findings) == []
    assert dns.asked == []
