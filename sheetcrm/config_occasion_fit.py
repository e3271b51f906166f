"""What of an entry of the occasions file does not fit together, although each of its settings is well formed."""

from collections.abc import Iterable, Iterator, Mapping
from difflib import get_close_matches

from sheetcrm.model.choices import CHOICES
from sheetcrm.model.settings import WHENS, Occasion
from sheetcrm.model.snapshot import OWN
from sheetcrm.model.tabs import BY_NAME, Tab


def misfits(occasion: Occasion) -> list[tuple[str, str]]:
    """Setting and fault of each: columns that are not there, spans that can never come true, misspelt entries."""
    faults: list[tuple[str, str]] = []
    clients = BY_NAME["clients"]
    tab = BY_NAME.get(occasion.tab)
    if tab is None or (tab is not clients and tab.column("client_number") is None):
        return [("tab", f"must be a tab whose rows belong to a client, not {occasion.tab!r}")]
    if occasion.when == "date":
        faults += _unfit_columns(occasion, tab)
    elif occasion.tab != WHENS[occasion.when]:
        faults.append(("tab", f"must be {WHENS[occasion.when]!r} for {occasion.when!r}, or be left out"))
    for name in ("only", "unless", "also", "task_only"):
        limits: Mapping[str, tuple[str, ...]] = getattr(occasion, name)
        faults += [(name, f"{tab.key}.{field} is not a column") for field in limits if not _is_limited_by(tab, field)]
        faults += [(name, fault) for field, keys in limits.items() for fault in _misspelt(tab, field, keys)]
    for field in occasion.always_task:
        if clients.column(field) is None:
            faults.append(("always_task", f"clients.{field} is not a column"))
    for name, texts in (("action", occasion.action), ("gift", occasion.gift)):
        unknown = [tier for tier in texts if tier not in ("", *CHOICES["tier"])]
        faults += [(name, f"{tier!r} is no tier; known: {', '.join(CHOICES['tier'])}") for tier in unknown]
    if occasion.consent is not None and not _is_yes_no(clients, occasion.consent):
        faults.append(("consent", f"must be a yes/no column of the clients; {occasion.consent!r} is none"))
    if occasion.also and not occasion.countries:
        faults.append(("also", "needs countries: it lets pass whom they would stop"))
    if occasion.stale_days < occasion.after_days:
        faults.append(("stale_days", "must not be less than after_days, or no task is ever made"))
    if 0 < occasion.apology_days <= occasion.stale_days:
        faults.append(("apology_days", "must be more than stale_days: until then no apology is needed"))
    longest = max(occasion.stale_days, occasion.apology_days)
    if occasion.repeat == "yearly" and occasion.lead_days + longest >= _YEAR:
        name = "stale_days" if longest == occasion.stale_days else "apology_days"
        faults.append((name, "together with lead_days must stay below a year when it repeats yearly"))
    return faults


_YEAR = 365


def _unfit_columns(occasion: Occasion, tab: Tab) -> list[tuple[str, str]]:
    kinds = ("date", "birthday") if occasion.repeat == "yearly" else ("date",)
    wanted = "a column of dates" if occasion.repeat == "yearly" else "a column of full dates"
    faults: list[tuple[str, str]] = []
    for name, field in (("field", occasion.field), ("else_field", occasion.else_field)):
        column = tab.column(field) if field is not None else None
        if field is not None and (column is None or column.kind not in kinds):
            faults.append((name, f"must be {wanted}; {occasion.tab}.{field} is none"))
    return faults


def _is_limited_by(tab: Tab, field: str) -> bool:
    """Whether a limit names a column: of the row, of its client (`client.tier`), or the team's own (`own:Segment`)."""
    if field.startswith("client.") and tab.key != "clients":
        tab, field = BY_NAME["clients"], field.removeprefix("client.")
    return field.startswith(OWN) or tab.column(field) is not None


def _misspelt(tab: Tab, field: str, keys: Iterable[str]) -> Iterator[str]:
    """Faults of entries that look like one of ours and are none; a team's own entries look like none of them."""
    if field.startswith("client."):
        tab, field = BY_NAME["clients"], field.removeprefix("client.")
    column = tab.column(field)
    known = CHOICES.get(column.choices or "", ()) if column is not None else ()
    if column is not None and column.kind == "yes_no":
        known = CHOICES["yes_no"]
    for key in keys:
        if key not in known and (meant := get_close_matches(key, known, 1, cutoff=0.8)):
            yield f"{key!r} is not an entry of {field}; perhaps {meant[0]!r}"


def _is_yes_no(tab: Tab, field: str) -> bool:
    column = tab.column(field)
    return column is not None and column.kind == "yes_no"
