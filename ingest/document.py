"""The vocabulary of the whole project: what a file becomes once it has been read.

A ``Document`` has ``Page``s. A page has one stored ``text``; everything else on it (blocks,
table cells, passages) points into that text by ``[char_start, char_end)`` and, where the
format has a geometry, into the page by rectangles ``(x0, top, x1, bottom)`` in PDF points with
the origin at the top left. Readers make these objects; nothing changes them afterwards.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Literal

import numpy as np
from numpy.typing import NDArray

__all__ = [
    "Block",
    "BlockKind",
    "Cell",
    "Document",
    "Language",
    "Link",
    "Page",
    "Passage",
    "PassageKind",
    "Quality",
    "Rect",
    "Table",
    "union",
]

Rect = tuple[float, float, float, float]
Language = Literal["ja", "zh", "en", "und"]
BlockKind = Literal[
    "heading",
    "text",
    "list",
    "table",
    "caption",
    "footnote",
    "running_head",
    "page_number",
    "ruby",
]
PassageKind = Literal["heading", "text", "list", "table_row", "caption", "footnote"]


def union(rects: list[Rect]) -> Rect:
    """The smallest rectangle that covers all of ``rects`` (at least one)."""
    x0, top, x1, bottom = zip(*rects, strict=True)
    return (min(x0), min(top), max(x1), max(bottom))


@dataclass(frozen=True, slots=True)
class Block:
    """A paragraph, heading, list item, table or running head, in reading order.

    Blocks that are taken out of the text (``running_head``, ``page_number``, and ``ruby``, the
    readings beside characters) keep their words in ``removed_text`` and have
    ``char_start == char_end``.
    """

    kind: BlockKind
    char_start: int
    char_end: int
    rect: Rect | None = None
    level: int = 0
    """Depth of a heading, from 1; 0 for anything else."""
    removed_text: str = ""


@dataclass(frozen=True, slots=True)
class Cell:
    """One place in a table's grid; ``char_start:char_end`` is its text on the page.

    A merged cell stands at its first row and column with its spans; the other places that it
    covers hold blank cells whose spans are 0.
    """

    text: str
    char_start: int
    char_end: int
    rect: Rect | None = None
    row_span: int = 1
    column_span: int = 1
    source_id: str = ""
    """The id that the file itself gives the cell (in HTML ``cell-id`` or ``id``)."""

    @property
    def covered(self) -> bool:
        """Whether this place belongs to a merged cell above it or to its left."""
        return self.row_span == 0


@dataclass(frozen=True, slots=True)
class Table:
    """A table as a full grid: every row has a cell for every column.

    A table that goes on over a page break is one ``Table`` on each page; the later ones name the
    one they continue and carry its caption, unit and column heads.
    """

    rows: tuple[tuple[Cell, ...], ...]
    rect: Rect | None = None
    header_rows: int = 1
    """How many of the first rows are column heads; 0 where they stand on an earlier page."""
    caption: str = ""
    unit: str = ""
    """The 単位 / 单位 line that governs the numbers, as written, e.g. ``単位：百万円``."""
    id: str = ""
    """Unique in its document: ``p12t1`` is the first table of page 12."""
    header_columns: int = 0
    """How many of the first columns name the rows."""
    column_heads: tuple[str, ...] = ()
    """One text a column, stacked heads joined from the top; empty where there are none."""
    notes: tuple[str, ...] = ()
    """The notes and sources that stand under the table."""
    continues: str = ""
    """The ``id`` of the table on an earlier page that this one goes on with."""
    source_id: str = ""
    """The id that the file itself gives the table (in HTML ``table-id`` or ``id``)."""
    within: str = ""
    """The cell (``cell_id``) of another table of the page that holds this one: its cells point
    into the text of that cell, and its rows are no passages of their own."""

    def cell_id(self, row: int, column: int) -> str:
        """The name of a cell, unique in its document: ``p12t1r3c2`` (from 1)."""
        return f"{self.id}r{row + 1}c{column + 1}"


@dataclass(frozen=True, slots=True)
class Link:
    """A place on a page that leads elsewhere: to ``uri``, or to ``page`` (from 1) of the same
    document; the other one is empty or 0. The address is kept as the file has it, unchecked."""

    rect: Rect
    uri: str = ""
    page: int = 0


@dataclass(frozen=True, slots=True)
class Quality:
    """What a reader should know about a page's text. ``ok`` is false when it is not citable."""

    ok: bool = True
    source: Literal["text", "ocr", "none"] = "text"
    characters: int = 0
    issues: tuple[str, ...] = ()
    """Stable names: ``no_text_layer``, ``cid``, ``private_use``, ``kangxi_radicals``,
    ``wrong_unicode``, ``image_disagrees``, ``rotated``, ``vertical``, ``invisible``,
    ``unreadable``."""


