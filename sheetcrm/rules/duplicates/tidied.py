"""The tidy spelling of a cell that a merge writes, so that the next run finds nothing to tidy there."""

from sheetcrm.model.cells import CellValue
from sheetcrm.model.settings import Settings
from sheetcrm.rules.reading import context_of, kind_of, read_values


def tidied(cell: CellValue, field: str, settings: Settings) -> CellValue:
    """The value as `tidy_values` would leave it in that column of Clients.

    >>> tidied("ANNA  Kowalska", "name", Settings(tidy={"clients.name": "write"})), tidied("a  b", "name", Settings())
    ('ANNA Kowalska', 'a  b')
    """
    if cell is None or settings.tidy_mode("clients", field) != "write":
        return cell
    reading = read_values([cell], kind_of("clients", field), context_of(settings))[0]
    return cell if reading.normal is None or reading.findings else reading.normal
