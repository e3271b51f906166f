"""Writing the demo workbook: rows are made, spoiled, then drawn sheet by sheet, the same for the same seed and day."""

import datetime as dt
import os
from collections.abc import Sequence
from random import Random
from typing import Any

import xlsxwriter
from xlsxwriter.utility import xl_col_to_name

from sheetcrm.demo.circle import make_people, make_relatives
from sheetcrm.demo.dashboard import Place, draw_dashboard
from sheetcrm.demo.doubles import doubles
from sheetcrm.demo.market import Market, Row, market_of
from sheetcrm.demo.mess import Book, make_a_mess_of_clients, make_a_mess_of_the_rest, steady
from sheetcrm.demo.people import make_clients
from sheetcrm.demo.sheets import HIGHEST_ROW, INK, PALE, Pen, banner, colour_when, draw_rows
from sheetcrm.demo.trade import make_deals, make_log, make_products, make_purchases, make_tasks

HEADER_ROWS = {
    "clients": 4, "people": 1, "relatives": 3, "deals": 2, "purchases": 1, "log": 1, "tasks": 1, "products": 1,
}  # fmt: skip
"""Tab -> row of its header as people count; the relatives begin in column B."""

_STATUS_COLOURS = {
    "regular": ("#1E6B45", "#DDF3E6"), "lost": ("#8A3A3F", "#F9E1E2"), "lead": ("#7A5A10", "#FFF3D1"),
    "dormant": ("#6F6785", "#ECEAF1"),
}  # fmt: skip
_STAGE_COLOURS = {"done": ("#1E6B45", "#DDF3E6"), "lost": ("#8A3A3F", "#F9E1E2"), "offer": ("#7A5A10", "#FFF3D1")}
_MADE = dt.datetime(2019, 3, 4, 9, 0)
"""The creation date inside the file, fixed so that the same seed gives the same bytes."""


def write_demo(path: str | os.PathLike[str], language: str, today: dt.date, seed: int = 7) -> None:
    """Write the workbook of a small business as its people kept it before sheetcrm came.

    `language` is one of "ru", "pl", "ro", "en" (KeyError for others). Birthdays, calls and stocks that run out are
    set about `today`. A file that is there is replaced; OSError when it cannot be.
    """
    market = market_of(language)
    book = fill_book(market, today, seed)
    with xlsxwriter.Workbook(os.fspath(path), {"strings_to_urls": False, "strings_to_formulas": False}) as workbook:
        workbook.set_properties({"title": market["business"]["name"], "created": _MADE})
        workbook.set_calc_mode("auto")
        pen = Pen(workbook, market)
        titles = ("clients", "deals", "purchases", "log", "tasks", "people", "relatives", "products", "summary")
        sheets = {tab: workbook.add_worksheet(market.title(tab)) for tab in titles}
        places = _draw_clients(pen, sheets["clients"], book)
        places |= _draw_deals(pen, sheets["deals"], book.tabs["deals"])
        places |= _draw_purchases(pen, sheets["purchases"], book.tabs["purchases"])
        for tab in ("log", "tasks", "people"):
            _draw_plain(pen, sheets[tab], tab, book.tabs[tab])
        _draw_relatives(pen, sheets["relatives"], book.tabs["relatives"])
        _draw_products(pen, sheets["products"], book.tabs["products"])
        draw_dashboard(pen, sheets["summary"], places, book.tabs)
        for sheet in sheets.values():
            sheet.set_landscape()
            sheet.set_paper(9)
            sheet.fit_to_pages(1, 0)


def fill_book(market: Market, today: dt.date, seed: int) -> Book:
    """All rows of the workbook, slips included."""
    random = Random(seed)  # noqa: S311 - made-up people need no secrecy
    clients = make_clients(market, today, random)
    book = Book(market, today, clients)
    make_a_mess_of_clients(book, random)
    known = steady(clients)
    products = make_products(market)
    deals = make_deals(market, known, today, random)
    book.tabs = {
        "deals": deals,
        "log": make_log(market, known, deals, today, random),
        "tasks": make_tasks(market, known, today),
        "purchases": make_purchases(market, known, products, today, random),
        "products": products,
        "people": make_people(market, clients, today, random),
        "relatives": make_relatives(market, known, today, random),
    }
    make_a_mess_of_the_rest(book)
    book.tabs["clients"] = [*(client.cells for client in clients), *doubles(market, clients)]
    return book


