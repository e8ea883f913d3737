"""Reading order of boxes by recursive cuts (after Nagy and Seth's X-Y cut), with three additions.

Bands of boxes that share a gutter are first put together, so that a heading across the page
does not hide the columns below it. A column is cut off only where a gutter runs through the
whole region. And where one side of a gutter is narrow and stands row by row beside the other
(names and figures without rulings), it is read by rows and not by columns.
"""

from __future__ import annotations

from collections.abc import Sequence
from statistics import median

from ingest.document import Rect

__all__ = ["reading_order", "usual_height"]

_GUTTER = 0.8
"""In line heights: the least width of a gutter between columns."""
_NARROW = 9.0
_DEPTH = 12


def reading_order(boxes: Sequence[Rect], unit: float = 0.0) -> list[list[int]]:
    """Regions in reading order; each lists the indices of its boxes by row, then from the left.

    ``boxes`` are in layout space: lines run right, rows run down. ``unit`` is the height of a
    line, by default the usual height of the boxes.
    """
    if not boxes:
        return []
    return _order(list(range(len(boxes))), boxes, unit or usual_height(boxes), _DEPTH)


def usual_height(boxes: Sequence[Rect]) -> float:
    """The median height of ``boxes`` in points, at least 1."""
    return max(median(b[3] - b[1] for b in boxes), 1.0) if boxes else 1.0


def _order(items: list[int], boxes: Sequence[Rect], unit: float, depth: int) -> list[list[int]]:
    if len(items) == 1 or depth == 0:
        return [_by_rows(items, boxes)]
    parts = _columns(items, boxes, unit)
    if len(parts) == 1:
        parts = _bands(items, boxes, unit)
    if len(parts) == 1:
        return [_by_rows(items, boxes)]
    return [region for part in parts for region in _order(part, boxes, unit, depth - 1)]


def _by_rows(items: list[int], boxes: Sequence[Rect]) -> list[int]:
    """From the top; boxes of one row from the left."""
    rows: list[list[int]] = []
    for i in sorted(items, key=lambda i: (boxes[i][1] + boxes[i][3], boxes[i][0])):
        if rows and _same_row(boxes[rows[-1][0]], boxes[i]):
            rows[-1].append(i)
        else:
            rows.append([i])
    return [i for row in rows for i in sorted(row, key=lambda i: boxes[i][0])]


def _same_row(a: Rect, b: Rect) -> bool:
    return min(a[3], b[3]) - max(a[1], b[1]) > 0.5 * min(a[3] - a[1], b[3] - b[1])


def _gaps(items: list[int], boxes: Sequence[Rect], axis: int) -> list[tuple[float, float]]:
    """The empty intervals between boxes projected on an axis (0: x, 1: y)."""
    spans = sorted((boxes[i][axis], boxes[i][axis + 2]) for i in items)
    gaps = []
    reach = spans[0][1]
    for start, end in spans[1:]:
        if start > reach:
            gaps.append((reach, start))
        reach = max(reach, end)
    return gaps


def _columns(items: list[int], boxes: Sequence[Rect], unit: float) -> list[list[int]]:
    """Cut at the widest good gutter; one part when there is none."""
    gutters = [g for g in _gaps(items, boxes, 0) if g[1] - g[0] >= _GUTTER * unit]
    for gutter in sorted(gutters, key=lambda g: g[0] - g[1]):
        left = [i for i in items if boxes[i][2] <= gutter[0] + 0.01]
        right = [i for i in items if boxes[i][0] >= gutter[1] - 0.01]
        if _beside(left, right, boxes, unit) and not _row_by_row(left, right, boxes, unit):
            return [left, right]
    return [items]


def _beside(left: list[int], right: list[int], boxes: Sequence[Rect], unit: float) -> bool:
    """Whether two sides stand beside each other at all: a line at the top right corner and the
    text that begins below it on the left are no columns."""
    top = max(min(boxes[i][1] for i in side) for side in (left, right))
    bottom = min(max(boxes[i][3] for i in side) for side in (left, right))
    return bottom - top > 0.2 * unit


