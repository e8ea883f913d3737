"""Items that a question puts in quotes: the row, its group, and the column that they name."""

from __future__ import annotations

import pytest
from small_tables import chosen, small_table

from service.answering.cells import names_item
from service.answering.question import parse_question
from service.answering.short_answer import cell_answer


def test_a_quoted_item_tells_rows_of_like_names_apart() -> None:
    rows = (("科目", "前期", "当期"), ("流動負債", "10", "12"), ("その他の流動負債", "3", "4"))
    table, _ = small_table(rows)
    question = "当期の「流動負債」は？"
    exact, other = chosen(question, table, 1), chosen(question, table, 2)
    assert exact.row_match == 1.0 > other.row_match
    assert exact.cell.text == "12"


def test_the_parts_of_a_quoted_item_name_row_and_group() -> None:
    rows = (
        ("科目", "前期", "当期"),
        ("流動負債", "", ""),
        ("その他", "3", "4"),
        ("固定負債", "", ""),
        ("その他", "7", "8"),
    )
    table, _ = small_table(rows)
    question = "当期の「その他、固定負債」は？"
    assert chosen(question, table, 4).row_match > chosen(question, table, 2).row_match
    assert cell_answer(chosen(question, table, 4)) == "8"


def test_the_group_in_quotes_is_not_taken_for_the_row() -> None:
    rows = (
        ("科目", "前期", "当期"),
        ("販売費及び一般管理費", "124", "125"),
        ("広告費", "18", "19"),
    )
    table, _ = small_table(rows)
    question = "当期の「広告宣伝費、販売費及び一般管理費」は？"
    assert chosen(question, table, 1).row_match < 0.5


def test_a_column_is_named_outside_the_quotes_though_the_row_says_it_too() -> None:
    rows = (("", "資本金", "自己株式", "合計"), ("自己株式の処分", "－", "4,296", "4,241"))
    table, _ = small_table(rows, header_rows=1)
    question = "2019年の個別決算のTreasuryStockMemberにおける「自己株式の処分」は？"
    assert chosen(question, table, 1).cell.text == "4,296"


def test_a_row_is_named_outside_the_quotes() -> None:
    rows = (("区分", "員数", "基本報酬"), ("取締役", "9", "300"), ("社　外　監　査　役", "3", "45"))
    table, _ = small_table(rows, header_rows=1)
    question = "2020年の社外監査役の「基本報酬、役員区分ごとの報酬等」は？"
    inside, other = chosen(question, table, 2), chosen(question, table, 1)
    assert inside.cell.text == "45"
    assert inside.row_match > other.row_match


def test_a_column_of_a_row_of_balances_is_the_item() -> None:
    rows = (("", "土地", "建設仮勘定"), ("2020年3月31日残高", "50,898", "52,533"))
    table, _ = small_table(rows, header_rows=1)
    question = "2020年時点における「建設仮勘定」は？"
    choice = chosen(question, table, 1)
    assert choice.cell.text == "52,533"
    assert names_item(parse_question(question), choice)


SHARES = (
    ("区分", "金融機関", "個人その他"),
    ("株主数（人）", "88", "692"),
    ("所有株式数（単元）", "341", "836"),
    ("所有株式数の割合（％）", "7.13", "17.40"),
)


@pytest.mark.parametrize(
    ("item", "row", "value"),
    [("所有株式数（単元）－金融機関", 2, "341"), ("株主数－個人その他", 1, "692")],
)
def test_an_item_in_quotes_names_row_and_column(item: str, row: int, value: str) -> None:
    table, _ = small_table(SHARES)
    question = f"甲株式会社の2020年時点における「{item}」は？"
    choices = [chosen(question, table, y) for y in (1, 2, 3)]
    best = max(choices, key=lambda choice: choice.row_match)
    assert (best.row.row, best.cell.text) == (row, value)
