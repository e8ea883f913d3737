"""The largest of all: of rows, of columns, the largest loss, and who holds the most."""

from __future__ import annotations

import pytest
from small_tables import chosen, small_table

from service.answering.comparison import compare
from service.answering.question import parse_question

SEGMENTS = (
    ("区分", "計測機器", "制御システム", "保守サービス", "計", "調整額", "連結"),
    ("当期 売上高", "26,418", "15,204", "8,234", "49,856", "－", "49,856"),
    ("当期 セグメント利益", "1,012", "1,398", "1,106", "3,516", "△929", "2,587"),
)
SUBSIDIARIES = (
    ("公司名称", "主要业务", "持股比例", "营业收入", "净利润"),
    ("南浦伺服科技有限公司", "伺服系统", "100.00%", "138,620.41", "16,218.37"),
    ("西岭导轨有限公司", "丝杠与导轨", "100.00%", "70,284.56", "-4,726.10"),
    ("欧洲有限责任公司", "维修与销售", "100.00%", "12,470.38", "-316.84"),
)
HOLDERS = (
    ("氏名又は名称", "所有株式数（株）", "割合（％）"),
    ("公益財団法人育英会", "1,422,000", "12.00"),
    ("従業員持株会", "1,185,000", "10.00"),
    ("信濃野銀行", "592,500", "5.00"),
    ("計", "3,199,500", "27.00"),
)


def _answer(
    question: str, rows: tuple[tuple[str, ...], ...], row: int, around: str = ""
) -> str | None:
    table, _ = small_table(rows)
    found = compare(parse_question(question), chosen(question, table, row), around)
    return found.answer if found else None


@pytest.mark.parametrize(
    ("question", "answer"),
    [
        ("当期のセグメント利益が最も大きかったのはどの事業ですか。", "制御システム"),
        ("当期のセグメント利益が最も小さかったのはどの事業ですか。", "計測機器"),
        ("当期のセグメント利益はいくらですか。", None),
    ],
)
def test_the_part_with_a_column_of_its_own_that_has_the_most(
    question: str, answer: str | None
) -> None:
    assert _answer(question, SEGMENTS, 2) == answer


def test_columns_of_years_are_no_parts() -> None:
    rows = (("項目", "2021年", "2022年", "2023年"), ("売上高", "5", "9", "7"))
    assert _answer("売上高が最も多かったのはどれですか。", rows, 1) is None


def test_the_largest_loss_is_the_smallest_profit_with_its_value() -> None:
    asked = "哪家主要子公司2024年亏损最大，亏损多少？"
    assert _answer(asked, SUBSIDIARIES, 3) == "西岭导轨有限公司、-4,726.10"
    without = tuple(row for row in SUBSIDIARIES if not row[-1].startswith("-"))
    more = (
        *without,
        ("北方科技有限公司", "研发", "60%", "10", "3"),
        ("南方公司", "销", "1%", "2", "1"),
    )
    assert _answer(asked, more, 1) is None


@pytest.mark.parametrize("question", ["筆頭株主は誰ですか。", "第一大股东是谁？"])
def test_who_holds_the_most_where_all_columns_agree(question: str) -> None:
    around = "報告書 > 大株主の状況\n大株主の状況"
    assert _answer(question, HOLDERS, 2, around) == "公益財団法人育英会"
    assert _answer(question, HOLDERS, 2, "報告書 > 役員の状況") is None


def test_columns_that_disagree_name_nobody() -> None:
    rows = (*HOLDERS[:3], ("信濃野銀行", "592,500", "50.00"))
    around = "報告書 > 大株主の状況"
    assert _answer("筆頭株主は誰ですか。", rows, 1, around) is None
