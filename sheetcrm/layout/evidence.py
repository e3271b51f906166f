"""What the values of a column speak for: shares of a sample that read as a phone, an address, a date and so on."""

import re
from collections.abc import Callable, Sequence
from functools import cached_property

from sheetcrm.layout.grid import Grid
from sheetcrm.layout.header_texts import squeeze
from sheetcrm.layout.value_tests import TESTS, Market, plain_text
from sheetcrm.model.cells import CellValue, canonical, is_result
from sheetcrm.model.tabs import Kind
from sheetcrm.words import choice_key

SAMPLE_ROWS = 200
_SPARSE = 12
_ROWS_FOR_SPARSE = 3000


def sample(grid: Grid, first: int, last: int, column: int) -> tuple[CellValue, ...]:
    """Up to 200 values of a column that can be worked with: half from the top, half spread over the rest.

    A column with next to nothing in those rows is looked at more closely.
    """
    rows = last - first + 1
    if rows <= SAMPLE_ROWS:
        numbers: Sequence[int] = range(first, last + 1)
    else:
        half = SAMPLE_ROWS // 2
        numbers = [*range(first, first + half), *range(first + half, last + 1, max(1, (rows - half) // half))]
    values = _values(grid, numbers, column)
    if len(values) < _SPARSE and rows > SAMPLE_ROWS:
        values = _values(grid, range(first, last + 1, max(1, rows // _ROWS_FOR_SPARSE)), column)
    return values[:SAMPLE_ROWS]


def _values(grid: Grid, numbers: Sequence[int], column: int) -> tuple[CellValue, ...]:
    found = (grid.cell(number, column) for number in numbers)
    return tuple(value for value in found if is_result(value) and not (isinstance(value, str) and not squeeze(value)))


class Evidence:
    """The sample of one column with the shares of it that fit a kind; each share is measured when first asked for."""

    def __init__(self, values: Sequence[CellValue], market: Market) -> None:
        self.values = values
        self._texts = tuple(plain_text(value) for value in values)
        self._market = market
        self._shares: dict[str, float] = {}

    def __len__(self) -> int:
        return len(self.values)

    def share(self, kind: str) -> float:
        """The share of the values that read as that kind; 0 when there are none."""
        if kind not in self._shares:
            test = TESTS[kind]
            self._shares[kind] = self._measure(lambda value, text: test(value, text, self._market))
        return self._shares[kind]

    def choice_share(self, list_name: str) -> float:
        """The share of the values that are entries of a choice list, in any language."""
        key = f"choice {list_name}"
        if key not in self._shares:
            self._shares[key] = self._measure(lambda value, text: choice_key(list_name, text) is not None)
        return self._shares[key]

    def _measure(self, test: Callable[[CellValue, str], bool]) -> float:
        if not self.values:
            return 0.0
        seen: dict[str, bool] = {}
        hits = 0
        for value, text in zip(self.values, self._texts, strict=True):
            if text not in seen:
                seen[text] = test(value, text)
            hits += seen[text]
        return hits / len(self.values)

    @cached_property
    def different(self) -> float:
        """How many of the values differ, as a share."""
        return len(set(self._texts)) / len(self._texts) if self._texts else 0.0

    @cached_property
    def is_counter(self) -> bool:
        """Whether the values number the rows: 1, 2, 3."""
        whole = [canonical(float(text)) for text in self._texts if re.fullmatch(r"\d+(\.0)?", text)]
        return len(whole) >= 2 and len(whole) * 10 >= len(self._texts) * 9 and whole[:3] == [1, 2, 3][: len(whole)]

    @cached_property
    def looks_like(self) -> str | None:
        """The kind that nearly all values have, where that can be told from the values alone."""
        if len(self.values) < 2:
            return None
        for kind in ("emails", "iban", "link", "date", "phones", "contacts", "company", "name", "number"):
            if self.share(kind) >= 0.7 and (kind != "contacts" or self.share("emails") >= 0.15):
                return kind
        return None


def fit(evidence: Evidence, kind: Kind, field: str, choices: str | None) -> float | None:
    """How well the values fit a field, 0 to 1; None when values say nothing about it."""
    if not evidence.values:
        return None
    if kind == "yes_no":
        return evidence.choice_share("yes_no")
    if kind == "choice":
        share = evidence.choice_share(choices or "")
        return share if choices not in (None, "legal_form") and (share >= 0.3 or evidence.different > 0.7) else None
    if field in ("surname", "first_name", "patronymic"):
        return evidence.share("one_word")
    if kind == "birthday":
        return evidence.share("birthday")
    return evidence.share(kind) if kind in _TELLING else None


_TELLING = frozenset(
    {
        "phones", "emails", "contacts", "date", "name", "company", "money", "number", "percent", "tax_id", "iban",
        "postal_code", "time_window",
    }
)  # fmt: skip
