"""The words that stand over the columns of a table."""

from __future__ import annotations

from functools import lru_cache

from ingest.document import Table
from ingest.language import find_numbers
from service.answering.periods import period_of

__all__ = ["column_head", "last_head"]


def column_head(table: Table, column: int) -> str:
    """The words that name a column: its head, and the cells of rows that only date the columns."""
    head = table.column_heads[column] if column < len(table.column_heads) else ""
    dates = [table.rows[y][column].text for y in _dating_rows(table)]
    return " ".join([head, *(date for date in dates if date not in head)]).strip()


def last_head(table: Table, column: int) -> str:
    """The words of the lowest head over a column, without the heads that span several."""
    rows = [table.rows[y][column].text for y in range(min(table.header_rows, len(table.rows)))]
    return next((text for text in reversed(rows) if text), "")


def _dating_rows(table: Table) -> list[int]:
    """Body rows near the top that hold nothing but dates, as 決算年月 does under 回次."""
    found = []
    for y in range(table.header_rows, min(table.header_rows + 2, len(table.rows))):
        texts = [c.text for c in table.rows[y][table.header_columns or 1 :] if c.text]
        if len(texts) > 1 and all(_is_date(text) for text in texts):
            found.append(y)
    return found


@lru_cache(maxsize=4_096)
def _is_date(text: str) -> bool:
    bare = text.strip()
    return (
        any(
            n.kind in ("date", "year") and n.start == 0 and n.end >= len(bare) - 1
            for n in find_numbers(bare)
        )
        and not period_of(bare).says_nothing
    )
