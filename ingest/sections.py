"""Pages of formats without geometry: blocks and tables added one after another."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from ingest.document import Block, BlockKind, Cell, Page, Quality, Table
from ingest.tables import SourceCell, column_heads, lay_out, table_id

__all__ = ["SectionBuilder"]

CELL_SEPARATOR = " | "


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

    def add_table(
        self,
        rows: Sequence[Sequence[SourceCell]],
        header_rows: int,
        caption: str = "",
        unit: str = "",
        header_columns: int = 0,
        notes: tuple[str, ...] = (),
    ) -> None:
        """Append a table from its declared cells; merged ones keep their spans."""
        self._next_line()
        begin = self.length
        made: list[tuple[Cell, ...]] = []
        for row in lay_out(rows):
            if made:
                self._write("\n")
            made.append(self._row(row))
        table = Table(
            tuple(made),
            header_rows=header_rows,
            caption=caption,
            unit=unit,
            header_columns=header_columns,
            column_heads=column_heads(made, header_rows),
            notes=notes,
        )
        self.tables.append(table)
        self.blocks.append(Block("table", begin, self.length))

    def last_text(self) -> str:
        """The text of the last block, when it is no longer than a unit line or caption."""
        if not self.blocks or self.length - self.blocks[-1].char_start > 80:
            return ""
        return "".join(self.parts)[self.blocks[-1].char_start :]

    def page(self, number: int) -> Page:
        """The finished page."""
        text = "".join(self.parts)
        quality = Quality(bool(text.strip()), characters=len(text))
        return Page(
            number,
            str(number),
            text,
            blocks=tuple(self.blocks),
            tables=tuple(
                replace(table, id=table_id(number, i))
                for i, table in enumerate(self.tables, start=1)
            ),
            quality=quality,
        )

    def _row(self, row: list[SourceCell | None]) -> tuple[Cell, ...]:
        begin = self.length
        cells = []
        for source in row:
            if source is None:
                cells.append(Cell("", self.length, self.length, None, 0, 0))
                continue
            if source.text and self.length > begin:
                self._write(CELL_SEPARATOR)
            start = self._write(source.text)
            spans = (source.row_span, source.column_span)
            cells.append(Cell(source.text, start, self.length, None, *spans))
        return tuple(cells)

    def _next_line(self) -> None:
        if self.length:
            self._write("\n")

    def _write(self, text: str) -> int:
        start = self.length
        self.parts.append(text)
        self.length += len(text)
        return start
