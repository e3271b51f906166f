"""Which rows people have filled; what only the robot or a formula put there makes no client and no problem."""

import numpy as np
import numpy.typing as npt

from sheetcrm.model.snapshot import OWN, Table, missing
from sheetcrm.model.tabs import BY_NAME


def filled_by_people(table: Table) -> npt.NDArray[np.bool_]:
    """Which rows hold anything that was typed: formulas drawn down below the last client are no clients.

    A row of which only the robot's part is left is none either.
    """
    filled = np.zeros(len(table), dtype=bool)
    tab = BY_NAME.get(table.tab)
    calculated: dict[str, list[int]] = {}
    for anchor, field in table.formulas:
        position = table.positions.get(anchor)
        if position is not None:
            calculated.setdefault(field, []).append(position)
    for field, column in table.columns.items():
        spec = tab.column(field) if tab is not None and not field.startswith(OWN) else None
        if spec is not None and spec.robot:
            continue
        typed = ~missing(column)
        typed[calculated.get(field, [])] = False
        filled |= typed
        if filled.all():
            break
    return filled
