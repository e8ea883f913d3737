"""Spaces that stand alone in a text object: pdfium leaves them out of a page's text.

Which space it was is asked of the page's operators, else of its font. Where neither can tell,
it may have been any sign, and the page is not to be read with pdfium.
"""

from __future__ import annotations

from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from ingest.pdf import pdfium_api as api
from ingest.pdf.page_geometry import Matrix, concat
from ingest.pdf.page_text import PageText, Style, scale_of, style_of, width_of

__all__ = ["with_spaces"]

_SPACES = (0x20, 0xA0, 0x3000, 0x2003, 0x2002)
_NARROW = (0x20, 0xA0)
_SPACE = 0.25
"""Width of a space, in sizes, where its font cannot tell."""
_BLANK = 0.9
"""A width, in sizes, from which on it is that of a missing character and not of U+0020."""
_NO_SIGN = 0xE5A3
_FAR = 1.6
"""Sizes from which on the next text object stands elsewhere."""


def with_spaces(
    text: PageText,
    boxes: NDArray[np.float64],
    spaces: dict[int, Matrix],
    said: dict[int, str],
    order: dict[int, int],
) -> NDArray[np.float64] | None:
    """Append a space for each text object that pdfium left out because it holds nothing else,
    and return all boxes; ``None`` where it is not known what one of them holds. What it left
    out as a second print of the same letters stands on them, and is no space."""
    if not spaces:
        return boxes
    added: list[tuple[float, float, float, float]] = []
    codes: list[int] = []
    first = len(text.styles)
    following = dict(pairwise(order))
    fonts: dict[int, tuple[str, float]] = {}
    numbers, at = api.floats(6)
    for handle, matrix in spaces.items():
        if not api.object_matrix(handle, at):
            continue
        style = style_of(tuple(numbers), handle, fonts)
        found = _space(style, _distance(style, following.get(handle)))
        code, advance = found or (0x20, _SPACE)
        code = ord(said.get(handle, chr(code)))
        box = _space_box(style, matrix, advance)
        x, y = box[0] + 0.3 * (box[2] - box[0]), box[1] + 0.5 * (box[3] - box[1])
        covered = (boxes[:, 0] < x) & (x < boxes[:, 2]) & (boxes[:, 1] < y) & (y < boxes[:, 3])
        if not style.size or covered.any():
            continue
        if found is None and handle not in said:
            return None
        text.styles.append(style)
        text.objects.append(handle)
        codes.append(code)
        added.append(box)
    if not added:
        return boxes
    text.codes = np.append(text.codes, codes)
    text.style_of = np.append(text.style_of, np.arange(first, len(text.styles)))
    return np.concatenate((boxes, np.array(added).reshape(-1, 4)))


def _distance(style: Style, after: int | None) -> float:
    """Sizes from a text object to the one ``after``, 0 where none goes on in its line."""
    numbers, at = api.floats(6)
    scale = scale_of(style)
    if after is None or not scale or not api.object_matrix(after, at):
        return 0.0
    turned = abs(numbers[0] * style.matrix[1] - numbers[1] * style.matrix[0]) > 0.01
    away = float(np.hypot(numbers[4] - style.matrix[4], numbers[5] - style.matrix[5])) / scale
    return 0.0 if turned or away > _FAR else away


def _space(style: Style, distance: float) -> tuple[int, float] | None:
    """Which space an object shows and its advance in sizes: the one that its font has; of
    several, the one that leads to the next object. A width that the font also gives for a sign
    that it cannot have is only believed where it leads there; ``None`` without any."""
    missing = width_of(style.font, _NO_SIGN)
    found = []
    for code in _SPACES:
        width = width_of(style.font, code)
        off = abs(width - distance)
        if 0 < width < (_BLANK if code in _NARROW else 1.1) and (width != missing or off < 0.05):
            found.append((off, code, width))
    if not found:
        return None
    _, code, advance = min(found)
    return code, advance


def _space_box(style: Style, matrix: Matrix, advance: float) -> tuple[float, float, float, float]:
    """The box of a space of ``advance`` sizes, as seen."""
    low, wide = style.descent * style.size, advance * style.size
    a, b, c, d, e, f = style.matrix
    seen = concat((a, b, c, d, e, f), matrix)
    xs, ys = [], []
    for x, y in ((0.0, low), (wide, low), (0.0, low + style.size), (wide, low + style.size)):
        xs.append(seen[0] * x + seen[2] * y + seen[4])
        ys.append(seen[1] * x + seen[3] * y + seen[5])
    return (min(xs), min(ys), max(xs), max(ys))
