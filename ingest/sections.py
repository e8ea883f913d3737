"""Pages of formats without geometry: blocks and tables added one after another."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace

from ingest.document import Block, BlockKind, Cell, Page, Quality, Table
from ingest.table_facts import table_facts
from ingest.tables import SourceCell, SourceTable, column_heads, lay_out, moved, table_id
from ingest.units import unit_in

__all__ = ["Item", "SectionBuilder", "goes_on", "section_pages", "with_surroundings"]

Item = tuple[BlockKind, str, int] | SourceTable
"""A block's kind, text and heading level, or a table."""

Rows = Sequence[Sequence[SourceCell]] | Sequence[Sequence[Cell]]

CELL_SEPARATOR = " | "
_CAPTION = re.compile(
    r"(?:図表|图表|圖表|附?表|Table|Exhibit)\s*[\-－―.]?\s*[0-9０-９一二三四五六七八九十A-Z]",
    re.IGNORECASE,
)
_PERIOD = re.compile(
    r"(?:前|当|第\s*[0-9０-９]{1,4}\s*)(?:連結|事業)?(?:会計)?(?:年度|期)\s*"
    r"(?:[（(](?:自|[0-9０-９]{4}年|平成|令和)[^（）()]{4,40}[)）])?"
)
"""The years that a table is of, on a line of their own above it."""
_LONGEST_CAPTION = 80
_NOTE = re.compile(
    r"[(（［\[]?(?:注|註|备注|備註|備考|出所|出典|資料|资料|来源|來源|Source|Note)|[*＊※†‡]",
    re.IGNORECASE,
)
_MOST_NOTES = 5
_COVERED = SourceCell("", 0, 0)


@dataclass(slots=True)
class SectionBuilder:
    """Grows one page; every block starts on a line of its own."""

    parts: list[str] = field(default_factory=list)
    length: int = 0
    blocks: list[Block] = field(default_factory=list)
    tables: list[Table] = field(default_factory=list)

    def add(self, kind: BlockKind, text: str, level: int = 0) -> None:
        """Append a block of text; nothing happens when it is blank."""
        if text.strip():
            self._next_line()
            start = self._write(text)
            self.blocks.append(Block(kind, start, self.length, level=level))

    def add_item(self, item: Item) -> None:
        """Append a block or a table."""
        if isinstance(item, SourceTable):
            self.add_table(item)
        else:
            self.add(*item)

    def add_table(self, table: SourceTable) -> None:
        """Append a table; merged cells keep their spans.

        Its unit may stand in its caption, in the block above it or in its own first rows. Above a
        caption of the table's own stands what was above the table.
        """
        captioned = bool(table.caption) and self.last_text() == table.caption
        above = self.last_text(before=int(captioned))
        unit = table.unit or unit_in(table.caption) or unit_in(above)
        self._next_line()
        begin = self.length
        self._table(replace(table, unit=unit), "")
        self.blocks.append(Block("table", begin, self.length))

    def add_removed(self, kind: BlockKind, text: str) -> None:
        """Note a running head or page number, which stays out of the text."""
        if text.strip():
            self.blocks.append(Block(kind, self.length, self.length, removed_text=text))

    def last_text(self, before: int = 0) -> str:
        """The text of the last block, or of that so many blocks ``before`` it, when it is no table
        and no longer than a unit line or caption."""
        if len(self.blocks) <= before:
            return ""
        block = self.blocks[-1 - before]
        if block.kind == "table" or block.char_end - block.char_start > _LONGEST_CAPTION:
            return ""
        return "".join(self.parts)[block.char_start : block.char_end]

    def page(self, number: int, label: str = "") -> Page:
        """The finished page; its label is its number where none is given."""
        text = "".join(self.parts)
        quality = Quality(bool(text.strip()), characters=len(text))
        return Page(
            number,
            label or str(number),
            text,
            blocks=tuple(self.blocks),
            tables=tuple(moved(table, number) for table in self.tables),
            quality=quality,
        )

    def _table(self, source: SourceTable, within: str) -> None:
        """Write a table's rows at the end of the text and note it, before those in its cells."""
        place = len(self.tables)
        grid = [[cell or _COVERED for cell in row] for row in lay_out(source.rows)]
        facts = table_facts(source, grid)
        table = Table(
            (),
            header_rows=facts.header_rows,
            caption=facts.caption,
            unit=facts.unit,
            id=table_id(0, place + 1),
            header_columns=facts.header_columns,
            notes=source.notes,
            continues=source.continues,
            source_id=source.source_id,
            within=within,
        )
        self.tables.append(table)
        made: list[tuple[Cell, ...]] = []
        for row in grid:
            if made:
                self._write("\n")
            made.append(self._row(row, table, len(made)))
        names = source.column_heads or column_heads(made[facts.titles :], facts.own_heads)
        self.tables[place] = replace(table, rows=tuple(made), column_heads=names)

    def _row(self, row: Sequence[SourceCell], table: Table, y: int) -> tuple[Cell, ...]:
        begin = self.length
        cells = []
        for x, source in enumerate(row):
            if (source.text or source.parts) and self.length > begin:
                self._write(CELL_SEPARATOR)
            start = self.length
            text = self._content(source, table.cell_id(y, x))
            spans = (source.row_span, source.column_span)
            cells.append(Cell(text, start, self.length, None, *spans, source.source_id))
        return tuple(cells)

    def _content(self, cell: SourceCell, name: str) -> str:
        """Write what a cell holds, which may be tables; returns its text."""
        first = len(self.parts)
        for part in cell.parts or (cell.text,):
            if len(self.parts) > first:
                self._write("\n")
            if isinstance(part, SourceTable):
                self._table(part, name)
            else:
                self._write(part)
        return "".join(self.parts[first:])

    def _next_line(self) -> None:
        if self.length:
            self._write("\n")

    def _write(self, text: str) -> int:
        start = self.length
        self.parts.append(text)
        self.length += len(text)
        return start


