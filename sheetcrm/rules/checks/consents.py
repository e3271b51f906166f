"""Checks of the Consents tab: rows that let no letter go, and why; a team must know it before it counts on them."""

import datetime as dt
from collections.abc import Iterator

from sheetcrm.model.problems import Problem
from sheetcrm.model.settings import Settings
from sheetcrm.model.snapshot import Snapshot
from sheetcrm.rules.addressees import Addressees
from sheetcrm.rules.bases import OWN_GOODS
from sheetcrm.rules.consents import consent_lines
from sheetcrm.rules.occasions.places import settled_countries
from sheetcrm.rules.reading import keys
from sheetcrm.rules.unconfirmed import VALID_DAYS, asked_consents
from sheetcrm.words import words_of


def check_consents(snapshot: Snapshot, settings: Settings, today: dt.date) -> Iterator[Problem]:
    """Consents that nobody has confirmed yet, and rows whose basis allows no letters of their purpose."""
    table = snapshot.table("consents")
    words = words_of(settings.language)
    for asked in asked_consents(snapshot, settings, today):
        state = words.say(f"confirm_{asked.code}", date=asked.first, days=VALID_DAYS)
        anchor = table.anchors[asked.line.position]
        yield Problem("consent-unconfirmed", "consents", anchor, "given", details={"reason": state.rstrip(".")})
    if table.has("basis"):
        yield from _without_effect(snapshot, settings, today)


def _without_effect(snapshot: Snapshot, settings: Settings, today: dt.date) -> Iterator[Problem]:
    table, words = snapshot.table("consents"), words_of(settings.language)
    lines = [line for line in consent_lines(snapshot, settings) if line.basis in ("customer", "contract")]
    if not lines:
        return
    bases, countries = Addressees(snapshot, settings).bases, settled_countries(snapshot, settings)
    places = {number: at for at, number in enumerate(keys(snapshot.table("clients"), "number")) if number}
    for line in lines:
        at = places.get(line.number)
        if line.is_withdrawn or at is None:
            continue
        if line.basis == "contract":
            why = "consent_contract"
        elif line.purpose != OWN_GOODS:
            why = "consent_customer_purpose"
        elif countries[at] not in settings.mail.customer_countries:
            why = "consent_customer_not_allowed"
        elif bases.of_customer(at, line.number, today) is None:
            why = "consent_customer_no_purchase"
        else:
            continue
        anchor, value = table.anchors[line.position], table.values("basis")[line.position]
        yield Problem("consent-without-effect", "consents", anchor, "basis", value, details={"reason": words.say(why)})
