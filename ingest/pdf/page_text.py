"""The characters of a page by pdfium, as pdfplumber would have them.

A character's box is made as pdfminer makes it: from its origin along the advance, one font size
high from the font's descent, so that lines and words come out the same.
"""

from __future__ import annotations

import ctypes
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np
from numpy.typing import NDArray

from ingest.document import Rect
from ingest.pdf import pdfium_api as api
from ingest.pdf.characters import CharacterRun, is_cjk
from ingest.pdf.page_geometry import PageGeometry

__all__ = ["PageText", "Style", "boxes_of", "page_text", "scale_of", "style_of", "width_of"]

_LINE_SIGNS = (0x20, 0x0D, 0x0A)
_NO_CHARACTER = (0, 0xFFFE, 0xFFFF)
_HYPHENS = (0x02, 0xFFFE)
_INVISIBLE_MODES = frozenset((3, 7))
_UNKNOWN = "(cid:0)"
"""As pdfminer writes a character without a meaning."""
_CODE_BITS = 21
_CODE = (1 << _CODE_BITS) - 1
"""All bits of a code point."""
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

    codes: NDArray[np.int64] = field(default_factory=lambda: np.empty(0, dtype=np.int64))
    style_of: NDArray[np.intp] = field(default_factory=lambda: np.empty(0, dtype=np.intp))
    styles: list[Style] = field(default_factory=list)
    objects: list[int] = field(default_factory=list)
    """The handle of the text object of each style."""
    origins: NDArray[np.float64] = field(default_factory=lambda: np.empty((0, 2)))
    loose: NDArray[np.float64] = field(default_factory=lambda: np.empty((0, 4)))
    """left, top, right, bottom in drawing space."""
    pieces: tuple[tuple[int, int], ...] = ()
    """Runs of characters that pdfium puts on one spot: the letters of a ligature, and text that
    the file gives in place of glyphs (ActualText)."""
    guessed: bool = False
    """Whether there is a character that pdfium guesses, since its font does not say what it is;
    then nothing else is read."""
    unknown: int = 0
    """Characters for which it has not even a guess; their code is 0."""

    @property
    def invisible(self) -> int:
        """Characters that are neither filled nor stroked: the text layer of a scan."""
        hidden = [style.mode in _INVISIBLE_MODES for style in self.styles]
        return int(np.array(hidden)[self.style_of].sum()) if any(hidden) else 0

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
        if not len(self.codes):
            return []
        rank = np.array([order.get(handle, len(order)) for handle in self.objects], dtype=np.intp)
        rows = np.argsort(rank[self.style_of], kind="stable")
        styles = self.style_of[rows]
        starts = np.flatnonzero(np.diff(styles, prepend=-1))
        texts = [chr(code) if code else _UNKNOWN for code in self.codes[rows].tolist()]
        places: list[Rect] = list(zip(*boxes[rows].T.tolist(), strict=True))
        scales = _scales(self.styles)
        heads = {
            i: _head(self.styles[i], scales[i], geometry, number)
            for i in set(styles[starts].tolist())
        }
        return [
            CharacterRun(heads[style], texts[start:stop], places[start:stop])
            for style, start, stop in zip(
                styles[starts].tolist(), starts.tolist(), [*starts[1:].tolist(), None], strict=True
            )
        ]

    @property
    def squeezed(self) -> bool:
        """Whether a replacement text was put on far too little room: it belongs to more than
        the one place where pdfium reports it."""
        for start, stop in self.pieces:
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
    """All characters with a text object, in the order that pdfium gives them."""
    codes, objects = api.char_codes(text, count), api.char_objects(text, count)
    for i in np.flatnonzero(np.isin(codes, _LINE_SIGNS)).tolist():
        if api.char_generated(text, i):
            objects[i] = 0
    for i in np.flatnonzero(np.isin(codes, _HYPHENS)).tolist():
        if api.char_hyphen(text, i):
            codes[i] = 0x2D
    places = np.flatnonzero(objects)
    codes, objects = codes[places], objects[places]
    unknown = np.isin(codes, _NO_CHARACTER)
    if api.any_unmapped(text, places[~unknown].tolist()):
        return PageText(guessed=True)
    codes[unknown] = 0
    out = PageText(unknown=int(unknown.sum()))
    rows = _styled(out, text, objects, places.tolist())
    low = (codes >= 0xDC00) & (codes < 0xE000)
    if low.any():
        high = (codes >= 0xD800) & (codes < 0xDC00)
        second = np.flatnonzero(low[1:] & high[:-1]) + 1
        codes[second - 1] = 0x10000 + (codes[second - 1] - 0xD800 << 10) + codes[second] - 0xDC00
        codes, rows, places = (np.delete(values, second) for values in (codes, rows, places))
    codes[codes >= 0x110000] = 0xFFFD
    out.codes, out.style_of = codes, rows
    out.origins, out.loose = api.char_positions(text, places.tolist())
    out.pieces = _pieces(rows, out.origins)
    return out


