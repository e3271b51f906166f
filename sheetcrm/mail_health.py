"""What `sheetcrm mail check` looks at: the server, the signature, the letters that mailings name; nothing is sent."""

import datetime as dt
from collections.abc import Iterator

from sheetcrm.errors import SheetcrmError
from sheetcrm.mail.dkim import dns_record
from sheetcrm.mail.faults import TemplateFault
from sheetcrm.mail.folders import find_letter
from sheetcrm.mail.outgoing import signers_of, template_folders
from sheetcrm.mail.transports import Connect, connector
from sheetcrm.model.settings import Settings
from sheetcrm.model.snapshot import Snapshot
from sheetcrm.report.text import Finding
from sheetcrm.rules.mailings.orders import read_mailings
from sheetcrm.rules.mailings.segments import segment_of
from sheetcrm.words import Words


def examine_mail(
    settings: Settings, words: Words, snapshot: Snapshot, today: dt.date, connect: Connect = connector
) -> list[Finding]:
    """Findings in the order in which a letter would meet them."""
    return [
        *mailings_ready(settings, words, snapshot, today),
        *_signature(settings, words),
        *_server(settings, words, connect),
    ]


def how_letters_travel(settings: Settings, words: Words) -> Finding:
    """One sentence on where letters go."""
    if not settings.sender_address:
        return Finding("warn", words.say("doctor_no_sender"))
    if settings.mail.transport == "outbox":
        return Finding("ok", words.say("mail_to_outbox", path=str(settings.outbox)))
    return Finding(
        "ok", words.say("mail_by_smtp", server=settings.mail.server, address=settings.sender_address,
                        count=settings.mail.per_day),
    )  # fmt: skip


def mailings_ready(settings: Settings, words: Words, snapshot: Snapshot, today: dt.date) -> Iterator[Finding]:
    """Whether each mailing of the sheet can be read, and its letters found."""
    ready: list[str] = []
    for mailing in read_mailings(snapshot, settings):
        if mailing.order == "stop":
            continue
        faults = [words.say(fault.code.replace("-", "_"), part=fault.part) for fault in mailing.faults]
        segment = segment_of(mailing.segment, snapshot, settings, today)
        faults += [
            words.say(fault.code.replace("-", "_"), part=fault.part, other=fault.suggestion) for fault in segment.faults
        ]
        for letter in filter(None, (mailing.letter, mailing.second_letter)):
            try:
                find_letter(template_folders(settings), letter, settings.language)
            except TemplateFault as fault:
                faults.append(words.error(fault.code, letter=letter, language=settings.language, **fault.details))
        yield from (Finding("bad", f"{mailing.number}: {fault}") for fault in faults)
        if not faults:
            ready.append(mailing.number)
    if ready:
        yield Finding("ok", words.say("mail_mailings_ready", titles=ready))


def _signature(settings: Settings, words: Words) -> Iterator[Finding]:
    if settings.mail.dkim_key is None:
        return
    try:
        signers = signers_of(settings)
    except SheetcrmError as error:
        yield Finding("bad", words.error(error.code, **error.details))
        return
    for signer in signers:
        name, text = dns_record(signer)
        yield Finding("ok", words.say("mail_signed", name=name), text)


def _server(settings: Settings, words: Words, connect: Connect) -> Iterator[Finding]:
    yield how_letters_travel(settings, words)
    if settings.mail.transport == "outbox":
        return
    try:
        connect(settings)().close()
    except SheetcrmError as error:
        yield Finding("bad", words.error(error.code, **error.details))
    else:
        yield Finding("ok", words.say("mail_server_ready", server=settings.mail.server, port=settings.mail.port))
