"""What a received message is: a bounce, a complaint, an opt-out, an automatic answer, a person's reply, or none.

The order is that of harm: a complaint or an opt-out that is overlooked is worse than a reply that is not shown.
"""

import re
from dataclasses import dataclass
from typing import Literal

from sheetcrm.mail.inbox.bounces import Bounce, bounce_in, is_delay, letter_in, looks_like_report
from sheetcrm.mail.inbox.opened import Opened, addresses, header, identities, open_mail, text_of
from sheetcrm.mail.opt_out_links import Asked, OptOutKey

Kind = Literal["bounce", "complaint", "opt_out", "auto_reply", "reply", "other"]
_TOKEN = re.compile(r"(?<![\w-])[A-Za-z0-9_-]{40,200}(?![\w-])", re.ASCII)
_MACHINE = re.compile(
    r"^(?:(?:re|aw|odp|отв)\s*:\s*)?\W*(?:auto(?:matic|mated|matyczna|mat)?[ :\-]{0,3}(?:reply|response|"
    r"answer|respon\w*|odpowied\w*)|"
    r"autoreply|autoresponder|auto:|out of (?:the )?office|ooo\b|away from|on (?:vacation|holiday|leave)|"
    r"vacation reply|"
    r"автоответ|автоматический ответ|я в отпуске|отсутств|нет на рабочем месте|в отпуске|вне офиса|"
    r"odpowiedź automatyczna|automatyczna odpowiedź|autoodpowied|nieobecn|poza biurem|jestem na urlopie|urlop\b|"
    r"răspuns automat|raspuns automat|în afara biroului|in afara biroului|în concediu|in concediu|absent|"
    r"abwesenheit|automatische antwort)",
    re.IGNORECASE,
)
_MACHINE_HEADERS = ("x-autoreply", "x-autorespond", "x-autoresponder", "x-auto-reply-from", "x-mail-autoreply")
_ANSWER = re.compile(r"^(?:re|aw|sv|odp|отв|ответ|ha|răsp|rasp)\s*(?:\[\d+\])?\s*:", re.IGNORECASE)
_STOP = re.compile(
    r"(?:(?:please|pls|пожалуйста|proszę|prosze|vă rog(?: să)?|va rog(?: sa)?|hello|hi|здравствуйте|"
    r"dzień dobry|bună ziua)[,!. ]*)*"
    r"(?:o |mă |ma |să mă |sa ma |mnie )?"
    r"(?:unsubscribe|stop|stop (?:mail|e-?mails?|it)|remove me|opt[ -]?out|take me off|do not (?:write|"
    r"mail|e-?mail)|"
    r"отписаться|отписать|отпишите|отписка|отпиши|стоп|не пишите(?: больше)?|прошу отписать|хочу отписаться|"
    r"wypisz|wypisać|wypisanie|wypisz mnie|mnie wypisać|rezygnuję|rezygnacja|nie chcę|"
    r"dezabonare|dezabonați-mă|dezabonati-ma|dezabonează-mă|dezaboneaza-ma|dezabonez|dezabonați|dezabona)"
    r"(?:[ ,]+(?:me|us|please|from|this|the|your|list|mailing|newsletter|all|mails?|e-?mails?|меня|нас|"
    r"пожалуйста|от|"
    r"рассылки|рассылок|вашей|из|больше|мне|mnie|z|listy|proszę|newslettera|mailingu|otrzymywać|"
    r"wiadomości|de|la|din|"
    r"lista|newsletter-ul|vă|rog|abonament|on|off|to|again|any|more))*[ .!]*",
    re.IGNORECASE,
)
_QUOTE = re.compile(
    r"^(?:>|-{3,}|_{5,}|on .{5,120} wrote:|from: |sent from|von: |от: |od: |de la: |"
    r"\d{1,2}[./]\d{1,2}[./]\d{2,4}.{0,80}:$|"
    r"в .{5,120} (?:пишет|написал\S*):|dnia .{3,120}(?:pisze|napisał\S*)|w dniu .{3,120}(?:pisze|napisał\S*)|"
    r"pe .{3,120} a scris|în .{3,120} a scris|-- $|--$|.{5,160}<[^<>]+@[^<>]+>[^<>]{0,20}:$)",
    re.IGNORECASE,
)
_LONGEST_SAID = 2_000


@dataclass(frozen=True, slots=True)
class Sorted:
    """What a message is, from whom, to which letters of ours it belongs, and what it says.

    `address` is whom it is about: who bounced, complained, opted out or answers. `asked` is what a link of ours said.
    """

    kind: Kind
    sender: str = ""
    address: str = ""
    subject: str = ""
    letters: tuple[str, ...] = ()
    said: str = ""
    late: bool = False
    bounce: Bounce | None = None
    asked: Asked | None = None


def sort_mail(raw: bytes, key: OptOutKey | None = None) -> Sorted:
    """What these bytes are; with the team's key, its opt-out tokens are read too. Never raises."""
    try:
        return _sorted(open_mail(raw), key)
    except Exception:  # what strangers send may not stop the reading of the rest; it is shown as "other"
        return Sorted("other")