def _draw_clients(pen: Pen, sheet: Any, book: Book) -> dict[str, Place]:
    market, rows = pen.market, book.tabs["clients"]
    headers, top = market.headers("clients"), HEADER_ROWS["clients"] - 1
    business = market["business"]
    banner(pen, sheet, len(headers) - 1, business["name"], business["line"], business["note"])
    columns = draw_rows(pen, sheet, headers, rows, top)
    for tab, field, first, last in book.merges:
        if tab == "clients":
            look = pen.format(border=1, border_color="#D9D2E6")
            value = rows[first].get(field)
            sheet.merge_range(top + 1 + first, columns[field], top + 1 + last, columns[field], value, look)
    hidden = columns["own:old"]
    sheet.set_column(hidden, hidden, 12, None, {"hidden": True})
    sheet.freeze_panes(top + 1, columns["name"] + 1)
    sheet.autofilter(top, 0, top + len(rows), len(headers) - 1)
    sheet.write_comment(top + 12, columns["phone"], market.texts("hand_comment")[0], {"author": "", "x_scale": 1.4})
    _offer_choices(sheet, columns["status"], top + 1, list(market["choices"]["status"].values()))
    _offer_choices(sheet, columns["tier"], top + 1, list(market["choices"]["tier"].values()))
    colours = {market.choice("status", key): look for key, look in _STATUS_COLOURS.items()}
    colour_when(pen, sheet, columns["status"], top + 1, colours)
    colour_when(pen, sheet, columns["tier"], top + 1, {market.choice("tier", "key"): ("#5B3A00", "#FFE29A")})
    due = pen.workbook.add_format({"font_color": "#8A3A3F", "bold": True})
    letter, first = xl_col_to_name(columns["next_contact"]), top + 2
    rule = {"type": "formula", "criteria": f'=AND({letter}{first}<>"",{letter}{first}<=TODAY())', "format": due}
    sheet.conditional_format(top + 1, columns["next_contact"], HIGHEST_ROW, columns["next_contact"], rule)
    sheet.repeat_rows(top)
    sheet.set_zoom(90)
    return {f"clients.{f}": _place(market, "clients", columns[f]) for f in ("name", "status", "tier")}


def _draw_deals(pen: Pen, sheet: Any, rows: Sequence[Row]) -> dict[str, Place]:
    market, headers, top = pen.market, pen.market.headers("deals"), HEADER_ROWS["deals"] - 1
    sheet.set_row(0, 26)
    title = f"{market.title('deals')} · {market['business']['name']}"
    sheet.merge_range(0, 0, 0, len(headers) - 1, title, pen.format(bold=True, font_size=14, bg_color=PALE, indent=1))
    columns = draw_rows(pen, sheet, headers, rows, top)
    sheet.freeze_panes(top + 1, 2)
    sheet.autofilter(top, 0, top + len(rows), len(headers) - 1)
    _offer_choices(sheet, columns["stage"], top + 1, list(market["choices"]["stage"].values()))
    colours = {market.choice("stage", key): look for key, look in _STAGE_COLOURS.items()}
    colour_when(pen, sheet, columns["stage"], top + 1, colours)
    bar = {"type": "data_bar", "bar_color": "#C9B6E4", "bar_solid": True}
    sheet.conditional_format(top + 1, columns["sum"], HIGHEST_ROW, columns["sum"], bar)
    return {f"deals.{f}": _place(market, "deals", columns[f]) for f in ("stage", "sum")}


def _draw_purchases(pen: Pen, sheet: Any, rows: Sequence[Row]) -> dict[str, Place]:
    """Purchases are a table in the spreadsheet's own sense."""
    headers = pen.market.headers("purchases")
    columns = draw_rows(pen, sheet, headers, rows)
    named = [{"header": header} for header in headers.values()]
    look = {"columns": named, "style": "Table Style Light 12", "name": "Purchases"}
    sheet.add_table(0, 0, len(rows), len(headers) - 1, look)
    sheet.freeze_panes(1, 0)
    return {"purchases.sum": _place(pen.market, "purchases", columns["sum"])}


def _draw_plain(pen: Pen, sheet: Any, tab: str, rows: Sequence[Row]) -> None:
    headers = pen.market.headers(tab)
    draw_rows(pen, sheet, headers, rows)
    sheet.freeze_panes(1, 0)
    sheet.autofilter(0, 0, len(rows), len(headers) - 1)


def _draw_relatives(pen: Pen, sheet: Any, rows: Sequence[Row]) -> None:
    title = f"{pen.market.title('relatives')} ♥"
    sheet.write_string(0, 1, title, pen.format(bold=True, font_size=14))
    sheet.set_column(0, 0, 3)
    draw_rows(pen, sheet, pen.market.headers("relatives"), rows, HEADER_ROWS["relatives"] - 1, left=1)
    sheet.freeze_panes(HEADER_ROWS["relatives"], 0)


def _draw_products(pen: Pen, sheet: Any, rows: Sequence[Row]) -> None:
    """Products have a line of text under the last row."""
    draw_rows(pen, sheet, pen.market.headers("products"), rows)
    sheet.write_string(len(rows) + 2, 0, pen.market["texts"]["products_note"], pen.format(italic=True, font_color=INK))
    sheet.freeze_panes(1, 0)


def _offer_choices(sheet: Any, column: int, top: int, texts: Sequence[str]) -> None:
    """A drop-down list as people make one; it warns, so that other texts can be pasted in all the same."""
    sheet.data_validation(
        top, column, HIGHEST_ROW, column, {"validate": "list", "source": list(texts), "error_type": "warning"}
    )


def _place(market: Market, tab: str, column: int) -> Place:
    return Place(market.title(tab), xl_col_to_name(column), HEADER_ROWS[tab] + 1)
