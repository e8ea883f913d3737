"""The straight lines and coloured areas that a page draws, whatever draws them.

A border may be a stroked line, a stroked box, or a filled box a hair thin; tables are found from
what is seen, so all become horizontal and vertical rulings.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

from ingest.document import Rect

__all__ = ["Ruling", "Rulings", "joined", "rulings_of"]

_THIN = 2.5
"""A filled box no thicker than this (points) is a line."""
_SNAP = 2.0
_GAP = 3.0
_MOST = 20_000

Ruling = tuple[float, float, float]
"""Where it lies across its direction, then from where to where along it, in points."""


@dataclass(frozen=True, slots=True)
class Rulings:
    """``horizontal``: (y, x0, x1); ``vertical``: (x, top, bottom); ``fills``: coloured areas with
    a name for the colour, in the order in which they are painted."""

    horizontal: tuple[Ruling, ...] = ()
    vertical: tuple[Ruling, ...] = ()
    fills: tuple[tuple[Rect, str], ...] = ()


def rulings_of(page: Any) -> Rulings:
    """The rulings of a pdfplumber page; none where a drawing has more lines than any table."""
    if len(page.rects) + len(page.lines) + len(page.curves) > _MOST:
        return Rulings()
    horizontal: list[Ruling] = []
    vertical: list[Ruling] = []
    fills: list[tuple[Rect, str]] = []
    for rect in page.rects:
        box: Rect = (rect["x0"], rect["top"], rect["x1"], rect["bottom"])
        _add_box(box, horizontal, vertical)
        if rect["fill"] and min(box[2] - box[0], box[3] - box[1]) > _THIN:
            fills.append((box, str(rect.get("non_stroking_color"))))
    for line in page.lines:
        _add_box((line["x0"], line["top"], line["x1"], line["bottom"]), horizontal, vertical)
    for curve in page.curves:
        for (x0, y0), (x1, y1) in pairwise(curve["pts"]):
            box = (min(x0, x1), min(y0, y1), max(x0, x1), max(y0, y1))
            if min(box[2] - box[0], box[3] - box[1]) < 0.5:
                _add_box(box, horizontal, vertical)
    return Rulings(joined(horizontal), joined(vertical), tuple(fills))


def _add_box(box: Rect, horizontal: list[Ruling], vertical: list[Ruling]) -> None:
    """A thin box is one line, any other its four sides."""
    x0, top, x1, bottom = box
    if bottom - top <= _THIN and x1 - x0 > bottom - top:
        horizontal.append(((top + bottom) / 2, x0, x1))
    elif x1 - x0 <= _THIN and bottom - top > x1 - x0:
        vertical.append(((x0 + x1) / 2, top, bottom))
    elif x1 - x0 > _THIN and bottom - top > _THIN:
        horizontal.extend(((top, x0, x1), (bottom, x0, x1)))
        vertical.extend(((x0, top, bottom), (x1, top, bottom)))


def joined(rulings: Iterable[Ruling]) -> tuple[Ruling, ...]:
    """``rulings`` with those that lie in one line joined: double lines, dashes, and borders that
    are drawn cell by cell."""
    rows: list[list[Ruling]] = []
    for ruling in sorted(rulings):
        if rows and ruling[0] - rows[-1][0][0] <= _SNAP:
            rows[-1].append(ruling)
        else:
            rows.append([ruling])
    return tuple(ruling for row in rows for ruling in _joined_row(row))


def _joined_row(row: Sequence[Ruling]) -> list[Ruling]:
    at = sum(r[0] * (r[2] - r[1]) for r in row) / max(sum(r[2] - r[1] for r in row), 1e-6)
    found: list[Ruling] = []
    for _, start, end in sorted(row, key=lambda r: r[1]):
        if found and start - found[-1][2] <= _GAP:
            found[-1] = (at, found[-1][1], max(found[-1][2], end))
        else:
            found.append((at, start, end))
    return found
