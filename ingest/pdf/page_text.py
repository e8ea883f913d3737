"""The characters of a page by pdfium, as pdfplumber would have them.

A character's box is made as pdfminer makes it: from its origin along the advance, one font size
high from the font's descent, so that lines and words come out the same.
"""

from __future__ import annotations

import ctypes
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

import numpy as np
from numpy.typing import NDArray

from ingest.pdf import pdfium_api as api
from ingest.pdf.characters import CharacterRun, is_cjk
from ingest.pdf.page_geometry import PageGeometry

__all__ = ["PageText", "Style", "boxes_of", "page_text", "scale_of", "style_of", "width_of"]

_LINE_SIGNS = frozenset((0x20, 0x0D, 0x0A))
_NO_CHARACTER = frozenset((0, 0xFFFE, 0xFFFF))
_HYPHENS = frozenset((0x02, 0xFFFE))
_INVISIBLE_MODES = frozenset((3, 7))
_UNKNOWN = "(cid:0)"
"""As pdfminer writes a character without a meaning."""
_LIGATURES = {"ff": 0xFB00, "fi": 0xFB01, "fl": 0xFB02, "ffi": 0xFB03, "ffl": 0xFB04}
_SQUEEZED = 0.12
"""Sizes from character to character below which a replacement text does not stand there."""
_SAME = 0.08
"""Sizes by which the room of a ligature differs from its advance; else it is another glyph's."""
_OVERHANG = 0.3
"""Sizes that a glyph may reach beyond its advance."""


@dataclass(slots=True)
class Style:
    """What the characters that one operator shows have in common."""

    font: int
    font_name: str
    size: float
    """Before the matrix."""
    descent: float
    """Part of the size, below zero."""
    matrix: tuple[float, ...]
    mode: int
    tag: str | None


@dataclass(slots=True)
class PageText:
    """The characters of a page, one row each; ``styles[style_of[i]]`` is the style of row i."""

    codes: list[int] = field(default_factory=list)
    style_of: list[int] = field(default_factory=list)
    styles: list[Style] = field(default_factory=list)
    objects: list[int] = field(default_factory=list)
    """The handle of the text object of each style."""
    origins: NDArray[np.float64] = field(default_factory=lambda: np.empty((0, 2)))
    loose: NDArray[np.float64] = field(default_factory=lambda: np.empty((0, 4)))
    """left, top, right, bottom in drawing space."""
    guessed: bool = False
    """Whether there is a character that pdfium guesses, since its font does not say what it is;
    those after it are not read."""
    unknown: int = 0
    """Characters for which it has not even a guess; their code is 0."""

    @property
    def invisible(self) -> int:
        """Characters that are neither filled nor stroked: the text layer of a scan."""
        hidden = [style.mode in _INVISIBLE_MODES for style in self.styles]
        return sum(hidden[i] for i in self.style_of)

    def runs(
        self,
        geometry: PageGeometry,
        number: int,
        order: dict[int, int],
        boxes: NDArray[np.float64],
    ) -> list[CharacterRun]:
        """The characters as one operator after the other shows them, in the order that the page
        draws them in: ``order`` has the place of each text object; ``boxes`` as ``boxes_of``
        gives them."""
        rank = np.array([order.get(handle, len(order)) for handle in self.objects], dtype=np.intp)
        rows = np.argsort(rank[self.style_of], kind="stable").tolist() if self.codes else []
        heads = [_head(style, geometry, number) for style in self.styles]
        texts = {code: chr(code) if code else _UNKNOWN for code in set(self.codes)}
        runs: list[CharacterRun] = []
        last = -1
        for i, (x0, top, x1, bottom) in zip(rows, boxes[rows].tolist(), strict=True):
            if self.style_of[i] != last:
                last = self.style_of[i]
                run = CharacterRun(heads[last])
                runs.append(run)
            run.texts.append(texts[self.codes[i]])
            run.boxes.append((x0, top, x1, bottom))
        return runs

    @property
    def squeezed(self) -> bool:
        """Whether a replacement text was put on far too little room: it belongs to more than
        the one place where pdfium reports it."""
        for start, stop in _pieces(self):
            scale = scale_of(self.styles[self.style_of[start]])
            left, top, right, bottom = self.loose[start:stop].T
            room = max(right.max() - left.min(), top.max() - bottom.min())
            if stop - start > 3 and room < _SQUEEZED * scale * (stop - start):
                return True
        return False


def page_text(page: int) -> PageText:
    """The characters of an open pdfium page, without those that pdfium makes up."""
    handle = api.load_text(page)
    if not handle:
        return PageText()
    try:
        return _read(handle, api.count_chars(handle))
    finally:
        api.close_text(handle)


