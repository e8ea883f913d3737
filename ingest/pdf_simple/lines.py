"""Characters to lines: what stands on one base line without a wide gap, or in one column."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from statistics import median

from ingest.document import Rect, union
from ingest.pdf_simple.characters import Glyph, is_wide

__all__ = ["Line", "is_vertical", "lines_of", "vertical_lines"]

_GAP = 1.6
"""Ems; a wider gap separates columns, boxes or cells."""
_WORD_GAP = 0.22


@dataclass(frozen=True, slots=True)
class Line:
    """One line; ``text`` and ``boxes`` are parallel, spaces have no box."""

    text: str
    boxes: tuple[Rect | None, ...]
    rect: Rect
    size: float
    bold: bool
    vertical: bool = False


def lines_of(glyphs: Sequence[Glyph]) -> list[Line]:
    """The horizontal lines, each cut at wide gaps, from the top down."""
    lines: list[Line] = []
    for row in _rows(glyphs):
        start = 0
        ordered = sorted(row, key=lambda g: g.x0)
        for i in range(1, len(ordered) + 1):
            if i == len(ordered) or _wide_gap(ordered[i - 1], ordered[i]):
                lines.append(_line(ordered[start:i]))
                start = i
    return lines


def _wide_gap(a: Glyph, b: Glyph) -> bool:
    return b.x0 - a.x1 > _GAP * max(a.size, b.size)


def _rows(glyphs: Sequence[Glyph]) -> list[list[Glyph]]:
    """Characters whose middles stand at nearly one height, rows from the top down."""
    rows: list[list[Glyph]] = []
    tops: list[tuple[float, float]] = []
    for glyph in sorted(glyphs, key=lambda g: (g.middle, g.x0)):
        if rows:
            middle, height = tops[-1]
            if abs(glyph.middle - middle) <= 0.42 * max(height, glyph.bottom - glyph.top):
                rows[-1].append(glyph)
                continue
        rows.append([glyph])
        tops.append((glyph.middle, glyph.bottom - glyph.top))
    return rows


def _line(glyphs: Sequence[Glyph], vertical: bool = False) -> Line:
    text: list[str] = []
    boxes: list[Rect | None] = []
    for i, glyph in enumerate(glyphs):
        if i and not vertical and _space_between(glyphs[i - 1], glyph):
            text.append(" ")
            boxes.append(None)
        text.append(glyph.text)
        boxes += [glyph.rect] * len(glyph.text)
    return Line(
        text="".join(text),
        boxes=tuple(boxes),
        rect=union([g.rect for g in glyphs]),
        size=round(median(g.size for g in glyphs), 1),
        bold=sum(g.bold for g in glyphs) * 2 > len(glyphs),
        vertical=vertical,
    )


def _space_between(a: Glyph, b: Glyph) -> bool:
    gap = b.x0 - a.x1
    size = max(a.size, b.size)
    if is_wide(a.text) and is_wide(b.text):
        return gap > 0.8 * size
    if is_wide(a.text) or is_wide(b.text):
        return gap > 0.5 * size
    return gap > _WORD_GAP * size * 0.75


def is_vertical(glyphs: Sequence[Glyph]) -> bool:
    """Whether most wide characters follow one another downwards in a column."""
    down = across = 0
    for a, b in zip(glyphs, glyphs[1:], strict=False):
        if not (is_wide(a.text) and is_wide(b.text)):
            continue
        if abs(a.x0 - b.x0) < 0.3 * a.size and 0 < b.top - a.top < 2.2 * a.size:
            down += 1
        elif abs(a.middle - b.middle) < 0.3 * a.size:
            across += 1
    return down >= 20 and down > 2 * across


def vertical_lines(glyphs: Sequence[Glyph]) -> list[Line]:
    """The columns of vertical text, right to left; each is one line from the top down.

    Ruby (small characters beside a column) is left out of the sentence.
    """
    body = median(g.size for g in glyphs)
    plain = [g for g in glyphs if g.size > 0.7 * body]
    columns: list[list[Glyph]] = []
    centre = 0.0
    for glyph in sorted(plain, key=lambda g: -(g.x0 + g.x1)):
        middle = (glyph.x0 + glyph.x1) / 2
        if not columns or abs(middle - centre) > 0.6 * body:
            columns.append([])
            centre = middle
        columns[-1].append(glyph)
    lines = []
    for column in columns:
        ordered = sorted(column, key=lambda g: (round(g.top, 1), g.x0))
        start = 0
        for i in range(1, len(ordered) + 1):
            if i == len(ordered) or ordered[i].top - ordered[i - 1].bottom > 4 * body:
                lines.append(_line(ordered[start:i], vertical=True))
                start = i
    return lines
