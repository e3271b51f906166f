"""The mailings of the demo's team: one that goes out at once, one planned, one that nobody has ordered yet."""

import datetime as dt
from collections.abc import Iterator

from sheetcrm.model.cells import CellValue
from sheetcrm.model.changes import AddRow
from sheetcrm.model.settings import Settings
from sheetcrm.words import Words

_AHEAD = 14
_ROWS: tuple[tuple[str, str, str, tuple[str, ...], bool, bool], ...] = (
    ("review", "review_request", "offers", ("regular",), False, True),
    ("return", "win_back", "offers", ("dormant",), True, True),
    ("new_year", "new_year", "greetings", ("customer", "regular"), False, False),
)
"""Name among the demo's words, letter, purpose, statuses meant, whether it waits for its day, whether it is ordered."""


def demo_mailings(settings: Settings, words: Words, today: dt.date) -> Iterator[AddRow]:
    """The rows for the tab Mailings of the demo, with conditions on the column Status under the team's own header."""
    mapping = settings.tabs.get("mailings")
    clients = settings.tabs.get("clients")
    if mapping is None or clients is None or "status" not in clients.columns:
        return
    for name, letter, purpose, statuses, waits, ordered in _ROWS:
        meant = ", ".join(words.choice("client_status", status) for status in statuses)
        cells: dict[str, CellValue] = {
            "mailing": words.say(f"demo_mailing_{name}"),
            "letter": letter,
            "purpose": words.choice("mailing_purpose", purpose),
            "segment": f"{clients.columns['status']}: {meant}",
            "send_on": today + dt.timedelta(days=_AHEAD) if waits else None,
            "order": words.choice("mailing_order", "send") if ordered else None,
        }
        yield AddRow("mailings", {f: v for f, v in cells.items() if f in mapping.columns}, f"demo:{name}", "letter")
