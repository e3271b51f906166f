"""What `sheetcrm mail check` looks at: the server, the signature, the letters that mailings name; nothing is sent."""

import datetime as dt
from collections.abc import Iterator, Mapping

from sheetcrm.errors import SheetcrmError
from sheetcrm.inbox_run import open_mailbox
from sheetcrm.letters_outside import with_outside
from sheetcrm.mail.dkim import dns_record
from sheetcrm.mail.faults import TemplateFault
from sheetcrm.mail.folders import find_letter
from sheetcrm.mail.letters import faults_of_written
from sheetcrm.mail.named_files import missing_files
from sheetcrm.mail.outgoing import signers_of, template_folders
from sheetcrm.mail.transports import Connect, connector
from sheetcrm.mail_limits import limits_told
from sheetcrm.model.settings import Settings
from sheetcrm.model.snapshot import Snapshot
from sheetcrm.opt_out_page import look_at_page
from sheetcrm.report.text import Finding
from sheetcrm.rules.mailings.orders import read_mailings
from sheetcrm.rules.mailings.segments import segment_of
from sheetcrm.rules.mailings.telling import fault_told
from sheetcrm.rules.written import written_letters
from sheetcrm.words import Words, fold


def examine_mail(
    settings: Settings, words: Words, snapshot: Snapshot, today: dt.date, connect: Connect = connector, *,
    workbook: str = "", now: dt.datetime | None = None, online: bool = False,
) -> list[Finding]:  # fmt: skip
    """Findings in the order in which a letter would meet them.

    `workbook`: its name in the journal. `online`: the opt-out page is asked for as well.
    """
    return [
        *mailings_ready(settings, words, snapshot, today),
        *limits_told(settings, words, snapshot, workbook, now or dt.datetime.now(dt.UTC)),
        *_signature(settings, words),
        *_server(settings, words, connect),
        *(look_at_page(settings, words) if online else ()),
        *_mailbox(settings, words),
    ]


def how_letters_travel(settings: Settings, words: Words) -> Finding:
    """One sentence on where letters go."""
    if not settings.sender_address:
        return Finding("warn", words.say("doctor_no_sender"))
    if settings.mail.transport == "outbox":
        return Finding("ok", words.say("mail_to_outbox", path=str(settings.outbox)))
    per_day, address = settings.mail.per_day, settings.sender_address
    if settings.mail.transport == "gmail":
        return Finding("ok", words.say("mail_by_gmail", address=address, count=per_day))
    return Finding("ok", words.say("mail_by_smtp", server=settings.mail.server, address=address, count=per_day))


def mailings_ready(settings: Settings, words: Words, snapshot: Snapshot, today: dt.date) -> Iterator[Finding]:
    """Whether each mailing of the sheet can be read, and its letters found."""
    if "mailings" not in snapshot and settings.mail.transport != "outbox":
        yield Finding("warn", words.say("mail_no_mailings_tab", tab=words.tab("mailings")), "sheetcrm init")
    ready: list[str] = []
    snapshot = with_outside(snapshot, settings, today)
    own = written_letters(snapshot, settings)
    wrong = faults_of_written(template_folders(settings), own, settings.language)
    yield from (Finding("bad", fault) for fault in wrong.values())
    for mailing in read_mailings(snapshot, settings):
        if mailing.order == "stop":
            continue
        segment = segment_of(mailing.segment, snapshot, settings, today)
        faults = [fault_told(fault, words) for fault in (*mailing.faults, *segment.faults)]
        unknown = {fault.part for fault in mailing.faults if fault.code == "mailing-letter"}
        for letter in filter(None, (mailing.letter, mailing.second_letter)):
            if letter in unknown:
                continue
            faults += _faults_of_letter(letter, own.get(fold(letter)), settings, words)
        yield from (Finding("bad", f"{mailing.number}: {fault}") for fault in faults)
        if not faults:
            ready.append(mailing.number)
    if ready:
        yield Finding("ok", words.say("mail_mailings_ready", titles=ready))


def _faults_of_letter(
    letter: str, written: Mapping[str, tuple[str, str]] | None, settings: Settings, words: Words
) -> list[str]:
    """What keeps the letter in the team's language from being made for anybody: no text, or no file it brings along."""
    folders, language = template_folders(settings), settings.language
    try:
        sources = find_letter(folders, letter, language, language, written)
    except TemplateFault as fault:
        return [words.error(fault.code, **{"letter": letter, "language": language, **fault.details})]
    missing = missing_files(folders, sources, settings.mail.attachments)
    return [words.error(fault.code, **fault.details) for fault in missing]


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


def _mailbox(settings: Settings, words: Words) -> Iterator[Finding]:
    """Whether the mailbox can be read, by a login."""
    if not settings.inbox.server:
        return
    try:
        with open_mailbox(settings) as mailbox:
            mailbox.look(settings.inbox.folder)
    except SheetcrmError as error:
        yield Finding("bad", words.error(error.code, **error.details))
    else:
        yield Finding("ok", words.say("mail_inbox_ready", user=settings.inbox.user, server=settings.inbox.server))


def _server(settings: Settings, words: Words, connect: Connect) -> Iterator[Finding]:
    yield how_letters_travel(settings, words)
    if settings.mail.transport == "outbox":
        yield Finding("ok", words.say("mail_to_send", titles=_missing(settings)))
        return
    if not (settings.mail.unsubscribe_url or settings.mail.unsubscribe_mail):
        yield Finding("warn", words.say("mail_no_page"), words.say("mail_no_page_do"))
    try:
        connect(settings)().close()
    except SheetcrmError as error:
        yield Finding("bad", words.error(error.code, **error.details))
        return
    mail = settings.mail
    if mail.transport == "gmail":
        yield Finding("ok", words.say("mail_gmail_ready", user=mail.user or settings.sender_address))
    else:
        yield Finding("ok", words.say("mail_server_ready", server=mail.server, port=mail.port))


def _missing(settings: Settings) -> list[str]:
    """The settings that letters need before they can travel, by their paths in the config."""
    mail = settings.mail
    needed = (
        ("sender.address", settings.sender_address), ("mail.transport", ""), ("mail.server", mail.server),
        ("mail.user", mail.user), ("mail.password", mail.password or mail.login == "oauth"),
    )  # fmt: skip
    return [name for name, given in needed if not given]
