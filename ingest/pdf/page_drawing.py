"""What else is drawn on a page: lines, rectangles, curves and images, in pdfplumber's form.

Subpaths are told apart as pdfminer does it (one segment: a line; four at right angles: a
rectangle; anything else: a curve), with the matrices of the forms they stand in, and cut to
the rectangles that clip them.
"""

from __future__ import annotations

import ctypes
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from ingest.pdf import pdfium_api as api
from ingest.pdf.page_geometry import Matrix, PageGeometry, concat

__all__ = ["Drawing", "box_entries", "read_drawing"]

_TEXT, _PATH, _IMAGE, _SHADING, _FORM = 1, 2, 3, 4, 5  # FPDF_PAGEOBJ_…
_CURVE_TO, _MOVE_TO = 1, 2  # FPDF_SEGMENT_…
_DEEPEST = 24
"""Forms within forms; a file may nest them without end."""
_MOST_OBJECTS = 400_000
_MOST_SEGMENTS = 60_000
"""Of a page in all; a map or a scatter plot is not searched for tables."""
_LEVEL = 0.01
"""Points by which a straight line may be off level and still be meant as level."""

Point = tuple[float, float]
Box = tuple[float, float, float, float]


@dataclass(slots=True)
class Drawing:
    """The objects of a page by kind; ``order`` has the place of each text object."""

    objects: dict[str, list[dict[str, Any]]] = field(
        default_factory=lambda: {"line": [], "rect": [], "curve": [], "image": []}
    )
    order: dict[int, int] = field(default_factory=dict)
    places: dict[int, Matrix] = field(default_factory=dict)
    """The matrix of what each text object stands in, to the page as seen."""
    segments: int = 0
    too_deep: bool = False
    """Objects were left out because forms stand in forms in forms without end."""


@dataclass(frozen=True, slots=True)
class _Place:
    """Where the objects of a page or form land: matrix and clip as seen, top left origin."""

    matrix: Matrix
    clip: Box
    number: int


def read_drawing(page: int, geometry: PageGeometry, number: int) -> Drawing:
    """What is drawn on an open pdfium page; boxes as seen, origin at the top left."""
    out = Drawing()
    width, height = geometry.size
    place = _Place(geometry.matrix, (-width, -height, 2 * width, 2 * height), number)
    objects = (api.get_object(page, i) for i in range(api.count_objects(page)))
    _walk(objects, place, out, 0)
    return out


def _walk(objects: Iterator[int], place: _Place, out: Drawing, depth: int) -> None:
    for handle in objects:
        kind = api.object_type(handle)
        if kind == _TEXT:
            out.order[handle] = len(out.order)
            out.places[handle] = place.matrix
        elif kind == _PATH:
            _add_path(handle, place, out)
        elif kind == _IMAGE:
            _add_image(handle, place, out)
        elif kind == _FORM:
            if depth >= _DEEPEST or len(out.order) > _MOST_OBJECTS:
                out.too_deep = True
                continue
            matrix = concat(_matrix_of(handle), place.matrix)
            inner = _Place(matrix, _clipped(handle, place), place.number)
            count = api.form_count(handle)
            _walk((api.form_object(handle, i) for i in range(count)), inner, out, depth + 1)


def _matrix_of(handle: int) -> Matrix:
    numbers, at = api.floats(6)
    if not api.object_matrix(handle, at):
        return (1.0, 0.0, 0.0, 1.0, 0.0, 0.0)
    a, b, c, d, e, f = numbers
    return (a, b, c, d, e, f)


def _add_image(handle: int, place: _Place, out: Drawing) -> None:
    """An image fills the unit square of its matrix."""
    matrix = concat(_matrix_of(handle), place.matrix)
    corners = [_moved(matrix, p) for p in ((0.0, 0.0), (1.0, 0.0), (1.0, 1.0), (0.0, 1.0))]
    box = _common(_box_of(corners), _clipped(handle, place))
    if box is not None:
        out.objects["image"].append(_entry("image", box, place))


def _add_path(handle: int, place: _Place, out: Drawing) -> None:
    count = api.path_count(handle)
    out.segments += max(count, 0)
    if count < 2 or out.segments > _MOST_SEGMENTS:
        return
    fill, stroke = ctypes.c_int(), ctypes.c_int()
    api.path_mode(handle, api.address(fill), api.address(stroke))
    if not fill.value and not stroke.value:
        return
    matrix = concat(_matrix_of(handle), place.matrix)
    clip = _clipped(handle, place)
    style = _style(handle, bool(stroke.value), bool(fill.value), matrix)
    segments = (api.path_segment(handle, i) for i in range(count))
    for points, curved in _subpaths(segments, matrix):
        _add_subpath(points, curved, clip, place, style, out)


def _style(handle: int, stroke: bool, fill: bool, matrix: Matrix) -> dict[str, Any]:
    number = ctypes.c_float()
    api.object_stroke_width(handle, api.address(number))
    scale = abs(matrix[0] * matrix[3] - matrix[1] * matrix[2]) ** 0.5
    return {
        "linewidth": round(number.value * scale, 4),
        "stroke": stroke,
        "fill": fill,
        "stroking_color": _colour(handle, api.object_stroke) if stroke else None,
        "non_stroking_color": _colour(handle, api.object_fill) if fill else None,
    }


