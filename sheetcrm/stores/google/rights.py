"""What the robot may do with a spreadsheet, found out by a request that changes nothing."""

from sheetcrm.errors import WorkbookUnusable
from sheetcrm.stores.google.calls import CallRefused, Calls, CallUnclear
from sheetcrm.stores.google.cells import Json

_NOTHING: Json = {"developerMetadataLookup": {"metadataKey": "sheetcrm: no such key"}}


def may_write(calls: Calls) -> bool:
    """Whether the robot is an editor: it asks to delete metadata of a key that nobody uses.

    Google looks at the rights before it looks for the metadata, so only 403 means no; that nothing was found may be
    told as success or as 400.
    """
    body: Json = {"requests": [{"deleteDeveloperMetadata": {"dataFilter": _NOTHING}}]}
    try:
        calls.write(":batchUpdate", body, {"fields": "spreadsheetId"})
    except CallRefused as refused:
        if refused.code == 400:
            return True
        if refused.code == 403 and refused.status:
            return False
        raise calls.as_error(refused) from refused
    except CallUnclear as unclear:
        raise WorkbookUnusable("google-outage", path=calls.key) from unclear
    return True
