"""The unit and the thing that a question counts."""

from __future__ import annotations

import pytest

from service.answering.asked_unit import asked_counter, asked_units, other_unit


@pytest.mark.parametrize(
    ("question", "units"),
    [
        ("How many students take French?", {"人"}),
        ("How many Japanese companies joined?", {"社", "家", "个", "户", "か所"}),
        ("How many percent of employees are women?", set()),
        ("How many children's hospitals are there?", set()),
        ("How many full-time employees were there in 2020?", {"人"}),
        ("How many cups do people drink?", set()),
        ("留学生每周工作几个小时？", {"h"}),
        ("省级的大师有几位", {"位", "人"}),
        ("尼泊尔排第几位？", {"位"}),
    ],
)
def test_units_that_are_asked_for(question: str, units: set[str]) -> None:
    assert asked_units(question) == units


@pytest.mark.parametrize(
    ("question", "answer", "other"),
    [
        ("How many students take French?", "176校", True),
        ("How many students take French?", "1,176人", False),
        ("花在职业教育上的钱", "41人", True),
        ("花在职业教育上的钱", "1.6亿元", False),
        ("费用是多少钱？", "12亿日元", False),
        ("省级的大师有几位", "47人", False),
        ("急停車は何度あったのか", "7回", False),
        ("结了多少个项目？", "1,903项", False),
        ("何件ありますか", "20％", True),
        ("売上高は世界で何位ですか", "12,000人", True),
        ("発電量はいくらですか", "1,200万kWh", False),
        ("売上高は前年に比べていくら増えましたか", "5.3％", False),
        ("By how much did sales grow?", "12%", False),
    ],
)
def test_values_in_another_unit(question: str, answer: str, other: bool) -> None:
    assert other_unit(question, answer) is other


@pytest.mark.parametrize(
    ("question", "counter"),
    [
        ("帶回幾株活的植物？", "株"),
        ("入れる人の数", "人"),
        ("从业人数是多少", "人"),
        ("何年のことですか", ""),
        ("売上高はいくらですか", ""),
    ],
)
def test_what_is_counted(question: str, counter: str) -> None:
    assert asked_counter(question) == counter
