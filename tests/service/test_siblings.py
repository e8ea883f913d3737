"""Words that differ in the one character that tells things apart."""

from __future__ import annotations

import pytest

from service.answering.contraries import is_contrary
from service.answering.siblings import is_sibling


@pytest.mark.parametrize(
    ("question", "nearby"),
    [
        ("新造船の外部への売上はいくら？", "新造船 | 内部売上高 | 318"),
        ("东口每天掘进多少尺？", "西口は乾いていた代わりに岩が硬く、日に一尺も進まなかった。"),
        ("二级医院新装了多少台内窥镜？", "三級醫院新增裝機214台"),
        ("社外の取締役は何人", "取締役は社内4名である。"),
        ("对外贸易的航线有几条？", "内贸航线58条"),
        ("2号機の出力は", "3号機の出力は820MWである。"),
        ("県立大学の学生数は", "国立大学の学生は3,400人"),
    ],
)
def test_siblings_are_told_apart(question: str, nearby: str) -> None:
    assert is_sibling(question, nearby)
    assert is_contrary(question, nearby)


@pytest.mark.parametrize(
    ("question", "nearby"),
    [
        ("新造船の外部への売上は", "外部売上高 | 内部売上高"),
        ("社外の取締役は何人", "取締役会は社内4名、独立社外5名の9名である。"),
        ("2号機の出力は", "12号機の出力"),
        ("65歳以外の人は", "3日以内に届け出る"),
        ("中国の大学は", "大国の責任"),
        ("What is the capacity of the east gate?", "西口は狭い。"),
        ("中期経営計画の目標は", "上期の売上高は210億円"),
        ("一番多いのはどこか", "最も多いのは甲県で、二番目は乙県"),
        ("売上高は", "売上高は49,856百万円である。"),
    ],
)
def test_other_words_are_no_siblings(question: str, nearby: str) -> None:
    assert not is_sibling(question, nearby)