def _styled(
    out: PageText, text: int, objects: NDArray[np.int64], places: list[int]
) -> NDArray[np.intp]:
    """The number of the style of each character; ``out`` gets the styles of the ``objects``
    that characters at ``places`` belong to, by the first of them."""
    known: dict[int, int] = {}
    fonts: dict[int, tuple[str, float]] = {}
    matrix, to_matrix = api.floats(6)
    starts = np.flatnonzero(np.diff(objects, prepend=0))
    numbers = []
    for start, shown in zip(starts.tolist(), objects[starts].tolist(), strict=True):
        if shown not in known:
            known[shown] = len(out.styles)
            api.char_matrix(text, places[start], to_matrix)
            out.styles.append(style_of(tuple(matrix), shown, fonts))
            out.objects.append(shown)
        numbers.append(known[shown])
    lengths = np.diff(starts, append=len(objects))
    return np.repeat(np.array(numbers, dtype=np.intp), lengths)


def style_of(matrix: tuple[float, ...], shown: int, fonts: dict[int, tuple[str, float]]) -> Style:
    """The style of a text object with ``matrix``; ``fonts`` keeps what is known of its font."""
    handle, number = api.ready(shown), ctypes.c_float()
    api.text_size(handle, ctypes.byref(number))
    font = api.text_font(handle)
    if font not in fonts:
        fonts[font] = _font(font)
    name, descent = fonts[font]
    return Style(font, name, number.value, descent, matrix, api.text_mode(handle), _tag(handle))


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


def _tag(shown: Any) -> str | None:
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


def _scales(styles: Sequence[Style]) -> list[float]:
    """``scale_of`` each of them."""
    numbers = np.array([(style.size, style.matrix[2], style.matrix[3]) for style in styles]).T
    scales: list[float] = (np.abs(numbers[0]) * np.hypot(numbers[1], numbers[2])).tolist()
    return scales


def _head(style: Style, scale: float, geometry: PageGeometry, number: int) -> dict[str, Any]:
    a, b, c, d = geometry.turned(style.matrix)
    return {
        "object_type": "char",
        "page_number": number,
        "fontname": style.font_name,
        "size": scale,
        "matrix": (a, b, c, d, style.matrix[4], style.matrix[5]),
        "upright": a * d > 0 and b * c <= 0,
        "tag": style.tag,
        "render_mode": style.mode,
    }


def _kinds(text: PageText) -> tuple[NDArray[np.float64], NDArray[np.bool_]]:
    """Of each character: the advance in sizes, 0 where the font cannot tell, and whether it is
    CJK. A page has few different characters, which alone are looked at."""
    fonts = list({style.font: None for style in text.styles})
    place = {font: i << _CODE_BITS for i, font in enumerate(fonts)}
    keys = np.array([place[style.font] for style in text.styles])[text.style_of] + text.codes
    different, kind = np.unique(keys, return_inverse=True)
    number, at = api.floats(1)
    widths, wide = [], []
    for key in different.tolist():
        font, code = fonts[key >> _CODE_BITS], key & _CODE
        widths.append(number[0] if font and api.font_width(font, code, 1.0, at) else 0.0)
        wide.append(is_cjk(chr(code)))
    return np.array(widths)[kind], np.array(wide)[kind]


