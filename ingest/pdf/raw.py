"""One page as read on its own, before anything is known of the other pages.

Raw pages are plain data: they travel between processes when a large file is read in parts.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Literal

from ingest.document import Link, Rect
from ingest.pdf.characters import Glyph, Orientation, glyphs_of
from ingest.pdf.frames import frames_of
from ingest.pdf.lines import Line, lines_of
from ingest.pdf.orientation import dominant_orientation, mark_vertical, turn_glyphs
from ingest.pdf.page_content import PageContent
from ingest.pdf.quality import issues_of, needs_ocr
from ingest.pdf.ruby import part_ruby
from ingest.pdf.sideways import quarters_of, turned_page
from ingest.pdf.tables import RawTable, Rulings, rulings_of, take_tables, take_unruled

__all__ = ["RawPage", "empty_page", "lost_page", "ocr_page", "raw_page"]


@dataclass(frozen=True, slots=True)
class RawPage:
    """Lines and tables of one page in no order yet; sizes in points, ``number`` from 1."""

    number: int
    label: str
    size: tuple[float, float]
    lines: tuple[Line, ...] = ()
    tables: tuple[RawTable, ...] = ()
    main: Orientation = "h"
    issues: tuple[str, ...] = ()
    source: Literal["text", "ocr", "none"] = "text"
    wants_ocr: bool = False
    marks: bool = True
    """Whether anything at all is drawn on the page."""
    ruby: tuple[Line, ...] = ()
    """Readings set beside the text."""
    frames: tuple[Rect, ...] = ()
    """Boxes drawn around text."""
    quarters: int = 0
    """By how many quarters the page was turned clockwise: ``size`` and all places are those of
    the turned page."""
    links: tuple[Link, ...] = ()
    """Where the page as it lies shows them."""
    lost: str = ""
    """Why the page could not be read at all, and what to do; empty for any page that was read."""


def raw_page(page: PageContent, number: int, label: str) -> RawPage:
    """The raw page of a page as ``ingest.pdf.page_content`` gives it."""
    quarters = quarters_of(page.runs)
    if quarters:
        turned = _raw_page(turned_page(page, quarters), number, label)
        if not turned.wants_ocr:
            issues = tuple(dict.fromkeys((*turned.issues, "rotated")))
            return replace(turned, quarters=quarters, issues=issues)
    return _raw_page(page, number, label)


def _raw_page(page: PageContent, number: int, label: str) -> RawPage:
    size = (float(page.width), float(page.height))
    glyphs, counts = glyphs_of(page.runs, size)
    rulings = rulings_of(page)
    tables, lines, main, ruby = _content(glyphs, rulings)
    issues = issues_of(glyphs, counts)
    if page.invisible * 2 > counts.characters > 0:
        issues = (*issues, "invisible")
    marks = bool(page.runs or page.images or page.rects or page.lines or page.curves)
    return RawPage(
        number,
        label,
        size,
        lines,
        tables,
        main,
        issues,
        "text" if glyphs else "none",
        needs_ocr(issues, counts, marks=marks, image_share=_image_share(page, size)),
        marks,
        ruby,
        frames_of(page),
    )


def _content(
    glyphs: list[Glyph], rulings: Rulings
) -> tuple[tuple[RawTable, ...], tuple[Line, ...], Orientation, tuple[Line, ...]]:
    """Tables, the lines outside them, the main orientation of these, and readings."""
    glyphs, ruby = part_ruby(glyphs)
    tables, outside = take_tables(rulings, glyphs)
    mark_vertical(outside)
    turn_glyphs(outside)
    main = dominant_orientation(outside)
    if main != "h":
        outside, beside = part_ruby(outside)
        ruby += beside
    lines = lines_of(outside, main)
    if main == "h":
        unruled, lines = take_unruled(lines, rulings, tables)
        tables += unruled
    return tuple(tables), tuple(lines), main, tuple(lines_of(ruby, main))


def ocr_page(page: RawPage, glyphs: list[Glyph], rulings: Rulings) -> RawPage:
    """``page`` with the characters that were recognised on its image, and the tables that its
    ``rulings`` draw around them; without characters the page is unreadable and holds no text."""
    tables, lines, main, ruby = _content(glyphs, rulings)
    issues = page.issues if glyphs else (*page.issues, "unreadable")
    return RawPage(
        page.number,
        page.label,
        page.size,
        lines,
        tables,
        main,
        tuple(dict.fromkeys(issues)),
        "ocr" if glyphs else "none",
        marks=page.marks,
        ruby=ruby,
        links=page.links,
    )


def empty_page(number: int, label: str, size: tuple[float, float]) -> RawPage:
    """A page whose content could not be parsed; OCR may still read its image."""
    return RawPage(number, label, size, issues=("unreadable",), source="none", wants_ocr=True)


def lost_page(number: int, label: str, size: tuple[float, float], why: str) -> RawPage:
    """A page that cannot be read, neither from its text nor from its image."""
    return RawPage(number, label, size, issues=("unreadable",), source="none", lost=why)


def _image_share(page: PageContent, size: tuple[float, float]) -> float:
    area = sum(
        max(0.0, min(i["x1"], size[0]) - max(i["x0"], 0.0))
        * max(0.0, min(i["bottom"], size[1]) - max(i["top"], 0.0))
        for i in page.images
    )
    return float(area / (size[0] * size[1])) if size[0] * size[1] > 0 else 0.0
