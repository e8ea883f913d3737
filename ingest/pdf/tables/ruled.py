"""Ruled tables: grids of lines, filled with the characters that stand in their cells."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence
from itertools import pairwise

from ingest.document import Rect
from ingest.pdf.characters import Glyph
from ingest.pdf.lines import Line, lines_of
from ingest.pdf.tables.grid import Grid, GridCell, find_grids
from ingest.pdf.tables.headers import is_figure
from ingest.pdf.tables.model import COVERED, RawTable, cell_of
from ingest.pdf.tables.rulings import Rulings

__all__ = ["take_tables"]

_SHORT = 60
"""Characters: a longer cell of a grid with few words in it may be framed prose."""

_Filled = dict[GridCell, list[Line]]


def take_tables(rulings: Rulings, glyphs: list[Glyph]) -> tuple[list[RawTable], list[Glyph]]:
    """The ruled tables of a page, and the characters that stand in none of them.

    Only grids of at least two rows and two columns count, and a row of three short cells or more;
    a frame around prose is not a table.
    """
    tables: list[RawTable] = []
    rest = glyphs
    for grid in find_grids(rulings) if glyphs else ():
        inside, outside = _split(rest, grid)
        if not inside:
            continue
        table = _table(grid, {cell: lines_of(found) for cell, found in inside.items()}, rulings)
        if table is not None:
            tables.append(table)
            rest = outside
    return sorted(tables, key=lambda t: (t.rect[1], t.rect[0])), rest


def _split(glyphs: list[Glyph], grid: Grid) -> tuple[dict[GridCell, list[Glyph]], list[Glyph]]:
    """The characters of each cell, and those outside the grid, by their centres."""
    x0, top, x1, bottom = grid.rect
    owner = {
        (row, column): cell
        for cell in grid.cells
        for row in range(cell.row, cell.row + cell.row_span)
        for column in range(cell.column, cell.column + cell.column_span)
    }
    inside: dict[GridCell, list[Glyph]] = {}
    outside: list[Glyph] = []
    xs, ys = grid.xs, grid.ys
    for glyph in glyphs:
        left, above, right, below = glyph.box
        y = (above + below) / 2
        if top <= y < bottom and x0 <= (x := (left + right) / 2) < x1:
            place = (bisect_right(ys, y) - 1, bisect_right(xs, x) - 1)
            inside.setdefault(owner[place], []).append(glyph)
        else:
            outside.append(glyph)
    return inside, outside


def _table(grid: Grid, filled: _Filled, rulings: Rulings) -> RawTable | None:
    """The table in ``grid``, without rows and columns that hold no words; ``None`` when too
    little is left for a table."""
    filled = {cell: lines for cell, lines in filled.items() if lines}
    grid, filled = _split_rows(grid, filled)
    rows = sorted({cell.row for cell in filled})
    columns = sorted({cell.column for cell in filled})
    if len(columns) < 2 or not (_is_row(filled) if len(rows) == 1 else _has_rows(grid, filled)):
        return None
    made = [[COVERED] * len(columns) for _ in rows]
    for cell in grid.cells:
        spans = (
            _within(rows, cell.row, cell.row_span),
            _within(columns, cell.column, cell.column_span),
        )
        if spans[0] and spans[1]:
            rect = grid.rect_of(cell)
            first = (min(spans[0]), min(spans[1]))
            made[first[0]][first[1]] = cell_of(
                filled.get(cell, ()), rect, (len(spans[0]), len(spans[1])), _fill(rect, rulings)
            )
    edges = tuple(round(grid.xs[column], 1) for column in columns)
    return RawTable(grid.rect, tuple(map(tuple, made)), edges)


def _is_row(filled: _Filled) -> bool:
    """Whether a single row is one of a table: the rest of a table at the top of a page."""
    lengths = [sum(len(line.text) for line in lines) for lines in filled.values()]
    return len(lengths) > 2 and max(lengths) <= _SHORT


def _has_rows(grid: Grid, filled: _Filled) -> bool:
    """Whether most rows are parted into cells, of which at least two rows fill several."""
    rows = sorted({cell.row for cell in filled})
    several = [sum(cell.row == row for cell in filled) > 1 for row in rows]
    if sum(several) * 2 >= len(rows):
        return True
    parted = [sum(cell.row == row for cell in grid.cells) > 1 for row in rows]
    short = all(sum(len(line.text) for line in lines) <= _SHORT for lines in filled.values())
    return sum(several) >= 2 and all(parted) and short


def _within(kept: Sequence[int], start: int, span: int) -> list[int]:
    return [i for i, line in enumerate(kept) if start <= line < start + span]


def _fill(rect: Rect, rulings: Rulings) -> str:
    """The colour painted last behind the middle of ``rect``, by a box about as high as it."""
    x, y = (rect[0] + rect[2]) / 2, (rect[1] + rect[3]) / 2
    found = ""
    for (x0, top, x1, bottom), colour in rulings.fills:
        if x0 <= x <= x1 and top <= y <= bottom and bottom - top < 1.5 * (rect[3] - rect[1]):
            found = colour
    return found


def _split_rows(grid: Grid, filled: _Filled) -> tuple[Grid, _Filled]:
    """Draw the lines that a table leaves out between its rows.

    Statements often rule the columns only: one long cell then holds a column of figures. Such a
    row is cut between its figures where a column of words has as many lines.
    """
    cuts: dict[int, list[float]] = {}
    for row in range(len(grid.ys) - 1):
        in_row = {c: _visual_rows(lines) for c, lines in filled.items() if c.row == row}
        if in_row and all(cell.row_span == 1 for cell in in_row):
            cuts[row] = _cuts(list(in_row.values()))
    if not any(cuts.values()):
        return grid, filled
    ys = sorted({*grid.ys, *(y for found in cuts.values() for y in found)})
    index = {y: i for i, y in enumerate(ys)}
    cells: list[GridCell] = []
    divided: _Filled = {}
    for cell in grid.cells:
        edges = [grid.ys[cell.row], *cuts.get(cell.row, []), grid.ys[cell.row + cell.row_span]]
        if cell.row_span > 1:
            edges = [grid.ys[cell.row], grid.ys[cell.row + cell.row_span]]
        for top, bottom in pairwise(edges):
            part = GridCell(index[top], cell.column, index[bottom] - index[top], cell.column_span)
            lines = [x for x in filled.get(cell, ()) if top <= (x.rect[1] + x.rect[3]) / 2 < bottom]
            cells.append(part)
            if lines:
                divided[part] = lines
    return Grid(grid.xs, tuple(ys), tuple(cells)), divided


def _visual_rows(lines: Sequence[Line]) -> list[list[Line]]:
    rows: list[list[Line]] = []
    for line in sorted(lines, key=lambda x: x.rect[1]):
        if rows and line.rect[1] < rows[-1][0].rect[3] - 0.3 * line.size:
            rows[-1].append(line)
        else:
            rows.append([line])
    return rows


def _cuts(columns: Sequence[list[list[Line]]]) -> list[float]:
    """The heights at which a row of long cells is cut; none when it is one row."""
    figures = [rows for rows in columns if all(is_figure(_text(row)) for row in rows)]
    words = [rows for rows in columns if rows not in figures]
    lead = max(figures, key=len, default=[])
    if len(lead) < 2 or not any(len(rows) >= len(lead) for rows in words):
        return []
    found = []
    for above, below in pairwise(lead):
        found.append((max(x.rect[3] for x in above) + min(x.rect[1] for x in below)) / 2)
    return found


def _text(row: Sequence[Line]) -> str:
    return " ".join(line.text for line in row)
