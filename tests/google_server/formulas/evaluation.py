"""One formula evaluated in its cell. Array formulas do the same to every element; errors travel as exceptions."""

from collections.abc import Callable
from typing import Any

from tests.google_server.a1 import bounds_of_reference, requested_area
from tests.google_server.errors import ApiError
from tests.google_server.formulas.calculation import Calculator
from tests.google_server.formulas.functions import FUNCTIONS, Function
from tests.google_server.formulas.tree import Call, Constant, Fault, Literal, Missing, Name, Node, Reference
from tests.google_server.formulas.values import KINDS, Faulted, Grid, check, fault, parsed_number
from tests.google_server.model import CellFault, Formula, Plain, Sheet

Result = Plain | Grid
_ELEMENTWISE = frozenset(
    {"ARRAYFORMULA", "SUMPRODUCT", "FILTER", "SORT", "INDEX", "UNIQUE", "FLATTEN", "TRANSPOSE", "MMULT"}
)


class Evaluation:
    """Evaluates the nodes of one formula; also what functions ask about numbers, texts and the place they stand in."""

    def __init__(self, calculator: Calculator, sheet: Sheet, row: int, column: int) -> None:
        self.calculator = calculator
        self.sheet = sheet
        self.row = row
        self.column = column
        self.locale = calculator.locale

    def whole(self, node: Node) -> Result:
        """The result of the formula: a value, or a grid to spill."""
        return self.value(node, array=isinstance(node, Reference | Literal))

    def value(self, node: Node, array: bool) -> Result:
        """The result of a node; without `array` a range used as a value gives the cell in the formula's own row."""
        if isinstance(node, Constant):
            return node.value
        if isinstance(node, Missing):
            return None
        if isinstance(node, Fault):
            raise fault(KINDS[node.text])
        if isinstance(node, Reference | Name):
            return self.narrowed(self.grid(node), array)
        if isinstance(node, Literal):
            return self.literal(node)
        return self.call(node, array)

    def narrowed(self, grid: Grid, array: bool) -> Result:
        """A range where a value is wanted."""
        if grid.height == 1 and grid.width == 1:
            return grid.at(0, 0)
        if array:
            return grid
        if grid.width == 1 and grid.top <= self.row < grid.top + grid.height:
            return grid.at(self.row - grid.top, 0)
        if grid.height == 1 and grid.left <= self.column < grid.left + grid.width:
            return grid.at(0, self.column - grid.left)
        raise fault("VALUE", "An array value could not be found.")

    def grid(self, node: Node) -> Grid:
        """The cells a reference or a named range stands for."""
        if isinstance(node, Name):
            return self.named(node.name)
        assert isinstance(node, Reference)
        sheet = self.calculator.target(self.sheet, node)
        if sheet is None:
            raise fault("REF", f"Unresolved sheet name '{node.sheet}'.")
        if node.bounds.top >= sheet.row_count or node.bounds.left >= sheet.column_count:
            raise fault("REF", "Reference does not exist.")
        return self.calculator.grid(sheet, node.bounds)

    def named(self, name: str) -> Grid:
        """The cells of a named range."""
        if bounds_of_reference(name) is None:
            try:
                sheet, bounds = requested_area(self.calculator.book, name)
            except ApiError:
                pass
            else:
                if name.casefold() != sheet.title.casefold():
                    return self.calculator.grid(sheet, bounds)
        raise fault("NAME", f"Unknown range name: '{name.upper()}'.")

    def literal(self, node: Literal) -> Grid:
        """An array in braces; grids inside it stand side by side and below each other."""
        rows: list[list[Plain]] = []
        for parts in node.rows:
            beside = [as_grid(self.value(part, array=True)) for part in parts]
            height = max((part.height for part in beside), default=0)
            if any(part.height != height for part in beside):
                raise fault("VALUE", "Function ARRAY_ROW parameter 2 has mismatched row size.")
            rows += [[part.at(row, column) for part in beside for column in range(part.width)] for row in range(height)]
        if len({len(row) for row in rows}) > 1:
            raise fault("VALUE", "In ARRAY_LITERAL, an Array Literal was missing values for one or more rows.")
        return Grid(rows)

    def call(self, node: Call, array: bool) -> Result:
        """The result of a function."""
        function = FUNCTIONS.get(node.name.removeprefix("__XLUDF.").removeprefix("_XLFN."))
        if function is None:
            raise fault("NAME", f"Unknown function: '{node.name}'.")
        count = len(node.arguments)
        if count < function.least or (function.most is not None and count > function.most):
            wanted = f"{function.least}" if function.least == function.most else f"at least {function.least}"
            raise fault("N_A", f"Wrong number of arguments to {node.name}. Expected {wanted}, got {count} arguments.")
        if node.name in _ELEMENTWISE:
            array = True
        if function.lazy is not None:
            chosen: Result = function.lazy(self, node.arguments, array)
            return chosen
        arguments: list[Any] = []
        for place, part in enumerate(node.arguments):
            arguments.append(self.argument(part, array, function.takes_grid(place), function.takes_faults))
        if array and any(isinstance(part, Grid) and not function.takes_grid(at) for at, part in enumerate(arguments)):
            return self.spread(function, arguments)
        assert function.run is not None
        return guarded(function.run, self, arguments)

    def argument(self, node: Node, array: bool, grid: bool, faults: bool) -> Any:
        """An argument: a grid where the function takes one, else a value; errors only where they are looked at."""
        try:
            if grid and isinstance(node, Reference | Name):
                return self.grid(node)
            value = self.value(node, array or grid)
        except Faulted as problem:
            if faults:
                return problem.value
            raise
        if isinstance(value, Grid) and not grid and not array:
            value = value.at(0, 0)
        if isinstance(value, CellFault) and not faults:
            raise Faulted(value)
        return value

    def single(self, node: Node) -> Plain:
        """The one value of a node, of an array its first; an error is raised."""
        value = self.value(node, False)
        return check(value.at(0, 0) if isinstance(value, Grid) else value)

    def spread(self, function: Function, arguments: list[Any]) -> Grid:
        """The function done once for every element of the grids among its plain arguments."""
        assert function.run is not None
        run: Callable[[Any, list[Any]], Any] = function.run
        spread = [isinstance(part, Grid) and not function.takes_grid(at) for at, part in enumerate(arguments)]
        grids = [part for part, many in zip(arguments, spread, strict=True) if many]
        height, width = max(part.height for part in grids), max(part.width for part in grids)
        rows: list[list[Plain]] = []
        filled = max((len(part.rows) for part in grids), default=0)
        for row in range(min(height, max(filled, 1))) if height > 1 else range(height):
            line: list[Plain] = []
            for column in range(width):
                one = [
                    element(part, row, column) if many else part for part, many in zip(arguments, spread, strict=True)
                ]
                line.append(for_element(run, self, one, function.takes_faults))
            rows.append(line)
        return Grid(rows, max(len(rows), 1) if filled < height else height, width)

    def number(self, value: Any, name: str = "", place: int = 1) -> int | float:
        """A value as a number; a text that is none is Google's #VALUE!."""
        if isinstance(value, bool):
            return int(value)
        if isinstance(value, int | float):
            return value
        if value is None:
            return 0
        if isinstance(value, CellFault):
            raise Faulted(value)
        if isinstance(value, Grid):
            return self.number(value.at(0, 0), name, place)
        found = parsed_number(value, self.locale)
        if found is None:
            told = f"Function {name} parameter {place} expects number values. " if name else ""
            raise fault("VALUE", f"{told}But '{value}' is a text and cannot be coerced to a number.")
        return found

    def text(self, value: Any) -> str:
        """A value as a text, as CONCATENATE sees it."""
        from tests.google_server.number_formats import formatted

        if isinstance(value, Grid):
            value = value.at(0, 0)
        if isinstance(value, CellFault):
            raise Faulted(value)
        return value if isinstance(value, str) else formatted(value, None, self.locale)

    def truth(self, value: Any, name: str = "IF") -> bool:
        """A value as a truth value: numbers but 0 are true, texts only when they say so."""
        if isinstance(value, Grid):
            value = value.at(0, 0)
        if isinstance(value, CellFault):
            raise Faulted(value)
        if isinstance(value, str):
            if value.upper() in ("TRUE", "FALSE"):
                return value.upper() == "TRUE"
            raise fault(
                "VALUE",
                f"Function {name} parameter 1 expects boolean values. "
                f"But '{value}' is a text and cannot be coerced to a boolean.",
            )
        return bool(value)

    def is_formula(self, node: Node) -> bool:
        """Whether a reference points to a cell with a formula."""
        if not isinstance(node, Reference):
            return False
        sheet = self.calculator.target(self.sheet, node)
        if sheet is None or node.bounds.top >= sheet.row_count:
            return False
        return isinstance(sheet.value(node.bounds.top, node.bounds.left), Formula)


