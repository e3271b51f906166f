"""Which store holds the workbook of the settings; one line per store, and the libraries of the others stay unloaded."""

from sheetcrm.model.settings import Settings
from sheetcrm.stores.base import Store


def open_store(settings: Settings, *, force_lock: bool = False, may_ask: bool = False) -> Store:
    """The store of the workbook that the settings name.

    `force_lock`: write into a file although a left-over lock says that it is open. `may_ask`: a person is there who
    can be sent to the browser to let the robot in.
    """
    if settings.spreadsheet:
        from sheetcrm.stores.google.store import GoogleStore

        return GoogleStore(settings, may_ask=may_ask)
    from sheetcrm.stores.excel.store import ExcelStore

    return ExcelStore(settings, force_lock=force_lock)
