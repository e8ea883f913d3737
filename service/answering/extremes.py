"""Which row or column of a table is the greatest or least, or rose or fell.

Rows and columns are things (subsidiaries, segments) or periods (years, quarters). The answer is
the name of the row or column; it rests on all rows that were compared.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from decimal import Decimal
from itertools import pairwise

from ingest.document import Table
from ingest.language import canonical, detect_language, fold_text
from service.answering.cells import CellChoice, names_item
from service.answering.column_heads import column_head
from service.answering.overlap import bare, terms_of
from service.answering.periods import period_of
from service.answering.places import HOME
from service.answering.question import Question
from service.answering.ranking_columns import asks_profit, is_change, rankings, without_unit
from service.answering.ranking_wish import RankingWish, kind_ranked, subject_ranked
from service.answering.side_by_side import stacked
from service.answering.table_values import amount_of, is_total, row_name

__all__ = ["Extreme", "extreme"]

_FEWEST = 3
"""Rows or columns that have to be there before one of them is the greatest."""
_MOST_CITED = 8
_MOST_FALLS = 3
"""More periods than this that fell are no answer."""
_NAMED = 0.5
"""The share of a row's words that a question holds which asks about it."""
_FITS = 0.3
"""The share of the question's words that a table whose things are ranked has to hold."""
_OTHER_KIND = 0.6
"""How well rows fit where nothing says that they are of the kind that is asked for."""
_UNIT = re.compile(r"[（(](?:[^（）()]*[%％円元株人件名台倍]|[十百千万億亿][^（）()]*)[）)]\s*$")
_NO_PART = re.compile(
    r"計$|调整|調整|連結|合并|合併|消去|抵销|抵銷|抵消|未分配|全社|adjust|eliminat|consolidated",
    re.IGNORECASE,
)
"""Columns beside those of the parts: 調整額, 連結."""
_OWNERS = re.compile(
    r".{0,6}(?:归属|歸屬|帰属).{0,14}(?:股东|股東|母公司|業主|业主|所有者|する)[的の]?"
)
"""Whose a profit is: 归属于母公司股东的净利润 is what is told of 净利润."""
_QUARTER = re.compile(r"季度|四半期|\bQ[1-4]\b|quarter", re.IGNORECASE)
Key = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Extreme:
    """The ``name`` of the row or column that was looked for, the ``rows`` that it rests on, the
    main one first, and the ``column`` of its value in that row; ``row_match`` is how well
    the rows fit what is looked for (0 to 1), ``None`` where columns of the one row were compared.
    """

    name: str
    rows: tuple[int, ...]
    column: int
    row_match: float | None = 1.0


def extreme(
    question: Question, wish: RankingWish, choice: CellChoice, around: str
) -> Extreme | None:
    """What ``wish`` asks for in the table of ``choice``, around which ``around`` stands; ``None``
    where the table does not tell, or tells only a part (it goes on from the page before)."""
    table = choice.row.table
    if table.continues:
        return None
    if wish.among == "things":
        return _thing_of_all(question, wish, table, around) or _part(question, wish, choice)
    if len(_period_rows(wish, table)) >= _FEWEST:
        return _period_row(question, wish, choice, around)
    return _period_column(question, wish, choice)


def _thing_of_all(
    question: Question, wish: RankingWish, table: Table, around: str
) -> Extreme | None:
    """The row whose value is the greatest, in a list that is cut in two in either half."""
    whole = stacked(table)
    found = _thing_row(question, wish, whole.table if whole else table, around)
    if whole is None or found is None:
        return found
    places = [whole.origin(row, found.column) for row in found.rows]
    rows = dict.fromkeys(row for row, _ in places)
    return replace(found, rows=tuple(rows), column=places[0][1])


def _thing_row(question: Question, wish: RankingWish, table: Table, around: str) -> Extreme | None:
    """The row whose value is the greatest; only in a table that is about what is asked."""
    names = _things(question, table)
    if len(names) < _FEWEST:
        return None
    found = set()
    for column, values in rankings(question, wish, table, around):
        known = {y: value for y, value in values.items() if y in names}
        best = _best(wish, known) if len(known) >= _FEWEST else None
        if best is None or (wish.loss and known[best] >= 0):
            return None
        found.add((best, column))
    if len({row for row, _ in found}) != 1:
        return None
    row, column = min(found)
    if not _fits(question, wish, table, around, column, names):
        return None
    told = "\n".join((around.rpartition(" > ")[2], *table.column_heads, *names.values()))
    kind = terms_of(kind_ranked(question))
    of_kind = not kind or kind & terms_of(told)
    return Extreme(names[row], _cited(row, names), column, 1.0 if of_kind else _OTHER_KIND)