def _row_by_row(left: list[int], right: list[int], boxes: Sequence[Rect], unit: float) -> bool:
    """Whether two sides are the cells of rows: aligned, and one of them narrow."""
    few, many = sorted((left, right), key=len)
    narrow = min(_usual_width(side, boxes) for side in (left, right))
    if narrow > _NARROW * unit:
        return False
    aligned = sum(any(_aligned(boxes[i], boxes[j], unit) for j in many) for i in few)
    return aligned >= 0.8 * len(few)


def _usual_width(items: list[int], boxes: Sequence[Rect]) -> float:
    """The upper quartile of the widths, so that bullets do not make a column of text narrow."""
    widths = sorted(boxes[i][2] - boxes[i][0] for i in items)
    return widths[3 * len(widths) // 4]


def _aligned(a: Rect, b: Rect, unit: float) -> bool:
    return abs(a[3] - b[3]) < 0.3 * unit or abs(a[1] + a[3] - b[1] - b[3]) < 0.4 * unit


def _bands(items: list[int], boxes: Sequence[Rect], unit: float) -> list[list[int]]:
    """Cut into bands from the top: neighbours that share a gutter stay together, and neighbours
    without any. One part when the cut would separate nothing with columns."""
    strips = _strips(items, boxes)
    if len(strips) == 1:
        return [items]
    bands: list[list[int]] = []
    gutters: list[tuple[float, float]] = []
    for strip in strips:
        own = _own_gutters(strip, boxes, unit)
        if bands:
            if own and not gutters and _above_left(bands[-1], strip, own, boxes, unit):
                gutters = own
            shared = _shared(gutters, own, strip, boxes)
            if shared or (not gutters and not own):
                near = own or _close(bands[-1], strip, boxes, unit)
                if near or not gutters:
                    bands[-1] += strip
                    gutters = shared or gutters
                    continue
        bands.append(list(strip))
        gutters = own
    return bands


def _above_left(
    band: list[int],
    strip: list[int],
    gutters: list[tuple[float, float]],
    boxes: Sequence[Rect],
    unit: float,
) -> bool:
    """Whether a band is the beginning of the left column, beside which the right one begins
    later, below a picture."""
    edge = max(boxes[i][2] for i in band)
    return _close(band, strip, boxes, unit) and any(edge <= g[0] + 0.01 for g in gutters)


def _strips(items: list[int], boxes: Sequence[Rect]) -> list[list[int]]:
    strips: list[list[int]] = []
    reach = float("-inf")
    for i in sorted(items, key=lambda i: boxes[i][1]):
        if boxes[i][1] >= reach - 0.01 or not strips:
            strips.append([i])
        else:
            strips[-1].append(i)
        reach = max(reach, boxes[i][3])
    return strips


def _own_gutters(strip: list[int], boxes: Sequence[Rect], unit: float) -> list[tuple[float, float]]:
    return [g for g in _gaps(strip, boxes, 0) if g[1] - g[0] >= _GUTTER * unit]


def _shared(
    gutters: list[tuple[float, float]],
    own: list[tuple[float, float]],
    strip: list[int],
    boxes: Sequence[Rect],
) -> list[tuple[float, float]]:
    """What remains of ``gutters`` beside ``strip``."""
    if own:
        both = [(max(a[0], b[0]), min(a[1], b[1])) for a in gutters for b in own]
        return [g for g in both if g[1] > g[0]]
    x0 = min(boxes[i][0] for i in strip)
    x1 = max(boxes[i][2] for i in strip)
    return [g for g in gutters if x1 <= g[0] + 0.01 or x0 >= g[1] - 0.01]


def _close(band: list[int], strip: list[int], boxes: Sequence[Rect], unit: float) -> bool:
    """Whether a strip in one column follows at line distance, as the longer column's rest does."""
    gap = min(boxes[i][1] for i in strip) - max(boxes[i][3] for i in band)
    return gap < 1.0 * unit
