"""E-mail addresses in a cell: finding, judging and comparing them; email-validator decides, nothing is sent.

Suggestions for mistyped addresses live in `email_typos`; `suggest` is offered here so that callers know one place.
"""

import re
import unicodedata
from functools import cache, lru_cache

from sheetcrm.values import email_typos

_ADDRESS = re.compile(
    r"[^\s<>()\[\]{}\\,;:|\"«»„”“@/]+@(?:[^\W_]|[^\W_][\w\-]*[^\W_])(?:\.(?:[^\W_]|[^\W_][\w\-]*[^\W_]))*\.[^\W\d_][\w\-]*[^\W_]"
)
_PLAIN_CELL = re.compile(r"[A-Za-z0-9_+\-]+(?:\.[A-Za-z0-9_+\-]+)*@[A-Za-z0-9\-]+(?:\.[A-Za-z0-9\-]+)*\.[A-Za-z]{2,}")
_INVISIBLE = dict.fromkeys(map(ord, "\u200b\u200c\u200d\u2060\ufeff\u00ad\u200e\u200f\u202a\u202c"))
_LOOSE_AT = re.compile(r"\s*@\s*")
_LOCAL = re.compile(r"[\w!#$%&'*+\-/=?^`{|}~]+(?:\.[\w!#$%&'*+\-/=?^`{|}~]+)*", re.ASCII)
_DOMAIN = re.compile(r"(?:[A-Za-z0-9](?:[A-Za-z0-9\-]{0,61}[A-Za-z0-9])?\.)+[A-Za-z]{2,63}")
_LONGEST_LOCAL = 64
_SURELY_SHORT = 200
_ROLE_WORDS = """
info sales sale office biuro kontakt contact contacts contactus support admin administrator noreply donotreply buh
buhgalter buhgalteria bookkeeping accounting accounts accountant finance billing invoice invoices faktury faktura
ksiegowosc sekretariat secretariat secretary recepcja reception receptie hr kadry kariera job jobs career careers
rabota vakansii resume rekrutacja cariere marketing pr press presa media news newsletter reklama reclama advert help
helpdesk service serwis servicii webmaster postmaster hostmaster abuse security root mail email mailbox poczta
pochta post hello hi team zakaz zakupki order orders comenzi zamowienia zamowienie sklep shop store magazin opt
sprzedaz handlowy handel vanzari zakup purchasing procurement tender priem priemnaya kancelaria dyrekcja direct
director dyrektor zarzad prezes manager menedzher menager region obsluga klient klienci client clienti customer
customerservice feedback enquiries enquiry inquiry legal privacy gdpr rodo iod dpo it tech export import logistyka
logistics logist dostavka transport booking bookings reservations rezerwacja rezerwacje rezervari mailerdaemon
"""
_ROLES = frozenset(_ROLE_WORDS.split())
# Roles that stay roles when a town or a person follows: info-spb@, sales.krakow@.
_DEPARTMENT_WORDS = """
info sales office biuro support kontakt contact buh noreply zakaz sklep shop reception recepcja sekretariat
"""
_DEPARTMENTS = frozenset(_DEPARTMENT_WORDS.split())
_FORWARDER_DOMAINS = """
duck.com mozmail.com relay.firefox.com privaterelay.appleid.com icloud.com simplelogin.com simplelogin.co slmail.me
aleeas.com anonaddy.com anonaddy.me addy.io passmail.net passinbox.com passfwd.com 33mail.com fastmail.com
"""
_FORWARDERS = frozenset(_FORWARDER_DOMAINS.split())
_MORE_DISPOSABLE_DOMAINS = """
tempmail.com tempmail.net tempmail.org tempmail.ru temp-mail.com throwaway.email
"""
_MORE_DISPOSABLE = frozenset(_MORE_DISPOSABLE_DOMAINS.split())
_NOISE = re.compile(r"[._\-]")


def read_emails(text: str) -> list[str]:
    """Give the addresses of a cell in its order: domain in lower case, local part as typed, each once.

    Display names, `mailto:`, invisible characters and blanks around the @ are dropped. What has the shape of an
    address is given even if `is_valid` then refuses it; other text is not.

    >>> read_emails(" Ivan <ivan@Mail.ru>; mailto:biuro@firma.pl.")
    ['ivan@mail.ru', 'biuro@firma.pl']
    """
    if _PLAIN_CELL.fullmatch(text):
        local, _, domain = text.partition("@")
        return [f"{local}@{domain.lower()}"]
    if "@" not in text and "＠" not in text:
        return []
    cell = unicodedata.normalize("NFC", text.replace("＠", "@").translate(_INVISIBLE))
    found = _ADDRESS.findall(cell) or _ADDRESS.findall(_LOOSE_AT.sub("@", cell))
    addresses = []
    for address in found:
        local, _, domain = address.rpartition("@")
        local = local.strip("'‘’`.")
        if local:
            addresses.append(f"{local}@{domain.lower()}")
    return list(dict.fromkeys(addresses))


