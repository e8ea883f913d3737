"""Whether two names of rows mean one item, and whether a question names a row."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ingest.document import Cell, Table
from service.answering.cells import CellChoice, TableRow, names_item
from service.answering.question import parse_question
from service.answering.row_names import plain_name, same_name


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("経常利益又は経常損失（△）", "経常利益", True),
        ("基本的１株当たり当期利益（△損失）", "基本的1株当たり当期利益（円）", True),
        ("純資産額", "純資産合計", True),
        ("(1）外部顧客への売上高", "外部顧客への売上高", True),
        ("※４ 未払金", "未払金", True),
        ("売上高", "营业收入", True),
        ("社　外　監　査　役", "社外監査役", True),
        ("未払金", "工事未払金", False),
        ("当期純利益", "親会社株主に帰属する当期純利益", False),
        ("合計", "総額", False),
        ("", "", False),
    ],
)
def test_names_of_one_item(one: str, other: str, same: bool) -> None:
    assert same_name(one, other) is same


@given(st.text(max_size=30))
def test_a_plain_name_is_that_of_itself(name: str) -> None:
    assert same_name(name, name) is bool(plain_name(name))


@pytest.mark.parametrize(
    ("question", "name", "named"),
    [
        ("2020年の「未払金」は？", "未払金", True),
        ("2020年の「未払金」は？", "工事未払金", False),
        ("2020年の「広告宣伝費、販売費及び一般管理費」は？", "販売費及び一般管理費", False),
        ("2020年度の研究開発費はいくらですか。", "研究開発費", True),
        ("2020年度の研究開発費はいくらですか。", "費", False),
        ("2021年软件和信息技术服务业收入是多少？", "信息技术服务", False),
        ("2021年软件和信息技术服务业收入是多少？", "软件", True),
        ("売上高・営業利益はそれぞれいくらですか。", "営業利益", True),
        ("2020年の給料手当及び賞与はいくらですか。", "賞与", False),
        ("ソフトウェア・情報サービス業の売上高はいくらですか。", "情報サービス", False),
        ("売上高と営業利益はいくらですか。", "営業利益", True),
    ],
)
def test_a_question_names_a_row(question: str, name: str, named: bool) -> None:
    cells = (Cell(name, 0, len(name)), Cell("5", len(name) + 3, len(name) + 4))
    table = Table(rows=(cells,), column_heads=("", ""), header_columns=1)
    choice = CellChoice(TableRow(table, 0), 1, 1.0, 1.0, 1.0, 1.0)
    assert names_item(parse_question(question), choice) is named


def test_the_second_of_two_rows_is_named_too() -> None:
    rows = [
        (Cell(name, 9 * y, 9 * y + len(name)), Cell("5", 9 * y + 6, 9 * y + 7))
        for y, name in enumerate(("营业收入", "净利润"))
    ]
    table = Table(rows=tuple(rows), column_heads=("", ""), header_rows=0, header_columns=1)
    choice = CellChoice(TableRow(table, 1), 1, 1.0, 1.0, 1.0, 1.0)
    assert names_item(parse_question("2024年营业收入和净利润是多少？"), choice)
    assert not names_item(parse_question("2024年营业成本和净利润是多少？"), choice)
