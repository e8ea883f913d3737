"""Ruled tables by pdfplumber, with the unit line and caption that stand above them."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from ingest.document import Rect
from ingest.pdf_simple.characters import Glyph
from ingest.pdf_simple.lines import Line, lines_of

__all__ = ["RawCell", "RawTable", "find_tables", "inside", "unit_above"]

_UNIT = re.compile(r"[((]?\s*(?:単位|单位|單位)\s*[::]?\s*[^)) ]+[))]?")
_NUMBER = re.compile(r"[0-90-9]")


@dataclass(frozen=True, slots=True)
class RawCell:
    """One cell's text and the boxes of its characters; a line break is a blank."""

    text: str
    boxes: tuple[Rect | None, ...]
    rect: Rect


@dataclass(frozen=True, slots=True)
class RawTable:
    """Rows of cells before they have a place in the page's text."""

    rows: tuple[tuple[RawCell, ...], ...]
    rect: Rect
    header_rows: int


def find_tables(page: Any, glyphs: Sequence[Glyph]) -> list[RawTable]:
    """The ruled tables with at least two rows and two columns of text, from the top down.

    Looking for them costs a third of reading a page, so pages without rulings are passed over.
    """
    if len(page.rects) + len(page.lines) + len(page.curves) < 4:
        return []
    tables = []
    for found in page.find_tables():
        rect: Rect = tuple(float(v) for v in found.bbox)
        own = [g for g in glyphs if inside(g.rect, rect)]
        rows = tuple(
            tuple(_cell(cell, own) for cell in row.cells if cell is not None) for row in found.rows
        )
        rows = tuple(row for row in rows if any(cell.text for cell in row))
        if len(rows) >= 2 and max(len(row) for row in rows) >= 2 and _dense(rows):
            tables.append(RawTable(rows, rect, _header_rows(rows)))
    return sorted(tables, key=lambda t: (t.rect[1], t.rect[0]))


def inside(rect: Rect, outer: Rect) -> bool:
    """Whether the middle of ``rect`` lies in ``outer``."""
    x, y = (rect[0] + rect[2]) / 2, (rect[1] + rect[3]) / 2
    return outer[0] <= x <= outer[2] and outer[1] <= y <= outer[3]


def _dense(rows: Sequence[Sequence[RawCell]]) -> bool:
    """Boxes drawn around text also make cells; a table has text in most of them."""
    cells = [cell for row in rows for cell in row]
    filled = sum(bool(cell.text) for cell in cells)
    return filled >= 0.5 * len(cells) and filled >= 4


def _cell(bbox: Sequence[float], glyphs: Sequence[Glyph]) -> RawCell:
    rect: Rect = (float(bbox[0]), float(bbox[1]), float(bbox[2]), float(bbox[3]))
    text = ""
    boxes: list[Rect | None] = []
    for line in lines_of([g for g in glyphs if inside(g.rect, rect)]):
        if text and text[-1].isascii() and line.text[:1].isascii():
            text += " "
            boxes.append(None)
        text += line.text
        boxes += line.boxes
    return RawCell(text, tuple(boxes), rect)


def _header_rows(rows: Sequence[Sequence[RawCell]]) -> int:
    """The first rows without numbers beside a first column of names; at least one."""
    count = 0
    for row in rows[:3]:
        values = [cell.text for cell in row[1:] if cell.text]
        years = sum("年" in v or "期" in v or "/" in v for v in values)
        numbers = sum(bool(_NUMBER.search(v)) for v in values)
        if count and numbers - years > 0.3 * len(values):
            break
        if not count and numbers - years > 0.6 * max(1, len(values)):
            break
        count += 1
        if numbers == 0 and len(row) == max(len(r) for r in rows):
            break
    return min(count, len(rows) - 1)


def unit_above(table: RawTable, lines: Sequence[Line]) -> str:
    """The 単位 line within 40 points above the table, as written, or nothing."""
    for line in lines:
        if 0 <= table.rect[1] - line.rect[3] + 2 < 40:
            found = _UNIT.search(line.text)
            if found:
                return found.group().strip("()() ")
    return ""