def _things(question: Question, table: Table) -> dict[int, str]:
    """By row the names of the things that are compared: those that the question lists, where it
    does, else all; none where the rows are measures, with units of their own or one of them the
    measure that the question asks about."""
    names = {y: row_name(table, y) for y in _body(table)}
    names = {
        y: name
        for y, name in names.items()
        if name and not is_total(name) and amount_of(name) is None and not _is_period(name)
    }
    if any(_UNIT.search(name) for name in names.values()):
        return {}
    asked_terms, listed = terms_of(question.text), _listed(question, names)
    if not listed:
        return names
    if len(listed) == 1:
        return {}
    return {
        y: name
        for y, name in names.items()
        if y in listed or len(terms_of(name) & asked_terms) >= _NAMED * len(terms_of(name))
    }


def _listed(question: Question, names: Mapping[int, str]) -> set[int]:
    asked = bare(question.text)
    return {y for y, name in names.items() if len(bare(name)) > 1 and bare(name) in asked}


def _part(question: Question, wish: RankingWish, choice: CellChoice) -> Extreme | None:
    """The part, each with a column of its own, that has the most of what the row tells: the
    segment with the largest profit. Only where the question names the row and no column."""
    told = is_change(choice.row.head) if wish.change else True
    if not told or not _names_row(question, choice):
        return None
    asked = bare(question.text)
    known, names = {}, {}
    for x in range(choice.row.head_columns, len(choice.row.cells)):
        name = _column_name(choice.row.table, x)
        value = amount_of(choice.row.cells[x].text)
        plain = bare(without_unit(name))
        if value is not None and len(plain) > 1 and plain in asked:
            return None
        whole = is_total(name) or _NO_PART.search(name)
        if name and value is not None and not whole and not _is_period(name):
            known[x], names[x] = value, name
    best = _best(wish, known) if len(known) >= _FEWEST else None
    return None if best is None else Extreme(names[best], (choice.row.row,), best, row_match=None)


def _period_row(
    question: Question, wish: RankingWish, choice: CellChoice, around: str
) -> Extreme | None:
    """The row of the year, or of each that fell or rose."""
    table = choice.row.table
    periods = _period_rows(wish, table)
    found: dict[tuple[int, ...], int] = {}
    for column, values in rankings(question, wish, table, around):
        known = {y: value for y, value in values.items() if y in periods}
        changes = is_change(column_head(table, column))
        picked = _picked(wish, periods, known, changes=changes)
        if not picked:
            return None
        found[tuple(picked)] = column
    if len(found) != 1:
        return None
    rows, column = next(iter(found.items()))
    if not _fits(question, wish, table, around, column, {}):
        return None
    name = "、".join(row_name(table, y) for y in rows)
    return Extreme(name, _cited(rows[0], periods), column)


def _period_column(question: Question, wish: RankingWish, choice: CellChoice) -> Extreme | None:
    """The column of the year in the row that the question names."""
    table = choice.row.table
    if not _names_row(question, choice):
        return None
    heads = {
        x: column_head(table, x) for x in range(choice.row.head_columns, len(choice.row.cells))
    }
    periods = _in_order(wish, heads)
    values = {x: amount_of(choice.row.cells[x].text) for x in periods}
    known = {x: value for x, value in values.items() if value is not None}
    columns = _picked(wish, periods, known, changes=is_change(choice.row.head))
    if not columns:
        return None
    name = "、".join(_period_name(table, x) for x in columns)
    heading = tuple(range(table.header_rows))[-1:]
    return Extreme(name, (choice.row.row, *heading), columns[0], row_match=None)


