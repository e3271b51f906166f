"""What becomes of rows or columns when some are inserted, deleted or moved: pure arithmetic, ends stand outside."""

from typing import NamedTuple


class Inserted(NamedTuple):
    """`number` new ones stand in front of what was at `at`.

    They belong to nothing that only touches them, unless they join what ended before or begins after them.
    """

    at: int
    number: int
    joins_before: bool = False
    joins_after: bool = False

    def span(self, start: int, end: int) -> tuple[int, int] | None:
        """Where a span is now: it grows when the new ones stand inside it.

        >>> Inserted(2, 3).span(0, 2), Inserted(2, 3).span(1, 4), Inserted(2, 3).span(2, 4)
        ((0, 2), (1, 7), (5, 7))
        """
        return self.start(start), end + self.number * (end > self.at or (end == self.at and self.joins_before))

    def start(self, start: int) -> int:
        """Where a span without an end begins now."""
        return start + self.number * (start > self.at or (start == self.at and not self.joins_after))


class Deleted(NamedTuple):
    """Those from `begin` to `end` are gone."""

    begin: int
    end: int

    def span(self, start: int, end: int) -> tuple[int, int] | None:
        """What is left of a span.

        >>> Deleted(2, 4).span(0, 3), Deleted(2, 4).span(2, 4), Deleted(2, 4).span(5, 6)
        ((0, 2), None, (3, 4))
        """
        left = self._fallen(start), self._fallen(end)
        return left if left[0] < left[1] else None

    def start(self, start: int) -> int:
        """Where a span without an end begins now."""
        return self._fallen(start)

    def _fallen(self, index: int) -> int:
        if index <= self.begin:
            return index
        return self.begin if index < self.end else index - (self.end - self.begin)


class Moved(NamedTuple):
    """Those from `begin` to `end` stand now in front of what was at `to` (counted before the move, outside them)."""

    begin: int
    end: int
    to: int

    def span(self, start: int, end: int) -> tuple[int, int] | None:
        """Where a span is now: it goes along when all of it moves; otherwise it shrinks here and grows there.

        >>> Moved(1, 3, 5).span(1, 2), Moved(1, 3, 5).span(0, 2), Moved(1, 3, 5).span(3, 6), Moved(4, 5, 0).span(0, 2)
        ((3, 4), (0, 1), (1, 6), (1, 3))
        """
        if self.begin <= start and end <= self.end:
            return start + self._way(), end + self._way()
        count = self.end - self.begin
        grown = Inserted(self.to, count).span(start, end)
        begin = self.begin + count * (self.begin >= self.to)
        return Deleted(begin, begin + count).span(*grown) if grown else None

    def start(self, start: int) -> int:
        """Where a span without an end begins now."""
        count = self.end - self.begin
        begin = self.begin + count * (self.begin >= self.to)
        grown = start + count * (start >= self.to)
        return Deleted(begin, begin + count).start(grown)

    def _way(self) -> int:
        return self.to - self.end if self.to > self.begin else self.to - self.begin


Change = Inserted | Deleted | Moved
