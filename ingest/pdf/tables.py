"""Ruled tables: found by pdfplumber, their words taken out of the running text, cell by cell."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from ingest.document import Rect
from ingest.pdf.characters import Glyph
from ingest.pdf.lines import Line, join_lines, lines_of
from ingest.pdf.reading_order import reading_order

__all__ = ["RawCell", "RawTable", "header_rows", "take_tables"]

_MIN_RULINGS = 4
_MAX_RULINGS = 20_000
_YEAR = re.compile(r"(?:19|20)\d\d|令和|平成|昭和|民[国國]|FY|[年月期季]")
_NUMBER = re.compile(r"[△▲+\-−]?\(?[\d０-９][\d０-９,，.．]*\)?\s*[%％‰倍円元人社件万億亿兆]*")


@dataclass(frozen=True, eq=False, slots=True)
class RawCell:
    """One cell as it stands on the page; an empty text for a blank cell."""

    text: str
    boxes: NDArray[np.float32]
    rect: Rect | None
    bold: bool
    head: bool
    """Tagged as a header cell by the file."""


@dataclass(frozen=True, slots=True)
class RawTable:
    """A table before its words have a place in the page's text."""

    rect: Rect
    rows: tuple[tuple[RawCell, ...], ...]
    edges: tuple[float, ...]
    """Left edges of the columns, to recognise the same table on the next page."""


def take_tables(page: Any, glyphs: list[Glyph]) -> tuple[list[RawTable], list[Glyph]]:
    """The tables of a pdfplumber page, and the characters that stand in none of them.

    Only ruled tables of at least two rows and two columns with text in most rows count; a
    frame around prose is not a table.
    """
    rulings = len(page.rects) + len(page.lines) + len(page.curves)
    if not _MIN_RULINGS <= rulings <= _MAX_RULINGS or not glyphs:
        return [], glyphs
    tables: list[RawTable] = []
    rest = glyphs
    for found in page.find_tables():
        inside, outside = _split(rest, found.bbox)
        table, between = _raw_table(found, inside)
        if _is_table(table) and len(between) * 5 <= len(inside):
            tables.append(table)
            rest = outside + between
    return tables, rest


def _split(glyphs: list[Glyph], rect: Rect) -> tuple[list[Glyph], list[Glyph]]:
    inside: list[Glyph] = []
    outside: list[Glyph] = []
    for glyph in glyphs:
        (inside if _within(glyph, rect) else outside).append(glyph)
    return inside, outside


def _within(glyph: Glyph, rect: Rect) -> bool:
    x = (glyph.box[0] + glyph.box[2]) / 2
    y = (glyph.box[1] + glyph.box[3]) / 2
    return rect[0] <= x <= rect[2] and rect[1] <= y <= rect[3]


def _raw_table(found: Any, glyphs: list[Glyph]) -> tuple[RawTable, list[Glyph]]:
    """The table with its words, and the characters that stand in none of its cells."""
    rows: list[tuple[RawCell, ...]] = []
    left = glyphs
    for row in found.rows:
        # A row's box also covers the rows that a tall cell of it reaches into.
        in_row, left = _split(left, row.bbox)
        cells = []
        for rect in row.cells:
            in_cell, in_row = _split(in_row, rect) if rect else ([], in_row)
            cells.append(_cell(in_cell, rect))
        left += in_row
        rows.append(tuple(cells))
    rows = [row for row in rows if any(cell.text for cell in row)]
    return RawTable(found.bbox, tuple(rows), _edges(rows)), left


def _edges(rows: Sequence[Sequence[RawCell]]) -> tuple[float, ...]:
    return tuple(sorted({round(cell.rect[0]) for row in rows for cell in row if cell.rect}))


def _is_table(table: RawTable) -> bool:
    columns = max((len(row) for row in table.rows), default=0)
    filled = sum(sum(bool(cell.text) for cell in row) > 1 for row in table.rows)
    return len(table.rows) >= 2 and columns >= 2 and filled * 2 >= len(table.rows)


def _cell(glyphs: list[Glyph], rect: Rect | None) -> RawCell:
    text, boxes = join_lines(_in_reading_order(lines_of(glyphs))) if glyphs else join_lines([])
    solid = [g for g in glyphs if not g.text.isspace()]
    return RawCell(
        text,
        boxes,
        rect,
        bool(solid) and all(g.face.bold for g in solid),
        bool(solid) and all(g.tag == "TH" for g in solid),
    )


def _in_reading_order(lines: list[Line]) -> list[Line]:
    regions = reading_order([line.place for line in lines])
    return [lines[i] for region in regions for i in region]


def header_rows(table: RawTable) -> int:
    """How many of the first rows are headers: by the file's own tags, else by weight, else the
    first row unless it already holds figures."""
    tagged = _leading(table, lambda cell: cell.head)
    if tagged:
        return tagged
    bold = _leading(table, lambda cell: cell.bold)
    if bold:
        return bold
    figures = [cell for cell in table.rows[0][1:] if _is_figure(cell.text)]
    if figures:
        return 0
    first_has_spans = any(cell.rect is None for cell in table.rows[0])
    second_is_plain = not any(_is_figure(cell.text) for cell in table.rows[1])
    return 2 if first_has_spans and second_is_plain and len(table.rows) > 2 else 1


def _leading(table: RawTable, test: Any) -> int:
    count = 0
    for row in table.rows:
        filled = [cell for cell in row if cell.text]
        if len(filled) < 2 and len(row) > 1 and count == 0:
            break
        if not all(test(cell) for cell in filled):
            break
        count += 1
    return count if count < len(table.rows) else 0


def _is_figure(text: str) -> bool:
    return bool(_NUMBER.fullmatch(text.strip())) and not _YEAR.search(text)
