"""Tables too long for one page: shared out over several, the later parts naming the first."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from ingest.document import Page
from ingest.sections import Item, SectionBuilder, with_surroundings
from ingest.table_facts import table_facts
from ingest.tables import SourceCell, SourceTable, heads_of_columns, lay_out, table_id

__all__ = ["long_pages"]

_ROWS = 200
"""Rows of tables and other blocks on one page."""
_FEW = 50
"""A table does not begin where fewer rows are left."""

_Grid = Sequence[Sequence[SourceCell | None]]
_Span = tuple[int, int, SourceCell]
"""A cell that is more than one row high, with its row and column."""


def long_pages(
    items: Sequence[Item], heading: str, label: str, first: int, rows: int = _ROWS
) -> tuple[Page, ...]:
    """The pages of a sheet, ``heading`` at the top of each, with about ``rows`` rows at most.

    A table that goes on carries its caption, unit and column heads along; a merged cell that the
    page ends stands again on the next. ``first`` is the number of the first page, ``label`` the
    label of all (their numbers where it is empty).
    """
    pages = _Pages(heading, label, first, rows)
    for item in with_surroundings(items):
        if not isinstance(item, SourceTable):
            pages.make_room(1)
            pages.add(item, 1)
            continue
        pages.make_room(min(len(item.rows), min(_FEW, rows)))
        if len(item.rows) <= pages.left:
            pages.add(item, len(item.rows))
        else:
            _add_parts(pages, item)
    pages.turn()
    return tuple(pages.done)


@dataclass(slots=True)
class _Pages:
    """The pages that are done and the one that is being filled."""

    heading: str
    label: str
    first: int
    rows: int
    done: list[Page] = field(default_factory=list)
    builder: SectionBuilder = field(default_factory=SectionBuilder)
    used: int = 0

    def __post_init__(self) -> None:
        self.builder.add("heading", self.heading, 1)

    @property
    def left(self) -> int:
        return self.rows - self.used

    @property
    def number(self) -> int:
        return self.first + len(self.done)

    def add(self, item: Item, used: int) -> None:
        self.builder.add_item(item)
        self.used += used

    def make_room(self, wanted: int) -> None:
        if self.used and self.left < wanted:
            self.turn()

    def turn(self) -> None:
        self.done.append(self.builder.page(self.number, self.label))
        self.builder, self.used = SectionBuilder(), 0
        self.builder.add("heading", self.heading, 1)


def _add_parts(pages: _Pages, table: SourceTable) -> None:
    grid = lay_out(table.rows)
    full = [[cell or SourceCell("", 0, 0) for cell in row] for row in grid]
    facts = table_facts(table, full)
    heads = [
        [(c.text, c.row_span, c.column_span) for c in row]
        for row in full[facts.titles : facts.header_rows]
    ]
    later = replace(
        table,
        header_rows=0,
        header_columns=facts.header_columns,
        caption=facts.caption,
        unit=facts.unit,
        column_heads=table.column_heads or heads_of_columns(heads),
        continues=table_id(pages.number, len(pages.builder.tables) + 1),
    )
    spans = [
        (y, x, cell)
        for y, row in enumerate(full)
        for x, cell in enumerate(row)
        if cell.row_span > 1
    ]
    start = 0
    while start < len(grid):
        if start:
            pages.turn()
        end = min(start + max(pages.left, facts.header_rows + 1), len(grid))
        part = replace(later, rows=_part(grid, spans, start, end), notes=())
        if start == 0:
            part = replace(part, header_rows=facts.header_rows, continues=table.continues)
        if end == len(grid):
            part = replace(part, notes=table.notes)
        pages.add(part, end - start)
        start = end


def _part(grid: _Grid, spans: Sequence[_Span], start: int, end: int) -> list[list[SourceCell]]:
    """Rows ``start`` to ``end``, with the merged cells that reach into the first of them."""
    rows = [list(row) for row in grid[start:end]]
    for y, x, cell in spans:
        if y < start < y + cell.row_span:
            rows[0][x] = replace(cell, row_span=cell.row_span - (start - y))
    return [[cell for cell in row if cell is not None] for row in rows]
