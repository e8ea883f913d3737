"""A page's characters and drawing with pdfplumber's methods, whichever parser read them.

pdfium reads a page many times faster than pdfminer. Where it does not know what characters are,
or puts a replacement text where it does not stand, the page is left to pdfminer, which names
unknown characters ``(cid:NN)``.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from functools import cached_property, lru_cache
from typing import Any

from pdfminer.layout import LTAnno, LTChar, LTContainer
from pdfplumber.page import Page, fix_fontname_bytes

from ingest.document import Link, Rect
from ingest.pdf import pdfium_api as api
from ingest.pdf.characters import CharacterRun
from ingest.pdf.font_names import Shown
from ingest.pdf.guarded import guarded
from ingest.pdf.links import links_of
from ingest.pdf.lone_spaces import with_spaces
from ingest.pdf.page_drawing import Drawing, read_drawing
from ingest.pdf.page_geometry import PageGeometry
from ingest.pdf.page_text import PageText, boxes_of, page_text

__all__ = ["PageContent", "geometry_of", "read_page", "shifted_page"]

_UNKNOWN = 0.05
"""Part of a page's characters that may have no meaning; pdfminer may know more of them."""

Pieces = Callable[[int], list[Shown] | None]
"""Of a page (from 0): font and space of its text objects, in the order of drawing."""


class PageContent(Page):
    """A page that pdfplumber's table finder and word maker work on, with objects that were
    read elsewhere. Coordinates are of the page as seen (crop box, rotation)."""

    def __init__(
        self,
        number: int,
        size: tuple[float, float],
        drawn: dict[str, list[dict[str, Any]]],
        runs: list[CharacterRun],
        invisible: int = 0,
    ) -> None:
        box: Rect = (0.0, 0.0, *size)
        self.pdf: Any = None
        self.page_obj: Any = None
        self.root_page = self
        self.page_number = number
        self.initial_doctop = 0
        self.rotation = 0
        self.mediabox = self.cropbox = self.bbox = box
        self.invisible = invisible
        """Characters that are drawn with no ink."""
        self.runs = runs
        """The characters, as one operator after the other shows them."""
        self.drawn = drawn
        """Lines, rectangles, curves and images by kind, in pdfplumber's form."""
        self.get_textmap = lru_cache()(self._get_textmap)

    @cached_property
    def objects(self) -> dict[str, list[dict[str, Any]]]:
        """All of it in pdfplumber's form; made for who asks, a dictionary a character is slow."""
        chars = [_char(run, i) for run in self.runs for i in range(len(run.texts))]
        return {"char": chars, **self.drawn}

    @property
    def lines(self) -> list[dict[str, Any]]:
        return self.drawn.get("line", [])

    @property
    def rects(self) -> list[dict[str, Any]]:
        return self.drawn.get("rect", [])

    @property
    def curves(self) -> list[dict[str, Any]]:
        return self.drawn.get("curve", [])

    @property
    def images(self) -> list[dict[str, Any]]:
        return self.drawn.get("image", [])


def _char(run: CharacterRun, place: int) -> dict[str, Any]:
    x0, top, x1, bottom = run.boxes[place]
    return {
        **run.head,
        "text": run.texts[place],
        "x0": x0,
        "top": top,
        "x1": x1,
        "bottom": bottom,
        "doctop": top,
    }


def geometry_of(page: int) -> PageGeometry:
    """The visible part of an open pdfium page: its media box cut to its crop box."""
    box, at = api.floats(4)  # left, top, right, bottom
    api.page_box(page, at)
    return PageGeometry(box[0], box[3], box[2], box[1], max(api.page_rotation(page), 0) % 4)


def read_page(
    document: int, index: int, pieces: Pieces
) -> tuple[PageContent | None, PageGeometry | None, tuple[Link, ...]]:
    """The content of page ``index`` (from 0) of an open pdfium document, and its geometry and
    links; no content where pdfium's text is not to be trusted, neither where there is no such page.

    ``pieces`` is asked about pages that have fonts without a name (Type 3).
    """
    page = api.load_page(document, index)
    if not page:
        return None, None, ()
    try:
        geometry = geometry_of(page)
        links: tuple[Link, ...] = guarded(lambda: links_of(document, page, geometry)) or ()
        text = page_text(page)
        if text.guessed:
            return None, geometry, links
        drawing = read_drawing(page, geometry, index + 1)
        if not _trusted(text, drawing):
            return None, geometry, links
        said = _name_fonts(text, drawing, lambda: pieces(index))
        known = set(text.objects)
        spaces = {h: m for h, m in drawing.places.items() if h not in known}
        boxes = with_spaces(text, boxes_of(text, geometry), spaces, said, drawing.order)
        if boxes is None:
            return None, geometry, links
        runs = text.runs(geometry, index + 1, drawing.order, boxes)
        content = PageContent(index + 1, geometry.size, drawing.objects, runs, text.invisible)
        return content, geometry, links
    finally:
        api.close_page(page)


