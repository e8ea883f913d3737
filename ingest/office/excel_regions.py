"""A worksheet's cells as titles, tables and notes.

Rows that follow each other without a blank one are a band. A band is one table, or several side by
side where a blank column parts them and each has headers. A band without headers under a table of
the same columns goes on with that table.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from ingest.office.excel_parts import Area
from ingest.office.excel_sheet import Sheet
from ingest.sections import Item
from ingest.table_headers import header_rows
from ingest.tables import SourceCell, SourceTable
from ingest.units import bare_unit, unit_in

__all__ = ["sheet_items"]

_LONG_NOTE = 25
_NOTES = ("注", "註", "（注", "(注", "※", "＊", "*", "出所", "資料", "来源")
_BEGINNING = 40
"""Rows of a table that show whether it has headers."""
_MOST_ABREAST = 12
_MOST_COVERED = 1_000_000
_TALLEST = 2_000


@dataclass(slots=True)
class _Region:
    """Some rows (as their numbers) and some columns of a sheet."""

    rows: list[int]
    columns: list[int]


def sheet_items(sheet: Sheet) -> list[Item]:
    """The blocks and tables of ``sheet`` from the top, side by side from the left; then its text
    boxes."""
    plan = _Plan(sheet)
    items: list[Item] = []
    last: _Region | None = None
    for region in plan.regions():
        if last is not None and plan.goes_on(last, region):
            last.rows += region.rows
            last.columns = sorted({*last.columns, *region.columns})
            continue
        if last is not None:
            items += plan.items(last)
        last = region
    if last is not None:
        items += plan.items(last)
    return [*items, *(("text", text, 0) for text in sheet.boxes)]


class _Plan:
    """Where the filled and the merged places of a sheet are."""

    def __init__(self, sheet: Sheet) -> None:
        self._cells = sheet.cells
        self._merged = {(area[0], area[1]): area for area in sheet.merged}
        self._covered: dict[int, set[int]] = {}
        """Columns that merged cells cover, by row; their first places are not among them."""
        left = _MOST_COVERED
        for area in sheet.merged:
            left -= self._cover(area, max(sheet.cells, default=0)) if left > 0 else 0

    def _cover(self, area: Area, last: int) -> int:
        """Note the places of a merged cell; returns how many."""
        top, left, bottom, right = area
        rows = range(top, min(bottom, last, top + _TALLEST) + 1)
        width = min(right, left + _TALLEST) - left + 1
        for row in rows:
            places = self._covered.setdefault(row, set())
            places.update(range(left + (row == top), left + width))
        return len(rows) * width

    def regions(self) -> Iterator[_Region]:
        """The bands of rows, those with tables side by side divided."""
        band: list[int] = []
        for row in sorted({*self._cells, *self._covered}):
            if not (self._cells.get(row) or self._covered.get(row)):
                continue
            if band and row != band[-1] + 1:
                yield from self._divided(band)
                band = []
            band.append(row)
        if band:
            yield from self._divided(band)

    def _divided(self, rows: list[int]) -> Iterator[_Region]:
        used = sorted({x for row in rows for x in self._taken(row)})
        parts: list[list[int]] = []
        for x in used:
            if parts and x == parts[-1][-1] + 1:
                parts[-1].append(x)
            else:
                parts.append([x])
        if 1 < len(parts) <= _MOST_ABREAST:
            regions = [_Region(self._filled_rows(rows, part), part) for part in parts]
            if all(map(self._is_table, regions)):
                yield from regions
                return
        yield _Region(rows, used)

    def _is_table(self, region: _Region) -> bool:
        grid = self._grid(_Region(region.rows[:_BEGINNING], region.columns))
        return len(region.columns) > 1 and len(grid) > 1 and header_rows(grid) > 0

    def goes_on(self, above: _Region, below: _Region) -> bool:
        """Whether ``below`` has no headers of its own and fits under the table ``above``."""
        if len(below.columns) < 2 or not set(below.columns) <= set(above.columns):
            return False
        grid = self._grid(_Region(below.rows[:_BEGINNING], below.columns))
        table = self._peeled(_Region(above.rows[:_BEGINNING], above.columns))[1]
        if len(table.rows) < 2 or _filled(grid[0]) < 2:
            return False
        own = header_rows(grid) if len(grid) > 1 else 0
        return own == 0 and header_rows(self._grid(table)) > 0

    def items(self, region: _Region) -> Iterator[Item]:
        """The titles, the table and the notes of a region."""
        titles, body, notes = self._peeled(region)
        for text in titles:
            yield ("caption", text, 0)
        grid = self._grid(body)
        if len(grid) > 1 and max(map(_filled, grid)) > 1:
            yield SourceTable([[cell for cell in row if cell.row_span] for row in grid])
        else:
            for row in grid:
                yield ("text", " ".join(cell.text for cell in row if cell.text), 0)
        for text in notes:
            yield ("text", text, 0)

    def _peeled(self, region: _Region) -> tuple[list[str], _Region, list[str]]:
        """Titles above a table and notes below it, which have one filled cell a row."""
        rows = list(region.rows)
        titles: list[str] = []
        notes: list[str] = []
        while len(rows) > 2 and (text := self._title(rows[0], region.columns[0])):
            titles.append(text)
            rows.pop(0)
        while len(rows) > 2 and (text := self._note(rows[-1])):
            notes.insert(0, text)
            rows.pop()
        return titles, _Region(rows, region.columns), notes

    def _title(self, row: int, first: int) -> str:
        cells = self._cells.get(row, {})
        if len(cells) != 1:
            return ""
        ((column, cell),) = cells.items()
        area = self._merged.get((row, column))
        if area is not None and area[2] > row:
            return ""
        wide = area is not None or column == first
        return cell.text if wide or unit_in(cell.text) or bare_unit(cell.text) else ""

    def _note(self, row: int) -> str:
        cells = self._cells.get(row, {})
        if len(cells) != 1:
            return ""
        (cell,) = cells.values()
        return cell.text if cell.text.startswith(_NOTES) or len(cell.text) > _LONG_NOTE else ""

    def _grid(self, region: _Region) -> list[list[SourceCell]]:
        """The cells of a region in a full grid; columns in which no cell begins are left out."""
        begun = [x for x in region.columns if any(x in self._cells.get(y, {}) for y in region.rows)]
        return [[self._cell(y, x, region.rows, begun) for x in begun] for y in region.rows]

    def _cell(self, row: int, column: int, rows: Sequence[int], columns: list[int]) -> SourceCell:
        cell = self._cells.get(row, {}).get(column)
        area = self._merged.get((row, column))
        if area is not None and cell is not None:
            _, _, bottom, right = area
            high = bisect_right(rows, bottom) - bisect_left(rows, row)
            wide = sum(column <= x <= right for x in columns)
            return replace(cell, row_span=max(high, 1), column_span=max(wide, 1))
        if column in self._covered.get(row, ()):
            return SourceCell("", 0, 0)
        return cell or SourceCell("")

    def _taken(self, row: int) -> set[int]:
        return {*self._cells.get(row, {}), *self._covered.get(row, ())}

    def _filled_rows(self, rows: list[int], columns: list[int]) -> list[int]:
        """``rows`` without blank ones at either end of some columns."""
        filled = [y for y in rows if self._taken(y).intersection(columns)]
        return [y for y in rows if filled[0] <= y <= filled[-1]]


def _filled(row: Sequence[SourceCell]) -> int:
    return sum(bool(cell.text) for cell in row)
