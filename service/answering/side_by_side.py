"""Tables that print their list in several columns beside each other, as one list.

順 | 多い順 | 人口 | 順 | 少ない順 | 人口 is a list of three columns that was cut in two to fit the
page: which of its things is the least has to be looked for in both halves.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from ingest.document import Cell, Table

__all__ = ["Stacked", "stacked"]

_RANKS = re.compile(
    r"(?:多|少な|高|低|大き|小さ|長|短)い(?:順|ほう|方)?|[上下]位|最[多少高低大小長长短]|[前后後][0-9]+[名位]?"
)
"""多い順 and 少ない順 are heads of one list, 輸出国 and 輸入国 of two."""


@dataclass(frozen=True, slots=True)
class Stacked:
    """``table`` has the parts below each other, each of ``width`` columns and ``height`` rows."""

    table: Table
    width: int
    height: int

    def origin(self, row: int, column: int) -> tuple[int, int]:
        """Where the cell of ``table`` at ``row`` and ``column`` stands in the printed table."""
        body = row - self.table.header_rows
        part = body // self.height if body >= 0 else 0
        return row - part * self.height, column + part * self.width


def stacked(table: Table) -> Stacked | None:
    """``table`` with its parts below each other; ``None`` where it is in one piece: where the heads
    of the columns do not come again, in order, but for words that only rank."""
    heads, body = table.column_heads, table.rows[table.header_rows :]
    width = _width([_RANKS.sub("", head) for head in heads])
    if not width or not body or any(len(row) != len(heads) for row in table.rows):
        return None
    rows: list[tuple[Cell, ...]] = [row[:width] for row in table.rows[: table.header_rows]]
    for first in range(0, len(heads), width):
        rows += [row[first : first + width] for row in body]
    one = replace(table, rows=tuple(rows), column_heads=heads[:width])
    return Stacked(one, width, len(body))


def _width(heads: Sequence[str]) -> int:
    """After how many columns the heads come again; 0 where they do not, or do not differ."""
    for width in range(2, len(heads) // 2 + 1):
        parts = {tuple(heads[at : at + width]) for at in range(0, len(heads), width)}
        if len(parts) == 1 and len(set(heads[:width])) == width:
            return width
    return 0
