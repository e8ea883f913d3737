"""Questions that one cell does not answer: which of two, each of several, the largest of all.

The values stand in the cells of one table, and the answer cites every row that it rests on.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal, InvalidOperation
from typing import Literal

from service.answering.alternatives import asks_less, asks_more, asks_which, best_names
from service.answering.cells import CellChoice, TableRow, names_item
from service.answering.overlap import bare, terms_of
from service.answering.periods import period_of
from service.answering.question import Question
from service.answering.short_answer import cell_answer

__all__ = ["Comparison", "compare"]

Wish = Literal["which", "each", "most", ""]

_EACH = re.compile(
    r"それぞれ|各々|おのおの|分别|分別|各(?:是|有|为|為|占|多少)|\brespectively\b|\beach\b"
)
_MOST = re.compile(
    r"最も|もっとも|最大|最多|最高|最長|最长|最小|最少|最低|最短|一番(?!目)|筆頭|第一大|第1大|"
    r"\b(?:largest|highest|most|biggest|smallest|lowest|fewest|least)\b",
    re.IGNORECASE,
)
_TOTAL = re.compile(
    r"^[計计]$|合計|合计|総計|总计|總計|小計|小计|全国|全體|全体|平均|total", re.IGNORECASE
)
_NO_PART = re.compile(
    r"計$|调整|調整|連結|合并|合併|消去|抵销|抵銷|抵消|未分配|全社|adjust|eliminat|consolidated",
    re.IGNORECASE,
)
"""Columns beside those of the parts: 調整額, 連結."""
_WHO = re.compile(
    r"哪一?[家个個座国國省市項项款种種]|谁|誰|どの|どこ|どれ|\bwhich\b|\bwho\b", re.IGNORECASE
)
_LOSS = re.compile(r"亏损|虧損|赤字|損失|\bloss(?:es)?\b", re.IGNORECASE)
_PROFIT = re.compile(r"利润|利潤|利益|损益|損益|profit|income", re.IGNORECASE)
_NUMBER = re.compile(r"[0-9]+(?:,[0-9]{3})*(?:\.[0-9]+)?")
_BRACKETS = re.compile(r"[（(][^（）()]*[）)]\s*$")
_MINUS = "△▲-−–("
_FEWEST_ROWS = 3
_NAMED = 0.6
"""The share of a row's words that a question holds which asks about it."""


@dataclass(frozen=True, slots=True)
class Comparison:
    """An answer that several cells give; ``rows`` are the rows it rests on, the main one first."""

    answer: str
    rows: tuple[int, ...]


def compare(question: Question, choice: CellChoice, around: str = "") -> Comparison | None:
    """What the table of ``choice`` says to a question that compares; ``None`` for others.

    The things compared are rows whose names the question holds, or columns of the chosen row.
    ``around`` is what stands about the table.
    """
    wish = _wish(question.text)
    if not wish:
        return None
    named = _rows_compared(question, choice, wish)
    if wish == "most":
        asks_which = question.expects == "any" or _WHO.search(question.text)
        return _extreme(question, choice, around) if asks_which and len(named) < 2 else None
    if len(named) > 1:
        cells = [replace(choice, row=TableRow(choice.row.table, y)) for y in named]
        return _answered(question, wish, cells, _naming(cells))
    columns = _columns_compared(question, choice, wish)
    if len(columns) > 1:
        return _answered(question, wish, [replace(choice, column=x) for x in columns], _column_name)
    return None


def _wish(text: str) -> Wish:
    if asks_which(text) and (asks_less(text) or asks_more(text)):
        return "which"
    if _EACH.search(text):
        return "each"
    return "most" if _MOST.search(text) else ""


def _answered(
    question: Question,
    wish: Wish,
    choices: Sequence[CellChoice],
    name: Callable[[CellChoice], str],
) -> Comparison | None:
    rows = tuple(dict.fromkeys(choice.row.row for choice in choices))
    if wish == "each":
        parts = [f"{name(choice)}{cell_answer(choice)}" for choice in choices]
        return Comparison("、".join(parts), rows)
    values = [(value_of(choice.cell.text), choice) for choice in choices]
    known = [(value, choice) for value, choice in values if value is not None]
    if len(known) < 2:
        return None
    best = _best(question, known)
    main = best.row.row
    answer = name(best)
    if _EACH.search(question.text):
        others = [choice for _, choice in known if choice != best]
        answer = "、".join(f"{name(choice)}{cell_answer(choice)}" for choice in (best, *others))
    return Comparison(answer, (main, *(row for row in rows if row != main)))


def _best(question: Question, known: Sequence[tuple[Decimal, CellChoice]]) -> CellChoice:
    pick = min if asks_less(question.text) else max
    return pick(known, key=lambda pair: pair[0])[1]


def _extreme(question: Question, choice: CellChoice, around: str) -> Comparison | None:
    """The row, or the column, that has the largest (or smallest) value."""
    by_column = [
        found
        for column in _columns_that_rank(question, choice, around)
        if (found := _extreme_row(question, replace(choice, column=column))) is not None
    ]
    if by_column and len({best.row.row for best, _ in by_column}) == 1:
        best, name = by_column[0]
        return Comparison(_with_value(question, name, best), (best.row.row,))
    return _extreme_column(question, choice)


