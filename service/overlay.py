"""A page's picture with its structure drawn over it: the way to judge by eye how it was read.

Blocks are framed and tinted in the colour of their kind and numbered in reading order, an arrow
leads from each to the next, table cells and passages have thin frames, and a legend on the
right says which colour is what.
"""

from __future__ import annotations

import io
from collections.abc import Callable
from itertools import pairwise
from math import atan2, cos, pi, sin
from pathlib import Path

from PIL import Image, ImageDraw, ImageFont

from index import StoredPage
from ingest.document import Block, Page, Rect, union
from ingest.errors import NotFoundError
from service.web.images import Draw, render_page

__all__ = ["KIND_COLOURS", "draw_structure"]

Colour = tuple[int, int, int]
Scale = Callable[[Rect], Rect]

KIND_COLOURS: dict[str, Colour] = {
    "heading": (200, 30, 30),
    "text": (30, 90, 200),
    "list": (0, 140, 130),
    "table": (150, 60, 190),
    "caption": (215, 120, 0),
    "footnote": (120, 90, 40),
    "running_head": (110, 110, 110),
    "page_number": (160, 160, 160),
    "ruby": (190, 150, 110),
}
"""The colour of each kind of block."""
_CELL: Colour = (225, 80, 190)
_PASSAGE: Colour = (20, 160, 40)
_ARROW: Colour = (90, 90, 90)
_TINT = 36
"""Of 255: how much a block's colour covers the text under it."""
_LEGEND_WIDTH = 190
_REMOVED = ("running_head", "page_number", "ruby")


def draw_structure(stored: StoredPage, source: Path | None, draw: Draw) -> bytes:
    """The page as PNG with its blocks, tables and passages drawn over it, and a legend; ``draw``
    makes the picture under them.

    Raises ``NotFoundError`` where there is no picture (see ``render_page``) or no geometry.
    """
    page = stored.page
    plain = render_page(stored.document, source, page.number, draw)
    if page.size is None:
        raise NotFoundError(
            "the page has no geometry to draw", path=stored.document.path, page=page.number
        )
    image = Image.open(io.BytesIO(plain)).convert("RGB")
    scale = _scaled(image.width / page.size[0], image.height / page.size[1])
    image = _tinted(image, page, scale)
    pen = ImageDraw.Draw(image)
    for table in page.tables:
        for row in table.rows:
            for cell in row:
                if cell.rect is not None and not cell.covered:
                    pen.rectangle(scale(cell.rect), outline=_CELL, width=2)
    for passage in stored.passages:
        for rect in passage.rects:
            pen.rectangle(scale(rect), outline=_PASSAGE, width=1)
    _number(pen, page, scale)
    return _png(_with_legend(image, stored))


def _scaled(x: float, y: float) -> Scale:
    """From points to pixels; a rectangle without width or height keeps at least a pixel."""

    def scale(rect: Rect) -> Rect:
        x0, top = rect[0] * x, rect[1] * y
        return (x0, top, max(rect[2] * x, x0 + 1), max(rect[3] * y, top + 1))

    return scale


def _tinted(image: Image.Image, page: Page, scale: Scale) -> Image.Image:
    layer = Image.new("RGBA", image.size, (0, 0, 0, 0))
    draw = ImageDraw.Draw(layer)
    for block in page.blocks:
        colour = KIND_COLOURS[block.kind]
        for part in _parts(page, block):
            draw.rectangle(scale(part), fill=(*colour, _TINT), outline=(*colour, 255), width=3)
    return Image.alpha_composite(image.convert("RGBA"), layer).convert("RGB")


def _parts(page: Page, block: Block) -> list[Rect]:
    """The block's rectangle; one for each column where its text goes on in the next column, which
    is where a line stands above the line before it, or to the right of it in vertical text."""
    if block.rect is None:
        return []
    lines = page.rects(block.char_start, block.char_end) if block.kind != "table" else []
    if "rotated" in page.quality.issues or len(lines) < 2:
        return [block.rect]
    upright = "vertical" in page.quality.issues
    parts = [[lines[0]]]
    for last, line in pairwise(lines):
        back = line[0] > last[2] if upright else line[3] < last[1]
        if back:
            parts.append([line])
        else:
            parts[-1].append(line)
    return [block.rect] if len(parts) == 1 else [union(part) for part in parts]


def _number(draw: ImageDraw.ImageDraw, page: Page, scale: Scale) -> None:
    """Numbers at the top left of the blocks, arrows between those that are part of the text."""
    font = ImageFont.load_default(20)
    read = [
        scale(part)
        for block in page.blocks
        if block.kind not in _REMOVED
        for part in _parts(page, block)
    ]
    upright = "vertical" in page.quality.issues
    for before, after in pairwise(read):
        x = after[2] - 8 if upright else after[0] + 8
        _arrow(draw, (before[0] + 8, before[3] - 4), (x, after[1] + 4))
    for n, block in enumerate(page.blocks, start=1):
        if block.rect is None:
            continue
        x, y = scale(_parts(page, block)[0])[:2]
        at = (x, max(0.0, y - 24)) if upright else (max(0.0, x - 26), max(0.0, y - 4))
        draw.rectangle(draw.textbbox(at, str(n), font), fill="white")
        draw.text(at, str(n), fill=KIND_COLOURS[block.kind], font=font)


def _arrow(draw: ImageDraw.ImageDraw, start: tuple[float, float], end: tuple[float, float]) -> None:
    draw.line((*start, *end), fill=_ARROW, width=2)
    back = atan2(start[1] - end[1], start[0] - end[0])
    sides = [
        (end[0] + 12 * cos(back + turn), end[1] + 12 * sin(back + turn))
        for turn in (-pi / 7, pi / 7)
    ]
    draw.polygon([end, *sides], fill=_ARROW)


def _with_legend(image: Image.Image, stored: StoredPage) -> Image.Image:
    page = stored.page
    wide = Image.new("RGB", (image.width + _LEGEND_WIDTH, image.height), "white")
    wide.paste(image, (0, 0))
    draw = ImageDraw.Draw(wide)
    font = ImageFont.load_default(16)
    counted = {kind: sum(b.kind == kind for b in page.blocks) for kind in KIND_COLOURS}
    rows = [(kind, KIND_COLOURS[kind], count) for kind, count in counted.items()]
    rows.append(("table cell", _CELL, sum(len(row) for t in page.tables for row in t.rows)))
    rows.append(("passage", _PASSAGE, len(stored.passages)))
    x, y = image.width + 10, 10
    for name, colour, count in rows:
        draw.rectangle((x, y, x + 18, y + 18), outline=colour, width=4)
        draw.text((x + 26, y), f"{name} ({count})", fill=colour, font=font)
        y += 26
    draw.line((x, y + 9, x + 18, y + 9), fill=_ARROW, width=2)
    draw.text((x + 26, y), "reading order", fill=_ARROW, font=font)
    for issue in page.quality.issues:
        y += 26
        draw.text((x, y), issue, fill=KIND_COLOURS["heading"], font=font)
    return wide


def _png(image: Image.Image) -> bytes:
    buffer = io.BytesIO()
    image.save(buffer, "PNG", compress_level=3)
    return buffer.getvalue()
