"""The pages a person sees who opts out: pure functions from words to HTML; no script, no cookie, nothing loaded.

Every link and form on them is relative to the address they were opened at, so they work under any prefix of a proxy.
"""

import base64
import hashlib
import re
from functools import cache
from html import escape
from pathlib import Path
from string import Template
from urllib.parse import quote

from sheetcrm.model.settings import Settings
from sheetcrm.words import LANGUAGES, Words

ALL = "all"
CONFIRM = "confirm"
"""What the button of a confirmation sends: no mail program says it by itself."""
NAMES = {"en": "English", "ru": "Русский", "pl": "Polski", "ro": "Română"}
_FOLDER = Path(__file__).parent
_ACCEPTED = re.compile(r"\s*([A-Za-z]{1,8})(?:-[A-Za-z0-9-]{1,35})?\s*(?:;\s*q\s*=\s*([01](?:\.\d{0,3})?)\s*)?")


def language_of(accepted: str, team: str) -> str:
    """The language to speak to whoever sent that Accept-Language; the team's where nothing was said.

    Who named only languages that we do not speak gets English.

    >>> language_of("uk,pl;q=0.7,ru;q=0.9", "ro"), language_of("", "ro"), language_of("de-DE,de", "ro")
    ('ru', 'ro', 'en')
    """
    wishes = []
    for place, part in enumerate(accepted[:400].split(",")):
        found = _ACCEPTED.fullmatch(part)
        if found and float(found[2] or 1) > 0:
            wishes.append((-float(found[2] or 1), place, found[1].lower()))
    if not wishes:
        return team
    return next((language for _, _, language in sorted(wishes) if language in LANGUAGES), "en")


def question_page(words: Words, settings: Settings, topic: str) -> str:
    """What the link is about, and one button; opening it changes nothing."""
    sender = _sender(settings)
    if topic == ALL:
        choice = f"<p>{_say(words, 'optout_question_all', sender=sender)}</p>"
    else:
        choice = (
            f"<fieldset><legend>{_say(words, 'optout_question', sender=sender)}</legend>"
            f'<label><input type="radio" name="topic" value="{escape(topic)}" checked>'
            f"<span>{_say(words, f'optout_only_{topic}')}</span></label>"
            f'<label><input type="radio" name="topic" value="{ALL}">'
            f"<span>{_say(words, 'optout_everything')}</span></label></fieldset>"
        )
    form = f'<form method="post">{choice}<button>{_say(words, "optout_button")}</button></form>'
    return _page(words, sender, "optout_title", form + _quiet(words, "optout_service"))


def done_page(words: Words, settings: Settings, topic: str) -> str:
    """What will not come any more; who gave up one topic can give up all from here."""
    sender = _sender(settings)
    body = f"<p>{_say(words, f'optout_done_{topic}', sender=sender)}</p>"
    body += f"<p>{_say(words, 'optout_on_the_way')}</p>"
    if topic != ALL:
        button = f'<button class="second" name="topic" value="{ALL}">{_say(words, "optout_all_too")}</button>'
        body += f'<form method="post">{button}</form>'
    return _page(words, sender, "optout_done_title", body + _quiet(words, "optout_service"))


def confirm_page(words: Words, settings: Settings, topic: str) -> str:
    """What is agreed to, and one button; opening it changes nothing."""
    sender = _sender(settings)
    form = (
        f'<form method="post"><p>{_say(words, f"confirm_question_{topic}", sender=sender)}</p>'
        f'<button name="{CONFIRM}" value="yes">{_say(words, "confirm_button")}</button></form>'
    )
    return _page(words, sender, "confirm_title", form + _quiet(words, "confirm_otherwise"))


def confirmed_page(words: Words, settings: Settings, topic: str) -> str:
    """That it is noted, and that it can be taken back."""
    sender = _sender(settings)
    body = f"<p>{_say(words, f'confirm_done_{topic}', sender=sender)}</p>"
    return _page(words, sender, "confirm_done_title", body + _quiet(words, "confirm_back"))


def expired_page(words: Words, settings: Settings) -> str:
    """That the time of a link is over."""
    return _page(words, _sender(settings), "confirm_expired_title", f"<p>{_say(words, 'confirm_expired')}</p>")


def sorry_page(words: Words, settings: Settings, why: str) -> str:
    """Why it did not work ("unknown", "often", "trouble", "large", "method"), and how to reach people instead."""
    sender, address = _sender(settings), settings.mail.unsubscribe_mail or settings.sender_address
    link = f'<a href="mailto:{escape(quote(address, safe="@.+-_"))}?subject=stop">{escape(address)}</a>'
    other = _say(words, "optout_write", address=address) if address else _say(words, "optout_reply")
    other = other.replace(escape(address), link) if address else other
    body = f"<p>{_say(words, f'optout_{why}')}</p><p>{other}</p>"
    return _page(words, sender, f"optout_{why}_title", body)


@cache
def policy() -> str:
    """The Content-Security-Policy of every page: its own style by its hash, its own form, nothing else."""
    digest = base64.b64encode(hashlib.sha256(_style().encode()).digest()).decode()
    return (
        f"default-src 'none'; style-src 'sha256-{digest}'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
    )


def _page(words: Words, sender: str, title: str, body: str) -> str:
    heading = _say(words, title)
    top = f'<p class="from">{escape(sender)}</p>' if sender else ""
    languages = " ".join(
        f"<b>{name}</b>" if code == words.language else f'<a href="?lang={code}" hreflang="{code}">{name}</a>'
        for code, name in NAMES.items()
    )
    return _frame().substitute(
        language=words.language, title=heading, style=_style(), body=f"{top}<h1>{heading}</h1>{body}",
        languages=languages,
    )  # fmt: skip


def _sender(settings: Settings) -> str:
    return settings.sender_name.strip() or settings.sender_address


def _say(words: Words, key: str, **details: str) -> str:
    return escape(words.say(key, **details))


def _quiet(words: Words, key: str) -> str:
    return f'<p class="quiet">{_say(words, key)}</p>'


@cache
def _style() -> str:
    return (_FOLDER / "page.css").read_text(encoding="utf-8")


@cache
def _frame() -> Template:
    return Template((_FOLDER / "page.html").read_text(encoding="utf-8"))
