"""Requests about BigQuery and Looker sources; no token of this server carries their scope, so there is none."""

from tests.google_server.errors import ApiError
from tests.google_server.model import Json
from tests.google_server.requests.acting import Act


def add_data_source(act: Act, request: Json) -> None:
    """Refused: it needs a scope that was not granted."""
    if "spec" not in request.get("dataSource", {}):
        raise act.refused("No data source specification is set.")
    raise _without_scope()


def update_data_source(act: Act, request: Json) -> None:
    """Refused: there is no source."""
    raise _unknown(act, request.get("dataSource", {}).get("dataSourceId", ""))


def delete_data_source(act: Act, request: Json) -> None:
    """Refused: there is no source."""
    raise _unknown(act, request.get("dataSourceId", ""))


def refresh_data_source(act: Act, request: Json) -> Json:
    """All of no sources are refreshed at once; a named one is refused."""
    return _of_all(act, request)


def cancel_data_source_refresh(act: Act, request: Json) -> Json:
    """All of no refreshes are cancelled at once; a named one is refused."""
    return _of_all(act, request)


def _of_all(act: Act, request: Json) -> Json:
    if request.get("isAll"):
        return {}
    if "dataSourceId" in request:
        raise _unknown(act, request["dataSourceId"])
    if request.get("references", {}).get("references"):
        raise act.refused("No data source object at the given reference.")
    raise act.refused("Exactly one of references, dataSourceId or isAll must be specified.")


def _unknown(act: Act, number: str) -> ApiError:
    return act.refused(f"No data source with id: {number}")


def _without_scope() -> ApiError:
    return ApiError(403, "Request had insufficient authentication scopes.")
