"""Readings set small beside characters (ruby, furigana): told from the text and taken out of it.

A reader looks at 灯台 and sees とうだい above it; in the sentence only 灯台 stands. Layout space:
lines run right, so that the reading stands above its base in vertical text too.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Sequence

from ingest.pdf.characters import Glyph

__all__ = ["part_ruby"]

_SMALL = 0.66
"""Of the size of its base: the largest size of a reading; half is usual."""
_DOTS = "﹅﹆•●◦"
"""Marks of emphasis, set one above each character."""
_LOOSE = 0.7
"""In sizes of the reading: how far it may stand from its base, or reach into it."""


def part_ruby(glyphs: Sequence[Glyph]) -> tuple[list[Glyph], list[Glyph]]:
    """The characters of the text, and those of the readings above them, both in their order.

    A reading is a run of small kana (or of marks of emphasis) right above larger characters, at
    least one of them an ideograph, and no longer than they are wide by more than a half.
    """
    kinds = {(g.text, g.size) for g in glyphs}
    largest = max((size for text, size in kinds if _is_han(text)), default=0.0)
    small = [size for text, size in kinds if size <= _SMALL * largest and _is_reading(text)]
    if not small:
        return list(glyphs), []
    least = min(small) / _SMALL
    bases = sorted((g for g in glyphs if g.size >= least), key=lambda g: g.top)
    tops = [g.top for g in bases]
    ruby: set[int] = set()
    for run in _runs(glyphs):
        near = _below(run, bases, tops) if _may_be_reading(run) else []
        if near and _covers(near, run):
            ruby.update(map(id, run))
    if not ruby:
        return list(glyphs), []
    return [g for g in glyphs if id(g) not in ruby], [g for g in glyphs if id(g) in ruby]


def _runs(glyphs: Sequence[Glyph]) -> list[list[Glyph]]:
    """Characters of one size in one line, drawn one after another without a wide gap."""
    runs: list[list[Glyph]] = []
    for glyph in glyphs:
        last = runs[-1][-1] if runs else None
        if (
            last is not None
            and last.orientation == glyph.orientation
            and abs(last.size - glyph.size) < 0.1
            and abs(last.top - glyph.top) < 0.3 * glyph.size
            and -0.5 * glyph.size < glyph.x0 - last.x1 < glyph.size
        ):
            runs[-1].append(glyph)
        else:
            runs.append([glyph])
    return runs


def _may_be_reading(run: Sequence[Glyph]) -> bool:
    return all(_is_reading(g.text) or g.text.isspace() for g in run) and any(
        not g.text.isspace() for g in run
    )


def _below(run: Sequence[Glyph], bases: Sequence[Glyph], tops: Sequence[float]) -> list[Glyph]:
    """The larger characters right below a run, of its orientation."""
    size, foot = run[0].size, run[0].bottom
    low = bisect_left(tops, foot - _LOOSE * size)
    high = bisect_right(tops, foot + _LOOSE * size)
    x0, x1 = run[0].x0, run[-1].x1
    return [
        g
        for g in bases[low:high]
        if g.orientation == run[0].orientation
        and g.size * _SMALL >= size
        and g.x0 < x1 - 0.1 * size
        and g.x1 > x0 + 0.1 * size
        and not g.text.isspace()
    ]


def _covers(bases: Sequence[Glyph], run: Sequence[Glyph]) -> bool:
    width = max(g.x1 for g in bases) - min(g.x0 for g in bases)
    marks = all(g.text in _DOTS for g in run)
    return (marks or any(_is_han(g.text) for g in bases)) and (
        run[-1].x1 - run[0].x0 <= 1.5 * width + run[0].size
    )


def _is_reading(char: str) -> bool:
    return "\u3041" <= char <= "\u30ff" or char in _DOTS


def _is_han(char: str) -> bool:
    return "\u3400" <= char <= "\u9fff" or char == "々" or ord(char[0]) >= 0x20000
