"""What a table's cells tell as numbers, its rows and columns by what names them."""

from __future__ import annotations

import re
import unicodedata
from decimal import Decimal, InvalidOperation
from functools import lru_cache

from ingest.document import Table
from service.answering.cells import TableRow
from service.answering.periods import period_of

__all__ = [
    "amount_of",
    "amounts_in",
    "is_total",
    "measure_columns",
    "name_column",
    "row_name",
    "value_of",
]

_NUMBER = re.compile(r"[0-9]+(?:,[0-9]{3})*(?:\.[0-9]+)?")
_AMOUNT = re.compile(
    r"(?:約|约)?[-−–△▲(]?\s*[0-9][0-9,]*(?:\.[0-9]+)?\s*\)?(?:\s*(?![年月日時时期回])[^\W\d_]{1,6}|\s*%)?"
)
_YEAR = re.compile(r"(?:18|19|20)[0-9]{2}")
_DATING = re.compile(
    r"年$|年份|年月|日期|日$|[年月]次|順位|^順$|順番|排名|序号|序號|\byear\b|\brank\b|^No", re.I
)
_TOTAL = re.compile(
    r"^[計计]$|合計|合计|総計|总计|總計|小計|小计|全国|全國|全體|全体|平均|total", re.IGNORECASE
)
_MINUS = "△▲-−–("
_MOSTLY = 0.6
"""The share of the filled cells of a column that are amounts in a column of amounts."""


def value_of(text: str) -> Decimal | None:
    """The number of a cell, △ and brackets meaning less than nothing; ``None`` without one."""
    plain = unicodedata.normalize("NFKC", text).strip()
    number = _NUMBER.search(plain)
    if number is None:
        return None
    try:
        value = Decimal(number[0].replace(",", ""))
    except InvalidOperation:
        return None
    return -value if plain[: number.start()].strip().endswith(tuple(_MINUS)) else value


@lru_cache(maxsize=8_192)
def amount_of(text: str) -> Decimal | None:
    """The number of a cell that holds one and nothing else but its unit: no date, no words."""
    plain = unicodedata.normalize("NFKC", text).strip()
    return value_of(text) if _AMOUNT.fullmatch(plain) else None


def is_total(name: str) -> bool:
    """Whether ``name`` is that of a sum or of the whole rather than of one of several."""
    return bool(_TOTAL.search(name))


def name_column(table: Table) -> int:
    """The column that names the rows: the first, or where that only counts them (順位) the first
    behind it that holds words, each of them once."""
    body = table.rows[table.header_rows :]
    for x in range(len(body[0]) if body else 0):
        texts = [row[x].text.strip() for row in body if row[x].text.strip()]
        counted = all(amount_of(text) is not None for text in texts)
        if x == 0 and texts and not (counted and _DATING.search(_head(table, 0))):
            return 0
        if (
            texts
            and len(set(texts)) == len(texts)
            and not any(amount_of(t) is not None for t in texts)
        ):
            return x
    return 0


def row_name(table: Table, row: int) -> str:
    """The words that name a row of ``table``."""
    place = name_column(table)
    cells = table.rows[row]
    if place:
        return cells[place].text
    return TableRow(table, row).first_head or " ".join(
        cell.text for cell in cells[: table.header_columns or 1] if cell.text
    )


def measure_columns(table: Table) -> list[int]:
    """The columns that hold amounts: no words, no dates, no ranks."""
    return [
        x for x in range(1, len(table.rows[0]) if table.rows else 0) if _is_measure(table, x)
    ] + [x for x in (0,) if name_column(table) and _is_measure(table, 0)]


def amounts_in(table: Table, column: int) -> dict[int, Decimal]:
    """By body row the amount in ``column``, where it has one."""
    found = {}
    for y in range(table.header_rows, len(table.rows)):
        value = amount_of(table.rows[y][column].text)
        if value is not None:
            found[y] = value
    return found


def _is_measure(table: Table, column: int) -> bool:
    head = _head(table, column)
    if _DATING.search(head) and period_of(head).says_nothing:
        return False
    texts = [row[column].text.strip() for row in table.rows[table.header_rows :]]
    filled = [text for text in texts if text]
    amounts = [text for text in filled if amount_of(text) is not None]
    if not amounts or all(_YEAR.fullmatch(text) for text in amounts):
        return False
    return len(amounts) >= _MOSTLY * len(filled)


def _head(table: Table, column: int) -> str:
    return table.column_heads[column] if column < len(table.column_heads) else ""
