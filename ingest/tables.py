"""What the readers of all formats do with tables: place merged cells in a grid, name columns
and rows by their headers."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from ingest.document import Cell, Table

__all__ = [
    "SourceCell",
    "SourceTable",
    "column_heads",
    "heads_of_columns",
    "heads_of_rows",
    "lay_out",
    "moved",
    "row_heads",
    "table_id",
]

_MOST_COLUMNS = 1_000
_MOST_PLACES = 2_000_000
"""Places that the merged cells of one table may cover; those beyond are cut."""
_MOST_GROUPS = 3
_TOTAL = re.compile(r"(?:合計|合计|総計|总计|總計|总额|(?<!小)計)\s*$")
_LONGEST_GROUP = 30
"""Characters; a longer lone cell is a note, not the name of a group."""


@dataclass(frozen=True, slots=True)
class SourceCell:
    """A cell as a file declares it; ``head`` says that the file calls it a header."""

    text: str
    row_span: int = 1
    """0 reaches to the last row, as in HTML."""
    column_span: int = 1
    head: bool = False
    source_id: str = ""
    bold: bool = False
    sans: bool = False
    fill: str = ""
    """The colour behind it, by a name that only serves to compare; empty for none."""
    parts: tuple[str | SourceTable, ...] = ()
    """The content in order where the cell holds tables; ``text`` is then its own words."""


@dataclass(frozen=True, slots=True)
class SourceTable:
    """A table as a file declares it. Headers that are ``None`` are found out from the cells."""

    rows: Sequence[Sequence[SourceCell]]
    header_rows: int | None = None
    header_columns: int | None = None
    caption: str = ""
    unit: str = ""
    notes: tuple[str, ...] = ()
    source_id: str = ""
    column_heads: tuple[str, ...] = ()
    """Those of an earlier part of the table; else they are read from the header rows."""
    continues: str = ""


def table_id(page: int, number: int) -> str:
    """The id of the ``number``-th table (from 1) of a page (from 1)."""
    return f"p{page}t{number}"


def moved(table: Table, page: int) -> Table:
    """``table`` with its ids as they are on page number ``page``."""
    own, within = (re.sub(r"^p\d+t", f"p{page}t", name) for name in (table.id, table.within))
    return replace(table, id=own, within=within)


def lay_out(rows: Sequence[Sequence[SourceCell]]) -> list[list[SourceCell | None]]:
    """The cells of ``rows`` in a full grid.

    A merged cell stands in its first place with its spans cut to the grid; the other places that
    it covers are ``None``, and places that no cell fills hold blank cells. After "forming a
    table" of the HTML standard (2024), where a cell takes the next place that is still free.
    """
    grid: list[dict[int, SourceCell | None]] = [{} for _ in rows]
    left = _MOST_PLACES
    for y, row in enumerate(rows):
        x = 0
        for cell in row:
            while x in grid[y]:
                x += 1
            if left <= 0 and cell.column_span > 1:
                cell = replace(cell, column_span=1)
            wide = min(cell.column_span, _MOST_COLUMNS)
            high = min(cell.row_span or len(rows), len(rows) - y, max(left // max(wide, 1), 1))
            x = _place(cell, x, y, high, grid)
            left -= high * wide - 1
    width = max((max(row, default=-1) + 1 for row in grid), default=0)
    blank = SourceCell("")
    return [[row.get(x, blank) for x in range(width)] for row in grid]


def _place(
    cell: SourceCell, x: int, y: int, high: int, grid: list[dict[int, SourceCell | None]]
) -> int:
    """Put a cell that is ``high`` rows high at column ``x`` of row ``y``; returns the column
    after it."""
    wide = max(1, min(cell.column_span, _MOST_COLUMNS - x))
    free = 1
    while free < wide and x + free not in grid[y]:
        free += 1
    if high > 1 or free > 1:
        for row in grid[y : y + high]:
            for column in range(x, x + free):
                row.setdefault(column, None)
    same = (cell.row_span, cell.column_span) == (high, free)
    grid[y][x] = cell if same else replace(cell, row_span=high, column_span=free)
    return x + free


def column_heads(rows: Sequence[Sequence[Cell]], header_rows: int) -> tuple[str, ...]:
    """One text a column: the words of the stacked header cells above it, from the top.

    A merged header counts for every column that it covers. Empty without header rows.
    """
    heads = [[(c.text, c.row_span, c.column_span) for c in row] for row in rows[:header_rows]]
    return heads_of_columns(heads)


def heads_of_columns(rows: Sequence[Sequence[tuple[str, int, int]]]) -> tuple[str, ...]:
    """The same from header cells as (text, row span, column span), spans 0 where covered."""
    heads: list[list[str]] = [[] for _ in range(max((len(row) for row in rows), default=0))]
    for row in rows:
        for x, (text, _, span) in enumerate(row):
            for column in heads[x : x + max(span, 1)]:
                if text and text not in column:
                    column.append(text)
    return tuple(" ".join(column) for column in heads)


def row_heads(table: Table, row: int) -> tuple[str, ...]:
    """What names ``row`` beside its own words: the rows above it that only head a group, as
    流動負債 does in a balance sheet, then merged cells that reach into it, from the left.
    """
    return heads_of_rows(table)[row]


def heads_of_rows(table: Table) -> list[tuple[str, ...]]:
    """``row_heads`` of every row, in one pass."""
    groups: list[str] = []
    merged: list[tuple[int, int, str]] = []
    found: list[tuple[str, ...]] = []
    after_group = False
    for y, row in enumerate(table.rows):
        body = y >= table.header_rows
        is_group = body and _heads_group(table, y)
        if is_group:
            groups = [*groups, ""][-_MOST_GROUPS:] if after_group else [""]
        merged = [(x, last, text) for x, last, text in merged if last >= y]
        own = [] if is_group else groups
        if own and (name := _total(row)):
            own = [group for group in groups if group in name]
            groups = []
        found.append((*own, *(text for _, _, text in sorted(merged))) if body else ())
        if is_group:
            groups[-1] = next(cell.text for cell in row if cell.text)
        after_group = is_group
        if body:
            merged += [
                (x, y + cell.row_span - 1, cell.text)
                for x, cell in enumerate(row)
                if cell.text and cell.row_span > 1
            ]
    return found


def _total(row: Sequence[Cell]) -> str:
    """The name of a row that adds up a group, and so ends it; empty for others."""
    name = next((cell.text for cell in row if cell.text), "")
    return name if _TOTAL.search(name) else ""


def _heads_group(table: Table, row: int) -> bool:
    """Whether a row has words in its first columns alone, and there only in one."""
    cells = [(x, cell) for x, cell in enumerate(table.rows[row]) if cell.text]
    if len(cells) != 1 or len(table.rows[row]) < 2:
        return False
    x, cell = cells[0]
    return x < max(1, table.header_columns) and len(cell.text) <= _LONGEST_GROUP
