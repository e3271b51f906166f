"""Drawing one sheet of rows: header, widths, formats, and everything people add by hand around them."""

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from sheetcrm.demo.market import Cell, Formula, Market, Row

INK, LAVENDER, PALE, LINE = "#2B2340", "#6B4E9B", "#F3EEFA", "#D9D2E6"
HIGHEST_ROW = 400
"""The last row people stretched their drop-down lists and colours to."""

_WIDTHS: Mapping[str, float] = {
    "number": 11, "name": 30, "phone": 21, "phone_again": 18, "email": 30, "birthday": 14, "city": 17, "status": 15,
    "tier": 12, "consent_greetings": 14, "next_contact": 14, "manager": 12, "tags": 25, "comment": 38,
    "company": 30, "tax_id": 16, "postal_code": 10, "source": 17, "consent_offers": 11, "verified_on": 14,
    "call_window": 18, "budget": 14, "iban": 32, "website": 25, "leaving_reason": 20, "client": 30, "title": 34,
    "stage": 18, "sum": 14, "paid": 10, "opened_on": 12, "closed_on": 12, "next_step": 22, "next_step_on": 13,
    "refusal_reason": 20, "product": 32, "notes": 42, "deal": 11, "result": 18, "contacted_on": 12, "bought_on": 12,
    "position": 22, "role": 20, "attitude": 16, "run_out_days": 16, "own:specialist": 17, "own:shoe": 11,
    "own:religion": 14, "own:old": 12, "relation": 17, "occasion": 18, "date": 14,
    "due_on": 12, "action": 40, "assignee": 14, "task_status": 14, "postponed_to": 14,
}  # fmt: skip
_MONEY = frozenset({"sum", "budget", "price"})
_CENTRED = frozenset(
    {"number", "consent_greetings", "consent_offers", "own:shoe", "quantity", "influence", "agreement"}
)


@dataclass(slots=True)
class Pen:
    """What drawing needs: the open XlsxWriter workbook, the market's formats, and formats already made."""

    workbook: Any
    market: Market
    made: dict[tuple[tuple[str, Any], ...], Any] = field(default_factory=dict)

    def format(self, **properties: Any) -> Any:
        """A cell format; asking for the same one again gives the same one."""
        key = tuple(sorted(properties.items()))
        if key not in self.made:
            self.made[key] = self.workbook.add_format({"font_color": INK, "valign": "vcenter", **properties})
        return self.made[key]


def draw_rows(
    pen: Pen, sheet: Any, headers: Mapping[str, str], rows: Sequence[Row], top: int = 0, left: int = 0
) -> dict[str, int]:
    """Draw header and rows with the header in row `top` (from 0); gives the column of each field (from 0)."""
    columns = {name: left + at for at, name in enumerate(headers)}
    head = pen.format(
        bold=True, font_color="#FFFFFF", bg_color=LAVENDER, border=1, border_color=LINE, text_wrap=True, align="center"
    )
    sheet.set_row(top, 30)
    for name, column in columns.items():
        sheet.set_column(column, column, _WIDTHS.get(name, 14))
        sheet.write_string(top, column, headers[name], head)
    for at, row in enumerate(rows, start=top + 1):
        for name, column in columns.items():
            write_cell(pen, sheet, at, column, name, row.get(name))
    return columns


def write_cell(pen: Pen, sheet: Any, row: int, column: int, name: str, value: Cell) -> None:
    """Write one value as its kind asks; people's texts stay texts, whatever they look like."""
    look: dict[str, Any] = {"border": 1, "border_color": LINE}
    if name in _CENTRED:
        look["align"] = "center"
    if value is None:
        sheet.write_blank(row, column, None, pen.format(**look))
    elif isinstance(value, Formula):
        sheet.write_formula(row, column, value.text, pen.format(**look, **_number_look(pen, name)), value.result)
    elif isinstance(value, dt.date | dt.datetime):
        sheet.write_datetime(
            row, column, value, pen.format(**look, num_format=pen.market["date_format"], align="center")
        )
    elif isinstance(value, str):
        sheet.write_string(row, column, value, pen.format(**look))
    else:
        sheet.write_number(row, column, value, pen.format(**look, **_number_look(pen, name)))


def banner(pen: Pen, sheet: Any, last_column: int, title: str, line: str, note: str) -> None:
    """The coloured head over a table: three rows, merged from the first column to the last."""
    big = pen.format(bold=True, font_size=18, font_color="#FFFFFF", bg_color=LAVENDER, indent=1)
    small = pen.format(font_color="#FFFFFF", bg_color="#8467B5", indent=1)
    sheet.set_row(0, 30)
    sheet.merge_range(0, 0, 0, last_column, title, big)
    sheet.merge_range(1, 0, 1, last_column, line, small)
    sheet.merge_range(2, 0, 2, last_column, note, pen.format(italic=True, bg_color=PALE, indent=1))


def colour_when(pen: Pen, sheet: Any, column: int, top: int, colours: Mapping[str, tuple[str, str]]) -> None:
    """Colour the cells of a column that hold a text: text -> (letters, ground)."""
    for text, (letters, ground) in colours.items():
        look = pen.workbook.add_format({"font_color": letters, "bg_color": ground})
        rule = {"type": "cell", "criteria": "==", "value": f'"{text}"', "format": look}
        sheet.conditional_format(top, column, HIGHEST_ROW, column, rule)


def _number_look(pen: Pen, name: str) -> dict[str, Any]:
    return {"num_format": pen.market["money_format"]} if name in _MONEY else {}
