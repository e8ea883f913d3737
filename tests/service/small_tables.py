"""Small tables, and the cells that questions choose in them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from ingest.document import Cell, Table
from service.answering.cells import CellChoice, TableRow, choose_cell
from service.answering.overlap import QuestionTerms
from service.answering.question import parse_question


def weights(terms: Sequence[str]) -> Mapping[str, float]:
    return {term: float(len(term)) for term in terms}


def small_table(rows: Sequence[Sequence[str]], **known: object) -> tuple[Table, str]:
    """A table of ``rows`` (the first is the header) and the page text that its cells stand in."""
    text = ""
    grid = []
    for row in rows:
        cells = []
        for word in row:
            cells.append(Cell(word, len(text), len(text) + len(word)))
            text += word + " | "
        grid.append(tuple(cells))
        text = text.removesuffix(" | ") + "\n"
    heads = tuple(rows[0])
    table = Table(rows=tuple(grid), column_heads=heads, header_columns=1, **known)  # type: ignore[arg-type]
    return table, text


def chosen(question: str, table: Table, row: int, around: str = "") -> CellChoice:
    parsed = parse_question(question)
    terms = QuestionTerms(parsed.subject, weights)
    choice = choose_cell(parsed, terms, TableRow(table, row), around)
    assert choice is not None
    return choice
