"""Pages of formats without geometry: blocks and tables added one after another."""

from __future__ import annotations

from dataclasses import dataclass, field

from ingest.document import Block, BlockKind, Cell, Page, Quality, Table

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
        self, rows: list[list[str]], header_rows: int, caption: str = "", unit: str = ""
    ) -> None:
        """Append a table; rows without any text are left out."""
        self._next_line()
        begin = self.length
        made: list[tuple[Cell, ...]] = []
        for row in rows:
            if made:
                self._write("\n")
            made.append(self._row(row))
        table = Table(tuple(made), header_rows=header_rows, caption=caption, unit=unit)
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
            tables=tuple(self.tables),
            quality=quality,
        )

    def _row(self, texts: list[str]) -> tuple[Cell, ...]:
        begin = self.length
        cells = []
        for text in texts:
            if text and self.length > begin:
                self._write(CELL_SEPARATOR)
            start = self._write(text)
            cells.append(Cell(text, start, self.length))
        return tuple(cells)

    def _next_line(self) -> None:
        if self.length:
            self._write("\n")

    def _write(self, text: str) -> int:
        start = self.length
        self.parts.append(text)
        self.length += len(text)
        return start
