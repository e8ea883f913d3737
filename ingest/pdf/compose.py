"""One page's stored text, with the place of every character, block and table cell in it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace

import numpy as np
from numpy.typing import NDArray

from ingest.document import Block, BlockKind, Cell, Page, Quality, Rect, Table
from ingest.pdf.blocks import Paragraph
from ingest.pdf.joining import join_lines
from ingest.pdf.kinds import Styles, kind_of
from ingest.pdf.lines import Line
from ingest.pdf.running_heads import Stripped
from ingest.pdf.sideways import boxes_back, rect_back
from ingest.pdf.table_facts import TableFacts
from ingest.pdf.tables import RawTable, header_columns
from ingest.tables import table_id

__all__ = ["compose_page"]

CELL_SEPARATOR = " | "


@dataclass(slots=True)
class _PageText:
    """The text as it grows, with a row of boxes for every character."""

    parts: list[str] = field(default_factory=list)
    boxes: list[NDArray[np.float32]] = field(default_factory=list)
    length: int = 0

    def add(self, text: str, boxes: NDArray[np.float32] | None = None) -> tuple[int, int]:
        """Append ``text``; without boxes it is a separator that stands nowhere."""
        start = self.length
        if text:
            self.parts.append(text)
            rows = np.full((len(text), 4), np.nan, dtype=np.float32) if boxes is None else boxes
            self.boxes.append(rows)
            self.length += len(text)
        return start, self.length

    def all_boxes(self, size: tuple[float, float]) -> NDArray[np.float32]:
        """The boxes, cut to the page: a glyph may reach over its edge, a citation does not."""
        if not self.boxes:
            return np.empty((0, 4), dtype=np.float32)
        most = np.array([*size, *size], dtype=np.float32)
        return np.clip(np.concatenate(self.boxes), np.float32(0), most)


def compose_page(
    stripped: Stripped,
    paragraphs: Sequence[Paragraph],
    styles: Styles,
    facts: Sequence[TableFacts],
    hyphened: frozenset[str] = frozenset(),
) -> Page:
    """The finished page; ``facts`` has one entry for each table among ``paragraphs``, and
    ``hyphened`` the words that the document writes with a hyphen."""
    raw = stripped.page
    text = _PageText()
    blocks = [_removed(line, "running_head", 0) for line in stripped.heads]
    tables: list[Table] = []
    for paragraph in paragraphs:
        if text.length:
            text.add("\n")
        if paragraph.table is not None:
            name = table_id(raw.number, len(tables) + 1)
            table, block = _add_table(text, paragraph.table, facts[len(tables)], name)
            tables.append(table)
        else:
            words, boxes = join_lines(paragraph.lines, hyphened)
            kind, level = kind_of(paragraph, words, raw, styles)
            start, end = text.add(words, boxes)
            block = Block(kind, start, end, paragraph.rect, level)
        blocks.append(block)
    blocks += [_removed(line, "ruby", text.length) for line in raw.ruby]
    blocks += [_removed(line, "running_head", text.length) for line in stripped.feet]
    blocks += [_removed(line, "page_number", text.length) for line in stripped.numbers]
    whole = "".join(text.parts)
    page = Page(
        raw.number,
        stripped.printed or raw.label or str(raw.number),
        whole,
        raw.size,
        text.all_boxes(raw.size),
        tuple(blocks),
        tuple(tables),
        Quality(bool(whole.strip()), raw.source, len(whole), raw.issues),
        raw.links,
    )
    return _turned_back(page, raw.size, raw.quarters) if raw.quarters else page


def _turned_back(page: Page, size: tuple[float, float], quarters: int) -> Page:
    """``page`` with every rectangle where the page as it lies has it."""

    def back(rect: Rect | None) -> Rect | None:
        return rect and rect_back(rect, size, quarters)

    def cells(row: Sequence[Cell]) -> tuple[Cell, ...]:
        return tuple(replace(cell, rect=back(cell.rect)) for cell in row)

    boxes = page.boxes if page.boxes is None else boxes_back(page.boxes, size, quarters)
    return replace(
        page,
        size=(size[1], size[0]) if quarters % 2 else size,
        boxes=boxes,
        blocks=tuple(replace(block, rect=back(block.rect)) for block in page.blocks),
        tables=tuple(
            replace(table, rect=back(table.rect), rows=tuple(map(cells, table.rows)))
            for table in page.tables
        ),
    )


def _removed(line: Line, kind: BlockKind, at: int) -> Block:
    return Block(kind, at, at, line.rect, removed_text=line.text)


def _add_table(text: _PageText, raw: RawTable, facts: TableFacts, name: str) -> tuple[Table, Block]:
    begin = text.length
    rows: list[tuple[Cell, ...]] = []
    for number, row in enumerate(raw.rows):
        if number:
            text.add("\n")
        row_start = text.length
        cells = []
        for cell in row:
            if cell.text and text.length > row_start:
                text.add(CELL_SEPARATOR)
            start, end = text.add(cell.text, cell.boxes)
            cells.append(Cell(cell.text, start, end, cell.rect, cell.row_span, cell.column_span))
        rows.append(tuple(cells))
    table = Table(
        tuple(rows),
        raw.rect,
        facts.headers,
        facts.caption,
        facts.unit,
        name,
        header_columns(raw, facts.headers),
        facts.column_heads,
        facts.notes,
        facts.continues,
    )
    return table, Block("table", begin, text.length, raw.rect)
