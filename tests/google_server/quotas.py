"""The Sheets API's own limits: reads and writes a minute, per user and per project; counted by full minutes."""

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field

from tests.google_server.errors import ApiError

_NAMES = {"read": ("Read", "read_requests"), "write": ("Write", "write_requests")}
_HELP = "https://cloud.google.com/docs/quotas/help/request_increase"


@dataclass
class Quotas:
    """Counts requests; refuses those above a limit when `enforced`. Numbers are per minute."""

    clock: Callable[[], float]
    enforced: bool = False
    per_user: dict[str, int] = field(default_factory=lambda: {"read": 60, "write": 60})
    per_project: dict[str, int] = field(default_factory=lambda: {"read": 300, "write": 300})
    refused: int = 0
    minute: int = -1
    used: Counter[tuple[str, ...]] = field(default_factory=Counter)

    def count(self, kind: str, project: str, person: str) -> None:
        """Count one request of a kind ("read", "write"); a refused one is not counted as used."""
        minute = int(self.clock() // 60)
        if minute != self.minute:
            self.minute = minute
            self.used.clear()
        user, whole = (kind, project, person), (kind, project)
        if self.enforced:
            for key, limits, suffix in ((user, self.per_user, " per user"), (whole, self.per_project, "")):
                if self.used[key] >= limits[kind]:
                    self.refused += 1
                    raise exceeded(kind, suffix, limits[kind], project)
        self.used[user] += 1
        self.used[whole] += 1


def exceeded(kind: str, suffix: str, limit: int, project: str) -> ApiError:
    """The 429 for a kind of request; `suffix` is " per user" or nothing."""
    name, metric = _NAMES[kind]
    unit = "1/min/{project}/{user}" if suffix else "1/min/{project}"
    told = {
        "consumer": f"projects/{project}",
        "quota_limit": f"{name}RequestsPerMinutePer{'User' if suffix else 'Project'}",
        "quota_limit_value": str(limit),
        "quota_location": "global",
        "quota_metric": f"sheets.googleapis.com/{metric}",
        "quota_unit": unit,
        "service": "sheets.googleapis.com",
    }
    message = (
        f"Quota exceeded for quota metric '{name} requests' and limit '{name} requests per minute{suffix}' of service "
        f"'sheets.googleapis.com' for consumer 'project_number:{project}'."
    )
    details = [
        {
            "@type": "type.googleapis.com/google.rpc.ErrorInfo",
            "reason": "RATE_LIMIT_EXCEEDED",
            "domain": "googleapis.com",
            "metadata": told,
        },
        {
            "@type": "type.googleapis.com/google.rpc.Help",
            "links": [{"description": "Request a higher quota limit.", "url": _HELP}],
        },
    ]
    return ApiError(429, message, details=details)
