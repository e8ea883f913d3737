"""Characters to line segments: what stands side by side without a wide gap, spaces put in."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import chain, pairwise
from typing import TypeVar

import numpy as np
from numpy.typing import NDArray

from ingest.document import Rect, union
from ingest.pdf.characters import Glyph, Orientation, is_cjk
from ingest.pdf.orientation import turn

__all__ = ["Line", "lines_of"]

_SPLIT_GAP = 1.05
"""In sizes. Wider gaps end a segment; rows are put together again where no column runs through."""
_OPENING = "（「『《〈【〔“‘"
_CLOSING = "，。、；：．）」』》〉】〕”’"
_WORD_GAP = 0.165
"""In sizes; a word space of a quarter, set narrower by a third to fill a line, is just wider."""
_CJK_GAP = 0.75
_MONO_GAP = 24.0
"""In sizes; program code is set out with spaces, which not every file holds."""
_UNEQUAL = 1.3
"""Two sizes that differ by more do not go on from one to the other across a gap of the larger."""
_NUMBER = re.compile(r"[(（]?(?:\d{1,3}|[A-Z])(?:\.\d{1,3}){0,4}[.)）]?|[•●○◯■□▪◆◇▶►∗*–—・]")
"""An item or section number, or a bullet, at the beginning of a line."""
_NUMBER_GAP = 0.3
_WIDE_PITCH = 3.2
"""In sizes: the most from one character of a title that is set wide to the next."""
_RAISED = 0.76
"""Of the size beside it: the largest size of a raised figure."""
_SUPERSCRIPTS = str.maketrans("0123456789", "⁰¹²³⁴⁵⁶⁷⁸⁹")

_T = TypeVar("_T")


@dataclass(frozen=True, eq=False, slots=True)
class Line:
    """A piece of a line. ``rect`` is on the page, ``place`` in the page's main layout space;
    ``boxes`` has one row a character, ``nan`` for spaces that were put in."""

    text: str
    boxes: NDArray[np.float32]
    rect: Rect
    place: Rect
    size: float
    bold: bool
    sans: bool
    tag: str
    orientation: Orientation
    mono: bool = False
    """Set in characters of one width, as program code is."""
    mark: bool = False
    """Begins with a small raised figure or sign, as a footnote does."""


def lines_of(glyphs: list[Glyph], main: Orientation = "h") -> list[Line]:
    """The line segments of one page; ``main`` is the orientation that ``place`` is given in."""
    lines: list[Line] = []
    found = {g.orientation for g in glyphs}
    for way in [way for way in ("h", "v", "up") if way in found]:
        group = [g for g in glyphs if g.orientation == way] if len(found) > 1 else glyphs
        for segment in _spaced_out(_merge(_runs(group))):
            lines.append(_line(segment, main))
    return lines


def _runs(glyphs: list[Glyph]) -> list[list[Glyph]]:
    """Content order is nearly always reading order inside a line: start with that."""
    if not glyphs:
        return []
    last = glyphs[0]
    run = [last]
    runs = [run]
    for glyph in glyphs[1:]:
        size = last.size
        if (
            glyph.size == size
            and glyph.top == last.top < last.bottom == glyph.bottom
            and -0.6 * size < glyph.x0 - last.x1 < _SPLIT_GAP * size
        ) or _follows(last, glyph):  # the first holds for most of the many pairs
            run.append(glyph)
        else:
            run = [glyph]
            runs.append(run)
        last = glyph
    return runs


def _follows(a: Glyph, b: Glyph) -> bool:
    size, gap = max(a.size, b.size), b.x0 - a.x1
    if not -0.6 * size < gap < _widest(a, b):
        return False
    shared = min(a.bottom, b.bottom) - max(a.top, b.top)
    return shared > 0.5 * min(a.bottom - a.top, b.bottom - b.top)


def _widest(a: Glyph, b: Glyph) -> float:
    """The widest gap inside a line, between ``a`` and the ``b`` that is drawn after it."""
    if a.face.mono and b.face.mono and a.size == b.size and abs(a.top - b.top) < 0.1:
        return _MONO_GAP * a.size
    return _SPLIT_GAP * _span(a.size, b.size)


def _span(a: float, b: float) -> float:
    return max(a, b) if max(a, b) <= _UNEQUAL * min(a, b) else min(a, b)


@dataclass(slots=True)
class _Segment:
    glyphs: list[Glyph]
    x0: float
    top: float
    x1: float
    bottom: float
    size: float

    def add(self, other: _Segment) -> None:
        self.glyphs.extend(other.glyphs)
        self.x0, self.x1 = min(self.x0, other.x0), max(self.x1, other.x1)
        if other.size > self.size:
            self.top, self.bottom, self.size = other.top, other.bottom, other.size

    def near(self, other: _Segment) -> bool:
        if other.top >= self.bottom or self.top >= other.bottom:
            return False  # as nearly all of the many pairs
        shared = min(self.bottom, other.bottom) - max(self.top, other.top)
        if shared <= 0.5 * min(self.bottom - self.top, other.bottom - other.top):
            return False
        gap = max(self.x0, other.x0) - min(self.x1, other.x1)
        return gap < _SPLIT_GAP * _span(self.size, other.size)


def _merge(runs: list[list[Glyph]]) -> list[list[Glyph]]:
    """Join runs that stand in one line although the file holds them apart."""
    pieces = [_segment(run, solid) for run in runs if (solid := _solid(run))]
    pieces.sort(key=lambda s: (s.x0, s.top))
    merged: list[_Segment] = []
    for piece in pieces:
        for segment in reversed(merged):
            if segment.near(piece):
                segment.add(piece)
                break
        else:
            merged.append(piece)
    merged.sort(key=lambda s: (s.top, s.x0))
    return [s.glyphs for s in merged]


def _spaced_out(segments: list[list[Glyph]]) -> list[list[Glyph]]:
    """``segments`` with those put together that are single CJK characters of one title, set so
    wide that each stands alone: at least three, at one distance from each other."""
    alone = [s for s in segments if len(_solid(s[:3])) < 2 and len(_solid(s)) == 1]
    if len(alone) < 3:
        return segments
    found: list[list[Glyph]] = []
    run: list[list[Glyph]] = []
    for segment in [*segments, []]:
        if run and not (segment and _keeps_pitch(run, segment)):
            found.extend([[g for s in run for g in s]] if len(run) > 2 else run)
            run = []
        run.append(segment)
    return found


def _keeps_pitch(run: list[list[Glyph]], segment: list[Glyph]) -> bool:
    """Whether a character goes on at the distance that those before it keep."""
    one, other = _solid(run[-1]), _solid(segment)
    if len(one) != 1 or len(other) != 1:
        return False
    a, b = one[0], other[0]
    step = b.x0 - a.x0
    if not (is_cjk(a.text) and is_cjk(b.text) and a.size == b.size and abs(a.top - b.top) < 1):
        return False
    before = a.x0 - _solid(run[-2])[0].x0 if len(run) > 1 else step
    return 0 < step < _WIDE_PITCH * a.size and abs(step - before) < 0.15 * a.size


def _solid(glyphs: list[Glyph]) -> list[Glyph]:
    return [g for g in glyphs if not g.text.isspace()]


def _segment(run: list[Glyph], solid: list[Glyph]) -> _Segment:
    """The segment of a run of which the ``solid`` characters are no white space."""
    sizes = [g.size for g in solid]
    tallest = solid[sizes.index(max(sizes))]
    x0, x1 = min([g.x0 for g in solid]), max([g.x1 for g in solid])
    return _Segment(run, x0, tallest.top, x1, tallest.bottom, tallest.size)


def _line(glyphs: list[Glyph], main: Orientation) -> Line:
    ordered, solid = _without_spacing(_strip(_in_order(glyphs)))
    raised = _raised(ordered)
    text, boxes = _written(ordered, raised)
    rect = union([g.box for g in solid])
    bold, sans, mono = _look(solid)
    return Line(
        text,
        _rows(boxes),
        rect,
        _place(solid, rect, main),
        _size(solid),
        bold,
        sans,
        _most_common([g.tag for g in solid]),
        ordered[0].orientation,
        mono,
        id(ordered[0]) in raised,
    )


def _written(glyphs: list[Glyph], raised: set[int]) -> tuple[str, list[Rect | None]]:
    """The text of a line with spaces where gaps ask for them, and a box for each character that
    stands there."""
    wide = _is_set_wide(glyphs)
    least = _WORD_GAP * min([g.size for g in glyphs])
    text: list[str] = []
    boxes: list[Rect | None] = []
    last = glyphs[0]
    for glyph in glyphs:
        if glyph is not last:
            if glyph.text == " " == last.text:
                continue
            gap = glyph.x0 - last.x1
            if gap > least and gap > 0 and not wide and _wants_space(last, glyph, text):
                text.append(" ")
                boxes.append(None)
        text.append(glyph.text)
        boxes.append(glyph.box)
        if raised and id(glyph) in raised:
            text[-1] = glyph.text.translate(_SUPERSCRIPTS)
        last = glyph
    return "".join(text), boxes


def _look(solid: list[Glyph]) -> tuple[bool, bool, bool]:
    """Whether most of a line is bold, without serifs, and in characters of one width."""
    faces = [g.face for g in solid]
    first = faces[0]
    if not first.mono and faces.count(first) == len(faces):
        return first.bold, first.sans, False
    bold = sum([face.bold for face in faces]) * 2 > len(solid)
    mono = sum([g.face.mono and not is_cjk(g.text) for g in solid]) > 0.7 * len(solid)
    return bold, _is_sans(solid), mono


def _size(solid: list[Glyph]) -> float:
    sizes = [g.size for g in solid]
    if sizes.count(sizes[0]) == len(sizes):
        return round(sizes[0], 1)
    return _most_common([round(size, 1) for size in sizes])


def _is_set_wide(glyphs: list[Glyph]) -> bool:
    """Whether a line is three CJK characters or more, each as far from the next as a space and
    all at one distance; or four letters or more."""
    if len(glyphs) < 3:
        return False
    size = glyphs[0].size
    close = glyphs[1].x0 - glyphs[0].x1 <= _WORD_GAP * size
    if close and glyphs[1].x0 - glyphs[0].x0 <= 1.5 * size:
        return False  # as nearly all lines
    if any(g.text.isspace() for g in glyphs):
        return False
    steps = [b.x0 - a.x0 for a, b in pairwise(glyphs)]
    if all(is_cjk(g.text) for g in glyphs):
        return min(steps) > 1.5 * size and max(steps) - min(steps) < 0.15 * size
    gaps = [b.x0 - a.x1 for a, b in pairwise(glyphs)]
    letters = len(glyphs) > 3 and all(g.text.isascii() and g.text.isalpha() for g in glyphs)
    return letters and min(gaps) > _WORD_GAP * size and max(gaps) - min(gaps) < 0.15 * size


def _raised(glyphs: Sequence[Glyph]) -> set[int]:
    """The figures and signs of a line that are small and stand high: ``id`` of each."""
    if len({g.size for g in glyphs}) == 1:
        return set()
    largest = max(glyphs, key=lambda g: g.size)
    return {
        id(g)
        for g in glyphs
        if g.size <= _RAISED * largest.size
        and g.text in "0123456789*＊†‡※)）注"
        and g.orientation == largest.orientation
        and g.bottom < largest.bottom - 0.25 * largest.size
        and g.top > largest.top - 0.4 * largest.size
    }


def _without_spacing(glyphs: list[Glyph]) -> tuple[list[Glyph], list[Glyph]]:
    """``glyphs`` without the spaces that part every single one of at least three CJK characters
    (経 営 成 績) or four letters (N O T E S): they are set wide, and are one word. Then those of
    them that are no white space."""
    solid = _solid(glyphs)
    if len(solid) < 3 or len(glyphs) < 2 * len(solid) - 1:
        return glyphs, solid
    single = all(a.text.isspace() != b.text.isspace() for a, b in pairwise(glyphs))
    cjk = all(is_cjk(g.text) for g in solid)
    letters = len(solid) > 3 and all(g.text.isascii() and g.text.isalpha() for g in solid)
    return (solid if single and (cjk or letters) else glyphs), solid


def _is_sans(glyphs: list[Glyph]) -> bool:
    """By the CJK characters where there are any: Latin often comes from another font."""
    telling = [g for g in glyphs if is_cjk(g.text)] or glyphs
    return sum([g.face.sans for g in telling]) * 2 > len(telling)


def _most_common(values: Sequence[_T]) -> _T:
    """The most frequent of ``values``; of several, the first."""
    first = values[0]
    return first if values.count(first) == len(values) else Counter(values).most_common(1)[0][0]


def _place(glyphs: list[Glyph], rect: Rect, main: Orientation) -> Rect:
    """The line's place, without the blank half of full-width punctuation at its ends, which may
    hang into the gutter between columns."""
    x0, top, x1, bottom = turn(rect, main)
    first, last = glyphs[0], glyphs[-1]
    if first.orientation == main and len(glyphs) > 2:
        x0 += (first.x1 - first.x0) / 2 if first.text in _OPENING else 0.0
        x1 -= (last.x1 - last.x0) / 2 if last.text in _CLOSING else 0.0
    return (x0, top, x1, bottom)


def _rows(boxes: list[Rect | None]) -> NDArray[np.float32]:
    """One row a box, ``nan`` where there is none."""
    empty = (np.nan,) * 4
    numbers = chain.from_iterable([empty if b is None else b for b in boxes])
    return np.fromiter(numbers, dtype=np.float32, count=4 * len(boxes)).reshape(-1, 4)


def _in_order(glyphs: list[Glyph]) -> list[Glyph]:
    """From left to right; two characters set across a vertical column, in page order."""
    if glyphs[0].orientation == "v":
        size = max(g.size for g in glyphs)
        return sorted(glyphs, key=lambda g: (round((g.x0 + g.x1) / size), g.box[0], g.x0))
    lefts = [g.x0 for g in glyphs]
    if lefts == sorted(lefts):
        return glyphs
    return sorted(glyphs, key=lambda g: g.x0)


def _strip(glyphs: list[Glyph]) -> list[Glyph]:
    start, end = 0, len(glyphs)
    while glyphs[start].text.isspace():
        start += 1
    while glyphs[end - 1].text.isspace():
        end -= 1
    return glyphs[start:end]


def _wants_space(a: Glyph, b: Glyph, before: Sequence[str]) -> bool:
    """Between two characters; ``before``: what the line says up to the second one."""
    gap, size = b.x0 - a.x1, min(a.size, b.size)
    if gap <= _WORD_GAP * size or a.text.isspace() or b.text.isspace():
        return False
    if not (is_cjk(a.text) or is_cjk(b.text)):
        return gap > _WORD_GAP * size
    if _NUMBER_GAP * size < gap and len(before) <= 12:
        head = "".join(before)
        if _NUMBER.fullmatch(head) and (not head[-1].isalnum() or gap > 0.45 * size):
            return True
    return gap > _CJK_GAP * size
