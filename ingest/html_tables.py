"""Tables of web pages: their cells, merged cells, ids, and the tables inside their cells."""

from __future__ import annotations

from collections.abc import Iterator

from bs4.element import PageElement, Tag

from ingest.html_words import words, words_of
from ingest.sections import Item
from ingest.tables import SourceCell, SourceTable

__all__ = ["lays_out", "table_items"]

_TABLE_IDS = ("table-id", "id")
_CELL_IDS = ("cell-id", "id")


def lays_out(table: Tag) -> bool:
    """Whether a table only lays the page out: it holds tables, and fewer than two of its rows
    have words of their own in two cells. One with an id from EDINET's numbering never does."""
    if table.get("table-id") or table.find("table") is None:
        return False
    gridded = sum(
        sum(bool(words_of(_own(cell))) for cell in cells) > 1 for _, cells in _rows_of(table)
    )
    return gridded < 2


def table_items(table: Tag) -> Iterator[Item]:
    """A table with its caption; its lines as text where it is no grid.

    A table that the file gives a ``table-id`` stays a table whatever it holds, so that each can be
    found by its id.
    """
    found = _source(table)
    if found.caption:
        yield ("caption", found.caption, 0)
    grid = len(found.rows) > 1 and any(len(row) > 1 for row in found.rows)
    if found.rows and (grid or table.get("table-id")):
        yield found
        return
    for row in found.rows:
        yield ("text", " ".join(cell.text for cell in row if cell.text), 0)


def _source(table: Tag) -> SourceTable:
    caption = table.find("caption")
    rows: list[list[SourceCell]] = []
    headers = 0
    for row, tags in _rows_of(table):
        cells = [_cell(tag) for tag in tags]
        filled = any(cell.text or cell.parts for cell in cells)
        if not cells or not (filled or _reached(rows)):
            continue
        heads = all(cell.head for cell in cells) or row.find_parent("thead") is not None
        headers += heads and headers == len(rows)
        rows.append(cells)
    tagged = any(cell.head for row in rows for cell in row) or headers > 0
    body = rows[headers:]
    stubs = int(bool(body) and all(row[0].head for row in body))
    if not rows and table.get("table-id"):  # pictures only, or nothing
        rows = [[_cell(tag) for tag in tags] for _, tags in _rows_of(table) if tags]
    return SourceTable(
        rows,
        header_rows=headers if 0 < headers < len(rows) else None,
        header_columns=stubs if tagged else None,
        caption=words(caption) if isinstance(caption, Tag) and _is_own(caption, table) else "",
        source_id=_id(table, _TABLE_IDS),
    )


def _rows_of(table: Tag) -> Iterator[tuple[Tag, list[Tag]]]:
    """The rows of a table, without those of tables in its cells, and their cells."""
    for row in table.find_all("tr"):
        if isinstance(row, Tag) and _is_own(row, table):
            cells = [c for c in row.find_all(["td", "th"]) if _is_own(c, table)]
            yield row, [cell for cell in cells if isinstance(cell, Tag)]


def _is_own(tag: PageElement, table: Tag) -> bool:
    return tag.find_parent("table") is table


def _reached(rows: list[list[SourceCell]]) -> bool:
    """Whether a cell above spans rows: then a blank row still counts in the grid."""
    return any(cell.row_span != 1 for row in rows for cell in row)


def _cell(cell: Tag) -> SourceCell:
    inner = cell.find("table") is not None
    return SourceCell(
        words_of(_own(cell)) if inner else words(cell),
        _span(cell, "rowspan"),
        max(_span(cell, "colspan"), 1),
        head=cell.name == "th",
        source_id=_id(cell, _CELL_IDS),
        parts=tuple(_parts(cell)) if inner else (),
    )


def _own(cell: Tag) -> list[PageElement]:
    """What stands in a cell outside the tables in it."""
    found: list[PageElement] = []
    for child in cell.children:
        if isinstance(child, Tag) and (child.name == "table" or child.find("table")):
            found += [] if child.name == "table" else _own(child)
        else:
            found.append(child)
    return found


def _parts(tag: Tag) -> Iterator[str | SourceTable]:
    """The words and tables of a cell in order."""
    loose: list[PageElement] = []
    for child in tag.children:
        if not (isinstance(child, Tag) and (child.name == "table" or child.find("table"))):
            loose.append(child)
            continue
        if text := words_of(loose):
            yield text
        loose = []
        if child.name != "table" or lays_out(child):
            yield from _parts(child)
        elif (inner := _source(child)).rows:
            yield inner
    if text := words_of(loose):
        yield text


def _id(tag: Tag, names: tuple[str, ...]) -> str:
    return next((str(value) for name in names if (value := tag.get(name))), "")


def _span(cell: Tag, name: str) -> int:
    value = str(cell.get(name) or "1").strip()
    return min(int(value), 1_000) if value.isascii() and value.isdigit() else 1
