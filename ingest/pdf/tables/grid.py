"""From rulings to grids: which lines hang together, and which places between them are one cell."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from ingest.document import Rect
from ingest.pdf.tables.rulings import Ruling, Rulings

__all__ = ["Grid", "GridCell", "find_grids"]

_TOUCH = 3.0
_SIDE = 6.0
"""Lines that end this near (points) to an outer line end at it."""
_COVERS = 0.6
"""The share of a place's side that must be drawn to part it from the next one."""
_MOST_LINES = 1_500
_MOST_PLACES = 40_000


@dataclass(frozen=True, slots=True)
class GridCell:
    """A rectangle of places: first row and column, and how many of each."""

    row: int
    column: int
    row_span: int
    column_span: int


@dataclass(frozen=True, slots=True)
class Grid:
    """Lines at ``xs`` and ``ys`` (points, ascending) and the cells between them, row by row."""

    xs: tuple[float, ...]
    ys: tuple[float, ...]
    cells: tuple[GridCell, ...]

    @property
    def rect(self) -> Rect:
        """The outer frame."""
        return (self.xs[0], self.ys[0], self.xs[-1], self.ys[-1])

    def rect_of(self, cell: GridCell) -> Rect:
        """Where ``cell`` stands on the page."""
        return (
            self.xs[cell.column],
            self.ys[cell.row],
            self.xs[cell.column + cell.column_span],
            self.ys[cell.row + cell.row_span],
        )


def find_grids(rulings: Rulings) -> list[Grid]:
    """The grids of at least two cells that the rulings draw, the smallest first."""
    if len(rulings.horizontal) + len(rulings.vertical) > _MOST_LINES:
        return []
    grids = [_grid(h, v) for h, v in _connected(rulings.horizontal, rulings.vertical)]
    found = [grid for grid in grids if grid is not None and len(grid.cells) > 1]
    return sorted(found, key=lambda g: (g.rect[2] - g.rect[0]) * (g.rect[3] - g.rect[1]))


def _connected(
    horizontal: Sequence[Ruling], vertical: Sequence[Ruling]
) -> list[tuple[list[Ruling], list[Ruling]]]:
    """Sets of lines that touch or cross each other."""
    if not horizontal or not vertical:
        return []
    h = np.array(horizontal)
    v = np.array(vertical)
    touch = (
        (h[:, None, 0] >= v[None, :, 1] - _TOUCH)
        & (h[:, None, 0] <= v[None, :, 2] + _TOUCH)
        & (v[None, :, 0] >= h[:, None, 1] - _TOUCH)
        & (v[None, :, 0] <= h[:, None, 2] + _TOUCH)
    )
    found = []
    waiting = np.ones(len(h), dtype=bool)
    while waiting.any():
        rows = np.zeros(len(h), dtype=bool)
        rows[int(np.argmax(waiting))] = True
        while True:
            columns = touch[rows].any(axis=0)
            grown = rows | touch[:, columns].any(axis=1)
            if (grown == rows).all():
                break
            rows = grown
        waiting &= ~rows
        if rows.sum() + columns.sum() > 2:
            found.append(
                (
                    [horizontal[int(i)] for i in np.flatnonzero(rows)],
                    [vertical[int(i)] for i in np.flatnonzero(columns)],
                )
            )
    return found


def _grid(horizontal: list[Ruling], vertical: list[Ruling]) -> Grid | None:
    xs = _lines_at([v[0] for v in vertical], [x for h in horizontal for x in h[1:]])
    ys = _lines_at([h[0] for h in horizontal], [y for v in vertical for y in v[1:]])
    height, width = len(ys) - 1, len(xs) - 1
    if height < 1 or width < 1 or height * width > _MOST_PLACES:
        return None
    # One row a place, one column a line between two places, and the other way round.
    right = _drawn(vertical, xs[1:-1], ys).T
    below = _drawn(horizontal, ys[1:-1], xs)
    return Grid(tuple(xs), tuple(ys), tuple(_cells(right, below, height, width)))


def _lines_at(inner: list[float], ends: list[float]) -> list[float]:
    """Where lines lie, and the outermost ends of the lines across where no line closes them."""
    found: list[float] = []
    for at in sorted(inner):
        if not found or at - found[-1] > _TOUCH:
            found.append(at)
    if found and min(ends) < found[0] - _SIDE:
        found.insert(0, min(ends))
    if found and max(ends) > found[-1] + _SIDE:
        found.append(max(ends))
    return found


def _drawn(
    rulings: Sequence[Ruling], lines: Sequence[float], along: Sequence[float]
) -> NDArray[np.bool_]:
    """For each line and each interval between two neighbours of ``along``: is it drawn?"""
    lows, highs = np.array(along[:-1]), np.array(along[1:])
    covered = np.zeros((len(lines), len(lows)))
    for number, at in enumerate(lines):
        for place, start, end in rulings:
            if abs(place - at) <= _TOUCH:
                shared = np.minimum(highs, end) - np.maximum(lows, start)
                covered[number] += np.maximum(shared, 0.0)
    drawn: NDArray[np.bool_] = covered >= _COVERS * (highs - lows)
    return drawn


def _cells(
    right: NDArray[np.bool_], below: NDArray[np.bool_], height: int, width: int
) -> list[GridCell]:
    """Rectangles of places with no line between them, in reading order.

    ``right[row, column]``: a line parts the place from the next column; ``below[row, column]``:
    from the next row. Where the open places form no rectangle, as many as do are taken.
    """
    taken = np.zeros((height, width), dtype=bool)
    cells: list[GridCell] = []
    for row in range(height):
        for column in range(width):
            if taken[row, column]:
                continue
            wide = 1
            while (
                column + wide < width
                and not right[row, column + wide - 1]
                and not taken[row, column + wide]
            ):
                wide += 1
            high = 1
            while row + high < height and _opens(right, below, row + high, column, wide):
                high += 1
            taken[row : row + high, column : column + wide] = True
            cells.append(GridCell(row, column, high, wide))
    return cells


def _opens(
    right: NDArray[np.bool_], below: NDArray[np.bool_], row: int, column: int, wide: int
) -> bool:
    """Whether the places of ``row`` belong to the cell above them."""
    inner = right[row, column : column + wide - 1].any()
    return not below[row - 1, column : column + wide].any() and not inner