def _colour(handle: int, read: Any) -> tuple[float, ...] | None:
    parts = (ctypes.c_uint * 4)()
    at = api.address(parts)
    if not read(handle, at, at + 4, at + 8, at + 12):
        return None
    return tuple(round(part / 255, 3) for part in parts[:3])


def _subpaths(segments: Iterator[int], matrix: Matrix) -> Iterator[tuple[list[Point], bool]]:
    """The points of each subpath as seen, and whether a part of it is bent. A closed subpath
    ends where it began; of a bent part only its end counts."""
    points: list[Point] = []
    curved = False
    bezier = 0
    x, y = ctypes.c_float(), ctypes.c_float()
    to_x, to_y = api.address(x), api.address(y)
    for segment in segments:
        kind = api.segment_type(segment)
        if kind == _MOVE_TO:
            if len(points) > 1:
                yield points, curved
            points, curved, bezier = [], False, 0
        if kind == _CURVE_TO:
            curved = True
            bezier += 1
        if kind != _CURVE_TO or bezier % 3 == 0:
            api.segment_point(segment, to_x, to_y)
            points.append(_moved(matrix, (x.value, y.value)))
        if api.segment_closes(segment) and points and points[-1] != points[0]:
            points.append(points[0])
    if len(points) > 1:
        yield points, curved


def _add_subpath(
    points: list[Point],
    curved: bool,
    clip: Box,
    place: _Place,
    style: dict[str, Any],
    out: Drawing,
) -> None:
    kind = "curve" if curved else _kind(points)
    box = _common(_box_of(points), clip)
    if box is None:
        return
    entry = _entry(kind, box, place) | style
    if kind == "line":
        entry["pts"] = [(box[0], box[1]), (box[2], box[3])]
    elif kind == "rect":
        entry["pts"] = [(box[0], box[1]), (box[2], box[1]), (box[2], box[3]), (box[0], box[3])]
    else:
        entry["pts"] = points
    out.objects[kind].append(entry)


def _kind(points: list[Point]) -> str:
    """``line`` for one level or upright segment, ``rect`` for four at right angles."""
    if len(points) == 3 and points[2] == points[0]:
        points = points[:2]
    if len(points) == 2:
        return "line" if _level(*points) else "curve"
    if len(points) != 5 or not _same(points[0], points[4]):
        return "curve"
    (x0, y0), (x1, y1), (x2, y2), (x3, y3) = points[:4]
    across = (x0 - x1, y1 - y2, x2 - x3, y3 - y0)
    down = (y0 - y1, x1 - x2, y2 - y3, x3 - x0)
    square = max(map(abs, across)) < _LEVEL or max(map(abs, down)) < _LEVEL
    return "rect" if square else "curve"


def _same(a: Point, b: Point) -> bool:
    return abs(a[0] - b[0]) < _LEVEL and abs(a[1] - b[1]) < _LEVEL


def _level(a: Point, b: Point) -> bool:
    return abs(a[0] - b[0]) < _LEVEL or abs(a[1] - b[1]) < _LEVEL


def _entry(kind: str, box: Box, place: _Place) -> dict[str, Any]:
    x0, top, x1, bottom = box
    if kind == "line":  # told apart by pdfplumber by equality
        x1 = x0 if x1 - x0 < _LEVEL else x1
        bottom = top if bottom - top < _LEVEL else bottom
    return {
        "object_type": kind,
        "page_number": place.number,
        **box_entries((x0, top, x1, bottom)),
    }


def box_entries(box: Box) -> dict[str, float]:
    """A box as pdfplumber names its sides and measures."""
    x0, top, x1, bottom = box
    return {
        "x0": x0,
        "top": top,
        "x1": x1,
        "bottom": bottom,
        "doctop": top,
        "y0": -bottom,
        "y1": -top,
        "width": x1 - x0,
        "height": bottom - top,
    }


def _clipped(handle: int, place: _Place) -> Box:
    """The room that the clip of an object leaves it, as seen. Only boxes of clip paths count:
    a bent clip shows no more than its box."""
    clip = place.clip
    path = api.object_clip(handle)
    count = api.clip_count(path) if path else 0
    for i in range(max(count, 0)):
        segments = api.clip_segments(path, i)
        if not 0 < segments <= 64:
            continue
        handles = (api.clip_segment(path, i, j) for j in range(segments))
        points = [p for sub, _ in _subpaths(handles, place.matrix) for p in sub]
        if points:
            clip = _cut(clip, _box_of(points))
    return clip


def _cut(a: Box, b: Box) -> Box:
    return (max(a[0], b[0]), max(a[1], b[1]), min(a[2], b[2]), min(a[3], b[3]))


def _common(box: Box, clip: Box) -> Box | None:
    """What is left of ``box`` inside ``clip``; a line on the border is inside."""
    cut = _cut(box, clip)
    if cut[2] < cut[0] - _LEVEL or cut[3] < cut[1] - _LEVEL:
        return None
    return (cut[0], cut[1], max(cut[0], cut[2]), max(cut[1], cut[3]))


def _box_of(points: list[Point]) -> Box:
    xs = [p[0] for p in points]
    ys = [p[1] for p in points]
    return (min(xs), min(ys), max(xs), max(ys))


def _moved(matrix: Matrix, point: Point) -> Point:
    a, b, c, d, e, f = matrix
    x, y = point
    return (round(a * x + c * y + e, 3), round(b * x + d * y + f, 3))
