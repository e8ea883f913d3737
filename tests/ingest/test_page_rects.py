"""Rectangles of a stretch of text: the same as joining its characters one by one."""

from __future__ import annotations

from itertools import pairwise

import numpy as np
from hypothesis import given
from hypothesis import strategies as st
from numpy.typing import NDArray

from ingest.document import Page, Rect, union

_SIDES = st.sampled_from([0.0, 0.005, 3.3, 5.0, 5.25, 10.0, 10.1, 12.0])


@st.composite
def _boxes(draw: st.DrawFn) -> NDArray[np.float32]:
    """Characters that mostly go on along a line or a column, some without a box."""
    rows: list[tuple[float, ...]] = []
    x, y = 50.0, 50.0
    for _ in range(draw(st.integers(1, 25))):
        if draw(st.integers(0, 7)) == 0:
            rows.append((np.nan,) * 4)
            continue
        width, height = draw(_SIDES), draw(_SIDES)
        rows.append((x, y, x + width, y + height))
        x += draw(st.sampled_from([0.0, 5.0, 10.0, 10.003, 40.0, 48.0, -10.0, -80.0]))
        y += draw(st.sampled_from([0.0, 0.0, 0.0, 2.5, 6.0, 10.0, -10.0]))
    return np.array(rows, dtype=np.float32)


@given(_boxes(), st.data())
def test_rects_are_those_of_joining_one_by_one(
    boxes: NDArray[np.float32], data: st.DataObject
) -> None:
    start = data.draw(st.integers(0, len(boxes)))
    end = data.draw(st.integers(start, len(boxes)))
    page = Page(1, "1", "字" * len(boxes), boxes=boxes)
    assert page.rects(start, end) == _one_by_one(boxes[start:end])


def test_no_rects_without_geometry_or_text() -> None:
    assert Page(1, "1", "text").rects(0, 4) == []
    boxes = np.full((4, 4), np.nan, dtype=np.float32)
    page = Page(1, "1", "text", boxes=boxes)
    assert page.rects(0, 4) == []
    assert page.rects(2, 2) == []


def test_no_rectangle_reaches_over_a_line_break_of_the_text() -> None:
    row = [(50.0 + 10 * i, 50.0, 60.0 + 10 * i, 60.0) for i in range(4)]
    boxes = np.array([*row[:2], (np.nan,) * 4, *row[2:]], dtype=np.float32)
    assert len(Page(1, "1", "ab cd", boxes=boxes).rects(0, 5)) == 1
    assert Page(1, "1", "ab\ncd", boxes=boxes).rects(0, 5) == [
        (50.0, 50.0, 70.0, 60.0),
        (70.0, 50.0, 90.0, 60.0),
    ]


def _one_by_one(boxes: NDArray[np.float32]) -> list[Rect]:
    """The plain loop that ``Page.rects`` must agree with."""
    rows = [row for row in boxes if not np.isnan(row[0])]
    if not rows:
        return []
    runs = [[rows[0]]]
    for a, b in pairwise(rows):
        if _same_line(a, b):
            runs[-1].append(b)
        else:
            runs.append([b])
    return [union([_rounded(row) for row in run]) for run in runs]


def _rounded(row: NDArray[np.float32]) -> Rect:
    x0, top, x1, bottom = (round(float(side), 2) for side in row)
    return (x0, top, x1, bottom)


def _same_line(a: NDArray[np.float32], b: NDArray[np.float32]) -> bool:
    overlap_y = min(a[3], b[3]) - max(a[1], b[1])
    overlap_x = min(a[2], b[2]) - max(a[0], b[0])
    height = min(a[3] - a[1], b[3] - b[1])
    width = min(a[2] - a[0], b[2] - b[0])
    along = max(a[2] - a[0], b[2] - b[0], a[3] - a[1], b[3] - b[1])
    if overlap_y > 0.5 * height:
        return bool(-along < b[0] - a[2] < 4 * along or -along < a[0] - b[2] < along)
    down = -along < b[1] - a[3] < along and b[1] > a[1]
    up = -along < a[1] - b[3] < along and b[1] < a[1]
    return bool(overlap_x > 0.5 * width and (down or up))
