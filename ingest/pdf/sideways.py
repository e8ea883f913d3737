"""Pages whose content lies on its side or upside down, as wide tables are bound into reports.

Such a page is turned so that its lines run right before anything is made of it, and what was made
is turned back at the end, so that every rectangle is where the page shows it.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from ingest.document import Rect
from ingest.pdf.characters import CharacterRun
from ingest.pdf.page_content import PageContent
from ingest.pdf.page_drawing import box_entries

__all__ = ["boxes_back", "quarters_of", "rect_back", "turned_page"]

_MOST = 0.8
"""The share of the characters that must lie one way."""
_FEW = 10


def quarters_of(runs: Sequence[CharacterRun]) -> int:
    """By how many quarters the content of a page must be turned clockwise to be read: 0 for
    most pages, 1 where lines run upwards, 3 where they run downwards, 2 upside down."""
    turns = [_quarters(run.head["matrix"]) for run in runs]
    if not any(turns):
        return 0
    counts: Counter[int] = Counter()
    for run, turn in zip(runs, turns, strict=True):
        solid = sum(not text.isspace() for text in run.texts)
        if solid:
            counts[turn] += solid
    quarters, count = counts.most_common(1)[0] if counts else (0, 0)
    return quarters if quarters > 0 and count >= max(_FEW, _MOST * counts.total()) else 0


def _quarters(matrix: Sequence[float]) -> int:
    """Of one character; -1 for an odd angle."""
    a, b, c, d = matrix[:4]
    if abs(b) <= 0.01 * abs(a):
        return 2 if a < 0 and d < 0 else 0
    if abs(a) <= 0.01 * abs(b) and b * c < 0:
        return 1 if b > 0 else 3
    return -1


def turned_page(page: PageContent, quarters: int) -> PageContent:
    """``page`` turned clockwise by ``quarters``."""
    size = (float(page.width), float(page.height))
    objects = {
        kind: [_turned(entry, size, quarters) for entry in entries]
        for kind, entries in page.drawn.items()
    }
    runs = [_turned_run(run, size, quarters) for run in page.runs]
    turned_size = (size[1], size[0]) if quarters % 2 else size
    return PageContent(page.page_number, turned_size, objects, runs, page.invisible)


def _turned(entry: Mapping[str, Any], size: tuple[float, float], quarters: int) -> dict[str, Any]:
    box = (entry["x0"], entry["top"], entry["x1"], entry["bottom"])
    out = {**entry, **box_entries(_clockwise(box, size, quarters))}
    if "pts" in entry:
        points = [_clockwise((x, y, x, y), size, quarters) for x, y in entry["pts"]]
        out["pts"] = [(x, y) for x, y, _, _ in points]
    return out


def _turned_run(run: CharacterRun, size: tuple[float, float], quarters: int) -> CharacterRun:
    a, b, c, d, e, f = run.head["matrix"]
    for _ in range(quarters):
        a, b, c, d = b, -a, d, -c
    head = {**run.head, "matrix": (a, b, c, d, e, f), "upright": a * d > 0 and b * c <= 0}
    return CharacterRun(head, run.texts, [_clockwise(box, size, quarters) for box in run.boxes])


def _clockwise(box: Rect, size: tuple[float, float], quarters: int) -> Rect:
    x0, top, x1, bottom = box
    width, height = size
    if quarters == 1:
        return (height - bottom, x0, height - top, x1)
    if quarters == 2:
        return (width - x1, height - bottom, width - x0, height - top)
    return (top, width - x1, bottom, width - x0) if quarters == 3 else box


def rect_back(rect: Rect, size: tuple[float, float], quarters: int) -> Rect:
    """A rectangle of the turned page (of ``size``) where the page itself shows it."""
    return _clockwise(rect, size, -quarters % 4)


def boxes_back(
    boxes: NDArray[np.float32], size: tuple[float, float], quarters: int
) -> NDArray[np.float32]:
    """The same for one box a row."""
    if not quarters:
        return boxes
    x0, top, x1, bottom = boxes.T
    width, height = np.float32(size[0]), np.float32(size[1])
    if quarters == 2:
        parts = (width - x1, height - bottom, width - x0, height - top)
    elif quarters == 3:
        parts = (height - bottom, x0, height - top, x1)
    else:
        parts = (top, width - x1, bottom, width - x0)
    turned: NDArray[np.float32] = np.stack(parts, axis=1)
    return turned