def _columns_that_rank(question: Question, choice: CellChoice, around: str) -> list[int]:
    """The columns by which the rows may be ranked: the profit for who asks for a loss, the chosen
    one where the question names it or no other holds numbers, else all, which have to agree,
    where the question is about what the table lists."""
    heads = [
        x
        for x, cell in enumerate(choice.row.cells)
        if x >= choice.row.head_columns and value_of(cell.text) is not None
    ]
    if _LOSS.search(question.text):
        return [x for x in heads if _PROFIT.search(_column_name(replace(choice, column=x)))]
    if choice.column in _named_columns(question, choice) or heads == [choice.column]:
        return [choice.column]
    listed = terms_of(around.rsplit(" > ", 1)[-1])
    return heads if terms_of(question.subject) & listed else []


def _extreme_row(question: Question, choice: CellChoice) -> tuple[CellChoice, str] | None:
    """The cell of the chosen column with the largest (or smallest) value, and its row's name."""
    table = choice.row.table
    known = []
    for y in range(table.header_rows, len(table.rows)):
        other = replace(choice, row=TableRow(table, y))
        value = value_of(other.cell.text)
        name = _row_name(other)
        if value is not None and value_of(name) is None and name and not _TOTAL.search(name):
            known.append((value, other))
    # Rows with units of their own are measures, not things that could be the largest.
    measures = any(_BRACKETS.search(_row_name(other)) for _, other in known)
    if measures or len(known) < _FEWEST_ROWS:
        return None
    if _LOSS.search(question.text):
        least, best = min(known, key=lambda pair: pair[0])
        if least >= 0:
            return None
    else:
        best = _best(question, known)
    return best, _naming([choice for _, choice in known])(best)


def _extreme_column(question: Question, choice: CellChoice) -> Comparison | None:
    """The part, each with a column of its own, that has the most of what the row tells: the
    segment with the largest profit. Only where the question names the row and no column."""
    names_row = choice.row_match >= _NAMED or names_item(question, choice)
    if not names_row or _named_columns(question, choice):
        return None
    known = []
    for x in range(choice.row.head_columns, len(choice.row.cells)):
        other = replace(choice, column=x)
        name, value = _column_name(other), value_of(other.cell.text)
        is_part = name and not _TOTAL.search(name) and not _NO_PART.search(name)
        if is_part and value is not None and period_of(name).says_nothing:
            known.append((value, other))
    if len(known) < _FEWEST_ROWS:
        return None
    best = _best(question, known)
    return Comparison(_with_value(question, _column_name(best), best), (best.row.row,))


def _with_value(question: Question, name: str, best: CellChoice) -> str:
    """The name of what is the largest, and how large it is where that is asked for too."""
    return f"{name}、{cell_answer(best)}" if question.expects == "number" else name


def _naming(choices: Sequence[CellChoice]) -> Callable[[CellChoice], str]:
    """What names the rows: their first cells, where those tell them apart, else all their heads."""
    firsts = [choice.row.first_head for choice in choices]
    return _first_head if all(firsts) and len(set(firsts)) == len(firsts) else _row_name


def _first_head(choice: CellChoice) -> str:
    return choice.row.first_head


def _row_name(choice: CellChoice) -> str:
    row = choice.row
    return " ".join(cell.text for cell in row.cells[: row.head_columns] if cell.text)


def _column_name(choice: CellChoice) -> str:
    heads = choice.row.table.column_heads
    return heads[choice.column] if choice.column < len(heads) else ""


def _named(question: Question, choice: CellChoice) -> list[int]:
    """Body rows with a value in the chosen column whose name stands in the question."""
    table = choice.row.table
    asked = bare(question.text)
    found = []
    for y in range(table.header_rows, len(table.rows)):
        other = replace(choice, row=TableRow(table, y))
        name = bare(_without_unit(_row_name(other)))
        if len(name) > 1 and name in asked and other.cell.text.strip():
            found.append(y)
    return found


def _named_columns(question: Question, choice: CellChoice) -> list[int]:
    asked = bare(question.text)
    found = []
    for x in range(choice.row.head_columns, len(choice.row.cells)):
        other = replace(choice, column=x)
        name = bare(_without_unit(_column_name(other)))
        if len(name) > 1 and name in asked and other.cell.text.strip():
            found.append(x)
    return found


def _rows_compared(question: Question, choice: CellChoice, wish: Wish) -> list[int]:
    """Rows that the question names, by their whole names or by what tells them apart."""
    named = _named(question, choice)
    if len(named) > 1 or wish != "which":
        return named
    table = choice.row.table
    rows = {
        y: replace(choice, row=TableRow(table, y))
        for y in range(table.header_rows, len(table.rows))
    }
    names = {y: _without_unit(_row_name(row)) for y, row in rows.items() if _has_value(row)}
    return best_names(question.text, names)


def _columns_compared(question: Question, choice: CellChoice, wish: Wish) -> list[int]:
    """Columns that the question names, in the same way."""
    named = _named_columns(question, choice)
    if len(named) > 1 or wish != "which":
        return named
    places = range(choice.row.head_columns, len(choice.row.cells))
    columns = {x: replace(choice, column=x) for x in places}
    names = {x: _without_unit(_column_name(c)) for x, c in columns.items() if _has_value(c)}
    return best_names(question.text, names)


def _has_value(choice: CellChoice) -> bool:
    return choice.column < len(choice.row.cells) and value_of(choice.cell.text) is not None


def _without_unit(name: str) -> str:
    return _BRACKETS.sub("", name)


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
