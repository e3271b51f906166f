"""Refusals of the Drive API, which have another form than those of Sheets: a list of errors with reasons."""

from typing import Any

from tests.google_server.errors import ApiError


class DriveError(ApiError):
    """A refusal with its reason and, where a parameter is at fault, which one."""

    def __init__(self, code: int, message: str, reason: str, parameter: str = "") -> None:
        super().__init__(code, message)
        self.reason = reason
        self.parameter = parameter

    def body(self) -> dict[str, Any]:
        one: dict[str, Any] = {"message": self.message, "domain": "global", "reason": self.reason}
        if self.parameter:
            one |= {"location": self.parameter, "locationType": "parameter"}
        return {"error": {"code": self.code, "message": self.message, "errors": [one]}}


def file_not_found(file_id: str) -> DriveError:
    """The 404 for a file that is not there or not shared."""
    return DriveError(404, f"File not found: {file_id}.", "notFound", "fileId")


def bad_value(parameter: str, message: str = "Invalid Value") -> DriveError:
    """The 400 for a parameter that cannot be read."""
    return DriveError(400, message, "invalid", parameter)


def not_permitted() -> DriveError:
    """The 403 for somebody who sees the file but may not do this."""
    message = "The user does not have sufficient permissions for this file."
    return DriveError(403, message, "insufficientFilePermissions")
