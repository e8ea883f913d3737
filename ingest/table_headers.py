"""Which rows of a table head its columns, and which columns name its rows. For all formats."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from statistics import median
from typing import Protocol

__all__ = ["HeadCell", "header_columns", "header_rows", "is_figure"]

_YEAR = re.compile(r"(?:19|20)\d\d$|令和|平成|昭和|民[国國]|FY|[年月期季]")
_NUMBER = re.compile(
    r"[△▲+\-−–(（]*[¥￥$]?[\d０-９][\d０-９,，.．:：]*[)）]?\s*"
    r"[%％‰倍円元人社件名万億亿兆株回位点個个台戸户歳岁枚]*[)）]?"
    r"|[－—–\-―…]{1,3}|n\.?a\.?",
    re.IGNORECASE,
)
_MOST_HEADS = 5
_SHORT = 14


class HeadCell(Protocol):
    """What is asked of a cell: its words, how they look, and its place in a full grid (spans are
    0 where a merged cell covers the place)."""

    @property
    def text(self) -> str: ...
    @property
    def bold(self) -> bool: ...
    @property
    def sans(self) -> bool: ...
    @property
    def head(self) -> bool: ...
    @property
    def fill(self) -> str: ...
    @property
    def row_span(self) -> int: ...
    @property
    def column_span(self) -> int: ...


_Rows = Sequence[Sequence[HeadCell]]
_Test = Callable[[HeadCell], bool]


def is_figure(text: str) -> bool:
    """Whether a cell holds an amount, a share or a dash, and not a year or a period."""
    text = text.strip()
    return bool(_NUMBER.fullmatch(text)) and not _YEAR.search(text)


def header_rows(rows: _Rows) -> int:
    """How many of the first rows are headers.

    By the file's own tags, else by what sets them apart (colour, weight, a Gothic face over
    Mincho), else by their words over figures or over longer words.
    """
    shade = _head_fill(rows)
    tests: tuple[_Test, ...] = (
        lambda cell: cell.head,
        lambda cell: cell.fill == shade != "",
        lambda cell: cell.bold,
        lambda cell: cell.sans,
    )
    for test in tests:
        found = _leading(rows, test)
        if found:
            return _closed(rows, found)
    return _closed(rows, 1) if _first_row_heads(rows) else 0


def header_columns(rows: _Rows, heads: int) -> int:
    """How many of the first columns name the rows: those before the first column of figures.

    A table of words alone is named by its first column. ``heads`` is the number of header rows.
    """
    columns = list(zip(*rows[heads:], strict=True))
    for number, column in enumerate(columns):
        texts = [cell.text for cell in column if cell.text]
        if sum(map(is_figure, texts)) * 2 > len(texts):
            return min(number, 3)
    grouped = bool(columns) and any(cell.row_span > 1 for cell in columns[0])
    return min(1 + grouped, max(len(columns) - 1, 0))


def _head_fill(rows: _Rows) -> str:
    """The colour behind the first row, unless the other rows are striped with it."""
    if not rows[0]:
        return ""
    fills = [{cell.fill for cell in row if cell.row_span} for row in rows]
    shade = rows[0][0].fill
    count = next((i for i, found in enumerate(fills) if found != {shade}), len(fills))
    again = sum(shade in found for found in fills[count:])
    return shade if count and again * 4 <= len(fills) else ""


def _leading(rows: _Rows, test: _Test) -> int:
    """How many of the first rows pass ``test`` with all their cells; 0 when all rows do."""
    count = 0
    for row in rows:
        filled = [cell for cell in row if cell.text]
        if len(filled) < 2 and len(row) > 1 and count == 0 and not _spans_all(row):
            break
        if not filled or not all(test(cell) for cell in filled):
            break
        count += 1
    return count if count < len(rows) and count <= _MOST_HEADS else 0


def _spans_all(row: Sequence[HeadCell]) -> bool:
    return bool(row) and row[0].column_span == len(row)


def _closed(rows: _Rows, count: int) -> int:
    """``count`` grown to the end of the merged cells in it and of the heads below a head that
    spans columns."""
    grown = count
    while grown <= min(_MOST_HEADS, len(rows) - 1):
        reach = max(
            (y + cell.row_span for y, row in enumerate(rows[:grown]) for cell in row),
            default=grown,
        )
        spans = any(1 < cell.column_span < len(rows[0]) for cell in rows[grown - 1])
        plain = not any(is_figure(cell.text) for cell in rows[min(grown, len(rows) - 1)])
        step = max(reach, grown + (spans and plain))
        if step == grown:
            break
        grown = step
    return grown if grown < len(rows) and grown <= _MOST_HEADS else count


def _first_row_heads(rows: _Rows) -> bool:
    """By words alone: words over figures, or short words over longer or unlike ones."""
    first, body = rows[0], rows[1:]
    if any(is_figure(cell.text) for cell in first[1:]):
        return False
    columns = [[row[x].text for row in body if row[x].text] for x in range(len(first))]
    if any(sum(map(is_figure, column)) * 2 > len(column) > 0 for column in columns[1:]):
        return True
    if any(cell.row_span == 1 and cell.column_span > 1 for cell in first):
        return True
    pairs = [(c.text, column) for c, column in zip(first, columns, strict=True) if column]
    return all(
        text == "" or (len(text) <= _SHORT and len(text) <= median(map(len, column)))
        for text, column in pairs
    ) and not any(any(c.isdigit() for c in text) and not _YEAR.search(text) for text, _ in pairs)
