"""createDeveloperMetadata, updateDeveloperMetadata, deleteDeveloperMetadata; what they mean stands in `metadata`."""

from tests.google_server import metadata
from tests.google_server.model import Json
from tests.google_server.requests.acting import Act


def create_developer_metadata(act: Act, request: Json) -> Json:
    """Attach a tag to the spreadsheet, a sheet, a row or a column."""
    return {"developerMetadata": metadata.create(act.book, request.get("developerMetadata", {}), act.where)}


def update_developer_metadata(act: Act, request: Json) -> Json:
    """Change every tag that a filter finds."""
    changed = metadata.update(act.book, request, act.where)
    return {"developerMetadata": changed} if changed else {}


def delete_developer_metadata(act: Act, request: Json) -> Json:
    """Remove every tag that the filter finds."""
    deleted = metadata.delete(act.book, request.get("dataFilter", {}), act.where)
    return {"deletedDeveloperMetadata": deleted} if deleted else {}