def is_valid(address: str) -> bool:
    """Tell whether mail could be sent to an address: correct by the standards and free of look-alike letters.

    >>> is_valid("user+tag@gmail.com"), is_valid("ivan(at)mail.ru"), is_valid("Иван@почта.рф")
    (True, False, True)
    """
    local, at, domain = address.rpartition("@")
    if not at:
        return False
    if len(address) < _SURELY_SHORT and len(local) <= _LONGEST_LOCAL and _LOCAL.fullmatch(local):
        return _is_valid_domain(domain)
    return not _is_mixed(local) and _is_accepted(address) and _is_valid_domain(domain)


@lru_cache(maxsize=65536)
def _is_valid_domain(domain: str) -> bool:
    from email_validator import SPECIAL_USE_DOMAIN_NAMES

    if _DOMAIN.fullmatch(domain) and "--" not in domain:
        lower = domain.lower()
        return not any(lower.endswith("." + special) for special in SPECIAL_USE_DOMAIN_NAMES)
    return len(domain.rpartition(".")[2]) > 1 and _is_accepted(f"a@{domain}") and not _is_mixed(domain)


def _is_accepted(address: str) -> bool:
    from email_validator import EmailNotValidError, validate_email

    try:
        validate_email(address, check_deliverability=False, strict=True)
    except EmailNotValidError:
        return False
    return True


def _is_mixed(part: str) -> bool:
    if part.isascii():
        return False
    from sheetcrm.values.scripts import check_scripts

    return check_scripts(part).mixed


def is_role(address: str) -> bool:
    """Tell whether an address belongs to a post or a department (`info@`, `sales@`) rather than to a person.

    >>> is_role("No-Reply@acme.com"), is_role("info-spb@acme.ru"), is_role("inform@acme.ru")
    (True, True, False)
    """
    return is_role_name(address.rpartition("@")[0].lower().partition("+")[0])


def is_role_name(name: str) -> bool:
    """Tell whether what stands before the @, in small letters, is a post or a department.

    >>> is_role_name("info-spb"), is_role_name("inform")
    (True, False)
    """
    local = name.rstrip("0123456789")
    if local.isalpha():
        return local in _ROLES or local in _DEPARTMENTS
    pieces = [piece for piece in _NOISE.split(local) if piece]
    return bool(pieces) and ("".join(pieces) in _ROLES or "".join(pieces[:2]) == "noreply" or pieces[0] in _DEPARTMENTS)


def is_disposable(address: str) -> bool:
    """Tell whether an address is a throw-away one; aliases that forward to a real mailbox are not.

    >>> is_disposable("x@mailinator.com"), is_disposable("x@sub.mailinator.com"), is_disposable("x@duck.com")
    (True, True, False)
    """
    return _is_disposable_domain(address.rpartition("@")[2].lower())


@lru_cache(maxsize=65536)
def _is_disposable_domain(domain: str) -> bool:
    labels = domain.split(".")
    parents = [".".join(labels[start:]) for start in range(max(len(labels) - 1, 1))]
    if any(parent in _FORWARDERS or parent in email_typos.providers() for parent in parents):
        return False
    return any(parent in _disposable_domains() for parent in parents)


@cache
def _disposable_domains() -> frozenset[str]:
    from disposable_email_domains import blocklist

    return frozenset(blocklist) | _MORE_DISPOSABLE


def mailbox_key(address: str) -> str:
    """Give the key under which two spellings of an address are one mailbox.

    Gmail ignores dots and what follows a plus; with every other provider they may be another person.

    >>> mailbox_key("Ivan.Petrov+shop@googlemail.com"), mailbox_key("Ivan.Petrov@Mail.ru")
    ('ivanpetrov@gmail.com', 'ivan.petrov@mail.ru')
    """
    local, _, domain = address.strip().lower().rpartition("@")
    if domain in ("gmail.com", "googlemail.com"):
        return f"{local.partition('+')[0].replace('.', '')}@gmail.com"
    if "xn--" in domain:
        try:
            domain = domain.encode("ascii").decode("idna")
        except UnicodeError:
            pass
    return f"{local}@{domain}"


def suggest(address: str) -> str | None:
    """Give the address that was probably meant, or None when there is nothing to mend; never for a real provider.

    >>> suggest("ivan@gmial.com"), suggest("ivan@mail,ru"), suggest("ivan@wp.pl")
    ('ivan@gmail.com', 'ivan@mail.ru', None)
    """
    local, at, domain = address.strip().rpartition("@")
    if not at or not local:
        return None
    meant = email_typos.meant_domain(domain.lower())
    if meant is None:
        return None
    better = f"{local}@{meant}"
    return better if is_valid(better) else None
