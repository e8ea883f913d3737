"""A page read from its image: recognised lines and rulings to the raw page of any other."""

from __future__ import annotations

from dataclasses import replace
from math import cos, radians, sin
from typing import Any

import numpy as np
from numpy.typing import NDArray

from ingest.document import Rect
from ingest.ocr import Recognised, recognise
from ingest.pdf.characters import Face, Glyph, Orientation, clean
from ingest.pdf.raw import RawPage, ocr_page
from ingest.pdf.tables.rulings import Rulings, joined

__all__ = ["page_from_image"]

_SCALE = 2.0  # 144 dots an inch
_PIXELS = 4_000_000


def page_from_image(page: RawPage, pdfium_page: Any) -> RawPage:
    """``page`` as its image shows it; as it was where its own text says more than the image."""
    width, height = page.size
    scale = min(_SCALE, (_PIXELS / max(width * height, 1.0)) ** 0.5)
    image = pdfium_page.render(scale=scale).to_numpy()
    if image.ndim == 2:
        image = image[:, :, None].repeat(3, axis=2)
    found = recognise(image[:, :, :3], scale)
    glyphs = [glyph for text, rect in found.lines for glyph in _glyphs(text, rect)]
    if page.lines and page.issues == () and len(glyphs) <= sum(len(x.text) for x in page.lines):
        return page
    rulings = Rulings(joined(found.horizontal), joined(found.vertical))
    return _turned_back(ocr_page(page, glyphs, rulings), found)


def _glyphs(text: str, rect: Rect) -> list[Glyph]:
    """A recognised line as characters that share its box evenly, along its longer side."""
    down = rect[3] - rect[1] > 1.5 * (rect[2] - rect[0]) and len(text) > 1
    step = (rect[3] - rect[1] if down else rect[2] - rect[0]) / len(text)
    size = rect[2] - rect[0] if down else rect[3] - rect[1]
    glyphs = []
    for i, char in enumerate(text):
        a, b = i * step, (i + 1) * step
        box: Rect = (
            (rect[0], rect[1] + a, rect[2], rect[1] + b)
            if down
            else (rect[0] + a, rect[1], rect[0] + b, rect[3])
        )
        kind: Orientation = "v" if down else "h"
        glyphs.append(Glyph(clean(char), *box, box, size, Face(), "", kind))
    return glyphs


def _turned_back(page: RawPage, found: Recognised) -> RawPage:
    """``page`` with the box of every character where it stands on the page as it lies."""
    if found.angle == 0.0:
        return page
    lines = tuple(
        replace(line, boxes=_moved(line.boxes, found.angle, page.size)) for line in page.lines
    )
    tables = tuple(
        replace(
            table,
            rows=tuple(
                tuple(
                    replace(cell, boxes=_moved(cell.boxes, found.angle, page.size)) for cell in row
                )
                for row in table.rows
            ),
        )
        for table in page.tables
    )
    return replace(page, lines=lines, tables=tables)


def _moved(
    boxes: NDArray[np.float32], degrees: float, size: tuple[float, float]
) -> NDArray[np.float32]:
    """``boxes`` turned clockwise about the middle of the page, each keeping its size."""
    turn = radians(degrees)
    x = (boxes[:, 0] + boxes[:, 2]) / 2 - size[0] / 2
    y = (boxes[:, 1] + boxes[:, 3]) / 2 - size[1] / 2
    dx = x * cos(turn) - y * sin(turn) - x
    dy = x * sin(turn) + y * cos(turn) - y
    moved: NDArray[np.float32] = boxes + np.stack([dx, dy, dx, dy], axis=1).astype(np.float32)
    return moved