def _picked(
    wish: RankingWish, periods: Mapping[int, Key], known: Mapping[int, Decimal], *, changes: bool
) -> list[int]:
    """The periods of ``periods`` (by place) that ``wish`` means, by their values in ``known``,
    which are ``changes`` themselves or amounts; empty where they do not tell."""
    order = sorted(known, key=lambda place: periods[place])
    if len(order) < _FEWEST:
        return []
    kept = [place for place in order if _within(wish, periods[place])]
    if not wish.change or (changes and not wish.against):
        best = _best(wish, {place: known[place] for place in kept}) if len(kept) > 1 else None
        return [] if best is None else [best]
    steps = {
        new: (known[new] - known[old], (known[new] - known[old]) / abs(known[old]))
        for old, new in pairwise(order)
        if known[old] != 0
    }
    moved = (
        {place: known[place] for place in order} if changes else {p: s[0] for p, s in steps.items()}
    )
    if wish.against:
        all_moved = [place for place in kept if moved.get(place, 0) * wish.against > 0]
        return all_moved if len(all_moved) <= _MOST_FALLS else []
    ways = [{p: s[n] for p, s in steps.items() if p in kept} for n in range(2)]
    picks = {_best(wish, way) for way in ways if way}
    return [pick for pick in picks if pick is not None] if len(picks) == 1 else []


def _best(wish: RankingWish, values: Mapping[int, Decimal]) -> int | None:
    """The place of the greatest value, or the least; ``None`` where two are level."""
    pick = min if wish.least else max
    if not values:
        return None
    best = pick(values.values())
    places = [place for place, value in values.items() if value == best]
    return places[0] if len(places) == 1 else None


def _fits(
    question: Question,
    wish: RankingWish,
    table: Table,
    around: str,
    column: int,
    names: Mapping[int, str],
) -> bool:
    """Whether ``table`` is about what ``question`` asks: it says enough of its words, apart from
    those that only rank or name the country that it is written in, and, where others are left,
    stand in the document's title. Of ``names`` count those that the question lists and what most of
    them have in common, which is their kind. A ``column`` of changes says that of growth, and one
    of profits that of what was earned or lost.
    """
    title, _, inner = around.partition(" > ")
    home = fold_text(HOME.get(detect_language(around), "\n"))
    subject = canonical(fold_text(subject_ranked(question))).replace(home, "\n")
    asked = {t for t in terms_of(subject) if len(t) > 1}
    wanted = asked - terms_of(title) or asked
    listed = _listed(question, names)
    told = terms_of("\n".join((inner or around, *table.column_heads, *(names[y] for y in listed))))
    counted = Counter(term for name in names.values() for term in terms_of(name))
    told |= {term for term, count in counted.items() if 2 * count > len(names)}
    in_other_words = (wish.change and is_change(column_head(table, column))) or asks_profit(
        question, wish
    )
    shared = len(wanted & told) + in_other_words
    return shared >= _FITS * max(1, len(wanted) + in_other_words)


def _cited(best: int, rows: Iterable[int]) -> tuple[int, ...]:
    return (best, *[y for y in rows if y != best][: _MOST_CITED - 1])


def _names_row(question: Question, choice: CellChoice) -> bool:
    if choice.row_match >= _NAMED or names_item(question, choice):
        return True
    whose = _OWNERS.match(choice.row.own_name)
    rest = bare(choice.row.own_name[whose.end() :]) if whose else ""
    return len(rest) > 1 and rest in bare(question.text)


def _body(table: Table) -> range:
    return range(table.header_rows, len(table.rows))


def _period_rows(wish: RankingWish, table: Table) -> dict[int, Key]:
    return _in_order(wish, {y: row_name(table, y) for y in _body(table)})


def _in_order(wish: RankingWish, names: Mapping[int, str]) -> dict[int, Key]:
    """By place the year and the number of those of ``names`` that name periods, by which they are
    in order; quarters are in the order in which they stand."""
    if wish.among == "quarters":
        return {place: (place, 0) for place, name in names.items() if _QUARTER.search(name)}
    found = {}
    for place, name in names.items():
        period = period_of(name)
        if len(period.years) == 1 or (period.ordinal and not period.years):
            found[place] = (period.years[0] if period.years else 0, period.ordinal or 0)
    return found if len(set(found.values())) == len(found) else {}


def _within(wish: RankingWish, key: Key) -> bool:
    for value, limits in zip(key, (wish.years, wish.ordinals), strict=True):
        if limits and value and not limits[0] <= value <= limits[1]:
            return False
    return True


def _is_period(name: str) -> bool:
    return not period_of(name).says_nothing or bool(_QUARTER.search(name))


def _column_name(table: Table, column: int) -> str:
    return table.column_heads[column] if column < len(table.column_heads) else ""


def _period_name(table: Table, column: int) -> str:
    """The head of a column, with the year that a row below it gives it in brackets."""
    head, dated = _column_name(table, column), column_head(table, column)
    date = dated.removeprefix(head).strip()
    return f"{head}（{date}）" if head and date else dated
