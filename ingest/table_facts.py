"""What a declared table says of itself: its headers, and the title and unit in its first rows."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from ingest.table_headers import header_columns, header_rows, is_figure
from ingest.tables import SourceCell, SourceTable
from ingest.units import bare_unit, unit_in

__all__ = ["TableFacts", "table_facts"]

_MOST_TITLES = 3
_FIGURE_WITH_UNIT = re.compile(r"[△▲\-−]?\s*[0-9０-９][0-9０-９,，.．]*\s*(\D{1,6})")


@dataclass(frozen=True, slots=True)
class TableFacts:
    """``header_rows`` counts the ``titles`` (rows of one cell above the column heads) in."""

    header_rows: int
    header_columns: int
    titles: int
    caption: str
    unit: str

    @property
    def own_heads(self) -> int:
        """How many rows below the titles head columns."""
        return self.header_rows - self.titles


def table_facts(table: SourceTable, grid: Sequence[Sequence[SourceCell]]) -> TableFacts:
    """Headers, caption and unit of ``table``, whose full grid is ``grid``.

    Where the file does not declare its headers they are found out from the cells. Rows of a single
    filled cell above them are no heads but the table's title and its unit line.
    """
    titles = _titles(grid) if table.header_rows is None else 0
    caption, unit = table.caption, table.unit
    with_unit = 0
    for y, row in enumerate(grid[:titles], start=1):
        text = "".join(cell.text for cell in row)
        said = unit_in(text) or bare_unit(text)
        with_unit = y if said else with_unit
        unit = unit or said
        # A title with a unit, not one that is the unit line.
        if not caption and len(text) > len(said) + 6:
            caption = text
    heads = table.header_rows
    if heads is None:
        heads = _heads(grid[titles:])
        titles = titles if heads else with_unit
        heads += titles
    stubs = table.header_columns
    if stubs is None:
        stubs = header_columns(grid, heads)
    return TableFacts(heads, stubs, titles, caption, unit or _unit_of_first_row(grid[heads:]))


def _unit_of_first_row(body: Sequence[Sequence[SourceCell]]) -> str:
    """The one unit that only the first row of figures writes out: the rows below it mean it too."""
    first = next((y for y, row in enumerate(body) if sum(bool(c.text) for c in row) > 1), len(body))
    body = body[first:]
    if len(body) < 2:
        return ""
    found = set(_units_written(body[0]))
    if len(found) != 1 or any(True for row in body[1:] for _ in _units_written(row)):
        return ""
    return found.pop()


def _units_written(row: Sequence[SourceCell]) -> Iterator[str]:
    """Units in cells of their own, and behind figures."""
    for cell in row:
        unit = bare_unit(cell.text) or _unit_behind(cell.text)
        if unit:
            yield unit


def _unit_behind(text: str) -> str:
    figure = _FIGURE_WITH_UNIT.fullmatch(text)
    return bare_unit(figure[1]) if figure else ""


def _heads(grid: Sequence[Sequence[SourceCell]]) -> int:
    """The header rows, and the row of units below them."""
    found = header_rows(grid) if len(grid) > 1 else 0
    if 0 < found < len(grid) - 1:
        words = [cell.text for cell in grid[found] if cell.text]
        found += bool(words) and all(map(bare_unit, words))
    return found


def _titles(grid: Sequence[Sequence[SourceCell]]) -> int:
    """How many of the first rows hold one filled cell, with at least two rows below them."""
    count = 0
    for y, row in enumerate(grid[: min(_MOST_TITLES, len(grid) - 2)]):
        filled = [x for x, cell in enumerate(row) if cell.text or cell.parts]
        if len(filled) != 1 or len(row) < 2 or any(cell.row_span > 1 for cell in row):
            break
        if filled[0] and _heads_figures(grid[y:], filled[0]) and not _all_words(grid[y + 1]):
            break
        count += 1
    return count


def _all_words(row: Sequence[SourceCell]) -> bool:
    """Whether a row names every column itself: what stands above it is no head of one of them."""
    texts = [cell.text for cell in row if cell.row_span]
    return len(texts) > 1 and all(
        text and not is_figure(text) and not _unit_behind(text) for text in texts
    )


def _heads_figures(grid: Sequence[Sequence[SourceCell]], x: int) -> bool:
    """Whether the first cell of a column, which is no unit, stands over figures."""
    text = grid[0][x].text
    below = [row[x].text for row in grid[1:] if row[x].text]
    figures = sum(is_figure(text) or _unit_behind(text) != "" for text in below)
    return not (bare_unit(text) or unit_in(text)) and figures * 2 > len(below)
