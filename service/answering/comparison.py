"""Questions that one cell does not answer: which of two, each of several, the largest of all.

The values stand in the cells of one table, and the answer cites every row that it rests on.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Literal

from service.answering.alternatives import (
    alternatives,
    asks_each,
    asks_less,
    asks_more,
    asks_which,
    best_names,
)
from service.answering.cells import CellChoice, TableRow
from service.answering.extremes import extreme
from service.answering.overlap import bare, terms_of
from service.answering.question import Question
from service.answering.ranking_columns import rankings, without_unit
from service.answering.ranking_wish import RankingWish, ranking_wish
from service.answering.short_answer import cell_answer
from service.answering.table_values import name_column, value_of

__all__ = ["Comparison", "compare", "value_of"]

Wish = Literal["which", "each", ""]


@dataclass(frozen=True, slots=True)
class Comparison:
    """An answer that several cells give; ``rows`` are the rows it rests on, the main one first.

    ``row_match`` is how well the rows fit what is compared (0 to 1), ``None`` where columns of the
    one row that was found were compared.
    """

    answer: str
    rows: tuple[int, ...]
    row_match: float | None = 1.0


def compare(question: Question, choice: CellChoice, around: str = "") -> Comparison | None:
    """What the table of ``choice`` says to a question that compares; ``None`` for others.

    The things compared are rows whose names the question holds, or columns of the chosen row.
    ``around`` is what stands about the table.
    """
    wish, ranking = _wish(question.text), ranking_wish(question)
    if ranking and (not wish or (wish == "which" and ranking.against)):
        return _of_all(question, ranking, choice, around)
    if not wish:
        return None
    choice = _at_amount(question, choice, around) if wish == "which" else choice
    named = _rows_compared(question, choice, wish)
    if len(named) > 1:
        cells = [replace(choice, row=TableRow(choice.row.table, y)) for y in named]
        return _answered(question, wish, cells, _naming(cells))
    columns = _columns_compared(question, choice, wish)
    if len(columns) > 1:
        cells = [replace(choice, column=x) for x in columns]
        answered = _answered(question, wish, cells, _column_name)
        return replace(answered, row_match=None) if answered else None
    return None


def _at_amount(question: Question, choice: CellChoice, around: str) -> CellChoice:
    """``choice`` moved to the column by which its table ranks the rows, where the question found
    the cell that names the row."""
    table = choice.row.table
    if choice.column != name_column(table):
        return choice
    ranked = rankings(question, RankingWish("things", False, False, 0), table, around)
    return replace(choice, column=ranked[0][0]) if len(ranked) == 1 else choice


def _wish(text: str) -> Wish:
    if asks_which(text) and (asks_less(text) or asks_more(text)):
        return "which"
    return "each" if asks_each(text) else ""


def _of_all(
    question: Question, wish: RankingWish, choice: CellChoice, around: str
) -> Comparison | None:
    """The one of all rows or columns that the question looks for, and how large it is where that
    is asked for too."""
    found = extreme(question, wish, choice, around)
    if found is None:
        return None
    answer = found.name
    if question.expects == "number" and wish.among == "things":
        row = TableRow(choice.row.table, found.rows[0])
        answer = f"{answer}、{cell_answer(replace(choice, row=row, column=found.column))}"
    return Comparison(answer, found.rows, row_match=found.row_match)


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
    if asks_each(question.text):
        others = [choice for _, choice in known if choice != best]
        answer = "、".join(f"{name(choice)}{cell_answer(choice)}" for choice in (best, *others))
    return Comparison(answer, (main, *(row for row in rows if row != main)))


def _best(question: Question, known: Sequence[tuple[Decimal, CellChoice]]) -> CellChoice:
    pick = min if asks_less(question.text) else max
    return pick(known, key=lambda pair: pair[0])[1]


def _naming(choices: Sequence[CellChoice]) -> Callable[[CellChoice], str]:
    """What names the rows: their first cells, where those tell them apart, else all their heads."""
    firsts = [choice.row.first_head for choice in choices]
    if any(name_column(choice.row.table) for choice in choices):
        return _row_name
    return _first_head if all(firsts) and len(set(firsts)) == len(firsts) else _row_name


def _first_head(choice: CellChoice) -> str:
    return choice.row.first_head


def _row_name(choice: CellChoice) -> str:
    row = choice.row
    place = name_column(row.table)
    if place >= row.head_columns:
        return row.cells[place].text
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
        name = bare(without_unit(_row_name(other)))
        if len(name) > 1 and name in asked and other.cell.text.strip():
            found.append(y)
    return found


def _named_columns(question: Question, choice: CellChoice) -> list[int]:
    asked = bare(question.text)
    found = []
    for x in range(choice.row.head_columns, len(choice.row.cells)):
        other = replace(choice, column=x)
        name = bare(without_unit(_column_name(other)))
        if len(name) > 1 and name in asked and other.cell.text.strip():
            found.append(x)
    return found


def _rows_compared(question: Question, choice: CellChoice, wish: Wish) -> list[int]:
    """Rows that the question names, by their whole names or by what tells them apart."""
    named = _named(question, choice)
    table = choice.row.table
    if wish == "which":
        named = _of_the_two(
            question, {y: _row_name(replace(choice, row=TableRow(table, y))) for y in named}
        )
    if len(named) > 1 or wish != "which":
        return named
    rows = {
        y: replace(choice, row=TableRow(table, y))
        for y in range(table.header_rows, len(table.rows))
    }
    names = {y: without_unit(_row_name(row)) for y, row in rows.items() if _has_value(row)}
    return best_names(question.text, names)


def _columns_compared(question: Question, choice: CellChoice, wish: Wish) -> list[int]:
    """Columns that the question names, in the same way."""
    named = _named_columns(question, choice)
    if wish == "which":
        heads = {x: _column_name(replace(choice, column=x)) for x in named}
        named = _of_the_two(question, heads)
    if len(named) > 1 or wish != "which":
        return named
    places = range(choice.row.head_columns, len(choice.row.cells))
    columns = {x: replace(choice, column=x) for x in places}
    names = {x: without_unit(_column_name(c)) for x, c in columns.items() if _has_value(c)}
    return best_names(question.text, names)


def _of_the_two(question: Question, names: dict[int, str]) -> list[int]:
    """The places of those ``names`` that are of the two things which the question compares; all,
    where it does not say plainly which two."""
    things = alternatives(question.text)
    if things is None:
        return list(names)
    return [
        place
        for place, name in names.items()
        if any(terms_of(without_unit(name)) & terms_of(thing) for thing in things)
    ]


def _has_value(choice: CellChoice) -> bool:
    return choice.column < len(choice.row.cells) and value_of(choice.cell.text) is not None
