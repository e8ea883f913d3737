"""Characters from the image of a page, by the recognition models that rapidocr brings along.

Everything is loaded on the first page that needs it; nothing is fetched from anywhere. A page that
lies askew is turned straight first, so that its lines are level and its rulings can be found.
"""

from __future__ import annotations

import logging
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING, Any

import numpy as np

from ingest.document import Rect

if TYPE_CHECKING:
    from numpy.typing import NDArray

__all__ = ["Recognised", "recognise"]

_MIN_SCORE = 0.5
_MIN_SHARE = 0.4
"""Less than this part of the characters recognised with confidence: the page is unreadable."""
_MOST_SKEW = 3.0
_COARSE, _FINE = 0.25, 0.05
_STRAIGHT = 0.08
"""Degrees: a page this near to straight is left as it is."""
_PROFILE_WIDTH = 700
_LONG = 50.0
_HIGH = 17.0
"""In points: the least length of a ruling across and down; taller than any character's stroke."""
_THICK = 3.0
_COVERED = 0.97

_Line = tuple[str, Rect]
_Ruling = tuple[float, float, float]


@dataclass(frozen=True, slots=True)
class Recognised:
    """What was read on an image. Lines and rulings are in points on the page turned straight;
    ``angle`` is by how many degrees it was turned, counter-clockwise about its centre."""

    lines: tuple[_Line, ...] = ()
    horizontal: tuple[_Ruling, ...] = ()
    vertical: tuple[_Ruling, ...] = ()
    angle: float = 0.0


def recognise(image: NDArray[np.uint8], scale: float) -> Recognised:
    """The text lines and rulings on an RGB ``image``; ``scale``: pixels in a point.

    Lines that the recogniser itself doubts are left out; nothing is returned for a page on which
    it doubts most.
    """
    angle = _skew(_ink(image))
    if abs(angle) >= _STRAIGHT:
        image = _turned(image, angle)
    else:
        angle = 0.0
    found = _engine()(np.ascontiguousarray(image[:, :, ::-1]))
    if found.boxes is None or found.txts is None:
        return Recognised(angle=angle)
    lines: list[_Line] = []
    total = 0
    for corners, text, score in zip(found.boxes, found.txts, found.scores, strict=True):
        total += len(text)
        if score >= _MIN_SCORE and text.strip():
            xs, ys = corners[:, 0] / scale, corners[:, 1] / scale
            rect = (float(xs.min()), float(ys.min()), float(xs.max()), float(ys.max()))
            lines.append((text, rect))
    if sum(len(text) for text, _ in lines) < _MIN_SHARE * total:
        return Recognised(angle=angle)
    ink = _ink(image)
    across = _long_runs(ink, round(_LONG * scale), round(_THICK * scale))
    down = _long_runs(ink.T, round(_HIGH * scale), round(_THICK * scale))
    return Recognised(tuple(lines), _scaled(across, scale), _scaled(down, scale), angle)


def _scaled(runs: list[_Ruling], scale: float) -> tuple[_Ruling, ...]:
    return tuple((at / scale, start / scale, end / scale) for at, start, end in runs)


def _ink(image: NDArray[np.uint8]) -> NDArray[np.bool_]:
    """Where something darker than the paper is."""
    grey = image.min(axis=2).astype(np.float32)
    paper, dark = float(np.median(grey)), float(np.percentile(grey, 1))
    ink: NDArray[np.bool_] = grey < paper - max(0.35 * (paper - dark), 12.0)
    return ink


def _skew(ink: NDArray[np.bool_]) -> float:
    """By how many degrees the page must be turned for its lines to be level.

    The sums of ink over the rows vary most when lines are level (projection profile, after
    Postl 1986); sheared instead of turned, which is the same for small angles.
    """
    step = max(1, ink.shape[1] // _PROFILE_WIDTH)
    small = ink[::step, ::step]
    ys, xs = np.nonzero(small)
    if len(xs) < 200:
        return 0.0
    away = xs - small.shape[1] / 2

    def sharpness(degrees: float) -> float:
        rows = np.round(ys + away * np.tan(np.radians(degrees))).astype(np.int64)
        sums = np.bincount(rows - rows.min()).astype(np.float64)
        return float((np.diff(sums) ** 2).sum())

    coarse = np.arange(-_MOST_SKEW, _MOST_SKEW + _COARSE / 2, _COARSE)
    best = float(max(coarse, key=lambda a: (sharpness(float(a)), -abs(a))))
    fine = best + np.arange(-_COARSE, _COARSE + _FINE / 2, _FINE)
    best = float(max(fine, key=lambda a: (sharpness(float(a)), -abs(a))))
    return -best if sharpness(best) > 1.02 * sharpness(0.0) else 0.0


def _turned(image: NDArray[np.uint8], degrees: float) -> NDArray[np.uint8]:
    from PIL import Image

    paper = tuple(int(v) for v in np.median(image, axis=(0, 1)))
    turned = Image.fromarray(image).rotate(
        degrees, resample=Image.Resampling.BICUBIC, fillcolor=paper
    )
    return np.asarray(turned)


def _long_runs(ink: NDArray[np.bool_], length: int, thick: int) -> list[_Ruling]:
    """Straight runs of ink along the rows, at least ``length`` and at most ``thick`` pixels:
    (row, from, to)."""
    if ink.shape[1] <= length or ink.shape[0] < 3:
        return []
    # A line one pixel thin that is not quite level wavers between neighbouring rows.
    near = ink.copy()
    near[1:] |= ink[:-1]
    near[:-1] |= ink[1:]
    sums = np.cumsum(np.pad(near, ((0, 0), (1, 0))), axis=1, dtype=np.int32)
    full = sums[:, length:] - sums[:, :-length] >= _COVERED * length
    runs: list[_Ruling] = []
    for row in np.flatnonzero(full.any(axis=1)):
        places = np.flatnonzero(np.diff(np.pad(full[row].astype(np.int8), 1)))
        for start, end in zip(places[::2], places[1::2], strict=True):
            runs.append((float(row), float(start), float(end - 1 + length)))
    return _thin(runs, thick)


def _thin(runs: list[_Ruling], thick: int) -> list[_Ruling]:
    """One run for each stack of touching runs, at its middle; stacks that are areas go."""
    stacks: list[list[_Ruling]] = []
    for run in runs:
        for stack in reversed(stacks[-40:]):
            last = stack[-1]
            if run[0] - last[0] <= 1 and run[1] < last[2] and last[1] < run[2]:
                stack.append(run)
                break
        else:
            stacks.append([run])
    return [
        (
            (stack[0][0] + stack[-1][0]) / 2,
            min(run[1] for run in stack),
            max(run[2] for run in stack),
        )
        for stack in stacks
        # Two rows more than the line itself, from the widening above.
        if stack[-1][0] - stack[0][0] <= thick + 2
    ]


@lru_cache(maxsize=1)
def _engine() -> Any:
    from rapidocr import RapidOCR

    logging.getLogger("RapidOCR").setLevel(logging.ERROR)
    return RapidOCR(params={"Global.log_level": "error"})
