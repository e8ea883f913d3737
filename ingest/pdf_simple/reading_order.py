"""The order in which a person reads the lines of a page: columns one after the other.

A gutter is a vertical strip that few lines cross. Lines that do cross it (titles, wide tables)
divide the page into bands; within a band the left side is read before the right, each side in
the same way again. In the spirit of the recursive XY-cut (Nagy and Seth, 1984), with spanning
lines allowed.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol, TypeVar

from ingest.document import Rect

__all__ = ["in_reading_order"]

_MIN_SIDE = 2
"""Items that must stand on each side of a gutter."""
_DEPTH = 4


class HasRect(Protocol):
    """Anything with a rectangle."""

    @property
    def rect(self) -> Rect: ...


T = TypeVar("T", bound=HasRect)


def in_reading_order(items: Sequence[T], depth: int = 0) -> list[T]:
    """``items`` in reading order; nothing is added or lost."""
    ordered = sorted(items, key=lambda i: (round(i.rect[1]), i.rect[0]))
    gutter = _gutter(ordered) if depth < _DEPTH else None
    if gutter is None:
        return ordered
    result: list[T] = []
    left: list[T] = []
    right: list[T] = []
    for item in ordered:
        if item.rect[2] <= gutter + 1:
            left.append(item)
        elif item.rect[0] >= gutter - 1:
            right.append(item)
        else:
            result += in_reading_order(left, depth + 1) + in_reading_order(right, depth + 1)
            result.append(item)
            left, right = [], []
    return result + in_reading_order(left, depth + 1) + in_reading_order(right, depth + 1)


def _gutter(items: Sequence[T]) -> float | None:
    """Where the page is best cut in two, or ``None``: the strip crossed by the fewest items."""
    if len(items) < 2 * _MIN_SIDE:
        return None
    best: tuple[int, float] | None = None
    cut: float | None = None
    for x in sorted({round(i.rect[0], 0) for i in items})[1:]:
        left = [i for i in items if i.rect[2] <= x]
        right = [i for i in items if i.rect[0] >= x - 1]
        crossing = len(items) - len(left) - len(right)
        if min(len(left), len(right)) < _MIN_SIDE or crossing > 0.34 * len(items):
            continue
        if not _side_by_side(left, right):
            continue
        width = x - max(i.rect[2] for i in left)
        score = (crossing, -width)
        if best is None or score < best:
            best, cut = score, x - 1
    return cut


def _side_by_side(left: Sequence[T], right: Sequence[T]) -> bool:
    """Two columns stand beside each other for most of the shorter one's height."""
    top = max(min(i.rect[1] for i in left), min(i.rect[1] for i in right))
    bottom = min(max(i.rect[3] for i in left), max(i.rect[3] for i in right))
    shorter = min(
        max(i.rect[3] for i in side) - min(i.rect[1] for i in side) for side in (left, right)
    )
    return bottom - top > 0.5 * shorter
