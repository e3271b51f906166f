"""Every function a formula can call, by name; a name that is not here is #NAME?."""

from collections.abc import Callable
from typing import Any, NamedTuple


class Function(NamedTuple):
    """How a function is called.

    `grids`: the places of arguments that may be ranges (True: all). `lazy` replaces `run`, with unevaluated arguments.
    """

    run: Callable[[Any, list[Any]], Any] | None
    least: int
    most: int | None = None
    grids: bool | frozenset[int] = False
    takes_faults: bool = False
    lazy: Callable[[Any, tuple[Any, ...], bool], Any] | None = None

    def takes_grid(self, place: int) -> bool:
        """Whether the argument at that place may be a range."""
        return self.grids if isinstance(self.grids, bool) else place in self.grids


def scalar(run: Callable[..., Any], least: int, most: int | None = None) -> Function:
    """A function of plain values, called with each of them."""
    return Function(lambda evaluation, given: run(evaluation, *given), least, least if most is None else most)


def over_cells(run: Callable[[Any, list[Any]], Any], least: int, most: int | None = None) -> Function:
    """A function of any number of values and ranges."""
    return Function(run, least, most, grids=True)


def _all() -> dict[str, Function]:
    from tests.google_server.formulas import arrays, days, logic, lookups, mathematics, statistics, texts

    found: dict[str, Function] = {}
    for module in (mathematics, statistics, texts, days, logic, lookups, arrays):
        found |= module.FUNCTIONS
    return found


class _Known(dict[str, Function]):
    """The table, filled when it is first asked: the function modules import this one."""

    def get(self, name: str, default: Any = None) -> Any:
        if not self:
            self.update(_all())
        return super().get(name, default)


FUNCTIONS = _Known()
