"""Vertical text: find it, and turn every group of characters so that its lines run right.

Vertical Japanese stands in a file as upright characters one under another; Latin words inside
it lie on their side. Turned by a quarter, columns from right to left become lines from top to
bottom, and all later steps need to know only one direction.
"""

from __future__ import annotations

from collections import Counter

from ingest.document import Rect
from ingest.pdf.characters import Glyph, Orientation, is_cjk

__all__ = ["dominant_orientation", "mark_vertical", "turn", "turn_glyphs"]


def turn(box: Rect, orientation: Orientation) -> Rect:
    """``box`` of the page in the layout space of ``orientation``."""
    x0, top, x1, bottom = box
    if orientation == "v":
        return (top, -x1, bottom, -x0)
    if orientation == "up":
        return (-bottom, x0, -top, x1)
    return box


def turn_glyphs(glyphs: list[Glyph]) -> None:
    """Set the layout coordinates of each glyph from its box and orientation."""
    for glyph in glyphs:
        if glyph.orientation != "h":
            glyph.x0, glyph.top, glyph.x1, glyph.bottom = turn(glyph.box, glyph.orientation)


def dominant_orientation(glyphs: list[Glyph]) -> Orientation:
    """The orientation of most characters, ``h`` when there are none."""
    counts = Counter(glyph.orientation for glyph in glyphs)
    return max(counts, key=lambda o: counts[o]) if counts else "h"


def mark_vertical(glyphs: list[Glyph]) -> None:
    """Give upright characters that stand one under another the orientation ``v``.

    A column is a run, in content order, of at least three characters with one centre and a
    pitch of at most 1.6 sizes, mostly CJK. Short pieces between columns (two digits set side
    by side, a lone character at a column's foot) join the column that they stand in.
    """
    columns = [run for run in _stacks(glyphs) if len(run) > 2 and _is_column(run)]
    for run in columns:
        for glyph in run:
            glyph.orientation = "v"
    if not columns:
        return
    strips = [_strip(run) for run in columns]
    if sum(g.orientation == "v" for g in glyphs) * 2 > len(glyphs):
        _mark_short_columns(glyphs)
    for glyph in glyphs:
        if glyph.orientation == "h" and any(_inside(glyph, strip) for strip in strips):
            glyph.orientation = "v"


def _mark_short_columns(glyphs: list[Glyph]) -> None:
    """On a vertical page, one or two CJK characters that end a paragraph are a column too."""
    for run in _stacks(glyphs):
        alone = not any(_side_by_side(run[0], g) for g in glyphs if g.orientation == "h")
        if len(run) <= 2 and alone and all(is_cjk(g.text) for g in run):
            for glyph in run:
                glyph.orientation = "v"


def _side_by_side(a: Glyph, b: Glyph) -> bool:
    gap = max(a.x0, b.x0) - min(a.x1, b.x1)
    return a is not b and abs(a.top - b.top) < 0.3 * a.size and gap < 1.2 * a.size


def _stacks(glyphs: list[Glyph]) -> list[list[Glyph]]:
    stacks: list[list[Glyph]] = []
    last: Glyph | None = None
    for glyph in glyphs:
        if glyph.orientation != "h":
            continue
        # Most characters stand in a line with the one before, which is told first.
        if last is not None and glyph.top > last.top and _below(last, glyph):
            stacks[-1].append(glyph)
        else:
            stacks.append([glyph])
        last = glyph
    return stacks


def _below(a: Glyph, b: Glyph) -> bool:
    size = max(a.size, b.size)
    centre = abs((a.x0 + a.x1) - (b.x0 + b.x1)) / 2
    return centre < 0.35 * size and 0.4 * size < b.top - a.top < 1.6 * size


def _is_column(run: list[Glyph]) -> bool:
    return sum(is_cjk(g.text) for g in run) * 2 > len(run)


def _strip(run: list[Glyph]) -> Rect:
    """A column's room: its own width, and one size above and below."""
    size = run[0].size
    centre = (run[0].x0 + run[0].x1) / 2
    return (
        centre - 0.75 * size,
        run[0].top - 2.2 * size,
        centre + 0.75 * size,
        run[-1].bottom + 2.2 * size,
    )


def _inside(glyph: Glyph, strip: Rect) -> bool:
    return (
        strip[0] <= glyph.x0
        and glyph.x1 <= strip[2]
        and strip[1] <= glyph.top
        and glyph.bottom <= strip[3]
    )
