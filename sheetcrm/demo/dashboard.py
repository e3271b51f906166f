"""The summary sheet somebody built for the Monday meeting: logo, figures by formulas, a table and two charts.

Every formula carries its result, for a spreadsheet stores one and readers without a calculator rely on it.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sheetcrm.demo.logo import logo
from sheetcrm.demo.market import Formula, Market, Row
from sheetcrm.demo.sheets import HIGHEST_ROW, INK, LAVENDER, LINE, PALE, Pen

_COLOURS = ("#C9B6E4", "#A98FD0", "#6B4E9B", "#3F8F6B", "#E0A458", "#B0565B")


@dataclass(frozen=True, slots=True)
class Place:
    """Where a column of a sheet stands: sheet, column letter, first row with values (as people count)."""

    title: str
    letter: str
    first_row: int

    @property
    def range(self) -> str:
        """The column as a formula names it."""
        return f"'{self.title}'!${self.letter}${self.first_row}:${self.letter}${HIGHEST_ROW}"


def draw_dashboard(pen: Pen, sheet: Any, places: Mapping[str, Place], tabs: Mapping[str, Sequence[Row]]) -> None:
    """Draw the summary; `places` are the columns its formulas look at, named `tab.field`."""
    market = pen.market
    sheet.hide_gridlines(2)
    sheet.set_column(0, 0, 2)
    sheet.set_column(1, 8, 15)
    sheet.set_row(1, 42)
    sheet.set_row(2, 20)
    sheet.insert_image(1, 1, "logo.png", {"image_data": logo(), "x_scale": 0.86, "y_scale": 0.86, "x_offset": 6,
                                          "description": market["business"]["name"]})  # fmt: skip
    sheet.merge_range(1, 2, 1, 8, market["business"]["name"], pen.format(bold=True, font_size=22, font_color=LAVENDER))
    sheet.merge_range(
        2, 2, 2, 8, f"{market['business']['summary']} · {market['business']['line']}", pen.format(italic=True)
    )
    _draw_tiles(pen, sheet, _figures(market, places, tabs))
    top = 9
    _draw_table(pen, sheet, top, market.label("status"), market.label("count"), "status", places["clients.status"],
                [row.get("status") for row in tabs["clients"]], 1)  # fmt: skip
    _draw_table(pen, sheet, top, market.label("deals"), market.label("count"), "stage", places["deals.stage"],
                [row.get("stage") for row in tabs["deals"]], 5, market.label("number_of_deals"))  # fmt: skip
    name = market.title("summary")
    count = len(market["choices"]["status"])
    _chart(pen, sheet, "doughnut", market.label("chart"), name, (top + 1, top + count, 1), "B21")
    stages = len(market["choices"]["stage"])
    _chart(pen, sheet, "bar", market.label("deals"), name, (top + 1, top + stages, 5), "F21")


def _figures(
    market: Market, places: Mapping[str, Place], tabs: Mapping[str, Sequence[Row]]
) -> list[tuple[str, Formula, bool]]:
    """Label, formula and whether it is money."""
    regular, key = market.choice("status", "regular"), market.choice("tier", "key")
    names, statuses = places["clients.name"].range, places["clients.status"].range
    tiers, deals, sales = places["clients.tier"].range, places["deals.sum"].range, places["purchases.sum"].range
    clients = tabs["clients"]
    return [
        (market.label("number_of_clients"),
         Formula(f"=COUNTA({names})", sum(row.get("name") is not None for row in clients)), False),
        (market.label("regular"),
         Formula(f'=COUNTIF({statuses},"{regular}")', _count(clients, "status", regular)), False),
        (market.label("vip"), Formula(f'=COUNTIF({tiers},"{key}")', _count(clients, "tier", key)), False),
        (market.label("deals_sum"), Formula(f"=SUM({deals})", _sum(tabs["deals"])), True),
        (market.label("purchases_sum"), Formula(f"=SUM({sales})", _sum(tabs["purchases"])), True),
    ]  # fmt: skip


def _draw_tiles(pen: Pen, sheet: Any, figures: Sequence[tuple[str, Formula, bool]]) -> None:
    caption = pen.format(font_size=9, font_color="#6F6785", bg_color=PALE, align="center")
    sheet.set_row(6, 30)
    columns = (1, 2, 3, 4, 6)
    for at, (label, formula, is_money) in zip(columns, figures, strict=True):
        number = {"num_format": pen.market["money_format"]} if is_money else {}
        value = pen.format(bold=True, font_size=16, font_color=LAVENDER, bg_color=PALE, align="center", **number)
        if is_money:
            sheet.merge_range(5, at, 5, at + 1, label, caption)
            sheet.merge_range(6, at, 6, at + 1, "", value)
        else:
            sheet.write_string(5, at, label, caption)
        sheet.write_formula(6, at, formula.text, value, formula.result)


def _draw_table(
    pen: Pen, sheet: Any, top: int, label: str, count: str, choices: str, place: Place, values: Sequence[object],
    column: int, count_label: str = "",
) -> None:  # fmt: skip
    head = pen.format(bold=True, font_color="#FFFFFF", bg_color=LAVENDER)
    sheet.merge_range(top, column, top, column + 1, label, head)
    right = pen.format(bold=True, font_color="#FFFFFF", bg_color=LAVENDER, align="right")
    sheet.write_string(top, column + 2, count_label or count, right)
    line = pen.format(bottom=1, bottom_color=LINE)
    for at, text in enumerate(pen.market["choices"][choices].values(), start=top + 1):
        sheet.merge_range(at, column, at, column + 1, text, line)
        found = sum(isinstance(value, str) and value.casefold() == text.casefold() for value in values)
        sheet.write_formula(at, column + 2, f'=COUNTIF({place.range},"{text}")', line, found)


def _chart(pen: Pen, sheet: Any, kind: str, title: str, name: str, block: tuple[int, int, int], cell: str) -> None:
    first, last, column = block
    chart = pen.workbook.add_chart({"type": kind})
    series: dict[str, Any] = {
        "name": title,
        "categories": [name, first, column, last, column],
        "values": [name, first, column + 2, last, column + 2],
    }
    if kind == "doughnut":
        series["points"] = [{"fill": {"color": colour}} for colour in _COLOURS]
    else:
        series |= {"fill": {"color": LAVENDER}, "gap": 60, "data_labels": {"value": True}}
        chart.set_y_axis({"reverse": True, "line": {"none": True}, "num_font": {"color": INK}})
        chart.set_x_axis({"visible": False, "major_gridlines": {"visible": False}})
        chart.set_legend({"none": True})
    chart.add_series(series)
    chart.set_title({"name": title, "name_font": {"size": 12, "color": INK}, "overlay": False})
    chart.set_size({"width": 428, "height": 260})
    chart.set_chartarea({"border": {"color": LINE}})
    sheet.insert_chart(cell, chart)


def _count(rows: Sequence[Row], field: str, text: str) -> int:
    return sum(row.get(field) == text for row in rows)


def _sum(rows: Sequence[Row]) -> int | float:
    return sum(value for row in rows if isinstance(value := row.get("sum"), int | float))
