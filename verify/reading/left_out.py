r"""What a matrix with dots is: the array it names, or a term for each of its rows and columns.

A cell is a formula, or nothing where dots stand in it.
"""

from collections.abc import Sequence

from verify.reading import nodes as n
from verify.reading.alphabet import COLUMN
from verify.reading.dots import corners, listed, series

Cell = n.Node | None


def whole(rows: Sequence[Sequence[Cell]], letters: tuple[str, str]) -> n.Node | None:
    """The matrix of which these are the rows; nothing where it is not certain what is left out.

    The two letters are free for indices.
    """
    cells = [[cell for cell in row if cell is not None] for row in rows]
    if not cells or not cells[0] or not cells[-1]:
        return None
    filled = [row for row in cells if row]
    return _named(filled) or _diagonal(rows, letters[0]) or _written_out(rows, letters)


def _named(rows: list[list[n.Node]]) -> n.Node | None:
    r"""The array whose entries stand in it, ``x_{11} & \cdots & x_{nd}``."""
    cells = [cell for row in rows for cell in row]
    if len(cells) == 1 or not isinstance(cells[-1], n.Entry):
        return None
    is_line = len(rows) == 1 or max(map(len, rows)) == 1
    found = (listed if is_line else corners)(cells[:-1], cells[-1])
    if found is None:
        return None
    is_row = len(cells[-1].indices) == 1 and len(rows) == 1
    return n.Transpose(found.at, found) if is_row else found


def _diagonal(rows: Sequence[Sequence[Cell]], index: str) -> n.Node | None:
    """A diagonal matrix, which has zeros beside its diagonal, or nothing."""
    places = [
        (row, column, cell)
        for row, cells in enumerate(rows)
        for column, cell in enumerate(cells)
        if cell is not None and not (isinstance(cell, n.Number) and cell.digits == "0")
    ]
    first, last = len(places) - 1, len(rows) - 1
    along = [(row, column) for row, column, _ in places]
    if (
        len(rows) < 2
        or len(rows[-1]) < 2
        or along != [*((k, k) for k in range(first)), (last, len(rows[last]) - 1)]
    ):
        return None
    if first < 1 or last <= first:
        return None
    found = _line([*(cell for *_, cell in places[:-1]), None, places[-1][2]], index)
    if not isinstance(found, n.Transpose):
        return None
    return n.Call(found.at, n.Name(found.at, "diag"), 0, (found.of,))


def _written_out(rows: Sequence[Sequence[Cell]], letters: tuple[str, str]) -> n.Node | None:
    """A column of rows, with terms for what is left out of either."""
    index, other = letters
    lines = [_line(row, other) for row in rows]
    filled = [row for row, line in zip(rows, lines, strict=True) if any(row) and line is None]
    if filled:
        return None
    found = _line(lines, index)
    if found is None or len({len([cell for cell in row if cell]) for row in rows if any(row)}) > 1:
        return None
    column = examples(found)
    return n.Transpose(column.at, column) if len(rows) == 1 else column


def _line(cells: Sequence[Cell], index: str) -> n.Node | None:
    """One cell alone, or a column of all: the cells before the dots, those left out, the last."""
    if len(cells) == 1:
        return cells[0]
    *before, last = cells
    terms = [cell for cell in before if cell is not None]
    is_one_gap = None in before and None not in before[: len(terms)]
    if last is None or not terms or not is_one_gap:
        return None
    found = series(COLUMN, terms, last, index)
    if found is None or found[0] != len(terms):
        return None
    return n.Transpose(found[1].at, found[1])  # it is a row where rows are read


def examples(line: n.Node) -> n.Node:
    """The column of what was read as a row; all examples where it lists them, as ``y^{(1)}``."""
    if not isinstance(line, n.Transpose) or not isinstance(column := line.of, n.Fold):
        return line
    body = column.body.of if isinstance(column.body, n.Transpose) else column.body
    match body, column.first:
        case n.Raised(array=array, index=n.Name(name=index)), n.Number(digits="1"):
            return array if index == column.index else column
    return column