def _sorted(opened: Opened, key: OptOutKey | None) -> Sorted:
    message = opened.message
    sender = next(iter(addresses(message, "from")), "")
    subject = header(message, "subject")[:300]
    letters = identities(header(message, "in-reply-to") + " " + header(message, "references"))
    complaint = _complaint(opened, sender, subject)
    if complaint is not None:
        return complaint
    bounce = bounce_in(opened)
    if bounce is not None:
        known = (bounce.letter,) if bounce.letter else letters
        return Sorted("bounce", sender, bounce.address, subject, known, bounce.reason, bounce=bounce)
    said = own_words(opened.text)
    asked = _asked(opened, key) if key is not None else None
    if asked is not None:
        return Sorted("opt_out", sender, sender, subject, letters, said, asked=asked)
    if looks_like_report(opened):
        return Sorted("other", sender, "", subject, letters, said, late=is_delay(opened))
    if _by_machine(opened, subject):
        return Sorted("auto_reply", sender, sender, subject, letters, said)
    if "list-id" in message or "list-unsubscribe" in message:
        return Sorted("other", sender, "", subject, letters, said)
    if sender and (_says_stop(subject) or _says_stop(said)):
        return Sorted("opt_out", sender, sender, subject, letters, said)
    if sender and (letters or _ANSWER.match(subject)):
        return Sorted("reply", sender, sender, subject, letters, said)
    return Sorted("other", sender, "", subject, letters, said)


def own_words(text: str) -> str:
    """What the sender wrote, without the letter quoted below it.

    >>> own_words("Thanks!\\n\\nOn Monday Ann wrote:\\n> Hello")
    'Thanks!'
    """
    kept: list[str] = []
    for line in text[: 4 * _LONGEST_SAID].split("\n"):
        if _QUOTE.match(line[:400].strip() if line.strip() != "--" else "--"):
            if any(kept):
                break
            continue
        kept.append(line.strip())
    return "\n".join(kept).strip()[:_LONGEST_SAID]


def _says_stop(text: str) -> bool:
    """Whether a text is nothing but the wish to get no more; a longer one is for a person to read.

    >>> _says_stop("Please unsubscribe me"), _says_stop("Отпишите меня от рассылки!"), _says_stop("Don't stop, please")
    (True, True, False)
    """
    line = next((line for line in text.split("\n") if line.strip()), "")
    rest = text.replace(line, "", 1).strip()
    return len(line) <= 120 and len(rest) <= 160 and _STOP.fullmatch(_ANSWER.sub("", line).strip()) is not None


def _asked(opened: Opened, key: OptOutKey) -> Asked | None:
    message = opened.message
    names = ("to", "delivered-to", "x-original-to", "envelope-to", "subject")
    for name in names:
        for word in _TOKEN.findall(header(message, name))[:5]:
            asked = key.read(word)
            if asked is not None:
                return asked
    # An address in lower case loses a token; only the local part after the plus sign is tried.
    for address in (header(message, name) for name in names[:-1]):
        found = re.search(r"[+=]([A-Za-z0-9_-]{40,200})@", address)
        if found and (asked := key.read(found[1])) is not None:
            return asked
    return None


def _by_machine(opened: Opened, subject: str) -> bool:
    message = opened.message
    submitted = header(message, "auto-submitted").lower()
    if submitted and not submitted.startswith("no"):
        return True
    if any(name in message for name in _MACHINE_HEADERS):
        return True
    if header(message, "precedence").lower() in ("auto_reply", "auto-reply", "autoreply"):
        return True
    return bool(_MACHINE.match(subject)) or header(message, "return-path").replace(" ", "") == "<>"


def _complaint(opened: Opened, sender: str, subject: str) -> Sorted | None:
    """A report of RFC 5965 that a person made; one about authentication, or "not spam", is none."""
    report = next((part for part in opened.parts if part.get_content_type() == "message/feedback-report"), None)
    if report is None:
        return None
    payload = report.get_payload()
    inner = payload[0] if isinstance(payload, list) and payload else None
    text = text_of(report)
    if not text and inner is not None and not isinstance(inner, str):
        text = "\n".join(f"{name}: {value}" for name, value in inner.items())
        beneath = inner.get_payload()
        text += "\n" + (beneath if isinstance(beneath, str) else "")
    fields = re.findall(r"^([\w-]{3,40}):[ \t]*([^\n]{1,400})", text, re.MULTILINE)
    told = {name.lower(): value.strip() for name, value in fields}
    if told.get("feedback-type", "").lower() not in (
        "abuse",
        "fraud",
        "opt-out",
        "opt-out-list",
        "miscategorized",
        "virus",
    ):
        return Sorted("other", sender, "", subject)
    letter, written_to = letter_in(opened)
    given = told.get("original-rcpt-to", "") or told.get("removal-recipient", "")
    address = given.strip("<> ").lower() if "@" in given else next(iter(written_to), "")
    kind: Kind = "opt_out" if told["feedback-type"].lower().startswith("opt-out") else "complaint"
    return Sorted(kind, sender, address, subject, (letter,) if letter else (), told["feedback-type"].lower())
