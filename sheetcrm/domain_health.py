"""What `sheetcrm doctor` tells about the sender's domain: the verdicts of the DNS, as sentences with what to do."""

from collections.abc import Iterator

from sheetcrm.errors import MailUnusable
from sheetcrm.mail.dkim import dns_record
from sheetcrm.mail.dns_lookup import Asker, asker
from sheetcrm.mail.domain_checks import check_domain
from sheetcrm.mail.headers import ascii_address
from sheetcrm.mail.outgoing import signers_of
from sheetcrm.mail.providers import server_behind
from sheetcrm.model.settings import Settings
from sheetcrm.report.text import Finding
from sheetcrm.words import Words


def examine_domain(settings: Settings, words: Words, connect: Asker = asker) -> Iterator[Finding]:
    """One finding for each record that receivers look at; nothing while letters stay in the outbox."""
    if settings.mail.transport == "outbox" or not settings.sender_address:
        return
    keys: list[tuple[str, str]] = []
    try:
        domain = ascii_address(settings.sender_address).rpartition("@")[2].lower()
        keys = [dns_record(signer) for signer in signers_of(settings)]
    except MailUnusable as error:
        yield Finding("bad", words.error(error.code, **error.details))
        return
    mail = settings.mail
    server = server_behind(settings).lower().rstrip(".")
    for found in check_domain(domain, server, keys, mail.per_day, connect()):
        what = words.say(f"doctor_mail_{found.code}", **found.details)
        repair = "" if found.level == "ok" else words.say(f"doctor_mail_{found.code}_do", **found.details)
        yield Finding(found.level, what, repair)
