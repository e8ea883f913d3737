"""By which column of a table a question ranks its rows."""

from __future__ import annotations

import re
from decimal import Decimal

from ingest.document import Table
from service.answering.cells import is_share
from service.answering.column_heads import column_head
from service.answering.overlap import terms_of
from service.answering.periods import Period, period_fit, period_of
from service.answering.question import Question
from service.answering.ranking_wish import RankingWish
from service.answering.table_values import amounts_in, measure_columns, name_column

__all__ = ["asks_profit", "is_change", "rankings", "without_unit"]

_CHANGE = re.compile(
    r"増減|増加|伸び|成長率|[前上昨]年?(?:度|期|年|同期)?(?:比|增)|同比|增[长長减減]|增幅|变动|變動|変動率|"
    r"\b(?:growth|change|increase)\b",
    re.IGNORECASE,
)
_EARNED = re.compile(
    r"赚|賺|盈利|儲[かけ]|稼[いぐ]|黒字|\b(?:earned|earns|earn|profitable)\b", re.IGNORECASE
)
_PROFIT = re.compile(r"利润|利潤|利益|损益|損益|profit|income", re.IGNORECASE)
_RATE = re.compile(
    r"率|割合|比[例重]|占比|シェア|[%％]|依存度|\b(?:rate|share|ratio)\b", re.IGNORECASE
)
_BRACKETS = re.compile(r"[（(][^（）()]*[）)]\s*$")
_KIND_WEIGHT = 0.5


def rankings(
    question: Question, wish: RankingWish, table: Table, around: str
) -> list[tuple[int, dict[int, Decimal]]]:
    """The column by which ``question`` ranks the rows of ``table`` and its values by row: the one
    that it speaks of, else each that it may mean, which then have to agree."""
    columns = [x for x in measure_columns(table) if x != name_column(table)]
    if asks_profit(question, wish):
        columns = [x for x in columns if _PROFIT.search(column_head(table, x))]
    changes = [x for x in columns if is_change(column_head(table, x))]
    if wish.change and not changes:
        if wish.among == "things":
            return _grown(question, table, columns, around)
    elif wish.change and not wish.against:
        columns = changes
    else:
        columns = [x for x in columns if x not in changes] or columns
    fits = {x: _fit(question, table, x, around) for x in columns}
    best = max(fits.values(), default=0.0)
    if best > 0.0:
        columns = [x for x in columns if fits[x] == best]
    return [(x, amounts_in(table, x)) for x in columns]


def asks_profit(question: Question, wish: RankingWish) -> bool:
    """Whether ``question`` ranks by what was earned or lost, so by columns of profits alone."""
    return wish.loss or bool(_EARNED.search(question.text))


def is_change(head: str) -> bool:
    """Whether a column or row head says that its values are changes from another period."""
    return bool(_CHANGE.search(head))


def without_unit(name: str) -> str:
    """``name`` without the brackets that it ends with."""
    return _BRACKETS.sub("", name)


def _fit(question: Question, table: Table, column: int, around: str) -> float:
    head = column_head(table, column)
    own = terms_of(without_unit(head))
    fit = len(own & terms_of(question.text)) / len(own) if own else 0.0
    fit += period_fit(period_of(question.text), period_of(head), period_of(around))
    rate = bool(_RATE.search(question.text))
    if rate and _is_rate(table, column, head):
        fit += _KIND_WEIGHT
    return fit


def _is_rate(table: Table, column: int, head: str) -> bool:
    cells = [row[column].text for row in table.rows[table.header_rows :]]
    return is_share(head) or any("%" in text or "％" in text for text in cells)


def _grown(
    question: Question, table: Table, columns: list[int], around: str
) -> list[tuple[int, dict[int, Decimal]]]:
    """By row how far it grew, relative to the first, between the only two periods that have
    columns, or to the year asked for from the one before; empty where there are no such two."""
    dated = {x: _year(period_of(column_head(table, x)), period_of(around)) for x in columns}
    by_year = {year: x for x, year in dated.items() if year is not None}
    if len(by_year) != len(columns) or len(by_year) < 2:
        return []
    asked = [year for year in period_of(question.text).years if year in by_year]
    last = asked[-1] if asked else max(by_year)
    first = asked[0] if len(set(asked)) > 1 else last - 1
    if first not in by_year or (not asked and len(by_year) > 2):
        return []
    old, new = amounts_in(table, by_year[first]), amounts_in(table, by_year[last])
    grown = {y: new[y] / old[y] - 1 for y in new if y in old and old[y] > 0}
    return [(by_year[last], grown)] if grown else []


def _year(period: Period, around: Period) -> int | None:
    if len(period.years) == 1:
        return period.years[0]
    if period.turn and around.years:
        return around.years[-1] - (period.turn == "previous")
    return {"current": 0, "previous": -1, "": None}[period.turn]
