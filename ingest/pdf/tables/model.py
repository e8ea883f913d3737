"""A table as it stands on one page, before its words have a place in the page's text."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from ingest.document import Rect
from ingest.pdf.joining import join_lines
from ingest.pdf.lines import Line
from ingest.pdf.reading_order import reading_order

__all__ = ["COVERED", "RawCell", "RawTable", "cell_of"]


@dataclass(frozen=True, eq=False, slots=True)
class RawCell:
    """One cell; an empty text for a blank one, spans of 0 for a place that a merged cell covers."""

    text: str
    boxes: NDArray[np.float32]
    rect: Rect | None
    bold: bool = False
    sans: bool = False
    head: bool = False
    """Tagged as a header cell by the file."""
    fill: str = ""
    """The colour behind it, by a name that only serves to compare; empty for none."""
    row_span: int = 1
    column_span: int = 1


@dataclass(frozen=True, slots=True)
class RawTable:
    """A full grid of cells. ``rect`` is on the page, in points."""

    rect: Rect
    rows: tuple[tuple[RawCell, ...], ...]
    edges: tuple[float, ...]
    """Left edges of the columns, to recognise the same table on the next page."""
    head_rules: int = 0
    """Rows above the first rule that runs through, where a table has only such rules."""


COVERED = RawCell("", np.empty((0, 4), dtype=np.float32), None, row_span=0, column_span=0)


def cell_of(
    lines: Sequence[Line], rect: Rect, spans: tuple[int, int] = (1, 1), fill: str = ""
) -> RawCell:
    """The cell that holds ``lines``, joined in reading order."""
    ordered = list(lines)
    if len(ordered) > 1:
        regions = reading_order([line.place for line in ordered])
        ordered = [ordered[i] for region in regions for i in region]
    text, boxes = join_lines(ordered)
    return RawCell(
        text,
        boxes,
        rect,
        bool(ordered) and all(line.bold for line in ordered),
        bool(ordered) and all(line.sans for line in ordered),
        bool(ordered) and all(line.tag == "TH" for line in ordered),
        fill,
        *spans,
    )
