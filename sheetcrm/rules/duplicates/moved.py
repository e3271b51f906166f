"""What comes of moving a client into another one or back: changes and remarks, or a refusal; codes, no sentences."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from sheetcrm.model.changes import Change


@dataclass(frozen=True, slots=True)
class Remark:
    """Something people should know about a move that was made; its text is `duplicates_remark_<code>` in `words`."""

    code: str
    details: Mapping[str, object] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Merged:
    """The changes of a move, in the order in which they must be seen, and what is to be said about it."""

    changes: tuple[Change, ...]
    remarks: tuple[Remark, ...] = ()


@dataclass(frozen=True, slots=True)
class Refused:
    """Why nothing was moved; its text is `duplicates_refused_<code>` in `words`."""

    code: str
    details: Mapping[str, object] = field(default_factory=dict)
