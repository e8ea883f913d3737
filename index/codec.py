"""Pages and passages to catalogue columns and back, without loss."""

from __future__ import annotations

import json
import zlib
from typing import Any, cast

import numpy as np
from numpy.typing import NDArray

from ingest.document import Block, Cell, Link, Page, Quality, Rect, Table

__all__ = ["boxes_from_blob", "boxes_to_blob", "dumps", "page_from_row", "page_to_row"]

_FLOAT = np.dtype("<f4")


def dumps(value: object) -> str:
    """Compact JSON that keeps characters as they are."""
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))


def boxes_to_blob(boxes: NDArray[np.float32] | None) -> bytes | None:
    """Character boxes, compressed; column by column because neighbours then look alike."""
    if boxes is None:
        return None
    columns = np.ascontiguousarray(boxes.T, dtype=_FLOAT)
    planes = columns.view(np.uint8).reshape(4, -1, 4).transpose(0, 2, 1)
    return zlib.compress(np.ascontiguousarray(planes).tobytes(), 6)


def boxes_from_blob(blob: bytes | None) -> NDArray[np.float32] | None:
    """The boxes that ``boxes_to_blob`` packed, to the bit."""
    if blob is None:
        return None
    planes = np.frombuffer(zlib.decompress(blob), dtype=np.uint8)
    count = len(planes) // 16
    words = np.ascontiguousarray(planes.reshape(4, 4, count).transpose(0, 2, 1))
    columns = words.view(_FLOAT).reshape(4, count)
    return np.ascontiguousarray(columns.T).astype(np.float32, copy=False)


def page_to_row(doc_id: str, page: Page) -> tuple[object, ...]:
    """The columns of ``pages``, in the table's order."""
    width, height = page.size or (None, None)
    quality = page.quality
    return (
        doc_id,
        page.number,
        page.label,
        page.text,
        width,
        height,
        boxes_to_blob(page.boxes),
        dumps(_structure(page)),
        dumps([_table_to_dict(t) for t in page.tables]),
        dumps([quality.ok, quality.source, quality.characters, list(quality.issues)]),
    )


def page_from_row(row: tuple[Any, ...]) -> Page:
    """The page of ``(number, label, text, width, height, boxes, blocks, tables, quality)``."""
    number, label, text, width, height, boxes, blocks, tables, quality = row
    ok, source, characters, issues = json.loads(quality)
    structure = json.loads(blocks)
    return Page(
        number=number,
        label=label,
        text=text,
        size=None if width is None else (width, height),
        boxes=boxes_from_blob(boxes),
        blocks=tuple(_block_from_list(b) for b in structure["blocks"]),
        tables=tuple(_table_from_dict(t) for t in json.loads(tables)),
        quality=Quality(ok, source, characters, tuple(issues)),
        links=tuple(Link(cast(Rect, tuple(r)), uri, page) for r, uri, page in structure["links"]),
    )


def _rect(value: list[float] | None) -> Rect | None:
    return None if value is None else cast(Rect, tuple(value))


def _plain(rect: Rect | None) -> list[float] | None:
    return None if rect is None else [float(v) for v in rect]


def _structure(page: Page) -> object:
    """Blocks and links, which share a column."""
    return {
        "blocks": [_block_to_list(block) for block in page.blocks],
        "links": [[_plain(link.rect), link.uri, link.page] for link in page.links],
    }


def _block_to_list(block: Block) -> list[object]:
    return [
        block.kind,
        block.char_start,
        block.char_end,
        _plain(block.rect),
        block.level,
        block.removed_text,
    ]


def _block_from_list(value: list[Any]) -> Block:
    kind, start, end, rect, level, removed = value
    return Block(kind, start, end, _rect(rect), level, removed)


def _cell_to_list(cell: Cell) -> list[object]:
    rest: list[object] = [cell.row_span, cell.column_span]
    plain: list[object] = [cell.text, cell.char_start, cell.char_end, _plain(cell.rect)]
    if cell.source_id:
        return [*plain, *rest, cell.source_id]
    return plain if rest == [1, 1] else [*plain, *rest]


def _cell_from_list(value: list[Any]) -> Cell:
    text, start, end, rect, *rest = value
    return Cell(text, start, end, _rect(rect), *rest)


def _table_to_dict(table: Table) -> dict[str, object]:
    return {
        "rows": [[_cell_to_list(cell) for cell in row] for row in table.rows],
        "rect": _plain(table.rect),
        "header_rows": table.header_rows,
        "caption": table.caption,
        "unit": table.unit,
        "id": table.id,
        "header_columns": table.header_columns,
        "column_heads": list(table.column_heads),
        "notes": list(table.notes),
        "continues": table.continues,
        "source_id": table.source_id,
        "within": table.within,
    }


def _table_from_dict(value: dict[str, Any]) -> Table:
    return Table(
        rows=tuple(tuple(_cell_from_list(cell) for cell in row) for row in value["rows"]),
        rect=_rect(value["rect"]),
        header_rows=value["header_rows"],
        caption=value["caption"],
        unit=value["unit"],
        id=value["id"],
        header_columns=value["header_columns"],
        column_heads=tuple(value["column_heads"]),
        notes=tuple(value["notes"]),
        continues=value["continues"],
        source_id=value["source_id"],
        within=value["within"],
    )