@dataclass(frozen=True, eq=False, slots=True)
class Page:
    """One page: its text in reading order and where each character stands.

    ``boxes`` has shape ``(len(text), 4)``, float32, in points; characters that the layout does
    not hold (line joins, separators) have ``nan`` rows. Formats without geometry have ``None``.
    """

    number: int
    """From 1, in file order."""
    label: str
    """The printed page number where the file tells it, else ``str(number)``."""
    text: str
    size: tuple[float, float] | None = None
    boxes: NDArray[np.float32] | None = None
    blocks: tuple[Block, ...] = ()
    tables: tuple[Table, ...] = ()
    quality: Quality = field(default_factory=Quality)
    links: tuple[Link, ...] = ()
    """Of a PDF, in the order of the file."""

    def rects(self, start: int, end: int) -> list[Rect]:
        """The rectangles of ``text[start:end]``, one a line or column run, in reading order; none
        reaches over a line break of the text."""
        if self.boxes is None or start >= end:
            return []
        rows = self.boxes[start:end]
        held = ~np.isnan(rows[:, 0])
        rows = rows[held]
        if not len(rows):
            return []
        starts = _line_starts(rows, _breaks(self.text[start:end], held))
        corners = np.minimum.reduceat(rows[:, :2], starts), np.maximum.reduceat(rows[:, 2:], starts)
        return [_rect(row) for row in np.concatenate(corners, axis=1)]


@dataclass(frozen=True, slots=True)
class Passage:
    """What is indexed and cited: ``page.text[char_start:char_end] == text``, to the character.

    ``context`` is not part of the page's text at that place: the title, heading path, column
    headers and unit line that make the passage findable and readable on its own. It is
    indexed and embedded with the text but never quoted.
    """

    kind: PassageKind
    page: int
    char_start: int
    char_end: int
    text: str
    language: Language
    heading_path: tuple[str, ...] = ()
    context: str = ""


@dataclass(frozen=True, eq=False, slots=True)
class Document:
    """One file as read. ``sha256`` is over the file's bytes; the same bytes give the same value."""

    sha256: str
    format: str
    """``pdf``, ``text``, ``html``, …"""
    title: str
    language: Language
    """The language of most of its passages."""
    pages: Sequence[Page]
    """A tuple, or of a long document one that lies on the disk: better gone through than held."""
    passages: tuple[Passage, ...]
    metadata: dict[str, str] = field(default_factory=dict)
    """What the file says of itself: ``author``, ``producer``, ``created`` …"""
    warnings: tuple[str, ...] = ()
    """One line for each thing a person should know, e.g. an unreadable page."""


def _rect(row: NDArray[np.float32]) -> Rect:
    x0, top, x1, bottom = (round(float(v), 2) for v in row)
    return (x0, top, x1, bottom)


def _breaks(text: str, held: NDArray[np.bool_]) -> NDArray[np.bool_]:
    """For each character that has a box but the first: is a line break between it and the last?"""
    if "\n" not in text:
        return np.zeros(max(int(held.sum()) - 1, 0), dtype=bool)
    broken = np.cumsum([char == "\n" for char in text])[held]
    between: NDArray[np.bool_] = broken[1:] > broken[:-1]
    return between


def _line_starts(rows: NDArray[np.float32], breaks: NDArray[np.bool_]) -> NDArray[np.intp]:
    """Where the text moves to another line: the index of the first character of each run."""
    turns = ~_same_line(rows[:-1], rows[1:]) | breaks
    return np.concatenate(([0], np.flatnonzero(turns) + 1))


def _same_line(a: NDArray[np.float32], b: NDArray[np.float32]) -> NDArray[np.bool_]:
    """Whether each ``a`` and the ``b`` after it stand in one horizontal line or vertical column;
    on a page that lies on its side or upside down, lines also run upwards and to the left."""
    shared = np.minimum(a[:, 2:], b[:, 2:]) - np.maximum(a[:, :2], b[:, :2])
    sides_a, sides_b = a[:, 2:] - a[:, :2], b[:, 2:] - b[:, :2]
    least = np.minimum(sides_a, sides_b)
    along = np.maximum(sides_a, sides_b).max(axis=1)
    gap = b[:, :2] - a[:, 2:]
    overlaps = shared > np.float32(0.5) * least
    across = (-along < gap[:, 0]) & (gap[:, 0] < 4 * along)
    back = a[:, :2] - b[:, 2:]
    leftwards = (-along < back[:, 0]) & (back[:, 0] < along)
    down = (-along < gap[:, 1]) & (gap[:, 1] < along) & (b[:, 1] > a[:, 1])
    up = (-along < back[:, 1]) & (back[:, 1] < along) & (b[:, 1] < a[:, 1])
    result: NDArray[np.bool_] = np.where(
        overlaps[:, 1], across | leftwards, overlaps[:, 0] & (down | up)
    )
    return result
