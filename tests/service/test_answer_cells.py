"""Cells of tables: the row head, the column head, and the unit that a value gets."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index import StoredPassage
from ingest.document import Cell, Page, Table
from service.answering.cells import CellChoice, TableRow, choose_cell, row_of
from service.answering.overlap import QuestionTerms
from service.answering.question import parse_question
from service.answering.short_answer import cell_answer, in_the_era_asked_for, whole_span


def _weights(terms: Sequence[str]) -> Mapping[str, float]:
    return {term: float(len(term)) for term in terms}


def _table(rows: Sequence[Sequence[str]], **known: object) -> tuple[Table, str]:
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


def _choice(question: str, table: Table, row: int, around: str = "") -> CellChoice:
    parsed = parse_question(question)
    terms = QuestionTerms(parsed.subject, _weights)
    choice = choose_cell(parsed, terms, TableRow(table, row), around)
    assert choice is not None
    return choice


KEY_FIGURES = (
    ("回次", "第60期", "第61期", "第62期"),
    ("決算年月", "2023年3月", "2024年3月", "2025年3月"),
    ("売上高", "44,980", "46,731", "49,856"),
    ("営業利益", "3,598", "3,411", "4,187"),
    ("売上高営業利益率（％）", "8.0", "7.3", "8.4"),
)


@pytest.mark.parametrize(
    ("question", "row", "answer"),
    [
        ("第61期の売上高はいくらですか。", 2, "46,731百万円"),
        ("2025年3月期の売上高はいくらですか。", 2, "49,856百万円"),
        ("2023年の営業利益は？", 3, "3,598百万円"),
        ("第62期の売上高営業利益率は何％ですか。", 4, "8.4％"),
    ],
)
def test_period_and_unit_of_key_figures(question: str, row: int, answer: str) -> None:
    table, _ = _table(KEY_FIGURES, unit="単位：百万円、別記のものを除く")
    choice = _choice(question, table, row)
    assert cell_answer(choice) == answer
    assert choice.row_match > 0.5


@pytest.mark.parametrize(
    ("question", "row", "answer"),
    [
        ("2022年IC製造業的產值是多少？", 1, "29,203億元"),
        ("2023年のIC製造業の生産額は？", 1, "26,626億元"),
        ("IC設計業2022年占比多少？", 2, "25.4%"),
    ],
)
def test_columns_by_year_and_kind(question: str, row: int, answer: str) -> None:
    rows = (
        ("項目", "2022年", "2023年", "2022年占比（%）"),
        ("IC製造業", "29,203", "26,626", "60.3"),
        ("IC設計業", "12,320", "10,965", "25.4"),
    )
    table, _ = _table(rows, unit="單位：億元")
    assert cell_answer(_choice(question, table, row)) == answer


def test_a_quoted_item_tells_rows_of_like_names_apart() -> None:
    rows = (("科目", "前期", "当期"), ("流動負債", "10", "12"), ("その他の流動負債", "3", "4"))
    table, _ = _table(rows)
    question = "当期の「流動負債」は？"
    exact, other = _choice(question, table, 1), _choice(question, table, 2)
    assert exact.row_match == 1.0 > other.row_match
    assert exact.cell.text == "12"


def test_words_stay_as_they_are_and_blank_rows_have_no_cell() -> None:
    rows = (("役職", "氏名"), ("董事会秘书", "白露生"), ("独立董事", ""))
    table, _ = _table(rows, unit="单位：万元")
    assert cell_answer(_choice("董事会秘书是谁？", table, 1)) == "白露生"
    parsed = parse_question("独立董事是谁？")
    assert choose_cell(parsed, QuestionTerms("独立董事", _weights), TableRow(table, 2), "") is None


def test_the_model_tips_the_balance_between_equal_columns() -> None:
    rows = (("都市", "相手", "締結"), ("天津", "神戸", "1973年6月24日"))
    table, _ = _table(rows)
    parsed = parse_question("天津について教えて")
    cell = table.rows[1][2]
    terms = QuestionTerms(parsed.subject, _weights)
    choice = choose_cell(parsed, terms, TableRow(table, 1), "", (cell.char_start, cell.char_end))
    assert choice is not None
    assert choice.cell == cell


def test_a_row_passage_is_found_again_in_its_grid() -> None:
    table, text = _table(KEY_FIGURES)
    page = Page(1, "1", text, tables=(table,))
    first, last = table.rows[3][0], table.rows[3][-1]
    start, end = first.char_start, last.char_end
    passage = StoredPassage(
        "p", "d", "t", "t.pdf", 1, "1", "table_row", start, end, text[start:end], "ja", (), "", [],
        None,
    )  # fmt: skip
    row = row_of(passage, page)
    assert row is not None
    assert (row.row, row.head) == (3, "営業利益")
    assert row_of(passage, Page(1, "1", text)) is None


@pytest.mark.parametrize(
    ("text", "pointed", "whole"),
    [
        ("規模は9.5兆元に達した", "9.5", "9.5兆元"),
        ("2021年9月1日に発足した", "9月1", "2021年9月1日"),
        ("累計は約1,576億円である", "1,576億円", "約1,576億円"),
        ("遠隔監視サービス「ミネナビ」を始めた", "「ミネナビ", "ミネナビ"),
        ("豊田（トヨタ自動車）が出資", "豊田（トヨタ自動車", "豊田（トヨタ自動車）"),
        ("技師、八田與一、主持", "、八田與一、", "八田與一"),
        ("首任局长为刘烈宏。", "刘烈宏。", "刘烈宏"),
    ],
)
def test_a_span_grows_to_whole_values(text: str, pointed: str, whole: str) -> None:
    start = text.index(pointed)
    a, b = whole_span(text, start, start + len(pointed))
    assert text[a:b] == whole


@given(st.text("約2021年9月1日「」（）、。億円.5ab ", max_size=30), st.data())
def test_a_whole_span_stays_in_the_text_and_is_not_empty(text: str, data: st.DataObject) -> None:
    start = data.draw(st.integers(0, len(text)))
    end = data.draw(st.integers(start, len(text)))
    a, b = whole_span(text, start, end)
    assert 0 <= a <= b <= len(text)
    assert (a < b) == (start < end)


@pytest.mark.parametrize(
    ("question", "answer", "shown"),
    [
        ("令和何年に発足しましたか", "2021年9月1日", "2021年9月1日（令和3年）"),
        ("元号では何年ですか", "1926年12月26日", "1926年12月26日（昭和元年）"),
        ("西暦では何年ですか", "明治五年十一月九日", "明治五年十一月九日（1872年）"),
        ("いつ発足しましたか", "2021年9月1日", "2021年9月1日"),
        ("令和の目標は？", "10％", "10％"),
    ],
)
def test_dates_in_the_calendar_that_was_asked_for(question: str, answer: str, shown: str) -> None:
    assert in_the_era_asked_for(parse_question(question), answer) == shown
