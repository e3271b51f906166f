"""The stable form of a month: its days in order, each with all that stands on it."""

from sheetcrm.report.as_json import VERSION, Form
from sheetcrm.report.calendar import Month


def calendar_form(month: Month) -> Form:
    """One entry for each day of the month, empty ones too; tell events apart by `kind`."""
    days = [day for week in month.weeks for day in week if day.of_month]
    return {
        "version": VERSION,
        "report": "calendar",
        "month": f"{month.year:04}-{month.month:02}",
        "days": [
            {
                "date": day.day.isoformat(),
                "day_off": any(event.off for event in day.events),
                "events": [
                    {"kind": event.kind, "text": event.text, "number": event.owner or None} for event in day.events
                ],
            }
            for day in days
        ],
    }
