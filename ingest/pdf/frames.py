"""Boxes that a page draws around pieces of text: call-outs, panels, text boxes on slides.

What stands in one box is read together, and before or after the box beside it as a whole.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from ingest.document import Rect, union
from ingest.pdf.reading_order import reading_order, usual_height

__all__ = ["frames_of", "order_in_frames"]

_MOST = 400
_LEAST = 14.0
"""Points: anything narrower or lower frames no text."""
_LEVEL = 3.0
"""Points by which the edges of boxes in one row may differ."""
_INSIDE = 1.5
"""Points by which text may stand out of its frame."""


def frames_of(page: Any) -> tuple[Rect, ...]:
    """The boxes drawn on a page as ``ingest.pdf.page_content`` gives it, with a border or a
    colour; round corners make no difference. None where a drawing has very many."""
    found: set[Rect] = set()
    for entry in (*page.rects, *page.curves):
        x0, top, x1, bottom = entry["x0"], entry["top"], entry["x1"], entry["bottom"]
        if x1 - x0 >= _LEAST and bottom - top >= _LEAST and _is_box(entry):
            found.add((round(x0, 1), round(top, 1), round(x1, 1), round(bottom, 1)))
    return tuple(sorted(found)) if len(found) <= _MOST else ()


def _is_box(entry: Any) -> bool:
    """Whether most of the outline lies on the four sides of its box."""
    points = entry.get("pts", ())
    if entry["object_type"] == "rect" or not points:
        return True
    if len(points) < 5 or (not entry.get("fill") and points[0] != points[-1]):
        return False
    x0, top, x1, bottom = entry["x0"], entry["top"], entry["x1"], entry["bottom"]
    near = 0.5
    on_side = [
        min(abs(x - x0), abs(x - x1), abs(y - top), abs(y - bottom)) < near for x, y in points
    ]
    corners = sum(
        min(abs(x - x0), abs(x - x1)) < near and min(abs(y - top), abs(y - bottom)) < near
        for x, y in points
    )
    return all(on_side) and (corners > 0 or len(points) >= 8)


def order_in_frames(places: Sequence[Rect], frames: Sequence[Rect]) -> list[list[int]]:
    """Regions in reading order, as ``reading_order`` gives them, with everything in one of the
    ``frames`` kept together. All in layout space."""
    unit = usual_height(places)
    kept = [frame for frame in _by_area(frames) if _frames_text(frame, places, unit)]
    kept = _by_area([*kept, *_rows_of_cards(kept, places)])
    return _order(list(range(len(places))), places, kept, unit)


def _rows_of_cards(frames: Sequence[Rect], places: Sequence[Rect]) -> list[Rect]:
    """A frame around each row of boxes that begin at the same height, none of which reaches into
    another row: they are read from left to right, whatever stands above and below."""
    rows: list[list[Rect]] = []
    for frame in sorted(frames, key=lambda f: (f[1], f[0])):
        for row in rows:
            last = row[-1]
            if abs(last[1] - frame[1]) < _LEVEL and last[2] <= frame[0] + _INSIDE:
                row.append(frame)
                break
        else:
            rows.append([frame])
    found = [(union(row), row) for row in rows if len(row) > 1]
    return [
        whole
        for whole, row in found
        if not any(_crosses(whole, place) for place in places)
        and not any(_overlap(whole, other) and not _in_any(other, row) for other in frames)
    ]


def _overlap(a: Rect, b: Rect) -> bool:
    across = min(a[2], b[2]) - max(a[0], b[0])
    down = min(a[3], b[3]) - max(a[1], b[1])
    return across > _INSIDE and down > _INSIDE and not _holds(b, a)


def _in_any(frame: Rect, row: Sequence[Rect]) -> bool:
    return any(_holds(other, frame) for other in row)


def _by_area(frames: Sequence[Rect]) -> list[Rect]:
    return sorted(frames, key=lambda f: ((f[0] - f[2]) * (f[3] - f[1]), f))


def _frames_text(frame: Rect, places: Sequence[Rect], unit: float) -> bool:
    """Whether a box stands around whole lines, and is more than the ground of a single one."""
    inside = [place for place in places if _holds(frame, place)]
    if not inside or any(_crosses(frame, place) for place in places):
        return False
    return len(inside) > 1 or frame[3] - frame[1] > 2.2 * unit


def _holds(frame: Rect, place: Rect) -> bool:
    return (
        frame[0] - _INSIDE <= place[0]
        and place[2] <= frame[2] + _INSIDE
        and frame[1] - 2 * _INSIDE <= place[1]
        and place[3] <= frame[3] + 2 * _INSIDE
    )


def _crosses(frame: Rect, place: Rect) -> bool:
    """Whether a line runs through the side of a box: then the box is its ground, not its frame."""
    x, y = (place[0] + place[2]) / 2, (place[1] + place[3]) / 2
    central = frame[0] < x < frame[2] and frame[1] < y < frame[3]
    return central and not _holds(frame, place)


def _order(
    items: list[int], places: Sequence[Rect], frames: Sequence[Rect], unit: float
) -> list[list[int]]:
    """``frames``: the largest first."""
    groups: list[tuple[Rect, list[int], list[Rect]]] = []
    free = list(items)
    rest = list(frames)
    while rest:
        frame, *rest = rest
        inside = [i for i in free if _holds(frame, places[i])]
        if inside and len(inside) < len(items):
            nested = [inner for inner in rest if _holds(frame, inner)]
            rest = [other for other in rest if not _holds(frame, other)]
            groups.append((frame, inside, nested))
            free = [i for i in free if i not in inside]
    boxes = [places[i] for i in free] + [frame for frame, _, _ in groups]
    regions: list[list[int]] = []
    for region in reading_order(boxes, unit):
        waiting: list[int] = []
        for number in region:
            if number < len(free):
                waiting.append(free[number])
                continue
            _, inside, nested = groups[number - len(free)]
            regions += [waiting] if waiting else []
            regions += _order(inside, places, nested, unit)
            waiting = []
        regions += [waiting] if waiting else []
    return regions