def width_of(font: int, code: int) -> float:
    """The advance of a character in sizes, 0 where its font cannot tell."""
    number = ctypes.c_float()
    found = font and api.font_width(font, code, 1.0, api.address(number))
    return number.value if found else 0.0


def boxes_of(text: PageText, geometry: PageGeometry) -> NDArray[np.float64]:
    """Where the characters stand: one row ``x0, top, x1, bottom`` a character, as seen."""
    if not len(text.codes):
        return np.empty((0, 4))
    styles = np.array([(style.size, style.descent, *style.matrix[:4]) for style in text.styles])
    size, descent, a, b, c, d = np.take(styles.T, text.style_of, axis=1)
    descent = descent * size
    stretch = np.hypot(a, b)
    ox, oy = text.origins.T
    left, top, right, bottom = text.loose.T
    level = np.abs(b) <= 0.01 * np.abs(a)
    reach = np.where(
        level,
        np.where(a >= 0, right - ox, ox - left),
        np.where(b >= 0, top - oy, oy - bottom),
    )
    advance, wide = _kinds(text)
    advance *= size
    for start, stop in text.pieces:
        wide[start:stop] = False
        advance[start:stop] = _ligature(text, start, stop)
        off = np.abs(reach[start:stop] / stretch[start:stop] - advance[start:stop])
        advance[start:stop] *= off < _SAME * np.abs(size[start:stop])
    advance = _fitted(advance, reach, stretch, np.abs(size), wide)
    # A vertical font's box starts elsewhere: 0.88 of the size above the origin (DW2's default).
    vertical = _near(bottom, oy - 0.12 * size * d, size) & _near(top, oy + 0.88 * size * d, size)
    descent = np.where(level & vertical, -0.12 * size, descent)
    near = np.stack((ox + c * descent, oy + d * descent))
    along = np.stack((a * advance, b * advance))
    upright = np.stack((c * size, d * size))
    corners = np.stack((near, near + along, near + upright, near + along + upright))
    rows = _seen(corners, geometry)
    for start, stop in text.pieces:
        across = bool(level[start]) != bool(geometry.quarters % 2)
        rows[start:stop] = _shared(rows[start:stop], 0 if across else 1)
    return np.round(rows, 4)


def _ligature(text: PageText, start: int, stop: int) -> float:
    """The advance of a ligature, 0 for other characters on one spot."""
    style = text.styles[text.style_of[start]]
    code = _LIGATURES.get("".join(map(chr, text.codes[start:stop])), 0)
    return width_of(style.font, code) * style.size if code else 0.0


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


def _pieces(
    style_of: NDArray[np.intp], origins: NDArray[np.float64]
) -> tuple[tuple[int, int], ...]:
    same = (style_of[1:] == style_of[:-1]) & (origins[1:] == origins[:-1]).all(axis=1)
    if not same.any():
        return ()
    edges = np.diff(same.astype(np.int8), prepend=0, append=0)
    starts, stops = np.flatnonzero(edges > 0), np.flatnonzero(edges < 0)
    return tuple(zip(starts.tolist(), (stops + 1).tolist(), strict=True))


def _shared(rows: NDArray[np.float64], axis: int) -> NDArray[np.float64]:
    """The room of all rows shared out evenly along the text: across (0) or down (1)."""
    low, high = rows[:, :2].min(axis=0), rows[:, 2:].max(axis=0)
    out = np.tile(np.concatenate((low, high)), (len(rows), 1))
    cuts = np.linspace(low[axis], high[axis], len(rows) + 1)
    out[:, axis], out[:, axis + 2] = cuts[:-1], cuts[1:]
    return out
