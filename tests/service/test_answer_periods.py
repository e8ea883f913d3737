"""Which column a year, a fiscal year or 前期 means."""

from __future__ import annotations

import pytest

from service.answering.periods import period_fit, period_of
from service.answering.scope import is_statement, scope_fit, scope_of

FISCAL_2019 = "当連結会計年度（自 2019年4月1日 至 2020年3月31日）"
FISCAL_2018 = "前連結会計年度（自 2018年4月1日 至 2019年3月31日）"


@pytest.mark.parametrize(
    ("asked", "right", "wrong", "around"),
    [
        ("2020年の売上高は？", FISCAL_2019, FISCAL_2018, ""),
        ("2019年の売上高は？", FISCAL_2018, FISCAL_2019, ""),
        ("2019年度の売上高は？", FISCAL_2019, FISCAL_2018, ""),
        ("2020年3月期の売上高は？", "2020年3月", "2019年3月", ""),
        ("令和2年の人口は？", "2020年", "2015年", ""),
        ("第62期の売上高は？", "第62期", "第61期", ""),
        ("前期の売上高は？", "前期", "当期", ""),
        ("上期的营业收入是多少？", "上期", "本期", ""),
        ("2024年末的总资产是多少？", "期末余额", "期初余额", "合并资产负债表（2024年12月31日）"),
        ("2023年末的总资产是多少？", "期初余额", "期末余额", "合并资产负债表（2024年12月31日）"),
        ("売上高はいくらですか。", "当期", "前期", ""),
        ("What were sales in 2021?", "2021年", "2020年", ""),
    ],
)
def test_the_column_of_the_period_fits_best(
    asked: str, right: str, wrong: str, around: str
) -> None:
    question, dated = period_of(asked), period_of(around)
    good = period_fit(question, period_of(right), dated)
    bad = period_fit(question, period_of(wrong), dated)
    assert good > 0 > bad


def test_a_head_that_only_compares_names_no_period() -> None:
    assert period_of("前期比").says_nothing
    assert period_of("同比增长").says_nothing
    assert period_of("增减").turn == ""


def test_without_a_period_in_question_or_head_nothing_is_known() -> None:
    nothing = period_of("")
    assert period_fit(period_of("人口は？"), period_of("東京都"), nothing) == 0.0
    assert period_fit(period_of("2020年の人口は？"), period_of("東京都"), nothing) == 0.0


@pytest.mark.parametrize(
    ("question", "table", "sign"),
    [
        ("2020年の連結決算における売上高は？", "①【連結損益計算書】", 1),
        ("2020年の個別決算における売上高は？", "①【連結損益計算書】", -1),
        ("2020年の個別決算における売上高は？", "【損益計算書】\n前事業年度 | 当事業年度", 1),
        ("母公司的净利润是多少？", "合并利润表", -1),
        ("売上高はいくらですか。", "連結経営指標等", 1),
        ("売上高はいくらですか。", "提出会社の経営指標等", -1),
        ("売上高はいくらですか。", "地域別の売上高", 0),
        ("連結の売上高は？", "連結子会社の一覧", 0),
        ("個別決算の売上高は？", "第４【提出会社の状況】", 0),
        ("個別決算の負債は？", "２【財務諸表等】 > （税効果会計関係）", 1),
    ],
)
def test_group_and_company_are_told_apart(question: str, table: str, sign: int) -> None:
    fit = scope_fit(question, table)
    assert (fit > 0) - (fit < 0) == sign
    assert -1.0 <= fit <= 1.0


@pytest.mark.parametrize(
    ("heading", "primary"),
    [
        ("①【連結貸借対照表】", True),
        ("(4) 合并现金流量表", True),
        ("Consolidated statement of income", True),
        ("（損益計算書関係）", False),
        ("【有形固定資産等明細表】", False),
    ],
)
def test_primary_statements_are_told_from_notes(heading: str, primary: bool) -> None:
    assert is_statement(("第５【経理の状況】", heading)) is primary
    assert not is_statement((heading, "注記"))


def test_a_text_that_names_both_says_neither() -> None:
    assert scope_of("連結と個別の売上高") == ""
    assert scope_of("") == ""