def _read(text: int, count: int) -> PageText:
    """One pass over the characters; the positions go straight into arrays."""
    out = PageText()
    known: dict[int, int] = {}
    fonts: dict[int, tuple[str, float]] = {}
    origins = np.zeros((count, 2))
    loose = np.zeros((count, 4), dtype=np.float32)
    to_origin, to_box = origins.ctypes.data, loose.ctypes.data
    matrix, to_matrix = api.floats(6)
    # Names of this function are found faster than those of the module, a million times.
    char_code, char_object, char_unmapped = api.char_code, api.char_object, api.char_unmapped
    char_origin, char_loose_box = api.char_origin, api.char_loose_box
    row = 0
    for i in range(count):
        code = char_code(text, i)
        if code in _LINE_SIGNS and api.char_generated(text, i):
            continue
        if code in _HYPHENS and api.char_hyphen(text, i):
            code = 0x2D
        shown = char_object(text, i)
        if not shown:
            continue
        if code in _NO_CHARACTER:
            code = 0
            out.unknown += 1
        elif char_unmapped(text, i):
            out.guessed = True
            break
        style = known.get(shown)
        if style is None:
            style = known[shown] = len(out.styles)
            api.char_matrix(text, i, to_matrix)
            out.styles.append(style_of(tuple(matrix), shown, fonts))
            out.objects.append(shown)
        if 0xDC00 <= code < 0xE000 and out.codes and 0xD800 <= out.codes[-1] < 0xDC00:
            out.codes[-1] = 0x10000 + ((out.codes[-1] - 0xD800) << 10) + code - 0xDC00
            continue
        out.codes.append(code if code < 0x110000 else 0xFFFD)
        out.style_of.append(style)
        char_origin(text, i, to_origin, to_origin + 8)
        char_loose_box(text, i, to_box)
        to_origin += 16
        to_box += 16
        row += 1
    out.origins, out.loose = origins[:row], loose[:row].astype(np.float64)
    return out


def style_of(matrix: tuple[float, ...], shown: int, fonts: dict[int, tuple[str, float]]) -> Style:
    """The style of a text object with ``matrix``; ``fonts`` keeps what is known of its font."""
    numbers, at = api.floats(1)
    api.text_size(shown, at)
    size = numbers[0]
    font = api.text_font(shown) or 0
    if font not in fonts:
        fonts[font] = _font(font)
    name, descent = fonts[font]
    return Style(font, name, size, descent, matrix, api.text_mode(shown), _tag(shown))


def _font(font: int) -> tuple[str, float]:
    """Name and descent of a font, as a part of its size."""
    if not font:
        return "", 0.0
    numbers, at = api.floats(1)
    api.font_descent(font, 1.0, at)
    return font_text(lambda to, most: api.font_name(font, to, most)), min(0.0, numbers[0])


def font_text(read: Callable[[int, int], int]) -> str:
    """A font's name; names that are not UTF-8 come from Chinese Windows programs."""
    name = api.text_of(read, "utf-8")
    return name if "\ufffd" not in name else api.text_of(read, "gb18030")


def _tag(shown: int) -> str | None:
    """The innermost tag of marked content around a text object."""
    marks = api.object_marks(shown)
    if marks <= 0:
        return None
    mark = api.object_mark(shown, marks - 1)
    used = ctypes.c_ulong()

    def read(to: int, most: int) -> int:
        done = api.mark_name(mark, to, most, api.address(used))
        return used.value if done else 0

    return api.text_of(read, "utf-16-le") or None


def scale_of(style: Style) -> float:
    """The size as seen: the font size along the upright of the letters."""
    return abs(style.size) * float(np.hypot(style.matrix[2], style.matrix[3]))


def _head(style: Style, geometry: PageGeometry, number: int) -> dict[str, Any]:
    a, b, c, d = geometry.turned(style.matrix)
    return {
        "object_type": "char",
        "page_number": number,
        "fontname": style.font_name,
        "size": scale_of(style),
        "matrix": (a, b, c, d, style.matrix[4], style.matrix[5]),
        "upright": a * d > 0 and b * c <= 0,
        "tag": style.tag,
        "render_mode": style.mode,
    }


def _advances(text: PageText) -> NDArray[np.float64]:
    """The advance of each character before the matrix, 0 where the font cannot tell; the
    letters of a ligature have the ligature's."""
    fonts = [style.font for style in text.styles]
    keys = [(fonts[i], code) for i, code in zip(text.style_of, text.codes, strict=True)]
    widths = _widths(set(keys))
    sizes = np.array([style.size for style in text.styles])
    out: NDArray[np.float64] = np.array([widths[key] for key in keys]) * sizes[text.style_of]
    for start, stop in _pieces(text):
        style = text.styles[text.style_of[start]]
        code = _LIGATURES.get("".join(map(chr, text.codes[start:stop])), 0)
        out[start:stop] = width_of(style.font, code) * style.size if code else 0.0
    return out


def _widths(keys: set[tuple[int, int]]) -> dict[tuple[int, int], float]:
    """``width_of`` each font and character."""
    number, at = api.floats(1)
    font_width = api.font_width
    return {
        (font, code): number[0] if font and font_width(font, code, 1.0, at) else 0.0
        for font, code in keys
    }


