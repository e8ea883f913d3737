"""One page's stored text, with the place of every character, block and table cell in it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from ingest.document import Block, BlockKind, Cell, Page, Quality, Rect, Table
from ingest.pdf.blocks import Paragraph
from ingest.pdf.kinds import Styles, is_caption, kind_of
from ingest.pdf.lines import Line, join_lines
from ingest.pdf.running_heads import Stripped
from ingest.pdf.tables import RawTable, header_rows
from ingest.tables import table_id
from ingest.units import unit_in

__all__ = ["TableFacts", "compose_page", "table_facts"]

CELL_SEPARATOR = " | "
_CAPTION_ROOM = 40.0
"""How far above a table (points) its caption and unit line may stand."""


@dataclass(frozen=True, slots=True)
class TableFacts:
    """What a table's surroundings, or the page before, say about it."""

    headers: int = 1
    caption: str = ""
    unit: str = ""
    header_texts: tuple[str, ...] = ()


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

    def all_boxes(self) -> NDArray[np.float32]:
        return np.concatenate(self.boxes) if self.boxes else np.empty((0, 4), dtype=np.float32)


def compose_page(
    stripped: Stripped,
    paragraphs: Sequence[Paragraph],
    styles: Styles,
    facts: Sequence[TableFacts],
) -> Page:
    """The finished page; ``facts`` has one entry for each table among ``paragraphs``."""
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
            words, boxes = join_lines(list(paragraph.lines))
            kind, level = kind_of(paragraph, words, raw, styles)
            start, end = text.add(words, boxes)
            block = Block(kind, start, end, paragraph.rect, level)
        blocks.append(block)
    blocks += [_removed(line, "running_head", text.length) for line in stripped.feet]
    blocks += [_removed(line, "page_number", text.length) for line in stripped.numbers]
    whole = "".join(text.parts)
    return Page(
        raw.number,
        stripped.printed or raw.label or str(raw.number),
        whole,
        raw.size,
        text.all_boxes(),
        tuple(blocks),
        tuple(tables),
        Quality(bool(whole.strip()), raw.source, len(whole), raw.issues),
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
            cells.append(Cell(cell.text, start, end, cell.rect))
        rows.append(tuple(cells))
    table = Table(
        tuple(rows),
        raw.rect,
        facts.headers,
        facts.caption,
        facts.unit,
        name,
        column_heads=facts.header_texts,
    )
    return table, Block("table", begin, text.length, raw.rect)


def table_facts(
    paragraphs: Sequence[Paragraph], previous: tuple[RawTable, TableFacts] | None
) -> list[TableFacts]:
    """The facts of each table among ``paragraphs``. ``previous`` is the table that ended the
    page before, which the first table may continue."""
    found: list[TableFacts] = []
    for i, paragraph in enumerate(paragraphs):
        raw = paragraph.table
        if raw is None:
            continue
        count = header_rows(raw)
        caption, unit = _above(paragraphs, i)
        unit = unit or _unit_in_cells(raw, count)
        if previous is not None and i == 0 and _same_columns(previous[0], raw):
            found.append(_continued(raw, previous[1], unit))
        else:
            found.append(TableFacts(count, caption, unit, _header_texts(raw, count)))
        previous = None
    return found


def _same_columns(a: RawTable, b: RawTable) -> bool:
    """Whether two tables have their columns at the same places, to within a few points."""
    near = all(abs(x - y) <= 4 for x, y in zip(a.edges, b.edges, strict=False))
    return len(a.edges) == len(b.edges) and near


def _continued(raw: RawTable, origin: TableFacts, unit: str) -> TableFacts:
    own = _header_texts(raw, origin.headers)
    repeated = origin.headers if own == origin.header_texts else 0
    return TableFacts(repeated, origin.caption, unit or origin.unit, origin.header_texts)


def _header_texts(raw: RawTable, count: int) -> tuple[str, ...]:
    """One text a column, the words of stacked header cells joined; a cell that spans columns
    counts for each of them."""
    columns: list[list[str]] = [[] for _ in range(max(len(row) for row in raw.rows))]
    for row in raw.rows[:count]:
        spanning = ""
        for column, cell in zip(columns, row, strict=False):
            text = cell.text if cell.rect else (spanning if count > 1 else "")
            spanning = text
            if text and text not in column:
                column.append(text)
    return tuple(" ".join(column) for column in columns)


def _above(paragraphs: Sequence[Paragraph], index: int) -> tuple[str, str]:
    """Caption and unit line that stand right above (or, a caption, right below) a table."""
    rect = paragraphs[index].rect
    caption = unit = ""
    reach = rect[1]
    for paragraph in sorted(paragraphs, key=lambda p: -p.rect[3]):
        if paragraph.table is not None or not _right_above(paragraph.rect, rect, reach):
            continue
        text = join_lines(list(paragraph.lines))[0]
        found = unit_in(text)
        unit = unit or found
        if is_caption(text) and len(text) > len(found) + 4:
            caption = text
            break
        if not found:
            caption = text if len(text) <= 40 and text[-1] not in "。．：:" else ""
            break
        reach = paragraph.rect[1]
    if not caption and index + 1 < len(paragraphs):
        caption = _below(paragraphs[index + 1], rect[3])
    return caption, unit


def _right_above(rect: Rect, table: Rect, reach: float) -> bool:
    """Whether ``rect`` ends shortly above ``reach`` and over the table's own width."""
    shared = min(rect[2], table[2]) - max(rect[0], table[0])
    over = shared > 0.5 * (rect[2] - rect[0])
    return over and -3 <= reach - rect[3] < _CAPTION_ROOM and rect[1] < table[1]


def _below(paragraph: Paragraph, bottom: float) -> str:
    if paragraph.table is not None or not -3 < paragraph.rect[1] - bottom < _CAPTION_ROOM / 2:
        return ""
    text = join_lines(list(paragraph.lines))[0]
    return text if is_caption(text) and text[0] in "表T" else ""


def _unit_in_cells(raw: RawTable, count: int) -> str:
    for row in raw.rows[:count]:
        for cell in row:
            if found := unit_in(cell.text):
                return found
    return ""
