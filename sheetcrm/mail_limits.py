"""What `sheetcrm mail check` tells about limits: the provider's own, and when the last letter of a mailing will go."""

import datetime as dt
from collections.abc import Iterator

from sheetcrm.mail.forecast import done_at
from sheetcrm.mail.providers import provider_behind
from sheetcrm.mail_status import DAY
from sheetcrm.model.settings import Settings
from sheetcrm.model.snapshot import Snapshot
from sheetcrm.report.shown import day_text
from sheetcrm.report.text import Finding
from sheetcrm.rules.mailings.orders import read_mailings
from sheetcrm.rules.reading import read_choices, read_column
from sheetcrm.sending_run import open_letters
from sheetcrm.words import Words


def limits_told(
    settings: Settings, words: Words, snapshot: Snapshot, workbook: str, now: dt.datetime
) -> Iterator[Finding]:
    """A warning when the config allows more than the provider does; a forecast for each mailing that has not begun.

    `workbook`: its name in the journal. Nothing is told while letters stay in the outbox.
    """
    if settings.mail.transport == "outbox":
        return
    provider, per_day = provider_behind(settings), settings.mail.per_day
    if provider is not None and per_day > provider.limit:
        named: dict[str, object] = {"server": provider.name, "limit": provider.limit, "count": per_day}
        yield Finding("warn", words.say("doctor_mail_limit", **named), words.say("doctor_mail_limit_do", **named))
    with open_letters(settings) as journal:
        moments = journal.counted_moments(settings.sender_address, now - DAY) if journal is not None else []
        letters = journal.letters(workbook, ("waiting", "delayed")) if journal is not None else []
    room = max(0, per_day - len(moments))
    before = len(letters)
    for number, count in _meant(snapshot, settings):
        last = done_at(before + count, moments, per_day, now)
        before += count
        if last > now:
            day = day_text(last.astimezone().date(), words, settings.region)
            yield Finding("ok", words.say("mail_forecast", number=number, count=count, room=room, moment=day))


def _meant(snapshot: Snapshot, settings: Settings) -> Iterator[tuple[str, int]]:
    """The mailings that have not begun, with as many letters as their rows last told."""
    if "mailings" not in snapshot:
        return
    told = read_column(snapshot.table("mailings"), "members", settings)
    states = read_choices(snapshot, "mailings", "mailing_status", "mailing_status")
    for mailing in read_mailings(snapshot, settings):
        count = told[mailing.position].value
        if states[mailing.position] == "planned" and not mailing.occasion and isinstance(count, int | float) and count:
            yield mailing.number, int(count)