def width_of(font: int, code: int) -> float:
    """The advance of a character in sizes, 0 where its font cannot tell."""
    number = ctypes.c_float()
    found = font and api.font_width(font, code, 1.0, api.address(number))
    return number.value if found else 0.0


def boxes_of(text: PageText, geometry: PageGeometry) -> NDArray[np.float64]:
    """Where the characters stand: one row ``x0, top, x1, bottom`` a character, as seen."""
    if not text.codes:
        return np.empty((0, 4))
    style_of = np.array(text.style_of)
    size = np.array([style.size for style in text.styles])[style_of]
    descent = np.array([style.descent for style in text.styles])[style_of] * size
    a, b, c, d = np.array([style.matrix[:4] for style in text.styles])[style_of].T
    ox, oy = text.origins.T
    left, top, right, bottom = text.loose.T
    level = np.abs(b) <= 0.01 * np.abs(a)
    reach = np.where(
        level,
        np.where(a >= 0, right - ox, ox - left),
        np.where(b >= 0, top - oy, oy - bottom),
    )
    known = {code: is_cjk(chr(code)) for code in set(text.codes)}
    wide = np.array([known[code] for code in text.codes])
    advance = _advances(text)
    for start, stop in _pieces(text):
        wide[start:stop] = False
        off = np.abs(reach[start:stop] / np.hypot(a, b)[start:stop] - advance[start:stop])
        advance[start:stop] *= off < _SAME * np.abs(size[start:stop])
    advance = _fitted(advance, reach, np.hypot(a, b), np.abs(size), wide)
    # A vertical font's box starts elsewhere: 0.88 of the size above the origin (DW2's default).
    vertical = _near(bottom, oy - 0.12 * size * d, size) & _near(top, oy + 0.88 * size * d, size)
    descent = np.where(level & vertical, -0.12 * size, descent)
    near = np.stack((ox + c * descent, oy + d * descent))
    along = np.stack((a * advance, b * advance))
    upright = np.stack((c * size, d * size))
    corners = np.stack((near, near + along, near + upright, near + along + upright))
    rows = _seen(corners, geometry)
    for start, stop in _pieces(text):
        across = bool(level[start]) != bool(geometry.quarters % 2)
        rows[start:stop] = _shared(rows[start:stop], 0 if across else 1)
    return np.round(rows, 4)


def _near(
    one: NDArray[np.float64], other: NDArray[np.float64], size: NDArray[np.float64]
) -> NDArray[np.bool_]:
    return np.abs(one - other) < 0.01 * np.abs(size)


def _fitted(
    advance: NDArray[np.float64],
    reach: NDArray[np.float64],
    stretch: NDArray[np.float64],
    size: NDArray[np.float64],
    wide: NDArray[np.bool_],
) -> NDArray[np.float64]:
    """The advances, checked against pdfium's loose boxes, which cover advance and ink: where
    the two disagree the font could not find the character, and the box is what is left.
    A ``wide`` character that the font cannot find takes its whole size."""
    stretch = np.where(stretch > 0, stretch, 1.0)
    limit = reach / stretch
    advance = np.where((advance <= 0) & wide & (limit <= size), size, advance)
    fits = wide | (advance <= limit + 0.05 * size)
    good = (advance > 0) & fits & (limit - advance < _OVERHANG * size)
    return np.where(good, advance, np.maximum(limit, 0.0))


def _seen(corners: NDArray[np.float64], geometry: PageGeometry) -> NDArray[np.float64]:
    a, b, c, d, e, f = geometry.matrix
    x = a * corners[:, 0] + c * corners[:, 1] + e
    y = b * corners[:, 0] + d * corners[:, 1] + f
    return np.stack((x.min(axis=0), y.min(axis=0), x.max(axis=0), y.max(axis=0)), axis=1)


def _pieces(text: PageText) -> list[tuple[int, int]]:
    """Runs of characters that pdfium puts on one spot: the letters of a ligature, and text
    that the file gives in place of glyphs (ActualText)."""
    if len(text.codes) < 2:
        return []
    style_of = np.array(text.style_of)
    same = (style_of[1:] == style_of[:-1]) & (text.origins[1:] == text.origins[:-1]).all(axis=1)
    starts = np.flatnonzero(same & ~np.concatenate(([False], same[:-1])))
    stops = np.flatnonzero(same & ~np.concatenate((same[1:], [False])))
    return [(int(a), int(b) + 2) for a, b in zip(starts, stops, strict=True)]


def _shared(rows: NDArray[np.float64], axis: int) -> NDArray[np.float64]:
    """The room of all rows shared out evenly along the text: across (0) or down (1)."""
    low, high = rows[:, :2].min(axis=0), rows[:, 2:].max(axis=0)
    out = np.tile(np.concatenate((low, high)), (len(rows), 1))
    cuts = np.linspace(low[axis], high[axis], len(rows) + 1)
    out[:, axis], out[:, axis + 2] = cuts[:-1], cuts[1:]
    return out