def as_grid(value: Result) -> Grid:
    """A value as a grid of one cell."""
    return value if isinstance(value, Grid) else Grid([[value]])


def element(part: Any, row: int, column: int) -> Plain:
    """The element of a grid for a place of the result; one row or one column is repeated."""
    if not isinstance(part, Grid):
        found: Plain = part
        return found
    row, column = row if part.height > 1 else 0, column if part.width > 1 else 0
    if row >= part.height or column >= part.width:
        return fault("N_A").value
    return part.at(row, column)


def guarded(run: Callable[[Any, list[Any]], Any], evaluation: Evaluation, given: list[Any]) -> Result:
    """The result of a function; what a computer cannot count to is #NUM!."""
    try:
        found: Result = run(evaluation, given)
    except (ArithmeticError, LookupError, ValueError, MemoryError):
        raise fault("NUM", "A parameter is out of range.") from None
    return found


def for_element(run: Callable[[Any, list[Any]], Any], evaluation: Evaluation, one: list[Any], faults: bool) -> Plain:
    """The result for one element; its error is its own."""
    try:
        if not faults:
            for part in one:
                if isinstance(part, CellFault):
                    return part
        found = guarded(run, evaluation, one)
    except Faulted as problem:
        return problem.value
    return found.at(0, 0) if isinstance(found, Grid) else found