def _trusted(text: PageText, drawing: Drawing) -> bool:
    if drawing.order and not len(text.codes):
        return False
    if text.unknown > _UNKNOWN * len(text.codes):
        return False
    return not text.squeezed


def _name_fonts(
    text: PageText, drawing: Drawing, pieces: Callable[[], list[Shown] | None]
) -> dict[int, str]:
    """Give nameless fonts the names that the page's own operators call for, and return which
    text objects are a space by their font's map to Unicode.

    What is read counts only when every font gets one name and no other: then the operators
    were understood. Else the fonts stay nameless, which costs no more than their weight.
    """
    if all(style.font_name for style in text.styles):
        return {}
    shown = pieces()
    if shown is None or len(shown) != len(drawing.order):
        return {}
    found: dict[int, set[str]] = {}
    for style, handle in zip(text.styles, text.objects, strict=True):
        if not style.font_name and handle in drawing.order:
            found.setdefault(style.font, set()).add(shown[drawing.order[handle]].font)
    if any(len(options) > 1 for options in found.values()):
        return {}
    for style in text.styles:
        if not style.font_name and style.font in found:
            style.font_name = next(iter(found[style.font]))
    return {handle: shown[i].space for handle, i in drawing.order.items() if shown[i].space}


def shifted_page(page: Any, geometry: PageGeometry) -> PageContent:
    """A page that pdfplumber read, on the page as seen: pdfplumber counts from the media box.

    The shift undoes what pdfplumber adds for boxes that do not begin at 0, in each rotation.
    """
    x0, y0, x1, y1 = (float(v) for v in _media_box(page))
    dx, dy = (
        (-geometry.left, geometry.top - (y1 - y0)),
        (-geometry.bottom, 2 * x0 - geometry.left),
        (geometry.right - x1 - x0, 2 * y0 - geometry.bottom),
        (geometry.top - y1 - y0, geometry.right - x1 + x0),
    )[geometry.quarters % 4]
    drawn: dict[str, list[dict[str, Any]]] = {}
    chars: list[Any] = []
    for item in _leaves(page.layout):
        if isinstance(item, LTChar):
            chars.append(item)
        elif not isinstance(item, LTAnno):
            entry = _shifted(page.process_object(item), dx, dy)
            drawn.setdefault(entry["object_type"], []).append(entry)
    return PageContent(page.page_number, geometry.size, drawn, _runs(page, chars, dx, dy))


def _leaves(items: Iterable[Any]) -> Iterator[Any]:
    for item in items:
        if isinstance(item, LTContainer):
            yield from _leaves(item)
        else:
            yield item


def _runs(page: Any, chars: list[Any], dx: float, dy: float) -> list[CharacterRun]:
    """pdfminer's characters by style. pdfplumber makes a dictionary of each, which takes as long
    as to parse the page."""
    left, above = page.mediabox[:2]
    height = page.height
    runs: list[CharacterRun] = []
    last: tuple[Any, ...] = ()
    for char in chars:
        style = (char.fontname, char.size, char.matrix[:4], getattr(char, "tag", None))
        if style != last or not runs:
            last = style
            runs.append(CharacterRun(_miner_head(char, style)))
        x0, x1 = (char.x0 + left, char.x1 + left) if left else (char.x0, char.x1)
        top, bottom = (height - char.y1) + above, (height - char.y0) + above
        runs[-1].texts.append(char.get_text())
        runs[-1].boxes.append((x0 + dx, top + dy, x1 + dx, bottom + dy))
    return runs


def _miner_head(char: Any, style: tuple[Any, ...]) -> dict[str, Any]:
    font, size, _, tag = style
    return {
        "fontname": fix_fontname_bytes(font) if isinstance(font, bytes) else font,
        "size": size,
        "matrix": char.matrix,
        "upright": char.upright,
        "tag": tag,
    }


def _media_box(page: Any) -> tuple[Any, Any, Any, Any]:
    """The media box as the file has it, corners sorted."""
    a, b, c, d = page.page_obj.mediabox
    return (min(a, c), min(b, d), max(a, c), max(b, d))


def _shifted(entry: Mapping[str, Any], dx: float, dy: float) -> dict[str, Any]:
    out = dict(entry)
    for key, by in (("x0", dx), ("x1", dx), ("top", dy), ("bottom", dy), ("doctop", dy)):
        if key in out:
            out[key] = float(out[key]) + by
    if "pts" in out:
        out["pts"] = [(float(x) + dx, float(y) + dy) for x, y in out["pts"]]
    return out
