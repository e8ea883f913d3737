"""What is true of every document, whatever file it was read from."""

from __future__ import annotations

from collections.abc import Iterator
from math import isfinite

import numpy as np

from index.grouping import inconsistency
from ingest.document import Document, Page, Rect

__all__ = ["violations"]

_SLACK = 0.51
"""Points that a rectangle may reach over its page: coordinates are rounded."""


def violations(document: Document) -> list[str]:
    """What is wrong with ``document``; empty when it keeps all promises."""
    found = [*_of_passages(document)]
    for number, page in enumerate(document.pages, start=1):
        if page.number != number:
            found.append(f"page {number} is numbered {page.number}")
        found += [f"page {number}: {what}" for what in _of_page(page)]
    return found


def _of_passages(document: Document) -> Iterator[str]:
    problem = inconsistency(document)
    if problem:
        yield problem
    for passage in document.passages:
        page = document.pages[passage.page - 1]
        if not page.quality.ok:
            yield f"page {page.number}: not citable, and a passage stands on it"
        if page.size is None:
            continue
        rects = page.rects(passage.char_start, passage.char_end)
        if not rects:
            yield f"page {page.number}: a passage without a rectangle"
        for rect in rects:
            if not _inside(rect, page.size):
                yield f"page {page.number}: the rectangle {rect} outside the page {page.size}"


def _of_page(page: Page) -> Iterator[str]:
    try:
        page.text.encode("utf-8")
    except UnicodeEncodeError:
        yield "text that cannot be stored"
    if page.size is not None and not all(isfinite(side) and side > 0 for side in page.size):
        yield f"the size {page.size}"
    if page.boxes is not None:
        if page.boxes.shape != (len(page.text), 4):
            yield f"{page.boxes.shape} boxes for {len(page.text)} characters"
        stands = page.boxes[~np.isnan(page.boxes[:, 0])]
        if not np.isfinite(stands).all():
            yield "a box without an end"
        if (stands[:, :2] > stands[:, 2:]).any():
            yield "a box turned inside out"
    for block in page.blocks:
        if not 0 <= block.char_start <= block.char_end <= len(page.text):
            yield f"a block from {block.char_start} to {block.char_end}"
    for table in page.tables:
        if len({len(row) for row in table.rows}) > 1:
            yield "a table with rows of several lengths"
        for cell in (cell for row in table.rows for cell in row):
            if page.text[cell.char_start : cell.char_end] != cell.text:
                yield "a cell that is not the page's text"


def _inside(rect: Rect, size: tuple[float, float]) -> bool:
    return (
        -_SLACK <= rect[0] <= rect[2] <= size[0] + _SLACK
        and -_SLACK <= rect[1] <= rect[3] <= size[1] + _SLACK
    )
