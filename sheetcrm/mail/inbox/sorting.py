"""What a received message is: a bounce, a complaint, an opt-out, an automatic answer, a person's reply, or none.

The order is that of harm: a complaint or an opt-out that is overlooked is worse than a reply that is not shown.
"""

import re
from dataclasses import dataclass
from email.message import Message
from typing import Literal

from sheetcrm.mail.inbox.bounces import Bounce, bounce_in, told_bounce
from sheetcrm.mail.inbox.causes import cause_of
from sheetcrm.mail.inbox.feedback import feedback_in
from sheetcrm.mail.inbox.mail_systems import is_delay, looks_like_report
from sheetcrm.mail.inbox.opened import Opened, addresses, header, identities, open_mail
from sheetcrm.mail.inbox.phrases import phrase
from sheetcrm.mail.inbox.returned import letter_in
from sheetcrm.mail.inbox.sns_notices import notice_in
from sheetcrm.mail.opt_out_links import Asked, OptOutKey

Kind = Literal["bounce", "complaint", "opt_out", "auto_reply", "reply", "other"]
_TOKEN = re.compile(r"(?<![\w-])[A-Za-z0-9_-]{40,200}(?![\w-])", re.ASCII)
_MACHINE_HEADERS = (
    "x-autoreply", "x-autorespond", "x-autoresponder", "x-autoresponse", "x-auto-reply-from", "x-mail-autoreply",
    "x-autoreply-from", "x-vacation", "x-ms-exchange-inbox-rules-loop", "x-fc-machinegenerated",
)  # fmt: skip
_ANSWER = re.compile(r"^(?:re|aw|sv|odp|отв|ответ|ha|răsp|rasp)\s*(?:\[\d+\])?\s*:", re.IGNORECASE)
_STOP = re.compile(
    r"[\"'„“”«‘’]*(?:(?:please|pls|пожалуйста|proszę|prosze|vă rog(?: să)?|va rog(?: sa)?|hello|hi|здравствуйте|"
    r"dzień dobry|bună ziua)[,!. ]*)*"
    r"(?:o |mă |ma |să mă |sa ma |mnie )?"
    r"(?:unsubscribe|stop|stop (?:mail|e-?mails?|it|(?:mail|e-?mail|writ)ing)|remove me|opt[ -]?out|"
    r"take me off|(?:do not|don['’]?t) (?:write|mail|e-?mail)|no more (?:e-?mails?|mails|letters)|"
    r"отписаться|отписать|отпишите|отписка|отпиши|стоп|"
    r"(?:больше )?не пишите(?: больше)?|прошу отписать|хочу отписаться|"
    r"(?:больше )?не (?:присылайте|шлите)(?: мне)?(?: больше| писем| письма| рассылку)+|больше не (?:присылайте|шлите)|"
    r"(?:удалите|уберите|исключите) меня из (?:вашей |вашего |всех )?(?:рассылки|рассылок|списка)|"
    r"wypisz|wypisać|wypisanie|wypisz mnie|mnie wypisać|rezygnuję|rezygnacja|nie chcę(?: już)?(?: więcej)?|"
    r"nie (?:pisać|piszcie|pisz)(?: już| więcej)*(?: do)?|"
    r"nie (?:wysyłać|wysyłajcie|przysyłać|przysyłajcie)(?: mi| już| więcej)* (?:wiadomości|maili|newslettera)|"
    r"dezabonare|dezabonați-mă|dezabonati-ma|dezabonează-mă|dezaboneaza-ma|dezabonez|dezabonați|dezabona|"
    r"(?:vreau|doresc) (?:(?:să |sa )?m[ăa] dezabonez|dezabonarea?)|"
    r"nu mai (?:vreau|doresc)(?: s[ăa] primesc)? (?:mesaje|e-?mailuri|mailuri|newsletter-ul)|"
    r"(?:nu (?:îmi |imi )?|nu-mi )mai (?:scrieți|scrieti|trimiteți|trimiteti))"
    r"(?:[ ,]+(?:me|us|please|from|this|the|your|list|mailing|newsletter|all|mails?|e-?mails?|меня|нас|"
    r"пожалуйста|от|"
    r"рассылки|рассылок|вашей|из|больше|мне|mnie|mi|z|listy|proszę|newslettera|mailingu|otrzymywać|"
    r"wiadomości|de|la|din|"
    r"lista|newsletter-ul|mesaje|vă|rog|abonament|on|off|to|again|any|more))*[ .!\"'”“»’🙏]*",
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
    is_feedback, complaint = feedback_in(opened)
    if complaint is not None:
        kind: Kind = "opt_out" if complaint.kind.startswith("opt-out") else "complaint"
        about = (complaint.letter,) if complaint.letter else ()
        return Sorted(kind, sender, complaint.address, subject, about, complaint.kind)
    if is_feedback:
        return Sorted("other", sender, "", subject)
    notice = notice_in(opened, addresses(message, "from"))
    if notice is not None and notice.kind == "complaint":
        return Sorted("complaint", sender, notice.address, subject, (notice.letter,) if notice.letter else (), "abuse")
    bounce = bounce_in(opened) if notice is None else told_bounce(notice)
    if bounce is not None:
        known = (bounce.letter,) if bounce.letter else letters
        return Sorted("bounce", sender, bounce.address, subject, known, bounce.reason, bounce=bounce)
    said = own_words(opened.text)
    asked = _asked(opened, key) if key is not None else None
    if asked is not None:
        return Sorted("opt_out", sender, sender, subject, letters, said, asked=asked)
    if looks_like_report(opened):
        return Sorted("other", sender, "", subject, letters, said, late=is_delay(opened))
    if sender and _says_stop(subject) and not _ANSWER.match(subject):  # mail programs send these for their people
        return Sorted("opt_out", sender, sender, subject, letters, said)
    if _by_machine(opened, subject, said):
        full = _full_mailbox(opened, sender, said)
        if full is not None:
            return Sorted(
                "bounce", sender, sender, subject, (full.letter,) if full.letter else letters, said, bounce=full
            )
        if phrase("asks to be confirmed").search(said[:1500]) or not _from_a_list(message):
            return Sorted("auto_reply", sender, sender, subject, letters, said)
    if _from_a_list(message):
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


def _by_machine(opened: Opened, subject: str, said: str) -> bool:
    """Whether an answering machine wrote it: by its fields, its subject, or by saying so itself."""
    message = opened.message
    submitted = header(message, "auto-submitted").lower()
    if submitted and not submitted.startswith("no"):
        return True
    if any(name in message for name in _MACHINE_HEADERS):
        return True
    precedence = {
        header(message, name).lower().replace("-", "_") for name in ("precedence", "x-precedence", "preference")
    }
    if precedence & {"auto_reply", "autoreply"} or (precedence & {"bulk", "junk"} and not _from_a_list(message)):
        return True
    if header(message, "return-path").replace(" ", "") == "<>":
        return True
    # After "Re:" stand our own words: only what nobody would write to customers is a sign there.
    plain = _ANSWER.sub("", subject).lstrip(" \t[(*\"'-")
    if phrase("subject of an automatic answer").match(plain) or phrase("guards of a mailbox").search(subject):
        return True
    if not _ANSWER.match(subject) and phrase("subject of an absence").match(plain):
        return True
    return phrase("a machine speaking").search(said[:600]) is not None


def _from_a_list(message: Message) -> bool:
    return any(name in message for name in ("list-id", "list-unsubscribe", "list-post", "x-mailing-list"))


def _full_mailbox(opened: Opened, sender: str, said: str) -> Bounce | None:
    """The bounce that a full mailbox's answering machine tells in its owner's name."""
    told = header(opened.message, "subject") + "\n" + said[:1500]
    if not sender or cause_of("", told) != "full" or not phrase("failed").search(told):
        return None
    reason = " ".join(told.split())[:300]
    return Bounce(sender, letter_in(opened)[0], "full", False, "", reason, "text")
