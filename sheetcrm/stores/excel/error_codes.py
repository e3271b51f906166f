"""Every code the lossless floor raises or reports, with an English sentence: what, where, what to do.

A code is never renamed; sentences in other languages are made elsewhere from the same details.
"""

ERROR_CODES: dict[str, str] = {
    "no-such-file": "There is no file {path}. Check the path in the config, or make a workbook there with init.",
    "not-a-file": "{path} is not a file but a folder or a device. Give the path of the workbook itself.",
    "unreadable": "{path} could not be read ({reason}). Check that the file is there and that you may open it.",
    "empty-file": "{path} is empty (0 bytes). Restore it from a backup or from the bin.",
    "password": (
        "{path} is protected by a password. Open it in Excel, remove the password under File > Info, save, try again."
    ),
    "old-xls": "{path} is in the old Excel format (.xls). Open it and save it as .xlsx, then give the new file.",
    "opendocument": "{path} is an OpenDocument sheet (.ods). Open it and save it as .xlsx, then give the new file.",
    "binary-workbook": (
        "{path} is a binary workbook (.xlsb). Open it in Excel and save it as .xlsx, then give the new file."
    ),
    "csv": "{path} is a text file. Bring it in with import, or open it in a spreadsheet program and save it as .xlsx.",
    "not-a-workbook": "{path} is not an Excel workbook. Give a file that Excel saved as .xlsx or .xlsm.",
    "damaged-zip": "{path} is damaged (part {part}). Open it in Excel, let it repair and save it, or restore a backup.",
    "unusual-zip": "{path} is packed in a way that Excel does not use (part {part}). Open it and save it again.",
    "duplicate-part": "{path} holds the part {part} twice. Open it in Excel and save it again.",
    "missing-part": "{path} lacks the part {part}. Open it in Excel, let it repair and save it, or restore a backup.",
    "zip-bomb": "{path} unpacks to far more than it says or than is sensible (part {part}). It was not opened.",
    "too-large": "{path} is larger than {limit} bytes allow. Split the workbook or remove what is not needed.",
    "dtd": "{path} holds a document type declaration (part {part}), which Excel never writes. It was not opened.",
    "signed": (
        "{path} carries a digital signature, which any change would break. Remove it in Excel under File > Info first."
    ),
    "shared-revisions": (
        "{path} is shared in the old way with a history of changes. Stop sharing it in Excel, then try again."
    ),
    "unusual-encoding": "{path} is not written in UTF-8 (part {part}). Open it in Excel and save it again.",
    "unusual-xml": (
        "{path} is built in a way that cannot be edited safely (part {part}). Open it in Excel and save it again."
    ),
    "unknown-namespace": (
        "{path} uses a form of the format that is not known ({namespace}, part {part}). Save it in Excel again."
    ),
    "unusual-rows": "{path} has rows out of order near row {row} (part {part}). Open it in Excel and save it again.",
    "not-a-worksheet": "{sheet} in {path} is a chart or a macro sheet, not one with rows. Name another tab.",
    "no-such-sheet": "There is no tab {sheet} in {path}. Check the name, capital letters and blanks included.",
    "sheet-exists": "There is a tab {sheet} in {path} already. Rename that tab or choose another name.",
    "bad-sheet-name": "Excel does not allow a tab to be called {sheet}: up to 31 characters, none of [ ] : * ? / \\.",
    "cannot-read": "{path} could not be read as a workbook ({reason}). Open it in Excel, save it, try again.",
    "verify-failed": (
        "The new file for {path} did not read back as it should ({reason}). The workbook was left as it was."
    ),
    "open-in-program": (
        "{person} has {path} open in {program} since {since}. Nothing was written; the next run tries again."
    ),
    "stale-lock": (
        "{path} seems to be open in {program} ({person}, {since}), but that note ({note}) looks forgotten. "
        "If nobody has the file open, run again with force."
    ),
    "changed-since-read": "{path} was saved by somebody while this run was deciding. Nothing was written; run again.",
    "disk-full": "There is no room to save {path} ({reason}). The workbook is as it was; free some space, run again.",
    "read-only": "{path} is on a disk that cannot be written ({reason}). The workbook is as it was.",
    "no-permission": (
        "You may not write {path} ({reason}). The workbook is as it was; check the rights of file and folder."
    ),
    "write-failed": "{path} could not be saved ({reason}). The workbook is as it was.",
}

REFUSALS: dict[str, str] = {
    "formula": "The cell holds a formula, which is never overwritten.",
    "array-formula": "The cell belongs to the range of an array formula.",
    "data-table": "The cell belongs to a what-if data table.",
    "pivot-table": "The cell belongs to a pivot table, which draws its cells itself.",
    "totals-row": "The cell belongs to the totals row of a table.",
    "merged-cell": "The cell lies hidden in a merged area; only its top left cell can be written.",
    "table-header": (
        "The heading of a table column cannot be changed to that: a formula names it, or another column has it."
    ),
    "text-too-long": "The text is longer than the 32,767 characters a cell can hold.",
    "not-a-number": "The value is not a finite number.",
    "date-too-early": "The date lies before the first day this workbook can hold (1900 or 1904).",
    "outside-grid": "There is no such row or column in a sheet.",
    "validation-overlaps": "People have set a validation on some of these cells; it was kept instead of ours.",
}
