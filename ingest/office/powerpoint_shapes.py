"""The shapes of a slide in reading order, and the words and tables in them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from typing import Any

from ingest.document import BlockKind, Rect
from ingest.office.charts import chart_items
from ingest.sections import Item
from ingest.tables import SourceCell, SourceTable

__all__ = ["Slide", "read_slide", "words_of_frame"]

_A = "{http://schemas.openxmlformats.org/drawingml/2006/main}"
_P = "{http://schemas.openxmlformats.org/presentationml/2006/main}"
_DIAGRAM = "{http://schemas.openxmlformats.org/drawingml/2006/diagram}"
_RELATION = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}"
_COMPATIBLE = "{http://schemas.openxmlformats.org/markup-compatibility/2006}"
_EMU = 12_700
"""EMU to a point."""
_LINE = 18.0
"""Points: the height of a line of text on a slide, to tell gutters from gaps."""

_TITLES = ("TITLE", "CENTER_TITLE", "VERTICAL_TITLE")
_BODIES = ("BODY", "OBJECT", "VERTICAL_BODY", "VERTICAL_OBJECT")
_REMOVED: dict[str, BlockKind] = {
    "FOOTER": "running_head",
    "HEADER": "running_head",
    "DATE": "running_head",
    "SLIDE_NUMBER": "page_number",
}


@dataclass(frozen=True, slots=True)
class Slide:
    """What a slide shows: its title, its other blocks and tables in reading order, and what is
    kept out of its text (footer, date, slide number)."""

    title: str
    items: tuple[Item, ...]
    removed: tuple[tuple[BlockKind, str], ...]


@dataclass(frozen=True, slots=True)
class _Placed:
    """A shape and its rectangle on the slide, in points; groups are taken apart."""

    shape: Any
    rect: Rect


def read_slide(slide: Any) -> Slide:
    """The content of a python-pptx slide."""
    title, removed = "", list[tuple[BlockKind, str]]()
    others: list[_Placed] = []
    for placed in _flat(slide.shapes, (1.0, 1.0, 0.0, 0.0)):
        role = _role(placed.shape)
        if role in _TITLES and not title:
            title = words_of_frame(placed.shape.text_frame)
        elif role in _REMOVED:
            removed.append((_REMOVED[role], words_of_frame(placed.shape.text_frame)))
        else:
            others.append(placed)
    shown = [(placed, items) for placed in others if (items := list(_items(placed.shape, slide)))]
    ordered = (shown[i][1] for i in _order([placed.rect for placed, _ in shown]))
    items = [item for group in ordered for item in group]
    items += _compatible_items(slide)
    return Slide(title, tuple(items), tuple(removed))


def words_of_frame(frame: Any) -> str:
    """All paragraphs of a text frame, each a line; line breaks inside them are lines too."""
    lines = (_words(paragraph) for paragraph in frame.paragraphs)
    return "\n".join(line for line in lines if line)


def _words(paragraph: Any) -> str:
    text = paragraph.text.replace("\v", "\n").replace("\t", " ")
    return "\n".join(line.strip() for line in text.split("\n") if line.strip())


def _order(rects: list[Rect]) -> list[int]:
    from ingest.pdf.reading_order import reading_order

    return [i for region in reading_order(rects, _LINE) for i in region]


def _flat(shapes: Iterable[Any], outer: tuple[float, float, float, float]) -> Iterator[_Placed]:
    """Shapes with the groups taken apart; ``outer`` is what makes their coordinates those of the
    slide: two scales and two shifts (in EMU)."""
    scale_x, scale_y, shift_x, shift_y = outer
    for shape in shapes:
        if hasattr(shape, "shapes"):
            yield from _flat(shape.shapes, _inner(shape, outer))
            continue
        x, y = (shape.left or 0) * scale_x + shift_x, (shape.top or 0) * scale_y + shift_y
        wide, high = (shape.width or 0) * scale_x, (shape.height or 0) * scale_y
        yield _Placed(shape, (x / _EMU, y / _EMU, (x + wide) / _EMU, (y + high) / _EMU))


def _inner(
    group: Any, outer: tuple[float, float, float, float]
) -> tuple[float, float, float, float]:
    scale_x, scale_y, shift_x, shift_y = outer
    place = group._element.find(f"{_P}grpSpPr/{_A}xfrm")
    found = {}
    for name in ("off", "ext", "chOff", "chExt"):
        element = place.find(_A + name) if place is not None else None
        if element is None:
            return outer
        first, second = ("x", "y") if name.endswith("ff") else ("cx", "cy")
        found[name] = (int(element.get(first, 0)), int(element.get(second, 0)))
    wide, high = (found["ext"][i] / found["chExt"][i] if found["chExt"][i] else 1.0 for i in (0, 1))
    return (
        scale_x * wide,
        scale_y * high,
        shift_x + scale_x * (found["off"][0] - wide * found["chOff"][0]),
        shift_y + scale_y * (found["off"][1] - high * found["chOff"][1]),
    )


def _role(shape: Any) -> str:
    if not getattr(shape, "is_placeholder", False) or not shape.has_text_frame:
        return ""
    with suppress(ValueError, KeyError, AttributeError):
        return str(shape.placeholder_format.type.name)
    return ""


def _items(shape: Any, slide: Any) -> Iterator[Item]:
    if getattr(shape, "has_table", False):
        yield from _table_items(shape.table)
    elif getattr(shape, "has_chart", False):
        with suppress(KeyError):  # its part is missing
            yield from chart_items(shape.chart._chartSpace)
    elif getattr(shape, "has_text_frame", False):
        role = _role(shape)
        for paragraph in shape.text_frame.paragraphs:
            if text := _words(paragraph):
                yield (_kind(paragraph, role), text, 0)
    else:
        yield from _diagram_items(shape._element, slide)


def _kind(paragraph: Any, role: str) -> BlockKind:
    """A paragraph with a bullet is a list item; those of a body have one unless it is switched
    off."""
    settings = paragraph._p.find(f"{_A}pPr")
    own = [element.tag for element in settings] if settings is not None else []
    if f"{_A}buChar" in own or f"{_A}buAutoNum" in own:
        return "list"
    return "list" if role in _BODIES and f"{_A}buNone" not in own else "text"


def _table_items(table: Any) -> Iterator[Item]:
    rows = []
    for y, row in enumerate(table.rows):
        cells = []
        for x, cell in enumerate(row.cells):
            if cell.is_spanned:
                continue
            high, wide = (cell.span_height, cell.span_width) if cell.is_merge_origin else (1, 1)
            head = bool((y == 0 and table.first_row) or (x == 0 and table.first_col))
            cells.append(SourceCell(words_of_frame(cell.text_frame), high, wide, head))
        rows.append(cells)
    if len(rows) > 1 and any(len(row) > 1 for row in rows):
        stubs = 1 if table.first_col else None
        yield SourceTable(rows, header_columns=stubs)
        return
    for cells in rows:
        yield ("text", " ".join(cell.text for cell in cells if cell.text), 0)


def _diagram_items(element: Any, slide: Any) -> Iterator[Item]:
    """The words of a SmartArt diagram, which stand in a part of their own."""
    from lxml import etree

    ids = next(element.iter(f"{_DIAGRAM}relIds"), None)
    if ids is None:
        return
    with suppress(KeyError, etree.XMLSyntaxError):
        part = slide.part.related_part(ids.get(f"{_RELATION}dm"))
        root = etree.fromstring(part.blob, etree.XMLParser(resolve_entities=False))
        for point in root.iter(f"{_DIAGRAM}pt"):
            if point.get("type", "node") == "node":
                text = _drawn_words(point)
                if text:
                    yield ("list", text, 0)


def _compatible_items(slide: Any) -> Iterator[Item]:
    """The words of shapes that only newer programs draw (formulas and the like)."""
    for choice in slide._element.iter(f"{_COMPATIBLE}Choice"):
        if next(choice.iterancestors(f"{_COMPATIBLE}AlternateContent")).getparent().tag in (
            f"{_P}spTree",
            f"{_P}grpSp",
        ):
            text = _drawn_words(choice)
            if text:
                yield ("text", text, 0)


def _drawn_words(element: Any) -> str:
    lines = (
        "".join(t.text or "" for t in paragraph.iter(f"{_A}t")).strip()
        for paragraph in element.iter(f"{_A}p")
    )
    return "\n".join(line for line in lines if line)
