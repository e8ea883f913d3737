"""The column of a table that counts what a question counts."""

from __future__ import annotations

import pytest
from small_tables import chosen, small_table


@pytest.mark.parametrize(
    ("question", "answer"),
    [
        ("沢渡区の避難所に入れる人の数", "28,600"),
        ("沢渡区の避難所は何か所ですか。", "47"),
        ("沢渡区は簡易トイレを何基備えますか。", "1,180"),
        ("沢渡区の国内からの支援は何件ですか。", "12"),
    ],
)
def test_the_column_of_what_is_counted(question: str, answer: str) -> None:
    rows = (
        ("区", "指定避難所数", "収容人数", "簡易トイレ（基）", "海外支援件数", "国内支援件数"),
        ("沢渡区", "47", "28,600", "1,180", "31", "12"),
    )
    table, _ = small_table(rows)
    assert chosen(question, table, 1).cell.text == answer


@pytest.mark.parametrize(
    ("question", "answer"),
    [
        ("高新技术企业有几家？", "840"),
        ("南州市的项目有多少个？", "312"),
    ],
)
def test_heads_that_only_hold_the_counter(question: str, answer: str) -> None:
    rows = (("市", "高新技术企业数", "家庭农场", "项目数"), ("南州市", "840", "95", "312"))
    table, _ = small_table(rows)
    assert chosen(question, table, 1).cell.text == answer