def section_pages(items: Iterable[Item], longest: int = 6_000) -> tuple[Page, ...]:
    """One page for each section under the highest heading that occurs more than once.

    A section goes on with a new page after ``longest`` characters. A heading of that level that
    nothing follows shares the page of the next. Footnotes stand at the end of their page.
    """
    all_items = with_surroundings(items)
    levels = Counter(item[2] for item in all_items if isinstance(item, tuple) and item[2])
    top = next((n for n in range(1, 4) if levels[n] > 1), 1)
    pages: list[Page] = []
    builder, notes = SectionBuilder(), list[Item]()
    for item in all_items:
        opens = isinstance(item, tuple) and item[0] == "heading" and item[2] <= top
        has_text = any(block.kind != "heading" for block in builder.blocks)
        if isinstance(item, tuple) and item[0] == "footnote":
            notes.append(item)
            continue
        if has_text and (opens or builder.length > longest):
            pages.append(_closed(builder, notes, len(pages) + 1))
            builder, notes = SectionBuilder(), []
        builder.add_item(item)
    return (*pages, _closed(builder, notes, len(pages) + 1))


def _closed(builder: SectionBuilder, notes: Iterable[Item], number: int) -> Page:
    for note in notes:
        builder.add_item(note)
    return builder.page(number)


def with_surroundings(items: Iterable[Item]) -> list[Item]:
    """``items`` whose tables know the caption above them and the notes below them; both stay
    blocks of their own as well. A line that is nothing but a unit becomes a caption. A table that
    is the second half of the one right above it (most of its rows have the same names) has that
    one's unit."""
    made: list[Item] = [
        ("caption", item[1], 0)
        if isinstance(item, tuple) and item[0] == "text" and _is_unit_line(item[1])
        else item
        for item in items
    ]
    for place, item in enumerate(made):
        if isinstance(item, SourceTable):
            made[place] = replace(
                item,
                caption=item.caption or _caption(made[max(place - 2, 0) : place]),
                unit=item.unit or _unit_of_first_half(made[max(place - 1, 0)], item),
                notes=item.notes or tuple(_notes(made[place + 1 : place + 1 + _MOST_NOTES])),
            )
    return made


def _is_unit_line(text: str) -> bool:
    unit = unit_in(text) if len(text) <= _LONGEST_CAPTION else ""
    return bool(unit) and len(text) <= len(unit) + 8 and not _CAPTION.match(text)


def _caption(above: Sequence[Item]) -> str:
    """The caption right above a table, or above its unit line."""
    for item in reversed(above):
        if isinstance(item, SourceTable):
            break
        kind, text, _ = item
        if _is_unit_line(text):
            continue
        named = kind == "text" and len(text) <= _LONGEST_CAPTION and _names_table(text)
        return text if kind == "caption" or named else ""
    return ""


def _names_table(text: str) -> bool:
    return bool(_CAPTION.match(text) or _PERIOD.fullmatch(text.strip()))


def goes_on(first: Rows, second: Rows) -> bool:
    """Whether a table is the second half of a wide one, of whose rows ``first`` are the first
    half: most of its rows have their names."""
    names = {row[0].text for row in first if row}
    own = [row[0].text for row in second if row and row[0].text]
    return sum(name in names for name in own) * 2 > len(own)


def _unit_of_first_half(above: Item, table: SourceTable) -> str:
    if not isinstance(above, SourceTable) or above is table:
        return ""
    if not goes_on(above.rows, table.rows):
        return ""
    firsts = (cell.text for row in above.rows[:3] for cell in row)
    return above.unit or next(filter(None, map(unit_in, firsts)), "")


def _notes(below: Sequence[Item]) -> Iterator[str]:
    for item in below:
        if isinstance(item, SourceTable) or item[0] == "heading" or not _NOTE.match(item[1]):
            return
        yield item[1]
