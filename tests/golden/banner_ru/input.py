"""A Russian client base as people keep it: a banner over the table, the header in row 4, a note two rows below."""

import datetime as dt
from pathlib import Path
from typing import Any

from tests.workbooks import write

TODAY = "2026-11-22"
ROWS = (
    ("База клиентов салона «Лаванда»",),
    ("обновлять каждую пятницу!",),
    (),
    ("ФИО", "Тел.", "Эл. почта", "ДР", "Город", "Откуда узнал", "Комментарий"),
    ("Иванова Мария Петровна", "8 (912) 345-67-89", "maria@example.com", dt.date(1986, 11, 24), "Москва", "Сайт", None),
    ("Петров Пётр", 79123456790.0, "petrov@gmial.com", "31.02.1979", "г. Тверь", None, "звонить после 18"),
    (
        "ООО «Ромашка»",
        "8 (495) 123-45-67 доб. 12, 8 916 000 11 22",
        "info@romashka.example",
        None,
        "Москва",
        None,
        None,
    ),
    ("Иванова Мария Петровна", "8 912 345 67 89", None, None, "Москва", None, "вторая карточка?"),
    ("сидоров иван", "не дал", "sidorov@ex ample.com", "5 марта", None, "Сайт", None),
    (),
    (),
    ("* телефоны проверила Оля",),
)


def build(folder: Path) -> None:
    """Write clients.xlsx."""

    def banner(book: Any, sheet: Any) -> None:
        sheet.merge_range(0, 0, 0, 6, ROWS[0][0], book.add_format({"bold": True, "font_size": 16}))
        sheet.freeze_panes(4, 1)

    write(folder / "clients.xlsx", {"Клиенты 2026": ROWS, "Черновик": [("посчитать скидки",)]}, banner)
