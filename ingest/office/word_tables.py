"""Tables of Word documents: merged cells, header rows, tables inside cells."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from ingest.office.word_styles import Styles, attribute, child, is_on, value, w
from ingest.office.word_words import all_bold, local_name
from ingest.tables import SourceCell, SourceTable

__all__ = ["source_table"]

Content = Callable[[Any], list[str | SourceTable]]
"""What a ``w:tc`` holds: its paragraphs and tables in order."""

_OFF = ("", "0", "false", "off")
_MOST_COLUMNS = 1_000


@dataclass(slots=True)
class _Draft:
    """A cell while the rows below it may still grow it."""

    parts: list[str | SourceTable]
    column_span: int
    row_span: int = 1
    head: bool = False
    bold: bool = False
    fill: str = ""

    def cell(self) -> SourceCell:
        words = "\n".join(part for part in self.parts if isinstance(part, str))
        inner = any(isinstance(part, SourceTable) for part in self.parts)
        return SourceCell(
            words,
            self.row_span,
            self.column_span,
            self.head,
            bold=self.bold,
            fill=self.fill,
            parts=tuple(self.parts) if inner else (),
        )


def source_table(table: Any, styles: Styles, content: Content) -> SourceTable:
    """The cells of a ``w:tbl``. A row is a header where the document repeats it on every page or
    where the table's style sets the first row apart."""
    open_cells: dict[int, _Draft] = {}
    rows: list[list[_Draft]] = []
    first = _first_row_heads(table, styles)
    for row in _inner(table, "tr"):
        properties = child(row, "trPr")
        if child(properties, "del") is not None:
            continue
        head = is_on(properties, "tblHeader") or (first and not rows)
        rows.append(_row(row, properties, open_cells, head, styles, content))
    return SourceTable([[draft.cell() for draft in row] for row in rows])


def _row(
    row: Any,
    properties: Any,
    open_cells: dict[int, _Draft],
    head: bool,
    styles: Styles,
    content: Content,
) -> list[_Draft]:
    """The cells that begin in a row; ``open_cells`` are those of the rows above by column."""
    before = _count(value(properties, "gridBefore"))
    made = [_Draft([], before)] if before else []
    column = before
    for cell in _inner(row, "tc"):
        settings = child(cell, "tcPr")
        span = max(_count(value(settings, "gridSpan")), 1)
        merge = child(settings, "vMerge")
        above = open_cells.get(column)
        if merge is not None and attribute(merge, "val") != "restart" and above is not None:
            above.row_span += 1
        else:
            draft = _Draft(content(cell), span, 1, head, _bold(cell, styles), _fill(settings))
            made.append(draft)
            open_cells.pop(column, None)
            if merge is not None:
                open_cells[column] = draft
        column += span
    return made


def _inner(element: Any, name: str) -> Iterator[Any]:
    """The rows of a table or the cells of a row, also inside content controls."""
    for inner in element:
        if local_name(inner) == name:
            yield inner
        elif local_name(inner) in ("sdt", "sdtContent", "customXml", "ins", "moveTo"):
            yield from _inner(inner, name)


def _first_row_heads(table: Any, styles: Styles) -> bool:
    properties = child(table, "tblPr")
    look = child(properties, "tblLook")
    mask = attribute(look, "val")
    asked = attribute(look, "firstRow") not in _OFF or (
        _is_hexadecimal(mask) and bool(int(mask, 16) & 0x20)
    )
    return asked and styles.has_first_row(value(properties, "tblStyle"))


def _is_hexadecimal(text: str) -> bool:
    return bool(text) and all(c in "0123456789abcdefABCDEF" for c in text)


def _bold(cell: Any, styles: Styles) -> bool:
    written = [
        all_bold(p, styles.paragraph(value(p, "pPr", "pStyle")).bold)
        for p in cell.findall(w("p"))
        if any(t.text for t in p.iter(w("t")))
    ]
    return bool(written) and all(written)


def _fill(settings: Any) -> str:
    shade = child(settings, "shd")
    fill = attribute(shade, "themeFill") or attribute(shade, "fill")
    return "" if fill.lower() in ("auto", "ffffff", "none") else fill


def _count(text: str) -> int:
    return min(int(text), _MOST_COLUMNS) if text.isdigit() else 0
